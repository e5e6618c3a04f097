//! The words that carry stances and attributions: tables read once, matched by one engine.

pub mod arguments;
pub mod frame;
pub mod pattern;
pub mod reporting;
pub mod shift;
pub mod valence;

use crate::{error::ExtractError, issues::words::IssueWords, statements::wholes::Wholes};

/// The embedded tables: name and text. Their bytes belong to the version of the lexicon.
pub const FILES: &[(&str, &str)] = &[
    (
        "cues.tsv",
        include_str!("../../../../seeds/lexicon/cues.tsv"),
    ),
    (
        "issue_words.tsv",
        include_str!("../../../../seeds/lexicon/issue_words.tsv"),
    ),
    (
        "nominals.tsv",
        include_str!("../../../../seeds/lexicon/nominals.tsv"),
    ),
    (
        "reporting.tsv",
        include_str!("../../../../seeds/lexicon/reporting.tsv"),
    ),
    (
        "shifters.tsv",
        include_str!("../../../../seeds/lexicon/shifters.tsv"),
    ),
    (
        "valence.tsv",
        include_str!("../../../../seeds/lexicon/valence.tsv"),
    ),
    (
        "wholes.tsv",
        include_str!("../../../../seeds/lexicon/wholes.tsv"),
    ),
];

/// All that the engine knows about words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CueLexicon {
    /// Who takes which stance towards what.
    pub frames: frame::Frames,
    /// Who says what.
    pub reporting: reporting::Reporting,
    /// What turns a stance around.
    pub shifters: shift::Shifters,
    /// What propositions are made of.
    pub issues: IssueWords,
    /// How good or bad words are.
    pub valence: valence::Valences,
    /// Which groups belong to which parties.
    pub wholes: Wholes,
}

impl CueLexicon {
    /// Reads the embedded tables.
    pub fn embedded() -> Result<Self, ExtractError> {
        let [cues, words, nominals, reporting, shifters, valence, wholes] = FILES else {
            return Ok(Self::default());
        };
        let read = Self::parse(*cues, *reporting, *shifters, *nominals, *words)?;
        Ok(Self {
            valence: valence::Valences::parse(valence.0, valence.1)?,
            wholes: Wholes::parse(wholes.0, wholes.1)?,
            ..read
        })
    }

    /// Reads tables, each given by name and text.
    pub fn parse(
        cues: (&str, &str),
        reporting: (&str, &str),
        shifters: (&str, &str),
        nominals: (&str, &str),
        words: (&str, &str),
    ) -> Result<Self, ExtractError> {
        Ok(Self {
            frames: frame::Frames::parse(cues.0, cues.1)?,
            reporting: reporting::Reporting::parse(reporting.0, reporting.1)?,
            shifters: shift::Shifters::parse(shifters.0, shifters.1)?,
            issues: IssueWords::parse(nominals, words)?,
            valence: valence::Valences::default(),
            wholes: Wholes::default(),
        })
    }
}
