//! What the extractor knows before it reads: rows of data, embedded in the binary.

pub mod gazetteer;
pub mod offices;
mod spelling;
pub mod table;
pub mod terms;
pub mod trie;

use std::collections::BTreeMap;
use std::sync::OnceLock;

use demarche_model::fold_name;
pub use gazetteer::{Entry, Gazetteer, Gender, Role, Sense};
pub use offices::{HeldAt, Office, Offices, Title};
use table::Table;
pub use terms::{Term, Terms};

use crate::error::ExtractError;
use crate::relations::cues::RelationCues;

/// An embedded file: name and text.
pub type File = (&'static str, &'static str);

const STATES: File = (
    "states.tsv",
    include_str!("../../../../seeds/lexicon/states.tsv"),
);
const ORGANIZATIONS: File = (
    "organizations.tsv",
    include_str!("../../../../seeds/lexicon/organizations.tsv"),
);
const PEOPLE: File = (
    "people.tsv",
    include_str!("../../../../seeds/lexicon/people.tsv"),
);
const GIVEN_NAMES: File = (
    "given_names.tsv",
    include_str!("../../../../seeds/lexicon/given_names.tsv"),
);
const GROUPS: File = (
    "groups.tsv",
    include_str!("../../../../seeds/lexicon/groups.tsv"),
);
const GROUP_HEADS: File = (
    "group_heads.tsv",
    include_str!("../../../../seeds/lexicon/group_heads.tsv"),
);
const HUMANS: File = (
    "humans.tsv",
    include_str!("../../../../seeds/lexicon/humans.tsv"),
);
const REGIONS: File = (
    "regions.tsv",
    include_str!("../../../../seeds/lexicon/regions.tsv"),
);
const RELATION_CUES: File = (
    "relation_cues.tsv",
    include_str!("../../../../seeds/lexicon/relation_cues.tsv"),
);
const OFFICES: File = (
    "offices.tsv",
    include_str!("../../../../seeds/lexicon/offices.tsv"),
);
const TERMS: File = (
    "terms.tsv",
    include_str!("../../../../seeds/lexicon/terms.tsv"),
);
const TITLES: File = (
    "titles.tsv",
    include_str!("../../../../seeds/lexicon/titles.tsv"),
);

/// The embedded files. Their bytes belong to the version of the lexicon.
pub const FILES: &[File] = &[
    GIVEN_NAMES,
    GROUP_HEADS,
    GROUPS,
    HUMANS,
    OFFICES,
    ORGANIZATIONS,
    PEOPLE,
    REGIONS,
    RELATION_CUES,
    STATES,
    TERMS,
    TITLES,
];

const HUMAN_COLUMNS: &[&str] = &["noun", "crowd"];
const GROUP_HEAD_COLUMNS: &[&str] = &["noun", "singular", "stands_for", "kind", "alone"];

/// Everything that mentions, coreference and relations look up.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    /// Known actors.
    pub gazetteer: Gazetteer,
    /// Offices and titles.
    pub offices: Offices,
    /// Words that tie actors.
    pub relation_cues: RelationCues,
    /// Who held which office when.
    pub terms: Terms,
    given_names: BTreeMap<String, Option<Gender>>,
    group_heads: BTreeMap<String, GroupHead>,
    /// Nouns for human beings, and whether the plural by itself tells who acts.
    humans: BTreeMap<String, bool>,
}

/// The head noun of an open group: `officials`, `advisers`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroupHead {
    /// The plural.
    pub plural: String,
    /// Whether the group speaks for the state or organization before it.
    pub stands_for: bool,
    /// What sort of group it is.
    pub kind: String,
    /// Whether the word has no singular: `police`.
    pub collective: bool,
    /// Whether it names a group without an owner.
    pub alone: Alone,
}

/// Whether the head of a group names one without an owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alone {
    /// The plural by itself does: `rebels`.
    Yes,
    /// With a word before it that tells which: `local leaders`.
    Told,
    /// Only with a name before it: it passes on what others say.
    Never,
}

impl Lexicon {
    /// The embedded lexicon, parsed at first use.
    pub fn embedded() -> Result<&'static Lexicon, ExtractError> {
        static LEXICON: OnceLock<Result<Lexicon, ExtractError>> = OnceLock::new();
        LEXICON
            .get_or_init(Lexicon::parse)
            .as_ref()
            .map_err(Clone::clone)
    }

    /// Whether the word is a given name, and the gender that it tells. O(log n).
    pub fn given_name(&self, word: &str) -> Option<Option<Gender>> {
        self.given_names.get(&fold_name(word)).copied()
    }

    /// The group head of that plural or collective noun, lower case. O(log n).
    pub fn group_head(&self, noun: &str) -> Option<&GroupHead> {
        self.group_heads.get(noun)
    }

    /// Whether the singular noun, lower case, means a human being. O(log n).
    pub fn is_human(&self, noun: &str) -> bool {
        self.humans.contains_key(noun) || self.offices.by_wording(noun).is_some()
    }

    /// Whether the plural of the noun by itself tells who acts: `dockers`. O(log n).
    pub fn is_crowd(&self, noun: &str) -> bool {
        self.humans.get(noun).copied().unwrap_or(false)
    }

    fn parse() -> Result<Lexicon, ExtractError> {
        let mut lexicon = Lexicon::default();
        let table = |(name, text): File, columns: &[&str]| Table::parse(name, text, columns);
        let gazetteer = &mut lexicon.gazetteer;
        gazetteer.add_states(&table(STATES, gazetteer::STATES)?)?;
        gazetteer.add_organizations(&table(ORGANIZATIONS, gazetteer::ORGANIZATIONS)?)?;
        gazetteer.add_people(&table(PEOPLE, gazetteer::PEOPLE)?)?;
        gazetteer.add_groups(&table(GROUPS, gazetteer::GROUPS)?)?;
        gazetteer.add_regions(&table(REGIONS, gazetteer::REGIONS)?)?;
        for row in &table(GROUP_HEADS, GROUP_HEAD_COLUMNS)?.rows {
            let head = GroupHead {
                plural: row.cell(0).to_owned(),
                stands_for: row.cell(2) == "yes",
                kind: row.cell(3).to_owned(),
                collective: row.cell(1).is_empty(),
                alone: match row.cell(4) {
                    "yes" => Alone::Yes,
                    "never" => Alone::Never,
                    _ => Alone::Told,
                },
            };
            lexicon.group_heads.insert(row.cell(0).to_lowercase(), head);
        }
        for row in &table(HUMANS, HUMAN_COLUMNS)?.rows {
            let crowd = row.cell(1) == "yes";
            lexicon.humans.insert(row.cell(0).to_owned(), crowd);
        }
        for row in &table(GIVEN_NAMES, &["name", "gender"])?.rows {
            let gender = Gender::parse(row.cell(1));
            lexicon.given_names.insert(fold_name(row.cell(0)), gender);
        }
        lexicon.relation_cues = RelationCues::parse(RELATION_CUES.0, RELATION_CUES.1)?;
        let offices = &mut lexicon.offices;
        offices.add_offices(&table(OFFICES, offices::OFFICES)?)?;
        offices.add_titles(&table(TITLES, offices::TITLES)?)?;
        let terms = table(TERMS, terms::COLUMNS)?;
        lexicon
            .terms
            .add(&terms, &lexicon.gazetteer, &lexicon.offices)?;
        Ok(lexicon)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_is_sorted_and_without_repeats() {
        let files: &[(File, &[&str], usize)] = &[
            (STATES, gazetteer::STATES, 1),
            (ORGANIZATIONS, gazetteer::ORGANIZATIONS, 1),
            (PEOPLE, gazetteer::PEOPLE, 1),
            (GIVEN_NAMES, &["name", "gender"], 1),
            (GROUPS, gazetteer::GROUPS, 1),
            (GROUP_HEADS, GROUP_HEAD_COLUMNS, 1),
            (HUMANS, HUMAN_COLUMNS, 1),
            (REGIONS, gazetteer::REGIONS, 1),
            (RELATION_CUES, crate::relations::cues::COLUMNS, 5),
            (OFFICES, offices::OFFICES, 1),
            (TERMS, terms::COLUMNS, 4),
            (TITLES, offices::TITLES, 1),
        ];
        for &((name, text), columns, key) in files {
            let table = Table::parse(name, text, columns).unwrap();
            assert!(!table.rows.is_empty(), "{name}");
            if let Err(error) = table.sorted_by_first(key) {
                panic!("{error}");
            }
        }
    }

    #[test]
    fn every_file_belongs_to_the_version() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../seeds/lexicon");
        let files = std::fs::read_dir(folder).unwrap();
        let names = files.map(|file| file.unwrap().file_name().into_string().unwrap());
        let mut there: Vec<String> = names.collect();
        there.sort();
        let hashed = FILES.iter().chain(crate::cues::FILES);
        let hashed = hashed.chain([&crate::confidence::FILE]);
        let mut hashed: Vec<&str> = hashed.map(|(name, _)| *name).collect();
        hashed.sort_unstable();
        assert_eq!(there, hashed);
    }

    #[test]
    fn the_embedded_lexicon_is_read() {
        let lexicon = Lexicon::embedded().unwrap();
        let nato = lexicon.gazetteer.named("NATO").unwrap();
        assert_eq!(lexicon.gazetteer.entry(nato).key, "nato");
    }
}
