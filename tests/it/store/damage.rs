//! Damage: a flipped, cut, missing or misplaced record is named, never read as data.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use demarche_model::Graph;
use demarche_store::{Mode, SledStore, Store, StoreError};

use super::conformance::dump;
use super::sample::{Seed, decision, extraction};

/// A store with a little of everything.
fn filled(place: &Path) -> PathBuf {
    let path = place.join("x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    for number in 0..7 {
        store.ingest(&extraction(&Seed::plain(number))).unwrap();
    }
    let bare = Seed {
        with_text: false,
        ..Seed::plain(9)
    };
    store.ingest(&extraction(&bare)).unwrap();
    store.decide(&decision(1)).unwrap();
    path
}

/// Opens the engine of a closed store. The engine's threads let go of its lock a little after the
/// store is dropped, so a refusal is tried again for a while.
pub(super) fn engine(path: &Path) -> sled::Db {
    for _ in 0..1_000 {
        if let Ok(db) = sled::open(path.join("sled")) {
            return db;
        }
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    sled::open(path.join("sled")).unwrap()
}

/// Works on the records beneath a closed store.
fn beneath<T>(path: &Path, work: impl FnOnce(&sled::Tree) -> T) -> T {
    let db = engine(path);
    let tree = db.open_tree("demarche").unwrap();
    let result = work(&tree);
    tree.flush().unwrap();
    result
}

fn records(path: &Path) -> Vec<(Vec<u8>, Vec<u8>)> {
    let all = |tree: &sled::Tree| {
        let pairs = tree.iter().map(Result::unwrap);
        pairs
            .map(|(key, value)| (key.to_vec(), value.to_vec()))
            .collect()
    };
    beneath(path, all)
}

/// One record of each kind.
fn one_of_each(path: &Path) -> Vec<(Vec<u8>, Vec<u8>)> {
    let mut seen = BTreeSet::new();
    let all = records(path).into_iter();
    all.filter(|(key, _)| seen.insert(key[0])).collect()
}

#[test]
fn every_kind_of_record_is_checked() {
    let place = tempfile::tempdir().unwrap();
    let path = filled(place.path());
    let kinds: Vec<u8> = one_of_each(&path).iter().map(|(key, _)| key[0]).collect();
    assert_eq!(
        kinds, b"\0ADEHINPQRSTXai",
        "the sample has a record of every kind"
    );
    for (key, value) in one_of_each(&path) {
        for damage in [
            flipped(&value),
            value[..value.len() - 1].to_vec(),
            Vec::new(),
        ] {
            beneath(&path, |tree| tree.insert(&key, damage).map(drop)).unwrap();
            let found = SledStore::open(&path, Mode::Read).map(|store| store.check().unwrap());
            match found {
                Ok(findings) => assert!(!findings.is_empty(), "{:?}", key[0] as char),
                Err(StoreError::Corrupt { tree, .. }) => assert_eq!(tree, "meta"),
                Err(other) => panic!("{other}"),
            }
        }
        beneath(&path, |tree| tree.insert(&key, value).map(drop)).unwrap();
    }
    assert_eq!(
        SledStore::open(&path, Mode::Read).unwrap().check().unwrap(),
        []
    );
}

fn flipped(value: &[u8]) -> Vec<u8> {
    let mut value = value.to_vec();
    let middle = value.len() / 2;
    value[middle] ^= 0x10;
    value
}

#[test]
fn a_damaged_record_is_named_when_read() {
    let place = tempfile::tempdir().unwrap();
    let path = filled(place.path());
    let (key, value) = one_of_each(&path)
        .into_iter()
        .find(|(key, _)| key[0] == b'S')
        .unwrap();
    beneath(&path, |tree| tree.insert(&key, flipped(&value)).map(drop)).unwrap();
    let store = SledStore::open(&path, Mode::Read).unwrap();
    let failure = store.graph().unwrap_err();
    let StoreError::Corrupt { tree, key } = failure else {
        panic!("{failure}");
    };
    assert_eq!(tree, "statements");
    let findings = store.check().unwrap();
    assert!(
        findings
            .iter()
            .any(|item| item.tree == tree && item.key == key),
        "{findings:?}"
    );
}

#[test]
fn a_missing_or_strange_record_is_found() {
    let place = tempfile::tempdir().unwrap();
    let path = filled(place.path());
    let given = one_of_each(&path).into_iter();
    for (key, value) in given.filter(|(key, _)| !matches!(key[0], 0 | b'X')) {
        beneath(&path, |tree| tree.remove(&key).map(drop)).unwrap();
        let findings = SledStore::open(&path, Mode::Read).unwrap().check().unwrap();
        assert!(!findings.is_empty(), "{:?}", key[0] as char);
        beneath(&path, |tree| tree.insert(&key, value).map(drop)).unwrap();
    }
    let (key, value) = one_of_each(&path).swap_remove(7);
    let mut moved = key.clone();
    *moved.last_mut().unwrap() ^= 1;
    for strange in [moved, b"?what".to_vec()] {
        beneath(&path, |tree| tree.insert(&strange, value.clone()).map(drop)).unwrap();
        let findings = SledStore::open(&path, Mode::Read).unwrap().check().unwrap();
        assert!(!findings.is_empty());
        beneath(&path, |tree| tree.remove(&strange).map(drop)).unwrap();
    }
    assert_eq!(
        SledStore::open(&path, Mode::Read).unwrap().check().unwrap(),
        []
    );
}

#[test]
fn what_is_derived_can_be_rebuilt() {
    let place = tempfile::tempdir().unwrap();
    let path = filled(place.path());
    let before = dump(&SledStore::open(&path, Mode::Read).unwrap());
    let derived: Vec<_> = records(&path)
        .into_iter()
        .filter(|(key, _)| b"AIHNE".contains(&key[0]))
        .collect();
    beneath(&path, |tree| {
        for (number, (key, value)) in derived.iter().enumerate() {
            match number % 3 {
                0 => drop(tree.remove(key).unwrap()),
                1 => drop(tree.insert(key, flipped(value)).unwrap()),
                _ => {}
            }
        }
    });
    let store = SledStore::open(&path, Mode::Write).unwrap();
    assert!(store.check().unwrap().len() > derived.len() / 3);
    store.rebuild().unwrap();
    assert_eq!(dump(&store), before);
}

/// The engine's own file, with its snapshot and as a killed process leaves it, without: flipped
/// bytes are an error or have no effect; they never make another graph. One byte often hits what
/// a later write made void, so half of the rounds flip one of every thousand.
#[test]
fn flipped_bytes_of_the_file_are_never_data() {
    let place = tempfile::tempdir().unwrap();
    let path = filled(place.path());
    let before = dump(&SledStore::open(&path, Mode::Read).unwrap()).0;
    let whole = std::fs::read(path.join("sled/db")).unwrap();
    let used = whole.iter().rposition(|&byte| byte != 0).unwrap();
    let mut told = 0;
    for round in 0..24 {
        let mut damaged = whole.clone();
        let (first, step) = match round % 2 {
            0 => (used * round / 24, used),
            _ => (round * 41, 997),
        };
        for place in (first..used).step_by(step) {
            damaged[place] ^= 0x40;
        }
        let copy = place.path().join(round.to_string());
        copied(&path, &copy, round < 12);
        std::fs::write(copy.join("sled/db"), damaged).unwrap();
        match opened(&copy) {
            Some(graph) => assert_eq!(graph, before, "round {round}"),
            None => told += 1,
        }
    }
    assert!(told >= 12, "only {told} of 24 were noticed");
}

#[test]
fn a_cut_or_missing_file_is_noticed() {
    let place = tempfile::tempdir().unwrap();
    let path = filled(place.path());
    let whole = std::fs::read(path.join("sled/db")).unwrap();
    let used = whole.iter().rposition(|&byte| byte != 0).unwrap();
    for part in 0..8 {
        let copy = place.path().join(part.to_string());
        copied(&path, &copy, part % 2 == 0);
        std::fs::write(copy.join("sled/db"), &whole[..used * part / 8]).unwrap();
        assert_eq!(opened(&copy), None, "{part} of 8");
    }
    let copy = place.path().join("gone");
    copied(&path, &copy, true);
    std::fs::remove_dir_all(copy.join("sled")).unwrap();
    assert_eq!(opened(&copy), None);
}

/// A store without the engine's data file, which the caller writes.
fn copied(path: &Path, copy: &Path, with_snapshot: bool) {
    std::fs::create_dir_all(copy.join("sled/blobs")).unwrap();
    for name in ["FORMAT", "STEPS", "sled/conf"] {
        std::fs::copy(path.join(name), copy.join(name)).unwrap();
    }
    for entry in path.join("sled").read_dir().unwrap() {
        let name = entry.unwrap().file_name();
        if with_snapshot && name.to_string_lossy().starts_with("snap.") {
            let name = Path::new("sled").join(name);
            std::fs::copy(path.join(&name), copy.join(&name)).unwrap();
        }
    }
}

/// What a store holds, unless opening, checking or reading it fails.
fn opened(path: &Path) -> Option<Graph> {
    let read = std::panic::catch_unwind(|| {
        let store = SledStore::open(path, Mode::Read)?;
        let findings = store.check()?;
        Ok::<_, StoreError>((findings, store.graph()?))
    });
    let (findings, graph) = read.ok()?.ok()?;
    findings.is_empty().then_some(graph)
}
