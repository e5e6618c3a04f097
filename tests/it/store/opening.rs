//! Opening: what is a store, what is not, and who holds it.

use std::fs;

use demarche_store::{Mode, SledStore, Store, StoreError};

use super::conformance::dump;
use super::sample::{Seed, document_id, extraction};

#[test]
fn what_was_stored_is_there_after_reopening() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("deep/x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    for number in 0..7 {
        store.ingest(&extraction(&Seed::plain(number))).unwrap();
    }
    let before = dump(&store);
    drop(store);
    for mode in [Mode::Create, Mode::Write, Mode::Read] {
        assert_eq!(dump(&SledStore::open(&path, mode).unwrap()), before);
    }
}

#[test]
fn a_store_is_created_only_when_asked() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    for mode in [Mode::Write, Mode::Read] {
        let error = SledStore::open(&path, mode).unwrap_err();
        assert!(matches!(error, StoreError::Missing { .. }), "{error}");
        assert!(!path.exists());
    }
}

#[test]
fn a_held_store_is_locked() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    for mode in [Mode::Create, Mode::Write, Mode::Read] {
        let error = SledStore::open(&path, mode).unwrap_err();
        assert!(
            matches!(&error, StoreError::Locked { path: of } if *of == path),
            "{error}"
        );
    }
    drop(store);
    SledStore::open(&path, Mode::Read).unwrap();
}

#[test]
fn other_things_are_refused_and_left_alone() {
    let place = tempfile::tempdir().unwrap();
    let folder = place.path().join("folder");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("letter.txt"), "Dear all").unwrap();
    let file = place.path().join("file.db");
    fs::write(&file, "words").unwrap();
    let foreign = place.path().join("foreign");
    drop(sled::open(&foreign).unwrap());
    let marked = place.path().join("marked");
    fs::create_dir(&marked).unwrap();
    fs::write(marked.join("FORMAT"), "something else").unwrap();
    for path in [&folder, &file, &foreign, &marked] {
        let listed = || {
            let entries = fs::read_dir(path).into_iter().flatten();
            entries
                .map(|entry| entry.unwrap().file_name())
                .collect::<Vec<_>>()
        };
        let before = listed();
        for mode in [Mode::Create, Mode::Write, Mode::Read] {
            let error = SledStore::open(path, mode).unwrap_err();
            assert!(matches!(error, StoreError::NotAStore { .. }), "{error}");
        }
        assert_eq!(listed(), before);
    }
    assert_eq!(fs::read(&file).unwrap(), b"words");
}

#[test]
fn another_format_is_named() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    drop(SledStore::open(&path, Mode::Create).unwrap());
    fs::write(path.join("FORMAT"), "demarche store\nformat 7\n").unwrap();
    let error = SledStore::open(&path, Mode::Write).unwrap_err();
    let supported = SledStore::FORMAT;
    assert!(
        matches!(error, StoreError::FormatVersion { found: 7, supported: s } if s == supported)
    );
}

#[test]
fn an_interrupted_creation_is_finished() {
    let place = tempfile::tempdir().unwrap();
    let whole = place.path().join("whole.db");
    drop(SledStore::open(&whole, Mode::Create).unwrap());
    let path = place.path().join("x.db");
    let rest = |conf: &[u8], mark: Option<&[u8]>| {
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(path.join("sled/blobs")).unwrap();
        fs::write(path.join("sled/conf"), conf).unwrap();
        if let Some(mark) = mark {
            fs::copy(whole.join("sled/db"), path.join("sled/db")).unwrap();
            fs::write(path.join("FORMAT.new"), mark).unwrap();
        }
        let store = SledStore::open(&path, Mode::Create).unwrap();
        assert_eq!(store.check().unwrap(), []);
        store.ingest(&extraction(&Seed::plain(1))).unwrap();
        drop(store);
        let store = SledStore::open(&path, Mode::Read).unwrap();
        assert_eq!(dump(&store).0.documents.len(), 1);
    };
    let conf = fs::read(whole.join("sled/conf")).unwrap();
    rest(b"", None);
    rest(&conf[..conf.len() - 4], None);
    rest(&conf, None);
    rest(&conf, Some(b""));
    rest(&conf, Some(b"demarche st"));
    fs::remove_dir_all(&path).unwrap();
    fs::create_dir(&path).unwrap();
    let empty = SledStore::open(&path, Mode::Read).unwrap_err();
    assert!(matches!(empty, StoreError::Missing { .. }), "{empty}");
    assert_eq!(
        SledStore::open(&path, Mode::Create)
            .unwrap()
            .check()
            .unwrap(),
        []
    );
}

#[test]
fn a_store_open_for_reading_refuses_changes() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    store.ingest(&extraction(&Seed::plain(1))).unwrap();
    let before = dump(&store);
    drop(store);
    let store = SledStore::open(&path, Mode::Read).unwrap();
    let refused = |error| assert!(matches!(error, StoreError::ReadOnly), "{error}");
    refused(store.ingest(&extraction(&Seed::plain(2))).unwrap_err());
    refused(store.forget(document_id(1)).unwrap_err());
    refused(store.decide(&super::sample::decision(1)).unwrap_err());
    refused(store.load(super::conformance::dump(&store).0).unwrap_err());
    refused(store.rebuild().unwrap_err());
    assert_eq!(dump(&store), before);
}
