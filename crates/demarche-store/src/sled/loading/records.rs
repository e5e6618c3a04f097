//! Records on their way into a store, as they come back from being sorted.

use std::path::Path;

use demarche_model::{
    AttributionId, Document, DocumentId, Item, Relation, RelationId, Statement, StatementId,
};
use serde::de::DeserializeOwned;
use spillsort::Merged;

use crate::StoreError;
use crate::sled::imports::{lost, spilled};
use crate::sled::layout::{ID, Id, unpack};
use crate::sled::record::{
    AttributionRecord, DocumentRecord, Evidence, Record, RelationRecord, StatementRecord,
};

/// What records are sorted by first.
pub(super) mod part {
    pub(crate) const NODE: u8 = 0;
    pub(crate) const DOCUMENT: u8 = 1;
    pub(crate) const DECISION: u8 = 2;
}

/// What the records of a document are sorted by.
pub(super) mod rank {
    pub(crate) const DOCUMENT: u8 = 0;
    pub(crate) const ATTRIBUTION: u8 = 1;
    pub(crate) const STATEMENT: u8 = 2;
    pub(crate) const RELATION: u8 = 3;
}

/// A record as it was sorted.
pub(super) struct Sorted {
    pub(super) place: Vec<u8>,
    pub(super) line: u64,
    pub(super) value: Vec<u8>,
}

impl Sorted {
    pub(super) fn id(&self, at: usize) -> Option<Id> {
        self.place.get(at..)?.first_chunk().copied()
    }

    pub(super) fn document(&self) -> Option<DocumentId> {
        (self.place.first() == Some(&part::DOCUMENT)).then_some(())?;
        DocumentId::from_bytes(unpack(self.id(1)?))
    }

    pub(super) fn rank(&self) -> Option<u8> {
        self.place.get(1 + ID).copied()
    }

    pub(super) fn read<R: Record + DeserializeOwned>(
        &self,
        id: impl Fn([u8; 16]) -> Option<R::Id>,
    ) -> Option<R::Item> {
        let record: R = postcard::from_bytes(&self.value).ok()?;
        record.item(id(unpack(self.place.last_chunk().copied()?))?)
    }

    /// The document and its text.
    pub(super) fn heading(&self) -> Option<Document> {
        let (record, text): (DocumentRecord, Option<String>) =
            postcard::from_bytes(&self.value).ok()?;
        let document = record.item(self.document()?)?;
        Some(Document { text, ..document })
    }

    pub(super) fn observation(&self) -> Option<Item> {
        Some(match self.rank()? {
            rank::ATTRIBUTION => {
                Item::Attribution(self.read::<AttributionRecord>(AttributionId::from_bytes)?)
            }
            rank::STATEMENT => {
                let (item, from) = self.read::<StatementRecord>(StatementId::from_bytes)?;
                let evidence = inline(from)?;
                Item::Statement(Statement { evidence, ..item })
            }
            rank::RELATION => {
                let (item, from) = self.read::<RelationRecord>(RelationId::from_bytes)?;
                let evidence = inline(from)?;
                Item::Relation(Relation { evidence, ..item })
            }
            _ => return None,
        })
    }
}

fn inline(from: Evidence) -> Option<String> {
    match from {
        Evidence::Inline(text) => Some(text),
        Evidence::Text(..) => None,
    }
}

/// The sorted records, one ahead.
pub(super) struct Records<'a> {
    path: &'a Path,
    sorted: Merged,
    pub(super) next: Option<Sorted>,
    done: u64,
    told: &'a mut dyn FnMut(u64),
}

impl<'a> Records<'a> {
    /// How often progress is told, in records.
    const OFTEN: u64 = 1 << 12;

    pub(super) fn begin(
        path: &'a Path,
        sorted: Merged,
        told: &'a mut dyn FnMut(u64),
    ) -> Result<Self, StoreError> {
        let mut begun = Self {
            path,
            sorted,
            next: None,
            done: 0,
            told,
        };
        begun.advance()?;
        Ok(begun)
    }

    pub(super) fn advance(&mut self) -> Result<Option<Sorted>, StoreError> {
        let next = self.sorted.next_record();
        let next = match next.map_err(|error| spilled(self.path, error))? {
            None => None,
            Some((place, value)) => {
                let (line, value) = value.split_first_chunk().ok_or_else(|| lost(self.path))?;
                Some(Sorted {
                    place: place.to_vec(),
                    line: u64::from_le_bytes(*line),
                    value: value.to_vec(),
                })
            }
        };
        self.done += 1;
        if self.done.is_multiple_of(Self::OFTEN) {
            (self.told)(self.done);
        }
        Ok(std::mem::replace(&mut self.next, next))
    }

    pub(super) fn next_if(
        &mut self,
        wanted: impl Fn(&Sorted) -> bool,
    ) -> Result<Option<Sorted>, StoreError> {
        if self.next.as_ref().is_some_and(wanted) {
            self.advance()
        } else {
            Ok(None)
        }
    }

    pub(super) fn next_part(&mut self, part: u8) -> Result<Option<Sorted>, StoreError> {
        self.next_if(|next| next.place.first() == Some(&part))
    }

    pub(super) fn next_document(&self) -> Option<DocumentId> {
        self.next.as_ref().and_then(Sorted::document)
    }
}
