//! `shell` as a script meets it: entries on standard input.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::io::Write;
use std::process::{Command, Output, Stdio};

fn typed(db: &std::path::Path, entries: &str) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["shell", "--quiet", "--db"])
        .arg(db)
        .env("NO_COLOR", "1")
        .env("COLUMNS", "100")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(entries.as_bytes()).unwrap();
    drop(input);
    child.wait_with_output().unwrap()
}

#[test]
fn entries_are_answered_in_their_order() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("shell.db");
    let lines = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/cli/files/decide.jsonl"
    );
    let entries = format!(
        "import '{lines}'\n\
         # a note\n\
         .mode csv\n\
         stances --holder \"Marc Rutte\"\n\
         MATCH (a:Person)-[s:STANCE]->(t)\n\
         WHERE s.polarity = 'oppose' // ; here ends nothing\n\
         RETURN a.name AS holder, t.name AS target\n\
         ORDER BY holder, target;\n\
         .mode\n"
    );
    let output = typed(&db, &entries);
    let out = String::from_utf8(output.stdout).unwrap();
    let shown: Vec<&str> = out.lines().collect();
    assert_eq!(String::from_utf8(output.stderr).unwrap(), "");
    assert!(output.status.success());
    let holder = shown
        .iter()
        .position(|line| line.starts_with("Marc Rutte,oppose,Norvia"));
    let query = shown.iter().position(|line| *line == "holder,target");
    assert!(holder.unwrap() < query.unwrap(), "{out}");
    assert_eq!(shown.last(), Some(&"csv"), "{out}");
}

#[test]
fn questions_can_be_held_to_a_part_of_the_graph() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("shell.db");
    let lines = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/cli/files/decide.jsonl"
    );
    let count = "MATCH (s:Statement) RETURN count(s) AS statements;\n";
    let entries = format!(
        "import '{lines}'\n.mode csv\n{count}.only --documents 'tues*' --kind stance\n.only\n\
         {count}.only --nonsense\n{count}.only all\n{count}.only\n"
    );
    let output = typed(&db, &entries);
    let out = String::from_utf8(output.stdout).unwrap();
    let shown: Vec<&str> = out
        .lines()
        .skip_while(|line| *line != "statements")
        .collect();
    let expected = [
        "statements",
        "4",
        "--documents tues* --kind stance",
        "statements",
        "2",
        "statements",
        "2",
        "statements",
        "4",
        "all",
    ];
    assert_eq!(shown, expected);
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(told.contains("--nonsense"), "{told}");
    assert!(!output.status.success());
}

#[test]
fn what_fails_is_told_and_the_rest_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let db = folder.path().join("shell.db");
    let output = typed(
        &db,
        "bogus\n.nothing\nshell\nRETURN 1 +;\n.mode json\n.mode",
    );
    let errors = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(errors.contains("bogus"), "{errors}");
    assert!(errors.contains("no such entry `.nothing`"), "{errors}");
    assert!(errors.contains("this is the shell already"), "{errors}");
    assert!(errors.contains("4 entries failed"), "{errors}");
    assert_eq!(String::from_utf8(output.stdout).unwrap(), "json\n");
}
