//! demarche-store: the store trait, and behind it a store in memory and one on disk.
//!
//! A store is a set of documents with all that each gave. Actors, issues, adjacency and the name
//! index are derived from that set and can be rebuilt from it at any time.
//!
//! ```
//! use demarche_model::{Document, DocumentId, Extraction, Observations};
//! use demarche_store::{MemoryStore, Outcome, Store};
//!
//! let briefing = Extraction {
//!     document: Document {
//!         id: DocumentId::of(&["briefing"]),
//!         paths: vec!["briefing.txt".into()],
//!         title: None,
//!         outlet: None,
//!         url: None,
//!         date: None,
//!         sha256: [0; 32],
//!         text: Some("Rutte met allies.".into()),
//!     },
//!     actors: Vec::new(),
//!     issues: Vec::new(),
//!     attributions: Vec::new(),
//!     statements: Vec::new(),
//!     relations: Vec::new(),
//! };
//! let store = MemoryStore::new();
//! assert_eq!(store.ingest(&briefing)?, Outcome::Added);
//! assert_eq!(store.ingest(&briefing)?, Outcome::Unchanged);
//! assert_eq!(store.documents().count(), 1);
//! # Ok::<(), demarche_store::StoreError>(())
//! ```

mod store;

mod error;

mod admit;
mod links;
mod load;
mod view;

mod decided;
mod memory;
mod sled;

mod image;

pub use admit::CODED;
pub use decided::{Act, Anchor, Claim, Decided, Judged, Verdict};
pub use error::StoreError;
pub use image::Image;
pub use memory::MemoryStore;
pub use sled::{Importing, Loading, Mode, Refused, Restoring, SledStore, Taken};
pub use store::{Finding, Loaded, Outcome, Stats, Store};
