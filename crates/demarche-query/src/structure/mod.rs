//! The shape of the graph: who counts in it, into which parts and camps it falls, how far signs
//! are in balance, and who holds it together.
//!
//! Each measure is defined in `MEASURES.md`, with its paper, its cost and a worked example.

mod adjacency;
mod balance;
mod betweenness;
mod blocks;
mod bridges;
mod communities;
mod connected;
mod dice;
mod factions;
mod frustration;
mod leiden;
mod levels;
mod polarisation;
mod rank;
mod scan;
mod signed;

#[cfg(test)]
mod tests;
#[cfg(test)]
mod threads;

pub use balance::{Triad, Triads, triads};
pub use betweenness::{Betweenness, betweenness};
pub use bridges::{Bridge, Bridges, CutTie, bridges};
pub use communities::{Communities, communities};
pub use connected::{Connected, connected};
pub use factions::{Factions, factions};
pub use frustration::{Frustration, frustration};
pub use polarisation::{Polarisation, Positions, polarisation, positions};
pub use rank::{RankOptions, Ranked, Ranking, Tallies, rank};
pub use signed::Signed;
