//! A person's coding of documents.

use demarche_model::{ActorKind, Polarity, RelationKind, Span, Status};

/// A coding of documents.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Gold {
    /// The coded documents.
    pub documents: Vec<GoldDocument>,
}

/// A coded document.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GoldDocument {
    /// File name, with as many folders before it as make it unique.
    pub file: String,
    /// Who takes part.
    pub actors: Vec<GoldActor>,
    /// How they are tied.
    pub relations: Vec<GoldRelation>,
    /// Who stands where.
    pub statements: Vec<GoldStatement>,
}

/// A coded actor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldActor {
    /// The name by which relations and statements refer to it.
    pub name: String,
    /// What it is, where coded.
    pub kind: Option<ActorKind>,
    /// Other names of it.
    pub aliases: Vec<String>,
    /// Names of neighbouring actors that count as this one too, such as a capital for a state.
    pub accept: Vec<String>,
    /// Whether it may be left out.
    pub optional: bool,
}

/// Where something is said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum GoldPassage {
    /// A range of bytes of the document's text.
    Bytes(Span),
    /// Words of the document; white space is compared as one space.
    Quote(String),
    /// Not coded.
    Unknown,
}

/// A coded relation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldRelation {
    /// First end.
    pub subject: String,
    /// How they are tied.
    pub kind: RelationKind,
    /// Second end.
    pub object: String,
    /// Office or role.
    pub office: Option<String>,
    /// Where it stands in time, where coded.
    pub status: Option<Status>,
    /// Where it is said.
    pub passage: GoldPassage,
    /// Whether it may be left out.
    pub optional: bool,
}

/// A coded stance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GoldStatement {
    /// Whose stance.
    pub holder: String,
    /// Names of other actors that count as holder too.
    pub accept: Vec<String>,
    /// Name of an actor, or an issue in the coder's words.
    pub target: String,
    /// Which way.
    pub polarity: Polarity,
    /// Other targets, each with its polarity, that code the same stance.
    pub equivalents: Vec<(String, Polarity)>,
    /// Where it is said.
    pub passage: GoldPassage,
    /// Whether it may be left out.
    pub optional: bool,
}

impl GoldPassage {
    /// The range of bytes in a text; `None` where it is not coded or not in the text. O(text).
    pub(crate) fn place(&self, text: &str) -> Option<Span> {
        match self {
            GoldPassage::Bytes(span) => span.slice(text).map(|_| *span),
            GoldPassage::Quote(quote) => place_of(quote, text),
            GoldPassage::Unknown => None,
        }
    }

    /// Its words.
    pub(crate) fn words(&self, text: &str) -> Option<String> {
        match self {
            GoldPassage::Bytes(span) => span.slice(text).map(str::to_owned),
            GoldPassage::Quote(quote) => Some(quote.clone()),
            GoldPassage::Unknown => None,
        }
    }
}

/// The first place of the words, whatever white space lies between them.
fn place_of(quote: &str, text: &str) -> Option<Span> {
    let words: Vec<&str> = quote.split_whitespace().collect();
    let first = words.first()?;
    text.match_indices(first).find_map(|(start, _)| {
        let mut at = start;
        for (index, word) in words.iter().enumerate() {
            let rest = text.get(at..)?;
            let trimmed = rest.trim_start();
            if index > 0 && trimmed.len() == rest.len() {
                return None;
            }
            at = text.len() - trimmed.strip_prefix(word)?.len();
        }
        Span::new(u32::try_from(start).ok()?, u32::try_from(at).ok()?)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quote_is_found_across_a_line_end() {
        let text = "Oslo would not say.\nOslo would\n  pay, it said.";
        let place = |quote: &str| GoldPassage::Quote(quote.into()).place(text);
        assert_eq!(
            place("Oslo would pay").and_then(|span| span.slice(text)),
            Some("Oslo would\n  pay")
        );
        assert_eq!(place("Oslowould pay"), None);
        assert_eq!(place(" "), None);
        assert_eq!(place("Bergen"), None);
    }

    #[test]
    fn bytes_outside_the_text_are_nowhere() {
        let place = |start, end| {
            Span::new(start, end).and_then(|span| GoldPassage::Bytes(span).place("Sprūds"))
        };
        assert!(place(0, 5).is_some());
        assert_eq!(place(0, 4), None, "within a character");
        assert_eq!(place(0, 50), None);
    }
}
