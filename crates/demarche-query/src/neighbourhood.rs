//! Parts of the graph as values with names and quotes: what is drawn and exported.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{EdgeKind, NodeId, SubEdge, SubNode, Subgraph};

use crate::edge::{Edge, Tie, aggregate};
use crate::error::Result;
use crate::filter::Filter;
use crate::path::Path;
use crate::steps::Steps;
use crate::view::{View, linked, quote, require};

/// The nodes within `hops` of the centres and all edges between them. No more than `limit`
/// nodes (the centres always): the nearest, and of equally near ones those tied most strongly.
/// Where the filter is directed, only nodes that the centres lead to. O(sum of the degrees of
/// the nodes). Errors if a centre is not there.
pub fn neighbourhood(
    view: &dyn View,
    centres: &[NodeId],
    hops: usize,
    filter: &Filter,
    limit: usize,
) -> Result<Subgraph> {
    let focus: BTreeSet<NodeId> = centres.iter().copied().collect();
    for &centre in &focus {
        require(view, centre)?;
    }
    let mut steps = Steps::new(view, filter);
    let mut reached = focus.clone();
    let mut frontier: Vec<NodeId> = focus.iter().copied().collect();
    for _ in 0..hops {
        let mut ranks = BTreeMap::new();
        for &node in &frontier {
            for step in steps.at(node, true)?.iter() {
                if !reached.contains(&step.to) {
                    let rank = ranks.entry(step.to).or_insert(step.rank);
                    *rank = step.rank.min(*rank);
                }
            }
        }
        let mut next: Vec<_> = ranks.into_iter().map(|(node, rank)| (rank, node)).collect();
        next.sort_unstable();
        next.truncate(limit.saturating_sub(reached.len()));
        frontier = next.into_iter().map(|(_, node)| node).collect();
        reached.extend(&frontier);
        if frontier.is_empty() {
            break;
        }
    }
    let mut seen = Vec::new();
    for &node in &reached {
        let links = filter.links(view, node)?;
        let inside = links
            .into_iter()
            .filter(|(link, _)| link.outgoing && reached.contains(&link.other));
        seen.extend(inside.map(|(_, seen)| seen));
    }
    picture(view, &reached, &focus, aggregate(seen))
}

/// The nodes and edges of paths, with their ends in focus. O(size of the paths).
pub fn subgraph_of_paths(view: &dyn View, paths: &[Path]) -> Result<Subgraph> {
    let nodes = paths.iter().flat_map(|path| path.nodes.iter().copied());
    let ends = paths
        .iter()
        .flat_map(|path| [path.nodes.first(), path.nodes.last()])
        .flatten();
    let mut edges = BTreeMap::new();
    for edge in paths
        .iter()
        .flat_map(|path| &path.hops)
        .flat_map(|hop| &hop.edges)
    {
        edges.insert((edge.from, edge.to, edge.tie), edge.clone());
    }
    picture(
        view,
        &nodes.collect(),
        &ends.copied().collect(),
        edges.into_values().collect(),
    )
}

/// The given edges and their ends, nothing in focus. O(edges).
pub fn subgraph_of_edges(view: &dyn View, edges: &[Edge]) -> Result<Subgraph> {
    let nodes = edges.iter().flat_map(|edge| [edge.from, edge.to]).collect();
    picture(view, &nodes, &BTreeSet::new(), edges.to_vec())
}

/// Every node, with the edges that pass the filter. O(whole graph).
pub fn whole(view: &dyn View, filter: &Filter) -> Result<Subgraph> {
    let mut nodes = BTreeSet::new();
    for actor in view.actors() {
        nodes.insert(NodeId::Actor(actor?.id));
    }
    for issue in view.issues() {
        nodes.insert(NodeId::Issue(issue?.id));
    }
    let mut seen = Vec::new();
    for &node in &nodes {
        let links = filter.links(view, node)?;
        let outgoing = links.into_iter().filter(|(link, _)| link.outgoing);
        seen.extend(outgoing.map(|(_, seen)| seen));
    }
    picture(view, &nodes, &BTreeSet::new(), aggregate(seen))
}

/// Puts names and quotes to nodes and edges. Every end of an edge is among the nodes.
fn picture(
    view: &dyn View,
    nodes: &BTreeSet<NodeId>,
    focus: &BTreeSet<NodeId>,
    edges: Vec<Edge>,
) -> Result<Subgraph> {
    let mut graph = Subgraph::default();
    let mut places = BTreeMap::new();
    for &id in nodes {
        let named = linked(view, id)?;
        places.insert(id, graph.nodes.len());
        graph.nodes.push(SubNode {
            id,
            name: named.name,
            kind: named.kind,
            focus: focus.contains(&id),
        });
    }
    for edge in edges {
        let ends = places.get(&edge.from).zip(places.get(&edge.to));
        if let Some((&from, &to)) = ends {
            graph.edges.push(resolved(view, from, to, edge)?);
        }
    }
    graph.settle();
    Ok(graph)
}

fn resolved(view: &dyn View, from: usize, to: usize, edge: Edge) -> Result<SubEdge> {
    let best = edge.best().map(|id| quote(view, id)).transpose()?;
    let kind = match edge.tie {
        Tie::Stance(polarity) => EdgeKind::Stance(polarity),
        Tie::Relation(kind) => EdgeKind::Relation(kind, office(view, &edge)?),
        Tie::About => EdgeKind::About,
        Tie::Broader => EdgeKind::Broader,
    };
    Ok(SubEdge {
        from,
        to,
        kind,
        count: edge.count,
        hedged: edge.count > 0 && edge.hedged == edge.count,
        confidence: edge.confidence,
        first: edge.first,
        last: edge.last,
        document: best.as_ref().map(|quote| quote.title.clone()),
        quote: best.map(|quote| quote.text),
        observations: edge.observations,
    })
}

/// The office that the best observation with one names.
fn office(view: &dyn View, edge: &Edge) -> Result<Option<String>> {
    for &id in &edge.observations {
        let quote = quote(view, id)?;
        if quote.office.is_some() {
            return Ok(quote.office);
        }
    }
    Ok(None)
}
