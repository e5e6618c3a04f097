//! Stances in the order of their dates.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use demarche_model::{Date, NodeId, Polarity, Statement};

use crate::error::Result;
use crate::held;
use crate::lean::Lean;
use crate::stances::StanceQuery;
use crate::standings::Tally;
use crate::view::View;

/// How long a row of a timeline lasts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Period {
    /// A day.
    Day,
    /// A month.
    Month,
    /// Three months from January, April, July or October on.
    Quarter,
    /// A year.
    Year,
}

impl Period {
    /// Every period, shortest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Month, Self::Quarter, Self::Year];

    /// Its name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Period::Day => "day",
            Period::Month => "month",
            Period::Quarter => "quarter",
            Period::Year => "year",
        }
    }

    /// The period that a date falls into (`2025-02`, `2025-Q1`). A date too coarse for that stands
    /// for itself.
    pub fn of(self, date: Date) -> String {
        let month = date.month();
        match (self, month) {
            (Period::Year, _) => format!("{:04}", date.year()),
            (Period::Quarter, Some(month)) => {
                format!("{:04}-Q{}", date.year(), month.div_ceil(3))
            }
            (Period::Month, Some(month)) => format!("{:04}-{month:02}", date.year()),
            _ => date.to_string(),
        }
    }
}

impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Period {
    type Err = String;
    fn from_str(text: &str) -> std::result::Result<Self, String> {
        let found = Self::ALL.into_iter().find(|period| period.as_str() == text);
        found.ok_or_else(|| "one of day, month, quarter, year".to_owned())
    }
}

/// A statement in its place in time.
#[derive(Debug, Clone, PartialEq)]
pub struct Moment {
    /// The statement.
    pub statement: Statement,
    /// The net stance on its target by all dated statements of the timeline up to this one, from
    /// -1 to 1; `None` where it has no date.
    pub net: Option<f64>,
}

/// Statements in the order of their dates, a coarse date before the finer ones inside it, undated
/// ones last; equal dates by id. O(n log n) in the statements that [`StanceQuery`] means, found
/// as [`crate::stance_edges`] finds them.
pub fn timeline(view: &dyn View, query: &StanceQuery) -> Result<Vec<Moment>> {
    let mut statements = held::statements(view, query)?;
    statements.sort_by_key(|record| (record.date.is_none(), record.date, record.id));
    let mut leans: BTreeMap<NodeId, Lean> = BTreeMap::new();
    let moments = statements.into_iter().map(|statement| {
        let net = statement.date.map(|_| {
            let lean = leans.entry(statement.target).or_default();
            lean.add(statement.polarity, statement.confidence, statement.hedged);
            lean.score()
        });
        Moment { statement, net }
    });
    Ok(moments.collect())
}

/// What a timeline has on one target in one period.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// The period; `None` for statements without a date.
    pub period: Option<String>,
    /// What the stances are on.
    pub target: NodeId,
    /// How many of each polarity.
    pub tally: Tally,
    /// Net stance of the period, from -1 to 1.
    pub net: f64,
    /// Net stance of all dated statements up to the end of the period; `None` without a date.
    pub running: Option<f64>,
    /// The statement that shows it best: of the sign of the net stance where there is one,
    /// unhedged before hedged, then by confidence, then by id.
    pub best: Statement,
    /// All of them, in the order of the timeline.
    pub statements: Vec<demarche_model::StatementId>,
}

/// A timeline by periods: in the order of time, then of the targets' ids. Periods without a
/// statement are left out. O(n log n).
pub fn stretches(moments: &[Moment], period: Period) -> Vec<Stretch> {
    let mut groups: BTreeMap<(bool, Option<String>, NodeId), Vec<&Moment>> = BTreeMap::new();
    for moment in moments {
        let label = moment.statement.date.map(|date| period.of(date));
        let key = (label.is_none(), label, moment.statement.target);
        groups.entry(key).or_default().push(moment);
    }
    let mut running: BTreeMap<NodeId, Lean> = BTreeMap::new();
    let mut stretches = Vec::with_capacity(groups.len());
    for ((_, label, target), group) in groups {
        let mut tally = Tally::default();
        let mut lean = Lean::default();
        for moment in &group {
            let record = &moment.statement;
            tally.add(record.polarity);
            lean.add(record.polarity, record.confidence, record.hedged);
        }
        let upto = label.as_ref().map(|_| {
            let all = running.entry(target).or_default();
            *all = all.and(lean);
            all.score()
        });
        let net = lean.score();
        let best = group
            .iter()
            .map(|moment| &moment.statement)
            .min_by_key(|record| shows(record, net));
        let Some(best) = best.cloned() else { continue };
        stretches.push(Stretch {
            period: label,
            target,
            tally,
            net,
            running: upto,
            best,
            statements: group.iter().map(|moment| moment.statement.id).collect(),
        });
    }
    stretches
}

/// The least is the statement that shows a net stance best.
fn shows(record: &Statement, net: f64) -> impl Ord + use<> {
    let agrees = match record.polarity {
        Polarity::Support => net > 0.0,
        Polarity::Oppose => net < 0.0,
        Polarity::Neutral => net.abs() < 0.5,
    };
    (
        !agrees,
        record.hedged,
        std::cmp::Reverse(record.confidence),
        record.id,
    )
}

#[cfg(test)]
mod tests {
    use demarche_model::Confidence;

    use super::*;
    use crate::fixture::Toy;

    /// Anna turns from support to opposition over three dated statements and one without a date.
    fn toy() -> (Toy, StanceQuery) {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let issue = toy.add_issue("Tariffs", &[], &[]);
        let rows = [
            ("2025-03-02", Polarity::Oppose, 100, false),
            ("2025-01", Polarity::Support, 100, false),
            ("", Polarity::Support, 100, false),
            ("2025-03-09", Polarity::Oppose, 100, true),
        ];
        for (date, polarity, percent, hedged) in rows {
            toy.add_statement(anna, polarity, issue, |record| {
                record.date = date.parse().ok();
                record.confidence = Confidence::from_percent(percent);
                record.hedged = hedged;
            });
        }
        toy.says(otto, Polarity::Support, issue);
        let query = StanceQuery {
            holder: Some(anna),
            target: Some(issue.into()),
            ..StanceQuery::default()
        };
        (toy, query)
    }

    #[test]
    fn the_net_stance_runs_along_and_undated_ones_come_last() {
        let (toy, query) = toy();
        let moments = timeline(&toy, &query).unwrap();
        let rows: Vec<_> = moments
            .iter()
            .map(|moment| {
                let date = moment.statement.date.map(|date| date.to_string());
                (date.unwrap_or_default(), moment.net)
            })
            .collect();
        let expect = [
            ("2025-01", Some(1.0)),
            ("2025-03-02", Some(0.0)),
            ("2025-03-09", Some(-0.2)),
            ("", None),
        ];
        assert_eq!(
            rows,
            expect.map(|(date, net)| (date.to_owned(), net)),
            "200, then 200 - 200, then 200 - 200 - 100 over 500"
        );
    }

    #[test]
    fn periods_have_a_net_stance_of_their_own() {
        let (toy, query) = toy();
        let moments = timeline(&toy, &query).unwrap();
        let rows = |period| -> Vec<_> {
            stretches(&moments, period)
                .into_iter()
                .map(|row| (row.period, row.tally.total(), row.net, row.running))
                .collect()
        };
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(
            rows(Period::Month),
            [
                (some("2025-01"), 1, 1.0, Some(1.0)),
                (some("2025-03"), 2, -1.0, Some(-0.2)),
                (None, 1, 1.0, None),
            ]
        );
        assert_eq!(
            rows(Period::Quarter)[0],
            (some("2025-Q1"), 3, -0.2, Some(-0.2))
        );
        assert_eq!(
            rows(Period::Day)[0].0,
            some("2025-01"),
            "no finer than known"
        );
        let best = &stretches(&moments, Period::Year)[0].best;
        assert_eq!((best.polarity, best.hedged), (Polarity::Oppose, false));
    }

    #[test]
    fn a_target_alone_takes_all_holders() {
        let (toy, mut query) = toy();
        query.holder = None;
        let moments = timeline(&toy, &query).unwrap();
        assert_eq!(moments.len(), 5);
        let all = timeline(&toy, &StanceQuery::default()).unwrap();
        assert_eq!(all, moments, "a scan and the index agree");
    }

    #[test]
    fn a_quarter_begins_in_january() {
        let of = |date: &str| Period::Quarter.of(date.parse().unwrap());
        assert_eq!(
            ["2025-01", "2025-03-31", "2025-04", "2025-12", "2025"].map(of),
            ["2025-Q1", "2025-Q1", "2025-Q2", "2025-Q4", "2025"]
        );
    }
}
