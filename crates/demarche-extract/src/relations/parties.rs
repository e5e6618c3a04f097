//! Who belongs to which party, by the constructions that news use: `Democrat Ann Hill`,
//! `Ann Hill, a Democrat`, `Ann Hill (D-Ohio)`.

use std::collections::BTreeSet;

use demarche_model::{ActorKind, Confidence, RelationKind, Status};

use super::RelationDraft;
use crate::draft::{Actors, DocActor, Form, Mention, Tokens};
use crate::lexicon::Lexicon;
use crate::tree::Tree;

/// What a letter behind the name of a member of the United States Congress means.
const LETTERS: &[(&str, &str)] = &[
    ("D", "democratic-party-united-states"),
    ("R", "republican-party-united-states"),
];

/// Memberships of people in parties. A party that only such words name becomes an actor.
/// O(mentions).
pub(super) fn members(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    actors: &mut Actors,
) -> Vec<RelationDraft> {
    let mut found = Vec::new();
    for (person, tie) in ties(tree, lexicon, actors) {
        let (key, cue, construction, sure) = tie;
        let entry = lexicon.gazetteer.entry(key);
        let party = actors.add(DocActor {
            key: entry.key.clone(),
            kind: entry.kind,
            name: entry.name.clone(),
            aliases: BTreeSet::from([tree.doc.slice(cue.start, cue.end).to_owned()]),
            wikidata: entry.wikidata.clone(),
            passing: false,
        });
        let sentence = tree.sentence(person.head);
        found.push(RelationDraft {
            subject: person.actor,
            subject_tokens: Some(person.tokens),
            kind: RelationKind::MemberOf,
            object: party,
            object_tokens: Some(cue),
            office: None,
            status: Status::Current,
            valid_from: None,
            valid_to: None,
            confidence: Confidence::from_percent(sure),
            hedged: false,
            cue,
            evidence: Tokens {
                start: sentence.start,
                end: sentence.end,
            },
            rule: format!("party.{construction}"),
        });
    }
    found
}

/// Row of the party in the gazetteer, cue, construction, confidence in hundredths.
type Tie = (u32, Tokens, &'static str, u8);

fn ties(tree: &Tree<'_>, lexicon: &Lexicon, actors: &Actors) -> Vec<(Mention, Tie)> {
    let mut found = Vec::new();
    for (index, person) in actors.mentions().iter().enumerate() {
        let named = person.form == Form::Name;
        if !named || actors.actor(person.actor).kind != ActorKind::Person {
            continue;
        }
        let before = index.checked_sub(1).map(|at| &actors.mentions()[at]);
        let tie = before
            .filter(|party| party.tokens.end == person.tokens.start)
            .and_then(|party| {
                Some((
                    is_party(lexicon, actors, party)?,
                    party.tokens,
                    "before",
                    85,
                ))
            })
            .or_else(|| ahead(tree, lexicon, person))
            .or_else(|| apposed(tree, lexicon, person))
            .or_else(|| lettered(tree, lexicon, person));
        let here = tree.sentence_index(person.tokens.start);
        let tie = tie.filter(|(_, cue, ..)| tree.sentence_index(cue.start) == here);
        found.extend(tie.map(|tie| (person.clone(), tie)));
    }
    found
}

fn is_party(lexicon: &Lexicon, actors: &Actors, mention: &Mention) -> Option<u32> {
    let entry = lexicon.gazetteer.by_key(&actors.actor(mention.actor).key)?;
    let party = lexicon.gazetteer.entry(entry).class == "party";
    (party && mention.form != Form::Pronoun).then_some(entry)
}

/// The only party whose members are called so: `Democrat`.
fn party_of(lexicon: &Lexicon, word: &str) -> Option<u32> {
    let gazetteer = &lexicon.gazetteer;
    let mut senses = gazetteer
        .names
        .named(word)
        .map(|sense| sense.entry)
        .filter(|&entry| gazetteer.entry(entry).class == "party");
    let first = senses.next()?;
    senses.all(|other| other == first).then_some(first)
}

/// `Republican Sen. Ann Hill`, where the word is no mention of the party as such.
fn ahead(tree: &Tree<'_>, lexicon: &Lexicon, person: &Mention) -> Option<Tie> {
    let at = person.tokens.start.checked_sub(1)?;
    let party = party_of(lexicon, tree.text(at))?;
    let cue = Tokens {
        start: at,
        end: at + 1,
    };
    Some((party, cue, "before", 85))
}

/// `Ann Hill, a Democrat`, `Ann Hill of Ohio, a Democrat from Dayton`.
fn apposed(tree: &Tree<'_>, lexicon: &Lexicon, person: &Mention) -> Option<Tie> {
    let end = tree.sentence(person.head).end;
    let text = |at: u32| if at < end { tree.norm(at) } else { "" };
    let mut at = person.tokens.end;
    if matches!(text(at), "of" | "from") {
        at = (at + 1..end.min(at + 5)).find(|&token| text(token) == ",")?;
    }
    if text(at) != "," || !matches!(text(at + 1), "a" | "the") || at + 2 >= end {
        return None;
    }
    let party = party_of(lexicon, tree.text(at + 2))?;
    // `a Republican senator` is told by the office; here the word stands alone.
    let alone = matches!(
        text(at + 3),
        "," | "." | ";" | ")" | "and" | "who" | "from" | "of" | "in" | ""
    );
    let cue = Tokens {
        start: at + 2,
        end: at + 3,
    };
    alone.then_some((party, cue, "apposition", 90))
}

/// `Ann Hill (D-Ohio)`, `Ann Hill, D-Ohio,`.
fn lettered(tree: &Tree<'_>, lexicon: &Lexicon, person: &Mention) -> Option<Tie> {
    let end = tree.sentence(person.head).end;
    let open = person.tokens.end;
    let at = open + 1;
    if at >= end || !matches!(tree.text(open), "(" | ",") {
        return None;
    }
    let (letter, whole) = match tree.text(at).split_once(['-', '–']) {
        Some((letter, place)) if !place.is_empty() => (letter, at + 1),
        None if at + 2 < end && matches!(tree.text(at + 1), "-" | "–") => (tree.text(at), at + 3),
        _ => return None,
    };
    let place = tree.text(whole - 1).rsplit(['-', '–']).next()?;
    let (_, key) = LETTERS.iter().find(|(known, _)| *known == letter)?;
    let party = lexicon.gazetteer.by_key(key)?;
    let cue = Tokens {
        start: at,
        end: whole,
    };
    place
        .starts_with(char::is_uppercase)
        .then_some((party, cue, "letter", 95))
}
