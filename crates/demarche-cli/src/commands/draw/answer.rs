//! What a question in openCypher returns, as a picture.

use std::collections::BTreeSet;

use demarche_cypher::{
    CypherError, Limits, Map, Planning, Prepared, PropertyGraph, Source, StanceGraph, Value,
};
use demarche_export::Drawing;
use demarche_model::{NodeId, Subgraph};
use demarche_query::{Edge, Filter, Tie, View, between, subgraph_of};

use super::super::query;
use crate::error::{Failure, Result};

/// Most rows that are looked at.
const ROWS: usize = 20_000;

/// The actors, issues and edges of an answer.
#[derive(Default)]
struct Found {
    nodes: BTreeSet<NodeId>,
    /// From, to, type of the relationship, polarity.
    edges: BTreeSet<(NodeId, NodeId, String, String)>,
}

/// Draws the nodes, relationships and paths of the answer; of an answer without relationships, all
/// edges between its nodes.
pub fn part<V: View + Source>(
    view: &V,
    text: &str,
    filter: &Filter,
    drawing: &mut Drawing,
) -> Result<Subgraph> {
    let graph = StanceGraph::new(view)?;
    let wrong = |error: CypherError| query::failure(text, &error);
    let none = Map::new();
    let question = Prepared::new(&graph, text, &none, Planning::Cheapest).map_err(wrong)?;
    let limits = Limits {
        rows: Some(ROWS),
        time: Some(std::time::Duration::from_secs(60)),
        ..Limits::default()
    };
    let answer = question.answer(limits).map_err(wrong)?;
    let mut found = Found::default();
    for value in answer.rows.iter().flatten() {
        found.take(&graph, value).map_err(wrong)?;
    }
    if found.nodes.is_empty() {
        let failure = Failure::not_found("the answer has no actors, issues or relationships");
        return Err(
            failure.hint("return them as they are: MATCH (a)-[r:STANCE]->(b) RETURN a, r, b")
        );
    }
    if answer.more {
        drawing
            .remarks
            .push(format!("Only the first {ROWS} rows of the answer."));
    }
    let edges = found.edges(view, filter)?;
    Ok(subgraph_of(view, found.nodes, &edges)?)
}

impl Found {
    fn take(
        &mut self,
        graph: &StanceGraph<'_>,
        value: &Value,
    ) -> std::result::Result<(), CypherError> {
        match value {
            Value::Node(node) => self.node(graph, *node)?,
            Value::Rel(rel) => {
                let (from, to) = graph.ends(*rel).map_err(CypherError::Graph)?;
                self.node(graph, from)?;
                self.node(graph, to)?;
                let kind = graph.kind(*rel).map_err(CypherError::Graph)?;
                let polarity = graph.rel_property(*rel, "polarity");
                let polarity = text(&polarity.map_err(CypherError::Graph)?);
                let ends = (id(graph, from)?, id(graph, to)?);
                if let (Some(from), Some(to)) = ends {
                    self.edges.insert((from, to, kind.to_string(), polarity));
                }
            }
            Value::Path(path) => {
                for node in &path.nodes {
                    self.node(graph, *node)?;
                }
                for rel in &path.rels {
                    self.take(graph, &Value::Rel(*rel))?;
                }
            }
            Value::List(items) => {
                for item in items.iter() {
                    self.take(graph, item)?;
                }
            }
            Value::Map(map) => {
                for item in map.values() {
                    self.take(graph, item)?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// An actor or issue; documents and statements are no part of a picture.
    fn node(
        &mut self,
        graph: &StanceGraph<'_>,
        node: demarche_cypher::NodeId,
    ) -> std::result::Result<(), CypherError> {
        if let Some(id) = id(graph, node)? {
            self.nodes.insert(id);
        }
        Ok(())
    }

    fn edges(&self, view: &dyn View, filter: &Filter) -> Result<Vec<Edge>> {
        let mut edges = Vec::new();
        if self.edges.is_empty() {
            let nodes: Vec<NodeId> = self.nodes.iter().copied().collect();
            let part = demarche_query::neighbourhood(view, &nodes, 0, filter, nodes.len())?;
            let mut pairs = BTreeSet::new();
            for edge in &part.edges {
                let ends = (part.nodes[edge.from].id, part.nodes[edge.to].id);
                pairs.insert((ends.0.min(ends.1), ends.0.max(ends.1)));
            }
            for (one, other) in pairs {
                edges.extend(between(view, one, other, filter)?);
            }
            return Ok(edges);
        }
        let pairs: BTreeSet<(NodeId, NodeId)> = self
            .edges
            .iter()
            .map(|(from, to, ..)| (*from.min(to), *from.max(to)))
            .collect();
        for (one, other) in pairs {
            let all = between(view, one, other, filter)?;
            edges.extend(all.into_iter().filter(|edge| self.has(edge)));
        }
        Ok(edges)
    }

    fn has(&self, edge: &Edge) -> bool {
        let (kind, polarity) = match edge.tie {
            Tie::Stance(polarity) => ("STANCE".to_owned(), polarity.as_str()),
            Tie::Relation(kind) => (kind.as_str().to_uppercase(), ""),
            Tie::About => ("ABOUT".to_owned(), ""),
            Tie::Broader => ("BROADER".to_owned(), ""),
        };
        let is = |from, to| {
            let key = (from, to, kind.clone(), polarity.to_owned());
            self.edges.contains(&key)
        };
        is(edge.from, edge.to) || (!edge.tie.is_directed() && is(edge.to, edge.from))
    }
}

fn text(value: &Value) -> String {
    match value {
        Value::Str(text) => text.to_string(),
        _ => String::new(),
    }
}

/// The id of an actor or issue.
fn id(
    graph: &StanceGraph<'_>,
    node: demarche_cypher::NodeId,
) -> std::result::Result<Option<NodeId>, CypherError> {
    let id = graph.property(node, "id").map_err(CypherError::Graph)?;
    Ok(text(&id).parse().ok())
}
