//! Ingest: of what nobody should have put there, on any number of threads, and once more with a
//! newer extractor.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs::{self, File};
use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Runs the command in a folder.
fn demarche(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command
        .current_dir(folder)
        .args(["--db", "x.db"])
        .args(arguments);
    command.env("NO_COLOR", "1").stdin(Stdio::null());
    command.output().unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What `documents` lists as CSV.
fn documents(folder: &Path) -> usize {
    let listed = demarche(folder, &["documents", "--format", "json"]);
    text(&listed.stdout).matches("\"id\"").count()
}

const SOUND: &str = "The European Union condemned Belarus on Tuesday.\n";

#[test]
fn large_and_endless_files_are_refused() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    // Files of 50 MB that take no room on the disk.
    for name in ["huge.txt", "line.jsonl"] {
        File::create(folder.join(name))
            .unwrap()
            .set_len(50 << 20)
            .unwrap();
    }
    let sound = serde_json::json!({ "text": SOUND });
    let mut lines = File::options()
        .append(true)
        .open(folder.join("line.jsonl"))
        .unwrap();
    write!(lines, "\n{sound}\n").unwrap();
    let mut arguments = vec!["ingest", "--format", "csv", "huge.txt", "line.jsonl"];
    if cfg!(unix) {
        arguments.push("/dev/zero");
    }
    let done = demarche(folder, &arguments);
    let said = text(&done.stderr);
    assert_eq!(done.status.code(), Some(1), "{said}");
    assert!(said.contains("cannot read `huge.txt`"), "{said}");
    assert!(said.contains("cannot read `line.jsonl` line 1"), "{said}");
    assert_eq!(
        said.contains("cannot read `/dev/zero`"),
        cfg!(unix),
        "{said}"
    );
    assert_eq!(documents(folder), 1, "the second line is an article");
}

#[test]
fn a_sentence_without_end_and_a_head_without_end_are_read() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let endless = "the minister of France criticised Germany over tariffs and ".repeat(400);
    fs::write(folder.join("endless.txt"), format!("{SOUND}{endless}")).unwrap();
    fs::write(
        folder.join("word.txt"),
        format!("{SOUND}{}", "a".repeat(2 << 20)),
    )
    .unwrap();
    let head = "title: a\nx: &a [*a, *a]\n".repeat(40_000);
    fs::write(folder.join("head.txt"), format!("---\n{head}---\n{SOUND}")).unwrap();
    let title = "t".repeat(1 << 20);
    fs::write(
        folder.join("title.txt"),
        format!("---\ntitle: {title}\n---\n{SOUND}"),
    )
    .unwrap();
    let nested = format!("{{\"text\":{}", "[".repeat(1 << 20));
    fs::write(folder.join("nested.jsonl"), nested).unwrap();
    let done = demarche(folder, &["ingest", "--format", "csv", "."]);
    let said = text(&done.stderr);
    assert!(said.contains("`./nested.jsonl` line 1"), "{said}");
    // Its head is too long for one, so it is text, and such text is no English.
    assert!(said.contains("cannot read `./head.txt`"), "{said}");
    assert!(text(&done.stdout).contains("3,0,0,2"), "{said}");
    assert!(demarche(folder, &["documents"]).status.success());
}

#[test]
fn unsound_bytes_are_told_from_text() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    fs::write(folder.join("zeros.txt"), b"The Union\0 condemned\0\0 it.").unwrap();
    fs::write(
        folder.join("invalid.txt"),
        b"The Union condemned Caf\xe9 and \xff it on Tuesday.",
    )
    .unwrap();
    fs::write(folder.join("empty.txt"), b"").unwrap();
    let done = demarche(folder, &["ingest", "--format", "csv", "."]);
    let said = text(&done.stderr);
    assert!(
        said.contains("cannot read `./zeros.txt`: not a text: binary data"),
        "{said}"
    );
    assert!(text(&done.stdout).contains("2,0,0,1"), "{said}");
}

#[cfg(unix)]
#[test]
fn links_pipes_and_locked_folders_are_passed_over() {
    use std::os::unix::fs::{PermissionsExt, symlink};

    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("in");
    let inner = folder.join("inner");
    let locked = folder.join("locked");
    fs::create_dir_all(&inner).unwrap();
    fs::create_dir(&locked).unwrap();
    fs::write(inner.join("sound.txt"), SOUND).unwrap();
    symlink("..", inner.join("up.txt")).unwrap();
    symlink("self.txt", folder.join("self.txt")).unwrap();
    symlink("/dev/zero", folder.join("zero.txt")).unwrap();
    let piped = Command::new("mkfifo").arg(folder.join("pipe.txt")).status();
    assert!(piped.is_ok_and(|status| status.success()));
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o0)).unwrap();
    let done = demarche(
        place.path(),
        &["ingest", "--format", "csv", "in", "in/self.txt"],
    );
    let may_look = fs::read_dir(&locked).is_ok();
    fs::set_permissions(&locked, fs::Permissions::from_mode(0o700)).unwrap();
    let said = text(&done.stderr);
    assert!(said.contains("cannot read `in/self.txt`"), "{said}");
    assert_eq!(said.contains("cannot look into `in`"), !may_look, "{said}");
    assert_eq!(documents(place.path()), 1, "{said}");
}

#[cfg(unix)]
#[test]
fn control_characters_do_not_reach_a_table_or_a_message() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("in");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("a\nsham \u{1b}[2J\u{202e}.txt"), SOUND).unwrap();
    fs::write(folder.join("b\nerror: sham\u{7}.txt"), b"\0\0\x01").unwrap();
    let done = demarche(place.path(), &["ingest", "in"]);
    let listed = demarche(place.path(), &["documents"]);
    let shown = [done.stdout, done.stderr, listed.stdout]
        .map(|bytes| text(&bytes))
        .concat();
    assert!(
        shown.contains("a\u{fffd}sham \u{fffd}[2J\u{fffd}.txt"),
        "{shown}"
    );
    assert!(!shown.contains(['\u{1b}', '\u{7}', '\u{202e}']), "{shown}");
    assert!(
        !shown.lines().any(|line| line.starts_with("error: sham")),
        "{shown}"
    );
}

#[test]
fn the_number_of_jobs_changes_nothing() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let mut lines = String::new();
    for number in 0..150 {
        let text = format!("Minister Anna Berg of Norway opposed plan {number}. {SOUND}");
        lines.push_str(&serde_json::json!({ "text": text }).to_string());
        lines.push('\n');
        if number % 40 == 7 {
            lines += "no article\n";
        }
    }
    fs::write(folder.join("wire.jsonl"), lines).unwrap();
    let export = |jobs: &str| {
        let _ = fs::remove_dir_all(folder.join("x.db"));
        let done = demarche(
            folder,
            &["ingest", "wire.jsonl", "--jobs", jobs, "--format", "csv"],
        );
        let said = text(&done.stderr);
        let exported = demarche(folder, &["export", "--to", "jsonl", "--with-text"]);
        assert!(exported.status.success());
        (text(&done.stdout), said, exported.stdout)
    };
    let one = export("1");
    assert!(one.0.contains("150,0,0,4"), "{}", one.0);
    assert!(one == export("7"), "messages come in the same order too");
}

#[test]
fn a_newer_extractor_replaces_what_an_older_one_made() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    fs::write(folder.join("one.txt"), SOUND).unwrap();
    fs::write(folder.join("two.txt"), SOUND.replace("Belarus", "Iran")).unwrap();
    let makers = || {
        let told = demarche(folder, &["stats", "--format", "json"]);
        let told: serde_json::Value = serde_json::from_slice(&told.stdout).unwrap();
        let makers = told["extractors"].as_array().unwrap().clone();
        let count = |maker: &serde_json::Value, what: &str| maker[what].as_u64().unwrap();
        let facts = makers.iter().map(|maker| {
            let name = maker["extractor"].as_str().unwrap().to_owned();
            (name, count(maker, "documents"), count(maker, "statements"))
        });
        facts.collect::<Vec<_>>()
    };
    demarche(folder, &["ingest", "one.txt", "two.txt"]);
    let now = makers();
    assert_eq!((now.len(), now[0].1, now[0].2), (1, 2, 2), "{now:?}");
    let exported = demarche(folder, &["export", "--to", "jsonl", "--with-text"]);
    let older = "demarche-0.0.1/lexicon-00000000".to_owned();
    let graph = text(&exported.stdout).replace(&now[0].0, &older);
    fs::write(folder.join("older.jsonl"), graph).unwrap();
    fs::remove_dir_all(folder.join("x.db")).unwrap();
    demarche(folder, &["import", "older.jsonl"]);
    assert_eq!(makers(), [(older.clone(), 2, 2)]);
    let again = demarche(folder, &["ingest", "two.txt", "--format", "csv"]);
    assert!(text(&again.stdout).contains("0,1,0,0"));
    assert_eq!(makers(), [(older, 1, 1), (now[0].0.clone(), 1, 1)]);
    demarche(folder, &["ingest", "one.txt"]);
    assert_eq!(makers(), now);
    assert!(demarche(folder, &["check"]).status.success());
}
