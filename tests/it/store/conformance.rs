//! What every store must do. Each law is run on each store.

use demarche_model::{
    Extraction, Graph, Link, Names, Neighbours, NodeId, Observations, Source, fold_name,
};
use demarche_store::{MemoryStore, Mode, Outcome, SledStore, Store, StoreError};

use super::sample::{Seed, actor_id, decision, document_id, extraction, issue_id, path};

/// Runs a law on a fresh store of every kind.
pub fn on_each(law: impl Fn(&dyn Store)) {
    law(&MemoryStore::new());
    let place = tempfile::tempdir().unwrap();
    let store = SledStore::open(place.path().join("x.db"), Mode::Create).unwrap();
    law(&store);
}

/// Everything that can be read, so that two stores can be compared.
pub type Dump = (Graph, Vec<(NodeId, Vec<Link>)>, Vec<(String, NodeId)>);

pub fn dump(store: &dyn Store) -> Dump {
    assert_eq!(store.check().unwrap(), []);
    shown(store)
}

/// What the read traits show.
pub fn shown<V: Observations + Neighbours + Names + ?Sized>(view: &V) -> Dump {
    let graph = Graph {
        documents: all(view.documents()),
        actors: all(view.actors()),
        issues: all(view.issues()),
        attributions: all(view.attributions()),
        statements: all(view.statements()),
        relations: all(view.relations()),
        decisions: all(view.decisions()),
    };
    let actors = graph.actors.iter().map(|item| NodeId::from(item.id));
    let issues = graph.issues.iter().map(|item| NodeId::from(item.id));
    let links = |node| {
        let mut links = Vec::new();
        view.neighbours(node, &mut |link| links.push(link)).unwrap();
        (node, links)
    };
    let links = actors.chain(issues).map(links).collect();
    (graph, links, all(view.names()))
}

fn all<T>(source: Source<'_, T>) -> Vec<T> {
    source.map(Result::unwrap).collect()
}

pub fn samples() -> Vec<Extraction> {
    (0..8)
        .map(|number| extraction(&Seed::plain(number)))
        .collect()
}

pub fn fill(store: &dyn Store) {
    for item in samples() {
        store.ingest(&item).unwrap();
    }
}

#[test]
fn a_store_holds_what_the_documents_give() {
    on_each(|store| {
        for item in samples() {
            assert_eq!(store.ingest(&item).unwrap(), Outcome::Added);
        }
        let graph = Graph::of(samples());
        assert_eq!(store.graph().unwrap(), graph);
        let stats = store.stats().unwrap();
        assert_eq!(stats.documents, 8);
        assert_eq!(stats.statements, graph.statements.len() as u64);
        assert_eq!(stats.relations, graph.relations.len() as u64);
        assert_eq!(stats.attributions, graph.attributions.len() as u64);
        assert_eq!(stats.actors, graph.actors.len() as u64);
        assert_eq!(stats.issues, graph.issues.len() as u64);
        assert_eq!(stats.names, store.names().count() as u64);
        for item in samples() {
            let id = item.document.id;
            assert_eq!(store.extraction(id).unwrap(), Some(item));
        }
    });
}

#[test]
fn look_up_by_id_agrees_with_the_scan() {
    on_each(|store| {
        fill(store);
        let graph = store.graph().unwrap();
        for item in graph.documents {
            assert_eq!(store.document(item.id).unwrap(), Some(item));
        }
        for item in graph.actors {
            assert_eq!(store.actor(item.id).unwrap(), Some(item));
        }
        for item in graph.issues {
            assert_eq!(store.issue(item.id).unwrap(), Some(item));
        }
        for item in graph.attributions {
            assert_eq!(store.attribution(item.id).unwrap(), Some(item));
        }
        for item in graph.statements {
            assert_eq!(store.statement(item.id).unwrap(), Some(item));
        }
        for item in graph.relations {
            assert_eq!(store.relation(item.id).unwrap(), Some(item));
        }
        assert_eq!(store.document(document_id(99)).unwrap(), None);
    });
}

#[test]
fn the_order_of_ingest_does_not_matter() {
    let last: Vec<_> = samples().into_iter().rev().collect();
    on_each(|store| {
        fill(store);
        let one = dump(store);
        on_each(|store| {
            let outcomes = store.ingest_many(&last).unwrap();
            assert!(
                outcomes
                    .iter()
                    .all(|item| matches!(item, Ok(Outcome::Added)))
            );
            assert_eq!(dump(store), one);
        });
    });
}

#[test]
fn threads_may_ingest_side_by_side() {
    on_each(|store| {
        std::thread::scope(|scope| {
            for items in samples().chunks(2).map(<[Extraction]>::to_vec) {
                scope.spawn(move || {
                    for item in &items {
                        assert_eq!(store.ingest(item).unwrap(), Outcome::Added);
                    }
                });
            }
        });
        assert_eq!(dump(store).0, Graph::of(samples()));
    });
}

#[test]
fn ingesting_again_changes_nothing() {
    on_each(|store| {
        fill(store);
        let before = dump(store);
        for item in samples() {
            assert_eq!(store.ingest(&item).unwrap(), Outcome::Unchanged);
        }
        assert_eq!(dump(store), before);
    });
}

#[test]
fn a_second_path_is_an_alias() {
    on_each(|store| {
        let mut item = extraction(&Seed::plain(1));
        store.ingest(&item).unwrap();
        item.document.paths = vec!["elsewhere.txt".into()];
        assert_eq!(store.ingest(&item).unwrap(), Outcome::Unchanged);
        let document = store.document(document_id(1)).unwrap().unwrap();
        assert_eq!(document.paths, ["elsewhere.txt", &path(1)]);
        for known in document.paths {
            assert_eq!(
                store.document_by_path(&known).unwrap(),
                Some(document_id(1))
            );
        }
        assert_eq!(store.document_by_path("nowhere.txt").unwrap(), None);
    });
}

#[test]
fn changed_content_takes_the_path_over() {
    on_each(|store| {
        let changed = Seed {
            path: Some(1),
            ..Seed::plain(2)
        };
        store.ingest(&extraction(&Seed::plain(1))).unwrap();
        let outcome = store.ingest(&extraction(&changed)).unwrap();
        assert_eq!(outcome, Outcome::Replaced(document_id(1)));
        assert_eq!(
            store.document_by_path(&path(1)).unwrap(),
            Some(document_id(2))
        );
        let (graph, ..) = dump(store);
        assert_eq!(graph, Graph::of([extraction(&changed)]));
    });
}

#[test]
fn a_document_with_another_path_survives() {
    on_each(|store| {
        store.ingest(&extraction(&Seed::plain(1))).unwrap();
        store
            .ingest(&extraction(&Seed {
                path: Some(9),
                ..Seed::plain(1)
            }))
            .unwrap();
        let changed = extraction(&Seed {
            path: Some(1),
            ..Seed::plain(2)
        });
        assert_eq!(store.ingest(&changed).unwrap(), Outcome::Added);
        let old = store.document(document_id(1)).unwrap().unwrap();
        assert_eq!(old.paths, [path(9)]);
        let again = extraction(&Seed {
            path: Some(9),
            ..Seed::plain(2)
        });
        assert_eq!(
            store.ingest(&again).unwrap(),
            Outcome::Replaced(document_id(1))
        );
        assert_eq!(dump(store).0.documents.len(), 1);
    });
}

#[test]
fn a_newer_extractor_replaces_the_records() {
    on_each(|store| {
        store.ingest(&extraction(&Seed::plain(3))).unwrap();
        let newer = Seed {
            extractor: 1,
            stances: vec![(4, 1, 2)],
            ..Seed::plain(3)
        };
        let outcome = store.ingest(&extraction(&newer)).unwrap();
        assert_eq!(outcome, Outcome::Replaced(document_id(3)));
        assert_eq!(dump(store).0, Graph::of([extraction(&newer)]));
    });
}

#[test]
fn forgetting_takes_back_all_that_a_document_gave() {
    on_each(|store| {
        fill(store);
        let before = dump(store);
        let seed = Seed {
            stances: vec![(0, 1, 0), (3, 3, 2)],
            ..Seed::plain(40)
        };
        store.ingest(&extraction(&seed)).unwrap();
        assert_ne!(dump(store), before);
        assert!(store.forget(document_id(40)).unwrap());
        assert!(!store.forget(document_id(40)).unwrap());
        assert_eq!(dump(store), before);
        for item in samples() {
            assert!(store.forget(item.document.id).unwrap());
        }
        assert_eq!(dump(store), Default::default());
    });
}

#[test]
fn contradictions_are_refused_whole() {
    type Break = fn(&mut Extraction);
    let breaks: &[(&str, Break)] = &[
        ("not its text", |item| item.statements[0].evidence.push('x')),
        ("not in the text", |item| {
            item.document.text = Some("short".into());
        }),
        ("which is not in it", |item| drop(item.actors.pop())),
        ("which is not in it", |item| drop(item.issues.pop())),
        ("stands in it twice", |item| {
            item.actors.extend(item.actors.clone());
        }),
        ("belongs to document", |item| {
            item.relations[0].document = document_id(77);
        }),
    ];
    on_each(|store| {
        store.ingest(&extraction(&Seed::plain(1))).unwrap();
        let before = dump(store);
        for (words, change) in breaks {
            let mut item = extraction(&Seed::plain(2));
            change(&mut item);
            let error = store.ingest(&item).unwrap_err();
            assert!(matches!(error, StoreError::Rejected { .. }), "{error}");
            assert!(error.to_string().contains(words), "{error}");
            assert_eq!(dump(store), before);
        }
        let mut twin = extraction(&Seed::plain(2));
        twin.statements = extraction(&Seed::plain(1)).statements;
        twin.statements.iter_mut().for_each(|item| {
            item.document = document_id(2);
            item.evidence = item
                .span
                .slice(twin.document.text.as_ref().unwrap())
                .unwrap()
                .into();
        });
        let error = store.ingest(&twin).unwrap_err();
        assert!(
            error.to_string().contains("already one of document"),
            "{error}"
        );
        assert_eq!(dump(store), before);
    });
}

#[test]
fn one_rejected_document_does_not_stop_the_others() {
    on_each(|store| {
        let mut items = samples();
        items[3].statements[0].evidence.clear();
        let outcomes = store.ingest_many(&items).unwrap();
        assert_eq!(outcomes.iter().filter(|item| item.is_err()).count(), 1);
        assert!(outcomes[3].is_err());
        items.remove(3);
        assert_eq!(dump(store).0, Graph::of(items));
    });
}

#[test]
fn names_lead_to_their_nodes() {
    on_each(|store| {
        fill(store);
        assert_eq!(store.named("stefan luk").unwrap(), [actor_id(4).into()]);
        assert_eq!(store.named("stefan").unwrap(), []);
        assert_eq!(store.named("").unwrap(), []);
        let issues = [0, 1, 2, 3].map(issue_id);
        let mut issues: Vec<NodeId> = issues.into_iter().map(NodeId::from).collect();
        issues.sort_unstable();
        assert_eq!(store.named(&fold_name("Toll Reform")).unwrap(), issues);
        let names: Vec<_> = store.names().map(Result::unwrap).collect();
        assert!(names.is_sorted());
    });
}

#[test]
fn every_edge_is_seen_from_both_ends() {
    on_each(|store| {
        fill(store);
        let (graph, links, _) = dump(store);
        let mut seen = 0;
        for (node, links) in &links {
            assert!(links.is_sorted());
            for link in links {
                let mut back = Vec::new();
                store
                    .neighbours(link.other, &mut |link| back.push(link))
                    .unwrap();
                let mirrored = Link {
                    other: *node,
                    outgoing: !link.outgoing,
                    ..*link
                };
                assert!(back.contains(&mirrored), "{mirrored:?}");
                seen += usize::from(link.outgoing);
            }
        }
        let structural: usize = graph
            .issues
            .iter()
            .map(|item| item.about.len() + item.broader.len())
            .sum();
        assert_eq!(
            seen,
            graph.statements.len() + graph.relations.len() + structural
        );
    });
}

#[test]
fn a_node_may_have_more_links_than_a_block() {
    let stances = (0..5).cycle().zip((0..3).cycle()).take(600);
    let stances = stances
        .map(|(holder, polarity)| (holder, 7, polarity))
        .collect();
    let seed = Seed {
        stances,
        ..Seed::plain(1)
    };
    on_each(|store| {
        store.ingest(&extraction(&Seed::plain(2))).unwrap();
        let before = dump(store);
        store.ingest(&extraction(&seed)).unwrap();
        let mut count = 0;
        store
            .neighbours(issue_id(7).into(), &mut |_| count += 1)
            .unwrap();
        assert!(count > 600);
        let fewer = Seed {
            stances: seed.stances[..250].to_vec(),
            ..seed.clone()
        };
        store.ingest(&extraction(&fewer)).unwrap();
        assert_eq!(store.check().unwrap(), []);
        store.forget(document_id(1)).unwrap();
        assert_eq!(dump(store), before);
    });
}

#[test]
fn decisions_are_kept_once() {
    on_each(|store| {
        assert!(store.decide(&decision(1)).unwrap());
        assert!(!store.decide(&decision(1)).unwrap());
        assert!(store.decide(&decision(2)).unwrap());
        let mut decisions = [decision(1), decision(2)];
        decisions.sort_by_key(|item| item.id);
        assert_eq!(dump(store).0.decisions, decisions);
        assert_eq!(store.stats().unwrap().decisions, 2);
        assert!(store.retract(decision(1).id).unwrap());
        assert!(!store.retract(decision(1).id).unwrap());
        assert_eq!(dump(store).0.decisions, [decision(2)]);
    });
}

#[test]
fn rebuilding_changes_nothing() {
    on_each(|store| {
        fill(store);
        let before = dump(store);
        store.rebuild().unwrap();
        assert_eq!(dump(store), before);
    });
}
