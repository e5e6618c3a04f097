//! When a stance was voiced: dates in the text, read from the day of the document.

use demarche_model::Date;
use demarche_nlp::{Dep, Upos};

use crate::{
    attribution::AttributionDraft,
    calendar::{MONTHS, NUMBERS, WEEKDAYS},
    cues::arguments::is_verb,
    draft::Tokens,
    quotes::Quotes,
    tree::Tree,
};

use super::{StatementDraft, voices::Voices};

/// Occasions whose date is that of what is said there (`in a February speech`).
const OCCASIONS: &[&str] = &[
    "address",
    "article",
    "briefing",
    "column",
    "conference",
    "debate",
    "essay",
    "hearing",
    "interview",
    "letter",
    "memo",
    "message",
    "op-ed",
    "post",
    "rally",
    "remark",
    "report",
    "speech",
    "statement",
    "testimony",
    "tweet",
];

/// Longest expression that is read.
const LONGEST: u32 = 10;

/// How many words may stand between a cue and the verb whose time is its own.
const CLIMB: usize = 4;

/// Gives attributions and statements the dates that the text tells. O(cues × children).
pub fn note_dates(
    tree: &Tree<'_>,
    quotes: &Quotes,
    today: Option<Date>,
    attributions: &mut [AttributionDraft],
    statements: &mut [StatementDraft],
) {
    for draft in attributions.iter_mut() {
        let Some(cue) = draft.cue else { continue };
        draft.date = time_of(tree, today, cue.start, &draft.parts);
    }
    let voices = Voices::new(tree.len(), attributions, quotes);
    for statement in statements {
        let anchor = statement.cue.start;
        let own = time_of(tree, today, anchor, &[]);
        let told = || voices.around(anchor).and_then(|draft| draft.date);
        statement.date = statement.date.or(own).or_else(told);
    }
}

/// The time of the verb at or above the token, outside of the given parts.
fn time_of(tree: &Tree<'_>, today: Option<Date>, token: u32, outside: &[Tokens]) -> Option<Date> {
    let mut at = token;
    for _ in 0..CLIMB {
        if is_verb(tree, at) {
            break;
        }
        let clause = matches!(
            tree.dep(at),
            Dep::Ccomp | Dep::Relcl | Dep::Advcl | Dep::Acl
        );
        at = tree.head(at).filter(|_| !clause)?;
    }
    let ahead = tree
        .with(at, &[Dep::Aux])
        .any(|aux| matches!(tree.norm(aux), "will" | "shall" | "to" | "'ll" | "would"));
    if !is_verb(tree, at) || ahead {
        return None;
    }
    let children = tree.with(at, &[Dep::Prep, Dep::Npadvmod, Dep::Advmod, Dep::Dobj]);
    let mut found = children
        .filter(|&child| outside.iter().all(|part| !part.has(child)))
        .filter(|&child| is_time(tree, child))
        .filter_map(|child| read(tree, tree.subtree(child), today));
    found.next()
}

/// Whether the modifier tells a time or an occasion.
fn is_time(tree: &Tree<'_>, child: u32) -> bool {
    let word = |token: u32| tree.norm(token).to_lowercase();
    if tree.dep(child) == Dep::Prep {
        let prep = matches!(tree.norm(child), "on" | "in" | "during" | "at");
        let object = tree.child(child, Dep::Pobj);
        return prep
            && object.is_some_and(|object| {
                let occasion = OCCASIONS.contains(&tree.lemma(object));
                occasion || is_date_word(&word(object)) || year_in(&word(object)).is_some()
            });
    }
    let period = matches!(
        tree.lemma(child),
        "year" | "month" | "week" | "day" | "morning" | "afternoon" | "evening" | "night" | "ago"
    );
    let name = is_date_word(&word(child));
    let today = matches!(word(child).as_str(), "yesterday" | "today" | "tonight");
    let bare = tree.dep(child) == Dep::Dobj;
    name && tree.upos(child) == Upos::Propn || !bare && (period || today || name)
}

fn is_date_word(word: &str) -> bool {
    month_in(word).is_some() || weekday_in(word).is_some()
}

fn month_in(word: &str) -> Option<u8> {
    let word = word.trim_end_matches('.');
    let short = word.len() == 3 || word == "sept";
    let named = |month: &&str| word == *month || short && month.starts_with(word);
    let place = MONTHS.iter().position(named)?;
    u8::try_from(place + 1).ok()
}

fn weekday_in(word: &str) -> Option<u8> {
    let place = WEEKDAYS.iter().position(|day| *day == word)?;
    u8::try_from(place).ok()
}

fn year_in(word: &str) -> Option<u16> {
    let year: u16 = word.parse().ok()?;
    (word.len() == 4 && (1900..2100).contains(&year)).then_some(year)
}

/// The date that the words name, seen from the day of the document.
fn read(tree: &Tree<'_>, range: Tokens, today: Option<Date>) -> Option<Date> {
    let end = range.end.min(range.start + LONGEST);
    let words: Vec<String> = (range.start..end)
        .map(|token| tree.text(token).to_lowercase())
        .collect();
    let has = |word: &str| words.iter().any(|other| other == word);
    let year = words.iter().find_map(|word| year_in(word));
    let month = words.iter().enumerate().find_map(|(at, word)| {
        // `may` and `mar` are months only beside a number or behind a preposition.
        let plain = tree.upos(range.start + u32::try_from(at).ok()?) == Upos::Propn;
        month_in(word).filter(|_| plain).map(|month| (at, month))
    });
    if let Some((at, month)) = month {
        let number = |at: usize| words.get(at).and_then(|word| word.parse::<u8>().ok());
        let before = at.checked_sub(1).and_then(number);
        let day = number(at + 1)
            .or(before)
            .filter(|day| (1..=31).contains(day));
        return month_date(year, month, day, today, has("next"));
    }
    if let Some(year) = year {
        let known = today.is_none_or(|today| year <= today.year());
        return Date::new(year, None, None).filter(|_| known);
    }
    let today = today?;
    if has("next") || has("coming") {
        return None;
    }
    if let Some(weekday) = words.iter().find_map(|word| weekday_in(word)) {
        let now = today.weekday()?;
        let back = (now + 7 - weekday) % 7;
        let back = if back == 0 && has("last") { 7 } else { back };
        return today.days_before(u16::from(back));
    }
    if has("yesterday") {
        return today.days_before(1);
    }
    if has("today") || has("tonight") {
        return today.day().map(|_| today);
    }
    if has("ago") {
        return ago(&words, today);
    }
    let shift = match (has("last"), has("this")) {
        (true, _) => 1,
        (_, true) => 0,
        _ => return None,
    };
    period(&words, shift, today)
}

fn month_date(
    year: Option<u16>,
    month: u8,
    day: Option<u8>,
    today: Option<Date>,
    next: bool,
) -> Option<Date> {
    if let Some(year) = year {
        return Date::new(year, Some(month), day);
    }
    let today = today.filter(|_| !next)?;
    let (now, this_day) = (today.month()?, today.day());
    let later = month > now
        || month == now && day.is_some_and(|day| this_day.is_some_and(|this| day > this));
    let year = today.year() - u16::from(later);
    Date::new(year, Some(month), day)
}

/// `two years ago`.
fn ago(words: &[String], today: Date) -> Option<Date> {
    let count = words.iter().find_map(|word| {
        let named = NUMBERS.iter().position(|number| number == word);
        let one = (word == "a" || word == "an").then_some(0);
        let named = named.or(one).map(|place| place + 1);
        named.or_else(|| word.parse::<usize>().ok())
    })?;
    let count = u16::try_from(count).ok().filter(|count| *count < 300)?;
    let unit = |name: &str| words.iter().any(|word| word.trim_end_matches('s') == name);
    if unit("day") {
        return today.days_before(count);
    }
    period(words, count, today)
}

/// The month or the year so many before this one.
fn period(words: &[String], back: u16, today: Date) -> Option<Date> {
    let unit = |name: &str| words.iter().any(|word| word.trim_end_matches('s') == name);
    if unit("year") {
        return Date::new(today.year().checked_sub(back)?, None, None);
    }
    if unit("month") {
        let months = today.year().checked_mul(12)? + u16::from(today.month()?) - 1;
        let then = months.checked_sub(back)?;
        let month = u8::try_from(then % 12 + 1).ok()?;
        return Date::new(then / 12, Some(month), None);
    }
    if unit("morning") || unit("afternoon") || unit("evening") {
        return today.day().filter(|_| back == 0).map(|_| today);
    }
    None
}

#[cfg(test)]
mod tests {
    use demarche_nlp::Pipeline;

    use super::*;

    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let doc = Pipeline::english().annotate(text);
        let tree = Tree::new(&doc);
        let today = "2025-02-12".parse().ok();
        let verb = (0..tree.len())
            .find(|&token| tree.lemma(token) == "say")
            .expect("a verb");
        let found = time_of(&tree, today, verb, &[]).map(|date| date.to_string());
        assert_eq!(found.as_deref(), expect, "{text}");
    }

    #[test]
    fn days_are_read_from_the_day_of_the_document() {
        check(
            "Norway said on Monday that the talks failed.",
            Some("2025-02-10"),
        );
        check(
            "Norway said Wednesday that the talks failed.",
            Some("2025-02-12"),
        );
        check(
            "Norway said yesterday that the talks failed.",
            Some("2025-02-11"),
        );
        check(
            "Norway said two days ago that the talks failed.",
            Some("2025-02-10"),
        );
    }

    #[test]
    fn months_and_years_stay_as_coarse_as_they_are() {
        check(
            "Norway said in a March 2022 speech that the talks failed.",
            Some("2022-03"),
        );
        check(
            "Norway said in December that the talks failed.",
            Some("2024-12"),
        );
        check(
            "Norway said on December 2 that the talks failed.",
            Some("2024-12-02"),
        );
        check("Norway said last year that the talks failed.", Some("2024"));
        check(
            "Norway said last month that the talks failed.",
            Some("2025-01"),
        );
        check("Norway said in 2019 that the talks failed.", Some("2019"));
    }

    #[test]
    fn nothing_is_guessed() {
        check("Norway said last week that the talks failed.", None);
        check("Norway will say on Monday that the talks failed.", None);
        check("Norway said in Oslo that the talks failed.", None);
        check(
            "Norway said in the 2019 agreement that the talks failed.",
            None,
        );
    }
}
