//! Who counts: signed degree, `PageRank` and betweenness.

use demarche_model::{HalfKind, NodeId, Polarity};
use rayon::prelude::*;

use super::adjacency::Adjacency;
use super::betweenness::{self, Betweenness};
use super::scan::{self, real, weight};
use crate::error::Result;
use crate::filter::Filter;
use crate::view::View;

/// How nodes are ranked.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct RankOptions {
    /// The chance to follow an edge rather than to begin anew.
    pub damping: f64,
    /// Rounds of the power iteration at most.
    pub rounds: usize,
    /// The change in a round, summed over all nodes, at which it ends.
    pub tolerance: f64,
    /// Whether betweenness is wanted, which costs much in a large graph: from how many sources
    /// at most.
    pub betweenness: Option<usize>,
    /// Seed of the sample of sources.
    pub seed: u64,
}

impl Default for RankOptions {
    fn default() -> Self {
        Self {
            damping: 0.85,
            rounds: 100,
            tolerance: 1e-9,
            betweenness: None,
            seed: 1,
        }
    }
}

/// How often a node is an end of what.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tallies {
    /// Statements in favour, against and neutral that it holds.
    pub held: [u32; 3],
    /// Statements in favour, against and neutral on it.
    pub received: [u32; 3],
    /// Relations that it is an end of.
    pub relations: u32,
}

impl Tallies {
    /// Statements in favour less those against that it holds.
    pub fn net_held(&self) -> i64 {
        i64::from(self.held[0]) - i64::from(self.held[1])
    }

    /// Statements in favour less those against on it.
    pub fn net_received(&self) -> i64 {
        i64::from(self.received[0]) - i64::from(self.received[1])
    }
}

/// What is known of each node, by its place among all.
#[derive(Debug, Clone, Default)]
pub struct Ranking {
    /// All nodes by id.
    pub nodes: Vec<NodeId>,
    /// Signed degrees.
    pub tallies: Vec<Tallies>,
    /// `PageRank`; the sum over all nodes is 1.
    pub pagerank: Vec<f64>,
    /// How many rounds it took.
    pub rounds: usize,
    /// Betweenness, where wanted.
    pub betweenness: Option<Betweenness>,
}

/// A node of a ranking.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Ranked {
    /// The node.
    pub node: NodeId,
    /// Its signed degree.
    pub tallies: Tallies,
    /// Its `PageRank`.
    pub pagerank: f64,
    /// Its betweenness, where wanted.
    pub betweenness: Option<f64>,
}

impl Ranking {
    /// The node at a place.
    pub fn at(&self, place: usize) -> Ranked {
        Ranked {
            node: self.nodes[place],
            tallies: self.tallies[place],
            pagerank: self.pagerank[place],
            betweenness: self.betweenness.as_ref().map(|all| all.values[place]),
        }
    }

    /// The places of the nodes, highest first by what `by` tells of one; equal ones by id.
    /// O(nodes log nodes).
    pub fn order(&self, by: impl Fn(&Ranked) -> f64) -> Vec<usize> {
        let values: Vec<f64> = (0..self.nodes.len()).map(|at| by(&self.at(at))).collect();
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by(|&one, &other| values[other].total_cmp(&values[one]).then(one.cmp(&other)));
        order
    }
}

/// The edges that lead to each node, and how much leaves each.
struct Incoming {
    starts: Vec<usize>,
    ends: Vec<(u32, f32)>,
    leaving: Vec<f64>,
}

/// Signed degrees, `PageRank` and, where wanted, betweenness of all nodes, over the edges that
/// pass. `PageRank` (Brin and Page 1998) follows edges from holder to target, from subject to object,
/// from issue to actor or broader issue, and symmetric relations both ways; each observation
/// weighs its confidence, half of it where hedged, a structural edge 1. What a node without
/// edges has is shared among all. Betweenness counts steps both ways unless the filter is
/// directed. O(links · rounds), and as [`super::betweenness()`].
pub fn rank(view: &dyn View, filter: &Filter, options: &RankOptions) -> Result<Ranking> {
    let nodes = scan::nodes(view)?;
    let count = nodes.len();
    let mut tallies = vec![Tallies::default(); count];
    let mut incoming = Incoming {
        starts: vec![0; count + 1],
        ends: Vec::new(),
        leaving: vec![0.0; count],
    };
    let mut open = 0u32;
    scan::links(view, filter, &nodes, |number, half| {
        while open < number {
            open += 1;
            incoming.starts[open as usize] = incoming.ends.len();
        }
        let tally = &mut tallies[number as usize];
        let mut follows = half.outgoing;
        let mut led = !half.outgoing;
        match half.kind {
            HalfKind::Stance => {
                let place = match half.polarity {
                    Some(Polarity::Support) => 0,
                    Some(Polarity::Oppose) => 1,
                    _ => 2,
                };
                let side = if half.outgoing {
                    &mut tally.held
                } else {
                    &mut tally.received
                };
                side[place] += 1;
            }
            HalfKind::Relation(kind) => {
                tally.relations += 1;
                if kind.row().symmetric {
                    (follows, led) = (true, true);
                }
            }
            HalfKind::About | HalfKind::Broader => {}
        }
        let weight = weight(&half);
        if weight <= 0.0 || half.other == number {
            return;
        }
        if follows {
            incoming.leaving[number as usize] += f64::from(weight);
        }
        if led {
            let from = incoming.starts[number as usize];
            match incoming.ends[from..].last_mut() {
                Some(last) if last.0 == half.other => last.1 += weight,
                _ => incoming.ends.push((half.other, weight)),
            }
        }
    })?;
    for start in &mut incoming.starts[open as usize + 1..] {
        *start = incoming.ends.len();
    }
    let (pagerank, rounds) = power(&incoming, options);
    let betweenness = match options.betweenness {
        Some(most) => {
            let steps = Adjacency::read(view, filter, count)?;
            let sample = (most < count).then_some(most);
            Some(betweenness::over(&steps, sample, options.seed))
        }
        None => None,
    };
    Ok(Ranking {
        nodes,
        tallies,
        pagerank,
        rounds,
        betweenness,
    })
}

/// Nodes that are added up together: the parts and their order never change, so neither do sums.
const PART: usize = 4096;

/// The power iteration; each node gathers from those that lead to it.
fn power(graph: &Incoming, options: &RankOptions) -> (Vec<f64>, usize) {
    let count = graph.leaving.len();
    if count == 0 {
        return (Vec::new(), 0);
    }
    let even = 1.0 / real(count);
    let mut ranks = vec![even; count];
    let mut next = vec![0.0; count];
    let mut shares = vec![0.0; count];
    for round in 1..=options.rounds {
        let lost: Vec<f64> = shares
            .par_chunks_mut(PART)
            .zip(ranks.par_chunks(PART).zip(graph.leaving.par_chunks(PART)))
            .map(|(shares, (ranks, leaving))| {
                let mut lost = 0.0;
                for ((share, rank), leaving) in shares.iter_mut().zip(ranks).zip(leaving) {
                    if *leaving > 0.0 {
                        *share = rank / leaving;
                    } else {
                        *share = 0.0;
                        lost += rank;
                    }
                }
                lost
            })
            .collect();
        let lost: f64 = lost.iter().sum();
        let base = (1.0 - options.damping) * even + options.damping * lost * even;
        let changes: Vec<f64> = next
            .par_chunks_mut(PART)
            .enumerate()
            .map(|(part, next)| {
                let mut change = 0.0;
                for (place, next) in (part * PART..).zip(next) {
                    let ends = &graph.ends[graph.starts[place]..graph.starts[place + 1]];
                    let gathered: f64 = ends
                        .iter()
                        .map(|&(from, weight)| f64::from(weight) * shares[from as usize])
                        .sum();
                    *next = base + options.damping * gathered;
                    change += (*next - ranks[place]).abs();
                }
                change
            })
            .collect();
        std::mem::swap(&mut ranks, &mut next);
        if changes.iter().sum::<f64>() < options.tolerance {
            return (ranks, round);
        }
    }
    (ranks, options.rounds)
}
