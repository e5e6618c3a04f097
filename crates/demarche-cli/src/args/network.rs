//! The arguments of `network`, and windows of time.

use clap::{Args, ValueEnum};
use demarche_model::ActorKind;
use demarche_query::{Unit, Windows};

use super::filters::actor_kind;
use super::{Limit, Which};

/// `network`
#[derive(Debug, Args)]
pub struct Network {
    /// What its edges say
    #[arg(value_enum, default_value = "subtract")]
    pub kind: NetworkKind,
    #[command(flatten)]
    pub drawn: Drawn,
    /// A network for each window so long: 10d, 2w, 3m, 1y
    #[arg(long, value_name = "LENGTH", value_parser = length)]
    pub window: Option<Length>,
    /// How much later each window begins, in the unit of its length; its length by default
    #[arg(long, value_name = "N", requires = "window")]
    pub step: Option<u32>,
    /// Keep those who say nothing in a window, in the matrix
    #[arg(long)]
    pub isolates: bool,
    /// Print a matrix, as CSV or JSON
    #[arg(long)]
    pub matrix: bool,
    #[command(flatten)]
    pub which: Which,
    #[command(flatten)]
    pub limit: Limit,
}

/// How a network is drawn from statements.
#[derive(Debug, Clone, Args)]
pub struct Drawn {
    /// Between whom or what; an affiliation network leads from actors to what they speak of
    #[arg(long, value_enum, default_value = "actors")]
    pub of: Between,
    /// How support and opposition make the weight of an affiliation network
    #[arg(long, value_enum, default_value = "subtract")]
    pub qualifier: Qualifier,
    /// Count statements with the same holder, target and polarity once in this place
    #[arg(long, value_enum, default_value = "all", value_name = "PLACE")]
    pub duplicates: Equal,
    /// What weights are divided by
    #[arg(
        long,
        value_enum,
        default_value = "none",
        visible_alias = "normalisation"
    )]
    pub normalization: Norm,
    #[command(flatten)]
    pub spoken: Spoken,
    /// Leave out edges of a smaller weight, whatever its sign
    #[arg(long, default_value_t = 0.0, value_name = "WEIGHT")]
    pub threshold: f64,
}

/// Which statements a network is made of.
#[derive(Debug, Clone, Args)]
pub struct Spoken {
    /// Statements on what
    #[arg(long, value_enum, default_value = "issues")]
    pub targets: TargetKind,
    /// Only holders of these kinds: person, organization, state, group
    #[arg(long, value_name = "KIND", value_delimiter = ',', value_parser = actor_kind)]
    pub holders: Vec<ActorKind>,
    /// Count neutral statements, half way between support and opposition
    #[arg(long)]
    pub neutral: bool,
}

/// What the edges of a network say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum NetworkKind {
    /// Who speaks of what
    Affiliation,
    /// Equal positions on the same issues
    Congruence,
    /// Opposite positions on the same issues
    Conflict,
    /// Congruence less conflict
    Subtract,
    /// Speaking of the same issues, whatever the positions
    Ignore,
}

/// Between whom or what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Between {
    /// Those who speak
    Actors,
    /// What they speak of
    Issues,
}

/// How support and opposition make the weight of an affiliation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Qualifier {
    /// All statements
    Ignore,
    /// 1 for support, 2 for opposition, 3 for both
    Combine,
    /// Support less opposition
    Subtract,
}

/// Where equal statements count once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Equal {
    /// Nowhere: all count
    All,
    /// In a document
    Document,
    /// In a calendar week
    Week,
    /// In a calendar month
    Month,
    /// In a calendar year
    Year,
    /// Everywhere
    Range,
}

/// What weights are divided by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Norm {
    /// Nothing
    None,
    /// The mean number of statements of both
    Average,
    /// All that both say
    Jaccard,
    /// The product of the numbers of statements
    Cosine,
    /// The holder's statements, in an affiliation network
    Activity,
    /// The statements on the target, in an affiliation network
    Prominence,
}

/// Which targets count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TargetKind {
    /// Issues
    Issues,
    /// Actors
    Actors,
    /// Both
    All,
}

/// A length of time in calendar units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Length {
    /// The unit.
    pub unit: Unit,
    /// How many.
    pub count: u32,
}

impl Length {
    /// Windows of this length.
    pub fn windows(self, step: Option<u32>) -> Windows {
        Windows {
            unit: self.unit,
            width: self.count,
            step: step.unwrap_or(self.count),
        }
    }
}

/// A number and the first letter of a unit.
pub(super) fn length(text: &str) -> Result<Length, String> {
    let wrong = || "a length such as 10d, 2w, 3m or 1y".to_owned();
    let (number, unit) = text.split_at(text.find(char::is_alphabetic).ok_or_else(wrong)?);
    let unit = match unit {
        "d" => Unit::Day,
        "w" => Unit::Week,
        "m" => Unit::Month,
        "y" => Unit::Year,
        _ => return Err(wrong()),
    };
    let count = number.trim().parse().map_err(|_| wrong())?;
    if count == 0 {
        return Err(wrong());
    }
    Ok(Length { unit, count })
}
