//! Speech without quotation marks: the paragraphs of a press statement behind a line that ends
//! in `said:`.

use demarche_nlp::Upos;

use crate::{draft::Tokens, tree::Tree};

use super::{LONGEST, Quote, Quotes};

/// Verbs that hand over to the speaker at the end of a line.
const HANDING_OVER: &[&str] = &["add", "comment", "continue", "declare", "say", "state"];

/// Words of a speaker on himself and his side.
const FIRST_PERSON: &[&str] = &["i", "me", "my", "myself", "our", "ours", "ourselves", "we"];

/// Most paragraphs of a statement.
const PARAGRAPHS: usize = 24;

/// Adds the paragraphs behind `said:` at the end of a line: the first, and those after it up to
/// the last in which the speaker speaks of himself, until marks or another speaker begin. Quotations
/// within become nested. O(tokens).
pub(super) fn add(tree: &Tree<'_>, found: &mut Quotes) {
    let mut spoken: Vec<Tokens> = Vec::new();
    let mut token = 0;
    while token < tree.len() {
        if hands_over(tree, found, token) {
            let statement = statement(tree, found, token + 1);
            token = statement.last().map_or(token, |last| last.end - 1);
            spoken.extend(statement);
        }
        token += 1;
    }
    if spoken.is_empty() {
        return;
    }
    for quote in &mut found.list {
        let after = spoken.partition_point(|part| part.start <= quote.tokens.start);
        quote.nested |= after > 0 && spoken[after - 1].has(quote.tokens.start);
    }
    found.list.extend(spoken.iter().map(|&tokens| Quote {
        tokens,
        inner: tokens,
        nested: false,
        open: true,
    }));
}

/// Whether the token is the colon of `said:` at the end of its line, outside quotation marks.
fn hands_over(tree: &Tree<'_>, found: &Quotes, token: u32) -> bool {
    let ends = token + 1 < tree.len() && {
        let next = (token + 1..tree.len()).find(|&next| tree.upos(next) != Upos::Space);
        next.is_some_and(|next| found.paragraph(next) != found.paragraph(token))
    };
    let verb = token.checked_sub(1);
    tree.text(token) == ":"
        && ends
        && verb.is_some_and(|verb| HANDING_OVER.contains(&tree.lemma(verb)))
        && found.around(token).is_none()
}

/// The paragraphs from `start` on that the speaker goes on in. O(tokens of them).
fn statement(tree: &Tree<'_>, found: &Quotes, start: u32) -> Vec<Tokens> {
    let mut all = Vec::new();
    let mut kept = 0;
    let mut at = start;
    while all.len() < PARAGRAPHS {
        let Some(first) = (at..tree.len()).find(|&token| tree.upos(token) != Upos::Space) else {
            break;
        };
        let own = |token: &u32| found.paragraph(*token) == found.paragraph(first);
        let mut end = (first..tree.len())
            .find(|token| !own(token))
            .unwrap_or(tree.len());
        at = end;
        while end > first + 1 && tree.upos(end - 1) == Upos::Space {
            end -= 1;
        }
        let marked = found
            .list
            .binary_search_by_key(&first, |quote| quote.tokens.start)
            .is_ok();
        if marked || end - first > LONGEST || tree.text(end - 1) == ":" {
            break;
        }
        let speaks =
            |token: u32| FIRST_PERSON.contains(&tree.norm(token)) && found.around(token).is_none();
        all.push(Tokens { start: first, end });
        if all.len() == 1 || (first..end).any(speaks) {
            kept = all.len();
        }
    }
    all.truncate(kept);
    all
}
