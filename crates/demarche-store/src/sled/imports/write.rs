//! Taking in a table.

use std::fs;
use std::path::{Path, PathBuf};

use ::sled::Tree;
use demarche_model::{
    Document, DocumentId, EdgeRow, Extraction, NodeId, NodeRow, RowId, RowIds, fold_name,
};
use spillsort::{Config, Sorter};

use super::observed::packed;
use super::pack::{self, Folded, Ids, In, Labels, Out, Relations, Statements};
use super::sort::{Entry, Sorted, Sorter as Numbers};
use super::{Edge, ImportRecord};
use crate::admit::{observations, same_content};
use crate::sled::SledStore;
use crate::sled::layout::{ID, Id};
use crate::sled::run::{Run, Writer};
use crate::sled::step::Step;
use crate::{Outcome, StoreError};

/// Where sorted parts wait in the folder of the store while an import runs.
pub(crate) const SPACE: &str = "import";
/// Least memory for sorting, in bytes.
const LEAST: usize = 16 << 20;
/// How often progress is told, in edges.
const OFTEN: u64 = 1 << 14;

/// A table that is being taken in: edges come one by one, in any order. Nothing of it is in the
/// store before [`Self::finish`] returns, and nothing stays if it fails or is never called.
#[derive(Debug)]
pub struct Importing<'a> {
    store: &'a SledStore,
    nodes: Vec<NodeRow>,
    edges: Numbers<u128>,
    memory: usize,
}

impl SledStore {
    /// Begins to take in a table. `nodes` are sorted by id, without repeats. Sorting the edges
    /// takes about `memory` bytes, and what is beyond goes to files in the folder of the store;
    /// the nodes and what the engine keeps come on top.
    pub fn import(&self, nodes: Vec<NodeRow>, memory: usize) -> Result<Importing<'_>, StoreError> {
        drop(self.change()?);
        let twins = nodes.windows(2).find(|pair| pair[0].id >= pair[1].id);
        if let Some([_, node]) = twins {
            return Err(StoreError::rejected(&node.id, "it is not in its order"));
        }
        let mixed = |node: &&NodeRow| node.kind.is_some() != node.id.actor().is_some();
        if let Some(node) = nodes.iter().find(mixed) {
            return Err(StoreError::rejected(&node.id, "it is of another kind"));
        }
        if u32::try_from(nodes.len()).is_err() {
            return Err(StoreError::rejected(&"table", "it has too many nodes"));
        }
        let memory = memory.max(LEAST);
        Ok(Importing {
            store: self,
            edges: numbers(&self.path, "edges", memory / 2),
            nodes,
            memory,
        })
    }
}

impl Importing<'_> {
    /// Takes an edge; its ends are places in the list of nodes. `Rejected` if an edge of its kind
    /// cannot join them.
    pub fn push(&mut self, edge: &EdgeRow) -> Result<(), StoreError> {
        let node = |place: u32| {
            let node = self.nodes.get(place as usize).map(|node| node.id);
            node.ok_or_else(|| StoreError::rejected(&place, "there is no such node"))
        };
        let (from, to) = (node(edge.from)?, node(edge.to)?);
        if !EdgeRow::joins(edge.kind, from, to) {
            let why = format!("an edge of this kind cannot join it to `{to}`");
            return Err(StoreError::rejected(&from, why));
        }
        self.edges.push(u128::from_be_bytes(pack::key(edge)))
    }

    /// Stores the table as what `document` gave, in one step, and returns when it is on disk.
    /// `document` has no text. As [`Store::ingest`](crate::Store::ingest) for paths. `told` hears
    /// now and then how many of the edges are written, each of which counts three times. O(n log
    /// n).
    pub fn finish(
        self,
        document: Document,
        told: &mut dyn FnMut(u64),
    ) -> Result<Outcome, StoreError> {
        let store = self.store;
        let result = self.store_all(document, told);
        // What sorting left; what it could not remove, the next opening does.
        let _ = fs::remove_dir(store.path.join(SPACE));
        result
    }

    fn store_all(
        self,
        document: Document,
        told: &mut dyn FnMut(u64),
    ) -> Result<Outcome, StoreError> {
        let store = self.store;
        if document.text.is_some() {
            return Err(StoreError::rejected(&document.id, "a table has no text"));
        }
        let _writer = store.change()?;
        let bare = |document| Extraction {
            document,
            actors: Vec::new(),
            issues: Vec::new(),
            attributions: Vec::new(),
            statements: Vec::new(),
            relations: Vec::new(),
        };
        let id = document.id;
        let old = store.read_extraction(id)?;
        let new = crate::admit::merged(old.as_ref(), bare(document));
        if new.document.text.is_some() {
            return Err(StoreError::rejected(&id, "it is a document with a text"));
        }
        let mut step = Step::new(&store.tree);
        if store.import_of(id).is_some() {
            let outcome = step.place(store, old.as_ref(), &new)?;
            step.commit()?;
            store.settle()?;
            return Ok(outcome);
        }
        let written = self.write_runs(id, told);
        let record = written.inspect_err(|_| {
            // The runs count for nothing; if they cannot go now, the next opening removes them.
            let _ = store.sweep_runs();
        })?;
        let outcome = step.place(store, old.as_ref(), &new)?;
        step.put_import(id, &record)?;
        step.commit()?;
        store.settle()?;
        if old.as_ref().is_some_and(is_bare) && outcome == Outcome::Unchanged && record.nodes > 0 {
            return Ok(Outcome::Replaced(id));
        }
        let displaced = matches!(outcome, Outcome::Replaced(other) if other != id);
        if let (Some(old), false) = (&old, displaced)
            && !is_bare(old)
            && let Some(now) = store.whole_extraction(id)?
        {
            // The same table was there, as records of their own.
            return Ok(if same_content(old, &now) {
                Outcome::Unchanged
            } else {
                Outcome::Replaced(id)
            });
        }
        Ok(outcome)
    }

    fn write_runs(
        self,
        id: DocumentId,
        told: &mut dyn FnMut(u64),
    ) -> Result<ImportRecord, StoreError> {
        let Self {
            store,
            nodes,
            edges,
            memory,
        } = self;
        let tree = &store.tree;
        let mut record = write_nodes(tree, id, &nodes)?;
        let ids: Vec<NodeId> = nodes.into_iter().map(|node| node.id).collect();
        record.actors = count(ids.partition_point(|id| id.actor().is_some()));
        record.edges = u32::try_from(edges.len())
            .map_err(|_| StoreError::rejected(&id, "it has too many edges"))?;
        let mut turned = numbers(&store.path, "turned", memory / 4);
        let mut statements = numbers(&store.path, "statements", memory / 8);
        let mut relations = numbers(&store.path, "relations", memory / 8);
        let mut done = Progress { told, done: 0 };
        let mut edges = edges.finish()?;
        let mut out = Writer::<Out>::new(tree, id);
        let mut minted = RowIds::of(id);
        let mut last = None;
        for place in 0..record.edges {
            let edge = next(&mut edges, &store.path, &mut last)?;
            let row = edge.row;
            let ends = (ids[row.from as usize], ids[row.to as usize]);
            match minted.id(row.kind, ends, edge.ordinal) {
                Some(of @ RowId::Statement(_)) => statements.push(Minted::of(packed(of), place))?,
                Some(of @ RowId::Relation(_)) => relations.push(Minted::of(packed(of), place))?,
                None => {}
            }
            let row = EdgeRow {
                from: row.to,
                to: row.from,
                ..row
            };
            turned.push(u128::from_be_bytes(pack::key(&row)))?;
            out.push(edge)?;
            done.one();
        }
        drop((edges, ids));
        record.out = out.finish()?;
        record.statements = count(usize::try_from(statements.len()).unwrap_or(usize::MAX));
        record.relations = count(usize::try_from(relations.len()).unwrap_or(usize::MAX));
        record.statement_ids = write_index::<Statements>(store, id, statements, &mut done)?;
        record.relation_ids = write_index::<Relations>(store, id, relations, &mut done)?;
        let mut turned = turned.finish()?;
        let mut into = Writer::<In>::new(tree, id);
        let mut last = None;
        for _ in 0..record.edges {
            into.push(next(&mut turned, &store.path, &mut last)?)?;
            done.one();
        }
        record.into = into.finish()?;
        Ok(record)
    }
}

/// Whether a document gave nothing.
fn is_bare(old: &Extraction) -> bool {
    old.actors.is_empty() && old.issues.is_empty() && observations(old).next().is_none()
}

fn write_nodes(tree: &Tree, id: DocumentId, nodes: &[NodeRow]) -> Result<ImportRecord, StoreError> {
    let mut record = ImportRecord {
        nodes: count(nodes.len()),
        ..ImportRecord::default()
    };
    let mut ids = Writer::<Ids>::new(tree, id);
    let mut labels = Writer::<Labels>::new(tree, id);
    for node in nodes {
        ids.push(node.id)?;
        labels.push(node.clone())?;
    }
    record.ids = ids.finish()?;
    labels.finish()?;
    let folded = nodes.iter().zip(0..).map(|(node, number)| {
        let name: Box<str> = fold_name(&node.name).into();
        (name, number)
    });
    let mut folded: Vec<_> = folded.filter(|(name, _)| !name.is_empty()).collect();
    folded.sort_unstable();
    record.names = count(folded.len());
    let mut names = Writer::<Folded>::new(tree, id);
    for name in folded {
        names.push(name)?;
    }
    record.folded = names.finish()?;
    Ok(record)
}

fn write_index<R: Run<Entry = (Id, u32), Fence = Id>>(
    store: &SledStore,
    id: DocumentId,
    spots: Numbers<Minted>,
    done: &mut Progress<'_>,
) -> Result<Vec<Id>, StoreError> {
    let mut spots = spots.finish()?;
    let mut index = Writer::<R>::new(&store.tree, id);
    while let Some(spot) = spots.next()? {
        index.push((spot.id(), spot.place))?;
        done.one();
    }
    index.finish()
}

/// The id of what an edge observes, cut so that it compares as numbers do, and the place of the
/// edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Minted {
    high: u64,
    low: [u8; ID - 8],
    place: u32,
}

impl Minted {
    fn of(id: Id, place: u32) -> Self {
        let (mut high, mut low) = ([0; 8], [0; ID - 8]);
        high.copy_from_slice(&id[..8]);
        low.copy_from_slice(&id[8..]);
        Self {
            high: u64::from_be_bytes(high),
            low,
            place,
        }
    }

    fn id(&self) -> Id {
        let mut id = [0; ID];
        id[..8].copy_from_slice(&self.high.to_be_bytes());
        id[8..].copy_from_slice(&self.low);
        id
    }
}

impl Entry for Minted {
    type Bytes = [u8; ID + 4];

    fn put(self) -> [u8; ID + 4] {
        let mut bytes = [0; ID + 4];
        bytes[..ID].copy_from_slice(&self.id());
        bytes[ID..].copy_from_slice(&self.place.to_le_bytes());
        bytes
    }

    fn get(bytes: [u8; ID + 4]) -> Self {
        let (mut id, mut place) = ([0; ID], [0; 4]);
        id.copy_from_slice(&bytes[..ID]);
        place.copy_from_slice(&bytes[ID..]);
        Self::of(id, u32::from_le_bytes(place))
    }
}

/// The next edge of a sort, with the count of its twins before it.
fn next(
    edges: &mut Sorted<u128>,
    path: &Path,
    last: &mut Option<Edge>,
) -> Result<Edge, StoreError> {
    let row = edges
        .next()?
        .and_then(|key| pack::of_key(key.to_be_bytes()));
    let row = row.ok_or_else(|| lost(path))?;
    let ordinal = match last {
        Some(last) if last.row.is_twin(&row) => last.ordinal + 1,
        _ => 0,
    };
    Ok(*last.insert(Edge { row, ordinal }))
}

struct Progress<'a> {
    told: &'a mut dyn FnMut(u64),
    done: u64,
}

impl Progress<'_> {
    fn one(&mut self) {
        self.done += 1;
        if self.done.is_multiple_of(OFTEN) {
            (self.told)(self.done);
        }
    }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// The folder for what is under way into the store at a path.
pub(crate) fn space(path: &Path) -> Result<PathBuf, StoreError> {
    let space = path.join(SPACE);
    match fs::create_dir_all(&space) {
        Ok(()) => Ok(space),
        Err(source) => Err(StoreError::Io {
            path: space,
            source,
        }),
    }
}

/// A sorter that spills into the folder of the store at a path.
pub(crate) fn sorter(path: &Path, memory: usize) -> Result<Sorter, StoreError> {
    let space = space(path)?;
    let config = Config::default().max_bytes(memory).tmp_dir(&space);
    Sorter::new(config).map_err(|error| spilled(path, error))
}

/// A failure to sort in the space of the store.
pub(crate) fn spilled(path: &Path, error: spillsort::Error) -> StoreError {
    let path = path.join(SPACE);
    match error {
        spillsort::Error::Path { path, error } => StoreError::Io {
            path,
            source: error,
        },
        spillsort::Error::Io(source) => StoreError::Io { path, source },
        other => StoreError::Io {
            path,
            source: std::io::Error::other(other),
        },
    }
}

/// A sorter of numbers that spills into the folder of the store at a path.
fn numbers<T: Entry>(store: &Path, name: &str, memory: usize) -> Numbers<T> {
    Numbers::new(store.join(SPACE).join(name), memory)
}

/// Something in the space of the store is not what was written there.
pub(crate) fn lost(path: &Path) -> StoreError {
    let source = std::io::Error::new(std::io::ErrorKind::InvalidData, "a sorted edge is damaged");
    let path = path.join(SPACE);
    StoreError::Io { path, source }
}

/// Removes what an interrupted import left in the folder of a store.
pub(crate) fn clear_space(path: &Path) -> Result<(), StoreError> {
    let path = path.join(SPACE);
    match fs::remove_dir_all(&path) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(StoreError::Io { path, source })
        }
        _ => Ok(()),
    }
}
