//! How kinds of nodes and edges look in every drawing: rows of data.
//!
//! The palette is told apart with the common forms of colour blindness (support is a bluish
//! green, opposition an orange red), and every sign has its own dashes and arrowhead besides.

use demarche_model::{ActorKind, EdgeKind, Polarity, SubEdge, SubKind};

use crate::drawing::Theme;

/// A colour on light paper, and the one that stands for it on dark paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tone {
    light: &'static str,
    dark: &'static str,
}

impl Tone {
    pub(crate) const fn of(self, theme: Theme) -> &'static str {
        match theme {
            Theme::Light => self.light,
            Theme::Dark => self.dark,
        }
    }
}

const fn tone(light: &'static str, dark: &'static str) -> Tone {
    Tone { light, dark }
}

/// Behind everything.
pub(crate) const PAPER: Tone = tone("#ffffff", "#12171d");
/// Text.
pub(crate) const INK: Tone = tone("#1f2933", "#e8ecf1");
/// Text that matters less.
pub(crate) const FAINT: Tone = tone("#5b6672", "#a3aebb");
/// Thin lines that help the eye.
pub(crate) const RULE: Tone = tone("#dbe1e8", "#2b343f");

/// A piece of ground on which nodes stand together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Ground {
    pub fill: Tone,
    pub line: Tone,
    pub ink: Tone,
}

const fn ground(fill: Tone, line: Tone, ink: Tone) -> Ground {
    Ground { fill, line, ink }
}

/// Under supporters.
pub(crate) const FOR: Ground = ground(
    tone("#eef8f4", "#10231f"),
    tone("#b9ddd0", "#245146"),
    tone("#0b7d5c", "#3fcfa4"),
);
/// Under opponents.
pub(crate) const AGAINST: Ground = ground(
    tone("#fdf2ef", "#291815"),
    tone("#eec6bb", "#63352a"),
    tone("#c4371b", "#ff8466"),
);
/// Under the others.
pub(crate) const BETWEEN: Ground = ground(
    tone("#f4f6f8", "#1a2027"),
    tone("#d3d9df", "#353f4a"),
    tone("#5b6672", "#a3aebb"),
);
/// Under groups, one after the other.
pub(crate) const GROUNDS: [Ground; 5] = [
    ground(
        tone("#f1f6fc", "#141e2a"),
        tone("#bdd3ea", "#2d4a6b"),
        tone("#2b5c92", "#8fbdf0"),
    ),
    ground(
        tone("#fcf5ea", "#261e12"),
        tone("#e6cfa6", "#5c4a26"),
        tone("#80601f", "#e3bd74"),
    ),
    ground(
        tone("#f6f1fb", "#1f1929"),
        tone("#d3c3e8", "#493b63"),
        tone("#644694", "#c3a8ee"),
    ),
    ground(
        tone("#eff8f8", "#122224"),
        tone("#b5d9da", "#28514f"),
        tone("#1d7074", "#79cfd2"),
    ),
    ground(
        tone("#fbf0f5", "#29161f"),
        tone("#e9c2d3", "#5f3348"),
        tone("#98396a", "#f09cc4"),
    ),
];

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
    pub fill: Tone,
    pub line: Tone,
    /// For the legend.
    pub label: &'static str,
}

const fn node(
    kind: SubKind,
    shape: Shape,
    fill: Tone,
    line: Tone,
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
    node(SubKind::Actor(ActorKind::Person), Shape::Pill, tone("#e1edf9", "#173049"), tone("#2b6cb0", "#6fb0ee"), "person"),
    node(SubKind::Actor(ActorKind::Organization), Shape::Rounded, tone("#ece6f7", "#2a2144"), tone("#6b4fa0", "#b095ea"), "organization"),
    node(SubKind::Actor(ActorKind::State), Shape::Octagon, tone("#f4ebdb", "#33270f"), tone("#8a6a34", "#d3a95a"), "state"),
    node(SubKind::Actor(ActorKind::Group), Shape::DoublePill, tone("#e8edf2", "#252d37"), tone("#566577", "#a1b0c2"), "group"),
    node(SubKind::Issue, Shape::Box, tone("#fff8d6", "#2f2a0c"), tone("#857219", "#d6be4a"), "issue"),
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

/// What a line is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Dash {
    /// One stroke.
    Solid,
    /// Long strokes.
    Long,
    /// Short strokes.
    Short,
    /// Dots, for edges without evidence of their own.
    Dots,
}

/// How a kind of edge looks.
#[derive(Debug, Clone, Copy)]
pub(crate) struct EdgeStyle {
    pub color: Tone,
    pub head: Head,
    pub dash: Dash,
    /// For the legend.
    pub label: &'static str,
}

const fn edge(color: Tone, head: Head, dash: Dash, label: &'static str) -> EdgeStyle {
    EdgeStyle {
        color,
        head,
        dash,
        label,
    }
}

const TIE: Tone = tone("#4a5a86", "#a3b3e6");
const FRAME: Tone = tone("#8d949e", "#7d8793");

const SUPPORT: EdgeStyle = edge(
    tone("#0b7d5c", "#3fcfa4"),
    Head::Arrow,
    Dash::Solid,
    "supports",
);
const OPPOSE: EdgeStyle = edge(tone("#c4371b", "#ff8466"), Head::Tee, Dash::Long, "opposes");
const NEUTRAL: EdgeStyle = edge(
    tone("#74797f", "#b3bac2"),
    Head::Ring,
    Dash::Short,
    "neutral",
);
const RELATION: EdgeStyle = edge(TIE, Head::Open, Dash::Solid, "relation");
const SYMMETRIC: EdgeStyle = edge(TIE, Head::None, Dash::Solid, "relation, both ways");
const ABOUT: EdgeStyle = edge(FRAME, Head::Open, Dash::Dots, "about");
const BROADER: EdgeStyle = edge(FRAME, Head::Arrow, Dash::Dots, "part of");

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

/// What a double line means, for the legend.
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
        let style = |polarity| of_edge(&EdgeKind::Stance(polarity));
        let [support, oppose, neutral] =
            [Polarity::Support, Polarity::Oppose, Polarity::Neutral].map(style);
        for (one, two) in [(support, oppose), (oppose, neutral), (support, neutral)] {
            assert!(one.head != two.head && one.dash != two.dash);
        }
    }
}
