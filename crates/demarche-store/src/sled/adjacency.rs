//! Adjacency: the links of a node in sorted blocks of up to 32.
//!
//! A block is found by its fence, the sort key of its first link, at the end of its key; the
//! first block of a node has none. Changing one link rewrites one block.

use std::collections::{BTreeMap, BTreeSet};

use ::sled::Tree;
use demarche_model::{
    Confidence, Link, LinkKind, NodeId, Polarity, RelationId, RelationKind, StatementId,
};

use super::bytes::{Bytes, put_number};
use super::engine;
use super::layout::{self, ID, Id, pack, pack_node, unpack, unpack_node};
use super::pending::Pending;
use super::record::{get_date, put_date};
use super::value::{corrupt, open, seal};
use super::words::Coded;
use crate::StoreError;

/// Most links in a block. Documents come one by one and each adds a link here and there, so a
/// block is rewritten for almost every link: with 128 the file of a store grew to 1.8 times that
/// with 32, and reading was no faster.
const BLOCK: usize = 32;

const KIND: u8 = 0b0000_0011;
const OUTGOING: u8 = 0b0000_0100;
const HEDGED: u8 = 0b0000_1000;
const POLARITY: u8 = 0b0011_0000;
const HAS_FROM: u8 = 0b0100_0000;
const HAS_TO: u8 = 0b1000_0000;
/// Beside the confidence: the last date is the first one.
const SAME_DATE: u8 = 0b1000_0000;

/// Links that a step takes from and gives to a node.
#[derive(Debug, Default)]
pub(crate) struct Change {
    removed: BTreeSet<Link>,
    added: BTreeSet<Link>,
}

impl Change {
    /// Gives a link.
    pub(crate) fn add(&mut self, link: Link) {
        if !self.removed.remove(&link) {
            self.added.insert(link);
        }
    }

    /// Takes a link.
    pub(crate) fn remove(&mut self, link: Link) {
        if !self.added.remove(&link) {
            self.removed.insert(link);
        }
    }

    /// Rewrites the blocks of `node` that the change touches. O(links changed * block).
    pub(crate) fn write(&self, node: NodeId, pending: &mut Pending<'_>) -> Result<(), StoreError> {
        let first = layout::links(node);
        let mut touched: BTreeMap<Vec<u8>, Vec<Link>> = BTreeMap::new();
        for (link, wanted) in self.changes() {
            let mut fence = first.clone();
            fence.extend(sort_key(link));
            let stored = pending.last_stored(&first, &fence)?;
            let key = stored.unwrap_or_else(|| first.clone());
            if !touched.contains_key(&key) {
                let value = pending.value(&key)?;
                let links = value.map_or(Ok(Vec::new()), |value| read(&key, &value))?;
                touched.insert(key.clone(), links);
            }
            let block = touched.entry(key).or_default();
            match (block.binary_search(link), wanted) {
                (Err(place), true) => block.insert(place, *link),
                (Ok(place), false) => {
                    block.remove(place);
                }
                _ => return Err(corrupt(&first)),
            }
        }
        for (key, links) in touched {
            put(&first, key, &links, pending);
        }
        Ok(())
    }

    fn changes(&self) -> impl Iterator<Item = (&Link, bool)> {
        let removed = self.removed.iter().map(|link| (link, false));
        removed.chain(self.added.iter().map(|link| (link, true)))
    }
}

/// Writes a block under its key, in several if it has grown too large.
fn put(first: &[u8], key: Vec<u8>, links: &[Link], pending: &mut Pending<'_>) {
    if links.is_empty() {
        pending.remove(key);
        return;
    }
    let parts = links.len().div_ceil(BLOCK);
    let mut key = Some(key);
    for part in links.chunks(links.len().div_ceil(parts)) {
        let key = key.take().unwrap_or_else(|| {
            let mut key = first.to_vec();
            key.extend(part.first().map(sort_key).unwrap_or_default());
            key
        });
        let value = seal(&key, write(part));
        pending.put_value(key, value);
    }
}

/// Calls `visit` for every link of `node`, sorted. O(degree).
pub(crate) fn visit(
    tree: &Tree,
    node: NodeId,
    visit: &mut dyn FnMut(Link),
) -> Result<(), StoreError> {
    for item in tree.scan_prefix(layout::links(node)) {
        let (key, value) = item.map_err(engine)?;
        read(&key, &value)?.into_iter().for_each(&mut *visit);
    }
    Ok(())
}

/// Whether a link of `node` is stored. O(log store + block).
pub(crate) fn has(tree: &Tree, node: NodeId, link: &Link) -> Result<bool, StoreError> {
    let first = layout::links(node);
    let mut fence = first.clone();
    fence.extend(sort_key(link));
    match tree.range(first..=fence).next_back() {
        None => Ok(false),
        Some(item) => {
            let (key, value) = item.map_err(engine)?;
            Ok(read(&key, &value)?.binary_search(link).is_ok())
        }
    }
}

/// The links of one stored block.
pub(crate) fn block(key: &[u8], value: &[u8]) -> Result<Vec<Link>, StoreError> {
    let links = read(key, value)?;
    let fence = key.get(1 + ID..).unwrap_or_default();
    let fenced = links
        .first()
        .is_some_and(|first| fence.is_empty() || fence <= &*sort_key(first));
    if fenced && links.is_sorted_by(|left, right| left < right) {
        return Ok(links);
    }
    Err(corrupt(key))
}

/// Bytes that sort as the link does among the links of its node.
fn sort_key(link: &Link) -> Vec<u8> {
    let (kind, row, id) = parts(link.kind);
    let mut key = Vec::with_capacity(2 * ID + 3);
    key.extend(pack_node(link.other));
    key.extend([u8::from(link.outgoing), kind, row.unwrap_or(0)]);
    key.extend(id.unwrap_or([0; ID]));
    key
}

fn parts(kind: LinkKind) -> (u8, Option<u8>, Option<Id>) {
    match kind {
        LinkKind::Stance(id) => (0, None, Some(pack(id.to_bytes()))),
        LinkKind::Relation(kind, id) => (1, Some(kind.code()), Some(pack(id.to_bytes()))),
        LinkKind::About => (2, None, None),
        LinkKind::Broader => (3, None, None),
    }
}

/// A block: for each other end its packed node, a count, and that many links.
fn write(links: &[Link]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(links.len() * 34);
    for group in links.chunk_by(|left, right| left.other == right.other) {
        bytes.extend(pack_node(group[0].other));
        put_number(u32::try_from(group.len()).unwrap_or(u32::MAX), &mut bytes);
        for link in group {
            write_link(link, &mut bytes);
        }
    }
    bytes
}

fn write_link(link: &Link, bytes: &mut Vec<u8>) {
    let (kind, row, id) = parts(link.kind);
    let polarity = link.polarity.map_or(0, |polarity| polarity.code() + 1);
    let flag = |set: bool, bit: u8| if set { bit } else { 0 };
    let same = link.from == link.to && link.to.is_some();
    bytes.push(
        kind | flag(link.outgoing, OUTGOING)
            | flag(link.hedged, HEDGED)
            | (polarity << POLARITY.trailing_zeros())
            | flag(link.from.is_some(), HAS_FROM)
            | flag(link.to.is_some(), HAS_TO),
    );
    bytes.push(link.confidence.percent() | flag(same, SAME_DATE));
    bytes.extend(row);
    bytes.extend(id.into_iter().flatten());
    let dates = [link.from, link.to.filter(|_| !same)];
    for number in dates.into_iter().filter_map(put_date) {
        put_number(number, bytes);
    }
}

fn read(key: &[u8], value: &[u8]) -> Result<Vec<Link>, StoreError> {
    let mut cursor = Bytes(open(key, value)?);
    let mut links = Vec::new();
    while !cursor.0.is_empty() {
        let group = read_group(&mut cursor, &mut links);
        group.ok_or_else(|| corrupt(key))?;
    }
    Ok(links)
}

fn read_group(cursor: &mut Bytes<'_>, links: &mut Vec<Link>) -> Option<()> {
    let other = unpack_node(cursor.array()?)?;
    for _ in 0..cursor.number()? {
        links.push(read_link(cursor, other)?);
    }
    Some(())
}

fn read_link(cursor: &mut Bytes<'_>, other: NodeId) -> Option<Link> {
    let [flags, confidence] = cursor.array()?;
    let kind = match flags & KIND {
        0 => LinkKind::Stance(StatementId::from_bytes(unpack(cursor.array()?))?),
        1 => {
            let [row] = cursor.array()?;
            let id = RelationId::from_bytes(unpack(cursor.array()?))?;
            LinkKind::Relation(RelationKind::of_code(row)?, id)
        }
        2 => LinkKind::About,
        _ => LinkKind::Broader,
    };
    let polarity = match (flags & POLARITY) >> POLARITY.trailing_zeros() {
        0 => None,
        code => Some(Polarity::of_code(code - 1)?),
    };
    let from = match flags & HAS_FROM {
        0 => None,
        _ => get_date(Some(cursor.number()?))?,
    };
    let to = match flags & HAS_TO {
        0 => None,
        _ if confidence & SAME_DATE != 0 => from,
        _ => get_date(Some(cursor.number()?))?,
    };
    Some(Link {
        other,
        outgoing: flags & OUTGOING != 0,
        kind,
        polarity,
        confidence: Confidence::from_percent(confidence & !SAME_DATE),
        hedged: flags & HEDGED != 0,
        from,
        to,
    })
}
