//! Records taken in one by one, from files that may be larger than memory; and tables that come
//! back from a dump as tables.

use std::path::Path;

use demarche_export::jsonl;
use demarche_model::{Item, Observations};
use demarche_store::{MemoryStore, Mode, Restoring, SledStore, Stats, Store, StoreError, Taken};

use super::conformance::{dump, samples};
use super::damage::engine;
use super::imports::made;
use super::restoring::loose;
use super::sample::{Seed, extraction};

fn lines(store: &dyn Store) -> Vec<u8> {
    let mut out = Vec::new();
    jsonl::write(store, jsonl::Options { with_text: true }, &mut out).unwrap();
    out
}

fn items(store: &dyn Store) -> Vec<Item> {
    let lines = lines(store);
    jsonl::items(&mut &*lines).map(Result::unwrap).collect()
}

/// Takes in records whose lines count from 1; the lines that were refused, and why.
fn take(store: &SledStore, items: &[Item]) -> (Taken, Vec<(u64, String)>) {
    let mut loading = store.loading(0).unwrap();
    for (line, item) in (1..).zip(items) {
        loading.put(line, item).unwrap();
    }
    let mut refused = Vec::new();
    let mut hear = |line, error: StoreError| refused.push((line, error.to_string()));
    let taken = loading.finish(&mut hear, &mut |_| ()).unwrap();
    (taken, refused)
}

/// Documents with and without texts, nodes that no document names, decisions.
fn filled() -> MemoryStore {
    let store = MemoryStore::new();
    let bare = Seed {
        with_text: false,
        ..Seed::plain(9)
    };
    store.load(loose()).unwrap();
    for item in samples().iter().chain([&extraction(&bare)]) {
        store.ingest(item).unwrap();
    }
    store
}

fn created(place: &Path, name: &str) -> SledStore {
    SledStore::open(place.join(name), Mode::Create).unwrap()
}

#[test]
fn records_in_any_order_make_the_same_store() {
    let memory = filled();
    let place = tempfile::tempdir().unwrap();
    let mut turned = items(&memory);
    turned.reverse();
    let store = created(place.path(), "x.db");
    let (taken, refused) = take(&store, &turned);
    assert_eq!(refused, []);
    assert_eq!((taken.documents, taken.changed), (9, 9));
    assert_eq!(taken.decisions, 2);
    assert_eq!(dump(&store), dump(&memory));
    let (again, refused) = take(&store, &turned);
    assert_eq!(refused, []);
    let nothing = Taken {
        documents: 9,
        ..Taken::default()
    };
    assert_eq!(again, nothing);
    assert_eq!(dump(&store), dump(&memory));
    assert_eq!(store.check().unwrap(), []);
    assert!(!place.path().join("x.db/import").exists());
}

/// Breaks an item, and tells which.
type Break = fn(&mut Vec<Item>) -> usize;

#[test]
fn what_is_wrong_is_left_out_and_told_by_its_line() {
    let memory = MemoryStore::new();
    for item in samples() {
        memory.ingest(&item).unwrap();
    }
    let whole = items(&memory);
    let place = tempfile::tempdir().unwrap();
    let breaks: &[(&str, Break)] = &[
        ("is not its text", |items| {
            let place = items
                .iter()
                .rposition(|item| matches!(item, Item::Relation(_)));
            let Item::Relation(item) = &mut items[place.unwrap()] else {
                unreachable!()
            };
            item.evidence = "x".repeat(item.evidence.len());
            place.unwrap()
        }),
        ("stands there twice", |items| {
            let place = items
                .iter()
                .rposition(|item| matches!(item, Item::Statement(_)));
            let twin = items[place.unwrap()].clone();
            items.push(twin);
            items.len() - 1
        }),
    ];
    for (number, (words, change)) in breaks.iter().enumerate() {
        let mut items = whole.clone();
        let line = change(&mut items) as u64 + 1;
        let store = created(place.path(), &format!("{number}.db"));
        let (taken, refused) = take(&store, &items);
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(refused[0].1.contains(words), "{refused:?}");
        assert_eq!(refused[0].0, line, "{refused:?}");
        assert_eq!((taken.documents, taken.refused), (7, 1), "{words}");
        assert_eq!(store.documents().count(), 7);
        assert_eq!(store.check().unwrap(), []);
    }
    // A document that is not there, and one that is said to be incomplete.
    let store = created(place.path(), "y.db");
    let gone: Vec<Item> = whole.iter().skip(1).cloned().collect();
    let (taken, refused) = take(&store, &gone);
    assert_eq!((taken.documents, taken.refused), (7, 1));
    assert!(refused[0].1.contains("its document"), "{refused:?}");
    let store = created(place.path(), "z.db");
    let mut loading = store.loading(0).unwrap();
    for item in &whole {
        loading.put(1, item).unwrap();
    }
    loading.spoil(samples()[0].document.id);
    let taken = loading.finish(&mut |_, _| (), &mut |_| ()).unwrap();
    assert_eq!(taken.documents, 7);
}

/// How many records of a tag are in a store.
fn tagged(path: &Path, tag: u8) -> usize {
    let db = engine(path);
    let tree = db.open_tree("demarche").unwrap();
    tree.scan_prefix([tag]).count()
}

const IMPORT: u8 = b'M';
const STATEMENT: u8 = b'S';

fn restored(path: &Path, items: &[Item]) -> Stats {
    let mut restoring = Restoring::begin(path).unwrap();
    for item in items {
        restoring.put(item.clone()).unwrap();
    }
    restoring.finish().unwrap()
}

#[test]
fn a_table_comes_back_as_a_table() {
    let place = tempfile::tempdir().unwrap();
    let store = created(place.path(), "x.db");
    let table = made(300, 2_000);
    table.import(&store).unwrap();
    for item in samples() {
        store.ingest(&item).unwrap();
    }
    let dumped = lines(&store);
    let all = items(&store);
    let plain = samples()
        .iter()
        .map(|item| item.statements.len())
        .sum::<usize>();

    let copy = place.path().join("copy.db");
    let stats = restored(&copy, &all);
    assert_eq!(stats.statements, store.stats().unwrap().statements);
    assert_eq!(
        (tagged(&copy, IMPORT), tagged(&copy, STATEMENT)),
        (1, plain)
    );
    let copy = SledStore::open(&copy, Mode::Write).unwrap();
    assert!(lines(&copy) == dumped);
    assert_eq!(dump(&copy), dump(&store));

    let taken = place.path().join("taken.db");
    let other = SledStore::open(&taken, Mode::Create).unwrap();
    assert_eq!(take(&other, &all).1, []);
    assert_eq!(dump(&other), dump(&store));
    let (again, refused) = take(&other, &all);
    assert_eq!((again.changed, again.loose, refused.len()), (0, 0, 0));
    assert_eq!(
        other.given(table.id()).unwrap(),
        store.given(table.id()).unwrap()
    );
    drop(other);
    assert_eq!(
        (tagged(&taken, IMPORT), tagged(&taken, STATEMENT)),
        (1, plain)
    );
}

#[test]
fn a_table_with_a_row_missing_comes_back_as_records() {
    let place = tempfile::tempdir().unwrap();
    let store = created(place.path(), "x.db");
    let table = made(300, 2_000);
    table.import(&store).unwrap();
    let mut all = items(&store);
    // A row with a later twin: without it, that one would get another id.
    let ends = |item: &Item| match item {
        Item::Statement(item) => Some((item.holder, item.target)),
        _ => None,
    };
    let twin = all.iter().position(|item| {
        let same = |other: &&Item| ends(item).is_some() && ends(other) == ends(item);
        all.iter().filter(same).count() > 2
    });
    all.remove(twin.unwrap());
    let copy = place.path().join("copy.db");
    restored(&copy, &all);
    assert_eq!(tagged(&copy, IMPORT), 0);
    let copy = SledStore::open(&copy, Mode::Write).unwrap();
    assert!(items(&copy) == all);
    let other = created(place.path(), "taken.db");
    assert_eq!(take(&other, &all).1, []);
    assert_eq!(dump(&other), dump(&copy));
}

#[test]
fn a_store_that_nothing_came_into_is_discarded() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    SledStore::open(&path, Mode::Create).unwrap().discard();
    assert!(!path.exists());
    // One that was there, or that holds something, stays.
    drop(SledStore::open(&path, Mode::Create).unwrap());
    SledStore::open(&path, Mode::Create).unwrap().discard();
    assert!(path.exists());
    let other = created(place.path(), "y.db");
    other.ingest(&samples()[0]).unwrap();
    other.discard();
    assert_eq!(
        SledStore::open(place.path().join("y.db"), Mode::Read)
            .unwrap()
            .documents()
            .count(),
        1
    );
}
