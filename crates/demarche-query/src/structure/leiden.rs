//! The Leiden method over arrays by number.
//!
//! Our own, since the crates at hand do not end on large graphs: `leiden-rs` 0.8 clears, for each
//! community that it refines, arrays as long as the graph, which is O(nodes · communities). Here
//! every step is O(ties) and how often it is taken is bounded.

use std::borrow::Cow;
use std::collections::VecDeque;

use petgraph::unionfind::UnionFind;

use super::dice::Dice;
use super::scan::small;

/// How often each node may be looked at in one local search, on average.
const VISITS: usize = 12;
/// Rounds over the whole graph at most, each from the communities of the last.
const ROUNDS: usize = 8;
/// Ties that may have been looked at when another round begins.
const LOOKS: usize = 200_000_000;
/// How much better a move must be than staying, in the least weight of a tie.
const GAIN: f64 = 1e-6;

/// A graph with weights, without direction.
#[derive(Debug, Clone, Default)]
pub(super) struct Weighted {
    starts: Vec<usize>,
    ends: Vec<u32>,
    weights: Vec<u64>,
    /// The weight at each node: of its ties, and twice of those inside what it stands for.
    strengths: Vec<u64>,
}

impl Weighted {
    /// The ties of each of `nodes` nodes, as told; each tie from both ends.
    pub(super) fn new<I: Iterator<Item = (u32, u64)>>(
        nodes: usize,
        ties: impl Fn(usize) -> I,
    ) -> Self {
        let mut graph = Self::default();
        graph.starts.push(0);
        for node in 0..nodes {
            let mut strength = 0;
            for (other, weight) in ties(node) {
                graph.ends.push(other);
                graph.weights.push(weight);
                strength += weight;
            }
            graph.starts.push(graph.ends.len());
            graph.strengths.push(strength);
        }
        graph
    }

    fn len(&self) -> usize {
        self.strengths.len()
    }

    fn ties(&self, node: u32) -> impl Iterator<Item = (u32, u64)> + '_ {
        let range = self.starts[node as usize]..self.starts[node as usize + 1];
        let ends = self.ends[range.clone()].iter().copied();
        ends.zip(self.weights[range].iter().copied())
    }

    fn degree(&self, node: u32) -> usize {
        self.starts[node as usize + 1] - self.starts[node as usize]
    }

    fn strength(&self, node: u32) -> u64 {
        self.strengths[node as usize]
    }

    /// Groups as nodes, and the place of each node among them. O(ties).
    fn joined(&self, groups: &[u32]) -> (Self, Vec<u32>) {
        let (places, count) = numbered(groups);
        let mut firsts = vec![0usize; count + 1];
        for &place in &places {
            firsts[place as usize + 1] += 1;
        }
        for at in 0..count {
            firsts[at + 1] += firsts[at];
        }
        let mut members = vec![0u32; self.len()];
        let mut next = firsts.clone();
        for (node, &place) in (0..).zip(&places) {
            members[next[place as usize]] = node;
            next[place as usize] += 1;
        }
        let mut sums = Sums::new(count);
        let mut graph = Self::default();
        graph.starts.push(0);
        for group in 0..count {
            let members = &members[firsts[group]..firsts[group + 1]];
            for (other, weight) in members.iter().flat_map(|&node| self.ties(node)) {
                let place = places[other as usize];
                if place as usize != group {
                    sums.add(place, weight);
                }
            }
            for (place, weight) in sums.iter() {
                graph.ends.push(place);
                graph.weights.push(weight);
            }
            sums.clear();
            graph.starts.push(graph.ends.len());
            let strengths = members.iter().map(|&node| self.strength(node));
            graph.strengths.push(strengths.sum());
        }
        (graph, places)
    }
}

/// The places of labels in the order in which they are met, and how many there are.
fn numbered(labels: &[u32]) -> (Vec<u32>, usize) {
    const UNMET: u32 = u32::MAX;
    let room = labels.iter().max().map_or(0, |&most| most as usize + 1);
    let mut known = vec![UNMET; room];
    let mut count = 0;
    let places = labels.iter().map(|&label| {
        let place = &mut known[label as usize];
        if *place == UNMET {
            *place = count;
            count += 1;
        }
        *place
    });
    let places = places.collect();
    (places, count as usize)
}

/// Weights by label, those that were met first in front.
struct Sums {
    by_label: Vec<u64>,
    met: Vec<u32>,
}

impl Sums {
    fn new(labels: usize) -> Self {
        Self {
            by_label: vec![0; labels],
            met: Vec::new(),
        }
    }

    /// `weight` is above 0.
    fn add(&mut self, label: u32, weight: u64) {
        let sum = &mut self.by_label[label as usize];
        if *sum == 0 {
            self.met.push(label);
        }
        *sum += weight;
    }

    fn of(&self, label: u32) -> u64 {
        self.by_label[label as usize]
    }

    fn iter(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        self.met.iter().map(|&label| (label, self.of(label)))
    }

    fn clear(&mut self) {
        for label in self.met.drain(..) {
            self.by_label[label as usize] = 0;
        }
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
const fn whole(weight: u64) -> f64 {
    weight as f64
}

impl Search {
    /// What joining is worth: a weight between two sides less what chance would give.
    fn gain(&self, between: u64, one: u64, other: u64) -> f64 {
        whole(between) - self.chance * whole(one) * whole(other)
    }

    /// Moves each node to the community where it gains most, or to one of its own, until none
    /// gains or each was looked at often enough; whether any moved. Those next to one that moved
    /// are looked at again. O(ties).
    fn settle(&mut self, graph: &Weighted, labels: &mut [u32]) -> bool {
        let count = graph.len();
        let mut strengths = vec![0u64; count + 1];
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
            self.looks += graph.degree(node);
            for (other, weight) in graph.ties(node) {
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
            for (other, _) in graph.ties(node) {
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
        let mut wholes = vec![0u64; count + 1];
        let mut outer = vec![0u64; count];
        for node in 0..small(count) {
            let label = labels[node as usize];
            wholes[label as usize] += graph.strength(node);
            let inside = graph
                .ties(node)
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
            let tied = |group: u32, outer: &[u64], strengths: &[u64]| {
                let own = strengths[group as usize];
                self.gain(outer[group as usize], own, all - own) >= -GAIN
            };
            if !alone[node as usize] || !tied(node, &outer, &strengths) {
                continue;
            }
            for (other, weight) in graph.ties(node) {
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
    let all: u64 = graph.strengths.iter().sum();
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
        for (other, _) in graph.ties(node) {
            if labels[other as usize] == labels[node as usize] {
                joined.union(node, other);
            }
        }
    }
    joined.into_labeling()
}
