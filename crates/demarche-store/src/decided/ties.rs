//! Which actors hold together by merges.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::ActorId;

/// A merge that still holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Tie {
    /// The place of the decision among all.
    order: usize,
    /// Who stays.
    into: ActorId,
    /// Who became one with it.
    from: ActorId,
}

/// The merges that hold, from both ends.
#[derive(Debug, Default)]
pub(super) struct Ties(BTreeMap<ActorId, BTreeMap<ActorId, Tie>>);

impl Ties {
    /// Everybody that was ever merged.
    pub(super) fn actors(&self) -> impl Iterator<Item = ActorId> {
        self.0.keys().copied()
    }

    pub(super) fn merge(&mut self, order: usize, into: ActorId, from: ActorId) {
        if into == from {
            return;
        }
        let tie = Tie { order, into, from };
        self.0.entry(into).or_default().insert(from, tie);
        self.0.entry(from).or_default().insert(into, tie);
    }

    /// Cuts `from` from all that holds it to `into`. O(size of the group).
    pub(super) fn cut(&mut self, into: ActorId, from: ActorId) {
        if into == from {
            return;
        }
        let there = self.reach(into, Some(from));
        let Some(ties) = self.0.get_mut(&from) else {
            return;
        };
        let cut: Vec<ActorId> = ties.keys().copied().filter(|x| there.contains(x)).collect();
        for other in cut {
            for (here, there) in [(from, other), (other, from)] {
                if let Some(ties) = self.0.get_mut(&here) {
                    ties.remove(&there);
                }
            }
        }
    }

    /// All that are one with the actor, itself among them. O(size of the group).
    pub(super) fn group(&self, actor: ActorId) -> BTreeSet<ActorId> {
        self.reach(actor, None)
    }

    fn reach(&self, start: ActorId, without: Option<ActorId>) -> BTreeSet<ActorId> {
        let mut seen = BTreeSet::from([start]);
        let mut open = vec![start];
        while let Some(at) = open.pop() {
            for &next in self.0.get(&at).into_iter().flat_map(BTreeMap::keys) {
                if Some(next) != without && seen.insert(next) {
                    open.push(next);
                }
            }
        }
        seen
    }

    /// Whose id and name a group has: taken merge by merge, a group that joins another one takes
    /// on that one's head, and a merge inside a group makes its first actor the head.
    /// O(n log n) in the ties of the group.
    pub(super) fn head(&self, actor: ActorId) -> ActorId {
        let ties: BTreeSet<Tie> = self
            .group(actor)
            .iter()
            .filter_map(|actor| self.0.get(actor))
            .flat_map(|ties| ties.values().copied())
            .collect();
        let mut above = BTreeMap::new();
        let mut heads: BTreeMap<ActorId, ActorId> = BTreeMap::new();
        for tie in ties {
            let (into, from) = (root(&mut above, tie.into), root(&mut above, tie.from));
            let head = if into == from {
                tie.into
            } else {
                above.insert(from, into);
                heads.get(&into).copied().unwrap_or(tie.into)
            };
            heads.insert(into, head);
        }
        let root = root(&mut above, actor);
        heads.get(&root).copied().unwrap_or(actor)
    }
}

fn root(above: &mut BTreeMap<ActorId, ActorId>, actor: ActorId) -> ActorId {
    let mut at = actor;
    while let Some(&next) = above.get(&at) {
        if let Some(&over) = above.get(&next) {
            above.insert(at, over);
        }
        at = next;
    }
    at
}
