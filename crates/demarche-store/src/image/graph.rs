//! The graph by number: for each node its half edges, sorted as its links are.

use std::sync::LazyLock;

use demarche_model::{
    Confidence, Date, EdgeRow, End, Ends, HalfEdge, HalfKind, Link, LinkKind, NodeId, PackedDate,
    Polarity, RelationKind, Sieve,
};

use super::file::Mapped;
use super::layout::{HALVES, NODES, OFFSETS, REFERENCES, Section, damaged, number};
use super::search::{below, id_of};
use super::write::{Spool, Writer};
use crate::StoreError;
use crate::sled::layout::{ID, Id, pack_node, unpack_node};
use crate::sled::words::Coded;

/// Bytes of a half edge: the number of the other end, and its traits.
const HALF: usize = 12;
/// Bytes of a reference.
const REFERENCE: u64 = 4;

/// Where the traits of a half edge stand in their word of 64 bits.
mod bits {
    pub(super) const DATE: u64 = (1 << 22) - 1;
    pub(super) const FROM: u32 = 0;
    pub(super) const TO: u32 = 22;
    pub(super) const CONFIDENCE: u32 = 44;
    pub(super) const OUTGOING: u32 = 51;
    pub(super) const HEDGED: u32 = 52;
    pub(super) const POLARITY: u32 = 53;
    pub(super) const CLASS: u32 = 55;
    pub(super) const RELATION: u32 = 57;
    /// The dates are those of a row that is an event; it holds at the first one that it has.
    pub(super) const EVENT: u32 = 63;
}

/// The sections of the graph.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Graph {
    nodes: Section,
    offsets: Section,
    halves: Section,
    references: Section,
}

/// Which record is the observation behind a half edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reference {
    /// That of a number in the same file; 0 for a structural edge.
    Own(u32),
    /// That of a number in the whole image whose changes the file tells.
    Base(u32),
    /// The edge itself is the record: a row of an imported table, with this mark of the whole
    /// image.
    Row(u32),
}

impl Reference {
    /// The two bits that tell what the number is of.
    const WHOSE: u32 = 0b11 << 30;
    const BASE: u32 = 0b10 << 30;
    const ROW: u32 = 0b01 << 30;

    /// `None` if there are too many records.
    fn pack(self) -> Option<u32> {
        let (number, whose) = match self {
            Reference::Own(number) => (number, 0),
            Reference::Base(number) => (number, Self::BASE),
            Reference::Row(mark) => (mark, Self::ROW),
        };
        (number & Self::WHOSE == 0).then_some(number | whose)
    }

    fn unpack(packed: u32) -> Option<Self> {
        let number = packed & !Self::WHOSE;
        match packed & Self::WHOSE {
            0 => Some(Reference::Own(number)),
            Self::BASE => Some(Reference::Base(number)),
            Self::ROW => Some(Reference::Row(number)),
            _ => None,
        }
    }
}

/// How many half edges lie between two whose owners are kept.
const STRIDE: u64 = 64;

/// Owners of half edges, for who looks up many of them; by default none are kept.
#[derive(Debug, Default)]
pub(crate) struct Owners(Vec<u32>);

/// Gives a kind of link the id of its observation.
pub(crate) type Observed<'a> =
    dyn Fn(HalfKind, Reference, Ends) -> Result<LinkKind, StoreError> + 'a;

fn wrong() -> StoreError {
    damaged("graph")
}

impl Graph {
    pub(crate) fn of(file: &Mapped) -> Result<Self, StoreError> {
        let graph = Self {
            nodes: file.section(NODES)?,
            offsets: file.section(OFFSETS)?,
            halves: file.section(HALVES)?,
            references: file.section(REFERENCES)?,
        };
        let nodes = graph.nodes.len / ID as u64;
        let fits = graph.offsets.len == (nodes + 1) * 4 && u32::try_from(nodes).is_ok();
        if fits { Ok(graph) } else { Err(wrong()) }
    }

    /// How many nodes there are.
    pub(crate) fn len(&self) -> u32 {
        u32::try_from(self.nodes.len / ID as u64).unwrap_or(u32::MAX)
    }

    fn packed(&self, file: &Mapped, number: u64) -> Result<Id, StoreError> {
        let bytes = file.bytes(&self.nodes, number * ID as u64, ID as u64)?;
        id_of(bytes).ok_or_else(wrong)
    }

    /// The node of a number that is below [`Self::len`].
    pub(crate) fn node(&self, file: &Mapped, number: u32) -> Result<NodeId, StoreError> {
        unpack_node(self.packed(file, number.into())?).ok_or_else(wrong)
    }

    /// The node of a number that another section gives.
    pub(crate) fn known(&self, file: &Mapped, number: u32) -> Result<NodeId, StoreError> {
        if number < self.len() {
            self.node(file, number)
        } else {
            Err(wrong())
        }
    }

    /// The number of a node.
    pub(crate) fn number(&self, file: &Mapped, node: NodeId) -> Result<Option<u32>, StoreError> {
        Ok(self.place(file, node)?.ok())
    }

    /// The number of a node; else how many nodes stand before its place.
    pub(crate) fn place(
        &self,
        file: &Mapped,
        node: NodeId,
    ) -> Result<Result<u32, u32>, StoreError> {
        numbered(
            file,
            &self.nodes,
            self.nodes.count,
            node,
            self.nodes.len / ID as u64,
        )
    }

    /// Which half edges a node has.
    fn range(&self, file: &Mapped, number: u32) -> Result<(u64, u64), StoreError> {
        let pair = file.bytes(&self.offsets, u64::from(number) * 4, 8)?;
        let (from, to) = pair.split_at(4);
        let (from, to) = (super::layout::number(from), super::layout::number(to));
        if from <= to {
            Ok((from, to))
        } else {
            Err(wrong())
        }
    }

    /// Calls `visit` for every half edge of a node whose number is below [`Self::len`].
    pub(crate) fn half_edges(
        &self,
        file: &Mapped,
        number: u32,
        visit: &mut dyn FnMut(HalfEdge),
    ) -> Result<(), StoreError> {
        let (from, to) = self.range(file, number)?;
        let half = HALF as u64;
        let bytes = file.bytes(&self.halves, from * half, (to - from) * half)?;
        for bytes in bytes.as_chunks::<HALF>().0 {
            visit(half_edge(bytes).ok_or_else(wrong)?);
        }
        Ok(())
    }

    /// Adds the ends of the half edges of a node, whose number is below [`Self::len`], that pass.
    pub(crate) fn ends(
        &self,
        file: &Mapped,
        number: u32,
        sieve: &Packed,
        into: &mut Vec<End>,
    ) -> Result<(), StoreError> {
        let (from, to) = self.range(file, number)?;
        let half = HALF as u64;
        let halves = file.bytes(&self.halves, from * half, (to - from) * half)?;
        let halves = halves.as_chunks::<HALF>().0;
        let start = into.len();
        into.resize(start + halves.len(), End::default());
        // Every end is written, and one that does not pass is written over: a branch that nobody
        // can foresee costs more.
        let mut kept = 0;
        let room = &mut into[start..];
        for half in halves {
            let (end, passes) = sieve.end(half);
            if let Some(place) = room.get_mut(kept) {
                *place = end;
            }
            kept += usize::from(passes);
        }
        into.truncate(start + kept);
        Ok(())
    }

    /// The nodes that every [`STRIDE`]th half edge belongs to. O(nodes + half edges / stride).
    pub(crate) fn owners(&self, file: &Mapped) -> Result<Owners, StoreError> {
        let mut owners = Vec::new();
        for number in 0..self.len() {
            let (_, until) = self.range(file, number)?;
            while (owners.len() as u64) * STRIDE < until {
                owners.push(number);
            }
        }
        Ok(Owners(owners))
    }

    /// The node that the half edge at a place belongs to. O(log nodes), O(log stride) with the
    /// owners.
    fn owner(&self, file: &Mapped, half: u64, owners: &Owners) -> Result<u32, StoreError> {
        let known = |place: u64| owners.0.get(usize::try_from(place).ok()?).copied();
        let low = known(half / STRIDE);
        let high = known(half / STRIDE + 1).map(|last| last + 1);
        let (mut low, mut high) = (low.unwrap_or(0), high.unwrap_or(self.len()));
        while low < high {
            let middle = low + (high - low) / 2;
            if self.range(file, middle)?.1 <= half {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        Ok(low)
    }

    /// The row that a half edge stands for: its first end, the row with its second end, and its
    /// mark. As fast as [`Self::owner`].
    pub(crate) fn row(
        &self,
        file: &Mapped,
        place: u64,
        owners: &Owners,
    ) -> Result<(u32, EdgeRow, u32), StoreError> {
        let (half, at) = (HALF as u64, place * REFERENCE);
        let bytes = file.bytes(&self.halves, place * half, half)?;
        let (mut half, event) = bytes.first_chunk().and_then(half_row).ok_or_else(wrong)?;
        let reference = number(file.bytes(&self.references, at, REFERENCE)?);
        let reference = u32::try_from(reference).ok().and_then(Reference::unpack);
        let Some(Reference::Row(mark)) = reference else {
            return Err(wrong());
        };
        if !event && half.kind == HalfKind::Stance {
            half.to = PackedDate::default();
        }
        let from = self.owner(file, place, owners)?;
        let row = EdgeRow {
            from,
            to: half.other,
            kind: half.kind,
            polarity: half.polarity,
            confidence: half.confidence,
            first: date(half.from)?,
            last: date(half.to)?,
        };
        Ok((from, row, mark))
    }

    /// How many half edges a node has whose number is below [`Self::len`].
    pub(crate) fn degree(&self, file: &Mapped, number: u32) -> Result<u32, StoreError> {
        let (from, to) = self.range(file, number)?;
        Ok(u32::try_from(to - from).unwrap_or(u32::MAX))
    }

    /// Which half edges of a node lead to another one. O(log degree + those).
    fn range_to(&self, file: &Mapped, number: u32, other: u32) -> Result<(u64, u64), StoreError> {
        let (from, to) = self.range(file, number)?;
        let half = HALF as u64;
        let halves = file.bytes(&self.halves, from * half, (to - from) * half)?;
        let halves = halves.as_chunks::<HALF>().0;
        let end = |half: &[u8; HALF]| half.first_chunk().copied().map(u32::from_le_bytes);
        let first = halves.partition_point(|half| end(half) < Some(other));
        let same = halves[first..]
            .iter()
            .take_while(|half| end(half) == Some(other));
        let from = from + first as u64;
        Ok((from, from + same.count() as u64))
    }

    /// Calls `visit` for every link of a node whose number is below [`Self::len`], or only for
    /// those whose other end is the node of a number.
    pub(crate) fn links(
        &self,
        file: &Mapped,
        (number, other): (u32, Option<u32>),
        observed: &Observed<'_>,
        visit: &mut dyn FnMut(Link),
    ) -> Result<(), StoreError> {
        let (from, to) = match other {
            None => self.range(file, number)?,
            Some(other) => self.range_to(file, number, other)?,
        };
        let half = HALF as u64;
        let halves = file.bytes(&self.halves, from * half, (to - from) * half)?;
        let (at, len) = (from * REFERENCE, (to - from) * REFERENCE);
        let references = file.bytes(&self.references, at, len)?;
        let node = self.known(file, number)?;
        let halves = halves.as_chunks::<HALF>().0.iter();
        for (half, reference) in halves.zip(references.as_chunks::<4>().0) {
            let half = half_edge(half).ok_or_else(wrong)?;
            let reference = Reference::unpack(u32::from_le_bytes(*reference));
            let other = self.known(file, half.other)?;
            let ends = if half.outgoing {
                (node, other)
            } else {
                (other, node)
            };
            visit(Link {
                other,
                outgoing: half.outgoing,
                kind: observed(half.kind, reference.ok_or_else(wrong)?, ends)?,
                polarity: half.polarity,
                confidence: half.confidence,
                hedged: half.hedged,
                from: date(half.from)?,
                to: date(half.to)?,
            });
        }
        Ok(())
    }
}

/// A date; an error for bits that are those of none.
fn date(packed: PackedDate) -> Result<Option<Date>, StoreError> {
    let date = packed.get();
    if date.is_some() || packed == PackedDate::default() {
        Ok(date)
    } else {
        Err(wrong())
    }
}

/// The number of a node among the packed ones of a section, of which the first `actors` are
/// actors; else how many stand before its place.
fn numbered(
    file: &Mapped,
    nodes: &Section,
    actors: u64,
    node: NodeId,
    len: u64,
) -> Result<Result<u32, u32>, StoreError> {
    let packed = pack_node(node);
    let (first, len) = match node {
        NodeId::Actor(_) => (0, actors.min(len)),
        NodeId::Issue(_) => (actors, len.saturating_sub(actors)),
    };
    let id = |place: u64| {
        let at = (first + place) * ID as u64;
        id_of(file.bytes(nodes, at, ID as u64)?).ok_or_else(wrong)
    };
    let place = below(len, &packed, id)?;
    let found = place < len && id(place)? == packed;
    let number = u32::try_from(first + place).map_err(|_| wrong())?;
    Ok(if found { Ok(number) } else { Err(number) })
}

/// Writes the nodes, which come sorted. O(1) memory.
pub(crate) fn write_nodes(
    writer: &mut Writer,
    nodes: impl Iterator<Item = Result<NodeId, StoreError>>,
) -> Result<(), StoreError> {
    let (mut all, mut actors) = (0u64, 0);
    for node in nodes {
        let node = node?;
        all += 1;
        actors += u64::from(node.actor().is_some());
        writer.put(&pack_node(node))?;
    }
    if all >= u64::from(u32::MAX) {
        return Err(too_large());
    }
    writer.end(NODES, actors);
    Ok(())
}

/// Look-up of the numbers of nodes, which have been written.
pub(crate) fn numbers(
    file: &Mapped,
) -> Result<impl Fn(NodeId) -> Result<Option<u32>, StoreError>, StoreError> {
    let nodes = file.section(NODES)?;
    let len = nodes.len / ID as u64;
    Ok(move |node| Ok(numbered(file, &nodes, nodes.count, node, len)?.ok()))
}

/// Look-up of nodes, which have been written, by their numbers.
pub(crate) fn nodes(
    file: &Mapped,
) -> Result<impl Fn(u32) -> Result<NodeId, StoreError>, StoreError> {
    let nodes = file.section(NODES)?;
    Ok(move |number| {
        let bytes = file.bytes(&nodes, u64::from(number) * ID as u64, ID as u64)?;
        id_of(bytes).and_then(unpack_node).ok_or_else(wrong)
    })
}

/// A half edge that is to be written.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Half {
    pub(crate) other: u32,
    pub(crate) outgoing: bool,
    pub(crate) kind: HalfKind,
    pub(crate) reference: Reference,
    /// Table and place of the row, for the half at its first end.
    pub(crate) origin: Option<(usize, u32)>,
    traits: u64,
}

impl Half {
    /// The half edge of a link.
    pub(crate) fn of_link(link: &Link, other: u32, reference: Reference) -> Self {
        Self {
            other,
            outgoing: link.outgoing,
            kind: link.kind.into(),
            reference,
            origin: None,
            traits: traits(link),
        }
    }

    /// The half edge of a row.
    pub(crate) fn of_row(row: &EdgeRow, outgoing: bool, other: u32, reference: Reference) -> Self {
        Self {
            other,
            outgoing,
            kind: row.kind,
            reference,
            origin: None,
            traits: row_traits(row, outgoing),
        }
    }

    /// What half edges are sorted by before their ids.
    pub(crate) fn key(&self) -> (u32, bool, HalfKind) {
        (self.other, self.outgoing, self.kind)
    }
}

/// Writes the edges; nodes and records have been written. `gather` adds the half edges of a node,
/// sorted as its links are; `placed` is told where each of them is put. Keeps 4 bytes a node in
/// memory.
pub(crate) fn write_edges(
    writer: &mut Writer,
    mut references: Spool,
    file: &Mapped,
    mut gather: impl FnMut(u32, NodeId, &mut Vec<Half>) -> Result<(), StoreError>,
    mut placed: impl FnMut(&Half, u32),
) -> Result<(), StoreError> {
    let nodes = file.section(NODES)?;
    let mut offsets = Vec::new();
    let mut count = 0u32;
    let mut halves = Vec::new();
    for at in 0..nodes.len / ID as u64 {
        offsets.extend(count.to_le_bytes());
        let bytes = file.bytes(&nodes, at * ID as u64, ID as u64)?;
        let node = id_of(bytes).and_then(unpack_node).ok_or_else(wrong)?;
        let number = u32::try_from(at).map_err(|_| too_large())?;
        halves.clear();
        gather(number, node, &mut halves)?;
        for half in &halves {
            let reference = half.reference.pack().ok_or_else(too_large)?;
            writer.put(&half.other.to_le_bytes())?;
            writer.put(&half.traits.to_le_bytes())?;
            references.put(&reference.to_le_bytes())?;
            placed(half, count);
            count = count.checked_add(1).ok_or_else(too_large)?;
        }
    }
    offsets.extend(count.to_le_bytes());
    writer.end(HALVES, count.into());
    references.pour(writer)?;
    writer.end(REFERENCES, count.into());
    writer.put(&offsets)?;
    writer.end(OFFSETS, count.into());
    Ok(())
}

/// Half edges of links with what the links are.
pub(crate) type Known = Vec<(Half, LinkKind)>;

/// Adds the half edges of links, which come sorted, at a node; `place` tells which record is the
/// observation of one.
pub(crate) fn of_links<'a>(
    file: &'a Mapped,
    links: impl Fn(NodeId, &mut dyn FnMut(Link)) -> Result<(), StoreError> + 'a,
    place: impl Fn(LinkKind) -> Result<Option<Reference>, StoreError> + 'a,
) -> impl Fn(NodeId, &mut Known) -> Result<(), StoreError> + 'a {
    move |node, halves: &mut Known| {
        let number = numbers(file)?;
        let mut failed = None;
        links(node, &mut |link| {
            let gone = || StoreError::Corrupt {
                tree: "adjacency",
                key: link.other.to_string(),
            };
            let half = || {
                let other = number(link.other)?.ok_or_else(gone)?;
                let reference = place(link.kind)?.ok_or_else(gone)?;
                Ok(Half::of_link(&link, other, reference))
            };
            if failed.is_none() {
                match half() {
                    Ok(half) => halves.push((half, link.kind)),
                    Err(error) => failed = Some(error),
                }
            }
        })?;
        failed.map_or(Ok(()), Err)
    }
}

pub(crate) fn too_large() -> StoreError {
    let limit = std::io::Error::other("an image holds fewer than 4,294,967,295 links and nodes");
    StoreError::Engine(Box::new(limit))
}

/// The kinds of relation by their codes; a walk meets them too often to compare words.
static RELATIONS: LazyLock<Vec<RelationKind>> =
    LazyLock::new(|| (0..).map_while(RelationKind::of_code).collect());

/// The positions by their codes.
static POLARITIES: LazyLock<Vec<Polarity>> =
    LazyLock::new(|| (0..).map_while(Polarity::of_code).collect());

/// Everything about a link but its other end and its observation.
fn traits(link: &Link) -> u64 {
    let polarity = link.polarity.map_or(0, |polarity| polarity.code() + 1);
    packed(HalfKind::from(link.kind), (link.from, link.to))
        | u64::from(link.confidence.percent()) << bits::CONFIDENCE
        | u64::from(link.outgoing) << bits::OUTGOING
        | u64::from(link.hedged) << bits::HEDGED
        | u64::from(polarity) << bits::POLARITY
}

/// The same of a row, which keeps both dates of an event.
fn row_traits(row: &EdgeRow, outgoing: bool) -> u64 {
    let polarity = row.polarity.map_or(0, |polarity| polarity.code() + 1);
    let (dates, own) = (row.dates(), (row.first, row.last));
    let observed = row.kind.observed();
    let event = matches!(row.kind, HalfKind::Relation(_)) && dates != own;
    let confidence = if observed {
        row.confidence
    } else {
        Confidence::FULL
    };
    packed(row.kind, if event { own } else { dates })
        | u64::from(confidence.percent()) << bits::CONFIDENCE
        | u64::from(outgoing) << bits::OUTGOING
        | u64::from(polarity) << bits::POLARITY
        | u64::from(event) << bits::EVENT
}

fn packed(kind: HalfKind, dates: (Option<Date>, Option<Date>)) -> u64 {
    let (class, relation) = match kind {
        HalfKind::Stance => (0, 0),
        HalfKind::Relation(kind) => (1, kind.code()),
        HalfKind::About => (2, 0),
        HalfKind::Broader => (3, 0),
    };
    let date = |date| u64::from(PackedDate::from(date).to_bits());
    date(dates.0) << bits::FROM
        | date(dates.1) << bits::TO
        | class << bits::CLASS
        | u64::from(relation) << bits::RELATION
}

/// A [`Sieve`] for the packed form. The bits of a sieve are those of the codes, since these have
/// the order of the model.
pub(crate) struct Packed {
    /// A bit for each code of a class, and for each code of a position with no position as that of
    /// neutral.
    classes: u64,
    positions: u64,
    relations: u64,
    /// Directions that pass: bit 0 for entering, bit 1 for leaving; and the same of relations by
    /// their codes that go both ways.
    directions: u64,
    both_ways: u64,
    /// Bit 0 for what is not hedged, bit 1 for what is.
    hedging: u64,
    least: u64,
}

impl From<&Sieve> for Packed {
    fn from(sieve: &Sieve) -> Self {
        let positions = u64::from(sieve.polarities) & 0b111;
        Self {
            classes: u64::from(sieve.classes),
            positions: positions << 1 | positions >> 2,
            relations: u64::from(sieve.relations),
            directions: match sieve.along {
                None => 0b11,
                Some(along) => 1 << u32::from(along),
            },
            both_ways: u64::from(sieve.both_ways),
            hedging: u64::from(sieve.hedging[0]) | u64::from(sieve.hedging[1]) << 1,
            least: u64::from(sieve.least.percent()),
        }
    }
}

impl Packed {
    /// The end of a half edge, and whether that passes.
    #[inline]
    fn end(&self, half: &[u8; HALF]) -> (End, bool) {
        let [a, b, c, d, traits @ ..] = *half;
        let traits = u64::from_le_bytes(traits);
        let part = |at: u32, mask: u64| traits >> at & mask;
        let bit = |of: u64, at: u64| of >> at & 1;
        let (class, relation) = (part(bits::CLASS, 3), part(bits::RELATION, 0x3f));
        let (percent, hedged) = (part(bits::CONFIDENCE, 0x7f), part(bits::HEDGED, 1));
        let (is_stance, is_relation) = (u64::from(class == 0), u64::from(class == 1));
        let passes = bit(self.classes, class)
            & (bit(self.positions, part(bits::POLARITY, 3)) | is_stance ^ 1)
            & (bit(self.relations, relation) | is_relation ^ 1)
            & (bit(self.directions, part(bits::OUTGOING, 1))
                | is_relation & bit(self.both_ways, relation))
            & bit(self.hedging, hedged)
            & u64::from(percent >= self.least);
        let observed = is_stance | is_relation;
        #[allow(clippy::cast_possible_truncation, reason = "at most 2, at most 127")]
        let end = End {
            other: u32::from_le_bytes([a, b, c, d]),
            weight: (observed * (2 - hedged)) as u8,
            percent: (observed * percent) as u8,
        };
        (end, passes == 1)
    }
}

/// The half edge of its bytes; `None` for what cannot be.
fn half_edge(bytes: &[u8; HALF]) -> Option<HalfEdge> {
    let (mut half, event) = half_row(bytes)?;
    if event {
        if half.from == PackedDate::default() {
            half.from = half.to;
        }
        half.to = half.from;
    }
    Some(half)
}

/// The half edge with the dates that are stored, and whether they are those of an event.
fn half_row(bytes: &[u8; HALF]) -> Option<(HalfEdge, bool)> {
    let (other, traits) = bytes.split_first_chunk::<4>()?;
    let traits = number(traits);
    let part = |at: u32, mask: u64| traits >> at & mask;
    let small = |at, mask| u8::try_from(part(at, mask)).ok();
    let date = |at| {
        Some(PackedDate::from_bits(
            u32::try_from(part(at, bits::DATE)).ok()?,
        ))
    };
    let kind = match part(bits::CLASS, 3) {
        0 => HalfKind::Stance,
        1 => {
            let code = part(bits::RELATION, 0x3f);
            let kind = RELATIONS.get(usize::try_from(code).ok()?);
            HalfKind::Relation(*kind?)
        }
        2 => HalfKind::About,
        _ => HalfKind::Broader,
    };
    let polarity = match small(bits::POLARITY, 3)? {
        0 => None,
        code => Some(*POLARITIES.get(usize::from(code) - 1)?),
    };
    let half = HalfEdge {
        other: u32::from_le_bytes(*other),
        outgoing: part(bits::OUTGOING, 1) != 0,
        kind,
        polarity,
        confidence: Confidence::from_percent(small(bits::CONFIDENCE, 0x7f)?),
        hedged: part(bits::HEDGED, 1) != 0,
        from: date(bits::FROM)?,
        to: date(bits::TO)?,
    };
    Some((half, part(bits::EVENT, 1) != 0))
}

#[cfg(test)]
mod tests {
    use demarche_model::{RelationId, StatementId};

    use super::*;

    #[test]
    fn the_traits_of_a_link_survive() {
        let kinds = RelationKind::ROWS.iter().map(|row| row.kind);
        let kinds = kinds.map(|kind| LinkKind::Relation(kind, RelationId::of(&["x"])));
        let others = [
            LinkKind::Stance(StatementId::of(&["x"])),
            LinkKind::About,
            LinkKind::Broader,
        ];
        let mut number = 0u8;
        for kind in kinds.chain(others) {
            number += 1;
            let some = |bit: u8| number & bit != 0;
            let link = Link {
                other: demarche_model::ActorId::of(&["x"]).into(),
                outgoing: some(1),
                kind,
                polarity: some(2).then(|| Polarity::ALL[usize::from(number % 3)]),
                confidence: Confidence::from_percent(number * 4),
                hedged: some(4),
                from: some(8).then(|| "9999-12-31".parse().unwrap()),
                to: some(16).then(|| "0001".parse().unwrap()),
            };
            let mut bytes = [7; HALF];
            bytes[4..].copy_from_slice(&traits(&link).to_le_bytes());
            let half = half_edge(&bytes).unwrap();
            assert_eq!(half.other, u32::from_le_bytes([7; 4]));
            assert_eq!(half.kind, HalfKind::from(link.kind));
            assert_eq!(
                (half.outgoing, half.polarity, half.confidence, half.hedged),
                (link.outgoing, link.polarity, link.confidence, link.hedged)
            );
            assert_eq!((half.from.get(), half.to.get()), (link.from, link.to));
        }
    }
}
