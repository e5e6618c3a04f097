//! Ties in two arrays, and groups of nodes as the nodes of a smaller graph.

/// Ties of nodes by number, each from both ends; a weight may be below 0.
#[derive(Debug, Clone, Default)]
pub(super) struct Ties {
    starts: Vec<usize>,
    ends: Vec<u32>,
    weights: Vec<i64>,
}

impl Ties {
    /// The ties of each of `nodes` nodes, as told.
    pub(super) fn new<I: Iterator<Item = (u32, i64)>>(
        nodes: usize,
        ties: impl Fn(usize) -> I,
    ) -> Self {
        let mut all = Self::default();
        all.starts.push(0);
        for node in 0..nodes {
            all.put(ties(node));
        }
        all
    }

    /// The ties of one node more.
    fn put(&mut self, ties: impl Iterator<Item = (u32, i64)>) {
        for (other, weight) in ties {
            self.ends.push(other);
            self.weights.push(weight);
        }
        self.starts.push(self.ends.len());
    }

    /// How many nodes there are.
    pub(super) fn len(&self) -> usize {
        self.starts.len() - 1
    }

    /// The ties of a node.
    pub(super) fn of(&self, node: u32) -> impl Iterator<Item = (u32, i64)> + '_ {
        let range = self.starts[node as usize]..self.starts[node as usize + 1];
        let ends = self.ends[range.clone()].iter().copied();
        ends.zip(self.weights[range].iter().copied())
    }

    /// How many ties a node has.
    pub(super) fn degree(&self, node: u32) -> usize {
        self.starts[node as usize + 1] - self.starts[node as usize]
    }

    /// Groups as nodes with the sums of the ties between them, and the place of each node among
    /// them. O(ties).
    pub(super) fn joined(&self, groups: &[u32]) -> (Self, Vec<u32>) {
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
        let mut above = Self::default();
        above.starts.push(0);
        for group in 0..count {
            let members = &members[firsts[group]..firsts[group + 1]];
            for (other, weight) in members.iter().flat_map(|&node| self.of(node)) {
                let place = places[other as usize];
                if place as usize != group {
                    sums.add(place, weight);
                }
            }
            above.put(sums.iter());
            sums.clear();
        }
        (above, places)
    }
}

/// The places of labels in the order in which they are met, and how many there are.
pub(super) fn numbered(labels: &[u32]) -> (Vec<u32>, usize) {
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
pub(super) struct Sums {
    by_label: Vec<(i64, bool)>,
    met: Vec<u32>,
}

impl Sums {
    pub(super) fn new(labels: usize) -> Self {
        Self {
            by_label: vec![(0, false); labels],
            met: Vec::new(),
        }
    }

    pub(super) fn add(&mut self, label: u32, weight: i64) {
        let (sum, met) = &mut self.by_label[label as usize];
        if !std::mem::replace(met, true) {
            self.met.push(label);
        }
        *sum += weight;
    }

    pub(super) fn of(&self, label: u32) -> i64 {
        self.by_label[label as usize].0
    }

    pub(super) fn has(&self, label: u32) -> bool {
        self.by_label[label as usize].1
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, i64)> + '_ {
        self.met.iter().map(|&label| (label, self.of(label)))
    }

    pub(super) fn clear(&mut self) {
        for label in self.met.drain(..) {
            self.by_label[label as usize] = (0, false);
        }
    }
}
