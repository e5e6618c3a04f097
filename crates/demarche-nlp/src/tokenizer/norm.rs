//! The norm of a word form: what the model sees in place of its spelling.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use super::lexeme;
use crate::hash::string_key;
use crate::tsv;

/// Word forms whose norm is not their lower-case form (British spellings, quotation marks, ...).
pub(super) struct Norms {
    by_form: FxHashMap<&'static str, &'static str>,
    longest: usize,
}

impl Norms {
    /// Reads the embedded table.
    pub(super) fn load() -> Self {
        let pair = |mut row: std::str::Split<'static, char>| Some((row.next()?, row.next()?));
        let by_form: FxHashMap<_, _> = tsv::rows(include_str!("../../data/norms.tsv"))
            .filter_map(pair)
            .collect();
        let longest = by_form.keys().map(|form| form.len()).max().unwrap_or(0);
        Norms { by_form, longest }
    }

    /// The norm of a form. O(length).
    pub(super) fn of(&self, form: &str) -> CompactString {
        let known = if form.len() > self.longest {
            None
        } else {
            self.by_form.get(form)
        };
        known.map_or_else(
            || lexeme::lower(form),
            |&norm| CompactString::const_new(norm),
        )
    }
}

/// Norms that a model knows beyond the embedded table, by the key of the word form.
#[derive(Default)]
pub(crate) struct Extra {
    by_key: FxHashMap<u64, CompactString>,
}

impl Extra {
    /// Those of the pairs of key and norm that the embedded table does not give.
    pub(crate) fn of(pairs: Vec<(u64, &str)>) -> Self {
        let norms = &super::RULES.norms.by_form;
        let known: FxHashMap<u64, &str> = norms
            .iter()
            .map(|(form, norm)| (string_key(form), *norm))
            .collect();
        let new = pairs
            .into_iter()
            .filter(|(key, norm)| known.get(key) != Some(norm))
            .map(|(key, norm)| (key, CompactString::new(norm)));
        Self {
            by_key: new.collect(),
        }
    }

    /// The norm of a form. O(length).
    pub(super) fn of_form(&self, form: &str) -> Option<CompactString> {
        if self.by_key.is_empty() {
            return None;
        }
        self.by_key.get(&string_key(form)).cloned()
    }
}
