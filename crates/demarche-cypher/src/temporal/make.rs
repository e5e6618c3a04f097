//! Dates, times and durations from text and from maps.

use super::calendar::{days_from, days_in, weekday};
use super::{Moment, SECOND, Temporal};
use crate::value::{Map, Value};

/// From ISO 8601; `None` where the text is none.
pub(crate) fn from_text(kind: Moment, text: &str) -> Option<Temporal> {
    if kind == Moment::Duration {
        return duration(text);
    }
    if matches!(kind, Moment::LocalTime | Moment::Time) {
        let (time, offset) = clock(text)?;
        return Some(match kind {
            Moment::LocalTime => Temporal::LocalTime(time),
            _ => Temporal::Time(time, offset),
        });
    }
    let (day, time) = text.split_once('T').unwrap_or((text, "00:00"));
    let day = date(day)?;
    let (time, offset) = clock(time)?;
    Some(match kind {
        Moment::Date => Temporal::Date(day),
        Moment::LocalDateTime => Temporal::LocalDateTime(day, time),
        _ => Temporal::DateTime(day, time, offset),
    })
}

fn digits(text: &str) -> Option<i64> {
    let plain = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    plain.then(|| text.parse().ok())?
}

fn date(text: &str) -> Option<i64> {
    let (year, rest) = (text.get(..4)?, text.get(4..)?);
    let year = digits(year)?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    if let Some(week) = rest.strip_prefix('W') {
        let number = digits(week.get(..2)?)?;
        let rest = week.get(2..)?;
        let day = rest.strip_prefix('-').unwrap_or(rest);
        let day = if day.is_empty() { 1 } else { digits(day)? };
        return by_week(year, number, day);
    }
    let rest: String = rest.split('-').collect();
    match rest.len() {
        0 => Some(days_from(year, 1, 1)),
        2 => checked(year, digits(&rest)?, 1),
        3 => by_ordinal(year, digits(&rest)?),
        4 => checked(year, digits(rest.get(..2)?)?, digits(rest.get(2..)?)?),
        _ => None,
    }
}

fn checked(year: i64, month: i64, day: i64) -> Option<i64> {
    let good = (-999_999_999..=999_999_999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=days_in(year, month)).contains(&day);
    good.then(|| days_from(year, month, day))
}

fn by_week(year: i64, week: i64, day: i64) -> Option<i64> {
    let fourth = checked(year, 1, 4)?;
    let good = (1..=53).contains(&week) && (1..=7).contains(&day);
    good.then(|| fourth - weekday(fourth) + (week - 1) * 7 + day)
}

fn by_ordinal(year: i64, ordinal: i64) -> Option<i64> {
    let first = checked(year, 1, 1)?;
    let good = (1..=days_from(year + 1, 1, 1) - first).contains(&ordinal);
    good.then(|| first + ordinal - 1)
}

/// Time of day and offset.
fn clock(text: &str) -> Option<(i64, i32)> {
    let text = text.split('[').next()?;
    let (time, offset) = match text.find(['Z', '+', '-']) {
        Some(at) => (&text[..at], zone(&text[at..])?),
        None => (text, 0),
    };
    let (whole, part) = time.split_once('.').unwrap_or((time, ""));
    let whole: String = whole.split(':').collect();
    let two = |from: usize| match whole.get(from..from + 2) {
        Some(pair) => digits(pair),
        None => (whole.len() <= from).then_some(0),
    };
    if whole.len() > 6 || part.len() > 9 {
        return None;
    }
    let nanos = if part.is_empty() {
        0
    } else {
        digits(&format!("{part:0<9}"))?
    };
    Some((of_day(two(0)?, two(2)?, two(4)?, nanos)?, offset))
}

fn of_day(hour: i64, minute: i64, second: i64, nanos: i64) -> Option<i64> {
    let good = (0..24).contains(&hour)
        && (0..60).contains(&minute)
        && (0..60).contains(&second)
        && (0..SECOND).contains(&nanos);
    good.then(|| ((hour * 60 + minute) * 60 + second) * SECOND + nanos)
}

/// An offset in seconds: `Z`, `+01:00`, `-0830`.
fn zone(text: &str) -> Option<i32> {
    if text == "Z" {
        return Some(0);
    }
    let sign = match text.get(..1)? {
        "+" => 1,
        "-" => -1,
        _ => return None,
    };
    let rest: String = text.get(1..)?.split(':').collect();
    let two = |from: usize| match rest.get(from..from + 2) {
        Some(pair) => digits(pair),
        None => (rest.len() <= from && from > 0).then_some(0),
    };
    let seconds = two(0)? * 3600 + two(2)? * 60 + two(4)?;
    (seconds <= 18 * 3600).then(|| i32::try_from(sign * seconds).ok())?
}

fn duration(text: &str) -> Option<Temporal> {
    let (sign, text) = match text.strip_prefix('-') {
        Some(rest) => (-1.0, rest),
        None => (1.0, text),
    };
    let mut rest = text.strip_prefix('P')?;
    let mut timed = false;
    let mut amounts = Amounts::default();
    while !rest.is_empty() {
        if let Some(after) = rest.strip_prefix('T') {
            timed = true;
            rest = after;
            continue;
        }
        let end = rest.find(|c: char| c.is_ascii_alphabetic())?;
        let count: f64 = rest[..end].replace(',', ".").parse().ok()?;
        let unit = rest[end..].chars().next()?;
        rest = &rest[end + 1..];
        let slot = match (unit, timed) {
            ('Y', false) => &mut amounts.years,
            ('M', false) => &mut amounts.months,
            ('W', false) => &mut amounts.weeks,
            ('D', false) => &mut amounts.days,
            ('H', true) => &mut amounts.hours,
            ('M', true) => &mut amounts.minutes,
            ('S', true) => &mut amounts.seconds,
            _ => return None,
        };
        *slot += sign * count;
    }
    amounts.duration()
}

#[derive(Default)]
struct Amounts {
    years: f64,
    months: f64,
    weeks: f64,
    days: f64,
    hours: f64,
    minutes: f64,
    seconds: f64,
    nanos: f64,
}

impl Amounts {
    #[allow(
        clippy::cast_possible_truncation,
        reason = "fractions go down a unit; casts saturate"
    )]
    fn duration(&self) -> Option<Temporal> {
        let months = self.years * 12.0 + self.months;
        let days = self.weeks * 7.0 + self.days + months.fract() * 30.436_875;
        let seconds =
            self.hours * 3600.0 + self.minutes * 60.0 + self.seconds + days.fract() * 86_400.0;
        let nanos = seconds.fract() * 1e9 + self.nanos;
        Temporal::duration(
            months.trunc() as i64,
            days.trunc() as i64,
            seconds.trunc() as i64,
            nanos.round() as i64,
        )
    }
}

/// From a map of parts, which may start from another moment; `Err` names what is wrong with it.
pub(crate) fn from_map(kind: Moment, map: &Map) -> Result<Temporal, String> {
    if kind == Moment::Duration {
        return of_amounts(map);
    }
    let whole = |key: &str, or: i64| match map.get(key) {
        None => Ok(or),
        Some(Value::Int(part)) => Ok(*part),
        Some(other) => Err(format!(
            "`{key}` has to be an integer, not {}",
            other.kind()
        )),
    };
    let base = |key: &str| match map.get(key) {
        Some(Value::Temporal(base)) => Some(**base),
        _ => None,
    };
    let bad = || "no such date or time".to_owned();
    let both = base("datetime");
    let (from_date, from_time) = (both.or(base("date")), both.or(base("time")));
    let mut offset = match from_time {
        Some(Temporal::Time(_, offset) | Temporal::DateTime(_, _, offset)) => offset,
        _ => 0,
    };
    if let Some(Value::Str(text)) = map.get("timezone") {
        offset = zone(text).ok_or_else(|| format!("no offset: `{text}`"))?;
    }
    let part = |of: Option<Temporal>, name: &str, or: i64| {
        of.and_then(|base| base.part(name)).unwrap_or(or)
    };
    let day = || {
        if from_date.is_none() && !map.contains_key("year") {
            return Err("a date needs its `year`".to_owned());
        }
        let year = whole("year", part(from_date, "year", 1970))?;
        let found = if map.contains_key("week") {
            by_week(year, whole("week", 1)?, whole("dayOfWeek", 1)?)
        } else if map.contains_key("ordinalDay") {
            by_ordinal(year, whole("ordinalDay", 1)?)
        } else if map.contains_key("quarter") {
            let month = (whole("quarter", 1)? - 1) * 3 + 1;
            checked(year, month, 1).map(|day| day + whole("dayOfQuarter", 1).unwrap_or(1) - 1)
        } else {
            let month = whole("month", part(from_date, "month", 1))?;
            checked(year, month, whole("day", part(from_date, "day", 1))?)
        };
        found.ok_or_else(bad)
    };
    let time = || {
        let below = whole("millisecond", 0)? * 1_000_000 + whole("microsecond", 0)? * 1000;
        let given = ["millisecond", "microsecond", "nanosecond"];
        let given = given.iter().any(|&key| map.contains_key(key));
        let kept = if given {
            0
        } else {
            part(from_time, "nanosecond", 0)
        };
        let nanos = below + whole("nanosecond", kept)?;
        of_day(
            whole("hour", part(from_time, "hour", 0))?,
            whole("minute", part(from_time, "minute", 0))?,
            whole("second", part(from_time, "second", 0))?,
            nanos,
        )
        .ok_or_else(bad)
    };
    Ok(match kind {
        Moment::Date => Temporal::Date(day()?),
        Moment::LocalTime => Temporal::LocalTime(time()?),
        Moment::Time => Temporal::Time(time()?, offset),
        Moment::LocalDateTime => Temporal::LocalDateTime(day()?, time()?),
        _ => Temporal::DateTime(day()?, time()?, offset),
    })
}

fn of_amounts(map: &Map) -> Result<Temporal, String> {
    let mut amounts = Amounts::default();
    for (key, value) in map {
        #[allow(clippy::cast_precision_loss, reason = "amounts of time")]
        let count = match value {
            Value::Int(count) => *count as f64,
            Value::Float(count) => *count,
            other => return Err(format!("`{key}` has to be a number, not {}", other.kind())),
        };
        let (slot, factor) = match &**key {
            "years" => (&mut amounts.years, 1.0),
            "quarters" => (&mut amounts.months, 3.0),
            "months" => (&mut amounts.months, 1.0),
            "weeks" => (&mut amounts.weeks, 1.0),
            "days" => (&mut amounts.days, 1.0),
            "hours" => (&mut amounts.hours, 1.0),
            "minutes" => (&mut amounts.minutes, 1.0),
            "seconds" => (&mut amounts.seconds, 1.0),
            "milliseconds" => (&mut amounts.nanos, 1e6),
            "microseconds" => (&mut amounts.nanos, 1e3),
            "nanoseconds" => (&mut amounts.nanos, 1.0),
            other => return Err(format!("a duration has no `{other}`")),
        };
        *slot += factor * count;
    }
    amounts
        .duration()
        .ok_or_else(|| "too long a duration".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_read_and_written() {
        for (kind, text, shown) in [
            (Moment::Date, "2025-02-12", "2025-02-12"),
            (Moment::Date, "20250212", "2025-02-12"),
            (Moment::Date, "2025-02", "2025-02-01"),
            (Moment::Date, "2025-W07-3", "2025-02-12"),
            (Moment::Date, "2025043", "2025-02-12"),
            (Moment::LocalTime, "12:31:14.5", "12:31:14.5"),
            (Moment::Time, "12:31+01:00", "12:31+01:00"),
            (
                Moment::DateTime,
                "2025-02-12T12:31:14Z",
                "2025-02-12T12:31:14Z",
            ),
            (Moment::LocalDateTime, "2025-02-12", "2025-02-12T00:00"),
            (Moment::Duration, "P1Y2M3DT4H5M6.5S", "P1Y2M3DT4H5M6.5S"),
        ] {
            assert_eq!(from_text(kind, text).unwrap().to_string(), shown, "{text}");
        }
        for text in ["", "2025-13", "2025-02-30", "25", "2025-02-12x", "ü"] {
            assert!(from_text(Moment::Date, text).is_none(), "{text}");
        }
    }
}
