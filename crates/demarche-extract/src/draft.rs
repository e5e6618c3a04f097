//! The layers that the stages hand on. All positions are token indices of one annotated
//! document; byte spans of the original text are made at the very end, in one place.

use std::collections::BTreeSet;

use demarche_model::{ActorId, ActorKind};

/// Half-open range of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tokens {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
}

impl Tokens {
    /// Whether the token lies in the range.
    pub const fn has(self, token: u32) -> bool {
        self.start <= token && token < self.end
    }

    /// Whether the two share a token.
    pub const fn overlaps(self, other: Tokens) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// Index of an actor in [`Actors::list`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ActorIx(pub u32);

/// How a mention names its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Form {
    /// A proper name, with its titles where it has any.
    Name,
    /// A demonym or other adjective (`Russian`, `US`) before a noun.
    Adjective,
    /// A definite common-noun phrase (`the alliance`, `the president-elect`).
    Nominal,
    /// An office whose holder only the terms of office tell, by the date of the text.
    Reputed,
    /// An open group (`European leaders`, `Trump's advisers`).
    Group,
    /// A pronoun or possessive pronoun.
    Pronoun,
}

/// A piece of text that names an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mention {
    /// The tokens of the mention.
    pub tokens: Tokens,
    /// Its syntactic head.
    pub head: u32,
    /// How it names the actor.
    pub form: Form,
    /// The actor.
    pub actor: ActorIx,
}

/// An actor of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocActor {
    /// Identity across documents: the gazetteer's key, else the folded full name.
    pub key: String,
    /// What it is.
    pub kind: ActorKind,
    /// Canonical name.
    pub name: String,
    /// Other names that the text uses for it.
    pub aliases: BTreeSet<String>,
    /// Wikidata id from a named source.
    pub wikidata: Option<String>,
    /// Whether it is worth recording only where a record names it: a group told by a common noun
    /// alone (`protesters`).
    pub passing: bool,
}

impl DocActor {
    /// The actor's id: hash of kind and key.
    pub fn id(&self) -> ActorId {
        ActorId::of(&[self.kind.as_str(), &self.key])
    }
}

/// The actors of one document with all their mentions: what coreference hands on.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Actors {
    list: Vec<DocActor>,
    mentions: Vec<Mention>,
    by_token: Vec<Option<u32>>,
}

impl Actors {
    /// Takes the mentions of a document of `tokens` tokens, in any order. Where mentions overlap,
    /// a token belongs to the shortest one that covers it. O(total length).
    pub fn new(tokens: usize, list: Vec<DocActor>, mut mentions: Vec<Mention>) -> Self {
        mentions.sort_by_key(|mention| (mention.tokens, mention.head, mention.actor));
        mentions.dedup();
        let mut by_token: Vec<Option<u32>> = vec![None; tokens];
        let width = |mention: &Mention| mention.tokens.end - mention.tokens.start;
        for (index, mention) in (0u32..).zip(&mentions) {
            for token in mention.tokens.start..mention.tokens.end {
                let Some(place) = by_token.get_mut(token as usize) else {
                    continue;
                };
                let shorter =
                    place.is_none_or(|old| width(mention) < width(&mentions[old as usize]));
                if shorter {
                    *place = Some(index);
                }
            }
        }
        Self {
            list,
            mentions,
            by_token,
        }
    }

    /// Adds an actor that no mention names (such as `unnamed sources`), or finds it where it is
    /// known already. O(actors).
    pub fn add(&mut self, actor: DocActor) -> ActorIx {
        let same = |known: &DocActor| known.kind == actor.kind && known.key == actor.key;
        let index = self.list.iter().position(same).unwrap_or_else(|| {
            self.list.push(actor);
            self.list.len() - 1
        });
        ActorIx(u32::try_from(index).unwrap_or(u32::MAX))
    }

    /// Adds another name of the actor. O(log names).
    pub fn call(&mut self, index: ActorIx, name: &str) {
        let actor = &mut self.list[index.0 as usize];
        if actor.name != name {
            actor.aliases.insert(name.to_owned());
        }
    }

    /// Adds mentions, as [`Actors::new`] takes them. O(total length).
    pub fn extend(&mut self, added: Vec<Mention>) {
        if added.is_empty() {
            return;
        }
        let tokens = self.by_token.len();
        let list = std::mem::take(&mut self.list);
        let mut mentions = std::mem::take(&mut self.mentions);
        mentions.extend(added);
        *self = Self::new(tokens, list, mentions);
    }

    /// The actor of that index.
    pub fn actor(&self, index: ActorIx) -> &DocActor {
        &self.list[index.0 as usize]
    }

    /// All actors.
    pub fn list(&self) -> &[DocActor] {
        &self.list
    }

    /// All mentions in text order.
    pub fn mentions(&self) -> &[Mention] {
        &self.mentions
    }

    /// The shortest mention that covers the token. O(1).
    pub fn covering(&self, token: u32) -> Option<&Mention> {
        let index = (*self.by_token.get(token as usize)?)?;
        self.mentions.get(index as usize)
    }

    /// The actors that these very tokens name together: `the two leaders`. O(log mentions).
    pub fn together(&self, tokens: Tokens) -> Vec<ActorIx> {
        let key = |mention: &Mention| mention.tokens;
        let first = self
            .mentions
            .partition_point(|mention| key(mention) < tokens);
        let here = self.mentions[first..].iter();
        let mut all: Vec<ActorIx> = here
            .take_while(|mention| mention.tokens == tokens)
            .map(|mention| mention.actor)
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }

    /// The longest mention whose syntactic head is the token. O(log mentions + overlaps).
    pub fn headed_by(&self, token: u32) -> Option<&Mention> {
        let after = self
            .mentions
            .partition_point(|mention| mention.tokens.start <= token);
        let near = self.mentions[..after].iter().rev().take(16);
        near.filter(|mention| mention.head == token)
            .max_by_key(|mention| mention.tokens.end - mention.tokens.start)
    }
}
