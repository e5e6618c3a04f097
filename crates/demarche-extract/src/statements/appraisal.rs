//! How good or bad a phrase is, put together from its words along the tree: to stop a crime is
//! good, to stop a cure is bad.

use demarche_nlp::{Dep, Tag, Upos};

use crate::{
    cues::{
        CueLexicon,
        arguments::is_verb,
        shift::{Effect, Role},
        valence::{Sense, Valence},
    },
    draft::{Actors, Tokens},
    tree::Tree,
};

/// How many words deep a phrase is weighed.
const DEPTH: usize = 6;

/// Verbs that say what something is or shows.
pub(super) const LINKS: &[&str] = &[
    "appear", "be", "become", "feel", "look", "prove", "remain", "seem", "sound", "stay",
];

/// Verbs whose subject does nothing, or only speaks of what their object names.
const UNDERGOING: &[&str] = &[
    "address",
    "await",
    "describe",
    "discuss",
    "encounter",
    "endure",
    "examine",
    "expect",
    "experience",
    "expose",
    "face",
    "find",
    "get",
    "hear",
    "investigate",
    "lose",
    "need",
    "receive",
    "review",
    "see",
    "study",
    "suffer",
    "undergo",
    "want",
    "watch",
];

/// Prepositions that bind what a verb without a value of its own is about: `engaged in fraud`.
const BINDING: &[&str] = &[
    "in", "into", "of", "to", "with", "for", "as", "through", "by",
];

/// Reads values from the tree.
#[derive(Debug, Clone, Copy)]
pub struct Appraiser<'a> {
    /// The annotated document.
    pub tree: &'a Tree<'a>,
    /// Its actors: their names are not weighed.
    pub actors: &'a Actors,
    /// The tables.
    pub lexicon: &'a CueLexicon,
}

impl Appraiser<'_> {
    fn word(&self, token: u32) -> Option<Valence> {
        if self.actors.covering(token).is_some_and(|mention| {
            let capital = self.tree.text(token).starts_with(char::is_uppercase);
            capital && mention.form == crate::draft::Form::Name
        }) {
            return None;
        }
        // `bi-partisan`, `anti-corruption`: half a word says nothing.
        let glued =
            |at: u32| matches!(self.tree.text(at), "-" | "‑") && !self.tree.token(at).space_after;
        let half = |at: u32| glued(at) && at > 0 && !self.tree.token(at - 1).space_after;
        if token > 1 && half(token - 1) || token + 1 < self.tree.len() && half(token + 1) {
            return None;
        }
        self.lexicon.valence.at(self.tree, token)
    }

    /// Value of the word where it judges; 0 else.
    pub fn judging(&self, token: u32) -> i32 {
        let judges = |word: &Valence| matches!(word.sense, Sense::Judges | Sense::Deed);
        self.word(token).filter(judges).map_or(0, |word| word.value)
    }

    /// Value of a phrase, in tenths: 0 where it has none. A bad word outweighs good ones.
    /// O(words of the phrase, `DEPTH` deep).
    pub fn phrase(&self, token: u32) -> i32 {
        self.nominal(token, DEPTH)
    }

    /// Value of what the predicate says of who does it. O(words of the clause, `DEPTH` deep).
    pub fn deed(&self, verb: u32) -> i32 {
        self.predicate(verb, DEPTH)
    }

    fn nominal(&self, token: u32, depth: usize) -> i32 {
        let tree = self.tree;
        if depth == 0 {
            return 0;
        }
        // `did nothing wrong`.
        let nothing = matches!(tree.norm(token), "nothing" | "none" | "nobody");
        if is_verb(tree, token) && !matches!(tree.dep(token), Dep::Amod | Dep::Acomp) {
            return self.predicate(token, depth - 1);
        }
        let own = self.word(token).map_or(0, |word| match word.sense {
            Sense::Feeling => 0,
            Sense::Thing if tree.dep(tree.first_conjunct(token)) == Dep::Attr => 0,
            _ => word.value,
        });
        let modifiers = self.modifiers(token);
        let mut value = heavier(own, modifiers);
        // `a man who lies`, but not `built the bridge that helps them`.
        let said = tree.dep(tree.first_conjunct(token)) != Dep::Dobj;
        if value == 0 && said {
            let clauses = tree.with(token, &[Dep::Relcl]);
            value = clauses.map(|verb| self.predicate(verb, depth - 1)).sum();
        }
        let below = tree.preps(token, &["of", "for", "to", "in"]);
        let objects: Vec<u32> = below.flat_map(|prep| tree.prep_objects(prep)).collect();
        match self.lexicon.shifters.at(tree, token, Role::Target) {
            // `an end to the violence`, `the lack of courage`.
            Some(Effect::Flips) if modifiers == 0 => {
                let inner = self.all(&objects, depth - 1);
                if inner != 0 {
                    value = -inner;
                }
            }
            _ if value == 0 => value = self.all(&objects, depth - 1),
            _ => {}
        }
        if value == 0 && tree.upos(token) == Upos::Adj {
            let clauses = tree.with(token, &[Dep::Xcomp, Dep::Ccomp]);
            value = clauses.map(|verb| self.predicate(verb, depth - 1)).sum();
        }
        if tree.is_negated(token) == nothing {
            value
        } else {
            -value
        }
    }

    /// Heaviest word before the noun or adjective; `too` and `not` turn it around.
    fn modifiers(&self, token: u32) -> i32 {
        let tree = self.tree;
        let before = tree.with(token, &[Dep::Amod, Dep::Advmod, Dep::Compound, Dep::Nmod]);
        let mut value = 0;
        for word in before {
            let found = self.judging(word);
            let turned = tree.is_negated(word);
            value = heavier(value, if turned { -found } else { found });
        }
        value
    }

    fn all(&self, tokens: &[u32], depth: usize) -> i32 {
        let values = tokens.iter().map(|&token| self.nominal(token, depth));
        values.fold(0, heavier)
    }

    fn predicate(&self, verb: u32, depth: usize) -> i32 {
        let tree = self.tree;
        if depth == 0 || self.is_unreal(verb) {
            return 0;
        }
        let value = if is_verb(tree, verb) && LINKS.contains(&tree.lemma(verb)) {
            let said = tree.with(verb, &[Dep::Acomp, Dep::Attr, Dep::Oprd]);
            let all: Vec<u32> = said.flat_map(|word| tree.conjuncts(word)).collect();
            let mut value = self.all(&all, depth - 1);
            if all.is_empty() && !tree.is_negated(verb) {
                let inside = tree.with(verb, &[Dep::Prep]);
                let objects: Vec<u32> = inside.flat_map(|prep| tree.prep_objects(prep)).collect();
                value = self.all(&objects, depth - 1);
            }
            value
        } else {
            self.action(verb, depth)
        };
        if tree.is_negated(verb) { -value } else { value }
    }

    /// Sum of the words below the token that judge, but for the phrases of other speakers;
    /// negated ones count the other way. O(words).
    pub fn tone(&self, tokens: Tokens) -> i32 {
        let values = (tokens.start..tokens.end).map(|token| {
            let value = self.judging(token);
            let head = self.tree.head(token);
            let turned = self.tree.is_negated(token)
                || head.is_some_and(|head| is_verb(self.tree, head) && self.tree.is_negated(head));
            if turned { -value } else { value }
        });
        values.sum()
    }

    fn action(&self, verb: u32, depth: usize) -> i32 {
        let tree = self.tree;
        let known = self.word(verb);
        if known.is_some_and(|word| word.sense == Sense::Feeling) {
            return 0;
        }
        if UNDERGOING.contains(&tree.lemma(verb)) {
            return 0;
        }
        let own = known.map_or(0, |word| word.value);
        // `acknowledged errors`: what somebody says something of is not his deed.
        if self.lexicon.reporting.at(tree, verb).is_some() {
            return own;
        }
        let objects: Vec<u32> = tree
            .with(verb, &[Dep::Dobj])
            .flat_map(|object| tree.conjuncts(object))
            .collect();
        let object = self.all(&objects, depth - 1);
        let reverses = self.lexicon.shifters.at(tree, verb, Role::Target) == Some(Effect::Flips);
        if reverses && !objects.is_empty() {
            return if object == 0 { own } else { -object };
        }
        let inner: i32 = tree
            .with(verb, &[Dep::Xcomp])
            .filter(|&clause| tree.own_subjects(clause).is_empty())
            .map(|clause| self.predicate(clause, depth - 1))
            .fold(0, heavier);
        let fails = self.lexicon.shifters.at(tree, verb, Role::Governor) == Some(Effect::Flips);
        if fails && inner != 0 {
            return -inner;
        }
        let mut value = heavier(heavier(own, object), inner);
        let manner: i32 = tree
            .with(verb, &[Dep::Advmod])
            .map(|word| self.judging(word))
            .fold(0, heavier);
        value = heavier(value, manner);
        if value == 0 && !tree.is_negated(verb) {
            let below = tree.preps(verb, BINDING);
            let objects = below.flat_map(|prep| tree.prep_objects(prep));
            let judged = objects.filter(|&object| {
                self.word(object)
                    .is_none_or(|word| word.sense != Sense::Thing)
            });
            value = self.all(&judged.collect::<Vec<u32>>(), depth - 1);
        }
        value
    }

    /// Under `if`, or what somebody ought to do: it is not said that he does it.
    pub fn is_unreal(&self, verb: u32) -> bool {
        let tree = self.tree;
        let doubts = |clause: u32| {
            tree.with(clause, &[Dep::Mark, Dep::Advmod])
                .any(|mark| matches!(tree.norm(mark), "if" | "unless" | "whether" | "lest"))
        };
        let mut clauses = tree.with(verb, &[Dep::Advcl]);
        let condition = doubts(verb) || clauses.any(doubts);
        // `demanded that he resign`.
        let bare = tree.tag(verb) == Tag::Vb
            && tree.dep(verb) == Dep::Ccomp
            && tree.with(verb, &[Dep::Aux]).next().is_none();
        let ought = tree
            .with(verb, &[Dep::Aux])
            .filter(|&aux| tree.tag(aux) == Tag::Md)
            .any(|aux| {
                matches!(
                    tree.norm(aux),
                    "should" | "must" | "shall" | "ought" | "may" | "might"
                )
            });
        condition || bare || ought
    }
}

/// The worse of two where one is bad, else the better.
fn heavier(left: i32, right: i32) -> i32 {
    if left < 0 || right < 0 {
        left.min(right)
    } else {
        left.max(right)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use demarche_nlp::Pipeline;

    #[track_caller]
    fn check(text: &str, sign: i32) {
        let doc = Pipeline::english().annotate(text);
        let tree = Tree::new(&doc);
        let actors = Actors::new(doc.tokens.len(), Vec::new(), Vec::new());
        let lexicon = CueLexicon::embedded().unwrap();
        let appraiser = Appraiser {
            tree: &tree,
            actors: &actors,
            lexicon: &lexicon,
        };
        let root = (0..tree.len()).find(|&token| tree.head(token).is_none());
        let value = appraiser.deed(root.unwrap());
        assert_eq!(value.signum(), sign, "{value} for `{text}`");
    }

    #[test]
    fn deeds_are_weighed_with_what_they_are_done_to() {
        check("They betrayed the voters.", -1);
        check("They ended the violence.", 1);
        check("They undermine the rule of law.", -1);
        check("They protect our freedom.", 1);
        check("They failed to protect the children.", -1);
        check("They engaged in bribery.", -1);
        check("They acted recklessly.", -1);
        check("They opened the door.", 0);
    }

    #[test]
    fn what_somebody_is_or_is_not() {
        check("He is a disgrace.", -1);
        check("He is not a liar.", 1);
        check("She has been an outstanding minister.", 1);
        check("She is worried.", 0);
        check("They should be honest.", 0);
    }
}
