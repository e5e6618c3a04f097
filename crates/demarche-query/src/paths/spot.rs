//! Where a path has come to under the conditions of a query, and the moves from there.

use std::collections::BTreeSet;

use demarche_model::{NodeId, SubKind};
use rustc_hash::{FxHashMap, FxHashSet};

use super::land::{Land, Load, Road};
use super::query::{By, PathQuery, Sign};
use crate::error::Result;
use crate::steps::Rank;
use crate::view::{View, linked};

/// The bit of the sign: set where an odd number of steps was against.
const AGAINST: u16 = 1 << 15;
/// How many nodes and kinds a path can be asked to pass.
pub(crate) const MARKS: usize = 15;

/// A node that a path has come to, and what the path has been through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot<K> {
    pub(crate) key: K,
    /// The sign, and a bit for every wanted node and kind that was passed.
    pub(crate) past: u16,
}

impl<K> Spot<K> {
    /// The sign of the step from here to the next spot.
    pub(crate) fn turn(&self, next: &Self) -> Sign {
        if (self.past ^ next.past) & AGAINST == 0 {
            Sign::Plus
        } else {
            Sign::Minus
        }
    }
}

/// The rank of a path: what it costs by the query's measure, then as for any path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Worth {
    cost: u64,
    rank: Rank,
}

impl std::ops::Add for Worth {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self {
            cost: self.cost.saturating_add(other.cost),
            rank: self.rank + other.rank,
        }
    }
}

impl std::iter::Sum for Worth {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, one| sum + one)
    }
}

/// Cost of a step that only structural links carry: as much as two certain observations in a row.
const STRUCTURAL: u64 = 2_000_000;

impl Worth {
    /// What a step is worth. By evidence it costs 1,000,000 for one certain observation, less the
    /// more there are and more the less sure the best of them is, a hedged one counting half. By
    /// confidence it costs the negative logarithm of the best one, in millionths, so that the path
    /// with the highest product of confidences is the cheapest; a structural link is certain.
    pub(crate) fn of(by: By, load: Load) -> Self {
        let rank = Rank::step(load.evidence, load.percent);
        let structural = load.evidence == 0;
        let cost = match by {
            By::Hops => 0,
            By::Evidence if structural => STRUCTURAL,
            By::Evidence => {
                let sure = u64::from(load.percent.max(1));
                (200_000_000 / (u64::from(load.evidence) * sure)).max(1)
            }
            By::Confidence if structural => 0,
            By::Confidence => {
                let chance = f64::from(load.percent.max(1)) / 100.0;
                #[allow(
                    clippy::cast_possible_truncation,
                    clippy::cast_sign_loss,
                    reason = "from 0 to 4,605,170"
                )]
                let cost = (-chance.ln() * 1_000_000.0).round() as u64;
                cost
            }
        };
        Self { cost, rank }
    }
}

/// A move to a spot next to another.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Move<K> {
    pub(crate) to: Spot<K>,
    pub(crate) worth: Worth,
}

/// What of the conditions hangs on nodes, by key.
pub(crate) struct Marks<'a, K> {
    view: &'a dyn View,
    by: By,
    signed: bool,
    /// The ends: they count neither as passed nor as to be avoided.
    ends: [K; 2],
    nodes: FxHashMap<K, u16>,
    avoided: FxHashSet<K>,
    kinds: Vec<(SubKind, u16)>,
    avoided_kinds: &'a BTreeSet<SubKind>,
    known: FxHashMap<K, SubKind>,
    goal: u16,
}

impl<'a, K: Copy + Ord + std::hash::Hash> Marks<'a, K> {
    /// The conditions of a query over a land; its lists name at most [`MARKS`] nodes and kinds.
    pub(crate) fn new<L: Land<Key = K>>(
        view: &'a dyn View,
        land: &L,
        ends: [NodeId; 2],
        query: &'a PathQuery,
    ) -> Result<Self> {
        let mut goal = 0;
        let mut bits = (0..MARKS).map(|place| 1u16 << place);
        let mut nodes = FxHashMap::default();
        for &node in &query.via {
            if !ends.contains(&node)
                && let Some(bit) = bits.next()
            {
                nodes.insert(land.key(node)?, bit);
                goal |= bit;
            }
        }
        let kinds: Vec<(SubKind, u16)> = query.via_kinds.iter().copied().zip(bits).collect();
        goal |= kinds.iter().fold(0, |all, (_, bit)| all | bit);
        if query.sign == Some(Sign::Minus) {
            goal |= AGAINST;
        }
        let avoided = query.avoid.iter().map(|&node| land.key(node));
        Ok(Self {
            view,
            by: query.by,
            signed: query.sign.is_some(),
            ends: [land.key(ends[0])?, land.key(ends[1])?],
            nodes,
            avoided: avoided.collect::<Result<_>>()?,
            kinds,
            avoided_kinds: &query.avoid_kinds,
            known: FxHashMap::default(),
            goal,
        })
    }

    pub(crate) fn start(&self) -> Spot<K> {
        Spot {
            key: self.ends[0],
            past: 0,
        }
    }

    pub(crate) fn goal(&self) -> Spot<K> {
        Spot {
            key: self.ends[1],
            past: self.goal,
        }
    }

    /// The bit of a node, and those of its kind; `None` if it is to be avoided.
    fn marks<L: Land<Key = K>>(&mut self, land: &L, key: K) -> Result<Option<(u16, u16)>> {
        if self.ends.contains(&key) {
            return Ok(Some((0, 0)));
        }
        if self.avoided.contains(&key) {
            return Ok(None);
        }
        let own = self.nodes.get(&key).copied().unwrap_or(0);
        if self.kinds.is_empty() && self.avoided_kinds.is_empty() {
            return Ok(Some((own, 0)));
        }
        let kind = self.kind(land, key)?;
        if self.avoided_kinds.contains(&kind) {
            return Ok(None);
        }
        let of_kind = self.kinds.iter().filter(|(wanted, _)| *wanted == kind);
        Ok(Some((own, of_kind.fold(0, |all, (_, bit)| all | bit))))
    }

    fn kind<L: Land<Key = K>>(&mut self, land: &L, key: K) -> Result<SubKind> {
        if let Some(kind) = self.known.get(&key) {
            return Ok(*kind);
        }
        let kind = match land.node(key)? {
            NodeId::Issue(_) => SubKind::Issue,
            actor @ NodeId::Actor(_) => linked(self.view, actor)?.kind,
        };
        self.known.insert(key, kind);
        Ok(kind)
    }

    /// The moves from a spot, forward, or back to those from which a move leads here. O(degree).
    pub(crate) fn moves<L: Land<Key = K>>(
        &mut self,
        land: &mut L,
        from: Spot<K>,
        forward: bool,
    ) -> Result<Vec<Move<K>>> {
        let mut roads: Vec<Road<K>> = Vec::new();
        land.roads(from.key, forward, &mut |road| roads.push(*road))?;
        let here = self.marks(land, from.key)?.unwrap_or((0, 0));
        let mut moves = Vec::with_capacity(roads.len());
        for road in roads {
            let Some(there) = self.marks(land, road.to)? else {
                continue;
            };
            let mut along = |turn: u16, load: Load| {
                let past = from.past ^ turn;
                let worth = Worth::of(self.by, load);
                let mut push = |past| {
                    let to = Spot { key: road.to, past };
                    moves.push(Move { to, worth });
                };
                if forward {
                    push(past | there.0 | there.1);
                } else {
                    before(past, here, there.0 | there.1, &mut push);
                }
            };
            if self.signed {
                for (sign, turn) in [(Sign::Plus, 0), (Sign::Minus, AGAINST)] {
                    if let Some(load) = road.of(sign) {
                        along(turn, load);
                    }
                }
            } else {
                along(0, road.all());
            }
        }
        Ok(moves)
    }
}

/// What a path may have been through before it came to a node with the marks `here` from one with
/// the marks `there`: not the node itself, its kind perhaps.
fn before(past: u16, here: (u16, u16), there: u16, push: &mut dyn FnMut(u16)) {
    let (own, kinds) = here;
    let least = past & !own & !kinds;
    // Every subset of the bits of the kind, by the usual trick.
    let mut subset = past & kinds;
    loop {
        let was = least | subset;
        if was & there == there {
            push(was);
        }
        if subset == 0 {
            break;
        }
        subset = (subset - 1) & past & kinds;
    }
}
