//! Reads JSON Lines and checks what it reads.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;
use std::io::BufRead;
use std::ops::Range;

use demarche_model::{
    ActorId, Attribution, DocumentId, Graph, IssueId, Item, NodeId, Relation, Span, Statement,
};
use serde::Deserialize;

use super::record::{
    ActorV1, AttributionV1, DecisionV1, DocumentV1, HeaderV1, IssueV1, Record, RelationV1,
    StatementV1, Type,
};
use super::{FORMAT, VERSION};
use crate::error::{FormatError, Note, Result};

/// Reads a whole graph; lists come back sorted by id, whatever the order of the lines. Unknown
/// fields are ignored; lines of an unknown type are left out with a note. O(n log n).
///
/// # Errors
/// At the first line that cannot be read, is no valid record, repeats an id, refers to an id
/// that the input does not have, or whose spans disagree with the text of its document.
pub fn read(input: &mut dyn BufRead) -> Result<(Graph, Vec<Note>)> {
    let mut reading = Reading::default();
    let mut items = items(input);
    while let Some(item) = items.next() {
        reading.take(items.line, item?)?;
    }
    reading.check()?;
    reading.graph.sort();
    Ok((reading.graph, items.notes))
}

/// Reads one record after another, each checked by itself alone: ids may repeat and refer to
/// nothing. One line is in memory at a time.
pub fn items(input: &mut dyn BufRead) -> Items<'_> {
    Items {
        input,
        text: String::new(),
        line: 0,
        headed: false,
        ended: false,
        spoiled: None,
        notes: Vec::new(),
    }
}

/// What is incomplete for want of a line that could not be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Spoiled {
    /// A document: the line tells of something that it proves.
    Document(DocumentId),
    /// What refers to the record of the line, if anything does.
    Itself,
}

/// The records of an input, in the order of its lines. Goes on after an error only where
/// [`Self::spoiled`] tells what is incomplete for it.
pub struct Items<'a> {
    input: &'a mut dyn BufRead,
    text: String,
    line: u64,
    headed: bool,
    ended: bool,
    spoiled: Option<Spoiled>,
    /// What was left out so far.
    pub notes: Vec<Note>,
}

impl Items<'_> {
    /// The line of the record that was read last, from 1 on.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// What the last error makes incomplete; `None` if that cannot be known.
    pub fn spoiled(&self) -> Option<Spoiled> {
        self.spoiled
    }

    /// Reads the header, which is otherwise read before the first record.
    pub fn head(&mut self) -> Result<()> {
        if self.headed {
            return Ok(());
        }
        let line = self.content()?.ok_or(FormatError::Header { line: 1 })?;
        header(self.line, &self.text[line])?;
        self.headed = true;
        Ok(())
    }

    /// Reads the next line that is not blank; where in it its content stands.
    fn content(&mut self) -> Result<Option<Range<usize>>> {
        loop {
            self.line += 1;
            let line = self.line;
            self.text.clear();
            let read = self.input.read_line(&mut self.text);
            if read.map_err(|source| FormatError::Input { line, source })? == 0 {
                return Ok(None);
            }
            let content = self.text.trim_end();
            let end = content.len();
            let start = end - content.trim_start_matches('\u{feff}').trim_start().len();
            if start < end {
                return Ok(Some(start..end));
            }
        }
    }

    fn read(&mut self) -> Result<Option<Item>> {
        self.head()?;
        while let Some(content) = self.content()? {
            let (line, content) = (self.line, &self.text[content]);
            match record(line, content) {
                Ok(Ok(item)) => return Ok(Some(item)),
                Ok(Err(what)) => self.notes.push(Note { line, what }),
                Err(error) => {
                    self.spoiled = spoiled(content);
                    return Err(error);
                }
            }
        }
        Ok(None)
    }
}

impl Iterator for Items<'_> {
    type Item = Result<Item>;

    fn next(&mut self) -> Option<Result<Item>> {
        if self.ended {
            return None;
        }
        self.spoiled = None;
        let item = self.read().transpose();
        self.ended = !matches!(item, Some(Ok(_))) && self.spoiled.is_none();
        item
    }
}

/// The record of a line, or why it is left out.
fn record(line: u64, content: &str) -> Result<std::result::Result<Item, String>> {
    let kind: Type = parse(line, "record", content)?;
    Ok(Ok(match &*kind.name {
        "document" => Item::Document(item::<DocumentV1>(line, "document", content)?),
        "actor" => Item::Actor(item::<ActorV1>(line, "actor", content)?),
        "issue" => Item::Issue(item::<IssueV1>(line, "issue", content)?),
        "attribution" => Item::Attribution(item::<AttributionV1>(line, "attribution", content)?),
        "statement" => Item::Statement(item::<StatementV1>(line, "statement", content)?),
        "relation" => Item::Relation(item::<RelationV1>(line, "relation", content)?),
        "decision" => Item::Decision(item::<DecisionV1>(line, "decision", content)?),
        other => return Ok(Err(format!("lines of type `{other}` are not known"))),
    }))
}

/// What a line that is no record makes incomplete, as far as it is an object that says so.
fn spoiled(content: &str) -> Option<Spoiled> {
    #[derive(Deserialize)]
    struct Owned {
        #[serde(rename = "type")]
        kind: String,
        document: Option<String>,
    }
    let line: Owned = serde_json::from_str(content).ok()?;
    match &*line.kind {
        "document" | "actor" | "issue" | "decision" => Some(Spoiled::Itself),
        _ => Some(Spoiled::Document(line.document?.parse().ok()?)),
    }
}

fn header(line: u64, content: &str) -> Result<()> {
    let known = serde_json::from_str::<Type>(content).is_ok_and(|kind| kind.name == "header");
    if !known {
        return Err(FormatError::Header { line });
    }
    let header: HeaderV1 = parse(line, "header", content)?;
    if header.format != FORMAT {
        return Err(FormatError::Header { line });
    }
    if header.version != VERSION {
        return Err(FormatError::Version {
            found: header.version,
            supported: VERSION,
        });
    }
    Ok(())
}

fn parse<'a, T: Deserialize<'a>>(line: u64, kind: &'static str, content: &'a str) -> Result<T> {
    serde_json::from_str(content).map_err(|error| FormatError::Record {
        line,
        kind,
        source: error.into(),
    })
}

/// What has been read, with the line of every record that refers to others.
#[derive(Default)]
struct Reading {
    graph: Graph,
    ids: BTreeSet<String>,
    issue_lines: Vec<u64>,
    attribution_lines: Vec<u64>,
    statement_lines: Vec<u64>,
    relation_lines: Vec<u64>,
}

impl Reading {
    fn take(&mut self, line: u64, item: Item) -> Result<()> {
        match item {
            Item::Document(item) => {
                self.claim(line, item.id)?;
                self.graph.documents.push(item);
            }
            Item::Actor(item) => {
                self.claim(line, item.id)?;
                self.graph.actors.push(item);
            }
            Item::Issue(item) => {
                self.claim(line, item.id)?;
                self.graph.issues.push(item);
                self.issue_lines.push(line);
            }
            Item::Attribution(item) => {
                self.claim(line, item.id)?;
                self.graph.attributions.push(item);
                self.attribution_lines.push(line);
            }
            Item::Statement(item) => {
                self.claim(line, item.id)?;
                self.graph.statements.push(item);
                self.statement_lines.push(line);
            }
            Item::Relation(item) => {
                self.claim(line, item.id)?;
                self.graph.relations.push(item);
                self.relation_lines.push(line);
            }
            Item::Decision(item) => {
                self.claim(line, item.id)?;
                self.graph.decisions.push(item);
            }
        }
        Ok(())
    }

    fn claim(&mut self, line: u64, id: impl Display) -> Result<()> {
        let id = id.to_string();
        if self.ids.contains(&id) {
            return Err(FormatError::Duplicate { line, id });
        }
        self.ids.insert(id);
        Ok(())
    }

    /// References and evidence, when all lines are known.
    fn check(&self) -> Result<()> {
        let known = Known::of(&self.graph);
        for (issue, &line) in self.graph.issues.iter().zip(&self.issue_lines) {
            known.actors(line, &issue.about)?;
            for &broader in &issue.broader {
                known.node(line, NodeId::Issue(broader))?;
            }
        }
        for (item, &line) in self.graph.attributions.iter().zip(&self.attribution_lines) {
            known.attribution(line, item)?;
        }
        for (item, &line) in self.graph.statements.iter().zip(&self.statement_lines) {
            known.statement(line, item)?;
        }
        for (item, &line) in self.graph.relations.iter().zip(&self.relation_lines) {
            known.relation(line, item)?;
        }
        Ok(())
    }
}

fn item<'a, R: Record<'a>>(line: u64, kind: &'static str, content: &'a str) -> Result<R::Item> {
    let record: R = parse(line, kind, content)?;
    record.item().map_err(|error| FormatError::Record {
        line,
        kind,
        source: error.into(),
    })
}

/// What records may refer to.
struct Known<'a> {
    documents: BTreeMap<DocumentId, Option<&'a str>>,
    actors: BTreeSet<ActorId>,
    issues: BTreeSet<IssueId>,
}

impl<'a> Known<'a> {
    fn of(graph: &'a Graph) -> Self {
        let documents = graph.documents.iter();
        Self {
            documents: documents
                .map(|item| (item.id, item.text.as_deref()))
                .collect(),
            actors: graph.actors.iter().map(|item| item.id).collect(),
            issues: graph.issues.iter().map(|item| item.id).collect(),
        }
    }

    fn node(&self, line: u64, node: NodeId) -> Result<()> {
        let found = match node {
            NodeId::Actor(id) => self.actors.contains(&id),
            NodeId::Issue(id) => self.issues.contains(&id),
        };
        let id = node.to_string();
        found.then_some(()).ok_or(FormatError::Missing { line, id })
    }

    fn actors(&self, line: u64, actors: &[ActorId]) -> Result<()> {
        let mut actors = actors.iter();
        actors.try_for_each(|&actor| self.node(line, actor.into()))
    }

    fn text(&self, line: u64, document: DocumentId) -> Result<Option<&'a str>> {
        let text = self.documents.get(&document).copied();
        let id = document.to_string();
        text.ok_or(FormatError::Missing { line, id })
    }

    fn attribution(&self, line: u64, item: &Attribution) -> Result<()> {
        self.actors(line, &item.via)?;
        self.actors(line, item.source.as_slice())?;
        let text = self.text(line, item.document)?;
        inside(line, "start", text, Some(item.span))?;
        for &part in &item.spans {
            inside(line, "spans", text, Some(part))?;
        }
        inside(line, "source_span", text, item.source_span)?;
        inside(line, "cue", text, item.cue)
    }

    fn statement(&self, line: u64, item: &Statement) -> Result<()> {
        self.actors(line, &item.via)?;
        self.actors(line, &[item.holder])?;
        self.node(line, item.target)?;
        let text = self.text(line, item.document)?;
        evidence(line, text, item.span, &item.evidence)?;
        inside(line, "cue", text, item.cue)?;
        inside(line, "holder_span", text, item.holder_span)?;
        inside(line, "target_span", text, item.target_span)
    }

    fn relation(&self, line: u64, item: &Relation) -> Result<()> {
        self.actors(line, &[item.subject, item.object])?;
        let text = self.text(line, item.document)?;
        evidence(line, text, item.span, &item.evidence)?;
        inside(line, "cue", text, item.cue)?;
        inside(line, "subject_span", text, item.subject_span)?;
        inside(line, "object_span", text, item.object_span)
    }
}

fn evidence(line: u64, text: Option<&str>, span: Span, evidence: &str) -> Result<()> {
    let right = match text {
        Some(text) => span.slice(text) == Some(evidence),
        None => usize::try_from(span.len()) == Ok(evidence.len()),
    };
    agree(line, "evidence", span, right)
}

fn inside(line: u64, field: &'static str, text: Option<&str>, span: Option<Span>) -> Result<()> {
    match (text, span) {
        (Some(text), Some(span)) => agree(line, field, span, span.slice(text).is_some()),
        _ => Ok(()),
    }
}

fn agree(line: u64, field: &'static str, span: Span, right: bool) -> Result<()> {
    right.then_some(()).ok_or(FormatError::Evidence {
        line,
        field,
        start: span.start(),
        end: span.end(),
    })
}
