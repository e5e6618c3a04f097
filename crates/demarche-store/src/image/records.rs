//! Records by id: blocks of 32, each with its ids in front and the payloads compressed.

use super::file::Mapped;
use super::layout::{Kind, Section, damaged, number};
use super::search::{below, id_of};
use super::write::Writer;
use crate::StoreError;
use crate::sled::layout::{ID, Id};

/// Records in a block. To read one is to unpack its block.
const BLOCK: u64 = 32;
/// Bytes of an entry of the index: the first id of a block, three zero bytes, where it begins.
const ENTRY: u64 = 24;
/// LZ4 makes nothing smaller than this part of it.
const RATIO: usize = 255;

/// The id of a record with what is stored of it.
pub(crate) type Stored = (Id, Vec<u8>);

/// The records of one kind.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Table {
    kind: Kind,
    data: Section,
    index: Section,
}

/// An unpacked block.
struct Block {
    ids: Vec<Id>,
    ends: Vec<usize>,
    payloads: Vec<u8>,
}

impl Block {
    fn payload(&self, place: usize) -> &[u8] {
        let start = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.payloads[start..self.ends[place]]
    }
}

impl Table {
    pub(crate) fn of(file: &Mapped, kind: Kind) -> Result<Self, StoreError> {
        let (data, index) = (file.section(kind.data())?, file.section(kind.index())?);
        if index.len != data.count.div_ceil(BLOCK) * ENTRY {
            return Err(damaged(format!("index of {kind:?}")));
        }
        Ok(Self { kind, data, index })
    }

    /// How many records there are.
    pub(crate) fn records(&self) -> u64 {
        self.data.count
    }

    fn wrong(&self) -> StoreError {
        damaged(format!("records of {:?}", self.kind))
    }

    /// Where a block begins, and its first id.
    fn entry(&self, file: &Mapped, block: u64) -> Result<(Id, u64), StoreError> {
        let entry = file.bytes(&self.index, block * ENTRY, ENTRY)?;
        let id = id_of(entry).ok_or_else(|| self.wrong())?;
        Ok((id, number(&entry[16..])))
    }

    /// How many records stand in a block.
    fn held(&self, block: u64) -> u64 {
        BLOCK.min(self.data.count.saturating_sub(block * BLOCK))
    }

    /// The id of the record of a number. O(1).
    pub(crate) fn id(&self, file: &Mapped, number: u64) -> Result<Id, StoreError> {
        if number >= self.data.count {
            return Err(self.wrong());
        }
        let (_, start) = self.entry(file, number / BLOCK)?;
        let at = start + number % BLOCK * ID as u64;
        id_of(file.bytes(&self.data, at, ID as u64)?).ok_or_else(|| self.wrong())
    }

    /// The number of the record of an id. O(log n) at worst, mostly a few steps.
    pub(crate) fn find(&self, file: &Mapped, id: &Id) -> Result<Option<u64>, StoreError> {
        let blocks = self.index.len / ENTRY;
        let first = |block| self.entry(file, block).map(|(first, _)| first);
        let mut block = below(blocks, id, first)?;
        if block < blocks && first(block)? == *id {
            return Ok(Some(block * BLOCK));
        }
        if block == 0 {
            return Ok(None);
        }
        block -= 1;
        let (_, start) = self.entry(file, block)?;
        let held = self.held(block);
        let ids = file.bytes(&self.data, start, held * ID as u64)?;
        let place = ids.as_chunks::<ID>().0.binary_search(id);
        Ok(place.ok().map(|place| block * BLOCK + place as u64))
    }

    fn block(&self, file: &Mapped, block: u64) -> Result<Block, StoreError> {
        let (_, start) = self.entry(file, block)?;
        let end = if (block + 1) * ENTRY < self.index.len {
            self.entry(file, block + 1)?.1
        } else {
            self.data.len
        };
        let len = end.checked_sub(start).ok_or_else(|| self.wrong())?;
        let bytes = file.bytes(&self.data, start, len)?;
        unpacked(bytes, self.held(block)).ok_or_else(|| self.wrong())
    }

    /// The payload of the record of a number that is below [`Self::records`].
    pub(crate) fn payload(&self, file: &Mapped, number: u64) -> Result<Vec<u8>, StoreError> {
        let block = self.block(file, number / BLOCK)?;
        let place = usize::try_from(number % BLOCK).unwrap_or(0);
        Ok(block.payload(place).to_vec())
    }

    /// Every record, by id.
    pub(crate) fn scan(
        self,
        file: &Mapped,
    ) -> impl Iterator<Item = Result<Stored, StoreError>> + use<'_> {
        let blocks = 0..self.index.len / ENTRY;
        blocks.flat_map(move |block| {
            let (block, failed) = match self.block(file, block) {
                Ok(block) => (Some(block), None),
                Err(error) => (None, Some(Err(error))),
            };
            let records = block.into_iter().flat_map(|block| {
                let places = 0..block.ids.len();
                places.map(move |place| Ok((block.ids[place], block.payload(place).to_vec())))
            });
            records.chain(failed)
        })
    }
}

fn unpacked(bytes: &[u8], held: u64) -> Option<Block> {
    let held = usize::try_from(held).ok()?;
    let (ids, packed) = bytes.split_at_checked(held * ID)?;
    let size = u32::from_le_bytes(*packed.first_chunk()?) as usize;
    if size > packed.len().saturating_mul(RATIO) {
        return None;
    }
    let mut payloads = lz4_flex::block::decompress_size_prepended(packed).ok()?;
    let lens = payloads.split_at_checked(held * 4)?.0;
    let mut end = 0usize;
    let mut ends = Vec::with_capacity(held);
    for len in lens.as_chunks::<4>().0 {
        end = end.checked_add(u32::from_le_bytes(*len) as usize)?;
        ends.push(end);
    }
    payloads.drain(..held * 4);
    (end == payloads.len()).then(|| Block {
        ids: ids.as_chunks::<ID>().0.to_vec(),
        ends,
        payloads,
    })
}

/// Writes the records of one kind, which come sorted by id. Keeps the index in memory: 24 bytes
/// for 32 records.
pub(crate) fn write(
    writer: &mut Writer,
    kind: Kind,
    records: impl Iterator<Item = Result<Stored, StoreError>>,
) -> Result<u64, StoreError> {
    let mut index = Vec::new();
    let mut count = 0u64;
    let mut held: Vec<Stored> = Vec::new();
    for record in records {
        held.push(record?);
        count += 1;
        if held.len() as u64 == BLOCK {
            write_block(writer, &mut held, &mut index)?;
        }
    }
    write_block(writer, &mut held, &mut index)?;
    writer.end(kind.data(), count);
    writer.put(&index)?;
    writer.end(kind.index(), count);
    Ok(count)
}

fn write_block(
    writer: &mut Writer,
    held: &mut Vec<Stored>,
    index: &mut Vec<u8>,
) -> Result<(), StoreError> {
    let Some((first, _)) = held.first() else {
        return Ok(());
    };
    index.extend(first);
    index.extend([0; 3]);
    index.extend(writer.len().to_le_bytes());
    let mut plain = Vec::new();
    for (id, payload) in held.iter() {
        writer.put(id)?;
        let len = u32::try_from(payload.len()).map_err(|_| damaged("record"))?;
        plain.extend(len.to_le_bytes());
    }
    for (_, payload) in held.drain(..) {
        plain.extend(payload);
    }
    writer.put(&lz4_flex::block::compress_prepend_size(&plain))
}
