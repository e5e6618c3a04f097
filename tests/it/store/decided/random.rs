//! Random decisions on random documents.

use demarche_model::{ActorId, ActorKind, Decision, Graph};
use demarche_store::{Act, Anchor, Image, Mode, SledStore, Store};
use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;

use super::super::image::same_answers;
use super::super::sample::{Seed, actor_id, document_id, extraction};
use super::{check, store};

const NEW: &[&str] = &["Kyiv", "The Other", "“”", "Ilse Brandt"];

/// Whom random decisions name: those of the samples, nobody, and those that splits make.
pub fn actors() -> Vec<ActorId> {
    let known: Vec<_> = (0..6).map(actor_id).collect();
    let part = Act::part(known[0], NEW[1]);
    let more = [
        ActorId::of(&["nobody"]),
        part,
        Act::part(known[1], NEW[1]),
        Act::part(part, NEW[0]),
    ];
    known.into_iter().chain(more).collect()
}

#[derive(Debug, Clone)]
struct Said {
    action: u8,
    one: usize,
    two: usize,
    word: usize,
    documents: Vec<u8>,
    time: u8,
    /// A verdict names its claim.
    claim: bool,
}

fn said() -> impl Strategy<Value = Said> {
    let pool = actors().len();
    (
        0u8..9,
        0..pool,
        0..pool,
        0usize..999,
        vec(0u8..5, 1..3),
        0u8..20,
        any::<bool>(),
    )
        .prop_map(|(action, one, two, word, documents, time, claim)| Said {
            action,
            one,
            two,
            word,
            documents,
            time,
            claim,
        })
}

fn decision(said: &Said, graph: &Graph) -> Option<Decision> {
    let pool = actors();
    let (one, two) = (pool[said.one], pool[said.two]);
    let name = NEW[said.word % NEW.len()].to_owned();
    let anchor = || {
        let statements = graph.statements.iter().map(Anchor::from);
        let known: Vec<_> = statements
            .chain(graph.relations.iter().map(Anchor::from))
            .collect();
        let mut anchor = known.get(said.word % known.len().max(1))?.clone();
        anchor.claim = anchor.claim.filter(|_| said.claim);
        Some(anchor)
    };
    let act = match said.action {
        0..3 => Act::Merge {
            into: one,
            from: two,
        },
        3 => Act::Unmerge {
            into: one,
            from: two,
        },
        4 => Act::Rename { actor: one, name },
        5 => Act::Retype {
            actor: one,
            kind: ActorKind::ALL[said.word % 4],
        },
        6 => Act::Split {
            actor: one,
            name,
            documents: said.documents.iter().map(|&n| document_id(n)).collect(),
        },
        7 => Act::Confirm(anchor()?),
        _ => Act::Reject(anchor()?),
    };
    Some(act.decision("ilse", &format!("2026-01-01T00:00:{:02}Z", said.time)))
}

fn seeds() -> impl Strategy<Value = Vec<Seed>> {
    let stances = vec((0u8..6, 0u8..8, 0u8..4), 0..14);
    let ties = vec((0u8..6, 0u8..6, 0u8..20), 0..10);
    vec((stances, ties), 1..4).prop_map(|parts| {
        let seed = |(number, (stances, ties))| Seed {
            stances,
            ties,
            ..Seed::plain(number)
        };
        (0u8..).zip(parts).map(seed).collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn the_view_is_what_the_plain_way_gives(seeds in seeds(), all in vec(said(), 0..14)) {
        let store = store(&seeds);
        let raw = store.graph().unwrap();
        for said in &all {
            if let Some(decision) = decision(said, &raw) {
                store.decide(&decision).unwrap();
            }
        }
        check(&store);
        prop_assert_eq!(Graph { decisions: Vec::new(), ..store.graph().unwrap() }, raw);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn an_image_shows_what_was_decided(seeds in seeds(), all in vec(said(), 1..14)) {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("x.db");
        let memory = store(&seeds);
        let raw = memory.graph().unwrap();
        let disk = SledStore::open(&path, Mode::Create).unwrap();
        disk.load(raw.clone()).unwrap();
        for decision in all.iter().filter_map(|said| decision(said, &raw)) {
            memory.decide(&decision).unwrap();
            disk.decide(&decision).unwrap();
        }
        disk.publish().unwrap();
        same_answers(&Image::open(&path).unwrap().unwrap(), &memory);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    /// Documents come and go under decisions, and some more decisions come.
    #[test]
    fn changes_beside_an_image_show_what_was_decided(
        before in seeds(),
        all in vec(said(), 1..8),
        steps in vec((seeds(), 0u8..6, prop::bool::weighted(0.3), option::weighted(0.2, said())), 1..6),
    ) {
        let place = tempfile::tempdir().unwrap();
        let path = place.path().join("x.db");
        let memory = store(&before);
        let disk = SledStore::open(&path, Mode::Create).unwrap();
        for seed in &before {
            disk.ingest(&extraction(seed)).unwrap();
        }
        let decide = |said: &Said| {
            if let Some(decision) = decision(said, &memory.graph().unwrap()) {
                memory.decide(&decision).unwrap();
                disk.decide(&decision).unwrap();
            }
        };
        all.iter().for_each(decide);
        disk.publish().unwrap();
        for (seeds, number, forget, said) in &steps {
            if *forget {
                let id = document_id(*number);
                prop_assert_eq!(disk.forget(id).unwrap(), memory.forget(id).unwrap());
            } else {
                let seed = Seed { content: *number, path: Some(*number), ..seeds[0].clone() };
                disk.ingest(&extraction(&seed)).unwrap();
                memory.ingest(&extraction(&seed)).unwrap();
            }
            said.iter().for_each(decide);
            disk.publish_changes().unwrap();
            same_answers(&Image::open(&path).unwrap().unwrap(), &memory);
        }
    }
}
