//! Fills the slots of cue frames from the tree.

use demarche_nlp::{Dep, Tag, Upos};

use crate::{
    attribution::source::actor_at,
    cues::{
        arguments::{Argument, deep_objects, deep_subjects, is_verb, surface_subjects},
        frame::Slot,
        pattern::CuePos,
        shift::{Effect, Role, Shifters},
    },
    draft::Actors,
    issues::words::IssueWords,
    tree::Tree,
};

use super::engine::is_first_person;

/// What the engine reads while it fills slots.
#[derive(Debug, Clone, Copy)]
pub struct Filler<'a> {
    /// The annotated document.
    pub tree: &'a Tree<'a>,
    /// Its actors.
    pub actors: &'a Actors,
    /// Words that stand between cue and argument.
    pub shifters: &'a Shifters,
    /// Words of issues.
    pub words: &'a IssueWords,
}

/// Nouns behind whose `of` a stance stands that is their owner's.
const SHOWS: &[&str] = &[
    "declaration",
    "expression",
    "gesture",
    "message",
    "show",
    "sign",
    "signal",
    "statement",
    "vote",
    "word",
];

pub(super) fn plain(token: u32) -> Argument {
    Argument {
        token,
        distance: 0,
        bidden: false,
    }
}

impl Filler<'_> {
    /// The arguments that the slot leads to, nearest first; empty if it leads nowhere.
    pub fn fill(&self, slot: &Slot, cue: &[u32], pos: CuePos) -> Vec<Argument> {
        let tree = self.tree;
        let anchor = cue[0];
        match slot {
            Slot::Subject if pos == CuePos::Adjective && is_verb(tree, anchor) => {
                self.participle_subjects(anchor)
            }
            Slot::Subject | Slot::Doer => self.subjects(anchor),
            Slot::Object | Slot::Thing | Slot::Party => {
                self.objects(cue).into_iter().map(plain).collect()
            }
            Slot::Said => self.said_to_be(anchor, 4),
            Slot::Recipient => self.recipients(anchor).into_iter().map(plain).collect(),
            Slot::Clause => self.clauses(cue, &[Dep::Ccomp, Dep::Xcomp, Dep::Acl, Dep::Advcl]),
            Slot::That => self.clauses(cue, &[Dep::Ccomp, Dep::Acl]),
            Slot::Topic => self
                .clauses(cue, &[Dep::Ccomp, Dep::Acl])
                .into_iter()
                .filter(|clause| !tree.is_negated(clause.token))
                .flat_map(|clause| tree.own_subjects(clause.token))
                .filter(|&subject| !tree.is_negated(subject))
                .filter(|&subject| actor_at(tree, self.actors, subject).is_none())
                .map(plain)
                .collect(),
            Slot::Infinitive => {
                let all = [Dep::Xcomp, Dep::Ccomp, Dep::Acl, Dep::Advcl];
                let mut found = self.clauses(cue, &all);
                found.retain(|clause| {
                    let finite = tree.dep(clause.token) == Dep::Ccomp
                        && tree
                            .with(clause.token, &[Dep::Aux])
                            .all(|aux| tree.tag(aux) != Tag::To);
                    !finite
                });
                found
            }
            Slot::Prep(word) => self
                .prepositional(cue, word)
                .into_iter()
                .map(plain)
                .collect(),
            Slot::Possessor => tree
                .with(anchor, &[Dep::Poss])
                .flat_map(|owner| tree.conjuncts(owner))
                .map(plain)
                .collect(),
            Slot::Modifier => self.named_before(anchor).into_iter().map(plain).collect(),
            Slot::Owner => self.owners(anchor),
            Slot::Evaluated => self.evaluated(anchor).0.into_iter().map(plain).collect(),
            Slot::Judge => self.evaluated(anchor).1,
            Slot::Reach => {
                let mut done_to: Vec<u32> = cue[1..].to_vec();
                if is_verb(tree, anchor) {
                    done_to.extend(self.objects(cue));
                } else {
                    done_to.push(anchor);
                }
                self.reached(cue, &done_to, false)
                    .into_iter()
                    .map(plain)
                    .collect()
            }
            Slot::Peer => self.peers(anchor).into_iter().map(plain).collect(),
            Slot::Source | Slot::Told => Vec::new(),
        }
    }

    fn subjects(&self, anchor: u32) -> Vec<Argument> {
        let tree = self.tree;
        if is_verb(tree, anchor) && !matches!(tree.dep(anchor), Dep::Acomp) {
            let predicative = matches!(tree.dep(anchor), Dep::Attr | Dep::Oprd);
            if !predicative {
                return deep_subjects(tree, anchor);
            }
        }
        match (tree.dep(anchor), tree.head(anchor)) {
            (Dep::Acomp | Dep::Attr | Dep::Oprd, Some(verb)) => surface_subjects(tree, verb, 4),
            (Dep::Conj, Some(head)) => {
                let first = tree.first_conjunct(head);
                if tree.dep(first) == Dep::Conj {
                    return Vec::new();
                }
                self.subjects(first)
            }
            (Dep::Pobj, Some(prep)) => match tree.head(prep) {
                Some(verb) if is_verb(tree, verb) => surface_subjects(tree, verb, 4),
                Some(noun) => self.owners(noun),
                None => Vec::new(),
            },
            (Dep::Amod, Some(noun)) if anchor > noun => vec![plain(noun)],
            (Dep::Prep, Some(verb)) if is_verb(tree, verb) => surface_subjects(tree, verb, 4),
            (Dep::Appos | Dep::Prep | Dep::Acl | Dep::Relcl, Some(noun)) => vec![plain(noun)],
            _ => surface_subjects(tree, anchor, 4),
        }
    }

    /// `Syria` in `gave Syria aid`, also where the parser takes it for a part of the gift.
    fn recipients(&self, anchor: u32) -> Vec<u32> {
        let tree = self.tree;
        let given: Vec<u32> = tree
            .with(anchor, &[Dep::Dative])
            .filter(|&to| tree.upos(to) != Upos::Adp)
            .flat_map(|to| tree.conjuncts(to))
            .collect();
        if !given.is_empty() {
            return given;
        }
        let gifts = tree.with(anchor, &[Dep::Dobj]);
        gifts
            .flat_map(|gift| self.named_before(gift))
            .filter(|&name| name > anchor)
            .collect()
    }

    /// The one who is worried, opposed or committed.
    fn participle_subjects(&self, anchor: u32) -> Vec<Argument> {
        let tree = self.tree;
        match (tree.dep(anchor), tree.head(anchor)) {
            (Dep::Acomp | Dep::Attr | Dep::Oprd, _) => self.subjects(anchor),
            (Dep::Acl | Dep::Amod, Some(noun)) => vec![plain(noun)],
            _ => surface_subjects(tree, anchor, 4),
        }
    }

    fn objects(&self, cue: &[u32]) -> Vec<u32> {
        let tree = self.tree;
        let mut found = deep_objects(tree, cue[0]);
        if found.is_empty() {
            let others = cue[1..].iter();
            found.extend(others.flat_map(|&word| tree.own_subjects(word)));
        }
        if found.is_empty() {
            let particles = tree.with(cue[0], &[Dep::Prt]);
            found.extend(particles.flat_map(|particle| tree.prep_objects(particle)));
        }
        found.retain(|object| !cue.contains(object));
        found
    }

    fn clauses(&self, cue: &[u32], deps: &[Dep]) -> Vec<Argument> {
        let tree = self.tree;
        let anchor = cue[0];
        let verb = is_verb(tree, anchor);
        let clausal = |&clause: &u32| {
            let dep = tree.dep(clause);
            let infinitive = tree.tag(clause) == Tag::Vb;
            match dep {
                Dep::Acl => !verb && infinitive || self.has_that(clause),
                Dep::Advcl => {
                    let bare = tree.with(clause, &[Dep::Mark]).next().is_none()
                        && tree.preps(anchor, &["for", "against"]).next().is_none();
                    let gerund = tree.tag(clause) == Tag::Vbg && clause == cue[cue.len() - 1] + 1;
                    let after = clause > anchor && tree.own_subjects(clause).is_empty();
                    (infinitive || gerund) && bare && after
                }
                Dep::Xcomp | Dep::Ccomp => clause > anchor && !cue.contains(&clause),
                _ => false,
            }
        };
        let mut found: Vec<u32> = Vec::new();
        for &word in cue {
            found.extend(tree.with(word, deps).filter(clausal));
        }
        let completes = matches!(tree.dep(anchor), Dep::Acomp | Dep::Attr | Dep::Dobj);
        if let Some(head) = tree.head(anchor).filter(|_| completes && found.is_empty()) {
            let after = tree.with(head, &[Dep::Xcomp, Dep::Ccomp]);
            found.extend(after.filter(|&clause| clause > anchor));
        }
        found
            .into_iter()
            .flat_map(|clause| tree.conjuncts(clause))
            .filter(|&clause| is_verb(tree, clause) || tree.upos(clause) == Upos::Adj)
            .map(plain)
            .collect()
    }

    fn has_that(&self, clause: u32) -> bool {
        let mut marks = self.tree.with(clause, &[Dep::Mark]);
        marks.any(|mark| self.tree.norm(mark) == "that")
    }

    /// Objects of the preposition below any word of the cue, else below its verb or object.
    fn prepositional(&self, cue: &[u32], word: &str) -> Vec<u32> {
        let tree = self.tree;
        let anchor = cue[0];
        let words = [word];
        let below = |token: u32| -> Vec<u32> {
            tree.preps(token, &words)
                .filter(|&prep| prep > token || is_verb(tree, token))
                .flat_map(|prep| tree.prep_objects(prep))
                .collect()
        };
        for &token in cue {
            let mut found = below(token);
            let stranded = tree.norm(token) == word && tree.dep(token) == Dep::Prep;
            if found.is_empty() && stranded {
                found = tree.prep_objects(token);
            }
            if !found.is_empty() {
                return found;
            }
        }
        let mut near: Vec<u32> = Vec::new();
        if is_verb(tree, anchor) {
            near.extend(tree.with(anchor, &[Dep::Dobj, Dep::Prt, Dep::Acomp, Dep::Advmod]));
            let nested = tree.with(anchor, &[Dep::Prep]);
            let outer = nested.flat_map(|prep| tree.children(prep).to_vec());
            near.extend(outer.filter(|&child| tree.dep(child) == Dep::Prep));
            let stranded = tree
                .child(anchor, Dep::Prep)
                .filter(|&prep| tree.norm(prep) == word && tree.children(prep).is_empty());
            if stranded.is_some() {
                return deep_objects(tree, anchor);
            }
        } else if let Some(head) = tree.head(anchor) {
            let light = matches!(
                tree.dep(anchor),
                Dep::Dobj | Dep::Acomp | Dep::Attr | Dep::Nsubjpass | Dep::Conj | Dep::Amod
            );
            if light {
                let after = tree.preps(head, &words).filter(|&prep| prep > anchor);
                let found: Vec<u32> = after.flat_map(|prep| tree.prep_objects(prep)).collect();
                if !found.is_empty() {
                    return found;
                }
            }
            if tree.dep(anchor) == Dep::Nsubj {
                let copula = |verb: u32| matches!(tree.lemma(verb), "be" | "go");
                let inner = tree.with(head, &[Dep::Xcomp, Dep::Acomp]);
                let deeper = inner.flat_map(|word| {
                    let mut all = vec![word];
                    all.extend(tree.with(word, &[Dep::Xcomp]));
                    all
                });
                let verbs = std::iter::once(head)
                    .chain(deeper)
                    .filter(|&verb| copula(verb));
                return verbs.flat_map(below).collect();
            }
            let nested = tree.with(anchor, &[Dep::Prep]);
            near.extend(nested.flat_map(|prep| tree.prep_objects(prep)));
        }
        near.into_iter().flat_map(below).collect()
    }

    fn named_before(&self, noun: u32) -> Vec<u32> {
        let tree = self.tree;
        let before = tree.with(noun, &[Dep::Amod, Dep::Compound, Dep::Nmod]);
        before
            .filter(|&word| self.actors.covering(word).is_some())
            .collect()
    }

    /// Whose support, fear or plan the noun is. A possessor that nobody can be found behind
    /// (`its`) leaves the question to the verb.
    fn owners(&self, noun: u32) -> Vec<Argument> {
        let tree = self.tree;
        let first = tree.first_conjunct(noun);
        let known = |&token: &u32| {
            actor_at(tree, self.actors, token).is_some() || is_first_person(tree, token)
        };
        let ends = if first == noun { 1 } else { 2 };
        for at in [noun, first].into_iter().take(ends) {
            let owners: Vec<u32> = tree
                .with(at, &[Dep::Poss])
                .flat_map(|owner| tree.conjuncts(owner))
                .filter(known)
                .collect();
            if !owners.is_empty() {
                return owners.into_iter().map(plain).collect();
            }
            let agents: Vec<u32> = tree
                .preps(at, &["by", "from", "among"])
                .flat_map(|prep| tree.prep_objects(prep))
                .filter(known)
                .collect();
            if !agents.is_empty() {
                return agents.into_iter().map(plain).collect();
            }
            let named = self.named_before(at);
            if !named.is_empty() {
                return named.into_iter().map(plain).collect();
            }
        }
        self.light_subject(first)
    }

    /// The subject of the light verb that the noun completes.
    fn light_subject(&self, noun: u32) -> Vec<Argument> {
        let tree = self.tree;
        let Some(head) = tree.head(noun) else {
            return Vec::new();
        };
        match tree.dep(noun) {
            Dep::Dobj | Dep::Nsubjpass if self.is_light(head) => deep_subjects(tree, head),
            Dep::Attr => surface_subjects(tree, head, 4),
            // `withdrew its consent to the sale`: whose it is, the subject tells.
            Dep::Dobj if is_verb(tree, head) && self.is_loosely_owned(noun) => {
                deep_subjects(tree, head)
            }
            Dep::Pobj if self.is_loosely_owned(noun) => match tree.head(head) {
                Some(verb) if is_verb(tree, verb) => deep_subjects(tree, verb),
                _ => Vec::new(),
            },
            // `its lack of support`, `a show of support from`.
            Dep::Pobj if tree.norm(head) == "of" => {
                let above = tree.head(head).filter(|&above| {
                    let turns = self.shifters.at(tree, above, Role::Governor).is_some();
                    turns || SHOWS.contains(&tree.lemma(above))
                });
                above.map_or(Vec::new(), |above| self.owners(above))
            }
            Dep::Pobj
                if (head + 1..noun).all(|word| tree.dominates(noun, word))
                    && matches!(tree.norm(head), "in" | "with" | "under") =>
            {
                let reacts = |verb: u32| {
                    matches!(
                        tree.lemma(verb),
                        "react"
                            | "respond"
                            | "greet"
                            | "meet"
                            | "watch"
                            | "view"
                            | "speak"
                            | "vote"
                    )
                };
                let verb = tree.head(head);
                if tree.norm(head) == "with" && !verb.is_some_and(reacts) {
                    return Vec::new();
                }
                match verb {
                    Some(verb) if is_verb(tree, verb) => deep_subjects(tree, verb),
                    _ => Vec::new(),
                }
            }
            _ => Vec::new(),
        }
    }

    /// Whether a possessive pronoun stands before the noun that names no actor.
    fn is_loosely_owned(&self, noun: u32) -> bool {
        let tree = self.tree;
        let mut owners = tree.with(noun, &[Dep::Poss]);
        owners.any(|owner| {
            matches!(tree.norm(owner), "its" | "their" | "his" | "her")
                && actor_at(tree, self.actors, owner).is_none()
        })
    }

    /// Whether the verb only lends its subject to the noun: `voiced support`, not `won support`.
    fn is_light(&self, verb: u32) -> bool {
        let effect = self.shifters.at(self.tree, verb, Role::Light);
        effect.is_some_and(|effect| effect != Effect::Blocks)
    }
}
