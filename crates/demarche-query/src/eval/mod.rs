//! How well the graph agrees with a coder: a graph of documents against a person's coding of
//! them. Precision and recall of actors, relations and statements, the share of right
//! polarities, Krippendorff's alpha, and what was missed or wrongly found.
//!
//! Matching is one to one within a document, greedy by the best fit, and depends on nothing but
//! the data. What is coded as optional neither counts when missed nor when found.

mod actors;
mod alpha;
mod coding;
mod matching;
mod names;
mod present;
mod relations;
mod reliability;
mod scores;
mod statements;

use std::collections::BTreeMap;

use demarche_model::{Actor, ActorId, Confidence, Document, Issue, IssueId, Relation, Statement};

pub use alpha::nominal_alpha;
pub use coding::{Gold, GoldActor, GoldDocument, GoldPassage, GoldRelation, GoldStatement};
pub use reliability::{Bin, Judged, Reliability};
pub use scores::{DocumentScores, Evaluation, Fault, Finding, LeftOut, Score, Scores, Share, What};

use crate::error::Result;
use crate::view::View;
use names::Roster;

/// How strict the comparison is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EvalOptions {
    /// Statements and relations under this confidence are not looked at.
    pub min_confidence: Confidence,
    /// How much two passages must share to count as the same place, 0 to 1: the mean of the
    /// share of the shorter and of the longer one. Any shared byte is needed in any case.
    pub min_overlap: f64,
}

impl Default for EvalOptions {
    fn default() -> Self {
        Self {
            min_confidence: Confidence::from_percent(0),
            min_overlap: 0.0,
        }
    }
}

/// Compares the graph with a person's coding. O(whole graph) to read it, then
/// O(found * coded) for each document.
pub fn evaluate(view: &dyn View, gold: &Gold, options: &EvalOptions) -> Result<Evaluation> {
    let mut documents: Vec<Document> = Vec::new();
    for document in view.documents() {
        documents.push(document?);
    }
    let found = Found::read(view, options)?;
    let everybody = names::everybody(gold);
    let mut evaluation = Evaluation::default();
    for coded in &gold.documents {
        let mut named = documents
            .iter()
            .filter(|document| document.paths.iter().any(|path| is_file(path, &coded.file)));
        let (Some(document), None) = (named.next(), named.next()) else {
            let several = documents
                .iter()
                .any(|document| document.paths.iter().any(|path| is_file(path, &coded.file)));
            evaluation.left_out.push(LeftOut {
                file: coded.file.clone(),
                ambiguous: several,
            });
            continue;
        };
        let case = Case {
            view,
            found: &found,
            document,
            text: document.text.as_deref().unwrap_or(""),
            coded,
            roster: Roster::new(coded, &everybody),
            options,
        };
        let mut scores = Scores::default();
        let mut findings = Vec::new();
        let mut judged = Vec::new();
        actors::score(&case, &mut scores, &mut findings)?;
        relations::score(&case, &mut scores, &mut findings, &mut judged);
        statements::score(&case, &mut scores, &mut findings, &mut judged)?;
        evaluation.total.add(&scores);
        evaluation.findings.append(&mut findings);
        evaluation.judged.append(&mut judged);
        evaluation.documents.push(DocumentScores {
            document: document.id,
            file: coded.file.clone(),
            scores,
        });
    }
    Ok(evaluation)
}

/// Whether a path is the coded file: the same, or the same from some folder on.
fn is_file(path: &str, file: &str) -> bool {
    let file = file.trim_start_matches("./");
    path.strip_suffix(file)
        .is_some_and(|folder| folder.is_empty() || folder.ends_with(['/', '\\']))
}

/// What the graph holds, by document.
struct Found {
    actors: BTreeMap<ActorId, Actor>,
    issues: BTreeMap<IssueId, Issue>,
    statements: Vec<Statement>,
    relations: Vec<Relation>,
}

impl Found {
    fn read(view: &dyn View, options: &EvalOptions) -> Result<Self> {
        let mut found = Self {
            actors: BTreeMap::new(),
            issues: BTreeMap::new(),
            statements: Vec::new(),
            relations: Vec::new(),
        };
        for actor in view.actors() {
            let actor = actor?;
            found.actors.insert(actor.id, actor);
        }
        for issue in view.issues() {
            let issue = issue?;
            found.issues.insert(issue.id, issue);
        }
        for record in view.statements() {
            let record = record?;
            if record.confidence >= options.min_confidence {
                found.statements.push(record);
            }
        }
        for record in view.relations() {
            let record = record?;
            if record.confidence >= options.min_confidence {
                found.relations.push(record);
            }
        }
        found
            .statements
            .sort_by_key(|record| (record.document, record.span, record.id));
        found
            .relations
            .sort_by_key(|record| (record.document, record.span, record.id));
        Ok(found)
    }

    /// The name of an actor; its id where the graph lacks it.
    fn name(&self, id: ActorId) -> String {
        self.actors
            .get(&id)
            .map_or_else(|| id.to_string(), |actor| actor.name.clone())
    }
}

/// One document with its coding.
struct Case<'a> {
    view: &'a dyn View,
    found: &'a Found,
    document: &'a Document,
    text: &'a str,
    coded: &'a GoldDocument,
    roster: Roster<'a>,
    options: &'a EvalOptions,
}

impl Case<'_> {
    fn statements(&self) -> impl Iterator<Item = &Statement> {
        let id = self.document.id;
        self.found
            .statements
            .iter()
            .filter(move |record| record.document == id)
    }

    fn relations(&self) -> impl Iterator<Item = &Relation> {
        let id = self.document.id;
        self.found
            .relations
            .iter()
            .filter(move |record| record.document == id)
    }

    /// How well an actor of the graph fits a coded name, 0 to 3.
    fn level(&self, id: ActorId, coded: &str) -> u8 {
        self.found
            .actors
            .get(&id)
            .map_or(0, |actor| self.roster.level(&actor.name, coded))
    }

    fn finding(&self, what: What, fault: Fault, item: String) -> Finding {
        Finding {
            file: self.coded.file.clone(),
            what,
            fault,
            item,
            passage: None,
            observation: None,
            rule: None,
        }
    }
}

#[cfg(test)]
mod tests;
