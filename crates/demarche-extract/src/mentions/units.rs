//! Units that a number tells apart: `Task Force 12`, `CTF 50`.

use demarche_nlp::{Tag, Upos};

use super::names::{Name, Reading};
use super::office_phrases::head_of;
use crate::draft::Tokens;
use crate::tree::Tree;

/// Last words of a unit's name before its number.
const UNITS: &[&str] = &[
    "Battalion",
    "Brigade",
    "Corps",
    "Division",
    "Fleet",
    "Force",
    "Regiment",
    "Squadron",
    "Unit",
];

/// Most words before the number.
const LONGEST: u32 = 5;

/// Adds the units that no other name covers. O(length log names).
pub(super) fn add_units(tree: &Tree<'_>, names: &mut Vec<Name>) {
    let mut added = Vec::new();
    for number in 1..tree.len() {
        if tree.tag(number) != Tag::Cd
            || !tree.text(number).starts_with(|c: char| c.is_ascii_digit())
        {
            continue;
        }
        let noun = number - 1;
        let word = tree.text(noun);
        let shouted = (2..=5).contains(&word.len())
            && word.ends_with("TF")
            && word.chars().all(|c| c.is_ascii_uppercase());
        if tree.upos(noun) != Upos::Propn || !(shouted || UNITS.contains(&word)) {
            continue;
        }
        let from = tree.sentence(noun).start;
        let proper = |&at: &u32| {
            tree.upos(at) == Upos::Propn && tree.text(at).starts_with(char::is_uppercase)
        };
        let before = (from..=noun).rev().take(LONGEST as usize);
        let start = before.take_while(proper).last().unwrap_or(noun);
        if shouted || start < noun {
            let start = if shouted { noun } else { start };
            added.push(Tokens {
                start,
                end: number + 1,
            });
        }
    }
    for tokens in added {
        let first = names.partition_point(|name| name.tokens.end <= tokens.start);
        let over = names[first..]
            .iter()
            .take_while(|name| name.tokens.start < tokens.end);
        let open = over.into_iter().all(|name| {
            let known = matches!(name.reading, Reading::Known { .. } | Reading::Region { .. });
            !known && tokens.start <= name.tokens.start && name.tokens.end <= tokens.end
        });
        if open {
            names.retain(|name| !name.tokens.overlaps(tokens));
            names.insert(
                first,
                Name {
                    tokens,
                    head: head_of(tree, tokens),
                    reading: Reading::Organization,
                    tagged: true,
                },
            );
        }
    }
}
