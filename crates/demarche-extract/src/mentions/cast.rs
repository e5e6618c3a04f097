//! The actors of one document while they are being found.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorKind, Status, fold_name};

use crate::draft::{ActorIx, Actors, DocActor, Form, Mention, Tokens};
use crate::lexicon::{Gender, Lexicon};

/// An office that the text gives to a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenOffice {
    /// The office in lower case, without the state: `defence minister`.
    pub office: String,
    /// The words of the text, folded: `foreign minister`.
    pub wording: String,
    /// The state or organization.
    pub of: Option<ActorIx>,
    /// Where in time it stands.
    pub status: Status,
}

/// An actor with what the text and the lexicon tell of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The actor.
    pub actor: DocActor,
    /// Its entry in the gazetteer.
    pub entry: Option<u32>,
    /// Gender of a person.
    pub gender: Option<Gender>,
    /// Offices of a person, in text order.
    pub offices: Vec<SeenOffice>,
}

/// Actors and mentions found so far.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cast {
    /// The actors in order of discovery.
    pub parts: Vec<Part>,
    /// The mentions in order of discovery.
    pub mentions: Vec<Mention>,
    by_key: BTreeMap<(ActorKind, String), ActorIx>,
    /// Organizations by the first word of a longer name.
    by_first: BTreeMap<String, BTreeSet<ActorIx>>,
}

impl Cast {
    /// The actor of a gazetteer entry, entered at its first use. O(log n).
    pub fn known(&mut self, lexicon: &Lexicon, entry: u32) -> ActorIx {
        let row = lexicon.gazetteer.entry(entry);
        let index = self.enter(row.kind, &row.key, &row.name);
        let part = &mut self.parts[index.0 as usize];
        if part.entry.is_none() {
            part.entry = Some(entry);
            part.gender = row.gender;
            part.actor.wikidata.clone_from(&row.wikidata);
        }
        index
    }

    /// The actor of that name, entered at its first use; its key is the folded name. O(log n).
    pub fn named(&mut self, kind: ActorKind, name: &str) -> ActorIx {
        self.enter(kind, &fold_name(name), name)
    }

    /// A group that only this document knows by that name; `salt` keeps it apart from those of
    /// others. Entered at its first use. O(log n).
    pub fn crowd(&mut self, name: &str, salt: &str) -> ActorIx {
        let key = format!("{} {salt}", fold_name(name));
        let index = self.enter(ActorKind::Group, &key, name);
        self.parts[index.0 as usize].actor.passing = true;
        index
    }

    fn enter(&mut self, kind: ActorKind, key: &str, name: &str) -> ActorIx {
        let fresh = ActorIx(u32::try_from(self.parts.len()).unwrap_or(u32::MAX));
        let index = *self.by_key.entry((kind, key.to_owned())).or_insert(fresh);
        if index == fresh {
            let first = name
                .split_once([' ', ','])
                .map(|(first, _)| fold_name(first));
            if let Some(first) = first.filter(|_| kind == ActorKind::Organization) {
                self.by_first.entry(first).or_default().insert(index);
            }
            self.parts.push(Part {
                actor: DocActor {
                    key: key.to_owned(),
                    kind,
                    name: name.to_owned(),
                    aliases: BTreeSet::new(),
                    wikidata: None,
                    passing: false,
                },
                entry: None,
                gender: None,
                offices: Vec::new(),
            });
        }
        index
    }

    /// The only organization so far whose name begins with the word: `Skadden` for `Skadden, Arps`.
    /// O(log n).
    pub fn by_first_word(&self, word: &str) -> Option<ActorIx> {
        let set = self.by_first.get(&fold_name(word))?;
        let only = set.iter().next().copied();
        only.filter(|_| set.len() == 1)
    }

    /// The part of that index.
    pub fn part(&self, index: ActorIx) -> &Part {
        &self.parts[index.0 as usize]
    }

    /// The part of that index, to be changed.
    pub fn part_mut(&mut self, index: ActorIx) -> &mut Part {
        &mut self.parts[index.0 as usize]
    }

    /// The index of an actor that is in the cast already. O(log n).
    pub fn find(&self, kind: ActorKind, key: &str) -> Option<ActorIx> {
        self.by_key.get(&(kind, key.to_owned())).copied()
    }

    /// Adds a mention; proper names become aliases of their actor.
    pub fn mention(&mut self, tokens: Tokens, head: u32, form: Form, actor: ActorIx, text: &str) {
        if matches!(form, Form::Name | Form::Adjective | Form::Group) && !text.is_empty() {
            let part = &mut self.parts[actor.0 as usize].actor;
            if part.name != text {
                part.aliases.insert(text.to_owned());
            }
        }
        self.mentions.push(Mention {
            tokens,
            head,
            form,
            actor,
        });
    }

    /// The actors and mentions as they stand, under their indices. O(n log n).
    pub fn actors(&self, tokens: usize) -> Actors {
        let list = self.parts.iter().map(|part| part.actor.clone()).collect();
        Actors::new(tokens, list, self.mentions.clone())
    }

    /// Hands on the actors that have a mention, and the mentions. O(n log n).
    pub fn finish(self, tokens: usize) -> Actors {
        let mut used: Vec<bool> = vec![false; self.parts.len()];
        for mention in &self.mentions {
            used[mention.actor.0 as usize] = true;
        }
        let mut place = vec![ActorIx(0); self.parts.len()];
        let mut list = Vec::new();
        for (index, part) in self.parts.into_iter().enumerate() {
            if used[index] {
                place[index] = ActorIx(u32::try_from(list.len()).unwrap_or(u32::MAX));
                list.push(part.actor);
            }
        }
        let mut mentions = self.mentions;
        for mention in &mut mentions {
            mention.actor = place[mention.actor.0 as usize];
        }
        Actors::new(tokens, list, mentions)
    }
}
