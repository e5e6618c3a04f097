//! The read traits of an image.

use demarche_model::{
    Actor, ActorId, Attribution, AttributionId, Decision, DecisionId, Document, DocumentId,
    HalfEdge, Issue, IssueId, Link, Names, Neighbours, NodeId, Numbered, Observations, Read,
    Relation, RelationId, Source, Statement, StatementId,
};
use serde::de::DeserializeOwned;

use super::Image;
use super::layout::damaged;
use super::records::{Stored, Table};
use crate::StoreError;
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

impl Image {
    /// The value of an id.
    fn item<R>(&self, table: Table, packed: Id, id: R::Id) -> Result<Option<R::Item>, StoreError>
    where
        R: Record<Id: ToString> + DeserializeOwned,
    {
        let Some(payload) = table.get(&self.file, &packed)? else {
            return Ok(None);
        };
        let item = decode::<R>(&payload).and_then(|record| record.item(id));
        item.map(Some).ok_or_else(|| wrong(&id))
    }

    /// Every value of a table, by id.
    fn items<R>(
        &self,
        table: Table,
        id: fn([u8; 16]) -> Option<R::Id>,
    ) -> impl Iterator<Item = Result<R::Item, StoreError>> + use<'_, R>
    where
        R: Record + DeserializeOwned,
    {
        table.scan(&self.file).map(move |stored| {
            let (packed, payload) = stored?;
            let record = decode::<R>(&payload);
            let item = record.and_then(|record| record.item(id(unpack(packed))?));
            item.ok_or_else(|| damaged("records"))
        })
    }

    fn with_text(&self, number: u64, (id, payload): Stored) -> Result<Document, StoreError> {
        let record = decode::<DocumentRecord>(&payload).ok_or_else(|| damaged("documents"))?;
        let len = record.text;
        let item = DocumentId::from_bytes(unpack(id)).and_then(|id| record.item(id));
        let mut document = item.ok_or_else(|| damaged("documents"))?;
        if let Some(len) = len {
            document.text = Some(self.texts.read(&self.file, number, len)?);
        }
        Ok(document)
    }

    fn evidence(&self, from: Evidence) -> Result<String, StoreError> {
        match from {
            Evidence::Inline(text) => Ok(text),
            Evidence::Text(document, span) => {
                let number = self
                    .documents
                    .find(&self.file, &pack(document.to_bytes()))?;
                let number = number.ok_or_else(|| wrong(&document))?;
                self.texts.slice(&self.file, number, span)
            }
        }
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
        let packed = pack(id.to_bytes());
        let Some(number) = self.documents.find(&self.file, &packed)? else {
            return Ok(None);
        };
        let payload = self.documents.payload(&self.file, number)?;
        Ok(Some(self.with_text(number, (packed, payload))?))
    }

    fn actor(&self, id: ActorId) -> Read<Option<Actor>> {
        Ok(self.item::<ActorRecord>(self.actors, pack(id.to_bytes()), id)?)
    }

    fn issue(&self, id: IssueId) -> Read<Option<Issue>> {
        Ok(self.item::<IssueRecord>(self.issues, pack(id.to_bytes()), id)?)
    }

    fn attribution(&self, id: AttributionId) -> Read<Option<Attribution>> {
        let packed = pack(id.to_bytes());
        Ok(self.item::<AttributionRecord>(self.attributions, packed, id)?)
    }

    fn statement(&self, id: StatementId) -> Read<Option<Statement>> {
        let item = self.item::<StatementRecord>(self.statements, pack(id.to_bytes()), id)?;
        Ok(item.map(|item| self.with_evidence(item)).transpose()?)
    }

    fn relation(&self, id: RelationId) -> Read<Option<Relation>> {
        let item = self.item::<RelationRecord>(self.relations, pack(id.to_bytes()), id)?;
        Ok(item.map(|item| self.with_proof(item)).transpose()?)
    }

    fn documents(&self) -> Source<'_, Document> {
        let records = (0..).zip(self.documents.scan(&self.file));
        Box::new(records.map(|(number, stored)| Ok(self.with_text(number, stored?)?)))
    }

    fn actors(&self) -> Source<'_, Actor> {
        let items = self.items::<ActorRecord>(self.actors, ActorId::from_bytes);
        Box::new(items.map(|item| Ok(item?)))
    }

    fn issues(&self) -> Source<'_, Issue> {
        let items = self.items::<IssueRecord>(self.issues, IssueId::from_bytes);
        Box::new(items.map(|item| Ok(item?)))
    }

    fn attributions(&self) -> Source<'_, Attribution> {
        let from = AttributionId::from_bytes;
        let items = self.items::<AttributionRecord>(self.attributions, from);
        Box::new(items.map(|item| Ok(item?)))
    }

    fn statements(&self) -> Source<'_, Statement> {
        let items = self.items::<StatementRecord>(self.statements, StatementId::from_bytes);
        Box::new(items.map(|item| Ok(self.with_evidence(item?)?)))
    }

    fn relations(&self) -> Source<'_, Relation> {
        let items = self.items::<RelationRecord>(self.relations, RelationId::from_bytes);
        Box::new(items.map(|item| Ok(self.with_proof(item?)?)))
    }

    fn decisions(&self) -> Source<'_, Decision> {
        let items = self.items::<DecisionRecord>(self.decisions, DecisionId::from_bytes);
        Box::new(items.map(|item| Ok(item?)))
    }
}

impl Neighbours for Image {
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        if let Some(number) = self.graph.number(&self.file, node)? {
            self.graph.links(&self.file, number, visit)?;
        }
        Ok(())
    }

    fn numbered(&self) -> Option<&dyn Numbered> {
        Some(self)
    }
}

impl Numbered for Image {
    fn nodes(&self) -> u32 {
        self.graph.len()
    }

    fn number(&self, node: NodeId) -> Read<Option<u32>> {
        Ok(self.graph.number(&self.file, node)?)
    }

    fn node(&self, number: u32) -> Read<Option<NodeId>> {
        if number >= self.graph.len() {
            return Ok(None);
        }
        Ok(Some(self.graph.node(&self.file, number)?))
    }

    fn half_edges(&self, number: u32, visit: &mut dyn FnMut(HalfEdge)) -> Read<()> {
        if number < self.graph.len() {
            self.graph.half_edges(&self.file, number, visit)?;
        }
        Ok(())
    }
}

impl Names for Image {
    fn named(&self, folded: &str) -> Read<Vec<NodeId>> {
        Ok(self.names.named(&self.file, &self.graph, folded)?)
    }

    fn names(&self) -> Source<'_, (String, NodeId)> {
        let names = self.names.scan(&self.file, &self.graph);
        Box::new(names.map(|name| Ok(name?)))
    }
}
