//! What a decision says, read from its operands and written to them.

use std::fmt;

use demarche_model::{
    ActorId, ActorKind, Decision, DecisionAction, DecisionId, DocumentId, NodeId, ObservationId,
    Polarity, Relation, RelationKind, Span, Statement, fold_name,
};

/// What a human decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    /// Both are one, under the name of the first.
    Merge {
        /// Who stays.
        into: ActorId,
        /// Who becomes one with it.
        from: ActorId,
    },
    /// They are two.
    Unmerge {
        /// Who stays.
        into: ActorId,
        /// Who is cut off.
        from: ActorId,
    },
    /// Another canonical name.
    Rename {
        /// Whose.
        actor: ActorId,
        /// Which.
        name: String,
    },
    /// Another kind.
    Retype {
        /// Whose.
        actor: ActorId,
        /// Which.
        kind: ActorKind,
    },
    /// What some documents tell of an actor is about another one.
    Split {
        /// Who is two.
        actor: ActorId,
        /// Name of the other one.
        name: String,
        /// Where the other one is meant.
        documents: Vec<DocumentId>,
    },
    /// An observation is right.
    Confirm(Anchor),
    /// An observation is wrong.
    Reject(Anchor),
}

/// What tells an observation, whichever extractor made it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Anchor {
    /// Its id when it was decided upon.
    pub observation: ObservationId,
    /// Where it stands.
    pub document: DocumentId,
    /// Holder or subject.
    pub from: ActorId,
    /// Target or object.
    pub to: NodeId,
    /// Bytes of the words that carry it; its evidence where none do.
    pub cue: Span,
    /// What it says; `None` for whatever it says.
    pub claim: Option<Claim>,
}

/// What an observation says of its two ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// The position of a holder.
    Stance(Polarity),
    /// How two actors are tied.
    Relation(RelationKind),
}

impl fmt::Display for Claim {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Claim::Stance(polarity) => polarity.fmt(f),
            Claim::Relation(kind) => kind.as_str().fmt(f),
        }
    }
}

impl Claim {
    fn parse(word: &str, of: ObservationId) -> Option<Self> {
        match of {
            ObservationId::Statement(_) => Polarity::parse(word).map(Claim::Stance),
            ObservationId::Relation(_) => RelationKind::parse(word).map(Claim::Relation),
        }
    }
}

impl From<&Statement> for Anchor {
    fn from(item: &Statement) -> Self {
        Self {
            observation: ObservationId::Statement(item.id),
            document: item.document,
            from: item.holder,
            to: item.target,
            cue: item.cue.unwrap_or(item.span),
            claim: Some(Claim::Stance(item.polarity)),
        }
    }
}

impl From<&Relation> for Anchor {
    fn from(item: &Relation) -> Self {
        Self {
            observation: ObservationId::Relation(item.id),
            document: item.document,
            from: item.subject,
            to: item.object.into(),
            cue: item.cue.unwrap_or(item.span),
            claim: Some(Claim::Relation(item.kind)),
        }
    }
}

impl Anchor {
    /// Whether both stand for the same passage and claim, their ends aside. An empty cue, as of an
    /// imported row, is told by its id alone.
    pub(super) fn meets(&self, other: &Anchor) -> bool {
        let stance = |id| matches!(id, ObservationId::Statement(_));
        let claims = match (self.claim, other.claim) {
            (Some(one), Some(two)) => one == two,
            _ => stance(self.observation) == stance(other.observation),
        };
        claims
            && self.document == other.document
            && (self.observation == other.observation || self.cue.overlaps(other.cue))
    }

    /// Whether it may be about a tie that has no direction.
    pub(super) fn symmetric(&self) -> bool {
        match (self.claim, self.observation) {
            (Some(Claim::Relation(kind)), _) => kind.row().symmetric,
            (None, ObservationId::Relation(_)) => true,
            _ => false,
        }
    }

    fn operands(&self) -> Vec<String> {
        let mut operands = vec![
            self.observation.to_string(),
            self.document.to_string(),
            self.from.to_string(),
            self.to.to_string(),
            self.cue.start().to_string(),
            self.cue.end().to_string(),
        ];
        operands.extend(self.claim.map(|claim| claim.to_string()));
        operands
    }

    fn read(operands: &[String]) -> Option<Self> {
        let (fixed, claim) = operands.split_at_checked(6)?;
        let [observation, document, from, to, start, end] = fixed else {
            return None;
        };
        let observation = observation.parse().ok()?;
        let claim = match claim {
            [] => None,
            [word] => Some(Claim::parse(word, observation)?),
            _ => return None,
        };
        Some(Self {
            observation,
            document: document.parse().ok()?,
            from: from.parse().ok()?,
            to: to.parse().ok()?,
            cue: Span::new(start.parse().ok()?, end.parse().ok()?)?,
            claim,
        })
    }
}

impl Act {
    /// The id of the actor that is split off another one under a name.
    pub fn part(of: ActorId, name: &str) -> ActorId {
        ActorId::of(&["split", &of.to_string(), &fold_name(name)])
    }

    /// What the decision says; `None` where its operands are not what its action needs.
    pub fn of(decision: &Decision) -> Option<Self> {
        let operands = &decision.operands;
        let pair = || match operands.as_slice() {
            [into, from] => Some((into.parse().ok()?, from.parse().ok()?)),
            _ => None,
        };
        let about = || match operands.as_slice() {
            [actor, word] => Some((actor.parse().ok()?, word)),
            _ => None,
        };
        Some(match decision.action {
            DecisionAction::Merge => {
                let (into, from) = pair()?;
                Act::Merge { into, from }
            }
            DecisionAction::Unmerge => {
                let (into, from) = pair()?;
                Act::Unmerge { into, from }
            }
            DecisionAction::Rename => {
                let (actor, name) = about()?;
                let name = name.clone();
                Act::Rename { actor, name }
            }
            DecisionAction::Retype => {
                let (actor, word) = about()?;
                let kind = ActorKind::parse(word)?;
                Act::Retype { actor, kind }
            }
            DecisionAction::Split => {
                let [actor, name, documents @ ..] = operands.as_slice() else {
                    return None;
                };
                let documents = documents.iter().map(|id| id.parse().ok());
                Act::Split {
                    actor: actor.parse().ok()?,
                    name: name.clone(),
                    documents: documents.collect::<Option<_>>()?,
                }
            }
            DecisionAction::Confirm => Act::Confirm(Anchor::read(operands)?),
            DecisionAction::Reject => Act::Reject(Anchor::read(operands)?),
        })
    }

    /// Its action and operands.
    pub fn words(&self) -> (DecisionAction, Vec<String>) {
        let pair = |into: &ActorId, from: &ActorId| vec![into.to_string(), from.to_string()];
        match self {
            Act::Merge { into, from } => (DecisionAction::Merge, pair(into, from)),
            Act::Unmerge { into, from } => (DecisionAction::Unmerge, pair(into, from)),
            Act::Rename { actor, name } => (
                DecisionAction::Rename,
                vec![actor.to_string(), name.clone()],
            ),
            Act::Retype { actor, kind } => (
                DecisionAction::Retype,
                vec![actor.to_string(), kind.to_string()],
            ),
            Act::Split {
                actor,
                name,
                documents,
            } => {
                let mut operands = vec![actor.to_string(), name.clone()];
                operands.extend(documents.iter().map(ToString::to_string));
                (DecisionAction::Split, operands)
            }
            Act::Confirm(anchor) => (DecisionAction::Confirm, anchor.operands()),
            Act::Reject(anchor) => (DecisionAction::Reject, anchor.operands()),
        }
    }

    /// The actors, documents and observation that must be there for it to change anything.
    pub(super) fn speaks_of(&self) -> (Vec<ActorId>, &[DocumentId], Option<&Anchor>) {
        match self {
            &Act::Merge { into, from } | &Act::Unmerge { into, from } => {
                (vec![into, from], &[], None)
            }
            &Act::Rename { actor, .. } | &Act::Retype { actor, .. } => (vec![actor], &[], None),
            Act::Split {
                actor, documents, ..
            } => (vec![*actor], documents, None),
            Act::Confirm(anchor) | Act::Reject(anchor) => (Vec::new(), &[], Some(anchor)),
        }
    }

    /// The record of it. `time` is ISO 8601 in UTC, so that times sort as texts.
    pub fn decision(&self, author: &str, time: &str) -> Decision {
        let (action, operands) = self.words();
        let mut parts = vec![action.as_str()];
        parts.extend(operands.iter().map(String::as_str));
        parts.extend([author, time]);
        Decision {
            id: DecisionId::of(&parts),
            action,
            operands,
            author: author.to_owned(),
            time: time.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use demarche_model::StatementId;

    use super::*;

    #[test]
    fn every_act_survives_its_operands() {
        let (into, from) = (ActorId::of(&["one"]), ActorId::of(&["two"]));
        let (actor, document) = (into, DocumentId::of(&["d"]));
        let anchor = Anchor {
            observation: ObservationId::Statement(StatementId::of(&["s"])),
            document,
            from: into,
            to: from.into(),
            cue: Span::new(3, 9).unwrap(),
            claim: Some(Claim::Stance(Polarity::Oppose)),
        };
        let any = Anchor {
            claim: None,
            ..anchor.clone()
        };
        let acts = [
            Act::Merge { into, from },
            Act::Unmerge { into, from },
            Act::Rename {
                actor,
                name: "Kyiv".into(),
            },
            Act::Retype {
                actor,
                kind: ActorKind::State,
            },
            Act::Split {
                actor,
                name: "the other".into(),
                documents: vec![document, DocumentId::of(&["e"])],
            },
            Act::Confirm(anchor),
            Act::Reject(any),
        ];
        for act in acts {
            let decision = act.decision("ilse", "2026-01-01T00:00:00Z");
            assert_eq!(Act::of(&decision), Some(act));
        }
    }

    #[test]
    fn operands_that_say_nothing_are_refused() {
        let act = Act::Merge {
            into: ActorId::of(&["one"]),
            from: ActorId::of(&["two"]),
        };
        let mut decision = act.decision("ilse", "2026");
        for action in DecisionAction::ALL {
            decision.action = *action;
            let pair = matches!(action, DecisionAction::Merge | DecisionAction::Unmerge);
            // A second id is a name like any other.
            let name = *action == DecisionAction::Rename;
            let split = *action == DecisionAction::Split;
            assert_eq!(Act::of(&decision).is_some(), pair || name || split);
        }
        decision.action = DecisionAction::Merge;
        decision.operands.push(String::new());
        assert_eq!(Act::of(&decision), None);
    }
}
