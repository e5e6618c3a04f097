//! `vocab/lookups.bin`: norms of word forms, under hashed forms.

use rmpv::ValueRef;

use super::damaged;
use super::msgpack::{get, text, value};
use crate::error::ModelError;
use crate::tokenizer::Extra;

const FILE: &str = "vocab/lookups.bin";

/// The norms that the embedded table does not have. What it has beyond the model's stays.
pub(super) fn read(bytes: &[u8]) -> Result<Extra, ModelError> {
    let wrong = || damaged(FILE, "norms by hashed word");
    let whole = value(FILE, bytes)?;
    let Some(ValueRef::Map(entries)) = get(&whole, "lexeme_norm") else {
        return Err(wrong());
    };
    let pairs = entries.iter().map(|(key, norm)| match key {
        ValueRef::Integer(key) => Some((key.as_u64()?, text(norm)?)),
        _ => None,
    });
    pairs
        .collect::<Option<Vec<_>>>()
        .map(Extra::of)
        .ok_or_else(wrong)
}
