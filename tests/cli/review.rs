//! `review` as a dialogue: answers come through standard input.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

const GRAPH: &str = include_str!("files/decide.jsonl");

/// What the command prints when it is told `input`.
fn run(folder: &Path, args: &[&str], input: &str) -> String {
    let mut child = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .env("DEMARCHE_AUTHOR", "ilse")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdin = child.stdin.take().unwrap();
    stdin.write_all(input.as_bytes()).unwrap();
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{args:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn actions(folder: &Path) -> Vec<String> {
    let listed = run(folder, &["decisions", "--format", "csv"], "");
    let rows = listed.lines().skip(1);
    rows.map(|row| {
        row.split(',')
            .skip(2)
            .take(2)
            .collect::<Vec<_>>()
            .join(": ")
    })
    .collect()
}

#[test]
fn answers_are_kept_and_not_asked_for_again() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    std::fs::write(folder.join("decide.jsonl"), GRAPH).unwrap();
    run(folder, &["import", "decide.jsonl"], "");
    let skipped = run(folder, &["review"], "s\nq\n");
    assert!(
        skipped.ends_with("0 merged, 0 kept apart, 2 left\n"),
        "{skipped}"
    );
    let ended = run(folder, &["review"], "");
    assert!(
        ended.ends_with("0 merged, 0 kept apart, 2 left\n"),
        "{ended}"
    );
    assert_eq!(actions(folder), [""; 0]);
    let told = run(
        folder,
        &["review", "--time", "2026-01-07"],
        "y\nperhaps\nN\n",
    );
    assert_eq!(told.matches("are they one?").count(), 3);
    assert!(told.contains("Mark Rutte (person, 1 link)"), "{told}");
    assert!(told.ends_with("1 merged, 1 kept apart, 0 left\n"), "{told}");
    let expect = [
        "merge: Marc Rutte into Mark Rutte",
        "unmerge: NATO from North Atlantic Treaty Organization",
    ];
    assert_eq!(actions(folder), expect);
    let none = run(folder, &["review", "--format", "json"], "");
    assert_eq!(none.trim(), "[]");
}
