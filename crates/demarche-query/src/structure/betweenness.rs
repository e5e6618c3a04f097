//! Betweenness: how many shortest ways lead over a node.

use rayon::prelude::*;

use super::adjacency::Adjacency;
use super::dice::Dice;
use super::scan::{real, small};

/// Lanes that add side by side; their sums are added in order, however many threads there are.
const LANES: usize = 8;

/// How sure the stated error of a sample is.
const SURE: f64 = 0.95;

/// Betweenness of each node.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Betweenness {
    /// The share of the other pairs of nodes whose shortest ways lead over it, each pair shared
    /// among its shortest ways: 0 to 1.
    pub values: Vec<f64>,
    /// From how many nodes ways were followed: all, or a sample.
    pub sources: usize,
    /// How far off a value may be, of any node, with a chance of 95 per cent that none is further;
    /// 0 where ways from all nodes were followed.
    pub error: f64,
}

/// Betweenness by Brandes (2001), over steps along `graph`; ways from `sample` nodes drawn with
/// the seed where there are more (Brandes and Pich 2007). The error of a sample follows from
/// Hoeffding's bound over all nodes: sqrt(ln(2 n / 0.05) / 2 k) for k of n sources.
/// O(sources · (nodes + steps)).
pub(super) fn over(graph: &Adjacency, sample: Option<usize>, seed: u64) -> Betweenness {
    let count = graph.len();
    if count < 3 {
        return Betweenness {
            values: vec![0.0; count],
            sources: count,
            error: 0.0,
        };
    }
    let mut sources: Vec<u32> = (0..small(count)).collect();
    let drawn = sample.unwrap_or(count).clamp(1, count);
    if drawn < count {
        Dice::new(seed).shuffle(&mut sources, drawn);
        sources.truncate(drawn);
        sources.sort_unstable();
    }
    let lanes: Vec<Vec<f64>> = (0..LANES)
        .into_par_iter()
        .map(|lane| {
            let mut sums = vec![0.0; count];
            let mut search = Search::new(count);
            for &source in sources.iter().skip(lane).step_by(LANES) {
                search.add(graph, source, &mut sums);
            }
            sums
        })
        .collect();
    // All ordered pairs of others; a sample stands for all sources.
    let pairs = real(count - 1) * real(count - 2);
    let scale = real(count) / real(drawn) / pairs;
    let sum = |node: usize| lanes.iter().map(|lane| lane[node]).sum::<f64>();
    let values = (0..count).map(|node| sum(node) * scale).collect();
    let error = if drawn == count {
        0.0
    } else {
        ((2.0 * real(count) / (1.0 - SURE)).ln() / (2.0 * real(drawn))).sqrt()
    };
    Betweenness {
        values,
        sources: drawn,
        error,
    }
}

/// As `over`, of a graph given by the neighbours of each node.
pub fn betweenness(neighbours: &super::Signed, sample: Option<usize>, seed: u64) -> Betweenness {
    over(&Adjacency::of(neighbours), sample, seed)
}

/// What a search from one source needs; cleared after each.
struct Search {
    /// Distance plus one; 0 where not reached.
    depths: Vec<u32>,
    /// How many shortest ways lead here.
    ways: Vec<f64>,
    /// What of the ways beyond depends on the node.
    depends: Vec<f64>,
    order: Vec<u32>,
}

impl Search {
    fn new(count: usize) -> Self {
        Self {
            depths: vec![0; count],
            ways: vec![0.0; count],
            depends: vec![0.0; count],
            order: Vec::new(),
        }
    }

    fn add(&mut self, graph: &Adjacency, source: u32, sums: &mut [f64]) {
        self.order.push(source);
        self.depths[source as usize] = 1;
        self.ways[source as usize] = 1.0;
        let mut next = 0;
        while let Some(&node) = self.order.get(next) {
            next += 1;
            let (depth, ways) = (self.depths[node as usize], self.ways[node as usize]);
            for &other in graph.at(node) {
                let at = other as usize;
                if self.depths[at] == 0 {
                    self.depths[at] = depth + 1;
                    self.order.push(other);
                }
                if self.depths[at] == depth + 1 {
                    self.ways[at] += ways;
                }
            }
        }
        for &node in self.order.iter().rev() {
            let (depth, ways) = (self.depths[node as usize], self.ways[node as usize]);
            let beyond = graph.at(node).iter().map(|&other| other as usize);
            let beyond = beyond.filter(|&other| self.depths[other] == depth + 1);
            let depends: f64 = beyond
                .map(|other| ways / self.ways[other] * (1.0 + self.depends[other]))
                .sum();
            self.depends[node as usize] = depends;
            if node != source {
                sums[node as usize] += depends;
            }
        }
        for node in self.order.drain(..) {
            self.depths[node as usize] = 0;
            self.ways[node as usize] = 0.0;
            self.depends[node as usize] = 0.0;
        }
    }
}
