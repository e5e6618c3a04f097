//! demarche-extract: from an annotated text to actors, attributions, statements and relations.
//!
//! A pipeline of pure stages: each takes exactly the layers it needs and returns the next one.

pub mod draft;
