//! Stance edges, net stance edges and relation edges: views of the observations.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use demarche_model::{
    ActorId, Confidence, Date, DocumentId, NodeId, Polarity, RelationKind, Source,
};

use crate::edge::{Edge, Seen, Tie, aggregate};
use crate::error::Result;
use crate::filter::{Class, Filter};
use crate::lean::Lean;
use crate::screen::Screen;
use crate::strongest::strongest;
use crate::view::View;

/// From so many edges on it is cheaper to read all than to look each of the strongest up.
const MANY: usize = 100_000;

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

/// The first of [`stance_edges`], at most `limit`. Where the view has numbers and neither holder
/// nor target is given, in memory that grows with `limit` alone.
pub fn strongest_stances(view: &dyn View, query: &StanceQuery, limit: usize) -> Result<Vec<Edge>> {
    let filter = query.filter.clone().only([Class::Stance]);
    let screen = Screen::of(&filter);
    if let Some(graph) = view.numbered()
        && query.holder.is_none()
        && query.target.is_none()
        && limit < MANY
        && screen.needs_no_records()
    {
        let polarity = query.polarity.map(Tie::Stance);
        let wanted = |tie| polarity.is_none_or(|wanted| tie == wanted);
        return strongest(view, graph, &screen, wanted, limit);
    }
    let mut edges = stance_edges(view, query)?;
    edges.truncate(limit);
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
    let mut lean = Lean::default();
    for seen in group {
        if let Tie::Stance(polarity) = seen.tie {
            lean.add(polarity, seen.confidence, seen.hedged);
        }
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
        score: lean.score(),
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
        None => all(view.relations(), &filter, |record| {
            (Seen::relation(record), record.document)
        })?,
    };
    seen.retain(|seen| wanted(query, seen));
    let mut edges = aggregate(seen);
    edges.sort_by_cached_key(Edge::strength);
    Ok(edges)
}

/// The first of [`relation_edges`], at most `limit`. Where the view has numbers and no end is
/// given, in memory that grows with `limit` alone.
pub fn strongest_relations(
    view: &dyn View,
    query: &RelationQuery,
    limit: usize,
) -> Result<Vec<Edge>> {
    let filter = query.filter.clone().only([Class::Relation]);
    let screen = Screen::of(&filter);
    if let Some(graph) = view.numbered()
        && [query.subject, query.object, query.either] == [None; 3]
        && limit < MANY
        && screen.needs_no_records()
    {
        let kind = query.kind.map(Tie::Relation);
        let wanted = |tie| kind.is_none_or(|wanted| tie == wanted);
        return strongest(view, graph, &screen, wanted, limit);
    }
    let mut edges = relation_edges(view, query)?;
    edges.truncate(limit);
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
        None => all(view.statements(), &filter, |record| {
            (Seen::statement(record), record.document)
        })?,
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
    records: Source<'_, T>,
    filter: &Filter,
    seen: fn(&T) -> (Seen, DocumentId),
) -> Result<Vec<Seen>> {
    let screen = Screen::of(filter);
    let mut passed = Vec::new();
    for record in records {
        let (seen, document) = seen(&record?);
        if screen.admits_of(&seen, document) {
            passed.push(seen);
        }
    }
    Ok(passed)
}

#[cfg(test)]
mod tests {
    use demarche_model::ObservationId;

    use super::*;
    use crate::fixture::Toy;

    fn percent(percent: u8) -> Confidence {
        Confidence::from_percent(percent)
    }

    #[test]
    fn statements_with_the_same_ends_and_polarity_are_one_edge() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let issue = toy.add_issue("Tariffs", &[otto], &[]);
        let hedged = toy.add_statement(anna, Polarity::Support, issue, |record| {
            record.hedged = true;
            record.date = "2025-03".parse().ok();
        });
        let weak = toy.add_statement(anna, Polarity::Support, issue, |record| {
            record.confidence = percent(61);
        });
        let sure = toy.add_statement(anna, Polarity::Support, issue, |record| {
            record.confidence = percent(90);
            record.date = None;
        });
        toy.says(anna, Polarity::Oppose, issue);
        toy.says(otto, Polarity::Oppose, anna);
        let query = StanceQuery {
            target: Some(issue.into()),
            polarity: Some(Polarity::Support),
            ..StanceQuery::default()
        };
        let ids = [sure, weak, hedged].map(ObservationId::Statement);
        let expect = Edge {
            from: anna.into(),
            to: issue.into(),
            tie: Tie::Stance(Polarity::Support),
            count: 3,
            hedged: 1,
            confidence: Confidence::FULL,
            mean: percent(83),
            first: "2025-02-12".parse().ok(),
            last: "2025-03".parse().ok(),
            observations: ids.to_vec(),
        };
        assert_eq!(stance_edges(&toy, &query).unwrap(), [expect]);
        let all = stance_edges(&toy, &StanceQuery::default()).unwrap();
        assert_eq!(
            all.iter().map(|edge| edge.count).collect::<Vec<_>>(),
            [3, 1, 1]
        );
    }

    #[test]
    fn a_scan_and_an_index_give_the_same_edges() {
        let mut toy = Toy::new();
        let people = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        for (at, &holder) in people.iter().enumerate() {
            for (step, &polarity) in Polarity::ALL.iter().enumerate() {
                toy.says(holder, polarity, people[(at * step) % 3]);
                toy.tied(holder, RelationKind::MetWith, people[(at + step) % 3]);
                toy.tied(holder, RelationKind::AdviserTo, people[(at + step) % 3]);
            }
        }
        let all = stance_edges(&toy, &StanceQuery::default()).unwrap();
        let relations = relation_edges(&toy, &RelationQuery::default()).unwrap();
        for holder in people {
            let query = StanceQuery {
                holder: Some(holder),
                ..StanceQuery::default()
            };
            let held = all.iter().filter(|edge| edge.from == holder.into());
            assert_eq!(
                stance_edges(&toy, &query).unwrap(),
                held.cloned().collect::<Vec<_>>()
            );
            let query = RelationQuery {
                either: Some(holder),
                ..RelationQuery::default()
            };
            let tied = relations
                .iter()
                .filter(|edge| [edge.from, edge.to].contains(&holder.into()));
            assert_eq!(
                relation_edges(&toy, &query).unwrap(),
                tied.cloned().collect::<Vec<_>>()
            );
        }
    }

    #[test]
    fn a_symmetric_relation_is_found_from_both_ends() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        toy.tied(anna, RelationKind::MetWith, otto);
        toy.tied(otto, RelationKind::MetWith, anna);
        toy.tied(otto, RelationKind::AdviserTo, anna);
        let count = |subject, object| {
            let query = RelationQuery {
                subject,
                object,
                ..RelationQuery::default()
            };
            let edges = relation_edges(&toy, &query).unwrap();
            edges.iter().map(|edge| edge.count).collect::<Vec<_>>()
        };
        assert_eq!(count(Some(anna), None), [2]);
        assert_eq!(count(Some(otto), None), [2, 1]);
        assert_eq!(count(Some(anna), Some(otto)), [2]);
        assert_eq!(count(None, Some(anna)), [2, 1]);
    }

    #[test]
    fn the_net_stance_weighs_both_sides() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let score = |toy: &Toy| {
            let edges = net_stances(toy, &StanceQuery::default()).unwrap();
            assert_eq!(edges.len(), 1);
            edges[0].score
        };
        toy.says(anna, Polarity::Support, otto);
        assert!((score(&toy) - 1.0).abs() < 1e-12);
        toy.add_statement(anna, Polarity::Oppose, otto, |record| record.hedged = true);
        assert!(
            (score(&toy) - 1.0 / 3.0).abs() < 1e-12,
            "200 for, 100 against"
        );
        toy.says(anna, Polarity::Oppose, otto);
        assert!((score(&toy) + 0.2).abs() < 1e-12, "200 for, 300 against");
        toy.says(anna, Polarity::Neutral, otto);
        assert!(
            (score(&toy) + 100.0 / 700.0).abs() < 1e-12,
            "neutral pulls towards 0"
        );
        let edge = &net_stances(&toy, &StanceQuery::default()).unwrap()[0];
        assert_eq!((edge.support, edge.oppose, edge.neutral), (1, 2, 1));
    }

    #[test]
    fn a_stance_on_oneself_counts_once() {
        let mut toy = Toy::new();
        let anna = toy.person("Anna");
        toy.says(anna, Polarity::Support, anna);
        let query = StanceQuery {
            holder: Some(anna),
            ..StanceQuery::default()
        };
        assert_eq!(net_stances(&toy, &query).unwrap()[0].support, 1);
    }
}
