//! What can go wrong while a format is written or read.

use std::io;

use demarche_model::ReadError;

/// A failure to write or to read a format.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FormatError {
    /// The output could not be written.
    #[error("cannot write the output")]
    Write(#[source] io::Error),
    /// The graph that is to be written could not be read.
    #[error("cannot read the graph")]
    Graph(#[from] ReadError),
    /// A line of the input could not be read, for example because it is not UTF-8.
    #[error("line {line}: cannot be read")]
    Input {
        /// Line, from 1.
        line: u64,
        /// Why.
        source: io::Error,
    },
    /// A line is not an object of the form that its type has.
    #[error("line {line}: not a valid {kind}")]
    Record {
        /// Line, from 1.
        line: u64,
        /// The type of the line.
        kind: &'static str,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The first line is not a header of this format.
    #[error("line {line}: a `demarche-jsonl` header must come first")]
    Header {
        /// Line, from 1.
        line: u64,
    },
    /// The header names a version that this program does not read.
    #[error("version `{found}` of demarche-jsonl is not supported, only `{supported}` is")]
    Version {
        /// Version in the header.
        found: u64,
        /// Version that is read.
        supported: u64,
    },
    /// Two lines have the same id.
    #[error("line {line}: id `{id}` was used before")]
    Duplicate {
        /// Line, from 1.
        line: u64,
        /// The id.
        id: String,
    },
    /// A line refers to something that the input does not have.
    #[error("line {line}: `{id}` is not in the input")]
    Missing {
        /// Line, from 1.
        line: u64,
        /// The id that is referred to.
        id: String,
    },
    /// A column of a table is missing or not the only one of its name.
    #[error("line 1: the column `{column}` {what}")]
    Column {
        /// The column.
        column: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// A row has not as many fields as the header.
    #[error("line {line}: {found} fields, but the header has {wanted}")]
    Fields {
        /// Line, from 1.
        line: u64,
        /// How many fields it has.
        found: u64,
        /// How many columns there are.
        wanted: u64,
    },
    /// A field of a table is not what its column holds.
    #[error("line {line}: `{value}` in column `{column}` is not {wanted}")]
    Field {
        /// Line, from 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// What stands there.
        value: String,
        /// What may stand there.
        wanted: &'static str,
    },
    /// An edge leads to or from a node that the table of nodes does not have.
    #[error("line {line}: `{id}` in column `{column}` is not the id of a node")]
    Node {
        /// Line, from 1.
        line: u64,
        /// The column.
        column: &'static str,
        /// The id.
        id: String,
    },
    /// An edge of this kind cannot join these ends.
    #[error("line {line}: `{kind}` cannot lead from {from} to {to}")]
    Ends {
        /// Line, from 1.
        line: u64,
        /// The kind of edge.
        kind: String,
        /// What it leads from.
        from: &'static str,
        /// What it leads to.
        to: &'static str,
    },
    /// A span and the text that it should bound disagree.
    #[error("line {line}: bytes `{start}..{end}` of the document are not its `{field}`")]
    Evidence {
        /// Line, from 1.
        line: u64,
        /// The field with the text or the span.
        field: &'static str,
        /// First byte.
        start: u32,
        /// One past the last byte.
        end: u32,
    },
}

/// Result of writing or reading a format.
pub type Result<T> = std::result::Result<T, FormatError>;

/// Something in the input that was left out, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Line, from 1.
    pub line: u64,
    /// What was left out.
    pub what: String,
}
