//! Who is tied to whom: offices, memberships, meetings, wars.

pub mod cues;
mod dating;
mod holders;
mod home;
mod lists;
pub mod offices;
mod parties;
mod rows;
pub mod time;

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorKind, Confidence, Date, RelationKind, Status};

use crate::draft::{ActorIx, Actors, Form, Tokens};
use crate::lexicon::{Lexicon, Role};
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
    all.extend(nationals(tree, lexicon, actors, offices));
    all.extend(parties::members(tree, lexicon, actors));
    dating::date(tree, date, &mut all);
    settle(all)
}

/// `Ukrainian Volodymyr Zelensky`: a person with the adjective of a state and no office.
fn nationals(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    actors: &Actors,
    offices: &[OfficePhrase],
) -> Vec<RelationDraft> {
    let titles: BTreeSet<u32> = offices.iter().map(|phrase| phrase.tokens.start).collect();
    let mut found = Vec::new();
    for pair in actors.mentions().windows(2) {
        let [state, person] = pair else { continue };
        let kinds = (
            actors.actor(state.actor).kind,
            actors.actor(person.actor).kind,
        );
        let beside =
            state.tokens.end == person.tokens.start && state.tokens.start < state.tokens.end;
        let first = state.tokens.start;
        let same = tree.sentence_index(first) == tree.sentence_index(person.tokens.start);
        let text = tree.doc.slice(state.tokens.start, state.tokens.end);
        let demonym = text.chars().any(char::is_lowercase)
            && lexicon
                .gazetteer
                .names
                .named(text)
                .any(|sense| sense.role == Role::Adjective);
        let kinds = kinds == (ActorKind::State, ActorKind::Person);
        let named = same && demonym && person.form == Form::Name && kinds;
        let titled = titles.contains(&person.tokens.start);
        if !(beside && named) || titled || tree.text(state.tokens.start).ends_with('.') {
            continue;
        }
        let sentence = tree.sentence(person.head);
        found.push(RelationDraft {
            subject: person.actor,
            subject_tokens: Some(person.tokens),
            kind: RelationKind::AffiliatedWith,
            object: state.actor,
            object_tokens: Some(state.tokens),
            office: None,
            status: Status::Current,
            valid_from: None,
            valid_to: None,
            confidence: Confidence::from_percent(80),
            hedged: false,
            cue: state.tokens,
            evidence: Tokens {
                start: sentence.start,
                end: sentence.end,
            },
            rule: "nationality".to_owned(),
        });
    }
    found
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
