//! What can still be read of a damaged store, as a new one.
//!
//! The engine's files are copied, since opening them changes them. Every record whose checksum
//! fits goes from the copy to a clean tree; from there each document is put together again of
//! what is whole. What is lost of a document is taken from the last image where that knows it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::ops::Bound;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use ::sled::Tree;
use demarche_model::{
    Actor, ActorId, AttributionId, Document, DocumentId, Extraction, Graph, Issue, IssueId, NodeId,
    Observations, Read, RelationId, StatementId,
};

use super::check::Findings;
use super::layout::{self, NO_DOCUMENT, STEP_KEY, pack, tag, unpack};
use super::open::open_files;
use super::read::key_id;
use super::record::{
    AttributionRecord, DocumentRecord, Evidence, ProofRecord, Record, RelationRecord,
    StatementRecord,
};
use super::restore::Restoring;
use super::told::Told;
use super::value::{decode, open};
use super::{Mode, SledStore, TREE, engine, place, steps, text};
use crate::load::gathered;
use crate::{Finding, Image, Stats, Store, StoreError};
use serde::de::DeserializeOwned;

const LOST: &str = "it is lost";

impl SledStore {
    /// Makes a new store at `into` of all that can be read of the one at `path`, which is left as
    /// it is. Returns what the new store holds, and what is known to be lost or came from the
    /// last image. `Occupied` if there is something at `into`; `Corrupt` if nothing can be read.
    /// O(store); memory as for the documents that are damaged.
    pub fn salvage(
        path: impl AsRef<Path>,
        into: impl AsRef<Path>,
    ) -> Result<(Stats, Vec<Finding>), StoreError> {
        let path = path.as_ref();
        let mut findings = Findings::default();
        let restoring = Restoring::begin(into)?;
        let clean = Self::open(restoring.beside("records"), Mode::Create)?;
        let engine_read = readable(
            path,
            &restoring.beside("engine"),
            &clean.tree,
            &mut findings,
        )?;
        clean.reload_imports()?;
        let new = restoring.store()?;
        let damaged = clean.refill(new, &mut findings)?;
        let noted = steps::noted(path).unwrap_or(0);
        let behind = clean.step_count().unwrap_or(0) < noted;
        if behind {
            findings.add(STEP_KEY, "the last changes are lost");
        }
        drop(clean);
        if let Ok(Some(image)) = Image::open(path) {
            // What the image alone knows may have been forgotten since.
            let trusted = !engine_read || behind || image.is_fresh().unwrap_or(false);
            fill(new, &image, damaged, trusted, &mut findings)?;
        } else if !engine_read {
            let (tree, key) = ("log", "nothing can be read".to_owned());
            return Err(StoreError::Corrupt { tree, key });
        }
        let stats = restoring.finish()?;
        Ok((stats, findings.0.into_iter().collect()))
    }

    /// Stores all that is whole here in another store, document by document; returns the
    /// documents of which something is lost.
    fn refill(
        &self,
        into: &SledStore,
        findings: &mut Findings,
    ) -> Result<BTreeSet<DocumentId>, StoreError> {
        let mut damaged = BTreeSet::new();
        for (id, mut proof) in self.documents_named()? {
            let known = findings.0.len();
            let key = layout::document(id);
            let Some(document) = self.salvaged_document(id, findings)? else {
                let from = self.paths_of(id)?;
                findings.add(
                    &key,
                    format!("{LOST} with all it gave; its paths were: {from}"),
                );
                damaged.insert(id);
                continue;
            };
            if proof.is_none() {
                findings.add(&layout::proof(id), "it is lost, and was put together again");
                proof = Some(self.proof_of(id)?);
            }
            let given = self.salvaged(document, proof.unwrap_or_default(), findings)?;
            match into.ingest(&given) {
                Err(StoreError::Rejected { why, .. }) => {
                    findings.add(&key, format!("{LOST}: {why}"));
                }
                other => drop(other?),
            }
            if findings.0.len() > known {
                damaged.insert(id);
            }
        }
        self.refill_imports(into, findings)?;
        self.refill_loose::<Actor>(into)?;
        self.refill_loose::<Issue>(into)?;
        for decision in self.decisions_stored().flatten() {
            into.decide(&decision)?;
        }
        Ok(damaged)
    }

    /// Every document that any record speaks of, with what it is known to have given.
    fn documents_named(&self) -> Result<BTreeMap<DocumentId, Option<ProofRecord>>, StoreError> {
        let mut named = BTreeMap::new();
        for tag in [tag::DOCUMENT, tag::PROOF, tag::TEXT] {
            for key in self.tree.scan_prefix([tag]).keys() {
                let key = key.map_err(engine)?;
                let id = key.get(..=layout::ID).and_then(key_id);
                if let Some(id) = id.and_then(DocumentId::from_bytes) {
                    named.entry(id).or_insert(None);
                }
            }
        }
        for item in self.attributions_stored().flatten() {
            named.entry(item.document).or_insert(None);
        }
        for item in self.statements_stored().flatten() {
            named.entry(item.0.document).or_insert(None);
        }
        for item in self.relations_stored().flatten() {
            named.entry(item.0.document).or_insert(None);
        }
        for (id, proof) in &mut named {
            *proof = self.record(&layout::proof(*id))?;
        }
        Ok(named)
    }

    /// What the records that are there say that a document gave. O(store).
    fn proof_of(&self, id: DocumentId) -> Result<ProofRecord, StoreError> {
        let mut proof = ProofRecord::default();
        let source = pack(id.to_bytes());
        for (tag, list) in [
            (tag::ACTOR_SAID, &mut proof.actors),
            (tag::ISSUE_SAID, &mut proof.issues),
        ] {
            for key in self.tree.scan_prefix([tag]).keys() {
                let key = key.map_err(engine)?;
                if key.ends_with(&source) {
                    list.extend(key.get(1..).and_then(|key| key.first_chunk()).copied());
                }
            }
        }
        for item in self.attributions_stored().flatten() {
            if item.document == id {
                proof.attributions.push(pack(item.id.to_bytes()));
            }
        }
        for item in self.statements_stored().flatten() {
            let item = item.0;
            if item.document == id {
                proof.statements.push(pack(item.id.to_bytes()));
            }
        }
        for item in self.relations_stored().flatten() {
            let item = item.0;
            if item.document == id {
                proof.relations.push(pack(item.id.to_bytes()));
            }
        }
        Ok(proof)
    }

    /// The document, without its text if a part of that is lost.
    fn salvaged_document(
        &self,
        id: DocumentId,
        findings: &mut Findings,
    ) -> Result<Option<Document>, StoreError> {
        let key = layout::document(id);
        let Some(record) = self.record::<DocumentRecord>(&key)? else {
            return Ok(None);
        };
        let len = record.text;
        let Some(mut document) = record.item(id) else {
            return Ok(None);
        };
        if let Some(len) = len {
            match text::read(&self.tree, id, len) {
                Ok(text) => document.text = Some(text),
                Err(StoreError::Corrupt { .. }) => findings.add(&layout::text(id, 0), LOST),
                Err(other) => return Err(other),
            }
        }
        Ok(Some(document))
    }

    /// What is whole of that which a document gave; what refers to something lost is lost too.
    fn salvaged(
        &self,
        document: Document,
        proof: ProofRecord,
        findings: &mut Findings,
    ) -> Result<Extraction, StoreError> {
        let mut given = Extraction {
            document,
            actors: Vec::new(),
            issues: Vec::new(),
            attributions: Vec::new(),
            statements: Vec::new(),
            relations: Vec::new(),
        };
        let source = pack(given.document.id.to_bytes());
        for id in proof.actors {
            let found = ActorId::from_bytes(unpack(id)).map(|id| self.salvaged_told(id, &source));
            match found.transpose()?.flatten() {
                Some(item) => given.actors.push(item),
                None => findings.add(&[&[tag::ACTOR_SAID], &id[..]].concat(), LOST),
            }
        }
        for id in proof.issues {
            let found = IssueId::from_bytes(unpack(id)).map(|id| self.salvaged_told(id, &source));
            match found.transpose()?.flatten() {
                Some(item) => given.issues.push(item),
                None => findings.add(&[&[tag::ISSUE_SAID], &id[..]].concat(), LOST),
            }
        }
        self.salvage_observations(
            &mut given,
            proof.attributions,
            proof.statements,
            proof.relations,
            findings,
        )?;
        drop_dangling(&mut given, findings);
        Ok(given)
    }

    fn salvage_observations(
        &self,
        given: &mut Extraction,
        attributions: Vec<layout::Id>,
        statements: Vec<layout::Id>,
        relations: Vec<layout::Id>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        for id in attributions {
            let key = [&[tag::ATTRIBUTION], &id[..]].concat();
            let id = AttributionId::from_bytes(unpack(id));
            match self.whole::<AttributionRecord>(&key, id)? {
                Some(item) => given.attributions.push(item),
                None => findings.add(&key, LOST),
            }
        }
        for id in statements {
            let key = [&[tag::STATEMENT], &id[..]].concat();
            let id = StatementId::from_bytes(unpack(id));
            let item = self.whole::<StatementRecord>(&key, id)?;
            match self.with_salvaged(item, |item, text| item.evidence = text)? {
                Some(item) => given.statements.push(item),
                None => findings.add(&key, LOST),
            }
        }
        for id in relations {
            let key = [&[tag::RELATION], &id[..]].concat();
            let id = RelationId::from_bytes(unpack(id));
            let item = self.whole::<RelationRecord>(&key, id)?;
            match self.with_salvaged(item, |item, text| item.evidence = text)? {
                Some(item) => given.relations.push(item),
                None => findings.add(&key, LOST),
            }
        }
        Ok(())
    }

    /// The record under a key, if it is there and whole.
    fn whole<R: Record + DeserializeOwned>(
        &self,
        key: &[u8],
        id: Option<R::Id>,
    ) -> Result<Option<R::Item>, StoreError> {
        match id.map(|id| self.item::<R>(key, id)) {
            None | Some(Err(StoreError::Corrupt { .. })) => Ok(None),
            Some(item) => item,
        }
    }

    /// The item with its evidence, if that is whole.
    fn with_salvaged<T>(
        &self,
        item: Option<(T, Evidence)>,
        put: fn(&mut T, String),
    ) -> Result<Option<T>, StoreError> {
        let Some((mut item, from)) = item else {
            return Ok(None);
        };
        let text = self.salvaged_evidence(from)?;
        Ok(text.map(|text| {
            put(&mut item, text);
            item
        }))
    }

    fn salvaged_evidence(&self, from: Evidence) -> Result<Option<String>, StoreError> {
        match from {
            Evidence::Inline(text) => Ok(Some(text)),
            Evidence::Text(document, span) => match text::slice(&self.tree, document, span) {
                Ok(text) => Ok(Some(text)),
                Err(StoreError::Corrupt { .. }) => Ok(None),
                Err(other) => Err(other),
            },
        }
    }

    /// What a document tells of an actor or issue, else what all of them do.
    fn salvaged_told<T: Told>(&self, id: T::Id, source: &[u8]) -> Result<Option<T>, StoreError> {
        let said: Option<T::Record> = self.record(&T::said_key(id, source))?;
        if let Some(item) = said.and_then(|record| record.item(id)) {
            return Ok(Some(item));
        }
        if let Some(item) = self.told_stored(id)? {
            return Ok(Some(item));
        }
        for pair in self.tree.scan_prefix(T::said_key(id, &[])) {
            let (key, value) = pair.map_err(engine)?;
            if let Some(item) = decode::<T::Record>(&key, &value)?.item(id) {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// Copies the imports that are whole as they stand.
    fn refill_imports(&self, into: &SledStore, findings: &mut Findings) -> Result<(), StoreError> {
        for import in self.imports().iter() {
            let key = layout::import(import.document);
            let wrong = findings.kept(self.import_findings(import))?;
            let whole = wrong.is_some_and(|wrong| wrong.is_empty());
            if !whole || into.read_document(import.document)?.is_none() {
                findings.add(&key, "it is lost; importing the table again brings it back");
                continue;
            }
            let runs = layout::runs(pack(import.document.to_bytes()));
            for pair in [key, runs]
                .iter()
                .flat_map(|prefix| self.tree.scan_prefix(prefix))
            {
                let (key, value) = pair.map_err(engine)?;
                into.tree.insert(key, value).map_err(engine)?;
            }
        }
        into.settle()
    }

    fn refill_loose<T: Told>(&self, into: &SledStore) -> Result<(), StoreError> {
        for pair in self.tree.scan_prefix([T::SAID]) {
            let (key, value) = pair.map_err(engine)?;
            let id = key
                .get(..=layout::ID)
                .and_then(key_id)
                .and_then(T::of_bytes);
            if let (true, Some(id)) = (key.ends_with(&NO_DOCUMENT), id)
                && let Some(item) = decode::<T::Record>(&key, &value)?.item(id)
            {
                into.take_loose(&item)?;
            }
        }
        Ok(())
    }

    fn paths_of(&self, id: DocumentId) -> Result<String, StoreError> {
        let mut paths = Vec::new();
        for key in self.tree.scan_prefix([tag::PATH]).keys() {
            let key = key.map_err(engine)?;
            let path = String::from_utf8_lossy(&key[1..]).into_owned();
            if self.path_owner(&path)? == Some(id) {
                paths.push(format!("`{path}`"));
            }
        }
        Ok(if paths.is_empty() {
            "not known".into()
        } else {
            paths.join(", ")
        })
    }
}

/// Drops what refers to an actor or issue that is not there.
fn drop_dangling(given: &mut Extraction, findings: &mut Findings) {
    const DANGLES: &str = "it is lost, since it refers to what is lost";
    let mut nodes: BTreeSet<NodeId> = given.actors.iter().map(|item| item.id.into()).collect();
    nodes.extend(given.issues.iter().map(|item| NodeId::from(item.id)));
    loop {
        let whole = |item: &Issue| {
            let about = item.about.iter().map(|&id| NodeId::from(id));
            let mut ends = about.chain(item.broader.iter().map(|&id| id.into()));
            ends.all(|node| nodes.contains(&node))
        };
        let (kept, gone): (Vec<_>, Vec<_>) = given.issues.drain(..).partition(whole);
        given.issues = kept;
        if gone.is_empty() {
            break;
        }
        for item in gone {
            nodes.remove(&item.id.into());
            findings.add(&layout::issue(item.id), DANGLES);
        }
    }
    let has = |id: &ActorId| nodes.contains(&(*id).into());
    given.attributions.retain(|item| {
        let whole = item.source.iter().chain(&item.via).all(has);
        whole || {
            findings.add(&layout::attribution(item.id), DANGLES);
            false
        }
    });
    given.statements.retain(|item| {
        let whole = has(&item.holder) && nodes.contains(&item.target) && item.via.iter().all(has);
        whole || {
            findings.add(&layout::statement(item.id), DANGLES);
            false
        }
    });
    given.relations.retain(|item| {
        let whole = has(&item.subject) && has(&item.object);
        whole || {
            findings.add(&layout::relation(item.id), DANGLES);
            false
        }
    });
}

/// Takes from the image what it knows of damaged documents; of all that is missing, where the
/// image is `trusted` to be of the last state.
fn fill(
    new: &SledStore,
    image: &Image,
    mut damaged: BTreeSet<DocumentId>,
    trusted: bool,
    findings: &mut Findings,
) -> Result<(), StoreError> {
    let graph = match of_image(image, new, &mut damaged, trusted) {
        Ok(graph) => graph,
        Err(error) => {
            findings.kept::<()>(Err(error.into()))?;
            return Ok(());
        }
    };
    let (actors, issues) = (graph.actors.clone(), graph.issues.clone());
    let decisions = graph.decisions.clone();
    for given in gathered(graph)? {
        let id = given.document.id;
        match new.ingest(&given) {
            Err(StoreError::Rejected { .. }) => {}
            other => {
                other?;
                let from = format!("it was taken from image {}", image.generation());
                findings.add(&layout::document(id), from);
            }
        }
    }
    if trusted {
        for item in issues {
            if new.issue(item.id)?.is_none() {
                new.take_loose(&item)?;
            }
        }
        for item in actors {
            if new.actor(item.id)?.is_none() {
                new.take_loose(&item)?;
            }
        }
        for decision in &decisions {
            new.decide(decision)?;
        }
    }
    Ok(())
}

/// The documents that are damaged or, where the image is trusted, missing, with all nodes.
fn of_image(
    image: &Image,
    new: &SledStore,
    wanted: &mut BTreeSet<DocumentId>,
    trusted: bool,
) -> Read<Graph> {
    let mut graph = Graph {
        actors: image.actors().collect::<Read<_>>()?,
        issues: image.issues().collect::<Read<_>>()?,
        decisions: image.decisions().collect::<Read<_>>()?,
        ..Graph::default()
    };
    for item in image.documents() {
        let item = item?;
        if wanted.contains(&item.id) || (trusted && new.document(item.id)?.is_none()) {
            wanted.insert(item.id);
            graph.documents.push(item);
        }
    }
    for item in image.attributions() {
        let item = item?;
        graph
            .attributions
            .extend(wanted.contains(&item.document).then_some(item));
    }
    for item in image.statements() {
        let item = item?;
        graph
            .statements
            .extend(wanted.contains(&item.document).then_some(item));
    }
    for item in image.relations() {
        let item = item?;
        graph
            .relations
            .extend(wanted.contains(&item.document).then_some(item));
    }
    Ok(graph)
}

/// Copies every whole record of a store into a clean tree; whether there were any.
fn readable(
    path: &Path,
    copy: &Path,
    into: &Tree,
    findings: &mut Findings,
) -> Result<bool, StoreError> {
    let io = |source| StoreError::Io {
        path: path.to_owned(),
        source,
    };
    let files = place::current(path).map_err(io)?;
    let mut found = false;
    // The engine's snapshot saves it reading its log; without it the log has to do.
    for with_snapshot in [true, false] {
        place::remove(copy).map_err(io)?;
        copy_files(&files, copy, with_snapshot).map_err(io)?;
        // The engine may panic over a damaged file.
        let read = catch_unwind(AssertUnwindSafe(|| {
            let db = open_files(copy)?;
            let tree = db.open_tree(TREE).map_err(engine)?;
            copy_records(&tree, into, findings)
        }));
        match read {
            Ok(Ok(copied)) => {
                found |= copied.any;
                if copied.all && copied.any {
                    break;
                }
            }
            Ok(Err(StoreError::Disk(source))) => return Err(StoreError::Disk(source)),
            _ => findings.add(b"", "the engine cannot open it"),
        }
    }
    Ok(found)
}

fn copy_files(from: &Path, to: &Path, with_snapshot: bool) -> std::io::Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            copy_files(&entry.path(), &to.join(name), true)?;
        } else if with_snapshot || !name.to_string_lossy().starts_with("snap.") {
            fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

/// What a copy came to.
#[derive(Clone, Copy)]
struct Copied {
    /// Some record was whole.
    any: bool,
    /// Nothing was in the way.
    all: bool,
}

/// Copies the records whose checksum fits and that are not there yet. Where a page cannot be read, goes on behind all keys with the same first two bytes.
fn copy_records(from: &Tree, into: &Tree, findings: &mut Findings) -> Result<Copied, StoreError> {
    let mut copied = Copied {
        any: false,
        all: true,
    };
    let mut next = Bound::Unbounded;
    loop {
        let mut last: Option<Vec<u8>> = None;
        let mut failed = false;
        for pair in from.range::<Vec<u8>, _>((next.clone(), Bound::Unbounded)) {
            let Ok((key, value)) = pair else {
                failed = true;
                break;
            };
            last = Some(key.to_vec());
            if open(&key, &value).is_err() {
                findings.add(&key, "its checksum does not fit");
                copied.all = false;
                continue;
            }
            copied.any = true;
            if !into.contains_key(&key).map_err(engine)? {
                into.insert(key, value).map_err(engine)?;
            }
        }
        if !failed {
            break;
        }
        copied.all = false;
        let at = match (last, next) {
            (Some(last), _) => last,
            (None, Bound::Included(at)) => at,
            (None, _) => vec![0, 0],
        };
        let at = u16::from_be_bytes([
            at.first().copied().unwrap_or(0),
            at.get(1).copied().unwrap_or(0),
        ]);
        let Some(behind) = at.checked_add(1) else {
            break;
        };
        findings.add(
            &at.to_be_bytes(),
            "a page of the engine cannot be read here",
        );
        next = Bound::Included(behind.to_be_bytes().to_vec());
    }
    into.flush().map_err(engine)?;
    Ok(copied)
}
