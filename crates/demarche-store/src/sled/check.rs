//! Whether what is derived agrees with the records, and deriving it again.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{
    ActorId, DocumentId, Extraction, IssueId, Link, NodeId, Observations, Source,
};

use super::adjacency::{self, Change};
use super::layout::{self, ID, Id, NO_DOCUMENT, REBUILD_KEY, TREES, describe, pack, tag};
use super::pending::Pending;
use super::read::key_id;
use super::record::{ActorRecord, IssueRecord};
use super::value::{encode, open};
use super::{SledStore, engine, text};
use crate::admit::{admitted, observations};
use crate::view::View;
use crate::{Finding, StoreError};

/// Findings while they are collected; a set, since one damage is met more than once.
#[derive(Default)]
struct Findings(BTreeSet<Finding>);

impl Findings {
    fn add(&mut self, key: &[u8], what: impl Into<String>) {
        let (tree, key) = describe(key);
        let what = what.into();
        self.0.insert(Finding { tree, key, what });
    }

    /// Notes damage and goes on; any other failure ends the check.
    fn kept<T>(&mut self, result: Result<T, StoreError>) -> Result<Option<T>, StoreError> {
        match result {
            Ok(value) => Ok(Some(value)),
            Err(StoreError::Corrupt { tree, key }) => {
                let what = "it is missing or damaged".into();
                self.0.insert(Finding { tree, key, what });
                Ok(None)
            }
            Err(StoreError::Rejected { id, why }) => {
                let (tree, key) = ("documents", id);
                self.0.insert(Finding {
                    tree,
                    key,
                    what: why,
                });
                Ok(None)
            }
            Err(other) => Err(other),
        }
    }

    /// Notes every difference between a derived index and what it should be.
    fn compare<K: Ord, V: PartialEq>(
        &mut self,
        stored: &BTreeMap<K, V>,
        wanted: &BTreeMap<K, V>,
        key: impl Fn(&K) -> Vec<u8>,
    ) {
        for (item, value) in stored {
            match wanted.get(item) {
                None => self.add(&key(item), "nothing gives it"),
                Some(wanted) if wanted != value => {
                    self.add(&key(item), "it is not what the documents give");
                }
                Some(_) => {}
            }
        }
        for item in wanted.keys().filter(|&item| !stored.contains_key(item)) {
            self.add(&key(item), "it is missing or damaged");
        }
    }
}

impl SledStore {
    /// Every contradiction, sorted.
    pub(crate) fn findings(&self) -> Result<Vec<Finding>, StoreError> {
        let mut findings = Findings::default();
        let (view, expected) = self.gather(&mut findings)?;
        self.check_keys(&expected, &mut findings)?;
        let actors = by_id(&mut findings, self.actors(), |item| item.id)?;
        findings.compare(&actors, &view.actors, |&id| layout::actor(id));
        let issues = by_id(&mut findings, self.issues(), |item| item.id)?;
        findings.compare(&issues, &view.issues, |&id| layout::issue(id));
        self.check_names(&view, &mut findings)?;
        self.check_paths(&view, &mut findings)?;
        self.check_links(&view, &mut findings)?;
        Ok(findings.0.into_iter().collect())
    }

    /// Computes the view from the records, and the keys that these records must have.
    fn gather(&self, findings: &mut Findings) -> Result<(View, BTreeSet<Vec<u8>>), StoreError> {
        let mut view = View::default();
        let mut expected = BTreeSet::new();
        for key in self.tree.scan_prefix([tag::DOCUMENT]).keys() {
            let key = key.map_err(engine)?;
            let Some(id) = key_id(&key).and_then(DocumentId::from_bytes) else {
                findings.add(&key, "it is not a document id");
                continue;
            };
            let extraction = self.read_extraction(id);
            let Some(Some(extraction)) = findings.kept(extraction)? else {
                continue;
            };
            view.add(&extraction);
            keys_of(&extraction, &mut expected);
            if let Some(tidy) = findings.kept(admitted(extraction.clone()))?
                && tidy != extraction
            {
                findings.add(&key, "its records are not in order");
            }
        }
        self.gather_loose(&mut view, &mut expected, findings)?;
        view.finish();
        Ok((view, expected))
    }

    /// Actors and issues that come from no document.
    fn gather_loose(
        &self,
        view: &mut View,
        expected: &mut BTreeSet<Vec<u8>>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        for key in self.loose_keys(tag::ACTOR_SAID)? {
            let id = said_id(&key).and_then(ActorId::from_bytes);
            if let Some(id) = id
                && let Some(Some(item)) = findings.kept(self.item::<ActorRecord>(&key, id))?
            {
                view.add_actor(&item);
            }
            expected.insert(key);
        }
        for key in self.loose_keys(tag::ISSUE_SAID)? {
            let id = said_id(&key).and_then(IssueId::from_bytes);
            if let Some(id) = id
                && let Some(Some(item)) = findings.kept(self.item::<IssueRecord>(&key, id))?
            {
                view.add_issue(&item);
            }
            expected.insert(key);
        }
        Ok(())
    }

    fn loose_keys(&self, tag: u8) -> Result<Vec<Vec<u8>>, StoreError> {
        let mut keys = Vec::new();
        for key in self.tree.scan_prefix([tag]).keys() {
            let key = key.map_err(engine)?;
            if key.ends_with(&NO_DOCUMENT) {
                keys.push(key.to_vec());
            }
        }
        Ok(keys)
    }

    /// Every checksum, unknown keys, and records that no document gave.
    fn check_keys(
        &self,
        expected: &BTreeSet<Vec<u8>>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        for pair in &self.tree {
            let (key, value) = pair.map_err(engine)?;
            findings.kept(open(&key, &value).map(drop))?;
            let row = TREES.iter().find(|row| Some(&row.0) == key.first());
            match row {
                None => findings.add(&key, "it is of an unknown kind"),
                Some((tag::META | tag::DOCUMENT | tag::DECISION, ..) | (_, _, true)) => {}
                Some(_) if expected.contains(&*key) => {}
                Some(_) => findings.add(&key, "no document gives it"),
            }
        }
        let decisions = self.decisions();
        for decision in decisions {
            findings.kept(decision.map_err(StoreError::from))?;
        }
        Ok(())
    }

    fn check_names(&self, view: &View, findings: &mut Findings) -> Result<(), StoreError> {
        let mut stored = BTreeSet::new();
        for name in self.read_names(&[tag::NAME]) {
            stored.extend(findings.kept(name)?);
        }
        for (name, node) in stored.difference(&view.names) {
            findings.add(&layout::name(name, *node), "nothing gives it");
        }
        for (name, node) in view.names.difference(&stored) {
            findings.add(&layout::name(name, *node), "it is missing or damaged");
        }
        Ok(())
    }

    fn check_paths(&self, view: &View, findings: &mut Findings) -> Result<(), StoreError> {
        let mut stored = BTreeMap::new();
        for key in self.tree.scan_prefix([tag::PATH]).keys() {
            let key = key.map_err(engine)?;
            let path = String::from_utf8_lossy(&key[1..]).into_owned();
            if let Some(Some(owner)) = findings.kept(self.path_owner(&path))? {
                stored.insert(path, owner);
            }
        }
        findings.compare(&stored, &view.paths, |path| layout::path(path));
        Ok(())
    }

    fn check_links(&self, view: &View, findings: &mut Findings) -> Result<(), StoreError> {
        let mut nodes: BTreeSet<NodeId> = view.links.keys().copied().collect();
        for key in self.tree.scan_prefix([tag::LINKS]).keys() {
            let key = key.map_err(engine)?;
            let node = key.get(1..=ID).and_then(|id| Id::try_from(id).ok());
            match node.and_then(layout::unpack_node) {
                Some(node) => drop(nodes.insert(node)),
                None => findings.add(&key, "it is not a node"),
            }
        }
        let none = BTreeSet::new();
        for node in nodes {
            let mut stored: Vec<Link> = Vec::new();
            let read = adjacency::visit(&self.tree, node, &mut |link| stored.push(link));
            let wanted = view.links.get(&node).unwrap_or(&none);
            if findings.kept(read)?.is_some() && !stored.iter().eq(wanted) {
                findings.add(&layout::links(node), "it is not what the documents give");
            }
        }
        Ok(())
    }

    /// Drops all that is derived and computes it anew. A crash in between is noticed and made
    /// good when the store is opened.
    pub(crate) fn derive_again(&self) -> Result<(), StoreError> {
        let mut findings = Findings::default();
        let (view, _) = self.gather(&mut findings)?;
        if let Some(Finding { tree, key, .. }) = findings.0.pop_first() {
            return Err(StoreError::Corrupt { tree, key });
        }
        let value = encode(REBUILD_KEY, &())?;
        self.tree.insert(REBUILD_KEY, value).map_err(engine)?;
        self.sync()?;
        for (tag, ..) in TREES.iter().filter(|row| row.2) {
            for key in self.tree.scan_prefix([*tag]).keys() {
                self.tree.remove(key.map_err(engine)?).map_err(engine)?;
            }
        }
        for (id, item) in &view.actors {
            self.insert(layout::actor(*id), &ActorRecord::of(item))?;
        }
        for (id, item) in &view.issues {
            self.insert(layout::issue(*id), &IssueRecord::of(item))?;
        }
        for (name, node) in &view.names {
            self.insert(layout::name(name, *node), &())?;
        }
        for (path, owner) in &view.paths {
            self.insert(layout::path(path), &pack(owner.to_bytes()))?;
        }
        for (node, links) in &view.links {
            let mut pending = Pending::new(&self.tree);
            let mut change = Change::default();
            for link in links {
                change.add(*link);
            }
            change.write(*node, &mut pending)?;
            pending.commit()?;
        }
        self.sync()?;
        let mut pending = Pending::new(&self.tree);
        pending.remove(REBUILD_KEY.to_vec());
        pending.commit()?;
        self.sync()
    }

    fn insert(&self, key: Vec<u8>, record: &impl serde::Serialize) -> Result<(), StoreError> {
        let value = encode(&key, record)?;
        self.tree.insert(key, value).map(drop).map_err(engine)
    }
}

fn by_id<T, I: Ord>(
    findings: &mut Findings,
    items: Source<'_, T>,
    id: fn(&T) -> I,
) -> Result<BTreeMap<I, T>, StoreError> {
    let mut found = BTreeMap::new();
    for item in items {
        let item = findings.kept(item.map_err(StoreError::from))?;
        found.extend(item.map(|item| (id(&item), item)));
    }
    Ok(found)
}

/// The id of whom a document tells.
fn said_id(key: &[u8]) -> Option<[u8; 16]> {
    key.get(1..=ID)
        .and_then(|id| Id::try_from(id).ok())
        .map(layout::unpack)
}

/// The keys of all records of a document but its own.
fn keys_of(extraction: &Extraction, keys: &mut BTreeSet<Vec<u8>>) {
    let id = extraction.document.id;
    let source = pack(id.to_bytes());
    keys.insert(layout::proof(id));
    let len = extraction.document.text.as_ref().map_or(0, String::len);
    let blocks = text::blocks(u32::try_from(len).unwrap_or(u32::MAX));
    keys.extend(blocks.map(|block| layout::text(id, block)));
    keys.extend(observations(extraction).map(layout::observation));
    let actors = extraction.actors.iter();
    keys.extend(actors.map(|item| layout::actor_said(item.id, &source)));
    let issues = extraction.issues.iter();
    keys.extend(issues.map(|item| layout::issue_said(item.id, &source)));
}
