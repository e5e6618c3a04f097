//! Those who do something with each other: `Chile and Peru agreed`, `talks between them`.

use demarche_nlp::Dep;

use crate::cues::arguments::{deep_subjects, is_verb};

use super::slots::Filler;

/// How many of those who take part are paired.
const MOST: usize = 6;

impl Filler<'_> {
    /// All that take part: subjects of the verb or of the verb that the noun completes, or those
    /// behind `between`; empty unless there are two. O(subjects).
    pub(super) fn peers(&self, anchor: u32) -> Vec<u32> {
        let tree = self.tree;
        let between: Vec<u32> = tree
            .preps(anchor, &["between", "among"])
            .flat_map(|prep| tree.prep_objects(prep))
            .collect();
        if between.len() > 1 {
            return between.into_iter().take(MOST).collect();
        }
        let verb = if is_verb(tree, anchor) {
            Some(anchor)
        } else {
            tree.head(anchor).filter(|_| tree.dep(anchor) == Dep::Dobj)
        };
        let subjects = verb.map_or(Vec::new(), |verb| deep_subjects(tree, verb));
        let mut tokens: Vec<u32> = subjects.into_iter().map(|subject| subject.token).collect();
        if let [both] = tokens[..] {
            tokens = self.sides(both);
        }
        tokens.truncate(MOST);
        if tokens.len() > 1 { tokens } else { Vec::new() }
    }

    /// `Turkish` and `Greek` in `the Turkish and Greek sides`.
    fn sides(&self, noun: u32) -> Vec<u32> {
        let tree = self.tree;
        let before = tree.with(noun, &[Dep::Amod, Dep::Compound, Dep::Nmod]);
        let first = before.filter(|&word| word < noun);
        let all = first.flat_map(|word| tree.conjuncts(word));
        all.filter(|&word| self.actors.covering(word).is_some())
            .collect()
    }
}
