//! Decisions taken one after the other, before any record is looked at.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorId, ActorKind, Decision, DocumentId};

use super::judged::Verdict;
use super::ties::Ties;
use super::{Act, Anchor};

/// A part of an actor that is another one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    /// Whom the decision named; the part is off only while the actor is one with it.
    pub(super) of: ActorId,
    /// Who is meant.
    pub(super) is: ActorId,
}

/// An actor that a split made.
#[derive(Debug, Clone)]
pub(super) struct Born {
    pub(super) of: ActorId,
    pub(super) name: String,
}

/// What all decisions together say.
#[derive(Debug, Default)]
pub(super) struct Replay {
    pub(super) ties: Ties,
    /// Pairs of which the last word is that they are two.
    pub(super) different: BTreeSet<(ActorId, ActorId)>,
    /// New names, under the head of the time.
    pub(super) names: BTreeMap<ActorId, String>,
    /// New kinds, likewise.
    pub(super) kinds: BTreeMap<ActorId, ActorKind>,
    pub(super) born: BTreeMap<ActorId, Born>,
    pub(super) parts: BTreeMap<(ActorId, DocumentId), Part>,
    /// The judged passages, in the order of judgement.
    pub(super) verdicts: Vec<(Anchor, Verdict)>,
}

/// A pair in one order, whoever is named first.
pub(super) fn pair(one: ActorId, two: ActorId) -> (ActorId, ActorId) {
    (one.min(two), one.max(two))
}

impl Replay {
    /// Takes decisions in the order of time. O(n log n) plus the sizes of the groups changed.
    pub(super) fn of(rulings: &[(Decision, Option<Act>)]) -> Self {
        let mut replay = Self::default();
        for (order, (_, act)) in rulings.iter().enumerate() {
            if let Some(act) = act {
                replay.take(order, act);
            }
        }
        replay
    }

    fn take(&mut self, order: usize, act: &Act) {
        match act {
            &Act::Merge { into, from } => {
                self.different.remove(&pair(into, from));
                self.ties.merge(order, into, from);
            }
            &Act::Unmerge { into, from } => {
                self.different.insert(pair(into, from));
                self.ties.cut(into, from);
            }
            Act::Rename { actor, name } => {
                self.names.insert(self.ties.head(*actor), name.clone());
            }
            &Act::Retype { actor, kind } => {
                self.kinds.insert(self.ties.head(actor), kind);
            }
            Act::Split {
                actor,
                name,
                documents,
            } => self.split(*actor, name, documents),
            Act::Confirm(anchor) => self.verdicts.push((anchor.clone(), Verdict::Right)),
            Act::Reject(anchor) => self.verdicts.push((anchor.clone(), Verdict::Wrong)),
        }
    }

    fn split(&mut self, of: ActorId, name: &str, documents: &[DocumentId]) {
        let is = Act::part(of, name);
        let name = name.to_owned();
        self.born.insert(is, Born { of, name });
        if let Some(&kind) = self.kinds.get(&self.ties.head(of)) {
            self.kinds.entry(is).or_insert(kind);
        }
        let group = self.ties.group(of);
        for &document in documents {
            // Whoever it was split into before, it is itself here: no circle can arise.
            self.parts.remove(&(is, document));
            for &member in group.iter().filter(|&&member| member != is) {
                self.parts.insert((member, document), Part { of, is });
            }
        }
    }
}
