//! Chooses how a graph is laid out and places its boxes.

use std::collections::BTreeMap;

use demarche_model::{EdgeKind, Polarity, Subgraph};

use super::boxes::NodeBox;
use super::camps;
use super::geometry::{Point, Rect, point};
use super::layered;
use super::scene::Field;
use super::separate::pack;
use super::stress::{self, Link, Problem};
use crate::drawing::{Drawing, Plan};
use crate::style::GROUNDS;
use crate::text;

/// How a graph is laid out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Layout {
    /// Paths from one node to another, left to right.
    Paths { start: usize, end: usize },
    /// Around the focus, or as the distances ask for.
    Around,
    /// Those for and those against a node.
    Camps { root: usize },
    /// Groups with their names.
    Groups(Vec<(String, Vec<usize>)>),
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

/// What was asked for; else paths where two nodes are in focus and all others lie between them.
pub(super) fn choose(graph: &Subgraph, links: &[Link], drawing: &Drawing) -> Layout {
    let place = |id| graph.nodes.iter().position(|node| node.id == id);
    match &drawing.plan {
        Plan::Auto => {}
        Plan::Camps(root) => {
            if let Some(root) = place(*root) {
                return Layout::Camps { root };
            }
        }
        Plan::Groups(groups) => {
            let mut free = vec![true; graph.nodes.len()];
            let groups = groups.iter().map(|group| {
                let nodes = group.nodes.iter().filter_map(|&id| place(id));
                let mut nodes: Vec<usize> = nodes
                    .filter(|&node| std::mem::take(&mut free[node]))
                    .collect();
                nodes.sort_unstable();
                (text::clean(&group.name), nodes)
            });
            return Layout::Groups(groups.filter(|(_, nodes)| !nodes.is_empty()).collect());
        }
    }
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
    let turned = match drawing.start {
        Some(id) => graph.nodes[two].id == id,
        None => leaving(two) > leaving(one),
    };
    let (start, end) = if turned { (two, one) } else { (one, two) };
    Layout::Paths { start, end }
}

/// Sets the centre of every box; tells the ground that they stand on.
pub(super) fn arrange(
    graph: &Subgraph,
    boxes: &mut [NodeBox],
    links: &[Link],
    layout: &Layout,
) -> Vec<Field> {
    let sizes: Vec<(f64, f64)> = boxes.iter().map(|node| node.size).collect();
    let all: Vec<usize> = (0..sizes.len()).collect();
    let mut places = vec![Point::default(); sizes.len()];
    let mut fields = Vec::new();
    match layout {
        Layout::Paths { start, end } => places = layered::place(&sizes, links, *start, *end),
        Layout::Around => around(graph, &sizes, links, &all, &mut places),
        Layout::Camps { root } => (places, fields) = camps::place(graph, &sizes, *root),
        Layout::Groups(groups) => fields = apart(graph, &sizes, links, groups, &mut places),
    }
    for (node, place) in boxes.iter_mut().zip(places) {
        node.center = place;
    }
    fields
}

/// Each connected part of some nodes by its distances, the parts beside each other.
fn around(
    graph: &Subgraph,
    sizes: &[(f64, f64)],
    links: &[Link],
    nodes: &[usize],
    places: &mut [Point],
) {
    let parts = parts(sizes.len(), links, nodes);
    let mut bounds = Vec::with_capacity(parts.len());
    for part in &parts {
        let placed = stress::place(&problem(graph, sizes, links, part));
        for (&node, place) in part.iter().zip(placed) {
            places[node] = place;
        }
        bounds.extend(cover(part, sizes, places));
    }
    for (part, shift) in parts.iter().zip(pack(&bounds, 36.0, 1.5)) {
        for &node in part {
            places[node] = places[node] + shift;
        }
    }
}

/// Groups in fields of their own, then all others.
fn apart(
    graph: &Subgraph,
    sizes: &[(f64, f64)],
    links: &[Link],
    groups: &[(String, Vec<usize>)],
    places: &mut [Point],
) -> Vec<Field> {
    let mut free = vec![true; sizes.len()];
    for &node in groups.iter().flat_map(|(_, nodes)| nodes) {
        free[node] = false;
    }
    let rest: Vec<usize> = (0..sizes.len()).filter(|&node| free[node]).collect();
    let (mut fields, mut bounds) = (Vec::new(), Vec::new());
    for (index, (name, nodes)) in groups.iter().enumerate() {
        around(graph, sizes, links, nodes, places);
        let ground = GROUNDS[index % GROUNDS.len()];
        fields.extend(camps::field(nodes, sizes, places, ground, name));
        bounds.extend(fields.last().map(|field| field.rect));
    }
    if !rest.is_empty() {
        around(graph, sizes, links, &rest, places);
        bounds.extend(cover(&rest, sizes, places));
    }
    let shifts = pack(&bounds, 84.0, 1.5);
    let members = groups.iter().map(|(_, nodes)| nodes).chain([&rest]);
    for (nodes, &shift) in members.zip(&shifts) {
        for &node in nodes {
            places[node] = places[node] + shift;
        }
    }
    for (field, &shift) in fields.iter_mut().zip(&shifts) {
        field.rect = field.rect.moved(shift);
    }
    fields
}

/// The box around the boxes of nodes.
fn cover(nodes: &[usize], sizes: &[(f64, f64)], places: &[Point]) -> Option<Rect> {
    let boxes = nodes
        .iter()
        .map(|&node| Rect::around(places[node], sizes[node].0, sizes[node].1));
    boxes.reduce(Rect::cover)
}

/// Connected parts of some nodes, each sorted, in the order of their first nodes.
fn parts(count: usize, links: &[Link], nodes: &[usize]) -> Vec<Vec<usize>> {
    let mut seen = vec![true; count];
    for &node in nodes {
        seen[node] = false;
    }
    let mut parts = Vec::new();
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    for link in links {
        near[link.from].push(link.to);
        near[link.to].push(link.from);
    }
    for &start in nodes {
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
