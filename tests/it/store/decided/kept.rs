//! Decisions as records: taken back, written out, read in again.

use demarche_export::jsonl;
use demarche_model::{ActorKind, Observations};
use demarche_store::{Act, Decided, MemoryStore, Mode, SledStore, Store};

use super::super::sample::{actor_id, document_id};
use super::{decide, graph, merge, samples};

fn written(view: &dyn Observations) -> Vec<u8> {
    let mut out = Vec::new();
    let options = jsonl::Options { with_text: true };
    jsonl::write(view, options, &mut out).unwrap();
    out
}

/// One decision of each kind.
fn acts(store: &dyn Store) -> Vec<Act> {
    let graph = store.graph().unwrap();
    vec![
        merge(0, 1),
        merge(2, 3),
        Act::Unmerge {
            into: actor_id(2),
            from: actor_id(3),
        },
        Act::Rename {
            actor: actor_id(1),
            name: "“Ilse” Brandt\n<the elder>".into(),
        },
        Act::Retype {
            actor: actor_id(4),
            kind: ActorKind::Group,
        },
        Act::Split {
            actor: actor_id(2),
            name: "The Other".into(),
            documents: vec![document_id(1)],
        },
        Act::Reject((&graph.statements[0]).into()),
        Act::Confirm((&graph.relations[0]).into()),
    ]
}

#[test]
fn what_is_taken_back_leaves_no_trace() {
    let place = tempfile::tempdir().unwrap();
    let disk = SledStore::open(place.path().join("x.db"), Mode::Create).unwrap();
    let memory = samples();
    disk.load(memory.graph().unwrap()).unwrap();
    let stores: [&dyn Store; 2] = [&memory, &disk];
    for store in stores {
        let before = written(&Decided::new(store).unwrap());
        let decisions = decide(store, &acts(store));
        assert_ne!(written(&Decided::new(store).unwrap()), before);
        for decision in &decisions {
            assert!(store.retract(decision.id).unwrap());
        }
        assert_eq!(written(&Decided::new(store).unwrap()), before);
        assert_eq!(store.check().unwrap(), []);
    }
}

#[test]
fn decisions_survive_json_lines() {
    let store = samples();
    decide(&store, &acts(&store));
    let first = written(&store);
    let (read, notes) = jsonl::read(&mut first.as_slice()).unwrap();
    assert!(notes.is_empty());
    let again = MemoryStore::from_graph(read).unwrap();
    assert_eq!(written(&again), first);
    let (one, two) = (Decided::new(&store).unwrap(), Decided::new(&again).unwrap());
    assert_eq!(graph(&one), graph(&two));
    assert_eq!(one.judged().rulings(), two.judged().rulings());
    assert_eq!(one.missing().unwrap(), vec![Some(Vec::new()); 8]);
}
