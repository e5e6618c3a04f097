//! The same bytes on one thread and on four.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::path::Path;
use std::process::Command;

const COMMANDS: &[&[&str]] = &[
    &["rank", "-n", "0"],
    &["rank", "--by", "betweenness", "--sample", "20", "-n", "0"],
    &["components", "-n", "0"],
    &["communities", "-n", "0"],
    &["communities", "--by", "congruence", "-n", "0"],
    &["factions", "-n", "0"],
    &["balance", "-n", "0"],
    &["bridges", "-n", "0"],
    &["network", "congruence", "-n", "0"],
    &[
        "network",
        "subtract",
        "--normalization",
        "average",
        "-n",
        "0",
    ],
];

fn told(db: &Path, words: &[&str], threads: &str) -> Vec<u8> {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(words)
        .args(["--format", "json", "--quiet", "--db"])
        .arg(db)
        .env("RAYON_NUM_THREADS", threads)
        .output()
        .unwrap();
    let error = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{words:?}: {error}");
    assert!(!output.stdout.is_empty(), "{words:?}");
    output.stdout
}

#[test]
fn measures_do_not_depend_on_threads() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("threads.db");
    let articles = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/articles");
    let status = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["ingest", articles, "--quiet", "--db"])
        .arg(&db)
        .status()
        .unwrap();
    assert!(status.success());
    for words in COMMANDS {
        assert!(
            told(&db, words, "1") == told(&db, words, "4"),
            "{words:?} differs"
        );
    }
}
