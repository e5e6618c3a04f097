//! Who is tied to whom: offices, memberships, meetings, wars.

mod apart;
pub mod cues;
mod dating;
mod holders;
mod home;
mod lists;
mod nationals;
pub mod offices;
mod parties;
mod rows;
pub mod time;

use std::collections::BTreeMap;

use demarche_model::{Confidence, Date, RelationKind, Status};

use crate::draft::{ActorIx, Actors, Tokens};
use crate::lexicon::Lexicon;
use crate::mentions::OfficePhrase;
use crate::tree::Tree;

/// One observation that two actors are tied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RelationDraft {
    /// First end.
    pub subject: ActorIx,
    /// The mention that names it.
    pub subject_tokens: Option<Tokens>,
    /// How they are tied.
    pub kind: RelationKind,
    /// Second end.
    pub object: ActorIx,
    /// The mention that names it.
    pub object_tokens: Option<Tokens>,
    /// Office or role.
    pub office: Option<String>,
    /// Where in time it stands.
    pub status: Status,
    /// Since when, where the text says.
    pub valid_from: Option<Date>,
    /// Until when, where the text says.
    pub valid_to: Option<Date>,
    /// How sure the rule is: how often it is right where it fires.
    pub confidence: Confidence,
    /// Possible, predicted, or from unnamed sources only.
    pub hedged: bool,
    /// The words that carry the relation.
    pub cue: Tokens,
    /// The passage: normally the sentence.
    pub evidence: Tokens,
    /// The rule that found it.
    pub rule: String,
}

/// Every relation of the document, best observation first where two rules see the same one in
/// one sentence. `date` is that of the document. O(tokens × rows of a word).
pub fn relations(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    actors: &mut Actors,
    offices: &[OfficePhrase],
    date: Option<Date>,
) -> Vec<RelationDraft> {
    let mut all = offices::relations(tree, lexicon, actors, offices);
    all.extend(cues::relations(tree, actors, &lexicon.relation_cues));
    all.extend(lists::relations(tree, lexicon, actors));
    all.extend(nationals::relations(tree, lexicon, actors, offices));
    all.extend(parties::members(tree, lexicon, actors));
    dating::date(tree, date, &mut all);
    settle(all)
}

/// One relation a sentence: same ends, kind and office are one; a symmetric pair has no order.
fn settle(all: Vec<RelationDraft>) -> Vec<RelationDraft> {
    let key = |draft: &RelationDraft| {
        let (mut left, mut right) = (draft.subject, draft.object);
        if draft.kind.row().symmetric && right < left {
            std::mem::swap(&mut left, &mut right);
        }
        (draft.evidence, left, right, draft.kind, draft.status)
    };
    let mut best: BTreeMap<_, RelationDraft> = BTreeMap::new();
    for draft in all {
        match best.entry(key(&draft)) {
            std::collections::btree_map::Entry::Vacant(place) => {
                place.insert(draft);
            }
            std::collections::btree_map::Entry::Occupied(mut place) => {
                if draft.confidence > place.get().confidence {
                    place.insert(draft);
                }
            }
        }
    }
    best.into_values().collect()
}
