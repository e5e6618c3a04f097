//! Whom the documents rely on.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{Actor, ActorId, ActorKind, DocumentId, Mode};

use super::quoted::passes;
use crate::edge::Seen;
use crate::error::Result;
use crate::filter::{Class, Filter};
use crate::screen::Screen;
use crate::view::View;

/// Plurals for people who are not named, however the group is called (`US officials`).
const UNNAMED: &[&str] = &[
    "advisers",
    "advisors",
    "aides",
    "diplomats",
    "insiders",
    "officers",
    "officials",
    "sources",
    "witnesses",
];

/// Whether an actor stands for people whom the text does not name: a group without a capital
/// letter, or one of officials, aides, sources and the like.
pub(super) fn unnamed(actor: &Actor) -> bool {
    let last = actor.name.rsplit(' ').next().unwrap_or_default();
    actor.kind == ActorKind::Group
        && (!actor.name.contains(char::is_uppercase) || UNNAMED.contains(&last))
}

/// Where the documents have something from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Origin {
    /// From this actor.
    Actor(ActorId),
    /// From somebody whom the text does not mention (`it is said`).
    Nobody,
    /// The documents state it themselves.
    Article,
}

/// How much the documents have from one source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceUse {
    /// The source: the outermost relayer, else whose words or stance it is.
    pub source: Origin,
    /// Whether it stands for people whom the text does not name.
    pub unnamed: bool,
    /// In how many documents.
    pub documents: usize,
    /// Attributions to it.
    pub attributions: usize,
    /// How many of them are in quotation marks.
    pub quotes: usize,
    /// How many attributions and statements it relays for somebody else.
    pub relayed: usize,
    /// Statements that rest on it.
    pub statements: usize,
    /// How many of them are hedged.
    pub hedged: usize,
}

#[derive(Default)]
struct Counted {
    documents: BTreeSet<DocumentId>,
    attributions: usize,
    quotes: usize,
    relayed: usize,
    statements: usize,
    hedged: usize,
}

/// Sources, those of the most documents first, then by attributions and statements, then by id;
/// what the documents state themselves comes last. O(statements + attributions).
pub fn sources(view: &dyn View, filter: &Filter) -> Result<Vec<SourceUse>> {
    let filter = filter.clone().only([Class::Stance]);
    let screen = Screen::of(&filter);
    let mut counts: BTreeMap<Origin, Counted> = BTreeMap::new();
    for record in view.attributions() {
        let record = record?;
        if !passes(&filter, &record) {
            continue;
        }
        let source = record.via.first().copied().or(record.source);
        let one = counts
            .entry(source.map_or(Origin::Nobody, Origin::Actor))
            .or_default();
        one.documents.insert(record.document);
        one.attributions += 1;
        one.quotes += usize::from(record.mode == Mode::Quote);
        one.relayed += usize::from(!record.via.is_empty());
    }
    for record in view.statements() {
        let record = record?;
        if !screen.admits_of(&Seen::statement(&record), record.document) {
            continue;
        }
        let source = match record.via.first() {
            Some(&relayer) => Origin::Actor(relayer),
            None if record.mode == Mode::Narrator => Origin::Article,
            None => Origin::Actor(record.holder),
        };
        let one = counts.entry(source).or_default();
        one.documents.insert(record.document);
        one.statements += 1;
        one.hedged += usize::from(record.hedged);
        one.relayed += usize::from(!record.via.is_empty());
    }
    let mut found = Vec::with_capacity(counts.len());
    for (source, counted) in counts {
        let unnamed = match source {
            Origin::Actor(id) => view.actor(id)?.is_some_and(|actor| unnamed(&actor)),
            Origin::Nobody => true,
            Origin::Article => false,
        };
        found.push(SourceUse {
            source,
            unnamed,
            documents: counted.documents.len(),
            attributions: counted.attributions,
            quotes: counted.quotes,
            relayed: counted.relayed,
            statements: counted.statements,
            hedged: counted.hedged,
        });
    }
    found.sort_by_key(|one| {
        (
            one.source == Origin::Article,
            Reverse(one.documents),
            Reverse(one.attributions + one.statements),
            one.source,
        )
    });
    Ok(found)
}

#[cfg(test)]
mod tests {
    use demarche_model::Polarity;

    use super::*;
    use crate::fixture::{Toy, span};

    #[test]
    fn what_rests_on_whom_is_counted() {
        let mut toy = Toy::new();
        let second = toy.add_document("second.txt", "2025-03");
        let [anna, otto] = ["Anna", "Otto"].map(|name| toy.person(name));
        let officials = toy.add_actor(ActorKind::Group, "Norvian officials", &[]);
        for (mode, via) in [
            (Mode::Narrator, vec![]),
            (Mode::Quote, vec![]),
            (Mode::Paraphrase, vec![officials, anna]),
        ] {
            toy.add_statement(otto, Polarity::Support, anna, |record| {
                record.hedged = !via.is_empty();
                record.mode = mode;
                record.via = via;
            });
        }
        toy.add_attribution(Some(otto), span(0, 12), |record| {
            record.mode = Mode::Quote;
            record.document = second;
        });
        toy.add_attribution(None, span(0, 12), |_| {});
        let found = sources(&toy, &Filter::default()).unwrap();
        let rows: Vec<_> = found
            .iter()
            .map(|one| {
                let counts = (one.documents, one.attributions, one.quotes);
                (
                    one.source,
                    one.unnamed,
                    counts,
                    (one.statements, one.hedged),
                )
            })
            .collect();
        let actor = Origin::Actor;
        assert_eq!(rows[0], (actor(otto), false, (2, 1, 1), (1, 0)));
        assert!(rows[1..3].contains(&(actor(officials), true, (1, 0, 0), (1, 1))));
        assert!(rows[1..3].contains(&(Origin::Nobody, true, (1, 1, 0), (0, 0))));
        assert_eq!(rows[3], (Origin::Article, false, (1, 0, 0), (1, 0)));
        assert_eq!(rows.len(), 4, "Anna is no outermost relayer");
    }

    #[test]
    fn groups_of_officials_are_unnamed() {
        let of = |kind, name: &str| {
            let mut toy = Toy::new();
            toy.add_actor(kind, name, &[]);
            unnamed(&toy.graph.actors[0])
        };
        assert!(of(ActorKind::Group, "unnamed sources"));
        assert!(of(ActorKind::Group, "US officials"));
        assert!(!of(ActorKind::Group, "European leaders"));
        assert!(!of(ActorKind::Organization, "Union of officials"));
    }
}
