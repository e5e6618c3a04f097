//! Questions in openCypher over a part of the graph: what a filter lets through is all there is.

use std::collections::BTreeMap;

use demarche_cypher::{Limits, Map, StanceGraph, Value, ask, show};
use demarche_model::{Confidence, DocumentId, NodeId, Polarity};
use demarche_query::{Class, Filter, Sifted, StanceQuery, View, stance_edges};
use demarche_store::{MemoryStore, Store};

use crate::query::extraction;

fn store() -> MemoryStore {
    let store = MemoryStore::new();
    for number in 0..4 {
        store.ingest(&extraction(number)).unwrap();
    }
    store
}

fn filters() -> Vec<Filter> {
    let any = Filter::default;
    vec![
        any(),
        Filter {
            since: "2025-03".parse().ok(),
            ..any()
        },
        Filter {
            until: "2025-02".parse().ok(),
            ..any()
        },
        Filter {
            as_of: "2025-02-20".parse().ok(),
            ..any()
        },
        Filter {
            min_confidence: Confidence::from_percent(71),
            ..any()
        },
        Filter {
            documents: Some([DocumentId::of(&["1"]), DocumentId::of(&["2"])].into()),
            ..any()
        },
        Filter {
            polarities: Some([Polarity::Oppose].into()),
            ..any()
        },
    ]
}

fn rows(view: &dyn View, filter: &Filter, question: &str) -> Vec<Vec<String>> {
    let sifted = Sifted::new(view, filter);
    let graph = StanceGraph::new(&sifted).unwrap();
    let answer = ask(&graph, question, &Map::new(), Limits::default()).unwrap();
    let cell = |value: &Value| show(&graph, value).unwrap();
    answer
        .rows
        .iter()
        .map(|row| row.iter().map(cell).collect())
        .collect()
}

const STANCES: &str = "MATCH (a:Actor)-[s:STANCE]->(t) \
     RETURN a.id, t.id, s.polarity, s.count, s.confidence, s.first, s.last, \
     [one IN evidence(s) | one.id]";

#[test]
fn stances_follow_the_filter_with_counts_dates_and_evidence() {
    let store = store();
    for filter in filters() {
        let query = StanceQuery {
            filter: filter.clone(),
            ..StanceQuery::default()
        };
        let quoted = |text: String| format!("'{text}'");
        let date = |date: Option<demarche_model::Date>| {
            date.map_or("null".into(), |date| quoted(date.to_string()))
        };
        let edges = stance_edges(&store, &query).unwrap();
        let mut expected: Vec<Vec<String>> = edges
            .into_iter()
            .map(|edge| {
                let polarity = match edge.sign() {
                    1 => Polarity::Support,
                    -1 => Polarity::Oppose,
                    _ => Polarity::Neutral,
                };
                let ids = edge.observations.iter().map(|id| quoted(id.to_string()));
                let ids: Vec<String> = ids.collect();
                vec![
                    quoted(edge.from.to_string()),
                    quoted(edge.to.to_string()),
                    quoted(polarity.to_string()),
                    edge.count.to_string(),
                    edge.confidence.fraction().to_string(),
                    date(edge.first),
                    date(edge.last),
                    format!("[{}]", ids.join(", ")),
                ]
            })
            .collect();
        let mut found = rows(&store, &filter, STANCES);
        found.sort();
        expected.sort();
        assert!(!found.is_empty(), "{filter:?}");
        assert_eq!(found, expected, "{filter:?}");
    }
}

#[test]
fn nodes_and_kinds_follow_the_filter() {
    let store = store();
    let count = |filter: &Filter, question: &str| rows(&store, filter, question).remove(0);
    let statements = "MATCH (s:Statement) RETURN count(s)";
    let documents = "MATCH (d:Document) RETURN count(d)";
    let ties = "MATCH ()-[r]->() RETURN count(r)";
    let filters = filters();
    let counted: Vec<_> = [statements, documents]
        .iter()
        .map(|question| count(&filters[5], question))
        .collect();
    assert_eq!(counted, [["6"], ["2"]]);
    let kind = |class| Filter::default().only([class]);
    assert_eq!(count(&kind(Class::Relation), statements), ["0"]);
    assert_eq!(count(&kind(Class::About), ties), ["1"]);
    let all: usize = count(&Filter::default(), ties)[0].parse().unwrap();
    let each = [Class::Stance, Class::Relation, Class::About, Class::Broader].map(|class| {
        let found: usize = count(&kind(class), ties)[0].parse().unwrap();
        found
    });
    assert_eq!(each.iter().sum::<usize>(), all);
}

#[test]
fn a_walk_goes_only_where_the_filter_lets_it() {
    let store = store();
    let question = "MATCH (a:Actor {name: 'Anna Weber'})-[:STANCE*1..3]-(b) RETURN DISTINCT b.id";
    let mut reached = BTreeMap::new();
    for filter in filters() {
        let found: std::collections::BTreeSet<_> =
            rows(&store, &filter, question).into_iter().collect();
        let query = StanceQuery {
            filter: filter.clone(),
            ..StanceQuery::default()
        };
        let ends: std::collections::BTreeSet<NodeId> = stance_edges(&store, &query)
            .unwrap()
            .iter()
            .flat_map(|edge| [edge.from, edge.to])
            .collect();
        for row in &found {
            let known = |id: &NodeId| format!("'{id}'") == row[0];
            assert!(ends.iter().any(known), "{filter:?}: {row:?}");
        }
        *reached.entry(found.len()).or_insert(0) += 1;
    }
    assert!(reached.len() > 1, "{reached:?}");
}
