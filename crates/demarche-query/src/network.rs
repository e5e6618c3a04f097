//! A subgraph in memory as a petgraph graph, and what petgraph's algorithms tell of it.

use std::cmp::Reverse;

use demarche_model::{EdgeKind, SubEdge, SubNode, Subgraph};
use petgraph::algo::{articulation_points::articulation_points, astar, kosaraju_scc};
use petgraph::graph::{DiGraph, NodeIndex, UnGraph};
use petgraph::{Direction, Undirected};

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

/// A path in a subgraph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WeightedPath {
    /// Indices of its nodes in order.
    pub nodes: Vec<usize>,
    /// Indices of the cheapest edge of each hop.
    pub edges: Vec<usize>,
    /// Sum of the edges' costs (see [`edge_cost`]).
    pub cost: u64,
}

/// What it costs to go over an edge: 1,000,000 for one certain observation, less the more there
/// are and more the less sure they are, double if all are hedged; 2,000,000 for a structural
/// edge.
pub fn edge_cost(edge: &SubEdge) -> u64 {
    if matches!(edge.kind, EdgeKind::About | EdgeKind::Broader) {
        return 2_000_000;
    }
    let sure = u64::from(edge.confidence.percent().max(1));
    let count = u64::try_from(edge.count.max(1)).unwrap_or(u64::MAX);
    let doubled = if edge.hedged { 2 } else { 1 };
    (100_000_000 * doubled / sure / count).max(1)
}

/// The path with the best evidence between two nodes, given by index: the one of the lowest
/// cost, which may be longer than the shortest. `None` if there is none. Edges are followed both
/// ways unless `directed`; symmetric relations always are. O((nodes + edges) log nodes).
pub fn weighted_path(
    graph: &Subgraph,
    from: usize,
    to: usize,
    directed: bool,
) -> Option<WeightedPath> {
    let mut network: DiGraph<(), (usize, u64)> =
        to_petgraph(graph).map(|_, _| (), |index, edge| (index.index(), edge_cost(edge)));
    for (index, edge) in graph.edges.iter().enumerate() {
        if edge.from.max(edge.to) < graph.nodes.len() && !(directed && edge.kind.is_directed()) {
            let ends = (NodeIndex::new(edge.to), NodeIndex::new(edge.from));
            network.add_edge(ends.0, ends.1, (index, edge_cost(edge)));
        }
    }
    if from.max(to) >= graph.nodes.len() {
        return None;
    }
    let (start, goal) = (NodeIndex::new(from), NodeIndex::new(to));
    // Without an estimate of the rest, A* is Dijkstra's algorithm, and petgraph's A* gives the
    // path where its Dijkstra gives only the cost.
    let (cost, path) = astar(
        &network,
        start,
        |node| node == goal,
        |e| e.weight().1,
        |_| 0,
    )?;
    let edges = path.windows(2).filter_map(|pair| {
        let parallel = network.edges_connecting(pair[0], pair[1]);
        let best = parallel.map(|e| (e.weight().1, e.weight().0)).min();
        best.map(|(_, index)| index)
    });
    Some(WeightedPath {
        edges: edges.collect(),
        nodes: path.iter().map(|node| node.index()).collect(),
        cost,
    })
}

#[cfg(test)]
mod tests {
    use demarche_model::Polarity;

    use super::*;
    use crate::fixture::Toy;
    use crate::{Filter, whole};

    #[test]
    fn evidence_makes_an_edge_cheap() {
        let mut toy = Toy::new();
        let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        let issue = toy.add_issue("Tariffs", &[], &[]);
        toy.add_issue("Trade", &[otto], &[]);
        toy.says(anna, Polarity::Support, otto);
        toy.says(anna, Polarity::Oppose, ida);
        toy.says(anna, Polarity::Oppose, ida);
        toy.add_statement(anna, Polarity::Oppose, issue, |record| record.hedged = true);
        let graph = whole(&toy, &Filter::default()).unwrap();
        let mut costs: Vec<u64> = graph.edges.iter().map(edge_cost).collect();
        costs.sort_unstable();
        assert_eq!(costs, [500_000, 1_000_000, 2_000_000, 2_000_000]);
    }

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
