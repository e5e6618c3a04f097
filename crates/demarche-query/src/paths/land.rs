//! What leads from a node to its neighbours, with the evidence by sign.

use std::hash::Hash;
use std::rc::Rc;

use demarche_model::{Confidence, HalfEdge, NodeId, Numbered};
use rustc_hash::FxHashMap;

use super::query::Sign;
use crate::edge::Tie;
use crate::error::{QueryError, Result};
use crate::filter::Filter;
use crate::screen::{Screen, tie};
use crate::view::View;

/// How much stands behind a step.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Load {
    /// Whether there is a link at all.
    pub(crate) there: bool,
    /// 2 for every unhedged observation, 1 for every hedged one; 0 for structural links alone.
    pub(crate) evidence: u32,
    /// The best confidence in hundredths.
    pub(crate) percent: u8,
}

impl Load {
    fn add(&mut self, observed: bool, hedged: bool, confidence: Confidence) {
        self.there = true;
        if observed {
            self.evidence += if hedged { 1 } else { 2 };
            self.percent = self.percent.max(confidence.percent());
        }
    }

    fn with(self, other: Load) -> Load {
        Load {
            there: self.there || other.there,
            evidence: self.evidence + other.evidence,
            percent: self.percent.max(other.percent),
        }
    }
}

/// All links to one neighbour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Road<K> {
    pub(crate) to: K,
    /// Those against, those of no sign, those in favour.
    loads: [Load; 3],
}

impl<K> Road<K> {
    fn new(to: K) -> Self {
        Self {
            to,
            loads: [Load::default(); 3],
        }
    }

    fn add(&mut self, tie: Tie, hedged: bool, confidence: Confidence) {
        let slot = match tie.leaning() {
            -1 => 0,
            1 => 2,
            _ => 1,
        };
        self.loads[slot].add(!tie.is_structural(), hedged, confidence);
    }

    /// What stands behind it, whatever the sign.
    pub(crate) fn all(&self) -> Load {
        self.loads[0].with(self.loads[1]).with(self.loads[2])
    }

    /// What stands behind it of one sign; `None` if nothing does.
    pub(crate) fn of(&self, sign: Sign) -> Option<Load> {
        let load = match sign {
            Sign::Minus => self.loads[0],
            Sign::Plus => self.loads[2],
        };
        load.there.then_some(load)
    }
}

/// A graph under a filter: nodes by their ids, or by numbers in the order of these.
pub(crate) trait Land {
    /// What tells a node.
    type Key: Copy + Ord + Hash;

    /// The key of a node that is there.
    fn key(&self, node: NodeId) -> Result<Self::Key>;

    /// The node of a key.
    fn node(&self, key: Self::Key) -> Result<NodeId>;

    /// Calls `visit` for every neighbour of a node, by key: along the edges if `forward`, else
    /// against them; the same either way where the filter is undirected. O(degree).
    fn roads(
        &mut self,
        at: Self::Key,
        forward: bool,
        visit: &mut dyn FnMut(&Road<Self::Key>),
    ) -> Result<()>;
}

type Roads = Rc<[Road<NodeId>]>;

/// By id, each node read once.
pub(crate) struct IdLand<'a> {
    view: &'a dyn View,
    filter: &'a Filter,
    read: FxHashMap<(NodeId, bool), Roads>,
}

impl<'a> IdLand<'a> {
    pub(crate) fn new(view: &'a dyn View, filter: &'a Filter) -> Self {
        Self {
            view,
            filter,
            read: FxHashMap::default(),
        }
    }

    fn at(&mut self, node: NodeId, forward: bool) -> Result<Roads> {
        let directed = self.filter.directed;
        let key = (node, forward || !directed);
        if let Some(roads) = self.read.get(&key) {
            return Ok(Rc::clone(roads));
        }
        let mut roads: Vec<Road<NodeId>> = Vec::new();
        for (link, seen) in self.filter.links(self.view, node)? {
            if directed && link.outgoing != forward && seen.tie.is_directed() {
                continue;
            }
            if roads.last().is_none_or(|last| last.to != link.other) {
                roads.push(Road::new(link.other));
            }
            if let Some(last) = roads.last_mut() {
                last.add(seen.tie, seen.hedged, seen.confidence);
            }
        }
        let roads: Roads = roads.into();
        self.read.insert(key, Rc::clone(&roads));
        Ok(roads)
    }
}

impl Land for IdLand<'_> {
    type Key = NodeId;

    fn key(&self, node: NodeId) -> Result<NodeId> {
        Ok(node)
    }

    fn node(&self, key: NodeId) -> Result<NodeId> {
        Ok(key)
    }

    fn roads(
        &mut self,
        at: NodeId,
        forward: bool,
        visit: &mut dyn FnMut(&Road<NodeId>),
    ) -> Result<()> {
        self.at(at, forward)?.iter().for_each(visit);
        Ok(())
    }
}

/// By number.
pub(crate) struct NumberLand<'a> {
    graph: &'a dyn Numbered,
    screen: Screen<'a>,
}

impl<'a> NumberLand<'a> {
    /// `None` where the view has no numbers or the filter asks for more than half edges tell.
    pub(crate) fn new(view: &'a dyn View, filter: &'a Filter) -> Option<Self> {
        let graph = view.numbered()?;
        let screen = Screen::of(filter);
        screen.needs_no_records().then_some(Self { graph, screen })
    }
}

impl Land for NumberLand<'_> {
    type Key = u32;

    fn key(&self, node: NodeId) -> Result<u32> {
        let number = self.graph.number(node)?;
        number.ok_or(QueryError::DanglingNode(node))
    }

    fn node(&self, key: u32) -> Result<NodeId> {
        self.graph.node(key)?.ok_or(QueryError::DanglingNumber(key))
    }

    fn roads(&mut self, at: u32, forward: bool, visit: &mut dyn FnMut(&Road<u32>)) -> Result<()> {
        let mut open: Option<Road<u32>> = None;
        self.graph.half_edges(at, &mut |half: HalfEdge| {
            if !self.screen.walks(&half, forward) {
                return;
            }
            if open.is_none_or(|open| open.to != half.other)
                && let Some(done) = open.replace(Road::new(half.other))
            {
                visit(&done);
            }
            if let Some(open) = &mut open {
                open.add(tie(&half), half.hedged, half.confidence);
            }
        })?;
        if let Some(last) = open {
            visit(&last);
        }
        Ok(())
    }
}
