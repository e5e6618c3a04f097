//! The graph as a value: all that a store holds, or all that one document gave.

use std::collections::BTreeMap;

use crate::{Actor, Attribution, Decision, Document, Issue, Relation, Statement};

/// All that one document gave: the unit of ingest. Every id it uses is in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extraction {
    /// The document.
    pub document: Document,
    /// Actors that the document names, sorted by id.
    pub actors: Vec<Actor>,
    /// Issues that the document names, sorted by id.
    pub issues: Vec<Issue>,
    /// Attributions, sorted by id.
    pub attributions: Vec<Attribution>,
    /// Statements, sorted by id.
    pub statements: Vec<Statement>,
    /// Relations, sorted by id.
    pub relations: Vec<Relation>,
}

/// One record of a graph.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(missing_docs, reason = "each holds what its name says")]
pub enum Item {
    Document(Document),
    Actor(Actor),
    Issue(Issue),
    Attribution(Attribution),
    Statement(Statement),
    Relation(Relation),
    Decision(Decision),
}

/// A whole graph, every list sorted by id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Graph {
    /// Documents.
    pub documents: Vec<Document>,
    /// Actors.
    pub actors: Vec<Actor>,
    /// Issues.
    pub issues: Vec<Issue>,
    /// Attributions.
    pub attributions: Vec<Attribution>,
    /// Statements.
    pub statements: Vec<Statement>,
    /// Relations.
    pub relations: Vec<Relation>,
    /// Decisions.
    pub decisions: Vec<Decision>,
}

impl Graph {
    /// Joins extractions of different documents. The result does not depend on their order.
    /// O(n log n).
    pub fn of(extractions: impl IntoIterator<Item = Extraction>) -> Self {
        let mut graph = Graph::default();
        let mut actors = BTreeMap::new();
        let mut issues = BTreeMap::new();
        for extraction in extractions {
            graph.documents.push(extraction.document);
            graph.attributions.extend(extraction.attributions);
            graph.statements.extend(extraction.statements);
            graph.relations.extend(extraction.relations);
            for actor in extraction.actors {
                join(&mut actors, actor.id, actor, Actor::absorb);
            }
            for issue in extraction.issues {
                join(&mut issues, issue.id, issue, Issue::absorb);
            }
        }
        graph.actors = actors.into_values().collect();
        graph.issues = issues.into_values().collect();
        graph.sort();
        graph
    }

    /// Puts every list in the order of its ids. O(n log n).
    pub fn sort(&mut self) {
        self.documents.sort_by_key(|item| item.id);
        self.actors.sort_by_key(|item| item.id);
        self.issues.sort_by_key(|item| item.id);
        self.attributions.sort_by_key(|item| item.id);
        self.statements.sort_by_key(|item| item.id);
        self.relations.sort_by_key(|item| item.id);
        self.decisions.sort_by_key(|item| item.id);
    }
}

fn join<I: Ord, T>(known: &mut BTreeMap<I, T>, id: I, item: T, absorb: fn(&mut T, &T)) {
    match known.entry(id) {
        std::collections::btree_map::Entry::Vacant(place) => {
            place.insert(item);
        }
        std::collections::btree_map::Entry::Occupied(mut place) => absorb(place.get_mut(), &item),
    }
}
