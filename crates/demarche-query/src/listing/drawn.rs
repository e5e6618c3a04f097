//! A network drawn from statements as a list.

use demarche_model::{
    EdgeId, EdgeList, ListEdge, ListId, ListNode, Network, NetworkEdge, Outline, Source, Tally,
};

use super::nodes;
use crate::discourse::{Aggregation, Mode, NetworkSpec};
use crate::view::View;

/// A network drawn from statements as a list. The amount of a weight is its edge's weight; its
/// sign is the edge's sign, where weights can be of either.
pub struct NetworkList<'a> {
    view: &'a dyn View,
    network: &'a Network,
    kind: &'static str,
    signed: bool,
    outline: Outline,
}

impl<'a> NetworkList<'a> {
    /// Lists a network that was drawn by these rules from what the view holds. O(1).
    pub fn new(
        view: &'a dyn View,
        network: &'a Network,
        spec: &NetworkSpec,
        title: String,
    ) -> Self {
        let affiliation = spec.mode == Mode::Affiliation;
        let kind = match spec.aggregation {
            _ if affiliation => "affiliation",
            Aggregation::Ignore | Aggregation::Combine => "mention",
            Aggregation::Congruence => "congruence",
            Aggregation::Conflict => "conflict",
            Aggregation::Subtract => "subtract",
        };
        Self {
            view,
            network,
            kind,
            signed: spec.aggregation == Aggregation::Subtract,
            outline: Outline {
                title,
                directed: network.directed,
                proofs: false,
                tallies: true,
            },
        }
    }

    fn edge(&self, edge: &NetworkEdge) -> ListEdge {
        let (from, to) = (
            self.network.nodes[edge.from].id,
            self.network.nodes[edge.to].id,
        );
        let sign = if edge.weight < 0.0 { -1 } else { 1 };
        ListEdge {
            id: ListId::Edge(EdgeId::between(from, to, self.kind)),
            from,
            to,
            kind: self.kind,
            directed: self.network.directed,
            sign: self.signed.then_some(sign),
            weight: edge.weight.abs(),
            count: edge.statements,
            confidence: None,
            hedged: false,
            first: self.network.window.map(|(first, _)| first),
            last: self.network.window.map(|(_, last)| last),
            proof: None,
            tally: Some(Tally {
                agreement: edge.agreement,
                disagreement: edge.disagreement,
                shared: edge.shared,
            }),
        }
    }
}

impl EdgeList for NetworkList<'_> {
    fn outline(&self) -> &Outline {
        &self.outline
    }

    fn nodes(&self) -> Source<'_, ListNode> {
        nodes::some(self.view, &self.network.nodes)
    }

    fn edges(&self) -> Source<'_, ListEdge> {
        Box::new(self.network.edges.iter().map(|edge| Ok(self.edge(edge))))
    }
}
