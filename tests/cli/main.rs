//! The command line as its user meets it: the README's console blocks and the cases in `cmd/`.

mod review;
mod shell;
mod threads;

use std::path::Path;
use std::{fs, io};

/// All cases run in one new folder with the bundled articles and `files/` in it, so that the
/// stores and pictures that they write are gone with the test. Cases run side by side: each names
/// a store of its own, the README takes the default.
#[test]
fn commands_print_what_they_did_before() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../..")
        .canonicalize()
        .unwrap();
    let folder = tempfile::tempdir().unwrap();
    copy(
        &root.join("seeds/articles"),
        &folder.path().join("seeds/articles"),
    )
    .unwrap();
    copy(&root.join("tests/cli/files"), folder.path()).unwrap();
    std::env::set_current_dir(folder.path()).unwrap();
    trycmd::TestCases::new()
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .case(root.join("README.md"))
        .case(root.join("tests/cli/cmd/*.md"))
        .run();
}

fn copy(from: &Path, to: &Path) -> io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        fs::copy(entry.path(), to.join(entry.file_name()))?;
    }
    Ok(())
}
