//! Two sides of a contradiction, and the pair of statements that shows it best.

use std::cmp::Reverse;

use demarche_model::{DocumentId, Polarity};

use crate::edge::{Seen, Tie};
use crate::error::Result;
use crate::time::apart;
use crate::view::{View, backing};

/// How many statements of each side are compared: the surest ones.
const COMPARED: usize = 32;
/// Days after which closeness has fallen to a half.
const HALF: f64 = 30.0;

/// A stance with its document, which is known only where it has no date.
#[derive(Debug, Clone, Copy)]
pub(super) struct Placed {
    pub(super) seen: Seen,
    pub(super) document: Option<DocumentId>,
}

/// The pair that shows a contradiction best.
pub(super) struct Clash {
    pub(super) one: Placed,
    pub(super) other: Placed,
    pub(super) days: Option<u32>,
    pub(super) score: f64,
}

pub(super) fn polarity(seen: &Seen) -> Polarity {
    match seen.tie {
        Tie::Stance(polarity) => polarity,
        _ => Polarity::Neutral,
    }
}

/// Those of the stances that have a polarity, the surest ones first, and not many.
pub(super) fn surest(view: &dyn View, all: &[Seen], wanted: Polarity) -> Result<Vec<Placed>> {
    let mut some: Vec<Seen> = all
        .iter()
        .filter(|seen| polarity(seen) == wanted)
        .copied()
        .collect();
    some.sort_by_key(|seen| (seen.hedged, Reverse(seen.confidence), seen.observation));
    some.truncate(COMPARED);
    some.into_iter()
        .map(|seen| {
            let document = match seen.observation {
                Some(id) if seen.first.is_none() => Some(backing(view, id)?.document()),
                _ => None,
            };
            Ok(Placed { seen, document })
        })
        .collect()
}

/// The best pair of two sides that `may` be held against each other. O(1): sides are bounded.
pub(super) fn best(
    left: &[Placed],
    right: &[Placed],
    share: f64,
    may: &dyn Fn(&Placed, &Placed) -> bool,
) -> Option<Clash> {
    let mut best: Option<Clash> = None;
    for one in left {
        for other in right.iter().filter(|other| may(one, other)) {
            let days = days(one, other);
            let score = share * sure(one) * sure(other) * closeness(days);
            if best.as_ref().is_none_or(|best| score > best.score) {
                best = Some(Clash {
                    one: *one,
                    other: *other,
                    days,
                    score,
                });
            }
        }
    }
    best
}

fn sure(one: &Placed) -> f64 {
    one.seen.confidence.fraction() * if one.seen.hedged { 0.5 } else { 1.0 }
}

/// Days between two statements; those of one document are of one day where they have no date.
fn days(one: &Placed, other: &Placed) -> Option<u32> {
    match (one.seen.first, other.seen.first) {
        (Some(one), Some(other)) => Some(apart(one, other)),
        _ => (one.document.is_some() && one.document == other.document).then_some(0),
    }
}

/// 1 on the same day, a half after thirty days and where dates are missing.
fn closeness(days: Option<u32>) -> f64 {
    days.map_or(0.5, |days| HALF / (HALF + f64::from(days)))
}
