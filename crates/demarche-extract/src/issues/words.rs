//! Words that the normal form of a proposition knows.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::Polarity;

use crate::{error::ExtractError, lexicon::table::Table};

/// How the arguments of a predicate stand around its noun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// `X's P of Y`: X does it to Y.
    Plain,
    /// What is joined is an organization, whatever the grammar says.
    Organization,
    /// The noun alone is a thing (`weapons`); only with somebody who gets it is it the predicate.
    Actor,
    /// Two sides do it with each other: who is named first does not matter.
    Both,
    /// `the P of X` is X's own.
    Own,
    /// `X's P` is done to X.
    Done,
}

/// A predicate that has both nominal and verbal wordings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Predicate {
    /// Its name, as labels have it.
    pub name: String,
    /// The prepositions that join its second argument in labels, the usual one first; none: the
    /// argument stands before the name (`Ukraine NATO membership`).
    pub preps: Vec<String>,
    /// Whether it does its second argument good or harm, if either.
    pub toward: Option<Polarity>,
    /// How its arguments stand.
    pub shape: Shape,
    /// Nouns that add nothing: `troop` in `troop withdrawal`, `goods` in `tariffs on Chinese
    /// goods`. As an argument they stand for their owner.
    pub idle: BTreeSet<String>,
    /// Modifiers that hold for later mentions in a text: `trade talks` and then `the talks`.
    pub topics: BTreeSet<String>,
    /// The broader predicate, with modifiers before its name.
    pub broader: Option<String>,
    /// Example and the label that must be read from it.
    pub yes: String,
}

impl Predicate {
    /// The usual preposition; empty where the argument stands before the name.
    pub fn prep(&self) -> &str {
        self.preps.first().map_or("", String::as_str)
    }
}

/// The tables of predicates and words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IssueWords {
    predicates: Vec<Predicate>,
    nouns: BTreeMap<String, usize>,
    verbs: BTreeMap<String, usize>,
    causatives: BTreeMap<String, usize>,
    kinds: BTreeMap<String, BTreeSet<String>>,
    same: BTreeMap<String, String>,
}

const PREDICATES: &[&str] = &[
    "predicate",
    "prep",
    "nouns",
    "verbs",
    "causatives",
    "shape",
    "toward",
    "idle",
    "topics",
    "broader",
    "yes",
];
const WORDS: &[&str] = &["kind", "words", "yes"];

impl IssueWords {
    /// Reads both tables.
    pub fn parse(nominals: (&str, &str), words: (&str, &str)) -> Result<Self, ExtractError> {
        let mut all = Self::default();
        let table = Table::parse(nominals.0, nominals.1, PREDICATES)?;
        table.sorted_by_first(1)?;
        for row in &table.rows {
            let index = all.predicates.len();
            let owned = |column| row.values(column).map(str::to_owned);
            all.predicates.push(Predicate {
                name: row.cell(0).to_owned(),
                preps: owned(1).collect(),
                shape: match row.cell(5) {
                    "" => Shape::Plain,
                    "org" => Shape::Organization,
                    "actor" => Shape::Actor,
                    "both" => Shape::Both,
                    "own" => Shape::Own,
                    "done" => Shape::Done,
                    _ => return Err(table.wrong(row, "unknown shape")),
                },
                toward: match row.cell(6) {
                    "+" => Some(Polarity::Support),
                    "-" => Some(Polarity::Oppose),
                    "" => None,
                    _ => return Err(table.wrong(row, "`toward` is none of `+`, `-`, empty")),
                },
                idle: owned(7).collect(),
                topics: owned(8).collect(),
                broader: row.some(9).map(str::to_owned),
                yes: row.cell(10).to_owned(),
            });
            let maps = [
                (2, &mut all.nouns),
                (3, &mut all.verbs),
                (4, &mut all.causatives),
            ];
            for (column, map) in maps {
                for word in row.values(column) {
                    if map.insert(word.to_owned(), index).is_some() {
                        return Err(table.wrong(row, format!("`{word}` stands twice")));
                    }
                }
            }
        }
        for row in &table.rows {
            if row.some(9).is_some_and(|name| all.broader(name).is_none()) {
                return Err(table.wrong(row, "the broader predicate is unknown"));
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

    /// All predicates in the order of the table.
    pub fn predicates(&self) -> &[Predicate] {
        &self.predicates
    }

    /// The predicate at that place.
    pub fn at(&self, index: usize) -> Option<&Predicate> {
        self.predicates.get(index)
    }

    /// The place of the predicate that the noun names.
    pub fn noun(&self, lemma: &str) -> Option<usize> {
        self.nouns.get(lemma).copied()
    }

    /// The place of the predicate that the verb names, with its particle.
    pub fn verb(&self, lemma: &str) -> Option<usize> {
        self.verbs.get(lemma).copied()
    }

    /// The place of the predicate that the verb makes its object do (`admit`: join).
    pub fn causative(&self, lemma: &str) -> Option<usize> {
        self.causatives.get(lemma).copied()
    }

    /// The place of the predicate of that name. O(predicates).
    pub fn named(&self, name: &str) -> Option<usize> {
        self.predicates.iter().position(|row| row.name == name)
    }

    /// A predicate with modifiers before its name: `military aid`.
    pub fn broader<'a>(&self, wording: &'a str) -> Option<(Vec<&'a str>, usize)> {
        let mut starts = std::iter::once(0).chain(wording.match_indices(' ').map(|(at, _)| at + 1));
        let (start, index) = starts.find_map(|at| Some((at, self.named(&wording[at..])?)))?;
        Some((wording[..start].split_whitespace().collect(), index))
    }

    /// Whether the word is of that kind.
    pub fn is(&self, kind: &str, word: &str) -> bool {
        self.kinds.get(kind).is_some_and(|set| set.contains(word))
    }

    /// The spelling or name that the normal form uses.
    pub fn same<'a>(&'a self, word: &'a str) -> &'a str {
        self.same.get(word).map_or(word, String::as_str)
    }

    /// Drops a row of words, to show that something depends on it.
    #[cfg(test)]
    pub(crate) fn forget(&mut self, kind: &str) {
        match kind.strip_prefix("same:") {
            Some(target) => self.same.retain(|_, known| known != target),
            None => {
                self.kinds.remove(kind);
            }
        }
    }
}
