//! A filter made ready for many links: sets are bits.

use std::collections::BTreeSet;

use demarche_model::{
    Confidence, Date, DocumentId, HalfEdge, HalfKind, Polarity, RelationKind, Sieve,
};

use crate::edge::{Seen, Tie};
use crate::error::Result;
use crate::filter::{Class, Filter, Hedging};
use crate::view::{View, backing};

const _: () = assert!(RelationKind::ROWS.len() <= 32, "a kind is a bit of 32");

/// What a [`Filter`] says, quick to ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen<'a> {
    filter: &'a Filter,
    classes: u32,
    relations: u32,
    polarities: u32,
    /// Kinds of relation that go both ways.
    symmetric: u32,
    min: Confidence,
    hedging: Hedging,
    dated: bool,
}

/// A bit for each value of a set; all where there is none.
fn bits<T: Copy>(set: Option<&BTreeSet<T>>, bit: fn(T) -> u32) -> u32 {
    set.map_or(u32::MAX, |set| {
        set.iter().fold(0, |all, &value| all | bit(value))
    })
}

const fn class(class: Class) -> u32 {
    match class {
        Class::Stance => Sieve::class(HalfKind::Stance),
        Class::Relation => 1 << 1,
        Class::About => Sieve::class(HalfKind::About),
        Class::Broader => Sieve::class(HalfKind::Broader),
    }
}

const fn kind(kind: RelationKind) -> u32 {
    Sieve::kind(kind)
}

const fn position(polarity: Polarity) -> u32 {
    Sieve::position(polarity)
}

impl<'a> Screen<'a> {
    pub(crate) fn of(filter: &'a Filter) -> Self {
        let symmetric = RelationKind::ROWS.iter().filter(|row| row.symmetric);
        Self {
            filter,
            classes: bits(filter.classes.as_ref(), class),
            relations: bits(filter.relations.as_ref(), kind),
            polarities: bits(filter.polarities.as_ref(), position),
            symmetric: symmetric.fold(0, |all, row| all | kind(row.kind)),
            min: filter.min_confidence,
            hedging: filter.hedging,
            dated: [filter.since, filter.until, filter.as_of] != [None; 3],
        }
    }

    /// Whether links can be judged without their observations.
    pub(crate) fn needs_no_records(&self) -> bool {
        self.filter.documents.is_none()
    }

    /// Whether an observation or structural link passes. Where documents count that is a look-up;
    /// [`Self::admits_of`] spares it those who have the record.
    pub(crate) fn admits(&self, view: &dyn View, seen: &Seen) -> Result<bool> {
        if !self.admits_structure(seen) {
            return Ok(false);
        }
        let (Some(wanted), Some(id)) = (&self.filter.documents, seen.observation) else {
            return Ok(true);
        };
        Ok(wanted.contains(&backing(view, id)?.document()))
    }

    /// Whether an observation of this document passes.
    pub(crate) fn admits_of(&self, seen: &Seen, document: DocumentId) -> bool {
        let wanted = self.filter.documents.as_ref();
        self.admits_structure(seen) && wanted.is_none_or(|wanted| wanted.contains(&document))
    }

    /// Whether a structural link passes, or an observation apart from its document.
    pub(crate) fn admits_structure(&self, seen: &Seen) -> bool {
        self.passes(seen.tie, seen.confidence, seen.hedged)
            && self.in_time(seen.tie, || (seen.first, seen.last))
    }

    /// The same for walks that go one way, along the edges if `forward`, unless the filter is
    /// undirected; `None` where dates count, which it does not tell.
    pub(crate) fn sieve(&self, forward: bool) -> Option<Sieve> {
        (!self.dated).then(|| Sieve {
            classes: self.classes,
            polarities: self.polarities,
            relations: self.relations,
            least: self.min,
            hedging: [
                self.hedging != Hedging::Only,
                self.hedging != Hedging::Without,
            ],
            along: self.filter.directed.then_some(forward),
            both_ways: self.symmetric,
        })
    }

    /// Whether a half edge passes, apart from its document.
    pub(crate) fn admits_half(&self, half: &HalfEdge) -> bool {
        let tie = tie(half);
        self.passes(tie, half.confidence, half.hedged)
            && self.in_time(tie, || (half.from.get(), half.to.get()))
    }

    /// Whether a half edge passes and may be walked from its node: along it if `forward`, else
    /// against it, either way where the filter is undirected or the tie has no direction.
    pub(crate) fn walks(&self, half: &HalfEdge, forward: bool) -> bool {
        let against = self.filter.directed
            && half.outgoing != forward
            && !matches!(half.kind, HalfKind::Relation(one) if self.symmetric & kind(one) != 0);
        !against && self.admits_half(half)
    }

    fn passes(&self, tie: Tie, confidence: Confidence, hedged: bool) -> bool {
        let (of, fits) = match tie {
            Tie::Stance(polarity) => (Class::Stance, self.polarities & position(polarity)),
            Tie::Relation(one) => (Class::Relation, self.relations & kind(one)),
            Tie::About => (Class::About, 1),
            Tie::Broader => (Class::Broader, 1),
        };
        let hedging = match self.hedging {
            Hedging::Any => true,
            Hedging::Without => !hedged,
            Hedging::Only => hedged,
        };
        fits != 0 && self.classes & class(of) != 0 && hedging && confidence >= self.min
    }

    fn in_time(&self, tie: Tie, dates: impl Fn() -> (Option<Date>, Option<Date>)) -> bool {
        if !self.dated {
            return true;
        }
        let lasting = match tie {
            Tie::About | Tie::Broader => return true,
            Tie::Stance(_) => false,
            Tie::Relation(kind) => !kind.row().event,
        };
        let (first, last) = dates();
        let begins = first.map(Date::first_day);
        let ends = last.map(Date::last_day);
        let after = |date: Date| ends.map_or(lasting, |end| end >= date.first_day());
        let before = |date: Date| begins.map_or(lasting, |begin| begin <= date.last_day());
        let Filter {
            since,
            until,
            as_of,
            ..
        } = self.filter;
        since.is_none_or(after)
            && until.is_none_or(before)
            && as_of.is_none_or(|date| before(date) && (!lasting || after(date)))
    }
}

/// What a half edge says.
pub(crate) fn tie(half: &HalfEdge) -> Tie {
    match half.kind {
        HalfKind::Stance => Tie::Stance(half.polarity.unwrap_or(Polarity::Neutral)),
        HalfKind::Relation(kind) => Tie::Relation(kind),
        HalfKind::About => Tie::About,
        HalfKind::Broader => Tie::Broader,
    }
}
