//! Whom an act reaches: those whose people, places or things it is done to.

use demarche_nlp::Dep;

use crate::{cues::arguments::is_verb, draft::Form};

use super::slots::Filler;

/// How many nouns an act goes through on its way to somebody.
const DEPTH: usize = 4;

/// Prepositions that lead from a noun to whose or where it is.
const OF_NOUN: &[&str] = &[
    "across",
    "against",
    "along",
    "among",
    "around",
    "at",
    "for",
    "from",
    "in",
    "inside",
    "near",
    "of",
    "on",
    "outside",
    "throughout",
    "to",
    "with",
];

/// Prepositions that lead from an act to where or against whom it is done.
const OF_ACT: &[&str] = &[
    "across",
    "against",
    "along",
    "among",
    "around",
    "at",
    "from",
    "in",
    "inside",
    "into",
    "near",
    "on",
    "outside",
    "throughout",
];

impl Filler<'_> {
    /// The words that name whom the act reaches: owners of what it is done to, else where or
    /// against whom it is done; `good` acts also reach whom they are done for. Empty if nobody is
    /// named. O(nouns below the act).
    pub(super) fn reached(&self, cue: &[u32], done_to: &[u32], good: bool) -> Vec<u32> {
        let tree = self.tree;
        for &noun in done_to {
            if self.is_ill(noun) {
                return Vec::new();
            }
            let found = self.behind(noun, DEPTH);
            if !found.is_empty() {
                return found;
            }
        }
        if !is_verb(tree, cue[0]) {
            return Vec::new();
        }
        let all = [Dep::Prep, Dep::Dative];
        for prep in tree.with(cue[0], &all).filter(|&prep| prep > cue[0]) {
            let word = tree.norm(prep);
            let given = good && matches!(word, "to" | "for");
            let against = good && word == "against";
            if !given && (against || !OF_ACT.contains(&word)) {
                continue;
            }
            let place = |&object: &u32| {
                tree.norm(prep) != "in" || self.words.is("place", tree.lemma(object))
            };
            let objects = tree.prep_objects(prep);
            let named = self.named_among(&objects);
            if !named.is_empty() {
                return named;
            }
            let mut places = objects.into_iter().filter(place);
            let found = places.find_map(|object| {
                let found = self.behind(object, DEPTH - 1);
                (!found.is_empty()).then_some(found)
            });
            if let Some(found) = found {
                return found;
            }
        }
        Vec::new()
    }

    fn named_among(&self, objects: &[u32]) -> Vec<u32> {
        let named = objects.iter().copied();
        named.filter(|&object| self.is_named(object)).collect()
    }

    /// Who owns the noun: possessors, names before it, names behind its prepositions.
    fn behind(&self, noun: u32, depth: usize) -> Vec<u32> {
        let tree = self.tree;
        if depth == 0 || is_verb(tree, noun) || self.is_ill(noun) {
            return Vec::new();
        }
        let owners = tree.with(noun, &[Dep::Poss]);
        let owners: Vec<u32> = owners.flat_map(|owner| tree.conjuncts(owner)).collect();
        for &owner in &owners {
            if self.is_named(owner) {
                return owners.into_iter().filter(|&o| self.is_named(o)).collect();
            }
            let found = self.behind(owner, depth - 1);
            if !found.is_empty() {
                return found;
            }
        }
        let before = [Dep::Amod, Dep::Compound, Dep::Nmod];
        let words: Vec<u32> = tree
            .with(noun, &before)
            .filter(|&word| word < noun)
            .collect();
        let inner = words.iter().flat_map(|&word| tree.with(word, &before));
        let names = inner.chain(words.iter().copied());
        let topic = self.words.is("topic", tree.lemma(noun));
        let owns = |&word: &u32| {
            let mention = self.actors.covering(word);
            mention.is_some_and(|mention| !topic || mention.form == Form::Adjective)
        };
        let mut names: Vec<u32> = names.filter(owns).collect();
        names.sort_unstable();
        if !names.is_empty() {
            return names;
        }
        for prep in tree.preps(noun, OF_NOUN).filter(|&prep| prep > noun) {
            let objects = tree.prep_objects(prep);
            let named = self.named_among(&objects);
            if !named.is_empty() {
                return named;
            }
            let mut deeper = objects
                .into_iter()
                .map(|object| self.behind(object, depth - 1));
            if let Some(found) = deeper.find(|found| !found.is_empty()) {
                return found;
            }
        }
        self.beside(noun, depth - 1)
    }

    /// Who stands in a participle behind the noun: `land seized from`, `students held by`.
    fn beside(&self, noun: u32, depth: usize) -> Vec<u32> {
        let tree = self.tree;
        for clause in tree.with(noun, &[Dep::Acl]).filter(|&clause| clause > noun) {
            let preps = [Dep::Prep, Dep::Agent];
            let objects = tree.with(clause, &[Dep::Dobj]);
            let behind = tree.with(clause, &preps).filter(|&prep| {
                OF_ACT.contains(&tree.norm(prep)) || matches!(tree.norm(prep), "by" | "of")
            });
            let behind = behind.flat_map(|prep| tree.prep_objects(prep));
            for object in objects.chain(behind) {
                if self.is_named(object) {
                    return vec![object];
                }
                let found = self.behind(object, depth);
                if !found.is_empty() {
                    return found;
                }
            }
        }
        Vec::new()
    }

    fn is_named(&self, token: u32) -> bool {
        crate::attribution::source::actor_at(self.tree, self.actors, token).is_some()
    }

    /// Who fights corruption or a disease somewhere does it for those who live there.
    fn is_ill(&self, noun: u32) -> bool {
        self.words.is("ill", self.tree.lemma(noun))
    }
}
