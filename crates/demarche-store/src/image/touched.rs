//! Which records changes have touched since the last image.

use std::collections::BTreeSet;

use demarche_model::{ActorId, NodeId};

use super::changes::Changes;
use super::layout::Kind;
use crate::sled::layout::{ID, Id, read_name, tag, unpack, unpack_node};
use crate::{Judged, StoreError};

/// More than this, in records, is not kept: some 20 MB. The next image is then a whole one.
const MOST: u64 = 1 << 19;

/// What was written since a count of changes.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    /// The count of changes at which nothing was touched.
    since: u64,
    /// How many changes were noted.
    changes: u64,
    parts: Parts,
    /// More was touched than can be told.
    untold: bool,
}

impl Touched {
    /// Begins anew at a count of changes.
    pub(crate) fn since(step: u64) -> Self {
        Self {
            since: step,
            ..Self::default()
        }
    }

    /// Notes one change by the keys that it wrote; nothing for no keys.
    pub(crate) fn note(&mut self, keys: &[Vec<u8>]) {
        if keys.is_empty() {
            return;
        }
        self.changes += 1;
        if self.untold {
            return;
        }
        let told = keys.iter().all(|key| self.parts.add(key).is_some());
        if !told || self.parts.weight() > MOST {
            self.untold = true;
            self.parts = Parts::default();
        }
    }

    /// Everything that was touched since `from`, which is the count of changes of the last image,
    /// until `to`; `None` if some change in between was not noted, or was of another kind.
    pub(crate) fn between(&self, from: u64, to: u64) -> Option<Parts> {
        let all = self.since == from && self.since + self.changes == to && !self.untold;
        all.then(|| self.parts.clone())
    }
}

/// What of an image is touched.
#[derive(Debug, Clone, Default)]
pub(crate) struct Parts {
    pub(crate) records: [BTreeSet<Id>; Kind::ALL.len()],
    /// Nodes whose links are touched.
    pub(crate) nodes: BTreeSet<NodeId>,
    pub(crate) names: BTreeSet<String>,
}

impl Parts {
    /// `None` for a key that has more behind it than can be told here.
    fn add(&mut self, key: &[u8]) -> Option<()> {
        let (&tag, rest) = key.split_first()?;
        let id = rest.first_chunk::<ID>();
        let kind = Kind::ALL.into_iter().find(|kind| kind.tag() == tag);
        match (kind, tag) {
            (Some(kind), _) => drop(self.records[kind as usize].insert(*id?)),
            (None, tag::TEXT) => drop(self.records[Kind::Document as usize].insert(*id?)),
            (None, tag::LINKS) => drop(self.nodes.insert(unpack_node(*id?)?)),
            (None, tag::NAME) => drop(self.names.insert(read_name(key)?.0)),
            (None, tag::META | tag::PROOF | tag::PATH | tag::ACTOR_SAID | tag::ISSUE_SAID) => {}
            (None, _) => return None,
        }
        Some(())
    }

    /// Adds what follows for the graph from the decisions as they were and as they are; `None` if
    /// that is more than can be told here: they lead to other actors than before.
    pub(crate) fn decide(&mut self, before: &Judged, now: &Judged) -> Option<()> {
        if !now.leads_as(before) {
            return None;
        }
        self.names.extend(now.renamed(before));
        let actors = self.records[Kind::Actor as usize].iter();
        let actors = actors.filter_map(|id| ActorId::from_bytes(unpack(*id)));
        let nodes = self.nodes.iter().filter_map(|node| node.actor());
        let meant: Vec<_> = actors.chain(nodes).map(|actor| now.meant(actor)).collect();
        self.nodes
            .extend(meant.into_iter().flatten().map(NodeId::from));
        Some(())
    }

    /// Adds all that a file of changes holds.
    pub(crate) fn extend(&mut self, changes: &Changes) -> Result<(), StoreError> {
        for kind in Kind::ALL {
            for stored in changes.layer.scan(kind) {
                self.records[kind as usize].insert(stored?.0);
            }
        }
        for node in changes.linked() {
            self.nodes.insert(node?);
        }
        for named in changes.layer.names() {
            self.names.insert(named?.0);
        }
        Ok(())
    }

    /// How much there is to write, roughly in records.
    pub(crate) fn weight(&self) -> u64 {
        let records: usize = self.records.iter().map(BTreeSet::len).sum();
        (records + self.nodes.len() + self.names.len()) as u64
    }
}
