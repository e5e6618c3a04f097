//! Offices, roles and the titles that stand before names.

use std::collections::BTreeMap;

use demarche_model::{RelationKind, fold_name};

use super::gazetteer::Gender;
use super::table::Table;
use super::trie::Trie;
use crate::error::ExtractError;

/// What an office is held at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum HeldAt {
    /// A state.
    State,
    /// An organization.
    Organization,
    /// A state or an organization.
    Either,
    /// A person.
    Person,
}

/// A wording of an office or role.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// The wording, lower case.
    pub wording: String,
    /// How records name it.
    pub canonical: String,
    /// The relation between holder and institution.
    pub relation: RelationKind,
    /// What it is held at.
    pub held_at: HeldAt,
    /// Whether the holder speaks for the whole.
    pub heads: bool,
    /// Gender that the wording tells.
    pub gender: Option<Gender>,
    /// Key of the institution that the bare wording implies, else empty.
    pub default: String,
}

/// A title before a name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Gender that it tells.
    pub gender: Option<Gender>,
    /// Office that it implies.
    pub office: Option<u32>,
}

/// All offices and titles.
#[derive(Debug, Clone, Default)]
pub struct Offices {
    /// The offices.
    pub list: Vec<Office>,
    /// Wordings of offices.
    pub wordings: Trie<u32>,
    /// Titles before names; the value indexes [`Offices::titles`].
    pub title_names: Trie<u32>,
    /// The titles.
    pub titles: Vec<Title>,
    by_wording: BTreeMap<String, u32>,
}

pub(super) const OFFICES: &[&str] = &[
    "office",
    "canonical",
    "relation",
    "of",
    "head_of",
    "gender",
    "default",
];
pub(super) const TITLES: &[&str] = &["title", "gender", "office"];

impl Offices {
    /// Adds the rows of `offices.tsv`.
    pub(super) fn add_offices(&mut self, table: &Table<'_>) -> Result<(), ExtractError> {
        for row in &table.rows {
            let relation = RelationKind::parse(row.cell(2))
                .ok_or_else(|| table.wrong(row, format!("no relation `{}`", row.cell(2))))?;
            let held_at = match row.cell(3) {
                "state" => HeldAt::State,
                "organization" => HeldAt::Organization,
                "either" => HeldAt::Either,
                "person" => HeldAt::Person,
                other => return Err(table.wrong(row, format!("no such holder `{other}`"))),
            };
            let index = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
            self.wordings.add_words(row.cell(0), index);
            self.by_wording.insert(fold_name(row.cell(0)), index);
            self.list.push(Office {
                wording: row.cell(0).to_owned(),
                canonical: row.cell(1).to_owned(),
                relation,
                held_at,
                heads: row.cell(4) == "yes",
                gender: Gender::parse(row.cell(5)),
                default: row.cell(6).to_owned(),
            });
        }
        Ok(())
    }

    /// Adds the rows of `titles.tsv`; offices come first.
    pub(super) fn add_titles(&mut self, table: &Table<'_>) -> Result<(), ExtractError> {
        for row in &table.rows {
            let office = match row.some(2) {
                None => None,
                Some(office) => {
                    let index = self.by_wording.get(&fold_name(office)).copied();
                    if index.is_none() {
                        return Err(table.wrong(row, format!("no office `{office}`")));
                    }
                    index
                }
            };
            let index = u32::try_from(self.titles.len()).unwrap_or(u32::MAX);
            self.title_names.add_name(row.cell(0), index);
            self.titles.push(Title {
                gender: Gender::parse(row.cell(1)),
                office,
            });
        }
        Ok(())
    }

    /// The office of that index.
    pub fn office(&self, index: u32) -> &Office {
        &self.list[index as usize]
    }

    /// The office with that wording. O(log n).
    pub fn by_wording(&self, wording: &str) -> Option<u32> {
        self.by_wording.get(&fold_name(wording)).copied()
    }
}
