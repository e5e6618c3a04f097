//! Known actors and the names that stand for them.

use std::collections::BTreeMap;

use demarche_model::{ActorKind, fold_name};

use super::spelling::spelling;
use super::table::{Row, Table};
use super::trie::Trie;
use crate::error::ExtractError;

/// Grammatical gender of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Gender {
    /// `he`.
    He,
    /// `she`.
    She,
}

impl Gender {
    pub(super) fn parse(cell: &str) -> Option<Self> {
        match cell {
            "m" | "he" | "male" => Some(Gender::He),
            "f" | "she" | "female" => Some(Gender::She),
            _ => None,
        }
    }
}

/// How a name stands for its actor.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Role {
    /// A proper name.
    Name,
    /// An adjective or a name used as one: `Russian`, `US`.
    Adjective,
    /// The people of a state: `Germans`.
    People,
    /// A capital or a seat of power: `Kremlin`, `Moscow`.
    Seat,
    /// A surname that means one person by itself.
    Surname,
}

/// A name in the gazetteer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sense {
    /// Index of the entry.
    pub entry: u32,
    /// How the name stands for it.
    pub role: Role,
}

/// A known actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Identity across documents.
    pub key: String,
    /// What it is.
    pub kind: ActorKind,
    /// Canonical name.
    pub name: String,
    /// Class of an organization (`media`, `party`) or group (`officials`, `class`), else empty.
    pub class: String,
    /// Key of the state that it belongs to, else empty.
    pub state: String,
    /// The first adjective, else empty: `German`.
    pub adjective: String,
    /// Gender of a person.
    pub gender: Option<Gender>,
    /// What a person is known as, lower case; tells phrases such as `the chancellor` apart, and
    /// is never recorded.
    pub roles: Vec<String>,
    /// Wikidata id, where the row has one.
    pub wikidata: Option<String>,
}

/// A place, law, war or the like that is named like an actor and is none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Region {
    /// Its name.
    pub name: String,
    /// What it is: `city`, `war`, `law`, ...
    pub kind: String,
    /// Name of the actor that is meant where it acts, else empty.
    pub actor_as: String,
}

/// A name of a region.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegionSense {
    /// Index of the region.
    pub region: u32,
    /// Whether the name is its adjective.
    pub adjective: bool,
}

/// All known actors.
#[derive(Debug, Clone, Default)]
pub struct Gazetteer {
    /// The actors.
    pub entries: Vec<Entry>,
    /// Names of every kind.
    pub names: Trie<Sense>,
    /// What is named like an actor and is none.
    pub regions: Vec<Region>,
    /// Names of regions.
    pub region_names: Trie<RegionSense>,
    by_key: BTreeMap<String, u32>,
    nominals: BTreeMap<String, Vec<(u32, usize)>>,
    surnames: BTreeMap<String, Vec<u32>>,
    /// People by the spelling keys of their full names; `None` where two share one.
    spellings: BTreeMap<String, Option<u32>>,
}

pub(super) const STATES: &[&str] = &[
    "key",
    "name",
    "aliases",
    "adjectives",
    "people",
    "seats",
    "gender_pronoun",
    "parent",
    "iso3",
];
pub(super) const ORGANIZATIONS: &[&str] = &[
    "key",
    "name",
    "kind",
    "aliases",
    "adjectives",
    "nominals",
    "class",
    "state",
    "part_of",
];

pub(super) const PEOPLE: &[&str] = &[
    "key", "name", "aliases", "surname", "gender", "state", "note",
];

pub(super) const GROUPS: &[&str] = &["key", "name", "wordings", "note", "members"];
pub(super) const REGIONS: &[&str] = &["key", "name", "aliases", "adjectives", "kind", "actor_as"];

impl Gazetteer {
    /// Adds the rows of `groups.tsv`.
    pub(super) fn add_groups(&mut self, table: &Table<'_>) -> Result<(), ExtractError> {
        for row in &table.rows {
            let entry = self.enter(table, row, ActorKind::Group, row.cell(1))?;
            self.name(row.values(2), entry, Role::Name);
            let known = &mut self.entries[entry as usize];
            row.cell(3).clone_into(&mut known.class);
        }
        Ok(())
    }

    /// Adds the rows of `regions.tsv`.
    pub(super) fn add_regions(&mut self, table: &Table<'_>) -> Result<(), ExtractError> {
        for row in &table.rows {
            let region = u32::try_from(self.regions.len()).unwrap_or(u32::MAX);
            if row.cell(1).is_empty() {
                return Err(table.wrong(row, "no name"));
            }
            for (names, adjective) in [
                (row.values(2).collect::<Vec<_>>(), false),
                (row.values(3).collect(), true),
                (vec![row.cell(1)], false),
            ] {
                for name in names {
                    let sense = RegionSense { region, adjective };
                    self.region_names.add_name(name, sense);
                }
            }
            self.regions.push(Region {
                name: row.cell(1).to_owned(),
                kind: row.cell(4).to_owned(),
                actor_as: row.cell(5).to_owned(),
            });
        }
        Ok(())
    }

    /// Adds the rows of `people.tsv`.
    pub(super) fn add_people(&mut self, table: &Table<'_>) -> Result<(), ExtractError> {
        for row in &table.rows {
            let entry = self.enter(table, row, ActorKind::Person, row.cell(1))?;
            self.name(row.values(2), entry, Role::Name);
            for name in row.values(2).chain([row.cell(1)]) {
                let place = self.spellings.entry(spelling(name)).or_insert(Some(entry));
                if *place != Some(entry) {
                    *place = None;
                }
            }
            for surname in row.values(3) {
                let places = self.surnames.entry(fold_name(surname)).or_default();
                places.push(entry);
            }
            let known = &mut self.entries[entry as usize];
            known.gender = Gender::parse(row.cell(4));
            row.cell(5).clone_into(&mut known.state);
            let roles = row
                .cell(6)
                .split(',')
                .map(|role| role.trim().to_lowercase());
            known.roles = roles.filter(|role| !role.is_empty()).collect();
        }
        Ok(())
    }

    /// Adds the rows of `states.tsv`.
    pub(super) fn add_states(&mut self, table: &Table<'_>) -> Result<(), ExtractError> {
        for row in &table.rows {
            let entry = self.enter(table, row, ActorKind::State, row.cell(1))?;
            self.name(row.values(2), entry, Role::Name);
            self.name(row.values(3), entry, Role::Adjective);
            let adjective = row.values(3).next().unwrap_or_default();
            adjective.clone_into(&mut self.entries[entry as usize].adjective);
            self.name(row.values(4), entry, Role::People);
            self.name(row.values(5), entry, Role::Seat);
        }
        Ok(())
    }

    /// Adds the rows of `organizations.tsv`.
    pub(super) fn add_organizations(&mut self, table: &Table<'_>) -> Result<(), ExtractError> {
        for row in &table.rows {
            let kind = ActorKind::parse(row.cell(2))
                .ok_or_else(|| table.wrong(row, format!("no kind `{}`", row.cell(2))))?;
            let entry = self.enter(table, row, kind, row.cell(1))?;
            self.name(row.values(3), entry, Role::Name);
            // `conservative` and `labour` are said of too many.
            let proper = |name: &&str| name.chars().any(char::is_uppercase);
            self.name(row.values(4).filter(proper), entry, Role::Adjective);
            for (rank, nominal) in row.values(5).enumerate() {
                let places = self.nominals.entry(nominal.to_lowercase()).or_default();
                places.push((entry, rank));
            }
            let known = &mut self.entries[entry as usize];
            row.cell(6).clone_into(&mut known.class);
            row.cell(7).clone_into(&mut known.state);
        }
        Ok(())
    }

    /// Adds an entry under its key and its name.
    pub(super) fn enter(
        &mut self,
        table: &Table<'_>,
        row: &Row<'_>,
        kind: ActorKind,
        name: &str,
    ) -> Result<u32, ExtractError> {
        let key = row.cell(0);
        if key.is_empty() || name.is_empty() {
            return Err(table.wrong(row, "no key or no name"));
        }
        let entry = u32::try_from(self.entries.len()).unwrap_or(u32::MAX);
        if self.by_key.insert(key.to_owned(), entry).is_some() {
            return Err(table.wrong(row, format!("the key `{key}` is taken")));
        }
        self.entries.push(Entry {
            key: key.to_owned(),
            kind,
            name: name.to_owned(),
            class: String::new(),
            state: String::new(),
            adjective: String::new(),
            gender: None,
            roles: Vec::new(),
            wikidata: None,
        });
        self.name(std::iter::once(name), entry, Role::Name);
        Ok(entry)
    }

    pub(super) fn name<'a>(
        &mut self,
        names: impl Iterator<Item = &'a str>,
        entry: u32,
        role: Role,
    ) {
        for name in names {
            self.names.add_name(name, Sense { entry, role });
        }
    }

    /// The entry of that index.
    pub fn entry(&self, index: u32) -> &Entry {
        &self.entries[index as usize]
    }

    /// Index of the entry with that key. O(log n).
    pub fn by_key(&self, key: &str) -> Option<u32> {
        self.by_key.get(key).copied()
    }

    /// Entries that the definite phrase may stand for, lower case with its article:
    /// `the alliance`. With each, how many phrases stand for it more often. O(log n).
    pub fn nominals(&self, phrase: &str) -> &[(u32, usize)] {
        self.nominals.get(phrase).map_or(&[], Vec::as_slice)
    }

    /// Known people of that folded surname. O(log n).
    pub fn people_of_surname(&self, surname: &str) -> &[u32] {
        self.surnames.get(surname).map_or(&[], Vec::as_slice)
    }

    /// The person whose full name is spelled so by some: `Volodymyr Zelenskiy`. None for a single
    /// word. O(length).
    pub fn spelled(&self, name: &str) -> Option<u32> {
        let key = spelling(name);
        let whole = key.contains(' ');
        self.spellings
            .get(&key)
            .copied()
            .flatten()
            .filter(|_| whole)
    }

    /// The entry that has exactly this name or alias; `None` where several have. O(length).
    pub fn named(&self, name: &str) -> Option<u32> {
        let mut found = self
            .names
            .named(name)
            .filter(|sense| sense.role == Role::Name)
            .map(|sense| sense.entry);
        let first = found.next()?;
        found.all(|other| other == first).then_some(first)
    }
}
