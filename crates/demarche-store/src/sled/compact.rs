//! Writing the engine's files anew: the same records in the order of their keys, without what
//! the engine keeps of earlier values.

use std::path::Path;

use ::sled::Tree;

use super::open::{open_files, open_patiently};
use super::value::open;
use super::{SledStore, engine, place};
use crate::{Store, StoreError};

/// Records between two flushes while files are written anew, so that the engine's log is written
/// as it grows.
const FLUSH: usize = 100_000;

impl SledStore {
    /// Writes the engine's files anew, puts them in force in one step and closes the store;
    /// returns their size in bytes before and after. A crash leaves the old files or the new
    /// ones, and the next opening for a change removes the others.
    ///
    /// Needs as much room again as the new files take. `Corrupt` if a record is damaged: the old
    /// files then stay. O(store), with the engine's cache as memory.
    pub fn compact(self) -> Result<(u64, u64), StoreError> {
        let store = self;
        drop(store.change()?);
        store.flush()?;
        let path = &store.path.clone();
        let before = store.db.size_on_disk().map_err(engine)?;
        let unfinished = path.join(place::UNFINISHED);
        let io = |source| StoreError::Io {
            path: unfinished.clone(),
            source,
        };
        place::remove(&unfinished).map_err(io)?;
        let written = write_anew(&store.tree, &unfinished);
        let after = match written {
            Ok(after) => after,
            Err(error) => {
                // The first failure is the one worth telling.
                let _ = place::remove(&unfinished);
                return Err(error);
            }
        };
        place::sync_files(&unfinished).map_err(io)?;
        place::switch(path).map_err(io)?;
        drop(store);
        place::tidy(path).map_err(io)?;
        Ok((before, after))
    }
}

/// Copies every record into a new directory of the engine and reads it back from there; returns
/// its size.
fn write_anew(from: &Tree, files: &Path) -> Result<u64, StoreError> {
    let db = open_files(files)?;
    let tree = db.open_tree(super::TREE).map_err(engine)?;
    let mut count = 0;
    for pair in from {
        let (key, value) = pair.map_err(engine)?;
        open(&key, &value)?;
        tree.insert(key, value).map_err(engine)?;
        count += 1;
        if count % FLUSH == 0 {
            tree.flush().map_err(engine)?;
        }
    }
    tree.flush().map_err(engine)?;
    drop((tree, db));
    let db = open_patiently(files)?;
    let tree = db.open_tree(super::TREE).map_err(engine)?;
    if tree.len() != count {
        let (tree, key) = ("log", "a record is missing in the new files".to_owned());
        return Err(StoreError::Corrupt { tree, key });
    }
    db.size_on_disk().map_err(engine)
}
