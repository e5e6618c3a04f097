//! Statements as records, and the pairs of holder and target that have several.

use demarche_model::{HalfEdge, HalfKind, LinkKind, NodeId, ObservationId, Statement};

use crate::edge::Seen;
use crate::error::{QueryError, Result};
use crate::filter::{Class, Filter};
use crate::screen::Screen;
use crate::stances::StanceQuery;
use crate::view::{self, View};

/// The statements that a query means, by id. O(degree) with a holder or target, else
/// O(statements).
pub(crate) fn statements(view: &dyn View, query: &StanceQuery) -> Result<Vec<Statement>> {
    let filter = query.filter.clone().only([Class::Stance]);
    let fits = |record: &Statement| {
        query.holder.is_none_or(|holder| record.holder == holder)
            && query.target.is_none_or(|target| record.target == target)
            && query
                .polarity
                .is_none_or(|polarity| record.polarity == polarity)
    };
    let end = query.holder.map(NodeId::from).or(query.target);
    let mut found = Vec::new();
    if let Some(node) = end {
        for (link, _) in filter.links(view, node)? {
            if let LinkKind::Stance(id) = link.kind {
                let lost = || QueryError::DanglingObservation(ObservationId::Statement(id));
                let record = view.statement(id)?.ok_or_else(lost)?;
                found.extend(Some(record).filter(&fits));
            }
        }
    } else {
        let screen = Screen::of(&filter);
        for record in view.statements() {
            let record = record?;
            if fits(&record) && screen.admits_of(&Seen::statement(&record), record.document) {
                found.push(record);
            }
        }
    }
    found.sort_by_key(|record| record.id);
    found.dedup_by_key(|record| record.id);
    Ok(found)
}

/// The stances of a holder on a target that pass, each once, by id.
pub(crate) fn stances(
    view: &dyn View,
    holder: NodeId,
    target: NodeId,
    filter: &Filter,
) -> Result<Vec<Seen>> {
    let filter = filter.clone().only([Class::Stance]);
    let screen = Screen::of(&filter);
    let mut links = Vec::new();
    view.between(holder, target, &mut |link| links.push(link))?;
    let mut passed = Vec::new();
    for link in links {
        let seen = Seen::link(holder, &link);
        if link.outgoing && screen.admits(view, &seen)? {
            passed.push(seen);
        }
    }
    passed.sort_by_key(|seen| seen.observation);
    passed.dedup_by_key(|seen| seen.observation);
    Ok(passed)
}

/// The pairs of holder and target of a query whose stances `wanted` likes to see, judged without
/// their documents: a pair may turn out to have none that pass. Sorted. O(links).
pub(crate) fn pairs(
    view: &dyn View,
    query: &StanceQuery,
    wanted: &dyn Fn(&[HalfEdge]) -> bool,
) -> Result<Vec<(NodeId, NodeId)>> {
    let filter = query.filter.clone().only([Class::Stance]);
    let screen = Screen::of(&filter);
    let holds = |half: &HalfEdge| half.outgoing && screen.admits_half(half);
    let mut found = Vec::new();
    if let Some(holder) = query.holder.map(NodeId::from) {
        groups(view, holder, &holds, wanted, &mut found)?;
    } else if let Some(target) = query.target {
        let mut holders: Vec<NodeId> = view::links(view, target)?
            .into_iter()
            .filter(|link| !link.outgoing && matches!(link.kind, LinkKind::Stance(_)))
            .map(|link| link.other)
            .collect();
        holders.dedup();
        for holder in holders {
            let mut stances = Vec::new();
            view.between(holder, target, &mut |link| {
                let half = HalfEdge::of(&link, 0);
                if holds(&half) {
                    stances.push(half);
                }
            })?;
            if wanted(&stances) {
                found.push((holder, target));
            }
        }
    } else if let Some(graph) = view.numbered() {
        for number in 0..graph.nodes() {
            let mut stances = Vec::new();
            graph.half_edges(number, &mut |half| {
                if half.kind == HalfKind::Stance && holds(&half) {
                    stances.push(half);
                }
            })?;
            for group in stances.chunk_by(|left, right| left.other == right.other) {
                if wanted(group) {
                    let node = |number| {
                        let node = graph.node(number)?;
                        node.ok_or(QueryError::DanglingNumber(number))
                    };
                    found.push((node(number)?, node(group[0].other)?));
                }
            }
        }
    } else {
        for actor in view.actors() {
            groups(view, actor?.id.into(), &holds, wanted, &mut found)?;
        }
    }
    found.retain(|&(_, target)| query.target.is_none_or(|wanted| wanted == target));
    found.sort_unstable();
    found.dedup();
    Ok(found)
}

fn groups(
    view: &dyn View,
    holder: NodeId,
    holds: &dyn Fn(&HalfEdge) -> bool,
    wanted: &dyn Fn(&[HalfEdge]) -> bool,
    found: &mut Vec<(NodeId, NodeId)>,
) -> Result<()> {
    let links = view::links(view, holder)?;
    for group in links.chunk_by(|left, right| left.other == right.other) {
        let halves = group.iter().map(|link| HalfEdge::of(link, 0));
        let stances: Vec<HalfEdge> = halves.filter(|half| holds(half)).collect();
        if wanted(&stances) {
            found.push((holder, group[0].other));
        }
    }
    Ok(())
}
