//! Rule lemmatizer: suffix rules per part of speech, checked against lists of known forms, with
//! exceptions first (`said` is `say`). Tables from `WordNet` 3.0, see `data/SOURCE.md`.

mod index;

use std::borrow::Cow;
use std::sync::LazyLock;

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use crate::document::Token;
use crate::labels::Upos;
use crate::tokenizer::{is_alpha, lexeme};
use crate::tsv;
use index::Index;

/// The tables of one part of speech.
struct Table {
    rules: Vec<(&'static str, &'static str)>,
    exceptions: FxHashMap<&'static str, Vec<&'static str>>,
    index: Index,
}

struct Tables {
    noun: Table,
    verb: Table,
    adj: Table,
    adv: Table,
    punct: Table,
}

static TABLES: LazyLock<Tables> = LazyLock::new(|| Tables {
    noun: Table::load("noun", include_str!("../../data/lemma_index_noun.tsv")),
    verb: Table::load("verb", include_str!("../../data/lemma_index_verb.tsv")),
    adj: Table::load("adj", include_str!("../../data/lemma_index_adj.tsv")),
    adv: Table::load("adv", include_str!("../../data/lemma_index_adv.tsv")),
    punct: Table::load("punct", ""),
});

/// Gives a lemma to every token that has none yet. O(text).
pub(crate) fn lemmas(text: &str, tokens: &mut [Token]) {
    for token in tokens.iter_mut().filter(|token| token.lemma.is_empty()) {
        token.lemma = lemma(&text[token.start as usize..token.end as usize], token.upos);
    }
}

fn lemma(form: &str, upos: Upos) -> CompactString {
    let tables = &*TABLES;
    match upos {
        Upos::Noun => tables.noun.lemma(form),
        Upos::Verb => tables.verb.lemma(form),
        Upos::Adj => tables.adj.lemma(form),
        Upos::Adv => tables.adv.lemma(form),
        Upos::Punct => tables.punct.lemma(form),
        Upos::Propn => CompactString::from(form),
        _ => lexeme::lower(form),
    }
}

impl Table {
    fn load(name: &str, index: &'static str) -> Self {
        let mine =
            |mut row: std::str::Split<'static, char>| (row.next() == Some(name)).then_some(row);
        let rules = tsv::rows(include_str!("../../data/lemma_rules.tsv")).filter_map(mine);
        let exceptions = tsv::rows(include_str!("../../data/lemma_exceptions.tsv"));
        Table {
            rules: rules
                .filter_map(|mut row| Some((row.next()?, row.next()?)))
                .collect(),
            exceptions: exceptions
                .filter_map(mine)
                .filter_map(|mut row| Some((row.next()?, row.collect())))
                .collect(),
            index: Index::new(index),
        }
    }

    /// Exceptions win, the last listed first; then known forms in the order of the rules; then
    /// the first form that is not known; then the form as it stands.
    fn lemma(&self, form: &str) -> CompactString {
        let lower = lexeme::lower(form);
        let mut known: Vec<Cow<str>> = Vec::new();
        let mut unknown = None;
        for &(old, new) in &self.rules {
            let Some(stem) = lower.strip_suffix(old) else {
                continue;
            };
            let candidate = if new.is_empty() {
                Cow::Borrowed(stem)
            } else {
                Cow::Owned([stem, new].concat())
            };
            if candidate.is_empty() || known.contains(&candidate) {
                continue;
            }
            if self.index.contains(&candidate) || !is_alpha(&candidate) {
                known.push(candidate);
            } else {
                unknown.get_or_insert(candidate);
            }
        }
        let exceptions = self
            .exceptions
            .get(lower.as_str())
            .map_or(&[][..], Vec::as_slice);
        let exception = exceptions
            .iter()
            .rev()
            .find(|&&other| !known.iter().any(|k| k == other));
        match (exception, known.first(), unknown) {
            (Some(&lemma), _, _) => CompactString::const_new(lemma),
            (None, Some(lemma), _) => CompactString::from(lemma.as_ref()),
            (None, None, Some(lemma)) => CompactString::from(lemma.as_ref()),
            (None, None, None) => CompactString::from(form),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::labels::{Dep, Tag};

    #[test]
    fn lemmas_of_forms() {
        for (form, upos, expected) in [
            ("said", Upos::Verb, "say"),
            ("Allies", Upos::Noun, "ally"),
            ("NATO", Upos::Propn, "NATO"),
            ("strongest", Upos::Adj, "strong"),
            ("better", Upos::Adv, "well"),
            ("“", Upos::Punct, "\""),
            ("They", Upos::Pron, "they"),
            ("zorbled", Upos::Verb, "zorble"),
            ("Xyzzy", Upos::Noun, "Xyzzy"),
        ] {
            assert_eq!(lemma(form, upos), expected, "{form}");
        }
    }

    /// The attribute ruler and the lemmatizer on the reference's own tags and relations.
    #[test]
    fn parts_of_speech_and_lemmas_are_those_of_the_reference() {
        for gold in crate::fixture::read() {
            let token = |row: &crate::fixture::Row| Token {
                start: u32::try_from(row.start).unwrap(),
                end: u32::try_from(row.end).unwrap(),
                space_after: row.space_after,
                norm: CompactString::default(),
                lemma: CompactString::default(),
                tag: Tag::parse(&row.tag).unwrap(),
                upos: Upos::X,
                head: 0,
                dep: Dep::parse(&row.dep).unwrap(),
            };
            let mut tokens: Vec<Token> = gold.tokens.iter().map(token).collect();
            crate::attributes::apply(None, &gold.text, &mut tokens);
            lemmas(&gold.text, &mut tokens);
            for (ours, theirs) in tokens.iter().zip(&gold.tokens) {
                let (ours, theirs) = (
                    (
                        ours.tag.as_str(),
                        ours.upos.as_str(),
                        ours.lemma.as_str(),
                        ours.dep.as_str(),
                    ),
                    (&*theirs.tag, &*theirs.upos, &*theirs.lemma, &*theirs.dep),
                );
                assert_eq!(ours, theirs, "{}", gold.text);
            }
        }
    }
}
