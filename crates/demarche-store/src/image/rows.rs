//! Edges of imported tables: they stand in the graph alone. Each is marked with its table and its
//! place among its twins, from which its id follows; and an index leads from the ids to the edges.

use demarche_model::{
    DocumentId, EdgeRow, HalfKind, NodeId, Relation, RelationId, RowId, RowIds, Statement,
    StatementId,
};

use super::file::Mapped;
use super::graph::{Graph, Owners};
use super::layout::{FENCES, Kind, MARKS, ROWS, Section, TABLES, damaged, number};
use super::search::{below, id_of};
use super::write::Writer;
use crate::StoreError;
use crate::sled::layout::{ID, Id, pack, unpack};

/// Entries of the index in a block.
pub(crate) const BLOCK: u64 = 4096;
/// Bytes of an entry: two of the id, behind those that all ids of the block have in common; the
/// place of the half edge.
const ENTRY: u64 = 6;
/// Bytes of a fence: the first id of a block; how many bytes its ids have in common.
const FENCE: u64 = ID as u64 + 1;
/// Bytes of a table: its document, three zero bytes, how many statements and relations it gives.
const TABLE: usize = 32;
/// Bytes of a mark: table, and place among the twins.
const MARK: u64 = 8;

/// One of the two kinds of record that rows stand for, by its place in the sections.
fn which(kind: Kind) -> Option<usize> {
    match kind {
        Kind::Statement => Some(0),
        Kind::Relation => Some(1),
        _ => None,
    }
}

/// An imported table.
#[derive(Debug, Clone, Copy)]
struct Table {
    document: DocumentId,
    /// How many statements and relations it gives.
    counts: [u64; 2],
    /// How many entries and how many fences of each stand before its own.
    entries: [u64; 2],
    fences: [u64; 2],
}

/// The sections of rows.
#[derive(Debug, Clone)]
pub(crate) struct Rows {
    tables: Vec<Table>,
    marks: Section,
    entries: [Section; 2],
    fences: [Section; 2],
}

/// A row that was found.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Found {
    pub(crate) document: DocumentId,
    pub(crate) row: EdgeRow,
    pub(crate) ends: (NodeId, NodeId),
    pub(crate) id: RowId,
    /// The mark of the half edge.
    pub(crate) mark: u32,
}

impl Found {
    pub(crate) fn statement(&self) -> Option<Statement> {
        self.row.statement(self.id, self.document, self.ends)
    }

    pub(crate) fn relation(&self) -> Option<Relation> {
        self.row.relation(self.id, self.document, self.ends)
    }
}

fn wrong() -> StoreError {
    damaged("rows")
}

/// The bytes of the id of a row.
pub(crate) fn packed(id: RowId) -> Id {
    match id {
        RowId::Statement(id) => pack(id.to_bytes()),
        RowId::Relation(id) => pack(id.to_bytes()),
    }
}

impl Rows {
    pub(crate) fn of(file: &Mapped) -> Result<Self, StoreError> {
        let bytes = file.whole(&file.section(TABLES)?)?;
        let mut tables: Vec<Table> = Vec::new();
        let (mut entries, mut fences) = ([0u64; 2], [0u64; 2]);
        for bytes in bytes.as_chunks::<TABLE>().0 {
            let id = id_of(bytes).and_then(|id| DocumentId::from_bytes(unpack(id)));
            let counts = [number(&bytes[16..24]), number(&bytes[24..])];
            tables.push(Table {
                document: id.ok_or_else(wrong)?,
                counts,
                entries,
                fences,
            });
            for kind in 0..2 {
                entries[kind] += counts[kind];
                fences[kind] += counts[kind].div_ceil(BLOCK);
            }
        }
        let rows = Self {
            tables,
            marks: file.section(MARKS)?,
            entries: [file.section(ROWS[0])?, file.section(ROWS[1])?],
            fences: [file.section(FENCES[0])?, file.section(FENCES[1])?],
        };
        let fits = |kind: usize| {
            rows.entries[kind].len == entries[kind] * ENTRY
                && rows.fences[kind].len == fences[kind] * FENCE
        };
        if fits(0) && fits(1) {
            Ok(rows)
        } else {
            Err(wrong())
        }
    }

    /// How many rows stand for records of a kind.
    pub(crate) fn count(&self, kind: Kind) -> u64 {
        let of = |kind: usize| self.tables.iter().map(|table| table.counts[kind]).sum();
        which(kind).map_or(0, of)
    }

    /// How many statements and relations each table gives.
    pub(crate) fn made(&self) -> impl Iterator<Item = (DocumentId, [u64; 2])> {
        self.tables
            .iter()
            .map(|table| (table.document, table.counts))
    }

    /// The table of a mark, and the place among the twins.
    fn mark(&self, file: &Mapped, mark: u32) -> Result<(&Table, u32), StoreError> {
        let bytes = file.bytes(&self.marks, u64::from(mark) * MARK, MARK)?;
        let table = usize::try_from(number(&bytes[..4])).ok();
        let table = table.and_then(|table| self.tables.get(table));
        let ordinal = u32::try_from(number(&bytes[4..])).map_err(|_| wrong())?;
        Ok((table.ok_or_else(wrong)?, ordinal))
    }

    /// The id of the row that a mark and the edge tell.
    pub(crate) fn id(
        &self,
        file: &Mapped,
        mark: u32,
        kind: HalfKind,
        ends: (NodeId, NodeId),
    ) -> Result<RowId, StoreError> {
        let (table, ordinal) = self.mark(file, mark)?;
        let id = RowIds::of(table.document).id(kind, ends, ordinal);
        id.ok_or_else(wrong)
    }

    /// The row of a half edge.
    fn row(
        &self,
        file: &Mapped,
        graph: &Graph,
        half: u64,
        owners: &Owners,
    ) -> Result<Found, StoreError> {
        let (from, row, mark) = graph.row(file, half, owners)?;
        let (table, ordinal) = self.mark(file, mark)?;
        let ends = (graph.known(file, from)?, graph.known(file, row.to)?);
        let id = RowIds::of(table.document).id(row.kind, ends, ordinal);
        Ok(Found {
            document: table.document,
            row,
            ends,
            id: id.ok_or_else(wrong)?,
            mark,
        })
    }

    /// The half edge of an entry, and the two bytes of its id.
    fn entry(&self, file: &Mapped, kind: usize, at: u64) -> Result<([u8; 2], u64), StoreError> {
        let bytes = file.bytes(&self.entries[kind], at * ENTRY, ENTRY)?;
        Ok(([bytes[0], bytes[1]], number(&bytes[2..])))
    }

    /// The row of an id. O(log rows) for each table.
    pub(crate) fn find(
        &self,
        file: &Mapped,
        graph: &Graph,
        id: RowId,
    ) -> Result<Option<Found>, StoreError> {
        let wanted = packed(id);
        let kind = match id {
            RowId::Statement(_) => 0,
            RowId::Relation(_) => 1,
        };
        for table in &self.tables {
            let fence = |block: u64| {
                let at = (table.fences[kind] + block) * FENCE;
                let bytes = file.bytes(&self.fences[kind], at, FENCE)?;
                Ok((id_of(bytes).ok_or_else(wrong)?, usize::from(bytes[ID])))
            };
            let blocks = table.counts[kind].div_ceil(BLOCK);
            let first = |block| fence(block).map(|(id, _)| id);
            let mut block = below(blocks, &wanted, first)?;
            if block == blocks || first(block)? != wanted {
                let Some(before) = block.checked_sub(1) else {
                    continue;
                };
                block = before;
            }
            let (first, skipped) = fence(block)?;
            let (Some(same), Some(part)) = (
                first.get(..skipped),
                wanted
                    .get(skipped..)
                    .and_then(|rest| rest.first_chunk::<2>()),
            ) else {
                return Err(wrong());
            };
            if !wanted.starts_with(same) {
                continue;
            }
            let start = block * BLOCK;
            let held = BLOCK.min(table.counts[kind] - start);
            let start = table.entries[kind] + start;
            let (mut low, mut high) = (0, held);
            while low < high {
                let middle = low + (high - low) / 2;
                if self.entry(file, kind, start + middle)?.0 < *part {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            while low < held {
                let (here, half) = self.entry(file, kind, start + low)?;
                if here != *part {
                    break;
                }
                let found = self.row(file, graph, half, &Owners::default())?;
                if found.id == id {
                    return Ok(Some(found));
                }
                low += 1;
            }
        }
        Ok(None)
    }

    /// For each table its rows that stand for records of a kind, by id.
    pub(crate) fn scan<'a>(
        &'a self,
        file: &'a Mapped,
        graph: &'a Graph,
        kind: Kind,
    ) -> Vec<impl Iterator<Item = Result<Found, StoreError>> + 'a> {
        let kind = which(kind);
        let of = |kind: usize| {
            self.tables.iter().map(move |table| {
                let start = table.entries[kind];
                let entries = start..start + table.counts[kind];
                // Worth their making where every so many nodes have a row.
                let many = table.counts[kind] > u64::from(graph.len()) / 16;
                let mut owners = (!many).then(Owners::default);
                entries.map(move |at| {
                    let owners = match &owners {
                        Some(owners) => owners,
                        None => &*owners.insert(graph.owners(file)?),
                    };
                    let (_, half) = self.entry(file, kind, at)?;
                    self.row(file, graph, half, owners)
                })
            })
        };
        kind.into_iter().flat_map(of).collect()
    }
}

/// Part of an entry of the index as the store has it.
pub(crate) struct Spot {
    /// How many bytes the ids of its block have in common.
    pub(crate) skipped: u8,
    /// The two bytes behind these.
    pub(crate) part: [u8; 2],
    /// Place of the edge in its table.
    pub(crate) edge: u32,
}

/// The index of one table for a kind of record: first ids of its blocks, and its entries.
pub(crate) type Index<'a> = (
    Vec<Id>,
    Box<dyn Iterator<Item = Result<Spot, StoreError>> + 'a>,
);

/// Writes the tables; `marks` are sorted by the number of the mark.
pub(crate) fn write_tables(
    writer: &mut Writer,
    tables: &[(DocumentId, [u64; 2])],
    marks: &[(u32, u32)],
) -> Result<(), StoreError> {
    for (document, counts) in tables {
        writer.put(&pack(document.to_bytes()))?;
        writer.put(&[0; 3])?;
        for count in counts {
            writer.put(&count.to_le_bytes())?;
        }
    }
    writer.end(TABLES, tables.len() as u64);
    for (table, ordinal) in marks {
        writer.put(&table.to_le_bytes())?;
        writer.put(&ordinal.to_le_bytes())?;
    }
    writer.end(MARKS, marks.len() as u64);
    Ok(())
}

/// Writes the sections for no table.
pub(crate) fn write_none(writer: &mut Writer) -> Result<(), StoreError> {
    write_tables(writer, &[], &[])?;
    for kind in [Kind::Statement, Kind::Relation] {
        write_index(writer, kind, std::iter::empty(), &[])?;
    }
    Ok(())
}

/// Writes the index of all tables for a kind of record; `halves` gives for each table the place of
/// the half edge of an edge.
pub(crate) fn write_index<'a>(
    writer: &mut Writer,
    kind: Kind,
    tables: impl Iterator<Item = Result<Index<'a>, StoreError>>,
    halves: &[Vec<u32>],
) -> Result<(), StoreError> {
    let which = which(kind).ok_or_else(wrong)?;
    let mut fences = Vec::new();
    let mut count = 0u64;
    for (table, halves) in tables.zip(halves) {
        let (firsts, spots) = table?;
        let mut firsts = firsts.into_iter();
        for (place, spot) in (0u64..).zip(spots) {
            let spot = spot?;
            if place.is_multiple_of(BLOCK) {
                fences.extend(firsts.next().ok_or_else(wrong)?);
                fences.push(spot.skipped);
            }
            let half = halves.get(spot.edge as usize).ok_or_else(wrong)?;
            writer.put(&spot.part)?;
            writer.put(&half.to_le_bytes())?;
            count += 1;
        }
    }
    writer.end(ROWS[which], count);
    writer.put(&fences)?;
    writer.end(FENCES[which], fences.len() as u64 / FENCE);
    Ok(())
}

/// The id of a row of a kind.
pub(crate) fn row_id(kind: Kind, id: Id) -> Option<RowId> {
    match kind {
        Kind::Statement => StatementId::from_bytes(unpack(id)).map(RowId::Statement),
        Kind::Relation => RelationId::from_bytes(unpack(id)).map(RowId::Relation),
        _ => None,
    }
}
