//! The rows of `relation_cues.tsv`.

use std::collections::BTreeMap;

use demarche_model::{Confidence, RelationKind};

use crate::error::ExtractError;
use crate::lexicon::table::Table;

/// Where an end of the relation stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Slot {
    /// Who does it.
    Subject,
    /// Whom it is done to.
    Object,
    /// The owner of the noun, who does it with a light verb, or who the clause is about.
    Owner,
    /// The one whom the noun describes: by apposition, copula or title.
    Holder,
    /// Behind one of these prepositions.
    Behind(Vec<String>),
    /// Members of one list: the subjects of the verb, or `between A and B`.
    Pair,
    /// The subjects of the verb, whatever its object: `A and B signed a treaty`.
    Jointly,
}

impl Slot {
    fn parse(cell: &str) -> Option<Self> {
        Some(match cell {
            "subject" => Slot::Subject,
            "object" => Slot::Object,
            "owner" => Slot::Owner,
            "holder" => Slot::Holder,
            "pair" => Slot::Pair,
            "jointly" => Slot::Jointly,
            _ => {
                let words = cell.strip_prefix("behind:")?.split('/');
                Slot::Behind(words.map(str::to_owned).collect())
            }
        })
    }
}

/// Which ends a row takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    /// Any actor.
    Any,
    /// States, organizations and groups.
    Bodies,
    /// People and groups of people.
    People,
    /// A person and a body.
    PersonBody,
}

/// A row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub cue: String,
    pub with: Option<String>,
    pub subject: Slot,
    pub object: Slot,
    pub ends: Ends,
    pub theme: Vec<String>,
    pub kind: RelationKind,
    pub lasting: bool,
    pub confidence: Confidence,
    pub name: String,
}

/// The table, by part of speech and first word.
#[derive(Debug, Clone, Default)]
pub struct RelationCues {
    pub(super) rows: BTreeMap<(bool, String), Vec<Row>>,
}

/// The columns of the file.
pub const COLUMNS: &[&str] = &[
    "cue", "pos", "subject", "object", "kind", "ends", "theme", "sure", "yes", "no",
];

impl RelationCues {
    /// Reads the table.
    pub fn parse(file: &str, text: &str) -> Result<Self, ExtractError> {
        let table = Table::parse(file, text, COLUMNS)?;
        let mut cues = Self::default();
        for row in &table.rows {
            let verb = match row.cell(1) {
                "v" => true,
                "n" => false,
                other => return Err(table.wrong(row, format!("no part of speech `{other}`"))),
            };
            let slot = |cell: &str| {
                Slot::parse(cell).ok_or_else(|| table.wrong(row, format!("no slot `{cell}`")))
            };
            let kind = RelationKind::parse(row.cell(4))
                .ok_or_else(|| table.wrong(row, format!("no relation `{}`", row.cell(4))))?;
            let ends = match row.cell(5) {
                "" => Ends::Any,
                "bodies" => Ends::Bodies,
                "people" => Ends::People,
                "person-body" => Ends::PersonBody,
                other => return Err(table.wrong(row, format!("no such ends `{other}`"))),
            };
            let sure: u8 = row
                .cell(7)
                .parse()
                .map_err(|_| table.wrong(row, "`sure` is no number"))?;
            let mut words = row.cell(0).split(' ');
            let cue = words.next().unwrap_or_default().to_owned();
            let with = words.next().map(str::to_owned);
            let name = format!(
                "{}.{}.{}",
                row.cell(0).replace(' ', "_"),
                row.cell(1),
                row.cell(3)
            );
            let list = cues.rows.entry((verb, cue.clone())).or_default();
            list.push(Row {
                cue,
                with,
                subject: slot(row.cell(2))?,
                object: slot(row.cell(3))?,
                ends,
                theme: row.values(6).map(str::to_owned).collect(),
                kind,
                lasting: !kind.row().event,
                confidence: Confidence::from_percent(sure),
                name,
            });
        }
        Ok(cues)
    }
}
