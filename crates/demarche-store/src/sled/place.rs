//! Which of a store's directories holds the engine's files.
//!
//! A compaction writes the engine's files anew beside the old ones and then gives the directory a
//! name of a higher number. That renaming is the whole of the switch: whatever happens before it
//! leaves the old files in force, whatever happens after it the new ones.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The first directory of the engine; later ones end in a number from 2 on.
pub(crate) const FIRST: &str = "sled";
/// A directory that is still being written. It never becomes the current one under this name.
pub(crate) const UNFINISHED: &str = "sled.new";

/// The number of a directory of the engine by its name.
fn number(name: &str) -> Option<u64> {
    if name == FIRST {
        return Some(1);
    }
    let digits = name.strip_prefix(FIRST)?.strip_prefix('-')?;
    let number: u64 = digits.parse().ok()?;
    (number > 1 && number.to_string() == digits).then_some(number)
}

fn name(number: u64) -> String {
    match number {
        1 => FIRST.to_owned(),
        _ => format!("{FIRST}-{number}"),
    }
}

/// The numbers of all directories of the engine, in order.
fn numbers(store: &Path) -> io::Result<Vec<u64>> {
    let mut numbers = Vec::new();
    for entry in fs::read_dir(store)? {
        numbers.extend(entry?.file_name().to_str().and_then(number));
    }
    numbers.sort_unstable();
    Ok(numbers)
}

/// The directory in force; that of a store to be created where there is none.
pub(crate) fn current(store: &Path) -> io::Result<PathBuf> {
    let last = numbers(store)?.last().copied();
    Ok(store.join(name(last.unwrap_or(1))))
}

/// Puts the unfinished directory, which is whole by now, in force.
pub(crate) fn switch(store: &Path) -> io::Result<()> {
    let last = numbers(store)?.last().copied();
    let next = store.join(name(last.unwrap_or(0) + 1));
    fs::rename(store.join(UNFINISHED), next)?;
    sync_directory(store)
}

/// Removes what an interrupted compaction left: an unfinished directory, and those that are no
/// longer in force. For whoever has the current one open.
pub(crate) fn tidy(store: &Path) -> io::Result<()> {
    remove(&store.join(UNFINISHED))?;
    if let Some((_, old)) = numbers(store)?.split_last() {
        for &number in old {
            remove(&store.join(name(number)))?;
        }
    }
    Ok(())
}

/// Removes a directory, if it is there.
pub(crate) fn remove(directory: &Path) -> io::Result<()> {
    match fs::remove_dir_all(directory) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// A rename is on disk once its directory is; only Unix can say so.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        fs::File::open(path)?.sync_all()?;
    }
    Ok(())
}

/// Forces the files and their directories to the disk.
pub(crate) fn sync_files(files: &Path) -> io::Result<()> {
    for entry in fs::read_dir(files)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            sync_files(&entry.path())?;
        } else {
            fs::File::open(entry.path())?.sync_all()?;
        }
    }
    sync_directory(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_numbers_are_one_to_one() {
        for count in [1, 2, 9, 10, 4711] {
            assert_eq!(number(&name(count)), Some(count));
        }
        for other in [
            "sled.new", "sled-", "sled-1", "sled-02", "sled-x", "sledge", "image",
        ] {
            assert_eq!(number(other), None, "{other}");
        }
    }
}
