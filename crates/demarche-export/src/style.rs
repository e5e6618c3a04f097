//! How kinds of nodes and edges look in every drawing: rows of data.
//!
//! The palette is told apart with the common forms of colour blindness (support is a bluish
//! green, opposition an orange red), and every sign has its own arrowhead besides.

use demarche_model::{ActorKind, EdgeKind, Polarity, SubEdge, SubKind};

/// Outline of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// Ends fully round.
    Pill,
    /// Corners slightly round.
    Rounded,
    /// Corners cut.
    Octagon,
    /// Ends fully round, outline twice.
    DoublePill,
    /// Sharp corners.
    Box,
}

/// How a kind of node looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NodeStyle {
    pub kind: SubKind,
    pub shape: Shape,
    pub fill: &'static str,
    pub line: &'static str,
    /// For the legend.
    pub label: &'static str,
}

const fn node(
    kind: SubKind,
    shape: Shape,
    fill: &'static str,
    line: &'static str,
    label: &'static str,
) -> NodeStyle {
    NodeStyle {
        kind,
        shape,
        fill,
        line,
        label,
    }
}

/// Every kind of node, in the order of the legend.
#[rustfmt::skip]
pub(crate) const NODES: &[NodeStyle] = &[
    node(SubKind::Actor(ActorKind::Person), Shape::Pill, "#e1edf9", "#2b6cb0", "person"),
    node(SubKind::Actor(ActorKind::Organization), Shape::Rounded, "#ece6f7", "#6b4fa0", "organization"),
    node(SubKind::Actor(ActorKind::State), Shape::Octagon, "#f4ebdb", "#8a6a34", "state"),
    node(SubKind::Actor(ActorKind::Group), Shape::DoublePill, "#e8edf2", "#566577", "group"),
    node(SubKind::Issue, Shape::Box, "#fff8d6", "#857219", "issue"),
];

/// The style of a kind of node.
pub(crate) fn of_node(kind: SubKind) -> &'static NodeStyle {
    let found = NODES.iter().find(|style| style.kind == kind);
    found.unwrap_or(&NODES[0])
}

/// End of an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Head {
    /// Filled triangle.
    Arrow,
    /// Bar across.
    Tee,
    /// Ring.
    Ring,
    /// Two strokes.
    Open,
    /// Nothing.
    None,
}

/// How a kind of edge looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EdgeStyle {
    pub color: &'static str,
    pub head: Head,
    /// Dots, for edges without evidence of their own.
    pub dotted: bool,
    /// For the legend.
    pub label: &'static str,
}

const fn edge(color: &'static str, head: Head, dotted: bool, label: &'static str) -> EdgeStyle {
    EdgeStyle {
        color,
        head,
        dotted,
        label,
    }
}

const SUPPORT: EdgeStyle = edge("#0b7d5c", Head::Arrow, false, "supports");
const OPPOSE: EdgeStyle = edge("#c4371b", Head::Tee, false, "opposes");
const NEUTRAL: EdgeStyle = edge("#74797f", Head::Ring, false, "neutral");
const RELATION: EdgeStyle = edge("#4a5a86", Head::Open, false, "relation");
const SYMMETRIC: EdgeStyle = edge("#4a5a86", Head::None, false, "relation, both ways");
const ABOUT: EdgeStyle = edge("#8d949e", Head::Open, true, "about");
const BROADER: EdgeStyle = edge("#8d949e", Head::Arrow, true, "part of");

/// Every style of edge, in the order of the legend.
pub(crate) const EDGES: &[EdgeStyle] = &[
    SUPPORT, OPPOSE, NEUTRAL, RELATION, SYMMETRIC, ABOUT, BROADER,
];

/// The style of a kind of edge.
pub(crate) fn of_edge(kind: &EdgeKind) -> &'static EdgeStyle {
    match kind {
        EdgeKind::Stance(Polarity::Support) => &SUPPORT,
        EdgeKind::Stance(Polarity::Oppose) => &OPPOSE,
        EdgeKind::Stance(Polarity::Neutral) => &NEUTRAL,
        EdgeKind::Relation(..) if kind.is_directed() => &RELATION,
        EdgeKind::Relation(..) => &SYMMETRIC,
        EdgeKind::About => &ABOUT,
        EdgeKind::Broader => &BROADER,
    }
}

/// Thickness of an edge in points: grows with the logarithm of its evidence.
pub(crate) fn thickness(edge: &SubEdge) -> f64 {
    let doublings = usize::BITS - edge.count.max(1).leading_zeros() - 1;
    1.3 + 0.9 * f64::from(doublings.min(5))
}

/// What dashes mean, for the legend.
pub(crate) const HEDGED: &str = "hedged";
/// What thickness means, for the legend.
pub(crate) const MANY: &str = "more passages";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_its_own_row() {
        for kind in ActorKind::ALL.iter().map(|&kind| SubKind::Actor(kind)) {
            assert_eq!(of_node(kind).kind, kind);
        }
        assert_eq!(of_node(SubKind::Issue).shape, Shape::Box);
        let outlines = |row: &NodeStyle| NODES.iter().filter(|r| r.shape == row.shape).count();
        assert!(NODES.iter().all(|row| outlines(row) == 1));
    }

    #[test]
    fn signs_differ_without_colour() {
        let head = |polarity| of_edge(&EdgeKind::Stance(polarity)).head;
        let [support, oppose, neutral] =
            [Polarity::Support, Polarity::Oppose, Polarity::Neutral].map(head);
        assert!(support != oppose && oppose != neutral && support != neutral);
    }
}
