//! Propositions in a normal form, so that wordings of one issue meet.

mod clause;
mod compose;
pub mod form;
pub mod phrase;
pub mod target;
pub mod words;

use demarche_model::Polarity;

use crate::draft::{ActorIx, Tokens};

/// What a stance is about when it is not an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IssueForm {
    /// Short stable label.
    pub label: String,
    /// Normal form: two phrases with one key are one issue.
    pub key: String,
    /// Actors that the proposition names, in the order of its arguments.
    pub about: Vec<ActorIx>,
    /// The phrase as the text has it.
    pub wording: String,
    /// The tokens of the phrase.
    pub tokens: Tokens,
    /// Normal forms of broader issues: the same predicate with fewer arguments. They are issues
    /// of the document only if another statement is about them.
    pub broader: Vec<String>,
    /// The actor that it is done to, and whether it does him good or harm.
    pub toward: Option<(ActorIx, Polarity)>,
}
