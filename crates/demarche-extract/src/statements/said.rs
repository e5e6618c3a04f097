//! What is said to be something: evaluations, appositions, copulas.

use demarche_nlp::{Dep, Upos};

use crate::{
    attribution::source::actor_at,
    cues::arguments::{Argument, deep_objects, deep_subjects, is_verb, surface_subjects},
};

use super::slots::{Filler, plain};

/// Verbs that say what something is: `called the plan unrealistic`.
const SMALL_CLAUSE: &[&str] = &[
    "brand",
    "call",
    "characterise",
    "characterize",
    "consider",
    "decry",
    "deem",
    "denounce",
    "describe",
    "dismiss",
    "dub",
    "find",
    "frame",
    "hail",
    "judge",
    "label",
    "perceive",
    "portray",
    "praise",
    "regard",
    "see",
    "slam",
    "think",
    "view",
    "welcome",
];

const COPULAS: &[&str] = &[
    "appear", "be", "become", "look", "prove", "remain", "seem", "sound", "stay", "stand", "feel",
];

impl Filler<'_> {
    /// `Romney` in `Romney, a critic`, `Romney is one of the critics`, `the critic Romney`.
    pub(super) fn said_to_be(&self, noun: u32, depth: usize) -> Vec<Argument> {
        let tree = self.tree;
        if depth == 0 {
            return Vec::new();
        }
        let beside: Vec<u32> = tree
            .with(noun, &[Dep::Appos])
            .filter(|&name| tree.upos(name) == Upos::Propn)
            .flat_map(|name| tree.conjuncts(name))
            .collect();
        if !beside.is_empty() {
            return beside.into_iter().map(plain).collect();
        }
        match (tree.dep(noun), tree.head(noun)) {
            (Dep::Appos, Some(name)) => vec![plain(name)],
            (Dep::Compound | Dep::Nmod, Some(name)) if tree.upos(name) == Upos::Propn => {
                vec![plain(name)]
            }
            (Dep::Attr, Some(verb)) => surface_subjects(tree, verb, 4),
            (Dep::Pobj, Some(of)) if tree.norm(of) == "of" => match tree.head(of) {
                Some(one) if matches!(tree.norm(one), "one" | "some" | "most") => {
                    self.said_to_be(one, depth - 1)
                }
                _ => Vec::new(),
            },
            (Dep::Pobj, Some(prep)) if tree.norm(prep) == "as" => match tree.head(prep) {
                Some(verb) if is_verb(tree, verb) => surface_subjects(tree, verb, 4),
                _ => Vec::new(),
            },
            (Dep::Conj, Some(first)) => self.said_to_be(tree.first_conjunct(first), depth - 1),
            _ => Vec::new(),
        }
    }

    /// What an evaluating adjective or noun is said of, and who says so by a verb of its own.
    pub(super) fn evaluated(&self, word: u32) -> (Vec<u32>, Vec<Argument>) {
        let tree = self.tree;
        let top = tree.first_conjunct(word);
        let inside = matches!(
            tree.dep(top),
            Dep::Amod | Dep::Oprd | Dep::Acomp | Dep::Attr | Dep::Pcomp | Dep::Pobj
        );
        if is_verb(tree, top) && !inside && tree.child(top, Dep::Auxpass).is_some() {
            return (self.of_copula(word, top), Vec::new());
        }
        let Some(head) = tree.head(top) else {
            return (Vec::new(), Vec::new());
        };
        match tree.dep(top) {
            Dep::Acomp | Dep::Attr | Dep::Oprd | Dep::Ccomp | Dep::Xcomp | Dep::Dobj
                if is_verb(tree, head) =>
            {
                if COPULAS.contains(&tree.lemma(head)) && tree.dep(top) != Dep::Dobj {
                    return (self.of_copula(top, head), Vec::new());
                }
                if !SMALL_CLAUSE.contains(&tree.lemma(head)) {
                    return (Vec::new(), Vec::new());
                }
                let inner = tree.own_subjects(top);
                let mut of: Vec<u32> = if inner.is_empty() {
                    deep_objects(tree, head)
                } else {
                    inner
                };
                of.retain(|&token| token != top && tree.first_conjunct(token) != top);
                (of, deep_subjects(tree, head))
            }
            Dep::Pobj | Dep::Prep | Dep::Amod | Dep::Pcomp | Dep::Advcl => {
                let (prep, verb) = if tree.norm(head) == "as" {
                    (Some(head), tree.head(head))
                } else {
                    (None, Some(head))
                };
                let marked = prep.is_some()
                    || tree
                        .with(top, &[Dep::Mark, Dep::Prep, Dep::Advmod])
                        .any(|mark| tree.norm(mark) == "as");
                match verb {
                    Some(verb) if marked && SMALL_CLAUSE.contains(&tree.lemma(verb)) => {
                        (deep_objects(tree, verb), deep_subjects(tree, verb))
                    }
                    _ if tree.dep(top) == Dep::Amod && head > top => {
                        let copula = tree.head(head).filter(|&verb| {
                            tree.dep(head) == Dep::Attr && COPULAS.contains(&tree.lemma(verb))
                        });
                        match copula {
                            Some(verb) => (self.of_copula(head, verb), Vec::new()),
                            None => (vec![head], Vec::new()),
                        }
                    }
                    _ => (Vec::new(), Vec::new()),
                }
            }
            _ => (Vec::new(), Vec::new()),
        }
    }

    pub(super) fn of_copula(&self, word: u32, verb: u32) -> Vec<u32> {
        let tree = self.tree;
        let subjects = surface_subjects(tree, verb, 3);
        let expletive = |token: u32| {
            matches!(tree.norm(token), "it" | "this" | "that" | "there" | "what")
                && actor_at(tree, self.actors, token).is_none()
        };
        let empty = subjects.is_empty() || subjects.iter().all(|s| expletive(s.token));
        if !empty {
            return subjects.into_iter().map(|subject| subject.token).collect();
        }
        let deps = [Dep::Xcomp, Dep::Ccomp, Dep::Advcl];
        let clauses = [word, verb];
        let mut found = clauses
            .iter()
            .flat_map(|&at| tree.with(at, &deps).collect::<Vec<u32>>())
            .filter(|&clause| clause > word && is_verb(tree, clause));
        // `It is a sham`: what the text told before.
        let alone = subjects.into_iter().map(|subject| subject.token);
        let alone = alone.filter(|&token| tree.norm(token) == "it");
        found
            .next()
            .map_or_else(|| alone.collect(), |clause| vec![clause])
    }
}
