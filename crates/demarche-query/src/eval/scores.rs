//! Counts of what agrees, and the measures made of them.

use demarche_model::{DocumentId, ObservationId, Polarity};

use super::alpha::nominal_alpha;
use super::reliability::{Judged, Reliability};

/// Hits and errors of one sort of thing.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Score {
    /// Coded and found.
    pub hits: usize,
    /// Coded and not found.
    pub misses: usize,
    /// Found and not coded, duplicates among them.
    pub false_alarms: usize,
    /// Found once more, or split in two. For actors these are not among the false alarms.
    pub duplicates: usize,
    /// Found and coded as optional: neither right nor wrong.
    pub optional: usize,
}

/// `part / whole`, which is `None` of nothing.
#[allow(
    clippy::cast_precision_loss,
    reason = "counts of records are far below 2^52"
)]
fn ratio(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

impl Score {
    /// Share of the found that is coded; `None` where nothing is found.
    pub fn precision(&self) -> Option<f64> {
        ratio(self.hits, self.hits + self.false_alarms)
    }

    /// Share of the coded that is found; `None` where nothing is coded.
    pub fn recall(&self) -> Option<f64> {
        ratio(self.hits, self.hits + self.misses)
    }

    /// Harmonic mean of the two; `None` where nothing is found and nothing coded.
    pub fn f1(&self) -> Option<f64> {
        ratio(
            2 * self.hits,
            2 * self.hits + self.false_alarms + self.misses,
        )
    }

    fn add(&mut self, other: &Score) {
        self.hits += other.hits;
        self.misses += other.misses;
        self.false_alarms += other.false_alarms;
        self.duplicates += other.duplicates;
        self.optional += other.optional;
    }
}

/// How many of some pairs agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Share {
    /// Those that agree.
    pub right: usize,
    /// All.
    pub of: usize,
}

impl Share {
    /// The share that agrees; `None` of none.
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.right, self.of)
    }

    /// Counts a pair.
    pub(super) fn count(&mut self, right: bool) {
        self.right += usize::from(right);
        self.of += 1;
    }

    fn add(&mut self, other: &Share) {
        self.right += other.right;
        self.of += other.of;
    }
}

/// All measures of one document or of all.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Scores {
    /// Actors by name.
    pub actors: Score,
    /// Kinds of the matched actors.
    pub actor_kinds: Share,
    /// Relations by ends and kind.
    pub relations: Score,
    /// Exact kinds of the matched relations.
    pub relation_kinds: Share,
    /// Offices of the matched relations that are coded with one.
    pub offices: Share,
    /// Status of the matched relations that are coded with one.
    pub statuses: Share,
    /// Statements with the same holder, polarity and target, or with the same holder, polarity
    /// and place.
    pub lenient: Score,
    /// Statements with the same holder, polarity and target.
    pub strict: Score,
    /// Polarities of the statements with the same holder, target and place.
    pub polarity: Share,
    /// The same pairs as the graph and the coder have them.
    pub units: Vec<[Polarity; 2]>,
    /// How many of the relations are right, by confidence.
    pub relation_reliability: Reliability,
    /// How many of the statements are right, by confidence.
    pub statement_reliability: Reliability,
    /// Coded passages that the document's text does not have.
    pub unplaced: usize,
}

impl Scores {
    /// Krippendorff's alpha of the polarities of [`Scores::units`]; `None` where it is not
    /// defined. O(units).
    pub fn alpha(&self) -> Option<f64> {
        nominal_alpha(&self.units)
    }

    /// Adds the counts of another document.
    pub(super) fn add(&mut self, other: &Scores) {
        self.actors.add(&other.actors);
        self.actor_kinds.add(&other.actor_kinds);
        self.relations.add(&other.relations);
        self.relation_kinds.add(&other.relation_kinds);
        self.offices.add(&other.offices);
        self.statuses.add(&other.statuses);
        self.lenient.add(&other.lenient);
        self.strict.add(&other.strict);
        self.polarity.add(&other.polarity);
        self.units.extend(&other.units);
        self.relation_reliability.add(&other.relation_reliability);
        self.statement_reliability.add(&other.statement_reliability);
        self.unplaced += other.unplaced;
    }
}

/// The measures of one document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentScores {
    /// The document.
    pub document: DocumentId,
    /// The name that the coder gave it.
    pub file: String,
    /// Its measures.
    pub scores: Scores,
}

/// What a finding is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum What {
    /// An actor.
    Actor,
    /// A relation.
    Relation,
    /// A statement.
    Statement,
}

impl What {
    /// Its word.
    pub const fn as_str(self) -> &'static str {
        match self {
            What::Actor => "actor",
            What::Relation => "relation",
            What::Statement => "statement",
        }
    }
}

/// What is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fault {
    /// Coded and not found.
    Miss,
    /// Coded, and found at its place with another target.
    MissedTarget,
    /// Found and not coded.
    FalseAlarm,
    /// Found, and coded at its place with another target.
    OtherTarget,
    /// Found with another polarity than coded.
    Polarity,
    /// Found once more.
    Duplicate,
    /// Found with another office than coded.
    Office,
}

impl Fault {
    /// Its words.
    pub const fn as_str(self) -> &'static str {
        match self {
            Fault::Miss => "miss",
            Fault::MissedTarget => "missed target",
            Fault::FalseAlarm => "false alarm",
            Fault::OtherTarget => "other target",
            Fault::Polarity => "polarity",
            Fault::Duplicate => "duplicate",
            Fault::Office => "office",
        }
    }
}

/// A miss or a false alarm.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The document as the coder names it.
    pub file: String,
    /// What it is about.
    pub what: What,
    /// What is wrong.
    pub fault: Fault,
    /// Who, how and what, in one line.
    pub item: String,
    /// The words.
    pub passage: Option<String>,
    /// The observation, for what was found.
    pub observation: Option<ObservationId>,
    /// The rule that found it.
    pub rule: Option<String>,
}

/// A coded document that could not be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LeftOut {
    /// The name that the coder gave it.
    pub file: String,
    /// Whether several documents have this name; none has it otherwise.
    pub ambiguous: bool,
}

/// The comparison of a graph with a coding.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evaluation {
    /// Each document, in the order of the coding.
    pub documents: Vec<DocumentScores>,
    /// All together: sums of the counts.
    pub total: Scores,
    /// Misses and false alarms by document, actors first, statements last.
    pub findings: Vec<Finding>,
    /// The verdicts on the relations and statements, in the order of the documents.
    pub judged: Vec<Judged>,
    /// Coded documents that are in no measure.
    pub left_out: Vec<LeftOut>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_ratios_of_counts() {
        let score = Score {
            hits: 3,
            misses: 1,
            false_alarms: 3,
            ..Score::default()
        };
        assert_eq!(score.precision(), Some(0.5));
        assert_eq!(score.recall(), Some(0.75));
        assert_eq!(score.f1(), Some(0.6));
        assert_eq!(Score::default().f1(), None);
        assert_eq!(Share::default().accuracy(), None);
    }
}
