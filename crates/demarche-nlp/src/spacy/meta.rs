//! `meta.json`: whose model it is, and what is in it.

use serde_json::Value;

use super::{damaged, unsupported};
use crate::error::ModelError;
use crate::weights::Part;

const FILE: &str = "meta.json";
/// Components that must be there.
const NEEDED: &[&str] = &["tok2vec", "tagger", "parser", "attribute_ruler", "ner"];
/// Components that may be there: `senter` is not used where there is a parser, and the lemmatizer
/// is this program's own.
const ALLOWED: &[&str] = &["senter", "lemmatizer"];

/// What the file says.
pub(super) struct Meta {
    /// Language, name and version: `en_core_web_md-3.8.0`.
    pub(super) name: String,
    pub(super) has_vectors: bool,
    tags: Vec<String>,
}

impl Meta {
    /// Reads the file, and checks that the model is one that this program can run.
    pub(super) fn read(bytes: &[u8]) -> Result<Self, ModelError> {
        let meta: Value =
            serde_json::from_slice(bytes).map_err(|error| damaged(FILE, error.to_string()))?;
        let text = |key: &str| {
            let text = meta.get(key).and_then(Value::as_str);
            text.ok_or_else(|| damaged(FILE, format!("`{key}` was expected")))
        };
        let (language, name, version) = (text("lang")?, text("name")?, text("version")?);
        if language != "en" {
            let what = format!("language `{language}`; English is");
            return Err(unsupported(FILE, what));
        }
        let spacy = text("spacy_version")?;
        if !spacy
            .trim_start_matches(['>', '=', '~', '^', ' '])
            .starts_with("3.")
        {
            let what = format!("made for spaCy `{spacy}`; version 3 is");
            return Err(unsupported(FILE, what));
        }
        let components = strings(meta.get("pipeline"))
            .ok_or_else(|| damaged(FILE, "`pipeline` was expected"))?;
        if let Some(missing) = NEEDED
            .iter()
            .find(|name| !components.iter().any(|c| c == *name))
        {
            let what = format!("no component `{missing}`; models like `en_core_web_sm` are");
            return Err(unsupported(FILE, what));
        }
        let known = |name: &String| NEEDED.iter().chain(ALLOWED).any(|known| known == name);
        if let Some(other) = components.iter().find(|name| !known(name)) {
            return Err(unsupported(FILE, format!("component `{other}`")));
        }
        let tags = meta.get("labels").and_then(|labels| labels.get("tagger"));
        let rows = meta.pointer("/vectors/vectors").and_then(Value::as_u64);
        Ok(Self {
            name: format!("{language}_{name}-{version}"),
            has_vectors: rows.is_some_and(|rows| rows > 0),
            tags: strings(tags).ok_or_else(|| damaged(FILE, "the tagger's labels"))?,
        })
    }

    /// The tags in the order of their scores.
    pub(super) fn tags(&self, section: &str) -> Result<Part<'static>, ModelError> {
        Part::strings(section.to_owned(), &self.tags)
            .ok_or_else(|| damaged(FILE, "shorter labels were expected"))
    }
}

fn strings(value: Option<&Value>) -> Option<Vec<String>> {
    let items = value?.as_array()?.iter();
    items.map(|item| Some(item.as_str()?.to_owned())).collect()
}
