//! Which of equal statements count.

use demarche_model::Date;
use rustc_hash::FxHashSet;

use super::table::Said;
use super::windows::week;
use super::{Aggregation, Duplicates, NetworkSpec};

/// Statements without those that say the same once more; of equal ones the earliest stays, and
/// of those of one day the one with the smallest id. O(statements).
pub(super) fn thin(said: &[Said], spec: &NetworkSpec) -> Vec<Said> {
    if spec.duplicates == Duplicates::All {
        return said.to_vec();
    }
    let mut met = FxHashSet::default();
    let new = |said: &&Said| {
        let level = if spec.aggregation == Aggregation::Ignore {
            0
        } else {
            said.level
        };
        met.insert((
            said.holder,
            said.target,
            level,
            place(said, spec.duplicates),
        ))
    };
    said.iter().filter(new).copied().collect()
}

/// Where equal statements count once. A date that is coarser than the calendar's unit is a place
/// of its own; statements without a date are told apart by document.
fn place(said: &Said, duplicates: Duplicates) -> (u8, u32) {
    let document = (0, said.document);
    let Some(date) = said.date else {
        return if duplicates == Duplicates::Range {
            (1, 0)
        } else {
            document
        };
    };
    let year = u32::from(date.year());
    let month = |date: Date| date.month().map(|month| (2, year * 100 + u32::from(month)));
    match duplicates {
        Duplicates::All | Duplicates::Document => document,
        Duplicates::Range => (1, 0),
        Duplicates::Year => (3, year),
        Duplicates::Month => month(date).unwrap_or((3, year)),
        Duplicates::Week => match week(date) {
            Some(week) => (4, week),
            None => month(date).unwrap_or((3, year)),
        },
    }
}
