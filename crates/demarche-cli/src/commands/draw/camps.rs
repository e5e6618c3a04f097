//! The two camps of an issue, and the camps of actors.

use std::collections::BTreeSet;

use demarche_export::{Drawing, Group, Plan};
use demarche_model::{NodeId, Subgraph};
use demarche_query::{
    Filter, StanceQuery, View, between, factions as divide, neighbourhood, stance_edges,
    subgraph_of_edges,
};

use super::super::ties::Ground;
use crate::args::{Draw, TieKind, Ties};
use crate::error::{Failure, Result};

/// All stances on one node, the strongest holders first where there are too many.
pub fn sides(
    view: &dyn View,
    issue: NodeId,
    args: &Draw,
    filter: Filter,
    drawing: &mut Drawing,
) -> Result<Subgraph> {
    let query = StanceQuery {
        target: Some(issue),
        polarity: args.walk.polarity,
        filter,
        ..StanceQuery::default()
    };
    let mut edges = stance_edges(view, &query)?;
    if edges.is_empty() {
        let failure = Failure::not_found("nobody takes a stance on it");
        return Err(failure.hint("`demarche issues` tells who stands where on which issue"));
    }
    let mut holders = BTreeSet::new();
    let all: BTreeSet<NodeId> = edges.iter().map(|edge| edge.from).collect();
    edges.retain(|edge| {
        let room = holders.len() + 1 < args.nodes.max(2);
        let known = holders.contains(&edge.from);
        if room {
            holders.insert(edge.from);
        }
        room || known
    });
    let left = all.len() - holders.len();
    if left > 0 {
        drawing
            .remarks
            .push(format!("{left} more holders are left out."));
    }
    let mut part = subgraph_of_edges(view, &edges)?;
    for node in &mut part.nodes {
        node.focus = node.id == issue;
    }
    Ok(part)
}

/// The actors of the camps of more than one, with the ties between them; where names are given,
/// only the camps that these stand in and those whom they are tied to.
pub fn factions(
    view: &dyn View,
    centres: &[NodeId],
    args: &Draw,
    drawing: &mut Drawing,
) -> Result<Subgraph> {
    let ties = Ties {
        by: TieKind::Ties,
        only_stances: false,
        seed: 1,
        walk: args.walk.clone(),
    };
    let ground = Ground::read(view, &ties)?;
    let found = divide(&ground.graph, args.camps, ties.seed);
    let near: Option<BTreeSet<NodeId>> = if centres.is_empty() {
        None
    } else {
        let filter = super::super::walk_filter(view, &args.walk)?;
        let part = neighbourhood(view, centres, args.hops, &filter, args.nodes)?;
        Some(part.nodes.iter().map(|node| node.id).collect())
    };
    let wanted = |id: &NodeId| near.as_ref().is_none_or(|near| near.contains(id));
    let camps = found.camps.iter().map(|camp| {
        let nodes = camp.iter().map(|&actor| ground.graph.node(actor));
        nodes.filter(wanted).collect::<Vec<NodeId>>()
    });
    let mut camps: Vec<Vec<NodeId>> = camps.collect();
    let alone = camps.iter().filter(|camp| camp.len() == 1).count();
    camps.retain(|camp| camp.len() > 1);
    if camps.is_empty() {
        return Err(Failure::not_found("no two actors stand together"));
    }
    let filter = super::super::walk_filter(view, &args.walk)?;
    let drawn: BTreeSet<NodeId> = camps.iter().flatten().copied().collect();
    let mut edges = Vec::new();
    for (one, other, _) in ground.graph.edges() {
        let (one, other) = (ground.graph.node(one), ground.graph.node(other));
        if drawn.contains(&one) && drawn.contains(&other) {
            let ties = between(view, one, other, &filter)?;
            edges.extend(ties.into_iter().filter(|edge| edge.tie.leaning() != 0));
        }
    }
    let mut part = subgraph_of_edges(view, &edges)?;
    for node in &mut part.nodes {
        node.focus = centres.contains(&node.id);
    }
    let groups = (1usize..).zip(camps).map(|(number, nodes)| Group {
        name: format!("Camp {number}"),
        nodes,
    });
    drawing.plan = Plan::Groups(groups.collect());
    if let Some(whole) = found.whole() {
        drawing.remarks.push(format!(
            "Of the weight of all ties {:.0} % agree with the camps: friends in one, foes in two.",
            whole * 100.0
        ));
    }
    if alone > 0 {
        let actors = if alone == 1 {
            "actor stands"
        } else {
            "actors stand"
        };
        drawing
            .remarks
            .push(format!("{alone} {actors} alone and are not drawn."));
    }
    Ok(part)
}
