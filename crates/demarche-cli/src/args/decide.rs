//! What a human decides: arguments of `merge` to `review`.

use std::time::SystemTime;

use clap::Args;
use demarche_model::ActorKind;

use super::Limit;

/// Who decides, and when.
#[derive(Debug, Clone, Args)]
pub struct Signed {
    /// Who decides; by default the user of this computer
    #[arg(long, value_name = "NAME", env = "DEMARCHE_AUTHOR")]
    pub author: Option<String>,
    /// When, as 2026-11-22 or 2026-11-22T17:00:00Z; now by default
    ///
    /// Decisions count in the order of their times: where two disagree, the later one wins.
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub time: Option<SystemTime>,
}

/// `merge`, `unmerge`
#[derive(Debug, Args)]
pub struct Pair {
    /// The actor that keeps its name
    pub into: String,
    /// The other one
    pub from: String,
    #[command(flatten)]
    pub signed: Signed,
}

/// `rename`
#[derive(Debug, Args)]
pub struct Rename {
    /// The actor
    pub actor: String,
    /// What it is to be called
    pub name: String,
    #[command(flatten)]
    pub signed: Signed,
}

/// `retype`
#[derive(Debug, Args)]
pub struct Retype {
    /// The actor
    pub actor: String,
    /// What it is: person, organization, state, group
    #[arg(value_parser = super::filters::actor_kind)]
    pub kind: ActorKind,
    #[command(flatten)]
    pub signed: Signed,
}

/// `split`
#[derive(Debug, Args)]
pub struct Split {
    /// The actor that is two
    pub actor: String,
    /// Name of the other one
    #[arg(long = "as", value_name = "NAME")]
    pub name: String,
    /// Ids, paths or file names of the documents in which the other one is meant
    #[arg(long, required = true, num_args = 1.., value_name = "DOCUMENT")]
    pub documents: Vec<String>,
    #[command(flatten)]
    pub signed: Signed,
}

/// `reject`, `confirm`
#[derive(Debug, Args)]
pub struct Judge {
    /// Id of the statement or relation
    pub observation: String,
    #[command(flatten)]
    pub signed: Signed,
}

/// `undo`
#[derive(Debug, Args)]
pub struct Undo {
    /// Id of the decision
    pub decision: String,
}

/// `review`
#[derive(Debug, Args)]
pub struct Review {
    /// List the pairs and ask nothing
    #[arg(long)]
    pub list: bool,
    #[command(flatten)]
    pub limit: Limit,
    #[command(flatten)]
    pub signed: Signed,
}

fn time(text: &str) -> Result<SystemTime, String> {
    let day = || humantime::parse_rfc3339_weak(&format!("{text}T00:00:00Z"));
    let time = humantime::parse_rfc3339_weak(text).or_else(|_| day());
    time.map_err(|_| "a time in UTC such as 2026-11-22T17:00:00Z, or a day".to_owned())
}
