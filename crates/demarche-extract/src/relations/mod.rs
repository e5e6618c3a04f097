//! Who is tied to whom: offices, memberships, meetings, wars.

use demarche_model::{Confidence, Date, RelationKind, Status};

use crate::draft::{ActorIx, Tokens};

/// One observation that two actors are tied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationDraft {
    /// First end.
    pub subject: ActorIx,
    /// The mention that names it.
    pub subject_tokens: Option<Tokens>,
    /// How they are tied.
    pub kind: RelationKind,
    /// Second end.
    pub object: ActorIx,
    /// The mention that names it.
    pub object_tokens: Option<Tokens>,
    /// Office or role.
    pub office: Option<String>,
    /// Where in time it stands.
    pub status: Status,
    /// Since when, where the text says.
    pub valid_from: Option<Date>,
    /// Until when, where the text says.
    pub valid_to: Option<Date>,
    /// How sure the rule is: how often it is right where it fires.
    pub confidence: Confidence,
    /// Possible, predicted, or from unnamed sources only.
    pub hedged: bool,
    /// The words that carry the relation.
    pub cue: Tokens,
    /// The passage: normally the sentence.
    pub evidence: Tokens,
    /// The rule that found it.
    pub rule: String,
}
