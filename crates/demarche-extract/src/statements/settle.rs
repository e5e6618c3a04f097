//! Order and repeats: one statement per holder, target and cue.

use std::collections::BTreeMap;

use demarche_model::Polarity;
use demarche_nlp::Dep;

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
                if known.polarity == draft.polarity.flipped()
                    && known.polarity != draft.polarity
                    && neither(tree, known, &draft)
                {
                    place.get_mut().polarity = Polarity::Neutral;
                    continue;
                }
                let better = (draft.confidence, std::cmp::Reverse(draft.cue))
                    > (known.confidence, std::cmp::Reverse(known.cue));
                if better {
                    place.insert(draft);
                }
            }
        }
    }
    let mut kept: Vec<StatementDraft> = best.into_values().collect();
    drop_denials(&mut kept);
    kept.sort_by(|left, right| {
        let key = |draft: &StatementDraft| (draft.cue, draft.holder, draft.target_tokens);
        key(left)
            .cmp(&key(right))
            .then_with(|| left.rule.cmp(&right.rule))
    });
    kept
}

/// `neither backed nor opposed`: both cues are negated, so that nothing is left of either.
fn neither(tree: &Tree<'_>, left: &StatementDraft, right: &StatementDraft) -> bool {
    let first = left.cue.start.min(right.cue.start);
    let marks = [Dep::Preconj, Dep::Cc, Dep::Advmod, Dep::Det];
    let mut words = tree.with(first, &marks);
    words.any(|word| tree.norm(word) == "neither")
}

/// Who denies that he supports something has said what he thinks of it; his denial is no second
/// stance on his own words.
fn drop_denials(kept: &mut Vec<StatementDraft>) {
    let stances: BTreeMap<ActorIx, Vec<u32>> =
        kept.iter().fold(BTreeMap::new(), |mut all, draft| {
            let own: &mut Vec<u32> = all.entry(draft.holder).or_default();
            own.push(draft.cue.start);
            all
        });
    let restates = |draft: &StatementDraft| {
        let denies = ["deny.", "dispute.", "refute.", "rule_out."];
        let named = denies.iter().any(|start| draft.rule.starts_with(start));
        let inside = |&cue: &u32| draft.target_tokens.is_some_and(|target| target.has(cue));
        let others = stances.get(&draft.holder);
        named && others.is_some_and(|cues| cues.iter().any(inside))
    };
    kept.retain(|draft| !restates(draft));
}
