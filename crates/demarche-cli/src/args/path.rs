//! The options of `path`.

use clap::{Args, ValueEnum};
use demarche_query::{By, Sign};

use super::Walk;

/// `path`
#[derive(Debug, Args)]
pub struct PathArgs {
    /// Where it begins
    pub from: String,
    /// Where it ends
    pub to: String,
    /// At most so many paths, the best first; 1, or 50 with `--all`, where not given
    #[arg(short = 'k', long, value_name = "N")]
    pub paths: Option<usize>,
    /// What makes one path better than another
    #[arg(long, value_enum, default_value = "hops", conflicts_with = "all")]
    pub by: Best,
    /// All paths of at most `--depth` steps, the shorter first
    #[arg(long)]
    pub all: bool,
    /// How many steps at most, with `--all`
    #[arg(long, default_value_t = 3, value_name = "N", requires = "all")]
    pub depth: usize,
    /// Only paths of this sign, the product of the signs of their steps: `+` or `-`
    ///
    /// Support and ties such as alliance or aid are +, opposition and ties such as war or sanctions
    /// are -; steps that are neither are not taken.
    #[arg(long, value_parser = sign, allow_hyphen_values = true)]
    pub sign: Option<Sign>,
    /// The four readings of two signed steps: an ally of an ally, an enemy of an ally and so on
    #[arg(long, conflicts_with_all = ["by", "all", "sign", "via", "avoid"])]
    pub readings: bool,
    /// Only paths that pass these: names, or person, organization, state, group, issue
    #[arg(long, value_name = "NAME|KIND", value_delimiter = ',')]
    pub via: Vec<String>,
    /// Only paths without these: names, kinds of node, or kinds of edge such as `met_with`
    #[arg(long, value_name = "NAME|KIND", value_delimiter = ',')]
    pub avoid: Vec<String>,
    #[command(flatten)]
    pub walk: Walk,
}

/// What makes one path better than another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Best {
    /// Fewer steps
    Hops,
    /// More and surer evidence at each step, over as many steps as it takes
    Evidence,
    /// A higher product of the confidence of the steps
    Confidence,
}

impl From<Best> for By {
    fn from(best: Best) -> Self {
        match best {
            Best::Hops => By::Hops,
            Best::Evidence => By::Evidence,
            Best::Confidence => By::Confidence,
        }
    }
}

fn sign(text: &str) -> Result<Sign, String> {
    match text {
        "+" | "plus" | "positive" => Ok(Sign::Plus),
        "-" | "minus" | "negative" => Ok(Sign::Minus),
        _ => Err("+ or -".into()),
    }
}
