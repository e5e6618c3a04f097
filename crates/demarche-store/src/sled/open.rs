//! Opening a store: what is one, what is not, and who holds it.
//!
//! A store is a directory with the engine's files in `sled` and a file `FORMAT` that is written
//! last. Without that file the directory is either the rest of a creation that was interrupted,
//! which is then finished, or something else, which is left as it is. An older format is read as
//! it is, and becomes the present one when the store is opened for a change.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::sync::{Mutex, RwLock};
use std::thread;
use std::time::{Duration, Instant};

use super::imports::clear_space;
use super::layout::{FORMAT_KEY, REBUILD_KEY, tag};
use super::place::{self, sync_directory};
use super::steps::{self, Steps};
use super::value::corrupt;
use super::{SledStore, engine};
use crate::StoreError;

/// What a store is opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Reading and changing; created if there is nothing.
    Create,
    /// Reading and changing.
    Write,
    /// Reading: every change is refused. The engine still takes its lock and may tidy its files.
    Read,
}

/// The format that this version writes.
const FORMAT: u32 = 2;
/// The oldest format that this version reads.
const OLDEST: u32 = 1;
const MARK: &str = "FORMAT";
const UNFINISHED_MARK: &str = "FORMAT.new";
/// Bytes of pages that the engine keeps in memory, as they are on disk; there they take about
/// twice as much. More makes an ingest into a large store little faster, see `FORMAT.md`.
pub(crate) const CACHE: u64 = 32 << 20;
/// Less than this makes the engine read the same pages again and again.
const LEAST_CACHE: u64 = 4 << 20;
/// How the engine says that its file is locked; a test holds it to that.
const HELD: &str = "could not acquire lock";
/// How long a lock is waited for: the engine's threads let go of it shortly after a store is
/// dropped.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(5);
/// Whoever waits long looks less often.
const LONGEST_PAUSE: Duration = Duration::from_millis(250);

impl SledStore {
    /// The format that this version reads and writes.
    pub const FORMAT: u32 = FORMAT;

    /// Bytes of pages that the engine keeps in memory where nothing else is asked for.
    pub const CACHE: u64 = CACHE;

    /// Opens a store, and waits up to two seconds for its lock; see [`Self::open_within`].
    pub fn open(path: impl AsRef<Path>, mode: Mode) -> Result<Self, StoreError> {
        Self::open_within(path, mode, PATIENCE)
    }

    /// Opens a store, and waits so long for its lock. `Missing`, `NotAStore`, `Locked`,
    /// `FormatVersion` and `Io` as their names say; `Corrupt` if changes that were reported as stored
    /// are gone. O(log that is not yet in the engine's snapshot).
    pub fn open_within(
        path: impl AsRef<Path>,
        mode: Mode,
        patience: Duration,
    ) -> Result<Self, StoreError> {
        Self::open_sized(path, mode, patience, Self::CACHE)
    }

    /// As [`Self::open_within`], with so many bytes of pages that the engine keeps, at least 4 MiB,
    /// counted as they are on disk; in memory they take about twice as much.
    pub fn open_sized(
        path: impl AsRef<Path>,
        mode: Mode,
        patience: Duration,
        cache: u64,
    ) -> Result<Self, StoreError> {
        let path = path.as_ref();
        let found = look(path)?;
        let created = matches!(found, Found::Nothing);
        let marked = match found {
            Found::Store(format) => Some(format),
            Found::Unfinished => None,
            Found::Nothing if mode == Mode::Create => {
                fs::create_dir_all(path).map_err(|source| io(path, source))?;
                None
            }
            Found::Nothing => return Err(missing(path)),
            Found::Other => {
                let path = path.to_owned();
                return Err(StoreError::NotAStore { path });
            }
        };
        let db = open_engine(path, patience, cache)?;
        let tree = db.open_tree(super::TREE).map_err(engine)?;
        let store = Self {
            path: path.to_owned(),
            db,
            tree,
            mode,
            created,
            steps: Steps::open(path)?,
            touched: Mutex::default(),
            writer: Mutex::new(()),
            imports: RwLock::default(),
        };
        let stored: Option<u32> = store.record(FORMAT_KEY)?;
        match stored {
            Some(format) => drop(supported(format)?),
            None if marked.is_none() && store.tree.is_empty() => {}
            None => return Err(corrupt(FORMAT_KEY)),
        }
        let (count, noted) = (store.step_count()?, store.steps.noted());
        if count < noted {
            let (tree, key) = ("log", format!("step {noted}"));
            return Err(StoreError::Corrupt { tree, key });
        }
        if count > noted {
            // A killed process reported less than reached the disk; images have to know of it.
            store.sync()?;
        }
        // A creation that was interrupted is finished, whatever the store is opened for.
        if mode != Mode::Read || marked.is_none() {
            if stored != Some(FORMAT) {
                store.insert(FORMAT_KEY.to_vec(), &FORMAT)?;
                store.tree.flush().map_err(engine)?;
            }
            if marked != Some(FORMAT) {
                mark(path)?;
            }
            place::tidy(path).map_err(|source| io(path, source))?;
        }
        store.reload_imports()?;
        if mode != Mode::Read {
            clear_space(path)?;
            store.sweep_runs()?;
        }
        if store.tree.contains_key(REBUILD_KEY).map_err(engine)? {
            store.derive_again()?;
        }
        store.untouched()?;
        Ok(store)
    }
}

impl SledStore {
    /// Closes the store, and removes it if this opening made it and nothing was stored in it. What
    /// cannot be removed stays, as an empty store.
    pub fn discard(self) {
        let mut stored = self.tree.range([tag::META + 1]..);
        if !self.created || stored.next().is_some() {
            return;
        }
        // The lock is held until all is gone, so that nobody else stores anything in it.
        let remove = || {
            fs::remove_file(self.path.join(MARK))?;
            fs::remove_dir_all(&self.path)
        };
        let _ = remove();
    }
}

/// What is at a path.
pub(crate) enum Found {
    /// A store of this format.
    Store(u32),
    Unfinished,
    Nothing,
    Other,
}

/// What is at a path. Nothing is touched.
pub(crate) fn look(path: &Path) -> Result<Found, StoreError> {
    let entries = match fs::read_dir(path) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Found::Nothing),
        Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => {
            return Ok(Found::Other);
        }
        Err(error) => return Err(io(path, error)),
    };
    let mut names = Vec::new();
    for entry in entries {
        names.push(entry.map_err(|source| io(path, source))?.file_name());
    }
    if names.iter().any(|name| name == MARK) {
        let file = path.join(MARK);
        let words = fs::read(&file).map_err(|source| io(&file, source))?;
        return match read_mark(&words) {
            Some(found) => supported(found).map(Found::Store),
            None => Ok(Found::Other),
        };
    }
    let ours = |name| name == place::FIRST || name == UNFINISHED_MARK || name == steps::NAME;
    if names.is_empty() {
        Ok(Found::Nothing)
    } else if names.iter().all(ours) {
        Ok(Found::Unfinished)
    } else {
        Ok(Found::Other)
    }
}

fn supported(found: u32) -> Result<u32, StoreError> {
    let supported = FORMAT;
    if (OLDEST..=supported).contains(&found) {
        return Ok(found);
    }
    Err(StoreError::FormatVersion { found, supported })
}

fn words() -> String {
    format!("demarche store\nformat {FORMAT}\n")
}

fn read_mark(words: &[u8]) -> Option<u32> {
    let words = std::str::from_utf8(words).ok()?;
    let number = words.strip_prefix("demarche store\nformat ")?;
    number.strip_suffix('\n')?.parse().ok()
}

/// Writes the mark so that it is either whole or absent.
fn mark(path: &Path) -> Result<(), StoreError> {
    let (new, mark) = (path.join(UNFINISHED_MARK), path.join(MARK));
    let write = || {
        let mut file = fs::File::create(&new)?;
        file.write_all(words().as_bytes())?;
        file.sync_all()?;
        fs::rename(&new, &mark)?;
        sync_directory(path)
    };
    write().map_err(|source| io(&mark, source))
}

/// Opens the engine's files in force. Another process may put others in force until its lock is
/// had, so what was opened is looked at again.
fn open_engine(path: &Path, patience: Duration, cache: u64) -> Result<sled::Db, StoreError> {
    let current = || place::current(path).map_err(|source| io(path, source));
    let started = Instant::now();
    let mut files = current()?;
    loop {
        match open_with(&files, cache) {
            Ok(db) => {
                let now = current()?;
                if now == files {
                    return Ok(db);
                }
                files = now;
            }
            Err(StoreError::Locked { .. }) if started.elapsed() < patience => {
                thread::sleep(PAUSE.max(started.elapsed() / 10).min(LONGEST_PAUSE));
                files = current()?;
            }
            Err(StoreError::Locked { .. }) => {
                let path = path.to_owned();
                return Err(StoreError::Locked { path });
            }
            Err(other) => return Err(other),
        }
    }
}

/// Opens the engine in a directory that no other process uses, once its threads have let go.
pub(crate) fn open_patiently(files: &Path) -> Result<sled::Db, StoreError> {
    let started = Instant::now();
    loop {
        match open_files(files) {
            Err(StoreError::Locked { .. }) if started.elapsed() < PATIENCE => thread::sleep(PAUSE),
            other => return other,
        }
    }
}

/// Opens the engine in a directory.
pub(crate) fn open_files(files: &Path) -> Result<sled::Db, StoreError> {
    open_with(files, CACHE)
}

fn open_with(files: &Path, cache: u64) -> Result<sled::Db, StoreError> {
    // The engine writes `conf` first, in two goes: without `db` it may be half a file.
    let (conf, data) = (files.join("conf"), files.join("db"));
    if conf.exists() && !data.exists() {
        fs::remove_file(&conf).map_err(|source| io(&conf, source))?;
    }
    let config = sled::Config::new()
        .path(files)
        .cache_capacity(cache.max(LEAST_CACHE))
        .flush_every_ms(None);
    match config.open() {
        Err(sled::Error::Io(source)) if source.to_string().contains(HELD) => {
            let path = files.to_owned();
            Err(StoreError::Locked { path })
        }
        Err(sled::Error::Io(source)) => Err(io(files, source)),
        Err(other) => Err(engine(other)),
        Ok(db) => Ok(db),
    }
}

fn missing(path: &Path) -> StoreError {
    let path = path.to_owned();
    StoreError::Missing { path }
}

fn io(path: &Path, source: std::io::Error) -> StoreError {
    let path = path.to_owned();
    StoreError::Io { path, source }
}
