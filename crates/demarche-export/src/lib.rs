//! demarche-export: the formats that a graph is written to and read from, a file each.
//!
//! [`FORMATS`] is the table of what can be written: records of a whole graph (JSON Lines),
//! networks for other programs (GraphML and so on; `FORMATS.md` describes each), or drawings of a
//! part of it (DOT, SVG). [`jsonl::read`] reads records back and checks them;
//! [`csv`] reads tables of nodes and edges.
//!
//! ```
//! use demarche_export::{Drawing, Format, Writer, jsonl};
//! use demarche_model::Subgraph;
//!
//! let svg = Format::of_extension("svg").ok_or("no such format")?;
//! let mut picture = Vec::new();
//! if let Writer::Drawing(write) = svg.writer {
//!     write(&Subgraph::default(), &Drawing::default(), &mut picture)?;
//! }
//! assert!(picture.starts_with(b"<svg"));
//!
//! let header = r#"{"type":"header","format":"demarche-jsonl","version":1,"generator":"x"}"#;
//! let (graph, notes) = jsonl::read(&mut header.as_bytes())?;
//! assert!(graph.statements.is_empty() && notes.is_empty());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod drawing;
mod error;
mod format;
#[cfg(test)]
mod hostile;
mod style;
mod text;

pub mod csv;
pub mod dna;
mod dot;
pub mod foreign;
mod ftm;
mod html;
pub mod jsonl;
mod markdown;
mod network;
mod rdf;
mod svg;
mod timeline;

pub use drawing::{Drawing, Group, Plan, Said, Theme};
pub use error::{FormatError, Note, Result};
pub use format::{FORMATS, Format, Member, WriteDrawing, WriteGraph, WriteNetwork, Writer};
pub use svg::letters;
pub use timeline::{Lane, Mark, Timeline};
