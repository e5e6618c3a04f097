//! How sure: from the strengths of the rules to the chance of being right.
//!
//! A rule gives its observation a strength, as the author of its row judged it. What came of
//! such observations in coded texts stands in `confidence.tsv`, which
//! `tests/gold/calibrate.py` writes: a logistic regression over the strength and a few features.
//! Weights are hundredths of a logit and all sums whole numbers, so that every machine finds the
//! same confidence.

use std::collections::BTreeMap;

use demarche_model::{Confidence, Extraction, Mode, NodeId, Polarity, Relation, Span, Statement};

use crate::error::ExtractError;
use crate::lexicon::File;
use crate::lexicon::table::Table;

/// The embedded table: name and text.
pub const FILE: File = (
    "confidence.tsv",
    include_str!("../../../seeds/lexicon/confidence.tsv"),
);

const COLUMNS: &[&str] = &["of", "feature", "weight"];

/// Counts for every observation.
const BASE: &str = "base";
/// Is weighed with the logit of the rule's strength.
const STRENGTH: &str = "strength";

/// More bytes than this between holder and cue are far.
const FAR: u32 = 80;

/// `100 ln(p / (1 - p))`, rounded, for p of 0.01 to 0.50; the other half mirrors it.
const LOGITS: [i32; 50] = [
    -460, -389, -348, -318, -294, -275, -259, -244, -231, -220, -209, -199, -190, -182, -173, -166,
    -159, -152, -145, -139, -132, -127, -121, -115, -110, -105, -99, -94, -90, -85, -80, -75, -71,
    -66, -62, -58, -53, -49, -45, -41, -36, -32, -28, -24, -20, -16, -12, -8, -4, 0,
];

/// What the strengths of rules turned out to be worth.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calibration {
    statements: Weights,
    relations: Weights,
}

/// Weights by feature, in hundredths of a logit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Weights(BTreeMap<String, i32>);

impl Calibration {
    /// Reads the embedded table.
    pub fn embedded() -> Result<Self, ExtractError> {
        Self::parse(FILE.0, FILE.1)
    }

    /// Reads a table.
    pub fn parse(file: &str, text: &str) -> Result<Self, ExtractError> {
        let table = Table::parse(file, text, COLUMNS)?;
        table.sorted_by_first(2)?;
        let mut read = Self::default();
        for row in &table.rows {
            let of = match row.cell(0) {
                "statement" => &mut read.statements,
                "relation" => &mut read.relations,
                other => return Err(table.wrong(row, format!("nothing is called `{other}`"))),
            };
            let weight = row.cell(2).parse();
            let weight = weight.map_err(|_| table.wrong(row, "the weight is no whole number"))?;
            of.0.insert(row.cell(1).to_owned(), weight);
        }
        Ok(read)
    }

    /// Turns the strengths in the records of a document into confidences.
    /// O(observations * log(features)).
    pub fn apply(&self, extraction: &mut Extraction) {
        let text = extraction.document.text.as_deref().unwrap_or("");
        for statement in &mut extraction.statements {
            let features = statement_features(statement, text);
            statement.confidence = self.statements.confidence(statement.confidence, &features);
        }
        for relation in &mut extraction.relations {
            let features = relation_features(relation);
            relation.confidence = self.relations.confidence(relation.confidence, &features);
        }
    }
}

impl Weights {
    /// Features without a weight say nothing; without any weight the strength stays.
    fn confidence(&self, strength: Confidence, features: &[String]) -> Confidence {
        if self.0.is_empty() {
            return strength;
        }
        let weight = |feature: &str| self.0.get(feature).copied().unwrap_or(0);
        let said: i32 = features.iter().map(|feature| weight(feature)).sum();
        let by_strength = weight(STRENGTH) * logit(strength.percent()) / 100;
        percent(weight(BASE) + by_strength + said)
    }
}

/// Hundredths of the logit of that many hundredths, between 1 and 99.
fn logit(percent: u8) -> i32 {
    let percent = usize::from(percent.clamp(1, 99));
    if percent <= LOGITS.len() {
        LOGITS[percent - 1]
    } else {
        -LOGITS[99 - percent]
    }
}

/// The hundredths, between 1 and 99, whose logit comes closest; the lower of two.
fn percent(score: i32) -> Confidence {
    let all = (1..=99u8).map(|percent| ((logit(percent) - score).abs(), percent));
    Confidence::from_percent(all.min().map_or(50, |(_, percent)| percent))
}

/// What a statement's confidence depends on beside the strength of its rule: how the text puts
/// it, how its ends are named, and the family and suffixes of the rule.
pub fn statement_features(statement: &Statement, text: &str) -> Vec<String> {
    let mut features = Vec::new();
    let mut note = |feature: &str, holds: bool| {
        if holds {
            features.push(feature.to_owned());
        }
    };
    let pronoun = |span: Option<Span>| {
        let words = span.and_then(|span| span.slice(text));
        words.is_some_and(is_pronoun)
    };
    note("hedged", statement.hedged);
    note("via", !statement.via.is_empty());
    note("mode:quote", statement.mode == Mode::Quote);
    note("mode:paraphrase", statement.mode == Mode::Paraphrase);
    note("polarity:neutral", statement.polarity == Polarity::Neutral);
    note("polarity:oppose", statement.polarity == Polarity::Oppose);
    note("target:issue", matches!(statement.target, NodeId::Issue(_)));
    note("target:pronoun", pronoun(statement.target_span));
    note("target:unnamed", statement.target_span.is_none());
    note("holder:pronoun", pronoun(statement.holder_span));
    note("holder:unnamed", statement.holder_span.is_none());
    if let (Some(holder), Some(cue)) = (statement.holder_span, statement.cue) {
        note("holder:after", holder.start() > cue.start());
        note("holder:far", cue.start() > holder.end() + FAR);
    }
    let mut parts = statement.rule.split('+');
    let family = family(parts.next().unwrap_or(""));
    note(&format!("family:{family}"), true);
    for suffix in parts {
        note(&format!("+{suffix}"), true);
    }
    features
}

/// What a relation's confidence depends on beside the strength of its rule.
pub fn relation_features(relation: &Relation) -> Vec<String> {
    let mut features = Vec::new();
    if relation.hedged {
        features.push("hedged".to_owned());
    }
    features.push(format!("kind:{}", relation.kind));
    features.push(format!("family:{}", family(&relation.rule)));
    features
}

/// The part of speech in a rule's name (`warn.v.topic`), else its first word (`modal.will`).
fn family(rule: &str) -> &str {
    let mut parts = rule.split('.');
    let first = parts.next().unwrap_or("");
    parts
        .find(|part| ["v", "n", "a"].contains(part))
        .unwrap_or(first)
}

fn is_pronoun(words: &str) -> bool {
    const PRONOUNS: &[&str] = &[
        "he",
        "her",
        "hers",
        "herself",
        "him",
        "himself",
        "his",
        "i",
        "it",
        "its",
        "itself",
        "me",
        "mine",
        "my",
        "our",
        "ours",
        "she",
        "that",
        "their",
        "theirs",
        "them",
        "themselves",
        "these",
        "they",
        "this",
        "those",
        "us",
        "we",
        "which",
        "who",
        "whom",
        "whose",
        "you",
        "your",
    ];
    PRONOUNS.contains(&words.to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_of_logits_is_the_function() {
        for hundredths in 1..=99u8 {
            let share = f64::from(hundredths) / 100.0;
            let exact = 100.0 * (share / (1.0 - share)).ln();
            let gap = (f64::from(logit(hundredths)) - exact).abs();
            assert!(gap <= 0.5, "{hundredths}: {gap}");
            assert_eq!(percent(logit(hundredths)).percent(), hundredths);
        }
        assert_eq!(percent(9_000).percent(), 99);
        assert_eq!(percent(-9_000).percent(), 1);
    }

    #[test]
    fn weights_move_the_strength() {
        let text = "#of\tfeature\tweight\nstatement\tbase\t-40\nstatement\thedged\t-60\n\
                    statement\tstrength\t50\n";
        let calibration = Calibration::parse("a.tsv", text).unwrap();
        let of = |percent, features: &[&str]| {
            let features: Vec<String> = features.iter().map(|&name| name.into()).collect();
            let strength = Confidence::from_percent(percent);
            calibration
                .statements
                .confidence(strength, &features)
                .percent()
        };
        // Half the logit of 0.88, 1.99, is 0.99; less 0.40 is 0.59.
        assert_eq!(of(88, &[]), 64);
        assert_eq!(of(88, &["hedged", "unheard of"]), 50);
        assert!(of(60, &[]) < of(88, &[]));
        let unknown = calibration
            .relations
            .confidence(Confidence::from_percent(83), &[]);
        assert_eq!(unknown.percent(), 83, "no weights, no change");
    }

    #[test]
    fn rows_that_mean_nothing_are_errors() {
        let parse =
            |row: &str| Calibration::parse("a.tsv", &format!("#of\tfeature\tweight\n{row}"));
        assert!(parse("stances\tbase\t1\n").is_err());
        assert!(parse("statement\tbase\t0.5\n").is_err());
        assert!(parse("statement\tvia\t5\nstatement\tbase\t1\n").is_err());
        assert!(Calibration::embedded().is_ok());
    }

    #[test]
    fn rules_have_families() {
        assert_eq!(family("warn.v.topic"), "v");
        assert_eq!(family("loyalty.n.to-for"), "n");
        assert_eq!(family("modal.will"), "modal");
        assert_eq!(family("title"), "title");
    }
}
