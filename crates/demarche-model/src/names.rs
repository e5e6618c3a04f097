//! When two spellings are the same name.

use std::cmp::Reverse;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The form in which names are compared: lower case, accents dropped, letters such as `ł` and
/// `ø` reduced, apostrophes and dots dropped, every other run of non-letters one space, no
/// leading `the`. O(length).
pub fn fold_name(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    let mut gap = false;
    let plain = name
        .nfkd()
        .filter(|&c| !is_combining_mark(c))
        .flat_map(char::to_lowercase);
    for c in plain {
        match c {
            '\'' | '’' | '‘' | 'ʼ' | '`' | '´' | '.' => continue,
            _ if c.is_alphanumeric() => {}
            _ => {
                gap = true;
                continue;
            }
        }
        if gap && !folded.is_empty() {
            folded.push(' ');
        }
        gap = false;
        match c {
            'ı' => folded.push('i'),
            'ø' => folded.push('o'),
            'ł' => folded.push('l'),
            'đ' | 'ð' => folded.push('d'),
            'æ' => folded.push_str("ae"),
            'œ' => folded.push_str("oe"),
            'ß' => folded.push_str("ss"),
            'þ' => folded.push_str("th"),
            other => folded.push(other),
        }
    }
    match folded.strip_prefix("the ") {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => folded,
    }
}

/// A folded name, and what is left of it from each further word on. O(length).
pub fn tails(folded: &str) -> impl Iterator<Item = &str> {
    let spaces = folded.match_indices(' ');
    std::iter::once(folded).chain(spaces.map(|(at, _)| &folded[at + 1..]))
}

/// What a name is looked up by where it is not known in full. All in the form of [`fold_name`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sought<'a> {
    /// It has all of these words, in any order; nothing where there are none.
    Words(&'a [&'a str]),
    /// It begins so, or what is left of it from some word on does.
    Start(&'a str),
    /// It is this with at most so many letters added, dropped or replaced, or what is left of it
    /// from some word on is.
    Near(&'a str, usize),
}

impl Sought<'_> {
    /// Whether a folded name is among those sought. O(length), for near names O(length squared).
    pub fn meets(&self, folded: &str) -> bool {
        match *self {
            Sought::Words(words) => {
                let has = |word: &&str| folded.split(' ').any(|one| one == *word);
                !words.is_empty() && words.iter().all(has)
            }
            Sought::Start(start) => tails(folded).any(|tail| tail.starts_with(start)),
            Sought::Near(typed, edits) => slips(typed, folded) <= edits,
        }
    }
}

/// How many letters are added, dropped or replaced between what was typed and a folded name, or
/// what is left of it from some word on: the least. O(length squared).
pub fn slips(typed: &str, folded: &str) -> usize {
    let each = tails(folded).map(|tail| strsim::levenshtein(typed, tail));
    each.min().unwrap_or(usize::MAX)
}

/// The better of two spellings of one folded name, whatever the order of arrival: the one with
/// more accents, then the one that is not all capitals, then the first in byte order.
pub fn better_name<'a>(left: &'a str, right: &'a str) -> &'a str {
    let rank = |name: &str| {
        let accents = name.chars().filter(|c| !c.is_ascii()).count();
        let shouted = !name.chars().any(char::is_lowercase);
        (Reverse(accents), shouted)
    };
    if (rank(left), left) <= (rank(right), right) {
        left
    } else {
        right
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        assert_eq!(fold_name("Andris Sprūds"), "andris spruds");
        assert_eq!(fold_name("The  U.S."), "us");
        assert_eq!(fold_name("Robert C. O’Brien"), "robert c obrien");
        assert_eq!(fold_name("Recep Tayyip Erdoğan"), "recep tayyip erdogan");
        assert_eq!(fold_name("Radosław"), fold_name("RADOSLAW"));
        assert_eq!(fold_name("the"), "the");
    }

    #[test]
    fn the_accented_spelling_wins_from_both_sides() {
        assert_eq!(better_name("Spruds", "Sprūds"), "Sprūds");
        assert_eq!(better_name("Sprūds", "Spruds"), "Sprūds");
        assert_eq!(better_name("RUTTE", "Rutte"), "Rutte");
    }
}
