//! The command line as its user meets it: the README's console blocks and the cases in `cmd/`.

use std::fs;
use std::path::Path;

/// All cases run in one new folder with the bundled articles in it, so that the stores and
/// pictures that they write are gone with the test. Cases run side by side: each names a store
/// of its own, the README takes the default.
#[test]
fn commands_print_what_they_did_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    let articles = folder.path().join("seeds/articles");
    fs::create_dir_all(&articles).unwrap();
    for entry in fs::read_dir(root.join("seeds/articles")).unwrap() {
        let entry = entry.unwrap();
        fs::copy(entry.path(), articles.join(entry.file_name())).unwrap();
    }
    std::env::set_current_dir(folder.path()).unwrap();
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .case(root.join("README.md"))
        .case(root.join("tests/cli/cmd/*.md"))
        .run();
}
