//! Taking in records one by one, as a file has them: sorted by document outside of memory, then
//! stored document by document.

pub(crate) mod nodes;
mod records;
pub(crate) mod rows;
mod run;

use std::collections::BTreeSet;
use std::path::Path;

use demarche_model::{DocumentId, Item};
use spillsort::Sorter;

use super::imports::{lost, sorter, spilled};
use super::layout::{ID, pack, pack_node};
use super::record::{
    AttributionRecord, DecisionRecord, DocumentRecord, RelationRecord, StatementRecord,
};
use super::{Mode, SledStore};
use crate::StoreError;
use nodes::Node;
use records::{Records, part, rank};
use run::Run;

/// Least memory for sorting, in bytes.
const LEAST: usize = 16 << 20;
/// What came of a [`Loading`].
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Taken {
    /// Documents that are in the store now.
    pub documents: u64,
    /// How many of these are new or changed.
    pub changed: u64,
    /// Documents, actors, issues and decisions that were refused.
    pub refused: u64,
    /// Actors and issues of which something is told that no document tells.
    pub loose: u64,
    /// How many decisions were new.
    pub decisions: u64,
}

/// Records on their way into a store, in any order. Nothing is stored before [`Self::finish`];
/// then every document is stored whole or not at all.
#[derive(Debug)]
pub struct Loading<'a> {
    store: &'a SledStore,
    sorter: Sorter,
    memory: usize,
    spoiled: BTreeSet<DocumentId>,
}

/// Hears of what was refused: the line that tells of it, and why.
pub type Refused<'a> = &'a mut dyn FnMut(u64, StoreError);

impl SledStore {
    /// Begins to take in records. Sorting them takes about `memory` bytes, and what is beyond
    /// goes to files in the folder of the store; 14 bytes for each document, actor and
    /// issue, the largest document and what the engine keeps come on top.
    pub fn loading(&self, memory: usize) -> Result<Loading<'_>, StoreError> {
        if self.mode == Mode::Read {
            return Err(StoreError::ReadOnly);
        }
        let memory = memory.max(LEAST);
        Ok(Loading {
            store: self,
            sorter: sorter(&self.path, memory / 2)?,
            memory,
            spoiled: BTreeSet::new(),
        })
    }
}

fn damaged(path: &Path) -> impl Fn(postcard::Error) -> StoreError {
    move |_| lost(path)
}

impl Loading<'_> {
    /// Takes the record of a line. It is looked at with what it refers to by [`Self::finish`].
    pub fn put(&mut self, line: u64, item: &Item) -> Result<(), StoreError> {
        let mut place = Vec::with_capacity(2 + 2 * ID);
        let mut value = line.to_le_bytes().to_vec();
        let observation = |place: &mut Vec<u8>, document: DocumentId, rank: u8, id: [u8; 16]| {
            place.push(part::DOCUMENT);
            place.extend(pack(document.to_bytes()));
            place.push(rank);
            place.extend(pack(id));
        };
        let packed = match item {
            Item::Document(item) => {
                observation(&mut place, item.id, rank::DOCUMENT, item.id.to_bytes());
                let record = DocumentRecord::of(item);
                let record =
                    record.ok_or_else(|| StoreError::rejected(&item.id, "its text is too long"))?;
                postcard::to_allocvec(&(record, item.text.as_deref()))
            }
            Item::Actor(item) => {
                place.push(part::NODE);
                place.extend(pack_node(item.id.into()));
                Node::Actor(crate::admit::tidy_actor(item.clone())).packed()
            }
            Item::Issue(item) => {
                place.push(part::NODE);
                place.extend(pack_node(item.id.into()));
                Node::Issue(crate::admit::tidy_issue(item.clone())).packed()
            }
            Item::Attribution(item) => {
                let id = item.id.to_bytes();
                observation(&mut place, item.document, rank::ATTRIBUTION, id);
                postcard::to_allocvec(&AttributionRecord::of(item))
            }
            Item::Statement(item) => {
                let id = item.id.to_bytes();
                observation(&mut place, item.document, rank::STATEMENT, id);
                postcard::to_allocvec(&StatementRecord::of(item, true))
            }
            Item::Relation(item) => {
                let id = item.id.to_bytes();
                observation(&mut place, item.document, rank::RELATION, id);
                postcard::to_allocvec(&RelationRecord::of(item, true))
            }
            Item::Decision(item) => {
                place.push(part::DECISION);
                place.extend(pack(item.id.to_bytes()));
                postcard::to_allocvec(&DecisionRecord::of(item))
            }
        };
        value.extend(packed.map_err(damaged(&self.store.path))?);
        let pushed = self.sorter.push(&place, &value);
        pushed.map_err(|error| spilled(&self.store.path, error))
    }

    /// Leaves a document out, of which a line could not be read.
    pub fn spoil(&mut self, document: DocumentId) {
        self.spoiled.insert(document);
    }

    /// Stores what was taken, one document in one step. What contradicts itself or the store is
    /// left out, told to `refused`, and does not stop the rest; any other failure does. `told`
    /// hears now and then how many records are done. Returns when all is on disk. O(n log n).
    pub fn finish(
        self,
        refused: Refused<'_>,
        told: &mut dyn FnMut(u64),
    ) -> Result<Taken, StoreError> {
        let store = self.store;
        let records = self.sorter.finish();
        let records = records.map_err(|error| spilled(&store.path, error))?;
        let records = Records::begin(&store.path, records, told)?;
        let given = (self.spoiled, self.memory);
        Run::begin(store, records, given, refused)?.finish()
    }
}
