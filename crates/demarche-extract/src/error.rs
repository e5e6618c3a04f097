//! What can go wrong in the extraction of one document, or in reading the lexicon.

/// Why there is no extraction.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ExtractError {
    /// A row of a lexicon file is not what its columns promise.
    #[error("lexicon file `{file}` line {line}: {what}")]
    Lexicon {
        /// Name of the file.
        file: String,
        /// Line, counted from 1.
        line: usize,
        /// What is wrong.
        what: String,
    },
    /// The trained pipeline could not be loaded.
    #[error("cannot load the English pipeline: {0}")]
    Pipeline(String),
    /// The bytes are not a text.
    #[error("not a text: {0}")]
    NotText(String),
    /// The text is written in another language than English.
    #[error("the text is in `{language}`, not in English")]
    NotEnglish {
        /// Name of the language in English.
        language: String,
    },
    /// The text is longer than its byte offsets can tell.
    #[error("the text has {bytes} bytes; at most {limit} can be read")]
    TooLong {
        /// Length of the text.
        bytes: usize,
        /// The limit.
        limit: usize,
    },
}
