//! The arguments of the questions about the shape of the graph.

use clap::{Args, ValueEnum};

use super::network::{Length, length};
use super::{Limit, Walk};

/// The ties between actors.
#[derive(Debug, Clone, Args)]
pub struct Ties {
    /// What ties actors: what they say of each other and do to each other, or whether they agree
    #[arg(long, value_enum, default_value = "ties")]
    pub by: TieKind,
    /// Leave out the relations that make friends and foes
    #[arg(long)]
    pub only_stances: bool,
    /// Where random choices begin; the same seed gives the same answer
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    #[command(flatten)]
    pub walk: Walk,
}

/// What ties actors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TieKind {
    /// Stances on each other, and relations such as `ally_of` and `attacked`
    Ties,
    /// Congruence less conflict over issues, as in `network`
    Congruence,
}

/// `rank`
#[derive(Debug, Args)]
pub struct Rank {
    /// What comes first
    #[arg(long, value_enum, default_value = "pagerank")]
    pub by: RankBy,
    /// Follow shortest ways from at most so many nodes for betweenness
    #[arg(long, default_value_t = 2_000, value_name = "N")]
    pub sample: usize,
    /// At most so many rounds for `PageRank`
    #[arg(long, default_value_t = 100, value_name = "N")]
    pub rounds: usize,
    /// Where random choices begin; the same seed gives the same answer
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub seed: u64,
    #[command(flatten)]
    pub walk: Walk,
    #[command(flatten)]
    pub limit: Limit,
}

/// What a ranking goes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum RankBy {
    /// Who is spoken of by those who are spoken of
    Pagerank,
    /// Over whom the shortest ways lead
    Betweenness,
    /// Statements in favour of them
    Support,
    /// Statements against them
    Oppose,
    /// Statements in favour less those against
    Net,
    /// Statements that they make
    Held,
    /// Relations
    Relations,
}

/// `components`
#[derive(Debug, Args)]
pub struct Components {
    /// Name so many nodes of each
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub members: usize,
    #[command(flatten)]
    pub walk: Walk,
    #[command(flatten)]
    pub limit: Limit,
}

/// `communities`
#[derive(Debug, Args)]
pub struct Communities {
    /// Count ties between foes like those between friends
    #[arg(long)]
    pub all_signs: bool,
    /// More makes smaller groups
    #[arg(long, default_value_t = 1.0, value_name = "X")]
    pub resolution: f64,
    #[command(flatten)]
    pub ties: Ties,
    #[command(flatten)]
    pub limit: Limit,
}

/// `balance`
#[derive(Debug, Args)]
pub struct Balance {
    /// Show so many of the triads that are not in balance
    #[arg(long, default_value_t = 5, value_name = "N")]
    pub triads: usize,
    #[command(flatten)]
    pub ties: Ties,
    #[command(flatten)]
    pub limit: Limit,
}

/// `factions`
#[derive(Debug, Args)]
pub struct Factions {
    /// Into so many camps; as many as fit best by default
    #[arg(short = 'k', long, value_name = "N")]
    pub camps: Option<usize>,
    #[command(flatten)]
    pub ties: Ties,
    #[command(flatten)]
    pub limit: Limit,
}

/// `bridges`
#[derive(Debug, Args)]
pub struct Bridges {
    /// Follow shortest ways from at most so many actors for betweenness
    #[arg(long, default_value_t = 2_000, value_name = "N")]
    pub sample: usize,
    /// Into so many camps; as many as fit best by default
    #[arg(short = 'k', long, value_name = "N")]
    pub camps: Option<usize>,
    #[command(flatten)]
    pub ties: Ties,
    #[command(flatten)]
    pub limit: Limit,
}

/// `polarisation`
#[derive(Debug, Args)]
pub struct Polarisation {
    /// How far apart the positions on this actor or issue are, instead of camps
    #[arg(long, value_name = "NAME")]
    pub on: Option<String>,
    /// A row for each window so long: 10d, 2w, 3m, 1y
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    pub window: Option<Length>,
    /// How much later each window begins, in the unit of its length; its length by default
    #[arg(long, value_name = "N", requires = "window")]
    pub step: Option<u32>,
    #[command(flatten)]
    pub ties: Ties,
}
