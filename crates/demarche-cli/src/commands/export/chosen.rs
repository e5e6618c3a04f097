//! The part of the graph that a question in openCypher returns.

use std::collections::BTreeSet;

use demarche_cypher::{
    CypherError, GraphError, Limits, Map, NodeId as Place, Planning, Prepared, PropertyGraph,
    RelId, StanceGraph, Value,
};
use demarche_model::{NodeId, Observations, Polarity, RelationKind, StatementId, Subgraph};
use demarche_query::{Edge, Filter, Tie, between, subgraph_of};

use super::selection::Store;
use crate::commands::query;
use crate::error::{Failure, Result};

/// What was returned.
#[derive(Default)]
struct Found {
    nodes: BTreeSet<NodeId>,
    edges: BTreeSet<(NodeId, NodeId, Tie)>,
}

/// The actors, issues, edges and paths in the rows of the answer; a statement counts as the edge
/// that it is part of, a document as nothing. Of the edges what passes the filter.
pub fn answer(store: &Store, question: &str, filter: &Filter) -> Result<Subgraph> {
    let graph = StanceGraph::new(store)?;
    let wrong = |error: CypherError| query::failure(question, &error);
    let none = Map::new();
    let prepared = Prepared::new(&graph, question, &none, Planning::Cheapest);
    let answer = prepared.map_err(wrong)?;
    let answer = answer.answer(Limits::default()).map_err(wrong)?;
    let mut found = Found::default();
    for value in answer.rows.iter().flatten() {
        gather(store, &graph, value, &mut found)?;
    }
    if found.nodes.is_empty() && found.edges.is_empty() {
        return Err(
            Failure::not_found("the question returns no actor, issue or edge")
                .hint("return nodes, relationships or paths: `MATCH p = (a)-[r]->(b) RETURN p`"),
        );
    }
    let mut edges: Vec<Edge> = Vec::new();
    for (from, to, tie) in found.edges {
        let passing = between(store, from, to, filter)?;
        edges.extend(passing.into_iter().filter(|edge| {
            let ends = (edge.from, edge.to);
            edge.tie == tie && (ends == (from, to) || !tie.is_directed())
        }));
    }
    edges.sort_by_key(|edge| (edge.from, edge.to, edge.tie));
    edges.dedup_by_key(|edge| (edge.from, edge.to, edge.tie));
    Ok(subgraph_of(store, found.nodes, &edges)?)
}

fn failed(error: GraphError) -> Failure {
    Failure::because("cannot read the store", &CypherError::Graph(error))
}

fn gather(store: &Store, graph: &StanceGraph<'_>, value: &Value, found: &mut Found) -> Result {
    match value {
        Value::Node(node) => add(store, graph, *node, found)?,
        Value::Rel(rel) => add_edge(graph, *rel, found)?,
        Value::Path(path) => {
            for &node in &path.nodes {
                add(store, graph, node, found)?;
            }
            for &rel in &path.rels {
                add_edge(graph, rel, found)?;
            }
        }
        Value::List(items) => {
            for item in items.iter() {
                gather(store, graph, item, found)?;
            }
        }
        Value::Map(map) => {
            for (_, item) in map.iter() {
                gather(store, graph, item, found)?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// The id of a node as it is printed.
fn id(graph: &StanceGraph<'_>, node: Place) -> Result<String> {
    let id = graph.property(node, "id");
    Ok(match id.map_err(failed)? {
        Value::Str(id) => id.to_string(),
        _ => String::new(),
    })
}

fn add(store: &Store, graph: &StanceGraph<'_>, node: Place, found: &mut Found) -> Result {
    let id = id(graph, node)?;
    if let Ok(node) = id.parse::<NodeId>() {
        found.nodes.insert(node);
    } else if let Ok(statement) = id.parse::<StatementId>()
        && let Some(record) = store.statement(statement)?
    {
        let tie = Tie::Stance(record.polarity);
        found
            .edges
            .insert((record.holder.into(), record.target, tie));
    }
    Ok(())
}

fn add_edge(graph: &StanceGraph<'_>, rel: RelId, found: &mut Found) -> Result {
    let kind = graph.kind(rel).map_err(failed)?;
    let tie = match &*kind {
        "STANCE" => match graph.rel_property(rel, "polarity").map_err(failed)? {
            Value::Str(word) => Polarity::parse(&word).map(Tie::Stance),
            _ => None,
        },
        "ABOUT" => Some(Tie::About),
        "BROADER" => Some(Tie::Broader),
        other => RelationKind::parse(&other.to_lowercase()).map(Tie::Relation),
    };
    let (from, to) = graph.ends(rel).map_err(failed)?;
    let ends = (id(graph, from)?.parse(), id(graph, to)?.parse());
    if let (Some(tie), (Ok(from), Ok(to))) = (tie, ends) {
        found.nodes.extend([from, to]);
        found.edges.insert((from, to, tie));
    }
    Ok(())
}
