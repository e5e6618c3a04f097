//! The example of `MEASURES.md`, worked out by hand, and the same by the definitions word for word.

use std::collections::BTreeSet;

use demarche_model::{ActorId, ActorKind, DocumentId, IssueId, NodeId, Polarity};
use proptest::prelude::*;

use super::*;
use crate::fixture::Toy;

use Polarity::{Neutral, Oppose, Support};

/// Anna favours tariffs twice and opposes the tax; Otto favours tariffs once and the tax three
/// times; Ida opposes tariffs.
fn example() -> Toy {
    let mut toy = Toy::new();
    let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
    let [tariffs, tax] = ["tariffs", "the tax"].map(|label| toy.add_issue(label, &[], &[]));
    toy.says(anna, Support, tariffs);
    toy.says(anna, Support, tariffs);
    toy.says(anna, Oppose, tax);
    toy.says(otto, Support, tariffs);
    (0..3).for_each(|_| {
        toy.says(otto, Support, tax);
    });
    toy.says(ida, Oppose, tariffs);
    toy
}

fn drawn(toy: &Toy, spec: &NetworkSpec) -> Drawn {
    Discourse::read(toy, &Scope::default())
        .unwrap()
        .network(spec)
}

/// Edges by names, each pair in the order of the alphabet, with their weights.
fn told(network: &Network) -> BTreeSet<String> {
    let name = |at: usize| network.nodes[at].name.clone();
    let edges = network.edges.iter().map(|edge| {
        let (from, to) = (name(edge.from), name(edge.to));
        let (from, to) = if network.directed || from < to {
            (from, to)
        } else {
            (to, from)
        };
        format!("{from} {to} {:.4}", edge.weight)
    });
    edges.collect()
}

fn check(spec: NetworkSpec, expected: &[&str]) {
    let network = drawn(&example(), &spec).network;
    let expected: BTreeSet<String> = expected.iter().map(|&row| row.to_owned()).collect();
    assert_eq!(told(&network), expected, "{spec:?}");
}

fn actors(aggregation: Aggregation, normalization: Normalization) -> NetworkSpec {
    NetworkSpec {
        aggregation,
        normalization,
        ..NetworkSpec::default()
    }
}

#[test]
fn actors_by_hand() {
    use Aggregation::{Conflict, Congruence, Ignore, Subtract};
    use Normalization::{Average, Cosine, Jaccard, None};
    check(actors(Congruence, None), &["Anna Otto 2.0000"]);
    let conflict = ["Anna Otto 3.0000", "Anna Ida 2.0000", "Ida Otto 1.0000"];
    check(actors(Conflict, None), &conflict);
    let subtract = ["Anna Otto -1.0000", "Anna Ida -2.0000", "Ida Otto -1.0000"];
    check(actors(Subtract, None), &subtract);
    let ignore = ["Anna Otto 5.0000", "Anna Ida 2.0000", "Ida Otto 1.0000"];
    check(actors(Ignore, None), &ignore);
    check(actors(Congruence, Average), &["Anna Otto 0.5714"]);
    let conflict = ["Anna Otto 0.8571", "Anna Ida 1.0000", "Ida Otto 0.4000"];
    check(actors(Conflict, Average), &conflict);
    check(actors(Congruence, Jaccard), &["Anna Otto 0.3333"]);
    check(actors(Congruence, Cosine), &["Anna Otto 0.1667"]);
}

#[test]
fn issues_by_hand() {
    let issues = |aggregation, normalization| NetworkSpec {
        mode: Mode::Issues,
        ..actors(aggregation, normalization)
    };
    let none = Normalization::None;
    check(
        issues(Aggregation::Congruence, none),
        &["tariffs the tax 3.0000"],
    );
    check(
        issues(Aggregation::Conflict, none),
        &["tariffs the tax 2.0000"],
    );
    check(
        issues(Aggregation::Subtract, none),
        &["tariffs the tax 1.0000"],
    );
    check(
        issues(Aggregation::Congruence, Normalization::Average),
        &["tariffs the tax 0.7500"],
    );
}

#[test]
fn affiliation_by_hand() {
    let spec = |aggregation, normalization| NetworkSpec {
        mode: Mode::Affiliation,
        ..actors(aggregation, normalization)
    };
    check(
        spec(Aggregation::Subtract, Normalization::None),
        &[
            "Anna tariffs 2.0000",
            "Anna the tax -1.0000",
            "Otto tariffs 1.0000",
            "Otto the tax 3.0000",
            "Ida tariffs -1.0000",
        ],
    );
    check(
        spec(Aggregation::Subtract, Normalization::Activity),
        &[
            "Anna tariffs 0.6667",
            "Anna the tax -0.3333",
            "Otto tariffs 0.2500",
            "Otto the tax 0.7500",
            "Ida tariffs -1.0000",
        ],
    );
    check(
        spec(Aggregation::Ignore, Normalization::Prominence),
        &[
            "Anna tariffs 0.5000",
            "Anna the tax 0.2500",
            "Otto tariffs 0.2500",
            "Otto the tax 0.7500",
            "Ida tariffs 0.2500",
        ],
    );
    check(
        spec(Aggregation::Combine, Normalization::None),
        &[
            "Anna tariffs 1.0000",
            "Anna the tax 2.0000",
            "Otto tariffs 1.0000",
            "Otto the tax 1.0000",
            "Ida tariffs 2.0000",
        ],
    );
}

#[test]
fn an_edge_leads_to_its_statements() {
    let toy = example();
    let pair = |aggregation| {
        let drawn = drawn(&toy, &actors(aggregation, Normalization::None));
        let names: Vec<&str> = drawn
            .network
            .nodes
            .iter()
            .map(|node| node.name.as_str())
            .collect();
        let edge = drawn.network.edges.iter().position(|edge| {
            BTreeSet::from([names[edge.from], names[edge.to]]) == ["Anna", "Otto"].into()
        });
        let edge = edge.unwrap();
        let behind = drawn.behind(edge);
        let count = drawn.network.edges[edge].statements;
        assert_eq!(count, behind.first.len() + behind.second.len());
        (behind.shared.len(), count)
    };
    // Two and one on tariffs; one and three on the tax.
    assert_eq!(pair(Aggregation::Congruence), (1, 3));
    assert_eq!(pair(Aggregation::Conflict), (1, 4));
    assert_eq!(pair(Aggregation::Subtract), (2, 7));
    let spec = NetworkSpec {
        mode: Mode::Affiliation,
        ..NetworkSpec::default()
    };
    let drawn = drawn(&toy, &spec);
    let behind = (0..drawn.network.edges.len()).map(|at| drawn.behind(at).first.len());
    assert_eq!(behind.sum::<usize>(), 8);
    assert_eq!(drawn.behind(99), Behind::default());
}

/// One statement of Anna's, said once more on each of these dates in these documents.
fn repeated(days: &[(&str, &str)], duplicates: Duplicates) -> usize {
    let mut toy = Toy::new();
    let anna = toy.person("Anna");
    let issue = toy.add_issue("tariffs", &[], &[]);
    for &(path, _) in days {
        if path != "first.txt" {
            toy.add_document(path, "2025-02-12");
        }
    }
    for &(path, day) in days {
        toy.add_statement(anna, Support, issue, |record| {
            record.document = DocumentId::of(&[path]);
            record.date = day.parse().ok();
        });
    }
    toy.says(anna, Oppose, issue);
    let spec = NetworkSpec {
        duplicates,
        mode: Mode::Affiliation,
        ..NetworkSpec::default()
    };
    drawn(&toy, &spec).statements - 1
}

#[test]
fn equal_statements_count_once_in_their_place() {
    // A Sunday, the Monday after it, the last of the month, the first of the next, a year later.
    let days = [
        ("first.txt", "2025-01-26"),
        ("first.txt", "2025-01-27"),
        ("first.txt", "2025-01-31"),
        ("second.txt", "2025-02-01"),
        ("third.txt", "2026-01-27"),
    ];
    assert_eq!(repeated(&days, Duplicates::All), 5);
    assert_eq!(repeated(&days, Duplicates::Document), 3);
    assert_eq!(repeated(&days, Duplicates::Week), 3);
    assert_eq!(repeated(&days, Duplicates::Month), 3);
    assert_eq!(repeated(&days, Duplicates::Year), 2);
    assert_eq!(repeated(&days, Duplicates::Range), 1);
}

#[test]
fn windows_have_their_own_networks() {
    let mut toy = Toy::new();
    let [anna, otto] = ["Anna", "Otto"].map(|name| toy.person(name));
    let issue = toy.add_issue("tariffs", &[], &[]);
    let mut says = |who: ActorId, polarity, day: &str| {
        toy.add_statement(who, polarity, issue, |record| {
            record.date = day.parse().ok();
        });
    };
    says(anna, Support, "2025-01-10");
    says(otto, Support, "2025-01-20");
    says(otto, Oppose, "2025-02-20");
    says(anna, Support, "2025-03-02");
    says(anna, Support, "2025");
    let discourse = Discourse::read(&toy, &Scope::default()).unwrap();
    let windows = |width, step| {
        let windows = Windows {
            unit: Unit::Month,
            width,
            step,
        };
        let drawn = discourse.windows(&NetworkSpec::default(), windows);
        let weights = drawn.iter().map(|drawn| {
            let weight = drawn.network.edges.first().map_or(0.0, |edge| edge.weight);
            (drawn.statements, weight)
        });
        weights.collect::<Vec<_>>()
    };
    let months = windows(1, 1);
    assert_eq!(months[..3], [(2, 1.0), (1, 0.0), (1, 0.0)]);
    // The range ends with the year, for a statement of some day of it.
    assert_eq!(months.len(), 12);
    assert_eq!(windows(2, 1)[..3], [(3, 0.0), (2, -1.0), (1, 0.0)]);
    // Three statements in favour meet one for and one against.
    assert_eq!(windows(12, 12), [(5, 0.0)]);
}

#[test]
fn who_and_what_counts_can_be_chosen() {
    let mut toy = example();
    let state = toy.add_actor(ActorKind::State, "Norvia", &[]);
    let [anna, otto] = ["Anna", "Otto"].map(|name| {
        let found = toy.graph.actors.iter().find(|actor| actor.name == name);
        found.unwrap().id
    });
    let tariffs = IssueId::of(&["tariffs"]);
    toy.says(state, Neutral, tariffs);
    toy.says(anna, Oppose, state);
    toy.says(otto, Oppose, state);
    let told = |scope: &Scope| {
        let discourse = Discourse::read(&toy, scope).unwrap();
        told(
            &discourse
                .network(&actors(Aggregation::Congruence, Normalization::None))
                .network,
        )
    };
    let of = |rows: &[&str]| {
        rows.iter()
            .map(|&row| row.to_owned())
            .collect::<BTreeSet<_>>()
    };
    let on_actors = Scope {
        targets: Targets::Actors,
        ..Scope::default()
    };
    assert_eq!(told(&on_actors), of(&["Anna Otto 1.0000"]));
    let all = Scope {
        targets: Targets::All,
        ..Scope::default()
    };
    assert_eq!(told(&all), of(&["Anna Otto 3.0000"]));
    let neutral = Scope {
        neutral: true,
        ..Scope::default()
    };
    let half = [
        "Anna Norvia 1.0000",
        "Anna Otto 2.0000",
        "Ida Norvia 0.5000",
        "Norvia Otto 0.5000",
    ];
    assert_eq!(told(&neutral), of(&half));
    let states = Scope {
        kinds: Some([ActorKind::State].into()),
        neutral: true,
        ..Scope::default()
    };
    assert!(told(&states).is_empty());
}

#[test]
fn a_threshold_takes_edges_and_isolates_stay_if_wanted() {
    let spec = NetworkSpec {
        threshold: 2.0,
        ..NetworkSpec::default()
    };
    check(spec, &["Anna Ida -2.0000"]);
    let toy = example();
    let discourse = Discourse::read(&toy, &Scope::default()).unwrap();
    let later = Windows {
        unit: Unit::Day,
        width: 1,
        step: 1,
    };
    assert_eq!(discourse.windows(&spec, later)[0].network.nodes.len(), 3);
    let empty = Discourse::read(&Toy::new(), &Scope::default()).unwrap();
    assert!(empty.is_empty() && empty.network(&spec).network.nodes.is_empty());
    assert!(empty.windows(&spec, later).is_empty());
}

/// Statements as holder, target, polarity.
type Raw = (usize, usize, usize);

const LEVELS: [Polarity; 3] = [Oppose, Neutral, Support];

/// A network by the definitions, cell by cell over the whole array.
fn plainly(raws: &[Raw], size: (usize, usize), spec: &NetworkSpec) -> Vec<Vec<f64>> {
    let mut array = vec![vec![[0.0; 3]; size.1]; size.0];
    for &(holder, target, level) in raws {
        array[holder][target][level] += 1.0;
    }
    let total = |row: &Vec<[f64; 3]>| row.iter().flatten().sum::<f64>();
    let mut matrix = vec![vec![0.0; size.0]; size.0];
    for one in 0..size.0 {
        for other in 0..size.0 {
            if one == other {
                continue;
            }
            let (mut agree, mut differ) = (0.0, 0.0);
            let (mut only_one, mut only_other, mut both) = (0.0, 0.0, 0.0);
            for (&left, &right) in array[one].iter().zip(&array[other]) {
                for (a, &first) in left.iter().enumerate() {
                    for (b, &second) in right.iter().enumerate() {
                        let apart = f64::from(u8::try_from(a.abs_diff(b)).unwrap()) / 2.0;
                        agree += first * second * (1.0 - apart);
                        differ += first * second * apart;
                    }
                }
                for (first, second) in left.into_iter().zip(right) {
                    only_one += if second == 0.0 { first } else { 0.0 };
                    only_other += if first == 0.0 { second } else { 0.0 };
                    both += first * second;
                }
            }
            let raw = match spec.aggregation {
                Aggregation::Congruence => agree,
                Aggregation::Conflict => differ,
                Aggregation::Subtract => agree - differ,
                _ => agree + differ,
            };
            let (first, second) = (total(&array[one]), total(&array[other]));
            let norm = match spec.normalization {
                Normalization::Average => f64::midpoint(first, second),
                Normalization::Jaccard => only_one + only_other + both,
                Normalization::Cosine => first * second,
                _ => 1.0,
            };
            matrix[one][other] = if norm == 0.0 { 0.0 } else { raw / norm };
        }
    }
    matrix
}

proptest! {
    #[test]
    fn networks_follow_the_definitions(
        raws in prop::collection::vec((0..6usize, 0..5usize, 0..3usize), 0..40),
        aggregation in prop::sample::select(vec![
            Aggregation::Ignore, Aggregation::Subtract, Aggregation::Congruence,
            Aggregation::Conflict,
        ]),
        normalization in prop::sample::select(vec![
            Normalization::None, Normalization::Average, Normalization::Jaccard,
            Normalization::Cosine,
        ]),
        turned in prop::bool::ANY,
    ) {
        let mut toy = Toy::new();
        let people: Vec<ActorId> = (0..6).map(|at| toy.person(&format!("P{at}"))).collect();
        let issues: Vec<IssueId> =
            (0..5).map(|at| toy.add_issue(&format!("I{at}"), &[], &[])).collect();
        for &(holder, target, level) in &raws {
            toy.says(people[holder], LEVELS[level], issues[target]);
        }
        let spec = NetworkSpec {
            aggregation,
            normalization,
            mode: if turned { Mode::Issues } else { Mode::Actors },
            ..NetworkSpec::default()
        };
        let (ids, raws, size): (Vec<NodeId>, Vec<Raw>, _) = if turned {
            let turn = |&(holder, target, level): &Raw| (target, holder, level);
            let ids = issues.iter().map(|&id| id.into()).collect();
            (ids, raws.iter().map(turn).collect(), (5, 6))
        } else {
            (people.iter().map(|&id| id.into()).collect(), raws, (6, 5))
        };
        let expected = plainly(&raws, size, &spec);
        let scope = Scope { neutral: true, ..Scope::default() };
        let network = Discourse::read(&toy, &scope).unwrap().network(&spec).network;
        let mut found = vec![vec![0.0; size.0]; size.0];
        let place = |at: usize| {
            let node = network.nodes[at].id;
            ids.iter().position(|&id| id == node).unwrap()
        };
        for edge in &network.edges {
            let (from, to) = (place(edge.from), place(edge.to));
            (found[from][to], found[to][from]) = (edge.weight, edge.weight);
        }
        for (row, wanted) in found.iter().flatten().zip(expected.iter().flatten()) {
            prop_assert!((row - wanted).abs() < 1e-12, "{row} for {wanted}");
        }
    }
}
