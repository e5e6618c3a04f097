//! Graphs that other programs wrote, made into the two tables that [`crate::csv`] reads.
//!
//! `FORMATS.md` tells which attributes mean what.

mod graphml;
mod node_link;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use crate::csv::LINE;
use crate::error::{FormatError, Result};

pub use graphml::of_graphml;
pub use node_link::of_node_link;

/// A graph as two tables, in memory.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Tables {
    /// The table of nodes.
    pub nodes: Vec<u8>,
    /// The table of edges.
    pub edges: Vec<u8>,
}

const NODES: &[&str] = &[LINE, "id:ID", ":LABEL", "name"];
const EDGES: &[&str] = &[
    LINE,
    ":START_ID",
    ":END_ID",
    ":TYPE",
    "sign",
    "confidence",
    "valid_from",
    "valid_to",
];

/// What a node or edge has, by lower-case names.
type Attributes = BTreeMap<String, String>;

/// The first attribute that is there and not empty.
fn first<'a>(attributes: &'a Attributes, names: &[&str]) -> &'a str {
    let found = names.iter().filter_map(|&name| attributes.get(name));
    found
        .map(|value| value.trim())
        .find(|value| !value.is_empty())
        .unwrap_or_default()
}

/// Two tables that grow row by row. Each row tells the line of what it was made of.
struct Making {
    nodes: csv::Writer<Vec<u8>>,
    edges: csv::Writer<Vec<u8>>,
}

impl Making {
    fn new() -> Result<Self> {
        let mut making = Self {
            nodes: csv::Writer::from_writer(Vec::new()),
            edges: csv::Writer::from_writer(Vec::new()),
        };
        making.nodes.write_record(NODES).map_err(failed)?;
        making.edges.write_record(EDGES).map_err(failed)?;
        Ok(making)
    }

    fn node(&mut self, line: usize, id: &str, has: &Attributes) -> Result<()> {
        let kind = first(has, &["kind", "type"]);
        let name = first(has, &["label", "name"]);
        let row = [&line.to_string(), id, kind, name];
        self.nodes.write_record(row).map_err(failed)
    }

    fn edge(&mut self, line: usize, ends: (&str, &str), has: &Attributes) -> Result<()> {
        let kind = first(has, &["kind", "type", "interaction", "label"]);
        let (kind, sign) = match kind.to_lowercase().as_str() {
            "supports" => ("STANCE", "1"),
            "opposes" => ("STANCE", "-1"),
            "neutral" => ("STANCE", "0"),
            _ => (kind, first(has, &["sign", "polarity"])),
        };
        let confidence = first(has, &["confidence"]);
        let begin = first(has, &["first", "valid_from", "start"]);
        let end = first(has, &["last", "valid_to", "end"]);
        let line = line.to_string();
        let row = [&line, ends.0, ends.1, kind, sign, confidence, begin, end];
        self.edges.write_record(row).map_err(failed)
    }

    fn done(self) -> Result<Tables> {
        let text = |table: csv::Writer<Vec<u8>>| {
            let text = table.into_inner();
            text.map_err(|error| FormatError::Write(error.into_error()))
        };
        Ok(Tables {
            nodes: text(self.nodes)?,
            edges: text(self.edges)?,
        })
    }
}

fn failed(error: csv::Error) -> FormatError {
    FormatError::Write(error.into())
}
