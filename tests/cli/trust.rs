//! What the command does when the disk is full, the folder cannot be written, or the store is in
//! use; and a backup that is made meanwhile.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use demarche_store::{Mode, SledStore, StoreError};

fn articles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../seeds/articles")
}

fn demarche(folder: &Path, arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let (out, errors) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(errors)
    )
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = demarche(folder, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", said(&output));
    String::from_utf8(output.stdout).unwrap()
}

/// All that a store holds, as its dump says.
fn held(folder: &Path, store: &str) -> String {
    let file = folder.join("held.jsonl.gz");
    done(folder, &["--db", store, "dump", file.to_str().unwrap()]);
    let mut lines = String::new();
    let file = fs::File::open(file).unwrap();
    flate2::read::GzDecoder::new(file)
        .read_to_string(&mut lines)
        .unwrap();
    lines
}

fn with_articles(folder: &Path) -> String {
    let articles = articles();
    done(
        folder,
        &["--db", "x.db", "-q", "ingest", articles.to_str().unwrap()],
    );
    held(folder, "x.db")
}

/// JSON Lines of documents with long texts, which no compression makes small.
fn long_documents(count: u32) -> String {
    let mut lines =
        String::from("{\"type\":\"header\",\"format\":\"demarche-jsonl\",\"version\":1}\n");
    let mut state = 1u32;
    for number in 0..count {
        let text: String = (0..40_000)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                char::from(b'!' + u8::try_from((state >> 16) % 90).unwrap())
            })
            .map(|letter| {
                if matches!(letter, '"' | '\\') {
                    '-'
                } else {
                    letter
                }
            })
            .collect();
        let id = demarche_model::DocumentId::of(&[&number.to_string()]);
        let _ = std::fmt::Write::write_fmt(
            &mut lines,
            format_args!(
                "{{\"type\":\"document\",\"id\":\"{id}\",\"path\":\"{number}.txt\",\"title\":null,\
                 \"outlet\":null,\"date\":null,\"sha256\":\"{number:064x}\",\"text\":\"{text}\"}}\n"
            ),
        );
    }
    lines
}

/// Runs a command whose files may not grow beyond so many KiB.
#[cfg(unix)]
fn limited(folder: &Path, kib: u64, arguments: &[&str]) -> Output {
    // A shell sets the limit, in blocks of 512 bytes; the signal is ignored, so that a write fails
    // as it does on a full disk.
    let script = format!("trap '' XFSZ; ulimit -f {}; exec \"$0\" \"$@\"", kib * 2);
    let mut command = Command::new("sh");
    command
        .args(["-c", &script, env!("CARGO_BIN_EXE_demarche")])
        .args(arguments);
    command.current_dir(folder).output().unwrap()
}

#[cfg(unix)]
#[test]
fn a_full_disk_is_told_and_loses_nothing() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    fs::write(folder.join("long.jsonl"), long_documents(60)).unwrap();
    let before = with_articles(folder);
    let commands: &[&[&str]] = &[
        &["--db", "x.db", "import", "long.jsonl"],
        &["--db", "x.db", "ingest", "long.txt"],
        &["--db", "x.db", "compact"],
        &["--db", "y.db", "restore", "long.jsonl"],
        &["--db", "x.db", "dump", "z.jsonl.gz"],
    ];
    // The long text for an ingest, in English and of little size for the engine's log.
    fs::write(
        folder.join("long.txt"),
        "Norway backed the deal. ".repeat(60_000),
    )
    .unwrap();
    for kib in [600, 1_000, 8] {
        for arguments in commands {
            let output = limited(folder, kib, arguments);
            let said = said(&output);
            assert!(
                !said.contains("panicked"),
                "{kib} KiB, {arguments:?}: {said}"
            );
            if !output.status.success() {
                assert!(
                    said.contains("too large"),
                    "{kib} KiB, {arguments:?}: {said}"
                );
            }
            assert!(!folder.join("y.db").exists() || output.status.success());
            assert!(!folder.join("z.jsonl.gz").exists() || output.status.success());
            let _ = fs::remove_dir_all(folder.join("y.db"));
            let _ = fs::remove_file(folder.join("z.jsonl.gz"));
            done(folder, &["--db", "x.db", "check"]);
        }
    }
    let refused = limited(folder, 600, commands[0]);
    assert_eq!(refused.status.code(), Some(1), "{}", said(&refused));
    assert!(said(&refused).contains("hint"), "{}", said(&refused));
    // What was there is there; what was not acknowledged may be there in whole documents.
    let after = held(folder, "x.db");
    assert!(
        before.lines().all(|line| after.contains(line)),
        "a record is lost"
    );
    done(folder, &["--db", "x.db", "import", "long.jsonl"]);
    done(folder, &["--db", "x.db", "check"]);
    let listed = done(folder, &["--db", "x.db", "documents", "--format", "csv"]);
    let imported = (0..60).filter(|number| listed.contains(&format!(",{number}.txt,")));
    assert_eq!(imported.count(), 60, "{listed}");
}

#[cfg(unix)]
#[test]
fn a_folder_that_cannot_be_written_is_told() {
    use std::os::unix::fs::PermissionsExt;
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let before = with_articles(folder);
    let closed = folder.join("closed");
    fs::create_dir(&closed).unwrap();
    fs::set_permissions(&closed, fs::Permissions::from_mode(0o555)).unwrap();
    if fs::write(closed.join("probe"), "").is_ok() {
        // Whoever runs this may write everywhere; a file in the way is refused to anybody.
        fs::remove_file(closed.join("probe")).unwrap();
        fs::remove_dir(&closed).unwrap();
        fs::write(&closed, "").unwrap();
    }
    let articles = articles();
    let commands: &[&[&str]] = &[
        &["--db", "closed/x.db", "ingest", articles.to_str().unwrap()],
        &["--db", "x.db", "dump", "closed/x.jsonl.gz"],
        &["--db", "x.db", "backup", "closed/backups"],
        &["--db", "closed/y.db", "restore", "held.jsonl.gz"],
    ];
    for arguments in commands {
        let output = demarche(folder, arguments);
        let said = said(&output);
        assert_eq!(output.status.code(), Some(1), "{arguments:?}: {said}");
        assert!(said.contains("closed"), "{arguments:?}: {said}");
    }
    assert!(held(folder, "x.db") == before);
}

/// An ingest that waits for its input holds the store; a backup is made of what was published
/// before, and a store made from it holds just that.
#[test]
fn a_store_in_use_can_be_backed_up() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path();
    let before = with_articles(folder);
    SledStore::open(folder.join("x.db"), Mode::Read)
        .unwrap()
        .publish()
        .unwrap();
    let mut ingest = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["--db", "x.db", "--quiet", "ingest", "-"])
        .current_dir(folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let started = Instant::now();
    let held_by_it = || match SledStore::open(folder.join("x.db"), Mode::Read) {
        Err(StoreError::Locked { .. }) => true,
        Ok(_) => false,
        Err(other) => panic!("{other}"),
    };
    while !held_by_it() {
        assert!(
            started.elapsed() < Duration::from_secs(60),
            "the ingest does not begin"
        );
        std::thread::sleep(Duration::from_millis(50));
    }
    let file = done(folder, &["--db", "x.db", "backup", "backups"]);
    let file = file.trim_end();
    assert!(
        file.starts_with("backups") && file.ends_with("-1.jsonl.gz"),
        "{file}"
    );
    assert!(held_by_it(), "the ingest still goes on");
    done(folder, &["--db", "y.db", "restore", file]);
    done(folder, &["--db", "y.db", "check"]);
    assert!(
        held(folder, "y.db") == before,
        "the backup holds something else"
    );
    let mut input = ingest.stdin.take().unwrap();
    input
        .write_all(b"{\"text\": \"Norway backed the arms embargo against Sudan.\"}\n")
        .unwrap();
    drop(input);
    assert!(ingest.wait().unwrap().success());
    done(folder, &["--db", "x.db", "check"]);
    let after = held(folder, "x.db");
    assert_eq!(after.matches("\"type\":\"document\"").count(), 6);
    assert!(
        before
            .lines()
            .filter(|line| line.contains("\"statement\""))
            .all(|line| after.contains(line))
    );
}
