//! demarche-llm: asks a language model for statements and keeps only what the text proves.
//!
//! The model behind an `OpenAI`-compatible endpoint reads a document passage by passage and answers
//! in JSON ([`prompt::schema`]). What it says is a proposal: [`check::replace`] keeps a statement
//! only if its evidence is an exact slice of the document and its names stand in the text, and
//! counts what it refuses. The kept statements name the model as their extractor.
//!
//! The checks know no network. The client is behind the feature `endpoint`.
//!
//! ```
//! use demarche_llm::answer::Answer;
//!
//! let answer = Answer::parse(r#"{"statements": []}"#)?;
//! assert!(answer.statements.is_empty());
//! # Ok::<(), demarche_llm::LlmError>(())
//! ```

pub mod answer;
pub mod check;
#[cfg(feature = "endpoint")]
pub mod endpoint;
mod error;
mod names;
pub mod prompt;

pub use answer::Answer;
pub use check::{Reason, Rejections, replace};
#[cfg(feature = "endpoint")]
pub use endpoint::{Endpoint, Settings};
pub use error::LlmError;
