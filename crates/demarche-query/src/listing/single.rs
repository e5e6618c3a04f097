//! One edge for each observation.

use demarche_model::{
    EdgeList, Issue, ListEdge, ListId, ListNode, NodeId, Outline, Proof, Read, Relation, Source,
    Statement,
};

use super::nodes::{self, Kept};
use super::{Listing, bare, failed};
use crate::edge::{Seen, Tie};
use crate::error::Result;
use crate::neighbourhood::Titles;
use crate::screen::Screen;
use crate::view::View;

/// All nodes of a graph with an edge for each statement and relation, by id, and then the
/// structural edges. Held in memory are the titles of documents, and the ids of the nodes where
/// some are left out.
pub struct ObservationList<'a> {
    view: &'a dyn View,
    listing: Listing,
    outline: Outline,
    kept: Kept,
}

impl<'a> ObservationList<'a> {
    /// Lists a graph; quotes are always there. O(1), O(links) where nodes without edges are left
    /// out.
    pub fn new(view: &'a dyn View, listing: Listing) -> Result<Self> {
        let outline = Outline {
            title: listing.title.clone(),
            directed: true,
            proofs: true,
            tallies: false,
        };
        let kept = nodes::kept(view, &listing)?;
        Ok(Self {
            view,
            listing,
            outline,
            kept,
        })
    }

    fn statement(
        &self,
        screen: &Screen<'_>,
        titles: &mut Titles,
        record: Statement,
    ) -> Result<Option<ListEdge>> {
        let seen = Seen::statement(&record);
        if !screen.admits_of(&seen, record.document) {
            return Ok(None);
        }
        let proof = Proof {
            document: titles.of(self.view, record.document)?,
            quote: record.evidence,
            mode: Some(record.mode),
            office: None,
        };
        Ok(self.edge(&seen, Some(proof)))
    }

    fn relation(
        &self,
        screen: &Screen<'_>,
        titles: &mut Titles,
        record: Relation,
    ) -> Result<Option<ListEdge>> {
        let seen = Seen::relation(&record);
        if !screen.admits_of(&seen, record.document) {
            return Ok(None);
        }
        let proof = Proof {
            document: titles.of(self.view, record.document)?,
            quote: record.evidence,
            mode: None,
            office: record.status.with_office(record.office.as_deref()),
        };
        Ok(self.edge(&seen, Some(proof)))
    }

    fn edge(&self, seen: &Seen, proof: Option<Proof>) -> Option<ListEdge> {
        if !nodes::within(&self.kept, seen.from, seen.to) {
            return None;
        }
        let bare = bare(seen.from, seen.to, seen.tie);
        let Some(observation) = seen.observation else {
            return Some(bare);
        };
        Some(ListEdge {
            id: ListId::Observation(observation),
            count: 1,
            confidence: Some(seen.confidence),
            hedged: seen.hedged,
            first: seen.first,
            last: seen.last,
            proof: proof.map(Box::new),
            ..bare
        })
    }

    /// What an issue is about, and the broader ones.
    fn structure(&self, screen: &Screen<'_>, issue: &Issue) -> Vec<ListEdge> {
        let from = NodeId::from(issue.id);
        let about = issue.about.iter().map(|&actor| (actor.into(), Tie::About));
        let broader = issue
            .broader
            .iter()
            .map(|&issue| (issue.into(), Tie::Broader));
        let mut ends: Vec<(NodeId, Tie)> = about.chain(broader).collect();
        ends.sort_unstable();
        ends.dedup();
        let seen = ends.into_iter().map(|(to, tie)| Seen {
            from,
            to,
            tie,
            observation: None,
            confidence: demarche_model::Confidence::FULL,
            hedged: false,
            first: None,
            last: None,
        });
        seen.filter(|seen| screen.admits_structure(seen))
            .filter_map(|seen| self.edge(&seen, None))
            .collect()
    }
}

impl EdgeList for ObservationList<'_> {
    fn outline(&self) -> &Outline {
        &self.outline
    }

    fn nodes(&self) -> Source<'_, ListNode> {
        nodes::all(self.view, &self.kept)
    }

    fn edges(&self) -> Source<'_, ListEdge> {
        let screen = Screen::of(&self.listing.filter);
        let mut titles = Titles::default();
        let statements = self.view.statements().filter_map(move |record| {
            let edge = record.and_then(|record| {
                let edge = self.statement(&screen, &mut titles, record);
                edge.map_err(failed)
            });
            edge.transpose()
        });
        let mut titles = Titles::default();
        let relations = self.view.relations().filter_map(move |record| {
            let edge = record.and_then(|record| {
                let edge = self.relation(&screen, &mut titles, record);
                edge.map_err(failed)
            });
            edge.transpose()
        });
        let structure = self.view.issues().flat_map(move |issue| {
            let edges: Vec<Read<ListEdge>> = match issue {
                Ok(issue) => {
                    let edges = self.structure(&screen, &issue).into_iter();
                    edges.map(Ok).collect()
                }
                Err(error) => vec![Err(error)],
            };
            edges
        });
        Box::new(statements.chain(relations).chain(structure))
    }
}
