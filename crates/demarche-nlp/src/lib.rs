//! demarche-nlp: English text to sentences, tokens, tags, lemmas, dependency tree and entities.
//!
//! The crate knows nothing of stances or stores and does no I/O.

mod attributes;
mod dense;
mod document;
mod encoder;
mod error;
mod hash;
mod labels;
mod lemmatizer;
mod lexical;
mod model;
mod ner;
mod neural;
mod parser;
mod raw;
mod scorer;
mod tagger;
mod tokenizer;
mod tree;
mod tsv;
mod weights;

pub use document::{Document, Entity, Sentence, Token};
pub use error::ModelError;
pub use labels::{Dep, EntityLabel, Tag, Upos};
