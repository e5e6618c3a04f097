//! What a query sees of the data, and how it names what it finds.

use demarche_model::{
    Date, Document, DocumentId, Link, Names, Neighbours, NodeId, ObservationId, Observations, Read,
    Relation, Span, Statement, SubKind,
};

use crate::error::{QueryError, Result};

/// All read traits at once: whatever can be looked up, walked and searched by name.
pub trait View: Observations + Neighbours + Names {}

impl<T: Observations + Neighbours + Names + ?Sized> View for T {}

/// A node with its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Named {
    /// Its id.
    pub id: NodeId,
    /// Canonical name or label.
    pub name: String,
    /// What it is.
    pub kind: SubKind,
}

/// The name of a node; `None` if it is not there. Where its id leads to another one, as that of a
/// merged actor does, it is that one. One look-up.
pub fn named(view: &dyn View, id: NodeId) -> Result<Option<Named>> {
    Ok(match id {
        NodeId::Actor(actor) => view.actor(actor)?.map(|actor| Named {
            id: actor.id.into(),
            name: actor.name,
            kind: SubKind::Actor(actor.kind),
        }),
        NodeId::Issue(issue) => view.issue(issue)?.map(|issue| Named {
            id,
            name: issue.label,
            kind: SubKind::Issue,
        }),
    })
}

/// The name of a node that a record or link leads to.
pub(crate) fn linked(view: &dyn View, id: NodeId) -> Result<Named> {
    named(view, id)?.ok_or(QueryError::DanglingNode(id))
}

/// The node that the query names, under the id by which links know it. Fails unless it is there.
pub(crate) fn require(view: &dyn View, id: NodeId) -> Result<NodeId> {
    if let Some(graph) = view.numbered()
        && graph.number(id)?.is_some()
    {
        return Ok(id);
    }
    let node = named(view, id)?.ok_or(QueryError::UnknownNode(id))?;
    Ok(node.id)
}

/// All links at a node in order.
pub(crate) fn links(view: &dyn View, node: NodeId) -> Read<Vec<Link>> {
    let mut links = Vec::new();
    view.neighbours(node, &mut |link| links.push(link))?;
    links.sort_unstable();
    Ok(links)
}

/// How many links a node has. O(log n) by number, else O(degree).
pub(crate) fn degree(view: &dyn View, node: NodeId) -> Read<usize> {
    if let Some(graph) = view.numbered()
        && let Some(number) = graph.number(node)?
    {
        return Ok(graph.degree(number)? as usize);
    }
    let mut count = 0;
    view.neighbours(node, &mut |_| count += 1)?;
    Ok(count)
}

/// A record that backs an edge.
pub(crate) enum Record {
    Statement(Statement),
    Relation(Relation),
}

impl Record {
    pub(crate) fn document(&self) -> DocumentId {
        match self {
            Record::Statement(record) => record.document,
            Record::Relation(record) => record.document,
        }
    }

    pub(crate) fn span(&self) -> Span {
        match self {
            Record::Statement(record) => record.span,
            Record::Relation(record) => record.span,
        }
    }

    /// Where the words for it and for its ends stand.
    pub(crate) fn mentions(&self) -> impl Iterator<Item = Span> {
        let spans = match self {
            Record::Statement(record) => [record.cue, record.holder_span, record.target_span],
            Record::Relation(record) => [record.cue, record.subject_span, record.object_span],
        };
        spans.into_iter().flatten()
    }

    pub(crate) fn evidence(&self) -> &str {
        match self {
            Record::Statement(record) => &record.evidence,
            Record::Relation(record) => &record.evidence,
        }
    }
}

/// The record of an id; `None` if it is not there.
pub(crate) fn record(view: &dyn View, id: ObservationId) -> Result<Option<Record>> {
    Ok(match id {
        ObservationId::Statement(id) => view.statement(id)?.map(Record::Statement),
        ObservationId::Relation(id) => view.relation(id)?.map(Record::Relation),
    })
}

/// The record that an edge names.
pub(crate) fn backing(view: &dyn View, id: ObservationId) -> Result<Record> {
    record(view, id)?.ok_or(QueryError::DanglingObservation(id))
}

/// The document that a record names.
pub(crate) fn cited(view: &dyn View, id: DocumentId) -> Result<Document> {
    view.document(id)?.ok_or(QueryError::DanglingDocument(id))
}

/// The document that a record names, without its text.
pub(crate) fn headed(view: &dyn View, id: DocumentId) -> Result<Document> {
    view.heading(id)?.ok_or(QueryError::DanglingDocument(id))
}

/// The title of a document, else its path.
pub(crate) fn title(document: &Document) -> &str {
    match &document.title {
        Some(title) => title,
        None => document.path(),
    }
}

/// An observation in short: its words and where they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Quote {
    /// The observation.
    pub id: ObservationId,
    /// Exact words of the document.
    pub text: String,
    /// The document.
    pub document: DocumentId,
    /// Its title, else its path.
    pub title: String,
    /// The observation's date, where known.
    pub date: Option<Date>,
    /// Office or role with its place in time (`former Prime Minister`), for relations that have
    /// one; the status of a relation without, where it is not a plain fact (`planned`).
    pub office: Option<String>,
}

/// The words that back an observation; an error if it is not there. Two look-ups.
pub fn quote(view: &dyn View, id: ObservationId) -> Result<Quote> {
    let record = record(view, id)?.ok_or(QueryError::UnknownObservation(id))?;
    let document = headed(view, record.document())?;
    let (text, date, office) = match record {
        Record::Statement(record) => (record.evidence, record.date, None),
        Record::Relation(record) => {
            let office = record.status.with_office(record.office.as_deref());
            (record.evidence, record.date, office)
        }
    };
    Ok(Quote {
        id,
        text,
        document: document.id,
        title: title(&document).to_owned(),
        date,
        office,
    })
}
