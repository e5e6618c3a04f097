//! Writes JSON Lines from anything that can be scanned.

use std::io::{self, Write};

use demarche_model::{Observations, Source};
use serde::Serialize;
use serde_json::Serializer;
use serde_json::ser::Formatter;

use super::record::{
    ActorV1, AttributionV1, DecisionV1, DocumentV1, HeaderV1, IssueV1, Line, RelationV1,
    StatementV1,
};
use super::{FORMAT, VERSION};
use crate::error::{FormatError, Result};

/// What a writer of JSON Lines takes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// Write the documents' texts; without them the file cannot be checked or ingested anew.
    pub with_text: bool,
}

/// Writes every record, sorted by type and then by id. Streaming: one record is in memory at a
/// time. O(records).
///
/// # Errors
/// If the graph cannot be read or the output not be written; the output is then incomplete.
pub fn write(graph: &dyn Observations, options: Options, out: &mut dyn Write) -> Result<()> {
    let header = HeaderV1 {
        format: FORMAT.into(),
        version: VERSION,
        generator: concat!("demarche ", env!("CARGO_PKG_VERSION")).into(),
    };
    put(&Line::Header(header), out)?;
    let with_text = options.with_text;
    all(graph.documents(), out, |item, out| {
        put(&Line::Document(DocumentV1::new(item, with_text)), out)
    })?;
    all(graph.actors(), out, |item, out| {
        put(&Line::Actor(ActorV1::from(item)), out)
    })?;
    all(graph.issues(), out, |item, out| {
        put(&Line::Issue(IssueV1::from(item)), out)
    })?;
    all(graph.attributions(), out, |item, out| {
        put(&Line::Attribution(AttributionV1::from(item)), out)
    })?;
    all(graph.statements(), out, |item, out| {
        put(&Line::Statement(StatementV1::from(item)), out)
    })?;
    all(graph.relations(), out, |item, out| {
        put(&Line::Relation(RelationV1::from(item)), out)
    })?;
    all(graph.decisions(), out, |item, out| {
        put(&Line::Decision(DecisionV1::from(item)), out)
    })?;
    out.flush().map_err(FormatError::Write)
}

fn all<T>(
    items: Source<'_, T>,
    out: &mut dyn Write,
    one: impl Fn(&T, &mut dyn Write) -> Result<()>,
) -> Result<()> {
    for item in items {
        one(&item?, out)?;
    }
    Ok(())
}

fn put(line: &Line<'_>, out: &mut dyn Write) -> Result<()> {
    put_line(line, out)
}

/// Writes a value as one line of JSON. O(its size).
///
/// # Errors
/// If the output cannot be written.
pub fn put_line(line: &impl Serialize, out: &mut dyn Write) -> Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, OneLine);
    line.serialize(&mut serializer)
        .map_err(|error| FormatError::Write(error.into()))?;
    out.write_all(b"\n").map_err(FormatError::Write)
}

/// Compact JSON in which every number with a fraction has two decimals, and every character
/// that some reader takes for the end of a line, or shows as nothing, is escaped.
struct OneLine;

impl Formatter for OneLine {
    fn write_f64<W: ?Sized + Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        write!(writer, "{value:.2}")
    }

    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut written = 0;
        for (index, letter) in fragment.char_indices() {
            // DEL, the second control block with NEL, and the line and paragraph separators.
            if matches!(letter, '\u{7f}'..='\u{9f}' | '\u{2028}' | '\u{2029}') {
                writer.write_all(&fragment.as_bytes()[written..index])?;
                write!(writer, "\\u{:04x}", u32::from(letter))?;
                written = index + letter.len_utf8();
            }
        }
        writer.write_all(&fragment.as_bytes()[written..])
    }
}
