//! Where an office is held that the text names without its place: `Foreign Minister Jane Doe said`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorKind, RelationKind, fold_name};
use demarche_nlp::{Dep, EntityLabel, Upos};

use super::holders::Desk;
use crate::draft::{ActorIx, DocActor, Form, Mention, Tokens};
use crate::lexicon::{HeldAt, Lexicon, Office};
use crate::mentions::{Article, OfficePhrase};

/// How many sentences back the subject of the text is looked for.
const BACK: usize = 2;

/// Most mentions that are looked at for one office.
const REACH: usize = 60;

/// An institution that the text does not name as an actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Implied {
    /// A row of the gazetteer, by key.
    Known(String),
    /// A town or region, with the words that name it.
    Town(String, Tokens),
}

impl Desk<'_> {
    /// What the wording or what is known of the holder tells of the place, where no actor of the
    /// text is it: `Agriculture Secretary` is an office of the United States. O(log n).
    pub fn implied(&self, phrase: &OfficePhrase, holder: ActorIx) -> Option<Implied> {
        let office = self.lexicon.offices.office(phrase.office);
        if phrase.owner.is_some() || self.elsewhere(phrase) {
            return None;
        }
        if !office.default.is_empty() {
            return Some(Implied::Known(office.default.clone()));
        }
        let state = self.known_state(holder)?;
        (office.held_at == HeldAt::State).then(|| Implied::Known(state.to_owned()))
    }

    /// Whether the phrase goes on with a name that says where: `minister of X`.
    fn elsewhere(&self, phrase: &OfficePhrase) -> bool {
        let tree = self.tree;
        let preps = tree.preps(phrase.head, &["of", "for", "at"]);
        preps
            .flat_map(|prep| tree.prep_objects(prep))
            .any(|object| !phrase.tokens.has(object) && tree.upos(object) == Upos::Propn)
    }

    /// The actor at which a bare office is read to be held: for offices of state, the state that
    /// the sentences up to here are about, else the one that the document names more often than
    /// all others together; for those of bodies, where the same office was held before, else the
    /// body that the sentences are about. O(mentions).
    pub fn home(
        &self,
        phrase: &OfficePhrase,
        all: &[OfficePhrase],
        rule: &str,
        holder: ActorIx,
    ) -> Option<ActorIx> {
        let office = self.lexicon.offices.office(phrase.office);
        if phrase.owner.is_some() || !office.default.is_empty() || self.elsewhere(phrase) {
            return None;
        }
        // `President Jane Doe` without a body heads a state.
        let president = office.canonical == "President" && rule == "title";
        if office.held_at == HeldAt::State || president {
            if self.known_state(holder).is_some() || phrase.article == Article::Indefinite {
                return None;
            }
            let topic = self.topic(phrase, |mention| self.kind(mention) == ActorKind::State);
            return topic.or_else(|| self.main_state(phrase));
        }
        let speaks = office.relation == RelationKind::SpokespersonFor;
        let holds = office.relation == RelationKind::HoldsOffice;
        let body = office.held_at == HeldAt::Organization || speaks;
        if !(body && (holds || speaks)) || (phrase.article == Article::Indefinite && !speaks) {
            return None;
        }
        let same = |other: &&OfficePhrase| other.office == phrase.office && other.owner.is_some();
        let mut before = all.iter().filter(|other| other.base < phrase.base);
        let before = before.rfind(same).and_then(|other| other.owner);
        let before = before.and_then(|owner| self.actors.covering(owner));
        let body =
            |mention: &Mention| self.kind(mention) == ActorKind::Organization && self.acts(mention);
        before
            .filter(|mention| body(mention))
            .map(|mention| mention.actor)
            .or_else(|| self.topic(phrase, body))
    }

    fn kind(&self, mention: &Mention) -> ActorKind {
        self.actors.actor(mention.actor).kind
    }

    /// Not an outlet, which only passes on what is said.
    fn acts(&self, mention: &Mention) -> bool {
        let gazetteer = &self.lexicon.gazetteer;
        let entry = gazetteer.by_key(&self.actors.actor(mention.actor).key);
        entry.is_none_or(|entry| gazetteer.entry(entry).class != "media")
    }

    /// The actor that the nearest clauses before the phrase are about: their subject, its owner, or
    /// what it is of.
    fn topic(&self, phrase: &OfficePhrase, fits: impl Fn(&Mention) -> bool) -> Option<ActorIx> {
        let mentions = self.actors.mentions();
        let before = mentions.partition_point(|mention| mention.tokens.start < phrase.tokens.start);
        let here = self.tree.sentence_index(phrase.head);
        let near = |mention: &&Mention| {
            let there = self.tree.sentence_index(mention.tokens.start);
            there + BACK >= here
        };
        let mut back = mentions[..before].iter().rev().take(REACH);
        let found = back.find(|mention| {
            near(mention)
                && mention.tokens.end <= phrase.tokens.start
                && fits(mention)
                && self.leads_clause(mention.head)
        })?;
        Some(found.actor)
    }

    /// Whether the name stands alone in the subject of a clause. O(depth).
    fn leads_clause(&self, head: u32) -> bool {
        let tree = self.tree;
        // `Chile and Peru agreed`: it may be either.
        if tree.conjuncts(head).len() > 1 {
            return false;
        }
        let mut at = head;
        for _ in 0..6 {
            match tree.dep(at) {
                Dep::Nsubj | Dep::Nsubjpass => return true,
                Dep::Poss | Dep::Compound | Dep::Amod | Dep::Nmod => {}
                Dep::Pobj | Dep::Prep => {
                    let prep = if tree.dep(at) == Dep::Prep {
                        at
                    } else {
                        tree.head(at).unwrap_or(at)
                    };
                    if !matches!(tree.norm(prep), "of" | "in") {
                        return false;
                    }
                }
                _ => return false,
            }
            let Some(above) = tree.head(at) else {
                return false;
            };
            at = above;
        }
        false
    }

    /// The state that the document names more often than all others together.
    fn main_state(&self, phrase: &OfficePhrase) -> Option<ActorIx> {
        let mentions = self.actors.mentions();
        let states = mentions
            .iter()
            .filter(|mention| self.kind(mention) == ActorKind::State);
        let mut counts: BTreeMap<ActorIx, (usize, Reverse<u32>)> = BTreeMap::new();
        for mention in states {
            let first = Reverse(mention.tokens.start);
            counts.entry(mention.actor).or_insert((0, first)).0 += 1;
        }
        let (&main, &(most, first)) = counts.iter().max_by_key(|(_, count)| **count)?;
        let total: usize = counts.values().map(|count| count.0).sum();
        // Where two states are named alike often, nothing is guessed.
        let alone = counts.len() == 1 || most * 2 > total;
        // One named only later is whom the minister met.
        let known = first.0 < phrase.tokens.start || most > 1;
        (alone && known).then_some(main)
    }

    /// The town or region of a mayor or governor: behind `of`, before the office, else the first
    /// place that the text names. O(entities).
    pub fn town(&self, phrase: &OfficePhrase) -> Option<Implied> {
        let tree = self.tree;
        let office = self.lexicon.offices.office(phrase.office);
        if !of_town(office) {
            return None;
        }
        let behind = tree
            .preps(phrase.head, &["of", "for"])
            .flat_map(|prep| tree.prep_objects(prep))
            .find(|&object| !phrase.tokens.has(object) && tree.upos(object) == Upos::Propn);
        if let Some(told) = behind.or(phrase.owner) {
            let tokens = self.name_to(told)?;
            return self.named_town(tokens, behind.is_some());
        }
        if self.elsewhere(phrase) || phrase.article == Article::Indefinite {
            return None;
        }
        let entities = tree.doc.entities.iter();
        let mut before = entities.take_while(|entity| entity.start < phrase.tokens.start);
        let first = before.find_map(|entity| {
            let place = matches!(entity.label, EntityLabel::Gpe);
            let tokens = Tokens {
                start: entity.start,
                end: entity.end,
            };
            let actor = self.actors.covering(entity.start);
            let state = actor.is_some_and(|actor| self.kind(actor) != ActorKind::Group);
            (place && !state).then_some(tokens)
        })?;
        self.named_town(first, false)
    }

    /// The capitalised words that end with the token.
    fn name_to(&self, last: u32) -> Option<Tokens> {
        let tree = self.tree;
        let name = |&at: &u32| {
            tree.upos(at) == Upos::Propn && tree.text(at).starts_with(char::is_uppercase)
        };
        let from = tree.sentence(last).start;
        let start = (from..=last).rev().take(4).take_while(name).last()?;
        Some(Tokens {
            start,
            end: last + 1,
        })
    }

    fn named_town(&self, tokens: Tokens, of: bool) -> Option<Implied> {
        let text = self.tree.doc.slice(tokens.start, tokens.end);
        let known = self.lexicon.gazetteer.named(text).is_some();
        // `the governor of X`: X is no person, whatever the model takes it for.
        let person = self.actors.covering(tokens.end - 1).is_some_and(|mention| {
            self.kind(mention) == ActorKind::Person && !of || mention.form == Form::Pronoun
        });
        (!known && !person).then(|| Implied::Town(text.to_owned(), tokens))
    }

    /// Key of the state that the gazetteer gives a person.
    fn known_state(&self, person: ActorIx) -> Option<&str> {
        let gazetteer = &self.lexicon.gazetteer;
        let entry = gazetteer.by_key(&self.actors.actor(person).key)?;
        let state = &gazetteer.entry(entry).state;
        (!state.is_empty()).then_some(state)
    }
}

/// Whether towns, provinces and regions have such an office.
fn of_town(office: &Office) -> bool {
    matches!(
        office.canonical.as_str(),
        "Mayor" | "Governor" | "Councillor" | "Prefect"
    )
}

/// The institution as an actor of the document: an organization where it is a town.
pub fn implied_actor(lexicon: &Lexicon, implied: &Implied) -> Option<DocActor> {
    let (key, kind, name, wikidata) = match implied {
        Implied::Known(key) => {
            let entry = lexicon.gazetteer.entry(lexicon.gazetteer.by_key(key)?);
            (
                entry.key.clone(),
                entry.kind,
                entry.name.clone(),
                entry.wikidata.clone(),
            )
        }
        Implied::Town(name, _) => (fold_name(name), ActorKind::Organization, name.clone(), None),
    };
    Some(DocActor {
        key,
        kind,
        name,
        aliases: BTreeSet::new(),
        wikidata,
        passing: false,
    })
}
