//! Where people come from: `Ukrainian Volodymyr Zelensky`, `the Danish novelist Anna Berg`.

use std::collections::BTreeSet;

use demarche_model::{ActorKind, Confidence, RelationKind, Status};
use demarche_nlp::{Dep, Tag, Upos};

use super::RelationDraft;
use crate::draft::{ActorIx, Actors, Form, Tokens};
use crate::lexicon::{Lexicon, Role};
use crate::mentions::OfficePhrase;
use crate::tree::Tree;

/// `Ukrainian Volodymyr Zelensky`: a person with the adjective of a state and no office.
pub(super) fn relations(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    actors: &mut Actors,
    offices: &[OfficePhrase],
) -> Vec<RelationDraft> {
    let titles: BTreeSet<u32> = offices.iter().map(|phrase| phrase.tokens.start).collect();
    let mut found = Vec::new();
    let mut calls: Vec<(ActorIx, String)> = Vec::new();
    for pair in actors.mentions().windows(2) {
        let [state, person] = pair else { continue };
        let kinds = (
            actors.actor(state.actor).kind,
            actors.actor(person.actor).kind,
        );
        let described = described(tree, state.tokens, person.tokens);
        let beside = described
            || state.tokens.end == person.tokens.start && state.tokens.start < state.tokens.end;
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
        if described {
            let whole = tree.doc.slice(state.tokens.start, person.tokens.end);
            calls.push((person.actor, whole.to_owned()));
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
    for (person, name) in calls {
        actors.call(person, &name);
    }
    found
}

/// `the Danish novelist Anna Berg`: one or two common nouns between the adjective and the name.
fn described(tree: &Tree<'_>, state: Tokens, person: Tokens) -> bool {
    let between = state.end..person.start;
    let nouns = (1..=2).contains(&between.len())
        && between
            .clone()
            .all(|at| tree.upos(at) == Upos::Noun && tree.tag(at) == Tag::Nn);
    let noun = person.start.saturating_sub(1);
    let same = tree.sentence_index(state.start) == tree.sentence_index(person.start);
    let tied = tree.head(noun).is_some_and(|head| person.has(head))
        || (person.start..person.end)
            .any(|at| tree.head(at) == Some(noun) && tree.dep(at) == Dep::Appos);
    nouns && same && tied
}
