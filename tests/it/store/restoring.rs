//! Dumps: the same content is the same bytes, and a new store holds what the dump holds, or is
//! not there at all.

use std::path::Path;

use demarche_export::jsonl;
use demarche_model::{DecisionId, Extraction, Graph, Item};
use demarche_store::{MemoryStore, Mode, Restoring, SledStore, Stats, Store, StoreError};

use super::conformance::{dump, samples};
use super::sample::{Seed, decision, document_id, extraction};

fn lines(store: &dyn Store) -> Vec<u8> {
    let mut out = Vec::new();
    jsonl::write(store, jsonl::Options { with_text: true }, &mut out).unwrap();
    out
}

/// Documents with and without texts, nodes that no document names, decisions.
fn given() -> (Vec<Extraction>, Graph) {
    let bare = Seed {
        with_text: false,
        ..Seed::plain(9)
    };
    let mut documents = samples();
    documents.push(extraction(&bare));
    (documents, loose())
}

/// Nodes that no document names, and decisions.
pub fn loose() -> Graph {
    let given = extraction(&Seed::plain(30));
    Graph {
        actors: given.actors,
        issues: given.issues,
        decisions: vec![decision(1), decision(2)],
        ..Graph::default()
    }
}

fn restored(path: &Path, lines: &[u8]) -> Result<Stats, StoreError> {
    let mut restoring = Restoring::begin(path)?;
    for item in jsonl::items(&mut &*lines) {
        restoring.put(item.unwrap())?;
    }
    restoring.finish()
}

#[test]
fn neither_the_order_nor_a_restore_changes_a_dump() {
    let (documents, loose) = given();
    let forward = MemoryStore::new();
    forward.load(loose.clone()).unwrap();
    for item in &documents {
        forward.ingest(item).unwrap();
    }
    let place = tempfile::tempdir().unwrap();
    let backward = SledStore::open(place.path().join("x.db"), Mode::Create).unwrap();
    for item in documents.iter().rev() {
        backward.ingest(item).unwrap();
    }
    backward.load(loose).unwrap();
    let dumped = lines(&backward);
    assert!(lines(&forward) == dumped);

    let copy = place.path().join("deep/copy.db");
    let stats = restored(&copy, &dumped).unwrap();
    let copy = SledStore::open(&copy, Mode::Write).unwrap();
    assert!(dump(&copy) == dump(&backward));
    assert!(lines(&copy) == dumped);
    assert_eq!(
        Stats {
            bytes: 0,
            ..copy.stats().unwrap()
        },
        Stats { bytes: 0, ..stats }
    );
    // It goes on as any store does.
    for item in &documents {
        copy.ingest(item).unwrap();
    }
    assert!(lines(&copy) == dumped);
    assert!(copy.forget(document_id(2)).unwrap());
    assert_eq!(copy.check().unwrap(), []);
}

/// Whether the record goes, or goes twice where it was changed to nothing else.
type Break = fn(&mut Item) -> bool;

#[test]
fn a_dump_that_contradicts_itself_leaves_nothing() {
    let (documents, loose) = given();
    let store = MemoryStore::new();
    store.load(loose).unwrap();
    for item in &documents {
        store.ingest(item).unwrap();
    }
    let whole: Vec<Item> = jsonl::items(&mut &*lines(&store))
        .map(Result::unwrap)
        .collect();
    let breaks: &[(&str, Break)] = &[
        ("its document", |item| matches!(item, Item::Document(_))),
        ("not there", |item| matches!(item, Item::Actor(_))),
        ("not there", |item| matches!(item, Item::Issue(_))),
        ("is not its text", |item| match item {
            Item::Relation(item) => {
                item.evidence.push('!');
                false
            }
            _ => false,
        }),
        ("is not in the text", |item| match item {
            Item::Statement(item) => {
                item.cue = demarche_model::Span::new(9_000, 9_001);
                false
            }
            _ => false,
        }),
        ("is also that of", |item| match item {
            Item::Document(item) => {
                item.paths = vec!["the same".into()];
                false
            }
            _ => false,
        }),
    ];
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    for (words, change) in breaks {
        let mut restoring = Restoring::begin(&path).unwrap();
        let mut result = Ok(());
        for mut item in whole.iter().cloned() {
            if result.is_ok() && !change(&mut item) {
                result = restoring.put(item);
            }
        }
        let error = result
            .and_then(|()| restoring.finish().map(drop))
            .unwrap_err();
        assert!(error.to_string().contains(words), "{words}: {error}");
        let left = place.path().read_dir().unwrap().count();
        assert_eq!(left, 0, "{words}");
    }
    let mut restoring = Restoring::begin(&path).unwrap();
    let twice = Item::Decision(decision(1));
    restoring.put(twice.clone()).unwrap();
    let error = restoring.put(twice).unwrap_err();
    assert!(error.to_string().contains("twice"), "{error}");
}

#[test]
fn a_restore_takes_no_place_that_is_taken() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    drop(SledStore::open(&path, Mode::Create).unwrap());
    let file = place.path().join("file");
    std::fs::write(&file, "words").unwrap();
    for taken in [&path, &file] {
        let error = Restoring::begin(taken).unwrap_err();
        assert!(matches!(error, StoreError::Occupied { .. }), "{error}");
    }
    let other = place.path().join("y.db");
    std::fs::create_dir(&other).unwrap();
    let mut first = Restoring::begin(&other).unwrap();
    let error = Restoring::begin(&other).unwrap_err();
    assert!(matches!(error, StoreError::Locked { .. }), "{error}");
    first.put(Item::Decision(decision(1))).unwrap();
    first.finish().unwrap();
    let store = SledStore::open(&other, Mode::Read).unwrap();
    let decisions: Vec<DecisionId> = dump(&store)
        .0
        .decisions
        .iter()
        .map(|item| item.id)
        .collect();
    assert_eq!(decisions, [decision(1).id]);
    assert_eq!(std::fs::read(&file).unwrap(), b"words");
}
