//! What a document said before: `the talks` after `trade talks with Oman`, `the idea`, `it`.

use demarche_nlp::{Dep, Upos};

use crate::{cues::arguments::is_verb, draft::Form};

use super::{
    IssueForm,
    amounts::is_share,
    form::Around,
    phrase::Reader,
    proposition::{Piece, Proposition},
    words::Shape,
};

/// How far back, in tokens, a proposition lends its arguments.
const BACK: u32 = 1200;

/// How many sentences back `it` and `the idea` may reach.
const SENTENCES: usize = 2;

/// Most entries that one look back goes through.
const LOOKS: usize = 160;

/// A proposition that the text told.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Told {
    token: u32,
    sentence: usize,
    depth: usize,
    lemma: String,
    clause: bool,
    whole: Proposition,
    form: IssueForm,
}

/// The propositions of a document in text order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Memory {
    told: Vec<Told>,
}

impl Memory {
    /// Reads every noun and verb that the tables know. O(tokens).
    pub fn of(reader: &Reader<'_>) -> Self {
        let tree = reader.tree;
        let mut memory = Self::default();
        for token in 0..tree.len() {
            let reader = Reader {
                memory: Some(&memory),
                ..*reader
            };
            if let Some(told) = reader.told_at(token) {
                memory.told.push(told);
            }
        }
        memory
    }

    /// The entries before the token, nearest first.
    fn before(&self, token: u32) -> impl Iterator<Item = &Told> {
        let end = self.told.partition_point(|told| told.token < token);
        let near = self.told[..end].iter().rev().take(LOOKS);
        near.take_while(move |told| told.token + BACK > token)
    }
}

impl Reader<'_> {
    fn told_at(&self, token: u32) -> Option<Told> {
        let around = Around::default();
        let lemma = self.key_word(token);
        let (whole, tokens) = if is_verb(self.tree, token) {
            let (whole, tokens) = self.clause(token, &around)?;
            let inner = matches!(self.tree.dep(token), Dep::Xcomp | Dep::Ccomp | Dep::Pcomp);
            if whole.predicate.is_none() && !inner {
                return None;
            }
            (whole, tokens)
        } else {
            if !matches!(self.tree.upos(token), Upos::Noun | Upos::Propn) {
                return None;
            }
            let own = self.actors.covering(token);
            if own.is_some_and(|mention| mention.head == token || mention.form == Form::Name) {
                return None;
            }
            let noun = self.noun(token, &around)?;
            let content = noun.alone && !noun.whole.is_bare();
            if noun.whole.predicate.is_none() && !(content && self.words.is("anaphor", &lemma)) {
                return None;
            }
            (noun.whole, noun.tokens)
        };
        let whole = self.completed(whole, token);
        Some(Told {
            token,
            sentence: self.tree.sentence_index(token),
            depth: self.tree.ancestors(token).count(),
            lemma,
            clause: is_verb(self.tree, token),
            form: self.compose(whole.clone(), tokens),
            whole,
        })
    }

    /// Whether something that has this topic was told near the token.
    pub(super) fn topic_near(&self, token: u32, topic: &str) -> bool {
        let Some(memory) = self.memory else {
            return false;
        };
        let mut before = memory.before(token);
        before.any(|told| told.whole.predicate.is_some() && told.whole.has_modifier(topic))
    }

    /// The proposition with what the text told of it before: its topic, and the arguments that
    /// it leaves out. O(entries looked at).
    pub(super) fn completed(&self, mut whole: Proposition, at: u32) -> Proposition {
        let row = whole.predicate.and_then(|place| self.words.at(place));
        let (Some(row), Some(memory)) = (row, self.memory) else {
            return whole;
        };
        let topical = |piece: &Piece| row.topics.contains(&piece.key);
        if !row.topics.is_empty() && !whole.modifiers.iter().any(topical) {
            let mut modifiers = memory.before(at).flat_map(|told| &told.whole.modifiers);
            whole
                .modifiers
                .extend(modifiers.find(|piece| topical(piece)).cloned());
        }
        if !whole.open {
            return whole;
        }
        let bare = whole.agents.is_empty() && whole.others.is_empty();
        let missing = match row.shape {
            Shape::Both => bare,
            Shape::Own if self.is_budget(whole.predicate) => bare,
            _ => !whole.reaches_actor(),
        };
        let shares = row.name.ends_with("target");
        if !missing && !shares {
            return whole;
        }
        let fits = |told: &&Told| {
            let other = &told.whole;
            let agents = |part: &Proposition| -> Vec<String> {
                part.agents.iter().map(|piece| piece.key.clone()).collect()
            };
            let (own, known) = (agents(&whole), agents(other));
            let same =
                own.is_empty() || known.is_empty() || own.iter().any(|key| known.contains(key));
            let says = whole
                .modifiers
                .iter()
                .all(|piece| other.has_modifier(&piece.key) || row.topics.contains(&piece.key));
            let things = whole.others.is_empty() || other.others == whole.others;
            other.predicate == whole.predicate && same && says && things
        };
        let mut before = memory.before(at).filter(fits);
        if shares {
            let share = |piece: &&Piece| is_share(&piece.key);
            if !whole.modifiers.iter().any(|piece| share(&piece)) {
                let found = before.find_map(|told| told.whole.modifiers.iter().find(share));
                whole.modifiers.extend(found.cloned());
            }
            return whole;
        }
        let mutual = row.shape == Shape::Both;
        let richer = before.find(|told| match row.shape {
            Shape::Own | Shape::Both if bare => !told.whole.about().is_empty(),
            _ => told.whole.reaches_actor(),
        });
        if let Some(told) = richer {
            if whole.agents.is_empty() && (bare || mutual) {
                whole.agents.clone_from(&told.whole.agents);
            }
            if bare && whole.modifiers.is_empty() {
                whole.modifiers.clone_from(&told.whole.modifiers);
            }
            whole.others.clone_from(&told.whole.others);
        }
        whole
    }

    /// A bare `the plan` means the last plan that the text told more of.
    pub(super) fn same_before(&self, noun: u32) -> Option<IssueForm> {
        let lemma = self.key_word(noun);
        let mut before = self.memory?.before(noun);
        let told = before.find(|told| told.lemma == lemma && !told.form.about.is_empty())?;
        Some(told.form.clone())
    }

    /// What `it`, `this` or `the idea` means: the topmost proposition of the nearest sentence
    /// before that tells one of somebody. O(entries looked at).
    pub fn antecedent(&self, token: u32) -> Option<IssueForm> {
        let sentence = self.tree.sentence_index(token);
        let able = |told: &&Told| {
            let held =
                self.tree.dominates(told.token, token) || self.tree.dominates(token, told.token);
            let attitude = self.words.is("attitude", &told.lemma);
            let attitude = attitude || told.whole.predicate.is_none() && !told.clause;
            told.sentence + SENTENCES >= sentence
                && !held
                && !self.is_condition(told.token)
                && !attitude
                && (told.whole.predicate.is_some() && !told.whole.is_bare()
                    || !told.form.about.is_empty())
        };
        let mut before = self.memory?.before(token).filter(able).peekable();
        let nearest = before.peek()?.sentence;
        let same = before.take_while(|told| told.sentence == nearest);
        let top = same.min_by_key(|told| (told.depth, told.token))?;
        Some(top.form.clone())
    }

    /// `provided that its nurses are covered`: a condition, not what the sentence tells.
    fn is_condition(&self, token: u32) -> bool {
        let mut above = std::iter::once(token).chain(self.tree.ancestors(token).take(6));
        above.any(|verb| {
            let word = |mark: u32| matches!(self.tree.norm(mark), "if" | "provided" | "unless");
            let marks = self.tree.with(verb, &[Dep::Mark]).any(word);
            marks || self.tree.dep(verb) == Dep::Advcl && word(verb)
        })
    }

    /// The topmost proposition of the sentence of `at` that stands before the noun.
    pub(super) fn told_in_sentence(&self, at: u32, noun: u32) -> Option<IssueForm> {
        let sentence = self.tree.sentence_index(at);
        let before = self.memory?.before(noun);
        let same = before.filter(|told| told.sentence == sentence && !told.form.about.is_empty());
        let top = same.min_by_key(|told| (told.depth, told.token))?;
        Some(top.form.clone())
    }
}
