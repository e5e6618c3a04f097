//! Actors and issues on their way into a store: in a file, sorted by id, found by number.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use demarche_model::{Actor, Issue, NodeId, NodeRow};

use crate::StoreError;
use crate::sled::imports::{lost, space};
use crate::sled::layout::{Id, pack_node, unpack_node};
use crate::sled::record::{ActorRecord, IssueRecord, Record};

/// Nodes between two whose place in the file is held in memory.
const STRIDE: usize = 16;
const NAME: &str = "nodes";

/// What is told of an actor or issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Node {
    Actor(Actor),
    Issue(Issue),
}

impl Node {
    pub(crate) fn id(&self) -> NodeId {
        match self {
            Self::Actor(item) => item.id.into(),
            Self::Issue(item) => item.id.into(),
        }
    }

    /// The nodes that it refers to.
    pub(crate) fn ends(&self) -> impl Iterator<Item = NodeId> {
        let (about, broader) = match self {
            Self::Actor(_) => (&[][..], &[][..]),
            Self::Issue(item) => (&*item.about, &*item.broader),
        };
        let about = about.iter().map(|&id| NodeId::from(id));
        about.chain(broader.iter().map(|&id| NodeId::from(id)))
    }

    /// The row of a table that tells of it, and whether that row and the edges of the table tell
    /// all.
    pub(crate) fn row(&self) -> (NodeRow, bool) {
        let (kind, name, whole) = match self {
            Self::Actor(item) => {
                let whole = item.aliases.is_empty() && item.wikidata.is_none();
                (Some(item.kind), &item.name, whole)
            }
            Self::Issue(item) => (None, &item.label, item.aliases.is_empty()),
        };
        let row = NodeRow {
            id: self.id(),
            kind,
            name: name.as_str().into(),
        };
        (row, whole)
    }

    pub(crate) fn packed(&self) -> Result<Vec<u8>, postcard::Error> {
        match self {
            Self::Actor(item) => postcard::to_allocvec(&ActorRecord::of(item)),
            Self::Issue(item) => postcard::to_allocvec(&IssueRecord::of(item)),
        }
    }

    fn unpacked(id: NodeId, bytes: &[u8]) -> Option<Self> {
        Some(match id {
            NodeId::Actor(id) => {
                Self::Actor(postcard::from_bytes::<ActorRecord>(bytes).ok()?.item(id)?)
            }
            NodeId::Issue(id) => {
                Self::Issue(postcard::from_bytes::<IssueRecord>(bytes).ok()?.item(id)?)
            }
        })
    }
}

/// Nodes that are being written, or can be read. Memory: 14 bytes a node.
pub(crate) struct Nodes {
    store: PathBuf,
    path: PathBuf,
    file: File,
    out: Option<BufWriter<File>>,
    ids: Vec<Id>,
    /// Where every node of a number that [`STRIDE`] divides begins.
    places: Vec<u64>,
    end: u64,
    /// The stretch that was read last.
    read: RefCell<Option<(usize, Vec<u8>)>>,
}

impl Nodes {
    /// For nodes that go into the store at a path.
    pub(crate) fn begin(store: &Path) -> Result<Self, StoreError> {
        let path = space(store)?.join(NAME);
        let failed = |source| StoreError::Io {
            path: path.clone(),
            source,
        };
        let out = File::create(&path).map_err(failed)?;
        let file = File::open(&path).map_err(failed)?;
        Ok(Self {
            store: store.to_owned(),
            file,
            out: Some(BufWriter::new(out)),
            path,
            ids: Vec::new(),
            places: Vec::new(),
            end: 0,
            read: RefCell::default(),
        })
    }

    /// Takes the next node, of which a line tells; `Rejected` unless its id is above that of the
    /// last one.
    pub(crate) fn push(&mut self, id: NodeId, line: u64, bytes: &[u8]) -> Result<(), StoreError> {
        let packed = pack_node(id);
        if let Some(last) = self.ids.last()
            && *last >= packed
        {
            let why = if *last == packed {
                "it stands there twice"
            } else {
                "it is not in its order"
            };
            return Err(StoreError::rejected(&id, why));
        }
        if self.ids.len().is_multiple_of(STRIDE) {
            self.places.push(self.end);
        }
        self.ids.push(packed);
        let length =
            u32::try_from(bytes.len()).map_err(|_| StoreError::rejected(&id, "it is too long"))?;
        let mut write = || {
            let Some(out) = &mut self.out else {
                return Err(io::ErrorKind::Unsupported.into());
            };
            out.write_all(&length.to_le_bytes())?;
            out.write_all(&line.to_le_bytes())?;
            out.write_all(bytes)
        };
        write().map_err(|source| self.failed(source))?;
        self.end += 12 + u64::from(length);
        Ok(())
    }

    /// Lets what was written be read; no more can be written.
    pub(crate) fn seal(&mut self) -> Result<(), StoreError> {
        match self.out.take() {
            Some(mut out) => out.flush().map_err(|source| self.failed(source)),
            None => Ok(()),
        }
    }

    pub(crate) fn is_sealed(&self) -> bool {
        self.out.is_none()
    }

    pub(crate) fn len(&self) -> usize {
        self.ids.len()
    }

    /// The number of a node. O(log nodes).
    pub(crate) fn number(&self, id: NodeId) -> Option<u32> {
        let place = self.ids.binary_search(&pack_node(id)).ok()?;
        u32::try_from(place).ok()
    }

    /// The node of a number.
    pub(crate) fn id(&self, number: u32) -> Result<NodeId, StoreError> {
        let id = self.ids.get(number as usize).copied();
        id.and_then(unpack_node).ok_or_else(|| lost(&self.store))
    }

    /// What is told of the node of a number, and by which line.
    pub(crate) fn at(&self, number: u32) -> Result<(Node, u64), StoreError> {
        let stretch = number as usize / STRIDE;
        let mut read = self.read.borrow_mut();
        if read.as_ref().is_none_or(|(held, _)| *held != stretch) {
            let bytes = self
                .stretch(stretch)
                .map_err(|source| self.failed(source))?;
            *read = Some((stretch, bytes));
        }
        let mut rest = read.as_ref().map_or(&[][..], |(_, bytes)| bytes);
        let mut skipped = number as usize % STRIDE;
        let id = self.id(number)?;
        let mut found = || loop {
            let (length, after) = rest.split_first_chunk()?;
            let (line, after) = after.split_first_chunk()?;
            let (bytes, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            if skipped == 0 {
                return Some((Node::unpacked(id, bytes)?, u64::from_le_bytes(*line)));
            }
            (rest, skipped) = (after, skipped - 1);
        };
        found().ok_or_else(|| lost(&self.store))
    }

    fn stretch(&self, stretch: usize) -> io::Result<Vec<u8>> {
        let missing = || io::Error::from(io::ErrorKind::InvalidData);
        let start = *self.places.get(stretch).ok_or_else(missing)?;
        let end = self.places.get(stretch + 1).copied().unwrap_or(self.end);
        let length = usize::try_from(end - start).map_err(|_| missing())?;
        let mut bytes = vec![0; length];
        let mut file = &self.file;
        file.seek(SeekFrom::Start(start))?;
        file.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    fn failed(&self, source: io::Error) -> StoreError {
        let path = self.path.clone();
        StoreError::Io { path, source }
    }

    /// The nodes with all that they refer to, by number. `Rejected` where one is not there.
    pub(crate) fn closure(
        &self,
        roots: impl IntoIterator<Item = NodeId>,
    ) -> Result<Vec<(u32, Node)>, StoreError> {
        let mut open: Vec<NodeId> = roots.into_iter().collect();
        let mut seen = std::collections::BTreeMap::new();
        while let Some(id) = open.pop() {
            let number = self.number(id);
            let number = number
                .ok_or_else(|| StoreError::rejected(&id, "it is referred to and not there"))?;
            if let std::collections::btree_map::Entry::Vacant(place) = seen.entry(number) {
                let (node, _) = self.at(number)?;
                open.extend(node.ends());
                place.insert(node);
            }
        }
        Ok(seen.into_iter().collect())
    }
}

impl Drop for Nodes {
    fn drop(&mut self) {
        // What stays is removed when the store is next opened for a change.
        let _ = fs::remove_file(&self.path);
        let _ = fs::remove_dir(space_of(&self.store));
    }
}

fn space_of(store: &Path) -> PathBuf {
    store.join(crate::sled::imports::SPACE)
}
