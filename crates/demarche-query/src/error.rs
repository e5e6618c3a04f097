//! What can go wrong in a query.

use demarche_model::{DocumentId, NodeId, ObservationId, ReadError};

/// A failed query.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum QueryError {
    /// The holder of the data failed.
    #[error(transparent)]
    Read(#[from] ReadError),
    /// The query names a node that is not there.
    #[error("no node `{0}`")]
    UnknownNode(NodeId),
    /// The query names a statement or relation that is not there.
    #[error("no statement or relation `{0}`")]
    UnknownObservation(ObservationId),
    /// A link leads to a node that is not there: the data contradict themselves.
    #[error("node `{0}` is linked but not stored")]
    DanglingNode(NodeId),
    /// A link leads to a number that no node has: the data contradict themselves.
    #[error("node number {0} is linked but not there")]
    DanglingNumber(u32),
    /// A link or edge names an observation that is not there: the data contradict themselves.
    #[error("observation `{0}` is linked but not stored")]
    DanglingObservation(ObservationId),
    /// An observation names a document that is not there: the data contradict themselves.
    #[error("document `{0}` is cited but not stored")]
    DanglingDocument(DocumentId),
    /// The query asks for more than it may.
    #[error("at most {limit} {what}")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many may be asked for.
        limit: usize,
    },
}

/// Result of a query.
pub type Result<T> = std::result::Result<T, QueryError>;
