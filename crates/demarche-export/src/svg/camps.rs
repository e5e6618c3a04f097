//! Two camps: who supports a node on its left, who opposes it on its right, the rest between.

use demarche_model::{EdgeKind, Polarity, Subgraph};

use super::geometry::{Point, Rect, point};
use super::scene::Field;
use crate::style::{AGAINST, BETWEEN, FOR, Ground};
use crate::text;

/// Between rows.
const GAP: f64 = 20.0;
/// Between the columns of a camp.
const APART: f64 = 44.0;
/// Least room between the middle and a camp.
const REACH: f64 = 200.0;
/// Height of a heading.
pub(super) const HEAD: f64 = 30.0;
/// Around the boxes of a field.
pub(super) const PAD: f64 = 18.0;
/// A camp of no more stands in one column.
const COLUMN: usize = 9;

/// What a node says of the middle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    For,
    Against,
    Between,
    Silent,
}

/// Centres of the nodes and the fields of the camps. O(nodes log nodes + edges).
pub(super) fn place(
    graph: &Subgraph,
    sizes: &[(f64, f64)],
    root: usize,
) -> (Vec<Point>, Vec<Field>) {
    let (sides, weights) = sides(graph, root);
    let members = |side: Side| {
        let mut nodes: Vec<usize> = (0..sizes.len())
            .filter(|&node| node != root && sides[node] == side)
            .collect();
        // Who says most of it stands level with the middle.
        nodes.sort_by_cached_key(|&node| {
            let name = text::name(&graph.nodes[node]);
            (std::cmp::Reverse(weights[node]), name, node)
        });
        nodes
    };
    let mut places = vec![Point::default(); sizes.len()];
    let mut fields = Vec::new();
    let reach = REACH.max(sizes[root].0 / 2.0 + 130.0);
    for (side, turn, ground, word) in [
        (Side::For, -1.0, FOR, "Supporters"),
        (Side::Against, 1.0, AGAINST, "Opponents"),
    ] {
        let nodes = members(side);
        columns(&nodes, sizes, reach, turn, &mut places);
        fields.extend(field(&nodes, sizes, &places, ground, word));
    }
    let half = sizes[root].1 / 2.0;
    let between = members(Side::Between);
    rows(&between, sizes, -half - 92.0, -1.0, &mut places);
    fields.extend(field(&between, sizes, &places, BETWEEN, "Both or neutral"));
    let silent = members(Side::Silent);
    rows(&silent, sizes, half + 70.0, 1.0, &mut places);
    (places, fields)
}

/// On which side each node stands, and by how many passages.
fn sides(graph: &Subgraph, root: usize) -> (Vec<Side>, Vec<usize>) {
    let count = graph.nodes.len();
    let (mut pro, mut contra) = (vec![0_usize; count], vec![0_usize; count]);
    let mut heard = vec![0_usize; count];
    for edge in graph.edges.iter().filter(|edge| edge.to == root) {
        let EdgeKind::Stance(polarity) = edge.kind else {
            continue;
        };
        let passages = edge.count.max(1);
        heard[edge.from] += passages;
        match polarity {
            Polarity::Support => pro[edge.from] += passages,
            Polarity::Oppose => contra[edge.from] += passages,
            Polarity::Neutral => {}
        }
    }
    let side = |node: usize| match (heard[node], pro[node].cmp(&contra[node])) {
        (0, _) => Side::Silent,
        (_, std::cmp::Ordering::Greater) => Side::For,
        (_, std::cmp::Ordering::Less) => Side::Against,
        (_, std::cmp::Ordering::Equal) => Side::Between,
    };
    ((0..count).map(side).collect(), heard)
}

/// Columns beside the middle, the first nodes nearest to it and to its height.
fn columns(nodes: &[usize], sizes: &[(f64, f64)], reach: f64, turn: f64, places: &mut [Point]) {
    let tall = if nodes.len() <= COLUMN {
        COLUMN
    } else {
        COLUMN.max((nodes.len() * 3).isqrt())
    };
    let mut near = reach;
    for (index, column) in nodes.chunks(tall).enumerate() {
        let width = column.iter().map(|&node| sizes[node].0);
        let width = width.fold(0.0, f64::max);
        let height: f64 = column.iter().map(|&node| sizes[node].1 + GAP).sum();
        // Every other one is half a row lower, so that lines pass between the boxes before it.
        let shift = if index % 2 == 1 { 26.0 } else { 0.0 };
        let mut top = -height / 2.0 + shift;
        for node in spread(column) {
            let (wide, high) = sizes[node];
            // Boxes begin at the edge that faces the middle.
            places[node] = point(turn * (near + wide / 2.0), top + f64::midpoint(high, GAP));
            top += high + GAP;
        }
        near += width + APART;
    }
}

/// The first in the middle, the others above and below it in turn.
fn spread(nodes: &[usize]) -> Vec<usize> {
    let mut above: Vec<usize> = nodes.iter().copied().skip(1).step_by(2).collect();
    above.reverse();
    above.extend(nodes.iter().copied().step_by(2));
    above
}

/// Rows of two, away from `start` upwards or downwards.
fn rows(nodes: &[usize], sizes: &[(f64, f64)], start: f64, turn: f64, places: &mut [Point]) {
    let mut edge = start;
    for row in nodes.chunks(2) {
        let high = row.iter().map(|&node| sizes[node].1);
        let high = high.fold(0.0, f64::max);
        let wide: f64 = row.iter().map(|&node| sizes[node].0).sum();
        let gaps = if row.len() > 1 { GAP } else { 0.0 };
        let mut left = -(wide + gaps) / 2.0;
        for &node in row {
            places[node] = point(left + sizes[node].0 / 2.0, edge + turn * high / 2.0);
            left += sizes[node].0 + GAP;
        }
        edge += turn * (high + GAP);
    }
}

/// The field around nodes, with how many there are.
pub(super) fn field(
    nodes: &[usize],
    sizes: &[(f64, f64)],
    places: &[Point],
    ground: Ground,
    word: &str,
) -> Option<Field> {
    let rects = nodes
        .iter()
        .map(|&node| Rect::around(places[node], sizes[node].0, sizes[node].1));
    let mut rect = rects.reduce(Rect::cover)?.grown(PAD);
    rect.top -= HEAD - 10.0;
    Some(Field {
        rect,
        heading: format!("{word} ({})", nodes.len()),
        ground,
    })
}
