//! The strongest edges of a graph by number, without reading what lies behind the others.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use demarche_model::{Confidence, Numbered};

use crate::edge::{Edge, Seen, Tie, aggregate};
use crate::error::{QueryError, Result};
use crate::screen::{Screen, tie};
use crate::view::View;

/// What edges are ranked by, the strongest first: as [`Edge::strength`] does, since numbers have
/// the order of ids.
type Strength = (Reverse<usize>, Reverse<Confidence>, u32, u32, Tie);

/// The strongest edges of those that are wanted, no structural ones, at most `limit`: what
/// aggregating all of them, sorting and cutting gives. O(links log limit), in memory that grows
/// with `limit` alone; links between the ends of what is found are read.
pub(crate) fn strongest(
    view: &dyn View,
    graph: &dyn Numbered,
    screen: &Screen<'_>,
    wanted: impl Fn(Tie) -> bool,
    limit: usize,
) -> Result<Vec<Edge>> {
    let mut best: BinaryHeap<Strength> = BinaryHeap::new();
    let mut keep = |edge: Strength| {
        if best.len() < limit {
            best.push(edge);
        } else if let Some(mut worst) = best.peek_mut()
            && edge < *worst
        {
            *worst = edge;
        }
    };
    // What is known of the edges to one neighbour: few, for they differ in what they say.
    let mut open: Vec<(Tie, usize, Confidence)> = Vec::new();
    for from in 0..graph.nodes() {
        let mut to = None;
        let mut close = |to: Option<u32>, open: &mut Vec<_>| {
            for (tie, evidence, confidence) in open.drain(..) {
                let to = to.unwrap_or(from);
                keep((Reverse(evidence), Reverse(confidence), from, to, tie));
            }
        };
        graph.half_edges(from, &mut |half| {
            let says = tie(&half);
            // A symmetric edge counts at its end with the smaller number, whichever way it leads.
            let here = if says.is_directed() || half.other == from {
                half.outgoing
            } else {
                from < half.other
            };
            if !here || says.is_structural() || !wanted(says) || !screen.admits_half(&half) {
                return;
            }
            if to != Some(half.other) {
                close(to, &mut open);
                to = Some(half.other);
            }
            let evidence = if half.hedged { 1 } else { 2 };
            match open.iter_mut().find(|(tie, ..)| *tie == says) {
                Some((_, sum, confidence)) => {
                    *sum += evidence;
                    *confidence = half.confidence.max(*confidence);
                }
                None => open.push((says, evidence, half.confidence)),
            }
        })?;
        close(to, &mut open);
    }
    let node = |number| {
        graph
            .node(number)?
            .ok_or(QueryError::DanglingNumber(number))
    };
    let edges = best
        .into_sorted_vec()
        .into_iter()
        .map(|(.., from, to, tie)| {
            let (from, to) = (node(from)?, node(to)?);
            let mut seen = Vec::new();
            view.between(from, to, &mut |link| {
                // From itself to itself it is seen twice.
                if link.outgoing || from != to {
                    seen.push(Seen::link(from, &link));
                }
            })?;
            let mut backing = Vec::with_capacity(seen.len());
            for one in seen {
                let same = (one.from, one.to, one.tie) == (from, to, tie);
                if same && screen.admits(view, &one)? {
                    backing.push(one);
                }
            }
            Ok(aggregate(backing))
        });
    let edges = edges.collect::<Result<Vec<_>>>()?;
    Ok(edges.into_iter().flatten().collect())
}
