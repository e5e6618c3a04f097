//! A part of the graph as a value, with names and quotes resolved: what is drawn and exported.

use std::fmt;
use std::str::FromStr;

use crate::{
    ActorKind, Confidence, Date, IdError, NodeId, Polarity, RelationId, RelationKind, StatementId,
};

/// What backs an edge: a statement or a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ObservationId {
    /// A statement.
    Statement(StatementId),
    /// A relation.
    Relation(RelationId),
}

impl fmt::Display for ObservationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ObservationId::Statement(id) => id.fmt(f),
            ObservationId::Relation(id) => id.fmt(f),
        }
    }
}

impl FromStr for ObservationId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let statement = text.parse().map(ObservationId::Statement);
        statement
            .or_else(|_| text.parse().map(ObservationId::Relation))
            .map_err(|_: IdError| IdError {
                text: text.to_owned(),
                wanted: "a statement or relation id",
            })
    }
}

/// What a node of a subgraph is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SubKind {
    /// An actor.
    Actor(ActorKind),
    /// An issue.
    Issue,
}

impl SubKind {
    /// The word of the interchange format: the actor's kind, or `issue`.
    pub const fn as_str(self) -> &'static str {
        match self {
            SubKind::Actor(kind) => kind.as_str(),
            SubKind::Issue => "issue",
        }
    }
}

/// A node with its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubNode {
    /// Its id.
    pub id: NodeId,
    /// Canonical name or label.
    pub name: String,
    /// What it is.
    pub kind: SubKind,
    /// Whether the subgraph was asked for because of it (start, end, centre).
    pub focus: bool,
}

/// What an edge of a subgraph is.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EdgeKind {
    /// Holder to target.
    Stance(Polarity),
    /// Subject to object, with the office or role where the best observation that has one names
    /// it, or the status (`planned`) where it is no plain fact. Both directions of a symmetric kind are one edge.
    Relation(RelationKind, Option<String>),
    /// Issue to an actor that it is about.
    About,
    /// Issue to a broader one.
    Broader,
}

impl EdgeKind {
    /// Whether the direction means something: false for symmetric relation kinds.
    pub fn is_directed(&self) -> bool {
        !matches!(self, EdgeKind::Relation(kind, _) if kind.row().symmetric)
    }
}

/// The aggregate of all observations with the same ends and kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SubEdge {
    /// Index of the holder, subject or issue in [`Subgraph::nodes`].
    pub from: usize,
    /// Index of the target, object, actor or broader issue in [`Subgraph::nodes`].
    pub to: usize,
    /// What it is.
    pub kind: EdgeKind,
    /// How many observations back it; 0 for structural edges.
    pub count: usize,
    /// Whether every observation is hedged; false for structural edges.
    pub hedged: bool,
    /// The highest confidence among the observations; full for structural edges.
    pub confidence: Confidence,
    /// The earliest date at which an observation holds, where known.
    pub first: Option<Date>,
    /// The latest date at which an observation holds, where known.
    pub last: Option<Date>,
    /// Evidence of the best observation.
    pub quote: Option<String>,
    /// Title of the document of that quote, else its path.
    pub document: Option<String>,
    /// The observations, best first; empty for structural edges.
    pub observations: Vec<ObservationId>,
}

/// Nodes and edges. After [`Subgraph::settle`] its order depends on nothing but its content.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Subgraph {
    /// Nodes by id.
    pub nodes: Vec<SubNode>,
    /// Edges by ends and kind.
    pub edges: Vec<SubEdge>,
}

impl Subgraph {
    /// The index of a node of a settled subgraph; `None` if it is not there. O(log nodes).
    pub fn place(&self, id: NodeId) -> Option<usize> {
        self.nodes.binary_search_by_key(&id, |node| node.id).ok()
    }

    /// Sorts nodes by id and edges by ends, kind and observations, and moves the edges' indices
    /// along. Edges without both ends are dropped. O((n + m) log (n + m)).
    pub fn settle(&mut self) {
        let mut order: Vec<usize> = (0..self.nodes.len()).collect();
        order.sort_by_key(|&index| self.nodes[index].id);
        let mut place = vec![0; order.len()];
        for (new, &old) in order.iter().enumerate() {
            place[old] = new;
        }
        self.nodes.sort_by_key(|node| node.id);
        self.edges
            .retain(|edge| edge.from < place.len() && edge.to < place.len());
        for edge in &mut self.edges {
            edge.from = place[edge.from];
            edge.to = place[edge.to];
        }
        self.edges.sort_by(|left, right| {
            let key = |edge: &SubEdge| (edge.from, edge.to);
            key(left)
                .cmp(&key(right))
                .then_with(|| left.kind.cmp(&right.kind))
                .then_with(|| left.observations.cmp(&right.observations))
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{ActorId, IssueId};

    fn node(id: NodeId) -> SubNode {
        SubNode {
            id,
            name: id.to_string(),
            kind: SubKind::Issue,
            focus: false,
        }
    }

    fn about(from: usize, to: usize) -> SubEdge {
        SubEdge {
            from,
            to,
            kind: EdgeKind::About,
            count: 0,
            hedged: false,
            confidence: Confidence::FULL,
            first: None,
            last: None,
            quote: None,
            document: None,
            observations: Vec::new(),
        }
    }

    #[test]
    fn settling_keeps_ends_and_forgets_the_order() {
        let ids: Vec<NodeId> = ["x", "y", "z"]
            .iter()
            .flat_map(|name| [ActorId::of(&[name]).into(), IssueId::of(&[name]).into()])
            .collect();
        let ends = |graph: &Subgraph| -> Vec<(NodeId, NodeId)> {
            let id = |index: usize| graph.nodes[index].id;
            graph.edges.iter().map(|e| (id(e.from), id(e.to))).collect()
        };
        let mut forward = Subgraph {
            nodes: ids.iter().copied().map(node).collect(),
            edges: vec![about(0, 5), about(3, 1), about(2, 99)],
        };
        let mut backward = Subgraph {
            nodes: ids.iter().rev().copied().map(node).collect(),
            edges: vec![about(2, 4), about(5, 0)],
        };
        forward.settle();
        backward.settle();
        assert_eq!(forward, backward);
        assert_eq!(forward.edges.len(), 2);
        assert!(ends(&forward).contains(&(ids[0], ids[5])));
        assert_eq!(
            forward.place(ids[0]).map(|at| forward.nodes[at].id),
            Some(ids[0])
        );
        assert_eq!(forward.place(ActorId::of(&[]).into()), None);
        assert!(ends(&forward).contains(&(ids[3], ids[1])));
    }

    #[test]
    fn an_observation_id_is_read_by_its_letter() {
        let relation = ObservationId::Relation(RelationId::of(&["x"]));
        assert_eq!(relation.to_string().parse(), Ok(relation));
        assert!("s".parse::<ObservationId>().is_err());
    }
}
