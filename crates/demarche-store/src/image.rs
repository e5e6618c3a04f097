//! The image: what a store holds, in files that many processes map and read at once.
//!
//! A store publishes an image when it has changed; whoever only reads opens the last one, needs
//! neither the engine nor its lock, and is never waited for. An image is whole, or it tells what
//! has changed since a whole one, which then stands beside it. See `IMAGE.md` for the bytes.

mod changes;
mod check;
mod current;
mod file;
mod graph;
mod layer;
mod layout;
mod names;
mod overlay;
mod publish;
mod read;
mod records;
mod rows;
mod search;
mod texts;
mod touched;
mod turns;
mod write;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use layout::Kind;
pub(crate) use publish::{Blocks, Rows, Shape, Stream, Supply, TableInfo, passing, publish};
pub(crate) use records::Stored;
pub(crate) use rows::{Index, Spot};
pub(crate) use touched::Touched;

use crate::sled::open::{self, Found};
use crate::sled::steps;
use crate::{Finding, Stats, StoreError};
use changes::{Changes, Totals};
use current::Current;
use layer::Layer;

/// How often the current image is looked for again when it went away in between.
const TRIES: usize = 20;

/// The last published image of a store, open for reading.
///
/// It stays what it is while it is open, whatever happens to the store.
pub struct Image {
    path: PathBuf,
    current: Current,
    base: Layer,
    changes: Option<Changes>,
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Image");
        shown
            .field("current", &self.current)
            .finish_non_exhaustive()
    }
}

impl Image {
    /// Opens the last image of the store at a path; `None` if nothing was published.
    ///
    /// `Missing`, `NotAStore`, `FormatVersion` and `Io` as their names say; `Corrupt` if the image
    /// is damaged where it is read first. The rest is verified when it is used, which then
    /// fails in the same way. O(nodes changed since the last whole image), and 4 bytes read for
    /// every 64 KiB.
    pub fn open(store: impl AsRef<Path>) -> Result<Option<Self>, StoreError> {
        let store = store.as_ref();
        match open::look(store)? {
            Found::Store(_) => {}
            Found::Unfinished => return Ok(None),
            Found::Nothing => {
                let path = store.to_owned();
                return Err(StoreError::Missing { path });
            }
            Found::Other => {
                let path = store.to_owned();
                return Err(StoreError::NotAStore { path });
            }
        }
        let mut tries = 0;
        loop {
            let Some(current) = current::read(store)? else {
                return Ok(None);
            };
            tries += 1;
            match Self::of(store, current) {
                // Whoever published a newer one in between has removed this one.
                Err(StoreError::Io { source, .. })
                    if source.kind() == io::ErrorKind::NotFound && tries < TRIES => {}
                opened => return opened.map(Some),
            }
        }
    }

    fn of(store: &Path, current: Current) -> Result<Self, StoreError> {
        let changes = current.is_changes().then(|| {
            let file = current::file(store, current.generation);
            Changes::open(&file)
        });
        let changes = changes.transpose()?;
        let base = Layer::open(&current::file(store, current.base))?;
        let newest = changes.as_ref().map_or(&base, |changes| &changes.layer);
        if newest.file.step() != current.step {
            return Err(layout::damaged("CURRENT"));
        }
        Ok(Self {
            path: store.to_owned(),
            current,
            base,
            changes,
        })
    }

    /// Which image of its store it is, counted from 1.
    pub fn generation(&self) -> u64 {
        self.current.generation
    }

    /// Whether it is a whole image, and not the changes since one.
    pub fn is_whole(&self) -> bool {
        self.changes.is_none()
    }

    /// Whether the store has reported no change as stored since this image was published. Reads
    /// one small file.
    pub fn is_fresh(&self) -> Result<bool, StoreError> {
        Ok(steps::noted(&self.path)? == self.current.step)
    }

    fn totals(&self) -> Totals {
        match &self.changes {
            Some(changes) => changes.totals(),
            None => Totals {
                records: Kind::ALL.map(|kind| self.base.count(kind)),
                names: self.base.pairs(),
                nodes: self.base.graph.len().into(),
            },
        }
    }

    /// Counts, and the bytes of all files of the store. O(files).
    pub fn stats(&self) -> Result<Stats, StoreError> {
        let totals = self.totals();
        let count = |kind: Kind| totals.records[kind as usize];
        Ok(Stats {
            documents: count(Kind::Document),
            actors: count(Kind::Actor),
            issues: count(Kind::Issue),
            attributions: count(Kind::Attribution),
            statements: count(Kind::Statement),
            relations: count(Kind::Relation),
            decisions: count(Kind::Decision),
            names: totals.names,
            bytes: size(&self.path)?,
        })
    }

    /// Reads all of its files; every block whose checksum does not fit is returned. O(files).
    pub fn check(&self) -> Vec<Finding> {
        let finding = |key| Finding {
            tree: "image",
            key,
            what: "it is damaged".into(),
        };
        let changes = self.changes.iter().map(|changes| &changes.layer);
        let layers = std::iter::once(&self.base).chain(changes);
        let damage = layers.flat_map(|layer| layer.file.damage());
        damage.map(finding).collect()
    }
}

/// Bytes of all files in a folder. What goes away meanwhile does not count.
fn size(folder: &Path) -> Result<u64, StoreError> {
    let io = |source| StoreError::Io {
        path: folder.to_owned(),
        source,
    };
    let mut bytes = 0;
    for entry in fs::read_dir(folder).map_err(io)? {
        let entry = entry.map_err(io)?;
        match entry.metadata() {
            Ok(meta) if meta.is_dir() => bytes += size(&entry.path())?,
            Ok(meta) => bytes += meta.len(),
            Err(_) => {}
        }
    }
    Ok(bytes)
}
