//! What can go wrong with a store.

use std::path::PathBuf;

use demarche_model::ReadError;

/// A failure of a store. The engine's own errors are boxed, so that its types stay hidden.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// Another process, or another handle of this one, has the store open.
    #[error("another process holds the lock of store `{}`", path.display())]
    Locked {
        /// The store.
        path: PathBuf,
    },
    /// The store was written in a format that this version does not read.
    #[error("the store has format `{found}`, this version reads `{supported}`")]
    FormatVersion {
        /// What the store says.
        found: u32,
        /// What this version reads and writes.
        supported: u32,
    },
    /// A record is missing, damaged or contradicts another one.
    #[error("record `{key}` of `{tree}` is damaged")]
    Corrupt {
        /// The part of the store, such as `statements`.
        tree: &'static str,
        /// The record in it.
        key: String,
    },
    /// The path exists and holds something else; it was left as it is.
    #[error("`{}` is not a store", path.display())]
    NotAStore {
        /// What was to be opened.
        path: PathBuf,
    },
    /// A store was to be made where something is already; it was left as it is.
    #[error("there is something at `{}` already", path.display())]
    Occupied {
        /// Where it was to be made.
        path: PathBuf,
    },
    /// There is nothing at the path, and creation was not asked for.
    #[error("there is no store at `{}`", path.display())]
    Missing {
        /// What was to be opened.
        path: PathBuf,
    },
    /// The store was opened for reading only.
    #[error("the store is open for reading only")]
    ReadOnly,
    /// What was handed in contradicts itself or the store; nothing of it was stored.
    #[error("`{id}` is refused: {why}")]
    Rejected {
        /// The document or record.
        id: String,
        /// The contradiction.
        why: String,
    },
    /// The file system failed.
    #[error("cannot access `{}`", path.display())]
    Io {
        /// The file or directory.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file system failed beneath the storage engine; what was reported as stored is there.
    #[error("the store's files cannot be read or written")]
    Disk(#[source] std::io::Error),
    /// The storage engine failed.
    #[error("the storage engine failed")]
    Engine(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl StoreError {
    pub(crate) fn rejected(id: &dyn ToString, why: impl Into<String>) -> Self {
        let (id, why) = (id.to_string(), why.into());
        StoreError::Rejected { id, why }
    }
}

impl From<StoreError> for ReadError {
    fn from(error: StoreError) -> Self {
        ReadError::new(error)
    }
}

impl From<ReadError> for StoreError {
    fn from(error: ReadError) -> Self {
        match error.into_inner().downcast::<StoreError>() {
            Ok(own) => *own,
            Err(other) => StoreError::Engine(other),
        }
    }
}
