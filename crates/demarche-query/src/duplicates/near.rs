//! What brings two actors together.

use std::collections::BTreeMap;

use demarche_model::{Actor, ActorKind, fold_name};

use super::{Reason, alike};

/// How many that follow in a sorted list are compared with each.
const WINDOW: usize = 8;
/// Left out of first letters.
const SMALL: &[&str] = &[
    "of", "the", "and", "for", "on", "in", "to", "de", "la", "du", "des",
];
/// What may follow a surname; who differ in it are two.
const SUFFIXES: &[&str] = &["jr", "sr", "ii", "iii", "iv"];
/// Lengths of words that may be first letters.
const LETTERS: std::ops::RangeInclusive<usize> = 3..=8;

/// Takes the places of two actors and what they have in common.
pub(super) type Note<'a> = &'a mut dyn FnMut(usize, usize, Reason);

/// An actor's canonical name in parts.
pub(super) struct Entry {
    person: bool,
    /// Folded, without suffix.
    pub(super) words: Vec<String>,
    suffix: Option<String>,
}

impl Entry {
    pub(super) fn of(actor: &Actor) -> Self {
        let folded = fold_name(&actor.name);
        let mut words: Vec<String> = folded
            .split(' ')
            .filter(|word| !word.is_empty())
            .map(str::to_owned)
            .collect();
        let person = actor.kind == ActorKind::Person;
        let ends = |word: &mut String| person && SUFFIXES.contains(&word.as_str());
        let suffix = if words.len() > 1 {
            words.pop_if(ends)
        } else {
            None
        };
        Self {
            person,
            words,
            suffix,
        }
    }
}

/// Compares each with the few that follow it, for keys in order.
fn slide<K: Ord>(mut sorted: Vec<(K, usize)>, mut meet: impl FnMut(usize, usize)) {
    sorted.sort();
    for (place, (_, one)) in sorted.iter().enumerate() {
        for (_, two) in sorted.iter().skip(place + 1).take(WINDOW) {
            meet(*one, *two);
        }
    }
}

/// Those of whom one is called as the other.
pub(super) fn names(entries: &[Entry], actors: &[Actor], note: Note) {
    let mut called = Vec::new();
    for (place, actor) in actors.iter().enumerate() {
        let aliases = actor
            .aliases
            .iter()
            .map(|alias| (fold_name(alias), true, place));
        called.push((fold_name(&actor.name), false, place));
        called.extend(aliases);
    }
    called.sort();
    called.dedup_by(|later, first| (&later.0, later.2) == (&first.0, first.2));
    for group in called.chunk_by(|one, two| one.0 == two.0) {
        // Canonical names come first.
        let owners = group.iter().take_while(|(_, alias, _)| !alias).take(WINDOW);
        for (place, (name, _, one)) in owners.enumerate().filter(|(_, item)| !item.0.is_empty()) {
            for (_, _, two) in group.iter().skip(place + 1).take(WINDOW) {
                let lone = entries[*one].person && !name.contains(' ');
                let reason = if lone { Reason::Lone } else { Reason::Name };
                note(*one, *two, reason(name.clone()));
            }
        }
    }
}

/// Bodies of which one is named by the first letters of the other.
pub(super) fn acronyms(entries: &[Entry], actors: &[Actor], note: Note) {
    let bodies = || {
        entries
            .iter()
            .enumerate()
            .filter(|(_, entry)| !entry.person)
    };
    let mut initials: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (place, entry) in bodies().filter(|(_, entry)| entry.words.len() > 1) {
        let all = letters(entry.words.iter());
        let large = letters(
            entry
                .words
                .iter()
                .filter(|word| !SMALL.contains(&word.as_str())),
        );
        for key in [Some(&all), Some(&large).filter(|key| **key != all)]
            .into_iter()
            .flatten()
        {
            if LETTERS.contains(&key.chars().count()) {
                initials.entry(key.clone()).or_default().push(place);
            }
        }
    }
    for (place, _) in bodies() {
        let actor = &actors[place];
        for name in std::iter::once(&actor.name).chain(&actor.aliases) {
            let shouted = !name.contains(char::is_whitespace) && !name.contains(char::is_lowercase);
            let known = initials.get(&fold_name(name)).filter(|_| shouted);
            for &long in known.into_iter().flatten().take(WINDOW) {
                note(place, long, Reason::Acronym(name.clone()));
            }
        }
    }
}

fn letters<'a>(words: impl Iterator<Item = &'a String>) -> String {
    words.filter_map(|word| word.chars().next()).collect()
}

/// People with the same surname.
pub(super) fn surnames(entries: &[Entry], note: Note) {
    let mut people: BTreeMap<&str, Vec<(&[String], usize)>> = BTreeMap::new();
    for (place, entry) in entries.iter().enumerate().filter(|(_, entry)| entry.person) {
        if let Some((surname, first)) = entry.words.split_last() {
            people.entry(surname).or_default().push((first, place));
        }
    }
    for (surname, people) in people {
        slide(people, |one, two| {
            let (a, b) = (&entries[one], &entries[two]);
            if a.suffix != b.suffix {
                return;
            }
            let first = |entry: &Entry| entry.words[..entry.words.len() - 1].to_vec();
            let (a, b) = (first(a), first(b));
            if a.is_empty() != b.is_empty() {
                note(one, two, Reason::Lone(surname.to_owned()));
            } else if alike::first_names(&a, &b) {
                note(one, two, Reason::Surname(surname.to_owned()));
            }
        });
    }
}

/// Those whose names differ as spellings do: near each other where names are sorted from their
/// beginning, or from their end.
pub(super) fn spellings(entries: &[Entry], note: Note) {
    let mut keys = Vec::new();
    for (place, entry) in entries.iter().enumerate() {
        let plain: Vec<_> = entry
            .words
            .iter()
            .map(|word| alike::skeleton(word))
            .collect();
        keys.push(((entry.person, plain.join(" ")), place));
    }
    let turned = keys.iter().map(|((person, key), place)| {
        let key: String = key.chars().rev().collect();
        ((*person, key), *place)
    });
    let turned = turned.collect();
    for keys in [keys, turned] {
        slide(keys, |one, two| {
            let (a, b) = (&entries[one], &entries[two]);
            if a.person == b.person
                && a.suffix == b.suffix
                && a.words != b.words
                && let Some(likeness) = alike::names(&a.words, &b.words)
            {
                note(one, two, Reason::Spelling(likeness));
            }
        });
    }
}
