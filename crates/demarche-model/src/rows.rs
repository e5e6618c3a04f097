//! A graph as a table has it: rows of nodes and rows of edges, without a text behind them.
//!
//! A row of an edge is one observation. The document that stands for the table proves it; its
//! evidence is empty.

use crate::{
    Actor, ActorKind, Confidence, Date, Document, DocumentId, Extraction, HalfKind, Issue, Link,
    LinkKind, Mode, NodeId, Polarity, Relation, RelationId, Span, Statement, StatementId, Status,
};

/// What rows of a table name as their rule.
const RULE: &str = "csv";

/// A node of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeRow {
    /// The actor or issue.
    pub id: NodeId,
    /// What kind of actor; `None` for an issue.
    pub kind: Option<ActorKind>,
    /// Name or label.
    pub name: Box<str>,
}

impl NodeRow {
    /// The actor, if it is one.
    pub fn actor(&self) -> Option<Actor> {
        Some(Actor {
            id: self.id.actor()?,
            name: self.name.as_ref().into(),
            kind: self.kind?,
            aliases: Vec::new(),
            wikidata: None,
        })
    }

    /// The issue, if it is one, without what it is about.
    pub fn issue(&self) -> Option<Issue> {
        Some(Issue {
            id: self.id.issue()?,
            label: self.name.as_ref().into(),
            about: Vec::new(),
            aliases: Vec::new(),
            broader: Vec::new(),
        })
    }
}

/// An edge of a table. Sorts by its ends, then by what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EdgeRow {
    /// Place of holder, subject or issue among the nodes.
    pub from: u32,
    /// Place of target or object among the nodes.
    pub to: u32,
    /// What it is.
    pub kind: HalfKind,
    /// Position, for stances.
    pub polarity: Option<Polarity>,
    /// How sure.
    pub confidence: Confidence,
    /// Date of a stance; since when a relation holds.
    pub first: Option<Date>,
    /// Until when a relation holds; none for a stance.
    pub last: Option<Date>,
}

impl EdgeRow {
    /// What rows of a table name as their extractor.
    pub const EXTRACTOR: &str = "import";

    /// Whether an edge of this kind can join these ends.
    pub fn joins(kind: HalfKind, from: NodeId, to: NodeId) -> bool {
        match kind {
            HalfKind::Stance => from.actor().is_some(),
            HalfKind::Relation(_) => from.actor().is_some() && to.actor().is_some(),
            HalfKind::About => from.issue().is_some() && to.actor().is_some(),
            HalfKind::Broader => from.issue().is_some() && to.issue().is_some(),
        }
    }

    /// Whether both are the same but for what is told of them.
    pub fn is_twin(&self, other: &EdgeRow) -> bool {
        (self.from, self.to, self.kind) == (other.from, other.to, other.kind)
    }

    /// The date of the observation itself: of the stance, or of the event.
    fn date(&self) -> Option<Date> {
        match self.kind {
            HalfKind::Relation(kind) if kind.row().event => self.first.or(self.last),
            HalfKind::Stance => self.first,
            _ => None,
        }
    }

    /// First and last date at which the edge holds, as a [`Link`] has them.
    pub fn dates(&self) -> (Option<Date>, Option<Date>) {
        match self.kind {
            HalfKind::Relation(kind) if !kind.row().event => (self.first, self.last),
            _ => (self.date(), self.date()),
        }
    }

    /// The edge as it looks from one end; `id` is that of its observation.
    pub fn link(&self, other: NodeId, outgoing: bool, id: Option<RowId>) -> Link {
        let kind = match (self.kind, id) {
            (HalfKind::Stance, Some(RowId::Statement(id))) => LinkKind::Stance(id),
            (HalfKind::Relation(kind), Some(RowId::Relation(id))) => LinkKind::Relation(kind, id),
            (HalfKind::Broader, _) => LinkKind::Broader,
            _ => LinkKind::About,
        };
        let (from, to) = self.dates();
        Link {
            other,
            outgoing,
            kind,
            polarity: self.polarity,
            confidence: if self.kind.observed() {
                self.confidence
            } else {
                Confidence::FULL
            },
            hedged: false,
            from,
            to,
        }
    }

    /// The statement of a stance; `None` for other edges.
    pub fn statement(&self, id: RowId, table: DocumentId, ends: Ends) -> Option<Statement> {
        let (RowId::Statement(id), Some(polarity)) = (id, self.polarity) else {
            return None;
        };
        Some(Statement {
            id,
            holder: ends.0.actor()?,
            target: ends.1,
            polarity,
            confidence: self.confidence,
            mode: Mode::Narrator,
            via: Vec::new(),
            hedged: false,
            document: table,
            span: nothing(),
            evidence: String::new(),
            cue: None,
            holder_span: None,
            target_span: None,
            rule: RULE.into(),
            extractor: EdgeRow::EXTRACTOR.into(),
            date: self.date(),
        })
    }

    /// The row of which a statement tells all, its ends left out; `None` if it says more than a
    /// row can.
    pub fn of_statement(item: &Statement) -> Option<EdgeRow> {
        if item.rule != RULE || item.extractor != EdgeRow::EXTRACTOR {
            return None;
        }
        let row = EdgeRow {
            from: 0,
            to: 0,
            kind: HalfKind::Stance,
            polarity: Some(item.polarity),
            confidence: item.confidence,
            first: item.date,
            last: None,
        };
        let ends = (item.holder.into(), item.target);
        let told = row.statement(RowId::Statement(item.id), item.document, ends);
        (told.as_ref() == Some(item)).then_some(row)
    }

    /// As [`Self::of_statement`], for a relation.
    pub fn of_relation(item: &Relation) -> Option<EdgeRow> {
        if item.rule != RULE || item.extractor != EdgeRow::EXTRACTOR {
            return None;
        }
        let row = EdgeRow {
            from: 0,
            to: 0,
            kind: HalfKind::Relation(item.kind),
            polarity: None,
            confidence: item.confidence,
            first: item.valid_from,
            last: item.valid_to,
        };
        let ends = (item.subject.into(), item.object.into());
        let told = row.relation(RowId::Relation(item.id), item.document, ends);
        (told.as_ref() == Some(item)).then_some(row)
    }

    /// The relation of a tie; `None` for other edges.
    pub fn relation(&self, id: RowId, table: DocumentId, ends: Ends) -> Option<Relation> {
        let (RowId::Relation(id), HalfKind::Relation(kind)) = (id, self.kind) else {
            return None;
        };
        Some(Relation {
            id,
            subject: ends.0.actor()?,
            kind,
            object: ends.1.actor()?,
            office: None,
            status: if kind.row().event {
                Status::Past
            } else {
                Status::Current
            },
            valid_from: self.first,
            valid_to: self.last,
            confidence: self.confidence,
            hedged: false,
            document: table,
            span: nothing(),
            evidence: String::new(),
            cue: None,
            subject_span: None,
            object_span: None,
            rule: RULE.into(),
            extractor: EdgeRow::EXTRACTOR.into(),
            date: self.date(),
        })
    }
}

/// The nodes that an edge leads from and to.
pub type Ends = (NodeId, NodeId);

fn nothing() -> Span {
    Span::new(0, 0).unwrap_or_else(|| unreachable!())
}

/// The id of what a row observes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowId {
    /// Of a stance.
    Statement(StatementId),
    /// Of a tie.
    Relation(RelationId),
}

/// Mints the ids of rows: hash of table, ends, word of the kind, and the place among the rows
/// that have these in common.
#[derive(Debug, Clone)]
pub struct RowIds {
    table: String,
    from: (Option<NodeId>, String),
}

impl RowIds {
    /// For the rows of a table.
    pub fn of(table: DocumentId) -> Self {
        Self {
            table: table.to_string(),
            from: (None, String::new()),
        }
    }

    /// The id of a row; `ordinal` counts its twins before it. `None` for a structural edge.
    /// O(1), cheaper where `from` is that of the last call.
    pub fn id(&mut self, kind: HalfKind, ends: Ends, ordinal: u32) -> Option<RowId> {
        if self.from.0 != Some(ends.0) {
            self.from = (Some(ends.0), ends.0.to_string());
        }
        let (to, ordinal) = (ends.1.to_string(), ordinal.to_string());
        let parts = |word| [&*self.table, &*self.from.1, &*to, word, &*ordinal];
        match kind {
            HalfKind::Stance => {
                let id = StatementId::of(&parts("stance"));
                Some(RowId::Statement(id))
            }
            HalfKind::Relation(kind) => {
                let id = RelationId::of(&parts(kind.as_str()));
                Some(RowId::Relation(id))
            }
            HalfKind::About | HalfKind::Broader => None,
        }
    }
}

/// All that a table gives, as a document gives it. `nodes` are sorted by id without repeats, and
/// every edge joins two of them. O(n log n).
pub fn table(document: Document, nodes: &[NodeRow], mut edges: Vec<EdgeRow>) -> Extraction {
    edges.sort_unstable();
    let node = |place: u32| nodes.get(place as usize).map(|node| node.id);
    let mut ids = RowIds::of(document.id);
    let mut given = Extraction {
        actors: nodes.iter().filter_map(NodeRow::actor).collect(),
        issues: nodes.iter().filter_map(NodeRow::issue).collect(),
        attributions: Vec::new(),
        statements: Vec::new(),
        relations: Vec::new(),
        document,
    };
    let (mut last, mut ordinal): (Option<EdgeRow>, u32) = (None, 0);
    for edge in edges {
        ordinal = match last {
            Some(last) if last.is_twin(&edge) => ordinal + 1,
            _ => 0,
        };
        last = Some(edge);
        let (Some(from), Some(to)) = (node(edge.from), node(edge.to)) else {
            continue;
        };
        if let Some(id) = ids.id(edge.kind, (from, to), ordinal) {
            let (table, ends) = (given.document.id, (from, to));
            given.statements.extend(edge.statement(id, table, ends));
            given.relations.extend(edge.relation(id, table, ends));
        } else if let Some(issue) = from.issue() {
            let place = given.issues.binary_search_by_key(&issue, |item| item.id);
            if let Some(issue) = place.ok().and_then(|place| given.issues.get_mut(place)) {
                issue.about.extend(to.actor());
                issue.broader.extend(to.issue());
            }
        }
    }
    for issue in &mut given.issues {
        issue.about.dedup();
        issue.broader.dedup();
    }
    given.statements.sort_by_key(|item| item.id);
    given.relations.sort_by_key(|item| item.id);
    given
}
