//! Character classes, as the reference tokenizer defines them: a table of code point ranges.
//!
//! The table also holds white space, letters and digits, so that the result does not depend on
//! the Unicode version of the compiler.

use crate::tsv;

/// A set of classes. The bits are given by `data/convert.py`.
pub(super) type Set = u16;

/// Letter of any script that the infix rules know.
pub(super) const ALPHA: Set = 1;
/// Lower-case letter, or letter of a script without case.
pub(super) const LOWER: Set = 1 << 1;
/// Upper-case letter, or letter of a script without case.
pub(super) const UPPER: Set = 1 << 2;
/// Quotation mark.
pub(super) const QUOTE: Set = 1 << 3;
/// Symbol that stands alone inside a word too.
pub(super) const ICON: Set = 1 << 4;
/// Character that is split off at the start.
pub(super) const PREFIX: Set = 1 << 5;
/// Character that is split off at the end.
pub(super) const SUFFIX: Set = 1 << 6;
/// Character after which a final full stop is split off.
pub(super) const BEFORE_STOP: Set = 1 << 7;
/// White space (what reads it has its own pattern; a test holds both together).
#[cfg(test)]
pub(super) const SPACE: Set = 1 << 8;
/// Letter, digit or underscore.
pub(super) const WORD: Set = 1 << 9;
/// Decimal digit of any script.
pub(super) const DECIMAL: Set = 1 << 10;
/// Letter by its Unicode category.
pub(super) const LETTER: Set = 1 << 11;
/// Character that may begin or end a label of a host name.
pub(super) const HOST: Set = 1 << 12;

const BLOCK: usize = 128;

/// The classes of every character, in blocks of 128 of which equal ones are kept once.
pub(super) struct Classes {
    ascii: [Set; BLOCK],
    blocks: Vec<u16>,
    sets: Vec<Set>,
}

impl Classes {
    /// Reads the embedded table. O(code points).
    pub(super) fn load() -> Self {
        let mut all = vec![0; 0x11_0000];
        for mut row in tsv::rows(include_str!("../../data/classes.tsv")) {
            let mut next = || u32::from_str_radix(row.next().unwrap_or(""), 16).unwrap_or(0);
            let (first, last, set) = (next() as usize, next() as usize, next());
            if let Some(range) = all.get_mut(first..=last) {
                range.fill(u16::try_from(set).unwrap_or(0));
            }
        }
        let mut ascii = [0; BLOCK];
        ascii.copy_from_slice(&all[..BLOCK]);
        let mut table = Classes {
            ascii,
            blocks: Vec::new(),
            sets: Vec::new(),
        };
        for block in all.chunks_exact(BLOCK) {
            let known = table
                .sets
                .chunks_exact(BLOCK)
                .position(|other| other == block);
            let index = known.unwrap_or_else(|| {
                table.sets.extend_from_slice(block);
                table.sets.len() / BLOCK - 1
            });
            table.blocks.push(u16::try_from(index).unwrap_or(0));
        }
        table
    }

    /// The classes of a character. O(1).
    #[inline]
    pub(super) fn of(&self, c: char) -> Set {
        let code = c as usize;
        if code < BLOCK {
            self.ascii[code]
        } else {
            self.sets[usize::from(self.blocks[code / BLOCK]) * BLOCK + code % BLOCK]
        }
    }

    /// Whether the character is in any class of the set. O(1).
    #[inline]
    pub(super) fn is(&self, c: char, set: Set) -> bool {
        self.of(c) & set != 0
    }

    /// Whether there is a character and it is in any class of the set. O(1).
    #[inline]
    pub(super) fn has(&self, c: Option<char>, set: Set) -> bool {
        c.is_some_and(|c| self.is(c, set))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_of_some_characters() {
        let classes = Classes::load();
        let check = |c: char, yes: Set, no: Set| {
            assert_eq!(classes.of(c) & (yes | no), yes, "{c:?}");
        };
        check(
            'a',
            ALPHA | LOWER | BEFORE_STOP | WORD | LETTER | HOST,
            UPPER | PREFIX | SPACE,
        );
        check('A', ALPHA | UPPER | LETTER, LOWER | BEFORE_STOP);
        check('7', DECIMAL | WORD | HOST | BEFORE_STOP, ALPHA | LETTER);
        check('²', BEFORE_STOP, DECIMAL | LETTER);
        check('“', QUOTE | PREFIX | SUFFIX | BEFORE_STOP, ALPHA);
        check('\u{1f}', SPACE, WORD);
        check('\u{a0}', SPACE, ALPHA | WORD);
        check('😀', ICON | PREFIX | SUFFIX, ALPHA | LETTER);
        check('日', ALPHA | LOWER | UPPER | LETTER | HOST, PREFIX);
        check('\u{10ffff}', 0, ALPHA | LETTER | SPACE | WORD);
        check('$', PREFIX, SUFFIX);
    }
}
