//! Names of people that only the office beside them tells: `its founder, Jane Doe,` where the
//! model sees a place, a part of the name or nothing.

use demarche_nlp::{Tag, Upos};

use super::names::{Name, Reading, is_institution_noun};
use super::office_phrases::{OfficePhrase, head_of};
use crate::draft::Tokens;
use crate::lexicon::{HeldAt, Lexicon};
use crate::tree::Tree;

/// Longest name in tokens.
const LONGEST: u32 = 7;

/// Puts people in the place of what was read beside offices. `titles` are titles before names.
/// O(offices log names).
pub(super) fn name_holders(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    offices: &[OfficePhrase],
    titles: &[Tokens],
    names: &mut Vec<Name>,
) {
    let held = |phrase: &&OfficePhrase| {
        !phrase.plural && lexicon.offices.office(phrase.office).held_at != HeldAt::Person
    };
    let mut added = Vec::new();
    for phrase in offices.iter().filter(held) {
        let tokens = beside(tree, titles, phrase);
        // `its counsel, Professor Jane Doe`: the other office has the name.
        let other = |tokens: &Tokens| {
            let next = offices.partition_point(|other| other.tokens.end <= tokens.start);
            offices
                .get(next)
                .is_some_and(|other| other.tokens.overlaps(*tokens))
        };
        if let Some(tokens) = tokens.filter(|tokens| !other(tokens)) {
            let first = names.partition_point(|name| name.tokens.end <= tokens.start);
            let near = names[first..].iter();
            let over: Vec<&Name> = near
                .take_while(|name| name.tokens.start < tokens.end)
                .collect();
            let inside =
                |name: &&Name| tokens.start <= name.tokens.start && name.tokens.end <= tokens.end;
            // Firms own and found others; nobody but a person is a minister.
            let office = lexicon.offices.office(phrase.office);
            let human = !matches!(office.canonical.as_str(), "Founder" | "Owner");
            let given = lexicon.given_name(tree.text(tokens.start)).is_some();
            let open = |name: &&Name| match name.reading {
                Reading::Person | Reading::Place | Reading::Other | Reading::People => true,
                Reading::Organization => given || human,
                Reading::Known { .. } | Reading::Region { .. } => false,
            };
            let known = over
                .iter()
                .any(|name| name.tokens == tokens && name.reading == Reading::Person);
            if !known && over.iter().all(|name| inside(name) && open(name)) {
                added.push(tokens);
            }
        }
    }
    for tokens in added {
        names.retain(|name| !name.tokens.overlaps(tokens));
        names.push(Name {
            tokens,
            head: head_of(tree, tokens),
            reading: Reading::Person,
            tagged: true,
        });
    }
    names.sort_by_key(|name| name.tokens);
}

/// The capitalised words set off behind an office by a comma, or right behind it.
fn beside(tree: &Tree<'_>, titles: &[Tokens], phrase: &OfficePhrase) -> Option<Tokens> {
    let end = tree.sentence(phrase.head).end;
    let text = |at: u32| if at < end { tree.text(at) } else { "" };
    let mut start = phrase.tokens.end;
    // `the governor of East Bohr, Jane Doe`.
    if matches!(text(start), "of" | "for") {
        let proper = |&at: &u32| tree.upos(at) == Upos::Propn || text(at) == "the";
        let last = (start + 1..end).take(5).take_while(proper).last()?;
        start = last + 1;
        if text(start) != "," {
            return None;
        }
    }
    let apart = text(start) == ",";
    if apart {
        start += 1;
    }
    while let Some(title) = titles.iter().find(|title| title.start == start) {
        start = title.end;
    }
    let capital = |at: u32| {
        at < end
            && matches!(tree.tag(at), Tag::Nnp | Tag::Nnps)
            && tree.text(at).starts_with(char::is_uppercase)
    };
    let mut at = start;
    while at < end && at - start < LONGEST {
        let joint = tree.tag(at) == Tag::Hyph || is_particle(text(at));
        if !(capital(at) || at > start && joint && capital(at + 1)) {
            break;
        }
        at += 1;
    }
    let words = (start..at).filter(|&word| capital(word)).count();
    let closed = matches!(text(at), "," | "." | ";" | ")" | "—" | "–" | "");
    let last = at.checked_sub(1).filter(|&last| last > start)?;
    let personal = words >= 2 && !is_institution_noun(tree.text(last));
    let shape = tree.text(last).chars().any(char::is_lowercase);
    (personal && shape && (closed || !apart)).then_some(Tokens { start, end: at })
}

/// Small words inside names of people.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "al" | "bin"
            | "da"
            | "de"
            | "del"
            | "della"
            | "den"
            | "der"
            | "di"
            | "do"
            | "dos"
            | "du"
            | "el"
            | "ibn"
            | "la"
            | "le"
            | "ten"
            | "ter"
            | "van"
            | "von"
    )
}
