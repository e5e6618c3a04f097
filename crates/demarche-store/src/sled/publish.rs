//! Publishing what the store holds.

use std::sync::PoisonError;

use demarche_model::Observations;

use super::layout::{self, ID, Id, pack, unpack};
use super::record::{ActorRecord, IssueRecord, RelationRecord, StatementRecord};
use super::value::{corrupt, open};
use super::{SledStore, engine, text};
use crate::image::{self, Image, Kind, Stored, Supply};
use crate::{Decided, Finding, StoreError};

impl SledStore {
    /// Writes an image of the store for those who only read, and makes it the current one; see
    /// [`crate::Image`]. Nothing is written if the last one is of the same state. Changes wait
    /// until it is done. Returns the number of the image. O(store).
    pub fn publish(&self) -> Result<u64, StoreError> {
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.sync()?;
        let seen = Decided::new(self)?;
        image::publish(&self.path, self.step_count()?, self, &seen)
    }

    /// Verifies the last image, and holds it to the store if nothing has changed since. What is
    /// damaged or differs is returned. O(store).
    pub fn check_image(&self) -> Result<Vec<Finding>, StoreError> {
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let image = match Image::open(&self.path) {
            Ok(Some(image)) => image,
            Ok(None) => return Ok(Vec::new()),
            Err(StoreError::Corrupt { tree, key }) => {
                let what = "it is missing or damaged".into();
                return Ok(vec![Finding { tree, key, what }]);
            }
            Err(error) => return Err(error),
        };
        let findings = image.check();
        if findings.is_empty() && image.is_fresh()? {
            return image.compare(self);
        }
        Ok(findings)
    }
}

impl SledStore {
    /// The records of a kind that imports add to; `None` if they do not.
    fn imported(
        &self,
        kind: Kind,
    ) -> Option<Box<dyn Iterator<Item = Result<Stored, StoreError>> + '_>> {
        match kind {
            Kind::Actor => Some(Box::new(self.actors().map(|item| {
                let item = item?;
                Ok((pack(item.id.to_bytes()), payload(&ActorRecord::of(&item))?))
            }))),
            Kind::Issue => Some(Box::new(self.issues().map(|item| {
                let item = item?;
                Ok((pack(item.id.to_bytes()), payload(&IssueRecord::of(&item))?))
            }))),
            Kind::Statement => Some(Box::new(self.statements().map(|item| {
                let item = item?;
                let record = StatementRecord::of(&item, true);
                Ok((pack(item.id.to_bytes()), payload(&record)?))
            }))),
            Kind::Relation => Some(Box::new(self.relations().map(|item| {
                let item = item?;
                let record = RelationRecord::of(&item, true);
                Ok((pack(item.id.to_bytes()), payload(&record)?))
            }))),
            _ => None,
        }
    }
}

fn payload(record: &impl serde::Serialize) -> Result<Vec<u8>, StoreError> {
    let payload = postcard::to_allocvec(record);
    payload.map_err(|error| StoreError::Engine(Box::new(error)))
}

impl Supply for SledStore {
    fn records(&self, kind: Kind) -> Box<dyn Iterator<Item = Result<Stored, StoreError>> + '_> {
        if !self.imports().is_empty()
            && let Some(records) = self.imported(kind)
        {
            return records;
        }
        Box::new(self.tree.scan_prefix([kind.tag()]).map(|pair| {
            let (key, value) = pair.map_err(engine)?;
            let id = key.get(1..).and_then(|id| <[u8; ID]>::try_from(id).ok());
            let id = id.ok_or_else(|| corrupt(&key))?;
            Ok((id, open(&key, &value)?.to_vec()))
        }))
    }

    fn text(
        &self,
        document: Id,
        len: u32,
    ) -> Box<dyn Iterator<Item = Result<Vec<u8>, StoreError>> + '_> {
        let id = demarche_model::DocumentId::from_bytes(unpack(document));
        Box::new(text::blocks(len).map(move |block| {
            let id = id.ok_or_else(|| corrupt(&document))?;
            let key = layout::text(id, block);
            let value = self.tree.get(&key).map_err(engine)?;
            let value = value.ok_or_else(|| corrupt(&key))?;
            Ok(open(&key, &value)?.to_vec())
        }))
    }
}
