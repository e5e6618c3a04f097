//! Reading the store on disk.

use std::collections::BTreeMap;

use ::sled::{IVec, Tree};
use demarche_model::{
    Actor, ActorId, Attribution, AttributionId, Decision, DecisionId, Document, DocumentId,
    Extraction, Issue, IssueId, Link, Names, Neighbours, NodeId, Observations, Read, Relation,
    RelationId, Source, Statement, StatementId,
};
use serde::de::DeserializeOwned;

use super::imports::{Import, joined, settled};
use super::layout::{self, ID, Id, pack, tag, unpack};
use super::record::{
    ActorRecord, AttributionRecord, DecisionRecord, DocumentRecord, Evidence, IssueRecord,
    ProofRecord, Record, RelationRecord, StatementRecord,
};
use super::value::{corrupt, decode, open};
use super::{SledStore, adjacency, engine, text};
use crate::StoreError;

impl SledStore {
    /// The record under a key.
    pub(crate) fn record<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>, StoreError> {
        let value = self.tree.get(key).map_err(engine)?;
        value.map(|value| decode(key, &value)).transpose()
    }

    /// The value under a key that stands for one of the model.
    pub(crate) fn item<R: Record + DeserializeOwned>(
        &self,
        key: &[u8],
        id: R::Id,
    ) -> Result<Option<R::Item>, StoreError> {
        let record: Option<R> = self.record(key)?;
        let item = record.map(|record| record.item(id).ok_or_else(|| corrupt(key)));
        item.transpose()
    }

    /// As [`Self::item`]; values that are at hand are not looked up.
    fn item_at_hand<R: Record + DeserializeOwned>(
        &self,
        key: &[u8],
        id: R::Id,
        at_hand: &BTreeMap<IVec, Vec<u8>>,
    ) -> Result<Option<R::Item>, StoreError> {
        let Some(value) = at_hand.get(key) else {
            return self.item::<R>(key, id);
        };
        let item = decode::<R>(key, value)?.item(id);
        item.map(Some).ok_or_else(|| corrupt(key))
    }

    /// Every value of a kind, by id.
    fn items<R: Record + DeserializeOwned>(
        &self,
        tag: u8,
        id: fn([u8; 16]) -> Option<R::Id>,
    ) -> impl Iterator<Item = Result<R::Item, StoreError>> {
        self.tree.scan_prefix([tag]).map(move |pair| {
            let (key, value) = pair.map_err(engine)?;
            let record: R = decode(&key, &value)?;
            let item = key_id(&key).and_then(id).and_then(|id| record.item(id));
            item.ok_or_else(|| corrupt(&key))
        })
    }

    /// Every attribution.
    pub(crate) fn attributions_stored(
        &self,
    ) -> impl Iterator<Item = Result<Attribution, StoreError>> {
        self.items::<AttributionRecord>(tag::ATTRIBUTION, AttributionId::from_bytes)
    }

    /// Every statement, and where its evidence stands.
    pub(crate) fn statements_stored(
        &self,
    ) -> impl Iterator<Item = Result<(Statement, Evidence), StoreError>> {
        self.items::<StatementRecord>(tag::STATEMENT, StatementId::from_bytes)
    }

    /// Every relation, and where its evidence stands.
    pub(crate) fn relations_stored(
        &self,
    ) -> impl Iterator<Item = Result<(Relation, Evidence), StoreError>> {
        self.items::<RelationRecord>(tag::RELATION, RelationId::from_bytes)
    }

    /// Every decision.
    pub(crate) fn decisions_stored(&self) -> impl Iterator<Item = Result<Decision, StoreError>> {
        self.items::<DecisionRecord>(tag::DECISION, DecisionId::from_bytes)
    }

    pub(crate) fn path_owner(&self, path: &str) -> Result<Option<DocumentId>, StoreError> {
        let key = layout::path(path);
        let Some(packed) = self.record::<Id>(&key)? else {
            return Ok(None);
        };
        let owner = DocumentId::from_bytes(unpack(packed));
        owner.map(Some).ok_or_else(|| corrupt(&key))
    }

    pub(crate) fn read_document(&self, id: DocumentId) -> Result<Option<Document>, StoreError> {
        let key = layout::document(id);
        let record = self.record::<DocumentRecord>(&key)?;
        record
            .map(|record| self.with_text(&key, record, id))
            .transpose()
    }

    fn with_text(
        &self,
        key: &[u8],
        record: DocumentRecord,
        id: DocumentId,
    ) -> Result<Document, StoreError> {
        let len = record.text;
        let mut document = record.item(id).ok_or_else(|| corrupt(key))?;
        if let Some(len) = len {
            document.text = Some(text::read(&self.tree, id, len)?);
        }
        Ok(document)
    }

    fn evidence(&self, evidence: Evidence) -> Result<String, StoreError> {
        match evidence {
            Evidence::Inline(text) => Ok(text),
            Evidence::Text(document, span) => text::slice(&self.tree, document, span),
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

    /// All that a document gave.
    pub(crate) fn read_extraction(&self, id: DocumentId) -> Result<Option<Extraction>, StoreError> {
        self.extraction_with(id, &BTreeMap::new())
    }

    /// As [`Self::read_extraction`]; values that are at hand are not looked up.
    pub(crate) fn extraction_with(
        &self,
        id: DocumentId,
        at_hand: &BTreeMap<IVec, Vec<u8>>,
    ) -> Result<Option<Extraction>, StoreError> {
        let Some(document) = self.read_document(id)? else {
            return Ok(None);
        };
        let key = layout::proof(id);
        let proof = self
            .record::<ProofRecord>(&key)?
            .ok_or_else(|| corrupt(&key))?;
        let source = pack(id.to_bytes());
        let mut given = Extraction {
            document,
            actors: Vec::with_capacity(proof.actors.len()),
            issues: Vec::with_capacity(proof.issues.len()),
            attributions: Vec::with_capacity(proof.attributions.len()),
            statements: Vec::with_capacity(proof.statements.len()),
            relations: Vec::with_capacity(proof.relations.len()),
        };
        for id in proof.actors {
            let id = ActorId::from_bytes(unpack(id)).ok_or_else(|| corrupt(&key))?;
            let key = layout::actor_said(id, &source);
            let item = self.item_at_hand::<ActorRecord>(&key, id, at_hand)?;
            given.actors.push(item.ok_or_else(|| corrupt(&key))?);
        }
        for id in proof.issues {
            let id = IssueId::from_bytes(unpack(id)).ok_or_else(|| corrupt(&key))?;
            let key = layout::issue_said(id, &source);
            let item = self.item_at_hand::<IssueRecord>(&key, id, at_hand)?;
            given.issues.push(item.ok_or_else(|| corrupt(&key))?);
        }
        for id in proof.attributions {
            let id = AttributionId::from_bytes(unpack(id)).ok_or_else(|| corrupt(&key))?;
            let key = layout::attribution(id);
            let item = self.item_at_hand::<AttributionRecord>(&key, id, at_hand)?;
            given.attributions.push(item.ok_or_else(|| corrupt(&key))?);
        }
        for id in proof.statements {
            let id = StatementId::from_bytes(unpack(id)).ok_or_else(|| corrupt(&key))?;
            let key = layout::statement(id);
            let item = self.item_at_hand::<StatementRecord>(&key, id, at_hand)?;
            let (mut item, from) = item.ok_or_else(|| corrupt(&key))?;
            item.evidence = evidence_in(&given.document, from, &key)?;
            given.statements.push(item);
        }
        for id in proof.relations {
            let id = RelationId::from_bytes(unpack(id)).ok_or_else(|| corrupt(&key))?;
            let key = layout::relation(id);
            let item = self.item_at_hand::<RelationRecord>(&key, id, at_hand)?;
            let (mut item, from) = item.ok_or_else(|| corrupt(&key))?;
            item.evidence = evidence_in(&given.document, from, &key)?;
            given.relations.push(item);
        }
        Ok(Some(given))
    }

    /// Every folded name with its node.
    pub(crate) fn read_names(
        &self,
        prefix: &[u8],
    ) -> impl Iterator<Item = Result<(String, NodeId), StoreError>> + use<> {
        self.tree
            .scan_prefix(prefix)
            .map(|pair| read_name(pair.map_err(engine)?))
    }
}

/// The evidence of one of the document's own records; the text is at hand.
fn evidence_in(document: &Document, from: Evidence, key: &[u8]) -> Result<String, StoreError> {
    match from {
        Evidence::Inline(text) => Ok(text),
        Evidence::Text(_, span) => {
            let text = document.text.as_deref();
            let slice = text.and_then(|text| span.slice(text));
            slice.map(str::to_owned).ok_or_else(|| corrupt(key))
        }
    }
}

fn read_name((key, value): (IVec, IVec)) -> Result<(String, NodeId), StoreError> {
    open(&key, &value)?;
    layout::read_name(&key).ok_or_else(|| corrupt(&key))
}

/// The id in a key that is a tag and an id.
pub(crate) fn key_id(key: &[u8]) -> Option<[u8; 16]> {
    let id: [u8; ID] = key.get(1..)?.try_into().ok()?;
    Some(unpack(id))
}

/// What is in records, without the imports.
impl SledStore {
    pub(crate) fn own_actors(&self) -> Source<'_, Actor> {
        let items = self.items::<ActorRecord>(tag::ACTOR, ActorId::from_bytes);
        Box::new(items.map(|item| Ok(item?)))
    }

    pub(crate) fn own_issues(&self) -> Source<'_, Issue> {
        let items = self.items::<IssueRecord>(tag::ISSUE, IssueId::from_bytes);
        Box::new(items.map(|item| Ok(item?)))
    }

    fn own_statements(&self) -> Source<'_, Statement> {
        let items = self.statements_stored();
        Box::new(items.map(|item| Ok(self.with_evidence(item?)?)))
    }

    fn own_relations(&self) -> Source<'_, Relation> {
        let items = self.relations_stored();
        Box::new(items.map(|item| Ok(self.with_proof(item?)?)))
    }

    /// A stream of records with those of the imports.
    fn with_imports<'a, T: 'a, K: Ord + 'a>(
        &'a self,
        own: Source<'a, T>,
        imported: fn(&Import, &'a Tree) -> Source<'a, T>,
        key: fn(&T) -> K,
        absorb: fn(&mut T, &T),
    ) -> Source<'a, T> {
        let imports = self.imports();
        if imports.is_empty() {
            return own;
        }
        let imported = imports.iter().map(|import| imported(import, &self.tree));
        let streams = std::iter::once(own).chain(imported).collect();
        joined(streams, key, absorb)
    }
}

impl Observations for SledStore {
    fn document(&self, id: DocumentId) -> Read<Option<Document>> {
        Ok(self.read_document(id)?)
    }

    fn heading(&self, id: DocumentId) -> Read<Option<Document>> {
        let key = layout::document(id);
        let record = self.record::<DocumentRecord>(&key)?;
        let document = record.map(|record| record.item(id).ok_or_else(|| corrupt(&key)));
        Ok(document.transpose()?)
    }

    fn actor(&self, id: ActorId) -> Read<Option<Actor>> {
        let mut found = self.item::<ActorRecord>(&layout::actor(id), id)?;
        for import in self.imports().iter() {
            found = either(found, import.actor(&self.tree, id)?, Actor::absorb);
        }
        Ok(found)
    }

    fn issue(&self, id: IssueId) -> Read<Option<Issue>> {
        let mut found = self.item::<IssueRecord>(&layout::issue(id), id)?;
        for import in self.imports().iter() {
            found = either(found, import.issue(&self.tree, id)?, Issue::absorb);
        }
        Ok(found)
    }

    fn attribution(&self, id: AttributionId) -> Read<Option<Attribution>> {
        Ok(self.item::<AttributionRecord>(&layout::attribution(id), id)?)
    }

    fn statement(&self, id: StatementId) -> Read<Option<Statement>> {
        let item = self.item::<StatementRecord>(&layout::statement(id), id)?;
        if let Some(item) = item {
            return Ok(Some(self.with_evidence(item)?));
        }
        let imports = self.imports();
        let mut found = imports
            .iter()
            .map(|import| import.statement(&self.tree, id));
        let found = found.find_map(Result::transpose);
        Ok(found.transpose()?)
    }

    fn relation(&self, id: RelationId) -> Read<Option<Relation>> {
        let item = self.item::<RelationRecord>(&layout::relation(id), id)?;
        if let Some(item) = item {
            return Ok(Some(self.with_proof(item)?));
        }
        let imports = self.imports();
        let mut found = imports.iter().map(|import| import.relation(&self.tree, id));
        let found = found.find_map(Result::transpose);
        Ok(found.transpose()?)
    }

    fn documents(&self) -> Source<'_, Document> {
        let records = self.tree.scan_prefix([tag::DOCUMENT]);
        Box::new(records.map(|pair| {
            let (key, value) = pair.map_err(engine)?;
            let id = key_id(&key).and_then(DocumentId::from_bytes);
            let id = id.ok_or_else(|| corrupt(&key))?;
            Ok(self.with_text(&key, decode(&key, &value)?, id)?)
        }))
    }

    fn headings(&self) -> Source<'_, Document> {
        let records = self.tree.scan_prefix([tag::DOCUMENT]);
        Box::new(records.map(|pair| {
            let (key, value) = pair.map_err(engine)?;
            let id = key_id(&key).and_then(DocumentId::from_bytes);
            let record = decode::<DocumentRecord>(&key, &value)?;
            let document = id.and_then(|id| record.item(id));
            Ok(document.ok_or_else(|| corrupt(&key))?)
        }))
    }

    fn actors(&self) -> Source<'_, Actor> {
        let own = self.own_actors();
        self.with_imports(own, Import::all_actors, |item| item.id, Actor::absorb)
    }

    fn issues(&self) -> Source<'_, Issue> {
        let own = self.own_issues();
        self.with_imports(own, Import::all_issues, |item| item.id, Issue::absorb)
    }

    fn attributions(&self) -> Source<'_, Attribution> {
        Box::new(self.attributions_stored().map(|item| Ok(item?)))
    }

    fn statements(&self) -> Source<'_, Statement> {
        let own = self.own_statements();
        self.with_imports(own, Import::all_statements, |item| item.id, |_, _| ())
    }

    fn relations(&self) -> Source<'_, Relation> {
        let own = self.own_relations();
        self.with_imports(own, Import::all_relations, |item| item.id, |_, _| ())
    }

    fn decisions(&self) -> Source<'_, Decision> {
        Box::new(self.decisions_stored().map(|item| Ok(item?)))
    }
}

/// Both joined, or the one that there is.
fn either<T>(one: Option<T>, other: Option<T>, join: fn(&mut T, &T)) -> Option<T> {
    match (one, other) {
        (Some(mut one), Some(other)) => {
            join(&mut one, &other);
            Some(one)
        }
        (one, other) => one.or(other),
    }
}

impl Neighbours for SledStore {
    fn neighbours(&self, node: NodeId, visit: &mut dyn FnMut(Link)) -> Read<()> {
        let imports = self.imports();
        if imports.is_empty() {
            return Ok(adjacency::visit(&self.tree, node, visit)?);
        }
        let mut links = Vec::new();
        adjacency::visit(&self.tree, node, &mut |link| links.push(link))?;
        for import in imports.iter() {
            import.links(&self.tree, node, &mut links)?;
        }
        settled(&mut links);
        links.into_iter().for_each(visit);
        Ok(())
    }
}

impl Names for SledStore {
    fn named(&self, folded: &str) -> Read<Vec<NodeId>> {
        let names = self.read_names(&layout::names(folded));
        let nodes = names.map(|name| name.map(|(_, node)| node));
        let mut nodes = nodes.collect::<Result<Vec<_>, _>>()?;
        for import in self.imports().iter() {
            import.named(&self.tree, folded, &mut nodes)?;
        }
        nodes.sort_unstable();
        nodes.dedup();
        Ok(nodes)
    }

    fn names(&self) -> Source<'_, (String, NodeId)> {
        let own = self.read_names(&[tag::NAME]).map(|name| Ok(name?));
        let names = Import::all_names;
        self.with_imports(Box::new(own), names, Clone::clone, |_, _| ())
    }
}
