//! The arguments of `draw`.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::Walk;

/// `draw`
#[derive(Debug, Args)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "flags as the user types them"
)]
pub struct Draw {
    /// Whom or what to draw: their neighbourhood, unless an option says otherwise; all where none
    /// is named
    #[arg(value_name = "NAME")]
    pub names: Vec<String>,
    /// Draw the paths between two names
    #[arg(long, group = "what")]
    pub path: bool,
    /// Draw who supports and who opposes a name, in two camps
    #[arg(long, group = "what")]
    pub issue: bool,
    /// Draw the camps that actors fall into by what they say of each other and do to each other
    #[arg(long, group = "what")]
    pub factions: bool,
    /// Draw stances by their dates: those of a holder, those on an issue, or both
    #[arg(long, group = "what")]
    pub timeline: bool,
    /// Draw the nodes, relationships and paths that a question in openCypher returns
    #[arg(long, group = "what", value_name = "TEXT", conflicts_with = "names")]
    pub query: Option<String>,
    /// How far from the names
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub hops: usize,
    /// At most so many nodes, or lanes of a timeline
    #[arg(long, default_value_t = 60, value_name = "N")]
    pub nodes: usize,
    /// Into so many camps; as many as fit best by default
    #[arg(short = 'k', long, value_name = "N", requires = "factions")]
    pub camps: Option<usize>,
    /// Where to; the ending picks the format (.svg, .png, .pdf, .html, .dot)
    #[arg(short, long, value_name = "FILE")]
    pub output: Option<PathBuf>,
    /// Format, where the ending does not tell: svg, png, pdf, html, dot; terminal for letters, or
    /// kitty for terminals that know its graphics
    #[arg(long, value_name = "FORMAT")]
    pub to: Option<String>,
    /// Who places the nodes
    #[arg(long, value_enum, default_value = "auto")]
    pub layout: Layout,
    /// Heading of the picture; empty for none
    #[arg(long)]
    pub title: Option<String>,
    /// Colours
    #[arg(long, value_enum, default_value = "light")]
    pub theme: Colours,
    /// No legend, dates and sources beneath the picture
    #[arg(long)]
    pub no_legend: bool,
    /// How many pixels of a PNG one of the picture takes
    #[arg(long, default_value_t = 2.0, value_name = "X", value_parser = scale)]
    pub scale: f32,
    #[command(flatten)]
    pub walk: Walk,
}

/// Who places the nodes of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Layout {
    /// The built-in layout
    Auto,
    /// The `dot` program of Graphviz, which must be installed
    #[value(alias = "dot")]
    Graphviz,
    /// Graphviz: by springs
    Neato,
    /// Graphviz: by forces
    Fdp,
    /// Graphviz: by forces, for large graphs
    Sfdp,
    /// Graphviz: in rings
    Twopi,
    /// Graphviz: on a circle
    Circo,
}

/// Colours of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colours {
    /// Dark on white
    Light,
    /// Light on nearly black
    Dark,
}

fn scale(text: &str) -> Result<f32, String> {
    let found = text.parse::<f32>().ok();
    let found = found.filter(|scale| (0.1..=10.0).contains(scale));
    found.ok_or_else(|| "a number from 0.1 to 10".to_owned())
}
