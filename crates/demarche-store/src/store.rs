//! The store trait: what every store can do beyond being read.

use std::fmt;

use demarche_model::{
    Decision, DecisionId, DocumentId, Extraction, Graph, Names, Neighbours, Observations, Source,
};

use crate::StoreError;

/// What an ingest did.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// The document is new.
    Added,
    /// The document took the place of this one: of an older content of the same path, or of its
    /// own earlier records.
    Replaced(DocumentId),
    /// The store knew all of it; at most a further path of the document was noted.
    Unchanged,
}

/// What a [`Store::load`] did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Loaded {
    /// Every document with its outcome, by id.
    pub documents: Vec<(DocumentId, Outcome)>,
    /// How many actors and issues came that no document refers to.
    pub loose: usize,
    /// How many decisions were new.
    pub decisions: usize,
}

/// One contradiction that a check found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Finding {
    /// The part of the store, such as `statements`.
    pub tree: &'static str,
    /// The record in it.
    pub key: String,
    /// What is wrong with it.
    pub what: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` of `{}`: {}", self.key, self.tree, self.what)
    }
}

/// How much a store holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs, reason = "each counts what its name says")]
pub struct Stats {
    pub documents: u64,
    pub actors: u64,
    pub issues: u64,
    pub attributions: u64,
    pub statements: u64,
    pub relations: u64,
    pub decisions: u64,
    /// Folded names with their nodes.
    pub names: u64,
    /// Bytes on disk; 0 for a store in memory.
    pub bytes: u64,
}

/// A set of documents with all that they prove, and the decisions on it.
///
/// The actors and issues of a store are the join of what each document tells of them, so they
/// depend on the set of documents alone, not on the order in which they came. A change has
/// reached the disk when its method returns, and a crash leaves either all of it or nothing.
pub trait Store: Observations + Neighbours + Names + Send + Sync {
    /// Takes in one document with all it gave.
    ///
    /// The same content once more changes nothing, whatever the path; a new path is noted as an
    /// alias. Other content under a path of another document takes that path over, and the
    /// other document goes in the same step if no path is left to it. The same document with
    /// other records (a newer extractor, other metadata) replaces them; a text once known is
    /// kept when an import brings none.
    ///
    /// `Rejected` if the extraction contradicts itself: an id it does not define, evidence that
    /// is not the text of its span. O(what the document gave); where an earlier content goes,
    /// also the documents that share its actors.
    fn ingest(&self, extraction: &Extraction) -> Result<Outcome, StoreError>;

    /// Takes in many documents, each in one step, and reports after one flush. A rejected
    /// document does not stop the others; any other failure does.
    fn ingest_many(
        &self,
        extractions: &[Extraction],
    ) -> Result<Vec<Result<Outcome, StoreError>>, StoreError>;

    /// Removes a document with all it proves; false if it is not there.
    fn forget(&self, id: DocumentId) -> Result<bool, StoreError>;

    /// Notes a decision; false if it was known.
    fn decide(&self, decision: &Decision) -> Result<bool, StoreError>;

    /// Removes a decision, as if it had never been taken; false if it is not there.
    fn retract(&self, id: DecisionId) -> Result<bool, StoreError>;

    /// Takes in a graph, for example one read from an export, document by document.
    ///
    /// A graph does not tell which document named an actor: every document is taken to name all
    /// that its observations refer to, and actors and issues that none refers to are kept on
    /// their own, whatever is forgotten later. Loading a graph twice, or the store's own, changes
    /// nothing. Everything is checked before the first document is stored.
    fn load(&self, graph: Graph) -> Result<Loaded, StoreError>;

    /// Waits until all is on disk. The other methods have done so when they return.
    fn flush(&self) -> Result<(), StoreError>;

    /// Reads every record and recomputes all that is derived; what disagrees is returned, sorted.
    /// O(store), also in memory.
    fn check(&self) -> Result<Vec<Finding>, StoreError>;

    /// Computes all that is derived anew from the records. O(store), also in memory.
    fn rebuild(&self) -> Result<(), StoreError>;

    /// Counts. O(store), without reading texts.
    fn stats(&self) -> Result<Stats, StoreError>;

    /// The document that was last ingested under this path. O(log n).
    fn document_by_path(&self, path: &str) -> Result<Option<DocumentId>, StoreError>;

    /// A document with all it gave, as it gave it. O(what the document gave).
    fn extraction(&self, id: DocumentId) -> Result<Option<Extraction>, StoreError>;

    /// All that the store holds, as a value. O(store).
    fn graph(&self) -> Result<Graph, StoreError> {
        Ok(Graph {
            documents: all(self.documents())?,
            actors: all(self.actors())?,
            issues: all(self.issues())?,
            attributions: all(self.attributions())?,
            statements: all(self.statements())?,
            relations: all(self.relations())?,
            decisions: all(self.decisions())?,
        })
    }
}

fn all<T>(source: Source<'_, T>) -> Result<Vec<T>, StoreError> {
    source.map(|item| item.map_err(StoreError::from)).collect()
}
