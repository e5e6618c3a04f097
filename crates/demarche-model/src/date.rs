//! Dates as coarse as they are known.

use std::fmt;
use std::str::FromStr;

/// A text that is not an ISO 8601 date.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a date of the form 2025, 2025-02 or 2025-02-12")]
pub struct DateError(pub String);

/// A year, a month or a day (`2025`, `2025-02`, `2025-02-12`). A coarser date sorts before the
/// finer ones inside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date {
    year: u16,
    month: u8,
    day: u8,
}

impl Date {
    /// A year, with month and day where known; `None` if no such day exists.
    pub fn new(year: u16, month: Option<u8>, day: Option<u8>) -> Option<Self> {
        let valid = match (month, day) {
            (None, None) => true,
            (Some(month), None) => (1..=12).contains(&month),
            (Some(month), Some(day)) => day >= 1 && day <= days_in(year, month)?,
            (None, Some(_)) => false,
        };
        let known = (1..=9999).contains(&year) && valid;
        known.then_some(Self {
            year,
            month: month.unwrap_or(0),
            day: day.unwrap_or(0),
        })
    }

    /// The year, 1 to 9999.
    pub const fn year(self) -> u16 {
        self.year
    }

    /// The month, 1 to 12, where known.
    pub const fn month(self) -> Option<u8> {
        if self.month == 0 {
            None
        } else {
            Some(self.month)
        }
    }

    /// The day of the month, where known.
    pub const fn day(self) -> Option<u8> {
        if self.day == 0 { None } else { Some(self.day) }
    }

    /// The first day that it may mean, as a sortable number `yyyymmdd`.
    pub fn first_day(self) -> u32 {
        number(self.year, self.month.max(1), self.day.max(1))
    }

    /// The last day that it may mean, as a sortable number `yyyymmdd`.
    pub fn last_day(self) -> u32 {
        let month = if self.month == 0 { 12 } else { self.month };
        let day = if self.day == 0 {
            days_in(self.year, month).unwrap_or(31)
        } else {
            self.day
        };
        number(self.year, month, day)
    }

    /// Day of the week, 0 for Monday to 6 for Sunday, where the day is known. O(1).
    pub fn weekday(self) -> Option<u8> {
        let (month, day) = (self.month()?, self.day()?);
        // Sakamoto's method: January and February count as the end of the year before.
        let shift = [0u32, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4][usize::from(month) - 1];
        let year = u32::from(self.year) - u32::from(month < 3);
        let sunday_first = year + year / 4 - year / 100 + year / 400 + shift + u32::from(day);
        u8::try_from((sunday_first + 6) % 7).ok()
    }

    /// So many days earlier, where the day is known. O(days).
    pub fn days_before(self, days: u16) -> Option<Self> {
        self.day()?;
        let mut date = self;
        for _ in 0..days {
            date = if date.day > 1 {
                Self {
                    day: date.day - 1,
                    ..date
                }
            } else {
                let (year, month) = match date.month {
                    1 => (date.year.checked_sub(1)?, 12),
                    month => (date.year, month - 1),
                };
                Self::new(year, Some(month), days_in(year, month))?
            };
        }
        Some(date)
    }

    /// Four bytes that sort as the date sorts.
    pub fn to_bytes(self) -> [u8; 4] {
        let [high, low] = self.year.to_be_bytes();
        [high, low, self.month, self.day]
    }

    /// The date of [`Self::to_bytes`].
    pub fn from_bytes([high, low, month, day]: [u8; 4]) -> Option<Self> {
        let some = |part: u8| (part != 0).then_some(part);
        Self::new(u16::from_be_bytes([high, low]), some(month), some(day))
    }
}

/// A date or none in 22 bits, as the edges of a large graph hold it: read only when asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PackedDate(u32);

impl PackedDate {
    /// The date of [`Self::to_bits`].
    pub const fn from_bits(bits: u32) -> Self {
        Self(bits)
    }

    /// Its 22 bits; 0 is none.
    pub const fn to_bits(self) -> u32 {
        self.0
    }

    /// The date; none too where the bits are those of no date. O(1).
    pub fn get(self) -> Option<Date> {
        let part = |value: u32| u8::try_from(value).ok().filter(|&value| value != 0);
        let year = u16::try_from(self.0 / 32 / 13).ok()?;
        Date::new(year, part(self.0 / 32 % 13), part(self.0 % 32))
    }
}

impl From<Option<Date>> for PackedDate {
    fn from(date: Option<Date>) -> Self {
        Self(date.map_or(0, |date| {
            (u32::from(date.year) * 13 + u32::from(date.month)) * 32 + u32::from(date.day)
        }))
    }
}

fn number(year: u16, month: u8, day: u8) -> u32 {
    u32::from(year) * 10_000 + u32::from(month) * 100 + u32::from(day)
}

fn days_in(year: u16, month: u8) -> Option<u8> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => Some(31),
        4 | 6 | 9 | 11 => Some(30),
        2 => Some(if leap { 29 } else { 28 }),
        _ => None,
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match (self.month(), self.day()) {
            (Some(month), Some(day)) => format!("{:04}-{month:02}-{day:02}", self.year),
            (Some(month), None) => format!("{:04}-{month:02}", self.year),
            _ => format!("{:04}", self.year),
        };
        f.pad(&text)
    }
}

impl FromStr for Date {
    type Err = DateError;
    fn from_str(text: &str) -> Result<Self, DateError> {
        let wrong = || DateError(text.to_owned());
        let mut widths = [4, 2, 2].into_iter();
        let mut parts = Vec::with_capacity(3);
        for part in text.split('-') {
            let wanted = widths.next().ok_or_else(wrong)?;
            let digits = part.len() == wanted && part.bytes().all(|byte| byte.is_ascii_digit());
            if !digits {
                return Err(wrong());
            }
            parts.push(part.parse::<u16>().map_err(|_| wrong())?);
        }
        let small = |index: usize| parts.get(index).and_then(|&part| u8::try_from(part).ok());
        Date::new(*parts.first().ok_or_else(wrong)?, small(1), small(2)).ok_or_else(wrong)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_round_trip_as_coarse_as_they_are() {
        for text in ["2025", "2025-02", "2024-02-29"] {
            let date: Date = text.parse().unwrap();
            assert_eq!(date.to_string(), text);
            assert_eq!(Date::from_bytes(date.to_bytes()), Some(date));
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in [
            "",
            "25",
            "2025-13",
            "2025-02-29",
            "2025-2-1",
            "2025-02-12-01",
            "2025-+1",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
    }

    #[test]
    fn days_are_counted_back_over_months_and_years() {
        let date: Date = "2024-03-01".parse().unwrap();
        assert_eq!(date.days_before(1).unwrap().to_string(), "2024-02-29");
        assert_eq!(date.days_before(61).unwrap().to_string(), "2023-12-31");
        assert_eq!(date.weekday(), Some(4));
        let sunday: Date = "2000-01-02".parse().unwrap();
        assert_eq!(sunday.weekday(), Some(6));
        assert_eq!(Date::new(2024, Some(3), None).unwrap().days_before(1), None);
    }

    #[test]
    fn a_month_spans_its_days() {
        let month: Date = "2024-02".parse().unwrap();
        assert_eq!(
            (month.first_day(), month.last_day()),
            (20_240_201, 20_240_229)
        );
    }
}
