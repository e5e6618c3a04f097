//! How many nodes lie near one.

use std::mem;

use demarche_model::NodeId;
use rustc_hash::FxHashSet;

use crate::error::{QueryError, Result};
use crate::filter::Filter;
use crate::steps::{Ground, NumberedSteps, Steps};
use crate::view::{View, require};

/// How many nodes are within `hops` of a node, itself left out. Where the filter is directed, only
/// those that it leads to. O(sum of the degrees of the nodes within one hop less), and where the
/// view has numbers a bit for every node if these are many. Errors if the node is not there.
pub fn reach(view: &dyn View, node: NodeId, hops: usize, filter: &Filter) -> Result<usize> {
    let node = require(view, node)?;
    let Some(steps) = NumberedSteps::new(view, filter) else {
        return by_id(&mut Steps::new(view, filter), node, hops);
    };
    let number = steps.graph.number(node)?;
    by_number(steps, number.ok_or(QueryError::DanglingNode(node))?, hops)
}

fn by_id(steps: &mut Steps<'_>, node: NodeId, hops: usize) -> Result<usize> {
    let mut reached = FxHashSet::from_iter([node]);
    let mut frontier = vec![node];
    for _ in 0..hops {
        let mut next = Vec::new();
        for node in mem::take(&mut frontier) {
            steps.steps(node, true, |step| {
                if reached.insert(step.to) {
                    next.push(step.to);
                }
            })?;
        }
        frontier = next;
    }
    Ok(reached.len() - 1)
}

/// A bit for every node pays from this many nodes for a link on.
const BITS: u64 = 512;

/// Numbers of nodes: a set while they are few, then a bit for each.
enum Reached {
    Few(FxHashSet<u32>),
    Many(Vec<u64>),
}

impl Reached {
    fn insert(&mut self, number: u32) -> bool {
        match self {
            Reached::Few(set) => set.insert(number),
            Reached::Many(bits) => {
                let (word, bit) = (number as usize / 64, 1 << (number % 64));
                // A number that no node has comes from damage, and counts as nothing.
                let Some(word) = bits.get_mut(word) else {
                    return false;
                };
                let fresh = *word & bit == 0;
                *word |= bit;
                fresh
            }
        }
    }

    /// Changes to bits where `links` more numbers may come.
    fn expect(&mut self, links: u64, nodes: u32) {
        if let Reached::Few(set) = self
            && links > u64::from(nodes) / BITS
        {
            let mut bits = Reached::Many(vec![0; nodes as usize / 64 + 1]);
            #[allow(clippy::iter_over_hash_type, reason = "bits have no order")]
            for &number in set.iter() {
                bits.insert(number);
            }
            *self = bits;
        }
    }
}

fn by_number(mut steps: NumberedSteps<'_>, number: u32, hops: usize) -> Result<usize> {
    let mut reached = Reached::Few(FxHashSet::from_iter([number]));
    let (mut frontier, mut count) = (vec![number], 0);
    for hop in 1..=hops {
        let mut links = 0;
        for &node in &frontier {
            links += steps.cost(node)?;
        }
        reached.expect(links, steps.graph.nodes());
        let mut next = Vec::new();
        for node in mem::take(&mut frontier) {
            steps.ends(node, true, |other| {
                if reached.insert(other) {
                    count += 1;
                    if hop < hops {
                        next.push(other);
                    }
                }
            })?;
        }
        frontier = next;
    }
    Ok(count)
}

#[cfg(test)]
mod tests {
    use demarche_model::{Confidence, Polarity, RelationKind};

    use super::*;
    use crate::Class;
    use crate::fixture::Toy;

    #[test]
    fn those_near_are_counted_once() {
        let mut toy = Toy::new();
        let [anna, otto, ida, emil] = ["Anna", "Otto", "Ida", "Emil"].map(|name| toy.person(name));
        toy.says(anna, Polarity::Support, otto);
        toy.says(otto, Polarity::Oppose, anna);
        toy.tied(otto, RelationKind::MetWith, ida);
        toy.add_statement(anna, Polarity::Support, ida, |record| {
            record.confidence = Confidence::from_percent(30);
        });
        toy.says(emil, Polarity::Oppose, ida);
        let only = Filter::default().only([Class::Stance]);
        let sure = Filter {
            min_confidence: Confidence::from_percent(50),
            ..only.clone()
        };
        let along = Filter {
            directed: true,
            ..Filter::default()
        };
        let rows = [
            (Filter::default(), [0, 2, 3, 3]),
            (only, [0, 2, 3, 3]),
            (sure, [0, 1, 1, 1]),
            (along, [0, 2, 2, 2]),
        ];
        for numbered in [false, true] {
            toy.numbered = numbered;
            for (filter, expect) in &rows {
                let found = [0, 1, 2, 3].map(|hops| reach(&toy, anna.into(), hops, filter));
                assert_eq!(found.map(Result::unwrap), *expect, "{filter:?}");
            }
        }
    }
}
