//! Windows of time: days, calendar weeks, months and years.

use demarche_model::Date;

/// A unit of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Days.
    Day,
    /// Weeks, Monday to Sunday.
    Week,
    /// Calendar months.
    Month,
    /// Calendar years.
    Year,
}

/// A row of windows: each so wide, each so much later than the one before. Both count in units,
/// and begin where a unit begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Windows {
    /// Unit of both.
    pub unit: Unit,
    /// How many units a window lasts; 0 counts as 1.
    pub width: u32,
    /// How many units later the next one begins; 0 counts as 1.
    pub step: u32,
}

/// The days from a first to a last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    first: Date,
    last: Date,
}

impl Window {
    /// First and last day.
    pub const fn days(self) -> (Date, Date) {
        (self.first, self.last)
    }

    /// Whether all days lie in it that a date can mean.
    pub fn holds(self, date: Option<Date>) -> bool {
        date.is_some_and(|date| {
            date.first_day() >= self.first.first_day() && date.last_day() <= self.last.last_day()
        })
    }
}

impl Windows {
    /// The windows over a range: the first begins with the unit in which the range begins, the
    /// last is the first one that reaches its end. O(windows).
    pub fn over(self, first: Date, last: Date) -> Vec<Window> {
        let (width, step) = (i64::from(self.width.max(1)), i64::from(self.step.max(1)));
        let mut windows = Vec::new();
        let mut at = self.unit.number(first);
        loop {
            let days = (self.unit.begin(at), self.unit.begin(at + width));
            let (Some(begin), Some(after)) = (day(days.0), day(days.1 - 1)) else {
                return windows;
            };
            windows.push(Window {
                first: begin,
                last: after,
            });
            if after.last_day() >= last.last_day() {
                return windows;
            }
            at += step;
        }
    }
}

impl Unit {
    /// The number of the unit that a date begins in.
    fn number(self, date: Date) -> i64 {
        let months = i64::from(date.year()) * 12 + i64::from(date.month().unwrap_or(1)) - 1;
        let days = number(
            date.year().into(),
            date.month().unwrap_or(1).into(),
            date.day().unwrap_or(1).into(),
        );
        match self {
            Unit::Day => days,
            Unit::Week => (days + EPOCH_WEEKDAY).div_euclid(7),
            Unit::Month => months,
            Unit::Year => date.year().into(),
        }
    }

    /// The number of the day with which a unit begins.
    fn begin(self, at: i64) -> i64 {
        match self {
            Unit::Day => at,
            Unit::Week => at * 7 - EPOCH_WEEKDAY,
            Unit::Month => number(at.div_euclid(12), at.rem_euclid(12) + 1, 1),
            Unit::Year => number(at, 1, 1),
        }
    }
}

/// 1 January 1970 was a Thursday; weeks begin on Mondays.
const EPOCH_WEEKDAY: i64 = 3;

/// The number of the calendar week of a day, Monday to Sunday; `None` where the day is unknown.
pub(super) fn week(date: Date) -> Option<u32> {
    date.day()?;
    u32::try_from(Unit::Week.number(date) + 1_000_000).ok()
}

/// Days since 1 January 1970, by the Gregorian calendar. Years are taken to begin in March, so that
/// the leap day is the last one.
fn number(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, within) = (year.div_euclid(400), year.rem_euclid(400));
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + within * 365 + within / 4 - within / 100 + of_year - 719_468
}

/// The day of a number; `None` outside of the years that a date can have.
fn day(number: i64) -> Option<Date> {
    let shifted = number + 719_468;
    let (era, within) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year = (within - within / 1_460 + within / 36_524 - within / 146_096) / 365;
    let of_year = within - (365 * year + year / 4 - year / 100);
    let from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * from_march + 2) / 5 + 1;
    let month = if from_march < 10 {
        from_march + 3
    } else {
        from_march - 9
    };
    let year = year + era * 400 + i64::from(month <= 2);
    Date::new(
        u16::try_from(year).ok()?,
        Some(u8::try_from(month).ok()?),
        Some(u8::try_from(day).ok()?),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn told(windows: Windows, first: &str, last: &str) -> Vec<String> {
        let windows = windows.over(date(first), date(last)).into_iter();
        windows
            .map(|window| format!("{}..{}", window.first, window.last))
            .collect()
    }

    #[test]
    fn days_and_numbers_are_the_same_the_other_way_round() {
        for start in [-719_162, -141_500, -1, 0, 10_956, 11_016, 47_540, 2_932_800] {
            for at in start..start + 96 {
                let date = day(at).unwrap();
                let (month, of_month) = (date.month().unwrap(), date.day().unwrap());
                assert_eq!(
                    number(date.year().into(), month.into(), of_month.into()),
                    at
                );
                let weekday = i64::from(date.weekday().unwrap());
                assert_eq!((at + EPOCH_WEEKDAY).rem_euclid(7), weekday, "{date}");
            }
        }
        assert_eq!(day(0), Some(date("1970-01-01")));
        assert_eq!(day(11_016), Some(date("2000-02-29")));
    }

    #[test]
    fn windows_follow_the_calendar() {
        let of = |unit, width, step| Windows { unit, width, step };
        let weeks = told(of(Unit::Week, 1, 1), "2025-01-01", "2025-01-13");
        assert_eq!(
            weeks,
            [
                "2024-12-30..2025-01-05",
                "2025-01-06..2025-01-12",
                "2025-01-13..2025-01-19"
            ]
        );
        let months = told(of(Unit::Month, 2, 1), "2024-01-31", "2024-03");
        assert_eq!(months, ["2024-01-01..2024-02-29", "2024-02-01..2024-03-31"]);
        let years = told(of(Unit::Year, 1, 2), "2020", "2023-05-05");
        assert_eq!(
            years,
            [
                "2020-01-01..2020-12-31",
                "2022-01-01..2022-12-31",
                "2024-01-01..2024-12-31"
            ]
        );
        assert_eq!(
            told(of(Unit::Day, 3, 1), "2024-02-28", "2024-03-01").len(),
            1
        );
    }

    #[test]
    fn a_window_holds_dates_that_lie_in_it_whole() {
        let window = Window {
            first: date("2024-02-01"),
            last: date("2024-02-29"),
        };
        assert!(window.holds(Some(date("2024-02"))));
        assert!(window.holds(Some(date("2024-02-29"))));
        assert!(!window.holds(Some(date("2024"))));
        assert!(!window.holds(None));
    }
}
