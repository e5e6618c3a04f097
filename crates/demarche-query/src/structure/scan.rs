//! One pass over all links of the graph, nodes by number.

use demarche_model::{HalfEdge, NodeId};

use crate::error::{QueryError, Result};
use crate::filter::Filter;
use crate::steps::NumberedSteps;
use crate::view::View;

/// All nodes by id: actors, then issues. O(nodes).
pub(super) fn nodes(view: &dyn View) -> Result<Vec<NodeId>> {
    if let Some(graph) = view.numbered() {
        let numbers = 0..graph.nodes();
        return numbers
            .map(|number| {
                graph
                    .node(number)?
                    .ok_or(QueryError::DanglingNumber(number))
            })
            .collect();
    }
    let mut nodes = Vec::new();
    for actor in view.actors() {
        nodes.push(NodeId::Actor(actor?.id));
    }
    for issue in view.issues() {
        nodes.push(NodeId::Issue(issue?.id));
    }
    nodes.sort_unstable();
    Ok(nodes)
}

/// How many of the nodes are actors: they stand first. O(log nodes).
pub(super) fn actors(nodes: &[NodeId]) -> usize {
    nodes.partition_point(|node| matches!(node, NodeId::Actor(_)))
}

/// Calls `visit` for every link that passes, node after node, those of a node by their other
/// ends, each link once from either end. O(links).
pub(super) fn links(
    view: &dyn View,
    filter: &Filter,
    nodes: &[NodeId],
    mut visit: impl FnMut(u32, HalfEdge),
) -> Result<()> {
    if let Some(steps) = NumberedSteps::new(view, filter) {
        for number in 0..steps.graph.nodes() {
            steps.graph.half_edges(number, &mut |half| {
                if steps.admits(&half) {
                    visit(number, half);
                }
            })?;
        }
        return Ok(());
    }
    for (number, &node) in (0u32..).zip(nodes) {
        for (link, _) in filter.links(view, node)? {
            let other = nodes.binary_search(&link.other);
            let other = other.map_err(|_| QueryError::DanglingNode(link.other))?;
            visit(number, HalfEdge::of(&link, small(other)));
        }
    }
    Ok(())
}

/// A place as a number of 32 bits; no graph has more nodes.
pub(super) fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// What an observation weighs: its confidence, half of it where hedged; structural links weigh 1.
pub(super) fn weight(half: &HalfEdge) -> f32 {
    if !half.kind.observed() {
        return 1.0;
    }
    let sure = f32::from(half.confidence.percent()) / 100.0;
    if half.hedged { sure / 2.0 } else { sure }
}

/// As a real number; counts here are far below 2^53.
#[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
pub(super) const fn real(count: usize) -> f64 {
    count as f64
}
