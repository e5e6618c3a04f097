//! The four readings of two signed steps: the friend of a friend, and the rest.

use demarche_model::NodeId;

use super::land::{IdLand, Land, NumberLand, Road};
use super::query::{By, Sign};
use super::spot::Worth;
use crate::error::Result;
use crate::filter::Filter;
use crate::path::{Hop, Path, between};
use crate::view::{View, require};

/// Two signed steps over one node (Heider 1946).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The sign of the step from the first end to the middle.
    pub first: Sign,
    /// The sign of the step from the middle to the other end.
    pub second: Sign,
    /// The paths, best first.
    pub paths: Vec<Path>,
    /// How many there are.
    pub count: usize,
}

/// The readings in order: an ally of an ally, an enemy of an ally, an ally of an enemy, an enemy
/// of an enemy.
pub const READINGS: [(Sign, Sign); 4] = [
    (Sign::Plus, Sign::Plus),
    (Sign::Plus, Sign::Minus),
    (Sign::Minus, Sign::Plus),
    (Sign::Minus, Sign::Minus),
];

/// For each reading the paths of two steps between two nodes, best first by hops' order, at most
/// `limit`. A pair of nodes that are both for and against each other is in more than one. O(degree
/// of both). Errors if a node is not there.
pub fn readings(
    view: &dyn View,
    from: NodeId,
    to: NodeId,
    limit: usize,
    filter: &Filter,
) -> Result<[Reading; 4]> {
    let ends = [require(view, from)?, require(view, to)?];
    match NumberLand::new(view, filter) {
        Some(land) => on(view, land, ends, limit, filter),
        None => on(view, IdLand::new(view, filter), ends, limit, filter),
    }
}

fn on<L: Land>(
    view: &dyn View,
    mut land: L,
    [from, to]: [NodeId; 2],
    limit: usize,
    filter: &Filter,
) -> Result<[Reading; 4]> {
    let ends = [land.key(from)?, land.key(to)?];
    let mut sides: [Vec<Road<L::Key>>; 2] = [Vec::new(), Vec::new()];
    for (side, forward) in [(0, true), (1, false)] {
        let roads = &mut sides[side];
        land.roads(ends[side], forward, &mut |road| {
            if !ends.contains(&road.to) {
                roads.push(*road);
            }
        })?;
        roads.sort_unstable_by_key(|road| road.to);
    }
    let [near, far] = sides;
    let middles: Vec<_> = near
        .iter()
        .filter_map(|one| {
            let place = far.binary_search_by_key(&one.to, |other| other.to).ok()?;
            Some((*one, far[place]))
        })
        .collect();
    let read = |(first, second): (Sign, Sign)| -> Result<Reading> {
        let mut ways: Vec<_> = middles
            .iter()
            .filter_map(|(one, other)| {
                let loads = (one.of(first)?, other.of(second)?);
                let worth = Worth::of(By::Hops, loads.0) + Worth::of(By::Hops, loads.1);
                Some((worth, one.to))
            })
            .collect();
        ways.sort_unstable();
        let paths = ways.iter().take(limit).map(|&(_, key)| {
            let middle = land.node(key)?;
            let hop = |from, to, sign: Sign| -> Result<Hop> {
                let mut edges = between(view, from, to, filter)?;
                edges.retain(|edge| edge.tie.leaning() == sign.number());
                Ok(Hop { from, to, edges })
            };
            Ok(Path {
                nodes: vec![from, middle, to],
                hops: vec![hop(from, middle, first)?, hop(middle, to, second)?],
            })
        });
        Ok(Reading {
            first,
            second,
            paths: paths.collect::<Result<_>>()?,
            count: ways.len(),
        })
    };
    let [a, b, c, d] = READINGS.map(read);
    Ok([a?, b?, c?, d?])
}
