//! What a writer of drawings takes besides the graph.

use std::collections::BTreeMap;

use demarche_model::{Confidence, Date, Mode, NodeId, ObservationId};

/// Which colours a picture has.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Theme {
    /// Dark on white.
    #[default]
    Light,
    /// Light on nearly black.
    Dark,
}

/// How nodes are placed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Plan {
    /// As the graph asks for: paths from left to right, all else by its distances.
    #[default]
    Auto,
    /// Whose stances on this node are in favour on its left, against it on its right, all others
    /// above and below it.
    Camps(NodeId),
    /// Each group in a field of its own; nodes of no group by their distances beside them.
    Groups(Vec<Group>),
}

/// Nodes that belong together.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// What stands above them.
    pub name: String,
    /// Who they are.
    pub nodes: Vec<NodeId>,
}

/// What one observation says, for formats that show all that is behind an edge.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    /// The exact words.
    pub words: String,
    /// Names of those who relay it, outermost first.
    pub via: Vec<String>,
    /// Title of the document, else its path.
    pub document: String,
    /// When it holds, where known.
    pub date: Option<Date>,
    /// How sure it is.
    pub confidence: Confidence,
    /// Whether it is hedged.
    pub hedged: bool,
    /// How the text carries it, for statements.
    pub mode: Option<Mode>,
}

/// What a writer of drawings takes besides the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Title above the picture.
    pub title: Option<String>,
    /// Whether a legend is drawn, and from when and where the picture is, where the format has
    /// room for them.
    pub legend: bool,
    /// The node that paths begin with; without it, the end that acts more.
    pub start: Option<NodeId>,
    /// The colours.
    pub theme: Theme,
    /// How nodes are placed, where the format tells.
    pub plan: Plan,
    /// Lines beneath the picture.
    pub remarks: Vec<String>,
    /// The words behind the edges' observations; where one is missing, the best quote of its
    /// edge stands alone.
    pub said: BTreeMap<ObservationId, Said>,
}

impl Default for Drawing {
    fn default() -> Self {
        Self {
            title: None,
            legend: true,
            start: None,
            theme: Theme::default(),
            plan: Plan::default(),
            remarks: Vec::new(),
            said: BTreeMap::new(),
        }
    }
}
