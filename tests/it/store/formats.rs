//! Stores of every past format are read as they are and become the present format when they are
//! opened for a change; newer ones are refused.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use demarche_export::jsonl;
use demarche_model::Observations;
use demarche_store::{Mode, SledStore, Store, StoreError};
use flate2::read::GzDecoder;

use super::conformance::dump;
use super::sample::{Seed, document_id, extraction};

/// Stores as earlier versions wrote them from the bundled articles and an import, each with what
/// it holds. Files that end in `.gz` are packed.
const PAST: &[(u32, &str)] = &[(1, "format1")];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("it/store")
        .join(name)
}

fn unpacked(file: &Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    GzDecoder::new(File::open(file).unwrap())
        .read_to_end(&mut bytes)
        .unwrap();
    bytes
}

/// Lays out the files of a fixture, but for what is expected of it.
fn unpack(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap() {
        let file = entry.unwrap().path();
        let name = file.file_name().unwrap().to_str().unwrap();
        if file.is_dir() {
            unpack(&file, &to.join(name));
        } else if name == "expected.jsonl.gz" {
        } else if let Some(name) = name.strip_suffix(".gz") {
            fs::write(to.join(name), unpacked(&file)).unwrap();
        } else {
            fs::copy(&file, to.join(name)).unwrap();
        }
    }
}

/// The fixture as a store of its own, and what it holds as JSON Lines.
fn past(name: &str, place: &Path) -> (PathBuf, String) {
    let store = place.join(name);
    unpack(&fixture(name), &store);
    let expected = unpacked(&fixture(name).join("expected.jsonl.gz"));
    (store, String::from_utf8(expected).unwrap())
}

fn lines(store: &dyn Observations) -> String {
    let mut out = Vec::new();
    jsonl::write(store, jsonl::Options { with_text: true }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn mark(store: &Path) -> String {
    fs::read_to_string(store.join("FORMAT")).unwrap()
}

fn marked(format: u32) -> String {
    format!("demarche store\nformat {format}\n")
}

#[test]
fn every_past_format_has_a_store() {
    let formats: Vec<u32> = PAST.iter().map(|(format, _)| *format).collect();
    assert_eq!(formats, (1..SledStore::FORMAT).collect::<Vec<_>>());
}

#[test]
fn a_past_store_is_read_as_it_is() {
    let place = tempfile::tempdir().unwrap();
    for &(format, name) in PAST {
        let (path, expected) = past(name, place.path());
        assert_eq!(mark(&path), marked(format));
        let store = SledStore::open(&path, Mode::Read).unwrap();
        assert_eq!(store.check().unwrap(), []);
        assert!(lines(&store) == expected, "format {format} reads otherwise");
        drop(store);
        assert_eq!(mark(&path), marked(format), "reading does not change it");
    }
}

#[test]
fn a_past_store_becomes_the_present_format_when_it_is_changed() {
    let place = tempfile::tempdir().unwrap();
    for &(format, name) in PAST {
        let (path, expected) = past(name, place.path());
        drop(SledStore::open(&path, Mode::Write).unwrap());
        assert_eq!(mark(&path), marked(SledStore::FORMAT));
        let store = SledStore::open(&path, Mode::Write).unwrap();
        assert_eq!(store.check().unwrap(), []);
        assert!(lines(&store) == expected, "format {format} became another");
        store.ingest(&extraction(&Seed::plain(1))).unwrap();
        store.forget(document_id(1)).unwrap();
        drop(store);
        SledStore::open(&path, Mode::Write)
            .unwrap()
            .compact()
            .unwrap();
        let store = SledStore::open(&path, Mode::Read).unwrap();
        assert_eq!(store.check().unwrap(), []);
        assert!(lines(&store) == expected, "format {format} became another");
    }
}

/// A process killed while it raises the format leaves the record raised and the file not.
#[test]
fn a_half_raised_store_is_raised_the_next_time() {
    let place = tempfile::tempdir().unwrap();
    for &(format, name) in PAST {
        let (path, expected) = past(name, place.path());
        drop(SledStore::open(&path, Mode::Write).unwrap());
        fs::write(path.join("FORMAT"), marked(format)).unwrap();
        assert!(lines(&SledStore::open(&path, Mode::Read).unwrap()) == expected);
        assert_eq!(mark(&path), marked(format));
        assert!(lines(&SledStore::open(&path, Mode::Write).unwrap()) == expected);
        assert_eq!(mark(&path), marked(SledStore::FORMAT));
    }
}

#[test]
fn a_newer_format_is_refused_and_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    store.ingest(&extraction(&Seed::plain(1))).unwrap();
    let before = dump(&store);
    drop(store);
    let next = SledStore::FORMAT + 1;
    for mode in [Mode::Create, Mode::Write, Mode::Read] {
        fs::write(path.join("FORMAT"), marked(next)).unwrap();
        let error = SledStore::open(&path, mode).unwrap_err();
        let StoreError::FormatVersion { found, supported } = error else {
            panic!("{error}");
        };
        assert_eq!((found, supported), (next, SledStore::FORMAT));
        assert_eq!(mark(&path), marked(next));
    }
    fs::write(path.join("FORMAT"), marked(SledStore::FORMAT)).unwrap();
    assert_eq!(dump(&SledStore::open(&path, Mode::Read).unwrap()), before);
}
