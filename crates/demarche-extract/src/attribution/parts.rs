//! Cutting content out of a text: ranges of tokens without cue, source and loose punctuation.

use demarche_nlp::{Dep, Upos};

use crate::{draft::Tokens, quotes::Quotes, tree::Tree};

/// Content is cut after so many tokens: a damaged tree must not make it swallow a text.
const LONGEST: u32 = 400;

/// What lies below `content` and not below `cue`, in runs.
pub(super) fn parts_below(tree: &Tree<'_>, content: u32, cue: Option<u32>) -> Vec<Tokens> {
    let range = tree.subtree(content);
    let inside = cue.filter(|&cue| cue != content && tree.dominates(content, cue));
    let Some(cue) = inside else {
        return vec![range];
    };
    let hole = tree.subtree(cue);
    let before = Tokens {
        start: range.start,
        end: hole.start.max(range.start),
    };
    let after = Tokens {
        start: hole.end.min(range.end),
        end: range.end,
    };
    vec![before, after]
}

/// Cuts commas, white space, hanging conjunctions and, outside of quotations, full stops off the
/// ends; drops parts without a word.
pub(super) fn trimmed(tree: &Tree<'_>, quotes: &Quotes, parts: Vec<Tokens>) -> Vec<Tokens> {
    let loose = |token: u32| {
        tree.upos(token) == Upos::Space
            || matches!(
                tree.text(token),
                "," | ";" | ":" | "—" | "–" | "―" | "--" | "-"
            )
    };
    let cut = |mut part: Tokens| {
        part.end = part.end.min(part.start + LONGEST);
        while part.start < part.end && loose(part.start) {
            part.start += 1;
        }
        while part.start < part.end {
            let last = part.end - 1;
            let stop = tree.text(last) == "." && quotes.around(last).is_none();
            let hanging = tree.dep(last) == Dep::Cc && last > part.start;
            if !loose(last) && !stop && !hanging {
                break;
            }
            part.end -= 1;
        }
        part
    };
    let words = |part: &Tokens| {
        (part.start..part.end).any(|token| !matches!(tree.upos(token), Upos::Punct | Upos::Space))
    };
    parts.into_iter().map(cut).filter(words).collect()
}

/// Takes the quotation mark that stands just outside.
pub(super) fn widen_to_marks(tree: &Tree<'_>, quotes: &Quotes, part: &mut Tokens) {
    let mark = |token: u32| matches!(tree.text(token), "\"" | "“" | "”" | "''" | "``");
    let beside = |left: u32, right: u32| {
        !tree.token(left).space_after && quotes.paragraph(left) == quotes.paragraph(right)
    };
    if part.end < tree.len() && mark(part.end) && beside(part.end - 1, part.end) {
        part.end += 1;
    }
    if part.start > 0 && mark(part.start - 1) && beside(part.start - 1, part.start) {
        part.start -= 1;
    }
}

/// Cuts the hole out of the parts; what it parts becomes two.
pub(super) fn without(parts: Vec<Tokens>, hole: Tokens) -> Vec<Tokens> {
    let mut left = Vec::with_capacity(parts.len());
    for part in parts {
        if !part.overlaps(hole) {
            left.push(part);
            continue;
        }
        let before = Tokens {
            start: part.start,
            end: hole.start.max(part.start),
        };
        let after = Tokens {
            start: hole.end.min(part.end),
            end: part.end,
        };
        left.extend(
            [before, after]
                .into_iter()
                .filter(|run| run.start < run.end),
        );
    }
    left
}

/// Cuts the hole off that end of the part that it overlaps.
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

/// Sorts the parts and joins those that touch.
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

/// How many tokens both have.
pub(super) fn overlap(left: Tokens, right: Tokens) -> u32 {
    let start = left.start.max(right.start);
    let end = left.end.min(right.end);
    end.saturating_sub(start)
}
