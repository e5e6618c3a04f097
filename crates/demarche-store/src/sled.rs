//! The store on disk: one tree of the engine, tagged keys, checksummed records. See `FORMAT.md`.

mod adjacency;
mod bytes;
mod check;
mod compact;
mod derive;
pub(crate) mod imports;
pub(crate) mod layout;
mod loading;
pub(crate) mod open;
mod pending;
pub(crate) mod place;
mod publish;
mod read;
pub(crate) mod record;
mod restore;
mod run;
mod salvage;
mod step;
pub(crate) mod steps;
pub(crate) mod text;
mod told;
#[cfg(test)]
mod unsound;
pub(crate) mod value;
pub(crate) mod words;

use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError, RwLock};

use ::sled::{Db, Tree};
use demarche_model::{
    Actor, Decision, DecisionId, DocumentId, Extraction, Graph, Issue, Names, Observations, Source,
};

pub use imports::Importing;
pub use loading::{Loading, Refused, Taken};
pub use open::Mode;
pub use restore::Restoring;

use crate::admit::{merged, same_content};
use crate::image::Touched;
use crate::load::{Backend, load};
use crate::{Finding, Loaded, Outcome, Stats, Store, StoreError};
use imports::{Import, ImportRecord, Imports};
use layout::{STEP_KEY, tag};
use pending::Pending;
use record::{DecisionRecord, ProofRecord};
use step::Step;
use steps::Steps;
use told::Told;

/// The tree of the engine that holds everything.
const TREE: &str = "demarche";

/// A store in a directory. One process at a time may have it open, and share it among threads:
/// changes take turns, and a scan beside one may see a part of it.
pub struct SledStore {
    path: PathBuf,
    db: Db,
    tree: Tree,
    mode: Mode,
    /// There was nothing before it was opened.
    created: bool,
    steps: Steps,
    /// What has changed since the last image, as far as this store has seen it.
    touched: Mutex<Touched>,
    /// Held by whoever changes the store, from the first read of a step to its flush.
    writer: Mutex<()>,
    imports: RwLock<Imports>,
}

impl std::fmt::Debug for SledStore {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut shown = f.debug_struct("SledStore");
        shown.field("mode", &self.mode).finish_non_exhaustive()
    }
}

/// Hides an error of the engine; what it found damaged is named as such.
fn engine(error: sled::Error) -> StoreError {
    match error {
        sled::Error::Corruption { at, .. } => StoreError::Corrupt {
            tree: "log",
            key: format!("{at:?}"),
        },
        // The engine keeps the kind, and makes of the rest a text for programmers.
        sled::Error::Io(source) if source.kind() != std::io::ErrorKind::Other => {
            StoreError::Disk(source.kind().into())
        }
        other => StoreError::Engine(Box::new(other)),
    }
}

impl SledStore {
    fn change(&self) -> Result<MutexGuard<'_, ()>, StoreError> {
        if self.mode == Mode::Read {
            return Err(StoreError::ReadOnly);
        }
        Ok(self.writer.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Waits for the disk, then notes how far it is. For whoever holds the writer's lock.
    fn sync(&self) -> Result<(), StoreError> {
        self.tree.flush().map_err(engine)?;
        self.steps.note(self.step_count()?)
    }

    fn step_count(&self) -> Result<u64, StoreError> {
        Ok(self.record(STEP_KEY)?.unwrap_or(0))
    }

    /// Takes in an actor or issue that comes from no document, not yet flushed.
    fn take_loose<T: Told>(&self, item: &T) -> Result<(), StoreError> {
        let mut step = Step::new(&self.tree);
        step.say_loose(item)?;
        self.touch(&step.commit()?);
        Ok(())
    }

    /// One document in one step, not yet flushed.
    fn place(&self, extraction: Extraction) -> Result<Outcome, StoreError> {
        let id = extraction.document.id;
        let import = self.import_of(id).is_some();
        let old = self.whole_extraction(id)?;
        let new = crate::admit::admitted(merged(old.as_ref(), extraction))?;
        let mut step = Step::new(&self.tree);
        let outcome = match &old {
            Some(old) if import && same_content(old, &new) => {
                step.place(self, Some(&bare(old)), &bare(&new))?
            }
            Some(old) if import => {
                step.remove_import(id)?;
                match step.place(self, Some(&bare(old)), &new)? {
                    Outcome::Unchanged => Outcome::Replaced(id),
                    outcome => outcome,
                }
            }
            old => step.place(self, old.as_ref(), &new)?,
        };
        self.touch(&step.commit()?);
        if !self.imports().is_empty() && matches!(outcome, Outcome::Replaced(_)) {
            self.settle()?;
        }
        Ok(outcome)
    }

    /// How many statements and relations a document gave; `None` if it is not there. O(their ids).
    pub fn given(&self, id: DocumentId) -> Result<Option<(u64, u64)>, StoreError> {
        let proof: Option<ProofRecord> = self.record(&layout::proof(id))?;
        Ok(match (self.import_of(id), proof) {
            (Some(Import { record, .. }), Some(_)) => {
                Some((record.statements.into(), record.relations.into()))
            }
            (_, proof) => proof.map(|it| (it.statements.len() as u64, it.relations.len() as u64)),
        })
    }

    /// All that a document gave, also by its import.
    fn whole_extraction(&self, id: DocumentId) -> Result<Option<Extraction>, StoreError> {
        let given = self.read_extraction(id)?;
        match (self.import_of(id), given) {
            (Some(import), Some(given)) => {
                let whole = import.extraction(&self.tree, given.document)?;
                Ok(Some(whole))
            }
            (_, given) => Ok(given),
        }
    }
}

/// The document alone, as far as it is not an import that gives.
fn bare(extraction: &Extraction) -> Extraction {
    Extraction {
        document: extraction.document.clone(),
        actors: Vec::new(),
        issues: Vec::new(),
        attributions: Vec::new(),
        statements: Vec::new(),
        relations: Vec::new(),
    }
}

impl Backend for SledStore {
    fn existing(&self, id: DocumentId) -> Result<Option<Extraction>, StoreError> {
        self.whole_extraction(id)
    }

    fn put(&self, extraction: Extraction) -> Result<Outcome, StoreError> {
        let _writer = self.change()?;
        self.place(extraction)
    }

    fn put_loose(&self, actors: Vec<Actor>, issues: Vec<Issue>) -> Result<(), StoreError> {
        let _writer = self.change()?;
        actors.iter().try_for_each(|actor| self.take_loose(actor))?;
        issues.iter().try_for_each(|issue| self.take_loose(issue))
    }

    fn put_decisions(&self, decisions: &[Decision]) -> Result<usize, StoreError> {
        let _writer = self.change()?;
        let mut new = 0;
        for decision in decisions {
            let mut pending = Pending::new(&self.tree);
            let key = layout::decision(decision.id);
            if pending.value(&key)?.is_none() {
                pending.put(key, &DecisionRecord::of(decision))?;
                self.touch(&pending.commit()?);
                new += 1;
            }
        }
        Ok(new)
    }
}

impl Store for SledStore {
    fn ingest(&self, extraction: &Extraction) -> Result<Outcome, StoreError> {
        let _writer = self.change()?;
        let outcome = self.place(extraction.clone())?;
        self.sync()?;
        Ok(outcome)
    }

    fn ingest_many(
        &self,
        extractions: &[Extraction],
    ) -> Result<Vec<Result<Outcome, StoreError>>, StoreError> {
        let _writer = self.change()?;
        let mut outcomes = Vec::with_capacity(extractions.len());
        for extraction in extractions {
            outcomes.push(match self.place(extraction.clone()) {
                Err(error) if !matches!(error, StoreError::Rejected { .. }) => return Err(error),
                outcome => outcome,
            });
        }
        self.sync()?;
        Ok(outcomes)
    }

    fn forget(&self, id: DocumentId) -> Result<bool, StoreError> {
        let _writer = self.change()?;
        let Some(old) = self.read_extraction(id)? else {
            return Ok(false);
        };
        let mut step = Step::new(&self.tree);
        step.replace(Some(&old), None)?;
        self.touch(&step.commit()?);
        if self.import_of(id).is_some() {
            self.settle()?;
        }
        self.sync()?;
        Ok(true)
    }

    fn decide(&self, decision: &Decision) -> Result<bool, StoreError> {
        let new = self.put_decisions(std::slice::from_ref(decision))? > 0;
        self.flush()?;
        Ok(new)
    }

    fn retract(&self, id: DecisionId) -> Result<bool, StoreError> {
        let _writer = self.change()?;
        let mut pending = Pending::new(&self.tree);
        let key = layout::decision(id);
        let known = pending.value(&key)?.is_some();
        if known {
            pending.remove(key);
            pending.commit()?;
            self.sync()?;
        }
        Ok(known)
    }

    fn load(&self, graph: Graph) -> Result<Loaded, StoreError> {
        let loaded = load(self, graph)?;
        self.flush()?;
        Ok(loaded)
    }

    fn flush(&self) -> Result<(), StoreError> {
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.sync()
    }

    fn check(&self) -> Result<Vec<Finding>, StoreError> {
        let _writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        self.findings()
    }

    fn rebuild(&self) -> Result<(), StoreError> {
        let _writer = self.change()?;
        self.derive_again()
    }

    fn stats(&self) -> Result<Stats, StoreError> {
        let count = |tag: u8| {
            let mut keys = self.tree.scan_prefix([tag]).keys();
            keys.try_fold(0u64, |count, key| key.map(|_| count + 1))
                .map_err(engine)
        };
        let imports = self.imports();
        let imported = |part: fn(&ImportRecord) -> u32| {
            imports
                .iter()
                .map(|item| u64::from(part(&item.record)))
                .sum::<u64>()
        };
        // What documents and imports have in common counts once.
        let (actors, issues, names) = if imports.is_empty() {
            (count(tag::ACTOR)?, count(tag::ISSUE)?, count(tag::NAME)?)
        } else {
            (
                counted(self.actors())?,
                counted(self.issues())?,
                counted(self.names())?,
            )
        };
        Ok(Stats {
            documents: count(tag::DOCUMENT)?,
            actors,
            issues,
            attributions: count(tag::ATTRIBUTION)?,
            statements: count(tag::STATEMENT)? + imported(|record| record.statements),
            relations: count(tag::RELATION)? + imported(|record| record.relations),
            decisions: count(tag::DECISION)?,
            names,
            bytes: self.db.size_on_disk().map_err(engine)?,
        })
    }

    fn document_by_path(&self, path: &str) -> Result<Option<DocumentId>, StoreError> {
        self.path_owner(path)
    }

    fn extraction(&self, id: DocumentId) -> Result<Option<Extraction>, StoreError> {
        self.whole_extraction(id)
    }
}

fn counted<T>(mut items: Source<'_, T>) -> Result<u64, StoreError> {
    Ok(items.try_fold(0, |count, item| item.map(|_| count + 1))?)
}
