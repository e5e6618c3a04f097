//! Nodes by their place in a list, for formats that number them; and names that are told apart.

use std::collections::HashSet;

use demarche_model::{EdgeList, ListEdge, NodeId, Read, ReadError};
use rustc_hash::FxHashMap;

use super::page::line;
use crate::error::Result;

/// The places of nodes, from 0.
pub(super) struct Places(FxHashMap<NodeId, usize>);

#[derive(Debug, thiserror::Error)]
#[error("an edge ends at `{0}`, which is no node")]
struct Missing(NodeId);

impl Places {
    /// Reads the ids of the nodes. O(nodes).
    pub(super) fn of(list: &dyn EdgeList) -> Result<Self> {
        let ids = list.nodes().enumerate();
        let ids = ids.map(|(place, node)| Ok((node?.id, place)));
        Ok(Self(ids.collect::<Read<_>>()?))
    }

    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    pub(super) fn at(&self, node: NodeId) -> Result<usize> {
        let place = self.0.get(&node).copied();
        Ok(place.ok_or_else(|| ReadError::new(Missing(node)))?)
    }
}

/// Names on one line, each given out once: readers that know nodes by their names take two of the
/// same name for one.
#[derive(Default)]
pub(super) struct Unique(HashSet<String>);

impl Unique {
    /// The name made fit by `fit`, with a number behind it where it was given out before.
    pub(super) fn name(&mut self, name: &str, fit: fn(&str) -> String) -> String {
        let name = line(name);
        let fitted = fit(if name.is_empty() { "(no name)" } else { &name });
        let mut given = fitted.clone();
        let mut number = 2u64;
        while !self.0.insert(given.clone()) {
            given = fit(&format!("{fitted} ({number})"));
            number += 1;
        }
        given
    }
}

/// The kinds of edges with whether they have a direction, by name. O(edges).
pub(super) fn kinds(list: &dyn EdgeList) -> Result<Vec<(&'static str, bool)>> {
    let mut kinds = Vec::new();
    for edge in list.edges() {
        let edge = edge?;
        let kind = (edge.kind, edge.directed);
        if !kinds.contains(&kind) {
            kinds.push(kind);
        }
    }
    kinds.sort_unstable();
    Ok(kinds)
}

/// The weight with the sign of the edge, for formats of numbers alone.
pub(super) fn signed(edge: &ListEdge) -> f64 {
    if edge.sign == Some(-1) {
        -edge.weight
    } else {
        edge.weight
    }
}
