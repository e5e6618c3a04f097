//! Coreference inside a document: from the surest clue to the least sure one, in text order.
//!
//! Names are resolved before. Here follow, at each token from left to right: open groups,
//! administrations, definite phrases for organizations and office-holders, and pronouns. A
//! pronoun takes the best noun phrase before it by number, animacy, gender, place and grammatical
//! role; where that phrase names no actor, the pronoun is left alone.

mod agreement;
mod collectives;
mod crowds;
mod kinds;
mod nominals;
pub(crate) mod officeholders;
mod pronouns;
mod quoted;
mod sets;

pub use quoted::quoted;

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorKind, Date, Status};
use demarche_nlp::{Tag, Upos};

use crate::draft::{ActorIx, Form, Mention, Tokens};
use crate::lexicon::Lexicon;
use crate::mentions::groups::group_at;
use crate::mentions::is_institution;
use crate::mentions::{Named, OfficePhrase};
use crate::quotes::Quotes;
use crate::tree::Tree;

/// What the resolvers share while they walk through the text.
pub(crate) struct Walk<'a> {
    pub tree: &'a Tree<'a>,
    pub lexicon: &'a Lexicon,
    pub quotes: &'a Quotes,
    pub named: Named,
    /// The date of the text.
    pub date: Option<Date>,
    /// The actor and form of the shortest mention over each token.
    pub at: Vec<Option<(ActorIx, Form, u32)>>,
    /// The actor of the longest mention that a token heads.
    pub headed: Vec<Option<(ActorIx, Form)>>,
    /// Tokens of office phrases that title a name.
    pub titling: Vec<bool>,
    /// Last words of the offices that the text gives to people, folded.
    pub office_heads: BTreeSet<String>,
    /// Last words of the names of unknown organizations, lower case.
    pub org_heads: BTreeSet<String>,
    /// Whether the text speaks of a second term or a president-elect.
    pub later: bool,
    /// The actors of phrases that mean several, by the head of the phrase.
    pub sets: BTreeMap<u32, Vec<ActorIx>>,
    /// How often each actor was mentioned before the token at hand.
    pub seen: BTreeMap<ActorIx, u32>,
}

/// Resolves groups, definite phrases and pronouns to actors; an office that nobody in the text
/// holds is its holder's at the date of the text. O(tokens × window).
pub fn coreference(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    quotes: &Quotes,
    named: Named,
    date: Option<Date>,
) -> Named {
    let count = tree.doc.tokens.len();
    let mut walk = Walk {
        tree,
        lexicon,
        quotes,
        later: speaks_of_later_term(tree, &named.offices),
        office_heads: office_heads(&named),
        org_heads: org_heads(&named),
        named,
        sets: BTreeMap::new(),
        seen: BTreeMap::new(),
        date,
        at: vec![None; count],
        headed: vec![None; count],
        titling: vec![false; count],
    };
    let mentions = walk.named.cast.mentions.clone();
    for mention in &mentions {
        walk.mark(mention);
    }
    for phrase in walk.named.offices.clone() {
        walk.mark_titling(&phrase);
    }
    // Institutions first: `leaders of Romania's new government` needs the government.
    for token in 0..tree.len() {
        walk.named_institution(token);
        walk.coalition(token);
        walk.led(token);
    }
    let mut offices = walk.named.offices.clone().into_iter().peekable();
    for token in 0..tree.len() {
        while offices
            .peek()
            .is_some_and(|phrase| phrase.tokens.end <= token)
        {
            offices.next();
        }
        let here = offices.peek().filter(|phrase| phrase.tokens.start == token);
        if let Some(phrase) = here.cloned() {
            walk.body_of(&phrase);
            walk.office_holder(&phrase);
        }
        walk.resolve(token);
        walk.partitive(token);
        if let Some((actor, _)) = walk.headed[token as usize] {
            *walk.seen.entry(actor).or_default() += 1;
        }
    }
    walk.pass_nameless();
    walk.named
}

impl Walk<'_> {
    fn mark(&mut self, mention: &Mention) {
        let width = mention.tokens.end - mention.tokens.start;
        for token in mention.tokens.start..mention.tokens.end {
            let place = &mut self.at[token as usize];
            if place.is_none_or(|(_, _, old)| width < old) {
                *place = Some((mention.actor, mention.form, width));
            }
        }
        self.headed[mention.head as usize] = Some((mention.actor, mention.form));
    }

    /// Adds a mention found here.
    pub(crate) fn add(&mut self, tokens: Tokens, head: u32, form: Form, actor: ActorIx) {
        let mention = Mention {
            tokens,
            head,
            form,
            actor,
        };
        self.mark(&mention);
        self.named.cast.mentions.push(mention);
    }

    fn mark_titling(&mut self, phrase: &OfficePhrase) {
        let last = phrase.tokens.end - 1;
        let inside = self.at[last as usize].is_some_and(|(actor, form, _)| {
            form == Form::Name && self.named.cast.part(actor).actor.kind == ActorKind::Person
        });
        if inside {
            for token in phrase.tokens.start..phrase.tokens.end {
                self.titling[token as usize] = true;
            }
        }
    }

    fn resolve(&mut self, token: u32) {
        let tree = self.tree;
        match tree.upos(token) {
            Upos::Pron | Upos::Det if matches!(tree.tag(token), Tag::Prp | Tag::PrpDollar) => {
                self.pronoun(token);
            }
            Upos::Noun | Upos::Propn if self.party_member(token) => {}
            Upos::Noun | Upos::Propn if self.headed[token as usize].is_none() => {
                let named = self.at[token as usize].is_some_and(|(_, form, _)| form == Form::Name);
                let taken = named
                    || self.organization_nominal(token)
                    || self.plain_holder(token)
                    || self.earlier_group(token)
                    || self.set_nominal(token)
                    || self.kind_nominal(token);
                if !taken {
                    self.group(token);
                }
            }
            _ => {}
        }
    }

    fn named_institution(&mut self, noun: u32) {
        let tree = self.tree;
        let common = tree.upos(noun) == Upos::Noun && self.at[noun as usize].is_none();
        if common && is_institution(&tree.text(noun).to_lowercase()) {
            self.owned(noun);
        }
    }

    fn group(&mut self, noun: u32) {
        if !self.owned(noun) {
            self.administration(noun);
            self.crowd(noun);
        }
    }

    /// Adds the groups and institutions that the noun heads with an owner. False without any.
    fn owned(&mut self, noun: u32) -> bool {
        let (tree, lexicon, later) = (self.tree, self.lexicon, self.later);
        let at = std::mem::take(&mut self.at);
        let headed = std::mem::take(&mut self.headed);
        let owner_at = |token: u32| {
            let direct = headed[token as usize].map(|(actor, _)| actor);
            direct.or_else(|| at[token as usize].map(|(actor, _, _)| actor))
        };
        let found = group_at(tree, lexicon, &mut self.named, noun, &owner_at, later);
        self.at = at;
        self.headed = headed;
        for found in &found {
            let text = tree.doc.slice(found.tokens.start, found.tokens.end);
            let group = &mut self.named.cast.part_mut(found.actor).actor;
            if group.kind == ActorKind::Group && group.name != text {
                group.aliases.insert(text.to_owned());
            }
            self.add(found.tokens, found.head, Form::Group, found.actor);
        }
        !found.is_empty()
    }
}

/// What `the secretary` may mean although the word alone is no office.
fn office_heads(named: &Named) -> BTreeSet<String> {
    let seen = named.cast.parts.iter().flat_map(|part| &part.offices);
    seen.filter_map(|office| office.wording.rsplit(' ').next().map(str::to_owned))
        .collect()
}

/// What `the court` or `the institute` may mean although the gazetteer does not know it.
fn org_heads(named: &Named) -> BTreeSet<String> {
    let unknown = named
        .cast
        .parts
        .iter()
        .filter(|part| part.entry.is_none() && part.actor.kind == ActorKind::Organization);
    unknown
        .filter_map(|part| nominals::head_word(&part.actor.name))
        .collect()
}

/// `second term`, `Trump 2.0`, a president-elect, an incoming administration.
fn speaks_of_later_term(tree: &Tree<'_>, offices: &[OfficePhrase]) -> bool {
    let elect = offices.iter().any(|phrase| phrase.status == Status::Elect);
    let pairs = (1..tree.len()).any(|token| {
        let before = tree.text(token - 1).to_lowercase();
        let word = tree.text(token).to_lowercase();
        matches!(
            (before.as_str(), word.as_str()),
            (
                "second" | "incoming" | "next",
                "term" | "administration" | "presidency"
            ) | (_, "2.0")
        )
    });
    elect || pairs
}
