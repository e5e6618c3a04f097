//! What can go wrong between a document and a model's answer.

/// Why a document could not be read by the model.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LlmError {
    /// The client could not be made.
    #[error("cannot prepare requests to `{url}`")]
    Client {
        /// The endpoint.
        url: String,
        /// What failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// The endpoint refused, or could not be reached.
    #[error("`{url}` did not answer for model `{model}`")]
    Endpoint {
        /// The endpoint.
        url: String,
        /// The model asked.
        model: String,
        /// What failed.
        #[source]
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// No answer within the time allowed.
    #[error("`{url}` gave no answer within {seconds} s")]
    Slow {
        /// The endpoint.
        url: String,
        /// Time allowed.
        seconds: u64,
    },
    /// An answer without content, or cut off at the model's limit.
    #[error("model `{model}` gave {what}")]
    Unfinished {
        /// The model asked.
        model: String,
        /// What came instead of an answer.
        what: &'static str,
    },
    /// The answer is not of the form that was asked for.
    #[error("the model's answer is not in the form asked for")]
    Form(#[source] serde_json::Error),
}
