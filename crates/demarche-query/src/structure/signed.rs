//! The signed graph of actors: who is for and who is against whom, on balance.

use demarche_model::{HalfEdge, HalfKind, Network, NodeId};

use super::scan;
use crate::error::Result;
use crate::filter::Filter;
use crate::view::View;

/// Actors and the ties between them. A tie has no direction; its weight is above 0 for friends
/// and below for foes, in thousandths of a certain observation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Signed {
    nodes: Vec<NodeId>,
    starts: Vec<usize>,
    ends: Vec<u32>,
    weights: Vec<i32>,
}

/// What a link says of the tie between two actors: ten times its confidence in hundredths, half
/// of it where hedged, with the sign of the stance or relation.
fn says(half: &HalfEdge, only_stances: bool) -> i64 {
    let sign = match half.kind {
        HalfKind::Stance => half.polarity.map_or(0, demarche_model::Polarity::sign),
        HalfKind::Relation(kind) if !only_stances => kind.row().sign,
        _ => 0,
    };
    let sure = i64::from(half.confidence.percent()) * if half.hedged { 5 } else { 10 };
    i64::from(sign) * sure
}

impl Signed {
    /// Ties from what actors say of each other, in either direction, and from relations whose kind
    /// has a sign, such as `ally_of` and `attacked`, unless there shall be only stances. The weight is the sum over all that
    /// passes the filter; those whose sum is 0 are not tied, and actors without a tie are left
    /// out. O(links).
    pub fn read(view: &dyn View, filter: &Filter, only_stances: bool) -> Result<Self> {
        let all = scan::nodes(view)?;
        let actors = scan::actors(&all);
        let mut sums: Vec<(u32, u32, i64)> = Vec::new();
        scan::links(view, filter, &all, |number, half| {
            // Each tie is met from both ends: taken from the smaller, it is complete there.
            if half.other <= number || half.other as usize >= actors {
                return;
            }
            let said = says(&half, only_stances);
            match sums.last_mut() {
                Some(last) if (last.0, last.1) == (number, half.other) => last.2 += said,
                _ if said != 0 => sums.push((number, half.other, said)),
                _ => {}
            }
        })?;
        sums.retain(|sum| sum.2 != 0);
        let bound = |weight: i64| {
            let low = weight.clamp(i32::MIN.into(), i32::MAX.into());
            i32::try_from(low).unwrap_or(0)
        };
        let ties = sums
            .into_iter()
            .map(|(one, other, sum)| (one, other, bound(sum)));
        Ok(Self::new(&all[..actors], ties.collect()))
    }

    /// The ties of a network without direction, such as congruence less conflict: weights in
    /// thousandths, those that round to 0 left out. O(edges log edges).
    pub fn of_network(network: &Network) -> Self {
        let ids: Vec<NodeId> = network.nodes.iter().map(|node| node.id).collect();
        let ties = network.edges.iter().filter_map(|edge| {
            let (one, other) = (scan::small(edge.from), scan::small(edge.to));
            let weight = thousandths(edge.weight);
            (one != other && weight != 0).then_some((one.min(other), one.max(other), weight))
        });
        Self::new(&ids, ties.collect())
    }

    /// Ties between nodes given by number, the smaller end first, each pair once.
    pub(super) fn new(all: &[NodeId], mut ties: Vec<(u32, u32, i32)>) -> Self {
        ties.sort_unstable();
        let mut degrees = vec![0usize; all.len()];
        for &(one, other, _) in &ties {
            degrees[one as usize] += 1;
            degrees[other as usize] += 1;
        }
        let mut graph = Self::default();
        let mut places = vec![0u32; all.len()];
        graph.starts.push(0);
        for (number, &degree) in degrees.iter().enumerate() {
            if degree > 0 {
                places[number] = scan::small(graph.nodes.len());
                graph.nodes.push(all[number]);
                let last = graph.starts[graph.starts.len() - 1];
                graph.starts.push(last + degree);
            }
        }
        let mut next = graph.starts.clone();
        graph.ends = vec![0; ties.len() * 2];
        graph.weights = vec![0; ties.len() * 2];
        // In the order of the larger ends each list gets first the smaller, then the larger ends.
        let mut put = |from: u32, to: u32, weight: i32| {
            let at = next[from as usize];
            next[from as usize] += 1;
            (graph.ends[at], graph.weights[at]) = (to, weight);
        };
        let ties: Vec<_> = ties
            .into_iter()
            .map(|(one, other, weight)| (places[one as usize], places[other as usize], weight))
            .collect();
        for &(one, other, weight) in &ties {
            put(other, one, weight);
        }
        for &(one, other, weight) in &ties {
            put(one, other, weight);
        }
        graph
    }

    /// How many actors there are.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The actors by id.
    pub fn nodes(&self) -> &[NodeId] {
        &self.nodes
    }

    /// The actor of an index.
    pub fn node(&self, at: u32) -> NodeId {
        self.nodes[at as usize]
    }

    /// How many ties an actor has.
    pub fn degree(&self, at: usize) -> usize {
        self.starts[at + 1] - self.starts[at]
    }

    /// The ties of an actor: the other's index and the weight, by index.
    pub fn ties(&self, at: usize) -> impl Iterator<Item = (u32, i32)> + '_ {
        let range = self.starts[at]..self.starts[at + 1];
        let ends = self.ends[range.clone()].iter().copied();
        ends.zip(self.weights[range].iter().copied())
    }

    /// The tie at a place among those of an actor. O(1).
    pub(super) fn tie(&self, at: usize, place: usize) -> Option<(u32, i32)> {
        let place = self.starts[at] + place;
        (place < self.starts[at + 1]).then(|| (self.ends[place], self.weights[place]))
    }

    /// Every tie once, from the smaller index to the larger, with its weight.
    pub fn edges(&self) -> impl Iterator<Item = (u32, u32, i32)> + '_ {
        (0..scan::small(self.len())).flat_map(move |one| {
            let ties = self.ties(one as usize).filter(move |tie| tie.0 > one);
            ties.map(move |(other, weight)| (one, other, weight))
        })
    }

    /// How many ties there are.
    pub fn count(&self) -> usize {
        self.ends.len() / 2
    }

    /// How many ties are between friends.
    pub fn positive(&self) -> usize {
        self.weights.iter().filter(|&&weight| weight > 0).count() / 2
    }

    /// The sum of the absolute weights.
    pub fn total(&self) -> u64 {
        let sum: u64 = self
            .weights
            .iter()
            .map(|weight| u64::from(weight.unsigned_abs()))
            .sum();
        sum / 2
    }
}

#[allow(clippy::cast_possible_truncation, reason = "held within 32 bits")]
fn thousandths(weight: f64) -> i32 {
    (weight * 1000.0)
        .round()
        .clamp(f64::from(i32::MIN), f64::from(i32::MAX)) as i32
}
