//! The properties of nodes.

use std::rc::Rc;

use demarche_model::{Actor, ActorKind, Document, Issue, NodeId as Node, Span, Statement};

use super::{KEPT, Missing, StanceGraph, Which, which};
use crate::graph::{Look, NodeId};
use crate::value::Value;

/// A record that a node stands for.
pub(super) enum Record {
    Actor(Actor),
    Issue(Issue),
    Document(Document),
    Statement(Statement),
}

/// The label of a kind of actor.
pub(super) const fn label(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "Person",
        ActorKind::Organization => "Organization",
        ActorKind::State => "State",
        ActorKind::Group => "Group",
    }
}

/// Whether a label is that of a kind of actor.
pub(super) fn is_kind(name: &str) -> bool {
    ActorKind::ALL.iter().any(|&kind| label(kind) == name)
}

/// The name of a document: its title, else its path.
pub(super) fn title(document: &Document) -> &str {
    document.title.as_deref().unwrap_or(document.path())
}

#[allow(
    clippy::needless_pass_by_value,
    reason = "ids and words are given by value"
)]
pub(super) fn text(text: impl ToString) -> Value {
    Value::str(text.to_string())
}

pub(super) fn maybe(text: Option<impl ToString>) -> Value {
    text.map_or(Value::Null, |text| Value::str(text.to_string()))
}

fn strings<T: ToString>(items: &[T]) -> Value {
    Value::list(
        items
            .iter()
            .map(|item| Value::str(item.to_string()))
            .collect(),
    )
}

/// A part of a document's text that lies in the evidence of a record.
pub(super) fn inside(part: Option<Span>, span: Span, evidence: &str) -> Value {
    let words = part.and_then(|part| {
        let start = part.start().checked_sub(span.start())? as usize;
        let end = part.end().checked_sub(span.start())? as usize;
        evidence.get(start..end)
    });
    maybe(words)
}

impl Record {
    pub(super) fn kind(&self) -> &'static str {
        match self {
            Record::Actor(actor) => label(actor.kind),
            Record::Issue(_) => "Issue",
            Record::Document(_) => "Document",
            Record::Statement(_) => "Statement",
        }
    }

    pub(super) fn property(&self, key: &str) -> Value {
        match self {
            Record::Actor(one) => match key {
                "id" => text(one.id),
                "name" => text(&one.name),
                "kind" => text(one.kind),
                "aliases" => strings(&one.aliases),
                "wikidata" => maybe(one.wikidata.as_ref()),
                _ => Value::Null,
            },
            Record::Issue(one) => match key {
                "id" => text(one.id),
                "name" => text(&one.label),
                "kind" => text("issue"),
                "aliases" => strings(&one.aliases),
                _ => Value::Null,
            },
            Record::Document(one) => match key {
                "id" => text(one.id),
                "name" => text(title(one)),
                "path" => text(one.path()),
                "title" => maybe(one.title.as_ref()),
                "outlet" => maybe(one.outlet.as_ref()),
                "url" => maybe(one.url.as_ref()),
                "date" => maybe(one.date),
                _ => Value::Null,
            },
            Record::Statement(one) => match key {
                "id" => text(one.id),
                "quote" => text(&one.evidence),
                "polarity" => text(one.polarity),
                "sign" => Value::Int(i64::from(one.polarity.sign())),
                "confidence" => Value::Float(one.confidence.fraction()),
                "mode" => text(one.mode),
                "hedged" => Value::Bool(one.hedged),
                "date" => maybe(one.date),
                "cue" => inside(one.cue, one.span, &one.evidence),
                "via" => strings(&one.via),
                "rule" => text(&one.rule),
                "extractor" => text(&one.extractor),
                _ => Value::Null,
            },
        }
    }

    /// All properties that it has, sorted.
    pub(super) fn properties(&self) -> Vec<(Rc<str>, Value)> {
        let keys: &[&str] = match self {
            Record::Actor(_) => &["aliases", "id", "kind", "name", "wikidata"],
            Record::Issue(_) => &["aliases", "id", "kind", "name"],
            Record::Document(_) => &["date", "id", "name", "outlet", "path", "title", "url"],
            Record::Statement(_) => &[
                "confidence",
                "cue",
                "date",
                "extractor",
                "hedged",
                "id",
                "mode",
                "polarity",
                "quote",
                "rule",
                "sign",
                "via",
            ],
        };
        let each = keys.iter().map(|&key| (key.into(), self.property(key)));
        each.filter(|(_, value): &(Rc<str>, Value)| !value.is_null())
            .collect()
    }
}

impl StanceGraph<'_> {
    /// The record of a node; kept for the next time.
    pub(super) fn record(&self, node: NodeId) -> Look<Rc<Record>> {
        if let Some(known) = self.records.borrow().get(&node) {
            return Ok(known.clone());
        }
        let source = self.source;
        let found = match which(node)? {
            Which::Document(id) => source.heading(id)?.map(Record::Document),
            Which::Statement(id) => source.statement(id)?.map(Record::Statement),
            Which::Number(number) => match self.at(number)? {
                Node::Actor(id) => source.actor(id)?.map(Record::Actor),
                Node::Issue(id) => source.issue(id)?.map(Record::Issue),
            },
        };
        let found = Rc::new(found.ok_or(Missing)?);
        let mut records = self.records.borrow_mut();
        if records.len() >= KEPT {
            records.clear();
        }
        records.insert(node, found.clone());
        Ok(found)
    }
}
