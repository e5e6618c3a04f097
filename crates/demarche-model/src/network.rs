//! A network drawn from statements as a value: weighted edges between actors, between issues, or
//! from actors to what they speak of.

use crate::{Date, SubNode};

/// Nodes and weighted edges. Its order depends on nothing but its content.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Network {
    /// Nodes by id.
    pub nodes: Vec<SubNode>,
    /// Edges by ends, none of weight 0. Where edges have no direction, `from` is below `to`.
    pub edges: Vec<NetworkEdge>,
    /// Whether edges lead from holder to target; else they have no direction.
    pub directed: bool,
    /// First and last day of the statements that it is drawn from, where it is one of a row of
    /// windows.
    pub window: Option<(Date, Date)>,
}

/// A weighted edge of a [`Network`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct NetworkEdge {
    /// Index of one end in [`Network::nodes`].
    pub from: usize,
    /// Index of the other end in [`Network::nodes`].
    pub to: usize,
    /// The weight after normalisation; below 0 where disagreement prevails.
    pub weight: f64,
    /// Congruence before normalisation; of a holder and a target the statements in favour.
    pub agreement: f64,
    /// Conflict before normalisation; of a holder and a target the statements against.
    pub disagreement: f64,
    /// How many targets (of two holders) or holders (of two targets) the ends share; 1 for a
    /// holder and a target.
    pub shared: usize,
    /// How many statements stand behind it.
    pub statements: usize,
}
