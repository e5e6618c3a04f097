//! demarche-extract: from an annotated text to actors, attributions, statements and relations.
//!
//! A pipeline of pure stages: each takes exactly the layers it needs and returns the next one.
//!
//! ```
//! use demarche_extract::{Extractor, Source};
//!
//! let extractor = Extractor::english()?;
//! let source = Source {
//!     bytes: b"Estonian Prime Minister Kaja Kallas met Emmanuel Macron in Paris.",
//!     path: "meeting.txt",
//!     ..Source::default()
//! };
//! let (extraction, notes) = extractor.extract(&source)?;
//! assert_eq!(extraction.relations.len(), 2);
//! assert!(notes.is_empty());
//! # Ok::<(), demarche_extract::ExtractError>(())
//! ```

mod assemble;
mod calendar;
mod error;
mod extractor;
mod note;

pub mod attribution;
pub mod confidence;
pub mod coreference;
pub mod cues;
pub mod draft;
pub mod issues;
pub mod lexicon;
pub mod mentions;
pub mod prepare;
pub mod quotes;
pub mod relations;
pub mod statements;
pub mod tree;

pub use error::ExtractError;
pub use extractor::{Extractor, Source};
pub use note::Note;

#[doc(no_inline)]
pub use demarche_nlp::{ModelError, Pipeline};
