//! The arguments of `export`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use demarche_export::FORMATS;

use super::{Drawn, NetworkKind, Walk};

/// `export`
#[derive(Debug, Args)]
pub struct Export {
    /// Format, where the ending of the output does not tell
    #[arg(long, value_name = "FORMAT", long_help = formats())]
    pub to: Option<String>,
    /// Where to; standard output by default. A folder for formats of several files
    #[arg(short, long, value_name = "PATH")]
    pub output: Option<PathBuf>,
    /// Put the documents' texts in, so that nothing is lost (jsonl)
    #[arg(long)]
    pub with_text: bool,
    /// What an edge stands for
    #[arg(long, value_enum, default_value = "aggregated", value_name = "UNIT")]
    pub edges: EdgeUnit,
    /// Put the best quote and its document on aggregated edges
    ///
    /// What `--around` and `--query` choose, and edges for single statements, have them anyway.
    #[arg(long)]
    pub quotes: bool,
    /// Only what lies around this actor or issue; may be given more than once
    #[arg(long, value_name = "NAME", conflicts_with_all = ["query", "network"])]
    pub around: Vec<String>,
    /// How far around
    #[arg(long, default_value_t = 1, value_name = "N", requires = "around")]
    pub hops: usize,
    /// At most so many nodes around, the nearest and strongest; 0 for all
    #[arg(long, default_value_t = 0, value_name = "N", requires = "around")]
    pub nodes: usize,
    /// Only the actors, issues, edges and paths that a question in openCypher returns
    #[arg(long, value_name = "CYPHER", conflicts_with = "network")]
    pub query: Option<String>,
    /// A network drawn from statements in the place of the graph, as `demarche network` does
    #[arg(long, value_enum, value_name = "KIND")]
    pub network: Option<NetworkKind>,
    /// Keep nodes without edges where options choose edges
    #[arg(long)]
    pub isolates: bool,
    #[command(flatten, next_help_heading = "Which edges")]
    pub walk: Walk,
    #[command(flatten, next_help_heading = "With --network")]
    pub drawn: Drawn,
}

/// What an edge stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum EdgeUnit {
    /// All statements or relations with the same ends and polarity or kind
    Aggregated,
    /// A single statement or relation, with its words
    Statements,
}

/// The formats, a line each.
fn formats() -> String {
    let head = "Format, where the ending of the output does not tell:".to_owned();
    let each = FORMATS
        .iter()
        .map(|format| format!("- {}: {}", format.name, format.about));
    std::iter::once(head)
        .chain(each)
        .collect::<Vec<_>>()
        .join("\n")
}
