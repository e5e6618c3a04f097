//! The arguments of `query`.

use std::path::PathBuf;

use clap::Args;

use super::Which;

/// `query`
#[derive(Debug, Args)]
pub struct Query {
    /// The question, in openCypher
    ///
    /// Nodes are labelled Actor and their kind (Person, Organization, State, Group), Issue,
    /// Document and Statement, each with `id`, most with `name`. Relationships are STANCE with
    /// `polarity`, `confidence`, `count`, `first`, `last`, ABOUT, BROADER, and one type for every
    /// kind of relation, as `HOLDS_OFFICE` with `office` and `status`. `evidence(r)` gives the
    /// quotes behind one. EXPLAIN before the question shows its plan, PROFILE what it cost.
    /// crates/demarche-cypher/CYPHER.md has it all.
    #[arg(
        required_unless_present = "file",
        conflicts_with = "file",
        value_name = "TEXT"
    )]
    pub text: Option<String>,
    /// File with the question, `-` for standard input
    #[arg(short, long, value_name = "FILE")]
    pub file: Option<PathBuf>,
    /// A value for `$NAME` in the question: JSON, else taken as a string
    #[arg(short, long = "param", value_name = "NAME=VALUE")]
    pub params: Vec<String>,
    /// At most so many rows; 0 for all
    #[arg(short = 'n', long, default_value_t = 1000, value_name = "N")]
    pub limit: usize,
    /// Give up after so many seconds; 0 for never
    #[arg(long, default_value_t = 60.0, value_name = "SECONDS", value_parser = seconds)]
    pub timeout: f64,
    #[command(flatten)]
    pub only: Only,
}

/// Which part of the graph a question sees.
#[derive(Debug, Args)]
pub struct Only {
    /// Only these kinds of relationship: stance, relation, about, broader, or a kind of relation
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub kind: Vec<String>,
    #[command(flatten)]
    pub which: Which,
}

fn seconds(text: &str) -> Result<f64, String> {
    let found = text.parse::<f64>().ok();
    let found = found.filter(|seconds| (0.0..1e9).contains(seconds));
    found.ok_or_else(|| format!("`{text}` is not a number of seconds"))
}
