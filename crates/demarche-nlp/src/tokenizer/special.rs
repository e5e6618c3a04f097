//! Tokenizer exceptions: chunks with a fixed split (`don't`, `U.S.`, `:-)`), and the last pass
//! that puts together again what the affix rules took apart.

use rustc_hash::FxHashMap;

use super::Piece;
use crate::tsv;

/// One token of an exception: its length in bytes and its norm, where it has its own.
#[derive(Debug)]
pub(super) struct Part {
    length: usize,
    norm: Option<&'static str>,
}

/// The exceptions by their text.
pub(super) struct Specials {
    by_text: FxHashMap<String, Vec<Part>>,
    longest: usize,
}

impl Specials {
    /// Reads the embedded table.
    pub(super) fn load() -> Self {
        let mut by_text = FxHashMap::default();
        for row in tsv::rows(include_str!("../../data/specials.tsv")) {
            let mut text = String::new();
            let mut parts = Vec::new();
            let mut cells = row;
            while let (Some(orth), Some(norm)) = (cells.next(), cells.next()) {
                let orth = tsv::cell(orth);
                let norm = (!norm.is_empty()).then_some(norm);
                parts.push(Part {
                    length: orth.len(),
                    norm,
                });
                text.push_str(&orth);
            }
            by_text.insert(text, parts);
        }
        let longest = by_text.keys().map(String::len).max().unwrap_or(0);
        Specials { by_text, longest }
    }

    /// The exceptions' texts, sorted.
    pub(super) fn texts(&self) -> Vec<&str> {
        let mut all: Vec<&str> = self.by_text.keys().map(String::as_str).collect();
        all.sort_unstable();
        all
    }

    /// The split of exactly this text. O(1), whatever the length of the text.
    #[inline]
    pub(super) fn get(&self, text: &str) -> Option<&[Part]> {
        if text.len() > self.longest {
            return None;
        }
        self.by_text.get(text).map(Vec::as_slice)
    }
}

/// Appends the tokens of an exception that stands at byte `start`.
pub(super) fn push(parts: &[Part], start: usize, out: &mut Vec<Piece>) {
    let mut at = start;
    for part in parts {
        out.push(Piece {
            start: at,
            end: at + part.length,
            space_after: false,
            norm: part.norm,
        });
        at += part.length;
    }
}

/// Token sequences that spell an exception, by their first token.
#[derive(Default)]
pub(super) struct Phrases {
    by_first: FxHashMap<String, Vec<Vec<String>>>,
    longest_first: usize,
}

impl Phrases {
    /// Adds the tokens of one exception. The sequence must not be empty.
    pub(super) fn add(&mut self, tokens: &[&str]) {
        let Some((first, rest)) = tokens.split_first() else {
            return;
        };
        self.longest_first = self.longest_first.max(first.len());
        let sequences = self.by_first.entry((*first).to_owned()).or_default();
        sequences.push(rest.iter().map(|&token| token.to_owned()).collect());
    }

    /// Replaces sequences that spell an exception by its tokens.
    ///
    /// Longer sequences win over shorter ones, then earlier over later ones. A sequence with
    /// spaces inside keeps its tokens, but hides others all the same, as in the reference.
    pub(super) fn apply(&self, text: &str, specials: &Specials, pieces: Vec<Piece>) -> Vec<Piece> {
        let spans = self.find(text, &pieces);
        if spans.is_empty() {
            return pieces;
        }
        let mut out = Vec::with_capacity(pieces.len() + spans.len());
        let mut copied = 0;
        for (start, end) in spans {
            let (first, last) = (&pieces[start], &pieces[end - 1]);
            let Some(parts) = specials.get(&text[first.start..last.end]) else {
                continue;
            };
            out.extend_from_slice(&pieces[copied..start]);
            push(parts, first.start, &mut out);
            if let Some(token) = out.last_mut() {
                token.space_after = last.space_after;
            }
            copied = end;
        }
        out.extend_from_slice(&pieces[copied..]);
        out
    }

    /// The sequences to replace, in text order, without overlap. O(tokens + found log found).
    fn find(&self, text: &str, pieces: &[Piece]) -> Vec<(usize, usize)> {
        let orth = |piece: &Piece| &text[piece.start..piece.end];
        let mut found = Vec::new();
        for (start, piece) in pieces.iter().enumerate() {
            if piece.end - piece.start > self.longest_first {
                continue;
            }
            let Some(sequences) = self.by_first.get(orth(piece)) else {
                continue;
            };
            for rest in sequences {
                let tail = &pieces[start + 1..];
                let same = tail.len() >= rest.len()
                    && rest
                        .iter()
                        .zip(tail)
                        .all(|(token, piece)| token == orth(piece));
                if same {
                    found.push((start, start + 1 + rest.len()));
                }
            }
        }
        found.sort_unstable_by_key(|&(start, end)| (std::cmp::Reverse(end - start), start));
        if found.is_empty() {
            return found;
        }
        let mut seen = vec![false; pieces.len()];
        found.retain(|&(start, end)| {
            let free = !seen[start] && !seen[end - 1];
            seen[start..end].fill(true);
            free
        });
        found.sort_unstable();
        found
    }
}
