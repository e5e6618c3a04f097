//! The whole way from a text to its annotation.

use std::sync::OnceLock;

use rayon::prelude::*;

use crate::document::Document;
use crate::error::ModelError;
use crate::neural::Neural;
use crate::{attributes, lemmatizer, model, tokenizer};

/// The English pipeline: tokens, tags, parts of speech, lemmas, dependency tree, sentences and
/// entities. Read once, shared by all threads.
pub struct Pipeline {
    neural: Neural,
}

impl Pipeline {
    /// The embedded model, unpacked at the first call.
    ///
    /// # Panics
    /// Never: the model is part of the program, and a test reads it.
    pub fn english() -> &'static Self {
        static ENGLISH: OnceLock<Pipeline> = OnceLock::new();
        ENGLISH
            .get_or_init(|| Self::from_bytes(model::ENGLISH).expect("the embedded model is whole"))
    }

    /// A pipeline with the weights of another model file of the same architecture. The rules
    /// (tokens, parts of speech, lemmas) stay those of English.
    ///
    /// # Errors
    /// When the bytes are not such a file, are damaged or hold unknown labels.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Ok(Self {
            neural: Neural::load(bytes)?,
        })
    }

    /// Annotates a text. Any text will do, the empty one too; what is not language is annotated
    /// as if it were. The result depends on the text alone. O(length), single-threaded.
    pub fn annotate(&self, text: &str) -> Document {
        let raw = tokenizer::tokenize(text);
        let mut annotated = self.neural.annotate(text, raw);
        attributes::apply(text, &mut annotated.tokens);
        lemmatizer::lemmas(text, &mut annotated.tokens);
        Document {
            text: text.to_owned(),
            tokens: annotated.tokens,
            sentences: annotated.sentences,
            entities: annotated.entities,
        }
    }

    /// Annotates texts in parallel on rayon's current pool; results in the order of the texts,
    /// each the same as [`Pipeline::annotate`] gives.
    pub fn annotate_batch<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Vec<Document> {
        texts
            .par_iter()
            .map(|text| self.annotate(text.as_ref()))
            .collect()
    }
}
