//! Gives a source to quotations.

use std::collections::BTreeMap;

use crate::{
    cues::{
        arguments::{deep_subjects, is_verb},
        pattern::{CuePos, extent},
        reporting::Reporting,
    },
    draft::{Actors, Tokens},
    quotes::{Quote, Quotes},
    tree::Tree,
};

use super::{
    AttributionDraft,
    find::{push, source_of_verb},
    source::{Source, source_at},
};

/// How far from a quotation its cue may stand.
const NEAR: u32 = 30;

/// How many attributions before and after a quotation may have taken it in.
const NEIGHBOURS: usize = 32;

/// Quotations of fewer words without a verb are terms, not speech.
const SPEECH: u32 = 4;

/// Where content reaches into a quotation that the cue stands outside of, it takes all of it.
pub(super) fn take_in_quotes(tree: &Tree<'_>, quotes: &Quotes, found: &mut [AttributionDraft]) {
    for draft in found {
        let Some(cue) = draft.cue else { continue };
        for part in &mut draft.parts {
            for token in [part.start, part.end - 1] {
                let quote = quotes.around(token);
                let speech = |quote: &&Quote| !quote.tokens.overlaps(cue) && is_speech(tree, quote);
                if let Some(quote) = quote.filter(speech) {
                    part.start = part.start.min(quote.tokens.start);
                    part.end = part.end.max(quote.tokens.end);
                }
            }
            widen_to_marks(tree, part);
            if let Some(source) = draft.source_tokens {
                cut_out(part, source);
            }
            cut_out(part, cue);
        }
        draft.parts.retain(|part| part.start < part.end);
        merge(&mut draft.parts);
    }
}

/// Takes the quotation mark that stands just outside.
pub(super) fn widen_to_marks(tree: &Tree<'_>, part: &mut Tokens) {
    let mark = |token: u32| matches!(tree.text(token), "\"" | "“" | "”" | "''" | "``");
    if part.end < tree.len() && mark(part.end) && !tree.token(part.end - 1).space_after {
        part.end += 1;
    }
    if part.start > 0 && mark(part.start - 1) && !tree.token(part.start - 1).space_after {
        part.start -= 1;
    }
}

/// Cuts the words of the cue off that end of the part that they overlap.
pub(super) fn cut_out(part: &mut Tokens, hole: Tokens) {
    if !part.overlaps(hole) {
        return;
    }
    if hole.start <= part.start {
        part.start = hole.end.min(part.end);
    } else if hole.end >= part.end {
        part.end = hole.start;
    }
}

pub(super) fn merge(parts: &mut Vec<Tokens>) {
    parts.sort_unstable();
    let mut merged: Vec<Tokens> = Vec::with_capacity(parts.len());
    for part in parts.drain(..) {
        match merged.last_mut() {
            Some(last) if part.start <= last.end => last.end = last.end.max(part.end),
            _ => merged.push(part),
        }
    }
    *parts = merged;
}

pub(super) fn is_speech(tree: &Tree<'_>, quote: &Quote) -> bool {
    let words = quote.inner.end - quote.inner.start;
    words >= SPEECH && (quote.inner.start..quote.inner.end).any(|token| is_verb(tree, token))
        || words >= SPEECH * 2
}

/// Gives a source to the quotations that no clause rule reached.
pub(super) fn assign_quotes(
    tree: &Tree<'_>,
    quotes: &Quotes,
    actors: &mut Actors,
    reporting: &Reporting,
    found: &mut Vec<AttributionDraft>,
) {
    let mut last: Option<(Quote, Option<Source>)> = None;
    let mut by_sentence: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, draft) in found.iter().enumerate() {
        let sentences = draft.parts.iter().flat_map(|part| {
            let last = tree.sentence_index(part.end - 1);
            tree.sentence_index(part.start)..=last
        });
        for sentence in sentences {
            by_sentence.entry(sentence).or_default().push(place);
        }
    }
    let outer = quotes.list.iter().filter(|quote| !quote.nested);
    for quote in outer {
        let near = by_sentence.get(&tree.sentence_index(quote.tokens.start));
        let near = near.map_or(&[][..], Vec::as_slice);
        let middle = near.partition_point(|&place| {
            found[place]
                .cue
                .is_some_and(|cue| cue.start < quote.tokens.start)
        });
        let last_near = near.len().min(middle + NEIGHBOURS);
        let near = &near[middle.saturating_sub(NEIGHBOURS)..last_near];
        let mut near = near.iter().copied();
        let covered = near.find(|&place: &usize| {
            let draft: &AttributionDraft = &found[place];
            let outside = draft.cue.is_none_or(|cue| !cue.overlaps(quote.inner));
            let covers = draft.parts.iter().any(|part| {
                overlap(*part, quote.tokens) * 2 > quote.tokens.end - quote.tokens.start
            });
            outside && covers
        });
        if let Some(place) = covered {
            let draft = &mut found[place];
            draft.parts.push(quote.tokens);
            if let Some(cue) = draft.cue {
                for part in &mut draft.parts {
                    cut_out(part, cue);
                }
            }
            merge(&mut draft.parts);
            let source = draft.source_tokens.map(|tokens| Source {
                actor: draft.source,
                tokens,
            });
            last = Some((*quote, source));
            continue;
        }
        if !is_speech(tree, quote) {
            continue;
        }
        if let Some((row, verb, cue)) = cue_beside(tree, quotes, reporting, quote) {
            let source = source_of_verb(tree, actors, verb);
            push(found, source, Some(cue), vec![quote.tokens], &row);
            last = Some((*quote, source));
            continue;
        }
        let carried = last.and_then(|(before, source)| {
            let gap = quotes.paragraph(quote.tokens.start) - quotes.paragraph(before.tokens.start);
            let goes_on = gap == 0 || (gap == 1 && before.open);
            source.filter(|_| goes_on)
        });
        let lone = carried.or_else(|| subject_before(tree, quotes, actors, quote));
        if let Some(source) = lone {
            let rule = if carried.is_some() {
                "quote.continued"
            } else {
                "quote.subject"
            };
            push(found, Some(source), None, vec![quote.tokens], rule);
            last = Some((*quote, Some(source)));
        }
    }
}

pub(super) fn overlap(left: Tokens, right: Tokens) -> u32 {
    let start = left.start.max(right.start);
    let end = left.end.min(right.end);
    end.saturating_sub(start)
}

/// The reporting verb that stands nearest beside the quotation, in its sentence or paragraph.
pub(super) fn cue_beside(
    tree: &Tree<'_>,
    quotes: &Quotes,
    reporting: &Reporting,
    quote: &Quote,
) -> Option<(String, u32, Tokens)> {
    let paragraph = quotes.paragraph(quote.tokens.start);
    let usable = |token: u32| {
        let (row, cue) = reporting.at(tree, token)?;
        let own = row.pos == CuePos::Verb && !deep_subjects(tree, token).is_empty();
        own.then(|| (row.id.clone(), token, extent(&cue)))
    };
    let free = |token: &u32| quotes.around(*token).is_none();
    let after_end = (quote.tokens.end + NEAR).min(tree.len());
    let stop = (quote.tokens.end..after_end)
        .find(|&token| {
            quotes.around(token).is_some()
                || quotes.paragraph(token) != paragraph
                || tree.text(token) == "."
        })
        .unwrap_or(after_end);
    let closed_by_stop = quote.inner.end > quote.inner.start
        && tree.text(quote.inner.end - 1) == "."
        && quote.tokens.end < tree.len()
        && tree.text(quote.tokens.end).starts_with(char::is_uppercase);
    let mut after = (quote.tokens.end..stop).filter(|_| !closed_by_stop);
    if let Some(cue) = after.find_map(usable) {
        return Some(cue);
    }
    let first = quote.tokens.start.saturating_sub(NEAR);
    let colon = quote.tokens.start > 0 && matches!(tree.text(quote.tokens.start - 1), ":" | ",");
    let sentence = if quote.tokens.start > 0 {
        tree.sentence(quote.tokens.start - 1).start
    } else {
        0
    };
    let begin = if colon {
        first.max(sentence)
    } else {
        first.max(tree.sentence(quote.tokens.start).start)
    };
    (begin..quote.tokens.start)
        .rev()
        .filter(|&token| quotes.paragraph(token) == paragraph)
        .filter(free)
        .find_map(usable)
}

/// The person that the sentence before the quotation is about, in the same paragraph.
pub(super) fn subject_before(
    tree: &Tree<'_>,
    quotes: &Quotes,
    actors: &mut Actors,
    quote: &Quote,
) -> Option<Source> {
    let before = quote.tokens.start.checked_sub(1)?;
    let same = quotes.paragraph(before) == quotes.paragraph(quote.tokens.start);
    if !same || quotes.around(before).is_some() {
        return None;
    }
    let sentence = tree.sentence(before);
    let root = (sentence.start..sentence.end).find(|&token| tree.head(token).is_none())?;
    let subjects = tree.own_subjects(root);
    let source = source_at(tree, actors, *subjects.first()?);
    let person = source
        .actor
        .is_some_and(|actor| actors.actor(actor).kind == demarche_model::ActorKind::Person);
    person.then_some(source)
}
