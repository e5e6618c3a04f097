//! Whether the runs of an import agree with each other. Memory: the ids of its nodes.

use std::hash::{DefaultHasher, Hash, Hasher};

use demarche_model::{EdgeRow, NodeId, RowId, Source, fold_name};

use super::observed::packed;
use super::pack::{self, Statements};
use super::{Edge, Import};
use crate::StoreError;
use crate::sled::SledStore;
use crate::sled::layout::Id;
use crate::sled::run::Run;

impl SledStore {
    /// What is wrong with the import of a document; `Corrupt` where a block cannot be read.
    /// O(import).
    pub(crate) fn import_findings(&self, import: &Import) -> Result<Vec<String>, StoreError> {
        let mut wrong = Vec::new();
        let nodes = self.node_findings(import, &mut wrong)?;
        self.edge_findings(import, &nodes, &mut wrong)?;
        Ok(wrong)
    }

    fn node_findings(
        &self,
        import: &Import,
        wrong: &mut Vec<String>,
    ) -> Result<Vec<NodeId>, StoreError> {
        let mut nodes = Vec::with_capacity(import.record.nodes as usize);
        let mut sum = 0u64;
        let mut named = 0;
        for (node, number) in import.nodes(&self.tree, 0).zip(0u32..) {
            let node = node?;
            if node.kind.is_some() != node.id.actor().is_some() {
                wrong.push(format!("`{}` is of another kind", node.id));
            }
            let folded = fold_name(&node.name);
            if !folded.is_empty() {
                sum = sum.wrapping_add(digest(&(&*folded, number)));
                named += 1;
            }
            nodes.push(node.id);
        }
        if !nodes.is_sorted_by(|left, right| left < right) {
            wrong.push("its nodes are not in order".into());
        }
        let actors = nodes.partition_point(|node| node.actor().is_some());
        if u64::from(import.record.actors) != actors as u64 {
            wrong.push("its actors are miscounted".into());
        }
        let mut last = None;
        for entry in import.folded(&self.tree).scan(0) {
            let entry = entry?;
            sum = sum.wrapping_sub(digest(&(&*entry.0, entry.1)));
            if last.as_ref().is_some_and(|last| *last >= entry) {
                wrong.push(format!("the name `{}` is not in order", entry.0));
            }
            last = Some(entry);
        }
        if sum != 0 || named != import.record.names {
            wrong.push("its names are not those of its nodes".into());
        }
        Ok(nodes)
    }

    fn edge_findings(
        &self,
        import: &Import,
        nodes: &[NodeId],
        wrong: &mut Vec<String>,
    ) -> Result<(), StoreError> {
        let node = |number: u32| nodes.get(number as usize).copied();
        let (mut sum, mut statements, mut relations) = (0u64, 0u32, 0u32);
        let mut last: Option<Edge> = None;
        for (edge, place) in import.outward(&self.tree).scan(0).zip(0u32..) {
            let Edge { row, ordinal } = edge?;
            let ends = node(row.from).zip(node(row.to));
            if ends.is_none_or(|(from, to)| !EdgeRow::joins(row.kind, from, to)) {
                wrong.push(format!("edge {place} joins what it cannot join"));
            }
            if !follows(last, Edge { row, ordinal }) {
                wrong.push(format!("edge {place} is not in order"));
            }
            last = Some(Edge { row, ordinal });
            sum = sum.wrapping_add(digest(&(pack::key(&row), ordinal)));
            statements += u32::from(row.polarity.is_some());
            relations += u32::from(row.kind.observed() && row.polarity.is_none());
        }
        if (statements, relations) != (import.record.statements, import.record.relations) {
            wrong.push("its observations are miscounted".into());
        }
        let mut last: Option<Edge> = None;
        for edge in import.inward(&self.tree).scan(0) {
            let Edge { row, ordinal } = edge?;
            if !follows(last, Edge { row, ordinal }) {
                wrong.push("its incoming edges are not in order".into());
                break;
            }
            last = Some(Edge { row, ordinal });
            let (from, to) = (row.to, row.from);
            let row = EdgeRow { from, to, ..row };
            sum = sum.wrapping_sub(digest(&(pack::key(&row), ordinal)));
        }
        if sum != 0 {
            wrong.push("its incoming edges are not its outgoing ones".into());
        }
        if !wrong.is_empty() {
            return Ok(());
        }
        let all = import.all_statements(&self.tree);
        let ids = ids(all, |item| RowId::Statement(item.id));
        let fences = &import.record.statement_ids;
        index_findings(ids, statements, fences, "statements", wrong)?;
        let all = import.all_relations(&self.tree);
        let ids = self::ids(all, |item| RowId::Relation(item.id));
        let fences = &import.record.relation_ids;
        index_findings(ids, relations, fences, "relations", wrong)
    }
}

fn ids<'a, T: 'a>(
    items: Source<'a, T>,
    id: fn(&T) -> RowId,
) -> impl Iterator<Item = Result<Id, StoreError>> + 'a {
    items.map(move |item| Ok(packed(id(&item?))))
}

/// Every observation has to be found once, in the order of ids.
fn index_findings(
    ids: impl Iterator<Item = Result<Id, StoreError>>,
    wanted: u32,
    fences: &[Id],
    what: &str,
    wrong: &mut Vec<String>,
) -> Result<(), StoreError> {
    let (mut last, mut found) = (None, 0u32);
    let mut fences = fences.iter();
    for id in ids {
        let id = id?;
        let fits = !found.is_multiple_of(Statements::BLOCK) || fences.next() == Some(&id);
        if last.is_some_and(|last| last >= id) || !fits {
            wrong.push(format!("the index of its {what} is not in order"));
            return Ok(());
        }
        last = Some(id);
        found += 1;
    }
    if found != wanted {
        wrong.push(format!("the index of its {what} has gaps"));
    }
    Ok(())
}

fn follows(last: Option<Edge>, edge: Edge) -> bool {
    match last {
        Some(last) if last.row.is_twin(&edge.row) => {
            last.row <= edge.row && edge.ordinal == last.ordinal + 1
        }
        Some(last) => last.row < edge.row && edge.ordinal == 0,
        None => edge.ordinal == 0,
    }
}

/// A number for a value; the sums of two sets are equal where the sets are.
fn digest(value: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}
