//! The Leiden method over arrays by number.
//!
//! Our own, since the crates at hand do not end on large graphs: `leiden-rs` 0.8 clears, for each
//! community that it refines, arrays as long as the graph, which is O(nodes · communities). Here
//! every step is O(ties) and how often it is taken is bounded.

use std::borrow::Cow;
use std::collections::VecDeque;

use petgraph::unionfind::UnionFind;

use super::dice::Dice;
use super::levels::{Sums, Ties, numbered};
use super::scan::small;

/// How often each node may be looked at in one local search, on average.
const VISITS: usize = 12;
/// Rounds over the whole graph at most, each from the communities of the last.
const ROUNDS: usize = 8;
/// Ties that may have been looked at when another round begins.
const LOOKS: usize = 200_000_000;
/// How much better a move must be than staying, in the least weight of a tie.
const GAIN: f64 = 1e-6;

/// A graph with weights above 0, without direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Weighted {
    ties: Ties,
    /// The weight at each node: of its ties, and twice of those inside what it stands for.
    strengths: Vec<i64>,
}

impl Weighted {
    /// The ties of each of `nodes` nodes, as told; each tie from both ends.
    pub(super) fn new<I: Iterator<Item = (u32, i64)>>(
        nodes: usize,
        ties: impl Fn(usize) -> I,
    ) -> Self {
        let ties = Ties::new(nodes, ties);
        let strengths = (0..small(nodes)).map(|node| ties.of(node).map(|tie| tie.1).sum());
        Self {
            strengths: strengths.collect(),
            ties,
        }
    }

    fn len(&self) -> usize {
        self.strengths.len()
    }

    fn strength(&self, node: u32) -> i64 {
        self.strengths[node as usize]
    }

    /// Groups as nodes, and the place of each node among them. O(ties).
    fn joined(&self, groups: &[u32]) -> (Self, Vec<u32>) {
        let (ties, places) = self.ties.joined(groups);
        let mut strengths = vec![0; ties.len()];
        for (&place, strength) in places.iter().zip(&self.strengths) {
            strengths[place as usize] += strength;
        }
        (Self { ties, strengths }, places)
    }
}

/// What a search knows of the whole.
struct Search {
    /// What a tie between two nodes of strength 1 must weigh to be more than chance.
    chance: f64,
    dice: Dice,
    looks: usize,
}

#[allow(clippy::cast_precision_loss, reason = "sums are far below 2^53")]
const fn whole(weight: i64) -> f64 {
    weight as f64
}

impl Search {
    /// What joining is worth: a weight between two sides less what chance would give.
    fn gain(&self, between: i64, one: i64, other: i64) -> f64 {
        whole(between) - self.chance * whole(one) * whole(other)
    }

    /// Moves each node to the community where it gains most, or to one of its own, until none
    /// gains or each was looked at often enough; whether any moved. Those next to one that moved
    /// are looked at again. O(ties).
    fn settle(&mut self, graph: &Weighted, labels: &mut [u32]) -> bool {
        let count = graph.len();
        let mut strengths = vec![0i64; count + 1];
        let mut sizes = vec![0u32; count + 1];
        for (node, &label) in (0..).zip(labels.iter()) {
            strengths[label as usize] += graph.strength(node);
            sizes[label as usize] += 1;
        }
        let mut free: Vec<u32> = (0..=small(count))
            .filter(|&label| sizes[label as usize] == 0)
            .collect();
        let mut order: Vec<u32> = (0..small(count)).collect();
        self.dice.shuffle(&mut order, count);
        let mut queue = VecDeque::from(order);
        let mut waits = vec![true; count];
        let mut sums = Sums::new(count + 1);
        let (mut any, mut visits) = (false, 0);
        while let Some(node) = queue.pop_front() {
            waits[node as usize] = false;
            visits += 1;
            if visits > VISITS * count {
                break;
            }
            self.looks += graph.ties.degree(node);
            for (other, weight) in graph.ties.of(node) {
                sums.add(labels[other as usize], weight);
            }
            let (own, strength) = (labels[node as usize], graph.strength(node));
            strengths[own as usize] -= strength;
            let stay = self.gain(sums.of(own), strength, strengths[own as usize]);
            let mut best = (stay, own);
            for (label, weight) in sums.iter() {
                let gain = self.gain(weight, strength, strengths[label as usize]);
                if gain > best.0 + GAIN {
                    best = (gain, label);
                }
            }
            if best.0 < -GAIN
                && sizes[own as usize] > 1
                && let Some(&label) = free.last()
            {
                best = (0.0, label);
            }
            sums.clear();
            let label = best.1;
            strengths[label as usize] += strength;
            if label == own {
                continue;
            }
            any = true;
            labels[node as usize] = label;
            sizes[own as usize] -= 1;
            sizes[label as usize] += 1;
            if free.last() == Some(&label) {
                free.pop();
            }
            if sizes[own as usize] == 0 {
                free.push(own);
            }
            for (other, _) in graph.ties.of(node) {
                if labels[other as usize] != label && !waits[other as usize] {
                    waits[other as usize] = true;
                    queue.push_back(other);
                }
            }
        }
        any
    }

    /// Groups inside communities: each node that is still alone joins the group of its community
    /// where it gains most, if both are well tied to the rest of the community. The method draws
    /// among all groups with a gain; here the best is taken. O(ties).
    fn refine(&mut self, graph: &Weighted, labels: &[u32]) -> Vec<u32> {
        let count = graph.len();
        let mut wholes = vec![0i64; count + 1];
        let mut outer = vec![0i64; count];
        for node in 0..small(count) {
            let label = labels[node as usize];
            wholes[label as usize] += graph.strength(node);
            let inside = graph
                .ties
                .of(node)
                .filter(|tie| labels[tie.0 as usize] == label);
            outer[node as usize] = inside.map(|tie| tie.1).sum();
        }
        let mut groups: Vec<u32> = (0..small(count)).collect();
        let mut strengths = graph.strengths.clone();
        let mut alone = vec![true; count];
        let mut sums = Sums::new(count);
        let mut order = groups.clone();
        self.dice.shuffle(&mut order, count);
        for node in order {
            let label = labels[node as usize];
            let all = wholes[label as usize];
            let tied = |group: u32, outer: &[i64], strengths: &[i64]| {
                let own = strengths[group as usize];
                self.gain(outer[group as usize], own, all - own) >= -GAIN
            };
            if !alone[node as usize] || !tied(node, &outer, &strengths) {
                continue;
            }
            for (other, weight) in graph.ties.of(node) {
                if labels[other as usize] == label {
                    sums.add(groups[other as usize], weight);
                }
            }
            let strength = graph.strength(node);
            let mut best = None;
            for (group, weight) in sums.iter() {
                let gain = self.gain(weight, strength, strengths[group as usize]);
                if gain > best.map_or(GAIN, |(best, _, _)| best) && tied(group, &outer, &strengths)
                {
                    best = Some((gain, group, weight));
                }
            }
            sums.clear();
            if let Some((_, group, weight)) = best {
                let place = group as usize;
                outer[place] = outer[place] + outer[node as usize] - 2 * weight;
                strengths[place] += strength;
                groups[node as usize] = group;
                alone[place] = false;
            }
        }
        groups
    }

    /// One round: local search, refinement and joining, level upon level; whether any node moved.
    fn round(&mut self, base: &Weighted, labels: &mut Vec<u32>) -> bool {
        let mut level = Cow::Borrowed(base);
        let mut on_level = std::mem::take(labels);
        let mut places: Vec<u32> = (0..small(base.len())).collect();
        let mut any = false;
        loop {
            any |= self.settle(&level, &mut on_level);
            let groups = self.refine(&level, &on_level);
            let (above, into) = level.joined(&groups);
            if above.len() == level.len() {
                break;
            }
            let mut labels = vec![0; above.len()];
            for (&place, &label) in into.iter().zip(&on_level) {
                labels[place as usize] = label;
            }
            on_level = numbered(&labels).0;
            for place in &mut places {
                *place = into[*place as usize];
            }
            level = Cow::Owned(above);
        }
        *labels = places.iter().map(|&at| on_level[at as usize]).collect();
        any
    }
}

/// The community of each node, by number from 0. Modularity with a resolution is what is sought
/// (Traag, Waltman and van Eck 2019); every community is connected. O(rounds · levels · ties).
pub(super) fn leiden(graph: &Weighted, resolution: f64, seed: u64) -> Vec<u32> {
    let all: i64 = graph.strengths.iter().sum();
    let mut search = Search {
        chance: resolution / whole(all.max(1)),
        dice: Dice::new(seed),
        looks: 0,
    };
    let mut labels: Vec<u32> = (0..small(graph.len())).collect();
    for _ in 0..ROUNDS {
        if !search.round(graph, &mut labels) || search.looks > LOOKS {
            break;
        }
    }
    numbered(&apart(graph, &labels)).0
}

/// What hangs together inside the communities: one that a search that was cut short has left in
/// pieces falls into these, which only gains.
fn apart(graph: &Weighted, labels: &[u32]) -> Vec<u32> {
    let mut joined = UnionFind::<u32>::new(graph.len());
    for node in 0..small(graph.len()) {
        for (other, _) in graph.ties.of(node) {
            if labels[other as usize] == labels[node as usize] {
                joined.union(node, other);
            }
        }
    }
    joined.into_labeling()
}
