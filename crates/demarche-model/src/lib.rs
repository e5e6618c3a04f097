//! demarche-model: the words of demarche as types. Ids, spans, documents, actors, issues,
//! statements, relations, attributions, decisions, the graph value, and the read traits.
//!
//! No I/O, no storage engine and no serialization live here; every other crate may depend on
//! this one.
//!
//! ```
//! use demarche_model::{ActorId, ActorKind, Span};
//!
//! let nato = ActorId::of(&[ActorKind::Organization.as_str(), "nato"]);
//! assert_eq!(nato.to_string().parse(), Ok(nato));
//! assert_eq!(Span::new(3, 2), None);
//! ```

mod confidence;
mod date;
mod edge_list;
mod graph;
mod ids;
mod names;
mod network;
mod nodes;
mod observations;
mod read;
mod relation_kind;
mod rows;
mod sieve;
mod span;
mod subgraph;
mod words;

pub use confidence::Confidence;
pub use date::{Date, DateError, PackedDate};
pub use edge_list::{EdgeList, ListEdge, ListId, ListNode, Outline, Proof, Tally};
pub use graph::{Extraction, Graph, Item};
pub use ids::{
    ActorId, AttributionId, DecisionId, DocumentId, EdgeId, IdError, IssueId, NodeId, RelationId,
    StatementId,
};
pub use names::{Sought, better_name, fold_name, slips, tails};
pub use network::{Network, NetworkEdge};
pub use nodes::{Actor, Document, Issue};
pub use observations::{Attribution, Decision, Relation, Statement};
pub use read::{
    HalfEdge, HalfKind, Link, LinkKind, Made, Names, Neighbours, Numbered, Observations, Read,
    ReadError, Source, count_made, scan_names,
};
pub use relation_kind::{KindRow, RelationKind};
pub use rows::{EdgeRow, Ends, NodeRow, RowId, RowIds, table};
pub use sieve::{End, Sieve};
pub use span::Span;
pub use subgraph::{EdgeKind, ObservationId, SubEdge, SubKind, SubNode, Subgraph};
pub use words::{ActorKind, DecisionAction, Mode, Polarity, Status};
