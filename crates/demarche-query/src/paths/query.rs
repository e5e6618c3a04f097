//! What is asked of paths, and the answer.

use std::collections::BTreeSet;

use demarche_model::{NodeId, SubKind};

use super::every;
use super::land::{IdLand, Land, NumberLand};
use super::search::Walk;
use super::spot::{MARKS, Marks, Spot};
use super::yen::best_paths;
use crate::error::{QueryError, Result};
use crate::filter::Filter;
use crate::path::{Hop, Path, between};
use crate::view::{View, require};

/// What makes one path better than another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum By {
    /// Fewer hops, then the order of [`crate::shortest_path`].
    #[default]
    Hops,
    /// More evidence along it: a step costs 2 / (evidence · confidence), where evidence is 2 for
    /// every unhedged observation and 1 for every hedged one; a structural step costs 2.
    Evidence,
    /// A higher product of the best confidence of each step.
    Confidence,
}

/// The sign of a path: the product of the signs of its steps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// The ends stand on one side.
    Plus,
    /// The ends stand against each other.
    Minus,
}

impl Sign {
    /// +1 or -1.
    pub const fn number(self) -> i8 {
        match self {
            Sign::Plus => 1,
            Sign::Minus => -1,
        }
    }
}

/// Which paths. The default asks for the shortest one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathQuery {
    /// What makes one better.
    pub by: By,
    /// The wanted sign. Steps of no sign are then left out, and a step counts by the observations
    /// of the sign with which it is taken.
    pub sign: Option<Sign>,
    /// Nodes to pass, in any order.
    pub via: BTreeSet<NodeId>,
    /// Kinds of node to pass on the way, the ends left out.
    pub via_kinds: BTreeSet<SubKind>,
    /// Nodes not to pass.
    pub avoid: BTreeSet<NodeId>,
    /// Kinds of node not to pass on the way, the ends left out.
    pub avoid_kinds: BTreeSet<SubKind>,
    /// All paths of at most so many hops, the shorter first; only the best if `None`.
    pub depth: Option<usize>,
    /// At most so many paths.
    pub limit: usize,
}

impl Default for PathQuery {
    fn default() -> Self {
        Self {
            by: By::Hops,
            sign: None,
            via: BTreeSet::new(),
            via_kinds: BTreeSet::new(),
            avoid: BTreeSet::new(),
            avoid_kinds: BTreeSet::new(),
            depth: None,
            limit: 1,
        }
    }
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// The paths, best first. Under a sign each hop has only the edges of the sign with which it
    /// is taken.
    pub paths: Vec<Path>,
    /// Whether the search came to its end, or to the limit: false where it gave up among walks
    /// that visit a node twice, or among too many paths.
    pub complete: bool,
}

/// Paths between two nodes that meet the conditions. For the best ones Yen's algorithm over
/// spots, each search O(2^c (nodes + links) log nodes) at most with c conditions to pass; for all of
/// a depth an enumeration that only goes where the end is still in reach. Errors if a node is not
/// there or more than 15 nodes and kinds are to be passed.
pub fn paths(
    view: &dyn View,
    from: NodeId,
    to: NodeId,
    query: &PathQuery,
    filter: &Filter,
) -> Result<Found> {
    let ends = [require(view, from)?, require(view, to)?];
    if query.via.len() + query.via_kinds.len() > MARKS {
        return Err(QueryError::TooMany {
            what: "nodes and kinds to pass",
            limit: MARKS,
        });
    }
    match NumberLand::new(view, filter) {
        Some(land) => on(view, land, ends, query, filter),
        None => on(view, IdLand::new(view, filter), ends, query, filter),
    }
}

fn on<L: Land>(
    view: &dyn View,
    mut land: L,
    ends: [NodeId; 2],
    query: &PathQuery,
    filter: &Filter,
) -> Result<Found> {
    let mut marks = Marks::new(view, &land, ends, query)?;
    let (walks, complete) = match query.depth {
        None => best_paths(&mut land, &mut marks, query.limit)?,
        Some(depth) => every::up_to(&mut land, &mut marks, depth, query.limit)?,
    };
    let paths = walks.iter().map(|walk| {
        let steps = walk.spots.windows(2);
        let hops = steps.map(|pair| hop(view, &land, [pair[0], pair[1]], query, filter));
        Ok(Path {
            nodes: nodes(&land, walk)?,
            hops: hops.collect::<Result<_>>()?,
        })
    });
    Ok(Found {
        paths: paths.collect::<Result<_>>()?,
        complete,
    })
}

fn nodes<L: Land>(land: &L, walk: &Walk<L::Key>) -> Result<Vec<NodeId>> {
    walk.spots.iter().map(|spot| land.node(spot.key)).collect()
}

/// The edges of a step; under a sign only those of the sign with which it was taken.
fn hop<L: Land>(
    view: &dyn View,
    land: &L,
    [start, end]: [Spot<L::Key>; 2],
    query: &PathQuery,
    filter: &Filter,
) -> Result<Hop> {
    let (from, to) = (land.node(start.key)?, land.node(end.key)?);
    let mut edges = between(view, from, to, filter)?;
    if query.sign.is_some() {
        let sign = start.turn(&end).number();
        edges.retain(|edge| edge.tie.leaning() == sign);
    }
    Ok(Hop { from, to, edges })
}
