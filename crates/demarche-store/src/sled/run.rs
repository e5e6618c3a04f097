//! Packed runs: sorted entries in numbered blocks, written once and read by place.
//!
//! A block holds a fixed number of entries, so the place of an entry tells its block; the first
//! entry of every block, its fence, is kept by the owner of the run, so a search reads one block.

use std::marker::PhantomData;
use std::ops::Range;

use ::sled::Tree;
use demarche_model::DocumentId;

use super::value::{corrupt, open, seal};
use super::{engine, layout};
use crate::StoreError;

/// The payload follows as it is.
const PLAIN: u8 = 0;
/// The payload follows as an LZ4 block, its length before it.
const LZ4: u8 = 1;
/// Most bytes of a block before it is compressed; more is damage.
const MOST: u32 = 1 << 26;

/// How the entries of a run are packed.
pub(crate) trait Run {
    /// Tells the runs of a document apart.
    const LETTER: u8;
    /// Entries of every block but the last.
    const BLOCK: u32;
    /// What is written.
    type Entry;
    /// What is read back.
    type Out;
    /// What entries are found by.
    type Fence;

    fn fence(entry: &Self::Entry) -> Self::Fence;
    fn pack(entries: &[Self::Entry], bytes: &mut Vec<u8>);
    fn unpack(bytes: &[u8]) -> Option<Vec<Self::Out>>;
}

/// Writes a run. What it writes is not part of the store until its owner is.
pub(crate) struct Writer<'a, R: Run> {
    tree: &'a Tree,
    document: DocumentId,
    entries: Vec<R::Entry>,
    fences: Vec<R::Fence>,
    bytes: Vec<u8>,
}

impl<'a, R: Run> Writer<'a, R> {
    pub(crate) fn new(tree: &'a Tree, document: DocumentId) -> Self {
        Self {
            tree,
            document,
            entries: Vec::new(),
            fences: Vec::new(),
            bytes: Vec::new(),
        }
    }

    /// Takes the next entry; they come sorted.
    pub(crate) fn push(&mut self, entry: R::Entry) -> Result<(), StoreError> {
        if self.entries.is_empty() {
            self.fences.push(R::fence(&entry));
        }
        self.entries.push(entry);
        if self.entries.len() as u64 == u64::from(R::BLOCK) {
            self.write()?;
        }
        Ok(())
    }

    /// The fences of all blocks.
    pub(crate) fn finish(mut self) -> Result<Vec<R::Fence>, StoreError> {
        if !self.entries.is_empty() {
            self.write()?;
        }
        Ok(self.fences)
    }

    fn write(&mut self) -> Result<(), StoreError> {
        self.bytes.clear();
        R::pack(&self.entries, &mut self.bytes);
        self.entries.clear();
        let number = u32::try_from(self.fences.len() - 1).unwrap_or(u32::MAX);
        let key = layout::run(self.document, R::LETTER, number);
        let value = seal(&key, shrunk(&self.bytes));
        self.tree.insert(key, value).map(drop).map_err(engine)
    }
}

/// The bytes, compressed where that saves an eighth.
fn shrunk(bytes: &[u8]) -> Vec<u8> {
    let packed = lz4_flex::block::compress_prepend_size(bytes);
    let (method, payload) = if packed.len() < bytes.len() - bytes.len() / 8 {
        (LZ4, packed.as_slice())
    } else {
        (PLAIN, bytes)
    };
    let mut payload = payload.to_vec();
    payload.insert(0, method);
    payload
}

/// The bytes of a block; `None` for what is none.
pub(crate) fn restored(payload: &[u8]) -> Option<Vec<u8>> {
    match payload.split_first()? {
        (&PLAIN, bytes) => Some(bytes.to_vec()),
        (&LZ4, packed) => {
            let length = u32::from_le_bytes(*packed.first_chunk()?);
            let packed = (length <= MOST).then_some(packed)?;
            lz4_flex::block::decompress_size_prepended(packed).ok()
        }
        _ => None,
    }
}

/// A run of a document, to be read.
pub(crate) struct Reader<'a, R: Run> {
    tree: &'a Tree,
    document: DocumentId,
    /// How many entries it has.
    pub(crate) len: u32,
    /// The block that was read last.
    block: Option<(u32, Vec<R::Out>)>,
    run: PhantomData<R>,
}

impl<'a, R: Run> Reader<'a, R> {
    pub(crate) fn new(tree: &'a Tree, document: DocumentId, len: u32) -> Self {
        Self {
            tree,
            document,
            len,
            block: None,
            run: PhantomData,
        }
    }

    /// The numbers of its blocks.
    pub(crate) fn blocks(&self) -> Range<u32> {
        0..self.len.div_ceil(R::BLOCK)
    }

    /// The entries of a block. O(block), or O(1) for the block of the last call.
    pub(crate) fn block(&mut self, number: u32) -> Result<&[R::Out], StoreError> {
        let entries = match self.block.take() {
            Some((known, entries)) if known == number => entries,
            _ => self.read(number)?,
        };
        Ok(&self.block.insert((number, entries)).1)
    }

    /// The entry at a place. O(block), or O(1) in the block of the last call.
    pub(crate) fn at(&mut self, place: u32) -> Result<&R::Out, StoreError> {
        let key = layout::run(self.document, R::LETTER, place / R::BLOCK);
        let entry = self.block(place / R::BLOCK)?;
        let entry = entry.get((place % R::BLOCK) as usize);
        entry.ok_or_else(|| corrupt(&key))
    }

    /// The entries from a place on.
    pub(crate) fn scan(self, place: u32) -> impl Iterator<Item = Result<R::Out, StoreError>> + 'a
    where
        R: 'a,
        R::Out: 'a,
    {
        let mut skip = (place % R::BLOCK) as usize;
        let blocks = place / R::BLOCK..self.blocks().end;
        blocks.flat_map(move |number| {
            let skipped = std::mem::take(&mut skip);
            let (entries, error) = match self.read(number) {
                Ok(entries) => (entries, None),
                Err(error) => (Vec::new(), Some(Err(error))),
            };
            error
                .into_iter()
                .chain(entries.into_iter().skip(skipped).map(Ok))
        })
    }

    fn read(&self, number: u32) -> Result<Vec<R::Out>, StoreError> {
        let key = layout::run(self.document, R::LETTER, number);
        let value = self.tree.get(&key).map_err(engine)?;
        let value = value.ok_or_else(|| corrupt(&key))?;
        let entries = restored(open(&key, &value)?).and_then(|bytes| R::unpack(&bytes));
        let wanted = (self.len - (number * R::BLOCK).min(self.len)).min(R::BLOCK);
        entries
            .filter(|entries| entries.len() as u64 == u64::from(wanted))
            .ok_or_else(|| corrupt(&key))
    }
}
