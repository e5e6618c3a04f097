//! How the runs of an import are packed.

use demarche_model::{
    ActorKind, Confidence, Date, EdgeRow, HalfKind, NodeId, NodeRow, Polarity, RelationKind,
};

use crate::sled::bytes::{Bytes, put_number, put_text};
use crate::sled::layout::{ID, Id, pack_node, unpack_node};
use crate::sled::record::{get_date, put_date};
use crate::sled::run::Run;
use crate::sled::words::Coded;

/// Bytes that sort as the edge does.
pub(crate) const KEY: usize = 16;
const ABOUT: u8 = 254;
const BROADER: u8 = 255;
/// Codes of stances: one a polarity.
const STANCES: u8 = 3;
/// A date takes so many bits of a key: 0 for none, else one more than its number.
const DATE_BITS: u32 = 22;
const CODE_BITS: u32 = 8;
const PERCENT_BITS: u32 = 7;

fn put_code(kind: HalfKind, polarity: Option<Polarity>) -> u8 {
    match kind {
        HalfKind::Stance => polarity.map_or(u8::MAX, Coded::code),
        HalfKind::Relation(kind) => STANCES + kind.code(),
        HalfKind::About => ABOUT,
        HalfKind::Broader => BROADER,
    }
}

fn get_code(code: u8) -> Option<(HalfKind, Option<Polarity>)> {
    Some(match code {
        ABOUT => (HalfKind::About, None),
        BROADER => (HalfKind::Broader, None),
        0..STANCES => (HalfKind::Stance, Some(Polarity::of_code(code)?)),
        _ => {
            let kind = RelationKind::of_code(code - STANCES)?;
            (HalfKind::Relation(kind), None)
        }
    })
}

fn put_day(date: Option<Date>) -> u32 {
    put_date(date).map_or(0, |number| number + 1)
}

#[allow(clippy::option_option, reason = "absent is not the same as damaged")]
fn get_day(number: u32) -> Option<Option<Date>> {
    get_date(number.checked_sub(1))
}

/// An edge as bytes that sort as it does.
pub(crate) fn key(edge: &EdgeRow) -> [u8; KEY] {
    let part = |bits: u128, width: u32, value: u32| (bits << width) | u128::from(value);
    let bits = part(u128::from(edge.from), 32, edge.to);
    let code = put_code(edge.kind, edge.polarity);
    let bits = part(bits, CODE_BITS, code.into());
    let bits = part(bits, PERCENT_BITS, edge.confidence.percent().into());
    let bits = part(bits, DATE_BITS, put_day(edge.first));
    part(bits, DATE_BITS, put_day(edge.last)).to_be_bytes()
}

/// The edge of [`key`].
pub(crate) fn of_key(key: [u8; KEY]) -> Option<EdgeRow> {
    let mut bits = u128::from_be_bytes(key);
    let mut part = |width: u32| {
        let value = bits & ((1 << width) - 1);
        bits >>= width;
        u32::try_from(value).ok()
    };
    let last = get_day(part(DATE_BITS)?)?;
    let first = get_day(part(DATE_BITS)?)?;
    let percent = u8::try_from(part(PERCENT_BITS)?).ok()?;
    let (kind, polarity) = get_code(u8::try_from(part(CODE_BITS)?).ok()?)?;
    Some(EdgeRow {
        to: part(32)?,
        from: part(32)?,
        kind,
        polarity,
        confidence: Confidence::from_percent(percent),
        first,
        last,
    })
}

/// An edge with the count of its twins before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Edge {
    pub(crate) row: EdgeRow,
    pub(crate) ordinal: u32,
}

/// Edges by the node they lead from.
pub(crate) struct Out;
/// Edges by the node they lead to; inside a row, `from` and `to` stand in each other's place.
pub(crate) struct In;

macro_rules! edges {
    ($($name:ident $letter:literal;)+) => { $(
        impl Run for $name {
            const LETTER: u8 = $letter;
            const BLOCK: u32 = 4096;
            type Entry = Edge;
            type Out = Edge;
            type Fence = u32;

            fn fence(entry: &Edge) -> u32 {
                entry.row.from
            }

            fn pack(entries: &[Edge], bytes: &mut Vec<u8>) {
                pack_edges(entries, bytes);
            }

            fn unpack(bytes: &[u8]) -> Option<Vec<Edge>> {
                unpack_edges(bytes)
            }
        }
    )+ };
}

edges! {
    Out b'o';
    In b'i';
}

const HAS_DATES: u8 = 0x80;
/// A last date: none, the first one, or two more than the days after the base.
const NO_LAST: u32 = 0;
const SAME_LAST: u32 = 1;
const OTHER_LAST: u32 = 2;

/// A block: the ordinal of its first edge, its least date, then a group for each node.
fn pack_edges(edges: &[Edge], bytes: &mut Vec<u8>) {
    put_number(edges.first().map_or(0, |edge| edge.ordinal), bytes);
    let days = edges
        .iter()
        .flat_map(|edge| [put_day(edge.row.first), put_day(edge.row.last)]);
    let base = days.filter(|&day| day != 0).min().unwrap_or(0);
    put_number(base, bytes);
    let mut from = 0;
    for group in edges.chunk_by(|left, right| left.row.from == right.row.from) {
        put_number(group[0].row.from - from, bytes);
        from = group[0].row.from;
        put_number(u32::try_from(group.len()).unwrap_or(u32::MAX), bytes);
        let mut to = 0;
        for Edge { row, .. } in group {
            put_number(row.to - to, bytes);
            to = row.to;
            let (first, last) = (put_day(row.first), put_day(row.last));
            let dated = if first == 0 && last == 0 {
                0
            } else {
                HAS_DATES
            };
            bytes.push(put_code(row.kind, row.polarity));
            bytes.push(row.confidence.percent() | dated);
            if dated != 0 {
                put_number(if first == 0 { 0 } else { first - base + 1 }, bytes);
                let last = match last {
                    0 => NO_LAST,
                    _ if last == first => SAME_LAST,
                    _ => last - base + OTHER_LAST,
                };
                put_number(last, bytes);
            }
        }
    }
}

fn unpack_edges(bytes: &[u8]) -> Option<Vec<Edge>> {
    let mut rest = Bytes(bytes);
    let mut edges: Vec<Edge> = Vec::with_capacity(Out::BLOCK as usize);
    let first_ordinal = rest.number()?;
    let base = rest.number()?;
    let mut from = 0u32;
    while !rest.0.is_empty() {
        from = from.checked_add(rest.number()?)?;
        let mut to = 0u32;
        for _ in 0..rest.number()? {
            to = to.checked_add(rest.number()?)?;
            let [code, confidence] = rest.array()?;
            let (kind, polarity) = get_code(code)?;
            let (mut first, mut last) = (0, 0);
            if confidence & HAS_DATES != 0 {
                first = match rest.number()? {
                    0 => 0,
                    days => (days - 1).checked_add(base)?,
                };
                last = match rest.number()? {
                    NO_LAST => 0,
                    SAME_LAST => first,
                    days => (days - OTHER_LAST).checked_add(base)?,
                };
            }
            let row = EdgeRow {
                from,
                to,
                kind,
                polarity,
                confidence: Confidence::from_percent(confidence & !HAS_DATES),
                first: get_day(first)?,
                last: get_day(last)?,
            };
            let ordinal = match edges.last() {
                None => first_ordinal,
                Some(before) if before.row.is_twin(&row) => before.ordinal.checked_add(1)?,
                Some(_) => 0,
            };
            edges.push(Edge { row, ordinal });
        }
    }
    Some(edges)
}

/// The ids of nodes; a node's place here is its number in the import.
pub(crate) struct Ids;

impl Run for Ids {
    const LETTER: u8 = b'n';
    const BLOCK: u32 = 2048;
    type Entry = NodeId;
    type Out = NodeId;
    type Fence = Id;

    fn fence(entry: &NodeId) -> Id {
        pack_node(*entry)
    }

    fn pack(entries: &[NodeId], bytes: &mut Vec<u8>) {
        bytes.extend(entries.iter().flat_map(|&node| pack_node(node)));
    }

    fn unpack(bytes: &[u8]) -> Option<Vec<NodeId>> {
        let (ids, rest) = bytes.as_chunks::<ID>();
        rest.is_empty().then_some(())?;
        ids.iter().map(|&id| unpack_node(id)).collect()
    }
}

/// Kind and name of nodes, in the order of [`Ids`].
pub(crate) struct Labels;

/// The kind of an issue among the codes of actor kinds.
const ISSUE: u8 = u8::MAX;

impl Run for Labels {
    const LETTER: u8 = b'l';
    const BLOCK: u32 = 2048;
    type Entry = NodeRow;
    type Out = (Option<ActorKind>, Box<str>);
    type Fence = ();

    fn fence(_: &NodeRow) {}

    fn pack(entries: &[NodeRow], bytes: &mut Vec<u8>) {
        for node in entries {
            bytes.push(node.kind.map_or(ISSUE, Coded::code));
            put_text(&node.name, bytes);
        }
    }

    fn unpack(bytes: &[u8]) -> Option<Vec<Self::Out>> {
        let mut rest = Bytes(bytes);
        let mut labels = Vec::with_capacity(Self::BLOCK as usize);
        while !rest.0.is_empty() {
            let [kind] = rest.array()?;
            let kind = match kind {
                ISSUE => None,
                code => Some(ActorKind::of_code(code)?),
            };
            labels.push((kind, rest.text()?.into()));
        }
        Some(labels)
    }
}

/// Folded names with the numbers of their nodes, sorted.
pub(crate) struct Folded;

impl Run for Folded {
    const LETTER: u8 = b'f';
    const BLOCK: u32 = 2048;
    type Entry = (Box<str>, u32);
    type Out = (Box<str>, u32);
    type Fence = Box<str>;

    fn fence(entry: &(Box<str>, u32)) -> Box<str> {
        entry.0.clone()
    }

    fn pack(entries: &[(Box<str>, u32)], bytes: &mut Vec<u8>) {
        let mut before = "";
        for (name, node) in entries {
            let shared = before
                .char_indices()
                .zip(name.chars())
                .find(|((_, left), right)| left != right);
            let shared = shared.map_or(before.len().min(name.len()), |((at, _), _)| at);
            put_number(u32::try_from(shared).unwrap_or(u32::MAX), bytes);
            put_text(&name[shared..], bytes);
            put_number(*node, bytes);
            before = name;
        }
    }

    fn unpack(bytes: &[u8]) -> Option<Vec<Self::Out>> {
        let mut rest = Bytes(bytes);
        let mut names: Vec<Self::Out> = Vec::with_capacity(Self::BLOCK as usize);
        while !rest.0.is_empty() {
            let before = names.last().map_or("", |(name, _)| name);
            let mut name = before.get(..rest.number()? as usize)?.to_owned();
            name.push_str(rest.text()?);
            names.push((name.into(), rest.number()?));
        }
        Some(names)
    }
}

/// Ids of statements with the places of their edges in [`Out`], sorted.
pub(crate) struct Statements;
/// Ids of relations with the places of their edges in [`Out`], sorted.
pub(crate) struct Relations;

/// A part of an id, and the place of its edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Spot {
    /// Two bytes of the id after the first `skipped` ones.
    pub(crate) part: [u8; 2],
    /// How many bytes all ids of the block have in common.
    pub(crate) skipped: u8,
    /// Place of the edge.
    pub(crate) edge: u32,
}

impl Spot {
    /// Whether it can stand for this id.
    pub(crate) fn may_be(self, id: &Id) -> bool {
        id.get(usize::from(self.skipped)..)
            .and_then(|rest| rest.first_chunk())
            == Some(&self.part)
    }
}

macro_rules! spots {
    ($($name:ident $letter:literal;)+) => { $(
        impl Run for $name {
            const LETTER: u8 = $letter;
            const BLOCK: u32 = 4096;
            type Entry = (Id, u32);
            type Out = Spot;
            type Fence = Id;

            fn fence(entry: &(Id, u32)) -> Id {
                entry.0
            }

            fn pack(entries: &[(Id, u32)], bytes: &mut Vec<u8>) {
                pack_spots(entries, bytes);
            }

            fn unpack(bytes: &[u8]) -> Option<Vec<Spot>> {
                unpack_spots(bytes)
            }
        }
    )+ };
}

spots! {
    Statements b's';
    Relations b'r';
}

fn pack_spots(entries: &[(Id, u32)], bytes: &mut Vec<u8>) {
    let (Some((first, _)), Some((last, _))) = (entries.first(), entries.last()) else {
        return;
    };
    let same = first
        .iter()
        .zip(last)
        .take_while(|(left, right)| left == right);
    let skipped = same.count().min(ID - 2);
    bytes.push(u8::try_from(skipped).unwrap_or(0));
    for (id, edge) in entries {
        bytes.extend(&id[skipped..skipped + 2]);
        bytes.extend(edge.to_le_bytes());
    }
}

fn unpack_spots(bytes: &[u8]) -> Option<Vec<Spot>> {
    let (&skipped, rest) = bytes.split_first()?;
    let (entries, rest) = rest.as_chunks::<6>();
    let spots = entries.iter().map(|&[one, two, edge @ ..]| Spot {
        part: [one, two],
        skipped,
        edge: u32::from_le_bytes(edge),
    });
    rest.is_empty().then(|| spots.collect())
}
