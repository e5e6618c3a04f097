//! Paths under conditions: weighed by evidence or confidence, of a wanted sign, through or around
//! nodes and kinds.
//!
//! A path so far is a [`Spot`]: the node that it has come to, its sign, and which of the wanted
//! nodes and kinds it has passed. A search over spots finds the shortest walk that meets the
//! conditions (for signs: Cartwright and Harary 1956 call the product of the signs the sign of the
//! path); of these walks those that visit no node twice are paths.

mod every;
mod land;
mod query;
mod readings;
mod search;
mod spot;
mod weakest;
mod yen;

#[cfg(test)]
mod tests;

pub use query::{By, Found, PathQuery, Sign, paths};
pub use readings::{READINGS, Reading, readings};
pub use weakest::weakest;
