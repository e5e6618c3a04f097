//! The half edges of one node after the other: those of records, and those of the rows of
//! imported tables, which are read once from the front to the end.

use std::collections::BTreeMap;
use std::iter::Peekable;

use demarche_model::{DocumentId, HalfKind, LinkKind, NodeId, RowId, RowIds};

use super::{Rows, Supply, TableInfo};
use crate::StoreError;
use crate::image::file::Mapped;
use crate::image::graph::{Half, Known, Reference, numbers};
use crate::image::layout::damaged;
use crate::image::rows::packed;
use crate::sled::layout::{Id, pack};

/// Gathers half edges. Keeps 4 bytes in memory for each node of a table.
pub(super) struct Gather<'a, L> {
    own: L,
    tables: Vec<Cursor<'a>>,
    marks: BTreeMap<(u32, u32), u32>,
    nodes: Box<dyn Fn(u32) -> Result<NodeId, StoreError> + 'a>,
    held: Known,
    found: Vec<Entry>,
}

/// How far a table is read.
struct Cursor<'a> {
    info: TableInfo,
    /// For each node of the table its number in the image.
    numbers: Vec<u32>,
    /// The node of the table that is next.
    next: u32,
    /// How many edges have been read at their first ends.
    read: u32,
    leaving: Peekable<Rows<'a>>,
    entering: Peekable<Rows<'a>>,
}

/// A half edge with what its id is made of.
struct Entry {
    half: Half,
    id: Source,
}

#[derive(Clone, Copy)]
enum Source {
    Link(LinkKind),
    Row { table: usize, ordinal: u32 },
}

impl<'a, L> Gather<'a, L>
where
    L: Fn(NodeId, &mut Known) -> Result<(), StoreError>,
{
    /// `own` adds the half edges of records at a node.
    pub(super) fn new(
        file: &'a Mapped,
        raw: &'a dyn Supply,
        tables: Vec<TableInfo>,
        own: L,
    ) -> Result<Self, StoreError> {
        let number = numbers(file)?;
        let mut cursors = Vec::with_capacity(tables.len());
        for (table, info) in tables.into_iter().enumerate() {
            let numbers = raw.table_nodes(table).map(|node| {
                let node = node?;
                number(node)?.ok_or_else(|| damaged(node.to_string()))
            });
            cursors.push(Cursor {
                numbers: numbers.collect::<Result<_, _>>()?,
                next: 0,
                read: 0,
                leaving: raw.table_edges(table, true).peekable(),
                entering: raw.table_edges(table, false).peekable(),
                info,
            });
        }
        Ok(Self {
            own,
            tables: cursors,
            marks: BTreeMap::new(),
            nodes: Box::new(crate::image::graph::nodes(file)?),
            held: Vec::new(),
            found: Vec::new(),
        })
    }

    /// Room for the place of every edge of every table.
    pub(super) fn halves(&self) -> Vec<Vec<u32>> {
        let edges = self.tables.iter().map(|table| table.info.edges as usize);
        edges.map(|edges| vec![u32::MAX; edges]).collect()
    }

    /// The tables with how many statements and relations each gives.
    pub(super) fn tables(&self) -> Vec<(DocumentId, [u64; 2])> {
        let infos = self.tables.iter().map(|table| table.info);
        infos.map(|info| (info.document, info.counts)).collect()
    }

    /// Table and place among its twins for every mark.
    pub(super) fn marks(&self) -> Vec<(u32, u32)> {
        let mut marks: Vec<_> = self.marks.iter().map(|(key, mark)| (*mark, *key)).collect();
        marks.sort_unstable();
        marks.into_iter().map(|(_, key)| key).collect()
    }

    /// Adds the half edges of a node, sorted as its links are. Nodes come in order.
    pub(super) fn node(
        &mut self,
        number: u32,
        node: NodeId,
        all: &mut Vec<Half>,
    ) -> Result<(), StoreError> {
        (self.own)(node, &mut self.held)?;
        if self.tables.is_empty() {
            all.extend(self.held.drain(..).map(|(half, _)| half));
            return Ok(());
        }
        let own = self.held.drain(..).map(|(half, kind)| Entry {
            half,
            id: Source::Link(kind),
        });
        self.found.clear();
        self.found.extend(own);
        let marks = &mut self.marks;
        for (table, cursor) in self.tables.iter_mut().enumerate() {
            cursor.node(table, number, marks, &mut self.found)?;
        }
        self.found.sort_by_key(|entry| entry.half.key());
        let mut found = std::mem::take(&mut self.found);
        for twins in found.chunk_by_mut(|left, right| left.half.key() == right.half.key()) {
            if twins.len() > 1 && twins[0].half.kind.observed() {
                self.sort_twins(node, twins)?;
            }
        }
        // A structural edge that two sources tell of is one.
        found.dedup_by_key(|entry| {
            let key = entry.half.key();
            (
                key,
                entry.half.kind.observed().then_some(entry.half.reference),
                entry.half.origin,
            )
        });
        all.extend(found.iter().map(|entry| entry.half));
        self.found = found;
        Ok(())
    }

    /// Sorts half edges that have all but the id in common.
    fn sort_twins(&self, node: NodeId, twins: &mut [Entry]) -> Result<(), StoreError> {
        let mut keyed = Vec::with_capacity(twins.len());
        for entry in twins.iter() {
            let other = (self.nodes)(entry.half.other)?;
            let ends = if entry.half.outgoing {
                (node, other)
            } else {
                (other, node)
            };
            let id = self.id(entry, ends).ok_or_else(|| damaged("rows"))?;
            keyed.push((id, entry.half, entry.id));
        }
        keyed.sort_by_key(|(id, ..)| *id);
        for (entry, (_, half, id)) in twins.iter_mut().zip(keyed) {
            *entry = Entry { half, id };
        }
        Ok(())
    }

    fn id(&self, entry: &Entry, ends: (NodeId, NodeId)) -> Option<Id> {
        match entry.id {
            Source::Link(LinkKind::Stance(id)) => Some(pack(id.to_bytes())),
            Source::Link(LinkKind::Relation(_, id)) => Some(pack(id.to_bytes())),
            Source::Link(_) => None,
            Source::Row { table, ordinal } => {
                let document = self.tables.get(table)?.info.document;
                let id = RowIds::of(document).id(entry.half.kind, ends, ordinal)?;
                match id {
                    RowId::Statement(_) | RowId::Relation(_) => Some(packed(id)),
                }
            }
        }
    }
}

impl Cursor<'_> {
    fn node(
        &mut self,
        table: usize,
        number: u32,
        marks: &mut BTreeMap<(u32, u32), u32>,
        found: &mut Vec<Entry>,
    ) -> Result<(), StoreError> {
        if self.numbers.get(self.next as usize) != Some(&number) {
            return Ok(());
        }
        let node = self.next;
        self.next += 1;
        for outgoing in [true, false] {
            let edges = if outgoing {
                &mut self.leaving
            } else {
                &mut self.entering
            };
            while let Some(edge) = edges.next_if(|edge| match edge {
                Ok((row, _)) => row.from == node,
                Err(_) => true,
            }) {
                let (row, ordinal) = edge?;
                let other = self.numbers.get(row.to as usize);
                let other = *other.ok_or_else(|| damaged("rows"))?;
                let reference = if row.kind.observed() {
                    let next = u32::try_from(marks.len()).unwrap_or(u32::MAX);
                    let key = (u32::try_from(table).unwrap_or(u32::MAX), ordinal);
                    Reference::Row(*marks.entry(key).or_insert(next))
                } else {
                    Reference::Own(0)
                };
                let mut half = Half::of_row(&row, outgoing, other, reference);
                if outgoing {
                    let observed = matches!(row.kind, HalfKind::Stance | HalfKind::Relation(_));
                    half.origin = observed.then_some((table, self.read));
                    self.read += 1;
                }
                let id = Source::Row { table, ordinal };
                found.push(Entry { half, id });
            }
        }
        Ok(())
    }
}
