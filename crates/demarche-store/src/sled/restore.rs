//! A new store from the records of a dump, one after another, in memory that does not grow with
//! them. The store is made beside its place and moved there when it is whole.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use demarche_model::{Actor, DocumentId, Issue, Item, NodeId, Relation, Span, Statement};

use super::derive::Linking;
use super::layout::{self, NO_DOCUMENT, pack, pack_node};
use super::place::{self, sync_directory};
use super::read::key_id;
use super::record::{
    AttributionRecord, DecisionRecord, DocumentRecord, ProofRecord, RelationRecord, StatementRecord,
};
use super::told::Told;
use super::value::corrupt;
use super::{Mode, SledStore, engine, text};
use crate::admit::{ObservationId, tidy_actor, tidy_issue};
use crate::links;
use crate::{Stats, Store, StoreError};

/// Observations that wait for being noted with their documents: some 10 MB of them.
const BATCH: usize = 1 << 16;

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
        Ok(Self {
            store: Some(SledStore::open(&made, Mode::Create)?),
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

    /// Takes one record. Documents, actors and issues come before what refers to them, as in a
    /// dump. `Rejected` if it was there before, refers to what was not, or its evidence is not
    /// its text.
    pub fn put(&mut self, item: Item) -> Result<(), StoreError> {
        let store = opened(self.store.as_ref())?;
        match item {
            Item::Document(item) => put_document(store, &item),
            Item::Actor(item) => put_told(store, &mut self.linking, &tidy_actor(item)),
            Item::Issue(item) => put_told(store, &mut self.linking, &tidy_issue(item)),
            Item::Decision(item) => {
                let key = layout::decision(item.id);
                put_new(store, key, &DecisionRecord::of(&item), &item.id)
            }
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
        self.waiting = 0;
        for (document, given) in std::mem::take(&mut self.given) {
            note(store, document, &given)?;
        }
        Ok(())
    }

    /// Checks all of it and moves the store to its place; returns what it holds.
    pub fn finish(mut self) -> Result<Stats, StoreError> {
        self.note()?;
        let store = opened(self.store.as_ref())?;
        self.linking.write(store)?;
        note_loose::<Actor>(store)?;
        note_loose::<Issue>(store)?;
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
        drop(self.store.take());
        // What stays is removed by the next one.
        let _ = place::remove(&self.beside);
    }
}

/// The store inside the directory where it is made.
const STORE: &str = "store";

/// An open store, which every step but the last has.
fn opened(store: Option<&SledStore>) -> Result<&SledStore, StoreError> {
    store.ok_or(StoreError::ReadOnly)
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

fn put_new(
    store: &SledStore,
    key: Vec<u8>,
    record: &impl serde::Serialize,
    id: &dyn ToString,
) -> Result<(), StoreError> {
    let value = super::value::encode(&key, record)?;
    match store.tree.insert(key, value).map_err(engine)? {
        None => Ok(()),
        Some(_) => Err(StoreError::rejected(id, "it stands there twice")),
    }
}

fn put_document(store: &SledStore, item: &demarche_model::Document) -> Result<(), StoreError> {
    let record = DocumentRecord::of(item);
    let record = record.ok_or_else(|| StoreError::rejected(&item.id, "its text is too long"))?;
    put_new(store, layout::document(item.id), &record, &item.id)?;
    store.insert(layout::proof(item.id), &ProofRecord::default())?;
    for path in &item.paths {
        if let Some(twin) = store.path_owner(path)? {
            let why = format!("its path `{path}` is also that of `{twin}`");
            return Err(StoreError::rejected(&item.id, why));
        }
        store.insert(layout::path(path), &pack(item.id.to_bytes()))?;
    }
    for (key, value) in text::write(item.id, item.text.as_deref().unwrap_or_default()) {
        store.tree.insert(key, value).map_err(engine)?;
    }
    Ok(())
}

fn put_told<T: Told>(store: &SledStore, linking: &mut Linking, item: &T) -> Result<(), StoreError> {
    put_new(store, T::key(item.id()), &item.record(), &item.id())?;
    for (name, node) in item.names() {
        store.insert(layout::name(&name, node), &())?;
    }
    linking.add(store, item.ends())
}

/// Whether evidence has to stand in the record, since the document has no text; where it has
/// one, it must be what the text says.
fn evidence(
    store: &SledStore,
    id: &dyn ToString,
    document: DocumentId,
    span: Span,
    evidence: &str,
) -> Result<bool, StoreError> {
    let record: Option<DocumentRecord> = store.record(&layout::document(document))?;
    match record {
        None => {
            let why = format!("its document `{document}` is not there");
            Err(StoreError::rejected(id, why))
        }
        Some(record) if record.text.is_none() => Ok(true),
        Some(_) => match text::slice(&store.tree, document, span) {
            Ok(slice) if slice == evidence => Ok(false),
            Ok(_) | Err(StoreError::Corrupt { .. }) => {
                Err(StoreError::rejected(id, "its evidence is not its text"))
            }
            Err(other) => Err(other),
        },
    }
}

fn named_by(item: &Statement) -> Vec<NodeId> {
    let ends = [item.holder.into(), item.target];
    ends.into_iter()
        .chain(item.via.iter().map(|&id| id.into()))
        .collect()
}

fn ends_of(item: &Relation) -> Vec<NodeId> {
    vec![item.subject.into(), item.object.into()]
}

/// Adds what a document gave to what is noted of it, and tells of it whom its observations name.
fn note(store: &SledStore, document: DocumentId, given: &Given) -> Result<(), StoreError> {
    let key = layout::proof(document);
    let Some(mut proof) = store.record::<ProofRecord>(&key)? else {
        let first = given
            .observations
            .first()
            .map(ToString::to_string)
            .unwrap_or_default();
        let why = format!("its document `{document}` is not there");
        return Err(StoreError::rejected(&first, why));
    };
    let source = pack(document.to_bytes());
    for node in closure(store, given.named.iter().copied())? {
        let list = match node {
            NodeId::Actor(_) => &mut proof.actors,
            NodeId::Issue(_) => &mut proof.issues,
        };
        let mut id = pack_node(node);
        id[0] &= 0x0f;
        if let Err(place) = list.binary_search(&id) {
            list.insert(place, id);
            tell(store, node, &source)?;
        }
    }
    for id in &given.observations {
        match id {
            ObservationId::Attribution(id) => proof.attributions.push(pack(id.to_bytes())),
            ObservationId::Statement(id) => proof.statements.push(pack(id.to_bytes())),
            ObservationId::Relation(id) => proof.relations.push(pack(id.to_bytes())),
        }
    }
    proof.attributions.sort_unstable();
    proof.statements.sort_unstable();
    proof.relations.sort_unstable();
    store.insert(key, &proof)
}

/// Notes that a source tells all that is known of a node.
fn tell(store: &SledStore, node: NodeId, source: &[u8]) -> Result<(), StoreError> {
    let gone = || StoreError::rejected(&node, "it is referred to and not there");
    match node {
        NodeId::Actor(id) => {
            let item: Actor = store.told_stored(id)?.ok_or_else(gone)?;
            store.insert(Actor::said_key(id, source), &item.record())
        }
        NodeId::Issue(id) => {
            let item: Issue = store.told_stored(id)?.ok_or_else(gone)?;
            store.insert(Issue::said_key(id, source), &item.record())
        }
    }
}

/// Nodes with all that they refer to.
fn closure(
    store: &SledStore,
    roots: impl Iterator<Item = NodeId>,
) -> Result<BTreeSet<NodeId>, StoreError> {
    let mut open: Vec<NodeId> = roots.collect();
    let mut seen = BTreeSet::new();
    while let Some(node) = open.pop() {
        if let NodeId::Issue(id) = node
            && seen.insert(node)
        {
            let issue: Option<Issue> = store.told_stored(id)?;
            let issue = issue
                .ok_or_else(|| StoreError::rejected(&node, "it is referred to and not there"))?;
            open.extend(issue.about.iter().map(|&id| NodeId::from(id)));
            open.extend(issue.broader.iter().map(|&id| NodeId::from(id)));
        } else {
            seen.insert(node);
        }
    }
    Ok(seen)
}

/// Nodes that no document refers to are told by none.
fn note_loose<T: Told>(store: &SledStore) -> Result<(), StoreError> {
    for key in store.tree.scan_prefix([T::TAG]).keys() {
        let key = key.map_err(engine)?;
        let id = key_id(&key).and_then(T::of_bytes);
        let id = id.ok_or_else(|| corrupt(&key))?;
        if store
            .tree
            .scan_prefix(T::said_key(id, &[]))
            .next()
            .is_none()
        {
            for node in closure(store, std::iter::once(T::node(id)))? {
                tell(store, node, &NO_DOCUMENT)?;
            }
        }
    }
    Ok(())
}
