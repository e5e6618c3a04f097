//! Damaged characters and what they were.
//!
//! Four kinds of damage are mended: UTF-8 that was read as Windows-1252 (`â€™`), an apostrophe
//! that became a letter (`NATOās`), the replacement character in the place of an apostrophe, and
//! brackets that lost the space beside them (`Malik(born 1960)took`).

use std::collections::{BTreeMap, BTreeSet};

use encoding_rs::WINDOWS_1252;

/// Endings that follow an apostrophe.
const ENDINGS: &[&str] = &["s", "t", "re", "ve", "ll", "d", "m"];

/// A range of the text and what stands there in truth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repair {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The repaired characters.
    pub with: String,
}

/// All repairs that a text needs, in order, without overlap. O(length).
pub fn repairs(text: &str) -> Vec<Repair> {
    let mut found = mojibake(text);
    let letters = damaged_apostrophes(text);
    found.extend(letters);
    found.extend(glued_brackets(text));
    found.sort_by_key(|repair| (repair.start, repair.end));
    let mut end = 0;
    found.retain(|repair| {
        let free = repair.start >= end;
        if free {
            end = repair.end;
        }
        free
    });
    found
}

/// Brackets around a word or more, right behind or before a word of letters; `member(s)`,
/// `f(x)` and web addresses stay.
fn glued_brackets(text: &str) -> Vec<Repair> {
    let mut found = Vec::new();
    let mut open: Option<(usize, bool)> = None;
    let mut word = 0;
    let mut before = 0;
    let mut plain = true;
    for (at, c) in text.char_indices() {
        if c.is_whitespace() {
            plain = true;
        }
        plain &= !matches!(c, '/' | '@' | '_' | '=' | '#');
        match c {
            '(' => {
                open = Some((at, word >= 2 && plain));
                before = at;
            }
            ')' => {
                let long = at - before > 3;
                if let Some((at, true)) = open.filter(|_| long) {
                    found.push(repair(at, " ("));
                }
                let next = text[at + 1..].chars().take(2).filter(|c| c.is_alphabetic());
                if open.is_some() && long && plain && next.count() == 2 {
                    found.push(repair(at, ") "));
                }
                open = None;
            }
            _ => {}
        }
        word = if c.is_alphabetic() { word + 1 } else { 0 };
    }
    found
}

fn repair(at: usize, with: &str) -> Repair {
    Repair {
        start: at,
        end: at + 1,
        with: with.to_owned(),
    }
}

/// UTF-8 sequences that were read as Windows-1252 characters.
fn mojibake(text: &str) -> Vec<Repair> {
    let mut found = Vec::new();
    let mut skip = 0;
    for (start, lead) in text.char_indices() {
        if start < skip || lead.is_ascii() {
            continue;
        }
        let Some(first) = legacy_byte(lead) else {
            continue;
        };
        let wanted = match first {
            0xC2..=0xDF => 2,
            0xE0..=0xEF => 3,
            0xF0..=0xF4 => 4,
            _ => continue,
        };
        let mut bytes = Vec::with_capacity(wanted);
        let mut end = start;
        for (at, c) in text[start..].char_indices().take(wanted) {
            if let Some(byte) = legacy_byte(c) {
                bytes.push(byte);
                end = start + at + c.len_utf8();
            }
        }
        let decoded = (bytes.len() == wanted).then(|| String::from_utf8(bytes).ok());
        let Some(mut with) = decoded.flatten() else {
            continue;
        };
        if with.chars().all(char::is_control) {
            continue;
        }
        if with == "\u{a0}" {
            with = " ".into();
        }
        skip = end;
        found.push(Repair { start, end, with });
    }
    found
}

/// The byte of a non-ASCII character in Windows-1252.
fn legacy_byte(c: char) -> Option<u8> {
    if c.is_ascii() {
        return None;
    }
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
    match (unmappable, bytes.as_ref()) {
        (false, &[byte]) => Some(byte),
        _ => None,
    }
}

/// A word that ends like `NATO` + letter + `s`.
struct Suspect {
    stem: (usize, usize),
    at: usize,
    letter: char,
}

/// Letters and control characters that stand where only an apostrophe can stand. A letter is
/// taken for damage where the word before it is an acronym, or stands elsewhere in the text by
/// itself; twice seen, the letter is damage after any stem of three letters.
fn damaged_apostrophes(text: &str) -> Vec<Repair> {
    let mut suspects = Vec::new();
    let mut alone: BTreeSet<&str> = BTreeSet::new();
    let mut found = Vec::new();
    for (start, word) in words(text) {
        match suspect(start, word) {
            Some(suspect) => suspects.push(suspect),
            None => {
                if suspects.len() < 4096 || alone.len() < 4096 {
                    alone.insert(word);
                }
            }
        }
    }
    let certain = |suspect: &Suspect| {
        let stem = &text[suspect.stem.0..suspect.stem.1];
        let acronym = stem.len() >= 2 && stem.bytes().all(|byte| byte.is_ascii_uppercase());
        !suspect.letter.is_alphabetic() || acronym || (stem.len() >= 2 && alone.contains(stem))
    };
    let mut seen: BTreeMap<char, usize> = BTreeMap::new();
    for suspect in suspects.iter().filter(|suspect| certain(suspect)) {
        *seen.entry(suspect.letter).or_default() += 1;
    }
    for suspect in &suspects {
        let often = seen.get(&suspect.letter).is_some_and(|&count| count >= 2);
        let long = suspect.stem.1 - suspect.stem.0 >= 3;
        if certain(suspect) || (often && long) {
            found.push(Repair {
                start: suspect.at,
                end: suspect.at + suspect.letter.len_utf8(),
                with: "’".into(),
            });
        }
    }
    found
}

fn suspect(start: usize, word: &str) -> Option<Suspect> {
    let ending = ENDINGS.iter().find(|&&ending| {
        word.strip_suffix(ending)
            .and_then(|rest| rest.chars().next_back())
            .is_some_and(|c| !c.is_ascii())
    })?;
    let rest = word.strip_suffix(ending)?;
    let letter = rest.chars().next_back()?;
    let stem = &rest[..rest.len() - letter.len_utf8()];
    let plain = !stem.is_empty() && stem.chars().all(char::is_alphanumeric);
    let real = matches!(letter, '’' | '‘' | '´' | 'ʼ' | '′');
    (plain && !real).then_some(Suspect {
        stem: (start, start + stem.len()),
        at: start + stem.len(),
        letter,
    })
}

/// Words with the damage that they may hold: letters, digits, the replacement character and the
/// control characters of Windows-1252.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let inside =
        |c: char| c.is_alphanumeric() || c == '\u{fffd}' || ('\u{80}'..='\u{9f}').contains(&c);
    let mut at = 0;
    std::iter::from_fn(move || {
        let start = at + text[at..].find(inside)?;
        let end = text[start..]
            .find(|c| !inside(c))
            .map_or(text.len(), |length| start + length);
        at = end;
        Some((start, &text[start..end]))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn repaired(text: &str) -> String {
        let mut out = String::new();
        let mut at = 0;
        for repair in repairs(text) {
            out.push_str(&text[at..repair.start]);
            out.push_str(&repair.with);
            at = repair.end;
        }
        out.push_str(&text[at..]);
        out
    }

    #[test]
    fn a_letter_in_the_place_of_an_apostrophe_is_mended() {
        assert_eq!(repaired("NATOās plan"), "NATO’s plan");
        assert_eq!(
            repaired("Macron spoke. Macronās aides and the allianceās staff heard NATOās chief."),
            "Macron spoke. Macron’s aides and the alliance’s staff heard NATO’s chief."
        );
        assert_eq!(repaired("we don\u{fffd}t know"), "we don’t know");
        assert_eq!(repaired("it\u{92}s late"), "it’s late");
    }

    #[test]
    fn brackets_without_a_space_are_mended() {
        assert_eq!(
            repaired("Omar Malik(born 1960)took office."),
            "Omar Malik (born 1960) took office."
        );
        let text = "The member(s) of f(xyz) and a (small) group read example.org/wiki/Riga_(city).";
        assert_eq!(repaired(text), text);
    }

    #[test]
    fn names_with_accents_stay() {
        let text = "Luís and Andrés met Andris Sprūds and Krišjānis Kariņš in Paris.";
        assert_eq!(repaired(text), text);
        assert!(repairs("Anaïs Nin’s diary isn’t here").is_empty());
    }

    #[test]
    fn misread_utf8_is_mended() {
        assert_eq!(repaired("Itâ€™s Zelenskyâ€™s"), "It’s Zelensky’s");
        assert_eq!(repaired("cafÃ© â€œnowâ€\u{9d}"), "café “now”");
        assert_eq!(repaired("plain ascii"), "plain ascii");
    }
}
