//! The read traits: what query and export see of a store, a snapshot or a graph in memory.

use std::collections::BTreeMap;

use crate::{
    Actor, ActorId, Attribution, AttributionId, Confidence, Date, Decision, Document, DocumentId,
    End, Issue, IssueId, NodeId, PackedDate, Polarity, Relation, RelationId, RelationKind, Sieve,
    Sought, Statement, StatementId,
};

/// A failure of whatever holds the data, its type hidden.
#[derive(Debug, thiserror::Error)]
#[error(transparent)]
pub struct ReadError(Box<dyn std::error::Error + Send + Sync>);

impl ReadError {
    /// Wraps the holder's own error.
    pub fn new(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self(Box::new(source))
    }

    /// The holder's own error.
    pub fn into_inner(self) -> Box<dyn std::error::Error + Send + Sync> {
        self.0
    }
}

/// Result of a read.
pub type Read<T> = Result<T, ReadError>;

/// A stream of records in the order of their ids.
pub type Source<'a, T> = Box<dyn Iterator<Item = Read<T>> + 'a>;

/// How many statements, relations and attributions an extractor made of a document.
pub type Made = BTreeMap<(String, DocumentId), [u64; 3]>;

/// Look-up and scan of records.
pub trait Observations {
    /// One document; its text is included.
    fn document(&self, id: DocumentId) -> Read<Option<Document>>;
    /// One document without its text.
    fn heading(&self, id: DocumentId) -> Read<Option<Document>> {
        let document = self.document(id)?;
        Ok(document.map(Document::without_text))
    }
    /// One actor.
    fn actor(&self, id: ActorId) -> Read<Option<Actor>>;
    /// One issue.
    fn issue(&self, id: IssueId) -> Read<Option<Issue>>;
    /// One attribution.
    fn attribution(&self, id: AttributionId) -> Read<Option<Attribution>>;
    /// One statement.
    fn statement(&self, id: StatementId) -> Read<Option<Statement>>;
    /// One relation.
    fn relation(&self, id: RelationId) -> Read<Option<Relation>>;
    /// All documents by id, with their texts.
    fn documents(&self) -> Source<'_, Document>;
    /// All documents by id, without their texts.
    fn headings(&self) -> Source<'_, Document> {
        Box::new(self.documents().map(|item| Ok(item?.without_text())))
    }
    /// All actors by id.
    fn actors(&self) -> Source<'_, Actor>;
    /// All issues by id.
    fn issues(&self) -> Source<'_, Issue>;
    /// All attributions by id.
    fn attributions(&self) -> Source<'_, Attribution>;
    /// All statements by id.
    fn statements(&self) -> Source<'_, Statement>;
    /// All relations by id.
    fn relations(&self) -> Source<'_, Relation>;
    /// All decisions by id.
    fn decisions(&self) -> Source<'_, Decision>;
    /// What each extractor made of each document, without zeros. O(observations), cheaper than
    /// reading these where they are not needed for it.
    fn made(&self) -> Read<Made> {
        count_made(self)
    }
}

/// What kind of edge a link is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum LinkKind {
    /// A statement: holder to target.
    Stance(StatementId),
    /// A relation: subject to object.
    Relation(RelationKind, RelationId),
    /// An issue to an actor that it is about.
    About,
    /// An issue to a broader one.
    Broader,
}

/// One edge seen from one of its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Link {
    /// The other end.
    pub other: NodeId,
    /// Whether the edge leads from here to `other`.
    pub outgoing: bool,
    /// What it is.
    pub kind: LinkKind,
    /// Position, for stances.
    pub polarity: Option<Polarity>,
    /// How sure; full for structural edges.
    pub confidence: Confidence,
    /// Whether the observation is hedged.
    pub hedged: bool,
    /// First date at which it holds, where known: the date of a statement or event, else
    /// `valid_from`.
    pub from: Option<Date>,
    /// Last date at which it holds, where known: the date of a statement or event, else
    /// `valid_to`.
    pub to: Option<Date>,
}

/// Adjacency.
pub trait Neighbours {
    /// Calls `visit` for every link at `node`, both directions, sorted; nothing for an unknown
    /// node. An edge from a node to itself is visited once a direction. O(degree).
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()>;

    /// Calls `visit` for the links at `node` whose other end is `other`, sorted. O(degree) where
    /// no order helps.
    fn between(&self, node: NodeId, other: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        self.neighbours(node, &mut |link| {
            if link.other == other {
                visit(link);
            }
        })
    }

    /// The same graph by number, where it is held that way: walks that visit many nodes take it.
    fn numbered(&self) -> Option<&dyn Numbered> {
        None
    }
}

/// A [`Link`] without the id of its observation, the other end by its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HalfEdge {
    /// Number of the other end.
    pub other: u32,
    /// Whether the edge leads from here to `other`.
    pub outgoing: bool,
    /// What it is.
    pub kind: HalfKind,
    /// Position, for stances.
    pub polarity: Option<Polarity>,
    /// How sure; full for structural edges.
    pub confidence: Confidence,
    /// Whether the observation is hedged.
    pub hedged: bool,
    /// As in [`Link::from`].
    pub from: PackedDate,
    /// As in [`Link::to`].
    pub to: PackedDate,
}

/// A [`LinkKind`] without the id of its observation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HalfKind {
    /// A statement: holder to target.
    Stance,
    /// A relation: subject to object.
    Relation(RelationKind),
    /// An issue to an actor that it is about.
    About,
    /// An issue to a broader one.
    Broader,
}

impl HalfKind {
    /// Whether an observation stands behind the edge: it is a stance or a relation.
    pub const fn observed(self) -> bool {
        matches!(self, HalfKind::Stance | HalfKind::Relation(_))
    }
}

impl HalfEdge {
    /// What a link to the node of a number is without ids.
    pub fn of(link: &Link, other: u32) -> Self {
        Self {
            other,
            outgoing: link.outgoing,
            kind: link.kind.into(),
            polarity: link.polarity,
            confidence: link.confidence,
            hedged: link.hedged,
            from: link.from.into(),
            to: link.to.into(),
        }
    }
}

impl From<LinkKind> for HalfKind {
    fn from(kind: LinkKind) -> Self {
        match kind {
            LinkKind::Stance(_) => HalfKind::Stance,
            LinkKind::Relation(kind, _) => HalfKind::Relation(kind),
            LinkKind::About => HalfKind::About,
            LinkKind::Broader => HalfKind::Broader,
        }
    }
}

/// A graph whose nodes are numbered from 0 in the order of their ids. Numbers mean nothing
/// outside the value that gave them.
pub trait Numbered {
    /// How many nodes there are; numbers are below it.
    fn nodes(&self) -> u32;
    /// The number of a node; `None` for an unknown one. O(log n).
    fn number(&self, node: NodeId) -> Read<Option<u32>>;
    /// The node of a number; `None` for one that is too large. O(1).
    fn node(&self, number: u32) -> Read<Option<NodeId>>;
    /// How many links a node has; 0 for a number that is too large. O(1).
    fn degree(&self, number: u32) -> Read<u32>;
    /// Calls `visit` for every link at a node, in the order of [`Neighbours::neighbours`];
    /// nothing for a number that is too large. O(degree).
    fn half_edges(&self, number: u32, visit: &mut dyn FnMut(HalfEdge)) -> Read<()>;
    /// Adds the ends of the half edges at a node that pass, in the order of [`Self::half_edges`];
    /// nothing for a number that is too large. O(degree).
    fn ends(&self, number: u32, sieve: &Sieve, into: &mut Vec<End>) -> Read<()> {
        self.half_edges(number, &mut |half| {
            if sieve.passes(&half) {
                into.push(End::of(&half));
            }
        })
    }
}

/// Look-up by name.
pub trait Names {
    /// Nodes whose name, label or alias folds to `folded` (see [`crate::fold_name`]), sorted.
    fn named(&self, folded: &str) -> Read<Vec<NodeId>>;

    /// Every folded name with its node, sorted.
    fn names(&self) -> Source<'_, (String, NodeId)>;

    /// The names that meet a condition, each with its nodes, sorted. O(names) where no index
    /// helps.
    fn sought(&self, sought: Sought<'_>) -> Read<Vec<(String, NodeId)>> {
        scan_names(self.names(), sought)
    }
}

/// Those of all names that meet a condition. O(names).
pub fn scan_names(
    names: Source<'_, (String, NodeId)>,
    sought: Sought<'_>,
) -> Read<Vec<(String, NodeId)>> {
    let met = |pair: &Read<(String, NodeId)>| {
        let name = pair.as_ref().map(|(name, _)| name.as_str());
        name.map_or(true, |name| sought.meets(name))
    };
    names.filter(met).collect()
}

/// [`Observations::made`] by reading all of them.
pub fn count_made(view: &(impl Observations + ?Sized)) -> Read<Made> {
    let mut made = Made::new();
    for item in view.statements() {
        let item = item?;
        made.entry((item.extractor, item.document)).or_default()[0] += 1;
    }
    for item in view.relations() {
        let item = item?;
        made.entry((item.extractor, item.document)).or_default()[1] += 1;
    }
    for item in view.attributions() {
        let item = item?;
        made.entry((item.extractor, item.document)).or_default()[2] += 1;
    }
    Ok(made)
}

impl<T: Observations + ?Sized> Observations for &T {
    fn document(&self, id: DocumentId) -> Read<Option<Document>> {
        (**self).document(id)
    }
    fn heading(&self, id: DocumentId) -> Read<Option<Document>> {
        (**self).heading(id)
    }
    fn actor(&self, id: ActorId) -> Read<Option<Actor>> {
        (**self).actor(id)
    }
    fn issue(&self, id: IssueId) -> Read<Option<Issue>> {
        (**self).issue(id)
    }
    fn attribution(&self, id: AttributionId) -> Read<Option<Attribution>> {
        (**self).attribution(id)
    }
    fn statement(&self, id: StatementId) -> Read<Option<Statement>> {
        (**self).statement(id)
    }
    fn relation(&self, id: RelationId) -> Read<Option<Relation>> {
        (**self).relation(id)
    }
    fn documents(&self) -> Source<'_, Document> {
        (**self).documents()
    }
    fn headings(&self) -> Source<'_, Document> {
        (**self).headings()
    }
    fn actors(&self) -> Source<'_, Actor> {
        (**self).actors()
    }
    fn issues(&self) -> Source<'_, Issue> {
        (**self).issues()
    }
    fn attributions(&self) -> Source<'_, Attribution> {
        (**self).attributions()
    }
    fn statements(&self) -> Source<'_, Statement> {
        (**self).statements()
    }
    fn relations(&self) -> Source<'_, Relation> {
        (**self).relations()
    }
    fn decisions(&self) -> Source<'_, Decision> {
        (**self).decisions()
    }
    fn made(&self) -> Read<Made> {
        (**self).made()
    }
}

impl<T: Neighbours + ?Sized> Neighbours for &T {
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        (**self).neighbours(node, visit)
    }
    fn between(&self, node: NodeId, other: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        (**self).between(node, other, visit)
    }
    fn numbered(&self) -> Option<&dyn Numbered> {
        (**self).numbered()
    }
}

impl<T: Names + ?Sized> Names for &T {
    fn named(&self, folded: &str) -> Read<Vec<NodeId>> {
        (**self).named(folded)
    }
    fn names(&self) -> Source<'_, (String, NodeId)> {
        (**self).names()
    }
    fn sought(&self, sought: Sought<'_>) -> Read<Vec<(String, NodeId)>> {
        (**self).sought(sought)
    }
}
