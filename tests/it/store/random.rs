//! Random operations: the store on disk against the one in memory.

use demarche_store::{Image, MemoryStore, Mode, SledStore, Store};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::subsequence;

use super::conformance::dump;
use super::image::same_answers;
use super::sample::{Seed, decision, document_id, extraction};

#[derive(Debug, Clone)]
enum Step {
    Ingest(Seed),
    IngestMany(Vec<Seed>),
    Forget(u8),
    Decide(u8),
    /// Loads what another store holds.
    Load(Vec<Seed>, bool),
    Rebuild,
    Reopen,
    /// The changes or the whole.
    Publish(bool),
}

fn seed() -> impl Strategy<Value = Seed> {
    let stances = vec((0u8..6, 0u8..8, 0u8..4), 0..40);
    let ties = vec((0u8..6, 0u8..6, 0u8..20), 0..12);
    let parts = (
        0u8..8,
        option::weighted(0.9, 0u8..6),
        0u8..2,
        prop::bool::weighted(0.8),
    );
    (parts, stances, ties).prop_map(
        |((content, path, extractor, with_text), stances, ties)| Seed {
            content,
            path,
            extractor,
            with_text,
            stances,
            ties,
        },
    )
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        8 => seed().prop_map(Step::Ingest),
        2 => vec(seed(), 1..4).prop_map(Step::IngestMany),
        3 => (0u8..8).prop_map(Step::Forget),
        1 => (0u8..4).prop_map(Step::Decide),
        2 => (vec(seed(), 0..4), any::<bool>()).prop_map(|(seeds, text)| Step::Load(seeds, text)),
        1 => Just(Step::Rebuild),
        1 => Just(Step::Reopen),
        3 => prop::bool::weighted(0.8).prop_map(Step::Publish),
    ]
}

/// What one step did, in words that both stores can be compared by.
fn apply(store: &dyn Store, step: &Step) -> String {
    match step {
        Step::Ingest(seed) => format!("{:?}", store.ingest(&extraction(seed))),
        Step::IngestMany(seeds) => {
            let items: Vec<_> = seeds.iter().map(extraction).collect();
            format!("{:?}", store.ingest_many(&items))
        }
        Step::Forget(number) => format!("{:?}", store.forget(document_id(*number))),
        Step::Decide(number) => format!("{:?}", store.decide(&decision(*number))),
        Step::Load(seeds, with_text) => {
            let other = MemoryStore::new();
            for seed in seeds {
                let _ = other.ingest(&extraction(seed));
            }
            let mut graph = other.graph().unwrap();
            if !with_text {
                graph.documents.iter_mut().for_each(|item| item.text = None);
            }
            format!("{:?}", store.load(graph))
        }
        Step::Rebuild => format!("{:?}", store.rebuild()),
        Step::Reopen | Step::Publish(_) => String::new(),
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn disk_and_memory_agree(steps in vec(step(), 1..16)) {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("x.db");
        let memory = MemoryStore::new();
        let mut disk = SledStore::open(&path, Mode::Create).unwrap();
        for step in &steps {
            if matches!(step, Step::Reopen) {
                drop(disk);
                disk = SledStore::open(&path, Mode::Write).unwrap();
            }
            if let Step::Publish(changes) = step {
                if *changes {
                    disk.publish_changes().unwrap();
                } else {
                    disk.publish_whole().unwrap();
                }
                same_answers(&Image::open(&path).unwrap().unwrap(), &memory);
            }
            prop_assert_eq!(apply(&disk, step), apply(&memory, step));
        }
        prop_assert_eq!(dump(&disk), dump(&memory));
        disk.publish_changes().unwrap();
        same_answers(&Image::open(&path).unwrap().unwrap(), &memory);
        disk.publish_whole().unwrap();
        let image = Image::open(&path).unwrap().unwrap();
        prop_assert!(image.is_whole());
        same_answers(&image, &memory);
        for number in 0..8 {
            let id = document_id(number);
            prop_assert_eq!(disk.extraction(id).unwrap(), memory.extraction(id).unwrap());
        }
    }

    /// The same set in any order, with other documents coming and going in between.
    #[test]
    fn only_the_set_of_documents_counts(
        (kept, order) in Just((0u8..8).collect::<Vec<_>>())
            .prop_flat_map(|all| (subsequence(all.clone(), 0..8), Just(all).prop_shuffle())),
    ) {
        let place = tempfile::tempdir().unwrap();
        let disk = SledStore::open(place.path().join("x.db"), Mode::Create).unwrap();
        let items: Vec<_> = order.iter().map(|&n| extraction(&Seed::plain(n))).collect();
        disk.ingest_many(&items).unwrap();
        for &number in order.iter().filter(|number| !kept.contains(number)) {
            prop_assert!(disk.forget(document_id(number)).unwrap());
        }
        let memory = MemoryStore::new();
        for &number in &kept {
            memory.ingest(&extraction(&Seed::plain(number))).unwrap();
        }
        prop_assert_eq!(dump(&disk), dump(&memory));
    }
}
