//! A new store from the records of a dump, one after another, in memory that does not grow with
//! them. The store is made beside its place and moved there when it is whole.

mod put;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use demarche_model::{DocumentId, Item, NodeId, Observations};

use super::derive::Linking;
use super::layout::{self, NO_DOCUMENT};
use super::loading::nodes::{Node, Nodes};
use super::loading::rows::{Rows, of_row, row_of};
use super::place::{self, sync_directory};
use super::record::{
    AttributionRecord, DecisionRecord, DocumentRecord, RelationRecord, StatementRecord,
};
use super::value::corrupt;
use super::{Mode, SledStore};
use crate::admit::{ObservationId, tidy_actor, tidy_issue};
use crate::links;
use crate::{Stats, Store, StoreError};
use put::{ends_of, evidence, named_by, note, put_document, put_new, put_told, tell};

/// Observations that wait for being noted with their documents: some 10 MB of them.
const BATCH: usize = 1 << 16;
/// Bytes for sorting the rows of tables.
const MEMORY: usize = 128 << 20;

/// A store that is being restored. Nothing is at its place before [`Self::finish`] returns, and
/// nothing stays if that is never reached.
pub struct Restoring {
    /// Gone once the store is closed.
    store: Option<SledStore>,
    /// Where it is made.
    beside: PathBuf,
    /// Where it will be.
    place: PathBuf,
    /// Held while the store is made, so that two do not make the same one.
    _lock: fs::File,
    linking: Linking,
    given: BTreeMap<DocumentId, Given>,
    waiting: usize,
    /// Gone once the store is closed.
    nodes: Option<Nodes>,
    /// Which nodes some document tells of.
    told: Vec<bool>,
    /// Gone once they are stored.
    rows: Option<Rows>,
    /// The documents without a text that gave anything.
    bare: BTreeMap<DocumentId, Bare>,
}

/// What a document without a text gave so far.
enum Bare {
    /// Nothing but rows of the table of this number.
    Table(u32),
    /// Something else; it may have rows among the tables too.
    Mixed(Option<u32>),
}

/// Observations that a document gave, and whom they name.
#[derive(Default)]
struct Given {
    observations: Vec<ObservationId>,
    named: BTreeSet<NodeId>,
}

impl std::fmt::Debug for Restoring {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("Restoring");
        shown.field("place", &self.place).finish_non_exhaustive()
    }
}

impl Restoring {
    /// Begins a store at `path`, where there must be nothing or an empty directory: `Occupied`
    /// otherwise. `Locked` if another process restores to the same place.
    pub fn begin(path: impl AsRef<Path>) -> Result<Self, StoreError> {
        let place = path.as_ref().to_owned();
        let io = |path: &Path| {
            let path = path.to_owned();
            move |source| StoreError::Io { path, source }
        };
        vacant(&place)?;
        let name = place.file_name().unwrap_or_default().to_string_lossy();
        let parent = match place.parent() {
            Some(parent) if parent.as_os_str().is_empty() => Path::new(".").to_owned(),
            Some(parent) => parent.to_owned(),
            None => Path::new(".").to_owned(),
        };
        fs::create_dir_all(&parent).map_err(io(&parent))?;
        let beside = parent.join(format!(".{name}.restoring"));
        fs::create_dir_all(&beside).map_err(io(&beside))?;
        let lock = fs::File::create(beside.join("LOCK")).map_err(io(&beside))?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(fs::TryLockError::WouldBlock) => return Err(StoreError::Locked { path: place }),
            Err(fs::TryLockError::Error(source)) => return Err(io(&beside)(source)),
        }
        // What a killed one left.
        let made = beside.join(STORE);
        place::remove(&made).map_err(io(&made))?;
        let store = SledStore::open(&made, Mode::Create)?;
        Ok(Self {
            nodes: Some(Nodes::begin(&made)?),
            rows: Some(Rows::begin(&made, MEMORY)?),
            store: Some(store),
            told: Vec::new(),
            bare: BTreeMap::new(),
            beside,
            place,
            _lock: lock,
            linking: Linking::default(),
            given: BTreeMap::new(),
            waiting: 0,
        })
    }

    /// A path for what is needed while the store is made.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.beside.join(name)
    }

    /// The store that is made.
    pub(crate) fn store(&self) -> Result<&SledStore, StoreError> {
        opened(self.store.as_ref())
    }

    /// Takes one record. Documents come first, then actors and issues, sorted by id, then what
    /// refers to them, as in a dump. `Rejected` if it was there before, refers to what was not,
    /// or its evidence is not its text.
    pub fn put(&mut self, item: Item) -> Result<(), StoreError> {
        let store = opened(self.store.as_ref())?;
        match item {
            Item::Document(item) => put_document(store, &item),
            Item::Actor(item) => self.put_node(&Node::Actor(tidy_actor(item))),
            Item::Issue(item) => self.put_node(&Node::Issue(tidy_issue(item))),
            Item::Decision(item) => {
                let key = layout::decision(item.id);
                put_new(store, key, &DecisionRecord::of(&item), &item.id)
            }
            item => {
                self.seal()?;
                if self.put_row(&item)? {
                    return Ok(());
                }
                self.put_observation(item)
            }
        }
    }

    fn put_node(&mut self, node: &Node) -> Result<(), StoreError> {
        let nodes = opened(self.nodes.as_mut())?;
        if nodes.is_sealed() {
            let why = "it comes after what may refer to it";
            return Err(StoreError::rejected(&node.id(), why));
        }
        let bytes = node.packed();
        let bytes = bytes.map_err(|_| StoreError::rejected(&node.id(), "it cannot be packed"))?;
        nodes.push(node.id(), 0, &bytes)
    }

    /// Ends the actors and issues.
    fn seal(&mut self) -> Result<(), StoreError> {
        let nodes = opened(self.nodes.as_mut())?;
        if !nodes.is_sealed() {
            nodes.seal()?;
            self.told = vec![false; nodes.len()];
        }
        Ok(())
    }

    /// Keeps an observation for the runs of an import, if it is a row of a table whose document
    /// has given nothing else.
    fn put_row(&mut self, item: &Item) -> Result<bool, StoreError> {
        let store = opened(self.store.as_ref())?;
        let document = match item {
            Item::Attribution(item) => item.document,
            Item::Statement(item) => item.document,
            Item::Relation(item) => item.document,
            _ => return Ok(false),
        };
        let row = row_of(item, opened(self.nodes.as_ref())?);
        if !self.bare.contains_key(&document) {
            let key = layout::document(document);
            let record: Option<DocumentRecord> = store.record(&key)?;
            if record.is_none_or(|record| record.text.is_some()) {
                return Ok(false);
            }
        }
        let next = u32::try_from(self.bare.len()).unwrap_or(u32::MAX);
        let bare = self.bare.entry(document).or_insert(Bare::Table(next));
        match (bare, row) {
            (Bare::Table(number), Some((row, id))) => {
                opened(self.rows.as_mut())?.push(*number, &row, id)?;
                Ok(true)
            }
            (bare, _) => {
                if let Bare::Table(number) = bare {
                    *bare = Bare::Mixed(Some(*number));
                }
                Ok(false)
            }
        }
    }

    fn put_observation(&mut self, item: Item) -> Result<(), StoreError> {
        let store = opened(self.store.as_ref())?;
        match item {
            Item::Attribution(item) => {
                let key = layout::attribution(item.id);
                put_new(store, key, &AttributionRecord::of(&item), &item.id)?;
                let ends = item.source.iter().chain(&item.via);
                let named = ends.map(|&id| NodeId::from(id)).collect();
                self.give(item.document, ObservationId::Attribution(item.id), named)
            }
            Item::Statement(item) => {
                let inline = evidence(store, &item.id, item.document, item.span, &item.evidence)?;
                let key = layout::statement(item.id);
                put_new(store, key, &StatementRecord::of(&item, inline), &item.id)?;
                self.linking.add(store, links::of_statement(&item))?;
                self.give(
                    item.document,
                    ObservationId::Statement(item.id),
                    named_by(&item),
                )
            }
            Item::Relation(item) => {
                let inline = evidence(store, &item.id, item.document, item.span, &item.evidence)?;
                let key = layout::relation(item.id);
                put_new(store, key, &RelationRecord::of(&item, inline), &item.id)?;
                self.linking.add(store, links::of_relation(&item))?;
                self.give(
                    item.document,
                    ObservationId::Relation(item.id),
                    ends_of(&item),
                )
            }
            _ => Ok(()),
        }
    }

    fn give(
        &mut self,
        document: DocumentId,
        id: ObservationId,
        named: Vec<NodeId>,
    ) -> Result<(), StoreError> {
        let given = self.given.entry(document).or_default();
        given.observations.push(id);
        given.named.extend(named);
        self.waiting += 1;
        if self.waiting >= BATCH {
            self.note()?;
        }
        Ok(())
    }

    /// Notes with every document what it gave.
    fn note(&mut self) -> Result<(), StoreError> {
        let store = opened(self.store.as_ref())?;
        let nodes = opened(self.nodes.as_ref())?;
        self.waiting = 0;
        for (document, given) in std::mem::take(&mut self.given) {
            for number in note(store, nodes, document, &given)? {
                self.told[number as usize] = true;
            }
        }
        Ok(())
    }

    /// Stores the tables: as imports, or as plain records where rows are missing or changed.
    /// Returns which nodes the imports tell all of.
    fn put_tables(&mut self) -> Result<Vec<bool>, StoreError> {
        let mut tabled = vec![false; self.told.len()];
        let Some(rows) = self.rows.take() else {
            return Ok(tabled);
        };
        let mut rows = rows.finish()?;
        let mut tables: Vec<(u32, DocumentId, bool)> = Vec::new();
        for (&document, bare) in &self.bare {
            match *bare {
                Bare::Table(number) => tables.push((number, document, true)),
                Bare::Mixed(Some(number)) => tables.push((number, document, false)),
                Bare::Mixed(None) => {}
            }
        }
        tables.sort_unstable();
        let mut partial = Vec::new();
        for (number, id, alone) in tables {
            let nodes = opened(self.nodes.as_ref())?;
            let table = rows.table(number, id, nodes)?;
            if alone && table.whole {
                let store = opened(self.store.as_ref())?;
                let document = store.heading(id)?;
                let document = document.ok_or_else(|| corrupt(&layout::document(id)))?;
                let imported = table.import(store, nodes, document, MEMORY)?;
                for (tabled, used) in tabled.iter_mut().zip(imported.used) {
                    *tabled |= used;
                }
                partial.extend(imported.partial);
                continue;
            }
            for row in table.rows()? {
                let (row, of) = row?;
                let item = of_row(&row, of, id, opened(self.nodes.as_ref())?)?;
                self.put_observation(item)?;
            }
        }
        for number in partial {
            tabled[number as usize] = false;
        }
        Ok(tabled)
    }

    /// Stores the nodes that the records of documents tell of, and as ones that no document
    /// tells of those that imports do not tell all of either.
    fn put_nodes(&mut self, tabled: &[bool]) -> Result<(), StoreError> {
        let store = opened(self.store.as_ref())?;
        let nodes = opened(self.nodes.as_ref())?;
        let mut stored = self.told.clone();
        for number in 0..u32::try_from(nodes.len()).unwrap_or(u32::MAX) {
            let at = number as usize;
            if !self.told[at] && !tabled[at] {
                for (number, node) in nodes.closure([nodes.id(number)?])? {
                    tell(store, &node, &NO_DOCUMENT)?;
                    stored[number as usize] = true;
                }
            }
        }
        for (number, stored) in (0u32..).zip(stored) {
            if stored {
                match nodes.at(number)?.0 {
                    Node::Actor(item) => put_told(store, &mut self.linking, &item)?,
                    Node::Issue(item) => put_told(store, &mut self.linking, &item)?,
                }
            }
        }
        Ok(())
    }

    /// Checks all of it and moves the store to its place; returns what it holds.
    pub fn finish(mut self) -> Result<Stats, StoreError> {
        self.seal()?;
        let tabled = self.put_tables()?;
        self.note()?;
        self.put_nodes(&tabled)?;
        drop(self.nodes.take());
        let store = opened(self.store.as_ref())?;
        self.linking.write(store)?;
        store.flush()?;
        if let Some(finding) = store.check()?.into_iter().next() {
            return Err(StoreError::rejected(&finding.key, finding.what));
        }
        let stats = store.stats()?;
        store.publish()?;
        drop(self.store.take());
        let made = self.beside.join(STORE);
        let io = |source| StoreError::Io {
            path: self.place.clone(),
            source,
        };
        drop(super::open::open_patiently(
            &place::current(&made).map_err(io)?,
        )?);
        place::sync_files(&made).map_err(io)?;
        vacant(&self.place)?;
        // Not every system lets a directory take the place of an empty one.
        if self.place.exists() {
            fs::remove_dir(&self.place).map_err(io)?;
        }
        fs::rename(&made, &self.place).map_err(io)?;
        let parent = self.beside.parent().unwrap_or(Path::new("."));
        sync_directory(parent).map_err(io)?;
        Ok(stats)
    }
}

impl Drop for Restoring {
    fn drop(&mut self) {
        drop((self.nodes.take(), self.rows.take(), self.store.take()));
        // What stays is removed by the next one.
        let _ = place::remove(&self.beside);
    }
}

/// The store inside the directory where it is made.
const STORE: &str = "store";

/// What every step but the last has.
fn opened<T>(part: Option<T>) -> Result<T, StoreError> {
    part.ok_or(StoreError::ReadOnly)
}

/// Whether nothing is at a path, or an empty directory.
fn vacant(path: &Path) -> Result<(), StoreError> {
    let taken = || StoreError::Occupied {
        path: path.to_owned(),
    };
    match fs::read_dir(path) {
        Ok(mut entries) => entries.next().map_or(Ok(()), |_| Err(taken())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(_) => Err(taken()),
    }
}
