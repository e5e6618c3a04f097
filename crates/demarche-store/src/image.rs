//! The image: what a store holds, in one file that many processes map and read at once.
//!
//! A store publishes an image when it has changed; whoever only reads opens the last one, needs
//! neither the engine nor its lock, and is never waited for. See `IMAGE.md` for the bytes.

mod check;
mod current;
mod file;
mod graph;
mod layout;
mod names;
mod publish;
mod read;
mod records;
mod search;
mod texts;
mod write;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

pub(crate) use layout::Kind;
pub(crate) use publish::{Supply, publish};
pub(crate) use records::Stored;

use crate::sled::open::{self, Found};
use crate::sled::steps;
use crate::{Finding, Stats, StoreError};
use current::Current;
use file::Mapped;
use graph::Graph;
use names::NameIndex;
use records::Table;
use texts::Texts;

/// How often the current image is looked for again when it went away in between.
const TRIES: usize = 20;

/// The last published image of a store, open for reading.
///
/// It stays what it is while it is open, whatever happens to the store.
pub struct Image {
    path: PathBuf,
    file: Mapped,
    generation: u64,
    documents: Table,
    actors: Table,
    issues: Table,
    attributions: Table,
    statements: Table,
    relations: Table,
    decisions: Table,
    graph: Graph,
    names: NameIndex,
    texts: Texts,
}

impl std::fmt::Debug for Image {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Image");
        shown
            .field("generation", &self.generation)
            .finish_non_exhaustive()
    }
}

impl Image {
    /// Opens the last image of the store at a path; `None` if nothing was published.
    ///
    /// `Missing`, `NotAStore`, `FormatVersion` and `Io` as their names say; `Corrupt` if the image
    /// is damaged where it is read first. The rest is verified when it is used, which then
    /// fails in the same way. O(1), and 4 bytes read for every 64 KiB.
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
        let file = Mapped::open(&current::file(store, current.generation))?;
        let table = |kind| Table::of(&file, kind);
        Ok(Self {
            path: store.to_owned(),
            generation: current.generation,
            documents: table(Kind::Document)?,
            actors: table(Kind::Actor)?,
            issues: table(Kind::Issue)?,
            attributions: table(Kind::Attribution)?,
            statements: table(Kind::Statement)?,
            relations: table(Kind::Relation)?,
            decisions: table(Kind::Decision)?,
            graph: Graph::of(&file)?,
            names: NameIndex::of(&file)?,
            texts: Texts::of(&file)?,
            file,
        })
    }

    /// Which image of its store it is, counted from 1.
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// Whether the store has reported no change as stored since this image was published. Reads
    /// one small file.
    pub fn is_fresh(&self) -> Result<bool, StoreError> {
        Ok(steps::noted(&self.path)? == self.file.step())
    }

    /// Counts, and the bytes of all files of the store. O(files).
    pub fn stats(&self) -> Result<Stats, StoreError> {
        Ok(Stats {
            documents: self.documents.records(),
            actors: self.actors.records(),
            issues: self.issues.records(),
            attributions: self.attributions.records(),
            statements: self.statements.records(),
            relations: self.relations.records(),
            decisions: self.decisions.records(),
            names: self.names.pairs(),
            bytes: size(&self.path)?,
        })
    }

    /// Reads all of the file; every block whose checksum does not fit is returned. O(file).
    pub fn check(&self) -> Vec<Finding> {
        let finding = |key| Finding {
            tree: "image",
            key,
            what: "it is damaged".into(),
        };
        self.file.damage().into_iter().map(finding).collect()
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
