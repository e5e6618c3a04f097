//! Texts: the compressed blocks of the store, as they stand there.

use demarche_model::Span;

use super::file::Mapped;
use super::layout::{Section, TEXT_BLOCKS, TEXT_STARTS, TEXTS, damaged, number};
use super::write::Writer;
use crate::StoreError;
use crate::sled::text::{BLOCK, blocks, unpacked};

/// The sections of the texts.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Texts {
    data: Section,
    blocks: Section,
    starts: Section,
}

fn wrong() -> StoreError {
    damaged("texts")
}

impl Texts {
    pub(crate) fn of(file: &Mapped) -> Result<Self, StoreError> {
        Ok(Self {
            data: file.section(TEXTS)?,
            blocks: file.section(TEXT_BLOCKS)?,
            starts: file.section(TEXT_STARTS)?,
        })
    }

    /// One block of the text of the document of a number.
    fn block(&self, file: &Mapped, document: u64, block: u32) -> Result<Vec<u8>, StoreError> {
        let first = number(file.bytes(&self.starts, document * 8, 8)?);
        let at = (first + u64::from(block)) * 8;
        let pair = file.bytes(&self.blocks, at, 16)?;
        let (from, to) = pair.split_at(8);
        let (from, to) = (number(from), number(to));
        let len = to.checked_sub(from).ok_or_else(wrong)?;
        unpacked(file.bytes(&self.data, from, len)?).ok_or_else(wrong)
    }

    /// The whole text, which has `len` bytes.
    pub(crate) fn read(
        &self,
        file: &Mapped,
        document: u64,
        len: u32,
    ) -> Result<String, StoreError> {
        let mut bytes = Vec::new();
        for block in blocks(len) {
            bytes.extend(self.block(file, document, block)?);
        }
        let text = String::from_utf8(bytes).ok();
        text.filter(|text| text.len() == len as usize)
            .ok_or_else(wrong)
    }

    /// The text of a span. O(length of the span + one block).
    pub(crate) fn slice(
        &self,
        file: &Mapped,
        document: u64,
        span: Span,
    ) -> Result<String, StoreError> {
        if span.is_empty() {
            return Ok(String::new());
        }
        let (first, last) = (span.start() / BLOCK, (span.end() - 1) / BLOCK);
        let mut bytes = Vec::new();
        for block in first..=last {
            bytes.extend(self.block(file, document, block)?);
        }
        let start = (span.start() - first * BLOCK) as usize;
        let part = bytes.get(start..start + span.len() as usize);
        part.and_then(|part| std::str::from_utf8(part).ok())
            .map(str::to_owned)
            .ok_or_else(wrong)
    }
}

/// Writes the texts: for each document, by id, its packed blocks; none where it has no text. Keeps
/// 8 bytes a document and 8 a block in memory.
pub(crate) fn write<B>(
    writer: &mut Writer,
    documents: impl Iterator<Item = Result<B, StoreError>>,
) -> Result<(), StoreError>
where
    B: Iterator<Item = Result<Vec<u8>, StoreError>>,
{
    let (mut ends, mut starts) = (Vec::new(), Vec::new());
    let mut count = 0u64;
    ends.extend(0u64.to_le_bytes());
    for document in documents {
        starts.extend(count.to_le_bytes());
        for block in document? {
            writer.put(&block?)?;
            ends.extend(writer.len().to_le_bytes());
            count += 1;
        }
    }
    writer.end(TEXTS, count);
    writer.put(&ends)?;
    writer.end(TEXT_BLOCKS, count);
    writer.put(&starts)?;
    writer.end(TEXT_STARTS, starts.len() as u64 / 8);
    Ok(())
}
