//! demarche-export: the formats that a graph is written to and read from, a file each.

mod error;
#[cfg(test)]
mod hostile;
pub mod jsonl;

pub use error::{FormatError, Note, Result};
