//! Whether the records are whole and what is derived agrees with them. Every part is a few scans in
//! the order of the keys, so that neither the memory of a check nor its time a record grows with the
//! store. Where two sets should be equal, sums of their digests are compared; only where these
//! differ is each member looked up.

mod given;

use std::collections::BTreeSet;
use std::hash::{DefaultHasher, Hash, Hasher};

use demarche_model::{Actor, DocumentId, Issue, Link, LinkKind, NodeId};

use super::layout::{self, ID, Id, TREES, describe, tag};
use super::read::key_id;
use super::record::{DocumentRecord, RelationRecord, StatementRecord};
use super::told::Told;
use super::value::open;
use super::{SledStore, adjacency, engine, text};
use crate::links::{self, End};
use crate::{Finding, StoreError};

const NOBODYS: &str = "no document gives it";
const NOTHINGS: &str = "nothing gives it";
const MISSING: &str = "it is missing or damaged";
const OTHER: &str = "it is not what the documents give";

/// Findings while they are collected; a set, since one damage is met more than once.
#[derive(Default)]
pub(crate) struct Findings(pub(crate) BTreeSet<Finding>);

impl Findings {
    pub(crate) fn add(&mut self, key: &[u8], what: impl Into<String>) {
        let (tree, key) = describe(key);
        let what = what.into();
        self.0.insert(Finding { tree, key, what });
    }

    /// Notes damage and goes on; any other failure ends the check.
    pub(crate) fn kept<T>(
        &mut self,
        result: Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let (tree, key, what) = match result {
            Ok(value) => return Ok(Some(value)),
            Err(StoreError::Corrupt { tree, key }) => (tree, key, MISSING.to_owned()),
            Err(StoreError::Rejected { id, why }) => ("documents", id, why),
            Err(other) => return Err(other),
        };
        self.0.insert(Finding { tree, key, what });
        Ok(None)
    }
}

/// A sum over the members of a set: the same for the same set in any order, and hardly ever for
/// another one.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Sum {
    digests: u64,
    members: u64,
}

impl Sum {
    pub(crate) fn add(&mut self, member: &impl Hash) {
        let mut hasher = DefaultHasher::new();
        member.hash(&mut hasher);
        self.digests = self.digests.wrapping_add(hasher.finish());
        self.members += 1;
    }
}

impl SledStore {
    /// Every contradiction, sorted.
    pub(crate) fn findings(&self) -> Result<Vec<Finding>, StoreError> {
        let mut findings = Findings::default();
        self.check_values(&mut findings)?;
        self.check_documents(&mut findings)?;
        self.check_told::<Actor>(&mut findings)?;
        self.check_told::<Issue>(&mut findings)?;
        self.check_names(&mut findings)?;
        self.check_paths(&mut findings)?;
        self.check_links(&mut findings)?;
        self.check_imports(&mut findings)?;
        Ok(findings.0.into_iter().collect())
    }

    fn check_imports(&self, findings: &mut Findings) -> Result<(), StoreError> {
        for import in self.imports().iter() {
            let key = layout::import(import.document);
            if !self.has_document(&key)? {
                findings.add(&key, NOBODYS);
            }
            let wrong = findings.kept(self.import_findings(import))?;
            for what in wrong.into_iter().flatten() {
                findings.add(&key, what);
            }
        }
        Ok(())
    }

    /// Every checksum, unknown keys, blocks of no text, and decisions.
    fn check_values(&self, findings: &mut Findings) -> Result<(), StoreError> {
        for pair in &self.tree {
            let (key, value) = pair.map_err(engine)?;
            findings.kept(open(&key, &value).map(drop))?;
            match key.first() {
                Some(&tag::TEXT) if !self.is_block(&key)? => findings.add(&key, NOBODYS),
                Some(&tag::PROOF) if !self.has_document(&key)? => findings.add(&key, NOBODYS),
                Some(first) if TREES.iter().any(|row| row.0 == *first) => {}
                _ => findings.add(&key, "it is of an unknown kind"),
            }
        }
        for decision in self.decisions_stored() {
            findings.kept(decision)?;
        }
        Ok(())
    }

    fn has_document(&self, key: &[u8]) -> Result<bool, StoreError> {
        let Some(id) = key_id(key).and_then(DocumentId::from_bytes) else {
            return Ok(false);
        };
        self.tree.contains_key(layout::document(id)).map_err(engine)
    }

    /// Whether the key is that of a block of a text; a damaged document is told elsewhere.
    fn is_block(&self, key: &[u8]) -> Result<bool, StoreError> {
        let Some((id, block)) = key.split_last_chunk::<4>() else {
            return Ok(false);
        };
        let Some(id) = key_id(id).and_then(DocumentId::from_bytes) else {
            return Ok(false);
        };
        match self.record::<DocumentRecord>(&layout::document(id)) {
            Ok(Some(record)) => {
                let blocks = text::blocks(record.text.unwrap_or(0));
                Ok(blocks.contains(&u32::from_be_bytes(*block)))
            }
            Ok(None) => Ok(false),
            Err(StoreError::Corrupt { .. }) => Ok(true),
            Err(other) => Err(other),
        }
    }

    /// The joined actors or issues against what each source tells of them.
    fn check_told<T: Told>(&self, findings: &mut Findings) -> Result<(), StoreError> {
        let read = self.each_told(|id, joined| {
            let Some(joined) = findings.kept(joined)? else {
                return Ok(());
            };
            let key = T::key(id);
            match findings.kept(self.told_stored::<T>(id))? {
                Some(None) => findings.add(&key, MISSING),
                Some(Some(stored)) if stored != joined => findings.add(&key, OTHER),
                _ => {}
            }
            Ok(())
        });
        findings.kept(read)?;
        for key in self.tree.scan_prefix([T::TAG]).keys() {
            let key = key.map_err(engine)?;
            let id = key_id(&key).and_then(T::of_bytes);
            let said = id.map(|id| self.tree.scan_prefix(T::said_key(id, &[])).next());
            if said.flatten().is_none() {
                findings.add(&key, NOTHINGS);
            }
        }
        Ok(())
    }

    fn check_names(&self, findings: &mut Findings) -> Result<(), StoreError> {
        let mut wanted = Sum::default();
        self.each_joined::<Actor>(findings, |item, _| {
            item.names().iter().for_each(|name| wanted.add(name));
            Ok(())
        })?;
        self.each_joined::<Issue>(findings, |item, _| {
            item.names().iter().for_each(|name| wanted.add(name));
            Ok(())
        })?;
        let mut found = Sum::default();
        for name in self.read_names(&[tag::NAME]) {
            if let Some(name) = findings.kept(name)? {
                found.add(&name);
            }
        }
        if found == wanted {
            return Ok(());
        }
        self.look_up_names(findings)
    }

    /// Each name at its place, and each place with its name.
    fn look_up_names(&self, findings: &mut Findings) -> Result<(), StoreError> {
        self.check_names_of::<Actor>(findings)?;
        self.check_names_of::<Issue>(findings)?;
        for name in self.read_names(&[tag::NAME]) {
            let Some((name, node)) = findings.kept(name)? else {
                continue;
            };
            let names = match node {
                NodeId::Actor(id) => self.names_of::<Actor>(id),
                NodeId::Issue(id) => self.names_of::<Issue>(id),
            };
            if let Some(names) = findings.kept(names)?
                && !names.contains(&(name.clone(), node))
            {
                findings.add(&layout::name(&name, node), NOTHINGS);
            }
        }
        Ok(())
    }

    fn names_of<T: Told>(&self, id: T::Id) -> Result<BTreeSet<(String, NodeId)>, StoreError> {
        let item: Option<T> = self.told_stored(id)?;
        Ok(item.as_ref().map(T::names).unwrap_or_default())
    }

    fn check_names_of<T: Told>(&self, findings: &mut Findings) -> Result<(), StoreError> {
        self.each_joined::<T>(findings, |item, findings| {
            for (name, node) in item.names() {
                let key = layout::name(&name, node);
                if !self.tree.contains_key(&key).map_err(engine)? {
                    findings.add(&key, MISSING);
                }
            }
            Ok(())
        })
    }

    /// Every stored actor or issue that can be read.
    fn each_joined<T: Told>(
        &self,
        findings: &mut Findings,
        mut one: impl FnMut(T, &mut Findings) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        for key in self.tree.scan_prefix([T::TAG]).keys() {
            let key = key.map_err(engine)?;
            if let Some(id) = key_id(&key).and_then(T::of_bytes)
                && let Some(Some(item)) = findings.kept(self.told_stored::<T>(id))?
            {
                one(item, findings)?;
            }
        }
        Ok(())
    }

    fn check_paths(&self, findings: &mut Findings) -> Result<(), StoreError> {
        for key in self.tree.scan_prefix([tag::PATH]).keys() {
            let key = key.map_err(engine)?;
            let path = String::from_utf8_lossy(&key[1..]).into_owned();
            let Some(Some(owner)) = findings.kept(self.path_owner(&path))? else {
                continue;
            };
            let owner = self.record::<DocumentRecord>(&layout::document(owner));
            if let Some(owner) = findings.kept(owner)?
                && owner.is_none_or(|owner| !owner.paths.contains(&path))
            {
                findings.add(&key, NOTHINGS);
            }
        }
        Ok(())
    }

    /// Every edge is at both its ends, and there are no others.
    fn check_links(&self, findings: &mut Findings) -> Result<(), StoreError> {
        let mut wanted = Sum::default();
        self.each_end(findings, |end, _| {
            wanted.add(end);
            Ok(())
        })?;
        let mut found = Sum::default();
        self.each_link(findings, |node, link, _| {
            found.add(&(node, link));
            Ok(())
        })?;
        if found == wanted {
            return Ok(());
        }
        self.each_end(findings, |(node, link), findings| {
            let has = adjacency::has(&self.tree, *node, link);
            if findings.kept(has)? == Some(false) {
                findings.add(&layout::links(*node), OTHER);
            }
            Ok(())
        })?;
        self.each_link(findings, |node, link, findings| {
            if findings.kept(self.gives(node, &link))? == Some(false) {
                findings.add(&layout::links(node), OTHER);
            }
            Ok(())
        })
    }

    /// Both ends of every edge that records give.
    fn each_end(
        &self,
        findings: &mut Findings,
        mut one: impl FnMut(&End, &mut Findings) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut all = |ends: &[End], findings: &mut Findings| {
            ends.iter().try_for_each(|end| one(end, findings))
        };
        for item in self.statements_stored() {
            if let Some((item, _)) = findings.kept(item)? {
                all(&links::of_statement(&item), findings)?;
            }
        }
        for item in self.relations_stored() {
            if let Some((item, _)) = findings.kept(item)? {
                all(&links::of_relation(&item), findings)?;
            }
        }
        self.each_joined::<Issue>(findings, |item, findings| {
            all(&links::of_issue(&item), findings)
        })
    }

    /// Every stored link of every node, in order.
    fn each_link(
        &self,
        findings: &mut Findings,
        mut one: impl FnMut(NodeId, Link, &mut Findings) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut last = None;
        for pair in self.tree.scan_prefix([tag::LINKS]) {
            let (key, value) = pair.map_err(engine)?;
            let node = key.get(1..=ID).and_then(|id| Id::try_from(id).ok());
            let Some(node) = node.and_then(layout::unpack_node) else {
                findings.add(&key, "it is not a node");
                continue;
            };
            let Some(links) = findings.kept(adjacency::block(&key, &value))? else {
                continue;
            };
            for link in links {
                if last.is_some_and(|last| last >= (node, link)) {
                    findings.add(&key, OTHER);
                }
                last = Some((node, link));
                one(node, link, findings)?;
            }
        }
        Ok(())
    }

    /// Whether a record gives this link.
    fn gives(&self, node: NodeId, link: &Link) -> Result<bool, StoreError> {
        let end = (node, *link);
        let issue = if link.outgoing { node } else { link.other };
        Ok(match link.kind {
            LinkKind::Stance(id) => self
                .item::<StatementRecord>(&layout::statement(id), id)?
                .is_some_and(|(item, _)| links::of_statement(&item).contains(&end)),
            LinkKind::Relation(_, id) => self
                .item::<RelationRecord>(&layout::relation(id), id)?
                .is_some_and(|(item, _)| links::of_relation(&item).contains(&end)),
            LinkKind::About | LinkKind::Broader => match issue {
                NodeId::Issue(id) => self
                    .told_stored::<Issue>(id)?
                    .is_some_and(|item| links::of_issue(&item).contains(&end)),
                NodeId::Actor(_) => false,
            },
        })
    }
}
