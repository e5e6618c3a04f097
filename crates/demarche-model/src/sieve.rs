//! Which half edges a walk takes, quick to ask of many at once.

use crate::{Confidence, HalfEdge, HalfKind, Polarity, RelationKind};

/// Conditions on half edges as sets of bits, which a graph can ask of its packed form. All must
/// hold; the default lets everything through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sieve {
    /// Kinds of half edge, see [`Self::class`].
    pub classes: u32,
    /// Positions of stances, see [`Self::position`]; a stance without one counts as neutral.
    pub polarities: u32,
    /// Kinds of relation, see [`Self::kind`].
    pub relations: u32,
    /// Least confidence.
    pub least: Confidence,
    /// Whether what is not hedged passes, and whether what is hedged does.
    pub hedging: [bool; 2],
    /// The direction to go: along the edges if `true`, against them if `false`; `None` for either.
    pub along: Option<bool>,
    /// Kinds of relation that are gone both ways whatever the direction.
    pub both_ways: u32,
}

impl Default for Sieve {
    fn default() -> Self {
        Self {
            classes: u32::MAX,
            polarities: u32::MAX,
            relations: u32::MAX,
            least: Confidence::from_percent(0),
            hedging: [true; 2],
            along: None,
            both_ways: 0,
        }
    }
}

impl Sieve {
    /// The bit of a kind of half edge: stance 0, relation 1, about 2, broader 3.
    pub const fn class(kind: HalfKind) -> u32 {
        match kind {
            HalfKind::Stance => 1,
            HalfKind::Relation(_) => 1 << 1,
            HalfKind::About => 1 << 2,
            HalfKind::Broader => 1 << 3,
        }
    }

    /// The bit of a position: its place in [`Polarity::ALL`].
    pub const fn position(polarity: Polarity) -> u32 {
        1 << polarity as u32
    }

    /// The bit of a kind of relation: its place in [`RelationKind::ROWS`].
    pub const fn kind(kind: RelationKind) -> u32 {
        1 << kind as u32
    }

    /// Whether a half edge passes.
    pub fn passes(&self, half: &HalfEdge) -> bool {
        let (fits, both_ways) = match half.kind {
            HalfKind::Stance => {
                let polarity = half.polarity.unwrap_or(Polarity::Neutral);
                (self.polarities & Self::position(polarity) != 0, false)
            }
            HalfKind::Relation(kind) => {
                let kind = Self::kind(kind);
                (self.relations & kind != 0, self.both_ways & kind != 0)
            }
            HalfKind::About | HalfKind::Broader => (true, false),
        };
        fits && self.classes & Self::class(half.kind) != 0
            && half.confidence >= self.least
            && self.hedging[usize::from(half.hedged)]
            && (both_ways || self.along.is_none_or(|along| along == half.outgoing))
    }
}

/// What a walk needs of a half edge that it takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct End {
    /// Number of the other end.
    pub other: u32,
    /// 2 for an observation, 1 for a hedged one, 0 for a structural edge.
    pub weight: u8,
    /// How sure, in hundredths; 0 for a structural edge.
    pub percent: u8,
}

impl End {
    /// What is needed of a half edge.
    pub fn of(half: &HalfEdge) -> Self {
        let observed = half.kind.observed();
        Self {
            other: half.other,
            weight: if observed {
                2 - u8::from(half.hedged)
            } else {
                0
            },
            percent: if observed {
                half.confidence.percent()
            } else {
                0
            },
        }
    }
}
