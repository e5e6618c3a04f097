//! The form of a model's answer.

use serde::Deserialize;

use crate::LlmError;

/// All that a model finds in one passage.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Answer {
    /// Proposed statements, in the model's order.
    pub statements: Vec<Proposal>,
}

/// A statement as the model proposes it. Nothing of it is believed before it is checked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
pub struct Proposal {
    /// Who takes the stance, named as the text names it.
    pub holder: String,
    /// `person`, `organization`, `state` or `group`.
    pub holder_kind: String,
    /// The actor that the stance is about, named as in the text, or the label of an issue.
    pub target: String,
    /// A kind of actor, or `issue`.
    pub target_kind: String,
    /// The words of the evidence that name the target.
    pub target_words: String,
    /// `support`, `oppose` or `neutral`.
    pub polarity: String,
    /// `quote`, `paraphrase` or `narrator`.
    pub mode: String,
    /// Whether it is possible, conditional or predicted.
    pub hedged: bool,
    /// Who relays it, outermost first, named as in the text.
    pub via: Vec<String>,
    /// The passage that shows it, word for word.
    pub evidence: String,
}

impl Answer {
    /// Reads an answer; a fence of three backticks around it is forgiven, since many small models
    /// set one. O(length).
    ///
    /// # Errors
    /// [`LlmError::Form`] where it is no JSON, or a field is missing.
    pub fn parse(text: &str) -> Result<Self, LlmError> {
        let bare = text.trim();
        let bare = bare
            .strip_prefix("```")
            .and_then(|rest| rest.strip_suffix("```"))
            .map_or(bare, |inner| inner.strip_prefix("json").unwrap_or(inner));
        serde_json::from_str(bare).map_err(LlmError::Form)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fence_is_forgiven_and_a_missing_field_is_not() {
        let fenced = "```json\n{\"statements\": []}\n```";
        assert_eq!(Answer::parse(fenced).unwrap(), Answer::default());
        assert!(matches!(
            Answer::parse(r#"{"statements": [{"holder": "Norway"}]}"#),
            Err(LlmError::Form(_))
        ));
        assert!(matches!(
            Answer::parse("I found none."),
            Err(LlmError::Form(_))
        ));
    }
}
