//! From counts to weighted edges.

use demarche_model::{Network, NetworkEdge, SubNode};
use rayon::prelude::*;

use super::table::{Cell, LEVELS, Table};
use super::{Aggregation, NetworkSpec, Nodes, Normalization};
use crate::view::Named;

/// What two rows have in common so far. Congruence and conflict count in halves, since a neutral
/// statement lies half way: whole numbers, so that no order of adding matters.
#[derive(Debug, Clone, Copy, Default)]
struct Common {
    agreement: u64,
    disagreement: u64,
    /// Products of the counts of equal levels.
    equal: u64,
    /// Statements of the first row at levels that the second has too, and the other way round.
    first: u64,
    second: u64,
    shared: u32,
    statements: u64,
}

impl Common {
    fn add(&mut self, one: &Cell, other: &Cell, aggregation: Aggregation) {
        for (a, &first) in one.counts.iter().enumerate() {
            for (b, &second) in other.counts.iter().enumerate() {
                let product = u64::from(first) * u64::from(second);
                let apart = a.abs_diff(b);
                self.agreement += product * (LEVELS - 1 - apart) as u64;
                self.disagreement += product * apart as u64;
            }
        }
        for (&first, &second) in one.counts.iter().zip(&other.counts) {
            self.equal += u64::from(first) * u64::from(second);
            if first > 0 && second > 0 {
                self.first += u64::from(first);
                self.second += u64::from(second);
            }
        }
        self.shared += 1;
        self.statements += statements(one, other, aggregation);
    }

    fn edge(self, ends: (u32, u32), totals: (u32, u32), spec: &NetworkSpec) -> NetworkEdge {
        let (agreement, disagreement) = (real(self.agreement) / 2.0, real(self.disagreement) / 2.0);
        let raw = match spec.aggregation {
            Aggregation::Ignore | Aggregation::Combine => agreement + disagreement,
            Aggregation::Subtract => agreement - disagreement,
            Aggregation::Congruence => agreement,
            Aggregation::Conflict => disagreement,
        };
        let (first, second) = (f64::from(totals.0), f64::from(totals.1));
        let norm = match spec.normalization {
            Normalization::Average => f64::midpoint(first, second),
            Normalization::Cosine => first * second,
            Normalization::Jaccard => {
                (first - real(self.first)) + (second - real(self.second)) + real(self.equal)
            }
            Normalization::None | Normalization::Activity | Normalization::Prominence => 1.0,
        };
        NetworkEdge {
            from: ends.0 as usize,
            to: ends.1 as usize,
            weight: raw / norm,
            agreement,
            disagreement,
            shared: self.shared as usize,
            statements: usize::try_from(self.statements).unwrap_or(usize::MAX),
        }
    }
}

/// How many statements of two cells make a weight.
fn statements(one: &Cell, other: &Cell, aggregation: Aggregation) -> u64 {
    let (left, right) = super::table::partners(&one.counts, &other.counts, aggregation);
    let side = |cell: &Cell, levels: [bool; LEVELS]| {
        let counted = cell.counts.iter().zip(levels).filter(|(_, wanted)| *wanted);
        counted.map(|(&count, _)| u64::from(count)).sum::<u64>()
    };
    side(one, left) + side(other, right)
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts of statements are far below 2^53"
)]
fn real(count: u64) -> f64 {
    count as f64
}

/// The network between rows, which are `nodes`.
pub(super) fn one_mode(table: &Table, nodes: &[Named], spec: &NetworkSpec) -> Network {
    let totals = table.totals();
    let height = table.height();
    let rows = (0..height).into_par_iter();
    let edges: Vec<Vec<NetworkEdge>> = rows
        .map_init(
            || (vec![Common::default(); height], Vec::new()),
            |(common, met), row| {
                for one in table.row(row) {
                    for other in table.below(one.column, one.row) {
                        let sum: &mut Common = &mut common[other.row as usize];
                        if sum.shared == 0 {
                            met.push(other.row);
                        }
                        sum.add(one, other, spec.aggregation);
                    }
                }
                met.sort_unstable();
                let edges = met.drain(..).map(|other| {
                    let sum = std::mem::take(&mut common[other as usize]);
                    let first = super::table::small(row);
                    let totals = (totals[row], totals[other as usize]);
                    sum.edge((first, other), totals, spec)
                });
                edges.filter(|edge| kept(edge.weight, spec)).collect()
            },
        )
        .collect();
    let spoken = |row: usize| totals.get(row).is_some_and(|&total| total > 0);
    let edges = edges.into_iter().flatten();
    settle(nodes, |at| spec.isolates || spoken(at), edges, false)
}

fn kept(weight: f64, spec: &NetworkSpec) -> bool {
    weight != 0.0 && weight.abs() >= spec.threshold
}

/// The network from rows to columns. Nodes are those of both, by id.
pub(super) fn affiliation(table: &Table, nodes: &Nodes, spec: &NetworkSpec) -> Network {
    let (rows, columns) = (table.totals(), table.column_totals());
    let mut all: Vec<&Named> = nodes.holders.iter().chain(&nodes.targets).collect();
    all.sort_unstable_by_key(|node| node.id);
    all.dedup_by_key(|node| node.id);
    let place = |node: &Named| all.binary_search_by_key(&node.id, |other| other.id);
    let places = |nodes: &[Named]| -> Vec<usize> {
        let places = nodes.iter().map(|node| place(node).unwrap_or(usize::MAX));
        places.collect()
    };
    let (holders, targets) = (places(&nodes.holders), places(&nodes.targets));
    let mut present = vec![spec.isolates; all.len()];
    let mut edges = Vec::new();
    for cell in &table.cells {
        let (row, column) = (cell.row as usize, cell.column as usize);
        let (from, to) = (holders[row], targets[column]);
        (present[from], present[to]) = (true, true);
        let [oppose, _, support] = cell.counts.map(f64::from);
        let (raw, of_row, of_column) = match spec.aggregation {
            Aggregation::Combine => (
                f64::from(u8::from(support > 0.0) + 2 * u8::from(oppose > 0.0)),
                as_real(table.row(row).len()),
                as_real(table.speakers(cell.column)),
            ),
            Aggregation::Subtract => (support - oppose, rows[row].into(), columns[column].into()),
            _ => (
                cell.total().into(),
                rows[row].into(),
                columns[column].into(),
            ),
        };
        let norm = match spec.normalization {
            Normalization::Activity => of_row,
            Normalization::Prominence => of_column,
            _ => 1.0,
        };
        let edge = NetworkEdge {
            from,
            to,
            weight: raw / norm,
            agreement: support,
            disagreement: oppose,
            shared: 1,
            statements: cell.total() as usize,
        };
        if kept(edge.weight, spec) {
            edges.push(edge);
        }
    }
    edges.sort_by_key(|edge| (edge.from, edge.to));
    let nodes: Vec<Named> = all.into_iter().cloned().collect();
    settle(&nodes, |at| present[at], edges.into_iter(), true)
}

fn as_real(count: usize) -> f64 {
    real(count as u64)
}

/// A network of the nodes that stay.
fn settle(
    nodes: &[Named],
    stays: impl Fn(usize) -> bool,
    edges: impl Iterator<Item = NetworkEdge>,
    directed: bool,
) -> Network {
    let mut places = vec![0; nodes.len()];
    let mut kept = Vec::new();
    for (at, node) in nodes.iter().enumerate() {
        places[at] = kept.len();
        if stays(at) {
            kept.push(SubNode {
                id: node.id,
                name: node.name.clone(),
                kind: node.kind,
                focus: false,
            });
        }
    }
    let edges = edges.map(|edge| NetworkEdge {
        from: places[edge.from],
        to: places[edge.to],
        ..edge
    });
    Network {
        edges: edges.collect(),
        nodes: kept,
        directed,
        window: None,
    }
}
