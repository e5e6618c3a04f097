//! Propositions in a normal form, so that wordings of one issue meet.

mod amounts;
mod clause;
mod complements;
mod compose;
pub mod form;
pub mod memory;
pub mod phrase;
pub mod proposition;
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
    /// Broader issues: the kind of thing that this one is, or the same with less said.
    pub broader: Vec<Broader>,
    /// The actor that it is done to, and whether it does him good or harm.
    pub toward: Option<(ActorIx, Polarity)>,
}

/// An issue that contains another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Broader {
    /// The broader issue; its wording is empty, since no text words it here.
    pub form: IssueForm,
    /// Whether it stands in the graph by itself; else only where some statement is about it.
    pub always: bool,
}

#[cfg(test)]
mod tests;
