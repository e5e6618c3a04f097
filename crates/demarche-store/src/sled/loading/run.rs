//! Storing records that come sorted: nodes, then documents with all they gave, then decisions.

use std::collections::BTreeSet;

use demarche_model::{
    Decision, DecisionId, Document, DocumentId, Extraction, Item, Observations, Span,
};

use super::nodes::{Node, Nodes};
use super::records::{Records, Sorted, part, rank};
use super::rows::{Rows, of_row, row_of};
use super::{Refused, Taken};
use crate::load::{self, Backend};
use crate::sled::SledStore;
use crate::sled::imports::lost;
use crate::sled::layout::{Id, pack, unpack_node};
use crate::sled::record::DecisionRecord;
use crate::{Outcome, StoreError};

/// Documents between two flushes.
const GROUP: usize = 64;
/// Bytes of texts between two flushes.
const WEIGHT: usize = 8 << 20;
/// Rows that a document without a text has at least to be kept as a table.
const ROWS: usize = 256;

/// A [`Loading::finish`] under way.
pub(super) struct Run<'a> {
    store: &'a SledStore,
    records: Records<'a>,
    nodes: Nodes,
    /// Which nodes are told of by what was stored.
    referred: Vec<bool>,
    spoiled: BTreeSet<DocumentId>,
    /// The documents that were stored, which come in their order.
    stored: Vec<Id>,
    memory: usize,
    refused: Refused<'a>,
    taken: Taken,
    /// Documents and bytes since the last flush.
    unflushed: (usize, usize),
}

/// A document that is being put together, with the lines that tell of it.
struct Given {
    document: Option<Document>,
    items: Vec<Item>,
    lines: Vec<u64>,
    first: u64,
}

impl<'a> Run<'a> {
    pub(super) fn begin(
        store: &'a SledStore,
        records: Records<'a>,
        (spoiled, memory): (BTreeSet<DocumentId>, usize),
        refused: Refused<'a>,
    ) -> Result<Self, StoreError> {
        Ok(Self {
            store,
            records,
            nodes: Nodes::begin(&store.path)?,
            referred: Vec::new(),
            spoiled,
            stored: Vec::new(),
            memory,
            refused,
            taken: Taken::default(),
            unflushed: (0, 0),
        })
    }

    /// Stores all of it; returns when it is on disk.
    pub(super) fn finish(mut self) -> Result<Taken, StoreError> {
        self.take_nodes()?;
        while let Some(id) = self.records.next_document() {
            self.take_document(id)?;
        }
        self.take_loose()?;
        self.take_decisions()?;
        self.store.sync()?;
        Ok(self.taken)
    }

    fn refuse(&mut self, line: u64, error: StoreError) -> Result<(), StoreError> {
        if !matches!(error, StoreError::Rejected { .. }) {
            return Err(error);
        }
        self.taken.refused += 1;
        (self.refused)(line, error);
        Ok(())
    }

    fn take_nodes(&mut self) -> Result<(), StoreError> {
        while let Some(record) = self.records.next_part(part::NODE)? {
            let id = record.id(1).and_then(unpack_node);
            let id = id.ok_or_else(|| lost(&self.store.path))?;
            if let Err(error) = self.nodes.push(id, record.line, &record.value) {
                self.refuse(record.line, error)?;
            }
        }
        self.nodes.seal()?;
        self.referred = vec![false; self.nodes.len()];
        Ok(())
    }

    fn take_document(&mut self, id: DocumentId) -> Result<(), StoreError> {
        if self.spoiled.contains(&id) {
            while self.next_of(id)?.is_some() {}
            return Ok(());
        }
        let mut given = Given {
            document: None,
            items: Vec::new(),
            lines: Vec::new(),
            first: self.records.next.as_ref().map_or(0, |next| next.line),
        };
        let mut wrong: Option<(u64, StoreError)> = None;
        let mut rows_only = true;
        let mut last = Vec::new();
        while let Some(record) = self.next_of(id)? {
            if record.place == last && wrong.is_none() {
                let shown = record.observation();
                let shown = shown.map_or_else(|| id.to_string(), |item| shown_id(&item));
                let error = StoreError::rejected(&shown, "it stands there twice");
                wrong = Some((record.line, error));
            }
            last.clone_from(&record.place);
            if wrong.is_some() {
                continue;
            }
            if record.rank() == Some(rank::DOCUMENT) {
                given.document = record.heading();
                rows_only = given
                    .document
                    .as_ref()
                    .is_some_and(|item| item.text.is_none());
                continue;
            }
            let item = record.observation();
            let item = item.ok_or_else(|| lost(&self.store.path))?;
            let Some(document) = &given.document else {
                let why = format!("its document `{id}` is not there");
                wrong = Some((record.line, StoreError::rejected(&shown_id(&item), why)));
                continue;
            };
            if document.text.is_none()
                && let Err(error) = long_enough(&item)
            {
                wrong = Some((record.line, error));
                continue;
            }
            rows_only = rows_only && row_of(&item, &self.nodes).is_some();
            given.items.push(item);
            given.lines.push(record.line);
            if rows_only && given.items.len() >= ROWS {
                match self.take_table(id, given)? {
                    None => return Ok(()),
                    Some(rest) => given = rest,
                }
                rows_only = false;
            }
        }
        match wrong {
            Some((line, error)) => self.refuse(line, error),
            None => self.take_given(id, given),
        }
    }

    fn next_of(&mut self, id: DocumentId) -> Result<Option<Sorted>, StoreError> {
        self.records.next_if(|next| next.document() == Some(id))
    }

    /// Takes the rest of a document of which all so far were rows of a table. Where they turn
    /// out to be something else, or there are other rows of it in the store, hands back all.
    fn take_table(&mut self, id: DocumentId, given: Given) -> Result<Option<Given>, StoreError> {
        let mut rows = Rows::begin(&self.store.path, self.memory / 4)?;
        let mut rest = Given {
            items: Vec::new(),
            lines: Vec::new(),
            ..given
        };
        for item in &given.items {
            let (row, of) = row_of(item, &self.nodes).ok_or_else(|| lost(&self.store.path))?;
            rows.push(0, &row, of)?;
        }
        let mut other = false;
        while !other
            && let Some(next) = &self.records.next
            && next.document() == Some(id)
        {
            let item = next.observation();
            match item.as_ref().and_then(|item| row_of(item, &self.nodes)) {
                Some((row, of)) => {
                    rows.push(0, &row, of)?;
                    self.records.advance()?;
                }
                None => other = true,
            }
        }
        let table = rows.finish()?.table(0, id, &self.nodes)?;
        let known = self.store.heading(id)?.is_some();
        let stored = known && table.is_stored(self.store, &self.nodes)?;
        let fits = table.whole && !other && (!known || stored);
        let document = rest.document.clone().filter(|_| fits);
        let Some(document) = document else {
            for row in table.rows()? {
                let (row, of) = row?;
                rest.items.push(of_row(&row, of, id, &self.nodes)?);
                rest.lines.push(rest.first);
            }
            return Ok(Some(rest));
        };
        if let Err(error) = self.own_paths(&document) {
            self.refuse(rest.first, error)?;
            return Ok(None);
        }
        self.flush()?;
        let imported = table.import(self.store, &self.nodes, document, self.memory / 4);
        match imported {
            Ok(imported) => {
                for (referred, used) in self.referred.iter_mut().zip(&imported.used) {
                    *referred |= used;
                }
                // What the table cannot tell of them is told once all documents are there.
                for number in imported.partial {
                    self.referred[number as usize] = false;
                }
                self.count(id, imported.outcome);
            }
            Err(error) => self.refuse(rest.first, error)?,
        }
        Ok(None)
    }

    fn take_given(&mut self, id: DocumentId, given: Given) -> Result<(), StoreError> {
        let Some(document) = given.document else {
            let why = format!("its document `{id}` is not there");
            return self.refuse(given.first, StoreError::rejected(&id, why));
        };
        if let Err(error) = self.own_paths(&document) {
            return self.refuse(given.first, error);
        }
        let weight = document.text.as_ref().map_or(0, String::len);
        let ids: Vec<String> = given.items.iter().map(shown_id).collect();
        let mut extraction = extraction(document, given.items);
        let result = self.nodes.closure(load::named_by(&extraction));
        let result = result.and_then(|nodes| {
            let mut numbers = Vec::with_capacity(nodes.len());
            for (number, node) in nodes {
                numbers.push(number);
                match node {
                    Node::Actor(item) => extraction.actors.push(item),
                    Node::Issue(item) => extraction.issues.push(item),
                }
            }
            Ok((load::take(self.store, extraction)?, numbers))
        });
        match result {
            Ok((outcome, numbers)) => {
                for number in numbers {
                    self.referred[number as usize] = true;
                }
                self.count(id, outcome);
                self.unflushed.0 += 1;
                self.unflushed.1 += weight;
                if self.unflushed.0 >= GROUP || self.unflushed.1 >= WEIGHT {
                    self.flush()?;
                }
                Ok(())
            }
            Err(error) => {
                // The line of the record that the refusal names, else of the document.
                let told = error.to_string();
                let named = ids.iter().position(|id| told.contains(id.as_str()));
                let line = named.and_then(|at| given.lines.get(at).copied());
                self.refuse(line.unwrap_or(given.first), error)
            }
        }
    }

    /// Refuses a document with a path of another one of the same file.
    fn own_paths(&self, document: &Document) -> Result<(), StoreError> {
        for path in &document.paths {
            if let Some(twin) = self.store.path_owner(path)?
                && twin != document.id
                && self.stored.binary_search(&pack(twin.to_bytes())).is_ok()
            {
                let why = format!("its path `{path}` is also that of `{twin}`");
                return Err(StoreError::rejected(&document.id, why));
            }
        }
        Ok(())
    }

    fn count(&mut self, id: DocumentId, outcome: Outcome) {
        self.stored.push(pack(id.to_bytes()));
        self.taken.documents += 1;
        self.taken.changed += u64::from(outcome != Outcome::Unchanged);
    }

    fn flush(&mut self) -> Result<(), StoreError> {
        self.unflushed = (0, 0);
        self.store.sync()
    }

    /// Takes the nodes that no document tells of, with all that they refer to.
    fn take_loose(&mut self) -> Result<(), StoreError> {
        for number in 0..u32::try_from(self.nodes.len()).unwrap_or(u32::MAX) {
            if self.referred[number as usize] {
                continue;
            }
            let (node, line) = self.nodes.at(number)?;
            let known = match &node {
                Node::Actor(item) => load::actor_known(self.store, item)?,
                Node::Issue(item) => load::issue_known(self.store, item)?,
            };
            if known {
                continue;
            }
            match self.nodes.closure([node.id()]) {
                Ok(nodes) => {
                    let (mut actors, mut issues) = (Vec::new(), Vec::new());
                    self.taken.loose += nodes.len() as u64;
                    for (_, node) in nodes {
                        match node {
                            Node::Actor(item) => actors.push(item),
                            Node::Issue(item) => issues.push(item),
                        }
                    }
                    self.store.put_loose(actors, issues)?;
                }
                Err(error) => self.refuse(line, error)?,
            }
        }
        Ok(())
    }

    fn take_decisions(&mut self) -> Result<(), StoreError> {
        while let Some(record) = self.records.next_part(part::DECISION)? {
            let decision = record.read::<DecisionRecord>(DecisionId::from_bytes);
            let decision: Decision = decision.ok_or_else(|| lost(&self.store.path))?;
            let new = self.store.put_decisions(std::slice::from_ref(&decision))?;
            self.taken.decisions += new as u64;
        }
        Ok(())
    }
}

fn extraction(document: Document, items: Vec<Item>) -> Extraction {
    let mut extraction = Extraction {
        document,
        actors: Vec::new(),
        issues: Vec::new(),
        attributions: Vec::new(),
        statements: Vec::new(),
        relations: Vec::new(),
    };
    for item in items {
        match item {
            Item::Attribution(item) => extraction.attributions.push(item),
            Item::Statement(item) => extraction.statements.push(item),
            Item::Relation(item) => extraction.relations.push(item),
            _ => {}
        }
    }
    extraction
}

fn shown_id(item: &Item) -> String {
    match item {
        Item::Attribution(item) => item.id.to_string(),
        Item::Statement(item) => item.id.to_string(),
        Item::Relation(item) => item.id.to_string(),
        Item::Document(item) => item.id.to_string(),
        Item::Actor(item) => item.id.to_string(),
        Item::Issue(item) => item.id.to_string(),
        Item::Decision(item) => item.id.to_string(),
    }
}

/// Refuses evidence that cannot be that of its span, where there is no text to compare it with.
fn long_enough(item: &Item) -> Result<(), StoreError> {
    let (id, span, evidence): (&dyn ToString, Span, &str) = match item {
        Item::Statement(item) => (&item.id, item.span, &item.evidence),
        Item::Relation(item) => (&item.id, item.span, &item.evidence),
        _ => return Ok(()),
    };
    if usize::try_from(span.len()) == Ok(evidence.len()) {
        return Ok(());
    }
    let why = "its evidence is not as long as its span";
    Err(StoreError::rejected(&id.to_string(), why))
}
