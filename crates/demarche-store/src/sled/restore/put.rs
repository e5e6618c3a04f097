//! Writing one record after another of a store that is being restored.

use demarche_model::{Actor, Document, DocumentId, Issue, NodeId, Relation, Span, Statement};

use crate::StoreError;
use crate::admit::ObservationId;
use crate::sled::derive::Linking;
use crate::sled::layout::{self, pack, pack_node};
use crate::sled::loading::nodes::{Node, Nodes};
use crate::sled::record::{DocumentRecord, ProofRecord};
use crate::sled::told::Told;
use crate::sled::{SledStore, engine, text, value};

use super::Given;

pub(super) fn put_new(
    store: &SledStore,
    key: Vec<u8>,
    record: &impl serde::Serialize,
    id: &dyn ToString,
) -> Result<(), StoreError> {
    let value = value::encode(&key, record)?;
    match store.tree.insert(key, value).map_err(engine)? {
        None => Ok(()),
        Some(_) => Err(StoreError::rejected(id, "it stands there twice")),
    }
}

pub(super) fn put_document(store: &SledStore, item: &Document) -> Result<(), StoreError> {
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

pub(super) fn put_told<T: Told>(
    store: &SledStore,
    linking: &mut Linking,
    item: &T,
) -> Result<(), StoreError> {
    put_new(store, T::key(item.id()), &item.record(), &item.id())?;
    for (name, node) in item.names() {
        store.insert(layout::name(&name, node), &())?;
    }
    linking.add(store, item.ends())
}

/// Whether evidence has to stand in the record, since the document has no text; where it has
/// one, it must be what the text says.
pub(super) fn evidence(
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

pub(super) fn named_by(item: &Statement) -> Vec<NodeId> {
    let ends = [item.holder.into(), item.target];
    ends.into_iter()
        .chain(item.via.iter().map(|&id| id.into()))
        .collect()
}

pub(super) fn ends_of(item: &Relation) -> Vec<NodeId> {
    vec![item.subject.into(), item.object.into()]
}

/// Adds what a document gave to what is noted of it, and tells of it whom its observations name;
/// returns the numbers of these.
pub(super) fn note(
    store: &SledStore,
    nodes: &Nodes,
    document: DocumentId,
    given: &Given,
) -> Result<Vec<u32>, StoreError> {
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
    let mut numbers = Vec::new();
    for (number, node) in nodes.closure(given.named.iter().copied())? {
        let list = match node {
            Node::Actor(_) => &mut proof.actors,
            Node::Issue(_) => &mut proof.issues,
        };
        let mut id = pack_node(node.id());
        id[0] &= 0x0f;
        if let Err(place) = list.binary_search(&id) {
            list.insert(place, id);
            tell(store, &node, &source)?;
        }
        numbers.push(number);
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
    store.insert(key, &proof)?;
    Ok(numbers)
}

/// Notes that a source tells all that is known of a node.
pub(super) fn tell(store: &SledStore, node: &Node, source: &[u8]) -> Result<(), StoreError> {
    match node {
        Node::Actor(item) => store.insert(Actor::said_key(item.id, source), &item.record()),
        Node::Issue(item) => store.insert(Issue::said_key(item.id, source), &item.record()),
    }
}
