//! demarche-nlp: English text to sentences, tokens, tags, lemmas, dependency tree and entities.
//!
//! The crate knows nothing of stances or stores and does no I/O.

mod document;
mod labels;
mod raw;

pub use document::{Document, Entity, Sentence, Token};
pub use labels::{Dep, EntityLabel, Tag, Upos};
