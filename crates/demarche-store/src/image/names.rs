//! Names: a finite-state map from every folded name to its nodes.

use std::collections::BTreeSet;

use demarche_model::{NodeId, Sought};
use fst::{IntoStreamer, Map, MapBuilder, Streamer};

use super::file::Mapped;
use super::layout::{NAMES, POSTINGS, Section, damaged, put_varint, take_varint};
use super::turns::{Turning, Turns};
use super::write::{Spool, Writer};
use crate::StoreError;

/// The sections of the names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameIndex {
    names: Section,
    postings: Section,
    turns: Turns,
}

fn wrong() -> StoreError {
    damaged("names")
}

fn failed(error: fst::Error) -> StoreError {
    StoreError::Engine(Box::new(error))
}

impl NameIndex {
    pub(crate) fn of(file: &Mapped) -> Result<Self, StoreError> {
        let (names, postings) = (file.section(NAMES)?, file.section(POSTINGS)?);
        let turns = Turns::of(file)?;
        Ok(Self {
            names,
            postings,
            turns,
        })
    }

    /// How many pairs of a name and a node there are.
    pub(crate) fn pairs(&self) -> u64 {
        self.names.count
    }

    /// The map from folded names to what [`Self::nodes`] takes. The first use verifies all of it.
    pub(crate) fn map<'a>(&self, file: &'a Mapped) -> Result<Map<&'a [u8]>, StoreError> {
        Map::new(file.whole(&self.names)?).map_err(|_| wrong())
    }

    /// The numbers of the nodes that a value of the map stands for, sorted.
    pub(crate) fn nodes(&self, file: &Mapped, value: u64) -> Result<Vec<u32>, StoreError> {
        let number = |number: u64| u32::try_from(number).map_err(|_| wrong());
        if value & 1 == 1 {
            return Ok(vec![number(value >> 1)?]);
        }
        let (at, longest) = (value >> 1, 10);
        let rest = self.postings.len.checked_sub(at).ok_or_else(wrong)?;
        let mut head = file.bytes(&self.postings, at, rest.min(longest))?;
        let before = head.len();
        let len = take_varint(&mut head).ok_or_else(wrong)?;
        let at = at + (before - head.len()) as u64;
        let mut bytes = file.bytes(&self.postings, at, len)?;
        let (mut nodes, mut last) = (Vec::new(), 0u64);
        while !bytes.is_empty() {
            let step = take_varint(&mut bytes).ok_or_else(wrong)?;
            last = last.checked_add(step).ok_or_else(wrong)?;
            nodes.push(number(last)?);
        }
        Ok(nodes)
    }

    /// The numbers of the nodes of a folded name, sorted; `None` where the name is not here.
    pub(crate) fn named(
        &self,
        file: &Mapped,
        folded: &str,
    ) -> Result<Option<Vec<u32>>, StoreError> {
        let value = self.map(file)?.get(folded);
        value.map(|value| self.nodes(file, value)).transpose()
    }

    /// The names that are sought, sorted.
    pub(crate) fn sought(
        &self,
        file: &Mapped,
        sought: Sought<'_>,
    ) -> Result<BTreeSet<String>, StoreError> {
        self.turns.sought(file, sought)
    }

    /// Every folded name with the numbers of its nodes, sorted.
    pub(crate) fn scan(
        self,
        file: &Mapped,
    ) -> impl Iterator<Item = Result<(String, Vec<u32>), StoreError>> + use<'_> {
        let (map, failed) = match self.map(file) {
            Ok(map) => (Some(map), None),
            Err(error) => (None, Some(Err(error))),
        };
        let mut walk = Walk { map, after: None };
        let pages = std::iter::from_fn(move || walk.page());
        let names = pages.flatten();
        let names = names.map(move |(name, value)| Ok((name, self.nodes(file, value)?)));
        names.chain(failed)
    }
}

/// Goes through a map page by page.
struct Walk<'a> {
    map: Option<Map<&'a [u8]>>,
    after: Option<String>,
}

impl Walk<'_> {
    /// Names in a page.
    const PAGE: usize = 256;

    /// The next names with their values; `None` behind the last one.
    fn page(&mut self) -> Option<Vec<(String, u64)>> {
        let map = self.map.as_ref()?;
        let range = map.range();
        let mut stream = match &self.after {
            Some(name) => range.gt(name),
            None => range,
        }
        .into_stream();
        let mut page = Vec::with_capacity(Self::PAGE);
        while page.len() < Self::PAGE
            && let Some((name, value)) = stream.next()
        {
            page.push((String::from_utf8_lossy(name).into_owned(), value));
        }
        self.after = page.last().map(|(name, _)| name.clone());
        (!page.is_empty()).then_some(page)
    }
}

/// Writes the names, which come sorted, each with its nodes, sorted; the nodes have been written.
pub(crate) fn write(
    writer: &mut Writer,
    mut postings: Spool,
    file: &Mapped,
    names: impl Iterator<Item = Result<(String, Vec<NodeId>), StoreError>>,
) -> Result<(), StoreError> {
    let number = super::graph::numbers(file)?;
    let mut map = MapBuilder::new(&mut *writer).map_err(failed)?;
    let (mut count, mut at) = (0u64, 0u64);
    let mut numbers = Vec::new();
    let mut turns = Turning::default();
    for named in names {
        let (name, nodes) = named?;
        turns.add(&name);
        count += nodes.len() as u64;
        numbers.clear();
        for node in nodes {
            numbers.push(number(node)?.ok_or_else(|| StoreError::Corrupt {
                tree: "names",
                key: format!("{name} {node}"),
            })?);
        }
        let value = if let [node] = numbers[..] {
            u64::from(node) << 1 | 1
        } else {
            let bytes = posting(&numbers);
            postings.put(&bytes)?;
            let start = at;
            at += bytes.len() as u64;
            start << 1
        };
        map.insert(name, value).map_err(failed)?;
    }
    map.finish().map_err(failed)?;
    writer.end(NAMES, count);
    postings.pour(writer)?;
    writer.end(POSTINGS, count);
    turns.write(writer)
}

/// Names with a node each, sorted, as names with all their nodes.
pub(crate) fn grouped(
    names: impl Iterator<Item = Result<(String, NodeId), StoreError>>,
) -> impl Iterator<Item = Result<(String, Vec<NodeId>), StoreError>> {
    let mut names = names.peekable();
    std::iter::from_fn(move || {
        let (name, node) = match names.next()? {
            Ok(pair) => pair,
            Err(error) => return Some(Err(error)),
        };
        let mut nodes = vec![node];
        let same = |pair: &Result<(String, NodeId), StoreError>| {
            pair.as_ref().is_ok_and(|(known, _)| *known == name)
        };
        while let Some(Ok((_, node))) = names.next_if(same) {
            nodes.push(node);
        }
        Some(Ok((name, nodes)))
    })
}

/// How many bytes follow, then the first number and the steps from each to the next.
fn posting(nodes: &[u32]) -> Vec<u8> {
    let mut steps = Vec::new();
    let mut last = 0;
    for &node in nodes {
        put_varint(u64::from(node - last), &mut steps);
        last = node;
    }
    let mut bytes = Vec::with_capacity(steps.len() + 2);
    put_varint(steps.len() as u64, &mut bytes);
    bytes.extend(steps);
    bytes
}
