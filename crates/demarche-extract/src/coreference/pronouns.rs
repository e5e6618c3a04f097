//! Pronouns of the third person.

use demarche_nlp::{Dep, Tag, Upos};

use super::Walk;
use super::nominals::is_part;
use crate::cues::arguments::{deep_subjects, is_verb};
use crate::draft::{ActorIx, Form, Tokens};
use crate::lexicon::Gender;
use crate::tree::Tree;

/// How many sentences back a person may stand.
const PERSON_WINDOW: usize = 4;

/// How many sentences back anything else may stand.
const THING_WINDOW: usize = 2;

/// Most tokens looked at for one pronoun, so that the cost stays linear.
const REACH: u32 = 240;

/// What a pronoun asks of its antecedent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Wanted {
    Person(Gender),
    Thing,
    Several,
}

/// Whom a noun phrase names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    Nobody,
    One(ActorIx),
    /// All members of the list or set that the token heads.
    Several(u32),
}

/// A noun phrase that a pronoun may mean.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Candidate {
    token: u32,
    meaning: Meaning,
    score: i32,
}

/// What is taken off a name inside a compound.
const INSIDE: i32 = 26;

/// What an object gains as what `it` or `them` means where that is an object too.
const PARALLEL: i32 = 14;

/// What only somebody with a mind is: `it is willing to` is never empty.
const MINDS: &[&str] = &[
    "able",
    "afraid",
    "anxious",
    "committed",
    "confident",
    "determined",
    "eager",
    "glad",
    "hesitant",
    "hopeful",
    "keen",
    "opposed",
    "prepared",
    "ready",
    "reluctant",
    "unable",
    "unwilling",
    "wary",
    "willing",
];

impl Walk<'_> {
    /// Resolves a pronoun of the third person.
    pub(super) fn pronoun(&mut self, token: u32) {
        let tree = self.tree;
        let word = tree.text(token).to_lowercase();
        let wanted = match word.as_str() {
            "he" | "him" | "his" | "himself" => Wanted::Person(Gender::He),
            "she" | "her" | "hers" | "herself" => Wanted::Person(Gender::She),
            "it" | "its" | "itself" => Wanted::Thing,
            "they" | "them" | "their" | "theirs" | "themselves" => Wanted::Several,
            _ => return,
        };
        if wanted == Wanted::Thing && self.is_expletive(token) {
            return;
        }
        let named = self.emphatic(token).map(Meaning::One);
        let tokens = Tokens {
            start: token,
            end: token + 1,
        };
        match named.unwrap_or_else(|| self.best(token, wanted)) {
            Meaning::Nobody => {}
            Meaning::One(actor) => {
                self.add(tokens, token, Form::Pronoun, actor);
                let part = self.named.cast.part_mut(actor);
                if let (Wanted::Person(gender), None) = (wanted, part.gender) {
                    part.gender = Some(gender);
                }
            }
            Meaning::Several(first) => {
                let members = self.members(first).unwrap_or_default();
                for &actor in &members {
                    self.add(tokens, token, Form::Pronoun, actor);
                }
                self.sets.insert(token, members);
            }
        }
    }

    /// `it is clear that`, `it rains`.
    fn is_expletive(&self, token: u32) -> bool {
        let tree = self.tree;
        if tree.dep(token) == Dep::Expl {
            return true;
        }
        let Some(verb) = tree.head(token).filter(|_| tree.dep(token) == Dep::Nsubj) else {
            return false;
        };
        let be = tree.lemma(verb) == "be";
        let tail = tree
            .with(verb, &[Dep::Ccomp, Dep::Xcomp, Dep::Csubj, Dep::Advcl])
            .any(|child| child > verb);
        let adjective = tree.with(verb, &[Dep::Acomp, Dep::Attr]).next();
        if adjective.is_some_and(|word| MINDS.contains(&tree.norm(word))) {
            return false;
        }
        let seems = matches!(
            tree.lemma(verb),
            "seem" | "appear" | "happen" | "turn" | "take"
        );
        (be && adjective.is_some()
            && (tail
                || tree
                    .with(
                        adjective.unwrap_or(verb),
                        &[Dep::Ccomp, Dep::Xcomp, Dep::Advcl],
                    )
                    .next()
                    .is_some()))
            || (be && adjective.is_some_and(|noun| tree.upos(noun) == Upos::Noun))
            || (seems && tail)
    }

    /// `Trump himself`: the name right before.
    fn emphatic(&self, token: u32) -> Option<ActorIx> {
        let before = token.checked_sub(1)?;
        let tree = self.tree;
        let same = tree.sentence_index(before) == tree.sentence_index(token);
        let reflexive = tree.norm(token).ends_with("self") || tree.norm(token).ends_with("selves");
        let (actor, form) = self.headed[before as usize].filter(|_| same && reflexive)?;
        (form == Form::Name).then_some(actor)
    }

    fn best(&self, token: u32, wanted: Wanted) -> Meaning {
        let tree = self.tree;
        let here = tree.sentence_index(token);
        let window = match wanted {
            Wanted::Person(_) => PERSON_WINDOW,
            _ => THING_WINDOW,
        };
        let first = token.saturating_sub(REACH);
        let barred = self.barred(token);
        let mut best: Option<Candidate> = None;
        for at in (first..token).rev() {
            let distance = here - tree.sentence_index(at);
            if distance > window {
                break;
            }
            let found = self.candidate(at, token, wanted, distance);
            let other = |found: &Candidate| match found.meaning {
                Meaning::One(actor) => !barred.contains(&actor),
                _ => true,
            };
            best = better(best, found.filter(other));
        }
        better(best, self.ahead(token, wanted)).map_or(Meaning::Nobody, |found| found.meaning)
    }

    /// Who does what is done in the clause of an object pronoun: `he relied on him` speaks of two. Nobody for possessives and reflexives.
    fn barred(&self, token: u32) -> Vec<ActorIx> {
        let tree = self.tree;
        let free = tree.tag(token) == Tag::PrpDollar || tree.norm(token).contains("sel");
        if free || tree.dep(token) == Dep::Nsubj {
            return Vec::new();
        }
        let mut at = token;
        for above in tree.ancestors(token).take(8) {
            if is_verb(tree, above) {
                let subjects = deep_subjects(tree, above).into_iter();
                let actors = subjects
                    .filter(|subject| subject.token < at)
                    .filter_map(|subject| self.headed[subject.token as usize]);
                return actors.map(|(actor, _)| actor).collect();
            }
            // `two of them`; but `inquiries into him` may be made by others.
            let prep = matches!(tree.dep(above), Dep::Prep | Dep::Dative | Dep::Agent);
            if !prep && !is_part(tree, above) {
                return Vec::new();
            }
            at = above;
        }
        Vec::new()
    }

    /// The subject of the main clause behind a fronted phrase: `In his speech, Macron said`.
    fn ahead(&self, token: u32, wanted: Wanted) -> Option<Candidate> {
        let tree = self.tree;
        let main = tree.ancestors(token).last()?;
        let subject = tree.with(main, &[Dep::Nsubj, Dep::Nsubjpass]).next()?;
        let fronted = tree.ancestors(token).any(|above| {
            tree.head(above) == Some(main)
                && above < subject
                && matches!(tree.dep(above), Dep::Prep | Dep::Advcl | Dep::Npadvmod)
        });
        if subject <= token || !fronted {
            return None;
        }
        let mut found = self.candidate(subject, token, wanted, 0)?;
        if found.meaning == Meaning::Nobody {
            return None;
        }
        found.score = 108;
        Some(found)
    }

    /// Scores the noun phrase that the token heads.
    fn candidate(&self, at: u32, token: u32, wanted: Wanted, distance: usize) -> Option<Candidate> {
        let tree = self.tree;
        let mention = self.headed[at as usize];
        if mention.is_none() && !matches!(tree.upos(at), Upos::Noun | Upos::Propn) {
            return None;
        }
        let dep = tree.dep(at);
        let inner = matches!(dep, Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Npadvmod);
        let person = matches!(wanted, Wanted::Person(_)) && mention.is_some();
        if inner && !person {
            return None;
        }
        let set = self.sets.contains_key(&at);
        if set && wanted != Wanted::Several {
            return None;
        }
        let mut less = if inner { INSIDE } else { 0 };
        let (meaning, taken) = self.agrees(at, wanted, distance)?;
        less += taken;
        if self.is_own_argument(at, token) || self.is_outer_speaker(at, token) {
            return None;
        }
        let mut found = self.scored(at, token, meaning, distance);
        found.score -= less;
        let object = |token: u32| matches!(tree.dep(token), Dep::Dobj | Dep::Dative);
        let thing = !matches!(wanted, Wanted::Person(_));
        if thing && object(token) && object(at) {
            found.score += PARALLEL;
        }
        if let (Wanted::Person(gender), Meaning::One(actor)) = (wanted, meaning)
            && self.named.cast.part(actor).gender == Some(gender)
        {
            found.score += 6;
        }
        Some(found)
    }

    fn scored(&self, at: u32, token: u32, meaning: Meaning, distance: usize) -> Candidate {
        let tree = self.tree;
        let far = i32::try_from(distance).unwrap_or(9);
        let mut score = 100 - 24 * far;
        score += match tree.dep(tree.first_conjunct(at)) {
            Dep::Nsubj | Dep::Nsubjpass => 20,
            Dep::Dobj | Dep::Dative => 8,
            Dep::Agent => 6,
            Dep::Poss => -2,
            Dep::Appos => -6,
            _ => 0,
        };
        let main = tree.head(at).is_some_and(|verb| tree.head(verb).is_none());
        if main && distance > 0 {
            score += 4;
        }
        if distance == 0 {
            // The nearer clause outweighs the farther one.
            let steps = tree
                .ancestors(token)
                .position(|above| Some(above) == tree.head(at));
            score += steps.map_or(0, |steps| 6 - i32::try_from(steps.min(6)).unwrap_or(6));
        }
        let quoted = |token: u32| self.quotes.around(token).map(|quote| quote.tokens);
        if quoted(at) != quoted(token) {
            score -= if quoted(at).is_some() { 14 } else { 3 };
        }
        if self.headed[at as usize].is_some_and(|(_, form)| form == Form::Pronoun) {
            score += 3;
        }
        if let Meaning::One(actor) = meaning {
            // Who was named often is meant more often.
            let seen = self.seen.get(&actor).copied().unwrap_or(0);
            score += i32::try_from(seen.min(8) / 2).unwrap_or(0);
        }
        if tree.tag(token) == Tag::PrpDollar && self.does_what_is_said(at, token) {
            score += 13;
        }
        Candidate {
            token: at,
            meaning,
            score,
        }
    }

    /// Whether it is the subject, spoken or understood, of the verb around a possessive.
    fn does_what_is_said(&self, at: u32, possessive: u32) -> bool {
        let tree = self.tree;
        let verb = tree
            .ancestors(possessive)
            .take(8)
            .find(|&above| is_verb(tree, above));
        verb.is_some_and(|verb| {
            deep_subjects(tree, verb)
                .iter()
                .any(|argument| argument.token == at)
        })
    }

    /// Subject and object of one verb are two, unless the pronoun is reflexive or possessive.
    fn is_own_argument(&self, at: u32, token: u32) -> bool {
        let tree = self.tree;
        if tree.tag(token) == Tag::PrpDollar || tree.norm(token).contains("sel") {
            // `Grenell, his ambassador`: what describes a name does not point back at it.
            let mut inside = token;
            for above in tree.ancestors(token) {
                if above == at {
                    return matches!(tree.dep(inside), Dep::Appos | Dep::Poss | Dep::Compound);
                }
                if tree.dep(above) == Dep::Relcl {
                    return false;
                }
                inside = above;
            }
            return false;
        }
        let verb = |token: u32| {
            let head = tree.head(token)?;
            let prep = matches!(tree.dep(head), Dep::Prep | Dep::Dative | Dep::Agent);
            if prep { tree.head(head) } else { Some(head) }
        };
        let Some(own) = verb(token) else { return false };
        let subject = tree.dep(token) == Dep::Nsubj;
        verb(at) == Some(own)
            || (!subject
                && is_verb(tree, own)
                && deep_subjects(tree, own)
                    .iter()
                    .any(|argument| argument.token == at))
    }

    /// Inside `Macron said "he left"` he is not Macron; this holds for quotations only.
    fn is_outer_speaker(&self, at: u32, token: u32) -> bool {
        let Some(quote) = self.quotes.around(token) else {
            return false;
        };
        let tree = self.tree;
        if quote.tokens.has(at) || !matches!(tree.dep(at), Dep::Nsubj) {
            return false;
        }
        let Some(verb) = tree.head(at) else {
            return false;
        };
        let says = is_speech(tree, verb);
        let near = tree
            .sentence_index(at)
            .abs_diff(tree.sentence_index(quote.tokens.start))
            <= 1;
        says && near && !quote.tokens.has(verb)
    }
}

/// The higher score; the first one where they are equal.
fn better(left: Option<Candidate>, right: Option<Candidate>) -> Option<Candidate> {
    match (left, right) {
        (Some(left), Some(right)) if right.score > left.score => Some(right),
        (None, right) => right,
        (left, _) => left,
    }
}

fn is_speech(tree: &Tree<'_>, verb: u32) -> bool {
    matches!(
        tree.lemma(verb),
        "say"
            | "tell"
            | "add"
            | "write"
            | "argue"
            | "note"
            | "reply"
            | "ask"
            | "warn"
            | "insist"
            | "declare"
            | "claim"
            | "explain"
            | "state"
            | "remark"
            | "recall"
            | "affirm"
            | "stress"
            | "announce"
    )
}
