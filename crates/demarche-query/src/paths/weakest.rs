//! The link on which a path hangs.

use crate::edge::Edge;
use crate::path::Path;

/// The place of the hop that is the least sure by its surest edge, of equal ones the one with less
/// evidence, then the first; `None` where no hop rests on an observation. O(edges).
pub fn weakest(path: &Path) -> Option<usize> {
    let hops = path.hops.iter().enumerate();
    let observed = hops.filter_map(|(place, hop)| {
        let edges = || hop.edges.iter().filter(|edge| !edge.tie.is_structural());
        let surest = edges().map(|edge| edge.confidence).max()?;
        Some((surest, edges().map(Edge::evidence).sum::<usize>(), place))
    });
    observed.min().map(|(_, _, place)| place)
}
