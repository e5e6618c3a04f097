//! Targets that mean nothing alone: `backed it`, `welcomed the ruling`. A pronoun means what the
//! last stance before it was about; a noun that points back names at least what kind of thing it
//! is, so that the stance is not lost.

use demarche_model::Mode;
use demarche_nlp::{Dep, Upos};

use crate::{
    attribution::source::actor_at,
    cues::arguments::is_verb,
    draft::{ActorIx, Tokens},
    issues::target::Resolved,
};

use super::{StatementDraft, TargetDraft, engine::Engine};

/// How many sentences back a pronoun may reach.
const SENTENCES: usize = 2;
/// How many of the last statements are looked at.
const LOOKS: usize = 32;

impl Engine<'_> {
    /// What the word points back to, if it is a pronoun or a definite noun without complements.
    /// O(statements looked at).
    pub(super) fn meant(
        &self,
        token: u32,
        holder: ActorIx,
        found: &[StatementDraft],
    ) -> Option<Resolved> {
        if actor_at(self.tree, self.actors, token).is_some() {
            return None;
        }
        let target = if self.points(token) {
            self.last_issue(token, found)?
        } else if is_verb(self.tree, token) {
            TargetDraft::Issue(self.reader.of_doing(token, Some(holder))?)
        } else {
            TargetDraft::Issue(self.reader.of_bare(token)?)
        };
        let tokens = match &target {
            TargetDraft::Issue(form) if !self.points(token) => form.tokens,
            _ => Tokens {
                start: token,
                end: token + 1,
            },
        };
        Some(Resolved {
            target,
            tokens,
            flipped: false,
            hedged: false,
            head: token,
            inferred: true,
            passed: Vec::new(),
        })
    }

    /// `it`, `this` or `that` where it stands for a thing: an object, or what is evaluated.
    fn points(&self, token: u32) -> bool {
        let tree = self.tree;
        let plain = matches!(tree.upos(token), Upos::Pron | Upos::Det);
        let argument = matches!(
            tree.dep(token),
            Dep::Dobj | Dep::Pobj | Dep::Nsubj | Dep::Nsubjpass
        );
        plain && argument && matches!(tree.norm(token), "it" | "this" | "that")
    }

    /// The issue of the nearest statement before the token; of several in one sentence the surest.
    fn last_issue(&self, token: u32, found: &[StatementDraft]) -> Option<TargetDraft> {
        let tree = self.tree;
        let here = tree.sentence_index(token);
        let quoted = self.voices.mode(token) == Mode::Quote;
        let near = found.iter().rev().take(LOOKS).filter(|draft| {
            let there = tree.sentence_index(draft.cue.start);
            let issue = matches!(draft.target, TargetDraft::Issue(_));
            // What somebody says in quotation marks is no antecedent outside of them.
            let told = quoted || draft.mode != Mode::Quote;
            let before = draft.target_tokens.is_some_and(|words| words.end <= token);
            issue && told && before && there + SENTENCES >= here && !draft.rule.contains('+')
        });
        let best = near.max_by_key(|draft| {
            let sentence = tree.sentence_index(draft.cue.start);
            (sentence, draft.confidence, std::cmp::Reverse(draft.cue))
        });
        best.map(|draft| draft.target.clone())
    }
}
