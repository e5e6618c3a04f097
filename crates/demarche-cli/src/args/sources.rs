//! Options of the questions about who says it.

use clap::Args;
use demarche_model::Mode;

use super::{Limit, Which, filters::mode};

/// `chain`
#[derive(Debug, Args)]
pub struct ChainArgs {
    /// Who relays or is relayed; all where nobody is named
    pub name: Option<String>,
    /// Only what the first one relays of this actor, or on this actor or issue
    pub of: Option<String>,
    /// Only chains of at least so many relayers
    #[arg(long, default_value_t = 1, value_name = "N")]
    pub depth: usize,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}

/// `quotes`
#[derive(Debug, Args)]
pub struct Quotes {
    /// Only words of this actor
    #[arg(long, value_name = "NAME")]
    pub speaker: Option<String>,
    /// Only words that name this actor or issue, or carry a stance on it
    #[arg(long, value_name = "NAME")]
    pub about: Option<String>,
    /// Only words in quotation marks (quote) or without (paraphrase)
    #[arg(long, value_parser = mode)]
    pub mode: Option<Mode>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}

/// `sources`
#[derive(Debug, Args)]
pub struct Sources {
    /// Tell which stances rest on sources without a name, and which of them on nothing else
    #[arg(long)]
    pub anonymous: bool,
    /// With --anonymous: only stances of this actor
    #[arg(long, value_name = "NAME", requires = "anonymous")]
    pub holder: Option<String>,
    /// With --anonymous: only stances on this actor or issue
    #[arg(long, value_name = "NAME", requires = "anonymous")]
    pub on: Option<String>,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}
