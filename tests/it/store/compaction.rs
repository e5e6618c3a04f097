//! Compaction: the same records in smaller files, and at every moment a store that opens.

use std::fs;
use std::path::{Path, PathBuf};

use demarche_store::{Mode, SledStore, Store, StoreError};

use super::conformance::{Dump, dump};
use super::sample::{Seed, decision, document_id, extraction};

/// A store that has been changed often.
fn worn(place: &Path) -> (PathBuf, Dump) {
    let path = place.join("x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    for round in 0..6 {
        for number in 0..12 {
            let seed = Seed {
                extractor: round,
                ..Seed::plain(number)
            };
            store.ingest(&extraction(&seed)).unwrap();
        }
    }
    store.forget(document_id(3)).unwrap();
    store.decide(&decision(1)).unwrap();
    let before = dump(&store);
    (path, before)
}

fn compacted(path: &Path) -> (u64, u64) {
    SledStore::open(path, Mode::Write)
        .unwrap()
        .compact()
        .unwrap()
}

fn names(path: &Path) -> Vec<String> {
    let entries = path.read_dir().unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &to);
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_compacted_store_holds_the_same_in_less() {
    let place = tempfile::tempdir().unwrap();
    let (path, before) = worn(place.path());
    for round in 2..5 {
        let (old, new) = compacted(&path);
        assert!(new <= old, "{old} became {new}");
        assert_eq!(
            names(&path),
            ["FORMAT".into(), "STEPS".into(), format!("sled-{round}")]
        );
        assert_eq!(dump(&SledStore::open(&path, Mode::Read).unwrap()), before);
    }
    let store = SledStore::open(&path, Mode::Write).unwrap();
    store.ingest(&extraction(&Seed::plain(40))).unwrap();
    assert!(store.forget(document_id(40)).unwrap());
    assert_eq!(dump(&store), before);
}

/// A name, and what makes a store look as it does then.
type Stage<'a> = (&'a str, &'a dyn Fn(&Path));

/// Every stage that a killed compaction can leave, made by hand.
#[test]
fn what_an_interrupted_compaction_leaves_is_tidied() {
    let place = tempfile::tempdir().unwrap();
    let (path, before) = worn(place.path());
    let other = place.path().join("compacted.db");
    copy(&path, &other);
    compacted(&other);
    let anew = other.join("sled-2");
    let stages: &[Stage<'_>] = &[
        ("an empty directory", &|store| {
            fs::create_dir(store.join("sled.new")).unwrap();
        }),
        ("half of the files", &|store| {
            copy(&anew, &store.join("sled.new"));
            fs::remove_file(store.join("sled.new/db")).unwrap();
        }),
        ("all of the files", &|store| {
            copy(&anew, &store.join("sled.new"));
        }),
        ("both in force", &|store| copy(&anew, &store.join("sled-2"))),
        ("half of the old ones", &|store| {
            copy(&anew, &store.join("sled-2"));
            fs::remove_file(store.join("sled/db")).unwrap();
        }),
    ];
    for (number, (stage, leave)) in stages.iter().enumerate() {
        let store = place.path().join(format!("{number}.db"));
        copy(&path, &store);
        leave(&store);
        assert_eq!(
            dump(&SledStore::open(&store, Mode::Read).unwrap()),
            before,
            "{stage}"
        );
        assert_eq!(
            dump(&SledStore::open(&store, Mode::Write).unwrap()),
            before,
            "{stage}"
        );
        assert_eq!(names(&store).len(), 3, "{stage}: {:?}", names(&store));
        compacted(&store);
        assert_eq!(
            dump(&SledStore::open(&store, Mode::Read).unwrap()),
            before,
            "{stage}"
        );
    }
}

#[test]
fn a_store_open_for_reading_is_not_compacted() {
    let place = tempfile::tempdir().unwrap();
    let (path, before) = worn(place.path());
    let error = SledStore::open(&path, Mode::Read)
        .unwrap()
        .compact()
        .unwrap_err();
    assert!(matches!(error, StoreError::ReadOnly), "{error}");
    assert!(dump(&SledStore::open(&path, Mode::Read).unwrap()) == before);
    assert_eq!(names(&path), ["FORMAT", "STEPS", "sled"]);
}
