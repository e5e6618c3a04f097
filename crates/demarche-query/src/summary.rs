//! What a graph holds, in short.

use std::collections::BTreeMap;

use demarche_model::{ActorKind, Date, Polarity};

use crate::edge::Edge;
use crate::error::Result;
use crate::filter::Filter;
use crate::stances::{StanceQuery, strongest_stances};
use crate::standings::{Standing, Standings, Tally};
use crate::view::{Named, View, linked};

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
    let standings = Standings::of(view)?;
    Ok(Summary {
        documents,
        dates,
        actors,
        issues,
        attributions,
        statements: standings.statements,
        relations: standings.relations,
        top_actors: standings.top(view, limit, |id| Ok(id.actor().is_some()))?,
        top_issues: standings.top(view, limit, |id| Ok(id.issue().is_some()))?,
        top_stances: top_stances(view, limit)?,
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

fn top_stances(view: &dyn View, limit: usize) -> Result<Vec<(Named, Named, Edge)>> {
    let query = StanceQuery::default();
    let clear = [Polarity::Support, Polarity::Oppose].into();
    let filter = Filter {
        polarities: Some(clear),
        ..Filter::default()
    };
    let edges = strongest_stances(view, &StanceQuery { filter, ..query }, limit)?;
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
