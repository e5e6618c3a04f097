//! Words that the normal form of a proposition knows.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::Polarity;

use crate::{error::ExtractError, lexicon::table::Table};

/// A predicate that has both nominal and verbal wordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// Its name, as labels have it.
    pub name: String,
    /// The preposition that joins its second argument in labels; empty: the argument stands
    /// before the name (`Ukraine NATO membership`).
    pub prep: String,
    /// Whether it does its second argument good or harm, if either.
    pub toward: Option<Polarity>,
    /// Whether its second argument is an organization, whatever the grammar says.
    pub organization: bool,
}

/// The tables of predicates and words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssueWords {
    predicates: Vec<Predicate>,
    nouns: BTreeMap<String, usize>,
    verbs: BTreeMap<String, usize>,
    kinds: BTreeMap<String, BTreeSet<String>>,
    same: BTreeMap<String, String>,
}

const PREDICATES: &[&str] = &[
    "predicate",
    "prep",
    "nouns",
    "verbs",
    "second",
    "toward",
    "yes",
];
const WORDS: &[&str] = &["kind", "words"];

impl IssueWords {
    /// Reads both tables.
    pub fn parse(nominals: (&str, &str), words: (&str, &str)) -> Result<Self, ExtractError> {
        let mut all = Self::default();
        let table = Table::parse(nominals.0, nominals.1, PREDICATES)?;
        table.sorted_by_first(1)?;
        for row in &table.rows {
            let index = all.predicates.len();
            all.predicates.push(Predicate {
                name: row.cell(0).to_owned(),
                prep: row.cell(1).to_owned(),
                organization: row.cell(4) == "org",
                toward: match row.cell(5) {
                    "+" => Some(Polarity::Support),
                    "-" => Some(Polarity::Oppose),
                    "" => None,
                    _ => return Err(table.wrong(row, "`toward` is none of `+`, `-`, empty")),
                },
            });
            for (column, map) in [(2, &mut all.nouns), (3, &mut all.verbs)] {
                for word in row.values(column) {
                    if map.insert(word.to_owned(), index).is_some() {
                        return Err(table.wrong(row, format!("`{word}` stands twice")));
                    }
                }
            }
        }
        let table = Table::parse(words.0, words.1, WORDS)?;
        table.sorted_by_first(1)?;
        for row in &table.rows {
            for word in row.values(1) {
                if let Some(target) = row.cell(0).strip_prefix("same:") {
                    all.same.insert(word.to_owned(), target.to_owned());
                } else {
                    let set = all.kinds.entry(row.cell(0).to_owned()).or_default();
                    set.insert(word.to_owned());
                }
            }
        }
        Ok(all)
    }

    /// The predicate that the noun names.
    pub fn noun(&self, lemma: &str) -> Option<&Predicate> {
        self.nouns.get(lemma).map(|&at| &self.predicates[at])
    }

    /// The predicate that the verb names.
    pub fn verb(&self, lemma: &str) -> Option<&Predicate> {
        self.verbs.get(lemma).map(|&at| &self.predicates[at])
    }

    /// Whether the word is of that kind.
    pub fn is(&self, kind: &str, word: &str) -> bool {
        self.kinds.get(kind).is_some_and(|set| set.contains(word))
    }

    /// The spelling or name that the normal form uses.
    pub fn same<'a>(&'a self, word: &'a str) -> &'a str {
        self.same.get(word).map_or(word, String::as_str)
    }
}
