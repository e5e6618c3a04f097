//! Amounts in a text: a number, what is counted or measured, and the words near by.
//!
//! A small rule without a parser: precision goes before recall, and what is doubtful is left out.

use std::collections::BTreeSet;
use std::ops::Range;

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

const CURRENCIES: &[(&str, &str)] = &[
    ("$", "USD"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("£", "GBP"),
    ("pounds", "GBP"),
    ("¥", "JPY"),
    ("yen", "JPY"),
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("roubles", "RUB"),
    ("rubles", "RUB"),
    ("yuan", "CNY"),
];
const SCALES: &[(&str, f64)] = &[
    ("bn", 1e9),
    ("billion", 1e9),
    ("hundred", 1e2),
    ("million", 1e6),
    ("mn", 1e6),
    ("thousand", 1e3),
    ("tn", 1e12),
    ("trillion", 1e12),
];
const SPELLED: &[(&str, f64)] = &[
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
];
const ABOUT: &[&str] = &[
    "about",
    "almost",
    "approximately",
    "around",
    "estimated",
    "nearly",
    "roughly",
    "some",
];
const OVER: &[&str] = &["over", "exceeding", "above"];
const UNDER: &[&str] = &["under", "below"];
/// `more than`, `less than` and so on: the word before `than`.
const THAN: &[(&str, bool)] = &[
    ("fewer", false),
    ("greater", true),
    ("less", false),
    ("more", true),
];
/// `at least`, `at most`, `up to`.
const PAIRS: &[(&str, &str, bool)] = &[
    ("at", "least", true),
    ("at", "most", false),
    ("up", "to", false),
];
/// Plurals without an s.
const PLURALS: &[&str] = &[
    "aircraft",
    "children",
    "men",
    "people",
    "personnel",
    "police",
    "staff",
    "women",
];
/// Measures of time and length: too many things have one.
const MEASURES: &[&str] = &[
    "centuries",
    "days",
    "decades",
    "feet",
    "hours",
    "inches",
    "kilometers",
    "kilometres",
    "meters",
    "metres",
    "miles",
    "minutes",
    "months",
    "points",
    "seconds",
    "times",
    "weeks",
    "years",
];
const MONTHS: &[&str] = &[
    "april",
    "august",
    "december",
    "february",
    "january",
    "july",
    "june",
    "march",
    "may",
    "november",
    "october",
    "september",
];
const DAYS: &[&str] = &[
    "friday",
    "monday",
    "saturday",
    "sunday",
    "thursday",
    "tuesday",
    "wednesday",
];
/// Words that end a noun phrase or say nothing of a quantity.
const STOP: &[&str] = &[
    "a", "about", "after", "against", "all", "also", "among", "an", "and", "are", "as", "at", "be",
    "because", "been", "before", "being", "between", "but", "by", "can", "could", "did", "do",
    "does", "during", "each", "every", "for", "from", "had", "has", "have", "he", "her", "his",
    "how", "if", "in", "into", "is", "it", "its", "may", "might", "more", "most", "must", "no",
    "not", "of", "off", "on", "or", "other", "our", "out", "over", "said", "says", "she", "should",
    "since", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "under", "until", "up", "was", "we", "were", "what",
    "when", "where", "which", "while", "who", "will", "with", "would", "you",
];
/// Words between a share or sum and what it is of.
const LINKS: &[&str] = &[
    "a", "for", "in", "its", "of", "on", "the", "their", "to", "worth",
];
/// Auxiliaries between what is counted and what happens to it.
const AUXILIARIES: &[&str] = &[
    "are", "be", "been", "had", "has", "have", "is", "was", "were",
];
/// Abbreviations whose dot ends no sentence.
const SHORT: &[&str] = &[
    "apr", "aug", "col", "dec", "dr", "etc", "feb", "gen", "gov", "jan", "jr", "jul", "jun", "lt",
    "mr", "mrs", "ms", "no", "nov", "oct", "rep", "sen", "sept", "sgt", "sr", "st", "vs",
];
/// How far `about` reaches, of the number.
const LOOSE: f64 = 0.1;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Word,
    Number,
    Sign,
}

#[derive(Debug, Clone, Copy)]
struct Token<'a> {
    kind: Kind,
    start: usize,
    text: &'a str,
}

impl Token<'_> {
    fn end(&self) -> usize {
        self.start + self.text.len()
    }

    fn capital(&self) -> bool {
        self.kind == Kind::Word && self.text.starts_with(char::is_uppercase)
    }

    fn lower(&self) -> String {
        self.text.to_lowercase()
    }
}

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

/// The tokens of a text, by sentence. A line end after which a line is empty ends one too.
fn sentences(text: &str) -> Vec<Vec<Token<'_>>> {
    let mut sentences = vec![Vec::new()];
    let mut rest = text;
    let mut gap = false;
    let mut over = false;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let length = if first.is_whitespace() {
            let space = rest
                .find(|c: char| !c.is_whitespace())
                .unwrap_or(rest.len());
            gap = true;
            over |= rest[..space].matches('\n').count() > 1;
            rest = &rest[space..];
            continue;
        } else if first.is_ascii_digit() {
            let mut bytes = rest.as_bytes().iter().enumerate();
            let inside = |at: usize, byte: u8| {
                byte.is_ascii_digit()
                    || (matches!(byte, b',' | b'.')
                        && rest.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
            };
            bytes
                .find(|&(at, &byte)| !inside(at, byte))
                .map_or(rest.len(), |(at, _)| at)
        } else if first.is_alphabetic() {
            let inside = |(at, c): (usize, char)| {
                let joins = matches!(c, '\'' | '’' | '-')
                    && rest[at + c.len_utf8()..].starts_with(char::is_alphabetic);
                (c.is_alphanumeric() || joins).then_some(at)
            };
            rest.char_indices()
                .find(|&pair| inside(pair).is_none())
                .map_or(rest.len(), |(at, _)| at)
        } else {
            first.len_utf8()
        };
        let token = Token {
            kind: match first {
                c if c.is_ascii_digit() => Kind::Number,
                c if c.is_alphabetic() => Kind::Word,
                _ => Kind::Sign,
            },
            start,
            text: &rest[..length],
        };
        rest = &rest[length..];
        let begins = token.capital() || token.kind != Kind::Word;
        if gap && (over_by(&sentences, begins) || over) {
            sentences.push(Vec::new());
        }
        (gap, over) = (false, false);
        if let Some(last) = sentences.last_mut() {
            last.push(token);
        }
    }
    sentences
}

/// Whether the last sentence has ended, a gap and this token following.
fn over_by(sentences: &[Vec<Token<'_>>], begins: bool) -> bool {
    let Some(last) = sentences.last().filter(|_| begins) else {
        return false;
    };
    let closing = |token: &&Token<'_>| matches!(token.text, "\"" | "”" | "’" | ")" | "'");
    let mut back = last.iter().rev().skip_while(closing);
    let Some(mark) = back.next() else {
        return false;
    };
    let before = back.next().map(Token::lower).unwrap_or_default();
    let short = before.chars().count() == 1 || SHORT.contains(&before.as_str());
    matches!(mark.text, "!" | "?") || (mark.text == "." && !short)
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

/// A number in digits, with half of its last place that is not a zero (of numbers below a hundred
/// half a unit); `None` where its commas group no thousands.
fn digits(text: &str) -> Option<(f64, f64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    if whole.contains(',') && (first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    if fraction.contains([',', '.']) || first.len() > 15 {
        return None;
    }
    let plain: String = text.chars().filter(|&c| c != ',').collect();
    let number: f64 = plain.parse().ok()?;
    let zeros = whole
        .chars()
        .rev()
        .filter(|&c| c != ',')
        .take_while(|&c| c == '0')
        .count();
    let slack = if fraction.is_empty() && number >= 100.0 {
        0.5 * 10f64.powi(i32::try_from(zeros).ok()?)
    } else {
        last_place(text)
    };
    Some((number, slack))
}

/// Half of the last place that is written.
fn last_place(text: &str) -> f64 {
    let places = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    0.5 / 10f64.powi(i32::try_from(places).unwrap_or(9))
}

/// A month, in full or the first three or four letters of it.
fn month(word: &str) -> bool {
    MONTHS
        .iter()
        .any(|month| *month == word || ((3..5).contains(&word.len()) && month.starts_with(word)))
}

fn spelled(word: &str) -> Option<f64> {
    let of = |word: &str| {
        SPELLED
            .iter()
            .find(|(name, _)| *name == word)
            .map(|&(_, n)| n)
    };
    match word.split_once('-') {
        Some((tens, ones)) => {
            let (tens, ones) = (of(tens)?, of(ones).or((ones == "one").then_some(1.0))?);
            (tens >= 20.0 && ones < 10.0).then_some(tens + ones)
        }
        None => of(word),
    }
}

fn scale_of(number: f64) -> f64 {
    let scales = [1e12, 1e9, 1e6, 1e3];
    scales
        .into_iter()
        .find(|&scale| number >= scale)
        .unwrap_or(1.0)
}

fn plural(word: &str) -> bool {
    let ends = word.ends_with('s')
        && !["ss", "us", "is", "'s", "’s"]
            .iter()
            .any(|end| word.ends_with(end));
    (ends && word.len() > 3) || PLURALS.contains(&word)
}

/// A word without the endings that number and tense add. Crude, the same for both sides.
fn stem(word: &str) -> String {
    for end in ["ies", "ing", "ed", "es", "s"] {
        if let Some(stem) = word.strip_suffix(end).filter(|stem| stem.len() > 2) {
            return match end {
                "ies" => format!("{stem}y"),
                _ => stem.trim_end_matches('e').to_owned(),
            };
        }
    }
    word.trim_end_matches('e').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Amounts as `unit low..high of [what]: words`.
    fn check(text: &str, expect: &[&str]) {
        let line = |one: &Amount| {
            let of: Vec<&str> = one.of.iter().map(String::as_str).collect();
            let unit = match one.unit {
                Unit::Count => "count",
                Unit::Percent => "%",
                Unit::Money(code) => code,
            };
            let words = &text[one.words.clone()];
            format!("{unit} {}..{} {of:?}: {words}", one.low, one.high)
        };
        let found: Vec<String> = amounts(text).iter().map(line).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn counts_have_a_plural() {
        check(
            "Norvia sent 3,000 fresh troops.",
            &["count 2500..3500 [\"troop\"]: 3,000 fresh troops"],
        );
        check(
            "He praised the 23 of 32 allies that pay.",
            &[
                "count 22.5..23.5 [\"ally\", \"part of\"]: 23 of 32 allies",
                "count 31.5..32.5 [\"ally\"]: 32 allies",
            ],
        );
        check(
            "Twenty-three soldiers fell.",
            &["count 22.5..23.5 [\"soldier\"]: Twenty-three soldiers"],
        );
        check(
            "Some 1.5 million people fled.",
            &["count 1350000..1650000 [\"peopl\"]: Some 1.5 million people"],
        );
    }

    #[test]
    fn shares_and_sums_are_of_something() {
        check(
            "They spend 5% of GDP.",
            &["% 4.5..5.5 [\"gdp\"]: 5% of GDP"],
        );
        check(
            "They spend 2.5 per cent of output.",
            &["% 2.45..2.55 [\"output\"]: 2.5 per cent of output"],
        );
        check(
            "It gave €50 billion in aid.",
            &["EUR 49500000000..50500000000 [\"aid\"]: €50 billion in aid"],
        );
        check(
            "It gave 40 million dollars for schools.",
            &["USD 39500000..40500000 [\"school\"]: 40 million dollars for schools"],
        );
    }

    #[test]
    fn words_before_a_number_widen_it() {
        check(
            "They lost more than 200 tanks.",
            &["count 150..400 [\"tank\"]: more than 200 tanks"],
        );
        check(
            "They lost up to 40 tanks.",
            &["count 20..40.5 [\"tank\"]: up to 40 tanks"],
        );
        check(
            "They lost between 10 and 20 tanks.",
            &["count 9.5..20.5 [\"tank\"]: between 10 and 20 tanks"],
        );
        check(
            "They lost 3 to 5 million votes.",
            &["count 2500000..5500000 [\"vot\"]: 3 to 5 million votes"],
        );
        check(
            "They lost around 40 tanks.",
            &["count 36..44 [\"tank\"]: around 40 tanks"],
        );
    }

    #[test]
    fn dates_names_and_changes_are_no_amounts() {
        for text in [
            "On February 12 ministers met.",
            "On 12 February ministers met.",
            "In 2021 ministers met.",
            "It invoked Article 5 rights.",
            "It ordered F-16 jets at 10:30 hours.",
            "The 32-member alliance met for the 12th time.",
            "Spending rose from 2% to 3% of GDP.",
            "It took 30 days.",
            "The G7 leaders met.",
            "It fell to 5% this year.",
        ] {
            check(text, &[]);
        }
    }

    #[test]
    fn a_sentence_ends_with_its_mark() {
        let text =
            "Mr. Oak of the U.S. spoke. \"Ten tanks came.\" Nine jets left.\n\nSix ships sank";
        let found = amounts(text);
        let sentences: Vec<&str> = found
            .iter()
            .map(|one| &text[one.sentence.clone()])
            .collect();
        assert_eq!(
            sentences,
            ["\"Ten tanks came.\"", "Nine jets left.", "Six ships sank"]
        );
    }

    #[test]
    fn days_and_years_of_the_sentence_are_kept() {
        let text = "On Jan. 8, in 2016, they flew 34 strikes; on Tuesday and 3 March too.";
        let dates = &amounts(text)[0].dates;
        let dates: Vec<&str> = dates.iter().map(String::as_str).collect();
        assert_eq!(dates, ["2016", "jan 8", "mar 3", "tuesday"]);
    }

    #[test]
    fn any_text_can_be_read() {
        for text in [
            "",
            "$",
            "5%",
            "–5",
            "1,2,3",
            "9",
            "é5é",
            "5.",
            "between 5 and",
            "€ € 5 % of",
        ] {
            let _ = amounts(text);
        }
    }
}
