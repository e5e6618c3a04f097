//! One edge for all observations with the same ends and kind.

use std::collections::VecDeque;
use std::iter;

use demarche_model::{
    Confidence, EdgeList, HalfEdge, ListEdge, ListNode, NodeId, Numbered, Outline, Source,
};

use super::nodes::{self, Kept};
use super::{Listing, bare, failed, listed, weight};
use crate::edge::{Tie, aggregate};
use crate::error::{QueryError, Result};
use crate::neighbourhood::Titles;
use crate::screen::{Screen, tie};
use crate::view::View;

/// All nodes and edges of a graph, an edge for all observations with the same ends and kind. Held
/// in memory are the edges of one node, and the ids of the nodes where some are left out.
pub struct EdgeListing<'a> {
    view: &'a dyn View,
    listing: Listing,
    outline: Outline,
    kept: Kept,
}

impl<'a> EdgeListing<'a> {
    /// Lists a graph. O(1), O(links) where nodes without edges are left out.
    pub fn new(view: &'a dyn View, listing: Listing) -> Result<Self> {
        let outline = Outline {
            title: listing.title.clone(),
            directed: true,
            proofs: listing.quotes,
            tallies: false,
        };
        let kept = nodes::kept(view, &listing)?;
        Ok(Self {
            view,
            listing,
            outline,
            kept,
        })
    }

    fn by_number<'b>(&'b self, graph: &'b dyn Numbered) -> Source<'b, ListEdge> {
        let screen = Screen::of(&self.listing.filter);
        let mut ready = VecDeque::new();
        let mut numbers = 0..graph.nodes();
        Box::new(iter::from_fn(move || {
            loop {
                if let Some(edge) = ready.pop_front() {
                    return Some(Ok(edge));
                }
                let number = numbers.next()?;
                if let Err(error) = self.at_number(graph, &screen, number, &mut ready) {
                    return Some(Err(failed(error)));
                }
            }
        }))
    }

    fn at_number(
        &self,
        graph: &dyn Numbered,
        screen: &Screen<'_>,
        number: u32,
        ready: &mut VecDeque<ListEdge>,
    ) -> Result<()> {
        let node = |number| {
            let node = graph.node(number)?;
            node.ok_or(QueryError::DanglingNumber(number))
        };
        let from = node(number)?;
        // The edges to one neighbour: few, for they differ in what they say.
        let mut bundles: Vec<Bundle> = Vec::new();
        graph.half_edges(number, &mut |half| {
            let says = tie(&half);
            // A symmetric edge is listed at its end with the smaller number, whichever way it
            // leads.
            let here = if says.is_directed() || half.other == number {
                half.outgoing
            } else {
                number < half.other
            };
            if !here || !screen.admits_half(&half) {
                return;
            }
            let open = bundles
                .iter_mut()
                .rev()
                .take_while(|bundle| bundle.to == half.other)
                .find(|bundle| bundle.tie == says);
            match open {
                Some(bundle) => bundle.add(&half),
                None => bundles.push(Bundle::new(&half, says)),
            }
        })?;
        bundles.sort_by_key(|bundle| (bundle.to, bundle.tie));
        for bundle in bundles {
            let to = node(bundle.to)?;
            if nodes::within(&self.kept, from, to) {
                ready.push_back(bundle.edge(from, to));
            }
        }
        Ok(())
    }

    fn by_id(&self) -> Source<'_, ListEdge> {
        let mut ready = VecDeque::new();
        let mut ids = nodes::ids(self.view);
        let mut titles = Titles::default();
        Box::new(iter::from_fn(move || {
            loop {
                if let Some(edge) = ready.pop_front() {
                    return Some(Ok(edge));
                }
                let read = ids.next()?.and_then(|node| {
                    let edges = self.at_id(node, &mut titles);
                    edges.map_err(failed)
                });
                match read {
                    Ok(edges) => ready.extend(edges),
                    Err(error) => return Some(Err(error)),
                }
            }
        }))
    }

    fn at_id(&self, node: NodeId, titles: &mut Titles) -> Result<Vec<ListEdge>> {
        let links = self.listing.filter.links(self.view, node)?;
        let here = links.into_iter().filter(|(link, seen)| {
            let one_way = seen.tie.is_directed() || seen.from == seen.to;
            seen.from == node
                && (link.outgoing || !one_way)
                && nodes::within(&self.kept, seen.from, seen.to)
        });
        let mut edges = Vec::new();
        for edge in aggregate(here.map(|(_, seen)| seen)) {
            let mut one = listed(&edge);
            if self.listing.quotes {
                one.proof = titles.proof(self.view, &edge)?.map(Box::new);
            }
            edges.push(one);
        }
        Ok(edges)
    }
}

impl EdgeList for EdgeListing<'_> {
    fn outline(&self) -> &Outline {
        &self.outline
    }

    fn nodes(&self) -> Source<'_, ListNode> {
        nodes::all(self.view, &self.kept)
    }

    fn edges(&self) -> Source<'_, ListEdge> {
        let records = self.listing.quotes || !Screen::of(&self.listing.filter).needs_no_records();
        match self.view.numbered() {
            Some(graph) if !records => self.by_number(graph),
            _ => self.by_id(),
        }
    }
}

/// The half edges to one neighbour that say the same.
struct Bundle {
    to: u32,
    tie: Tie,
    count: usize,
    hedged: bool,
    confidence: Confidence,
    first: Option<demarche_model::Date>,
    last: Option<demarche_model::Date>,
}

impl Bundle {
    fn new(half: &HalfEdge, tie: Tie) -> Self {
        Self {
            to: half.other,
            tie,
            count: usize::from(!tie.is_structural()),
            hedged: half.hedged,
            confidence: half.confidence,
            first: half.from.get(),
            last: half.to.get(),
        }
    }

    fn add(&mut self, half: &HalfEdge) {
        if self.tie.is_structural() {
            return;
        }
        self.count += 1;
        self.hedged &= half.hedged;
        self.confidence = half.confidence.max(self.confidence);
        self.first = [self.first, half.from.get()].into_iter().flatten().min();
        self.last = self.last.max(half.to.get());
    }

    fn edge(self, from: NodeId, to: NodeId) -> ListEdge {
        ListEdge {
            weight: weight(self.count),
            count: self.count,
            confidence: (self.count > 0).then_some(self.confidence),
            hedged: self.count > 0 && self.hedged,
            first: self.first,
            last: self.last,
            ..bare(from, to, self.tie)
        }
    }
}
