//! Names: a finite-state map from every folded name to its nodes.

use demarche_model::NodeId;
use fst::{IntoStreamer, Map, MapBuilder, Streamer};

use super::file::Mapped;
use super::graph::Graph;
use super::layout::{NAMES, POSTINGS, Section, damaged, put_varint, take_varint};
use super::write::{Spool, Writer};
use crate::StoreError;

/// The sections of the names.
#[derive(Debug, Clone, Copy)]
pub(crate) struct NameIndex {
    names: Section,
    postings: Section,
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
        Ok(Self { names, postings })
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

    /// The nodes of a folded name, sorted.
    pub(crate) fn named(
        &self,
        file: &Mapped,
        graph: &Graph,
        folded: &str,
    ) -> Result<Vec<NodeId>, StoreError> {
        let Some(value) = self.map(file)?.get(folded) else {
            return Ok(Vec::new());
        };
        let nodes = self.nodes(file, value)?.into_iter();
        nodes
            .map(|number| graph.known(file, number))
            .collect::<Result<_, _>>()
    }

    /// Every folded name with its nodes, sorted. The names are gathered first: the map cannot
    /// be walked by an iterator that lends nothing.
    pub(crate) fn scan<'a>(
        self,
        file: &'a Mapped,
        graph: &'a Graph,
    ) -> impl Iterator<Item = Result<(String, NodeId), StoreError>> + use<'a> {
        let (start, failed) = match self.map(file) {
            Ok(map) => (Some(map), None),
            Err(error) => (None, Some(Err(error))),
        };
        let mut walk = Walk {
            map: start,
            after: None,
        };
        let pages = std::iter::from_fn(move || walk.page());
        let names = pages.flatten().flat_map(move |(name, value)| {
            let nodes = self.nodes(file, value);
            let nodes = nodes.and_then(|nodes| {
                let nodes = nodes.into_iter();
                nodes
                    .map(|number| Ok((name.clone(), graph.known(file, number)?)))
                    .collect::<Result<Vec<_>, _>>()
            });
            match nodes {
                Ok(nodes) => nodes.into_iter().map(Ok).collect::<Vec<_>>(),
                Err(error) => vec![Err(error)],
            }
        });
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

/// Writes the names, which come sorted; the nodes have been written.
pub(crate) fn write(
    writer: &mut Writer,
    mut postings: Spool,
    names: impl Iterator<Item = Result<(String, NodeId), StoreError>>,
) -> Result<(), StoreError> {
    let file = writer.so_far()?;
    let number = super::graph::numbers(&file)?;
    let mut map = MapBuilder::new(&mut *writer).map_err(failed)?;
    let (mut count, mut at) = (0u64, 0u64);
    let mut held: Option<(String, Vec<u32>)> = None;
    let mut close = |held: Option<(String, Vec<u32>)>| -> Result<(), StoreError> {
        let Some((name, nodes)) = held else {
            return Ok(());
        };
        let value = if let [node] = nodes[..] {
            u64::from(node) << 1 | 1
        } else {
            let bytes = posting(&nodes);
            postings.put(&bytes)?;
            let start = at;
            at += bytes.len() as u64;
            start << 1
        };
        map.insert(name, value).map_err(failed)
    };
    for name in names {
        let (name, node) = name?;
        let node = number(node)?.ok_or_else(|| StoreError::Corrupt {
            tree: "names",
            key: format!("{name} {node}"),
        })?;
        count += 1;
        match &mut held {
            Some((known, nodes)) if *known == name => nodes.push(node),
            _ => close(held.replace((name, vec![node])))?,
        }
    }
    close(held)?;
    map.finish().map_err(failed)?;
    writer.end(NAMES, count);
    postings.pour(writer)?;
    writer.end(POSTINGS, count);
    Ok(())
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
