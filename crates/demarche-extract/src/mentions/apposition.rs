//! What a name is by the noun beside it: `the trader Ana Ruiz`, `its maker, Helvion`, `Blue
//! Lantern, a charity`. The model often takes rare names for places, or sees only a part of them.

use demarche_nlp::{Dep, Tag, Upos};

use super::names::{Name, Reading, is_institution_noun};
use super::office_phrases::head_of;
use crate::draft::Tokens;
use crate::lexicon::Lexicon;
use crate::tree::Tree;

/// Nouns of bodies besides those that are parts of names.
const BODIES: &[&str] = &[
    "airline",
    "alliance",
    "broadcaster",
    "brewer",
    "carrier",
    "chain",
    "charity",
    "coalition",
    "conglomerate",
    "consortium",
    "cooperative",
    "faction",
    "firm",
    "guild",
    "insurer",
    "lender",
    "lobby",
    "magazine",
    "manufacturer",
    "maker",
    "militia",
    "newspaper",
    "nonprofit",
    "outlet",
    "publisher",
    "retailer",
    "startup",
    "subsidiary",
    "supplier",
    "syndicate",
    "tank",
    "tribe",
    "utility",
    "watchdog",
    "website",
];

/// What a noun says of the name beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Human,
    Body,
}

/// Mends names by the nouns beside them and adds those that only such a noun reveals. `title`
/// tells the tokens of offices and titles. O(length).
pub(super) fn apposition(
    tree: &Tree<'_>,
    lexicon: &Lexicon,
    names: Vec<Name>,
    title: &[bool],
) -> Vec<Name> {
    let mut taken = vec![false; tree.len() as usize];
    for name in &names {
        for token in name.tokens.start..name.tokens.end {
            taken[token as usize] = true;
        }
    }
    let free = |taken: &[bool], at: u32| !taken[at as usize] && !title[at as usize];
    let mut all = Vec::with_capacity(names.len());
    for mut name in names {
        let open = matches!(
            name.reading,
            Reading::Person | Reading::Organization | Reading::Place | Reading::Other
        );
        if open {
            let sort = sort(tree, lexicon, name.tokens, name.head);
            let complete = lexicon.given_name(tree.text(name.tokens.start)).is_some()
                && name.tokens.end - name.tokens.start > 1;
            let whole = widened(tree, name.tokens, |at| !complete && free(&taken, at));
            let person = sort == Some(Sort::Human) || name.reading == Reading::Person;
            if whole != name.tokens && person && is_personal(tree, lexicon, whole) {
                for token in whole.start..whole.end {
                    taken[token as usize] = true;
                }
                name.tokens = whole;
                name.reading = Reading::Person;
            }
            mend(tree, lexicon, &mut name, sort);
        }
        all.push(name);
    }
    for head in 0..tree.len() {
        if tree.tag(head) != Tag::Nnp || !free(&taken, head) || tree.dep(head) != Dep::Appos {
            continue;
        }
        let one = Tokens {
            start: head,
            end: head + 1,
        };
        let tokens = widened(tree, one, |at| free(&taken, at));
        let Some(sort) = sort(tree, lexicon, tokens, head) else {
            continue;
        };
        let reading = match sort {
            Sort::Human if tokens.end - tokens.start > 1 && is_personal(tree, lexicon, tokens) => {
                Reading::Person
            }
            Sort::Body => Reading::Organization,
            Sort::Human => continue,
        };
        for token in tokens.start..tokens.end {
            taken[token as usize] = true;
        }
        all.push(Name {
            tokens,
            head,
            reading,
            tagged: true,
        });
    }
    all.sort_by_key(|name| name.tokens);
    all
}

/// The reading that the noun beside the name tells.
fn mend(tree: &Tree<'_>, lexicon: &Lexicon, name: &mut Name, sort: Option<Sort>) {
    let given = lexicon.given_name(tree.text(name.tokens.start)).is_some();
    match sort {
        Some(Sort::Human)
            if name.tokens.end - name.tokens.start > 1
                && is_personal(tree, lexicon, name.tokens) =>
        {
            name.reading = Reading::Person;
        }
        Some(Sort::Body) if !given && name.reading != Reading::Organization => {
            name.reading = Reading::Organization;
        }
        _ => {}
    }
    name.head = head_of(tree, name.tokens);
}

/// What the noun in apposition to the name, or right before it, says.
fn sort(tree: &Tree<'_>, lexicon: &Lexicon, tokens: Tokens, head: u32) -> Option<Sort> {
    let first = tree.first_conjunct(head);
    let above = (tree.dep(first) == Dep::Appos)
        .then(|| tree.head(first))
        .flatten();
    let before = tokens
        .start
        .checked_sub(1)
        .filter(|&at| tree.dep(at) == Dep::Compound && tree.head(at) == Some(head));
    let below = tree.with(head, &[Dep::Appos]).next();
    let nouns = [above, before, below].into_iter().flatten();
    nouns
        .filter(|&noun| tree.upos(noun) == Upos::Noun)
        .find_map(|noun| sort_of(tree, lexicon, noun))
}

fn sort_of(tree: &Tree<'_>, lexicon: &Lexicon, noun: u32) -> Option<Sort> {
    let lemma = tree.lemma(noun);
    if BODIES.contains(&lemma) || is_institution_noun(lemma) {
        return Some(Sort::Body);
    }
    lexicon.is_human(lemma).then_some(Sort::Human)
}

/// The name with the capitalised words before it that the tree joins to it.
fn widened(tree: &Tree<'_>, tokens: Tokens, free: impl Fn(u32) -> bool) -> Tokens {
    let mut start = tokens.start;
    while let Some(at) = start.checked_sub(1) {
        let joined = tree.dep(at) == Dep::Compound
            && tree
                .head(at)
                .is_some_and(|head| head > at && head < tokens.end)
            && tree.sentence_index(at) == tree.sentence_index(start);
        let word = tree.text(at);
        let capital =
            word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase);
        if !(joined && tree.tag(at) == Tag::Nnp && capital && free(at)) || tokens.end - at > 4 {
            break;
        }
        start = at;
    }
    Tokens {
        start,
        end: tokens.end,
    }
}

/// Whether all words can be those of a person's name.
fn is_personal(tree: &Tree<'_>, lexicon: &Lexicon, tokens: Tokens) -> bool {
    (tokens.start..tokens.end).all(|at| {
        let word = tree.text(at);
        let lower = word.to_lowercase();
        let capital =
            word.starts_with(char::is_uppercase) && word.chars().skip(1).any(char::is_lowercase);
        let role = is_institution_noun(&lower) || lexicon.is_human(&lower);
        (capital && !role) || matches!(word, "-" | "–" | "al" | "bin" | "de" | "van" | "von")
    })
}
