//! Chooses how a graph is laid out and places its boxes.

use std::collections::BTreeMap;

use demarche_model::{EdgeKind, NodeId, Polarity, Subgraph};

use super::boxes::NodeBox;
use super::geometry::{Point, Rect, point};
use super::layered;
use super::separate::pack;
use super::stress::{self, Link, Problem};

/// How a graph is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Layout {
    /// Paths from one node to another, left to right.
    Paths { start: usize, end: usize },
    /// Around the focus, or as the distances ask for.
    Around,
}

/// Every pair of different nodes that an edge ties, once.
pub(super) fn links(graph: &Subgraph, labels: &[f64]) -> Vec<Link> {
    let mut pairs: BTreeMap<(usize, usize), f64> = BTreeMap::new();
    for (edge, &label) in graph.edges.iter().zip(labels) {
        if edge.from != edge.to {
            let pair = (edge.from.min(edge.to), edge.from.max(edge.to));
            let widest = pairs.entry(pair).or_default();
            *widest = f64::max(*widest, label);
        }
    }
    pairs
        .into_iter()
        .map(|((from, to), label)| Link { from, to, label })
        .collect()
}

/// Paths where two nodes are in focus and all others lie between them.
pub(super) fn choose(graph: &Subgraph, links: &[Link], start: Option<NodeId>) -> Layout {
    let focus: Vec<usize> = (0..graph.nodes.len())
        .filter(|&node| graph.nodes[node].focus)
        .collect();
    let &[one, two] = focus.as_slice() else {
        return Layout::Around;
    };
    if !layered::is_path(graph.nodes.len(), links, one, two) {
        return Layout::Around;
    }
    // Reading goes from who acts to what is acted on.
    let leaving = |node: usize| {
        let directed = graph.edges.iter().filter(|edge| edge.kind.is_directed());
        directed.fold(0, |sum: i64, edge| {
            sum + i64::from(edge.from == node) - i64::from(edge.to == node)
        })
    };
    let turned = match start {
        Some(id) => graph.nodes[two].id == id,
        None => leaving(two) > leaving(one),
    };
    let (start, end) = if turned { (two, one) } else { (one, two) };
    Layout::Paths { start, end }
}

/// Sets the centre of every box.
pub(super) fn arrange(graph: &Subgraph, boxes: &mut [NodeBox], links: &[Link], layout: Layout) {
    let sizes: Vec<(f64, f64)> = boxes.iter().map(|node| node.size).collect();
    let places = match layout {
        Layout::Paths { start, end } => layered::place(&sizes, links, start, end),
        Layout::Around => around(graph, &sizes, links),
    };
    for (node, place) in boxes.iter_mut().zip(places) {
        node.center = place;
    }
}

/// Each connected part by its distances, the parts beside each other.
fn around(graph: &Subgraph, sizes: &[(f64, f64)], links: &[Link]) -> Vec<Point> {
    let mut places = vec![Point::default(); sizes.len()];
    let parts = parts(sizes.len(), links);
    let mut bounds = Vec::with_capacity(parts.len());
    for part in &parts {
        let placed = stress::place(&problem(graph, sizes, links, part));
        let boxes = placed.iter().zip(part);
        let all = boxes
            .map(|(&place, &node)| Rect::around(place, sizes[node].0, sizes[node].1))
            .reduce(Rect::cover);
        bounds.extend(all);
        for (&node, place) in part.iter().zip(placed) {
            places[node] = place;
        }
    }
    for (part, shift) in parts.iter().zip(pack(&bounds, 36.0, 1.5)) {
        for &node in part {
            places[node] = places[node] + shift;
        }
    }
    places
}

/// Connected parts, each sorted, in the order of their first nodes.
fn parts(count: usize, links: &[Link]) -> Vec<Vec<usize>> {
    let mut seen = vec![false; count];
    let mut parts = Vec::new();
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    for link in links {
        near[link.from].push(link.to);
        near[link.to].push(link.from);
    }
    for start in 0..count {
        let (mut part, mut open) = (Vec::new(), vec![start]);
        while let Some(node) = open.pop() {
            if !std::mem::replace(&mut seen[node], true) {
                part.push(node);
                open.extend(&near[node]);
            }
        }
        part.sort_unstable();
        if !part.is_empty() {
            parts.push(part);
        }
    }
    parts
}

/// One connected part as a problem of its own. The focus, else the node with most ties, stands
/// in the middle; who supports it on its left, who opposes it on its right.
fn problem(graph: &Subgraph, sizes: &[(f64, f64)], links: &[Link], part: &[usize]) -> Problem {
    let local = |node: usize| part.binary_search(&node).ok();
    let links: Vec<Link> = links
        .iter()
        .filter_map(|link| {
            Some(Link {
                from: local(link.from)?,
                to: local(link.to)?,
                label: link.label,
            })
        })
        .collect();
    let mut ties = vec![0_usize; part.len()];
    for link in &links {
        ties[link.from] += 1;
        ties[link.to] += 1;
    }
    let rank = |index: usize| (graph.nodes[part[index]].focus, ties[index]);
    let root = (0..part.len())
        .rev()
        .max_by_key(|&index| rank(index))
        .unwrap_or_default();
    let mut sides = vec![0.0; part.len()];
    for edge in &graph.edges {
        let (Some(from), Some(to)) = (local(edge.from), local(edge.to)) else {
            continue;
        };
        let EdgeKind::Stance(polarity) = edge.kind else {
            continue;
        };
        let side = match polarity {
            Polarity::Support => -1.0,
            Polarity::Oppose => 1.0,
            Polarity::Neutral => 0.0,
        };
        if to == root {
            sides[from] += side;
        } else if from == root {
            sides[to] += side;
        }
    }
    Problem {
        sizes: part.iter().map(|&node| sizes[node]).collect(),
        links,
        sides,
        root,
    }
}

/// The box around boxes; a point where there are none.
pub(super) fn bounds(boxes: &[NodeBox]) -> Rect {
    let all = boxes.iter().map(NodeBox::rect).reduce(Rect::cover);
    all.unwrap_or(Rect::around(point(0.0, 0.0), 0.0, 0.0))
}
