//! Graphs as lists of nodes and edges: what formats of networks write, however large it is.

mod drawn;
mod joined;
mod nodes;
mod part;
mod single;
#[cfg(test)]
mod tests;

use demarche_model::{EdgeId, EdgeKind, ListEdge, ListId, NodeId, Polarity, ReadError};

use crate::edge::{Edge, Tie};
use crate::error::QueryError;
use crate::filter::Filter;

pub use drawn::NetworkList;
pub use joined::EdgeListing;
pub use part::PartList;
pub use single::ObservationList;

/// What is listed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Listing {
    /// What the list is called.
    pub title: String,
    /// Which observations and structural links.
    pub filter: Filter,
    /// Whether nodes without an observation that passes are listed too. Without them, structural
    /// edges are listed as far as both ends are there; where the filter lets no observations
    /// through at all, these edges tell which nodes are.
    pub isolates: bool,
    /// Whether edges have the words of their best observation, which are looked up for each.
    pub quotes: bool,
}

/// The word of a stance, as it stands between holder and target.
pub(crate) const fn stance(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Support => "supports",
        Polarity::Oppose => "opposes",
        Polarity::Neutral => "neutral",
    }
}

fn word(tie: Tie) -> &'static str {
    match tie {
        Tie::Stance(polarity) => stance(polarity),
        Tie::Relation(kind) => kind.as_str(),
        Tie::About => "about",
        Tie::Broader => "broader",
    }
}

fn tie(kind: &EdgeKind) -> Tie {
    match kind {
        EdgeKind::Stance(polarity) => Tie::Stance(*polarity),
        EdgeKind::Relation(kind, _) => Tie::Relation(*kind),
        EdgeKind::About => Tie::About,
        EdgeKind::Broader => Tie::Broader,
    }
}

#[allow(
    clippy::cast_precision_loss,
    reason = "counts of observations are far below 2^53"
)]
fn weight(count: usize) -> f64 {
    count.max(1) as f64
}

/// An edge of ends and tie, without observations.
fn bare(from: NodeId, to: NodeId, tie: Tie) -> ListEdge {
    let kind = word(tie);
    ListEdge {
        id: ListId::Edge(EdgeId::between(from, to, kind)),
        from,
        to,
        kind,
        directed: tie.is_directed(),
        sign: (!tie.is_structural()).then(|| tie.leaning()),
        weight: 1.0,
        count: 0,
        confidence: None,
        hedged: false,
        first: None,
        last: None,
        proof: None,
        tally: None,
    }
}

fn listed(edge: &Edge) -> ListEdge {
    ListEdge {
        weight: weight(edge.count),
        count: edge.count,
        confidence: (edge.count > 0).then_some(edge.confidence),
        hedged: edge.count > 0 && edge.hedged == edge.count,
        first: edge.first,
        last: edge.last,
        ..bare(edge.from, edge.to, edge.tie)
    }
}

/// What a list fails with: the error of whatever holds the data as it is.
fn failed(error: QueryError) -> ReadError {
    match error {
        QueryError::Read(error) => error,
        other => ReadError::new(other),
    }
}
