//! Longest match of names over tokens.

use std::collections::HashMap;

use demarche_model::fold_name;
use demarche_nlp::Document;

/// How a name must be written to match.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Case {
    /// Exactly as given, dots aside: `US`, `WHO`.
    Exact,
    /// All capitals or one leading capital: `NATO`, `Nato`.
    Acronym,
    /// The first word begins with a capital.
    Name,
    /// Any: common nouns.
    Any,
}

/// A name with the value that it stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Pattern<V> {
    case: Case,
    surface: String,
    value: V,
}

/// Words of text, folded, with the token each came from.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Atoms {
    words: Vec<String>,
    tokens: Vec<u32>,
    first: Vec<u32>,
}

impl Atoms {
    /// Folds every token of the document. Hyphens vanish, so that `Asia-Pacific` and
    /// `Asia Pacific` are one. O(length).
    pub fn new(doc: &Document) -> Self {
        let mut atoms = Self::default();
        for index in 0..u32::try_from(doc.tokens.len()).unwrap_or(0) {
            atoms
                .first
                .push(u32::try_from(atoms.words.len()).unwrap_or(u32::MAX));
            let text = doc.token_text(index);
            if matches!(text, "-" | "–" | "‑") {
                continue;
            }
            let folded = fold(text);
            // Punctuation folds to nothing: it must stop a match.
            let mut parts = folded.split(' ').peekable();
            while let Some(part) = parts.next() {
                atoms.words.push(part.to_owned());
                atoms.tokens.push(index);
                if parts.peek().is_none() {
                    break;
                }
            }
        }
        atoms
    }
}

/// The form in which single tokens are compared. Unlike whole names, `the` stays.
fn fold(text: &str) -> String {
    if text.is_ascii() && text.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return text.to_ascii_lowercase();
    }
    fold_name(text)
}

/// Names in a trie over folded words.
#[derive(Debug, Clone)]
pub struct Trie<V> {
    next: HashMap<(u32, String), u32>,
    ends: Vec<Vec<Pattern<V>>>,
}

/// A match: tokens `start..end`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'a, V> {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
    /// What the name stands for; several where names are shared.
    pub value: &'a V,
}

impl<V> Default for Trie<V> {
    fn default() -> Self {
        Self {
            next: HashMap::new(),
            ends: vec![Vec::new()],
        }
    }
}

impl<V> Trie<V> {
    /// Adds a proper name; an acronym must match its case. O(length).
    pub fn add_name(&mut self, name: &str, value: V) {
        let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
        let shouted = !letters.is_empty() && letters.iter().all(|c| c.is_uppercase());
        let case = match (shouted, letters.len()) {
            (true, ..=3) => Case::Exact,
            (true, _) if !name.contains(' ') => Case::Acronym,
            _ => Case::Name,
        };
        self.add(name, case, value);
    }

    /// Adds common words, matched in any case. O(length).
    pub fn add_words(&mut self, words: &str, value: V) {
        self.add(words, Case::Any, value);
    }

    fn add(&mut self, name: &str, case: Case, value: V) {
        let mut state = 0;
        let mut any = false;
        for word in words(name) {
            any = true;
            let fresh = u32::try_from(self.ends.len()).unwrap_or(u32::MAX);
            let ends = &mut self.ends;
            state = *self.next.entry((state, word)).or_insert_with(|| {
                ends.push(Vec::new());
                fresh
            });
        }
        if any {
            self.ends[state as usize].push(Pattern {
                case,
                surface: name.replace('.', ""),
                value,
            });
        }
    }

    /// The longest matches that begin at the token, all values of that length.
    /// O(length of the longest name).
    pub fn at<'a>(&'a self, doc: &Document, atoms: &Atoms, token: u32) -> Vec<Hit<'a, V>> {
        self.at_most(doc, atoms, token, u32::MAX)
    }

    /// The same, but no match of more than `most` tokens. O(length of the longest name).
    pub fn at_most<'a>(
        &'a self,
        doc: &Document,
        atoms: &Atoms,
        token: u32,
        most: u32,
    ) -> Vec<Hit<'a, V>> {
        let mut hits: Vec<Hit<'a, V>> = Vec::new();
        let Some(&first) = atoms.first.get(token as usize) else {
            return hits;
        };
        let mut state = 0;
        let mut at = first as usize;
        if atoms.tokens.get(at) != Some(&token) {
            return hits;
        }
        while let Some(word) = atoms.words.get(at) {
            if word.is_empty() {
                break;
            }
            match self.next.get(&(state, word.clone())) {
                Some(&to) => state = to,
                None => break,
            }
            let last = atoms.tokens[at];
            if last - token >= most {
                break;
            }
            at += 1;
            // A match must not end inside a token.
            if atoms.tokens.get(at) == Some(&last) {
                continue;
            }
            let text = doc.slice(token, last + 1);
            let mut found = self.ends[state as usize]
                .iter()
                .filter(|pattern| allows(pattern.case, &pattern.surface, text))
                .map(|pattern| Hit {
                    start: token,
                    end: last + 1,
                    value: &pattern.value,
                })
                .peekable();
            if found.peek().is_some() {
                hits = found.collect();
            }
        }
        hits
    }

    /// The values of a name that stands by itself, case aside. O(length).
    pub fn named<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a V> + use<'a, V> {
        let mut state = Some(0);
        for word in words(name) {
            state = state.and_then(|at| self.next.get(&(at, word)).copied());
        }
        let ends = state
            .filter(|&at| at != 0)
            .map(|at| &self.ends[at as usize]);
        ends.into_iter().flatten().map(|pattern| &pattern.value)
    }
}

/// The words of a name as the tokenizer cuts them: at spaces and hyphens, before `'s`.
fn words(name: &str) -> impl Iterator<Item = String> {
    let apart = name.replace("'s", " s").replace("’s", " s");
    let pieces: Vec<String> = apart
        .split(|c: char| c.is_whitespace() || matches!(c, '-' | '–' | '‑' | '/'))
        .flat_map(|piece| {
            let folded = fold(piece);
            folded.split(' ').map(str::to_owned).collect::<Vec<_>>()
        })
        .filter(|word| !word.is_empty())
        .collect();
    pieces.into_iter()
}

fn allows(case: Case, surface: &str, text: &str) -> bool {
    let capital = |text: &str| text.chars().next().is_some_and(|c| !c.is_lowercase());
    match case {
        Case::Any => true,
        Case::Name if surface.starts_with(char::is_lowercase) => {
            let tail = |text: &str| -> String {
                let letters = text.chars().filter(|c| c.is_alphanumeric());
                letters.skip(1).collect()
            };
            tail(surface) == tail(text)
        }
        Case::Name => capital(text),
        Case::Exact => text.replace('.', "") == surface,
        Case::Acronym => {
            let plain = text.replace('.', "");
            plain == surface || (capital(&plain) && plain.chars().skip(1).all(char::is_lowercase))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use demarche_nlp::{Dep, Sentence, Tag, Token, Upos};

    fn doc(text: &str) -> Document {
        let mut tokens = Vec::new();
        let mut at = 0;
        for word in text.split(' ') {
            let start = at;
            at += u32::try_from(word.len()).unwrap();
            tokens.push(Token {
                start,
                end: at,
                space_after: true,
                norm: word.to_lowercase().into(),
                lemma: word.to_lowercase().into(),
                tag: Tag::Nn,
                upos: Upos::Noun,
                head: 0,
                dep: Dep::Dep,
            });
            at += 1;
        }
        let end = u32::try_from(tokens.len()).unwrap();
        Document {
            text: text.to_owned(),
            tokens,
            sentences: vec![Sentence { start: 0, end }],
            entities: Vec::new(),
        }
    }

    fn found(names: &[&'static str], text: &str) -> Vec<String> {
        let mut trie = Trie::default();
        for &name in names {
            trie.add_name(name, name);
        }
        let doc = doc(text);
        let atoms = Atoms::new(&doc);
        let all = (0..u32::try_from(doc.tokens.len()).unwrap())
            .flat_map(|token| trie.at(&doc, &atoms, token));
        all.map(|hit| doc.slice(hit.start, hit.end).to_owned())
            .collect()
    }

    #[test]
    fn the_longest_name_wins() {
        let names = ["Guinea", "Guinea-Bissau", "People's Republic of China"];
        assert_eq!(found(&names, "in Guinea - Bissau now"), ["Guinea - Bissau"]);
        let text = "the People ’s Republic of China";
        assert_eq!(found(&names, text), ["People ’s Republic of China"]);
        assert_eq!(found(&names, "guinea pigs"), [""; 0]);
    }

    #[test]
    fn acronyms_mind_their_case() {
        let names = ["US", "NATO", "U.S."];
        assert_eq!(
            found(&names, "tell us the U.S. and US"),
            ["U.S.", "U.S.", "US", "US"]
        );
        assert_eq!(found(&names, "NATO Nato nato"), ["NATO", "Nato"]);
    }

    #[test]
    fn names_are_looked_up() {
        let mut trie = Trie::default();
        trie.add_name("Côte d'Ivoire", 1);
        assert_eq!(trie.named("cote d’ivoire").collect::<Vec<_>>(), [&1]);
        assert_eq!(trie.named("").count(), 0);
    }
}
