//! The words that carry stances and attributions: tables read once, matched by one engine.

pub mod arguments;
pub mod pattern;
pub mod reporting;
