//! What the extractor left out or did not understand.

use demarche_model::Span;

/// A remark for the user; the extraction went on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// Bytes of the original text that it is about.
    pub span: Option<Span>,
    /// What it says.
    pub message: String,
}
