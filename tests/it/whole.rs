//! Articles all the way: bytes to records to store to export, in any order, on any number of
//! threads.

use std::fs;
use std::path::Path;

use demarche_export::jsonl;
use demarche_extract::{Extractor, Source};
use demarche_model::{Extraction, Observations};
use demarche_store::{MemoryStore, Mode, SledStore, Store};
use proptest::prelude::*;
use rayon::prelude::*;

/// The bundled articles with their paths, in name order.
fn articles() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../seeds/articles");
    let entries = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut articles: Vec<_> = entries
        .map(|path| {
            (
                path.file_name().unwrap().to_string_lossy().into_owned(),
                fs::read(&path).unwrap(),
            )
        })
        .collect();
    articles.sort();
    assert_eq!(articles.len(), 5);
    articles
}

fn read(extractor: &Extractor, path: &str, bytes: &[u8]) -> Extraction {
    extractor
        .extract(&Source {
            bytes,
            path,
            ..Source::default()
        })
        .unwrap()
        .0
}

fn exported(store: &dyn Observations) -> Vec<u8> {
    let mut out = Vec::new();
    jsonl::write(store, jsonl::Options { with_text: true }, &mut out).unwrap();
    out
}

#[test]
fn neither_order_nor_threads_change_an_export() {
    let extractor = Extractor::english().unwrap();
    let mut articles = articles();
    let forward = MemoryStore::default();
    for (path, bytes) in &articles {
        forward.ingest(&read(&extractor, path, bytes)).unwrap();
    }
    articles.reverse();
    let side_by_side: Vec<_> = articles
        .par_iter()
        .map(|(path, bytes)| read(&extractor, path, bytes))
        .collect();
    let folder = tempfile::tempdir().unwrap();
    let backward = SledStore::open(folder.path().join("db"), Mode::Create).unwrap();
    for extraction in &side_by_side {
        backward.ingest(extraction).unwrap();
    }
    assert!(exported(&forward) == exported(&backward), "exports differ");
    assert_eq!(backward.check().unwrap(), []);
}

#[test]
fn an_export_with_texts_loses_nothing() {
    let extractor = Extractor::english().unwrap();
    let store = MemoryStore::default();
    for (path, bytes) in &articles() {
        store.ingest(&read(&extractor, path, bytes)).unwrap();
    }
    let first = exported(&store);
    let (graph, notes) = jsonl::read(&mut first.as_slice()).unwrap();
    assert_eq!(notes, []);
    let copy = MemoryStore::default();
    copy.load(graph).unwrap();
    assert!(first == exported(&copy), "the copy's export differs");
}

#[test]
fn evidence_is_the_exact_slice_of_the_file() {
    let extractor = Extractor::english().unwrap();
    for (path, bytes) in &articles() {
        let extraction = read(&extractor, path, bytes);
        let text = std::str::from_utf8(bytes).unwrap();
        assert_eq!(extraction.document.text.as_deref(), Some(text));
        assert!(!extraction.statements.is_empty(), "{path}");
        for statement in &extraction.statements {
            assert_eq!(
                statement.span.slice(text),
                Some(statement.evidence.as_str())
            );
        }
        for relation in &extraction.relations {
            assert_eq!(relation.span.slice(text), Some(relation.evidence.as_str()));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Damaged text is read, or refused with an error; what is read can be stored.
    #[test]
    fn damaged_articles_never_break_a_store(
        cuts in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..24),
        which in 0usize..5,
    ) {
        let (path, mut bytes) = articles().swap_remove(which);
        for (place, byte) in cuts {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let extractor = Extractor::english().unwrap();
        let source = Source { bytes: &bytes, path: &path, ..Source::default() };
        if let Ok((extraction, _)) = extractor.extract(&source) {
            MemoryStore::default().ingest(&extraction).unwrap();
        }
    }
}
