//! The read traits of an image.

use demarche_model::{
    Actor, ActorId, Attribution, AttributionId, Decision, DecisionId, Document, DocumentId,
    EdgeRow, End, HalfEdge, Issue, IssueId, Link, Made, Names, Neighbours, NodeId, Numbered,
    Observations, Read, Relation, RelationId, RowId, Sieve, Sought, Source, Statement, StatementId,
};
use serde::de::DeserializeOwned;

use super::Image;
use super::graph::Packed;
use super::layer::Layer;
use super::layout::{Kind, damaged};
use super::overlay::overlay;
use super::records::Stored;
use super::rows::Found;
use crate::StoreError;
use crate::sled::imports::joined;
use crate::sled::layout::{Id, pack, unpack};
use crate::sled::record::{
    ActorRecord, AttributionRecord, DecisionRecord, DocumentRecord, Evidence, IssueRecord, Record,
    RelationRecord, StatementRecord,
};

fn decode<R: DeserializeOwned>(payload: &[u8]) -> Option<R> {
    match postcard::take_from_bytes(payload) {
        Ok((record, [])) => Some(record),
        _ => None,
    }
}

fn wrong(id: &dyn ToString) -> StoreError {
    damaged(id.to_string())
}

/// What rows stand for.
fn of_rows<'a, T: 'a>(
    rows: impl Iterator<Item = Result<Found, StoreError>> + 'a,
    item: fn(&Found) -> Option<T>,
) -> Source<'a, T> {
    Box::new(rows.map(move |row| {
        let item = item(&row?);
        Ok(item.ok_or_else(|| damaged("rows"))?)
    }))
}

/// A record as a file has it.
struct Entry<'a> {
    layer: &'a Layer,
    number: u64,
    stored: Stored,
}

impl Image {
    /// The record of an id.
    fn entry(&self, kind: Kind, id: Id) -> Result<Option<Entry<'_>>, StoreError> {
        let changes = self.changes.iter().map(|changes| &changes.layer);
        for layer in changes.chain([&self.base]) {
            if let Some((number, payload)) = layer.get(kind, &id)? {
                let is_there = !payload.is_empty();
                return Ok(is_there.then_some(Entry {
                    layer,
                    number,
                    stored: (id, payload),
                }));
            }
        }
        Ok(None)
    }

    /// Every record of a kind, by id.
    fn entries(&self, kind: Kind) -> impl Iterator<Item = Result<Entry<'_>, StoreError>> {
        let of = |layer| {
            let stored = (0..).zip(Layer::scan(layer, kind));
            stored.map(move |(number, stored)| {
                Ok(Entry {
                    layer,
                    number,
                    stored: stored?,
                })
            })
        };
        let changes = self.changes.as_ref().map(|changes| of(&changes.layer));
        let all = overlay(of(&self.base), changes, |entry| &entry.stored.0);
        all.filter(|entry| !matches!(entry, Ok(entry) if entry.stored.1.is_empty()))
    }

    /// The value of an id.
    fn item<R>(&self, kind: Kind, packed: Id, id: R::Id) -> Result<Option<R::Item>, StoreError>
    where
        R: Record<Id: ToString> + DeserializeOwned,
    {
        let Some(entry) = self.entry(kind, packed)? else {
            return Ok(None);
        };
        let item = decode::<R>(&entry.stored.1).and_then(|record| record.item(id));
        item.map(Some).ok_or_else(|| wrong(&id))
    }

    /// Every value of a kind, by id.
    fn items<R>(
        &self,
        kind: Kind,
        id: fn([u8; 16]) -> Option<R::Id>,
    ) -> impl Iterator<Item = Result<R::Item, StoreError>> + use<'_, R>
    where
        R: Record + DeserializeOwned,
    {
        self.entries(kind).map(move |entry| {
            let (packed, payload) = entry?.stored;
            let record = decode::<R>(&payload);
            let item = record.and_then(|record| record.item(id(unpack(packed))?));
            item.ok_or_else(|| damaged("records"))
        })
    }

    /// A document without its text, and how long that is.
    fn headed(entry: &Entry<'_>) -> Result<(Document, Option<u32>), StoreError> {
        let (id, payload) = &entry.stored;
        let record = decode::<DocumentRecord>(payload).ok_or_else(|| damaged("documents"))?;
        let len = record.text;
        let item = DocumentId::from_bytes(unpack(*id)).and_then(|id| record.item(id));
        Ok((item.ok_or_else(|| damaged("documents"))?, len))
    }

    fn with_text(entry: &Entry<'_>) -> Result<Document, StoreError> {
        let (mut document, len) = Self::headed(entry)?;
        if let Some(len) = len {
            document.text = Some(entry.layer.text(entry.number, len)?);
        }
        Ok(document)
    }

    fn evidence(&self, from: Evidence) -> Result<String, StoreError> {
        let (document, span) = match from {
            Evidence::Inline(text) => return Ok(text),
            Evidence::Text(document, span) => (document, span),
        };
        let id = pack(document.to_bytes());
        let changes = self.changes.iter().map(|changes| &changes.layer);
        for layer in changes.chain([&self.base]) {
            if let Some(number) = layer.table(Kind::Document).find(&layer.file, &id)? {
                return layer.slice(number, span);
            }
        }
        Err(wrong(&document))
    }

    fn with_evidence(
        &self,
        (mut item, from): (Statement, Evidence),
    ) -> Result<Statement, StoreError> {
        item.evidence = self.evidence(from)?;
        Ok(item)
    }

    fn with_proof(&self, (mut item, from): (Relation, Evidence)) -> Result<Relation, StoreError> {
        item.evidence = self.evidence(from)?;
        Ok(item)
    }
}

impl Observations for Image {
    fn document(&self, id: DocumentId) -> Read<Option<Document>> {
        let entry = self.entry(Kind::Document, pack(id.to_bytes()))?;
        Ok(entry.map(|entry| Self::with_text(&entry)).transpose()?)
    }

    fn heading(&self, id: DocumentId) -> Read<Option<Document>> {
        let entry = self.entry(Kind::Document, pack(id.to_bytes()))?;
        let headed = entry.map(|entry| Self::headed(&entry)).transpose()?;
        Ok(headed.map(|(document, _)| document))
    }

    fn actor(&self, id: ActorId) -> Read<Option<Actor>> {
        Ok(self.item::<ActorRecord>(Kind::Actor, pack(id.to_bytes()), id)?)
    }

    fn issue(&self, id: IssueId) -> Read<Option<Issue>> {
        Ok(self.item::<IssueRecord>(Kind::Issue, pack(id.to_bytes()), id)?)
    }

    fn attribution(&self, id: AttributionId) -> Read<Option<Attribution>> {
        let packed = pack(id.to_bytes());
        Ok(self.item::<AttributionRecord>(Kind::Attribution, packed, id)?)
    }

    fn statement(&self, id: StatementId) -> Read<Option<Statement>> {
        let item = self.item::<StatementRecord>(Kind::Statement, pack(id.to_bytes()), id)?;
        if let Some(item) = item {
            return Ok(Some(self.with_evidence(item)?));
        }
        let row = self.base.row(RowId::Statement(id))?;
        Ok(row.and_then(|row| row.statement()))
    }

    fn relation(&self, id: RelationId) -> Read<Option<Relation>> {
        let item = self.item::<RelationRecord>(Kind::Relation, pack(id.to_bytes()), id)?;
        if let Some(item) = item {
            return Ok(Some(self.with_proof(item)?));
        }
        let row = self.base.row(RowId::Relation(id))?;
        Ok(row.and_then(|row| row.relation()))
    }

    fn documents(&self) -> Source<'_, Document> {
        let entries = self.entries(Kind::Document);
        Box::new(entries.map(|entry| Ok(Self::with_text(&entry?)?)))
    }

    fn headings(&self) -> Source<'_, Document> {
        let entries = self.entries(Kind::Document);
        Box::new(entries.map(|entry| Ok(Self::headed(&entry?)?.0)))
    }

    fn actors(&self) -> Source<'_, Actor> {
        let items = self.items::<ActorRecord>(Kind::Actor, ActorId::from_bytes);
        Box::new(items.map(|item| Ok(item?)))
    }

    fn issues(&self) -> Source<'_, Issue> {
        let items = self.items::<IssueRecord>(Kind::Issue, IssueId::from_bytes);
        Box::new(items.map(|item| Ok(item?)))
    }

    fn attributions(&self) -> Source<'_, Attribution> {
        let from = AttributionId::from_bytes;
        let items = self.items::<AttributionRecord>(Kind::Attribution, from);
        Box::new(items.map(|item| Ok(item?)))
    }

    fn statements(&self) -> Source<'_, Statement> {
        let items = self.items::<StatementRecord>(Kind::Statement, StatementId::from_bytes);
        let own: Source<'_, _> = Box::new(items.map(|item| Ok(self.with_evidence(item?)?)));
        let rows = self.base.rows(Kind::Statement).into_iter();
        let rows = rows.map(|rows| of_rows(rows, Found::statement));
        joined(
            std::iter::once(own).chain(rows).collect(),
            |item| item.id,
            |_, _| (),
        )
    }

    fn relations(&self) -> Source<'_, Relation> {
        let items = self.items::<RelationRecord>(Kind::Relation, RelationId::from_bytes);
        let own: Source<'_, _> = Box::new(items.map(|item| Ok(self.with_proof(item?)?)));
        let rows = self.base.rows(Kind::Relation).into_iter();
        let rows = rows.map(|rows| of_rows(rows, Found::relation));
        joined(
            std::iter::once(own).chain(rows).collect(),
            |item| item.id,
            |_, _| (),
        )
    }

    fn decisions(&self) -> Source<'_, Decision> {
        let items = self.items::<DecisionRecord>(Kind::Decision, DecisionId::from_bytes);
        Box::new(items.map(|item| Ok(item?)))
    }

    /// Without evidence, and of rows only how many there are.
    fn made(&self) -> Read<Made> {
        let mut made = Made::new();
        let mut add = |extractor: &str, document, kind: usize, count: u64| {
            if count > 0 {
                let counts = made.entry((extractor.to_owned(), document)).or_default();
                counts[kind] += count;
            }
        };
        for item in self.items::<StatementRecord>(Kind::Statement, StatementId::from_bytes) {
            let (item, _) = item?;
            add(&item.extractor, item.document, 0, 1);
        }
        for item in self.items::<RelationRecord>(Kind::Relation, RelationId::from_bytes) {
            let (item, _) = item?;
            add(&item.extractor, item.document, 1, 1);
        }
        let of = AttributionId::from_bytes;
        for item in self.items::<AttributionRecord>(Kind::Attribution, of) {
            let item = item?;
            add(&item.extractor, item.document, 2, 1);
        }
        for (document, counts) in self.base.made() {
            for (kind, count) in counts.into_iter().enumerate() {
                add(EdgeRow::EXTRACTOR, document, kind, count);
            }
        }
        Ok(made)
    }
}

impl Neighbours for Image {
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        if let Some(changes) = &self.changes
            && changes.links(&self.base, node, visit)?
        {
            return Ok(());
        }
        if let Some(number) = self.base.graph.number(&self.base.file, node)? {
            self.base.links(None, (number, None), visit)?;
        }
        Ok(())
    }

    fn between(&self, node: NodeId, other: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        let mut tied = |link: Link| {
            if link.other == other {
                visit(link);
            }
        };
        if let Some(changes) = &self.changes
            && changes.links(&self.base, node, &mut tied)?
        {
            return Ok(());
        }
        let number = |node| self.base.graph.number(&self.base.file, node);
        if let (Some(node), Some(other)) = (number(node)?, number(other)?) {
            self.base.links(None, (node, Some(other)), visit)?;
        }
        Ok(())
    }

    fn numbered(&self) -> Option<&dyn Numbered> {
        Some(self)
    }
}

impl Numbered for Image {
    fn nodes(&self) -> u32 {
        match &self.changes {
            None => self.base.graph.len(),
            Some(changes) => changes.nodes(),
        }
    }

    fn number(&self, node: NodeId) -> Read<Option<u32>> {
        let base = &self.base;
        let Some(changes) = &self.changes else {
            return Ok(base.graph.number(&base.file, node)?);
        };
        let here = changes.layer.graph.number(&changes.layer.file, node)?;
        if let Some(here) = here {
            return Ok(changes.place(here));
        }
        let number = base.graph.number(&base.file, node)?;
        Ok(number.map(|number| changes.moved(number)))
    }

    fn node(&self, number: u32) -> Read<Option<NodeId>> {
        if number >= self.nodes() {
            return Ok(None);
        }
        let (layer, number) = self.place(number);
        Ok(Some(layer.graph.known(&layer.file, number)?))
    }

    fn degree(&self, number: u32) -> Read<u32> {
        if number >= self.nodes() {
            return Ok(0);
        }
        let here = self.changes.as_ref().and_then(|changes| {
            let here = changes.here(number).filter(|&here| changes.is_linked(here));
            here.map(|here| (&changes.layer, here))
        });
        let base = || {
            let changes = self.changes.as_ref();
            let number = changes.map_or(number, |changes| changes.before(number));
            (&self.base, number)
        };
        let (layer, number) = here.unwrap_or_else(base);
        Ok(layer.graph.degree(&layer.file, number)?)
    }

    fn half_edges(&self, number: u32, visit: &mut dyn FnMut(HalfEdge)) -> Read<()> {
        let base = &self.base;
        if number >= self.nodes() {
            return Ok(());
        }
        let Some(changes) = &self.changes else {
            return Ok(base.graph.half_edges(&base.file, number, visit)?);
        };
        let layer = &changes.layer;
        if let Some(here) = changes.here(number).filter(|&here| changes.is_linked(here)) {
            layer.graph.half_edges(&layer.file, here, &mut |half| {
                let other = changes.place(half.other).unwrap_or(u32::MAX);
                visit(HalfEdge { other, ..half });
            })?;
        } else {
            let before = changes.before(number);
            base.graph.half_edges(&base.file, before, &mut |half| {
                let other = changes.moved(half.other);
                visit(HalfEdge { other, ..half });
            })?;
        }
        Ok(())
    }

    fn ends(&self, number: u32, sieve: &Sieve, into: &mut Vec<End>) -> Read<()> {
        let base = &self.base;
        if number >= self.nodes() {
            return Ok(());
        }
        let sieve = Packed::from(sieve);
        let Some(changes) = &self.changes else {
            return Ok(base.graph.ends(&base.file, number, &sieve, into)?);
        };
        let (layer, start) = (&changes.layer, into.len());
        if let Some(here) = changes.here(number).filter(|&here| changes.is_linked(here)) {
            layer.graph.ends(&layer.file, here, &sieve, into)?;
            for end in &mut into[start..] {
                end.other = changes.place(end.other).unwrap_or(u32::MAX);
            }
        } else {
            let before = changes.before(number);
            base.graph.ends(&base.file, before, &sieve, into)?;
            for end in &mut into[start..] {
                end.other = changes.moved(end.other);
            }
        }
        Ok(())
    }
}

impl Image {
    /// The file that has the node of a number, and its number there.
    fn place(&self, number: u32) -> (&Layer, u32) {
        match &self.changes {
            None => (&self.base, number),
            Some(changes) => match changes.here(number) {
                Some(here) => (&changes.layer, here),
                None => (&self.base, changes.before(number)),
            },
        }
    }
}

impl Names for Image {
    fn named(&self, folded: &str) -> Read<Vec<NodeId>> {
        let changes = self.changes.iter().map(|changes| &changes.layer);
        for layer in changes.chain([&self.base]) {
            if let Some(nodes) = layer.named(folded)? {
                return Ok(nodes);
            }
        }
        Ok(Vec::new())
    }

    fn sought(&self, sought: Sought<'_>) -> Read<Vec<(String, NodeId)>> {
        let mut names = self.base.sought(sought)?;
        if let Some(changes) = &self.changes {
            names.extend(changes.layer.sought(sought)?);
        }
        let mut found = Vec::new();
        for name in names {
            let nodes = self.named(&name)?;
            found.extend(nodes.into_iter().map(|node| (name.clone(), node)));
        }
        Ok(found)
    }

    fn names(&self) -> Source<'_, (String, NodeId)> {
        let changes = self.changes.as_ref().map(|changes| changes.layer.names());
        let names = overlay(self.base.names(), changes, |(name, _)| name);
        Box::new(names.flat_map(|named| match named {
            Ok((name, nodes)) => {
                let pairs = nodes.into_iter().map(|node| Ok((name.clone(), node)));
                pairs.collect::<Vec<_>>()
            }
            Err(error) => vec![Err(error.into())],
        }))
    }
}
