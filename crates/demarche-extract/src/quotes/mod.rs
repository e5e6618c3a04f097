//! Spans in quotation marks, straight or curly, nested, unbalanced, running over paragraphs; and
//! press statements without marks.

mod unmarked;

use demarche_nlp::Upos;

use crate::{draft::Tokens, tree::Tree};

/// Quotations longer than this are cut: a mark that nobody closed must not swallow an article.
const LONGEST: u32 = 400;

/// A piece of text in quotation marks, or a paragraph of a press statement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Quote {
    /// The tokens, marks included; the inner ones alone where no mark stands.
    pub tokens: Tokens,
    /// The tokens between the marks.
    pub inner: Tokens,
    /// Whether it lies in another quotation.
    pub nested: bool,
    /// Whether no mark closes it before its paragraph ends, so that the next one may go on.
    pub open: bool,
}

/// The quotations of a document in text order, and the paragraph that each token stands in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Quotes {
    /// All quotations, outer before inner ones.
    pub list: Vec<Quote>,
    paragraphs: Vec<u32>,
}

impl Quotes {
    /// The outermost quotation that holds the token between its marks. O(log quotations).
    pub fn around(&self, token: u32) -> Option<&Quote> {
        self.holding(token, false)
    }

    /// The quotation inside another one that holds the token. O(log quotations).
    pub fn nested_around(&self, token: u32) -> Option<&Quote> {
        self.holding(token, true)
    }

    fn holding(&self, token: u32, nested: bool) -> Option<&Quote> {
        let after = self
            .list
            .partition_point(|quote| quote.tokens.start <= token);
        let mut near = self.list[..after].iter().rev().take(16);
        near.find(|quote| quote.inner.has(token) && quote.nested == nested)
    }

    /// Number of the paragraph that holds the token. O(1).
    pub fn paragraph(&self, token: u32) -> u32 {
        self.paragraphs.get(token as usize).copied().unwrap_or(0)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Mark {
    Opens,
    Closes,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Weight {
    Double,
    Single,
}

/// Finds the quotations of the document. O(tokens).
pub fn quotes(tree: &Tree<'_>) -> Quotes {
    let mut found = Quotes {
        list: Vec::new(),
        paragraphs: paragraphs(tree),
    };
    let mut open: Vec<(u32, Weight)> = Vec::new();
    let closes = closes_next(tree, &found);
    for token in 0..tree.len() {
        let fresh = token > 0
            && found.paragraph(token) != found.paragraph(token - 1)
            && !(open.len() == 1 && open[0].1 == Weight::Double && closes[token as usize]);
        let long = open.first().is_some_and(|&(at, _)| token - at > LONGEST);
        if fresh || long {
            give_up(tree, &mut found, &mut open, token);
        }
        let Some((mark, weight)) = mark_at(tree, &found, token, &open) else {
            continue;
        };
        match mark {
            Mark::Opens => {
                if let Some(place) = open.iter().position(|&(_, known)| known == weight) {
                    give_up_from(tree, &mut found, &mut open, place, token);
                }
                open.push((token, weight));
            }
            Mark::Closes => {
                if let Some(place) = open.iter().rposition(|&(_, known)| known == weight) {
                    let start = open[place].0;
                    open.truncate(place);
                    push(&mut found, start, token + 1, token, place > 0, false);
                }
            }
        }
    }
    give_up(tree, &mut found, &mut open, tree.len());
    sort(&mut found);
    unmarked::add(tree, &mut found);
    sort(&mut found);
    found
}

fn sort(found: &mut Quotes) {
    found
        .list
        .sort_by_key(|quote| (quote.tokens.start, std::cmp::Reverse(quote.tokens.end)));
}

/// For every token, whether the next double mark from there on closes a quotation: one that is
/// open goes on to it over the end of a paragraph. O(tokens).
fn closes_next(tree: &Tree<'_>, found: &Quotes) -> Vec<bool> {
    let mut all = vec![false; tree.doc.tokens.len()];
    let mut next: Option<(u32, bool)> = None;
    for token in (0..tree.len()).rev() {
        let mark = mark_at(tree, found, token, &[]);
        if let Some((mark, Weight::Double)) = mark {
            let straight = matches!(tree.text(token), "\"" | "''");
            let closes = mark == Mark::Closes
                && (!straight || !gap_before(tree, found, token) && gap_after(tree, found, token));
            next = Some((token, closes));
        }
        all[token as usize] = next.is_some_and(|(at, closes)| closes && at - token <= LONGEST);
    }
    all
}

fn push(found: &mut Quotes, start: u32, end: u32, inner_end: u32, nested: bool, open: bool) {
    if start + 1 < inner_end {
        found.list.push(Quote {
            tokens: Tokens { start, end },
            inner: Tokens {
                start: start + 1,
                end: inner_end,
            },
            nested,
            open,
        });
    }
}

/// What to do with marks that nothing closes before `end`: a quotation goes on to there, an
/// apostrophe that looked like a mark is forgotten.
fn give_up(tree: &Tree<'_>, found: &mut Quotes, open: &mut Vec<(u32, Weight)>, end: u32) {
    give_up_from(tree, found, open, 0, end);
}

fn give_up_from(
    tree: &Tree<'_>,
    found: &mut Quotes,
    open: &mut Vec<(u32, Weight)>,
    place: usize,
    end: u32,
) {
    for (index, (start, weight)) in open.drain(place..).enumerate() {
        let mut stop = end;
        while stop > start && tree.upos(stop - 1) == Upos::Space {
            stop -= 1;
        }
        if weight == Weight::Double && stop > start && stop - start <= LONGEST + 1 {
            push(found, start, stop, stop, place + index > 0, true);
        }
    }
}

/// A new paragraph starts where a line break stands before a token or in one of white space.
fn paragraphs(tree: &Tree<'_>) -> Vec<u32> {
    let mut number = 0;
    let mut all = Vec::with_capacity(tree.doc.tokens.len());
    let mut end = 0;
    for token in 0..tree.len() {
        let own = tree.token(token);
        let gap = tree.doc.text.get(end..own.start as usize).unwrap_or("");
        if gap.contains('\n') {
            number += 1;
        }
        all.push(number);
        if tree.upos(token) == Upos::Space && tree.text(token).contains('\n') {
            number += 1;
        }
        end = own.end as usize;
    }
    all
}

fn mark_at(
    tree: &Tree<'_>,
    found: &Quotes,
    token: u32,
    open: &[(u32, Weight)],
) -> Option<(Mark, Weight)> {
    let text = tree.text(token);
    let is_open = |weight| open.iter().any(|&(_, known)| known == weight);
    match text {
        "“" | "„" | "«" | "``" => Some((Mark::Opens, Weight::Double)),
        "”" | "»" => Some((Mark::Closes, Weight::Double)),
        "\"" | "''" => {
            let before = gap_before(tree, found, token);
            let after = gap_after(tree, found, token);
            let mark = match (before, after) {
                (true, false) => Mark::Opens,
                (false, true) => Mark::Closes,
                _ if is_open(Weight::Double) => Mark::Closes,
                _ => Mark::Opens,
            };
            Some((mark, Weight::Double))
        }
        "‘" => Some((Mark::Opens, Weight::Single)),
        "’" if is_open(Weight::Single) => {
            let ends = gap_after(tree, found, token) && !gap_before(tree, found, token);
            ends.then_some((Mark::Closes, Weight::Single))
        }
        "'" => {
            let before = gap_before(tree, found, token);
            let after = gap_after(tree, found, token);
            if before && !after {
                Some((Mark::Opens, Weight::Single))
            } else if after && !before && is_open(Weight::Single) {
                Some((Mark::Closes, Weight::Single))
            } else {
                None
            }
        }
        _ => None,
    }
}

/// White space, an opening bracket or the start of the text stands before the mark.
fn gap_before(tree: &Tree<'_>, found: &Quotes, token: u32) -> bool {
    if token == 0 || found.paragraph(token) != found.paragraph(token - 1) {
        return true;
    }
    let previous = token - 1;
    tree.token(previous).space_after
        || tree.upos(previous) == Upos::Space
        || matches!(tree.text(previous), "(" | "[" | "—" | "–" | "“" | "‘" | ":")
}

/// White space, punctuation or the end of the text stands after the mark.
fn gap_after(tree: &Tree<'_>, found: &Quotes, token: u32) -> bool {
    let next = token + 1;
    next >= tree.len()
        || tree.token(token).space_after
        || found.paragraph(token) != found.paragraph(next)
        || tree.upos(next) == Upos::Space
        || matches!(
            tree.text(next),
            "," | "." | ";" | ":" | ")" | "]" | "?" | "!" | "—" | "–" | "”" | "’"
        )
}
