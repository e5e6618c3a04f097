//! Order and repeats: one statement per holder, target and cue.

use std::collections::BTreeMap;

use crate::{draft::ActorIx, tree::Tree};

use super::{StatementDraft, TargetDraft};

/// Sorts the drafts and keeps the surest of those with the same holder and target in a sentence.
pub(super) fn settle(tree: &Tree<'_>, drafts: Vec<StatementDraft>) -> Vec<StatementDraft> {
    let mut best: BTreeMap<(u32, ActorIx, String), StatementDraft> = BTreeMap::new();
    for draft in drafts {
        let target = match &draft.target {
            TargetDraft::Actor(actor) => format!("a{}", actor.0),
            TargetDraft::Issue(form) => format!("i{}", form.key),
        };
        let sentence = tree.sentence(draft.cue.start).start;
        let key = (sentence, draft.holder, target);
        match best.entry(key) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(draft);
            }
            std::collections::btree_map::Entry::Occupied(mut place) => {
                let known = place.get();
                let better = (draft.confidence, std::cmp::Reverse(draft.cue))
                    > (known.confidence, std::cmp::Reverse(known.cue));
                if better {
                    place.insert(draft);
                }
            }
        }
    }
    let mut kept: Vec<StatementDraft> = best.into_values().collect();
    kept.sort_by(|left, right| {
        let key = |draft: &StatementDraft| (draft.cue, draft.holder, draft.target_tokens);
        key(left)
            .cmp(&key(right))
            .then_with(|| left.rule.cmp(&right.rule))
    });
    kept
}
