//! Text to tokens, exactly as the trained pipeline's own English tokenizer cuts it.
//!
//! White space cuts the text into chunks. A chunk that is an exception has a fixed split; else
//! prefixes and suffixes are taken off until nothing changes or an exception is left; what
//! remains is kept whole if it is an address, and is split at its infixes otherwise. A last pass
//! over the tokens restores exceptions that contain affixes themselves.
//!
//! No cache is needed: every step looks at characters around one place, so that the cost is
//! linear in the text even for one chunk of many megabytes.

mod affix;
mod class;
pub(crate) mod lexeme;
mod norm;
mod special;
mod url;

use std::sync::LazyLock;

use compact_str::CompactString;
use rustc_hash::FxHashSet;

use crate::raw::RawToken;
use class::Classes;
pub(crate) use norm::Extra;
use norm::Norms;
use special::{Phrases, Specials};

/// One token during the work: byte range, and the norm of an exception.
#[derive(Debug, Clone, Copy)]
struct Piece {
    start: usize,
    end: usize,
    space_after: bool,
    norm: Option<&'static str>,
}

/// The tables, read once.
struct Rules {
    classes: Classes,
    units: FxHashSet<&'static str>,
    specials: Specials,
    phrases: Phrases,
    norms: Norms,
}

static RULES: LazyLock<Rules> = LazyLock::new(Rules::load);

/// The tokens of a text, in order and without overlap. Between two tokens stands nothing or one
/// plain space. Text after the first 4 GiB is not read. `extra` are norms that outweigh the
/// embedded ones, but for those of exceptions. O(length).
pub(crate) fn tokenize(text: &str, extra: &Extra) -> Vec<RawToken> {
    let rules = &*RULES;
    let text = readable(text);
    let mut pieces = Vec::with_capacity(text.len() / 5 + 1);
    rules.chunks(text, true, &mut pieces);
    let pieces = rules.phrases.apply(text, &rules.specials, pieces);
    let token = |piece: Piece| RawToken {
        start: u32::try_from(piece.start).unwrap_or(u32::MAX),
        end: u32::try_from(piece.end).unwrap_or(u32::MAX),
        space_after: piece.space_after,
        norm: piece.norm.map_or_else(
            || {
                let form = &text[piece.start..piece.end];
                extra.of_form(form).unwrap_or_else(|| rules.norms.of(form))
            },
            CompactString::const_new,
        ),
    };
    pieces.into_iter().map(token).collect()
}

/// As much of the text as offsets can address.
fn readable(text: &str) -> &str {
    let mut end = text.len().min(u32::MAX as usize);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Whether all characters are letters, and there is one. O(length).
pub(crate) fn is_alpha(form: &str) -> bool {
    !form.is_empty() && form.chars().all(|c| RULES.classes.is(c, class::LETTER))
}

impl Rules {
    fn load() -> Self {
        let mut rules = Rules {
            classes: Classes::load(),
            units: affix::units(),
            specials: Specials::load(),
            phrases: Phrases::default(),
            norms: Norms::load(),
        };
        let mut phrases = Phrases::default();
        for text in rules.specials.texts() {
            if rules.has_affix(text) {
                let mut pieces = Vec::new();
                rules.chunks(text, false, &mut pieces);
                let tokens = pieces.iter().map(|piece| &text[piece.start..piece.end]);
                phrases.add(&tokens.collect::<Vec<_>>());
            }
        }
        rules.phrases = phrases;
        rules
    }

    /// Whether the affix rules could take the text apart.
    fn has_affix(&self, text: &str) -> bool {
        let mut infix = false;
        affix::infixes(&self.classes, text, |_, _| infix = true);
        infix
            || text.contains(' ')
            || affix::prefix(&self.classes, text) > 0
            || affix::suffix(&self.classes, &self.units, text) > 0
    }

    /// Cuts at white space. A run of it is a token of its own, less the one plain space after a
    /// word.
    fn chunks(&self, text: &str, specials: bool, out: &mut Vec<Piece>) {
        let mut suffixes = Vec::new();
        let mut start = 0;
        let mut in_space = text.starts_with(lexeme::is_space);
        for (at, c) in text.char_indices() {
            if lexeme::is_space(c) == in_space {
                continue;
            }
            if start < at {
                self.chunk(text, start, at, specials, &mut suffixes, out);
            }
            start = at;
            if c == ' ' {
                if let Some(token) = out.last_mut() {
                    token.space_after = true;
                }
                start += 1;
            }
            in_space = !in_space;
        }
        if start < text.len() {
            self.chunk(text, start, text.len(), specials, &mut suffixes, out);
        }
    }

    /// The tokens of one chunk: all white space, or none.
    fn chunk(
        &self,
        text: &str,
        mut start: usize,
        mut end: usize,
        specials: bool,
        suffixes: &mut Vec<(usize, usize)>,
        out: &mut Vec<Piece>,
    ) {
        let special = |start: usize, end: usize| {
            if specials {
                self.specials.get(&text[start..end])
            } else {
                None
            }
        };
        if text[start..end].bytes().all(|b| b.is_ascii_alphabetic()) {
            match special(start, end) {
                Some(parts) => special::push(parts, start, out),
                None => out.push(plain(start, end)),
            }
            return;
        }
        suffixes.clear();
        while start < end && special(start, end).is_none() {
            let prefix = affix::prefix(&self.classes, &text[start..end]);
            let after = start + prefix;
            if prefix > 0 && special(after, end).is_some() {
                out.push(plain(start, after));
                start = after;
                break;
            }
            let suffix = affix::suffix(&self.classes, &self.units, &text[after..end]);
            let before = end - suffix;
            if suffix > 0 && special(start, before).is_some() {
                suffixes.push((before, end));
                end = before;
                break;
            }
            if prefix == 0 && suffix == 0 {
                break;
            }
            if prefix > 0 {
                out.push(plain(start, after));
                start = after;
            }
            if suffix > 0 {
                suffixes.push((before, end));
                end = before;
            }
        }
        if start < end {
            self.core(text, start, end, specials, out);
        }
        out.extend(suffixes.iter().rev().map(|&(start, end)| plain(start, end)));
    }

    /// What is left of a chunk without its affixes.
    fn core(&self, text: &str, start: usize, end: usize, specials: bool, out: &mut Vec<Piece>) {
        let rest = &text[start..end];
        if specials && let Some(parts) = self.specials.get(rest) {
            special::push(parts, start, out);
            return;
        }
        if url::is_url(&self.classes, rest) {
            out.push(plain(start, end));
            return;
        }
        let mut at = start;
        affix::infixes(&self.classes, rest, |first, last| {
            // An infix at the very start stays with what follows.
            if first == 0 {
                return;
            }
            if at < start + first {
                out.push(plain(at, start + first));
            }
            out.push(plain(start + first, start + last));
            at = start + last;
        });
        if at < end {
            out.push(plain(at, end));
        }
    }
}

/// A token without a norm of its own.
fn plain(start: usize, end: usize) -> Piece {
    Piece {
        start,
        end,
        space_after: false,
        norm: None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{Extra, lexeme};
    use crate::hash::string_key;
    use crate::raw::RawToken;

    fn tokenize(text: &str) -> Vec<RawToken> {
        super::tokenize(text, &Extra::default())
    }

    #[test]
    fn a_model_may_know_more_norms() {
        let pair = |form: &str, norm| (string_key(form), norm);
        let extra = Extra::of(vec![pair("treaties", "pacts"), pair("don't", "no")]);
        let norms = |extra| {
            let tokens = super::tokenize("We don't sign treaties", extra).into_iter();
            tokens
                .map(|token| token.norm.to_string())
                .collect::<Vec<_>>()
        };
        assert_eq!(norms(&extra), ["we", "do", "not", "sign", "pacts"]);
        assert_eq!(norms(&Extra::default())[4], "treaties");
    }

    #[test]
    fn tokens_and_norms_are_those_of_the_reference() {
        for gold in crate::fixture::read() {
            let ours = tokenize(&gold.text);
            let ours: Vec<_> = ours
                .iter()
                .map(|t| {
                    (
                        t.start as usize,
                        t.end as usize,
                        t.space_after,
                        t.norm.as_str(),
                    )
                })
                .collect();
            let theirs: Vec<_> = gold
                .tokens
                .iter()
                .map(|t| (t.start, t.end, t.space_after, t.norm.as_str()))
                .collect();
            assert_eq!(ours, theirs, "{:?}", gold.text);
        }
    }

    /// Tokens are ordered, never empty, lie on character boundaries, and leave out nothing but
    /// the spaces they say follow them.
    fn covers(text: &str) {
        let mut at = 0;
        for token in tokenize(text) {
            let (start, end) = (token.start as usize, token.end as usize);
            assert_eq!(start, at);
            assert!(start < end);
            let form = &text[start..end];
            let space = form.chars().all(lexeme::is_space);
            assert!(space || !form.contains(lexeme::is_space), "{form:?}");
            assert!(!token.norm.is_empty(), "{form:?}");
            at = end;
            if token.space_after {
                assert_eq!(text.as_bytes().get(at), Some(&b' '), "{form:?}");
                at += 1;
            }
        }
        assert_eq!(at, text.len());
    }

    #[test]
    fn hard_texts_are_covered() {
        for text in [
            "", " ", "  ", "\n", " a", "a ", "a  ", "\u{a0}", "''", "'''", "\\", "(a.)", "\0",
        ] {
            covers(text);
        }
    }

    #[test]
    fn one_long_chunk_costs_linear_time() {
        for unit in [
            "(", "a)", "a.b@", "'", "….", "http://", "a-b.c…", "1.", "日", "a:", "don't", ".com",
        ] {
            // Quadratic work on a megabyte would take hours.
            covers(&unit.repeat(1_000_000 / unit.len()));
        }
        let half = 500_000;
        covers(&["a".repeat(half), ")".repeat(half)].concat());
        covers(&["(".repeat(half), "a".repeat(half)].concat());
        covers(&["www.".to_owned(), "a".repeat(half), "@".repeat(half)].concat());
    }

    /// Text out of pieces that the rules care about.
    fn pieces() -> impl Strategy<Value = String> {
        let piece = prop::sample::select(vec![
            "a", "Z", "7", " ", "  ", "\n", "\u{a0}", ".", "..", ",", "'", "’s", "n't", "(", ")",
            "-", "—", "@", "://", "/", ":", "$", "US$", "km", "%", "…", "😀", "é", "日", "U.S.",
            "don't", "a.m.", ":)", "''", "www.", ".int", "+", "°", "C", "\u{301}", "\0", "€",
        ]);
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    fn forms(text: &str) -> Vec<(String, String)> {
        let form = |t: &RawToken| text[t.start as usize..t.end as usize].to_owned();
        tokenize(text)
            .iter()
            .map(|t| (form(t), t.norm.to_string()))
            .collect()
    }

    proptest! {
        #[test]
        fn any_text_is_covered(text in any::<String>()) {
            covers(&text);
        }

        #[test]
        fn any_mixture_is_covered(text in pieces()) {
            covers(&text);
        }

        #[test]
        fn a_paragraph_does_not_change_the_next(text in pieces(), other in pieces()) {
            let (text, other) = (format!("{text}x"), format!("\n{other}"));
            let apart = [forms(&text), forms(&other)].concat();
            prop_assert_eq!(forms(&(text + &other)), apart);
        }
    }
}
