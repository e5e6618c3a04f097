//! Word types seen lately, with what the encoders make of them before they look at context.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::encoder::{Encoder, REACH};
use crate::lexical::Lexical;
use crate::raw::RawToken;

/// Types held at most; all are dropped when the next run of tokens might exceed it. A type costs
/// about 8 kB.
const LIMIT: usize = 4096;

/// The types, numbered from 1; 0 is the row beyond the ends of a text. What is held saves work
/// and changes no result, since a type's numbers depend on the type alone.
#[derive(Default)]
pub(crate) struct Words {
    known: FxHashMap<(CompactString, CompactString, bool), u32>,
    /// Numbers of the shared encoder, then of the entity encoder.
    pub(crate) shared: Vec<f32>,
    pub(crate) entity: Vec<f32>,
    /// Type of each row of the window asked for last.
    pub(crate) window: Vec<u32>,
}

impl Words {
    /// Finds the types of the tokens `from..to` and of their neighbours within reach of the
    /// encoders, and computes those that are new.
    pub(crate) fn look(
        &mut self,
        text: &str,
        tokens: &[RawToken],
        (from, to): (usize, usize),
        lexical: &Lexical,
        encoders: [&Encoder; 2],
    ) {
        let rows = to - from + 2 * REACH;
        if self.known.len() + rows > LIMIT {
            self.known.clear();
            self.shared.clear();
            self.entity.clear();
        }
        let mut new = Vec::new();
        if self.shared.is_empty() {
            new.push(None);
        }
        let mut next = u32::try_from(self.known.len() + 1).unwrap_or(u32::MAX);
        self.window.clear();
        for row in 0..rows {
            let Some(token) = (from + row)
                .checked_sub(REACH)
                .and_then(|at| tokens.get(at))
            else {
                self.window.push(0);
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
            let index = *self.known.entry(key).or_insert_with(|| {
                new.push(Some((lexical.keys(word, &token.norm), token.space_after)));
                next += 1;
                next - 1
            });
            self.window.push(index);
        }
        encoders[0].describe(&new, &mut self.shared);
        encoders[1].describe(&new, &mut self.entity);
    }
}
