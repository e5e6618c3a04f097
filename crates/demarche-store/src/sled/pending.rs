//! The writes of one step, seen by the step itself before they are made.

use std::collections::BTreeMap;

use ::sled::{Batch, Tree};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::engine;
use super::layout::STEP_KEY;
use super::value::{decode, encode};
use crate::StoreError;

/// Writes on top of a tree, made all at once by [`Self::commit`].
pub(crate) struct Pending<'a> {
    tree: &'a Tree,
    writes: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl<'a> Pending<'a> {
    pub(crate) fn new(tree: &'a Tree) -> Self {
        let writes = BTreeMap::new();
        Self { tree, writes }
    }

    /// The value as it will be.
    pub(crate) fn value(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        if let Some(written) = self.writes.get(key) {
            return Ok(written.clone());
        }
        let value = self.tree.get(key).map_err(engine)?;
        Ok(value.map(|value| value.to_vec()))
    }

    /// The record as it will be.
    pub(crate) fn get<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        let value = self.value(key)?;
        value.map(|value| decode(key, &value)).transpose()
    }

    /// Writes a record.
    pub(crate) fn put(&mut self, key: Vec<u8>, record: &impl Serialize) -> Result<(), StoreError> {
        let value = encode(&key, record)?;
        self.put_value(key, value);
        Ok(())
    }

    /// Writes a sealed value.
    pub(crate) fn put_value(&mut self, key: Vec<u8>, value: Vec<u8>) {
        self.writes.insert(key, Some(value));
    }

    /// Removes what is under the key, if anything.
    pub(crate) fn remove(&mut self, key: Vec<u8>) {
        self.writes.insert(key, None);
    }

    /// Hands over the records whose key begins with `prefix`, as they will be, until `more`
    /// returns false.
    pub(crate) fn with_prefix<T: DeserializeOwned>(
        &self,
        prefix: &[u8],
        mut more: impl FnMut(T) -> Result<bool, StoreError>,
    ) -> Result<(), StoreError> {
        let written = self.writes.range(prefix.to_vec()..);
        for (key, value) in written.take_while(|(key, _)| key.starts_with(prefix)) {
            if let Some(value) = value
                && !more(decode(key, value)?)?
            {
                return Ok(());
            }
        }
        for item in self.tree.scan_prefix(prefix) {
            let (key, value) = item.map_err(engine)?;
            if !self.writes.contains_key(&*key) && !more(decode(&key, &value)?)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// The last key up to `key` that begins with `prefix`, as it stands in the tree.
    pub(crate) fn last_stored(
        &self,
        prefix: &[u8],
        key: &[u8],
    ) -> Result<Option<Vec<u8>>, StoreError> {
        match self.tree.range(prefix..=key).next_back() {
            None => Ok(None),
            Some(item) => Ok(Some(item.map_err(engine)?.0.to_vec())),
        }
    }

    /// Makes all writes, if any, in one step that is counted. They reach the disk with the next
    /// flush. Returns the keys that were written.
    pub(crate) fn commit(mut self) -> Result<Vec<Vec<u8>>, StoreError> {
        if self.writes.is_empty() {
            return Ok(Vec::new());
        }
        let count = self.get::<u64>(STEP_KEY)?.unwrap_or(0) + 1;
        self.put(STEP_KEY.to_vec(), &count)?;
        let mut batch = Batch::default();
        let mut keys = Vec::with_capacity(self.writes.len());
        for (key, value) in self.writes {
            match value {
                Some(value) => batch.insert(&*key, value),
                None => batch.remove(&*key),
            }
            keys.push(key);
        }
        self.tree.apply_batch(batch).map_err(engine)?;
        Ok(keys)
    }
}
