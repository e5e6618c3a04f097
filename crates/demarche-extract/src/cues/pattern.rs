//! Cue words: an anchor, and for idioms the words that must follow it.

use demarche_nlp::{Dep, Tag, Upos};

use crate::{draft::Tokens, tree::Tree};

/// How many tokens may stand between two words of one idiom: before a noun, which brings its
/// modifiers, and before any other word.
const GAP: u32 = 8;
const NEAR: u32 = 4;

/// Part of speech of a cue's anchor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum CuePos {
    /// Adjective, or participle used as one.
    Adjective,
    /// Noun.
    Noun,
    /// Preposition, or the noun of a prepositional idiom.
    Preposition,
    /// Verb.
    Verb,
}

impl CuePos {
    /// From its letter in the tables.
    pub fn parse(letter: &str) -> Option<Self> {
        match letter {
            "a" => Some(Self::Adjective),
            "n" => Some(Self::Noun),
            "p" => Some(Self::Preposition),
            "v" => Some(Self::Verb),
            _ => None,
        }
    }

    /// Its letter in the tables.
    pub const fn letter(self) -> char {
        match self {
            Self::Adjective => 'a',
            Self::Noun => 'n',
            Self::Preposition => 'p',
            Self::Verb => 'v',
        }
    }

    /// Whether the token can be such a word.
    pub fn fits(self, tree: &Tree<'_>, token: u32) -> bool {
        let upos = tree.upos(token);
        let tag = tree.tag(token);
        match self {
            Self::Verb => upos == Upos::Verb || upos == Upos::Aux,
            Self::Noun => matches!(upos, Upos::Noun | Upos::Propn),
            Self::Preposition => true,
            Self::Adjective => {
                let participle = matches!(tag, Tag::Vbn | Tag::Vbg)
                    || tag == Tag::Vbd && (tree.dep(token) == Dep::Acomp || tree.is_passive(token));
                matches!(upos, Upos::Adj | Upos::Adv) || upos == Upos::Verb && participle
            }
        }
    }
}

/// Whether the token is the word, by lemma or as it stands.
pub fn is_word(tree: &Tree<'_>, token: u32, word: &str) -> bool {
    tree.lemma(token).eq_ignore_ascii_case(word) || tree.norm(token) == word
}

/// The tokens of a cue: its anchor and the words that follow it, if they all stand near below it.
pub fn match_rest(tree: &Tree<'_>, anchor: u32, rest: &[String]) -> Option<Vec<u32>> {
    let mut found = vec![anchor];
    let end = tree.sentence(anchor).end;
    let mut at = anchor;
    for word in rest {
        let reach = (at + 1 + GAP).min(end);
        let next = (at + 1..reach).find(|&token| {
            let noun = matches!(tree.upos(token), Upos::Noun | Upos::Propn);
            is_word(tree, token, word)
                && (noun || token <= at + NEAR)
                && (tree.dominates(anchor, token) || tree.head(anchor) == tree.head(token))
        })?;
        found.push(next);
        at = next;
    }
    Some(found)
}

/// From the first to the last of the tokens.
pub fn extent(tokens: &[u32]) -> Tokens {
    let start = tokens.iter().copied().min().unwrap_or(0);
    let end = tokens.iter().copied().max().map_or(start, |last| last + 1);
    Tokens { start, end }
}
