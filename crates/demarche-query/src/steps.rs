//! Steps of a walk: all links between two nodes seen as one step with a rank.

use std::hash::Hash;
use std::iter::Sum;
use std::mem;
use std::ops::Add;
use std::rc::Rc;

use demarche_model::{Confidence, End, HalfEdge, NodeId, Numbered, Sieve};
use rustc_hash::FxHashMap;

use crate::error::{QueryError, Result};
use crate::filter::Filter;
use crate::screen::Screen;
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
pub(crate) struct Step<K = NodeId> {
    pub(crate) to: K,
    pub(crate) rank: Rank,
}

/// A graph under a filter, for walks: nodes by their ids, or by numbers in the order of these.
pub(crate) trait Ground {
    /// What tells a node.
    type Key: Copy + Ord + Hash;

    /// About how much it costs to read the steps at a node. O(1).
    fn cost(&mut self, node: Self::Key) -> Result<u64>;

    /// Calls `visit` for every step at a node, by the neighbour's key: along the edges if
    /// `forward`, else against them; the same either way where the filter is undirected.
    fn steps(
        &mut self,
        node: Self::Key,
        forward: bool,
        visit: impl FnMut(Step<Self::Key>),
    ) -> Result<()>;
}

/// What all links between two nodes make up.
#[derive(Clone, Copy)]
struct Bundle<K> {
    to: K,
    evidence: u32,
    percent: u8,
}

impl<K> Bundle<K> {
    fn new(to: K) -> Self {
        let (evidence, percent) = (0, 0);
        Self {
            to,
            evidence,
            percent,
        }
    }

    /// Takes in an observation.
    fn add(&mut self, hedged: bool, confidence: Confidence) {
        self.evidence += if hedged { 1 } else { 2 };
        self.percent = self.percent.max(confidence.percent());
    }

    fn step(self) -> Step<K> {
        Step {
            to: self.to,
            rank: Rank::step(self.evidence, self.percent),
        }
    }
}

/// Steps by id, read once per node and kept while the search lasts.
pub(crate) struct Steps<'a> {
    view: &'a dyn View,
    filter: &'a Filter,
    read: FxHashMap<(NodeId, bool), Rc<[Step]>>,
}

impl<'a> Steps<'a> {
    pub(crate) fn new(view: &'a dyn View, filter: &'a Filter) -> Self {
        Self {
            view,
            filter,
            read: FxHashMap::default(),
        }
    }

    fn at(&mut self, node: NodeId, forward: bool) -> Result<Rc<[Step]>> {
        let directed = self.filter.directed;
        let key = (node, forward || !directed);
        if let Some(steps) = self.read.get(&key) {
            return Ok(Rc::clone(steps));
        }
        let mut bundles: Vec<Bundle<NodeId>> = Vec::new();
        for (link, seen) in self.filter.links(self.view, node)? {
            let against = directed && link.outgoing != forward && seen.tie.is_directed();
            if against {
                continue;
            }
            if bundles.last().is_none_or(|last| last.to != link.other) {
                bundles.push(Bundle::new(link.other));
            }
            if let Some(last) = bundles.last_mut().filter(|_| seen.observation.is_some()) {
                last.add(seen.hedged, seen.confidence);
            }
        }
        let steps: Rc<[Step]> = bundles.into_iter().map(Bundle::step).collect();
        self.read.insert(key, Rc::clone(&steps));
        Ok(steps)
    }
}

impl Ground for Steps<'_> {
    type Key = NodeId;

    fn cost(&mut self, _: NodeId) -> Result<u64> {
        Ok(1)
    }

    fn steps(&mut self, node: NodeId, forward: bool, visit: impl FnMut(Step)) -> Result<()> {
        self.at(node, forward)?.iter().copied().for_each(visit);
        Ok(())
    }
}

/// Steps by number.
pub(crate) struct NumberedSteps<'a> {
    pub(crate) graph: &'a dyn Numbered,
    screen: Screen<'a>,
    /// What passes against the edges, and along them; `None` where dates count.
    sieves: Option<[Sieve; 2]>,
    /// Room for those at a node.
    ends: Vec<End>,
}

impl<'a> NumberedSteps<'a> {
    /// Steps by number; `None` where the view has no numbers or the filter asks for more than
    /// half edges tell.
    pub(crate) fn new(view: &'a dyn View, filter: &'a Filter) -> Option<Self> {
        let graph = view.numbered()?;
        let screen = Screen::of(filter);
        let sieves = screen.sieve(false).zip(screen.sieve(true));
        screen.needs_no_records().then(|| Self {
            graph,
            screen,
            sieves: sieves.map(|(against, along)| [against, along]),
            ends: Vec::new(),
        })
    }

    /// The node of a number that the graph gave.
    pub(crate) fn node(&self, number: u32) -> Result<NodeId> {
        let node = self.graph.node(number)?;
        node.ok_or(QueryError::DanglingNumber(number))
    }

    /// Adds the ends of what may be walked from a node, along the edges if `forward`, else against
    /// them: each as often as there are half edges to it, one after the other.
    pub(crate) fn ends(&self, node: u32, forward: bool, into: &mut Vec<End>) -> Result<()> {
        match &self.sieves {
            Some(sieves) => self.graph.ends(node, &sieves[usize::from(forward)], into)?,
            None => self.graph.half_edges(node, &mut |half| {
                if self.screen.walks(&half, forward) {
                    into.push(End::of(&half));
                }
            })?,
        }
        Ok(())
    }

    /// Whether a half edge passes, whichever way it leads.
    pub(crate) fn admits(&self, half: &HalfEdge) -> bool {
        self.screen.admits_half(half)
    }
}

impl Ground for NumberedSteps<'_> {
    type Key = u32;

    fn cost(&mut self, node: u32) -> Result<u64> {
        Ok(u64::from(self.graph.degree(node)?))
    }

    fn steps(&mut self, node: u32, forward: bool, mut visit: impl FnMut(Step<u32>)) -> Result<()> {
        let mut read = mem::take(&mut self.ends);
        read.clear();
        self.ends(node, forward, &mut read)?;
        let mut ends = read.iter().peekable();
        while let Some(first) = ends.next() {
            let mut bundle = Bundle {
                to: first.other,
                evidence: u32::from(first.weight),
                percent: first.percent,
            };
            while let Some(more) = ends.next_if(|more| more.other == bundle.to) {
                bundle.evidence += u32::from(more.weight);
                bundle.percent = bundle.percent.max(more.percent);
            }
            visit(bundle.step());
        }
        self.ends = read;
        Ok(())
    }
}
