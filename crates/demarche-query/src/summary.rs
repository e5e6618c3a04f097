//! What a graph holds, in short.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use demarche_model::{ActorKind, Date, NodeId, Polarity};

use crate::edge::{Edge, Seen, Tie, aggregate};
use crate::error::Result;
use crate::view::{Named, View, linked};

/// Counts of statements by polarity.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// In favour.
    pub support: usize,
    /// Against.
    pub oppose: usize,
    /// Mixed, ambivalent or dodged.
    pub neutral: usize,
}

impl Tally {
    /// All of them.
    pub const fn total(self) -> usize {
        self.support + self.oppose + self.neutral
    }

    fn add(&mut self, polarity: Polarity) {
        match polarity {
            Polarity::Support => self.support += 1,
            Polarity::Oppose => self.oppose += 1,
            Polarity::Neutral => self.neutral += 1,
        }
    }
}

/// How a node takes part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    /// The node.
    pub node: Named,
    /// Stances that it holds; zero for issues.
    pub held: Tally,
    /// Stances on it.
    pub received: Tally,
    /// Relations that it is an end of; zero for issues.
    pub relations: usize,
}

impl Standing {
    /// In how many statements and relations it appears as an end.
    pub const fn observations(&self) -> usize {
        self.held.total() + self.received.total() + self.relations
    }
}

/// What a graph holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// How many documents.
    pub documents: usize,
    /// Date of the earliest and the latest dated document.
    pub dates: Option<(Date, Date)>,
    /// How many actors of each kind; kinds without one are missing.
    pub actors: BTreeMap<ActorKind, usize>,
    /// How many issues.
    pub issues: usize,
    /// How many attributions.
    pub attributions: usize,
    /// How many statements of each polarity.
    pub statements: Tally,
    /// How many relations.
    pub relations: usize,
    /// Actors with the most observations.
    pub top_actors: Vec<Standing>,
    /// Issues with the most stances on them.
    pub top_issues: Vec<Standing>,
    /// Stance edges with the most evidence, with the names of holder and target.
    pub top_stances: Vec<(Named, Named, Edge)>,
}

/// Counts everything and ranks actors, issues and stances, at most `limit` of each.
/// O(whole graph).
pub fn summary(view: &dyn View, limit: usize) -> Result<Summary> {
    let mut documents = 0;
    let mut dates: Option<(Date, Date)> = None;
    for document in view.headings() {
        documents += 1;
        if let Some(date) = document?.date {
            let (first, last) = dates.unwrap_or((date, date));
            dates = Some((first.min(date), last.max(date)));
        }
    }
    let mut actors = BTreeMap::new();
    for actor in view.actors() {
        *actors.entry(actor?.kind).or_default() += 1;
    }
    let issues = count(view.issues())?;
    let attributions = count(view.attributions())?;
    let mut standings: BTreeMap<NodeId, (Tally, Tally, usize)> = BTreeMap::new();
    let mut statements = Tally::default();
    let mut stances = Vec::new();
    for record in view.statements() {
        let record = record?;
        statements.add(record.polarity);
        let holder = standings.entry(record.holder.into()).or_default();
        holder.0.add(record.polarity);
        let target = standings.entry(record.target).or_default();
        target.1.add(record.polarity);
        stances.push(Seen::statement(&record));
    }
    let mut relations = 0;
    for record in view.relations() {
        let record = record?;
        relations += 1;
        standings.entry(record.subject.into()).or_default().2 += 1;
        if record.object != record.subject {
            standings.entry(record.object.into()).or_default().2 += 1;
        }
    }
    Ok(Summary {
        documents,
        dates,
        actors,
        issues,
        attributions,
        statements,
        relations,
        top_actors: top(view, &standings, limit, |id| id.actor().is_some())?,
        top_issues: top(view, &standings, limit, |id| id.issue().is_some())?,
        top_stances: top_stances(view, stances, limit)?,
    })
}

fn count<T>(items: demarche_model::Source<'_, T>) -> Result<usize> {
    let mut count = 0;
    for item in items {
        item?;
        count += 1;
    }
    Ok(count)
}

fn top(
    view: &dyn View,
    standings: &BTreeMap<NodeId, (Tally, Tally, usize)>,
    limit: usize,
    wanted: impl Fn(NodeId) -> bool,
) -> Result<Vec<Standing>> {
    let mut ranked: Vec<_> = standings
        .iter()
        .filter(|(id, _)| wanted(**id))
        .map(|(&id, &(held, received, relations))| {
            let total = held.total() + received.total() + relations;
            (Reverse(total), id, held, received, relations)
        })
        .collect();
    ranked.sort_by_key(|&(total, id, ..)| (total, id));
    ranked.truncate(limit);
    ranked
        .into_iter()
        .map(|(_, id, held, received, relations)| {
            Ok(Standing {
                node: linked(view, id)?,
                held,
                received,
                relations,
            })
        })
        .collect()
}

fn top_stances(
    view: &dyn View,
    stances: Vec<Seen>,
    limit: usize,
) -> Result<Vec<(Named, Named, Edge)>> {
    let taken = stances
        .into_iter()
        .filter(|seen| seen.tie != Tie::Stance(Polarity::Neutral));
    let mut edges = aggregate(taken);
    edges.sort_by_cached_key(Edge::strength);
    edges.truncate(limit);
    edges
        .into_iter()
        .map(|edge| Ok((linked(view, edge.from)?, linked(view, edge.to)?, edge)))
        .collect()
}

#[cfg(test)]
mod tests {
    use demarche_model::RelationKind;

    use super::*;
    use crate::fixture::Toy;

    #[test]
    fn a_summary_counts_and_ranks() {
        let mut toy = Toy::new();
        toy.add_document("second.txt", "2024-12");
        let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        let union = toy.add_actor(ActorKind::Organization, "Union", &[]);
        let tariffs = toy.add_issue("Tariffs", &[union], &[]);
        toy.add_issue("Quotas", &[], &[]);
        toy.says(anna, Polarity::Support, tariffs);
        toy.says(otto, Polarity::Oppose, tariffs);
        toy.says(otto, Polarity::Oppose, tariffs);
        toy.says(otto, Polarity::Neutral, union);
        toy.tied(ida, RelationKind::MemberOf, union);
        let found = summary(&toy, 2).unwrap();
        let date = |text: &str| text.parse::<Date>().unwrap();
        assert_eq!((found.documents, found.issues, found.relations), (2, 2, 1));
        assert_eq!(found.dates, Some((date("2024-12"), date("2025-02-12"))));
        let kinds = [(ActorKind::Person, 3), (ActorKind::Organization, 1)];
        assert_eq!(found.actors, kinds.into());
        let tally = |support, oppose, neutral| Tally {
            support,
            oppose,
            neutral,
        };
        assert_eq!(found.statements, tally(1, 2, 1));
        let top: Vec<_> = found
            .top_actors
            .iter()
            .map(|top| top.node.name.as_str())
            .collect();
        assert_eq!(top, ["Otto", "Union"]);
        assert_eq!(found.top_actors[0].held, tally(0, 2, 1));
        assert_eq!(found.top_actors[1].observations(), 2);
        assert_eq!(found.top_issues.len(), 1, "nobody speaks of quotas");
        assert_eq!(found.top_issues[0].received, tally(1, 2, 0));
        let stances = found.top_stances.iter();
        let stances: Vec<_> = stances
            .map(|(from, _, edge)| (from.name.as_str(), edge.count))
            .collect();
        assert_eq!(stances, [("Otto", 2), ("Anna", 1)]);
        toy.tied(ida, RelationKind::SpokeTo, ida);
        let all = summary(&toy, 9).unwrap().top_actors;
        let ida = all.iter().find(|top| top.node.id == ida.into());
        assert_eq!(ida.map(|top| top.relations), Some(2), "one is with herself");
    }
}
