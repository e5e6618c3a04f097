//! Gives a source to quotations.

use std::collections::BTreeMap;

use demarche_model::ActorKind;
use demarche_nlp::{Dep, Upos};

use crate::{
    cues::{
        arguments::{deep_subjects, is_verb},
        pattern::{CuePos, extent},
        reporting::{Content, ReportKind, Reporting},
    },
    draft::Tokens,
    quotes::{Quote, Quotes},
    tree::Tree,
};

use super::{
    AttributionDraft,
    desk::{By, Desk},
    parts::{cut_out, merge, overlap, widen_to_marks, without},
    source::Source,
};

/// How far from a quotation its cue may stand.
const NEAR: u32 = 30;

/// How many attributions before and after a quotation may have taken it in.
const NEIGHBOURS: usize = 32;

/// Longest line that tells who said the one before.
const NEXT_LINE: u32 = 14;

/// Most tokens of a paragraph that are looked at.
const LONGEST: usize = 800;

/// Quotations of fewer words without a verb are terms, not speech.
const SPEECH: u32 = 4;

/// Where content reaches into a quotation that the cue stands outside of, it takes all of it.
pub(super) fn take_in_quotes(tree: &Tree<'_>, quotes: &Quotes, found: &mut [AttributionDraft]) {
    for draft in found {
        let Some(cue) = draft.cue else { continue };
        for part in &mut draft.parts {
            let inner = quotes.nested_around(part.start);
            let told =
                |quote: &&Quote| !quote.tokens.overlaps(cue) && quotes.around(cue.start).is_some();
            if let Some(quote) = inner.filter(told) {
                *part = quote.tokens;
                continue;
            }
            for token in [part.start, part.end - 1] {
                let quote = quotes.around(token);
                let speech = |quote: &&Quote| !quote.tokens.overlaps(cue) && is_speech(tree, quote);
                if let Some(quote) = quote.filter(speech) {
                    part.start = part.start.min(quote.tokens.start);
                    part.end = part.end.max(quote.tokens.end);
                }
            }
            fill_quotes(tree, quotes, cue, part);
            widen_to_marks(tree, quotes, part);
            cut_out(part, cue);
            shed_marks(quotes, cue, part);
        }
        if let Some(source) = draft.source_phrase {
            draft.parts = without(std::mem::take(&mut draft.parts), source);
        }
        draft.parts.retain(|part| part.start < part.end);
        merge(&mut draft.parts);
    }
}

/// Takes the rest of a short quotation where only punctuation is left of it: `was "fake."`
fn fill_quotes(tree: &Tree<'_>, quotes: &Quotes, cue: Tokens, part: &mut Tokens) {
    let bare = |from: u32, to: u32| (from..to).all(|token| tree.upos(token) == Upos::Punct);
    let outer = |token: u32| {
        let quote = quotes.around(token);
        quote.filter(|quote| !quote.tokens.overlaps(cue))
    };
    if let Some(quote) = outer(part.end - 1).filter(|quote| bare(part.end, quote.tokens.end)) {
        part.end = part.end.max(quote.tokens.end);
    }
    if let Some(quote) = outer(part.start).filter(|quote| bare(quote.tokens.start, part.start)) {
        part.start = part.start.min(quote.tokens.start);
    }
}

/// Leaves the marks out where the cue stands between them, too.
fn shed_marks(quotes: &Quotes, cue: Tokens, part: &mut Tokens) {
    let Some(quote) = quotes.around(cue.start) else {
        return;
    };
    if part.start == quote.tokens.start {
        part.start = quote.inner.start.min(part.end);
    }
    if part.end == quote.tokens.end {
        part.end = quote.inner.end.max(part.start);
    }
}

fn is_speech(tree: &Tree<'_>, quote: &Quote) -> bool {
    let words = quote.inner.end - quote.inner.start;
    let unmarked = quote.inner == quote.tokens;
    unmarked
        || words >= SPEECH && (quote.inner.start..quote.inner.end).any(|token| is_verb(tree, token))
        || words >= SPEECH * 2
}

/// Gives a source to the quotations that no clause rule reached.
pub(super) fn assign_quotes(desk: &mut Desk<'_>) {
    let (tree, quotes) = (desk.tree, desk.quotes);
    let mut last: Option<(Quote, Option<Source>)> = None;
    let by_sentence = by_sentence(tree, &desk.found);
    let spoken_in = last_speaker_by_paragraph(quotes, &desk.found);
    for quote in quotes.list.iter().filter(|quote| !quote.nested) {
        if let Some(place) = covering(tree, &desk.found, &by_sentence, quote) {
            let draft = &mut desk.found[place];
            draft.parts.push(quote.tokens);
            if let Some(cue) = draft.cue {
                for part in &mut draft.parts {
                    cut_out(part, cue);
                }
            }
            merge(&mut draft.parts);
            last = Some((*quote, source_of(tree, draft)));
            continue;
        }
        let speech = is_speech(tree, quote);
        if !speech && !is_set_off(tree, quote) {
            continue;
        }
        if let Some((rule, verb, cue)) = cue_beside(tree, quotes, &desk.cues.reporting, quote) {
            let sources = desk.sources_of_verb(verb);
            let by = By {
                rule: &rule,
                kind: ReportKind::Say,
            };
            desk.push(&sources, Some(cue), vec![quote.tokens], by);
            last = Some((*quote, sources.first().copied()));
            continue;
        }
        if !speech {
            continue;
        }
        let carried = last.and_then(|(before, source)| {
            let gap = quotes.paragraph(quote.tokens.start) - quotes.paragraph(before.tokens.start);
            let alone = gap == 1 && fills_paragraph(tree, quotes, quote);
            let source = source.filter(|_| gap == 0 || gap == 1 && before.open || alone)?;
            Some((source, before.open || follows(tree, &before, quote)))
        });
        let of_paragraph = |desk: &Desk<'_>| {
            let before = quotes.paragraph(quote.tokens.start).checked_sub(1)?;
            let place = *spoken_in.get(&before)?;
            let alone = fills_paragraph(tree, quotes, quote);
            source_of(tree, &desk.found[place]).filter(|_| alone)
        };
        let near = carried.filter(|&(_, near)| near).map(|(source, _)| source);
        let mut rule = "quote.continued";
        let mut lone = near;
        if lone.is_none() {
            lone = subject_before(desk, quote);
            rule = "quote.subject";
        }
        if lone.is_none() {
            let far = carried.map(|(source, _)| source);
            lone = far.or_else(|| of_paragraph(desk));
            rule = "quote.continued";
        }
        if let Some(source) = lone {
            let by = By {
                rule,
                kind: ReportKind::Say,
            };
            desk.push(&[source], None, vec![quote.tokens], by);
            last = Some((*quote, Some(source)));
        }
    }
}

/// Whether no whole sentence stands between the two.
fn follows(tree: &Tree<'_>, before: &Quote, quote: &Quote) -> bool {
    let last = tree.sentence_index(before.tokens.end - 1);
    tree.sentence_index(quote.tokens.start) <= last + 1
}

fn source_of(tree: &Tree<'_>, draft: &AttributionDraft) -> Option<Source> {
    let tokens = draft.source_tokens?;
    let outside = |&at: &u32| tree.head(at).is_none_or(|head| !tokens.has(head));
    Some(Source {
        actor: draft.source,
        tokens,
        head: (tokens.start..tokens.end)
            .find(outside)
            .unwrap_or(tokens.start),
    })
}

/// Places of the attributions with content in a sentence, by its index.
fn by_sentence(tree: &Tree<'_>, found: &[AttributionDraft]) -> BTreeMap<usize, Vec<usize>> {
    let mut all: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (place, draft) in found.iter().enumerate() {
        let sentences = draft.parts.iter().flat_map(|part| {
            let last = tree.sentence_index(part.end - 1);
            tree.sentence_index(part.start)..=last
        });
        for sentence in sentences {
            all.entry(sentence).or_default().push(place);
        }
    }
    all
}

/// The last attribution to an actor in each paragraph that is not itself inside a quotation.
fn last_speaker_by_paragraph(quotes: &Quotes, found: &[AttributionDraft]) -> BTreeMap<u32, usize> {
    let mut all: BTreeMap<u32, usize> = BTreeMap::new();
    for (place, draft) in found.iter().enumerate() {
        let Some(cue) = draft.cue else { continue };
        let outer = quotes.around(cue.start).is_none();
        if outer && draft.source.is_some() && draft.kind == ReportKind::Say {
            all.insert(quotes.paragraph(cue.start), place);
        }
    }
    all
}

/// The attribution that holds most of the quotation already.
fn covering(
    tree: &Tree<'_>,
    found: &[AttributionDraft],
    by_sentence: &BTreeMap<usize, Vec<usize>>,
    quote: &Quote,
) -> Option<usize> {
    let near = by_sentence.get(&tree.sentence_index(quote.tokens.start));
    let near = near.map_or(&[][..], Vec::as_slice);
    let middle = near.partition_point(|&place| {
        let cue = found[place].cue;
        cue.is_some_and(|cue| cue.start < quote.tokens.start)
    });
    let last_near = near.len().min(middle + NEIGHBOURS);
    let near = &near[middle.saturating_sub(NEIGHBOURS)..last_near];
    near.iter().copied().find(|&place| {
        let draft = &found[place];
        let outside = draft.cue.is_none_or(|cue| !cue.overlaps(quote.inner));
        let covers = draft
            .parts
            .iter()
            .any(|part| overlap(*part, quote.tokens) * 2 > quote.tokens.end - quote.tokens.start);
        outside && covers
    })
}

/// Whether the quotation opens its paragraph and nothing but quotations stands in it.
fn fills_paragraph(tree: &Tree<'_>, quotes: &Quotes, quote: &Quote) -> bool {
    let paragraph = quotes.paragraph(quote.tokens.start);
    let own = |token: u32| quotes.paragraph(token) == paragraph;
    let opens = quote.tokens.start == 0 || !own(quote.tokens.start - 1);
    let end = quote.tokens.end;
    let mut rest = (end..tree.len())
        .take(LONGEST)
        .take_while(|&token| own(token));
    let quoted = |token: u32| {
        quotes.around(token).is_some() || matches!(tree.upos(token), Upos::Space | Upos::Punct)
    };
    opens && rest.all(quoted)
}

/// Whether commas or a colon set the quotation off as speech, however short it is.
fn is_set_off(tree: &Tree<'_>, quote: &Quote) -> bool {
    let closes = matches!(tree.text(quote.inner.end - 1), "," | "?" | "!");
    let opens = quote
        .tokens
        .start
        .checked_sub(1)
        .is_some_and(|before| matches!(tree.text(before), ":" | ","));
    closes || opens && tree.text(quote.inner.end - 1) == "."
}

/// The reporting verb that stands nearest beside the quotation, in its sentence or paragraph.
fn cue_beside(
    tree: &Tree<'_>,
    quotes: &Quotes,
    reporting: &Reporting,
    quote: &Quote,
) -> Option<(String, u32, Tokens)> {
    let paragraph = quotes.paragraph(quote.tokens.start);
    let usable = |token: u32| {
        let (row, cue) = reporting.at(tree, token)?;
        let speaks = row.pos == CuePos::Verb && row.takes(Content::That);
        let own = speaks && !deep_subjects(tree, token).is_empty();
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
    if let Some(cue) = cue_of_next_line(tree, quotes, quote).and_then(usable) {
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

/// The main verb of a short line behind a quotation that ends its own line: `he wrote.`
fn cue_of_next_line(tree: &Tree<'_>, quotes: &Quotes, quote: &Quote) -> Option<u32> {
    let start = quote.tokens.end;
    let ends = start < tree.len() && quotes.paragraph(start) != quotes.paragraph(start - 1);
    if !ends {
        return None;
    }
    let line = tree.sentence(start);
    let short = line.end - line.start <= NEXT_LINE;
    let root = (line.start..line.end).find(|&token| tree.head(token).is_none())?;
    let free = tree
        .with(root, &[Dep::Ccomp, Dep::Xcomp, Dep::Dobj])
        .all(|child| tree.dep(child) == Dep::Dobj && tree.lemma(root) == "tell");
    let quoted = (line.start..line.end).any(|token| quotes.around(token).is_some());
    (short && free && !quoted).then_some(root)
}

/// The person that the sentence before the quotation is about, in the same paragraph, or in the
/// one before where the quotation fills its own.
fn subject_before(desk: &mut Desk<'_>, quote: &Quote) -> Option<Source> {
    let (tree, quotes) = (desk.tree, desk.quotes);
    let mut before = quote.tokens.start.checked_sub(1)?;
    while before > 0 && tree.upos(before) == Upos::Space {
        before -= 1;
    }
    let gap = quotes.paragraph(quote.tokens.start) - quotes.paragraph(before);
    let near = gap == 0 || gap == 1 && fills_paragraph(tree, quotes, quote);
    if !near || quotes.around(before).is_some() {
        return None;
    }
    let sentence = tree.sentence(before);
    let root = (sentence.start..sentence.end).find(|&token| tree.head(token).is_none())?;
    let subjects = tree.own_subjects(root);
    let subject = *subjects.first()?;
    if quotes.around(subject).is_some() {
        return None;
    }
    let source = desk.source(subject);
    let person = source
        .actor
        .is_some_and(|actor| desk.actors.actor(actor).kind == ActorKind::Person);
    person.then_some(source)
}
