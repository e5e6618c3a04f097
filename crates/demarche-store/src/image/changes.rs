//! What has changed since a whole image, in a file beside it: the records, names and nodes that
//! changes have touched, as they are now. A record that is gone is there with nothing in it, a
//! name that is gone without nodes.

use std::path::Path;

use demarche_model::{Link, NodeId};

use super::layer::Layer;
use super::layout::{Kind, PLACES, SHIFTS, TOTALS, damaged, number};
use crate::StoreError;

/// Bit of a place: the links of the node stand in the file of changes.
const LINKED: u64 = 1 << 32;
/// Place of a node that is gone.
pub(crate) const GONE: u32 = u32::MAX;

/// A file of changes, open.
pub(crate) struct Changes {
    pub(crate) layer: Layer,
    /// For each node of the file its number in the whole graph, and whether its links are here.
    places: Vec<(u32, bool)>,
    /// The nodes of the file that the graph has: number in the graph and number here.
    known: Vec<(u32, u32)>,
    /// From which number of the whole image on the numbers of the graph differ by how much.
    shifts: Vec<(u32, i64)>,
    totals: Totals,
}

/// How many there are of everything.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Totals {
    pub(crate) records: [u64; Kind::ALL.len()],
    pub(crate) names: u64,
    pub(crate) nodes: u64,
}

impl Totals {
    pub(crate) fn to_bytes(self) -> Vec<u8> {
        let numbers = self.records.into_iter().chain([self.names, self.nodes]);
        numbers.flat_map(u64::to_le_bytes).collect()
    }

    fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (numbers, rest) = bytes.as_chunks::<8>();
        let (records, numbers) = numbers.split_first_chunk::<{ Kind::ALL.len() }>()?;
        let [names, nodes] = numbers else {
            return None;
        };
        rest.is_empty().then(|| Self {
            records: records.map(u64::from_le_bytes),
            names: u64::from_le_bytes(*names),
            nodes: u64::from_le_bytes(*nodes),
        })
    }
}

/// One place of the section: the number in the graph, and whether the links are here.
pub(crate) fn place(number: u32, linked: bool) -> [u8; 8] {
    (u64::from(number) | if linked { LINKED } else { 0 }).to_le_bytes()
}

/// One entry of the section of shifts.
pub(crate) fn shift(from: u32, by: i64) -> [u8; 12] {
    let mut bytes = [0; 12];
    bytes[..4].copy_from_slice(&from.to_le_bytes());
    bytes[4..].copy_from_slice(&by.to_le_bytes());
    bytes
}

impl Changes {
    /// Opens a file of changes. O(changed nodes).
    pub(crate) fn open(path: &Path) -> Result<Self, StoreError> {
        let layer = Layer::open(path)?;
        let wrong = || damaged("changes");
        let places = layer.file.whole(&layer.file.section(PLACES)?)?;
        let places: Vec<_> = places
            .as_chunks::<8>()
            .0
            .iter()
            .map(|bytes| (number_of(bytes), u64::from_le_bytes(*bytes) & LINKED != 0))
            .collect();
        let shifts = layer.file.whole(&layer.file.section(SHIFTS)?)?;
        let shifts: Vec<_> = shifts
            .as_chunks::<12>()
            .0
            .iter()
            .map(|bytes| (number_of(bytes), number(&bytes[4..]).cast_signed()))
            .collect();
        let totals = layer.file.whole(&layer.file.section(TOTALS)?)?;
        let totals = Totals::from_bytes(totals).ok_or_else(wrong)?;
        let here = (0u32..).zip(&places);
        let known = here.filter(|(_, (place, _))| *place != GONE);
        let known: Vec<_> = known.map(|(here, (place, _))| (*place, here)).collect();
        let fits = places.len() == layer.graph.len() as usize && known.is_sorted();
        if !fits || u32::try_from(totals.nodes).is_err() {
            return Err(wrong());
        }
        Ok(Self {
            layer,
            places,
            known,
            shifts,
            totals,
        })
    }

    pub(crate) fn totals(&self) -> Totals {
        self.totals
    }

    /// How many nodes the graph has.
    pub(crate) fn nodes(&self) -> u32 {
        u32::try_from(self.totals.nodes).unwrap_or(u32::MAX)
    }

    /// The number in the graph of a number of the whole image. O(log changed nodes).
    pub(crate) fn moved(&self, number: u32) -> u32 {
        let before = self.shifts.partition_point(|(from, _)| *from <= number);
        let by = before.checked_sub(1).map_or(0, |at| self.shifts[at].1);
        u32::try_from(i64::from(number) + by).unwrap_or(GONE)
    }

    /// The number in the whole image of a number in the graph that no node here has.
    pub(crate) fn before(&self, number: u32) -> u32 {
        let wanted = i64::from(number);
        let reached = |&(from, by): &(u32, i64)| i64::from(from) + by <= wanted;
        let before = self.shifts.partition_point(reached);
        let by = before.checked_sub(1).map_or(0, |at| self.shifts[at].1);
        u32::try_from(wanted - by).unwrap_or(GONE)
    }

    /// The number here of a number in the graph.
    pub(crate) fn here(&self, number: u32) -> Option<u32> {
        let place = self.known.binary_search_by_key(&number, |known| known.0);
        place.ok().map(|place| self.known[place].1)
    }

    /// The number in the graph of a number here; `None` for a node that is gone.
    pub(crate) fn place(&self, here: u32) -> Option<u32> {
        let place = self.places.get(here as usize)?.0;
        (place != GONE).then_some(place)
    }

    /// Whether the links of the node of a number here stand here.
    pub(crate) fn is_linked(&self, here: u32) -> bool {
        self.places
            .get(here as usize)
            .is_some_and(|(_, linked)| *linked)
    }

    /// Calls `visit` for every link of a node, if they stand here; tells whether they do.
    pub(crate) fn links(
        &self,
        base: &Layer,
        node: NodeId,
        visit: &mut dyn FnMut(Link),
    ) -> Result<bool, StoreError> {
        let here = self.layer.graph.number(&self.layer.file, node)?;
        let Some(here) = here.filter(|&here| self.is_linked(here)) else {
            return Ok(false);
        };
        self.layer.links(Some(base), (here, None), visit)?;
        Ok(true)
    }

    /// The nodes whose links stand here.
    pub(crate) fn linked(&self) -> impl Iterator<Item = Result<NodeId, StoreError>> {
        let here = (0u32..).zip(&self.places).filter(|(_, place)| place.1);
        here.map(|(here, _)| self.layer.graph.node(&self.layer.file, here))
    }
}

fn number_of(bytes: &[u8]) -> u32 {
    u32::try_from(number(&bytes[..4])).unwrap_or(GONE)
}
