//! Members of a list that the tree tears from the others: behind an inset, behind `as well as`.

use demarche_model::ActorKind;
use demarche_nlp::Dep;

use crate::draft::{ActorIx, Actors, Tokens};
use crate::tree::Tree;

/// Most tokens between two members.
const REACH: u32 = 14;

/// `between A, led by X, and B`: the body behind the comma and `and`. O(REACH).
pub(super) fn behind_inset(
    tree: &Tree<'_>,
    actors: &Actors,
    first: Tokens,
) -> Option<(ActorIx, Tokens)> {
    let end = tree.sentence(first.end - 1).end.min(first.end + REACH);
    let and =
        (first.end + 1..end).find(|&at| tree.norm(at) == "and" && tree.text(at - 1) == ",")?;
    let start = (and + 1..end).find(|&at| tree.norm(at) != "the")?;
    let mention = actors.covering(start)?;
    let body = actors.actor(mention.actor).kind != ActorKind::Person;
    (body && mention.tokens.start <= start).then_some((mention.actor, mention.tokens))
}

/// `met A, as well as B`: the actors right behind the words. O(REACH).
pub(super) fn as_well_as(tree: &Tree<'_>, actors: &Actors, last: Tokens) -> Vec<(ActorIx, Tokens)> {
    let end = tree.sentence(last.end - 1).end;
    let comma = u32::from(last.end < end && tree.text(last.end) == ",");
    let from = last.end + comma;
    let words = ["as", "well", "as"];
    let said = (from..)
        .zip(words)
        .all(|(at, word)| at < end && tree.norm(at) == word);
    if !said {
        return Vec::new();
    }
    let mut noun = from + 3;
    while let Some(above) = tree
        .head(noun)
        .filter(|&above| above > noun && above < from + REACH)
    {
        let inside = matches!(
            tree.dep(noun),
            Dep::Amod | Dep::Compound | Dep::Det | Dep::Nmod | Dep::Nummod | Dep::Poss
        );
        if !inside {
            break;
        }
        noun = above;
    }
    let mention = actors.headed_by(noun).or_else(|| actors.covering(noun));
    let named = mention.map(|mention| (mention.tokens, actors.together(mention.tokens)));
    let (tokens, all) = named.unwrap_or((last, Vec::new()));
    all.into_iter().map(|actor| (actor, tokens)).collect()
}
