//! A name and a colon before what he says: speaker labels and headlines.

use demarche_model::fold_name;
use demarche_nlp::{EntityLabel, Upos};

use crate::{
    cues::{arguments::is_verb, reporting::ReportKind},
    draft::{Form, Tokens},
};

use super::{
    desk::{By, Desk},
    source::Source,
};

/// Longest name before the colon.
const NAME: u32 = 8;

/// Longest speech behind it.
const SPEECH: u32 = 400;

/// Notes every paragraph that opens with a name and a colon. O(tokens).
pub(super) fn labels(desk: &mut Desk<'_>) {
    let (tree, quotes) = (desk.tree, desk.quotes);
    let mut start = 0;
    while start < tree.len() {
        let paragraph = quotes.paragraph(start);
        let same = |token: &u32| quotes.paragraph(*token) == paragraph;
        let end = (start..tree.len())
            .find(|token| !same(token))
            .unwrap_or(tree.len());
        label(desk, Tokens { start, end });
        start = end;
    }
}

fn label(desk: &mut Desk<'_>, paragraph: Tokens) {
    let tree = desk.tree;
    let first = (paragraph.start..paragraph.end).find(|&token| tree.upos(token) != Upos::Space);
    let Some(first) = first else { return };
    let reach = paragraph.end.min(first + NAME);
    let Some(colon) = (first..reach).find(|&token| tree.text(token) == ":") else {
        return;
    };
    let name = Tokens {
        start: first,
        end: colon,
    };
    let content = Tokens {
        start: colon + 1,
        end: paragraph.end.min(colon + 1 + SPEECH),
    };
    let cue = Tokens {
        start: colon,
        end: colon + 1,
    };
    let speaks = (content.start..content.end).any(|token| is_verb(tree, token));
    let taken = desk.found.iter().rev().take(8).any(|draft| {
        draft.parts.iter().any(|part| part.overlaps(content))
            && draft.cue.is_some_and(|cue| name.has(cue.start))
    });
    if name.start == name.end || !speaks || taken {
        return;
    }
    let mention = (name.start..name.end)
        .rev()
        .filter_map(|token| desk.actors.covering(token))
        .find(|mention| {
            mention.form == Form::Name
                && mention.tokens.start <= first + 1
                && mention.tokens.end == colon
        });
    let source = match mention {
        Some(mention) => Source {
            actor: Some(mention.actor),
            tokens: name,
            head: mention.head,
        },
        None if is_shouted(desk, name) || is_person(desk, name) => Source {
            actor: None,
            tokens: name,
            head: colon - 1,
        },
        None => return,
    };
    let by = By {
        rule: "report.label",
        kind: ReportKind::Say,
    };
    desk.push(&[source], Some(cue), vec![content], by);
}

/// A person whom nothing but this line names.
fn is_person(desk: &Desk<'_>, name: Tokens) -> bool {
    let surname = fold_name(desk.tree.text(name.end - 1));
    if name.end - name.start == 1
        && !desk
            .lexicon
            .gazetteer
            .people_of_surname(&surname)
            .is_empty()
    {
        return true;
    }
    let entities = &desk.tree.doc.entities;
    let after = entities.partition_point(|entity| entity.start < name.start);
    let same = entities.get(after);
    same.is_some_and(|entity| {
        entity.start == name.start && entity.end == name.end && entity.label == EntityLabel::Person
    })
}

/// A speaker in capitals, as transcripts have it.
fn is_shouted(desk: &Desk<'_>, name: Tokens) -> bool {
    (name.start..name.end).all(|token| {
        let text = desk.tree.text(token);
        text.chars().filter(|letter| letter.is_alphabetic()).count() > 1
            && !text.chars().any(char::is_lowercase)
            || text == "."
    })
}
