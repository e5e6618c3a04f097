//! One-to-one matching, and how much two passages share.

use std::collections::BTreeSet;

use demarche_model::Span;

/// A possible pair: how well it fits, and which two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Fit {
    pub(super) score: f64,
    pub(super) found: usize,
    pub(super) coded: usize,
}

/// The best pairs first, each side once; equal fits by order of the sides.
/// O(pairs * log(pairs)).
pub(super) fn greedy(mut fits: Vec<Fit>) -> Vec<Fit> {
    fits.sort_by(|left, right| {
        let by_score = right.score.total_cmp(&left.score);
        by_score.then((left.found, left.coded).cmp(&(right.found, right.coded)))
    });
    let (mut found, mut coded) = (BTreeSet::new(), BTreeSet::new());
    fits.retain(|fit| {
        let free = !found.contains(&fit.found) && !coded.contains(&fit.coded);
        if free {
            found.insert(fit.found);
            coded.insert(fit.coded);
        }
        free
    });
    fits
}

/// How much two passages share, 0 to 1: the mean of the shared share of the shorter and of the
/// longer one. Where the coder's place is unknown, 0.
pub(super) fn overlap(found: Span, coded: Option<Span>) -> f64 {
    let Some(coded) = coded.filter(|coded| coded.overlaps(found)) else {
        return 0.0;
    };
    let shared = found.end().min(coded.end()) - found.start().max(coded.start());
    let share = |length: u32| f64::from(shared) / f64::from(length.max(1));
    f64::midpoint(
        share(found.len().min(coded.len())),
        share(found.len().max(coded.len())),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: u32, end: u32) -> Span {
        Span::new(start, end).unwrap()
    }

    #[test]
    fn the_best_pairs_go_first_and_nothing_is_used_twice() {
        let fit = |score, found, coded| Fit {
            score,
            found,
            coded,
        };
        let fits = vec![
            fit(1.0, 0, 0),
            fit(2.0, 0, 1),
            fit(0.5, 1, 1),
            fit(0.5, 1, 0),
            fit(0.5, 2, 0),
        ];
        assert_eq!(greedy(fits), [fit(2.0, 0, 1), fit(0.5, 1, 0)]);
    }

    #[test]
    fn overlap_is_the_mean_of_both_shares() {
        let same = |left: f64, right: f64| (left - right).abs() < 1e-12;
        assert!(same(overlap(span(0, 10), Some(span(0, 10))), 1.0));
        assert!(same(
            overlap(span(0, 10), Some(span(5, 25))),
            f64::midpoint(0.5, 0.25)
        ));
        assert!(same(overlap(span(0, 10), Some(span(10, 20))), 0.0));
        assert!(same(overlap(span(0, 10), None), 0.0));
    }
}
