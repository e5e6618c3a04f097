//! Offices and roles in the text: `the former Latvian defence minister`, `President-elect`.

use demarche_model::Status;
use demarche_nlp::{Dep, Tag, Upos};

use crate::draft::Tokens;
use crate::lexicon::Lexicon;
use crate::lexicon::trie::Atoms;
use crate::tree::Tree;

/// How a phrase is introduced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Article {
    /// `the`, `this`, or a possessor.
    Definite,
    /// `a`, `an`, `one of`.
    Indefinite,
    /// None.
    Bare,
}

/// An office or role in the text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfficePhrase {
    /// From the first modifier of the title to its last word, without article and owner.
    pub tokens: Tokens,
    /// First token of the words that the row has.
    pub base: u32,
    /// The word that carries the phrase in the tree.
    pub head: u32,
    /// The row of the offices.
    pub office: u32,
    /// The words of the title, `former` and the like left out.
    pub wording: String,
    /// What `former`, `acting`, `-elect` say; current without any.
    pub status: Status,
    /// Whether a word tells the status.
    pub marked: bool,
    /// How it is introduced.
    pub article: Article,
    /// The last token of a name right before it that it may belong to: `Latvian`, `Trump` in
    /// `Trump's`, `NATO`.
    pub owner: Option<u32>,
    /// Whether it is plural.
    pub plural: bool,
}

/// Every office in the document, in text order, without overlap. `named` tells tokens that belong
/// to names of actors. O(length).
pub fn office_phrases(
    tree: &Tree<'_>,
    atoms: &Atoms,
    lexicon: &Lexicon,
    named: &[bool],
) -> Vec<OfficePhrase> {
    let mut found = Vec::new();
    let mut token = 0;
    while token < tree.len() {
        match phrase_at(tree, atoms, lexicon, named, token) {
            Some(phrase) => {
                token = phrase.tokens.end.max(token + 1);
                found.push(phrase);
            }
            None => token += 1,
        }
    }
    found
}

/// The row whose words begin at the token: end, row, whether it is a plural.
fn row_at(
    tree: &Tree<'_>,
    atoms: &Atoms,
    lexicon: &Lexicon,
    named: &[bool],
    token: u32,
) -> Option<(u32, u32, bool)> {
    let inside = |at: u32| named.get(at as usize).copied().unwrap_or(false);
    let hits = lexicon.offices.wordings.at(tree.doc, atoms, token);
    let singular = hits.first().map(|hit| (hit.end, *hit.value, false));
    let (end, office, plural) = singular.or_else(|| {
        // Plural heads: `ministers` is not a row, its lemma is.
        let plural = matches!(tree.tag(token), Tag::Nns | Tag::Nnps);
        let office = lexicon.offices.by_wording(tree.lemma(token));
        Some((token + 1, office.filter(|_| plural)?, true))
    })?;
    let last = end - 1;
    let noun = matches!(tree.upos(last), Upos::Noun | Upos::Propn | Upos::Adj);
    if !noun || (token..end).all(inside) {
        return None;
    }
    // `general election`, `chief reason`: not the head of anything, and no name follows.
    let onward = tree.head(last).is_some_and(|head| head > last)
        && matches!(tree.dep(last), Dep::Compound | Dep::Amod | Dep::Nmod);
    let next_named = inside(end)
        || tree.doc.tokens.get(end as usize).is_some_and(|next| {
            next.upos == Upos::Propn || matches!(tree.doc.token_text(end), "-" | "–")
        });
    let adjective = tree.upos(last) == Upos::Adj && end - token == 1;
    // `minister of foreign affairs` is one.
    let head = head_of(tree, Tokens { start: token, end });
    let plural = plural || matches!(tree.tag(head), Tag::Nns | Tag::Nnps);
    (next_named || !(onward || adjective)).then_some((end, office, plural))
}

fn phrase_at(
    tree: &Tree<'_>,
    atoms: &Atoms,
    lexicon: &Lexicon,
    named: &[bool],
    token: u32,
) -> Option<OfficePhrase> {
    let (end, office, plural) = row_at(tree, atoms, lexicon, named, token)?;
    let mut phrase = OfficePhrase {
        tokens: Tokens { start: token, end },
        base: token,
        head: token,
        office,
        wording: tree.doc.slice(token, end).to_owned(),
        status: Status::Current,
        marked: false,
        article: Article::Bare,
        owner: None,
        plural,
    };
    // Some rows have the suffix in their wording.
    if phrase.wording.to_ascii_lowercase().ends_with("elect") {
        phrase.status = Status::Elect;
        phrase.marked = true;
    } else if let Some((end, told)) = elect_suffix(tree, end) {
        phrase.tokens.end = end;
        phrase.status = told;
        phrase.marked = true;
    }
    phrase.head = head_of(tree, phrase.tokens);
    for _ in 0..12 {
        if !take_in(tree, named, token, &mut phrase) {
            break;
        }
    }
    Some(phrase)
}

/// Takes the word before the phrase in, if it belongs to it. False where the phrase begins.
fn take_in(tree: &Tree<'_>, named: &[bool], token: u32, phrase: &mut OfficePhrase) -> bool {
    let Some(at) = phrase.tokens.start.checked_sub(1) else {
        return false;
    };
    if tree.sentence_index(at) != tree.sentence_index(token) {
        return false;
    }
    let word = tree.norm(at).to_ascii_lowercase();
    let mark = tree.tag(at) == Tag::Pos || matches!(tree.text(at), "'s" | "’s");
    if mark || matches!(tree.tag(at), Tag::PrpDollar | Tag::WpDollar) {
        phrase.owner = if mark { at.checked_sub(1) } else { Some(at) };
        phrase.article = Article::Definite;
        return false;
    }
    if named.get(at as usize).copied().unwrap_or(false) {
        let owns = matches!(
            tree.dep(at),
            Dep::Compound | Dep::Amod | Dep::Nmod | Dep::Poss | Dep::Dep | Dep::Npadvmod
        ) || tree
            .head(at)
            .is_some_and(|head| head >= token && head < phrase.tokens.end);
        if owns {
            phrase.owner = Some(at);
            let (before, told) = before_owner(tree, named, at);
            phrase.article = before;
            if let Some(told) = told.filter(|_| !phrase.marked) {
                phrase.status = told;
                phrase.marked = true;
            }
        }
        return false;
    }
    if let Some(told) = status_word(&word) {
        phrase.status = told;
        phrase.marked = true;
    } else if matches!(word.as_str(), "the" | "this" | "that") {
        phrase.article = Article::Definite;
        return false;
    } else if matches!(word.as_str(), "a" | "an" | "another") {
        phrase.article = Article::Indefinite;
        return false;
    } else if is_modifier(tree, at, token, phrase.tokens.end) {
        if !is_filler(&word) && !matches!(tree.text(at), "-" | "–") {
            phrase.wording = format!("{} {}", tree.text(at), phrase.wording);
        }
    } else {
        return false;
    }
    phrase.tokens.start = at;
    true
}

/// `-elect` and the like behind the office: where it ends, and the status.
fn elect_suffix(tree: &Tree<'_>, end: u32) -> Option<(u32, Status)> {
    let text = |at: u32| {
        let known = (at as usize) < tree.doc.tokens.len();
        known.then(|| tree.text(at).to_ascii_lowercase())
    };
    let hyphen = text(end).is_some_and(|word| matches!(word.as_str(), "-" | "–" | "‑"));
    let at = if hyphen { end + 1 } else { end };
    let told = match text(at)?.as_str() {
        "elect" => Status::Elect,
        "designate" | "nominee" => Status::Designate,
        "hopeful" => Status::Speculated,
        _ => return None,
    };
    Some((at + 1, told))
}

/// What an adjective before an office says of its time.
fn status_word(word: &str) -> Option<Status> {
    match word {
        "former" | "ex" | "then" | "late" | "onetime" | "erstwhile" | "previous" | "ousted"
        | "deposed" | "retired" | "past" | "ex-" | "one-time" | "longtime-former" => {
            Some(Status::Former)
        }

        "acting" | "current" | "sitting" | "incumbent" | "outgoing" | "interim" | "caretaker" => {
            Some(Status::Current)
        }
        "elect" => Some(Status::Elect),
        "designate" | "incoming" | "future" | "nominated" => Some(Status::Designate),
        "potential" | "possible" | "prospective" | "would-be" => Some(Status::Speculated),
        _ => None,
    }
}

/// Words that belong to the phrase and not to the title.
fn is_filler(word: &str) -> bool {
    matches!(
        word,
        "new"
            | "newly"
            | "appointed"
            | "elected"
            | "re"
            | "longtime"
            | "long"
            | "time"
            | "veteran"
            | "first"
            | "own"
            | "powerful"
            | "embattled"
            | "influential"
            | "close"
            | "top"
            | "leading"
            | "prominent"
            | "fellow"
            | "now"
            | "later"
            | "recently"
            | "outspoken"
            | "hawkish"
            | "respected"
            | "famous"
            | "popular"
            | "populist"
            | "conservative"
            | "liberal"
            | "far"
            | "right"
            | "left"
            | "wing"
            | "pro"
            | "anti"
            | "nationalist"
            | "two"
            | "old"
            | "young"
            | "year"
            | "54-year-old"
            | "controversial"
            | "beleaguered"
            | "seasoned"
            | "key"
    )
}

/// Whether the token is a modifier inside the title that ends at `end`.
fn is_modifier(tree: &Tree<'_>, at: u32, from: u32, end: u32) -> bool {
    let dep = matches!(
        tree.dep(at),
        Dep::Compound
            | Dep::Amod
            | Dep::Nmod
            | Dep::Punct
            | Dep::Advmod
            | Dep::Nummod
            | Dep::Npadvmod
    );
    let tag = matches!(
        tree.tag(at),
        Tag::Nn
            | Tag::Nnp
            | Tag::Nns
            | Tag::Nnps
            | Tag::Jj
            | Tag::Jjs
            | Tag::Hyph
            | Tag::Vbn
            | Tag::Rb
    ) || matches!(tree.text(at), "-" | "–");
    let near = tree
        .head(at)
        .is_some_and(|head| head > at && head < end.max(from) + 6);
    dep && tag && near
}

/// Article and status before the name that the phrase belongs to: `the former Latvian minister`.
fn before_owner(tree: &Tree<'_>, named: &[bool], owner: u32) -> (Article, Option<Status>) {
    let mut status = None;
    let first = owner.saturating_sub(8);
    for at in (first..owner).rev() {
        if named.get(at as usize).copied().unwrap_or(false) {
            continue;
        }
        let word = tree.norm(at).to_ascii_lowercase();
        match word.as_str() {
            "the" | "this" => return (Article::Definite, status),
            "a" | "an" => return (Article::Indefinite, status),
            "-" | "–" => {}
            word if is_filler(word) => {}
            word => match status_word(word) {
                Some(told) => status = Some(told),
                None => break,
            },
        }
    }
    (Article::Bare, status)
}

/// The token of a range whose head lies outside; the last one where several do.
pub fn head_of(tree: &Tree<'_>, range: Tokens) -> u32 {
    let outside = |&token: &u32| tree.head(token).is_none_or(|head| !range.has(head));
    (range.start..range.end)
        .rev()
        .find(outside)
        .unwrap_or(range.start)
}
