//! Who says what: passages that the text attributes to a source.

mod find;
pub mod source;
mod spoken;

use demarche_model::Mode;

use crate::draft::{ActorIx, Tokens};

pub use find::attributions;

/// A passage that the text attributes to a source by a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributionDraft {
    /// Who is said to say or think it, where the text tells.
    pub source: Option<ActorIx>,
    /// The mention that names the source.
    pub source_tokens: Option<Tokens>,
    /// The attributing words; `None` for a quotation that goes on without any.
    pub cue: Option<Tokens>,
    /// The content in text order, quotation marks included, without cue and source.
    pub parts: Vec<Tokens>,
    /// Quotation or paraphrase.
    pub mode: Mode,
    /// Who relays it, outermost first.
    pub via: Vec<ActorIx>,
    /// The attribution around this one, as an index of the same list.
    pub within: Option<usize>,
    /// The rule that found it.
    pub rule: String,
}

impl AttributionDraft {
    /// Whether the token lies in the content.
    pub fn has(&self, token: u32) -> bool {
        self.parts.iter().any(|part| part.has(token))
    }

    /// From the first to the last token of the content.
    pub fn extent(&self) -> Tokens {
        let start = self.parts.first().map_or(0, |part| part.start);
        let end = self.parts.last().map_or(start, |part| part.end);
        Tokens { start, end }
    }
}

#[cfg(test)]
mod tests;
