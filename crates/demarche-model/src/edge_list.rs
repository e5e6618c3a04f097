//! A graph as a list of nodes and a list of edges, however large: what formats of networks write.

use crate::{Confidence, Date, EdgeId, Mode, NodeId, ObservationId, Source, SubKind};
use std::fmt;

/// Nodes and edges one after the other, as often as asked for. Both orders depend on nothing but
/// the content; every end of an edge is among the nodes.
pub trait EdgeList {
    /// What there is to know before the first node.
    fn outline(&self) -> &Outline;
    /// The nodes by id, each once.
    fn nodes(&self) -> Source<'_, ListNode>;
    /// The edges, each id once.
    fn edges(&self) -> Source<'_, ListEdge>;
}

/// What a list of edges is, and which of the fields of its edges may be there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outline {
    /// What it is called.
    pub title: String,
    /// Whether edges lead from one end to the other, where they do not say otherwise.
    pub directed: bool,
    /// Whether edges may have [`ListEdge::proof`].
    pub proofs: bool,
    /// Whether edges may have [`ListEdge::tally`].
    pub tallies: bool,
}

/// A node of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListNode {
    /// Its id.
    pub id: NodeId,
    /// Canonical name or label.
    pub name: String,
    /// What it is.
    pub kind: SubKind,
    /// Other names, sorted.
    pub aliases: Vec<String>,
    /// Wikidata id, where one is known.
    pub wikidata: Option<String>,
}

/// What tells edges of a list apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ListId {
    /// An observation by itself.
    Observation(ObservationId),
    /// All that is between two nodes of one kind.
    Edge(EdgeId),
}

impl fmt::Display for ListId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ListId::Observation(id) => id.fmt(f),
            ListId::Edge(id) => id.fmt(f),
        }
    }
}

/// An edge of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ListEdge {
    /// Its id, the same in every export.
    pub id: ListId,
    /// Holder, subject or issue; of an edge without direction the end with the smaller id.
    pub from: NodeId,
    /// Target, object, actor or broader issue.
    pub to: NodeId,
    /// What it says, as an identifier: `supports`, `opposes`, `neutral`, the word of a kind of
    /// relation, `about`, `broader`, or of a network `affiliation`, `congruence` and so on.
    pub kind: &'static str,
    /// Whether the direction means something.
    pub directed: bool,
    /// What it says of its two ends: 1 for, -1 against, 0 for neither; `None` where the kind of
    /// edge cannot say so.
    pub sign: Option<i8>,
    /// How much it weighs, above 0: the number of observations, of a network the amount of the
    /// weight, 1 for structural edges.
    pub weight: f64,
    /// How many observations back it; 0 for structural edges.
    pub count: usize,
    /// The highest confidence among the observations; `None` where none stands behind it.
    pub confidence: Option<Confidence>,
    /// Whether every observation is hedged.
    pub hedged: bool,
    /// The earliest date at which it holds, where known.
    pub first: Option<Date>,
    /// The latest date at which it holds, where known.
    pub last: Option<Date>,
    /// The words that it rests on.
    pub proof: Option<Box<Proof>>,
    /// What its weight was made of.
    pub tally: Option<Tally>,
}

/// The words that an edge rests on: of several observations, those of the best one.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proof {
    /// Exact words of the document.
    pub quote: String,
    /// Title of the document, else its path.
    pub document: String,
    /// How the text carries it, for a stance.
    pub mode: Option<Mode>,
    /// Office or role with its place in time (`former Prime Minister`), for relations that have
    /// one; the status of one without, where it is not a plain fact (`planned`).
    pub office: Option<String>,
}

/// What the weight of an edge of a network was made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tally {
    /// As in [`crate::NetworkEdge::agreement`].
    pub agreement: f64,
    /// As in [`crate::NetworkEdge::disagreement`].
    pub disagreement: f64,
    /// As in [`crate::NetworkEdge::shared`].
    pub shared: usize,
}
