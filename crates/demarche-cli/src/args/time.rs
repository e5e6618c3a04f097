//! Options of the questions about time.

use std::path::PathBuf;

use clap::Args;
use demarche_model::Date;
use demarche_query::Period;

use super::{Limit, Which, filters::change};

/// `timeline`
#[derive(Debug, Args)]
pub struct Timeline {
    /// An actor whose stances are told, or an issue on which all are; then what they are on
    #[arg(num_args = 0..=2, value_name = "NAME")]
    pub names: Vec<String>,
    /// Only stances on this actor or issue, whoever holds them
    #[arg(long, value_name = "NAME")]
    pub on: Option<String>,
    /// A row a period: day, month, quarter, year
    #[arg(long, value_name = "PERIOD")]
    pub by: Option<Period>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}

/// `drift`
#[derive(Debug, Args)]
pub struct Drifts {
    /// Only stances of this actor
    #[arg(long, value_name = "NAME")]
    pub holder: Option<String>,
    /// Only stances on this actor or issue
    #[arg(long, value_name = "NAME")]
    pub on: Option<String>,
    /// Only moves of at least so much; from one side to the other is 2
    #[arg(long, value_name = "X", default_value_t = 0.5)]
    pub least: f64,
    /// Only stances that went from one side to the other
    #[arg(long)]
    pub flipped: bool,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}

/// `who`
#[derive(Debug, Args)]
pub struct Who {
    /// The office: `Secretary General`, `defence minister`
    pub office: String,
    /// Where it is held; anywhere where not given
    pub at: Option<String>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}

/// `diff`
#[derive(Debug, Args)]
pub struct Diff {
    /// Documents of the first side: ids, paths, file names or outlets; `*` stands for any letters
    #[arg(long, value_name = "DOCUMENT", value_delimiter = ',')]
    pub a: Vec<String>,
    /// Documents of the second side
    #[arg(long, value_name = "DOCUMENT", value_delimiter = ',')]
    pub b: Vec<String>,
    /// First side: what documents published on this day or earlier tell
    #[arg(long, value_name = "DATE")]
    pub a_known_by: Option<Date>,
    /// Second side: what documents published on this day or earlier tell
    #[arg(long, value_name = "DATE")]
    pub b_known_by: Option<Date>,
    /// First side: what this extractor made; `*` stands for any letters
    #[arg(long, value_name = "EXTRACTOR")]
    pub a_extractor: Option<String>,
    /// Second side: what this extractor made
    #[arg(long, value_name = "EXTRACTOR")]
    pub b_extractor: Option<String>,
    /// The second side is another store, such as one that another version made
    #[arg(long, value_name = "FOLDER")]
    pub with: Option<PathBuf>,
    /// Compare relations, not stances
    #[arg(long)]
    pub relations: bool,
    /// Only these changes: flipped, gained, lost, moved, strengthened, weakened, same; all but
    /// same where not given
    #[arg(long, value_name = "CHANGE", value_delimiter = ',', value_parser = change)]
    pub only: Vec<demarche_query::Change>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}
