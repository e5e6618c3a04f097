//! What one set of observations says and another does not.

use std::collections::BTreeMap;

use demarche_model::{
    NodeId, ObservationId, Polarity, Relation, RelationKind, Statement, Status, fold_name,
};

use crate::edge::Seen;
use crate::error::Result;
use crate::filter::{Class, Filter};
use crate::lean::Lean;
use crate::screen::Screen;
use crate::standings::Tally;
use crate::view::View;

/// One side of a comparison: which observations of which graph.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    /// The graph.
    pub view: &'a dyn View,
    /// Which of its observations.
    pub filter: &'a Filter,
    /// Only observations whose extractor this says yes to.
    pub extractor: &'a dyn Fn(&str) -> bool,
}

/// What became of a stance or relation from the first side to the second.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// From support to opposition or back; of a relation: another status.
    Flipped,
    /// Only on the second side.
    Gained,
    /// Only on the first side.
    Lost,
    /// To mixed or neutral, or from there to one side.
    Moved,
    /// The same position with more evidence.
    Strengthened,
    /// The same position with less evidence.
    Weakened,
    /// No change.
    Same,
}

impl Change {
    /// Every change, the weightiest first.
    pub const ALL: [Self; 7] = [
        Self::Flipped,
        Self::Gained,
        Self::Lost,
        Self::Moved,
        Self::Strengthened,
        Self::Weakened,
        Self::Same,
    ];

    /// In a word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Change::Flipped => "flipped",
            Change::Gained => "gained",
            Change::Lost => "lost",
            Change::Moved => "moved",
            Change::Strengthened => "strengthened",
            Change::Weakened => "weakened",
            Change::Same => "same",
        }
    }
}

/// What one side says of a stance or relation.
#[derive(Debug, Clone, PartialEq)]
pub struct Standpoint {
    /// Statements by polarity; of a relation none.
    pub tally: Tally,
    /// Net stance, from -1 to 1; of a relation 1.
    pub net: f64,
    /// Status of a relation: that of the best observation of the latest date.
    pub status: Option<Status>,
    /// Unhedged observations of full confidence that the evidence is worth.
    pub evidence: f64,
    /// The observations, best first: those that agree with the net stance, then unhedged before
    /// hedged, then by confidence, then by id.
    pub observations: Vec<ObservationId>,
}

/// A stance of a holder on a target, or a tie of a subject to an object, on both sides.
#[derive(Debug, Clone, PartialEq)]
pub struct Changed {
    /// Holder or subject.
    pub from: NodeId,
    /// Target or object.
    pub to: NodeId,
    /// Kind of relation, with its office where it has one; `None` for stances.
    pub relation: Option<(RelationKind, Option<String>)>,
    /// What became of it.
    pub change: Change,
    /// What the first side says.
    pub before: Option<Standpoint>,
    /// What the second side says.
    pub after: Option<Standpoint>,
}

type Sides<K> = BTreeMap<K, [Vec<(Seen, Option<Status>)>; 2]>;

/// How stances changed from one side to the other, by change, then by the evidence that there is
/// on both sides together, then by ids. Ids are made of names, so that two stores can be compared.
/// O(n log n) in the statements of both sides.
pub fn stance_changes(before: Part<'_>, after: Part<'_>) -> Result<Vec<Changed>> {
    let mut sides: Sides<(NodeId, NodeId)> = BTreeMap::new();
    for (place, part) in [before, after].into_iter().enumerate() {
        let filter = part.filter.clone().only([Class::Stance]);
        let screen = Screen::of(&filter);
        for record in part.view.statements() {
            let record: Statement = record?;
            let seen = Seen::statement(&record);
            if (part.extractor)(&record.extractor) && screen.admits_of(&seen, record.document) {
                let pair = sides.entry((seen.from, seen.to)).or_default();
                pair[place].push((seen, None));
            }
        }
    }
    let changed = sides.into_iter().map(|((from, to), [before, after])| {
        let (before, after) = (standpoint(before), standpoint(after));
        Changed {
            from,
            to,
            relation: None,
            change: change(before.as_ref(), after.as_ref()),
            before,
            after,
        }
    });
    Ok(ranked(changed.collect()))
}

/// How relations changed from one side to the other, in the order of [`stance_changes`]. A
/// relation is the same where ends, kind and office are; the ends of a symmetric kind may be
/// swapped. O(n log n) in the relations of both sides.
pub fn relation_changes(before: Part<'_>, after: Part<'_>) -> Result<Vec<Changed>> {
    let mut names: BTreeMap<String, String> = BTreeMap::new();
    let mut sides: Sides<(NodeId, NodeId, RelationKind, Option<String>)> = BTreeMap::new();
    for (place, part) in [before, after].into_iter().enumerate() {
        let filter = part.filter.clone().only([Class::Relation]);
        let screen = Screen::of(&filter);
        for record in part.view.relations() {
            let record: Relation = record?;
            let seen = Seen::relation(&record);
            if !(part.extractor)(&record.extractor) || !screen.admits_of(&seen, record.document) {
                continue;
            }
            let office = record.office.map(|office| {
                let folded = fold_name(&office);
                let name = names
                    .entry(folded.clone())
                    .or_insert_with(|| office.clone());
                if office < *name {
                    *name = office;
                }
                folded
            });
            // A lasting relation is dated by its document here: the latest word on it counts.
            let seen = Seen {
                last: record.date,
                ..seen
            };
            let key = (seen.from, seen.to, record.kind, office);
            let pair = sides.entry(key).or_default();
            pair[place].push((seen, Some(record.status)));
        }
    }
    let changed = sides.into_iter().map(|(key, [before, after])| {
        let (from, to, kind, office) = key;
        let (before, after) = (standpoint(before), standpoint(after));
        Changed {
            from,
            to,
            relation: Some((kind, office.and_then(|office| names.get(&office).cloned()))),
            change: change(before.as_ref(), after.as_ref()),
            before,
            after,
        }
    });
    Ok(ranked(changed.collect()))
}

fn ranked(mut changed: Vec<Changed>) -> Vec<Changed> {
    let weight = |one: &Changed| {
        let sides = [&one.before, &one.after].into_iter().flatten();
        sides.map(|side| side.evidence).sum::<f64>()
    };
    changed.sort_by(|one, two| {
        let kind = one.change.cmp(&two.change);
        let evidence = || weight(two).total_cmp(&weight(one));
        let ids = || {
            let key = |it: &Changed| (it.from, it.to, it.relation.clone());
            key(one).cmp(&key(two))
        };
        kind.then_with(evidence).then_with(ids)
    });
    changed
}

fn standpoint(seen: Vec<(Seen, Option<Status>)>) -> Option<Standpoint> {
    let latest = seen.iter().filter_map(|(seen, _)| seen.last).max();
    let mut tally = Tally::default();
    let mut lean = Lean::default();
    for (seen, _) in &seen {
        let polarity = match seen.tie {
            crate::edge::Tie::Stance(polarity) => {
                tally.add(polarity);
                polarity
            }
            _ => Polarity::Support,
        };
        lean.add(polarity, seen.confidence, seen.hedged);
    }
    let net = lean.score();
    let mut seen = seen;
    seen.sort_by_key(|(seen, status)| {
        let agrees = f64::from(seen.tie.sign()) * net > 0.0 || net == 0.0;
        let last = status.is_some() && seen.last == latest;
        (
            !agrees && status.is_none(),
            !last && status.is_some(),
            seen.hedged,
            std::cmp::Reverse(seen.confidence),
            seen.observation,
        )
    });
    let (_, status) = seen.first()?;
    Some(Standpoint {
        tally,
        net,
        status: *status,
        evidence: lean.evidence(),
        observations: seen
            .iter()
            .filter_map(|(seen, _)| seen.observation)
            .collect(),
    })
}

fn sign(net: f64) -> i8 {
    if net > 0.0 {
        1
    } else if net < 0.0 {
        -1
    } else {
        0
    }
}

fn change(before: Option<&Standpoint>, after: Option<&Standpoint>) -> Change {
    let (before, after) = match (before, after) {
        (None, _) => return Change::Gained,
        (_, None) => return Change::Lost,
        (Some(before), Some(after)) => (before, after),
    };
    match (sign(before.net), sign(after.net)) {
        (1, -1) | (-1, 1) => Change::Flipped,
        (left, right) if left != right => Change::Moved,
        _ if before.status != after.status => Change::Flipped,
        _ => match before.evidence.total_cmp(&after.evidence) {
            std::cmp::Ordering::Less => Change::Strengthened,
            std::cmp::Ordering::Greater => Change::Weakened,
            std::cmp::Ordering::Equal => Change::Same,
        },
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use demarche_model::{Confidence, DocumentId};

    use super::*;
    use crate::fixture::Toy;

    fn of(toy: &Toy, before: &str, after: &str) -> Vec<(Change, usize)> {
        let filter = |name: &str| Filter {
            documents: Some(BTreeSet::from([DocumentId::of(&[name])])),
            ..Filter::default()
        };
        let (before, after) = (filter(before), filter(after));
        let part = |filter| Part {
            view: toy,
            filter,
            extractor: &|_| true,
        };
        let found = stance_changes(part(&before), part(&after)).unwrap();
        let people = [toy.graph.actors.len()];
        found
            .into_iter()
            .map(|one| {
                let at = toy
                    .graph
                    .issues
                    .iter()
                    .position(|it| one.to == it.id.into());
                (one.change, at.unwrap_or(people[0]))
            })
            .collect()
    }

    #[test]
    fn every_change_is_told_apart() {
        use Polarity::{Neutral, Oppose, Support};
        let mut toy = Toy::new();
        let second = toy.add_document("second.txt", "2025-03");
        let anna = toy.person("Anna");
        let rows: [(&str, &[Polarity], &[Polarity], Change); 7] = [
            ("flipped", &[Support], &[Oppose, Oppose], Change::Flipped),
            ("gained", &[], &[Support], Change::Gained),
            ("lost", &[Oppose], &[], Change::Lost),
            ("moved", &[Oppose], &[Neutral], Change::Moved),
            ("more", &[Oppose], &[Oppose, Oppose], Change::Strengthened),
            ("less", &[Support, Support], &[Support], Change::Weakened),
            (
                "same",
                &[Support, Oppose],
                &[Neutral, Neutral],
                Change::Same,
            ),
        ];
        for (label, before, after, _) in rows {
            let issue = toy.add_issue(label, &[], &[]);
            for &polarity in before {
                toy.says(anna, polarity, issue);
            }
            for &polarity in after {
                toy.add_statement(anna, polarity, issue, |record| record.document = second);
            }
        }
        let found = of(&toy, "first.txt", "second.txt");
        assert_eq!(found.len(), 7);
        for (label, _, _, change) in rows {
            let at = toy.graph.issues.iter().position(|it| it.label == label);
            assert!(found.contains(&(change, at.unwrap())), "{label}");
        }
        assert!(found.is_sorted_by_key(|(change, _)| *change));
        let same = of(&toy, "first.txt", "first.txt");
        assert!(same.iter().all(|(change, _)| *change == Change::Same));
    }

    #[test]
    fn an_extractor_can_be_a_side() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        toy.says(anna, Polarity::Support, otto);
        toy.add_statement(anna, Polarity::Oppose, otto, |record| {
            record.extractor = "newer".into();
            record.confidence = Confidence::from_percent(50);
        });
        let filter = Filter::default();
        let side = |extractor| Part {
            view: &toy,
            filter: &filter,
            extractor,
        };
        let found = stance_changes(side(&|name| name == "toy"), side(&|name| name == "newer"));
        let found = found.unwrap();
        assert_eq!(found[0].change, Change::Flipped);
        let evidence = [&found[0].before, &found[0].after].map(|it| it.as_ref().unwrap().evidence);
        assert_eq!(evidence.map(f64::to_bits), [1.0f64, 0.5].map(f64::to_bits));
    }

    #[test]
    fn a_relation_changes_its_status() {
        let mut toy = Toy::new();
        let second = toy.add_document("second.txt", "2025-03");
        let (anna, union) = (toy.person("Anna"), toy.person("Union"));
        for (status, document, office) in [
            (Status::Current, None, "chair"),
            (Status::Former, Some(second), "Chair"),
        ] {
            toy.add_relation(anna, RelationKind::HoldsOffice, union, |record| {
                record.status = status;
                record.office = Some(office.into());
                record.document = document.unwrap_or(record.document);
            });
        }
        toy.tied(union, RelationKind::MetWith, anna);
        let [old, new] = ["first.txt", "second.txt"].map(|name| Filter {
            documents: Some(BTreeSet::from([DocumentId::of(&[name])])),
            ..Filter::default()
        });
        let part = |filter| Part {
            view: &toy,
            filter,
            extractor: &|_| true,
        };
        let found = relation_changes(part(&old), part(&new)).unwrap();
        let kinds: Vec<_> = found.iter().map(|one| one.change).collect();
        assert_eq!(kinds, [Change::Flipped, Change::Lost]);
        let office = found[0].relation.clone().and_then(|(_, office)| office);
        assert_eq!(office.as_deref(), Some("Chair"));
        let status = |side: &Option<Standpoint>| side.as_ref().and_then(|it| it.status);
        assert_eq!(status(&found[0].after), Some(Status::Former));
    }
}
