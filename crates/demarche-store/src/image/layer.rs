//! One file of an image: whole, or what has changed since a whole one.

use std::cell::Cell;
use std::collections::BTreeSet;
use std::path::Path;

use demarche_model::{
    DocumentId, Ends, HalfKind, Link, LinkKind, NodeId, RelationId, RowId, Sought, Span,
    StatementId,
};

use super::file::Mapped;
use super::graph::{Graph, Reference, too_large};
use super::layout::{Kind, damaged};
use super::names::NameIndex;
use super::records::{Stored, Table};
use super::rows::{Found, Rows, row_id};
use super::texts::Texts;
use crate::StoreError;
use crate::sled::layout::{Id, pack, unpack};

/// An open file.
pub(crate) struct Layer {
    pub(crate) file: Mapped,
    tables: [Table; Kind::ALL.len()],
    pub(crate) graph: Graph,
    names: NameIndex,
    texts: Texts,
    rows: Rows,
}

/// A name with its nodes, sorted.
pub(crate) type Named = (String, Vec<NodeId>);

impl Layer {
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let file = Mapped::open(path)?;
        let table = |kind| Table::of(&file, kind);
        Ok(Self {
            tables: [
                table(Kind::Document)?,
                table(Kind::Actor)?,
                table(Kind::Issue)?,
                table(Kind::Attribution)?,
                table(Kind::Statement)?,
                table(Kind::Relation)?,
                table(Kind::Decision)?,
            ],
            graph: Graph::of(&file)?,
            names: NameIndex::of(&file)?,
            texts: Texts::of(&file)?,
            rows: Rows::of(&file)?,
            file,
        })
    }

    pub(crate) fn table(&self, kind: Kind) -> Table {
        self.tables[kind as usize]
    }

    /// The number and the payload of a record.
    pub(crate) fn get(&self, kind: Kind, id: &Id) -> Result<Option<(u64, Vec<u8>)>, StoreError> {
        let table = self.table(kind);
        let Some(number) = table.find(&self.file, id)? else {
            return Ok(None);
        };
        Ok(Some((number, table.payload(&self.file, number)?)))
    }

    /// Every record of a kind, by id.
    pub(crate) fn scan(&self, kind: Kind) -> impl Iterator<Item = Result<Stored, StoreError>> {
        self.table(kind).scan(&self.file)
    }

    /// How many records of a kind there are, rows that stand for one included.
    pub(crate) fn count(&self, kind: Kind) -> u64 {
        self.table(kind).records() + self.rows.count(kind)
    }

    /// The row of an id.
    pub(crate) fn row(&self, id: RowId) -> Result<Option<Found>, StoreError> {
        self.rows.find(&self.file, &self.graph, id)
    }

    /// For each imported table its rows that stand for records of a kind, by id.
    pub(crate) fn rows(&self, kind: Kind) -> Vec<impl Iterator<Item = Result<Found, StoreError>>> {
        self.rows.scan(&self.file, &self.graph, kind)
    }

    /// How many statements and relations the rows of each imported table stand for.
    pub(crate) fn made(&self) -> impl Iterator<Item = (DocumentId, [u64; 2])> {
        self.rows.made()
    }

    /// Whether there is a record or row of an id.
    pub(crate) fn has(&self, kind: Kind, id: &Id) -> Result<bool, StoreError> {
        if self.table(kind).find(&self.file, id)?.is_some() {
            return Ok(true);
        }
        let row = row_id(kind, *id).map(|id| self.row(id)).transpose()?;
        Ok(row.flatten().is_some())
    }

    /// How many pairs of a name and a node there are.
    pub(crate) fn pairs(&self) -> u64 {
        self.names.pairs()
    }

    /// Calls `visit` for every link of a node whose number is below that of nodes, or only for
    /// those whose other end is the node of a number. `base` is the file that this one tells the
    /// changes of.
    pub(crate) fn links(
        &self,
        base: Option<&Layer>,
        nodes: (u32, Option<u32>),
        visit: &mut dyn FnMut(Link),
    ) -> Result<(), StoreError> {
        let base = base.unwrap_or(self);
        let kind = |kind: HalfKind, reference: Reference, ends: Ends| match reference {
            Reference::Own(number) => self.observed(kind, number),
            Reference::Base(number) => base.observed(kind, number),
            Reference::Row(mark) => base.row_kind(mark, kind, ends),
        };
        self.graph.links(&self.file, nodes, &kind, visit)
    }

    /// Calls `visit` for every link of a node that is a row of a table, with its mark, and for every
    /// structural one, without; sorted. O(degree).
    pub(crate) fn rows_at(
        &self,
        node: NodeId,
        visit: &mut dyn FnMut(Link, Option<u32>),
    ) -> Result<(), StoreError> {
        let Some(number) = self.graph.number(&self.file, node)? else {
            return Ok(());
        };
        let last = Cell::new(None);
        let kind = |kind: HalfKind, reference: Reference, ends: Ends| {
            last.set(match reference {
                Reference::Row(mark) => Some(Some(mark)),
                _ if kind.observed() => None,
                _ => Some(None),
            });
            match (kind, reference) {
                (HalfKind::Broader, _) => Ok(LinkKind::Broader),
                (_, Reference::Row(mark)) => self.row_kind(mark, kind, ends),
                _ => Ok(LinkKind::About),
            }
        };
        self.graph
            .links(&self.file, (number, None), &kind, &mut |link| {
                if let Some(mark) = last.get() {
                    visit(link, mark);
                }
            })
    }

    fn row_kind(&self, mark: u32, kind: HalfKind, ends: Ends) -> Result<LinkKind, StoreError> {
        let id = self.rows.id(&self.file, mark, kind, ends)?;
        match (kind, id) {
            (HalfKind::Stance, RowId::Statement(id)) => Ok(LinkKind::Stance(id)),
            (HalfKind::Relation(kind), RowId::Relation(id)) => Ok(LinkKind::Relation(kind, id)),
            _ => Err(damaged("graph")),
        }
    }

    /// The kind of a link whose observation is the record of a number.
    fn observed(&self, kind: HalfKind, number: u32) -> Result<LinkKind, StoreError> {
        let id = |of: Kind| self.table(of).id(&self.file, number.into()).map(unpack);
        let wrong = || damaged("graph");
        Ok(match kind {
            HalfKind::Stance => {
                let id = StatementId::from_bytes(id(Kind::Statement)?);
                LinkKind::Stance(id.ok_or_else(wrong)?)
            }
            HalfKind::Relation(kind) => {
                let id = RelationId::from_bytes(id(Kind::Relation)?);
                LinkKind::Relation(kind, id.ok_or_else(wrong)?)
            }
            HalfKind::About => LinkKind::About,
            HalfKind::Broader => LinkKind::Broader,
        })
    }

    /// The record or row here that is the observation of a link, as a file of changes refers to
    /// it; `None` where there is none.
    pub(crate) fn place(&self, kind: LinkKind) -> Result<Option<Reference>, StoreError> {
        let (of, id, row) = match kind {
            LinkKind::Stance(id) => {
                let row = RowId::Statement(id);
                (Kind::Statement, pack(id.to_bytes()), row)
            }
            LinkKind::Relation(_, id) => {
                let row = RowId::Relation(id);
                (Kind::Relation, pack(id.to_bytes()), row)
            }
            LinkKind::About | LinkKind::Broader => return Ok(Some(Reference::Own(0))),
        };
        if let Some(number) = self.table(of).find(&self.file, &id)? {
            let number = u32::try_from(number).map_err(|_| too_large())?;
            return Ok(Some(Reference::Base(number)));
        }
        let row = self.row(row)?;
        Ok(row.map(|row| Reference::Row(row.mark)))
    }

    /// The nodes of a folded name, sorted; `None` where the name is not here.
    pub(crate) fn named(&self, folded: &str) -> Result<Option<Vec<NodeId>>, StoreError> {
        let nodes = self.names.named(&self.file, folded)?;
        nodes.map(|nodes| self.nodes(&nodes)).transpose()
    }

    /// The names here that are sought.
    pub(crate) fn sought(&self, sought: Sought<'_>) -> Result<BTreeSet<String>, StoreError> {
        self.names.sought(&self.file, sought)
    }

    fn nodes(&self, numbers: &[u32]) -> Result<Vec<NodeId>, StoreError> {
        let numbers = numbers.iter();
        numbers
            .map(|&number| self.graph.known(&self.file, number))
            .collect()
    }

    /// Every folded name with its nodes, sorted.
    pub(crate) fn names(&self) -> impl Iterator<Item = Result<Named, StoreError>> {
        self.names.scan(&self.file).map(|named| {
            let (name, nodes) = named?;
            Ok((name, self.nodes(&nodes)?))
        })
    }

    /// The whole text of the document of a number, which has `len` bytes.
    pub(crate) fn text(&self, document: u64, len: u32) -> Result<String, StoreError> {
        self.texts.read(&self.file, document, len)
    }

    /// A part of the text of the document of a number.
    pub(crate) fn slice(&self, document: u64, span: Span) -> Result<String, StoreError> {
        self.texts.slice(&self.file, document, span)
    }
}
