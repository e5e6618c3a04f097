//! Discourse Network Analyzer: documents and statements as tables, and the R script that loads
//! them into a database of it.
//!
//! DNA and its R package have no reader of statements in files, so the script calls rDNA 3
//! (`dna_addDocuments`, `dna_addStatement`) row by row. Statements are of its default type, with the
//! variables `person`, `organization`, `concept` and `agreement`. The id of a document goes into
//! DNA's field `section`, by which [`read`] knows it again when a corrected event list comes back.
//!
//! DNA counts positions in UTF-16 code units, as Java does, and its `agreement` is yes or no:
//! neutral statements are left out. Positions in a document are those of its stored text.

mod events;
mod positions;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::io::Write;

use csv::{QuoteStyle, Writer, WriterBuilder};
use demarche_model::{
    ActorKind, DocumentId, NodeId, Observations, Polarity, Span, Statement, StatementId,
};

pub use self::events::{Event, read};
pub use self::positions::Positions;
use crate::error::{FormatError, Result};
use crate::jsonl::Options;

/// Columns of the table of documents; `number` is the row, from 1.
pub const DOCUMENTS: &[&str] = &[
    "number", "section", "title", "text", "author", "source", "type", "notes", "date",
];
/// Columns of the table of statements; `document` is the number of a document.
pub const STATEMENTS: &[&str] = &[
    "document",
    "start",
    "end",
    "person",
    "organization",
    "concept",
    "agreement",
    "statement",
];

/// Writes the table of documents, with their texts. Streaming, O(texts).
///
/// # Errors
/// If the graph cannot be read or the output not be written.
pub fn documents(graph: &dyn Observations, _: Options, out: &mut dyn Write) -> Result<()> {
    let mut table = table(out);
    put(&mut table, DOCUMENTS)?;
    for (number, item) in graph.documents().enumerate() {
        let item = item?;
        let date = item.date.map(|date| format!("{:08}", date.first_day()));
        put(
            &mut table,
            &[
                &(number + 1).to_string(),
                &item.id.to_string(),
                item.title.as_deref().unwrap_or(item.path()),
                item.text.as_deref().unwrap_or_default(),
                "",
                item.outlet.as_deref().unwrap_or_default(),
                "article",
                item.url.as_deref().unwrap_or_default(),
                date.as_deref().unwrap_or_default(),
            ],
        )?;
    }
    table.flush().map_err(FormatError::Write)
}

/// Writes the table of statements in favour and against, document by document. A document's
/// text and statements are in memory at a time, beside the ids of all. O(texts + statements log
/// statements).
///
/// # Errors
/// If the graph cannot be read or the output not be written.
pub fn statements(graph: &dyn Observations, _: Options, out: &mut dyn Write) -> Result<()> {
    let mut table = table(out);
    put(&mut table, STATEMENTS)?;
    let mut said: BTreeMap<DocumentId, Vec<(Span, StatementId)>> = BTreeMap::new();
    for item in graph.statements() {
        let item = item?;
        let of = said.entry(item.document).or_default();
        of.push((item.span, item.id));
    }
    for (number, document) in graph.documents().enumerate() {
        let document = document?;
        let mut ids = said.remove(&document.id).unwrap_or_default();
        ids.sort_unstable();
        let positions = Positions::of(document.text.as_deref().unwrap_or_default());
        let number = (number + 1).to_string();
        for (_, id) in ids {
            if let Some(item) = graph.statement(id)? {
                coded(graph, &item, &number, &positions, &mut table)?;
            }
        }
    }
    table.flush().map_err(FormatError::Write)
}

/// A row, where DNA has a word for the position and the text is there to point into.
fn coded(
    graph: &dyn Observations,
    item: &Statement,
    number: &str,
    positions: &Positions<'_>,
    table: &mut Writer<&mut dyn Write>,
) -> Result<()> {
    let agreement = match item.polarity {
        Polarity::Support => "1",
        Polarity::Oppose => "0",
        Polarity::Neutral => return Ok(()),
    };
    let Some(holder) = graph.actor(item.holder)? else {
        return Ok(());
    };
    let concept = match item.target {
        NodeId::Actor(id) => graph.actor(id)?.map(|actor| actor.name),
        NodeId::Issue(id) => graph.issue(id)?.map(|issue| issue.label),
    };
    let (Some([start, end]), Some(concept)) = (positions.units(item.span), concept) else {
        return Ok(());
    };
    let (person, organization) = match holder.kind {
        ActorKind::Person => (holder.name.as_str(), ""),
        _ => ("", holder.name.as_str()),
    };
    let (start, end, id) = (start.to_string(), end.to_string(), item.id.to_string());
    let row = [
        number,
        &start,
        &end,
        person,
        organization,
        &concept,
        agreement,
        &id,
    ];
    put(table, &row)
}

/// Writes the script, which takes the folder of the tables for the one it is run in.
///
/// # Errors
/// If the output cannot be written.
pub fn script(_: &dyn Observations, _: Options, out: &mut dyn Write) -> Result<()> {
    out.write_all(include_bytes!("dna/load.R"))
        .map_err(FormatError::Write)
}

/// Every field is quoted, so that R takes none for a number or for a missing value.
fn table(out: &mut dyn Write) -> Writer<&mut dyn Write> {
    WriterBuilder::new()
        .quote_style(QuoteStyle::Always)
        .from_writer(out)
}

/// R cannot hold U+0000 in a text; it becomes U+FFFD, which is as long.
fn put(table: &mut Writer<&mut dyn Write>, fields: &[&str]) -> Result<()> {
    let fields = fields.iter().map(|field| field.replace('\0', "\u{fffd}"));
    table
        .write_record(fields.map(String::into_bytes))
        .map_err(|error| FormatError::Write(error.into()))
}
