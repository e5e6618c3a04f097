//! From names to the actors of the document.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorKind, Date, fold_name};
use demarche_nlp::{Dep, Tag, Upos};

use super::cast::Cast;
use super::names::{Name, Reading, is_institution_noun};
use super::office_phrases::OfficePhrase;
use super::people::People;
use super::places::{is_language, locates, seat_acts};
use crate::draft::{ActorIx, Form, Tokens};
use crate::lexicon::{Gender, Lexicon, Role};
use crate::tree::Tree;

/// What stands before a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// Its tokens.
    pub tokens: Tokens,
    /// The gender that it tells.
    pub gender: Option<Gender>,
    /// The office that a title tells where it is no office phrase itself: `Sen.`.
    pub office: Option<u32>,
}

/// A title before a name: its tokens and its row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TitlePhrase {
    /// Its tokens.
    pub tokens: Tokens,
    /// The row of the titles.
    pub title: u32,
}

/// What titles stand before which token.
pub fn titles_by_end(
    lexicon: &Lexicon,
    offices: &[OfficePhrase],
    titles: &[TitlePhrase],
) -> BTreeMap<u32, Before> {
    let mut before = BTreeMap::new();
    for phrase in offices.iter().filter(|phrase| !phrase.plural) {
        let gender = lexicon.offices.office(phrase.office).gender;
        let told = Before {
            tokens: phrase.tokens,
            gender,
            office: None,
        };
        before.insert(phrase.tokens.end, told);
    }
    for title in titles {
        let row = &lexicon.offices.titles[title.title as usize];
        before.entry(title.tokens.end).or_insert(Before {
            tokens: title.tokens,
            gender: row.gender,
            office: row.office,
        });
    }
    before
}

/// Puts names and actors together.
pub struct Resolver<'a> {
    /// The trees.
    pub tree: &'a Tree<'a>,
    /// The lexicon.
    pub lexicon: &'a Lexicon,
    /// Titles and singular offices by the token behind them, with the gender that they tell.
    pub before: BTreeMap<u32, Before>,
    /// Tokens that belong to an office.
    pub office: Vec<bool>,
    /// Whether a token stands in a heading, where capitals tell nothing.
    pub heading: &'a [bool],
    /// Distinguishes lone surnames of this document from those of others.
    pub salt: &'a str,
    /// The date of the text.
    pub date: Option<Date>,
    /// Keys of the states that the text names.
    pub states: BTreeSet<&'a str>,
}

/// Keys of the states among the names.
pub fn states_named<'a>(lexicon: &'a Lexicon, names: &[Name]) -> BTreeSet<&'a str> {
    let state = |name: &Name| match name.reading {
        Reading::Known { entry, .. } => {
            let known = lexicon.gazetteer.entry(entry);
            (known.kind == ActorKind::State).then_some(known.key.as_str())
        }
        _ => None,
    };
    names.iter().filter_map(state).collect()
}

impl Resolver<'_> {
    /// Finds the actor of every name that has one; `inner` are names inside longer ones.
    /// O(names log names).
    pub fn resolve(&self, names: &[Name], inner: &[Name], cast: &mut Cast) {
        let names = self.settle_types(names);
        let mut people = People::default();
        for name in names.iter().chain(inner) {
            self.enter_full_name(name, cast, &mut people);
        }
        for name in &names {
            self.place(name, &names, cast, &mut people);
        }
        for name in inner {
            self.place(name, &names, cast, &mut people);
        }
        self.bare_surnames(&names, cast, &people);
    }

    pub(super) fn text(&self, name: &Name) -> &str {
        self.tree.doc.slice(name.tokens.start, name.tokens.end)
    }

    pub(super) fn words(name: &Name) -> u32 {
        name.tokens.end - name.tokens.start
    }

    /// One name, one type: what is a person in most places is one everywhere.
    fn settle_types(&self, names: &[Name]) -> Vec<Name> {
        let mut votes: BTreeMap<String, i32> = BTreeMap::new();
        for name in names {
            let vote = match name.reading {
                Reading::Person => 1,
                Reading::Organization | Reading::Other | Reading::Place => -1,
                _ => continue,
            };
            *votes.entry(fold_name(self.text(name))).or_default() += vote;
        }
        let settle = |name: &Name| {
            let mut name = *name;
            if !matches!(
                name.reading,
                Reading::Organization | Reading::Other | Reading::Place | Reading::Person
            ) {
                return name;
            }
            let vote = votes
                .get(&fold_name(self.text(&name)))
                .copied()
                .unwrap_or(0);
            let first = self
                .lexicon
                .given_name(self.tree.text(name.tokens.start))
                .is_some();
            let titled = self.title_before(name.tokens.start).is_some();
            let personal = Self::words(&name) <= 3
                && (titled
                    || vote > 0
                    || (first
                        && Self::words(&name) >= 2
                        && name.reading != Reading::Place
                        && self.looks_personal(&name)));
            if personal {
                name.reading = Reading::Person;
            }
            name
        };
        names.iter().map(settle).collect()
    }

    /// Whether all words are capitalised and none is a common noun.
    fn looks_personal(&self, name: &Name) -> bool {
        (name.tokens.start..name.tokens.end).all(|token| {
            let text = self.tree.text(token);
            let capital = text.chars().next().is_some_and(char::is_uppercase);
            let shouted = text.len() > 2 && text.chars().all(char::is_uppercase);
            capital && !shouted && self.tree.upos(token) == Upos::Propn
        })
    }

    /// The title or office phrase that ends where the name begins.
    pub(super) fn title_before(&self, start: u32) -> Option<Before> {
        self.before.get(&start).copied()
    }

    /// The organization whose long name begins with this word.
    fn short_organization(&self, name: &Name, cast: &Cast) -> Option<ActorIx> {
        let text = self.text(name);
        let first = name.tokens.start;
        let word = text.chars().count() > 3 && text.starts_with(char::is_uppercase);
        let head = !matches!(
            self.tree.dep(first),
            Dep::Amod | Dep::Nmod | Dep::Compound | Dep::Npadvmod
        );
        let proper = self.tree.upos(first) == Upos::Propn;
        let free =
            self.lexicon.given_name(text).is_none() && self.lexicon.gazetteer.named(text).is_none();
        let actor = cast.by_first_word(text)?;
        // A government or ministry of a state is not called by the state's name.
        let told = cast.part(actor).entry.is_none();
        (word && head && proper && free && told).then_some(actor)
    }

    /// Adds the mention of a name, where the name has an actor.
    fn place(&self, name: &Name, names: &[Name], cast: &mut Cast, people: &mut People) {
        let tree = self.tree;
        let text = self.text(name).to_owned();
        let lone = Self::words(name) == 1;
        let known = matches!(name.reading, Reading::Known { .. } | Reading::Region { .. });
        if lone
            && !known
            && let Some(actor) = self.short_organization(name, cast)
            && people
                .by_surname(&fold_name(&text), None, |_| true)
                .is_none()
        {
            cast.mention(name.tokens, name.head, Form::Name, actor, &text);
            return;
        }
        match name.reading {
            Reading::Known { entry, role } => {
                self.place_known(name, names, entry, role, cast, people);
            }
            Reading::Person => {
                let actor = if Self::words(name) >= 2 {
                    let safe = self.is_name(name) && self.is_safe(name);
                    safe.then(|| self.full_name(name, cast))
                } else {
                    self.lone_name(name, cast, people)
                };
                if let Some(actor) = actor {
                    people.last_seen.insert(actor, name.tokens.start);
                    self.mention_person(name, actor, cast);
                }
            }
            Reading::Organization => {
                if let Some(actor) = lone.then(|| self.lone_name(name, cast, people)).flatten() {
                    people.last_seen.insert(actor, name.tokens.start);
                    self.mention_person(name, actor, cast);
                } else if self.is_organization(name) {
                    let actor = Self::organization(&text, cast);
                    cast.mention(name.tokens, name.head, Form::Name, actor, &text);
                }
            }
            Reading::People => {
                if let Some(actor) = lone.then(|| self.lone_name(name, cast, people)).flatten() {
                    self.mention_person(name, actor, cast);
                } else if matches!(tree.tag(name.tokens.end - 1), Tag::Nnps | Tag::Nns) {
                    let actor = cast.named(ActorKind::Group, &text);
                    cast.mention(name.tokens, name.head, Form::Name, actor, &text);
                }
            }
            Reading::Region { region, adjective } => {
                let actor_as = &self.lexicon.gazetteer.regions[region as usize].actor_as;
                let acts = !adjective && !actor_as.is_empty() && seat_acts(tree, name);
                let meant = self.lexicon.gazetteer.named(actor_as).filter(|_| acts);
                if let Some(entry) = meant {
                    let actor = cast.known(self.lexicon, entry);
                    cast.mention(name.tokens, name.head, Form::Name, actor, &text);
                }
            }
            Reading::Place | Reading::Other => {
                let acts = lone && !self.is_described(name) && seat_acts(tree, name);
                let known = people.has_surname(&fold_name(&text));
                if let Some(actor) = (acts || lone && known)
                    .then(|| self.lone_name(name, cast, people))
                    .flatten()
                {
                    people.last_seen.insert(actor, name.tokens.start);
                    self.mention_person(name, actor, cast);
                }
            }
        }
    }

    /// `the Lake`: no surname has an article.
    fn is_described(&self, name: &Name) -> bool {
        self.tree.child(name.head, Dep::Det).is_some()
    }

    fn place_known(
        &self,
        name: &Name,
        names: &[Name],
        entry: u32,
        role: Role,
        cast: &mut Cast,
        people: &mut People,
    ) {
        let tree = self.tree;
        let known = self.lexicon.gazetteer.entry(entry);
        let text = self.text(name).to_owned();
        // `officials` alone names nobody; with an owner it makes a group of its own later.
        let bare = known.kind == ActorKind::Group
            && (matches!(known.class.as_str(), "class" | "source")
                || (!text.chars().any(char::is_uppercase)
                    && !Self::tells_side(name, &known.class))
                || self.opens_sentence(name));
        if bare {
            return;
        }
        if known.kind == ActorKind::Person {
            let actor = cast.known(self.lexicon, entry);
            people.last_seen.insert(actor, name.tokens.start);
            self.mention_person(name, actor, cast);
            return;
        }
        let last = name.tokens.end - 1;
        let before_noun = matches!(tree.dep(last), Dep::Amod | Dep::Compound | Dep::Nmod)
            && tree.head(last).is_some_and(|head| head >= name.tokens.end);
        let keep = match role {
            Role::Seat => seat_acts(tree, name),
            // `Conservative` at the head of a sentence is any adjective.
            Role::Adjective
                if known.kind == ActorKind::Organization
                    && tree.sentence(last).start == last
                    && tree.upos(last) == Upos::Adj
                    && !self.states.contains(known.state.as_str()) =>
            {
                false
            }
            Role::Adjective => {
                let one = tree.children(name.head).iter().any(|&child| {
                    matches!(tree.norm(child), "a" | "an" | "one" | "every") && child < name.head
                });
                let single = matches!(tree.tag(last), Tag::Nn | Tag::Nnp)
                    && tree.child(name.head, Dep::Det).is_some();
                !is_language(tree, last) && (before_noun || !(one || single))
            }
            Role::People => true,
            Role::Name | Role::Surname => !locates(tree, self.lexicon, names, name),
        };
        if !keep {
            return;
        }
        let actor = cast.known(self.lexicon, entry);
        let form = match known.kind {
            ActorKind::Group => Form::Group,
            _ if before_noun => Form::Adjective,
            _ => Form::Name,
        };
        cast.mention(name.tokens, name.head, form, actor, &text);
    }

    /// `gun owners` says who they are without a name; `officials` does not.
    fn tells_side(name: &Name, class: &str) -> bool {
        Self::words(name) > 1
            && matches!(class, "people" | "side" | "faith" | "region" | "alliance")
    }

    /// Whether it is a common noun that has its capital from the head of a sentence.
    fn opens_sentence(&self, name: &Name) -> bool {
        let first = name.tokens.start;
        Self::words(name) == 1
            && self.tree.sentence(first).start == first
            && self.tree.upos(first) == Upos::Noun
    }

    /// Whether an unknown name can be an organization's.
    fn is_organization(&self, name: &Name) -> bool {
        let text = self.text(name);
        let tree = self.tree;
        let letters = text.chars().filter(|c| c.is_alphabetic()).count();
        let capital = text.chars().any(char::is_uppercase);
        let proper = (name.tokens.start..name.tokens.end)
            .any(|token| matches!(tree.tag(token), Tag::Nnp | Tag::Nnps));
        let office = (name.tokens.start..name.tokens.end).any(|token| self.office[token as usize]);
        let heading = self
            .heading
            .get(name.tokens.start as usize)
            .copied()
            .unwrap_or(false);
        let lower = [
            "of", "for", "and", "the", "in", "on", "de", "du", "la", "des", "to", "at",
        ];
        let small = (name.tokens.start..name.tokens.end).all(|token| {
            let text = tree.text(token);
            !text.starts_with(char::is_lowercase) || lower.contains(&text)
        });
        let surname = Self::words(name) == 1
            && !self
                .lexicon
                .gazetteer
                .people_of_surname(&fold_name(text))
                .is_empty();
        // `Office`, `Department` alone are parts of longer names.
        let piece = Self::words(name) == 1 && is_institution_noun(text);
        let shape = letters >= 2 && capital && proper && small && !piece;
        shape && !office && !heading && !surname && Self::words(name) <= 10
    }

    /// The organization of that name: an acronym joins the name whose initials it has.
    fn organization(text: &str, cast: &mut Cast) -> ActorIx {
        let shouted = text.len() >= 2 && text.chars().all(|c| c.is_ascii_uppercase());
        if shouted {
            let found = cast.parts.iter().position(|part| {
                part.actor.kind == ActorKind::Organization && initials(&part.actor.name) == text
            });
            if let Some(index) = found {
                return ActorIx(u32::try_from(index).unwrap_or(0));
            }
        }
        cast.named(ActorKind::Organization, text)
    }
}

/// First letters of the capitalised words.
fn initials(name: &str) -> String {
    name.split([' ', '-'])
        .filter_map(|word| word.chars().next())
        .filter(|c| c.is_uppercase())
        .collect()
}
