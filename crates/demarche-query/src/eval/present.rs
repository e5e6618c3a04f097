//! Which actors of the graph a document has: records do not keep mentions, so that names are
//! looked for in the text.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorId, NodeId};

use super::Case;
use crate::error::Result;

/// The actors of one document.
#[derive(Default)]
pub(super) struct Present {
    /// Ends and speakers of its observations.
    pub(super) used: BTreeSet<ActorId>,
    /// Those and all whose name stands in the text, capitalized and theirs alone.
    pub(super) certain: BTreeSet<ActorId>,
    /// Those and all who share a name that stands in the text.
    pub(super) possible: BTreeSet<ActorId>,
}

impl Present {
    /// Looks a document up. O(actors + text * names with the same first word).
    pub(super) fn of(case: &Case<'_>) -> Result<Self> {
        let mut present = Self {
            used: used(case)?,
            ..Self::default()
        };
        present.certain.clone_from(&present.used);
        present.possible.clone_from(&present.used);
        let names = Surfaces::of(case);
        let mut free_from = 0;
        for (start, word) in words(case.text) {
            let mut longest = true;
            for (surface, owners) in names.starting(word) {
                if !stands_at(case.text, start, surface) {
                    continue;
                }
                present.possible.extend(owners);
                if longest && start >= free_from {
                    free_from = start + surface.len();
                    if owners.len() == 1 && bare(surface).contains(char::is_uppercase) {
                        present.certain.extend(owners);
                    }
                }
                longest = false;
            }
        }
        Ok(present)
    }
}

fn used(case: &Case<'_>) -> Result<BTreeSet<ActorId>> {
    let mut used = BTreeSet::new();
    for record in case.statements() {
        used.insert(record.holder);
        used.extend(&record.via);
        match record.target {
            NodeId::Actor(actor) => {
                used.insert(actor);
            }
            NodeId::Issue(issue) => {
                let issue = case.found.issues.get(&issue);
                used.extend(issue.iter().flat_map(|issue| &issue.about));
            }
        }
    }
    for record in case.relations() {
        used.extend([record.subject, record.object]);
    }
    for record in case.view.attributions() {
        let record = record?;
        if record.document == case.document.id {
            used.extend(record.source);
            used.extend(&record.via);
        }
    }
    used.retain(|id| case.found.actors.contains_key(id));
    Ok(used)
}

/// Names by their first word, longest first.
struct Surfaces<'a>(BTreeMap<&'a str, Vec<(&'a str, BTreeSet<ActorId>)>>);

impl<'a> Surfaces<'a> {
    fn of(case: &Case<'a>) -> Self {
        let mut owners: BTreeMap<&str, BTreeSet<ActorId>> = BTreeMap::new();
        for actor in case.found.actors.values() {
            for name in actor.aliases.iter().chain([&actor.name]) {
                let name = name.trim();
                if name.len() > 1 {
                    owners.entry(name).or_default().insert(actor.id);
                }
            }
        }
        let mut by_word: BTreeMap<&str, Vec<_>> = BTreeMap::new();
        for (name, ids) in owners {
            if let Some((_, word)) = words(name).next().filter(|(start, _)| *start == 0) {
                by_word.entry(word).or_default().push((name, ids));
            }
        }
        for names in by_word.values_mut() {
            names.sort_by_key(|(name, _)| std::cmp::Reverse(name.len()));
        }
        Self(by_word)
    }

    fn starting(&self, word: &str) -> &[(&'a str, BTreeSet<ActorId>)] {
        self.0.get(word).map_or(&[], Vec::as_slice)
    }
}

/// Runs of letters and digits with their places.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(|word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Whether the words stand there and end where a word ends.
fn stands_at(text: &str, start: usize, words: &str) -> bool {
    let rest = text.get(start..).and_then(|rest| rest.strip_prefix(words));
    rest.is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

/// A name without the article or possessive before it.
fn bare(name: &str) -> &str {
    match name.split_once(' ') {
        Some((first, rest))
            if ["the", "a", "an", "his", "her", "its", "their", "our"]
                .contains(&first.to_lowercase().as_str()) =>
        {
            rest
        }
        _ => name,
    }
}

/// The sentence, roughly, in which one of the names stands first.
pub(super) fn first_mention<'a>(
    text: &str,
    names: impl Iterator<Item = &'a String>,
) -> Option<String> {
    let places = names.filter(|name| !name.is_empty()).flat_map(|name| {
        let found = text.match_indices(name.as_str()).map(|(start, _)| start);
        found
            .filter(|&start| {
                !text[..start].ends_with(char::is_alphanumeric) && stands_at(text, start, name)
            })
            .take(1)
    });
    let at = places.min()?;
    // A dot after a capital is that of an abbreviation.
    let plain = |(place, _): &(usize, &str)| !text[..*place].ends_with(char::is_uppercase);
    let ends = text
        .match_indices(['.', '?', '!', '\n'])
        .filter(plain)
        .filter(|(place, mark)| *mark == "\n" || text[place + 1..].starts_with(char::is_whitespace))
        .map(|(place, _)| place + 1);
    let begin = ends.clone().take_while(|&end| end <= at).last();
    let end = ends.clone().find(|&end| end > at);
    let sentence = &text[begin.unwrap_or(0)..end.unwrap_or(text.len())];
    Some(sentence.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_a_whole_word() {
        assert!(stands_at("Oman and Romania", 0, "Oman"));
        assert!(!stands_at("Omanis", 0, "Oman"));
        assert_eq!(
            words("Re-enter Oman's")
                .map(|(at, _)| at)
                .collect::<Vec<_>>(),
            [0, 3, 9, 14]
        );
        assert!(!bare("the group").contains(char::is_uppercase));
        assert!(bare("the Swedes").contains(char::is_uppercase));
    }

    #[test]
    fn the_first_mention_comes_with_its_sentence() {
        let text = "Romania waits. Oman of the U.N. agreed to talk. Then Oman left.";
        let names = ["Oman".to_owned()];
        let found = first_mention(text, names.iter());
        assert_eq!(found.as_deref(), Some("Oman of the U.N. agreed to talk."));
        assert_eq!(first_mention(text, ["Peru".to_owned()].iter()), None);
    }
}
