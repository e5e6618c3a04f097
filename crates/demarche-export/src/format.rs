//! The table of formats: names, help and tests come from it.

use std::io::Write;

use demarche_model::{EdgeList, Observations, Subgraph};

use crate::drawing::Drawing;
use crate::error::Result;
use crate::network::{
    cx2, cypher, cytoscape, dl, gephi, gephi_dot, gexf, graphml, mermaid, neo4j, node_link, pajek,
    visone, yed,
};
use crate::{dna, dot, ftm, html, jsonl, markdown, rdf, svg};

/// Writes all records of a graph.
pub type WriteGraph = fn(&dyn Observations, jsonl::Options, &mut dyn Write) -> Result<()>;
/// Writes a part of a graph as a drawing.
pub type WriteDrawing = fn(&Subgraph, &Drawing, &mut dyn Write) -> Result<()>;

/// Writes a list of nodes and edges.
pub type WriteNetwork = fn(&dyn EdgeList, &mut dyn Write) -> Result<()>;

/// A writer, by what it takes.
#[derive(Debug, Clone, Copy)]
pub enum Writer {
    /// Takes all that can be scanned.
    Graph(WriteGraph),
    /// Takes a part with names and quotes resolved.
    Drawing(WriteDrawing),
    /// Takes a list of nodes and edges, however large.
    Network(WriteNetwork),
    /// Writes several files into a folder.
    Folder(&'static [Member]),
}

/// A file of a format that has several.
#[derive(Debug, Clone, Copy)]
pub struct Member {
    /// Its name in the folder.
    pub name: &'static str,
    /// How it is written: not as a folder.
    pub writer: Writer,
}

/// A row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Format {
    /// Name on the command line.
    pub name: &'static str,
    /// Extensions of file names, lower case, without the dot; the first one is the usual one. None
    /// for what is written into a folder, and where another format has the extension.
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
        name: "csv",
        extensions: &[],
        media_type: "text/csv",
        about: "folder of tables `nodes.csv` and `edges.csv` with Gephi's headers",
        writer: Writer::Folder(&[
            Member {
                name: "nodes.csv",
                writer: Writer::Network(gephi::nodes),
            },
            Member {
                name: "edges.csv",
                writer: Writer::Network(gephi::edges),
            },
        ]),
    },
    Format {
        name: "cx2",
        extensions: &["cx2"],
        media_type: "application/json",
        about: "CX2 for Cytoscape",
        writer: Writer::Network(cx2::write),
    },
    Format {
        name: "cypher",
        extensions: &["cypher", "cql"],
        media_type: "application/x-cypher-query",
        about: "Cypher script of MERGE statements, for Neo4j",
        writer: Writer::Network(cypher::write),
    },
    Format {
        name: "cytoscape",
        extensions: &["cyjs"],
        media_type: "application/json",
        about: "JSON for Cytoscape.js and Cytoscape",
        writer: Writer::Network(cytoscape::write),
    },
    Format {
        name: "dl",
        extensions: &["dl"],
        media_type: "text/plain",
        about: "DL for UCINET, a matrix for each kind of edge",
        writer: Writer::Network(dl::write),
    },
    Format {
        name: "dna",
        extensions: &[],
        media_type: "text/csv",
        about: "folder of tables and an R script for the Discourse Network Analyzer",
        writer: Writer::Folder(&[
            Member {
                name: "documents.csv",
                writer: Writer::Graph(dna::documents),
            },
            Member {
                name: "statements.csv",
                writer: Writer::Graph(dna::statements),
            },
            Member {
                name: "load.R",
                writer: Writer::Graph(dna::script),
            },
        ]),
    },
    Format {
        name: "dot",
        extensions: &["dot", "gv"],
        media_type: "text/vnd.graphviz",
        about: "Graphviz source",
        writer: Writer::Drawing(dot::write),
    },
    Format {
        name: "ftm",
        extensions: &["ftm"],
        media_type: "application/jsonl",
        about: "FollowTheMoney entities, a line each",
        writer: Writer::Graph(ftm::write),
    },
    Format {
        name: "gephi-dot",
        extensions: &[],
        media_type: "text/vnd.graphviz",
        about: "DOT without looks, which Gephi reads too",
        writer: Writer::Network(gephi_dot::write),
    },
    Format {
        name: "gexf",
        extensions: &["gexf"],
        media_type: "application/gexf+xml",
        about: "GEXF 1.3 for Gephi, with dates and colours",
        writer: Writer::Network(gexf::write),
    },
    Format {
        name: "graphml",
        extensions: &["graphml"],
        media_type: "application/graphml+xml",
        about: "GraphML for networkx, igraph and Gephi",
        writer: Writer::Network(graphml::write),
    },
    Format {
        name: "graphml-visone",
        extensions: &[],
        media_type: "application/graphml+xml",
        about: "GraphML with visone's colours and directions",
        writer: Writer::Network(visone::write),
    },
    Format {
        name: "graphml-yed",
        extensions: &[],
        media_type: "application/graphml+xml",
        about: "GraphML with yEd's shapes and labels",
        writer: Writer::Network(yed::write),
    },
    Format {
        name: "html",
        extensions: &["html", "htm"],
        media_type: "text/html",
        about: "picture to search, filter and click, in one file",
        writer: Writer::Drawing(html::write),
    },
    Format {
        name: "jsonl",
        extensions: &["jsonl", "ndjson"],
        media_type: "application/jsonl",
        about: "demarche JSON Lines, which `import` reads back",
        writer: Writer::Graph(jsonl::write),
    },
    Format {
        name: "markdown",
        extensions: &["md"],
        media_type: "text/markdown",
        about: "briefing with the quotes as footnotes",
        writer: Writer::Drawing(markdown::write),
    },
    Format {
        name: "mermaid",
        extensions: &["mmd", "mermaid"],
        media_type: "text/vnd.mermaid",
        about: "Mermaid flowchart for Markdown",
        writer: Writer::Network(mermaid::write),
    },
    Format {
        name: "neo4j",
        extensions: &[],
        media_type: "text/csv",
        about: "folder of tables `nodes.csv` and `edges.csv` for Neo4j's import, and for `import`",
        writer: Writer::Folder(&[
            Member {
                name: "nodes.csv",
                writer: Writer::Network(neo4j::nodes),
            },
            Member {
                name: "edges.csv",
                writer: Writer::Network(neo4j::edges),
            },
        ]),
    },
    Format {
        name: "node-link",
        extensions: &["json"],
        media_type: "application/json",
        about: "node-link JSON for networkx and D3",
        writer: Writer::Network(node_link::write),
    },
    Format {
        name: "nquads",
        extensions: &["nq"],
        media_type: "application/n-quads",
        about: "RDF as N-Quads, a graph for each document",
        writer: Writer::Graph(rdf::n_quads),
    },
    Format {
        name: "pajek",
        extensions: &["net"],
        media_type: "text/plain",
        about: "Pajek's .net, a relation for each kind of edge",
        writer: Writer::Network(pajek::write),
    },
    Format {
        name: "svg",
        extensions: &["svg"],
        media_type: "image/svg+xml",
        about: "picture, laid out by demarche",
        writer: Writer::Drawing(svg::write),
    },
    Format {
        name: "turtle",
        extensions: &["ttl"],
        media_type: "text/turtle",
        about: "RDF as Turtle, with evidence and provenance",
        writer: Writer::Graph(rdf::turtle),
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

    /// Whether it shows all the words behind an edge ([`Drawing::said`]), not the best alone.
    pub fn is_wordy(&self) -> bool {
        matches!(self.name, "html" | "markdown")
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

    /// Every file that a format makes.
    fn written(format: &Format, graph: &Graph, part: &Subgraph) -> Vec<Vec<u8>> {
        let one = |writer: Writer| {
            let mut out = Vec::new();
            match writer {
                Writer::Graph(write) => {
                    write(&Scan(graph), jsonl::Options { with_text: true }, &mut out)
                }
                Writer::Drawing(write) => write(part, &Drawing::default(), &mut out),
                Writer::Network(write) => write(&hostile::Listed::of(part), &mut out),
                Writer::Folder(_) => panic!("a folder in a folder"),
            }
            .unwrap();
            out
        };
        match format.writer {
            Writer::Folder(members) => members.iter().map(|member| one(member.writer)).collect(),
            writer => vec![one(writer)],
        }
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
            let files = written(format, &graph, &part);
            assert_eq!(files, written(format, &graph, &part), "{}", format.name);
            for bytes in files {
                let text = String::from_utf8(bytes).unwrap();
                assert!(text.ends_with('\n'), "{}", format.name);
            }
            let files = written(format, &Graph::default(), &Subgraph::default());
            // Of no records, formats of lines have no lines.
            let lines = matches!(format.writer, Writer::Graph(_));
            assert!(lines || files.iter().all(|bytes| !bytes.is_empty()));
        }
    }
}
