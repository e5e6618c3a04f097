//! demarche-nlp: English text to sentences, tokens, tags, lemmas, dependency tree and entities.
//!
//! The crate knows nothing of stances or stores. The model is part of the program; a larger one of
//! spaCy's can be read from a folder with [`Pipeline::from_dir`], the one place with I/O.
//!
//! ```
//! use demarche_nlp::{Dep, EntityLabel, Pipeline};
//!
//! let text = "Finland backs the treaty. Its minister said so.";
//! let document = Pipeline::english().annotate(text);
//! assert_eq!(document.sentences.len(), 2);
//!
//! let verb = &document.tokens[1];
//! assert_eq!((verb.lemma.as_str(), verb.dep), ("back", Dep::Root));
//! assert_eq!(document.tokens[0].head, 1);
//!
//! let entity = document.entities[0];
//! assert_eq!(document.slice(entity.start, entity.end), "Finland");
//! assert_eq!(entity.label, EntityLabel::Gpe);
//! ```

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
mod pipeline;
mod raw;
mod scorer;
mod spacy;
mod tagger;
mod tokenizer;
mod tree;
mod tsv;
mod vectors;
mod weights;
mod words;

#[cfg(test)]
#[path = "../tests/fixture/mod.rs"]
mod fixture;

pub use document::{Document, Entity, Sentence, Token};
pub use error::ModelError;
pub use labels::{Dep, EntityLabel, Tag, Upos};
pub use pipeline::Pipeline;
