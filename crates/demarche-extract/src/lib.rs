//! demarche-extract: from an annotated text to actors, attributions, statements and relations.
//!
//! A pipeline of pure stages: each takes exactly the layers it needs and returns the next one.

mod error;

pub mod draft;
pub mod lexicon;

pub use error::ExtractError;
pub mod tree;
