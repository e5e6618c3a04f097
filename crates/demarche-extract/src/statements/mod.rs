//! Who takes what position towards whom or what.

mod aims;
mod appraisal;
mod compare;
mod context;
mod dates;
mod derive;
mod engine;
mod holders;
mod meant;
mod modal;
mod opinion;
mod peers;
mod reach;
mod reaction;
mod said;
mod settle;
mod shared;
pub mod slots;
mod threat;
mod verdicts;
pub mod voices;
pub mod wholes;

pub use dates::note_dates;
pub use engine::{candidates, statements};

use demarche_model::{Confidence, Date, Mode, Polarity};

use crate::{
    draft::{ActorIx, Tokens},
    issues::IssueForm,
};

/// What a stance is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TargetDraft {
    /// An actor.
    Actor(ActorIx),
    /// A proposition or topic.
    Issue(IssueForm),
}

/// One observation that a holder takes a stance on a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StatementDraft {
    /// Whose stance it is.
    pub holder: ActorIx,
    /// The mention that names the holder; `None` where the evidence does not name it.
    pub holder_tokens: Option<Tokens>,
    /// What it is about.
    pub target: TargetDraft,
    /// The mention or phrase that names the target.
    pub target_tokens: Option<Tokens>,
    /// Position of the holder.
    pub polarity: Polarity,
    /// How sure the rule is.
    pub confidence: Confidence,
    /// How the text carries it.
    pub mode: Mode,
    /// Who relays it, outermost first.
    pub via: Vec<ActorIx>,
    /// Possible, conditional, predicted, or from unnamed sources only.
    pub hedged: bool,
    /// The words that carry the stance.
    pub cue: Tokens,
    /// The passage: normally the sentence.
    pub evidence: Tokens,
    /// The rule that found it.
    pub rule: String,
    /// Its own date where the text gives one.
    pub date: Option<Date>,
}

#[cfg(test)]
pub(crate) mod tests;
