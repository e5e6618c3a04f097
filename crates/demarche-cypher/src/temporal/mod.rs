//! Dates, times and durations: the part of them that questions about dated statements need. They
//! are made from text or a map, compared, shifted by a duration, and taken apart.

mod calendar;
mod make;

use std::cmp::Ordering;
use std::fmt;

use self::calendar::{civil, days_from, weekday};
pub(crate) use self::make::{from_map, from_text};

const SECOND: i64 = 1_000_000_000;
const DAY: i64 = 86_400 * SECOND;

/// A point in time, or a length of it. Times are nanoseconds of the day, dates days since 1970,
/// offsets seconds east of Greenwich.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Temporal {
    /// A day.
    Date(i64),
    /// A time of day without a place.
    LocalTime(i64),
    /// A time of day with its offset.
    Time(i64, i32),
    /// A day and time without a place.
    LocalDateTime(i64, i64),
    /// A day and time with its offset.
    DateTime(i64, i64, i32),
    /// A length of time: months, days, seconds, nanoseconds below a second.
    Duration(i64, i64, i64, i64),
}

/// Which kind of [`Temporal`] is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "each is a variant of `Temporal`")]
pub enum Moment {
    Date,
    LocalTime,
    Time,
    LocalDateTime,
    DateTime,
    Duration,
}

impl Temporal {
    /// The word for its type.
    pub const fn kind(&self) -> &'static str {
        match self {
            Temporal::Date(_) => "a date",
            Temporal::LocalTime(_) => "a local time",
            Temporal::Time(..) => "a time",
            Temporal::LocalDateTime(..) => "a local datetime",
            Temporal::DateTime(..) => "a datetime",
            Temporal::Duration(..) => "a duration",
        }
    }

    const fn rank(&self) -> u8 {
        match self {
            Temporal::DateTime(..) => 0,
            Temporal::LocalDateTime(..) => 1,
            Temporal::Date(_) => 2,
            Temporal::Time(..) => 3,
            Temporal::LocalTime(_) => 4,
            Temporal::Duration(..) => 5,
        }
    }

    /// Its place among those of its type, the offset counting only among what is at the same
    /// instant; a duration's months have 30.436875 days.
    fn key(&self) -> (i128, i64) {
        let instant =
            |days: i64, nanos: i64| i128::from(days) * i128::from(DAY) + i128::from(nanos);
        let shifted = |offset: i32| -i128::from(offset) * i128::from(SECOND);
        match *self {
            Temporal::Date(days) => (i128::from(days), 0),
            Temporal::LocalTime(nanos) => (i128::from(nanos), 0),
            Temporal::Time(nanos, offset) => {
                (i128::from(nanos) + shifted(offset), i64::from(offset))
            }
            Temporal::LocalDateTime(days, nanos) => (instant(days, nanos), 0),
            Temporal::DateTime(days, nanos, offset) => {
                (instant(days, nanos) + shifted(offset), i64::from(offset))
            }
            Temporal::Duration(months, days, seconds, nanos) => {
                let seconds = i128::from(months) * 2_629_746
                    + i128::from(days) * 86_400
                    + i128::from(seconds);
                (seconds * i128::from(SECOND) + i128::from(nanos), 0)
            }
        }
    }

    /// Whether two are the same point or length.
    pub fn same(&self, other: &Self) -> bool {
        self == other
    }

    /// The order of two of one type, `None` for durations and mixed types.
    pub fn compares(&self, other: &Self) -> Option<Ordering> {
        let alike = self.rank() == other.rank() && !matches!(self, Temporal::Duration(..));
        alike.then(|| self.key().0.cmp(&other.key().0))
    }

    /// A total order: by type, then by time.
    pub fn orders(&self, other: &Self) -> Ordering {
        (self.rank(), self.key()).cmp(&(other.rank(), other.key()))
    }

    /// The sum with a duration, or of two; `None` where it makes no sense or is out of range.
    pub fn plus(&self, other: &Self, sign: i64) -> Option<Self> {
        let Temporal::Duration(months, days, seconds, nanos) = *other else {
            return match self {
                Temporal::Duration(..) if sign == 1 => other.plus(self, 1),
                _ => None,
            };
        };
        let (months, days) = (months.checked_mul(sign)?, days.checked_mul(sign)?);
        let (seconds, nanos) = (seconds.checked_mul(sign)?, nanos.checked_mul(sign)?);
        let shift = |day: i64| calendar::shift(day, months)?.checked_add(days);
        let clock = seconds.checked_mul(SECOND)?.checked_add(nanos)?;
        let tick = |time: i64| {
            let time = time.checked_add(clock)?;
            Some((time.div_euclid(DAY), time.rem_euclid(DAY)))
        };
        Some(match *self {
            Temporal::Date(day) => Temporal::Date(shift(day)?.checked_add(clock / DAY)?),
            Temporal::LocalTime(time) => Temporal::LocalTime(tick(time)?.1),
            Temporal::Time(time, offset) => Temporal::Time(tick(time)?.1, offset),
            Temporal::LocalDateTime(day, time) => {
                let (over, time) = tick(time)?;
                Temporal::LocalDateTime(shift(day)?.checked_add(over)?, time)
            }
            Temporal::DateTime(day, time, offset) => {
                let (over, time) = tick(time)?;
                Temporal::DateTime(shift(day)?.checked_add(over)?, time, offset)
            }
            Temporal::Duration(m, d, s, n) => Temporal::duration(
                m.checked_add(months)?,
                d.checked_add(days)?,
                s.checked_add(seconds)?,
                n.checked_add(nanos)?,
            )?,
        })
    }

    /// A duration with less than a second of nanoseconds.
    fn duration(months: i64, days: i64, seconds: i64, nanos: i64) -> Option<Self> {
        let seconds = seconds.checked_add(nanos.div_euclid(SECOND))?;
        Some(Temporal::Duration(
            months,
            days,
            seconds,
            nanos.rem_euclid(SECOND),
        ))
    }

    /// A duration times a number.
    pub fn times(&self, factor: f64) -> Option<Self> {
        let Temporal::Duration(months, days, seconds, nanos) = *self else {
            return None;
        };
        #[allow(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            reason = "fractions are what is asked for; casts saturate"
        )]
        let (months, days, seconds, nanos) = {
            let months = months as f64 * factor;
            let days = days as f64 * factor + months.fract() * 30.436_875;
            let seconds = seconds as f64 * factor + days.fract() * 86_400.0;
            let nanos = nanos as f64 * factor + seconds.fract() * 1e9;
            (
                months.trunc() as i64,
                days.trunc() as i64,
                seconds.trunc() as i64,
                nanos as i64,
            )
        };
        Temporal::duration(months, days, seconds, nanos)
    }

    fn day(&self) -> Option<i64> {
        match *self {
            Temporal::Date(day) | Temporal::LocalDateTime(day, _) | Temporal::DateTime(day, ..) => {
                Some(day)
            }
            _ => None,
        }
    }

    fn clock(&self) -> Option<i64> {
        match *self {
            Temporal::LocalTime(time)
            | Temporal::Time(time, _)
            | Temporal::LocalDateTime(_, time)
            | Temporal::DateTime(_, time, _) => Some(time),
            _ => None,
        }
    }

    /// One of its parts by name (`year`, `hour`, `days`); `None` where it has no such part.
    pub fn part(&self, name: &str) -> Option<i64> {
        if let Temporal::Duration(months, days, seconds, nanos) = *self {
            return Some(match name {
                "years" => months / 12,
                "months" => months,
                "monthsOfYear" => months % 12,
                "weeks" => days / 7,
                "days" => days,
                "hours" => seconds / 3600,
                "minutes" => seconds / 60,
                "minutesOfHour" => seconds / 60 % 60,
                "seconds" => seconds,
                "secondsOfMinute" => seconds % 60,
                "milliseconds" => seconds * 1000 + nanos / 1_000_000,
                "nanosecondsOfSecond" => nanos,
                _ => return None,
            });
        }
        if let Some(day) = self.day() {
            let (year, month, of_month) = civil(day);
            let first = days_from(year, 1, 1);
            let found = match name {
                "year" => year,
                "quarter" => (month - 1) / 3 + 1,
                "month" => month,
                "day" => of_month,
                "ordinalDay" => day - first + 1,
                "dayOfWeek" | "weekDay" => weekday(day),
                "week" => calendar::week(day).1,
                "weekYear" => calendar::week(day).0,
                _ => return self.clock_part(name),
            };
            return Some(found);
        }
        self.clock_part(name)
    }

    fn clock_part(&self, name: &str) -> Option<i64> {
        let time = self.clock()?;
        Some(match name {
            "hour" => time / (3600 * SECOND),
            "minute" => time / (60 * SECOND) % 60,
            "second" => time / SECOND % 60,
            "millisecond" => time / 1_000_000 % 1000,
            "microsecond" => time / 1000 % 1_000_000,
            "nanosecond" => time % SECOND,
            _ => return None,
        })
    }

    /// What stays of it as another kind; `None` where that needs what it has not.
    pub fn as_moment(&self, kind: Moment) -> Option<Self> {
        let offset = match *self {
            Temporal::Time(_, offset) | Temporal::DateTime(_, _, offset) => offset,
            _ => 0,
        };
        let clock = self.clock();
        Some(match kind {
            Moment::Date => Temporal::Date(self.day()?),
            Moment::LocalTime => Temporal::LocalTime(clock?),
            Moment::Time => Temporal::Time(clock?, offset),
            Moment::LocalDateTime => Temporal::LocalDateTime(self.day()?, clock.unwrap_or(0)),
            Moment::DateTime => Temporal::DateTime(self.day()?, clock.unwrap_or(0), offset),
            Moment::Duration => matches!(self, Temporal::Duration(..)).then_some(*self)?,
        })
    }
}

impl fmt::Display for Temporal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Temporal::Date(day) => date(f, day),
            Temporal::LocalTime(time) => clock(f, time),
            Temporal::Time(time, offset) => {
                clock(f, time)?;
                zone(f, offset)
            }
            Temporal::LocalDateTime(day, time) => {
                date(f, day)?;
                f.write_str("T")?;
                clock(f, time)
            }
            Temporal::DateTime(day, time, offset) => {
                date(f, day)?;
                f.write_str("T")?;
                clock(f, time)?;
                zone(f, offset)
            }
            Temporal::Duration(months, days, seconds, nanos) => {
                length(f, months, days, seconds, nanos)
            }
        }
    }
}

fn date(f: &mut fmt::Formatter<'_>, day: i64) -> fmt::Result {
    let (year, month, day) = civil(day);
    match year {
        0..=9999 => write!(f, "{year:04}-{month:02}-{day:02}"),
        _ => write!(f, "{year:+}-{month:02}-{day:02}"),
    }
}

fn clock(f: &mut fmt::Formatter<'_>, time: i64) -> fmt::Result {
    let seconds = time / SECOND;
    write!(f, "{:02}:{:02}", seconds / 3600, seconds / 60 % 60)?;
    let nanos = time % SECOND;
    if seconds % 60 != 0 || nanos != 0 {
        write!(f, ":{:02}", seconds % 60)?;
    }
    fraction(f, nanos)
}

fn fraction(f: &mut fmt::Formatter<'_>, nanos: i64) -> fmt::Result {
    if nanos == 0 {
        return Ok(());
    }
    let digits = format!("{nanos:09}");
    write!(f, ".{}", digits.trim_end_matches('0'))
}

fn zone(f: &mut fmt::Formatter<'_>, offset: i32) -> fmt::Result {
    if offset == 0 {
        return f.write_str("Z");
    }
    let sign = if offset < 0 { '-' } else { '+' };
    let offset = offset.abs();
    write!(f, "{sign}{:02}:{:02}", offset / 3600, offset / 60 % 60)?;
    if offset % 60 != 0 {
        write!(f, ":{:02}", offset % 60)?;
    }
    Ok(())
}

fn length(
    f: &mut fmt::Formatter<'_>,
    months: i64,
    days: i64,
    seconds: i64,
    nanos: i64,
) -> fmt::Result {
    f.write_str("P")?;
    let part = |f: &mut fmt::Formatter<'_>, count: i64, unit: char| match count {
        0 => Ok(()),
        count => write!(f, "{count}{unit}"),
    };
    part(f, months / 12, 'Y')?;
    part(f, months % 12, 'M')?;
    part(f, days, 'D')?;
    if seconds == 0 && nanos == 0 {
        return if months == 0 && days == 0 {
            f.write_str("T0S")
        } else {
            Ok(())
        };
    }
    f.write_str("T")?;
    part(f, seconds / 3600, 'H')?;
    part(f, seconds / 60 % 60, 'M')?;
    let (mut rest, mut nanos) = (seconds % 60, nanos);
    if rest < 0 && nanos > 0 {
        rest += 1;
        nanos = SECOND - nanos;
        if rest == 0 {
            f.write_str("-")?;
        }
    }
    if rest != 0 || nanos != 0 {
        write!(f, "{rest}")?;
        fraction(f, nanos)?;
        f.write_str("S")?;
    }
    Ok(())
}
