//! From a noun or a clause to the normal form of its proposition.

use demarche_nlp::{Dep, Upos};

use crate::{
    cues::arguments::is_verb,
    draft::{ActorIx, Tokens},
};

use super::{
    IssueForm,
    phrase::{Piece, Reader},
    words::Predicate,
};

/// How far back a bare `the plan` looks for the plan that it means.
const BACK: u32 = 250;

/// Phrases are cut after so many tokens on either side of their head.
pub(super) const LONGEST: u32 = 40;

/// Prepositions that join an argument to a proposition.
const JOINS: &[&str] = &[
    "about", "against", "at", "between", "for", "from", "in", "into", "of", "on", "over", "to",
    "toward", "towards", "with",
];

/// The parts of a proposition before they become label and key.
#[derive(Debug, Clone, Default)]
pub(super) struct Parts {
    /// Who does it or has it.
    pub(super) agents: Vec<Piece>,
    /// What it is done to, with the preposition that joins it.
    pub(super) others: Vec<(String, Piece)>,
    /// Modifiers.
    pub(super) modifiers: Vec<Piece>,
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
    pub(super) fn noun_form(&self, noun: u32, around: &Around) -> Option<(IssueForm, bool)> {
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
    pub(super) fn complements(
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
    pub(super) fn argument(&self, object: u32, known: bool) -> Option<Piece> {
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

    fn noun_extent(&self, noun: u32, last: u32) -> Tokens {
        let mut tokens = crate::attribution::source::phrase(self.tree, noun);
        tokens.end = tokens.end.max((last + 1).min(self.tree.subtree(noun).end));
        tokens.end = tokens.end.min(noun + LONGEST);
        tokens.start = tokens.start.max(noun.saturating_sub(LONGEST));
        tokens
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
}
