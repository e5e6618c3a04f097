//! Amounts in a text: a number, what is counted or measured, and the words near by.
//!
//! A small rule without a parser: precision goes before recall, and what is doubtful is left out.

mod tokens;
mod words;

#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use tokens::{Kind, Token, sentences};
use words::{
    ABOUT, AUXILIARIES, CURRENCIES, DAYS, LINKS, MEASURES, MONTHS, OVER, PAIRS, SCALES, STOP, THAN,
    UNDER, digits, last_place, month, plural, scale_of, spelled, stem,
};

/// What a number is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Unit {
    Count,
    Percent,
    Money(&'static str),
}

/// A number with what it is of. Ranges are bytes of the text.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Amount {
    pub(super) unit: Unit,
    /// The least and the most that the words let it be.
    pub(super) low: f64,
    pub(super) high: f64,
    /// The words of the amount, with what qualifies it.
    pub(super) words: Range<usize>,
    /// The sentence.
    pub(super) sentence: Range<usize>,
    /// What is counted (one stem), or stems of what a share or sum is of.
    pub(super) of: BTreeSet<String>,
    /// Stems between the number and what is counted.
    pub(super) such: BTreeSet<String>,
    /// Stem of what happens to it, where it follows at once (`killed`).
    pub(super) fate: Option<String>,
    /// Stems of the other words of the sentence.
    pub(super) context: BTreeSet<String>,
    /// Runs of capitalised words in the sentence.
    pub(super) names: Vec<Range<usize>>,
    /// Days of the week or month, and years, that the sentence tells.
    pub(super) dates: BTreeSet<String>,
}

/// How far `about` reaches, of the number.
const LOOSE: f64 = 0.1;
/// All amounts of a text, in order. O(length).
pub(super) fn amounts(text: &str) -> Vec<Amount> {
    let mut found = Vec::new();
    for tokens in sentences(text) {
        let mut at = 0;
        while at < tokens.len() {
            let next = Reader { tokens: &tokens }.amount(at, &mut found);
            at = next.max(at + 1);
        }
    }
    found
}

/// A number as it is read.
#[derive(Debug, Clone, Copy)]
struct Value {
    number: f64,
    /// Half of its last place.
    slack: f64,
    /// A bare number of four digits that may be a year.
    year: bool,
    next: usize,
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
}

impl Reader<'_> {
    fn word(&self, at: usize) -> String {
        self.tokens.get(at).map(Token::lower).unwrap_or_default()
    }

    fn before(&self, at: usize, back: usize) -> String {
        at.checked_sub(back)
            .map(|at| self.word(at))
            .unwrap_or_default()
    }

    /// Whether a token stands at once after the one before it.
    fn joined(&self, at: usize) -> bool {
        at > 0 && at < self.tokens.len() && self.tokens[at].start == self.tokens[at - 1].end()
    }

    /// The number that begins at a token, with its scale.
    fn value(&self, at: usize) -> Option<Value> {
        let token = self.tokens.get(at)?;
        let (number, slack, year) = match token.kind {
            Kind::Number => {
                let (number, slack) = digits(token.text)?;
                let year = token.text.len() == 4 && (1900.0..=2100.0).contains(&number);
                (number, slack, year && !token.text.contains(','))
            }
            Kind::Word => (spelled(&token.lower())?, 0.5, false),
            Kind::Sign => return None,
        };
        let mut value = Value {
            number,
            slack,
            year,
            next: at + 1,
        };
        while let Some((_, scale)) = SCALES
            .iter()
            .find(|(word, _)| *word == self.word(value.next))
        {
            let first = value.next == at + 1;
            let slack = if first {
                last_place(token.text)
            } else {
                value.slack
            };
            value = Value {
                number: value.number * scale,
                slack: slack * scale,
                year: false,
                next: value.next + 1,
            };
        }
        Some(value)
    }

    /// Reads the amount that begins at a token, if any; says where to go on.
    fn amount(&self, at: usize, found: &mut Vec<Amount>) -> usize {
        let symbol = self.currency(at);
        let begin = if symbol.is_some() { at + 1 } else { at };
        let Some(first) = self.value(begin) else {
            return at + 1;
        };
        if self.part_of_a_name(at, symbol.is_some()) {
            return first.next;
        }
        let (mut low, mut high, mut next) = (first, first, first.next);
        let mut from = at;
        let percent = |next: usize| {
            let per = self.word(next) == "per" && self.word(next + 1) == "cent";
            match self.word(next).as_str() {
                "%" | "percent" => Some(next + 1),
                _ if per => Some(next + 2),
                _ => None,
            }
        };
        let link = percent(next).unwrap_or(next);
        let links = matches!(self.word(link).as_str(), "to" | "-" | "–" | "and" | "or");
        let second = link + 1 + usize::from(symbol.is_some() && self.currency(link + 1) == symbol);
        let between = self.before(at, 1) == "between";
        let changes = self.before(at, 1) == "from";
        if links
            && (self.word(link) != "and" || between)
            && let Some(other) = self.value(second)
        {
            if changes {
                return percent(other.next).unwrap_or(other.next);
            }
            (high, next) = (other, other.next);
            // `3 to 5 million`
            if low.number < 1e3 && high.number >= 1e3 && first.next == link {
                let scale = scale_of(high.number);
                low.number *= scale;
                low.slack *= scale;
            }
        }
        let mut unit = symbol.map_or(Unit::Count, Unit::Money);
        if let Some(after) = percent(next) {
            (unit, next) = (Unit::Percent, after);
        } else if let Some(code) = self.currency(next).filter(|_| symbol.is_none()) {
            (unit, next) = (Unit::Money(code), next + 1);
        }
        // `30-strong`, `12th`, `10:30`, `12 May`.
        let tail = self.word(next);
        let glued = self.joined(next)
            && !matches!(
                tail.as_str(),
                "." | "," | ";" | "\"" | "”" | ")" | "?" | "!" | "’" | "'"
            );
        let dated = low.year && unit == Unit::Count || MONTHS.contains(&tail.as_str());
        if changes || glued || dated || high.number < low.number {
            return next;
        }
        let mut bounds = (low.number - low.slack, high.number + high.slack);
        if let Some((looser, start)) = self.qualified(if between { at - 1 } else { at }, low, high)
        {
            (bounds, from) = (looser, start);
        }
        if between {
            from = from.min(at - 1);
        }
        let Some(object) = self.object(next, unit) else {
            return next;
        };
        let words = self.tokens[from].start..self.tokens[object.shown - 1].end();
        found.push(Amount {
            unit,
            low: bounds.0,
            high: bounds.1,
            words,
            sentence: self.tokens[0].start..self.tokens[self.tokens.len() - 1].end(),
            context: self.context(from..object.shown),
            names: self.names(),
            dates: self.dates(),
            of: object.of,
            such: object.such,
            fate: object.fate,
        });
        next
    }

    fn currency(&self, at: usize) -> Option<&'static str> {
        let word = self.word(at);
        CURRENCIES
            .iter()
            .find(|(sign, _)| *sign == word)
            .map(|&(_, code)| code)
    }

    /// `Article 5`, `F-16`, `the G7`, `February 12`: a name, not an amount.
    fn part_of_a_name(&self, at: usize, money: bool) -> bool {
        let Some(before) = at.checked_sub(1).map(|at| &self.tokens[at]) else {
            return false;
        };
        let owner = before.text.ends_with("'s") || before.text.ends_with("’s");
        let glued = self.joined(at)
            && ((before.kind != Kind::Sign && !money)
                || matches!(before.text, "-" | "–" | "/" | ":" | "." | ","));
        let named = before.capital() && at > 1 && !owner && !money;
        let numbered = matches!(
            before.lower().as_str(),
            "no" | "number" | "page" | "aged" | "age"
        );
        glued || named || numbered
    }

    /// Bounds that words before an amount widen, and where these words begin.
    fn qualified(&self, at: usize, low: Value, high: Value) -> Option<((f64, f64), usize)> {
        let (one, two) = (self.before(at, 1), self.before(at, 2));
        let over = (low.number - low.slack, high.number * 2.0);
        let under = (low.number / 2.0, high.number + high.slack);
        let side = |more: bool| if more { over } else { under };
        if ABOUT.contains(&one.as_str()) {
            let slack = |value: Value| value.slack.max(value.number * LOOSE);
            return Some(((low.number - slack(low), high.number + slack(high)), at - 1));
        }
        if OVER.contains(&one.as_str()) {
            return Some((over, at - 1));
        }
        if UNDER.contains(&one.as_str()) {
            return Some((under, at - 1));
        }
        if one == "than" {
            let (_, more) = THAN.iter().find(|(word, _)| *word == two)?;
            return Some((side(*more), at - 2));
        }
        let pair = PAIRS
            .iter()
            .find(|(first, second, _)| (two.as_str(), one.as_str()) == (*first, *second));
        pair.map(|&(.., more)| (side(more), at - 2))
    }

    /// What an amount is of.
    fn object(&self, next: usize, unit: Unit) -> Option<Object> {
        match unit {
            Unit::Count => self.counted(next),
            Unit::Percent | Unit::Money(_) => self.measured(next),
        }
    }

    /// The plural that a number counts: `23 of 32 allies`, `3,000 Russian troops`.
    fn counted(&self, next: usize) -> Option<Object> {
        let mut at = next;
        let mut part = false;
        if self.word(at) == "of" {
            let the = usize::from(self.word(at + 1) == "the");
            at = self.value(at + 1 + the)?.next;
            part = true;
        }
        let mut such = BTreeSet::new();
        for place in at..at + 5 {
            let token = self
                .tokens
                .get(place)
                .filter(|token| token.kind == Kind::Word)?;
            let word = token.lower();
            if MEASURES.contains(&word.as_str()) || STOP.contains(&word.as_str()) {
                return None;
            }
            if plural(&word) && !token.capital() {
                let mut of = BTreeSet::from([stem(&word)]);
                if part {
                    of.insert("part of".into());
                }
                return Some(Object {
                    of,
                    such,
                    fate: self.fate(place + 1),
                    shown: place + 1,
                });
            }
            if !token.capital() {
                such.insert(stem(&word));
            }
        }
        None
    }

    /// What happens to what is counted, where it follows at once.
    fn fate(&self, mut at: usize) -> Option<String> {
        while AUXILIARIES.contains(&self.word(at).as_str()) {
            at += 1;
        }
        let token = self
            .tokens
            .get(at)
            .filter(|token| token.kind == Kind::Word)?;
        let word = token.lower();
        (!token.capital() && !STOP.contains(&word.as_str())).then(|| stem(&word))
    }

    /// What a share or a sum is of: the words of the noun phrase after it, four at most.
    fn measured(&self, next: usize) -> Option<Object> {
        let mut of = BTreeSet::new();
        let mut shown = next;
        for (place, token) in self.tokens.iter().enumerate().skip(next).take(8) {
            let word = token.lower();
            if token.kind != Kind::Word || of.len() == 4 {
                break;
            }
            if LINKS.contains(&word.as_str()) && of.is_empty() {
                continue;
            }
            if STOP.contains(&word.as_str()) {
                break;
            }
            of.insert(stem(&word));
            shown = place + 1;
        }
        (!of.is_empty()).then_some(Object {
            of,
            such: BTreeSet::new(),
            fate: None,
            shown,
        })
    }

    /// Stems of the words outside the amount that say something.
    fn context(&self, amount: Range<usize>) -> BTreeSet<String> {
        let outside = self.tokens.iter().enumerate().filter(|(at, token)| {
            !amount.contains(at) && token.kind == Kind::Word && !token.capital()
        });
        let words = outside.map(|(_, token)| token.lower());
        words
            .filter(|word| word.len() > 2 && !STOP.contains(&word.as_str()))
            .map(|word| stem(&word))
            .collect()
    }

    /// Days and years of the sentence: `jan 8`, `tuesday`, `2024`.
    fn dates(&self) -> BTreeSet<String> {
        let mut dates = BTreeSet::new();
        for (at, token) in self.tokens.iter().enumerate() {
            let word = token.lower();
            if DAYS.contains(&word.as_str()) {
                dates.insert(word);
            } else if token.capital() && month(&word) {
                let dot = usize::from(self.word(at + 1) == ".");
                let near = [
                    self.tokens.get(at + 1 + dot),
                    at.checked_sub(1).map(|at| &self.tokens[at]),
                ];
                let day = near
                    .into_iter()
                    .flatten()
                    .find(|near| near.kind == Kind::Number);
                dates.extend(day.map(|day| format!("{} {}", &word[..3], day.text)));
            } else if token.kind == Kind::Number
                && token.text.len() == 4
                && (token.text.starts_with("19") || token.text.starts_with("20"))
            {
                dates.insert(word);
            }
        }
        dates
    }

    /// Runs of capitalised words.
    fn names(&self) -> Vec<Range<usize>> {
        let mut names: Vec<Range<usize>> = Vec::new();
        let mut last = None;
        for (at, token) in self
            .tokens
            .iter()
            .enumerate()
            .filter(|(_, token)| token.capital())
        {
            let end = token.start
                + token
                    .text
                    .trim_end_matches("'s")
                    .trim_end_matches("’s")
                    .len();
            match names.last_mut() {
                Some(run) if last.is_some_and(|last: usize| last + 1 == at) => run.end = end,
                _ => names.push(token.start..end),
            }
            last = Some(at);
        }
        names
    }
}

struct Object {
    of: BTreeSet<String>,
    such: BTreeSet<String>,
    fate: Option<String>,
    /// One past the last token that is shown.
    shown: usize,
}
