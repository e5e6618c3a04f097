//! One change of the store: the difference between what a document gave and what it gives,
//! carried into every index, written at once.

use std::collections::{BTreeMap, BTreeSet};

use ::sled::Tree;
use demarche_model::{Actor, ActorId, DocumentId, Extraction, Issue, IssueId, NodeId, RowId};
use serde::Serialize;

use super::SledStore;
use super::adjacency::Change;
use super::imports::ImportRecord;
use super::layout::{self, NO_DOCUMENT, pack};
use super::pending::Pending;
use super::record::{
    AttributionRecord, DocumentRecord, ProofRecord, Record, RelationRecord, StatementRecord,
};
use super::text;
use super::told::Told;
use super::value::{corrupt, encode};
use crate::admit::{ObservationId, observations, same_content};
use crate::links::{self, End};
use crate::{Outcome, StoreError};

/// The writes of one change.
pub(crate) struct Step<'a> {
    pending: Pending<'a>,
    links: BTreeMap<NodeId, Change>,
}

impl<'a> Step<'a> {
    pub(crate) fn new(tree: &'a Tree) -> Self {
        Self {
            pending: Pending::new(tree),
            links: BTreeMap::new(),
        }
    }

    /// Makes all writes; returns their keys.
    pub(crate) fn commit(mut self) -> Result<Vec<Vec<u8>>, StoreError> {
        for (node, change) in &self.links {
            change.write(*node, &mut self.pending)?;
        }
        self.pending.commit()
    }

    /// Lets the runs of a document count.
    pub(crate) fn put_import(
        &mut self,
        id: DocumentId,
        record: &ImportRecord,
    ) -> Result<(), StoreError> {
        self.pending.put(layout::import(id), record)
    }

    /// Lets the runs of a document count no longer, if it has any.
    pub(crate) fn remove_import(&mut self, id: DocumentId) -> Result<(), StoreError> {
        let key = layout::import(id);
        if self.pending.value(&key)?.is_some() {
            self.pending.remove(key);
        }
        Ok(())
    }

    /// Takes in a document in place of what it gave before, and of the documents whose last path
    /// it takes over.
    pub(crate) fn place(
        &mut self,
        store: &SledStore,
        old: Option<&Extraction>,
        new: &Extraction,
    ) -> Result<Outcome, StoreError> {
        let id = new.document.id;
        let gone = self.displace(store, new)?;
        for observation in observations(new) {
            if let Some(owner) = self.owner(observation)?
                && owner != id
            {
                return Err(taken(id, &observation, owner));
            }
        }
        if let Some((row, owner)) = store.import_with(new)?
            && self.pending.value(&layout::import(owner))?.is_some()
        {
            return Err(match row {
                RowId::Statement(row) => taken(id, &row, owner),
                RowId::Relation(row) => taken(id, &row, owner),
            });
        }
        self.replace(old, Some(new))?;
        Ok(match (gone, old) {
            (Some(other), _) => Outcome::Replaced(other),
            (None, None) => Outcome::Added,
            (None, Some(old)) if same_content(old, new) => Outcome::Unchanged,
            (None, Some(_)) => Outcome::Replaced(id),
        })
    }

    /// Takes the paths of the document from other ones; a document left without any goes. The
    /// first that goes, by id.
    fn displace(
        &mut self,
        store: &SledStore,
        new: &Extraction,
    ) -> Result<Option<DocumentId>, StoreError> {
        let taken = &new.document.paths;
        let mut others = BTreeSet::new();
        for path in taken {
            others.extend(store.path_owner(path)?);
        }
        others.remove(&new.document.id);
        let mut gone = None;
        for other in others {
            let key = layout::document(other);
            let record: Option<DocumentRecord> = self.pending.get(&key)?;
            let mut record = record.ok_or_else(|| corrupt(&key))?;
            record.paths.retain(|path| !taken.contains(path));
            if record.paths.is_empty() {
                let old = store.read_extraction(other)?;
                self.replace(old.as_ref(), None)?;
                gone = gone.or(Some(other));
            } else {
                self.pending.put(key, &record)?;
            }
        }
        Ok(gone)
    }

    /// The document that an observation belongs to.
    fn owner(&self, id: ObservationId) -> Result<Option<DocumentId>, StoreError> {
        let key = layout::observation(id);
        let document = match id {
            ObservationId::Attribution(id) => {
                let record: Option<AttributionRecord> = self.pending.get(&key)?;
                record.map(|record| record.item(id).map(|item| item.document))
            }
            ObservationId::Statement(id) => {
                let record: Option<StatementRecord> = self.pending.get(&key)?;
                record.map(|record| record.item(id).map(|(item, _)| item.document))
            }
            ObservationId::Relation(id) => {
                let record: Option<RelationRecord> = self.pending.get(&key)?;
                record.map(|record| record.item(id).map(|(item, _)| item.document))
            }
        };
        document
            .map(|document| document.ok_or_else(|| corrupt(&key)))
            .transpose()
    }

    /// Carries the difference between two extractions of one document into the store.
    pub(crate) fn replace(
        &mut self,
        old: Option<&Extraction>,
        new: Option<&Extraction>,
    ) -> Result<(), StoreError> {
        if old == new {
            return Ok(());
        }
        let Some(id) = old.or(new).map(|item| item.document.id) else {
            return Ok(());
        };
        self.replace_document(id, old, new)?;
        self.replace_observations(old, new)?;
        let source = pack(id.to_bytes());
        let (before, after) = (actors_of(old), actors_of(new));
        self.replace_told(&source, &before, &after)?;
        let (before, after) = (issues_of(old), issues_of(new));
        self.replace_told(&source, &before, &after)
    }

    fn replace_document(
        &mut self,
        id: DocumentId,
        old: Option<&Extraction>,
        new: Option<&Extraction>,
    ) -> Result<(), StoreError> {
        for path in old.into_iter().flat_map(|old| &old.document.paths) {
            self.pending.remove(layout::path(path));
        }
        let old_text = old.and_then(|old| old.document.text.as_deref());
        let new_text = new.and_then(|new| new.document.text.as_deref());
        if old_text != new_text {
            let len = old_text.map_or(0, str::len);
            for block in text::blocks(u32::try_from(len).unwrap_or(u32::MAX)) {
                self.pending.remove(layout::text(id, block));
            }
        }
        let Some(new) = new else {
            self.pending.remove(layout::document(id));
            self.pending.remove(layout::proof(id));
            return self.remove_import(id);
        };
        let record = DocumentRecord::of(&new.document);
        let record = record.ok_or_else(|| StoreError::rejected(&id, "its text is too long"))?;
        self.pending.put(layout::document(id), &record)?;
        self.pending.put(layout::proof(id), &ProofRecord::of(new))?;
        for path in &new.document.paths {
            self.pending.put(layout::path(path), &pack(id.to_bytes()))?;
        }
        if let (true, Some(text)) = (old_text != new_text, new_text) {
            for (key, value) in text::write(id, text) {
                self.pending.put_value(key, value);
            }
        }
        Ok(())
    }

    fn replace_observations(
        &mut self,
        old: Option<&Extraction>,
        new: Option<&Extraction>,
    ) -> Result<(), StoreError> {
        let before = old.map(Given::of).transpose()?.unwrap_or_default();
        let after = new.map(Given::of).transpose()?.unwrap_or_default();
        for key in before.records.keys() {
            if !after.records.contains_key(key) {
                self.pending.remove(key.clone());
            }
        }
        for (key, value) in after.records {
            if before.records.get(&key) != Some(&value) {
                self.pending.put_value(key, value);
            }
        }
        self.relink(&before.ends, &after.ends);
        Ok(())
    }

    fn relink(&mut self, before: &[End], after: &[End]) {
        for &(node, link) in before {
            self.links.entry(node).or_default().remove(link);
        }
        for &(node, link) in after {
            self.links.entry(node).or_default().add(link);
        }
    }

    fn replace_told<T: Told<Id: Ord>>(
        &mut self,
        source: &[u8],
        before: &BTreeMap<T::Id, &T>,
        after: &BTreeMap<T::Id, &T>,
    ) -> Result<(), StoreError> {
        let ids: BTreeSet<T::Id> = before.keys().chain(after.keys()).copied().collect();
        for id in ids {
            let (old, new) = (before.get(&id).copied(), after.get(&id).copied());
            self.say(id, source, old, new)?;
        }
        Ok(())
    }

    /// Takes in an actor or issue that comes from no document.
    pub(crate) fn say_loose<T: Told>(&mut self, item: &T) -> Result<(), StoreError> {
        let key = T::said_key(item.id(), &NO_DOCUMENT);
        let old: Option<T> = self.told(&key, item.id())?;
        let mut new = item.clone();
        if let Some(old) = &old {
            new.join(old);
        }
        self.say(item.id(), &NO_DOCUMENT, old.as_ref(), Some(&new))
    }

    fn told<T: Told>(&self, key: &[u8], id: T::Id) -> Result<Option<T>, StoreError> {
        let record: Option<T::Record> = self.pending.get(key)?;
        let item = record.map(|record| record.item(id).ok_or_else(|| corrupt(key)));
        item.transpose()
    }

    /// Replaces what a source tells of an actor or issue, and what all sources tell together. A
    /// new source is joined to what is known; when one goes, the others are read again.
    fn say<T: Told>(
        &mut self,
        id: T::Id,
        source: &[u8],
        old: Option<&T>,
        new: Option<&T>,
    ) -> Result<(), StoreError> {
        if old == new {
            return Ok(());
        }
        let said = T::said_key(id, source);
        match new {
            Some(new) => self.pending.put(said, &new.record())?,
            None => self.pending.remove(said),
        }
        let key = T::key(id);
        let before: Option<T> = self.told(&key, id)?;
        let after = match (old, new, before.clone()) {
            (None, Some(new), Some(mut joined)) => {
                joined.join(new);
                Some(joined)
            }
            (None, new, None) => new.cloned(),
            (Some(_), None, before) => self.joined(id, before.as_ref())?,
            _ => self.joined(id, None)?,
        };
        if before == after {
            return Ok(());
        }
        match &after {
            Some(after) => self.pending.put(key, &after.record())?,
            None => self.pending.remove(key),
        }
        let names = |item: &Option<T>| item.as_ref().map(T::names).unwrap_or_default();
        let (old_names, new_names) = (names(&before), names(&after));
        for (name, node) in old_names.difference(&new_names) {
            self.pending.remove(layout::name(name, *node));
        }
        for (name, node) in new_names.difference(&old_names) {
            self.pending.put(layout::name(name, *node), &())?;
        }
        let ends = |item: &Option<T>| item.as_ref().map(T::ends).unwrap_or_default();
        self.relink(&ends(&before), &ends(&after));
        Ok(())
    }

    /// What all sources tell of an actor or issue, which is at most `limit`. O(sources) at worst;
    /// mostly the first few tell all.
    fn joined<T: Told>(&self, id: T::Id, limit: Option<&T>) -> Result<Option<T>, StoreError> {
        let prefix = T::said_key(id, &[]);
        let mut joined: Option<T> = None;
        self.pending.with_prefix(&prefix, |record: T::Record| {
            let item = record.item(id).ok_or_else(|| corrupt(&prefix))?;
            match &mut joined {
                Some(joined) => joined.join(&item),
                None => joined = Some(item),
            }
            Ok(limit.is_none() || joined.as_ref() != limit)
        })?;
        Ok(joined)
    }
}

/// A document is refused for an observation of another one.
fn taken(id: DocumentId, observation: &dyn ToString, owner: DocumentId) -> StoreError {
    let observation = observation.to_string();
    let why = format!("`{observation}` is already one of document `{owner}`");
    StoreError::rejected(&id, why)
}

fn actors_of(extraction: Option<&Extraction>) -> BTreeMap<ActorId, &Actor> {
    let actors = extraction.into_iter().flat_map(|item| &item.actors);
    actors.map(|item| (item.id, item)).collect()
}

fn issues_of(extraction: Option<&Extraction>) -> BTreeMap<IssueId, &Issue> {
    let issues = extraction.into_iter().flat_map(|item| &item.issues);
    issues.map(|item| (item.id, item)).collect()
}

/// The records and edges of a document's observations.
#[derive(Default)]
struct Given {
    records: BTreeMap<Vec<u8>, Vec<u8>>,
    ends: Vec<End>,
}

impl Given {
    fn of(extraction: &Extraction) -> Result<Self, StoreError> {
        let inline = extraction.document.text.is_none();
        let mut given = Self::default();
        for item in &extraction.attributions {
            given.put(layout::attribution(item.id), &AttributionRecord::of(item))?;
        }
        for item in &extraction.statements {
            given.put(
                layout::statement(item.id),
                &StatementRecord::of(item, inline),
            )?;
            given.ends.extend(links::of_statement(item));
        }
        for item in &extraction.relations {
            given.put(layout::relation(item.id), &RelationRecord::of(item, inline))?;
            given.ends.extend(links::of_relation(item));
        }
        Ok(given)
    }

    fn put(&mut self, key: Vec<u8>, record: &impl Serialize) -> Result<(), StoreError> {
        let value = encode(&key, record)?;
        self.records.insert(key, value);
        Ok(())
    }
}
