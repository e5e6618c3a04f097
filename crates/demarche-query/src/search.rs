//! The search for the best shortest path: breadth first from both ends.

use std::hash::{BuildHasher, Hash};
use std::mem;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use demarche_model::NodeId;

use crate::error::Result;
use crate::steps::{Ground, Rank, Step};

/// What a search must not use.
#[derive(Debug)]
pub(crate) struct Ban<K> {
    /// Nodes.
    pub(crate) nodes: FxHashSet<K>,
    /// Steps, from and to.
    pub(crate) steps: FxHashSet<(K, K)>,
}

impl<K> Default for Ban<K> {
    fn default() -> Self {
        Self {
            nodes: FxHashSet::default(),
            steps: FxHashSet::default(),
        }
    }
}

/// A path as nodes, with the rank of each step.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Trail<K = NodeId> {
    pub(crate) rank: Rank,
    pub(crate) nodes: Vec<K>,
    pub(crate) steps: Vec<Rank>,
}

/// The place of a node that a side has not reached.
const NONE: u32 = u32::MAX;
/// The side that walks from the start.
const AHEAD: usize = 0;
/// The side that walks back from the goal.
const BEHIND: usize = 1;

/// How a node was reached from one end.
#[derive(Debug, Clone, Copy)]
struct Reached<K> {
    node: K,
    /// Distance in hops.
    depth: u32,
    /// Place of the node before it in the frontier that it stood in.
    place: u32,
    /// The node before it among those reached; [`NONE`] at the end itself.
    toward: u32,
    /// Rank of the best way to the end.
    rank: Rank,
    /// Rank of its first step.
    step: Rank,
}

/// Bits of a [`Hint`]; they stay in the nearest cache.
const HINT: usize = 1 << 16;

/// Whether a node may be among some: never wrong when it says no, and quicker than a look.
struct Hint(Vec<u64>);

impl Hint {
    fn new() -> Self {
        Self(vec![0; HINT / 64])
    }

    fn bit(node: impl Hash) -> (usize, u64) {
        let hash = FxBuildHasher.hash_one(node);
        let bit = usize::try_from(hash % HINT as u64).unwrap_or(0);
        (bit / 64, 1 << (bit % 64))
    }

    fn add(&mut self, node: impl Hash) {
        let (word, bit) = Self::bit(node);
        self.0[word] |= bit;
    }

    fn may_have(&self, node: impl Hash) -> bool {
        let (word, bit) = Self::bit(node);
        self.0[word] & bit != 0
    }
}

/// One of the two searches.
struct Side<K> {
    depth: u32,
    /// Of those reached.
    hint: Hint,
    reached: Vec<Reached<K>>,
    /// Those at `depth`, in the order in which they were found.
    frontier: Vec<u32>,
    /// What it costs to leave the frontier, once it is known.
    cost: Option<u64>,
}

impl<K: Copy> Side<K> {
    fn at(&self, place: u32) -> &Reached<K> {
        &self.reached[place as usize]
    }

    /// The best way from a node to the side's end: the nodes after it, with the rank of each step.
    fn way(&self, mut place: u32) -> Vec<(K, Rank)> {
        let mut way = Vec::new();
        while self.at(place).toward != NONE {
            let step = self.at(place).step;
            place = self.at(place).toward;
            way.push((self.at(place).node, step));
        }
        way
    }
}

struct Search<K> {
    /// The places of every node that is reached, one for each side.
    places: FxHashMap<K, [u32; 2]>,
    sides: [Side<K>; 2],
}

impl<K: Copy + Ord + Hash> Search<K> {
    fn new(from: K, to: K) -> Self {
        let mut search = Self {
            places: FxHashMap::default(),
            sides: [from, to].map(|node| Side {
                depth: 0,
                hint: Hint::new(),
                reached: vec![Reached {
                    node,
                    depth: 0,
                    place: 0,
                    toward: NONE,
                    rank: Rank::default(),
                    step: Rank::default(),
                }],
                frontier: vec![0],
                cost: None,
            }),
        };
        search.sides[AHEAD].hint.add(from);
        search.sides[BEHIND].hint.add(to);
        search.places.insert(from, [0, NONE]);
        search.places.entry(to).or_insert([NONE; 2])[BEHIND] = 0;
        search
    }

    /// The side whose frontier is cheaper to leave.
    fn cheaper<G: Ground<Key = K>>(&mut self, ground: &mut G) -> Result<usize> {
        let first =
            usize::from(self.sides[BEHIND].frontier.len() < self.sides[AHEAD].frontier.len());
        let mut known = [0; 2];
        let mut limit = u64::MAX;
        for side in [first, 1 - first] {
            let at = &mut self.sides[side];
            let mut sum = at.cost.unwrap_or(0);
            if at.cost.is_none() {
                let mut nodes = at.frontier.iter();
                for &place in &mut nodes {
                    sum += ground.cost(at.reached[place as usize].node)?;
                    if sum > limit {
                        break;
                    }
                }
                // What was not summed up to the end is to be summed again.
                at.cost = nodes.next().is_none().then_some(sum);
            }
            known[side] = sum;
            limit = sum;
        }
        Ok(usize::from(known[BEHIND] < known[AHEAD]))
    }

    /// Moves a frontier by one hop. Returns the places where the sides meet; where they do, only
    /// such nodes are reached. That is looked at first: the last hop leads to more nodes than all
    /// before it, and few of them are known.
    fn advance<G: Ground<Key = K>>(
        &mut self,
        ground: &mut G,
        ban: &Ban<K>,
        side: usize,
    ) -> Result<Vec<u32>> {
        let at = &mut self.sides[side];
        let mut frontier = mem::take(&mut at.frontier);
        if side == AHEAD {
            frontier.sort_by_key(|&one| {
                let one = &at.reached[one as usize];
                (one.place, one.node)
            });
        } else {
            frontier.sort_by_key(|&one| at.reached[one as usize].node);
        }
        at.depth += 1;
        at.cost = None;
        let met = self.reach(ground, ban, side, &frontier, true)?;
        if met.is_empty() {
            self.sides[side].frontier = self.reach(ground, ban, side, &frontier, false)?;
        }
        Ok(met)
    }

    /// Reaches the nodes one hop beyond a frontier, or only those that the other side knows.
    /// Returns the places of those that are new. A way that comes first in the order of the
    /// frontier is kept before one that is as good: forward that is the order of the ways as
    /// sequences of nodes, backward that of the nodes, which is the order of the ways from there.
    fn reach<G: Ground<Key = K>>(
        &mut self,
        ground: &mut G,
        ban: &Ban<K>,
        side: usize,
        frontier: &[u32],
        only_met: bool,
    ) -> Result<Vec<u32>> {
        let places = &mut self.places;
        let [ahead, behind] = &mut self.sides;
        let (at, other) = if side == AHEAD {
            (ahead, behind)
        } else {
            (behind, ahead)
        };
        let (reached, depth) = (&mut at.reached, at.depth);
        let mut next = Vec::new();
        for (place, &from) in (0..).zip(frontier) {
            let Reached { node, rank, .. } = reached[from as usize];
            ground.steps(node, side == AHEAD, |step: Step<K>| {
                if only_met && !other.hint.may_have(step.to) {
                    return;
                }
                let taken = if side == AHEAD {
                    (node, step.to)
                } else {
                    (step.to, node)
                };
                if ban.nodes.contains(&step.to) || ban.steps.contains(&taken) {
                    return;
                }
                let known = if only_met {
                    match places.get_mut(&step.to) {
                        Some(known) if known[1 - side] != NONE => known,
                        _ => return,
                    }
                } else {
                    places.entry(step.to).or_insert([NONE; 2])
                };
                let way = Reached {
                    node: step.to,
                    depth,
                    place,
                    toward: from,
                    rank: rank + step.rank,
                    step: step.rank,
                };
                if known[side] == NONE {
                    // Fewer than the nodes, which are fewer than `NONE`.
                    known[side] = u32::try_from(reached.len()).unwrap_or(NONE);
                    reached.push(way);
                    at.hint.add(step.to);
                    next.push(known[side]);
                } else {
                    let known = &mut reached[known[side] as usize];
                    if known.depth == depth && way.rank < known.rank {
                        *known = way;
                    }
                }
            })?;
        }
        Ok(next)
    }

    /// The best path through one of the nodes where the sides meet, places of `side`.
    fn join(&self, met: &[u32], side: usize) -> Option<Trail<K>> {
        let pair = |&place: &u32| {
            let mut pair = self.places[&self.sides[side].at(place).node];
            pair[side] = place;
            pair
        };
        let order = |[ahead, behind]: &[u32; 2]| {
            let (one, other) = (self.sides[AHEAD].at(*ahead), self.sides[BEHIND].at(*behind));
            (one.rank + other.rank, one.place, one.node)
        };
        let [ahead, behind] = met.iter().map(pair).min_by_key(order)?;
        let before = self.sides[AHEAD].way(ahead);
        let after = self.sides[BEHIND].way(behind);
        let mut nodes: Vec<K> = before.iter().rev().map(|&(node, _)| node).collect();
        nodes.push(self.sides[AHEAD].at(ahead).node);
        nodes.extend(after.iter().map(|&(node, _)| node));
        let steps = before.iter().rev().chain(&after).map(|&(_, rank)| rank);
        Some(Trail {
            rank: order(&[ahead, behind]).0,
            nodes,
            steps: steps.collect(),
        })
    }
}

/// The path of the smallest rank, and of equal ones the first by its sequence of nodes; `None` if
/// there is none. Reads the steps of O(b^(d/2)) nodes, b being the branching and d the length:
/// each time those of the side that has fewer.
pub(crate) fn best<G: Ground>(
    ground: &mut G,
    from: G::Key,
    to: G::Key,
    ban: &Ban<G::Key>,
) -> Result<Option<Trail<G::Key>>> {
    let mut search = Search::new(from, to);
    if from == to {
        return Ok(search.join(&[0], AHEAD));
    }
    loop {
        if search.sides.iter().any(|side| side.frontier.is_empty()) {
            return Ok(None);
        }
        let side = search.cheaper(ground)?;
        let met = search.advance(ground, ban, side)?;
        if !met.is_empty() {
            return Ok(search.join(&met, side));
        }
    }
}
