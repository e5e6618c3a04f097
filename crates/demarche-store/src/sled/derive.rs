//! Deriving anew all that follows from the records, a part at a time.

use std::collections::BTreeMap;

use demarche_model::{Actor, DocumentId, Extraction, Issue, NodeId};

use super::adjacency::Change;
use super::layout::{self, REBUILD_KEY, TREES, pack, tag};
use super::pending::Pending;
use super::read::key_id;
use super::record::Record;
use super::told::Told;
use super::value::{corrupt, decode, encode};
use super::{SledStore, engine};
use crate::StoreError;
use crate::links::{self, End};

/// Links that are gathered by node before they are written: some 20 MB of them.
const LINKS: usize = 1 << 17;

/// Links on their way to the blocks of their nodes.
#[derive(Default)]
pub(crate) struct Linking {
    nodes: BTreeMap<NodeId, Change>,
    count: usize,
}

impl Linking {
    /// Takes links; once there are many, writes them.
    pub(crate) fn add(
        &mut self,
        store: &SledStore,
        ends: impl IntoIterator<Item = End>,
    ) -> Result<(), StoreError> {
        for (node, link) in ends {
            self.nodes.entry(node).or_default().add(link);
            self.count += 1;
        }
        if self.count >= LINKS {
            self.write(store)?;
        }
        Ok(())
    }

    /// Writes what has been taken.
    pub(crate) fn write(&mut self, store: &SledStore) -> Result<(), StoreError> {
        self.count = 0;
        for (node, change) in std::mem::take(&mut self.nodes) {
            let mut pending = Pending::new(&store.tree);
            change.write(node, &mut pending)?;
            pending.commit()?;
        }
        Ok(())
    }
}

impl SledStore {
    /// Drops all that is derived and computes it anew. A crash in between is noticed and made
    /// good when the store is opened. `Corrupt` if a record is damaged; nothing is then changed.
    /// O(store), in memory that does not grow with it.
    pub(crate) fn derive_again(&self) -> Result<(), StoreError> {
        self.each_document(|_| Ok(()))?;
        self.each_told::<Actor>(|_, joined| joined.map(drop))?;
        self.each_told::<Issue>(|_, joined| joined.map(drop))?;
        let value = encode(REBUILD_KEY, &())?;
        self.tree.insert(REBUILD_KEY, value).map_err(engine)?;
        self.sync()?;
        for (tag, ..) in TREES.iter().filter(|row| row.2) {
            for key in self.tree.scan_prefix([*tag]).keys() {
                self.tree.remove(key.map_err(engine)?).map_err(engine)?;
            }
        }
        let mut linking = Linking::default();
        self.derive_told::<Actor>(&mut linking)?;
        self.derive_told::<Issue>(&mut linking)?;
        self.each_document(|extraction| {
            let document = &extraction.document;
            for path in &document.paths {
                self.insert(layout::path(path), &pack(document.id.to_bytes()))?;
            }
            linking.add(
                self,
                extraction.statements.iter().flat_map(links::of_statement),
            )?;
            linking.add(
                self,
                extraction.relations.iter().flat_map(links::of_relation),
            )
        })?;
        linking.write(self)?;
        self.sync()?;
        let mut pending = Pending::new(&self.tree);
        pending.remove(REBUILD_KEY.to_vec());
        pending.commit()?;
        self.sync()
    }

    fn derive_told<T: Told>(&self, linking: &mut Linking) -> Result<(), StoreError> {
        self.each_told::<T>(|id, joined| {
            let joined = joined?;
            self.insert(T::key(id), &joined.record())?;
            for (name, node) in joined.names() {
                self.insert(layout::name(&name, node), &())?;
            }
            linking.add(self, joined.ends())
        })
    }

    /// Calls `one` for every document with all it gave, by id.
    pub(crate) fn each_document(
        &self,
        mut one: impl FnMut(Extraction) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for key in self.tree.scan_prefix([tag::DOCUMENT]).keys() {
            let key = key.map_err(engine)?;
            let id = key_id(&key).and_then(DocumentId::from_bytes);
            let id = id.ok_or_else(|| corrupt(&key))?;
            let extraction = self.read_extraction(id)?;
            one(extraction.ok_or_else(|| corrupt(&key))?)?;
        }
        Ok(())
    }

    /// Calls `one` for every actor or issue, by id, with what all sources tell of it together, or
    /// with the first damage among them.
    pub(crate) fn each_told<T: Told>(
        &self,
        mut one: impl FnMut(T::Id, Result<T, StoreError>) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut last: Option<(T::Id, Result<T, StoreError>)> = None;
        for pair in self.tree.scan_prefix([T::SAID]) {
            let (key, value) = pair.map_err(engine)?;
            let id = key
                .get(..=layout::ID)
                .and_then(key_id)
                .and_then(T::of_bytes);
            let id = id.ok_or_else(|| corrupt(&key))?;
            let item = decode::<T::Record>(&key, &value)
                .and_then(|record| record.item(id).ok_or_else(|| corrupt(&key)));
            last = match last.take() {
                Some((known, joined)) if known == id => Some((id, joined_with(joined, item))),
                other => {
                    if let Some((known, joined)) = other {
                        one(known, joined)?;
                    }
                    Some((id, item))
                }
            };
        }
        match last {
            Some((id, joined)) => one(id, joined),
            None => Ok(()),
        }
    }

    /// The joined actor or issue as it is stored.
    pub(crate) fn told_stored<T: Told>(&self, id: T::Id) -> Result<Option<T>, StoreError> {
        let key = T::key(id);
        let record: Option<T::Record> = self.record(&key)?;
        let item = record.map(|record| record.item(id).ok_or_else(|| corrupt(&key)));
        item.transpose()
    }

    pub(crate) fn insert(
        &self,
        key: Vec<u8>,
        record: &impl serde::Serialize,
    ) -> Result<(), StoreError> {
        let value = encode(&key, record)?;
        self.tree.insert(key, value).map(drop).map_err(engine)
    }
}

fn joined_with<T: Told>(
    joined: Result<T, StoreError>,
    item: Result<T, StoreError>,
) -> Result<T, StoreError> {
    let mut joined = joined?;
    joined.join(&item?);
    Ok(joined)
}
