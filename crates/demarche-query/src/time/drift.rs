//! Holders whose stance on a target moved.

use std::cmp::Reverse;

use demarche_model::{Date, HalfEdge, NodeId, ObservationId, Polarity};

use crate::edge::{Seen, Tie};
use crate::error::Result;
use crate::held;
use crate::lean::Lean;
use crate::stances::StanceQuery;
use crate::time::apart;
use crate::view::View;

/// The statements before or after a move.
#[derive(Debug, Clone, PartialEq)]
pub struct Side {
    /// Net stance, from -1 to 1.
    pub net: f64,
    /// The earliest date.
    pub first: Date,
    /// The latest date.
    pub last: Date,
    /// The statement that shows the side best: furthest to where it leans from the other, then
    /// unhedged before hedged, then by confidence, then by id.
    pub best: ObservationId,
    /// All of them by date, then by id.
    pub statements: Vec<ObservationId>,
}

/// A stance that moved: the dated statements of one holder on one target, cut in two where the
/// sides differ most.
#[derive(Debug, Clone, PartialEq)]
pub struct Drift {
    /// Whose stance it is.
    pub holder: NodeId,
    /// What it is about.
    pub target: NodeId,
    /// Up to the cut.
    pub before: Side,
    /// From the cut on.
    pub after: Side,
    /// Days between the last date before the cut and the first one after it.
    pub days: u32,
    /// Net stance after less that before, from -2 to 2.
    pub shift: f64,
    /// The between-group sum of squares of the cut: `shift² · b·a / (b + a)`, where `b` and `a`
    /// are the evidence before and after in unhedged statements of full confidence.
    pub strength: f64,
    /// Whether the stance went from one side to the other.
    pub flipped: bool,
}

/// Stances that moved by at least so much, the strongest move first, then by ids. Statements
/// without a date do not count, and a cut falls only between dates that cannot be the same.
/// O(links) to find them, then O(n log n) in the statements of each pair with two polarities.
pub fn drift(view: &dyn View, query: &StanceQuery, least: f64) -> Result<Vec<Drift>> {
    let differ = |group: &[HalfEdge]| group.iter().any(|half| half.polarity != group[0].polarity);
    let mut found = Vec::new();
    for (holder, target) in held::pairs(view, query, &differ)? {
        let stances = held::stances(view, holder, target, &query.filter)?;
        let moved = cut(holder, target, stances);
        found.extend(moved.filter(|moved| moved.shift.abs() >= least));
    }
    found.sort_by(|one, two| {
        let strength = two.strength.total_cmp(&one.strength);
        strength.then_with(|| (one.holder, one.target).cmp(&(two.holder, two.target)))
    });
    Ok(found)
}

fn polarity(seen: &Seen) -> Polarity {
    match seen.tie {
        Tie::Stance(polarity) => polarity,
        _ => Polarity::Neutral,
    }
}

fn lean(seen: &[(Date, Seen)]) -> Lean {
    let mut lean = Lean::default();
    for (_, seen) in seen {
        lean.add(polarity(seen), seen.confidence, seen.hedged);
    }
    lean
}

/// The best cut of a holder's stances on a target; `None` where they do not differ or cannot be
/// put in order.
fn cut(holder: NodeId, target: NodeId, stances: Vec<Seen>) -> Option<Drift> {
    let mut dated: Vec<(Date, Seen)> = stances
        .into_iter()
        .filter_map(|seen| Some((seen.first?, seen)))
        .collect();
    dated.sort_by_key(|(date, seen)| (date.first_day(), date.last_day(), seen.observation));
    let whole = lean(&dated);
    let mut before = Lean::default();
    let mut latest = 0;
    let mut best: Option<(f64, usize)> = None;
    for (place, pair) in dated.windows(2).enumerate() {
        let (date, seen) = &pair[0];
        before.add(polarity(seen), seen.confidence, seen.hedged);
        latest = latest.max(date.last_day());
        if latest >= pair[1].0.first_day() {
            continue;
        }
        let strength = strength(before, whole.less(before));
        if strength > best.map_or(0.0, |(most, _)| most) {
            best = Some((strength, place + 1));
        }
    }
    let (strength, place) = best?;
    let (left, right) = dated.split_at(place);
    let (before, after) = (lean(left).score(), lean(right).score());
    let shift = after - before;
    let before_cut = side(left, before, shift < 0.0)?;
    let after_cut = side(right, after, shift > 0.0)?;
    Some(Drift {
        holder,
        target,
        days: apart(before_cut.last, after_cut.first),
        before: before_cut,
        after: after_cut,
        shift,
        strength,
        flipped: before * after < 0.0,
    })
}

fn strength(before: Lean, after: Lean) -> f64 {
    let (left, right) = (before.evidence(), after.evidence());
    let shift = after.score() - before.score();
    if left + right > 0.0 {
        shift * shift * left * right / (left + right)
    } else {
        0.0
    }
}

fn side(seen: &[(Date, Seen)], net: f64, high: bool) -> Option<Side> {
    let shown = |seen: &Seen| {
        let sign = seen.tie.sign();
        (
            if high { -sign } else { sign },
            seen.hedged,
            Reverse(seen.confidence),
            seen.observation,
        )
    };
    let best = seen
        .iter()
        .map(|(_, seen)| seen)
        .min_by_key(|seen| shown(seen))?;
    Some(Side {
        net,
        first: seen.iter().map(|(date, _)| *date).min()?,
        last: seen.iter().map(|(date, _)| *date).max()?,
        best: best.observation?,
        statements: seen
            .iter()
            .filter_map(|(_, seen)| seen.observation)
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use demarche_model::{ActorId, Confidence};

    use super::*;
    use crate::fixture::Toy;

    type Row = (&'static str, Polarity, u8);

    fn add(toy: &mut Toy, holder: ActorId, target: NodeId, rows: &[Row]) {
        for &(date, polarity, percent) in rows {
            toy.add_statement(holder, polarity, target, |record| {
                record.date = date.parse().ok();
                record.confidence = Confidence::from_percent(percent);
            });
        }
    }

    fn found(rows: &[Row]) -> Option<Drift> {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        add(&mut toy, anna, otto.into(), rows);
        let mut found = drift(&toy, &StanceQuery::default(), 0.0).unwrap();
        toy.numbered = true;
        assert_eq!(drift(&toy, &StanceQuery::default(), 0.0).unwrap(), found);
        found.pop()
    }

    #[test]
    fn the_cut_falls_where_the_sides_differ_most() {
        use Polarity::{Oppose, Support};
        let rows = [
            ("2024-01-05", Oppose, 100),
            ("2024-02-01", Oppose, 50),
            ("2024-06-01", Support, 50),
            ("2024-07-01", Support, 100),
        ];
        let moved = found(&rows).unwrap();
        assert!((moved.shift - 2.0).abs() < 1e-12);
        assert!((moved.strength - 3.0).abs() < 1e-12, "4 · 1.5 · 1.5 / 3");
        assert!(moved.flipped);
        let dates = [moved.before.last, moved.after.first].map(|date| date.to_string());
        assert_eq!(dates, ["2024-02-01", "2024-06-01"]);
        assert_eq!(moved.days, 121);
        assert_eq!(moved.before.best, moved.before.statements[0]);
        assert_eq!(moved.after.best, moved.after.statements[1]);
    }

    #[test]
    fn one_slip_among_many_moves_less_than_a_turn() {
        use Polarity::{Neutral, Oppose, Support};
        let slip = found(&[
            ("2024-01", Support, 100),
            ("2024-02", Support, 100),
            ("2024-03", Oppose, 100),
            ("2024-04", Support, 100),
        ]);
        let turn = found(&[
            ("2024-01", Support, 100),
            ("2024-02", Support, 100),
            ("2024-03", Oppose, 100),
            ("2024-04", Oppose, 100),
        ]);
        let (slip, turn) = (slip.unwrap(), turn.unwrap());
        assert!((turn.strength - 4.0).abs() < 1e-12, "4 · 2 · 2 / 4");
        assert!(
            (slip.strength - 1.0).abs() < 1e-12,
            "two against two: 1 · 2 · 2 / 4"
        );
        assert!(!slip.flipped, "what follows is mixed");
        let cooled = found(&[("2024", Support, 100), ("2025", Neutral, 100)]).unwrap();
        assert!((cooled.shift + 1.0).abs() < 1e-12);
    }

    #[test]
    fn what_cannot_be_put_in_order_does_not_move() {
        use Polarity::{Oppose, Support};
        assert_eq!(
            found(&[("2024", Support, 100), ("2024-05", Oppose, 100)]),
            None
        );
        assert_eq!(found(&[("", Support, 100), ("2024-05", Oppose, 100)]), None);
        assert_eq!(
            found(&[("2023", Support, 100), ("2024", Support, 90)]),
            None
        );
    }

    #[test]
    fn a_holder_or_target_narrows_the_search() {
        use Polarity::{Oppose, Support};
        let mut toy = Toy::new();
        let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        let turn = [("2023", Support, 100), ("2024", Oppose, 100)];
        add(&mut toy, anna, otto.into(), &turn);
        add(&mut toy, anna, ida.into(), &turn);
        add(&mut toy, ida, otto.into(), &turn);
        let count = |holder: Option<ActorId>, target: Option<ActorId>| {
            let query = StanceQuery {
                holder,
                target: target.map(NodeId::from),
                ..StanceQuery::default()
            };
            drift(&toy, &query, 2.0).unwrap().len()
        };
        assert_eq!(count(None, None), 3);
        assert_eq!(count(Some(anna), None), 2);
        assert_eq!(count(None, Some(otto)), 2);
        assert_eq!(count(Some(anna), Some(otto)), 1);
        assert_eq!(count(Some(otto), None), 0);
    }
}
