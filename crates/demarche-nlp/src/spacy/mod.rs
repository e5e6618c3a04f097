//! Models as spaCy 3 writes them: a folder of one small file per component.
//!
//! What was trained is read from the folder: encoders, tagger, parser, entity recognizer, word
//! vectors, the rules of the attribute ruler and the norms of word forms. The rules of English
//! that do not change from model to model (tokenizer, lemma tables, character classes) are those
//! of this program; a folder with another tokenizer is refused.

mod attributes;
mod layers;
mod meta;
mod moves;
mod msgpack;
mod norms;
#[cfg(test)]
mod tests;
mod vectors;

use std::io;

use crate::attributes::Rules;
use crate::error::ModelError;
use crate::hash::bytes_key;
use crate::model;
use crate::neural::Neural;
use crate::tokenizer::Extra;
use crate::weights::Weights;

/// [`bytes_key`] of the tokenizer that all English models of spaCy 3.6 to 3.8 carry.
const TOKENIZER: u64 = 0x897c_90a7_2bd9_1b2b;
/// Sections of the embedded model that hold for every model.
const COMMON: &[&str] = &["symbols", "chars."];

/// What a folder gives.
pub(crate) struct Model {
    pub(crate) name: String,
    pub(crate) neural: Neural,
    pub(crate) attributes: Rules,
    pub(crate) norms: Extra,
}

/// Reads a model; `read` gives a file by its path within the folder, with `/`. Every file is
/// asked for once. O(size of the files).
pub(crate) fn load(read: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>) -> Result<Model, ModelError> {
    with_tokenizer(TOKENIZER, read)
}

/// As [`load`], where the tokenizer must have this key.
fn with_tokenizer(
    tokenizer: u64,
    read: &mut dyn FnMut(&str) -> io::Result<Vec<u8>>,
) -> Result<Model, ModelError> {
    let mut digest = 0;
    let mut file = |path: &str| -> Result<Vec<u8>, ModelError> {
        let bytes = read(path).map_err(|error| ModelError::Read {
            file: path.to_owned(),
            why: error.to_string(),
        })?;
        digest = bytes_key(&bytes, digest);
        Ok(bytes)
    };
    let meta = meta::Meta::read(&file("meta.json")?)?;
    if bytes_key(&file("tokenizer")?, 0) != tokenizer {
        return Err(unsupported(
            "tokenizer",
            "not the English tokenizer of spaCy 3.6 to 3.8",
        ));
    }
    let attributes = attributes::read(&file("attribute_ruler/patterns")?)?;
    let norms = norms::read(&file("vocab/lookups.bin")?)?;
    let vectors = if meta.has_vectors {
        let config = file("vocab/vectors.cfg")?;
        let keys = file("vocab/key2row")?;
        Some(vectors::read(&config, &keys, file("vocab/vectors")?)?)
    } else {
        None
    };
    let mut parts = Vec::new();
    let shared = file("tok2vec/model")?;
    layers::encoder(
        "tok2vec/model",
        ("tok2vec", layers::SHARED),
        &shared,
        &mut parts,
    )?;
    let tagger = file("tagger/model")?;
    layers::tagger("tagger/model", &tagger, &mut parts)?;
    parts.push(meta.tags("tagger.labels")?);
    let parser = file("parser/model")?;
    layers::scorer("parser/model", "parser", &parser, &mut parts)?;
    parts.push(moves::read(
        "parser/moves",
        "parser.moves",
        moves::PARSER,
        &file("parser/moves")?,
    )?);
    let recognizer = file("ner/model")?;
    layers::encoder(
        "ner/model",
        ("ner", layers::ENTITIES),
        &recognizer,
        &mut parts,
    )?;
    layers::scorer("ner/model", "ner", &recognizer, &mut parts)?;
    parts.push(moves::read(
        "ner/moves",
        "ner.moves",
        moves::ENTITIES,
        &file("ner/moves")?,
    )?);

    let mut weights = Weights::parse(model::ENGLISH)?;
    weights.retain(COMMON);
    for part in &parts {
        weights.set(part);
    }
    Ok(Model {
        neural: Neural::of(&weights, vectors)?,
        attributes,
        norms,
        name: format!("{}-{:08x}", meta.name, digest >> 32),
    })
}

fn damaged(file: &str, what: impl Into<String>) -> ModelError {
    ModelError::NotSpacy {
        file: file.to_owned(),
        what: what.into(),
    }
}

fn unsupported(file: &str, what: impl Into<String>) -> ModelError {
    ModelError::Unsupported {
        file: file.to_owned(),
        what: what.into(),
    }
}
