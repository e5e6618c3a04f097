//! Order, mode, nesting and relayers.

use demarche_model::Mode;

use crate::{quotes::Quotes, tree::Tree};

use super::{
    AttributionDraft,
    parts::{merge, trimmed},
};

/// How many attributions before and after one may hold its cue. Content is well nested up to
/// slips of the parser.
const NEIGHBOURS: usize = 24;

/// Longest chain of relayers.
const CHAIN: usize = 8;

/// Trims, sorts and nests what the rules found. O(n log n).
pub(super) fn settle(tree: &Tree<'_>, quotes: &Quotes, found: &mut Vec<AttributionDraft>) {
    for draft in found.iter_mut() {
        draft.parts.retain(|part| part.start < part.end);
        draft.parts = trimmed(tree, quotes, std::mem::take(&mut draft.parts));
        merge(&mut draft.parts);
    }
    found.retain(|draft| !draft.parts.is_empty());
    join_same_cue(found);
    for draft in found.iter_mut() {
        let total: u32 = draft.parts.iter().map(|part| part.end - part.start).sum();
        let quoted = draft
            .parts
            .iter()
            .flat_map(|part| part.start..part.end)
            .filter(|&token| quotes.around(token).is_some());
        let quoted = u32::try_from(quoted.count()).unwrap_or(u32::MAX);
        if quoted.saturating_mul(2) > total {
            draft.mode = Mode::Quote;
        }
    }
    found.sort_by(|left, right| {
        let key = |draft: &AttributionDraft| {
            let extent = draft.extent();
            let joint = (draft.joint, draft.source_tokens);
            (
                extent.start,
                std::cmp::Reverse(extent.end),
                draft.cue,
                joint,
            )
        };
        key(left).cmp(&key(right))
    });
    found.dedup_by(|right, left| {
        right.parts == left.parts
            && (right.cue == left.cue && !right.joint || right.source_tokens == left.source_tokens)
            && (right.cue.is_none() || right.cue == left.cue)
    });
    nest(found);
}

/// Joins what one cue attributes in pieces: `"However," she said, "they failed."`
fn join_same_cue(found: &mut Vec<AttributionDraft>) {
    let key = |draft: &AttributionDraft| (draft.cue, draft.source_tokens, draft.joint);
    found.sort_by_key(key);
    found.dedup_by(|right, left| {
        let apart = right
            .parts
            .iter()
            .all(|part| left.parts.iter().all(|other| !part.overlaps(*other)));
        let both = right.cue.is_some() && key(right) == key(left) && apart;
        if both {
            left.parts.append(&mut right.parts);
            left.parts.sort_unstable();
        }
        both
    });
}

/// Ties every attribution to the one around its cue.
pub(super) fn nest(found: &mut [AttributionDraft]) {
    for index in 0..found.len() {
        let Some(cue) = found[index].cue else {
            continue;
        };
        let near = index.saturating_sub(NEIGHBOURS)..found.len().min(index + NEIGHBOURS);
        let around = near
            .filter(|&other| other != index && !found[other].joint && found[other].has(cue.start))
            .filter(|&other| {
                let own = found[other].cue;
                own.is_none_or(|own| !found[index].has(own.start))
            })
            .min_by_key(|&other| {
                let extent = found[other].extent();
                extent.end - extent.start
            });
        found[index].within = around;
    }
    for index in 0..found.len() {
        let mut via = Vec::new();
        let mut at = found[index].within;
        for _ in 0..CHAIN {
            let Some(outer) = at else { break };
            via.extend(found[outer].source);
            at = found[outer].within;
        }
        via.reverse();
        let own = found[index].source;
        via.retain(|&relayer| Some(relayer) != own);
        via.dedup();
        found[index].via = via;
    }
}
