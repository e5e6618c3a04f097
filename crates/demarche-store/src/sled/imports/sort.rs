//! Sorts more entries than fit in memory: sorted runs go to a file, and are merged as they are
//! read. Entries have a fixed length, so that they are compared and kept without a look at bytes.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::collections::binary_heap::PeekMut;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use crate::StoreError;

/// Entries that are read and written at a time; their checksum stands behind them.
const BLOCK: usize = 4096;
/// Bytes of a checksum.
const SUM: usize = 4;

/// What is sorted.
pub(super) trait Entry: Copy + Ord {
    /// Bytes of an entry in the file.
    type Bytes: AsRef<[u8]> + for<'a> TryFrom<&'a [u8]>;
    const LEN: usize = size_of::<Self::Bytes>();

    fn put(self) -> Self::Bytes;
    fn get(bytes: Self::Bytes) -> Self;
}

impl Entry for u128 {
    type Bytes = [u8; 16];

    fn put(self) -> [u8; 16] {
        self.to_le_bytes()
    }

    fn get(bytes: [u8; 16]) -> u128 {
        u128::from_le_bytes(bytes)
    }
}

/// Takes entries in any order.
#[derive(Debug)]
pub(super) struct Sorter<T> {
    held: Vec<T>,
    /// How many are held in memory.
    most: usize,
    /// Where the runs go, and what they are called.
    path: PathBuf,
    spool: Option<Spool>,
    /// Where each run begins in the file, and how many entries it has.
    runs: Vec<(u64, usize)>,
    len: u64,
}

impl<T: Entry> Sorter<T> {
    /// Holds about `memory` bytes; what is beyond goes to a file at `path`, whose folder is made
    /// where it is missing.
    pub(super) fn new(path: PathBuf, memory: usize) -> Self {
        Self {
            held: Vec::new(),
            most: (memory / size_of::<T>()).max(BLOCK),
            path,
            spool: None,
            runs: Vec::new(),
            len: 0,
        }
    }

    /// How many entries there are.
    pub(super) fn len(&self) -> u64 {
        self.len
    }

    pub(super) fn push(&mut self, entry: T) -> Result<(), StoreError> {
        if self.held.len() == self.most {
            self.spill()?;
        } else if self.held.len() == self.held.capacity() {
            let more = self.held.len().max(BLOCK);
            self.held
                .reserve_exact(more.min(self.most - self.held.len()));
        }
        self.held.push(entry);
        self.len += 1;
        Ok(())
    }

    /// The entries in order. O(n log n).
    pub(super) fn finish(mut self) -> Result<Sorted<T>, StoreError> {
        if self.spool.is_some() {
            self.spill()?;
            self.held = Vec::new();
        }
        self.held.sort_unstable();
        let mut sorted = Sorted {
            held: self.held.into_iter(),
            heads: BinaryHeap::with_capacity(self.runs.len()),
            runs: Vec::with_capacity(self.runs.len()),
            spool: self.spool,
            bytes: Vec::new(),
        };
        for (number, (at, left)) in self.runs.into_iter().enumerate() {
            let block = Vec::new().into_iter();
            sorted.runs.push(Run { at, left, block });
            if let Some(first) = sorted.of_run(number)? {
                sorted.heads.push(Reverse((first, number)));
            }
        }
        Ok(sorted)
    }

    /// Writes what is held as a run.
    fn spill(&mut self) -> Result<(), StoreError> {
        self.held.sort_unstable();
        let spool = match &mut self.spool {
            Some(spool) => spool,
            none => none.insert(Spool::create(&self.path)?),
        };
        self.runs.push((spool.len, self.held.len()));
        let mut bytes = Vec::with_capacity(BLOCK * T::LEN + SUM);
        for block in self.held.chunks(BLOCK) {
            bytes.clear();
            for entry in block {
                bytes.extend_from_slice(entry.put().as_ref());
            }
            bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
            spool.append(&bytes)?;
        }
        self.held.clear();
        Ok(())
    }
}

/// Entries in order.
pub(super) struct Sorted<T> {
    /// All of them, if nothing went to a file.
    held: std::vec::IntoIter<T>,
    /// The next entry of each run.
    heads: BinaryHeap<Reverse<(T, usize)>>,
    runs: Vec<Run<T>>,
    spool: Option<Spool>,
    bytes: Vec<u8>,
}

/// A run that is being read.
struct Run<T> {
    /// Where its next block begins.
    at: u64,
    /// How many entries stand from there on.
    left: usize,
    block: std::vec::IntoIter<T>,
}

impl<T: Entry> Sorted<T> {
    /// The next entry. O(log runs).
    pub(super) fn next(&mut self) -> Result<Option<T>, StoreError> {
        let Some(&Reverse((entry, run))) = self.heads.peek() else {
            return Ok(self.held.next());
        };
        let next = self.of_run(run)?;
        if let Some(mut head) = self.heads.peek_mut() {
            match next {
                Some(next) => *head = Reverse((next, run)),
                None => drop(PeekMut::pop(head)),
            }
        }
        Ok(Some(entry))
    }

    /// The next entry of a run.
    fn of_run(&mut self, number: usize) -> Result<Option<T>, StoreError> {
        let run = &mut self.runs[number];
        if let Some(entry) = run.block.next() {
            return Ok(Some(entry));
        }
        let Some(spool) = self.spool.as_mut().filter(|_| run.left > 0) else {
            return Ok(None);
        };
        let count = run.left.min(BLOCK);
        self.bytes.resize(count * T::LEN + SUM, 0);
        spool.read(run.at, &mut self.bytes)?;
        let damaged = || spool.failed(io::Error::new(io::ErrorKind::InvalidData, "it is damaged"));
        let (entries, sum) = self.bytes.split_last_chunk().ok_or_else(damaged)?;
        if crc32fast::hash(entries) != u32::from_le_bytes(*sum) {
            return Err(damaged());
        }
        let entries = entries.chunks_exact(T::LEN);
        let entries = entries.filter_map(|bytes| T::Bytes::try_from(bytes).ok().map(T::get));
        run.block = entries.collect::<Vec<_>>().into_iter();
        run.at += self.bytes.len() as u64;
        run.left -= count;
        Ok(run.block.next())
    }
}

/// The file of the runs; it goes when it is dropped.
#[derive(Debug)]
struct Spool {
    file: File,
    path: PathBuf,
    len: u64,
}

impl Spool {
    fn create(path: &Path) -> Result<Self, StoreError> {
        let failed = |source| StoreError::Io {
            path: path.to_owned(),
            source,
        };
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(failed)?;
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(true);
        Ok(Self {
            file: options.open(path).map_err(failed)?,
            path: path.to_owned(),
            len: 0,
        })
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), StoreError> {
        let written = self.file.write_all(bytes);
        written.map_err(|error| self.failed(error))?;
        self.len += bytes.len() as u64;
        Ok(())
    }

    fn read(&mut self, at: u64, bytes: &mut [u8]) -> Result<(), StoreError> {
        let sought = self.file.seek(SeekFrom::Start(at));
        let read = sought.and_then(|_| self.file.read_exact(bytes));
        read.map_err(|error| self.failed(error))
    }

    fn failed(&self, source: io::Error) -> StoreError {
        let path = self.path.clone();
        StoreError::Io { path, source }
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        // What cannot go now, the next opening removes.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers in no order, some of them twice.
    fn mixed(count: u128) -> impl Iterator<Item = u128> {
        let spread = 0x9e37_79b9_7f4a_7c15_f39c_c060_5ced_c835;
        (0..count).map(move |number: u128| (number / 2).wrapping_mul(spread))
    }

    fn sorted(path: &Path, memory: usize, count: u128) -> Vec<u128> {
        let mut sorter = Sorter::new(path.join("space").join("runs"), memory);
        for number in mixed(count) {
            sorter.push(number).unwrap();
        }
        assert_eq!(u128::from(sorter.len()), count);
        let spilled = usize::try_from(count).unwrap() > (memory / 16).max(BLOCK);
        assert_eq!(path.join("space").exists(), spilled);
        let mut sorted = sorter.finish().unwrap();
        let mut found = Vec::new();
        while let Some(number) = sorted.next().unwrap() {
            found.push(number);
        }
        found
    }

    #[test]
    fn any_number_of_entries_is_sorted_in_any_memory() {
        let block = BLOCK as u128;
        for count in [0, 1, block, block + 1, 3 * block, 10 * block + 7] {
            let mut expected: Vec<u128> = mixed(count).collect();
            expected.sort_unstable();
            for memory in [0, 2 * 16 * BLOCK + 16, usize::MAX] {
                let folder = tempfile::tempdir().unwrap();
                assert_eq!(sorted(folder.path(), memory, count), expected, "{count}");
                let space = folder.path().join("space");
                assert!(!space.exists() || fs::read_dir(space).unwrap().next().is_none());
            }
        }
    }

    #[test]
    fn a_damaged_run_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("runs");
        let mut sorter = Sorter::new(path.clone(), 0);
        for number in mixed(3 * BLOCK as u128) {
            sorter.push(number).unwrap();
        }
        let mut file = OpenOptions::new().write(true).open(&path).unwrap();
        file.seek(SeekFrom::Start(100)).unwrap();
        file.write_all(&[0x55; 16]).unwrap();
        let said = sorter.finish().err().unwrap();
        assert!(matches!(said, StoreError::Io { path: found, .. } if found == path));
    }
}
