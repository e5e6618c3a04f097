//! Which image is the current one: a small file beside the images.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::layout::damaged;
use crate::StoreError;

const FOLDER: &str = "image";
const NAME: &str = "CURRENT";
const SUFFIX: &str = ".img";
const NUMBERS: usize = 3 * 8;
const LEN: usize = NUMBERS + 4;

/// What the file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Current {
    /// Counts the images of a store, and names their files.
    pub(crate) generation: u64,
    /// The whole image, where that of this generation holds only what has changed since; else the
    /// same.
    pub(crate) base: u64,
    /// How many changes the store had seen when it was published.
    pub(crate) step: u64,
}

/// Where the images of a store are.
pub(crate) fn folder(store: &Path) -> PathBuf {
    store.join(FOLDER)
}

/// The image of a generation.
pub(crate) fn file(store: &Path, generation: u64) -> PathBuf {
    folder(store).join(format!("g{generation}{SUFFIX}"))
}

/// Reads the file of a store; `None` where there is none.
pub(crate) fn read(store: &Path) -> Result<Option<Current>, StoreError> {
    let path = folder(store).join(NAME);
    match fs::read(&path) {
        Ok(bytes) => match parse(&bytes) {
            Some(current) => Ok(Some(current)),
            None => Err(damaged(NAME)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(StoreError::Io { path, source }),
    }
}

impl Current {
    /// Whether there is a file of changes beside the whole image.
    pub(crate) fn is_changes(self) -> bool {
        self.base != self.generation
    }
}

fn format(current: Current) -> [u8; LEN] {
    let mut bytes = [0; LEN];
    let numbers = [current.generation, current.base, current.step];
    for (place, number) in bytes.chunks_mut(8).zip(numbers) {
        place.copy_from_slice(&number.to_le_bytes());
    }
    let sum = crc32fast::hash(&bytes[..NUMBERS]);
    bytes[NUMBERS..].copy_from_slice(&sum.to_le_bytes());
    bytes
}

fn parse(bytes: &[u8]) -> Option<Current> {
    let (numbers, _) = bytes.as_chunks::<8>();
    let number = |place: usize| numbers.get(place).map(|bytes| u64::from_le_bytes(*bytes));
    let current = Current {
        generation: number(0)?,
        base: number(1)?,
        step: number(2)?,
    };
    (bytes == format(current)).then_some(current)
}

/// Makes the image at `new` the current one, and removes those that are not needed any more. What
/// cannot be removed is left to a later time.
pub(crate) fn switch(store: &Path, new: &Path, current: Current) -> Result<(), StoreError> {
    let image = file(store, current.generation);
    let (folder, name) = (folder(store), folder(store).join(NAME));
    let fresh = folder.join(format!("{NAME}.new"));
    let write = || {
        fs::rename(new, &image)?;
        let mut file = fs::File::create(&fresh)?;
        file.write_all(&format(current))?;
        file.sync_all()?;
        fs::rename(&fresh, &name)?;
        crate::sled::place::sync_directory(&folder)
    };
    write().map_err(|source| StoreError::Io { path: name, source })?;
    sweep(&folder, &[image, file(store, current.base)]);
    Ok(())
}

/// Removes all images but these, and what was left of unfinished ones.
fn sweep(folder: &Path, kept: &[PathBuf]) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        let named = entry.file_name().to_string_lossy().into_owned();
        if !kept.contains(&path) && named.starts_with('g') && named.contains(SUFFIX) {
            let _ = fs::remove_file(path);
        }
    }
}
