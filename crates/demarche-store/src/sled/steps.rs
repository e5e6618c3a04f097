//! Whether the engine still has all that was reported as stored.
//!
//! The engine takes a damaged end of its log for one that was never finished, and goes on without
//! it. So every change counts itself in the tree, and once it is flushed the count is written to
//! a file beside the engine's. A tree that has counted less than the file says has lost changes.

use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::StoreError;

pub(crate) const NAME: &str = "STEPS";
const COUNT: usize = 8;
const LEN: usize = COUNT + 4;

/// The file that says how many changes are on disk.
pub(crate) struct Steps {
    path: PathBuf,
    file: File,
    noted: AtomicU64,
}

impl Steps {
    /// Opens the file of the store at `path`. A count that is damaged or not yet written is 0.
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let path = path.join(NAME);
        let open = || {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            let file = options.open(&path)?;
            let mut bytes = Vec::new();
            (&file).take(LEN as u64 + 1).read_to_end(&mut bytes)?;
            Ok((file, parse(&bytes).unwrap_or(0)))
        };
        match open() {
            Ok((file, noted)) => Ok(Self {
                path,
                file,
                noted: AtomicU64::new(noted),
            }),
            Err(source) => Err(StoreError::Io { path, source }),
        }
    }

    /// How many changes were reported as stored.
    pub(crate) fn noted(&self) -> u64 {
        self.noted.load(Ordering::Acquire)
    }

    /// Notes that so many changes are on disk. The file itself is not forced there: should it
    /// stay behind, less is noticed and nothing is lost.
    pub(crate) fn note(&self, count: u64) -> Result<(), StoreError> {
        if self.noted.swap(count, Ordering::AcqRel) == count {
            return Ok(());
        }
        let mut file = &self.file;
        let write = file
            .seek(SeekFrom::Start(0))
            .and_then(|_| file.write_all(&format(count)));
        write.map_err(|source: io::Error| StoreError::Io {
            path: self.path.clone(),
            source,
        })
    }
}

/// How many changes the store at `path` has reported as stored; 0 where that is not known. For
/// those who do not open the engine.
pub(crate) fn noted(path: &Path) -> Result<u64, StoreError> {
    let path = path.join(NAME);
    match std::fs::read(&path) {
        Ok(bytes) => Ok(parse(&bytes).unwrap_or(0)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
        Err(source) => Err(StoreError::Io { path, source }),
    }
}

fn format(count: u64) -> [u8; LEN] {
    let mut bytes = [0; LEN];
    bytes[..COUNT].copy_from_slice(&count.to_le_bytes());
    bytes[COUNT..].copy_from_slice(&crc32fast::hash(&count.to_le_bytes()).to_le_bytes());
    bytes
}

fn parse(bytes: &[u8]) -> Option<u64> {
    let count = u64::from_le_bytes(*bytes.first_chunk::<COUNT>()?);
    (bytes == format(count)).then_some(count)
}
