//! Times in the text as dates, as coarse as they are told: `in May 2019`, `on Monday`, `last
//! year`. What is told by the day of writing needs the date of the document.

use demarche_model::Date;

use crate::tree::Tree;

/// Where the reader stands: the date of the document, and whether the clause looks ahead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Now {
    /// The date of the document.
    pub date: Option<Date>,
    /// `will meet on Monday` is the next Monday, `met on Monday` the last one.
    pub ahead: bool,
}

/// The parts of a date that the words name.
#[derive(Debug, Clone, Copy, Default)]
struct Told {
    year: Option<u16>,
    month: Option<u8>,
    day: Option<u8>,
    weekday: Option<u8>,
    /// `last`, `this`, `next`.
    shift: Option<i32>,
    /// `year`, `month`.
    unit: Option<Unit>,
    /// `yesterday`, `today`, `tomorrow`.
    days: Option<i32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Unit {
    Year,
    Month,
}

/// Names of months, lower case.
pub(crate) const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// Names of weekdays, Monday first.
pub(crate) const WEEKDAYS: [&str; 7] = [
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
];

/// Small numbers in words, from one.
pub(crate) const NUMBERS: [&str; 10] = [
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
];

/// The date that the phrase around the token names. O(1).
pub(crate) fn date_at(tree: &Tree<'_>, token: u32, now: Now) -> Option<Date> {
    let mut told = Told::default();
    if !told.take(&tree.text(token).to_lowercase()) {
        return None;
    }
    let below = tree.subtree(token);
    let sentence = tree.sentence(token);
    let first = below.start.max(sentence.start);
    for at in (first..token).rev().take(4) {
        if !told.take(&tree.text(at).to_lowercase()) {
            break;
        }
    }
    for at in (token + 1..below.end.min(sentence.end)).take(4) {
        if !told.take(&tree.text(at).to_lowercase()) {
            break;
        }
    }
    told.date(now)
}

/// `two years ago`, with the token of `ago`. O(1).
pub(crate) fn date_ago(tree: &Tree<'_>, ago: u32, now: Now) -> Option<Date> {
    if tree.norm(ago) != "ago" {
        return None;
    }
    let unit = ago.checked_sub(1)?;
    let count = tree.text(unit.checked_sub(1)?).to_lowercase();
    let number = NUMBERS.iter().position(|&word| word == count);
    let count = match (count.as_str(), number) {
        ("a" | "an", _) => 1,
        (_, Some(index)) => i32::try_from(index).ok()? + 1,
        (digits, None) => digits.parse().ok().filter(|count| *count < 200)?,
    };
    let date = now.date?;
    match tree.lemma(unit) {
        "year" => Date::new(year_of(date, -count)?, None, None),
        "month" => month_of(date, -count),
        "day" => day_of(date, -count),
        _ => None,
    }
}

impl Told {
    /// Whether the word can stand in a date; takes in what it says.
    fn take(&mut self, word: &str) -> bool {
        let word = word.trim_end_matches('.');
        let month = MONTHS.iter().position(|name| {
            *name == word || (word.len() >= 3 && word.len() <= 4 && name.starts_with(word))
        });
        let weekday = WEEKDAYS.iter().position(|name| *name == word);
        let ordinal = ["st", "nd", "rd", "th"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending))
            .unwrap_or(word);
        if let Some(month) = month.and_then(|index| u8::try_from(index + 1).ok()) {
            self.month.get_or_insert(month);
        } else if let Some(day) = weekday.and_then(|index| u8::try_from(index).ok()) {
            self.weekday.get_or_insert(day);
        } else if let Ok(number) = ordinal.parse::<u16>() {
            match number {
                1..=31 => {
                    self.day
                        .get_or_insert(u8::try_from(number).unwrap_or_default());
                }
                1800..=2200 if word.len() == 4 => {
                    self.year.get_or_insert(number);
                }
                _ => return false,
            }
        } else {
            match word {
                "last" | "previous" => self.shift = Some(-1),
                "this" => self.shift = Some(0),
                "next" => self.shift = Some(1),
                "year" => self.unit = Some(Unit::Year),
                "month" => self.unit = Some(Unit::Month),
                "yesterday" => self.days = Some(-1),
                "today" => self.days = Some(0),
                "tomorrow" => self.days = Some(1),
                "the" | "," | "of" | "early" | "late" | "mid" | "-" => {}
                _ => return false,
            }
        }
        true
    }

    fn date(self, now: Now) -> Option<Date> {
        if let Some(year) = self.year {
            return match (self.month, self.day) {
                (None, Some(_)) => None,
                (month, day) => Date::new(year, month, day),
            };
        }
        let today = now.date?;
        if let Some(days) = self.days {
            return day_of(today, days);
        }
        if let Some(month) = self.month {
            return self.nearest(today, month, now.ahead);
        }
        if let Some(weekday) = self.weekday {
            let here = i64::from(today.weekday()?);
            let back = (here - i64::from(weekday)).rem_euclid(7);
            let ahead = (7 - back) % 7;
            let days = if now.ahead { ahead } else { -back };
            return day_of(today, i32::try_from(days).ok()?);
        }
        match (self.shift, self.unit) {
            (Some(shift), Some(Unit::Year)) => Date::new(year_of(today, shift)?, None, None),
            (Some(shift), Some(Unit::Month)) => month_of(today, shift),
            _ => None,
        }
    }

    /// A month or day without its year: the last one up to the document, or the next one from it.
    fn nearest(self, today: Date, month: u8, ahead: bool) -> Option<Date> {
        let shift = match self.shift {
            Some(shift) if shift != 0 => {
                return Date::new(year_of(today, shift)?, None, None)
                    .and_then(|year| Date::new(year.year(), Some(month), self.day));
            }
            _ => [0, if ahead { 1 } else { -1 }],
        };
        shift.into_iter().find_map(|shift| {
            let date = Date::new(year_of(today, shift)?, Some(month), self.day)?;
            let fits = if ahead {
                date.last_day() >= today.first_day()
            } else {
                date.first_day() <= today.last_day()
            };
            fits.then_some(date)
        })
    }
}

fn year_of(date: Date, shift: i32) -> Option<u16> {
    u16::try_from(i32::from(date.year()) + shift).ok()
}

fn month_of(date: Date, shift: i32) -> Option<Date> {
    let months = i32::from(date.year()) * 12 + i32::from(date.month()?) - 1 + shift;
    let year = u16::try_from(months.div_euclid(12)).ok()?;
    Date::new(year, u8::try_from(months.rem_euclid(12) + 1).ok(), None)
}

/// Another day near the date, by stepping over ends of months.
fn day_of(date: Date, shift: i32) -> Option<Date> {
    let (mut year, mut month) = (date.year(), date.month()?);
    let mut day = i32::from(date.day()?) + shift;
    while day < 1 {
        (year, month) = if month == 1 {
            (year.checked_sub(1)?, 12)
        } else {
            (year, month - 1)
        };
        day += last_of(year, month)?;
    }
    while day > last_of(year, month)? {
        day -= last_of(year, month)?;
        (year, month) = if month == 12 {
            (year + 1, 1)
        } else {
            (year, month + 1)
        };
    }
    Date::new(year, Some(month), u8::try_from(day).ok())
}

fn last_of(year: u16, month: u8) -> Option<i32> {
    let last = Date::new(year, Some(month), None)?.last_day() % 100;
    i32::try_from(last).ok()
}

#[cfg(test)]
mod tests {
    use demarche_nlp::Pipeline;

    use super::*;

    #[track_caller]
    fn check(phrase: &str, today: &str, ahead: bool, expected: Option<&str>) {
        let text = format!("It came in {phrase}.");
        let document = Pipeline::english().annotate(&text);
        let tree = Tree::new(&document);
        let now = Now {
            date: today.parse().ok(),
            ahead,
        };
        let found = date_at(&tree, 3, now);
        assert_eq!(
            found.map(|date| date.to_string()).as_deref(),
            expected,
            "{phrase}"
        );
    }

    #[test]
    fn whole_dates_need_no_document_date() {
        check("2019", "", false, Some("2019"));
        check("May 2019", "", false, Some("2019-05"));
        check("January", "", false, None);
    }

    #[test]
    fn months_are_the_nearest_ones() {
        check("October", "2024-03-10", false, Some("2023-10"));
        check("October", "2024-03-10", true, Some("2024-10"));
        check("March", "2024-03-10", false, Some("2024-03"));
    }

    #[test]
    fn days_step_over_months() {
        let date: Date = "2024-03-01".parse().unwrap();
        assert_eq!(day_of(date, -1).unwrap().to_string(), "2024-02-29");
        assert_eq!(day_of(date, 31).unwrap().to_string(), "2024-04-01");
        assert_eq!(month_of(date, -3).unwrap().to_string(), "2023-12");
    }
}
