//! Stances of several actors that one phrase names: `the two leaders`, `they`.

use super::{StatementDraft, TargetDraft};
use crate::draft::{ActorIx, Actors, Tokens};

/// Gives every draft to each of those whom its holder's words name, and towards each of those
/// whom its target's words name. O(drafts log mentions).
pub(super) fn share(actors: &Actors, drafts: Vec<StatementDraft>) -> Vec<StatementDraft> {
    let all = |tokens: Option<Tokens>, own: ActorIx| {
        let named = tokens.map(|tokens| actors.together(tokens));
        named
            .filter(|named| named.len() > 1 && named.contains(&own))
            .unwrap_or_else(|| vec![own])
    };
    let mut shared = Vec::with_capacity(drafts.len());
    for draft in drafts {
        let targets = match draft.target {
            TargetDraft::Actor(actor) => all(draft.target_tokens, actor),
            TargetDraft::Issue(_) => Vec::new(),
        };
        for holder in all(draft.holder_tokens, draft.holder) {
            let of_holder = StatementDraft {
                holder,
                ..draft.clone()
            };
            if targets.is_empty() {
                shared.push(of_holder);
                continue;
            }
            for &target in targets.iter().filter(|&&target| target != holder) {
                shared.push(StatementDraft {
                    target: TargetDraft::Actor(target),
                    ..of_holder.clone()
                });
            }
        }
    }
    shared
}
