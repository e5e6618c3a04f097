//! The table of formats: names, help and tests come from it.

use std::io::Write;

use demarche_model::{NodeId, Observations, Subgraph};

use crate::error::Result;
use crate::{dot, jsonl, svg};

/// What a writer of drawings takes besides the graph.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Title above the picture.
    pub title: Option<String>,
    /// Whether a legend is drawn, where the format has one.
    pub legend: bool,
    /// The node that paths begin with; without it, the end that acts more.
    pub start: Option<NodeId>,
}

impl Default for Drawing {
    fn default() -> Self {
        Self {
            title: None,
            legend: true,
            start: None,
        }
    }
}

/// Writes all records of a graph.
pub type WriteGraph = fn(&dyn Observations, jsonl::Options, &mut dyn Write) -> Result<()>;
/// Writes a part of a graph as a drawing.
pub type WriteDrawing = fn(&Subgraph, &Drawing, &mut dyn Write) -> Result<()>;

/// A writer, by what it takes.
#[derive(Debug, Clone, Copy)]
pub enum Writer {
    /// Takes all that can be scanned.
    Graph(WriteGraph),
    /// Takes a part with names and quotes resolved.
    Drawing(WriteDrawing),
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// Extensions of file names, lower case, without the dot; the first one is the usual one.
    pub extensions: &'static [&'static str],
    /// Media type.
    pub media_type: &'static str,
    /// What it is, in a few words.
    pub about: &'static str,
    /// How it is written.
    pub writer: Writer,
}

/// Every format, sorted by name.
pub const FORMATS: &[Format] = &[
    Format {
        name: "dot",
        extensions: &["dot", "gv"],
        media_type: "text/vnd.graphviz",
        about: "Graphviz source",
        writer: Writer::Drawing(dot::write),
    },
    Format {
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        media_type: "application/jsonl",
        about: "demarche JSON Lines, which `import` reads back",
        writer: Writer::Graph(jsonl::write),
    },
    Format {
        name: "svg",
        extensions: &["svg"],
        media_type: "image/svg+xml",
        about: "picture, laid out by demarche",
        writer: Writer::Drawing(svg::write),
    },
];

impl Format {
    /// The format of that name. O(formats).
    pub fn named(name: &str) -> Option<&'static Format> {
        FORMATS.iter().find(|format| format.name == name)
    }

    /// The format that writes files of that extension (without the dot, case ignored).
    /// O(formats).
    pub fn of_extension(extension: &str) -> Option<&'static Format> {
        let extension = extension.to_lowercase();
        let has = |format: &&Format| format.extensions.contains(&extension.as_str());
        FORMATS.iter().find(has)
    }

    /// Whether it takes a part of a graph to draw rather than all records.
    pub fn is_drawing(&self) -> bool {
        matches!(self.writer, Writer::Drawing(_))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile::{self, Scan};
    use demarche_model::Graph;

    fn written(format: &Format, graph: &Graph, part: &Subgraph) -> Vec<u8> {
        let mut out = Vec::new();
        match format.writer {
            Writer::Graph(write) => {
                write(&Scan(graph), jsonl::Options { with_text: true }, &mut out)
            }
            Writer::Drawing(write) => write(part, &Drawing::default(), &mut out),
        }
        .unwrap();
        out
    }

    #[test]
    fn rows_are_sorted_and_found() {
        assert!(FORMATS.is_sorted_by_key(|format| format.name));
        for format in FORMATS {
            assert_eq!(Format::named(format.name).unwrap().name, format.name);
            for extension in format.extensions {
                let found = Format::of_extension(&extension.to_uppercase()).unwrap();
                assert_eq!(found.name, format.name, "no extension twice");
            }
            assert!(format.media_type.contains('/') && !format.about.is_empty());
        }
    }

    #[test]
    fn every_format_writes_a_hostile_and_an_empty_graph_the_same_twice() {
        let (graph, part) = (hostile::graph(), hostile::subgraph());
        for format in FORMATS {
            let bytes = written(format, &graph, &part);
            assert_eq!(bytes, written(format, &graph, &part), "{}", format.name);
            assert!(
                String::from_utf8(bytes).unwrap().ends_with('\n'),
                "{}",
                format.name
            );
            assert!(!written(format, &Graph::default(), &Subgraph::default()).is_empty());
        }
    }
}
