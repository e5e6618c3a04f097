//! The graph by number: for each node its half edges, sorted as its links are.

use std::sync::LazyLock;

use demarche_model::{
    Confidence, HalfEdge, HalfKind, Link, LinkKind, NodeId, Polarity, RelationId, RelationKind,
    StatementId,
};

use super::file::Mapped;
use super::layout::{HALVES, Kind, NODES, OFFSETS, REFERENCES, Section, damaged, number};
use super::records::Table;
use super::search::{below, id_of};
use super::write::{Spool, Writer};
use crate::StoreError;
use crate::sled::layout::{ID, Id, pack, pack_node, unpack, unpack_node};
use crate::sled::record::{get_date, put_date};
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
}

/// The sections of the graph.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Graph {
    nodes: Section,
    offsets: Section,
    halves: Section,
    references: Section,
    statements: Table,
    relations: Table,
}

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
            statements: Table::of(file, Kind::Statement)?,
            relations: Table::of(file, Kind::Relation)?,
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

    /// Calls `visit` for every link of a node whose number is below [`Self::len`].
    pub(crate) fn links(
        &self,
        file: &Mapped,
        number: u32,
        visit: &mut dyn FnMut(Link),
    ) -> Result<(), StoreError> {
        let (from, to) = self.range(file, number)?;
        let half = HALF as u64;
        let halves = file.bytes(&self.halves, from * half, (to - from) * half)?;
        let (at, len) = (from * REFERENCE, (to - from) * REFERENCE);
        let references = file.bytes(&self.references, at, len)?;
        let halves = halves.as_chunks::<HALF>().0.iter();
        for (half, reference) in halves.zip(references.as_chunks::<4>().0) {
            let half = half_edge(half).ok_or_else(wrong)?;
            let reference = u64::from(u32::from_le_bytes(*reference));
            visit(Link {
                other: self.known(file, half.other)?,
                outgoing: half.outgoing,
                kind: self.kind(file, half.kind, reference)?,
                polarity: half.polarity,
                confidence: half.confidence,
                hedged: half.hedged,
                from: half.from,
                to: half.to,
            });
        }
        Ok(())
    }

    fn kind(&self, file: &Mapped, kind: HalfKind, at: u64) -> Result<LinkKind, StoreError> {
        Ok(match kind {
            HalfKind::Stance => {
                let id = unpack(self.statements.id(file, at)?);
                LinkKind::Stance(StatementId::from_bytes(id).ok_or_else(wrong)?)
            }
            HalfKind::Relation(kind) => {
                let id = unpack(self.relations.id(file, at)?);
                LinkKind::Relation(kind, RelationId::from_bytes(id).ok_or_else(wrong)?)
            }
            HalfKind::About => LinkKind::About,
            HalfKind::Broader => LinkKind::Broader,
        })
    }
}

/// The number of a node among the packed ones of a section, of which the first `actors` are
/// actors.
fn numbered(
    file: &Mapped,
    nodes: &Section,
    actors: u64,
    node: NodeId,
    len: u64,
) -> Result<Option<u32>, StoreError> {
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
    if place == len || id(place)? != packed {
        return Ok(None);
    }
    Ok(u32::try_from(first + place).ok())
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
    Ok(move |node| numbered(file, &nodes, nodes.count, node, len))
}

/// Writes the edges; nodes, statements and relations have been written. Keeps 4 bytes a node in
/// memory.
pub(crate) fn write_edges(
    writer: &mut Writer,
    mut references: Spool,
    links: impl Fn(NodeId, &mut dyn FnMut(Link)) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let file = writer.so_far()?;
    let lookup = Lookup::of(&file)?;
    let mut offsets = Vec::new();
    let mut count = 0u32;
    let (mut halves, mut refs) = (Vec::new(), Vec::new());
    for number in 0..lookup.nodes.len / ID as u64 {
        offsets.extend(count.to_le_bytes());
        let bytes = file.bytes(&lookup.nodes, number * ID as u64, ID as u64)?;
        let node = id_of(bytes).and_then(unpack_node).ok_or_else(wrong)?;
        let mut failed = None;
        links(node, &mut |link| {
            if failed.is_none() {
                failed = lookup.put(&link, &mut halves, &mut refs).err();
            }
        })?;
        if let Some(error) = failed {
            return Err(error);
        }
        let here = u32::try_from(halves.len() / HALF).ok();
        let sum = here.and_then(|here| count.checked_add(here));
        count = sum.ok_or_else(too_large)?;
        writer.put(&halves)?;
        references.put(&refs)?;
        halves.clear();
        refs.clear();
    }
    offsets.extend(count.to_le_bytes());
    writer.end(HALVES, count.into());
    references.pour(writer)?;
    writer.end(REFERENCES, count.into());
    writer.put(&offsets)?;
    writer.end(OFFSETS, count.into());
    Ok(())
}

fn too_large() -> StoreError {
    let limit = std::io::Error::other("an image holds fewer than 4,294,967,295 links and nodes");
    StoreError::Engine(Box::new(limit))
}

/// Numbers of nodes and records that have been written.
struct Lookup<'a> {
    file: &'a Mapped,
    nodes: Section,
    statements: Table,
    relations: Table,
}

impl<'a> Lookup<'a> {
    fn of(file: &'a Mapped) -> Result<Self, StoreError> {
        Ok(Self {
            file,
            nodes: file.section(NODES)?,
            statements: Table::of(file, Kind::Statement)?,
            relations: Table::of(file, Kind::Relation)?,
        })
    }

    fn put(
        &self,
        link: &Link,
        halves: &mut Vec<u8>,
        references: &mut Vec<u8>,
    ) -> Result<(), StoreError> {
        let len = self.nodes.len / ID as u64;
        let other = numbered(self.file, &self.nodes, self.nodes.count, link.other, len)?;
        let gone = |id: &dyn ToString| StoreError::Corrupt {
            tree: "adjacency",
            key: id.to_string(),
        };
        let other = other.ok_or_else(|| gone(&link.other))?;
        let reference = match link.kind {
            LinkKind::Stance(id) => {
                let found = self.statements.find(self.file, &pack(id.to_bytes()))?;
                found.ok_or_else(|| gone(&id))?
            }
            LinkKind::Relation(_, id) => {
                let found = self.relations.find(self.file, &pack(id.to_bytes()))?;
                found.ok_or_else(|| gone(&id))?
            }
            LinkKind::About | LinkKind::Broader => 0,
        };
        let reference = u32::try_from(reference).map_err(|_| too_large())?;
        halves.extend(other.to_le_bytes());
        halves.extend(traits(link).to_le_bytes());
        references.extend(reference.to_le_bytes());
        Ok(())
    }
}

/// The kinds of relation by their codes; a walk meets them too often to compare words.
static RELATIONS: LazyLock<Vec<RelationKind>> =
    LazyLock::new(|| (0..).map_while(RelationKind::of_code).collect());

/// Everything about a link but its other end and its observation.
fn traits(link: &Link) -> u64 {
    let (class, relation) = match link.kind {
        LinkKind::Stance(_) => (0, 0),
        LinkKind::Relation(kind, _) => (1, kind.code()),
        LinkKind::About => (2, 0),
        LinkKind::Broader => (3, 0),
    };
    let polarity = link.polarity.map_or(0, |polarity| polarity.code() + 1);
    let date = |date| u64::from(put_date(date).unwrap_or(0));
    date(link.from) << bits::FROM
        | date(link.to) << bits::TO
        | u64::from(link.confidence.percent()) << bits::CONFIDENCE
        | u64::from(link.outgoing) << bits::OUTGOING
        | u64::from(link.hedged) << bits::HEDGED
        | u64::from(polarity) << bits::POLARITY
        | class << bits::CLASS
        | u64::from(relation) << bits::RELATION
}

/// The half edge of its bytes; `None` for what cannot be.
fn half_edge(bytes: &[u8; HALF]) -> Option<HalfEdge> {
    let (other, traits) = bytes.split_first_chunk::<4>()?;
    let traits = number(traits);
    let part = |at: u32, mask: u64| traits >> at & mask;
    let small = |at, mask| u8::try_from(part(at, mask)).ok();
    let date = |at| {
        let number = u32::try_from(part(at, bits::DATE)).ok();
        get_date(number.filter(|&number| number != 0))
    };
    let kind = match part(bits::CLASS, 3) {
        0 => HalfKind::Stance,
        1 => {
            let code = part(bits::RELATION, 0x7f);
            let kind = RELATIONS.get(usize::try_from(code).ok()?);
            HalfKind::Relation(*kind?)
        }
        2 => HalfKind::About,
        _ => HalfKind::Broader,
    };
    let polarity = match small(bits::POLARITY, 3)? {
        0 => None,
        code => Some(Polarity::of_code(code - 1)?),
    };
    Some(HalfEdge {
        other: u32::from_le_bytes(*other),
        outgoing: part(bits::OUTGOING, 1) != 0,
        kind,
        polarity,
        confidence: Confidence::from_percent(small(bits::CONFIDENCE, 0x7f)?),
        hedged: part(bits::HEDGED, 1) != 0,
        from: date(bits::FROM)?,
        to: date(bits::TO)?,
    })
}

#[cfg(test)]
mod tests {
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
            assert_eq!((half.from, half.to), (link.from, link.to));
        }
    }
}
