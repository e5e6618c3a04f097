//! Stances that follow from another one: on the owner, on whom it is done to, by who agrees.

use demarche_model::Polarity;
use demarche_nlp::Dep;

use crate::{
    cues::{arguments::is_verb, frame::Slot, pattern::CuePos},
    draft::{ActorIx, Tokens},
};

use super::{StatementDraft, TargetDraft, engine::Engine};

/// Per cent of confidence left.
const OWNER: u8 = 60;
const TOWARD: u8 = 65;
const SECOND: u8 = 95;

impl Engine<'_> {
    /// A stance on somebody's plan or words is, with less confidence, one on its owner.
    pub(super) fn push_owner(
        &self,
        found: &mut Vec<StatementDraft>,
        draft: &StatementDraft,
        head: u32,
    ) {
        let known = self.lexicon.issues.is("owned", self.tree.lemma(head));
        let owned = known || self.tree.child(head, Dep::Poss).is_some();
        if is_verb(self.tree, head) || !owned {
            return;
        }
        let (possessors, names) = self.reader.owners(head);
        let by = self.tree.preps(head, &["by", "from"]);
        let agents: Vec<ActorIx> = by
            .flat_map(|prep| self.tree.prep_objects(prep))
            .filter_map(|object| self.reader.actor(object))
            .collect();
        let owner = possessors.into_iter().chain(agents).chain(names).next();
        let Some(owner) = owner.filter(|&owner| owner != draft.holder) else {
            return;
        };
        found.push(StatementDraft {
            target: TargetDraft::Actor(owner),
            confidence: draft.confidence.times(OWNER),
            rule: format!("{}+owner", draft.rule),
            ..draft.clone()
        });
    }

    /// Who is for sanctions on somebody is against him, who is for aid to him is for him.
    pub(super) fn push_toward(found: &mut Vec<StatementDraft>, draft: &StatementDraft) {
        let TargetDraft::Issue(form) = &draft.target else {
            return;
        };
        let Some((actor, sign)) = form.toward else {
            return;
        };
        if actor == draft.holder || draft.polarity == Polarity::Neutral {
            return;
        }
        let polarity = if sign == Polarity::Support {
            draft.polarity
        } else {
            draft.polarity.flipped()
        };
        found.push(StatementDraft {
            target: TargetDraft::Actor(actor),
            polarity,
            confidence: draft.confidence.times(TOWARD),
            rule: format!("{}+toward", draft.rule),
            ..draft.clone()
        });
    }

    /// `X has called for it, and I agree`: the same stance for another holder.
    pub(super) fn second(&self, anchor: u32, found: &mut Vec<StatementDraft>) {
        let sentence = self.tree.sentence(anchor).start;
        let subjects = self.filler.fill(&Slot::Subject, &[anchor], CuePos::Verb);
        let Some(holder) = subjects.iter().find_map(|&subject| self.holder(subject)) else {
            return;
        };
        let before = found
            .last()
            .filter(|draft| draft.evidence.start == sentence && draft.holder != holder.actor);
        let clausal = [Dep::Ccomp, Dep::Xcomp, Dep::Prep];
        if self.tree.is_negated(anchor) || self.tree.with(anchor, &clausal).next().is_some() {
            return;
        }
        let Some(before) = before.filter(|draft| draft.target != TargetDraft::Actor(holder.actor))
        else {
            return;
        };
        let via = self.voices.chain(anchor, holder.actor);
        let draft = StatementDraft {
            holder: holder.actor,
            holder_tokens: holder.tokens,
            confidence: before.confidence.times(SECOND),
            mode: self.voices.mode(anchor),
            via,
            cue: Tokens {
                start: anchor,
                end: anchor + 1,
            },
            rule: "agree.v.same".into(),
            ..before.clone()
        };
        found.push(draft);
    }
}
