//! How a command gets at the store: whoever reads takes the last published image, whoever changes
//! waits for the lock and publishes what came of it.

use std::io::ErrorKind;
use std::path::Path;
use std::time::Duration;

use demarche_store::{Decided, Image, Mode, SledStore, StoreError};

use crate::args::Cli;
use crate::error::{Failure, Result};
use crate::progress;

/// How long the lock of the store is waited for where the command line says nothing: a command
/// that is just ending lets go of it in less.
const PATIENCE: Duration = Duration::from_secs(2);

/// Opens the store for a command that works on the store itself.
pub fn open(cli: &Cli, mode: Mode) -> Result<SledStore> {
    open_at(cli, &cli.db, mode)
}

/// As [`open`], with so many bytes of pages kept in memory.
pub fn open_sized(cli: &Cli, mode: Mode, memory: usize) -> Result<SledStore> {
    open_with(cli, &cli.db, mode, memory as u64)
}

fn open_at(cli: &Cli, db: &Path, mode: Mode) -> Result<SledStore> {
    open_with(cli, db, mode, SledStore::CACHE)
}

fn open_with(cli: &Cli, db: &Path, mode: Mode, cache: u64) -> Result<SledStore> {
    let patience = match cli.wait {
        None => PATIENCE,
        Some(None) => Duration::MAX,
        Some(Some(seconds)) => Duration::from_secs(seconds),
    };
    SledStore::open_sized(db, mode, patience, cache).map_err(|error| refused(db, &error))
}

/// What the store has published, with all decisions applied, for a command that only reads.
pub fn reader(cli: &Cli) -> Result<Decided<Image>> {
    Ok(Decided::drawn(published(cli)?)?)
}

/// What another store has published, with all its decisions applied.
pub fn reader_of(cli: &Cli, db: &Path) -> Result<Decided<Image>> {
    Ok(Decided::drawn(published_at(cli, db)?)?)
}

/// Opens what the store has published.
///
/// Where changes have been stored since, they are published first, unless another process is at
/// work in the store or nothing can be written there: then the last image is what there is.
pub fn published(cli: &Cli) -> Result<Image> {
    published_at(cli, &cli.db)
}

fn published_at(cli: &Cli, db: &Path) -> Result<Image> {
    let last = match Image::open(db) {
        Ok(Some(image)) if image.is_fresh().map_err(|error| refused(db, &error))? => {
            return Ok(image);
        }
        Ok(last) => last,
        // A damaged image is as good as none: it can be written anew.
        Err(StoreError::Corrupt { .. }) => None,
        Err(error) => return Err(refused(db, &error)),
    };
    let Some(last) = last else {
        let store = open_at(cli, db, Mode::Read)?;
        store.publish().map_err(|error| refused(db, &error))?;
        return image(db);
    };
    let store = match SledStore::open_within(db, Mode::Read, Duration::ZERO) {
        Ok(store) => store,
        Err(StoreError::Locked { .. } | StoreError::Io { .. } | StoreError::Disk(_)) => {
            return Ok(last);
        }
        Err(error) => return Err(refused(db, &error)),
    };
    match store.publish() {
        Ok(_) => image(db),
        Err(StoreError::Io { .. } | StoreError::Disk(_)) => Ok(last),
        Err(error) => Err(refused(db, &error)),
    }
}

/// What the store has just published, with all decisions applied; `None` where that failed.
pub fn fresh(cli: &Cli) -> Result<Option<Decided<Image>>> {
    match Image::open(&cli.db) {
        Ok(Some(image)) if image.is_fresh().map_err(|error| refused(&cli.db, &error))? => {
            Ok(Some(Decided::drawn(image)?))
        }
        _ => Ok(None),
    }
}

fn image(db: &Path) -> Result<Image> {
    let opened = Image::open(db).map_err(|error| refused(db, &error))?;
    opened.ok_or_else(|| {
        let path = db.to_owned();
        refused(db, &StoreError::Missing { path })
    })
}

/// Publishes what a command has changed. What was stored stays stored where that fails.
pub fn publish(cli: &Cli, store: &SledStore) {
    if let Err(error) = store.publish()
        && !cli.quiet
    {
        progress::say(&format!(
            "note: stored, but not yet to be seen by commands that only read: {error}"
        ));
    }
}

/// Why the store was not opened, and what helps.
pub fn refused(db: &Path, error: &StoreError) -> Failure {
    let failure = Failure::because(format!("cannot open store `{}`", db.display()), error);
    match error {
        StoreError::Missing { .. } => {
            failure.hint("`demarche ingest FILES` makes one; `--db FOLDER` names another place")
        }
        StoreError::NotAStore { .. } => failure.hint("`--db FOLDER` names another place"),
        StoreError::Locked { .. } => failure.hint("wait for it with `--wait`"),
        StoreError::Corrupt { .. } => failure.hint(
            "`demarche salvage FOLDER` makes a new store of what can be read; `demarche restore` \
             makes one from a dump or backup",
        ),
        StoreError::FormatVersion { found, supported } if found > supported => {
            failure.hint("a newer demarche wrote it; use that one")
        }
        other => match room(other) {
            Some(hint) => failure.hint(hint),
            None => failure,
        },
    }
}

/// What helps where the file system fails.
pub fn room(error: &StoreError) -> Option<&'static str> {
    let (StoreError::Disk(source) | StoreError::Io { source, .. }) = error else {
        return None;
    };
    Some(match source.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "what was stored before is still there; make room and run the command again"
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => {
            "the folder of the store has to be one that you may write to"
        }
        _ => "what was stored before is still there",
    })
}
