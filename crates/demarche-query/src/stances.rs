//! Stance edges, net stance edges and relation edges: views of the observations.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use demarche_model::{ActorId, Confidence, Date, NodeId, Polarity, RelationKind, Source};

use crate::edge::{Edge, Seen, Tie, aggregate};
use crate::error::Result;
use crate::filter::{Class, Filter};
use crate::view::View;

/// Which stances.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StanceQuery {
    /// Whose; anybody's if `None`.
    pub holder: Option<ActorId>,
    /// On what; anything if `None`.
    pub target: Option<NodeId>,
    /// Which position; any if `None`.
    pub polarity: Option<Polarity>,
    /// Further conditions on the statements.
    pub filter: Filter,
}

/// Which relations.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RelationQuery {
    /// First end; either end of a symmetric kind.
    pub subject: Option<ActorId>,
    /// Second end; either end of a symmetric kind.
    pub object: Option<ActorId>,
    /// An end, whichever it is.
    pub either: Option<ActorId>,
    /// Which kind; any if `None`.
    pub kind: Option<RelationKind>,
    /// Further conditions on the relations.
    pub filter: Filter,
}

/// The balance of a holder's statements on one target.
#[derive(Debug, Clone, PartialEq)]
pub struct NetEdge {
    /// Whose stance it is.
    pub holder: NodeId,
    /// What it is about.
    pub target: NodeId,
    /// From -1 (all against) to 1 (all in favour): the mean sign of the statements, weighted by
    /// confidence, hedged ones by half of it; neutral ones pull towards 0.
    pub score: f64,
    /// Statements in favour.
    pub support: usize,
    /// Statements against.
    pub oppose: usize,
    /// Mixed, ambivalent or dodged statements.
    pub neutral: usize,
    /// The highest confidence.
    pub confidence: Confidence,
    /// The earliest date, where known.
    pub first: Option<Date>,
    /// The latest date, where known.
    pub last: Option<Date>,
}

/// Stance edges, strongest first. O(degree) with a holder or target, else O(statements).
pub fn stance_edges(view: &dyn View, query: &StanceQuery) -> Result<Vec<Edge>> {
    let mut edges = aggregate(statements(view, query)?);
    edges.sort_by_cached_key(Edge::strength);
    Ok(edges)
}

/// Net stance edges, those with the most statements first. Costs as [`stance_edges`] does.
pub fn net_stances(view: &dyn View, query: &StanceQuery) -> Result<Vec<NetEdge>> {
    let mut groups: BTreeMap<_, Vec<Seen>> = BTreeMap::new();
    for seen in statements(view, query)? {
        groups.entry((seen.from, seen.to)).or_default().push(seen);
    }
    let mut edges: Vec<NetEdge> = groups.into_values().map(|group| net(&group)).collect();
    edges.sort_by_key(|edge| Reverse(edge.support + edge.oppose + edge.neutral));
    Ok(edges)
}

fn net(group: &[Seen]) -> NetEdge {
    let (mut balance, mut weights) = (0i32, 0i32);
    for seen in group {
        let weight = i32::from(seen.confidence.percent()) * if seen.hedged { 1 } else { 2 };
        balance += weight * i32::from(seen.tie.sign());
        weights += weight;
    }
    let count = |polarity| {
        let same = group
            .iter()
            .filter(|seen| seen.tie == Tie::Stance(polarity));
        same.count()
    };
    let best = group.iter().map(|seen| seen.confidence).max();
    NetEdge {
        holder: group[0].from,
        target: group[0].to,
        score: if weights == 0 {
            0.0
        } else {
            f64::from(balance) / f64::from(weights)
        },
        support: count(Polarity::Support),
        oppose: count(Polarity::Oppose),
        neutral: count(Polarity::Neutral),
        confidence: best.unwrap_or(Confidence::FULL),
        first: group.iter().filter_map(|seen| seen.first).min(),
        last: group.iter().filter_map(|seen| seen.last).max(),
    }
}

/// Relation edges, strongest first. O(degree) with an end, else O(relations).
pub fn relation_edges(view: &dyn View, query: &RelationQuery) -> Result<Vec<Edge>> {
    let filter = query.filter.clone().only([Class::Relation]);
    let end = query.subject.or(query.object).or(query.either);
    let mut seen = match end {
        Some(actor) => at(view, actor.into(), &filter)?,
        None => all(view, view.relations(), Seen::relation, &filter)?,
    };
    seen.retain(|seen| wanted(query, seen));
    let mut edges = aggregate(seen);
    edges.sort_by_cached_key(Edge::strength);
    Ok(edges)
}

fn wanted(query: &RelationQuery, seen: &Seen) -> bool {
    let is = |end: NodeId, wanted: Option<ActorId>| wanted.is_none_or(|id| end == id.into());
    let along = is(seen.from, query.subject) && is(seen.to, query.object);
    let back = is(seen.to, query.subject) && is(seen.from, query.object);
    (along || (back && !seen.tie.is_directed()))
        && (is(seen.from, query.either) || is(seen.to, query.either))
        && query
            .kind
            .is_none_or(|kind| seen.tie == Tie::Relation(kind))
}

fn statements(view: &dyn View, query: &StanceQuery) -> Result<Vec<Seen>> {
    let filter = query.filter.clone().only([Class::Stance]);
    let end = query.holder.map(NodeId::from).or(query.target);
    let mut seen = match end {
        Some(node) => at(view, node, &filter)?,
        None => all(view, view.statements(), Seen::statement, &filter)?,
    };
    seen.retain(|seen| {
        query.holder.is_none_or(|holder| seen.from == holder.into())
            && query.target.is_none_or(|target| seen.to == target)
            && query
                .polarity
                .is_none_or(|polarity| seen.tie == Tie::Stance(polarity))
    });
    Ok(seen)
}

/// What passes at a node, each observation once.
fn at(view: &dyn View, node: NodeId, filter: &Filter) -> Result<Vec<Seen>> {
    let links = filter.links(view, node)?;
    let mut seen: Vec<Seen> = links.into_iter().map(|(_, seen)| seen).collect();
    seen.sort_unstable();
    seen.dedup();
    Ok(seen)
}

/// What passes of all records.
fn all<T>(
    view: &dyn View,
    records: Source<'_, T>,
    seen: fn(&T) -> Seen,
    filter: &Filter,
) -> Result<Vec<Seen>> {
    let mut passed = Vec::new();
    for record in records {
        let seen = seen(&record?);
        if filter.admits(view, &seen)? {
            passed.push(seen);
        }
    }
    Ok(passed)
}
