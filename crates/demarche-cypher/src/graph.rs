//! What the language sees of a graph.

use std::rc::Rc;

use crate::error::GraphError;
use crate::value::Value;

/// A node, by a number that means nothing outside its graph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NodeId(pub u64, pub u64);

/// A relationship, by numbers that mean nothing outside its graph. One relationship has the same
/// numbers from whichever end it is seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RelId(pub u64, pub u64);

/// Which relationships of a node are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Those that start at it.
    Out,
    /// Those that end at it.
    In,
    /// All; one from the node to itself comes once.
    Both,
}

impl Direction {
    /// The same seen from the other end.
    #[must_use]
    pub const fn flipped(self) -> Self {
        match self {
            Direction::Out => Direction::In,
            Direction::In => Direction::Out,
            Direction::Both => Direction::Both,
        }
    }
}

/// A relationship seen from one of its ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Half {
    /// The relationship.
    pub rel: RelId,
    /// Its other end.
    pub other: NodeId,
}

/// Result of a look at a graph.
pub type Look<T> = Result<T, GraphError>;

/// Whether a visit goes on.
pub type Flow = std::ops::ControlFlow<()>;

/// A graph of nodes with labels and relationships with a type, both with properties. All visits
/// come in an order that depends on the graph alone.
pub trait PropertyGraph {
    /// Visits the nodes with a label, or all.
    fn nodes(&self, label: Option<&str>, visit: &mut dyn FnMut(NodeId) -> Flow) -> Look<()>;

    /// About how many nodes have a label, or how many there are.
    fn size(&self, label: Option<&str>) -> f64;

    /// The nodes among which all are that have the labels and whose property has this value, by an
    /// index; `None` where there is none for it.
    fn indexed(&self, labels: &[Rc<str>], key: &str, value: &Value) -> Look<Option<Vec<NodeId>>>;

    /// Whether [`Self::indexed`] helps for a property.
    fn has_index(&self, key: &str) -> bool;

    /// The number that `id` gives for a node, if it has one.
    fn number(&self, node: NodeId) -> Option<i64>;

    /// The node of a number.
    fn numbered(&self, number: i64) -> Look<Option<NodeId>>;

    /// The labels of a node, sorted.
    fn labels(&self, node: NodeId) -> Look<Vec<Rc<str>>>;

    /// Whether a node has a label.
    fn has_label(&self, node: NodeId, label: &str) -> Look<bool> {
        Ok(self.labels(node)?.iter().any(|one| &**one == label))
    }

    /// A property of a node, null where it has none.
    fn property(&self, node: NodeId, key: &str) -> Look<Value>;

    /// All properties of a node, sorted.
    fn properties(&self, node: NodeId) -> Look<Vec<(Rc<str>, Value)>>;

    /// Visits the relationships of a node that have one of the types, or all that are walked
    /// without being named.
    fn expand(
        &self,
        node: NodeId,
        direction: Direction,
        types: &[Rc<str>],
        visit: &mut dyn FnMut(Half),
    ) -> Look<()>;

    /// Whether a relationship is among those that are walked without being named.
    fn is_walked(&self, rel: RelId) -> bool {
        let _ = rel;
        true
    }

    /// How many relationships an expansion gives.
    fn count(&self, node: NodeId, direction: Direction, types: &[Rc<str>]) -> Look<u64> {
        let mut count = 0;
        self.expand(node, direction, types, &mut |_| count += 1)?;
        Ok(count)
    }

    /// About how many relationships an expansion gives.
    fn degree(&self, direction: Direction, types: &[Rc<str>]) -> f64;

    /// How many relationships a node has, for choosing the cheaper end.
    fn degree_of(&self, node: NodeId) -> Look<usize>;

    /// The type of a relationship.
    fn kind(&self, rel: RelId) -> Look<Rc<str>>;

    /// Where a relationship starts and ends.
    fn ends(&self, rel: RelId) -> Look<(NodeId, NodeId)>;

    /// A property of a relationship, null where it has none.
    fn rel_property(&self, rel: RelId, key: &str) -> Look<Value>;

    /// All properties of a relationship, sorted.
    fn rel_properties(&self, rel: RelId) -> Look<Vec<(Rc<str>, Value)>>;

    /// The observations behind a relationship or node as a list of maps, where the graph keeps
    /// some.
    fn evidence(&self, value: &Value) -> Look<Value> {
        let _ = value;
        Ok(Value::Null)
    }
}
