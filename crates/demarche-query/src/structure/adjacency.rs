//! Who is next to whom, in two arrays.

use super::scan;
use super::signed::Signed;
use crate::error::Result;
use crate::filter::Filter;
use crate::view::View;

/// Neighbours of each node by number, each once, sorted.
#[derive(Debug, Clone, Default)]
pub(super) struct Adjacency {
    starts: Vec<usize>,
    ends: Vec<u32>,
}

impl Adjacency {
    /// The steps that a filter allows: along edges if it is directed, else both ways. A step from
    /// a node to itself leads nowhere. O(links).
    pub(super) fn read(view: &dyn View, filter: &Filter, nodes: usize) -> Result<Self> {
        let all = scan::nodes(view)?;
        let mut starts = vec![0; nodes + 1];
        let mut ends: Vec<u32> = Vec::new();
        let mut open = 0;
        scan::links(view, filter, &all, |number, half| {
            while open < number {
                open += 1;
                starts[open as usize] = ends.len();
            }
            let symmetric = matches!(half.kind, demarche_model::HalfKind::Relation(kind) if kind.row().symmetric);
            let along = !filter.directed || half.outgoing || symmetric;
            let known = ends.len() > starts[number as usize] && ends.last() == Some(&half.other);
            if along && !known && half.other != number {
                ends.push(half.other);
            }
        })?;
        for start in &mut starts[open as usize + 1..] {
            *start = ends.len();
        }
        Ok(Self { starts, ends })
    }

    /// The ties of a signed graph, whatever their signs.
    pub(super) fn of(graph: &Signed) -> Self {
        let mut adjacency = Self::default();
        adjacency.starts.push(0);
        for node in 0..graph.len() {
            adjacency
                .ends
                .extend(graph.ties(node).map(|(other, _)| other));
            adjacency.starts.push(adjacency.ends.len());
        }
        adjacency
    }

    pub(super) fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    pub(super) fn at(&self, node: u32) -> &[u32] {
        &self.ends[self.starts[node as usize]..self.starts[node as usize + 1]]
    }
}
