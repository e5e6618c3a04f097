//! Word types seen lately, with what the encoders make of them before they look at context.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::encoder::{Encoder, REACH, Scratch, WORD};
use crate::lexical::Lexical;
use crate::raw::RawToken;

/// Types of one generation at most, but for those of a single run. A type costs about 8 kB.
const LIMIT: usize = 2048;

/// In a list of rows: a row beside a text, where no token stands.
pub(crate) const BESIDE: u32 = u32::MAX;

/// Two generations of types. A type in use moves to the young one; when that is full, the old
/// one is dropped. What is held saves work and changes no result, since a type's numbers depend
/// on the type alone.
#[derive(Default)]
pub(crate) struct Words {
    young: Generation,
    old: Generation,
    /// Type of each row of the window asked for last.
    pub(crate) window: Vec<u32>,
}

/// Types by word, norm and whether a space follows, numbered from 1; 0 is the row beyond the
/// ends of a text.
#[derive(Default)]
struct Generation {
    known: FxHashMap<(CompactString, CompactString, bool), u32>,
    /// Numbers of the shared encoder and of the entity encoder.
    numbers: [Vec<f32>; 2],
}

impl Words {
    /// Numbers of the types in the shared encoder.
    pub(crate) fn shared(&self) -> &[f32] {
        &self.young.numbers[0]
    }

    /// Numbers of the types in the entity encoder.
    pub(crate) fn entity(&self) -> &[f32] {
        &self.young.numbers[1]
    }

    /// Finds the types of the rows `from..to` and of their neighbours within reach of the
    /// encoders, and computes those that are new. `layout` tells the token of each row.
    pub(crate) fn look(
        &mut self,
        text: &str,
        tokens: &[RawToken],
        (layout, from, to): (&[u32], usize, usize),
        lexical: &Lexical,
        encoders: [&Encoder; 2],
        scratch: &mut Scratch,
    ) {
        let Self { young, old, window } = self;
        let rows = to - from + 2 * REACH;
        if young.known.len() + rows > LIMIT {
            std::mem::swap(young, old);
            young.known.clear();
            young.numbers.iter_mut().for_each(Vec::clear);
        }
        let mut new = Vec::new();
        if young.numbers[0].is_empty() {
            new.push((young.add(None), None));
        }
        window.clear();
        for row in 0..rows {
            let Some(token) = (from + row)
                .checked_sub(REACH)
                .and_then(|at| layout.get(at))
                .filter(|token| **token != BESIDE)
                .and_then(|&token| tokens.get(token as usize))
            else {
                window.push(0);
                continue;
            };
            let word = text
                .get(token.start as usize..token.end as usize)
                .unwrap_or_default();
            let key = (
                CompactString::new(word),
                token.norm.clone(),
                token.space_after,
            );
            let index = young.known.get(&key).copied().unwrap_or_else(|| {
                let held = old.known.get(&key).map(|&index| old.word(index));
                let index = young.add(held);
                if held.is_none() {
                    new.push((
                        index,
                        Some((lexical.keys(word, &token.norm), token.space_after)),
                    ));
                }
                young.known.insert(key, index);
                index
            });
            window.push(index);
        }
        for (encoder, numbers) in encoders.iter().zip(&mut young.numbers) {
            encoder.describe(&new, scratch, numbers);
        }
    }
}

impl Generation {
    /// Makes room for a type, with its numbers where they are known.
    fn add(&mut self, numbers: Option<[&[f32]; 2]>) -> u32 {
        let index = self.numbers[0].len() / WORD;
        for (side, into) in self.numbers.iter_mut().enumerate() {
            match numbers {
                Some(numbers) => into.extend_from_slice(numbers[side]),
                None => into.resize((index + 1) * WORD, 0.0),
            }
        }
        u32::try_from(index).unwrap_or(u32::MAX)
    }

    fn word(&self, index: u32) -> [&[f32]; 2] {
        let at = index as usize * WORD;
        [
            &self.numbers[0][at..at + WORD],
            &self.numbers[1][at..at + WORD],
        ]
    }
}
