//! Edges: observations with the same ends and kind, seen as one.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use demarche_model::{
    Confidence, Date, Link, LinkKind, NodeId, ObservationId, Polarity, Relation, RelationKind,
    Statement,
};

/// What an edge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tie {
    /// The holder takes this position towards the target.
    Stance(Polarity),
    /// Two actors are tied.
    Relation(RelationKind),
    /// An issue is about an actor.
    About,
    /// An issue belongs to a broader one.
    Broader,
}

impl Tie {
    /// Whether it follows from what an issue is, not from an observation.
    pub const fn is_structural(self) -> bool {
        matches!(self, Tie::About | Tie::Broader)
    }

    /// Whether the direction means something: false for symmetric relation kinds.
    pub fn is_directed(self) -> bool {
        !matches!(self, Tie::Relation(kind) if kind.row().symmetric)
    }

    /// +1 for support, -1 for opposition, 0 for everything else.
    pub const fn sign(self) -> i8 {
        match self {
            Tie::Stance(polarity) => polarity.sign(),
            _ => 0,
        }
    }

    /// As [`Self::sign`], with what the kind of a relation says of its two ends.
    pub fn leaning(self) -> i8 {
        match self {
            Tie::Relation(kind) => kind.row().sign,
            other => other.sign(),
        }
    }
}

/// The aggregate of the observations with the same ends and tie.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edge {
    /// Holder, subject or issue; of a symmetric relation the end with the smaller id.
    pub from: NodeId,
    /// Target, object, actor or broader issue.
    pub to: NodeId,
    /// What it says.
    pub tie: Tie,
    /// How many observations back it; 0 for structural edges.
    pub count: usize,
    /// How many of them are hedged.
    pub hedged: usize,
    /// The highest confidence; full for structural edges.
    pub confidence: Confidence,
    /// The mean confidence, rounded down to hundredths; full for structural edges.
    pub mean: Confidence,
    /// The earliest date at which an observation holds, where known.
    pub first: Option<Date>,
    /// The latest date at which an observation holds, where known.
    pub last: Option<Date>,
    /// The observations, best first: unhedged before hedged, then by confidence, then by id.
    pub observations: Vec<ObservationId>,
}

impl Edge {
    /// +1 for support, -1 for opposition, 0 for everything else.
    pub const fn sign(&self) -> i8 {
        self.tie.sign()
    }

    /// The best observation; `None` for structural edges.
    pub fn best(&self) -> Option<ObservationId> {
        self.observations.first().copied()
    }

    /// How much evidence there is: 2 for every unhedged observation, 1 for every hedged one.
    pub const fn evidence(&self) -> usize {
        2 * self.count - self.hedged
    }

    /// Sorts by this put the strongest edge first.
    pub(crate) fn strength(&self) -> impl Ord + use<> {
        (
            self.tie.is_structural(),
            Reverse(self.evidence()),
            Reverse(self.confidence),
            (self.from, self.to, self.tie),
        )
    }
}

/// One observation, or one structural link, seen as an edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Seen {
    pub(crate) from: NodeId,
    pub(crate) to: NodeId,
    pub(crate) tie: Tie,
    pub(crate) observation: Option<ObservationId>,
    pub(crate) confidence: Confidence,
    pub(crate) hedged: bool,
    pub(crate) first: Option<Date>,
    pub(crate) last: Option<Date>,
}

impl Seen {
    pub(crate) fn link(node: NodeId, link: &Link) -> Self {
        let (tie, observation) = match link.kind {
            LinkKind::Stance(id) => (
                Tie::Stance(link.polarity.unwrap_or(Polarity::Neutral)),
                Some(ObservationId::Statement(id)),
            ),
            LinkKind::Relation(kind, id) => {
                (Tie::Relation(kind), Some(ObservationId::Relation(id)))
            }
            LinkKind::About => (Tie::About, None),
            LinkKind::Broader => (Tie::Broader, None),
        };
        let (from, to) = if link.outgoing {
            (node, link.other)
        } else {
            (link.other, node)
        };
        Self {
            from,
            to,
            tie,
            observation,
            confidence: link.confidence,
            hedged: link.hedged,
            first: link.from,
            last: link.to,
        }
        .ordered()
    }

    pub(crate) fn statement(record: &Statement) -> Self {
        Self {
            from: record.holder.into(),
            to: record.target,
            tie: Tie::Stance(record.polarity),
            observation: Some(ObservationId::Statement(record.id)),
            confidence: record.confidence,
            hedged: record.hedged,
            first: record.date,
            last: record.date,
        }
    }

    pub(crate) fn relation(record: &Relation) -> Self {
        let event = record.kind.row().event;
        Self {
            from: record.subject.into(),
            to: record.object.into(),
            tie: Tie::Relation(record.kind),
            observation: Some(ObservationId::Relation(record.id)),
            confidence: record.confidence,
            hedged: record.hedged,
            first: if event {
                record.date
            } else {
                record.valid_from
            },
            last: if event { record.date } else { record.valid_to },
        }
        .ordered()
    }

    /// Both directions of a symmetric relation are one edge.
    fn ordered(mut self) -> Self {
        if !self.tie.is_directed() && self.to < self.from {
            std::mem::swap(&mut self.from, &mut self.to);
        }
        self
    }
}

/// Joins what has the same ends and tie; an observation counts once. Sorted by ends and tie.
/// O(n log n).
pub(crate) fn aggregate(seen: impl IntoIterator<Item = Seen>) -> Vec<Edge> {
    let mut groups: BTreeMap<_, Vec<Seen>> = BTreeMap::new();
    for item in seen {
        let key = (item.from, item.to, item.tie);
        groups.entry(key).or_default().push(item);
    }
    groups.into_values().map(edge).collect()
}

fn edge(mut group: Vec<Seen>) -> Edge {
    group.sort_unstable_by_key(|seen| (seen.hedged, Reverse(seen.confidence), seen.observation));
    group.dedup_by_key(|seen| seen.observation);
    let percents = group
        .iter()
        .map(|seen| usize::from(seen.confidence.percent()));
    let mean = percents.sum::<usize>() / group.len();
    let best = group.iter().map(|seen| seen.confidence).max();
    Edge {
        from: group[0].from,
        to: group[0].to,
        tie: group[0].tie,
        count: group
            .iter()
            .filter(|seen| seen.observation.is_some())
            .count(),
        hedged: group.iter().filter(|seen| seen.hedged).count(),
        confidence: best.unwrap_or(Confidence::FULL),
        mean: Confidence::from_percent(u8::try_from(mean).unwrap_or(100)),
        first: group.iter().filter_map(|seen| seen.first).min(),
        last: group.iter().filter_map(|seen| seen.last).max(),
        observations: group.iter().filter_map(|seen| seen.observation).collect(),
    }
}
