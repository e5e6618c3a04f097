//! Options that many commands share: which observations count, which edges a walk takes, and how
//! the values of options are read.

use clap::Args;
use demarche_model::{ActorKind, Date, Mode, Polarity, RelationKind};
use demarche_query::Change;

/// Which observations count.
#[derive(Debug, Clone, Args)]
pub struct Which {
    /// Only observations at least this sure, 0 to 1
    #[arg(long, value_name = "X", value_parser = fraction)]
    pub min_confidence: Option<f64>,
    /// Only observations of this day or later
    #[arg(long, value_name = "DATE")]
    pub since: Option<Date>,
    /// Only observations of this day or earlier
    #[arg(long, value_name = "DATE")]
    pub until: Option<Date>,
    /// As things stood on this day: statements and events up to it, terms and ties that cover it
    #[arg(long, value_name = "DATE")]
    pub as_of: Option<Date>,
    /// Only what documents published on this day or earlier tell
    #[arg(long, value_name = "DATE")]
    pub known_by: Option<Date>,
    /// Only these documents: ids, paths, file names or outlets; `*` stands for any letters
    #[arg(long, value_name = "DOCUMENT", value_delimiter = ',')]
    pub documents: Vec<String>,
}

/// Which edges a path may take.
#[derive(Debug, Clone, Args)]
pub struct Walk {
    /// Follow edges only from holder to target and from subject to object
    #[arg(long)]
    pub directed: bool,
    /// Leave out the edges from an issue to the actors it is about and to broader issues
    #[arg(long)]
    pub no_about: bool,
    /// Only these kinds of edge: stance, relation, or a kind of relation
    #[arg(long, value_name = "KIND", value_delimiter = ',')]
    pub kind: Vec<String>,
    /// Only stances of this polarity
    #[arg(long, value_parser = polarity)]
    pub polarity: Option<Polarity>,
    #[command(flatten)]
    pub which: Which,
}

fn words<T: Copy>(all: &[T], word: fn(T) -> &'static str) -> String {
    all.iter()
        .map(|&item| word(item))
        .collect::<Vec<_>>()
        .join(", ")
}

pub(super) fn actor_kind(text: &str) -> Result<ActorKind, String> {
    ActorKind::parse(text)
        .ok_or_else(|| format!("one of {}", words(ActorKind::ALL, ActorKind::as_str)))
}

pub(super) fn polarity(text: &str) -> Result<Polarity, String> {
    Polarity::parse(text)
        .ok_or_else(|| format!("one of {}", words(Polarity::ALL, Polarity::as_str)))
}

pub(super) fn relation_kind(text: &str) -> Result<RelationKind, String> {
    let known = || {
        RelationKind::ROWS
            .iter()
            .map(|row| row.word)
            .collect::<Vec<_>>()
            .join(", ")
    };
    RelationKind::parse(text).ok_or_else(|| format!("one of {}", known()))
}

pub(super) fn fraction(text: &str) -> Result<f64, String> {
    let number: f64 = text
        .parse()
        .map_err(|_| "a number from 0 to 1".to_owned())?;
    if (0.0..=1.0).contains(&number) {
        Ok(number)
    } else {
        Err("a number from 0 to 1".into())
    }
}

/// A number of bytes: 300M, 2G.
pub(super) fn size(text: &str) -> Result<usize, String> {
    let wrong = || "a size such as 300M or 2G".to_owned();
    let (digits, shift) = match text.as_bytes().last() {
        Some(b'K' | b'k') => (&text[..text.len() - 1], 10),
        Some(b'M' | b'm') => (&text[..text.len() - 1], 20),
        Some(b'G' | b'g') => (&text[..text.len() - 1], 30),
        _ => (text, 0),
    };
    let number: usize = digits.parse().map_err(|_| wrong())?;
    number.checked_mul(1 << shift).ok_or_else(wrong)
}

pub(super) fn change(text: &str) -> Result<Change, String> {
    let found = Change::ALL.into_iter().find(|one| one.as_str() == text);
    found.ok_or_else(|| format!("one of {}", words(&Change::ALL, Change::as_str)))
}

pub(super) fn mode(text: &str) -> Result<Mode, String> {
    Mode::parse(text).ok_or_else(|| format!("one of {}", words(Mode::ALL, Mode::as_str)))
}
