//! Whether each document's records are whole, and whether each record is one of a document.
//!
//! The records of a document lie far apart, since their keys are hashes. So all are sorted by
//! document first, outside of memory, and then met document by document: each record is read once
//! and in the order of the keys, however large the store is.

use std::collections::BTreeMap;
use std::fs;

use ::sled::IVec;
use demarche_model::{AttributionId, DocumentId, RelationId, StatementId};
use serde::de::DeserializeOwned;
use spillsort::Merged;

use super::{Findings, MISSING, NOBODYS};
use crate::StoreError;
use crate::admit::admitted;
use crate::sled::imports::{SPACE, lost, sorter, spilled};
use crate::sled::layout::{self, ID, Id, NO_DOCUMENT, pack, tag};
use crate::sled::read::key_id;
use crate::sled::record::{
    AttributionRecord, ProofRecord, Record, RelationRecord, StatementRecord,
};
use crate::sled::value::decode;
use crate::sled::{SledStore, engine};

/// Bytes of records that are sorted in memory at a time.
const MEMORY: usize = 32 << 20;
/// The kinds of records that documents give.
const GIVEN: [u8; 5] = [
    tag::ACTOR_SAID,
    tag::ISSUE_SAID,
    tag::ATTRIBUTION,
    tag::STATEMENT,
    tag::RELATION,
];

/// Records of one document by key.
type Group = BTreeMap<IVec, Vec<u8>>;

impl SledStore {
    /// Every document with all that it gave and its paths, and the records that no document names
    /// as its own. O(n log n).
    pub(super) fn check_documents(&self, findings: &mut Findings) -> Result<(), StoreError> {
        let checked = self.meet_documents(findings);
        // What sorting left; what it could not remove, the next opening does.
        let _ = fs::remove_dir(self.path.join(SPACE));
        checked
    }

    fn meet_documents(&self, findings: &mut Findings) -> Result<(), StoreError> {
        let mut groups = self.groups(findings)?;
        for key in self.tree.scan_prefix([tag::DOCUMENT]).keys() {
            let key = key.map_err(engine)?;
            let Some(id) = key_id(&key).and_then(DocumentId::from_bytes) else {
                findings.add(&key, "it is not a document id");
                continue;
            };
            let packed = pack(id.to_bytes());
            while groups.next.is_some_and(|next| next < packed) {
                self.check_group(&mut groups, findings)?;
            }
            let given = if groups.next == Some(packed) {
                groups.take()?
            } else {
                Group::new()
            };
            self.check_document(&key, id, &given, findings)?;
            self.check_owned(packed, given, findings)?;
        }
        while groups.next.is_some() {
            self.check_group(&mut groups, findings)?;
        }
        Ok(())
    }

    /// The records of a document that is not there.
    fn check_group(
        &self,
        groups: &mut Groups<'_>,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let document = groups.next.unwrap_or(NO_DOCUMENT);
        let given = groups.take()?;
        self.check_owned(document, given, findings)
    }

    fn check_document(
        &self,
        key: &[u8],
        id: DocumentId,
        given: &Group,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        let extraction = self.extraction_with(id, given);
        let Some(Some(extraction)) = findings.kept(extraction)? else {
            return Ok(());
        };
        for path in &extraction.document.paths {
            let owner = findings.kept(self.path_owner(path))?;
            if owner.is_some_and(|owner| owner != Some(id)) {
                findings.add(&layout::path(path), MISSING);
            }
        }
        if let Some(tidy) = findings.kept(admitted(extraction.clone()))?
            && tidy != extraction
        {
            findings.add(key, "its records are not in order");
        }
        Ok(())
    }

    /// Notes the records that the document's proof does not name.
    fn check_owned(
        &self,
        document: Id,
        mut given: Group,
        findings: &mut Findings,
    ) -> Result<(), StoreError> {
        if given.is_empty() {
            return Ok(());
        }
        let key = [&[tag::PROOF], &document[..]].concat();
        let proof = findings.kept(self.record::<ProofRecord>(&key))?;
        if let Some(proof) = proof.flatten() {
            for named in proof.keys(&document) {
                given.remove(&*named);
            }
        }
        for key in given.keys() {
            findings.add(key, NOBODYS);
        }
        Ok(())
    }

    /// All that documents gave, by document. What cannot be read is noted.
    fn groups(&self, findings: &mut Findings) -> Result<Groups<'_>, StoreError> {
        let mut sorter = sorter(&self.path, MEMORY)?;
        let mut place = Vec::new();
        for tag in GIVEN {
            for pair in self.tree.scan_prefix([tag]) {
                let (key, value) = pair.map_err(engine)?;
                let document = match tag {
                    tag::ACTOR_SAID | tag::ISSUE_SAID => {
                        let source = key.get(1 + ID..).and_then(|rest| Id::try_from(rest).ok());
                        if source == Some(NO_DOCUMENT) {
                            continue;
                        }
                        source
                    }
                    tag::ATTRIBUTION => {
                        let of = AttributionId::from_bytes;
                        let item = read::<AttributionRecord>(&key, &value, of, findings)?;
                        item.map(|item| pack(item.document.to_bytes()))
                    }
                    tag::STATEMENT => {
                        let of = StatementId::from_bytes;
                        let item = read::<StatementRecord>(&key, &value, of, findings)?;
                        item.map(|(item, _)| pack(item.document.to_bytes()))
                    }
                    _ => {
                        let of = RelationId::from_bytes;
                        let item = read::<RelationRecord>(&key, &value, of, findings)?;
                        item.map(|(item, _)| pack(item.document.to_bytes()))
                    }
                };
                // What cannot be read belongs to nobody unless a proof names it, and is noted
                // either way.
                let Some(document) = document else {
                    continue;
                };
                place.clear();
                place.extend(document);
                place.extend(&*key);
                let pushed = sorter.push(&place, &value);
                pushed.map_err(|error| spilled(&self.path, error))?;
            }
        }
        let sorted = sorter.finish();
        let sorted = sorted.map_err(|error| spilled(&self.path, error))?;
        let mut groups = Groups {
            store: self,
            sorted,
            next: None,
            held: None,
        };
        groups.advance()?;
        Ok(groups)
    }
}

/// A record as the key and value say; damage is noted.
fn read<R: Record + DeserializeOwned>(
    key: &[u8],
    value: &[u8],
    id: fn([u8; 16]) -> Option<R::Id>,
    findings: &mut Findings,
) -> Result<Option<R::Item>, StoreError> {
    let item = findings.kept(decode::<R>(key, value))?.and_then(|record| {
        let id = key_id(key).and_then(id)?;
        record.item(id)
    });
    if item.is_none() {
        findings.add(key, MISSING);
    }
    Ok(item)
}

/// The sorted records, one ahead.
struct Groups<'a> {
    store: &'a SledStore,
    sorted: Merged,
    /// The document whose records come next.
    next: Option<Id>,
    held: Option<(IVec, Vec<u8>)>,
}

impl Groups<'_> {
    fn advance(&mut self) -> Result<(), StoreError> {
        let path = &self.store.path;
        let record = self.sorted.next_record();
        let record = record.map_err(|error| spilled(path, error))?;
        (self.next, self.held) = match record {
            None => (None, None),
            Some((place, value)) => {
                let (document, key) = place.split_first_chunk().ok_or_else(|| lost(path))?;
                (Some(*document), Some((key.into(), value.to_vec())))
            }
        };
        Ok(())
    }

    /// The records of the next document.
    fn take(&mut self) -> Result<Group, StoreError> {
        let document = self.next;
        let mut group = Group::new();
        while self.next == document
            && let Some((key, value)) = self.held.take()
        {
            group.insert(key, value);
            self.advance()?;
        }
        Ok(group)
    }
}
