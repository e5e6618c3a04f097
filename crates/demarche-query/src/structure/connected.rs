//! Connected parts.

use std::cmp::Reverse;

use demarche_model::NodeId;
use petgraph::unionfind::UnionFind;

use super::scan;
use crate::error::Result;
use crate::filter::Filter;
use crate::view::View;

/// The connected parts of a graph, whatever the directions of its edges.
#[derive(Debug, Clone)]
pub struct Connected {
    /// All nodes by id.
    pub nodes: Vec<NodeId>,
    /// The part of each node.
    pub of: Vec<u32>,
    /// How many nodes each part has: the largest first, of equally large ones the one with the
    /// smallest id.
    pub sizes: Vec<u32>,
    /// How many links each node has that pass the filter.
    pub degrees: Vec<u32>,
}

impl Connected {
    /// The nodes of the first `parts` parts, each those with the most links first, at most
    /// `shown` of each. O(nodes log nodes).
    pub fn members(&self, parts: usize, shown: usize) -> Vec<Vec<NodeId>> {
        let parts = parts.min(self.sizes.len());
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); parts];
        for (node, &part) in self.of.iter().enumerate() {
            if let Some(members) = members.get_mut(part as usize) {
                members.push(node);
            }
        }
        let named = members.into_iter().map(|mut members| {
            members.sort_by_key(|&node| (Reverse(self.degrees[node]), node));
            members.truncate(shown);
            members.into_iter().map(|node| self.nodes[node]).collect()
        });
        named.collect()
    }
}

/// The parts that the edges which pass the filter connect. Nodes without any are parts of one.
/// O(links · inverse Ackermann), by union and find (Tarjan and van Leeuwen 1984).
pub fn connected(view: &dyn View, filter: &Filter) -> Result<Connected> {
    let nodes = scan::nodes(view)?;
    let mut joined = UnionFind::<u32>::new(nodes.len());
    let mut degrees = vec![0u32; nodes.len()];
    scan::links(view, filter, &nodes, |number, half| {
        degrees[number as usize] += 1;
        if half.outgoing {
            joined.union(number, half.other);
        }
    })?;
    let roots = joined.into_labeling();
    let mut counts = vec![0u32; nodes.len()];
    // The roots of parts in the order of their smallest nodes.
    let mut order = Vec::new();
    for &root in &roots {
        let count = &mut counts[root as usize];
        if *count == 0 {
            order.push(root);
        }
        *count += 1;
    }
    order.sort_by_key(|&root| Reverse(counts[root as usize]));
    let mut places = vec![0; nodes.len()];
    for (place, &root) in (0..).zip(&order) {
        places[root as usize] = place;
    }
    Ok(Connected {
        of: roots.iter().map(|&root| places[root as usize]).collect(),
        sizes: order.iter().map(|&root| counts[root as usize]).collect(),
        nodes,
        degrees,
    })
}
