//! Outlets that carry what a source says: `told CNN`, `in an interview with the BBC`, `was quoted
//! by Reuters as saying`.

use demarche_nlp::Dep;

use crate::{
    draft::{ActorIx, Actors, Tokens},
    lexicon::Lexicon,
    tree::Tree,
};

use super::AttributionDraft;

/// Most words of the cue's own clause that are looked at for an outlet.
const NEAR: u32 = 16;

/// Puts the outlet before the other relayers of the attributions that name one. O(cues).
pub(super) fn relay(
    tree: &Tree<'_>,
    actors: &Actors,
    lexicon: &Lexicon,
    found: &mut [AttributionDraft],
) {
    for draft in found {
        let Some(cue) = draft.cue else { continue };
        let Some(outlet) = outlet(tree, actors, lexicon, draft, cue) else {
            continue;
        };
        if draft.source != Some(outlet) && !draft.via.contains(&outlet) {
            draft.via.push(outlet);
        }
    }
}

fn outlet(
    tree: &Tree<'_>,
    actors: &Actors,
    lexicon: &Lexicon,
    draft: &AttributionDraft,
    cue: Tokens,
) -> Option<ActorIx> {
    let verb = cue.start;
    let media = |token: u32| {
        let mention = actors.headed_by(token).or_else(|| actors.covering(token))?;
        let entry = lexicon.gazetteer.by_key(&actors.actor(mention.actor).key)?;
        (lexicon.gazetteer.entry(entry).class == "media").then_some(mention.actor)
    };
    let quoting = tree
        .head(verb)
        .filter(|&prep| tree.dep(verb) == Dep::Pcomp && tree.norm(prep) == "as")
        .and_then(|prep| tree.head(prep));
    let heads = [Some(verb), quoting].into_iter().flatten();
    for head in heads {
        for child in tree.with(head, &[Dep::Dobj, Dep::Dative, Dep::Prep, Dep::Agent]) {
            let below = tree.subtree(child);
            let end = below.end.min(below.start + NEAR);
            let clear = |&token: &u32| {
                !draft.has(token) && draft.source_tokens.is_none_or(|own| !own.has(token))
            };
            let mut words = (below.start..end).filter(clear);
            if let Some(outlet) = words.find_map(media) {
                return Some(outlet);
            }
        }
    }
    None
}
