//! Where days stand from left to right.

use demarche_model::Date;

/// Least room from one label to the next.
const ROOM: f64 = 74.0;

/// A line with a date.
pub(super) struct Tick {
    pub x: f64,
    pub label: String,
}

/// Days from left to right, as far apart as they are in time.
pub(super) struct Axis {
    first: f64,
    span: f64,
    width: f64,
    pub ticks: Vec<Tick>,
}

/// Days since the beginning of the calendar, by the algorithm of Howard Hinnant
/// (`days_from_civil`, public domain).
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

/// The first day of the month so many months after the beginning of the calendar.
fn month_start(months: i64) -> i64 {
    days(months.div_euclid(12), months.rem_euclid(12) + 1, 1)
}

#[allow(clippy::cast_precision_loss, reason = "some million days at most")]
fn real(days: i64) -> f64 {
    days as f64
}

/// The first and the last day that a date means.
fn range(date: Date) -> (i64, i64) {
    let year = i64::from(date.year());
    let (from, to) = match (date.month(), date.day()) {
        (Some(month), Some(day)) => {
            let day = days(year, month.into(), day.into());
            return (day, day);
        }
        (Some(month), None) => (
            year * 12 + i64::from(month) - 1,
            year * 12 + i64::from(month),
        ),
        _ => (year * 12, year * 12 + 12),
    };
    (month_start(from), month_start(to) - 1)
}

impl Axis {
    /// An axis for these dates.
    pub fn of(dates: impl Iterator<Item = Date>, width: f64) -> Axis {
        let ranges: Vec<(i64, i64)> = dates.map(range).collect();
        let first = ranges.iter().map(|range| range.0).min().unwrap_or(0);
        let last = ranges.iter().map(|range| range.1).max().unwrap_or(0);
        // Some room on both sides.
        let pad = ((last - first) / 24).max(3);
        let (first, last) = (first - pad, last + pad);
        let mut axis = Axis {
            first: real(first),
            span: real(last - first),
            width,
            ticks: Vec::new(),
        };
        axis.ticks = axis.labelled(first, last);
        axis
    }

    /// Where a day is.
    fn x(&self, day: i64) -> f64 {
        (real(day) - self.first) / self.span * self.width
    }

    /// The middle of what a date means.
    pub fn place(&self, date: Date) -> f64 {
        let (from, to) = range(date);
        f64::midpoint(self.x(from), self.x(to))
    }

    /// Months, or as many of them together as leave room for their names.
    fn labelled(&self, first: i64, last: i64) -> Vec<Tick> {
        const NAMES: [&str; 12] = [
            "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
        ];
        if self.span < 75.0 {
            return self.weeks(first, last);
        }
        let month = self.width / self.span * 30.4;
        let steps = [1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200];
        let step = steps
            .into_iter()
            .find(|&step| month * real(step) >= ROOM)
            .unwrap_or(6000);
        // A month before the first day, at a multiple of the step.
        let start = (first / 31 / step).max(0) * step;
        let months = (0..).map(|count| start + count * step);
        months
            .map(|month| (month, month_start(month)))
            .skip_while(|&(_, day)| day < first)
            .take_while(|&(_, day)| day <= last)
            .map(|(month, day)| {
                let year = month.div_euclid(12);
                let name = usize::try_from(month.rem_euclid(12)).unwrap_or_default();
                let label = if step % 12 == 0 {
                    year.to_string()
                } else {
                    format!("{} {year}", NAMES[name])
                };
                Tick {
                    x: self.x(day),
                    label,
                }
            })
            .collect()
    }

    /// Every day, every other, or every week, for short times.
    fn weeks(&self, first: i64, last: i64) -> Vec<Tick> {
        let day = self.width / self.span;
        let step = [1, 2, 7, 14]
            .into_iter()
            .find(|&step| day * real(step) >= ROOM)
            .unwrap_or(28);
        let start = first + (step - first.rem_euclid(step)) % step;
        let ticks = (0..).map(|count| start + count * step);
        ticks
            .take_while(|&day| day <= last)
            .map(|day| Tick {
                x: self.x(day),
                label: written(day),
            })
            .collect()
    }
}

/// A day as `2025-02-12`.
fn written(day: i64) -> String {
    let mut month = day * 12 / 365 + 2;
    while month_start(month) > day {
        month -= 1;
    }
    let of_month = day - month_start(month) + 1;
    format!(
        "{:04}-{:02}-{of_month:02}",
        month.div_euclid(12),
        month.rem_euclid(12) + 1
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn days_follow_each_other() {
        let wanted = [
            "2024-02-28",
            "2024-02-29",
            "2024-03-01",
            "2024-12-31",
            "2025-01-01",
        ];
        for text in wanted {
            assert_eq!(written(range(date(text)).0), text);
        }
        let [leap, march] = ["2024-02-29", "2024-03-01"].map(|text| range(date(text)).0);
        assert_eq!(march - leap, 1);
        assert_eq!(
            range(date("2025-02")),
            (range(date("2025-02-01")).0, range(date("2025-02-28")).0)
        );
        let year = range(date("2024"));
        assert_eq!(year.1 - year.0, 365);
    }

    #[test]
    fn labels_have_room_and_dates_their_order() {
        for (from, to) in [
            ("2025-02-12", "2025-02-12"),
            ("2025-02-12", "2025-02-20"),
            ("2025-01", "2025-04-02"),
            ("2024-02-16", "2025-06-26"),
            ("1949", "2026-01-01"),
        ] {
            let axis = Axis::of([date(from), date(to)].into_iter(), 800.0);
            assert!(!axis.ticks.is_empty(), "{from} {to}");
            let gaps = axis.ticks.windows(2).map(|two| two[1].x - two[0].x);
            assert!(gaps.fold(f64::INFINITY, f64::min) > 65.0, "{from} {to}");
            assert!(
                axis.ticks
                    .iter()
                    .all(|tick| (0.0..=800.0).contains(&tick.x))
            );
            assert!(axis.place(date(from)) <= axis.place(date(to)));
            assert!((0.0..=800.0).contains(&axis.place(date(to))));
        }
    }
}
