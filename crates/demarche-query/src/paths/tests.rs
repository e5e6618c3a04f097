//! Paths held against plain enumeration on random graphs, and by hand.

use std::collections::BTreeSet;

use demarche_model::{ActorKind, NodeId, Polarity, RelationKind, SubKind};
use proptest::prelude::*;

use super::*;
use crate::filter::Filter;
use crate::fixture::Toy;
use crate::path::{Path, between};
use crate::properties::{Raw, raws, toy};
use crate::view::named;

/// A path as nodes, the sign of each step where signs count, and what it costs by the query.
type Plain = (Vec<NodeId>, Vec<i8>, f64);

/// Every path that meets the conditions, found without cleverness.
fn enumerate(
    toy: &Toy,
    all: &[NodeId],
    ends: [NodeId; 2],
    query: &PathQuery,
    filter: &Filter,
) -> Vec<Plain> {
    let kind = |id: NodeId| named(toy, id).unwrap().unwrap().kind;
    let mut found = Vec::new();
    let mut open: Vec<Plain> = vec![(vec![ends[0]], Vec::new(), 0.0)];
    while let Some((nodes, signs, cost)) = open.pop() {
        let last = *nodes.last().unwrap();
        if last == ends[1] {
            let inside = &nodes[1..nodes.len().saturating_sub(1).max(1)];
            let product: i8 = signs.iter().product();
            let passed = query.via.iter().all(|node| nodes.contains(node))
                && (query.via_kinds.iter())
                    .all(|&wanted| inside.iter().any(|&node| kind(node) == wanted));
            let fits = query.sign.is_none_or(|sign| sign.number() == product);
            let short = query.depth.is_none_or(|depth| nodes.len() <= depth + 1);
            if passed && fits && short {
                found.push((nodes, signs, cost));
            }
            continue;
        }
        for &next in all {
            let barred = next != ends[1]
                && (query.avoid.contains(&next) || query.avoid_kinds.contains(&kind(next)));
            if barred || nodes.contains(&next) {
                continue;
            }
            let edges = between(toy, last, next, filter).unwrap();
            let ways: &[i8] = if query.sign.is_some() { &[1, -1] } else { &[0] };
            for &way in ways {
                let taken: Vec<_> = edges
                    .iter()
                    .filter(|edge| query.sign.is_none() || edge.tie.leaning() == way)
                    .collect();
                if taken.is_empty() {
                    continue;
                }
                let observed = || taken.iter().filter(|edge| !edge.tie.is_structural());
                let evidence: usize = observed().map(|edge| edge.evidence()).sum();
                let sure = observed()
                    .map(|edge| edge.confidence.fraction())
                    .max_by(f64::total_cmp);
                #[allow(clippy::cast_precision_loss)]
                let step = match (query.by, sure) {
                    (By::Hops, _) => 1.0,
                    (By::Evidence, None) => 2.0,
                    (By::Evidence, Some(sure)) => 2.0 / (evidence as f64 * sure),
                    (By::Confidence, None) => 0.0,
                    (By::Confidence, Some(sure)) => -sure.ln(),
                };
                let mut longer = (nodes.clone(), signs.clone(), cost + step);
                longer.0.push(next);
                longer.1.push(way);
                open.push(longer);
            }
        }
    }
    found
}

fn signs(path: &Path) -> Vec<i8> {
    let hops = path.hops.iter();
    hops.map(|hop| hop.edge().tie.leaning()).collect()
}

fn check(raws: &[Raw], directed: bool, ends: (usize, usize), query: &PathQuery, picks: &[usize]) {
    let (mut toy, all) = toy(6, raws);
    let pick = |at: usize| all[at % all.len()];
    let ends = [pick(ends.0), pick(ends.1)];
    let mut query = query.clone();
    if let Some(&at) = picks.first() {
        query.via.insert(pick(at));
    }
    if let Some(&at) = picks.get(1) {
        query.avoid.insert(pick(at));
    }
    let filter = Filter {
        directed,
        ..Filter::default()
    };
    let mut expected = enumerate(&toy, &all, ends, &query, &filter);
    expected.sort_by(|one, other| {
        one.2
            .total_cmp(&other.2)
            .then(one.0.len().cmp(&other.0.len()))
    });
    let found = paths(&toy, ends[0], ends[1], &query, &filter).unwrap();
    assert!(found.complete, "{query:?}");
    assert_eq!(
        found.paths.len(),
        expected.len().min(query.limit),
        "{query:?}"
    );
    let known: BTreeSet<(Vec<NodeId>, Vec<i8>)> = (expected.iter())
        .map(|(nodes, signs, _)| (nodes.clone(), signs.clone()))
        .collect();
    let mut seen = BTreeSet::new();
    for (path, best) in found.paths.iter().zip(&expected) {
        let way = if query.sign.is_some() {
            signs(path)
        } else {
            vec![0; path.hops.len()]
        };
        let key = (path.nodes.clone(), way);
        assert!(known.contains(&key), "{path:?}");
        let cost = expected
            .iter()
            .find(|(nodes, signs, _)| (nodes, signs) == (&key.0, &key.1));
        let gap = (cost.unwrap().2 - best.2).abs();
        assert!(gap < 1e-4, "not the best: {gap} {query:?}");
        assert!(seen.insert(key), "twice");
    }
    toy.numbered = true;
    let numbered = paths(&toy, ends[0], ends[1], &query, &filter).unwrap();
    assert_eq!(numbered, found, "by number");
}

fn queries() -> impl Strategy<Value = PathQuery> {
    let by = prop_oneof![Just(By::Hops), Just(By::Evidence), Just(By::Confidence)];
    let sign = prop_oneof![Just(None), Just(Some(Sign::Plus)), Just(Some(Sign::Minus))];
    let kinds = || {
        let kind = prop_oneof![
            Just(SubKind::Issue),
            Just(SubKind::Actor(ActorKind::Person))
        ];
        prop_oneof![
            3 => Just(BTreeSet::new()),
            1 => kind.prop_map(|kind| BTreeSet::from([kind])),
        ]
    };
    let depth = prop_oneof![2 => Just(None), 1 => (1usize..5).prop_map(Some)];
    (by, sign, kinds(), kinds(), depth, 1usize..6).prop_map(
        |(by, sign, via_kinds, avoid_kinds, depth, limit)| PathQuery {
            // All paths of a depth come by length whatever else is asked.
            by: if depth.is_some() { By::Hops } else { by },
            sign,
            via_kinds,
            avoid_kinds,
            depth,
            limit,
            ..PathQuery::default()
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn paths_are_those_that_enumeration_finds(
        raws in raws(6, 14, 6), directed: bool, ends in (0usize..6, 0usize..6),
        query in queries(), picks in prop::collection::vec(0usize..8, 0..3),
    ) {
        check(&raws, directed, ends, &query, &picks);
    }
}

/// Anna is for Otto, against Ida and the tariffs; Otto is against Emil; Ida is at war with Emil and
/// for the tariffs.
fn friends() -> (Toy, [NodeId; 5]) {
    let mut toy = Toy::new();
    let [anna, otto, ida, emil] = ["Anna", "Otto", "Ida", "Emil"].map(|name| toy.person(name));
    let tariffs = toy.add_issue("Tariffs", &[], &[]);
    toy.says(anna, Polarity::Support, otto);
    toy.says(anna, Polarity::Oppose, ida);
    toy.says(anna, Polarity::Oppose, tariffs);
    toy.says(otto, Polarity::Oppose, emil);
    toy.tied(ida, RelationKind::AtWarWith, emil);
    toy.says(ida, Polarity::Support, tariffs);
    let nodes = [anna, otto, ida, emil].map(NodeId::from);
    let [anna, otto, ida, emil] = nodes;
    (toy, [anna, otto, ida, emil, tariffs.into()])
}

#[test]
fn a_sign_is_the_product_along_the_path() {
    let (toy, [anna, otto, ida, emil, tariffs]) = friends();
    let ask = |from, to, sign| {
        let query = PathQuery {
            sign: Some(sign),
            limit: 9,
            ..PathQuery::default()
        };
        let found = paths(&toy, from, to, &query, &Filter::default()).unwrap();
        assert!(found.complete);
        found
            .paths
            .into_iter()
            .map(|path| path.nodes)
            .collect::<Vec<_>>()
    };
    assert_eq!(
        ask(anna, emil, Sign::Plus),
        [vec![anna, ida, emil], vec![anna, tariffs, ida, emil]],
        "over enemies, and over one who supports what she opposes"
    );
    assert_eq!(ask(anna, emil, Sign::Minus), [vec![anna, otto, emil]]);
    assert_eq!(
        ask(anna, tariffs, Sign::Minus),
        [vec![anna, tariffs], vec![anna, ida, tariffs]],
    );
    assert_eq!(
        ask(anna, otto, Sign::Minus),
        [
            vec![anna, ida, emil, otto],
            vec![anna, tariffs, ida, emil, otto]
        ],
        "three steps against"
    );
}

#[test]
fn the_four_readings_stand_side_by_side() {
    let (toy, [anna, otto, ida, emil, _]) = friends();
    let read = readings(&toy, anna, emil, 5, &Filter::default()).unwrap();
    let over = |place: usize| -> Vec<NodeId> {
        read[place].paths.iter().map(|path| path.nodes[1]).collect()
    };
    assert_eq!(over(0), []);
    assert_eq!(over(1), [otto], "an enemy of an ally");
    assert_eq!(over(2), []);
    assert_eq!(over(3), [ida], "an enemy of an enemy");
    let signs: Vec<_> = read.iter().map(|one| (one.first, one.second)).collect();
    assert_eq!(signs, READINGS);
}

#[test]
fn the_weakest_link_is_the_least_sure_then_the_least_backed() {
    let mut toy = Toy::new();
    let [anna, otto, ida, emil] = ["Anna", "Otto", "Ida", "Emil"].map(|name| toy.person(name));
    let issue = toy.add_issue("Tariffs", &[emil], &[]);
    toy.says(anna, Polarity::Support, otto);
    toy.says(anna, Polarity::Support, otto);
    toy.says(otto, Polarity::Support, ida);
    toy.says(ida, Polarity::Support, issue);
    let hang = |toy: &Toy| {
        let found = paths(
            toy,
            anna.into(),
            emil.into(),
            &PathQuery::default(),
            &Filter::default(),
        );
        weakest(&found.unwrap().paths[0])
    };
    assert_eq!(hang(&toy), Some(1));
    toy.says(otto, Polarity::Support, ida);
    assert_eq!(hang(&toy), Some(2), "the structural link is not asked");
}

#[test]
fn what_is_asked_too_much_is_refused() {
    let mut toy = Toy::new();
    let many: BTreeSet<NodeId> = (0..16)
        .map(|at| toy.person(&format!("Person {at}")).into())
        .collect();
    let [anna, otto] = ["Anna", "Otto"].map(|name| NodeId::from(toy.person(name)));
    let query = PathQuery {
        via: many,
        ..PathQuery::default()
    };
    let refused = paths(&toy, anna, otto, &query, &Filter::default());
    assert!(matches!(
        refused,
        Err(crate::QueryError::TooMany { limit: 15, .. })
    ));
}
