//! How many nodes lie near one.

use std::mem;

use demarche_model::{End, NodeId, Numbered, Sieve};
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
    let graph = steps.graph;
    let number = graph.number(node)?;
    let number = number.ok_or(QueryError::DanglingNode(node))?;
    spread(graph, number, hops, |node, ends| {
        steps.ends(node, true, ends)
    })
}

/// As [`reach`], over the half edges that pass a sieve, from the node of a number. Costs as much.
pub fn reach_by_number(
    graph: &dyn Numbered,
    number: u32,
    hops: usize,
    sieve: &Sieve,
) -> Result<usize> {
    spread(graph, number, hops, |node, ends| {
        Ok(graph.ends(node, sieve, ends)?)
    })
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
const BITS: u64 = 4096;

/// Numbers of nodes: a set while they are few, then a bit for each.
enum Reached {
    Few(FxHashSet<u32>),
    Many(Vec<u64>),
}

impl Reached {
    /// Notes the ends of half edges. Returns how many are new, and puts these to `fresh`.
    fn note(&mut self, ends: &[End], fresh: &mut Vec<u32>) -> usize {
        let start = fresh.len();
        match self {
            Reached::Few(set) => {
                let ends = ends.iter().map(|end| end.other);
                fresh.extend(ends.filter(|&other| set.insert(other)));
            }
            Reached::Many(bits) => {
                fresh.resize(start + ends.len(), 0);
                let (room, mut kept) = (&mut fresh[start..], 0);
                for &End { other, .. } in ends {
                    // A number that no node has comes from damage, and counts as nothing.
                    let Some(word) = bits.get_mut(other as usize / 64) else {
                        continue;
                    };
                    let is_new = *word >> (other % 64) & 1 ^ 1;
                    *word |= 1 << (other % 64);
                    room[kept] = other;
                    kept += usize::from(is_new == 1);
                }
                fresh.truncate(start + kept);
            }
        }
        fresh.len() - start
    }

    /// Changes to bits where `links` more numbers may come.
    fn expect(&mut self, links: u64, nodes: u32) {
        if let Reached::Few(set) = self
            && links > u64::from(nodes) / BITS
        {
            let mut bits = vec![0; nodes as usize / 64 + 1];
            #[allow(clippy::iter_over_hash_type, reason = "bits have no order")]
            for &number in set.iter() {
                bits[number as usize / 64] |= 1 << (number % 64);
            }
            *self = Reached::Many(bits);
        }
    }
}

/// Goes out from a node; `ends` adds those of the half edges that are taken at one.
fn spread(
    graph: &dyn Numbered,
    number: u32,
    hops: usize,
    mut ends: impl FnMut(u32, &mut Vec<End>) -> Result<()>,
) -> Result<usize> {
    let mut reached = Reached::Few(FxHashSet::from_iter([number]));
    let (mut frontier, mut count) = (vec![number], 0);
    let (mut found, mut next) = (Vec::new(), Vec::new());
    for _ in 0..hops {
        let mut links = 0;
        for &node in &frontier {
            links += u64::from(graph.degree(node)?);
        }
        reached.expect(links, graph.nodes());
        next.clear();
        for &node in &frontier {
            found.clear();
            ends(node, &mut found)?;
            count += reached.note(&found, &mut next);
        }
        mem::swap(&mut frontier, &mut next);
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
