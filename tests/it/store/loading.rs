//! Loading whole graphs, on every store.

use demarche_model::Graph;
use demarche_store::Outcome;

use super::conformance::{dump, fill, on_each, samples};
use super::sample::{Seed, decision, document_id, extraction};

#[test]
fn a_graph_comes_back_as_it_went() {
    on_each(|store| {
        fill(store);
        store.decide(&decision(1)).unwrap();
        let before = dump(store);
        let loaded = store.load(before.0.clone()).unwrap();
        assert!(
            loaded
                .documents
                .iter()
                .all(|(_, outcome)| *outcome == Outcome::Unchanged)
        );
        assert_eq!((loaded.loose, loaded.decisions), (0, 0));
        assert_eq!(dump(store), before);
        on_each(|other| {
            let loaded = other.load(before.0.clone()).unwrap();
            assert_eq!(loaded.documents.len(), 8);
            assert_eq!(loaded.decisions, 1);
            assert_eq!(dump(other), before);
            let loaded = other.load(before.0.clone()).unwrap();
            assert!(
                loaded
                    .documents
                    .iter()
                    .all(|(_, outcome)| *outcome == Outcome::Unchanged)
            );
            assert_eq!(dump(other), before);
        });
    });
}

#[test]
fn a_graph_without_texts_keeps_its_evidence() {
    let mut graph = Graph::of(samples());
    graph.documents.iter_mut().for_each(|item| item.text = None);
    on_each(|store| {
        store.load(graph.clone()).unwrap();
        assert_eq!(dump(store).0, graph);
        let with_text = extraction(&Seed::plain(2));
        let outcome = store.ingest(&with_text).unwrap();
        assert_eq!(outcome, Outcome::Replaced(document_id(2)));
        assert_eq!(dump(store).0.statements, graph.statements);
        let outcome = store.load(graph.clone()).unwrap();
        assert!(
            outcome
                .documents
                .iter()
                .all(|(_, outcome)| *outcome == Outcome::Unchanged)
        );
        let document = store.document(document_id(2)).unwrap().unwrap();
        assert_eq!(
            document.text, with_text.document.text,
            "a text once known is kept"
        );
    });
}

#[test]
fn a_graph_that_contradicts_itself_leaves_the_store_alone() {
    type Break = fn(&mut Graph);
    let breaks: &[(&str, Break)] = &[
        ("its document", |graph| drop(graph.documents.pop())),
        ("is not there", |graph| graph.actors.clear()),
        ("stands there twice", |graph| {
            graph.issues.extend(graph.issues.clone());
        }),
        ("is also that of", |graph| {
            graph.documents[0].paths = graph.documents[1].paths.clone();
        }),
        ("is not its text", |graph| {
            graph.relations[0].evidence.push('!');
        }),
    ];
    on_each(|store| {
        store.ingest(&extraction(&Seed::plain(1))).unwrap();
        let before = dump(store);
        for (words, change) in breaks {
            let mut graph = Graph::of(samples());
            change(&mut graph);
            let error = store.load(graph).unwrap_err();
            assert!(error.to_string().contains(words), "{words}: {error}");
            assert_eq!(dump(store), before);
        }
    });
}

#[test]
fn nodes_without_documents_stay() {
    let loose = Graph {
        actors: extraction(&Seed::plain(5)).actors,
        issues: extraction(&Seed::plain(5)).issues,
        ..Graph::default()
    };
    on_each(|store| {
        let loaded = store.load(loose.clone()).unwrap();
        assert_eq!(loaded.loose, 10);
        assert_eq!(store.load(loose.clone()).unwrap().loose, 0);
        let before = dump(store);
        store.ingest(&extraction(&Seed::plain(3))).unwrap();
        store.forget(document_id(3)).unwrap();
        assert_eq!(dump(store), before);
        assert_eq!(before.0, loose);
    });
}
