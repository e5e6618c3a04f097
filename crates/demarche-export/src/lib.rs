//! demarche-export: the formats that a graph is written to and read from, a file each.

mod dot;
mod error;
mod format;
#[cfg(test)]
mod hostile;
pub mod jsonl;
mod style;
mod svg;
mod text;

pub use error::{FormatError, Note, Result};
pub use format::{Drawing, FORMATS, Format, WriteDrawing, WriteGraph, Writer};
