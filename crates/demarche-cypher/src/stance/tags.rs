//! What a relationship's numbers say. Those between actors and issues carry all that is asked for
//! often, so that a question rarely goes back to the edges.

use std::rc::Rc;

use demarche_model::{
    Confidence, HalfEdge, HalfKind, PackedDate, Polarity, RelationKind, StatementId,
};

use crate::graph::RelId;

/// Tags of the edges between actors and issues.
const ABOUT: u8 = 3;
const BROADER: u8 = 4;
const RELATIONS: u8 = 5;
/// Tags of what ties statements to the rest.
pub(super) const HOLDER: u8 = 64;
pub(super) const TARGET: u8 = 65;
pub(super) const IN: u8 = 66;

/// The most observations that the numbers count; more are counted again.
const MANY: u64 = 31;

/// The tag of an edge.
pub(super) fn tag(half: &HalfEdge) -> u8 {
    match half.kind {
        HalfKind::Stance => stance(half.polarity.unwrap_or(Polarity::Neutral)),
        HalfKind::About => ABOUT,
        HalfKind::Broader => BROADER,
        HalfKind::Relation(kind) => RELATIONS + kind as u8,
    }
}

pub(super) const fn stance(polarity: Polarity) -> u8 {
    match polarity {
        Polarity::Support => 0,
        Polarity::Oppose => 1,
        Polarity::Neutral => 2,
    }
}

/// The polarity of the tag of a stance.
pub(super) const fn polarity(tag: u8) -> Option<Polarity> {
    match tag {
        0 => Some(Polarity::Support),
        1 => Some(Polarity::Oppose),
        2 => Some(Polarity::Neutral),
        _ => None,
    }
}

/// The kind of relation of a tag.
pub(super) fn relation(tag: u8) -> Option<RelationKind> {
    let place = tag.checked_sub(RELATIONS)?;
    RelationKind::ROWS
        .get(usize::from(place))
        .map(|row| row.kind)
}

/// The types of relationships, each with the set of its tags.
#[derive(Debug)]
pub(super) struct Types {
    names: Vec<(Rc<str>, Tags)>,
}

/// A set of tags: edges by their tag, what ties statements from bit 60 on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tags(u64);

impl Tags {
    const fn of(tag: u8) -> Self {
        Self(
            1 << if tag >= HOLDER {
                60 + tag - HOLDER
            } else {
                tag
            },
        )
    }

    pub(super) const fn has(self, tag: u8) -> bool {
        self.0 & Tags::of(tag).0 != 0
    }

    /// Whether edges between actors and issues are among them.
    pub(super) const fn edges(self) -> bool {
        self.0 << 4 != 0
    }

    /// Whether something that ties statements is among them.
    pub(super) const fn ties(self) -> bool {
        self.0 >> 60 != 0
    }
}

impl Types {
    pub(super) fn new() -> Self {
        let mut names: Vec<(Rc<str>, Tags)> = vec![
            ("STANCE".into(), Tags(0b111)),
            ("ABOUT".into(), Tags::of(ABOUT)),
            ("BROADER".into(), Tags::of(BROADER)),
            ("HOLDER".into(), Tags::of(HOLDER)),
            ("TARGET".into(), Tags::of(TARGET)),
            ("IN".into(), Tags::of(IN)),
        ];
        for row in RelationKind::ROWS {
            let name = row.word.to_ascii_uppercase();
            names.push((name.as_str().into(), Tags::of(RELATIONS + row.kind as u8)));
        }
        Self { names }
    }

    /// The tags of some types; where none is named those of all edges, without what ties
    /// statements to the rest.
    pub(super) fn tags(&self, types: &[Rc<str>]) -> Tags {
        if types.is_empty() {
            return Tags((1 << 60) - 1);
        }
        let named = self.names.iter().filter(|(name, _)| types.contains(name));
        Tags(named.fold(0, |all, (_, tags)| all | tags.0))
    }

    pub(super) fn name(&self, tag: u8) -> Rc<str> {
        let found = self.names.iter().find(|(_, tags)| tags.has(tag));
        found.map_or_else(|| "STANCE".into(), |(name, _)| name.clone())
    }
}

/// All observations of one tag between two nodes as one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Joined {
    pub(super) tag: u8,
    pub(super) count: u64,
    confidence: Confidence,
    first: PackedDate,
    last: PackedDate,
}

impl Joined {
    pub(super) fn of(half: &HalfEdge) -> Self {
        Self {
            tag: tag(half),
            count: 1,
            confidence: half.confidence,
            first: half.from,
            last: half.to,
        }
    }

    /// Takes in another observation of the same tag.
    pub(super) fn join(&mut self, half: &HalfEdge) {
        self.count += 1;
        self.confidence = self.confidence.max(half.confidence);
        if self.first == PackedDate::default()
            || (half.from != PackedDate::default() && half.from < self.first)
        {
            self.first = half.from;
        }
        self.last = self.last.max(half.to);
    }

    pub(super) fn rel(&self, from: u32, to: u32) -> RelId {
        let low = u64::from(self.tag)
            | u64::from(self.confidence.percent()) << 8
            | u64::from(self.first.to_bits()) << 15
            | u64::from(self.last.to_bits()) << 37
            | self.count.min(MANY) << 59;
        RelId(u64::from(from) << 32 | u64::from(to), low)
    }
}

/// The tag of a relationship.
#[allow(clippy::cast_possible_truncation, reason = "the lowest byte is meant")]
pub(super) const fn tag_of(rel: RelId) -> u8 {
    rel.1 as u8
}

/// The ends of an edge by number.
#[allow(clippy::cast_possible_truncation, reason = "the two halves are meant")]
pub(super) const fn ends_of(rel: RelId) -> (u32, u32) {
    ((rel.0 >> 32) as u32, rel.0 as u32)
}

/// The confidence of an edge.
pub(super) fn confidence_of(rel: RelId) -> Confidence {
    Confidence::from_percent(u8::try_from(rel.1 >> 8 & 0x7F).unwrap_or(100))
}

/// The first and last day of an edge.
pub(super) fn days_of(rel: RelId) -> (PackedDate, PackedDate) {
    let day = |shift: u32| {
        PackedDate::from_bits(u32::try_from(rel.1 >> shift & 0x3F_FFFF).unwrap_or_default())
    };
    (day(15), day(37))
}

/// How many observations an edge has, `None` where they are too many to be told by its numbers.
pub(super) const fn count_of(rel: RelId) -> Option<u64> {
    let count = rel.1 >> 59;
    if count < MANY { Some(count) } else { None }
}

/// What ties a statement to the rest.
#[allow(clippy::cast_possible_truncation, reason = "the two halves are meant")]
pub(super) fn tie(tag: u8, statement: StatementId) -> RelId {
    let bits = u128::from_be_bytes(statement.to_bytes());
    RelId(bits as u64, u64::from(tag) | ((bits >> 64) as u64) << 8)
}

/// The statement of a tie.
pub(super) const fn statement_of(rel: RelId) -> Option<StatementId> {
    let bits = (rel.1 >> 8) as u128;
    StatementId::from_bytes((bits << 64 | rel.0 as u128).to_be_bytes())
}
