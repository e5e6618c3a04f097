//! Texts: compressed blocks of 16 KiB, so that evidence costs one block, not the whole text.

use ::sled::Tree;
use demarche_model::{DocumentId, Span};

use super::engine;
use super::layout;
use super::value::{corrupt, open, seal};
use crate::StoreError;

/// Bytes of text in a block.
pub(crate) const BLOCK: u32 = 16 * 1024;

/// The blocks of a text of this many bytes.
pub(crate) fn blocks(len: u32) -> std::ops::Range<u32> {
    0..len.div_ceil(BLOCK)
}

/// Every block of a text with its key. O(length).
pub(crate) fn write(id: DocumentId, text: &str) -> impl Iterator<Item = (Vec<u8>, Vec<u8>)> {
    let parts = text.as_bytes().chunks(BLOCK as usize);
    (0..).zip(parts).map(move |(block, part)| {
        let key = layout::text(id, block);
        let value = seal(&key, lz4_flex::block::compress_prepend_size(part));
        (key, value)
    })
}

fn block(tree: &Tree, id: DocumentId, block: u32) -> Result<Vec<u8>, StoreError> {
    let key = layout::text(id, block);
    let value = tree.get(&key).map_err(engine)?;
    let value = value.ok_or_else(|| corrupt(&key))?;
    unpacked(open(&key, &value)?).ok_or_else(|| corrupt(&key))
}

/// The bytes of a packed block; `None` for what is none.
pub(crate) fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let len = u32::from_le_bytes(*packed.first_chunk()?);
    if len > BLOCK {
        return None;
    }
    lz4_flex::block::decompress_size_prepended(packed).ok()
}

/// The whole text of `len` bytes.
pub(crate) fn read(tree: &Tree, id: DocumentId, len: u32) -> Result<String, StoreError> {
    let mut bytes = Vec::new();
    for index in blocks(len) {
        bytes.extend(block(tree, id, index)?);
    }
    let text = String::from_utf8(bytes).ok();
    text.filter(|text| text.len() == len as usize)
        .ok_or_else(|| corrupt(&layout::text(id, 0)))
}

/// The text of a span. O(length of the span + one block).
pub(crate) fn slice(tree: &Tree, id: DocumentId, span: Span) -> Result<String, StoreError> {
    if span.is_empty() {
        return Ok(String::new());
    }
    let first = span.start() / BLOCK;
    let last = (span.end() - 1) / BLOCK;
    let mut bytes = Vec::new();
    for index in first..=last {
        bytes.extend(block(tree, id, index)?);
    }
    let start = (span.start() - first * BLOCK) as usize;
    let part = bytes.get(start..start + span.len() as usize);
    part.and_then(|part| std::str::from_utf8(part).ok())
        .map(str::to_owned)
        .ok_or_else(|| corrupt(&layout::text(id, first)))
}
