//! Statements and relations of an import: their ids are computed from the edges, and an index
//! leads from the ids to the edges.

use std::ops::Range;

use ::sled::Tree;
use demarche_model::{NodeId, Relation, RelationId, RowId, RowIds, Source, Statement, StatementId};

use super::pack::{Out, Spot};
use super::{Edge, Import};
use crate::StoreError;
use crate::sled::layout::{self, Id, pack};
use crate::sled::run::{Reader, Run};
use crate::sled::value::corrupt;

/// Blocks of the index whose observations are held in memory at a time: 131,072.
const WINDOW: u32 = 32;

/// Takes what an edge observes.
type Make<T> = fn(&Import, Edge, RowId, (NodeId, NodeId)) -> Option<T>;

impl Import {
    /// A statement. O(log edges + block).
    pub(crate) fn statement(
        &self,
        tree: &Tree,
        id: StatementId,
    ) -> Result<Option<Statement>, StoreError> {
        let spots = self.statement_ids(tree);
        let fences = &self.record.statement_ids;
        self.observed(tree, spots, fences, RowId::Statement(id), make_statement)
    }

    /// A relation. O(log edges + block).
    pub(crate) fn relation(
        &self,
        tree: &Tree,
        id: RelationId,
    ) -> Result<Option<Relation>, StoreError> {
        let spots = self.relation_ids(tree);
        let fences = &self.record.relation_ids;
        self.observed(tree, spots, fences, RowId::Relation(id), make_relation)
    }

    /// Every statement, by id. O(edges * statements / 131,072) at worst.
    pub(crate) fn all_statements<'a>(&self, tree: &'a Tree) -> Source<'a, Statement> {
        self.all(tree, self.statement_ids(tree), make_statement)
    }

    /// Every relation, by id. As [`Self::all_statements`].
    pub(crate) fn all_relations<'a>(&self, tree: &'a Tree) -> Source<'a, Relation> {
        self.all(tree, self.relation_ids(tree), make_relation)
    }

    fn observed<T, R: Run<Out = Spot>>(
        &self,
        tree: &Tree,
        mut spots: Reader<'_, R>,
        fences: &[Id],
        id: RowId,
        make: Make<T>,
    ) -> Result<Option<T>, StoreError> {
        let packed = packed(id);
        let after = fences.partition_point(|fence| *fence <= packed);
        let Some(block) = after.checked_sub(1).and_then(|at| u32::try_from(at).ok()) else {
            return Ok(None);
        };
        let (mut out, mut ids) = (self.outward(tree), self.ids(tree));
        let mut minted = RowIds::of(self.document);
        for spot in spots.block(block)? {
            if spot.may_be(&packed) {
                let edge = *out.at(spot.edge)?;
                let ends = (*ids.at(edge.row.from)?, *ids.at(edge.row.to)?);
                if minted.id(edge.row.kind, ends, edge.ordinal) == Some(id) {
                    return Ok(make(self, edge, id, ends));
                }
            }
        }
        Ok(None)
    }

    fn all<'a, T: 'a, R: Run<Out = Spot> + 'a>(
        &self,
        tree: &'a Tree,
        mut spots: Reader<'a, R>,
        make: Make<T>,
    ) -> Source<'a, T> {
        let import = self.clone();
        let windows = spots.blocks().step_by(WINDOW as usize);
        let last = spots.blocks().end;
        let mut nodes = None;
        let windows = windows.map(move |first| {
            let blocks = first..first.saturating_add(WINDOW).min(last);
            import.window(tree, &mut spots, blocks, &mut nodes, make)
        });
        Box::new(windows.flat_map(|window| {
            let (items, error) = match window {
                Ok(items) => (items, None),
                Err(error) => (Vec::new(), Some(Err(error.into()))),
            };
            items.into_iter().map(Ok).chain(error)
        }))
    }

    /// The observations of some blocks of an index. The edges are visited in their own order.
    fn window<T, R: Run<Out = Spot>>(
        &self,
        tree: &Tree,
        spots: &mut Reader<'_, R>,
        blocks: Range<u32>,
        nodes: &mut Option<Vec<NodeId>>,
        make: Make<T>,
    ) -> Result<Vec<T>, StoreError> {
        let nodes = match nodes {
            Some(nodes) => nodes,
            none => none.insert(self.ids(tree).scan(0).collect::<Result<_, _>>()?),
        };
        let mut places: Vec<(Spot, usize)> = Vec::new();
        for block in blocks {
            for spot in spots.block(block)? {
                places.push((*spot, places.len()));
            }
        }
        places.sort_unstable_by_key(|(spot, _)| spot.edge);
        let mut out: Reader<'_, Out> = self.outward(tree);
        let mut minted = RowIds::of(self.document);
        let mut items: Vec<Option<T>> = Vec::new();
        items.resize_with(places.len(), || None);
        for (spot, order) in places {
            let edge = *out.at(spot.edge)?;
            let item = self.item(nodes, &mut minted, edge, spot, make);
            if item.is_none() {
                let key = layout::run(self.document, Out::LETTER, spot.edge / Out::BLOCK);
                return Err(corrupt(&key));
            }
            items[order] = item;
        }
        Ok(items.into_iter().flatten().collect())
    }

    fn item<T>(
        &self,
        nodes: &[NodeId],
        minted: &mut RowIds,
        edge: Edge,
        spot: Spot,
        make: Make<T>,
    ) -> Option<T> {
        let node = |number: u32| nodes.get(number as usize).copied();
        let ends = (node(edge.row.from)?, node(edge.row.to)?);
        let id = minted.id(edge.row.kind, ends, edge.ordinal)?;
        spot.may_be(&packed(id)).then_some(())?;
        make(self, edge, id, ends)
    }
}

/// The bytes that an index is sorted by.
pub(crate) fn packed(id: RowId) -> Id {
    match id {
        RowId::Statement(id) => pack(id.to_bytes()),
        RowId::Relation(id) => pack(id.to_bytes()),
    }
}

fn make_statement(
    import: &Import,
    edge: Edge,
    id: RowId,
    ends: (NodeId, NodeId),
) -> Option<Statement> {
    edge.row.statement(id, import.document, ends)
}

fn make_relation(
    import: &Import,
    edge: Edge,
    id: RowId,
    ends: (NodeId, NodeId),
) -> Option<Relation> {
    edge.row.relation(id, import.document, ends)
}
