//! People: full names, short names, surnames by themselves.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorKind, RelationKind, Status, fold_name};
use demarche_nlp::{Dep, Tag, Upos};

use super::cast::{Cast, SeenOffice};
use super::names::{Name, Reading, is_entity};
use super::places::seat_acts;
use super::resolve::Resolver;
use crate::draft::{ActorIx, Form, Tokens};

/// People by the ends and beginnings of their full names, folded.
#[derive(Debug, Default)]
pub(super) struct People {
    last: BTreeMap<String, BTreeSet<ActorIx>>,
    first: BTreeMap<String, BTreeSet<ActorIx>>,
    pub(super) last_seen: BTreeMap<ActorIx, u32>,
}

impl People {
    pub(super) fn add(&mut self, full: &str, actor: ActorIx) {
        let folded = fold_name(full);
        let words: Vec<&str> = folded.split(' ').collect();
        for from in 1..words.len() {
            let suffix = words[from..].join(" ");
            self.last.entry(suffix).or_default().insert(actor);
        }
        if words.len() > 1 && words[0].len() > 1 {
            let first = self.first.entry(words[0].to_owned()).or_default();
            first.insert(actor);
        }
    }

    /// The person that a surname means: the only one, else the known bearer, else the one named
    /// last before.
    pub(super) fn by_surname(
        &self,
        surname: &str,
        known: Option<ActorIx>,
        fits: impl Fn(ActorIx) -> bool,
    ) -> Option<ActorIx> {
        let all = self.last.get(surname)?;
        let set: BTreeSet<ActorIx> = all.iter().copied().filter(|&actor| fits(actor)).collect();
        if set.len() == 1 {
            return set.iter().next().copied();
        }
        if let Some(known) = known.filter(|actor| set.contains(actor)) {
            return Some(known);
        }
        set.iter()
            .max_by_key(|actor| self.last_seen.get(actor).copied().unwrap_or(0))
            .copied()
    }

    /// Whether somebody in the text has the surname.
    pub(super) fn has_surname(&self, surname: &str) -> bool {
        self.last.contains_key(surname)
    }

    pub(super) fn by_first(&self, name: &str) -> Option<ActorIx> {
        let set = self.first.get(name)?;
        (set.len() == 1)
            .then(|| set.iter().next().copied())
            .flatten()
    }
}

impl Resolver<'_> {
    /// Whether every word of a personal name can be one.
    pub(super) fn is_name(&self, name: &Name) -> bool {
        let tokens = name.tokens.start..name.tokens.end;
        Self::words(name) <= 6
            && tokens.clone().all(|token| {
                let text = self.tree.text(token);
                let capital = text.chars().next().is_some_and(char::is_uppercase);
                let digit = text.chars().any(|c| c.is_ascii_digit());
                let particle = matches!(
                    text.to_lowercase().as_str(),
                    "de" | "van"
                        | "der"
                        | "den"
                        | "von"
                        | "bin"
                        | "ibn"
                        | "al"
                        | "el"
                        | "da"
                        | "di"
                        | "la"
                        | "le"
                        | "du"
                        | "dos"
                        | "del"
                        | "ter"
                        | "ten"
                        | "ben"
                        | "ul"
                        | "ur"
                        | "y"
                        | "e"
                        | "-"
                        | "–"
                        | "zu"
                        | "af"
                        | "\""
                        | "“"
                        | "”"
                );
                (capital || particle) && !digit
            })
            && tokens.into_iter().any(|token| {
                self.tree.text(token).chars().any(char::is_lowercase) || Self::words(name) >= 2
            })
    }

    /// In headings capitals tell nothing: only names that begin with a given name count.
    pub(super) fn is_safe(&self, name: &Name) -> bool {
        let heading = self
            .heading
            .get(name.tokens.start as usize)
            .copied()
            .unwrap_or(false);
        let given = || {
            self.lexicon
                .given_name(self.tree.text(name.tokens.start))
                .is_some()
        };
        !heading || given()
    }

    /// The actor of a full name: the known one, else one keyed by the name without initials.
    pub(super) fn full_name(&self, name: &Name, cast: &mut Cast) -> ActorIx {
        let text = self.text(name);
        let gazetteer = &self.lexicon.gazetteer;
        let known = gazetteer
            .named(text)
            .filter(|&entry| gazetteer.entry(entry).kind == ActorKind::Person);
        if let Some(entry) = known {
            return cast.known(self.lexicon, entry);
        }
        let words: Vec<&str> = text.split(' ').collect();
        let initial = |word: &str| word.trim_end_matches('.').chars().count() == 1;
        let last = words.len().saturating_sub(1);
        let plain: Vec<&str> = words
            .iter()
            .enumerate()
            .filter(|&(at, word)| at == 0 || at == last || !initial(word))
            .map(|(_, &word)| word)
            .collect();
        let plain = plain.join(" ");
        let known = gazetteer
            .named(&plain)
            .filter(|&entry| gazetteer.entry(entry).kind == ActorKind::Person)
            .or_else(|| gazetteer.spelled(&plain));
        let actor = match known {
            Some(entry) => cast.known(self.lexicon, entry),
            None => cast.named(ActorKind::Person, &plain),
        };
        let part = cast.part_mut(actor);
        if part.gender.is_none() {
            let told = self
                .title_before(name.tokens.start)
                .and_then(|title| title.gender);
            let given = self.lexicon.given_name(words[0]).flatten();
            part.gender = told.or(given);
        }
        actor
    }

    /// Adds a mention of a person together with the title before the name.
    pub(super) fn mention_person(&self, name: &Name, actor: ActorIx, cast: &mut Cast) {
        let text = self.text(name).to_owned();
        let mut tokens = name.tokens;
        if let Some(before) = self.title_before(tokens.start) {
            let same = self.tree.sentence_index(before.tokens.start)
                == self.tree.sentence_index(tokens.start);
            if same {
                tokens.start = before.tokens.start;
            }
            let part = cast.part_mut(actor);
            part.gender = part.gender.or(before.gender);
            if let Some(office) = before.office {
                // `the senator` after `Sen. Jane Doe`.
                let row = self.lexicon.offices.office(office);
                part.offices.push(SeenOffice {
                    office: row.canonical.to_lowercase(),
                    wording: row.wording.clone(),
                    of: None,
                    status: Status::Current,
                });
            }
        }
        let head = super::office_phrases::head_of(self.tree, tokens);
        cast.mention(tokens, head, Form::Name, actor, &text);
        let titled = self.tree.doc.slice(self.titles_from(tokens), tokens.end);
        let long = self
            .long_title(tokens)
            .map(|from| self.tree.doc.slice(from, tokens.end));
        let part = cast.part_mut(actor);
        part.actor.aliases.extend(long.map(str::to_owned));
        if titled != text && titled != part.actor.name {
            part.actor.aliases.insert(titled.to_owned());
        }
    }

    /// Where a title begins that goes on up to the name: `Minister for the Middle East Jane Doe`.
    fn long_title(&self, tokens: Tokens) -> Option<u32> {
        let tree = self.tree;
        let first = tokens.start.saturating_sub(12);
        let (&end, office) = self.before.range(first..tokens.start).next_back()?;
        let capital = |at: u32| tree.text(at).starts_with(char::is_uppercase);
        let small = |at: u32| matches!(tree.text(at), "for" | "to" | "of" | "the" | "and");
        let whole = (end..tokens.start).all(|at| capital(at) || small(at));
        let opens = matches!(tree.text(end), "for" | "of" | "to") && capital(office.tokens.start);
        let same = tree.sentence_index(end) == tree.sentence_index(tokens.start);
        (whole && opens && same).then_some(office.tokens.start)
    }

    /// Where the capitalised words begin that stand before a name as its titles: `U.S. Army
    /// General`, `Mr`.
    fn titles_from(&self, tokens: Tokens) -> u32 {
        let tree = self.tree;
        let sentence = tree.sentence(tokens.start);
        let title = |&at: &u32| {
            let inside = tree
                .head(at)
                .is_some_and(|head| head > at && head < tokens.end);
            let capital = tree.text(at).starts_with(char::is_uppercase) || tree.text(at) == ".";
            tree.dep(at) == Dep::Compound && tree.upos(at) == Upos::Propn && inside && capital
        };
        let before = (sentence.start..tokens.start).rev().take(8);
        before.take_while(title).last().unwrap_or(tokens.start)
    }

    /// A single word: a surname of the document, a known surname, else a titled stranger.
    pub(super) fn lone_name(
        &self,
        name: &Name,
        cast: &mut Cast,
        people: &People,
    ) -> Option<ActorIx> {
        let text = self.text(name);
        if !text.chars().next().is_some_and(char::is_uppercase) {
            return None;
        }
        let folded = fold_name(text);
        let bearers = self.lexicon.gazetteer.people_of_surname(&folded);
        let known = self.chief_bearer(bearers);
        let in_cast = known.and_then(|entry| {
            let row = self.lexicon.gazetteer.entry(entry);
            cast.find(ActorKind::Person, &row.key)
        });
        let titled = self.title_before(name.tokens.start);
        // `Ms. Diallo` is not her brother.
        let told = titled.and_then(|before| before.gender);
        let fits = |actor: ActorIx| {
            let gender = cast.part(actor).gender;
            told.is_none() || gender.is_none() || gender == told
        };
        if let Some(actor) = people.by_surname(&folded, in_cast, fits) {
            return Some(actor);
        }
        let person = matches!(name.reading, Reading::Person);
        if let Some(entry) = known.filter(|_| person || titled.is_some() || name.tagged) {
            return Some(cast.known(self.lexicon, entry));
        }
        let first = people.by_first(&folded);
        if let Some(actor) = first.filter(|_| person && Self::words(name) == 1) {
            return Some(actor);
        }
        let gender = titled.filter(|_| person)?.gender;
        let actor = cast.named(ActorKind::Person, &format!("{text} {}", self.salt));
        let part = cast.part_mut(actor);
        text.clone_into(&mut part.actor.name);
        part.gender = part.gender.or(gender);
        Some(actor)
    }

    /// The person whom a surname means by itself: the only one in the gazetteer, else the only
    /// one of them who led a state, if the others held no office, else the only one in office at
    /// the date of the text whose state it names.
    pub(super) fn chief_bearer(&self, bearers: &[u32]) -> Option<u32> {
        if let &[only] = bearers {
            return Some(only);
        }
        let offices = |entry: u32, heads: bool| {
            let roles = &self.lexicon.gazetteer.entry(entry).roles;
            roles.iter().any(|role| {
                self.lexicon.offices.by_wording(role).is_some_and(|index| {
                    let office = self.lexicon.offices.office(index);
                    office.relation == RelationKind::HoldsOffice && (office.heads || !heads)
                })
            })
        };
        let mut leaders = bearers.iter().filter(|&&entry| offices(entry, true));
        let leader = leaders.next().copied();
        let alone = leader.filter(|&leader| {
            let mut others = bearers.iter().filter(|&&entry| entry != leader);
            others.all(|&entry| !offices(entry, false))
        });
        alone.or_else(|| self.bearer_in_office(bearers))
    }

    fn bearer_in_office(&self, bearers: &[u32]) -> Option<u32> {
        let date = self.date?;
        let mut serving = bearers.iter().copied().filter(|&entry| {
            let state = self.lexicon.gazetteer.entry(entry).state.as_str();
            self.states.contains(state) && self.lexicon.terms.serves(entry, date)
        });
        serving.next().filter(|_| serving.next().is_none())
    }

    /// Who led a state and is known by the surname that stands by itself as somebody who acts,
    /// where the model saw no name.
    fn unseen_leader(&self, token: u32) -> Option<u32> {
        let tree = self.tree;
        let text = tree.text(token);
        let beside = |at: Option<u32>| {
            at.is_some_and(|at| at < tree.len() && tree.upos(at) == Upos::Propn)
                && at.is_some_and(|at| tree.sentence_index(at) == tree.sentence_index(token))
        };
        let proper = tree.tag(token) == Tag::Nnp && !is_entity(tree, token);
        let heading = self.heading.get(token as usize).copied().unwrap_or(false);
        let word = text.chars().skip(1).any(char::is_lowercase);
        if !proper || heading || !word || beside(token.checked_sub(1)) || beside(Some(token + 1)) {
            return None;
        }
        let bearers = self.lexicon.gazetteer.people_of_surname(&fold_name(text));
        let entry = self.chief_bearer(bearers)?;
        let roles = &self.lexicon.gazetteer.entry(entry).roles;
        let leads = roles.iter().any(|role| {
            let office = self.lexicon.offices.by_wording(role);
            office.is_some_and(|index| self.lexicon.offices.office(index).heads)
        });
        let name = Name {
            tokens: Tokens {
                start: token,
                end: token + 1,
            },
            head: token,
            reading: Reading::Person,
            tagged: false,
        };
        // `an Obama-era treaty` tells when.
        let joined = !tree.token(token).space_after
            && token + 1 < tree.len()
            && matches!(tree.text(token + 1), "-" | "–");
        let plain = !joined && tree.child(token, Dep::Det).is_none();
        let acts = plain && seat_acts(tree, &name);
        (leads && acts).then_some(entry)
    }

    /// Surnames of the document's people where no name was seen.
    pub(super) fn bare_surnames(&self, names: &[Name], cast: &mut Cast, people: &People) {
        let tree = self.tree;
        let mut taken = vec![false; tree.len() as usize];
        let mut open = vec![false; tree.len() as usize];
        for name in names {
            // `Trump's advisers` and `Merkel doctrine` name the person too.
            let group = match name.reading {
                Reading::Known { entry, .. } => {
                    self.lexicon.gazetteer.entry(entry).kind == ActorKind::Group
                }
                Reading::Region { .. } => true,
                _ => false,
            };
            // What is no name after all (`Trump quarrelled`) takes nothing away.
            let refused = name.reading == Reading::Person && !self.is_name(name);
            for token in name.tokens.start..name.tokens.end {
                taken[token as usize] = !group && !refused;
                open[token as usize] = group;
            }
        }
        for token in 0..tree.len() {
            let text = tree.text(token);
            let word = matches!(
                tree.upos(token),
                Upos::Propn | Upos::Noun | Upos::Adj | Upos::Verb | Upos::Adv | Upos::X
            );
            let opens = tree.sentence(token).start == token;
            let proper = word && !(opens && tree.upos(token) == Upos::Verb);
            let capital = text.chars().next().is_some_and(char::is_uppercase);
            if taken[token as usize] || !proper || !capital || text.chars().count() < 3 {
                continue;
            }
            let beside = |at: Option<u32>| {
                at.is_some_and(|at| {
                    at < tree.len()
                        && tree.upos(at) == Upos::Propn
                        && !taken[at as usize]
                        && tree.dep(at) != Dep::Dobj
                })
            };
            if beside(token.checked_sub(1)) && tree.dep(token - 1) == Dep::Compound {
                continue;
            }
            let folded = fold_name(text);
            // Inside a known group (`Trump's advisers`) a known surname needs no full name.
            let inside = || {
                let bearers = self.lexicon.gazetteer.people_of_surname(&folded);
                let entry = self
                    .chief_bearer(bearers)
                    .filter(|_| open[token as usize])?;
                Some(cast.known(self.lexicon, entry))
            };
            let actor = people.by_surname(&folded, None, |_| true).or_else(inside);
            let unseen = || {
                let entry = self.unseen_leader(token)?;
                Some(cast.known(self.lexicon, entry))
            };
            if let Some(actor) = actor.or_else(unseen) {
                let name = Name {
                    tokens: Tokens {
                        start: token,
                        end: token + 1,
                    },
                    head: token,
                    reading: Reading::Person,
                    tagged: false,
                };
                self.mention_person(&name, actor, cast);
            }
        }
    }

    /// Enters people with their full names, so that surnames before and after find them.
    pub(super) fn enter_full_name(&self, name: &Name, cast: &mut Cast, people: &mut People) {
        let text = self.text(name);
        match name.reading {
            Reading::Known { entry, .. }
                if self.lexicon.gazetteer.entry(entry).kind == ActorKind::Person =>
            {
                let actor = cast.known(self.lexicon, entry);
                people.add(text, actor);
                people.add(&self.lexicon.gazetteer.entry(entry).name, actor);
            }
            Reading::Person
                if Self::words(name) >= 2 && self.is_name(name) && self.is_safe(name) =>
            {
                let actor = self.full_name(name, cast);
                people.add(text, actor);
            }
            _ => {}
        }
    }
}
