//! The graph of stances as a property graph: `CYPHER.md` has its labels, types and properties.

mod edges;
mod records;
mod tags;

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::rc::Rc;

use demarche_model::{
    ActorId, DocumentId, IssueId, Names, Neighbours, NodeId as Node, Numbered, Observations, Read,
    StatementId, fold_name,
};
use rustc_hash::FxHashMap;

use self::records::Record;
use self::tags::Types;
use crate::graph::{Direction, Flow, Half, Look, NodeId, PropertyGraph, RelId};
use crate::value::Value;

/// What the graph is read from.
pub trait Source: Observations + Neighbours + Names {}

impl<T: Observations + Neighbours + Names + ?Sized> Source for T {}

/// How many records are kept at hand.
const KEPT: usize = 20_000;

/// The first word of a node's id: what it is. The second is a number or part of an id.
const NUMBERED: u64 = 0;
const DOCUMENT: u64 = 1 << 56;
const STATEMENT: u64 = 2 << 56;

/// What a node is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Which {
    /// An actor or issue by its number.
    Number(u32),
    Document(DocumentId),
    Statement(StatementId),
}

#[derive(Debug, thiserror::Error)]
#[error("no such node or relationship")]
struct Missing;

/// The numbers of actors and issues: the source's own, or their places in the order of ids.
enum Order<'a> {
    Numbered(&'a dyn Numbered),
    Sorted(Vec<Node>),
}

/// A property graph over any source of stances.
pub struct StanceGraph<'a> {
    source: &'a dyn Source,
    order: Order<'a>,
    types: Types,
    /// Whether some actors may stand for others.
    decided: bool,
    records: RefCell<FxHashMap<NodeId, Rc<Record>>>,
    /// Documents by name, once they were asked for.
    titles: RefCell<Option<FxHashMap<Rc<str>, Vec<DocumentId>>>>,
}

impl<'a> StanceGraph<'a> {
    /// The graph of a source. O(1) where the source has numbers, else O(n log n) in its nodes.
    pub fn new(source: &'a dyn Source) -> Read<Self> {
        let order = if let Some(graph) = source.numbered() {
            Order::Numbered(graph)
        } else {
            {
                let actors = source.actors().map(|actor| Ok(Node::from(actor?.id)));
                let issues = source.issues().map(|issue| Ok(Node::from(issue?.id)));
                let mut nodes = actors.chain(issues).collect::<Read<Vec<Node>>>()?;
                nodes.sort_unstable();
                Order::Sorted(nodes)
            }
        };
        Ok(Self {
            source,
            order,
            types: Types::new(),
            decided: source.decisions().next().is_some(),
            records: RefCell::default(),
            titles: RefCell::default(),
        })
    }

    fn count(&self) -> u32 {
        match &self.order {
            Order::Numbered(graph) => graph.nodes(),
            Order::Sorted(nodes) => u32::try_from(nodes.len()).unwrap_or(u32::MAX),
        }
    }

    fn number_of(&self, node: Node) -> Look<Option<u32>> {
        Ok(match &self.order {
            Order::Numbered(graph) => graph.number(node)?,
            Order::Sorted(nodes) => {
                let place = nodes.binary_search(&node).ok();
                place.and_then(|place| u32::try_from(place).ok())
            }
        })
    }

    fn at(&self, number: u32) -> Look<Node> {
        let node = match &self.order {
            Order::Numbered(graph) => graph.node(number)?,
            Order::Sorted(nodes) => nodes.get(number as usize).copied(),
        };
        node.ok_or_else(|| Missing.into())
    }

    /// The nodes of an actor or issue: none where it has no number.
    fn node_of(&self, node: Node) -> Look<Option<NodeId>> {
        Ok(self.number_of(node)?.map(numbered))
    }

    fn actors_of_kind(
        &self,
        kind: Option<&str>,
        visit: &mut dyn FnMut(NodeId) -> Flow,
    ) -> Look<Flow> {
        for actor in self.source.actors() {
            let actor = actor?;
            let meant = kind.is_none_or(|kind| records::label(actor.kind) == kind);
            if meant
                && let Some(node) = self.node_of(actor.id.into())?
                && visit(node).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn issues(&self, visit: &mut dyn FnMut(NodeId) -> Flow) -> Look<Flow> {
        for issue in self.source.issues() {
            if let Some(node) = self.node_of(issue?.id.into())?
                && visit(node).is_break()
            {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    /// Actors or issues by their numbers alone, where no decision makes one of several.
    fn by_number(&self, actors: bool, visit: &mut dyn FnMut(NodeId) -> Flow) -> Look<Flow> {
        for number in 0..self.count() {
            let is_actor = matches!(self.at(number)?, Node::Actor(_));
            if is_actor == actors && visit(numbered(number)).is_break() {
                return Ok(ControlFlow::Break(()));
            }
        }
        Ok(ControlFlow::Continue(()))
    }

    fn scan(&self, label: &str, visit: &mut dyn FnMut(NodeId) -> Flow) -> Look<Flow> {
        match label {
            "Actor" if self.decided => return self.actors_of_kind(None, visit),
            "Issue" if self.decided => return self.issues(visit),
            "Actor" => return self.by_number(true, visit),
            "Issue" => return self.by_number(false, visit),
            "Document" => {
                for document in self.source.headings() {
                    if visit(documented(document?.id)).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            "Statement" => {
                for statement in self.source.statements() {
                    if visit(stated(statement?.id)).is_break() {
                        return Ok(ControlFlow::Break(()));
                    }
                }
            }
            kind if records::is_kind(kind) => return self.actors_of_kind(Some(kind), visit),
            _ => {}
        }
        Ok(ControlFlow::Continue(()))
    }

    /// The node of an id as it is printed.
    fn by_id(&self, text: &str) -> Look<Option<NodeId>> {
        if let Ok(id) = text.parse::<ActorId>() {
            let Some(actor) = self.source.actor(id)? else {
                return Ok(None);
            };
            return if actor.id == id {
                self.node_of(id.into())
            } else {
                Ok(None)
            };
        }
        if let Ok(id) = text.parse::<IssueId>() {
            return self.node_of(id.into());
        }
        if let Ok(id) = text.parse::<DocumentId>() {
            return Ok(self
                .source
                .heading(id)?
                .map(|document| documented(document.id)));
        }
        if let Ok(id) = text.parse::<StatementId>() {
            return Ok(self
                .source
                .statement(id)?
                .map(|statement| stated(statement.id)));
        }
        Ok(None)
    }

    /// The documents of a name.
    fn titled(&self, name: &str) -> Look<Vec<NodeId>> {
        let mut titles = self.titles.borrow_mut();
        if titles.is_none() {
            let mut all: FxHashMap<Rc<str>, Vec<DocumentId>> = FxHashMap::default();
            for document in self.source.headings() {
                let document = document?;
                all.entry(records::title(&document).into())
                    .or_default()
                    .push(document.id);
            }
            *titles = Some(all);
        }
        let found = titles.as_ref().and_then(|titles| titles.get(name));
        Ok(found.map_or_else(Vec::new, |found| {
            found.iter().map(|&id| documented(id)).collect()
        }))
    }
}

const fn numbered(number: u32) -> NodeId {
    NodeId(NUMBERED, number as u64)
}

#[allow(clippy::cast_possible_truncation, reason = "the two halves are meant")]
const fn of_bits(class: u64, bytes: [u8; 16]) -> NodeId {
    let bits = u128::from_be_bytes(bytes);
    NodeId(class | (bits >> 64) as u64, bits as u64)
}

const fn documented(id: DocumentId) -> NodeId {
    of_bits(DOCUMENT, id.to_bytes())
}

const fn stated(id: StatementId) -> NodeId {
    of_bits(STATEMENT, id.to_bytes())
}

fn which(node: NodeId) -> Look<Which> {
    let class = node.0 >> 56 << 56;
    let bytes = (u128::from(node.0 ^ class) << 64 | u128::from(node.1)).to_be_bytes();
    let found = match class {
        NUMBERED => u32::try_from(node.1).ok().map(Which::Number),
        DOCUMENT => DocumentId::from_bytes(bytes).map(Which::Document),
        STATEMENT => StatementId::from_bytes(bytes).map(Which::Statement),
        _ => None,
    };
    found.ok_or_else(|| Missing.into())
}

impl PropertyGraph for StanceGraph<'_> {
    fn nodes(&self, label: Option<&str>, visit: &mut dyn FnMut(NodeId) -> Flow) -> Look<()> {
        let labels = match &label {
            Some(label) => std::slice::from_ref(label),
            None => &["Actor", "Issue", "Document", "Statement"],
        };
        for label in labels {
            if self.scan(label, visit)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    fn size(&self, label: Option<&str>) -> f64 {
        let nodes = f64::from(self.count());
        match label {
            None => 20.0 * nodes + 1000.0,
            Some("Actor") => nodes,
            Some("Issue") => 0.5 * nodes,
            Some("Statement") => 10.0 * nodes,
            Some("Document") => 0.1 * nodes,
            Some(kind) if records::is_kind(kind) => 0.4 * nodes,
            Some(_) => 0.0,
        }
    }

    fn indexed(&self, labels: &[Rc<str>], key: &str, value: &Value) -> Look<Option<Vec<NodeId>>> {
        let Value::Str(text) = value else {
            return Ok(self.has_index(key).then(Vec::new));
        };
        match key {
            "id" => Ok(Some(self.by_id(text)?.into_iter().collect())),
            "name" => {
                let mut found = Vec::new();
                for node in self.source.named(&fold_name(text))? {
                    found.extend(self.node_of(node)?);
                }
                let other = |label: &Rc<str>| !matches!(&**label, "Document" | "Statement");
                if !labels.iter().any(other) {
                    found.extend(self.titled(text)?);
                }
                Ok(Some(found))
            }
            _ => Ok(None),
        }
    }

    fn has_index(&self, key: &str) -> bool {
        matches!(key, "id" | "name")
    }

    fn number(&self, node: NodeId) -> Option<i64> {
        (node.0 == NUMBERED).then(|| i64::try_from(node.1).ok())?
    }

    fn numbered(&self, number: i64) -> Look<Option<NodeId>> {
        let number = u32::try_from(number)
            .ok()
            .filter(|&number| number < self.count());
        Ok(number.map(numbered))
    }

    fn labels(&self, node: NodeId) -> Look<Vec<Rc<str>>> {
        let labels: &[&str] = match which(node)? {
            Which::Document(_) => &["Document"],
            Which::Statement(_) => &["Statement"],
            Which::Number(number) => match self.at(number)? {
                Node::Issue(_) => &["Issue"],
                Node::Actor(_) => &["Actor", self.record(node)?.kind()],
            },
        };
        Ok(labels.iter().map(|&label| label.into()).collect())
    }

    fn has_label(&self, node: NodeId, label: &str) -> Look<bool> {
        Ok(match which(node)? {
            Which::Document(_) => label == "Document",
            Which::Statement(_) => label == "Statement",
            Which::Number(number) => match self.at(number)? {
                Node::Issue(_) => label == "Issue",
                Node::Actor(_) if label == "Actor" => true,
                Node::Actor(_) => records::is_kind(label) && self.record(node)?.kind() == label,
            },
        })
    }

    fn property(&self, node: NodeId, key: &str) -> Look<Value> {
        Ok(self.record(node)?.property(key))
    }

    fn properties(&self, node: NodeId) -> Look<Vec<(Rc<str>, Value)>> {
        Ok(self.record(node)?.properties())
    }

    fn expand(
        &self,
        node: NodeId,
        direction: Direction,
        types: &[Rc<str>],
        visit: &mut dyn FnMut(Half),
    ) -> Look<()> {
        self.follow(node, direction, self.types.tags(types), visit)
    }

    fn is_walked(&self, rel: RelId) -> bool {
        tags::tag_of(rel) < tags::HOLDER
    }

    fn count(&self, node: NodeId, direction: Direction, types: &[Rc<str>]) -> Look<u64> {
        self.counted(node, direction, self.types.tags(types))
    }

    fn degree(&self, direction: Direction, types: &[Rc<str>]) -> f64 {
        let tags = self.types.tags(types);
        if !tags.edges() {
            return match (direction, tags.has(tags::IN)) {
                (Direction::Out, _) => 1.0,
                // The statements of a document are found among all.
                (_, true) => 10.0 * f64::from(self.count()),
                _ => 10.0,
            };
        }
        let each = if types.is_empty() { 10.0 } else { 5.0 };
        if direction == Direction::Both {
            2.0 * each
        } else {
            each
        }
    }

    fn degree_of(&self, node: NodeId) -> Look<usize> {
        let Which::Number(number) = which(node)? else {
            return Ok(2);
        };
        match &self.order {
            Order::Numbered(graph) => Ok(graph.degree(number)? as usize),
            Order::Sorted(_) => {
                let mut count = 0;
                self.source
                    .neighbours(self.at(number)?, &mut |_| count += 1)?;
                Ok(count)
            }
        }
    }

    fn kind(&self, rel: RelId) -> Look<Rc<str>> {
        Ok(self.types.name(tags::tag_of(rel)))
    }

    fn ends(&self, rel: RelId) -> Look<(NodeId, NodeId)> {
        self.ends_of(rel)
    }

    fn rel_property(&self, rel: RelId, key: &str) -> Look<Value> {
        self.told(rel, key)
    }

    fn rel_properties(&self, rel: RelId) -> Look<Vec<(Rc<str>, Value)>> {
        let mut found = Vec::new();
        for key in edges::KEYS {
            let value = self.told(rel, key)?;
            if !value.is_null() {
                found.push(((*key).into(), value));
            }
        }
        Ok(found)
    }

    fn evidence(&self, value: &Value) -> Look<Value> {
        match value {
            Value::Rel(rel) => self.proofs(*rel),
            Value::Node(node) => match which(*node)? {
                Which::Statement(id) => self.proof_of(id),
                _ => Ok(Value::Null),
            },
            _ => Ok(Value::Null),
        }
    }
}
