//! A subgraph in memory as a petgraph graph, and what petgraph's algorithms tell of it.

use std::cmp::Reverse;

use demarche_model::{Sieve, SubEdge, SubNode, Subgraph};
use petgraph::algo::{articulation_points::articulation_points, kosaraju_scc};
use petgraph::graph::{DiGraph, NodeIndex, UnGraph};
use petgraph::unionfind::UnionFind;
use petgraph::{Direction, Undirected};

use crate::error::Result;
use crate::filter::Filter;
use crate::neighbourhood::whole;
use crate::view::View;

/// The subgraph for petgraph's algorithms. Indices of nodes and edges are those of the subgraph
/// once it is settled. O(nodes + edges).
pub fn to_petgraph(graph: &Subgraph) -> DiGraph<&SubNode, &SubEdge> {
    let mut network = DiGraph::with_capacity(graph.nodes.len(), graph.edges.len());
    for node in &graph.nodes {
        network.add_node(node);
    }
    let count = graph.nodes.len();
    for edge in &graph.edges {
        if edge.from < count && edge.to < count {
            network.add_edge(NodeIndex::new(edge.from), NodeIndex::new(edge.to), edge);
        }
    }
    network
}

fn undirected(graph: &Subgraph) -> UnGraph<(), ()> {
    let network = to_petgraph(graph).map(|_, _| (), |_, _| ());
    network.into_edge_type::<Undirected>()
}

/// The connected parts, whatever the directions: indices of their nodes in order, the largest
/// part first and of equally large ones the one with the smallest index. O(nodes + edges).
pub fn components(graph: &Subgraph) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = kosaraju_scc(&undirected(graph))
        .into_iter()
        .map(|part| {
            let mut part: Vec<usize> = part.into_iter().map(NodeIndex::index).collect();
            part.sort_unstable();
            part
        })
        .collect();
    parts.sort_by_key(|part| (Reverse(part.len()), part.first().copied()));
    parts
}

/// The connected parts of all that a view has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Parts {
    /// How many there are.
    pub count: usize,
    /// How many nodes the largest has.
    pub largest: usize,
}

/// How many connected parts a view has, whatever the directions. O(nodes + links); 5 bytes a node
/// where the view has numbers, else all of it in memory.
pub fn parts(view: &dyn View) -> Result<Parts> {
    let Some(graph) = view.numbered() else {
        let parts = components(&whole(view, &Filter::default())?);
        return Ok(Parts {
            count: parts.len(),
            largest: parts.first().map_or(0, Vec::len),
        });
    };
    let nodes = graph.nodes();
    let mut joined = UnionFind::<u32>::new(nodes as usize);
    let along = Sieve {
        along: Some(true),
        ..Sieve::default()
    };
    let mut ends = Vec::new();
    for number in 0..nodes {
        ends.clear();
        graph.ends(number, &along, &mut ends)?;
        for end in ends.iter().filter(|end| end.other < nodes) {
            joined.union(number, end.other);
        }
    }
    let mut sizes = vec![0usize; nodes as usize];
    for part in joined.into_labeling() {
        sizes[part as usize] += 1;
    }
    Ok(Parts {
        count: sizes.iter().filter(|size| **size > 0).count(),
        largest: sizes.iter().copied().max().unwrap_or(0),
    })
}

/// Nodes without which their part falls apart, by index: the only go-betweens of some others.
/// O(nodes + edges).
pub fn brokers(graph: &Subgraph) -> Vec<usize> {
    let mut nodes: Vec<usize> = articulation_points(&undirected(graph))
        .into_iter()
        .map(NodeIndex::index)
        .collect();
    nodes.sort_unstable();
    nodes
}

/// How many edges enter and leave each node, by index. O(nodes + edges).
pub fn degrees(graph: &Subgraph) -> Vec<Degree> {
    let network = to_petgraph(graph);
    network
        .node_indices()
        .map(|node| Degree {
            entering: network.edges_directed(node, Direction::Incoming).count(),
            leaving: network.edges_directed(node, Direction::Outgoing).count(),
        })
        .collect()
}

/// How many edges a node has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Degree {
    /// Edges that lead to it.
    pub entering: usize,
    /// Edges that lead from it.
    pub leaving: usize,
}

#[cfg(test)]
mod tests {
    use demarche_model::Polarity;

    use super::*;
    use crate::fixture::Toy;
    use crate::{Filter, whole};

    #[test]
    fn degrees_count_edges_not_observations() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        toy.says(anna, Polarity::Support, otto);
        toy.says(anna, Polarity::Support, otto);
        toy.says(anna, Polarity::Oppose, otto);
        let graph = whole(&toy, &Filter::default()).unwrap();
        let at = graph.place(anna.into()).unwrap();
        let all = degrees(&graph);
        assert_eq!(
            all[at],
            Degree {
                entering: 0,
                leaving: 2
            }
        );
        assert_eq!(
            all[1 - at],
            Degree {
                entering: 2,
                leaving: 0
            }
        );
    }
}
