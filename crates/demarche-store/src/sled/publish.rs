//! Publishing what the store holds.

use std::sync::PoisonError;

use demarche_model::{ActorId, IssueId, Link, NodeId, Observations};

use super::imports::{Edge, Import};
use super::layout::{self, ID, Id, pack, unpack};
use super::record::{ActorRecord, IssueRecord, RelationRecord, StatementRecord};
use super::value::{corrupt, open};
use super::{SledStore, adjacency, engine, text};
use crate::image::{
    self, Blocks, Image, Index, Kind, Rows, Shape, Stored, Stream, Supply, TableInfo, Touched,
};
use crate::{Decided, Finding, StoreError};

impl SledStore {
    /// Publishes the store for those who only read; see [`crate::Image`]. Nothing is written if the
    /// last image is of the same state. Other changes wait until it is done. Returns the number
    /// of the image.
    ///
    /// Where few records have changed since the last whole image, and this store has seen them
    /// change, they are written beside it: O(changes). Else O(store).
    pub fn publish(&self) -> Result<u64, StoreError> {
        self.publish_as(Shape::Either)
    }

    /// As [`Self::publish`], but a whole image whatever has changed. O(store).
    pub fn publish_whole(&self) -> Result<u64, StoreError> {
        self.publish_as(Shape::Whole)
    }

    /// As [`Self::publish`], but the changes however many they are, as long as they are known.
    pub fn publish_changes(&self) -> Result<u64, StoreError> {
        self.publish_as(Shape::Changes)
    }

    fn publish_as(&self, shape: Shape) -> Result<u64, StoreError> {
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.sync()?;
        let step = self.step_count()?;
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        let seen = Decided::new(self)?;
        let generation = image::publish(&self.path, (step, &touched), shape, self, &seen)?;
        *touched = Touched::since(step);
        Ok(generation)
    }

    /// Begins to note what changes.
    pub(crate) fn untouched(&self) -> Result<(), StoreError> {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        *touched = Touched::since(self.step_count()?);
        Ok(())
    }

    /// Notes a change by the keys that it wrote.
    pub(crate) fn touch(&self, keys: &[Vec<u8>]) {
        let mut touched = self.touched.lock().unwrap_or_else(PoisonError::into_inner);
        touched.note(keys);
    }

    /// Verifies the last image, and holds it to the store if nothing has changed since. What is
    /// damaged or differs is returned. O(store), and as much room on the disk as a whole image takes.
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
            return image.compare(self, &Decided::new(self)?);
        }
        Ok(findings)
    }
}

impl SledStore {
    /// The records of a kind that imports add to; `None` if they do not.
    fn imported(&self, kind: Kind) -> Option<Stream<'_, Stored>> {
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
    fn records(&self, kind: Kind) -> Stream<'_, Stored> {
        let joined = matches!(kind, Kind::Actor | Kind::Issue);
        if joined
            && !self.imports().is_empty()
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

    fn record(&self, kind: Kind, id: &Id) -> Result<Option<Vec<u8>>, StoreError> {
        if !self.imports().is_empty() {
            let id = unpack(*id);
            match kind {
                Kind::Actor => {
                    let id = ActorId::from_bytes(id).ok_or_else(|| corrupt(&id))?;
                    let item = self.actor(id)?;
                    return item
                        .map(|item| payload(&ActorRecord::of(&item)))
                        .transpose();
                }
                Kind::Issue => {
                    let id = IssueId::from_bytes(id).ok_or_else(|| corrupt(&id))?;
                    let item = self.issue(id)?;
                    return item
                        .map(|item| payload(&IssueRecord::of(&item)))
                        .transpose();
                }
                // What an import observes does not change by itself.
                _ => {}
            }
        }
        let mut key = vec![kind.tag()];
        key.extend(id);
        let value = self.tree.get(&key).map_err(engine)?;
        value
            .map(|value| Ok(open(&key, &value)?.to_vec()))
            .transpose()
    }

    fn records_and_rows(&self, kind: Kind) -> Stream<'_, Stored> {
        let imported = (!self.imports().is_empty()).then(|| self.imported(kind));
        imported.flatten().unwrap_or_else(|| self.records(kind))
    }

    fn links(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Result<(), StoreError> {
        adjacency::visit(&self.tree, node, visit)
    }

    fn tables(&self) -> Vec<TableInfo> {
        let imports = self.imports();
        let info = |import: &Import| TableInfo {
            document: import.document,
            edges: import.record.edges,
            counts: [
                import.record.statements.into(),
                import.record.relations.into(),
            ],
        };
        imports.iter().map(info).collect()
    }

    fn table_nodes(&self, table: usize) -> Stream<'_, NodeId> {
        match self.imports().get(table) {
            Some(import) => Box::new(import.ids(&self.tree).scan(0)),
            None => Box::new(std::iter::empty()),
        }
    }

    fn table_edges(&self, table: usize, leaving: bool) -> Rows<'_> {
        let pair = |edge: Result<Edge, StoreError>| edge.map(|edge| (edge.row, edge.ordinal));
        match (self.imports().get(table), leaving) {
            (Some(import), true) => Box::new(import.outward(&self.tree).scan(0).map(pair)),
            (Some(import), false) => Box::new(import.inward(&self.tree).scan(0).map(pair)),
            (None, _) => Box::new(std::iter::empty()),
        }
    }

    fn row_index(&self, table: usize, kind: Kind) -> Result<Index<'_>, StoreError> {
        let imports = self.imports();
        let import = imports.get(table).ok_or_else(|| corrupt(&[]))?;
        Ok(import.index(&self.tree, kind == Kind::Statement))
    }

    fn text(&self, document: Id, len: u32) -> Blocks<'_> {
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
