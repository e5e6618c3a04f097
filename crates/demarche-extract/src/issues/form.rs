//! From a noun or a clause to the normal form of its proposition.

use demarche_nlp::{Dep, Upos};

use crate::{
    cues::arguments::{deep_objects, deep_subjects, is_verb},
    draft::{ActorIx, Tokens},
};

use super::{
    IssueForm,
    phrase::{Piece, Reader, gerund},
    words::Predicate,
};

/// Longest label in words.
const WORDS: usize = 8;

/// How far back a bare `the plan` looks for the plan that it means.
const BACK: u32 = 250;

/// Phrases are cut after so many tokens on either side of their head.
const LONGEST: u32 = 40;

/// Prepositions that join an argument to a proposition.
const JOINS: &[&str] = &[
    "about", "against", "at", "between", "for", "from", "in", "into", "of", "on", "over", "to",
    "toward", "towards", "with",
];

/// The parts of a proposition before they become label and key.
#[derive(Debug, Clone, Default)]
struct Parts {
    /// Who does it or has it.
    agents: Vec<Piece>,
    /// What it is done to, with the preposition that joins it.
    others: Vec<(String, Piece)>,
    /// Modifiers.
    modifiers: Vec<Piece>,
}

/// What stands around the head, gathered on the way to it.
#[derive(Debug, Clone, Default)]
pub struct Around {
    /// Verbs between the cue and the head: their other arguments belong to the proposition.
    pub verbs: Vec<u32>,
    /// Owners of nouns on the way that are about their owner (`Ukraine's path to membership`).
    pub bearers: Vec<ActorIx>,
    /// Whether one of them has a subject of its own.
    pub agent: bool,
    /// A word such as `higher` that the way adds.
    pub raised: bool,
    /// Who holds the stance: not repeated as the agent if a person.
    pub holder: Option<ActorIx>,
}

impl Reader<'_> {
    /// The issue that a noun phrase names; `None` if it means nothing alone.
    pub fn of_noun(&self, noun: u32, around: &Around) -> Option<IssueForm> {
        let form = self.noun_form(noun, around)?;
        if form.1 {
            return Some(form.0);
        }
        if let Some(speaker) = self.last_speaker(noun, around.holder) {
            let parts = Parts {
                agents: vec![self.actor_piece(speaker)],
                ..Parts::default()
            };
            let head = Piece {
                label: self.word(noun),
                key: self.key_word(noun),
                actors: Vec::new(),
            };
            return Some(self.compose(&head, None, parts, form.0.tokens));
        }
        let earlier = self.earlier(noun)?;
        Some(IssueForm {
            wording: form.0.wording,
            tokens: form.0.tokens,
            ..earlier
        })
    }

    /// The form, and whether it means something alone.
    fn noun_form(&self, noun: u32, around: &Around) -> Option<(IssueForm, bool)> {
        let upos = self.tree.upos(noun);
        let lemma = self.key_word(noun);
        if matches!(
            upos,
            Upos::Pron | Upos::Det | Upos::Punct | Upos::Space | Upos::Adv
        ) || self.words.is("time", &lemma)
            || matches!(
                self.tree.norm(noun),
                "it" | "this" | "that" | "these" | "those"
            )
        {
            return None;
        }
        let seat = self.words.is("seat", &lemma) && self.in_organization(noun);
        let predicate = match lemma.as_str() {
            "member" => None,
            _ if seat => self.words.noun("membership"),
            _ => self.words.noun(&lemma),
        };
        let mut parts = Parts::default();
        let (possessors, names) = self.owners(noun);
        for actor in possessors {
            parts.agents.push(self.actor_piece(actor));
        }
        let mut before: Vec<Piece> = names.iter().map(|&name| self.actor_piece(name)).collect();
        if parts.agents.is_empty() && before.is_empty() {
            parts.agents.extend(
                around
                    .bearers
                    .iter()
                    .map(|&bearer| self.actor_piece(bearer)),
            );
        }
        for &verb in &around.verbs {
            if parts.agents.is_empty() && before.is_empty() {
                let agents = self.subject_agents(verb, around.holder);
                parts.agents.extend(agents);
            }
        }
        let direct = self.words.is("compound_object", &lemma);
        if direct && !before.is_empty() {
            let drain = before.drain(..).map(|piece| (String::new(), piece));
            parts.others.extend(drain);
        }
        parts.agents.extend(before);
        if around.raised {
            parts.modifiers.push(Piece {
                label: "higher".into(),
                key: "higher".into(),
                actors: Vec::new(),
            });
        }
        for word in self.modifiers(noun) {
            let (mut label, mut key) = (self.word(word), self.key_word(word));
            if let Some(row) = predicate {
                let pair = format!("{key} {}", row.name);
                let same = self.words.same(&pair);
                if same != pair {
                    (label, key) = (same.to_owned(), same.to_owned());
                }
            }
            parts.modifiers.push(Piece {
                label,
                key,
                actors: Vec::new(),
            });
        }
        let mut sources = vec![noun];
        sources.extend(around.verbs.iter().copied());
        let mut found = self.complements(&sources, predicate, &mut parts);
        if let Some(row) = predicate {
            found = found.max(self.strayed(noun, row, &mut parts));
        }
        let bare = parts.agents.is_empty() && parts.others.is_empty() && parts.modifiers.is_empty();
        let empty = self.words.is("empty", &lemma);
        let definite = self.tree.with(noun, &[Dep::Det]).any(|det| {
            matches!(
                self.tree.norm(det),
                "the" | "this" | "that" | "these" | "those" | "such"
            )
        });
        let alone = !(bare && (empty || definite && self.words.is("anaphor", &lemma)));
        let alone = alone && !(empty && parts.others.is_empty() && parts.agents.is_empty());
        let tokens = self.noun_extent(noun, found);
        let number = self
            .tree
            .child(noun, Dep::Nummod)
            .filter(|&number| number == noun + 1);
        let number = number.map_or(String::new(), |number| {
            format!(" {}", self.tree.text(number))
        });
        let head = Piece {
            label: format!("{}{number}", self.word(noun)),
            key: format!("{lemma}{number}"),
            actors: Vec::new(),
        };
        Some((self.compose(&head, predicate, parts, tokens), alone))
    }

    /// `a place in the alliance`: the noun has an organization after `in`.
    fn in_organization(&self, noun: u32) -> bool {
        let objects = self.tree.preps(noun, &["in", "within"]);
        let mut objects = objects.flat_map(|prep| self.tree.prep_objects(prep));
        objects.any(|object| {
            let kind = |actor| self.actors.actor(actor).kind;
            self.actor(object).map(kind) == Some(demarche_model::ActorKind::Organization)
        })
    }

    /// Gathers what prepositions join to the noun or to the verbs around it; gives the last token.
    fn complements(
        &self,
        sources: &[u32],
        predicate: Option<&Predicate>,
        parts: &mut Parts,
    ) -> u32 {
        let mut last = sources[0];
        let mut of: Vec<Piece> = Vec::new();
        for &source in sources {
            let own = source == sources[0];
            let preps = [Dep::Prep, Dep::Agent, Dep::Dative];
            let preps = self.tree.with(source, &preps);
            for prep in preps.filter(|&prep| !own || prep > source) {
                if parts.others.len() >= 2 && predicate.is_none() {
                    break;
                }
                let word = self.tree.norm(prep);
                for object in self.tree.prep_objects(prep) {
                    let Some(piece) = self.argument(object, predicate.is_some()) else {
                        continue;
                    };
                    last = last.max(self.tree.subtree(object).end - 1);
                    let from = predicate.is_some_and(|row| row.prep != "from");
                    if word == "by" || word == "from" && from {
                        parts.agents.push(piece);
                    } else if word == "of" && predicate.is_some() {
                        of.push(piece);
                    } else if JOINS.contains(&word) && (own || !piece.actors.is_empty()) {
                        parts.others.push((word.to_owned(), piece));
                    }
                }
            }
        }
        if parts.others.is_empty() {
            parts
                .others
                .extend(of.into_iter().map(|piece| (String::new(), piece)));
        } else if parts.agents.is_empty() {
            parts.agents.extend(of);
        }
        last
    }

    /// The argument that the parser hung on the verb: `supports the accession of X to Y`.
    fn strayed(&self, noun: u32, row: &Predicate, parts: &mut Parts) -> u32 {
        let verb = self.tree.head(noun).filter(|&verb| {
            matches!(self.tree.dep(noun), Dep::Dobj | Dep::Nsubjpass) && is_verb(self.tree, verb)
        });
        let Some(verb) = verb else { return noun };
        let known = row.prep == "on"
            || row.prep == "for"
            || row.prep == "to"
            || row.prep == "from"
            || row.organization;
        if !known
            || parts
                .others
                .iter()
                .any(|(_, piece)| !piece.actors.is_empty())
                && !row.organization
        {
            return noun;
        }
        let prep = if row.organization {
            "to"
        } else {
            row.prep.as_str()
        };
        let words = [prep, "for"];
        let preps = self.tree.preps(verb, &words).filter(|&prep| prep > noun);
        let mut last = noun;
        for object in preps.flat_map(|prep| self.tree.prep_objects(prep)) {
            let Some(piece) = self.argument(object, true) else {
                continue;
            };
            if !piece.actors.is_empty() {
                last = last.max(self.tree.subtree(object).end - 1);
                parts.others.push((prep.to_owned(), piece));
            }
        }
        last
    }

    /// An argument of a proposition; of a known predicate it is the actor behind the phrase.
    fn argument(&self, object: u32, known: bool) -> Option<Piece> {
        let lemma = self.key_word(object);
        let share = matches!(lemma.as_str(), "%" | "percent");
        if self.words.is("time", &lemma) || self.tree.upos(object) == Upos::Num || share && known {
            return None;
        }
        let number = self.tree.child(object, Dep::Nummod);
        if let Some(number) = number.filter(|_| share) {
            let text = self
                .tree
                .doc
                .slice(number, object + 1)
                .replace(" percent", "%");
            return Some(Piece {
                label: text.clone(),
                key: text,
                actors: Vec::new(),
            });
        }
        let empty = self.words.is("empty", &lemma) && self.actor(object).is_none();
        if is_verb(self.tree, object) || empty {
            return None;
        }
        let piece = self.short_phrase(object)?;
        match piece.actors.first() {
            Some(&actor) if known => Some(self.actor_piece(actor)),
            _ => Some(piece),
        }
    }

    fn subject_agents(&self, verb: u32, holder: Option<ActorIx>) -> Vec<Piece> {
        let subjects = deep_subjects(self.tree, verb);
        let actors = subjects
            .into_iter()
            .filter_map(|subject| self.actor(subject.token));
        let person = |actor: ActorIx| {
            self.actors.actor(actor).kind == demarche_model::ActorKind::Person
                || self.actors.actor(actor).kind == demarche_model::ActorKind::Group
        };
        actors
            .filter(|&actor| Some(actor) != holder || !person(actor))
            .map(|actor| self.actor_piece(actor))
            .collect()
    }

    fn noun_extent(&self, noun: u32, last: u32) -> Tokens {
        let mut tokens = crate::attribution::source::phrase(self.tree, noun);
        tokens.end = tokens.end.max((last + 1).min(self.tree.subtree(noun).end));
        tokens.end = tokens.end.min(noun + LONGEST);
        tokens.start = tokens.start.max(noun.saturating_sub(LONGEST));
        tokens
    }

    /// The issue that a clause names, by its verb.
    pub fn of_clause(&self, verb: u32, around: &Around) -> Option<IssueForm> {
        let lemma = self.key_word(verb);
        let mut parts = Parts {
            agents: self.subject_agents(verb, around.holder),
            ..Parts::default()
        };
        let range = self.tree.subtree(verb);
        let start = range.start.max(verb.saturating_sub(40));
        let own: Vec<u32> = self.tree.own_subjects(verb);
        let first = own.iter().map(|&subject| self.tree.subtree(subject).start);
        let tokens = Tokens {
            start: first.min().unwrap_or(verb).max(start),
            end: self.clause_end(verb),
        };
        if matches!(lemma.as_str(), "be" | "become" | "remain") {
            if let Some(able) = self.tree.child(verb, Dep::Acomp) {
                let does = self.tree.child(able, Dep::Xcomp)?;
                let again = self.tree.child(does, Dep::Acomp).is_some();
                return if again {
                    None
                } else {
                    self.of_clause(does, around)
                };
            }
            let attribute = self.tree.child(verb, Dep::Attr)?;
            let name = self.key_word(attribute);
            let predicate = self.words.noun(&name)?;
            self.complements(&[attribute], Some(predicate), &mut parts);
            let (_, names) = self.owners(attribute);
            let pieces = names.into_iter().map(|name| self.actor_piece(name));
            parts
                .others
                .extend(pieces.map(|piece| (String::new(), piece)));
            return Some(self.compose(&Piece::default(), Some(predicate), parts, tokens));
        }
        if let Some(form) = self.of_carrier(verb, &lemma, parts.agents.clone(), tokens) {
            return Some(form);
        }
        let predicate = self.words.verb(&lemma);
        let mut objects: Vec<Piece> = deep_objects(self.tree, verb)
            .into_iter()
            .filter_map(|object| self.argument(object, predicate.is_some()))
            .collect();
        let mut sources = vec![verb];
        sources.extend(self.tree.with(verb, &[Dep::Dobj]));
        self.complements(&sources, predicate, &mut parts);
        parts.others.truncate(2);
        if predicate.is_some_and(|row| row.name == "spending") {
            self.amounts(verb, &mut parts);
            objects.clear();
        }
        if let Some(row) = predicate {
            if objects.iter().any(|piece| !piece.actors.is_empty()) && !parts.others.is_empty() {
                if row.prep == "from" {
                    parts.agents.clear();
                    parts.agents.append(&mut objects);
                } else {
                    objects.retain(|piece| !piece.actors.is_empty());
                }
            }
            let extra = objects.into_iter().map(|piece| (String::new(), piece));
            parts.others.extend(extra);
            let bare = parts.agents.is_empty() && parts.others.is_empty();
            if bare && parts.modifiers.is_empty() && !self.words.is("bare", &row.name) {
                return None;
            }
            return Some(self.compose(&Piece::default(), predicate, parts, tokens));
        }
        if objects.is_empty() && parts.others.is_empty() || self.words.is("empty_verb", &lemma) {
            return None;
        }
        let object: Vec<(String, Piece)> = objects
            .into_iter()
            .map(|piece| (String::new(), piece))
            .collect();
        parts.others.splice(0..0, object);
        let particle = self.tree.child(verb, Dep::Prt);
        let particle = particle.map_or(String::new(), |word| format!(" {}", self.tree.norm(word)));
        let head = Piece {
            label: format!("{}{particle}", gerund(&lemma)),
            key: format!("{lemma}{particle}"),
            actors: Vec::new(),
        };
        Some(self.compose(&head, None, parts, tokens))
    }

    /// `spend more`, `spend 3% of output on defence`: higher spending, a share of it.
    fn amounts(&self, verb: u32, parts: &mut Parts) {
        let near = self
            .tree
            .with(verb, &[Dep::Dobj, Dep::Advmod, Dep::Npadvmod]);
        let near: Vec<u32> = near.collect();
        let more = |&word: &u32| matches!(self.tree.norm(word), "more" | "much");
        let inner = near
            .iter()
            .flat_map(|&word| self.tree.children(word).iter());
        let raised = near.iter().any(more) || inner.into_iter().any(more);
        if raised {
            parts.modifiers.push(Piece {
                label: "higher".into(),
                key: "higher".into(),
                actors: Vec::new(),
            });
        }
        let share = near
            .iter()
            .copied()
            .find(|&word| matches!(self.tree.text(word), "%" | "percent"));
        let number = share.and_then(|word| self.tree.child(word, Dep::Nummod));
        if let (Some(word), Some(number)) = (share, number) {
            let text = self
                .tree
                .doc
                .slice(number, word + 1)
                .replace(" percent", "%");
            parts.modifiers.push(Piece {
                label: text.clone(),
                key: text,
                actors: Vec::new(),
            });
        }
        let (purposes, others) = parts
            .others
            .drain(..)
            .partition(|(_, piece)| matches!(piece.key.as_str(), "defence" | "military" | "arm"));
        parts.others = others;
        let purposes: Vec<(String, Piece)> = purposes;
        if !purposes.is_empty() {
            parts.modifiers.push(Piece {
                label: "defence".into(),
                key: "defence".into(),
                actors: Vec::new(),
            });
        }
        parts.others.retain(|(_, piece)| !piece.actors.is_empty());
    }

    /// `bring Oman to the negotiating table`, `return to talks`: the noun is the predicate.
    fn of_carrier(
        &self,
        verb: u32,
        lemma: &str,
        agents: Vec<Piece>,
        tokens: Tokens,
    ) -> Option<IssueForm> {
        if !self.words.is("carrier", lemma) {
            return None;
        }
        let preps = self
            .tree
            .preps(verb, &["to", "into", "around", "at", "back"]);
        let inner: Vec<u32> = preps
            .flat_map(|prep| self.tree.prep_objects(prep))
            .collect();
        let noun = inner
            .into_iter()
            .find(|&noun| self.words.noun(&self.key_word(noun)).is_some())?;
        let predicate = self.words.noun(&self.key_word(noun));
        let mut parts = Parts {
            agents,
            ..Parts::default()
        };
        let moved = deep_objects(self.tree, verb);
        let moved: Vec<Piece> = moved
            .into_iter()
            .filter_map(|object| self.argument(object, true))
            .collect();
        if !moved.is_empty() {
            parts.agents.clear();
        }
        parts
            .others
            .extend(moved.into_iter().map(|piece| (String::new(), piece)));
        self.complements(&[noun], predicate, &mut parts);
        Some(self.compose(&Piece::default(), predicate, parts, tokens))
    }

    /// The clause up to its own adverbial clauses.
    fn clause_end(&self, verb: u32) -> u32 {
        let range = self.tree.subtree(verb);
        let heavy = self
            .tree
            .with(
                verb,
                &[Dep::Advcl, Dep::Conj, Dep::Cc, Dep::Punct, Dep::Parataxis],
            )
            .filter(|&child| child > verb)
            .map(|child| self.tree.subtree(child).start.max(verb + 1))
            .min();
        heavy
            .unwrap_or(range.end)
            .min(range.end)
            .min(verb + LONGEST)
    }

    /// Whose words a bare `the warning` or `the remarks` are: the last speaker before, but not
    /// the one who judges them.
    fn last_speaker(&self, noun: u32, holder: Option<ActorIx>) -> Option<ActorIx> {
        if !self.words.is("utterance", &self.key_word(noun)) {
            return None;
        }
        let after = self.speeches.partition_point(|(at, _)| *at < noun);
        let mut before = self.speeches[..after].iter().rev().take(12);
        let found = before.find(|(at, speaker)| *at + BACK > noun && Some(*speaker) != holder);
        found.map(|&(_, speaker)| speaker)
    }

    /// A bare `the plan` means the last plan that had arguments.
    fn earlier(&self, noun: u32) -> Option<IssueForm> {
        let lemma = self.tree.lemma(noun);
        let first = noun.saturating_sub(BACK);
        let mut candidates = (first..noun).rev().filter(|&token| {
            self.tree.upos(token) == Upos::Noun && self.tree.lemma(token) == lemma
        });
        candidates.find_map(|token| {
            let (form, alone) = self.noun_form(token, &Around::default())?;
            (alone && !form.about.is_empty()).then_some(form)
        })
    }

    fn compose(
        &self,
        head: &Piece,
        predicate: Option<&Predicate>,
        mut parts: Parts,
        tokens: Tokens,
    ) -> IssueForm {
        if predicate.is_some_and(|row| row.organization) {
            self.sort_by_kind(&mut parts);
        }
        let agents = distinct(std::mem::take(&mut parts.agents));
        let others = distinct_others(std::mem::take(&mut parts.others), &agents);
        let mut label: Vec<String> = agents.iter().map(|piece| piece.label.clone()).collect();
        let name = predicate.map_or(head.label.as_str(), |row| row.name.as_str());
        let prefixed = predicate.is_some_and(|row| row.prep.is_empty());
        if prefixed {
            label.extend(others.iter().map(|(_, piece)| piece.label.clone()));
        }
        let raised = parts
            .modifiers
            .iter()
            .position(|piece| piece.key == "higher");
        if let Some(place) = raised {
            label.insert(0, parts.modifiers[place].label.clone());
        }
        for (place, piece) in parts.modifiers.iter().enumerate() {
            if Some(place) != raised {
                label.push(piece.label.clone());
            }
        }
        label.push(name.to_owned());
        if !prefixed {
            for (place, (prep, piece)) in others.iter().enumerate() {
                let prep = match predicate {
                    Some(row) if place == 0 || prep.is_empty() => row.prep.as_str(),
                    _ => prep.as_str(),
                };
                let joined = predicate.is_some() && place > 0;
                if joined {
                    label.push("and".into());
                } else if !prep.is_empty() {
                    label.push(prep.to_owned());
                }
                label.push(piece.label.clone());
            }
        }
        let label = label.join(" ").replace(" %", "%");
        let label: Vec<&str> = label.split(' ').filter(|word| !word.is_empty()).collect();
        let label = label[..label.len().min(WORDS)].join(" ");
        let base = predicate.map_or(head.key.as_str(), |row| row.name.as_str());
        let key = |with_agents: bool, with_modifiers: bool| {
            let list = |pieces: Vec<&str>| {
                let mut pieces = pieces;
                pieces.sort_unstable();
                pieces.join("+")
            };
            let who = if with_agents {
                list(agents.iter().map(|piece| piece.key.as_str()).collect())
            } else {
                String::new()
            };
            let what = list(others.iter().map(|(_, piece)| piece.key.as_str()).collect());
            let how = if with_modifiers {
                list(
                    parts
                        .modifiers
                        .iter()
                        .map(|piece| piece.key.as_str())
                        .collect(),
                )
            } else {
                String::new()
            };
            format!("{base}|{who}|{what}|{how}")
        };
        let full = key(true, true);
        let mut broader: Vec<String> = Vec::new();
        if !agents.is_empty() || !others.is_empty() {
            broader.push(key(true, false));
        }
        if !others.is_empty() {
            broader.push(key(false, true));
            broader.push(key(false, false));
        }
        broader.retain(|other| *other != full);
        broader.dedup();
        let mut about: Vec<ActorIx> = Vec::new();
        let named = agents.iter().chain(others.iter().map(|(_, piece)| piece));
        for &actor in named.flat_map(|piece| &piece.actors) {
            if !about.contains(&actor) {
                about.push(actor);
            }
        }
        IssueForm {
            label,
            key: full,
            about,
            wording: self.wording(tokens),
            tokens,
            broader,
            toward: predicate.and_then(|row| row.toward).and_then(|sign| {
                let done_to = others.iter().flat_map(|(_, piece)| &piece.actors).next();
                done_to.map(|&actor| (actor, sign))
            }),
        }
    }

    fn wording(&self, tokens: Tokens) -> String {
        let text = self.tree.doc.slice(tokens.start, tokens.end);
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// Of membership and the like: the organization is what is joined, everybody else joins.
    fn sort_by_kind(&self, parts: &mut Parts) {
        let organization = |piece: &Piece| {
            let kind = |&actor: &ActorIx| self.actors.actor(actor).kind;
            piece.actors.first().map(kind) == Some(demarche_model::ActorKind::Organization)
        };
        let agents = std::mem::take(&mut parts.agents);
        let others = std::mem::take(&mut parts.others);
        let all = agents
            .into_iter()
            .chain(others.into_iter().map(|(_, piece)| piece));
        for piece in all {
            if organization(&piece) {
                parts.others.push((String::new(), piece));
            } else {
                parts.agents.push(piece);
            }
        }
    }
}

fn distinct(pieces: Vec<Piece>) -> Vec<Piece> {
    let mut kept: Vec<Piece> = Vec::new();
    for piece in pieces {
        if !kept.iter().any(|known| known.key == piece.key) {
            kept.push(piece);
        }
    }
    kept.truncate(3);
    kept
}

fn distinct_others(pieces: Vec<(String, Piece)>, agents: &[Piece]) -> Vec<(String, Piece)> {
    let mut kept: Vec<(String, Piece)> = Vec::new();
    for (prep, piece) in pieces {
        let known = kept.iter().any(|(_, known)| known.key == piece.key);
        if !known && !agents.iter().any(|agent| agent.key == piece.key) {
            kept.push((prep, piece));
        }
    }
    kept.truncate(3);
    kept
}
