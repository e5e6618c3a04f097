//! Attributes of a word that follow from its letters alone, as the tables were trained on them.

use std::collections::BTreeMap;

use crate::error::ModelError;
use crate::hash::string_key;
use crate::weights::Weights;

/// From this many characters on, the shape of a word is `LONG`.
const LONG: usize = 100;
/// A run of equal shape letters is cut after this many.
const RUN: usize = 4;

/// Character classes and fixed keys. The classes come with the model, since a tagger trained on
/// one Unicode version must not see words shaped by another.
pub(crate) struct Lexical {
    alpha: Ranges,
    upper: Ranges,
    digit: Ranges,
    space: Ranges,
    symbols: BTreeMap<String, u64>,
}

/// Keys of the attributes that depend on the word type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct WordKeys {
    pub(crate) orth: u64,
    pub(crate) norm: u64,
    pub(crate) prefix: u64,
    pub(crate) suffix: u64,
    pub(crate) shape: u64,
    pub(crate) is_space: bool,
}

impl Lexical {
    pub(crate) fn load(weights: &Weights) -> Result<Self, ModelError> {
        let names = weights.strings("symbols")?;
        let ids = weights.integers("symbols.ids", &[names.len()])?;
        let symbols = names
            .into_iter()
            .map(str::to_owned)
            .zip(ids.into_iter().map(u64::from));
        Ok(Self {
            alpha: Ranges::load(weights, "chars.alpha")?,
            upper: Ranges::load(weights, "chars.upper")?,
            digit: Ranges::load(weights, "chars.digit")?,
            space: Ranges::load(weights, "chars.space")?,
            symbols: symbols.collect(),
        })
    }

    /// Keys of a word with its normal form. Linear in its length.
    pub(crate) fn keys(&self, word: &str, norm: &str) -> WordKeys {
        let prefix = word.chars().next().map_or(0, char::len_utf8);
        let suffix = word.char_indices().rev().nth(2).map_or(0, |(at, _)| at);
        WordKeys {
            orth: self.key(word),
            norm: self.key(norm),
            prefix: self.key(&word[..prefix]),
            suffix: self.key(&word[suffix..]),
            shape: self.key(&self.shape(word)),
            is_space: self.is_space(word),
        }
    }

    /// Whether the word is white space and nothing else; false for the empty word.
    pub(crate) fn is_space(&self, word: &str) -> bool {
        !word.is_empty() && word.chars().all(|letter| self.space.contains(letter))
    }

    /// `Xxxx` for `Ministers`, `dd.d` for `12.5`: letters and digits by class, runs cut at four.
    pub(crate) fn shape(&self, word: &str) -> String {
        if word.chars().nth(LONG - 1).is_some() {
            return "LONG".to_owned();
        }
        let mut shape = String::with_capacity(word.len());
        let mut run = 0;
        let mut last = None;
        for letter in word.chars() {
            let class = if self.alpha.contains(letter) {
                if self.upper.contains(letter) {
                    'X'
                } else {
                    'x'
                }
            } else if self.digit.contains(letter) {
                'd'
            } else {
                letter
            };
            run = if last == Some(class) { run + 1 } else { 0 };
            last = Some(class);
            if run < RUN {
                shape.push(class);
            }
        }
        shape
    }

    fn key(&self, text: &str) -> u64 {
        if text.is_empty() {
            return 0;
        }
        self.symbols
            .get(text)
            .copied()
            .unwrap_or_else(|| string_key(text))
    }
}

/// Sorted inclusive ranges of code points.
struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    fn load(weights: &Weights, name: &str) -> Result<Self, ModelError> {
        let numbers = weights.integers(name, &[0, 2])?;
        Ok(Self(
            numbers
                .as_chunks()
                .0
                .iter()
                .map(|&[first, last]| (first, last))
                .collect(),
        ))
    }

    fn contains(&self, letter: char) -> bool {
        let point = u32::from(letter);
        let after = self.0.partition_point(|&(first, _)| first <= point);
        after > 0 && point <= self.0[after - 1].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lexical() -> Lexical {
        Lexical::load(&Weights::parse(crate::model::ENGLISH).unwrap()).unwrap()
    }

    #[test]
    fn shapes() {
        let lexical = lexical();
        for (word, shape) in [
            ("Ministers", "Xxxxx"),
            ("NATO", "XXXX"),
            ("governments", "xxxx"),
            ("12,500.75", "dd,ddd.dd"),
            ("F-16s", "X-ddx"),
            ("Łódź", "Xxxx"),
            ("---------", "----"),
            ("x²", "xd"),
            ("北京", "xx"),
            ("", ""),
        ] {
            assert_eq!(lexical.shape(word), shape, "{word}");
        }
        assert_eq!(lexical.shape(&"é".repeat(99)), "xxxx");
        assert_eq!(lexical.shape(&"é".repeat(100)), "LONG");
    }

    #[test]
    fn space_is_the_whole_word() {
        let lexical = lexical();
        assert!(lexical.is_space(" \n\u{a0}\u{2003}"));
        assert!(!lexical.is_space(" a"));
        assert!(!lexical.is_space(""));
    }

    #[test]
    fn affixes_are_characters() {
        let lexical = lexical();
        let keys = lexical.keys("Åsa", "åsa");
        assert_eq!(keys.prefix, string_key("Å"));
        assert_eq!(keys.suffix, string_key("Åsa"));
        assert_eq!(lexical.keys("of", "of").suffix, string_key("of"));
        assert_eq!(
            lexical.keys("", ""),
            WordKeys {
                orth: 0,
                norm: 0,
                prefix: 0,
                suffix: 0,
                shape: 0,
                is_space: false,
            }
        );
    }

    #[test]
    fn some_strings_have_fixed_keys() {
        let lexical = lexical();
        assert_eq!(lexical.keys("X", "mark").prefix, 101);
        assert!(lexical.keys("X", "mark").norm < 1000);
    }
}
