//! Imports: tables of nodes and edges, kept as packed runs that belong to the document that
//! stands for the table. See `FORMAT.md`.
//!
//! The runs are written first, a block at a time; they count from the moment at which the import
//! record and the document record are written, in one step. Runs without an import record are
//! what an interrupted import or a forgotten document left, and are swept away.

mod check;
mod joined;
mod nodes;
mod observed;
mod pack;
mod sort;
mod write;

use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError};

use ::sled::Tree;
use demarche_model::{
    DocumentId, Ends, Extraction, HalfKind, Link, NodeId, NodeRow, RowId, RowIds, table,
};
use serde::{Deserialize, Serialize};

use super::layout::{self, Id, pack_node, tag};
use super::read::key_id;
use super::run::{Reader, Run};
use super::value::{corrupt, decode};
use super::{SledStore, engine};
use crate::StoreError;
use crate::image::{Index, Spot};

pub(crate) use joined::{joined, settled};
pub(crate) use observed::packed;
pub(crate) use pack::{Edge, KEY, key, of_key};
use pack::{Folded, Ids, In, Labels, Out, Relations, Statements};
pub use write::Importing;
pub(crate) use write::{SPACE, clear_space, lost, sorter, space, spilled};

/// Counts of an import, and the first entries of the blocks of its runs.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ImportRecord {
    /// Nodes; the actors come first.
    pub(crate) nodes: u32,
    pub(crate) actors: u32,
    pub(crate) edges: u32,
    pub(crate) statements: u32,
    pub(crate) relations: u32,
    pub(crate) names: u32,
    ids: Vec<Id>,
    folded: Vec<Box<str>>,
    out: Vec<u32>,
    into: Vec<u32>,
    statement_ids: Vec<Id>,
    relation_ids: Vec<Id>,
}

/// An import of a store.
#[derive(Debug, Clone)]
pub(crate) struct Import {
    /// The document that stands for it.
    pub(crate) document: DocumentId,
    pub(crate) record: ImportRecord,
}

/// The imports of a store, by document.
pub(crate) type Imports = Arc<Vec<Import>>;

impl SledStore {
    /// The imports that count.
    pub(crate) fn imports(&self) -> Imports {
        let imports = self.imports.read().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(&imports)
    }

    /// The import that a document stands for.
    pub(crate) fn import_of(&self, document: DocumentId) -> Option<Import> {
        let imports = self.imports();
        imports
            .iter()
            .find(|import| import.document == document)
            .cloned()
    }

    /// The imports that have a row of an id that an extraction gives to something else, with the
    /// ends that it gives it; a document's own import aside. The id of a row is the hash of its
    /// ends among others, so a row of that id has these ends. O(observations between nodes of the
    /// import * log edges).
    pub(crate) fn import_with(
        &self,
        given: &Extraction,
    ) -> Result<Option<(RowId, DocumentId)>, StoreError> {
        let statements = given.statements.iter().map(|item| {
            let ends = (item.holder.into(), item.target);
            (RowId::Statement(item.id), HalfKind::Stance, ends)
        });
        let relations = given.relations.iter().map(|item| {
            let ends = (item.subject.into(), item.object.into());
            (
                RowId::Relation(item.id),
                HalfKind::Relation(item.kind),
                ends,
            )
        });
        for import in self.imports().iter() {
            if import.document == given.document.id {
                continue;
            }
            let mut numbers: BTreeMap<NodeId, Option<u32>> = BTreeMap::new();
            let mut number = |node: NodeId| {
                if let Some(&known) = numbers.get(&node) {
                    return Ok(known);
                }
                let number = import.number(&self.tree, node)?;
                numbers.insert(node, number);
                Ok::<_, StoreError>(number)
            };
            for (id, kind, ends) in statements.clone().chain(relations.clone()) {
                if let Some(from) = number(ends.0)?
                    && let Some(to) = number(ends.1)?
                    && import.has(&self.tree, id, (kind, from, to), ends)?
                {
                    return Ok(Some((id, import.document)));
                }
            }
        }
        Ok(None)
    }

    /// Follows a step that may have changed which imports count: for whoever holds the writer's
    /// lock.
    pub(crate) fn settle(&self) -> Result<(), StoreError> {
        self.reload_imports()?;
        self.sync()?;
        self.sweep_runs()
    }

    /// Reads the import records anew, after a change of them.
    pub(crate) fn reload_imports(&self) -> Result<(), StoreError> {
        let mut imports = Vec::new();
        for pair in self.tree.scan_prefix([tag::IMPORT]) {
            let (key, value) = pair.map_err(engine)?;
            let document = key_id(&key).and_then(DocumentId::from_bytes);
            imports.push(Import {
                document: document.ok_or_else(|| corrupt(&key))?,
                record: decode(&key, &value)?,
            });
        }
        let mut held = self.imports.write().unwrap_or_else(PoisonError::into_inner);
        *held = Arc::new(imports);
        Ok(())
    }

    /// Removes the runs that belong to no import. O(imports + what is removed).
    pub(crate) fn sweep_runs(&self) -> Result<(), StoreError> {
        let imports = self.imports();
        let known = |id: &Id| {
            let of = |import: &Import| layout::pack(import.document.to_bytes());
            imports.iter().any(|import| of(import) == *id)
        };
        let mut from = vec![tag::RUN];
        while let Some(pair) = self
            .tree
            .range(from.clone()..[tag::RUN + 1].to_vec())
            .next()
        {
            let (key, _) = pair.map_err(engine)?;
            let id: Id = key
                .get(1..)
                .and_then(|rest| rest.first_chunk().copied())
                .ok_or_else(|| corrupt(&key))?;
            let runs = layout::runs(id);
            if !known(&id) {
                for key in self.tree.scan_prefix(&runs).keys() {
                    self.tree.remove(key.map_err(engine)?).map_err(engine)?;
                }
            }
            from = runs;
            from.push(u8::MAX);
        }
        Ok(())
    }
}

impl Import {
    fn run<'a, R: Run>(&self, tree: &'a Tree, len: u32) -> Reader<'a, R> {
        Reader::new(tree, self.document, len)
    }

    /// Ids of the nodes, by number.
    pub(crate) fn ids<'a>(&self, tree: &'a Tree) -> Reader<'a, Ids> {
        self.run(tree, self.record.nodes)
    }

    fn labels<'a>(&self, tree: &'a Tree) -> Reader<'a, Labels> {
        self.run(tree, self.record.nodes)
    }

    fn folded<'a>(&self, tree: &'a Tree) -> Reader<'a, Folded> {
        self.run(tree, self.record.names)
    }

    /// Edges, sorted by the node they lead from; ends are numbers.
    pub(crate) fn outward<'a>(&self, tree: &'a Tree) -> Reader<'a, Out> {
        self.run(tree, self.record.edges)
    }

    /// Edges, sorted by the node they lead to, which stands as `from` in them.
    pub(crate) fn inward<'a>(&self, tree: &'a Tree) -> Reader<'a, In> {
        self.run(tree, self.record.edges)
    }

    fn statement_ids<'a>(&self, tree: &'a Tree) -> Reader<'a, Statements> {
        self.run(tree, self.record.statements)
    }

    fn relation_ids<'a>(&self, tree: &'a Tree) -> Reader<'a, Relations> {
        self.run(tree, self.record.relations)
    }

    /// The index from ids of statements, or of relations, to edges.
    pub(crate) fn index<'a>(&self, tree: &'a Tree, statements: bool) -> Index<'a> {
        let spot = |spot: Result<pack::Spot, StoreError>| {
            spot.map(
                |pack::Spot {
                     part,
                     skipped,
                     edge,
                 }| Spot {
                    skipped,
                    part,
                    edge,
                },
            )
        };
        if statements {
            let spots = self.statement_ids(tree).scan(0).map(spot);
            (self.record.statement_ids.clone(), Box::new(spots))
        } else {
            let spots = self.relation_ids(tree).scan(0).map(spot);
            (self.record.relation_ids.clone(), Box::new(spots))
        }
    }

    /// The number of a node. O(log blocks + block).
    pub(crate) fn number(&self, tree: &Tree, node: NodeId) -> Result<Option<u32>, StoreError> {
        let packed = pack_node(node);
        let after = self.record.ids.partition_point(|fence| *fence <= packed);
        let Some(block) = after.checked_sub(1).and_then(|at| u32::try_from(at).ok()) else {
            return Ok(None);
        };
        let mut ids = self.ids(tree);
        let place = ids.block(block)?.binary_search(&node).ok();
        let place = place.and_then(|place| u32::try_from(place).ok());
        Ok(place.map(|place| block * Ids::BLOCK + place))
    }

    /// The node of a number.
    pub(crate) fn node(&self, tree: &Tree, number: u32) -> Result<NodeRow, StoreError> {
        let (kind, name) = self.labels(tree).at(number)?.clone();
        let id = *self.ids(tree).at(number)?;
        Ok(NodeRow { id, kind, name })
    }

    /// Every node from a number on.
    pub(crate) fn nodes<'a>(
        &self,
        tree: &'a Tree,
        from: u32,
    ) -> impl Iterator<Item = Result<NodeRow, StoreError>> + 'a {
        let ids = self.ids(tree).scan(from);
        let labels = self.labels(tree).scan(from);
        ids.zip(labels).map(|(id, label)| {
            let (id, (kind, name)) = (id?, label?);
            Ok(NodeRow { id, kind, name })
        })
    }

    /// The edges of a run from a node on. O(log blocks + block).
    fn edges_from<'a, R: Run<Out = Edge> + 'a>(
        run: Reader<'a, R>,
        fences: &[u32],
        number: u32,
    ) -> impl Iterator<Item = Result<Edge, StoreError>> + 'a {
        // They may begin in the last block that begins with an earlier node.
        let before = fences.partition_point(|&fence| fence < number);
        let block = u32::try_from(before.saturating_sub(1)).unwrap_or(u32::MAX);
        let earlier = move |edge: &Result<Edge, StoreError>| {
            edge.as_ref().is_ok_and(|edge| edge.row.from < number)
        };
        let edges = run.scan(block.saturating_mul(R::BLOCK));
        edges.skip_while(earlier)
    }

    fn leaving_from<'a>(
        &self,
        tree: &'a Tree,
        number: u32,
    ) -> impl Iterator<Item = Result<Edge, StoreError>> + 'a {
        Self::edges_from(self.outward(tree), &self.record.out, number)
    }

    fn leaving<'a>(
        &self,
        tree: &'a Tree,
        number: u32,
    ) -> impl Iterator<Item = Result<Edge, StoreError>> + 'a {
        let edges = self.leaving_from(tree, number);
        edges.take_while(move |edge| is_of(edge, number))
    }

    /// Whether a row of a kind between two numbers has this id.
    fn has(
        &self,
        tree: &Tree,
        id: RowId,
        (kind, from, to): (HalfKind, u32, u32),
        ends: Ends,
    ) -> Result<bool, StoreError> {
        let mut minted = RowIds::of(self.document);
        for edge in self.leaving(tree, from) {
            let Edge { row, ordinal } = edge?;
            if row.to > to {
                break;
            }
            if (row.to, row.kind) == (to, kind) && minted.id(kind, ends, ordinal) == Some(id) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn reaching<'a>(
        &self,
        tree: &'a Tree,
        number: u32,
    ) -> impl Iterator<Item = Result<Edge, StoreError>> + 'a {
        let edges = Self::edges_from(self.inward(tree), &self.record.into, number);
        edges.take_while(move |edge| is_of(edge, number))
    }

    /// Adds the links of a node, in no order.
    pub(crate) fn links(
        &self,
        tree: &Tree,
        node: NodeId,
        links: &mut Vec<Link>,
    ) -> Result<(), StoreError> {
        let Some(number) = self.number(tree, node)? else {
            return Ok(());
        };
        let mut minted = RowIds::of(self.document);
        let mut ids = self.ids(tree);
        for edge in self.leaving(tree, number) {
            let Edge { row, ordinal } = edge?;
            let other = *ids.at(row.to)?;
            let id = minted.id(row.kind, (node, other), ordinal);
            links.push(row.link(other, true, id));
        }
        for edge in self.reaching(tree, number) {
            let Edge { row, ordinal } = edge?;
            let other = *ids.at(row.to)?;
            let id = minted.id(row.kind, (other, node), ordinal);
            links.push(row.link(other, false, id));
        }
        Ok(())
    }

    /// All that the import gives. O(import), in memory too.
    pub(crate) fn extraction(
        &self,
        tree: &Tree,
        document: demarche_model::Document,
    ) -> Result<Extraction, StoreError> {
        let nodes = self.nodes(tree, 0).collect::<Result<Vec<_>, _>>()?;
        let edges = self.outward(tree).scan(0).map(|edge| Ok(edge?.row));
        let edges = edges.collect::<Result<Vec<_>, StoreError>>()?;
        Ok(table(document, &nodes, edges))
    }
}

/// Whether an edge begins at a node; failures pass, so that they are seen.
fn is_of(edge: &Result<Edge, StoreError>, number: u32) -> bool {
    edge.as_ref().is_ok_and(|edge| edge.row.from == number) || edge.is_err()
}

/// Whether the payload of a block can be read as what its key says.
#[cfg(test)]
pub(crate) fn unpacks(key: &[u8], payload: &[u8]) -> bool {
    use super::run::restored;
    let Some(bytes) = restored(payload) else {
        return false;
    };
    match key[1 + layout::ID] {
        Out::LETTER => Out::unpack(&bytes).is_some(),
        In::LETTER => In::unpack(&bytes).is_some(),
        Ids::LETTER => Ids::unpack(&bytes).is_some(),
        Labels::LETTER => Labels::unpack(&bytes).is_some(),
        Folded::LETTER => Folded::unpack(&bytes).is_some(),
        Statements::LETTER => Statements::unpack(&bytes).is_some(),
        Relations::LETTER => Relations::unpack(&bytes).is_some(),
        _ => false,
    }
}
