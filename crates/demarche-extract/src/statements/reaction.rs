//! Reactions without an object of their own: `The unions cheered.`, `Poland was furious.` They
//! are to what the text told before.

use demarche_model::{Mode, Polarity};
use demarche_nlp::Dep;

use crate::{
    cues::{arguments::is_verb, frame::Frame},
    draft::Tokens,
    issues::target::Resolved,
};

use super::{StatementDraft, TargetDraft, context::context, engine::Engine};

/// How many sentences back a reaction may reach.
const SENTENCES: usize = 2;
/// How many sentences back a reply may reach to what was asked.
const ASKED: usize = 5;
/// Words that answer what somebody asks or proposes.
const REPLIES: &[&str] = &[
    "approve", "balk", "concur", "demur", "disagree", "dissent", "object",
];
/// Words that ask or propose, as rules begin.
const ASKING: &[&str] = &[
    "appeal",
    "ask",
    "call",
    "demand",
    "invite",
    "press",
    "propose",
    "push",
    "recommend",
    "request",
    "suggest",
    "urge",
];
/// How many of the last statements are looked at.
const LOOKS: usize = 64;

impl Engine<'_> {
    /// Emits the reaction, if the word has no complement and something was told before it.
    /// O(children of the word + statements looked at).
    pub(super) fn react(&self, frame: &Frame, cue: &[u32], found: &mut Vec<StatementDraft>) {
        let anchor = cue[0];
        if self.is_completed(anchor) {
            return;
        }
        let asked = REPLIES.contains(&self.tree.lemma(anchor));
        let asked = asked.then(|| self.asked_before(anchor, found)).flatten();
        let Some((target, turned)) = asked.or_else(|| self.told_before(anchor, found)) else {
            return;
        };
        let resolved = Resolved {
            target,
            // Nothing in this sentence names it.
            tokens: Tokens {
                start: anchor,
                end: anchor,
            },
            flipped: turned,
            hedged: false,
            head: anchor,
            inferred: true,
            passed: Vec::new(),
        };
        let surroundings = context(self.tree, &self.lexicon.shifters, anchor);
        for holder in self.holders(frame, cue, surroundings) {
            self.emit(frame, cue, holder, &resolved, surroundings, found);
        }
    }

    /// Whether the word tells by itself what it is about, or is no main predicate.
    fn is_completed(&self, anchor: u32) -> bool {
        let tree = self.tree;
        let about = [
            "about", "against", "at", "by", "for", "from", "of", "on", "over", "to", "with",
        ];
        let complements = [
            Dep::Dobj,
            Dep::Dative,
            Dep::Ccomp,
            Dep::Xcomp,
            Dep::Pcomp,
            Dep::Acl,
            Dep::Agent,
        ];
        let completes = |word: u32| {
            let named = tree.with(word, &complements).next().is_some();
            // `cheered on Monday` is still about nothing of its own.
            let mut preps = tree.preps(word, &about);
            named || preps.any(|prep| tree.norm(prep) != "on" || !self.is_day(prep))
        };
        if completes(anchor) {
            return true;
        }
        match (tree.dep(anchor), tree.head(anchor)) {
            (Dep::Acomp | Dep::Attr | Dep::Oprd, Some(verb)) => {
                let others = tree.with(verb, &[Dep::Ccomp, Dep::Xcomp, Dep::Advcl]);
                others.filter(|&other| other > anchor).count() > 0
                    || tree.preps(verb, &about).any(|prep| prep > anchor)
            }
            (Dep::Root | Dep::Conj | Dep::Ccomp | Dep::Parataxis | Dep::Advcl, _) => {
                !is_verb(tree, anchor) || tree.is_passive(anchor) && !is_state(tree, anchor)
            }
            _ => true,
        }
    }

    fn is_day(&self, prep: u32) -> bool {
        let mut objects = self.tree.prep_objects(prep).into_iter();
        objects.any(|object| {
            let text = self.tree.text(object);
            text.ends_with("day") || text.starts_with(|c: char| c.is_ascii_digit())
        })
    }

    /// The last issue that somebody asked for in the sentences before, with whether he is against
    /// it.
    fn asked_before(&self, anchor: u32, found: &[StatementDraft]) -> Option<(TargetDraft, bool)> {
        let tree = self.tree;
        let here = tree.sentence_index(anchor);
        let asks = |draft: &&StatementDraft| {
            let there = tree.sentence_index(draft.cue.start);
            let issue = matches!(draft.target, TargetDraft::Issue(_));
            let word = draft.rule.split(['.', '_']).next().unwrap_or_default();
            there < here && there + ASKED >= here && issue && ASKING.contains(&word)
        };
        let last = found.iter().rev().take(LOOKS).find(asks)?;
        Some((last.target.clone(), last.polarity == Polarity::Oppose))
    }

    /// The issue of the surest statement of the nearest sentences before, with whether its holder
    /// is against it; else the proposition told there.
    fn told_before(&self, anchor: u32, found: &[StatementDraft]) -> Option<(TargetDraft, bool)> {
        let tree = self.tree;
        let here = tree.sentence_index(anchor);
        let near = |draft: &&StatementDraft| {
            let there = tree.sentence_index(draft.cue.start);
            there < here && there + SENTENCES >= here
        };
        let plain = |draft: &&StatementDraft| {
            let issue = matches!(draft.target, TargetDraft::Issue(_));
            let stands = draft.polarity != Polarity::Neutral && draft.mode != Mode::Quote;
            issue && stands && !draft.hedged && !draft.rule.contains('+')
        };
        let told = found.iter().rev().take(LOOKS).filter(near).filter(plain);
        let best = told.max_by_key(|draft| {
            let sentence = tree.sentence_index(draft.cue.start);
            (sentence, draft.confidence, std::cmp::Reverse(draft.cue))
        });
        if let Some(draft) = best {
            return Some((draft.target.clone(), draft.polarity == Polarity::Oppose));
        }
        let form = self.reader.antecedent(anchor)?;
        Some((TargetDraft::Issue(form), false))
    }
}

/// `was outraged`: a state, not something done to the subject.
fn is_state(tree: &crate::tree::Tree<'_>, anchor: u32) -> bool {
    tree.with(anchor, &[Dep::Agent]).next().is_none()
}
