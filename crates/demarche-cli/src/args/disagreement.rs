//! Options of the questions about what does not fit together.

use clap::Args;

use super::{Limit, Which};

/// `contradictions`
#[derive(Debug, Args)]
pub struct Contradict {
    /// Only those of this actor, of who speaks for it, or of whom it speaks for
    #[arg(long, value_name = "NAME")]
    pub holder: Option<String>,
    /// Only those on this actor or issue
    #[arg(long, value_name = "NAME")]
    pub on: Option<String>,
    /// Numbers that two documents give differently instead of stances
    #[arg(long, conflicts_with = "holder")]
    pub facts: bool,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}
