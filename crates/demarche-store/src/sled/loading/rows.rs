//! Observations that are rows of a table: on their way back into the runs of an import.

use std::fs::{self, File};
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use demarche_model::{
    Confidence, Document, DocumentId, EdgeRow, HalfKind, Item, NodeId, RelationId, RowId, RowIds,
    StatementId,
};
use spillsort::{Merged, Sorter};

use super::nodes::Nodes;
use crate::sled::SledStore;
use crate::sled::imports::{KEY, key, lost, of_key, packed, sorter, space, spilled};
use crate::sled::layout::{ID, Id, unpack};
use crate::{Outcome, StoreError};

const NAME: &str = "rows";
const TABLE: usize = 4;

/// Rows of tables in any order; they name their ends by number.
pub(crate) struct Rows {
    store: PathBuf,
    sorter: Sorter,
}

impl Rows {
    /// For rows that go into the store at a path; sorting takes so many bytes.
    pub(crate) fn begin(store: &Path, memory: usize) -> Result<Self, StoreError> {
        Ok(Self {
            store: store.to_owned(),
            sorter: sorter(store, memory)?,
        })
    }

    /// Takes a row of the table of a number.
    pub(crate) fn push(&mut self, table: u32, row: &EdgeRow, id: RowId) -> Result<(), StoreError> {
        let mut place = [0; TABLE + KEY];
        place[..TABLE].copy_from_slice(&table.to_be_bytes());
        place[TABLE..].copy_from_slice(&key(row));
        let pushed = self.sorter.push(&place, &packed(id));
        pushed.map_err(|error| spilled(&self.store, error))
    }

    /// All rows, sorted.
    pub(crate) fn finish(self) -> Result<Sorted, StoreError> {
        let rows = self.sorter.finish();
        let rows = rows.map_err(|error| spilled(&self.store, error))?;
        let mut sorted = Sorted {
            store: self.store,
            rows,
            next: None,
        };
        sorted.advance()?;
        Ok(sorted)
    }
}

/// Rows, table by table, each sorted as its runs are.
pub(crate) struct Sorted {
    store: PathBuf,
    rows: Merged,
    next: Option<(u32, EdgeRow, Id)>,
}

impl Sorted {
    fn advance(&mut self) -> Result<Option<(u32, EdgeRow, Id)>, StoreError> {
        let failed = |error| spilled(&self.store, error);
        let next = match self.rows.next_record().map_err(failed)? {
            None => None,
            Some((place, id)) => {
                let read = || {
                    let (table, place) = place.split_first_chunk::<TABLE>()?;
                    let row = of_key(*place.first_chunk::<KEY>()?)?;
                    Some((u32::from_be_bytes(*table), row, *id.first_chunk::<ID>()?))
                };
                Some(read().ok_or_else(|| lost(&self.store))?)
            }
        };
        Ok(std::mem::replace(&mut self.next, next))
    }

    /// The rows of the next table, which is that of `document`, if it has the number.
    pub(crate) fn table(
        &mut self,
        number: u32,
        document: DocumentId,
        nodes: &Nodes,
    ) -> Result<Table, StoreError> {
        let path = space(&self.store)?.join(NAME);
        let failed = |source| StoreError::Io {
            path: path.clone(),
            source,
        };
        let mut out = BufWriter::new(File::create(&path).map_err(failed)?);
        let mut minted = RowIds::of(document);
        let mut used = vec![false; nodes.len()];
        let (mut count, mut given, mut made) = (0u64, 0u128, 0u128);
        let (mut last, mut ordinal): (Option<EdgeRow>, u32) = (None, 0);
        let sum = |sum: u128, id: Id| sum.wrapping_add(u128::from_be_bytes(unpack(id)));
        while let Some((_, row, id)) = self.next
            && self.next.is_some_and(|(of, ..)| of == number)
        {
            ordinal = match last {
                Some(last) if last.is_twin(&row) => ordinal + 1,
                _ => 0,
            };
            last = Some(row);
            let ends = (nodes.id(row.from)?, nodes.id(row.to)?);
            given = sum(given, id);
            if let Some(of) = minted.id(row.kind, ends, ordinal) {
                made = sum(made, packed(of));
            }
            used[row.from as usize] = true;
            used[row.to as usize] = true;
            let mut write = || {
                out.write_all(&key(&row))?;
                out.write_all(&id)
            };
            write().map_err(failed)?;
            count += 1;
            self.advance()?;
        }
        out.flush().map_err(failed)?;
        drop(out);
        Ok(Table {
            document,
            path,
            count,
            used,
            whole: given == made,
        })
    }
}

/// The rows of one table, sorted, in a file.
pub(crate) struct Table {
    document: DocumentId,
    path: PathBuf,
    count: u64,
    /// Which nodes they name.
    used: Vec<bool>,
    /// Whether the ids of the rows are those that an import gives them. They are not if rows are
    /// missing or changed; then only records of their own can hold them.
    pub(crate) whole: bool,
}

impl Table {
    /// Every row, in order.
    pub(crate) fn rows(
        &self,
    ) -> Result<impl Iterator<Item = Result<(EdgeRow, RowId), StoreError>>, StoreError> {
        let path = self.path.clone();
        let failed = move |source| StoreError::Io {
            path: path.clone(),
            source,
        };
        let mut file = BufReader::new(File::open(&self.path).map_err(&failed)?);
        Ok((0..self.count).map(move |_| {
            let mut bytes = [0; KEY + ID];
            file.read_exact(&mut bytes).map_err(&failed)?;
            let read = || {
                let (place, id) = bytes.split_first_chunk::<KEY>()?;
                let row = of_key(*place)?;
                let id = unpack(*id.first_chunk()?);
                let id = match row.kind {
                    HalfKind::Stance => RowId::Statement(StatementId::from_bytes(id)?),
                    _ => RowId::Relation(RelationId::from_bytes(id)?),
                };
                Some((row, id))
            };
            read().ok_or_else(|| failed(io::ErrorKind::InvalidData.into()))
        }))
    }

    /// Stores the rows as an import, with all nodes that they name and refer to. Returns too
    /// which nodes these are, and which of them more is told of than the import holds.
    pub(crate) fn import(
        mut self,
        store: &SledStore,
        nodes: &Nodes,
        document: Document,
        memory: usize,
    ) -> Result<Imported, StoreError> {
        let mut structure = Vec::new();
        let mut open: Vec<u32> = (0u32..)
            .zip(&self.used)
            .filter_map(|(number, used)| used.then_some(number))
            .collect();
        open.retain(|&number| nodes.id(number).is_ok_and(|id| id.issue().is_some()));
        while let Some(from) = open.pop() {
            let (node, _) = nodes.at(from)?;
            for end in node.ends() {
                let number = nodes.number(end);
                let to = number
                    .ok_or_else(|| StoreError::rejected(&end, "it is referred to and not there"))?;
                let kind = match end {
                    NodeId::Actor(_) => HalfKind::About,
                    NodeId::Issue(_) => HalfKind::Broader,
                };
                structure.push((from, to, kind));
                if !std::mem::replace(&mut self.used[to as usize], true) && end.issue().is_some() {
                    open.push(to);
                }
            }
        }
        let (mut rows, mut partial) = (Vec::new(), Vec::new());
        let mut ranks = vec![u32::MAX; nodes.len()];
        for (number, rank) in (0u32..).zip(&mut ranks) {
            if self.used[number as usize] {
                let (row, whole) = nodes.at(number)?.0.row();
                *rank = u32::try_from(rows.len()).unwrap_or(u32::MAX);
                rows.push(row);
                if !whole {
                    partial.push(number);
                }
            }
        }
        let mut importing = store.import(rows, memory)?;
        for row in self.rows()? {
            let (row, _) = row?;
            importing.push(&EdgeRow {
                from: ranks[row.from as usize],
                to: ranks[row.to as usize],
                ..row
            })?;
        }
        for (from, to, kind) in structure {
            importing.push(&EdgeRow {
                from: ranks[from as usize],
                to: ranks[to as usize],
                kind,
                polarity: None,
                confidence: Confidence::FULL,
                first: None,
                last: None,
            })?;
        }
        drop(ranks);
        let outcome = importing.finish(document, &mut |_| ())?;
        Ok(Imported {
            outcome,
            used: std::mem::take(&mut self.used),
            partial,
        })
    }

    /// Whether an import of the store has the same rows, and no others.
    pub(crate) fn is_stored(&self, store: &SledStore, nodes: &Nodes) -> Result<bool, StoreError> {
        let Some(import) = store.import_of(self.document) else {
            return Ok(false);
        };
        let mut ids = import.ids(&store.tree);
        let edges = import.outward(&store.tree).scan(0);
        let mut edges =
            edges.filter(|edge| edge.as_ref().map_or(true, |edge| edge.row.kind.observed()));
        for row in self.rows()? {
            let (row, _) = row?;
            let Some(edge) = edges.next().transpose()? else {
                return Ok(false);
            };
            let (from, to) = (*ids.at(edge.row.from)?, *ids.at(edge.row.to)?);
            let other = EdgeRow {
                from: row.from,
                to: row.to,
                ..edge.row
            };
            if (from, to) != (nodes.id(row.from)?, nodes.id(row.to)?) || row != other {
                return Ok(false);
            }
        }
        Ok(edges.next().transpose()?.is_none())
    }
}

impl Drop for Table {
    fn drop(&mut self) {
        // What stays is removed when the store is next opened for a change.
        let _ = fs::remove_file(&self.path);
    }
}

/// What became of a table.
pub(crate) struct Imported {
    pub(crate) outcome: Outcome,
    /// Which nodes it tells of.
    pub(crate) used: Vec<bool>,
    /// The nodes that it does not tell all of.
    pub(crate) partial: Vec<u32>,
}

/// What an observation is as a row of a table, if it says no more than one can.
pub(crate) fn row_of(item: &Item, nodes: &Nodes) -> Option<(EdgeRow, RowId)> {
    let (row, id, ends) = match item {
        Item::Statement(item) => {
            let ends = (item.holder.into(), item.target);
            (
                EdgeRow::of_statement(item)?,
                RowId::Statement(item.id),
                ends,
            )
        }
        Item::Relation(item) => {
            let ends = (item.subject.into(), item.object.into());
            (EdgeRow::of_relation(item)?, RowId::Relation(item.id), ends)
        }
        _ => return None,
    };
    let row = EdgeRow {
        from: nodes.number(ends.0)?,
        to: nodes.number(ends.1)?,
        ..row
    };
    Some((row, id))
}

/// The observation of a row; nothing is lost on the way there and back.
pub(crate) fn of_row(
    row: &EdgeRow,
    id: RowId,
    document: DocumentId,
    nodes: &Nodes,
) -> Result<Item, StoreError> {
    let ends = (nodes.id(row.from)?, nodes.id(row.to)?);
    let observed = match id {
        RowId::Statement(_) => {
            let item = row.statement(id, document, ends);
            item.map(Item::Statement)
        }
        RowId::Relation(_) => {
            let item = row.relation(id, document, ends);
            item.map(Item::Relation)
        }
    };
    observed.ok_or_else(|| StoreError::rejected(&document, "a row of it is damaged"))
}
