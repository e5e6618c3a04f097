//! A part of a graph as a list.

use demarche_model::{EdgeList, ListEdge, ListNode, Outline, Proof, Source, SubEdge, Subgraph};

use super::{bare, nodes, tie, weight};
use crate::view::View;

/// A part of a graph as a list: a neighbourhood, a path, what a question found. Every edge has
/// its best quote.
pub struct PartList<'a> {
    view: &'a dyn View,
    part: &'a Subgraph,
    outline: Outline,
}

impl<'a> PartList<'a> {
    /// Lists a settled part of what the view holds. O(1).
    pub fn new(view: &'a dyn View, part: &'a Subgraph, title: String) -> Self {
        let outline = Outline {
            title,
            directed: true,
            proofs: true,
            tallies: false,
        };
        Self {
            view,
            part,
            outline,
        }
    }

    fn edge(&self, edge: &SubEdge) -> ListEdge {
        let id = |place: usize| self.part.nodes[place].id;
        let office = match &edge.kind {
            demarche_model::EdgeKind::Relation(_, office) => office.clone(),
            _ => None,
        };
        let proof = edge.quote.as_ref().map(|quote| Proof {
            quote: quote.clone(),
            document: edge.document.clone().unwrap_or_default(),
            mode: None,
            office,
        });
        ListEdge {
            weight: weight(edge.count),
            count: edge.count,
            confidence: (edge.count > 0).then_some(edge.confidence),
            hedged: edge.hedged,
            first: edge.first,
            last: edge.last,
            proof: proof.map(Box::new),
            ..bare(id(edge.from), id(edge.to), tie(&edge.kind))
        }
    }
}

impl EdgeList for PartList<'_> {
    fn outline(&self) -> &Outline {
        &self.outline
    }

    fn nodes(&self) -> Source<'_, ListNode> {
        nodes::some(self.view, &self.part.nodes)
    }

    fn edges(&self) -> Source<'_, ListEdge> {
        Box::new(self.part.edges.iter().map(|edge| Ok(self.edge(edge))))
    }
}
