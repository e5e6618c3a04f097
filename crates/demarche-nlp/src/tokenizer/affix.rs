//! What is split off the start, the end and the inside of a chunk without spaces.
//!
//! These are the reference's regular expressions, written as scanners: one look at the characters
//! around a place decides. Every function is linear in what it returns or scans once.

use rustc_hash::FxHashSet;

use super::class::{ALPHA, BEFORE_STOP, Classes, ICON, LOWER, PREFIX, QUOTE, SUFFIX, UPPER};
use crate::tsv;

/// Longest unit or currency in characters, with room to spare.
const UNIT_CHARS: usize = 8;

/// Units and currencies that are split off a number (`5km`, `20€`).
pub(super) fn units() -> FxHashSet<&'static str> {
    tsv::rows(include_str!("../../data/units.tsv"))
        .filter_map(|mut row| row.next())
        .collect()
}

/// Bytes of the prefix to split off, 0 for none.
pub(super) fn prefix(classes: &Classes, text: &str) -> usize {
    let Some(first) = text.chars().next() else {
        return 0;
    };
    if classes.is(first, PREFIX) {
        return first.len_utf8();
    }
    match first {
        '+' if !text[1..].starts_with(|c: char| c.is_ascii_digit()) => 1,
        '.' => stops(text.bytes()),
        'U' if text.starts_with("US$") => 3,
        'C' | 'A' if text[1..].starts_with('$') => 2,
        _ => 0,
    }
}

/// Bytes of a run of two or more full stops, else 0.
fn stops(bytes: impl Iterator<Item = u8>) -> usize {
    let run = bytes.take_while(|&b| b == b'.').count();
    if run > 1 { run } else { 0 }
}

/// Bytes of the longest suffix to split off, 0 for none.
pub(super) fn suffix(classes: &Classes, units: &FxHashSet<&'static str>, text: &str) -> usize {
    let mut before = text.chars();
    let Some(last) = before.next_back() else {
        return 0;
    };
    let previous = before.clone().next_back();
    let single = if classes.is(last, SUFFIX) {
        last.len_utf8()
    } else {
        0
    };
    let special = match last {
        '.' => stops(text.bytes().rev()).max(usize::from(stop_ends(classes, before.as_str()))),
        '…' if previous == Some('…') => 2 * last.len_utf8(),
        's' | 'S' => match previous {
            Some(mark @ ('\'' | '’')) => 1 + mark.len_utf8(),
            _ => 0,
        },
        '+' if previous.is_some_and(|c| c.is_ascii_digit()) => 1,
        _ => 0,
    };
    single.max(special).max(unit(units, text))
}

/// Whether a single full stop after this text is a token of its own.
fn stop_ends(classes: &Classes, before: &str) -> bool {
    let mut chars = before.chars().rev();
    let (Some(last), second) = (chars.next(), chars.next()) else {
        return false;
    };
    classes.is(last, BEFORE_STOP)
        || (classes.is(last, UPPER) && classes.has(second, UPPER))
        || (matches!(last, 'F' | 'f' | 'C' | 'c' | 'K' | 'k') && second == Some('°'))
}

/// Bytes of a unit or currency right after a digit at the end, else 0.
fn unit(units: &FxHashSet<&'static str>, text: &str) -> usize {
    let digit = text
        .char_indices()
        .rev()
        .take(UNIT_CHARS)
        .find(|(_, c)| c.is_ascii_digit());
    let Some((at, _)) = digit else { return 0 };
    let rest = &text[at + 1..];
    if units.contains(rest) { rest.len() } else { 0 }
}

/// Calls `found` with the byte range of each infix, from left to right.
pub(super) fn infixes(classes: &Classes, text: &str, mut found: impl FnMut(usize, usize)) {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at].is_ascii_alphanumeric() {
            at += 1;
            continue;
        }
        let Some(c) = text[at..].chars().next() else {
            break;
        };
        match infix(classes, text, at, c) {
            0 => at += c.len_utf8(),
            length => {
                found(at, at + length);
                at += length;
            }
        }
    }
}

/// Bytes of the infix that starts with character `c` at `at`, 0 for none.
fn infix(classes: &Classes, text: &str, at: usize, c: char) -> usize {
    let rest = &text[at..];
    let previous = || text[..at].chars().next_back();
    let next = || rest[c.len_utf8()..].chars().next();
    let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
    let between = |c: Option<char>, set| classes.has(c, set);
    let word = |c: Option<char>| digit(c) || classes.has(c, ALPHA);
    match c {
        '.' => {
            let run = stops(rest.bytes());
            let name = || between(previous(), LOWER | QUOTE) && between(next(), UPPER | QUOTE);
            if run == 0 && name() { 1 } else { run }
        }
        '+' | '-' | '*' | '^' if digit(previous()) && (digit(next()) || next() == Some('-')) => 1,
        '-' | '–' | '—' | '~' if word(previous()) => hyphen(classes, rest, c),
        ',' if between(previous(), ALPHA) && between(next(), ALPHA) => 1,
        ':' | '<' | '>' | '=' | '/' if word(previous()) && between(next(), ALPHA) => 1,
        '…' => c.len_utf8(),
        _ if classes.is(c, ICON) => c.len_utf8(),
        _ => 0,
    }
}

/// Bytes of a hyphen or dash that is followed by a letter, 0 for none.
fn hyphen(classes: &Classes, rest: &str, c: char) -> usize {
    let longest = match c {
        '-' => 3,
        '—' => 2,
        _ => 1,
    };
    let mut length = 0;
    for _ in 0..longest {
        if !rest[length..].starts_with(c) {
            return 0;
        }
        length += c.len_utf8();
        if classes.has(rest[length..].chars().next(), ALPHA) {
            return length;
        }
    }
    0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        let classes = Classes::load();
        for (text, expected) in [
            ("(NATO", "("),
            ("“Yes", "“"),
            ("...no", "..."),
            (".5", ""),
            ("+5", ""),
            ("+x", "+"),
            ("US$5", "US$"),
            ("C$5", "C$"),
            ("A$", "A$"),
            ("US5", ""),
            ("$5", "$"),
            ("……", "…"),
            ("word", ""),
            ("", ""),
            ("—no", "—"),
        ] {
            assert_eq!(&text[..prefix(&classes, text)], expected, "{text}");
        }
    }

    #[test]
    fn suffixes() {
        let (classes, units) = (Classes::load(), units());
        for (text, expected) in [
            ("said.", "."),
            ("U.S.", ""),
            ("US.", "."),
            ("A.", ""),
            ("NATO's", "'s"),
            ("NATO’S", "’S"),
            ("wait...", "..."),
            ("wait……", "……"),
            ("5km", "km"),
            ("5km²", "km²"),
            ("20€", "€"),
            ("20US$", "US$"),
            ("x€", ""),
            ("20+", "+"),
            ("x+", ""),
            ("20%", "%"),
            ("20°C.", "."),
            ("20.", "."),
            ("s", ""),
            ("", ""),
            ("end)", ")"),
            ("km", ""),
            ("5mbar", "mbar"),
            ("5x", ""),
        ] {
            assert_eq!(
                &text[text.len() - suffix(&classes, &units, text)..],
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn infixes_split() {
        let classes = Classes::load();
        for (text, expected) in [
            ("two-tier", vec!["-"]),
            ("a--b", vec!["--"]),
            ("a---b", vec!["---"]),
            ("a----b", vec![]),
            ("1-2", vec!["-"]),
            ("5--6", vec!["-"]),
            ("peace.War", vec!["."]),
            ("3.5", vec![]),
            ("yes...no", vec!["..."]),
            ("one,two", vec![","]),
            ("1,000", vec![]),
            ("and/or", vec!["/"]),
            ("a—b", vec!["—"]),
            ("a——b", vec!["——"]),
            ("x…y", vec!["…"]),
            ("a😀b", vec!["😀"]),
            ("9/11", vec![]),
            ("4:30", vec![]),
            ("2*3", vec!["*"]),
        ] {
            let mut all = Vec::new();
            infixes(&classes, text, |start, end| all.push(&text[start..end]));
            assert_eq!(all, expected, "{text}");
        }
    }
}
