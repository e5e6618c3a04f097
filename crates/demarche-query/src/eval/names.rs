//! When a name or label of the graph is the coder's.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorId, ActorKind, NodeId, SubKind, fold_name};

use super::coding::{Gold, GoldDocument};
use crate::error::Result;
use crate::view::{View, named};

/// The coder's own name.
pub(super) const OWN: u8 = 3;
/// An alias.
const ALIAS: u8 = 2;
/// The name of a neighbouring actor that counts as well.
const ACCEPTED: u8 = 1;
/// A name has at most so many words when it is looked for in a label.
const LONGEST_NAME: usize = 5;
/// Labels that share at least this part of their words mean the same issue.
pub(super) const SAME_ISSUE: f64 = 0.5;

/// Folded names of the actors of all documents, by the folded name that they are coded with.
pub(super) type Everybody = BTreeMap<String, BTreeSet<String>>;

/// Names of the whole coding: a target may be an actor that another document lists.
pub(super) fn everybody(gold: &Gold) -> Everybody {
    let mut all = Everybody::new();
    for actor in gold.documents.iter().flat_map(|document| &document.actors) {
        let names = all.entry(fold_name(&actor.name)).or_default();
        names.insert(fold_name(&actor.name));
        names.extend(actor.accept.iter().map(|name| fold_name(name)));
    }
    all
}

/// The actors of one document as the coder names them.
pub(super) struct Roster<'a> {
    levels: BTreeMap<String, BTreeMap<String, u8>>,
    everybody: &'a Everybody,
}

impl<'a> Roster<'a> {
    pub(super) fn new(document: &GoldDocument, everybody: &'a Everybody) -> Self {
        let mut levels: BTreeMap<String, BTreeMap<String, u8>> = BTreeMap::new();
        for actor in &document.actors {
            let own = levels.entry(fold_name(&actor.name)).or_default();
            let accepted = actor.accept.iter().map(|name| (name, ACCEPTED));
            let aliases = actor.aliases.iter().map(|name| (name, ALIAS));
            for (name, level) in accepted.chain(aliases).chain([(&actor.name, OWN)]) {
                let best = own.entry(fold_name(name)).or_default();
                *best = level.max(*best);
            }
        }
        Self { levels, everybody }
    }

    /// How well a name of the graph fits the actor that the coder calls `coded`: 0 for not at
    /// all, to [`OWN`].
    pub(super) fn level(&self, found: &str, coded: &str) -> u8 {
        let coded = fold_name(coded);
        let level = |name: &str| match self.levels.get(&coded) {
            Some(levels) => levels.get(name).copied().unwrap_or(0),
            None if name == coded => OWN,
            None => {
                let other = self.everybody.get(&coded);
                u8::from(other.is_some_and(|names| names.contains(name)))
            }
        };
        level(&fold_name(found)).max(level(&fold_name(plain(found))))
    }

    /// Whether the coder uses the name for an actor.
    pub(super) fn is_actor(&self, coded: &str) -> bool {
        let coded = fold_name(coded);
        self.levels.contains_key(&coded) || self.everybody.contains_key(&coded)
    }
}

/// A name without the explanation in brackets at its end.
fn plain(name: &str) -> &str {
    match name.rfind('(') {
        Some(at) if name.trim_end().ends_with(')') => &name[..at],
        _ => name,
    }
}

/// The words of an issue's label, names of actors as one word each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Label {
    pub(super) words: BTreeSet<String>,
    /// Those of the words that stand for actors.
    pub(super) names: BTreeSet<String>,
    /// The actors.
    pub(super) actors: BTreeSet<ActorId>,
}

impl Label {
    /// Reads a label. A capitalized run of words that names exactly one actor of the graph is
    /// that actor, except for groups: their names are words like any other (`NATO allies`).
    /// O(words) look-ups.
    pub(super) fn read(view: &dyn View, label: &str) -> Result<Self> {
        let words: Vec<&str> = pieces(label).collect();
        let mut read = Self::default();
        let mut at = 0;
        while let Some(word) = words.get(at) {
            let mut taken = 1;
            let mut actor = None;
            if word.starts_with(char::is_uppercase) {
                let most = LONGEST_NAME.min(words.len() - at);
                for length in (1..=most).rev() {
                    actor = the_actor(view, &words[at..at + length].join(" "))?;
                    if actor.is_some() {
                        taken = length;
                        break;
                    }
                }
            }
            if let Some((id, name)) = actor {
                let token = if name.contains(' ') {
                    name
                } else {
                    stem(&name)
                };
                read.actors.insert(id);
                read.names.insert(token.clone());
                read.words.insert(token);
            } else {
                read.words.extend(stems(word));
            }
            at += taken;
        }
        Ok(read)
    }

    /// Shared words as a share of all words, 0 to 1.
    pub(super) fn likeness(&self, other: &Label) -> f64 {
        jaccard(&self.words, &other.words)
    }

    /// Whether an issue about exactly these actors, with `other` as label, shares a word with
    /// this label beside their names (or has no other word).
    pub(super) fn same_actors_and_word(&self, about: &BTreeSet<ActorId>, other: &Label) -> bool {
        let mut shared = self.words.intersection(&other.words).peekable();
        let only_names = self.words.is_subset(&self.names);
        !self.actors.is_empty()
            && self.actors == *about
            && shared.peek().is_some()
            && (only_names || shared.any(|word| !self.names.contains(word)))
    }
}

/// Shared words as a share of all words, 0 to 1.
#[allow(clippy::cast_precision_loss, reason = "labels have a few words")]
pub(super) fn jaccard(left: &BTreeSet<String>, right: &BTreeSet<String>) -> f64 {
    let all = left.union(right).count();
    if all == 0 {
        return 0.0;
    }
    left.intersection(right).count() as f64 / all as f64
}

/// The one actor of that name with its folded name.
fn the_actor(view: &dyn View, name: &str) -> Result<Option<(ActorId, String)>> {
    let nodes = view.named(&fold_name(name))?;
    let mut actors = nodes.into_iter().filter_map(NodeId::actor);
    let (Some(id), None) = (actors.next(), actors.next()) else {
        return Ok(None);
    };
    let actor = named(view, id.into())?;
    let actor = actor.filter(|actor| actor.kind != SubKind::Actor(ActorKind::Group));
    Ok(actor.map(|actor| (id, fold_name(&actor.name))))
}

/// The words of a text without the possessive ending.
fn pieces(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric() && !matches!(c, '\'' | '’' | '.'))
        .map(|word| {
            let bare = word.strip_suffix("'s").or(word.strip_suffix("’s"));
            bare.unwrap_or(word)
        })
        .filter(|word| word.contains(char::is_alphanumeric))
}

/// The stemmed content words of a text.
pub(super) fn stems(text: &str) -> BTreeSet<String> {
    pieces(text)
        .flat_map(|word| {
            let folded = fold_name(word);
            folded.split(' ').map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|word| !word.is_empty() && !EMPTY_WORDS.contains(&word.as_str()))
        .map(|word| stem(&word))
        .collect()
}

/// Words that do not tell one issue from another.
const EMPTY_WORDS: &[&str] = &[
    "a", "about", "against", "an", "and", "any", "are", "as", "at", "be", "being", "between", "by",
    "for", "from", "her", "his", "in", "into", "is", "issue", "its", "matter", "more", "my", "new",
    "of", "on", "or", "our", "over", "question", "some", "than", "that", "the", "their", "these",
    "this", "those", "to", "toward", "towards", "was", "were", "with", "your",
];

/// Endings that are cut, the first that fits; four letters must remain.
const ENDINGS: &[&str] = &[
    "ization", "isation", "ations", "ation", "itions", "ition", "ements", "ement", "ments", "ment",
    "ings", "ing", "ions", "ion", "ally", "als", "al", "ers", "er", "ies", "ied", "ed", "es", "s",
    "ly", "ity", "ive", "ance", "ence",
];

/// Two spellings of one word.
const SPELLINGS: &[(&str, &str)] = &[("defense", "defence"), ("programme", "program")];

/// Letters of a stem that count.
const STEM: usize = 6;

/// A rough stem: `withdrawal`, `withdrawing` and `withdraw` meet.
fn stem(word: &str) -> String {
    let spelled = SPELLINGS.iter().find(|(from, _)| *from == word);
    let word = spelled.map_or(word, |(_, to)| *to);
    let length = word.chars().count();
    if length <= 3 || word.chars().all(char::is_numeric) {
        return word.to_owned();
    }
    let cut = ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .find(|rest| rest.chars().count() >= 4)
        .unwrap_or(word);
    let mut letters: Vec<char> = cut.chars().collect();
    let length = letters.len();
    match letters.last_mut() {
        Some(last) if *last == 'y' => *last = 'i',
        Some('e') if length > 4 => letters.truncate(length - 1),
        _ => {}
    }
    letters.into_iter().take(STEM).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::coding::GoldActor;
    use crate::fixture::Toy;

    fn actor(name: &str, aliases: &[&str], accept: &[&str]) -> GoldActor {
        let own = |names: &[&str]| names.iter().map(|&name| name.into()).collect();
        GoldActor {
            name: name.into(),
            kind: None,
            aliases: own(aliases),
            accept: own(accept),
            optional: false,
        }
    }

    #[test]
    fn names_fit_by_level() {
        let here = GoldDocument {
            actors: vec![actor("Norway", &["the Norwegians"], &["Oslo"])],
            ..GoldDocument::default()
        };
        let there = GoldDocument {
            actors: vec![actor("Sweden", &["the Swedes"], &["Stockholm"])],
            ..GoldDocument::default()
        };
        let gold = Gold {
            documents: vec![here, there],
        };
        let all = everybody(&gold);
        let roster = Roster::new(&gold.documents[0], &all);
        assert_eq!(roster.level("NORWAY", "Norway"), OWN);
        assert_eq!(roster.level("Norway (state)", "Norway"), OWN);
        assert_eq!(roster.level("Norwegians", "Norway"), ALIAS);
        assert_eq!(roster.level("Oslo", "Norway"), ACCEPTED);
        assert_eq!(roster.level("Bergen", "Norway"), 0);
        assert_eq!(roster.level("Stockholm", "Sweden"), ACCEPTED);
        assert_eq!(roster.level("Swedes", "Sweden"), 0, "an alias of elsewhere");
        assert_eq!(roster.level("Finland", "Finland"), OWN, "coded nowhere");
        assert!(roster.is_actor("sweden") && !roster.is_actor("fish"));
    }

    #[test]
    fn labels_meet_across_wordings() {
        let mut toy = Toy::new();
        toy.add_actor(ActorKind::State, "United States", &["US", "American"]);
        let nato = toy.add_actor(ActorKind::Organization, "NATO", &["the alliance"]);
        let read = |label: &str| Label::read(&toy, label).unwrap();
        let left = read("US withdrawal from NATO");
        assert!(
            (left.likeness(&read("the United States withdrawing from NATO")) - 1.0).abs() < 1e-12
        );
        assert!(left.likeness(&read("US commitment to NATO")) >= SAME_ISSUE);
        assert!(left.likeness(&read("higher defence spending")) < 0.01);
        assert_eq!(left.actors.len(), 2);
        toy.add_actor(ActorKind::Group, "NATO members", &["NATO allies"]);
        let read = |label: &str| Label::read(&toy, label).unwrap();
        assert!(
            read("coordination with NATO allies").likeness(&read("coordination with allies")) > 0.6
        );
        assert_eq!(
            stems("higher defense spending"),
            stems("Higher defence spends")
        );
        let about = BTreeSet::from([nato]);
        let (unity, other) = (
            read("NATO unity"),
            read("a more united NATO with less talk of unity"),
        );
        assert!(unity.same_actors_and_word(&about, &other));
        assert!(!unity.same_actors_and_word(&about, &read("NATO membership fees")));
        assert!(!unity.same_actors_and_word(&BTreeSet::new(), &other));
    }
}
