//! Actors, issues and names of an import.

use ::sled::Tree;
use demarche_model::{Actor, ActorId, Issue, IssueId, NodeId, Source};

use super::{Edge, Folded, Ids, Import};
use crate::StoreError;
use crate::sled::layout::{self, Id, pack_node, unpack_node};
use crate::sled::run::{Reader, Run};
use crate::sled::value::corrupt;

impl Import {
    /// What the import tells of an actor.
    pub(crate) fn actor(&self, tree: &Tree, id: ActorId) -> Result<Option<Actor>, StoreError> {
        let number = self.number(tree, id.into())?;
        let node = number.map(|number| self.node(tree, number)).transpose()?;
        Ok(node.and_then(|node| node.actor()))
    }

    /// What the import tells of an issue.
    pub(crate) fn issue(&self, tree: &Tree, id: IssueId) -> Result<Option<Issue>, StoreError> {
        let Some(number) = self.number(tree, id.into())? else {
            return Ok(None);
        };
        let mut found = self.node(tree, number)?.issue();
        let mut ids = self.ids(tree);
        for edge in self.leaving(tree, number) {
            let Edge { row, .. } = edge?;
            if let (Some(issue), false) = (&mut found, row.kind.observed()) {
                add_end(issue, *ids.at(row.to)?);
            }
        }
        Ok(found)
    }

    /// Every actor, by id.
    pub(crate) fn all_actors<'a>(&self, tree: &'a Tree) -> Source<'a, Actor> {
        let actors = self.nodes(tree, 0).take(self.record.actors as usize);
        Box::new(actors.filter_map(|node| match node {
            Ok(node) => node.actor().map(Ok),
            Err(error) => Some(Err(error.into())),
        }))
    }

    /// Every issue, by id.
    pub(crate) fn all_issues<'a>(&self, tree: &'a Tree) -> Source<'a, Issue> {
        let first = self.record.actors;
        let mut ids = self.held_ids(tree);
        let mut edges = self.leaving_from(tree, first).peekable();
        let nodes = self.nodes(tree, first).zip(first..);
        Box::new(nodes.filter_map(move |(node, number)| {
            let next = || -> Result<Option<Issue>, StoreError> {
                let mut found = match node {
                    Ok(node) => node.issue(),
                    Err(error) => return Err(error),
                };
                while let Some(edge) = edges.next_if(|edge| match edge {
                    Ok(edge) => edge.row.from <= number,
                    Err(_) => true,
                }) {
                    let Edge { row, .. } = edge?;
                    if let (Some(issue), false, true) =
                        (&mut found, row.kind.observed(), row.from == number)
                    {
                        add_end(issue, ids.at(row.to)?);
                    }
                }
                Ok(found)
            };
            next().map_err(Into::into).transpose()
        }))
    }

    /// The nodes whose name folds to `folded`.
    pub(crate) fn named(
        &self,
        tree: &Tree,
        folded: &str,
        nodes: &mut Vec<NodeId>,
    ) -> Result<(), StoreError> {
        let before = self
            .record
            .folded
            .partition_point(|fence| **fence < *folded);
        let block = u32::try_from(before.saturating_sub(1)).unwrap_or(u32::MAX);
        let mut ids = self.ids(tree);
        for entry in self.folded(tree).scan(block.saturating_mul(Folded::BLOCK)) {
            let (name, number) = entry?;
            if *name > *folded {
                break;
            }
            if *name == *folded {
                nodes.push(*ids.at(number)?);
            }
        }
        Ok(())
    }

    /// Every folded name with its node, sorted.
    pub(crate) fn all_names<'a>(&self, tree: &'a Tree) -> Source<'a, (String, NodeId)> {
        let mut ids = self.held_ids(tree);
        Box::new(self.folded(tree).scan(0).map(move |entry| {
            let (name, number) = entry?;
            Ok((name.into(), ids.at(number)?))
        }))
    }

    /// The ids of the nodes, for those who go through many in no order.
    fn held_ids<'a>(&self, tree: &'a Tree) -> Held<'a> {
        let ids = self.ids(tree);
        Held {
            blocks: vec![Vec::new(); ids.blocks().len()],
            wrong: layout::run(self.document, Ids::LETTER, 0),
            ids,
        }
    }
}

/// The ids of nodes, 13 bytes each in memory, a block read when the first of it is asked for.
struct Held<'a> {
    ids: Reader<'a, Ids>,
    blocks: Vec<Vec<Id>>,
    /// The key of the run, for failures.
    wrong: Vec<u8>,
}

impl Held<'_> {
    /// The node of a number. O(1), the first time O(block).
    fn at(&mut self, number: u32) -> Result<NodeId, StoreError> {
        let (block, place) = (number / Ids::BLOCK, number % Ids::BLOCK);
        let held = self.blocks.get_mut(block as usize);
        let held = held.ok_or_else(|| corrupt(&self.wrong))?;
        if held.is_empty() {
            let ids = self.ids.block(block)?;
            held.extend(ids.iter().map(|&id| pack_node(id)));
        }
        let id = held.get(place as usize).copied();
        id.and_then(unpack_node).ok_or_else(|| corrupt(&self.wrong))
    }
}

/// Adds the other end of a structural edge; the ends come sorted.
fn add_end(issue: &mut Issue, end: NodeId) {
    match end {
        NodeId::Actor(id) if issue.about.last() != Some(&id) => issue.about.push(id),
        NodeId::Issue(id) if issue.broader.last() != Some(&id) => issue.broader.push(id),
        _ => {}
    }
}
