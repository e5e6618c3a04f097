//! Steps of a walk: all links between two nodes seen as one step with a rank.

use std::collections::HashMap;
use std::iter::Sum;
use std::ops::Add;
use std::rc::Rc;

use demarche_model::NodeId;

use crate::error::Result;
use crate::filter::Filter;
use crate::view::View;

/// How good a step or a path is, smaller is better: fewer hops, then fewer hops that only
/// structural edges carry, then more evidence, then higher confidence. Ranks of steps add up to
/// the rank of the path, and adding keeps the order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank {
    hops: u32,
    structural: u32,
    weakness: u32,
    doubt: u32,
}

impl Rank {
    /// The rank of one step. `evidence` is 2 for every unhedged observation and 1 for every
    /// hedged one; `percent` the best confidence.
    pub(crate) fn step(evidence: u32, percent: u8) -> Self {
        let carried = evidence > 0;
        Self {
            hops: 1,
            structural: u32::from(!carried),
            weakness: if carried { 2000 / evidence } else { 0 },
            doubt: if carried { 100 - u32::from(percent) } else { 0 },
        }
    }
}

impl Add for Rank {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            hops: self.hops.saturating_add(other.hops),
            structural: self.structural.saturating_add(other.structural),
            weakness: self.weakness.saturating_add(other.weakness),
            doubt: self.doubt.saturating_add(other.doubt),
        }
    }
}

impl Sum for Rank {
    fn sum<I: Iterator<Item = Self>>(ranks: I) -> Self {
        ranks.fold(Self::default(), Add::add)
    }
}

/// A step to a neighbour.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Step {
    pub(crate) to: NodeId,
    pub(crate) rank: Rank,
}

/// Steps at each node under a filter, read once per node and kept while the search lasts.
pub(crate) struct Steps<'a> {
    view: &'a dyn View,
    filter: &'a Filter,
    read: HashMap<(NodeId, bool), Rc<[Step]>>,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(view: &'a dyn View, filter: &'a Filter) -> Self {
        Self {
            view,
            filter,
            read: HashMap::new(),
        }
    }

    /// Steps at `node` by the neighbour's id: along the edges if `forward`, else
    /// against them. The same either way where the filter is undirected.
    pub(crate) fn at(&mut self, node: NodeId, forward: bool) -> Result<Rc<[Step]>> {
        let directed = self.filter.directed;
        let key = (node, forward || !directed);
        if let Some(steps) = self.read.get(&key) {
            return Ok(Rc::clone(steps));
        }
        let mut steps: Vec<Step> = Vec::new();
        let (mut evidence, mut percent) = (0, 0);
        for (link, seen) in self.filter.links(self.view, node)? {
            let against = directed && link.outgoing != forward && seen.tie.is_directed();
            if against {
                continue;
            }
            if steps.last().is_none_or(|step| step.to != link.other) {
                (evidence, percent) = (0, 0);
                let (to, rank) = (link.other, Rank::default());
                steps.push(Step { to, rank });
            }
            if seen.observation.is_some() {
                evidence += if seen.hedged { 1 } else { 2 };
                percent = percent.max(seen.confidence.percent());
            }
            if let Some(step) = steps.last_mut() {
                step.rank = Rank::step(evidence, percent);
            }
        }
        let steps: Rc<[Step]> = steps.into();
        self.read.insert(key, Rc::clone(&steps));
        Ok(steps)
    }
}
