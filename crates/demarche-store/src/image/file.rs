//! An image file as it is read: mapped into memory, each part verified when it is first used.

use std::fs::File;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use memmap2::Mmap;

use super::layout::{BLOCK, END, ENTRY, FOOTER, MAGIC, Name, Section, damaged, number, shown};
use crate::StoreError;

/// A mapped file with its sections.
pub(crate) struct Mapped {
    map: Mmap,
    sections: Vec<Section>,
    sums: Vec<u32>,
    /// A bit for every block whose checksum was found to fit.
    verified: Vec<AtomicU64>,
    step: u64,
}

/// Maps a file.
///
/// Invariant: what is mapped does not change. An image gets its name when it is complete, is never
/// written again, and goes by being removed, which leaves a mapping as it is. One that is being
/// written is mapped by its writer alone, up to where it has been written.
#[allow(unsafe_code, reason = "a memory map; the invariant stands above")]
pub(crate) fn map(file: &File) -> std::io::Result<Mmap> {
    // SAFETY: see the invariant above.
    unsafe { Mmap::map(file) }
}

impl Mapped {
    /// Opens an image. `Corrupt` if its end does not fit; the rest is verified when it is used.
    /// O(sections + file / 16,384).
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let io = |source| StoreError::Io {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(io)?;
        let map = map(&file).map_err(io)?;
        Self::of(map).ok_or_else(|| damaged("directory"))
    }

    fn of(map: Mmap) -> Option<Self> {
        let body = map.strip_suffix(END)?;
        if !body.starts_with(MAGIC) {
            return None;
        }
        let (_, footer) = body.split_at_checked(map.len().checked_sub(FOOTER)?)?;
        let part = |index: usize| number(&footer[8 * index..8 * index + 8]);
        let (end, blocks, entries, step) = (part(0), part(1), part(2), part(3));
        if blocks != end.div_ceil(BLOCK) {
            return None;
        }
        let end = usize::try_from(end).ok()?;
        let sums = usize::try_from(blocks).ok()?.checked_mul(4)?;
        let (_, tail) = body.split_at_checked(end)?;
        let (covered, sum) = tail.split_last_chunk::<4>()?;
        if crc32fast::hash(covered) != u32::from_le_bytes(*sum) {
            return None;
        }
        let (sums, entries_found) = covered.split_at_checked(sums)?;
        let (entries_found, _) = entries_found.split_last_chunk::<32>()?;
        let (entries_found, rest) = entries_found.as_chunks::<ENTRY>();
        if !rest.is_empty() || entries_found.len() as u64 != entries {
            return None;
        }
        let sections: Vec<_> = entries_found.iter().map(Section::from_bytes).collect();
        let inside = |one: &Section| {
            let until = one.start.checked_add(one.len);
            until.is_some_and(|until| until <= end as u64)
        };
        if !sections.iter().all(inside) {
            return None;
        }
        let sums: Vec<u32> = sums
            .as_chunks::<4>()
            .0
            .iter()
            .map(|sum| u32::from_le_bytes(*sum))
            .collect();
        let verified = (0..sums.len().div_ceil(64)).map(|_| AtomicU64::new(0));
        Some(Self {
            verified: verified.collect(),
            map,
            sections,
            sums,
            step,
        })
    }

    /// A file that its writer has just written so far; nothing of it is verified.
    pub(crate) fn unfinished(map: Mmap, sections: Vec<Section>) -> Self {
        Self {
            map,
            sections,
            sums: Vec::new(),
            verified: Vec::new(),
            step: 0,
        }
    }

    /// Whether both have the same bytes. O(file).
    pub(crate) fn same(&self, other: &Self) -> bool {
        self.map[..] == other.map[..]
    }

    /// How many changes the store had seen.
    pub(crate) fn step(&self) -> u64 {
        self.step
    }

    /// A section by its name.
    pub(crate) fn section(&self, name: Name) -> Result<Section, StoreError> {
        let found = self.sections.iter().find(|one| one.name == name);
        found.copied().ok_or_else(|| damaged(shown(name)))
    }

    /// Bytes of a section, verified. O(length) the first time, at least a block; O(1) afterwards.
    pub(crate) fn bytes(&self, of: &Section, at: u64, len: u64) -> Result<&[u8], StoreError> {
        let until = at.checked_add(len).filter(|&until| until <= of.len);
        let until = of.start + until.ok_or_else(|| damaged(shown(of.name)))?;
        let from = of.start + at;
        if !self.sums.is_empty() && from < until {
            for block in from / BLOCK..=(until - 1) / BLOCK {
                if !self.verify(block) {
                    let (from, until) = (block * BLOCK, (block + 1) * BLOCK);
                    return Err(damaged(format!("{}, {from}..{until}", shown(of.name))));
                }
            }
        }
        #[allow(clippy::cast_possible_truncation, reason = "inside of the map")]
        Ok(&self.map[from as usize..until as usize])
    }

    /// All of a section, verified.
    pub(crate) fn whole(&self, of: &Section) -> Result<&[u8], StoreError> {
        self.bytes(of, 0, of.len)
    }

    /// Whether the checksum of a block fits.
    #[allow(clippy::cast_possible_truncation, reason = "inside of the map")]
    fn verify(&self, block: u64) -> bool {
        let (word, bit) = ((block / 64) as usize, 1 << (block % 64));
        if self.verified[word].load(Ordering::Relaxed) & bit != 0 {
            return true;
        }
        let from = (block * BLOCK) as usize;
        let end = self.end();
        let bytes = &self.map[from..end.min(from + BLOCK as usize)];
        let fits = crc32fast::hash(bytes) == self.sums[block as usize];
        if fits {
            self.verified[word].fetch_or(bit, Ordering::Relaxed);
        }
        fits
    }

    /// Where the part ends that the checksums of blocks cover.
    fn end(&self) -> usize {
        self.map.len() - FOOTER - self.sections.len() * ENTRY - self.sums.len() * 4
    }

    /// The sections that have a damaged block, with its place in the file. Reads all of it.
    pub(crate) fn damage(&self) -> Vec<String> {
        let mut found = Vec::new();
        for block in (0..self.sums.len() as u64).filter(|&block| !self.verify(block)) {
            let (from, until) = (block * BLOCK, (block + 1) * BLOCK);
            let hit = |one: &&Section| one.start < until && from < one.start + one.len;
            let names: Vec<_> = self.sections.iter().filter(hit).collect();
            let names: Vec<_> = names.into_iter().map(|one| shown(one.name)).collect();
            found.push(format!("{}, {from}..{until}", names.join("+")));
        }
        found
    }
}
