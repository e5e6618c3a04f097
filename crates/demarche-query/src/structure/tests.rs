//! The examples of `MEASURES.md`, worked out by hand, and measures held against plain counting on
//! random graphs.

use std::collections::BTreeSet;

use demarche_model::{ActorId, NodeId, Polarity, RelationKind};
use proptest::prelude::*;

use super::blocks::blocks;
use super::factions::modularity;
use super::*;
use crate::Filter;
use crate::fixture::Toy;

use Polarity::{Neutral, Oppose, Support};

/// A signed graph of ties between `count` actors; weights in thousandths.
fn signed(count: usize, ties: &[(u32, u32, i32)]) -> Signed {
    let nodes: Vec<NodeId> = (0..count)
        .map(|at| NodeId::Actor(ActorId::of(&[&at.to_string()])))
        .collect();
    Signed::new(&nodes, ties.to_vec())
}

/// Two camps of three, one friendship between them and one actor who hangs on the second.
///
/// 0, 1, 2 are friends of each other; so are 3, 4, 5; 0 and 3, 2 and 5 are foes, 1 and 3 friends;
/// 6 is a friend of 4.
fn camps() -> Signed {
    signed(
        7,
        &[
            (0, 1, 1000),
            (0, 2, 1000),
            (1, 2, 1000),
            (3, 4, 1000),
            (3, 5, 1000),
            (4, 5, 1000),
            (0, 3, -1000),
            (2, 5, -2000),
            (1, 3, 500),
            (4, 6, 1000),
        ],
    )
}

fn near(found: f64, expected: f64) {
    assert!((found - expected).abs() < 1e-9, "{found} for {expected}");
}

#[test]
fn triads_by_hand() {
    let found = triads(&camps(), 5);
    // 012 and 345 are +++, 013 is ++-.
    assert_eq!(found.counts, [2, 1, 0, 0]);
    near(found.balanced().unwrap(), 2.0 / 3.0);
    near(found.weakly_balanced().unwrap(), 2.0 / 3.0);
    assert_eq!(found.by_actor[1], [1, 1]);
    assert_eq!(found.by_actor[4], [1, 0]);
    assert_eq!(found.unbalanced.len(), 1);
    assert_eq!(found.unbalanced[0].actors, [0, 1, 3]);
    assert_eq!(found.unbalanced[0].weight, 500);
    // 8 of 10 ties are of friends: .8^3 + 3 · .8 · .2^2.
    near(Triads::expected(&camps()).unwrap(), 0.608);
    let foes = signed(3, &[(0, 1, -1), (0, 2, -1), (1, 2, -1)]);
    let found = triads(&foes, 0);
    assert_eq!(found.counts, [0, 0, 0, 1]);
    assert_eq!(
        (found.balanced(), found.weakly_balanced()),
        (Some(0.0), Some(1.0))
    );
    assert_eq!(triads(&Signed::default(), 1).balanced(), None);
}

#[test]
fn frustration_by_hand() {
    let found = frustration(&camps(), 1);
    // The friendship of 1 and 3 must end, no more.
    assert_eq!((found.lower, found.upper, found.ties), (1, 1, 10));
    near(found.balance().unwrap(), 0.8);
    // Five foes of each other: the sides 2 and 3 leave 1 + 3 ties inside.
    let pairs = (0..5u32).flat_map(|one| (one + 1..5).map(move |other| (one, other, -1)));
    let found = frustration(&signed(5, &pairs.collect::<Vec<_>>()), 1);
    assert_eq!((found.lower, found.upper, found.exact()), (4, 4, true));
    let friends = frustration(&signed(3, &[(0, 1, 1), (1, 2, 1), (0, 2, 1)]), 1);
    assert_eq!((friends.upper, friends.solved), (0, (0, 0)));
}

#[test]
fn factions_by_hand() {
    for camps_wanted in [None, Some(2)] {
        let graph = camps();
        let found = factions(&graph, camps_wanted, 7);
        let camps: Vec<BTreeSet<u32>> = found
            .camps
            .iter()
            .map(|camp| camp.iter().copied().collect())
            .collect();
        assert_eq!(camps, [[3, 4, 5, 6].into(), [0, 1, 2].into()]);
        assert_eq!(found.breaking, [(1, 3, 500)]);
        assert_eq!((found.broken, found.total), (500, 10_500));
        near(found.whole().unwrap(), 1.0 - 500.0 / 10_500.0);
    }
    let one = factions(&camps(), Some(1), 7);
    assert_eq!((one.camps.len(), one.broken), (1, 3000));
    // Three foes are three camps.
    let foes = signed(3, &[(0, 1, -1), (0, 2, -1), (1, 2, -1)]);
    assert_eq!(factions(&foes, None, 1).camps.len(), 3);
    assert_eq!(factions(&foes, Some(2), 1).broken, 1);
    assert!(factions(&Signed::default(), None, 1).camps.is_empty());
}

#[test]
fn polarisation_by_hand() {
    let found = polarisation(&camps(), 1);
    assert_eq!((found.actors, found.ties, found.friends), (7, 10, 8));
    assert_eq!(found.camps, [4, 3]);
    // Seven friendships inside, one between.
    near(found.external.unwrap(), -0.75);
    // Friends: 7.5, of which 7 inside; camps have 8.5 and 6.5 ends of 15. Foes: 3, all between;
    // each camp has half of the 6 ends.
    let friends = 14.0 - (8.5 * 8.5 + 6.5 * 6.5) / 15.0;
    let foes = -(3.0 * 3.0 + 3.0 * 3.0) / 6.0;
    near(found.modularity, (friends - foes) / 21.0);
    let graph = camps();
    near(
        modularity(&graph, &vec![0; graph.len()], 1),
        (15.0 - 15.0 - (6.0 - 6.0)) / 21.0,
    );
}

#[test]
fn positions_by_hand() {
    let mut toy = Toy::new();
    let people = ["Anna", "Otto", "Ida", "Emil"].map(|name| toy.person(name));
    let issue = toy.add_issue("tariffs", &[], &[]);
    let ask = |toy: &Toy| positions(toy, issue.into(), &Filter::default(), None).unwrap();
    assert_eq!(ask(&toy).polarisation, None);
    toy.says(people[0], Support, issue);
    toy.says(people[1], Support, issue);
    assert_eq!(ask(&toy).polarisation, Some(0.0));
    toy.says(people[2], Oppose, issue);
    toy.says(people[3], Oppose, issue);
    // Halves: 2 · (1/8 · 2 + 1/8 · 2).
    assert_eq!(ask(&toy).polarisation, Some(1.0));
    toy.says(people[3], Support, issue);
    // 2 for, 1 against, 1 torn: shares 1/2, 1/4, 1/4. For and against: (1/16 + 1/32) · 2; for and
    // torn: 1/16 + 1/32; against and torn: 1/64 + 1/64. Twice their sum.
    let found = ask(&toy);
    assert_eq!((found.support, found.oppose, found.neutral), (2, 1, 1));
    near(
        found.polarisation.unwrap(),
        2.0 * (0.1875 + 0.09375 + 0.03125),
    );
}

#[test]
fn bridges_by_hand() {
    // Two triangles joined by the tie 2 - 3, and 6 that hangs on 5.
    let graph = signed(
        7,
        &[
            (0, 1, 1),
            (0, 2, 1),
            (1, 2, 1),
            (2, 3, -1),
            (3, 4, 1),
            (3, 5, 1),
            (4, 5, 1),
            (5, 6, 1),
        ],
    );
    let camps = factions(&graph, None, 1);
    let found = bridges(&graph, &camps, None, 1);
    let told: Vec<(u32, Vec<u32>, usize)> = found
        .actors
        .iter()
        .map(|bridge| (bridge.actor, bridge.pieces.clone(), bridge.camps.len()))
        .collect();
    assert_eq!(
        told,
        [(3, vec![3, 3], 2), (2, vec![4, 2], 2), (5, vec![5, 1], 1)]
    );
    let ties: Vec<_> = found
        .ties
        .iter()
        .map(|tie| (tie.one, tie.other, tie.pieces))
        .collect();
    assert_eq!(ties, [(2, 3, [3, 4]), (5, 6, [6, 1])]);
    // Over 3 lead the ways of 0, 1, 2 to 4, 5, 6: 9 of 15 pairs.
    near(found.actors[0].betweenness, 9.0 / 15.0);
}

#[test]
fn ties_come_from_stances_and_relations() {
    let mut toy = Toy::new();
    let [anna, otto, ida, emil] = ["Anna", "Otto", "Ida", "Emil"].map(|name| toy.person(name));
    let issue = toy.add_issue("tariffs", &[anna], &[]);
    toy.says(anna, Support, otto);
    toy.says(otto, Oppose, anna);
    toy.add_statement(otto, Support, anna, |record| record.hedged = true);
    toy.says(anna, Oppose, ida);
    toy.says(ida, Neutral, otto);
    toy.says(ida, Support, issue);
    toy.tied(ida, RelationKind::Attacked, otto);
    toy.tied(emil, RelationKind::MetWith, anna);
    let told = |only_stances| {
        let graph = Signed::read(&toy, &Filter::default(), only_stances).unwrap();
        let ties = graph.edges().map(|(one, other, weight)| {
            let name = |at| crate::named(&toy, graph.node(at)).unwrap().unwrap().name;
            let mut ends = [name(one), name(other)];
            ends.sort();
            (ends.join(" "), weight)
        });
        ties.collect::<BTreeSet<_>>()
    };
    let of = |rows: &[(&str, i32)]| {
        let rows = rows
            .iter()
            .map(|&(names, weight)| (names.to_owned(), weight));
        rows.collect::<BTreeSet<_>>()
    };
    // 1000 - 1000 + 500 between Anna and Otto.
    let all = [("Anna Ida", -1000), ("Anna Otto", 500), ("Ida Otto", -1000)];
    assert_eq!(told(false), of(&all));
    assert_eq!(told(true), of(&all[..2]));
}

#[test]
fn ranks_by_hand() {
    let mut toy = Toy::new();
    let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
    toy.says(anna, Support, otto);
    toy.says(ida, Oppose, otto);
    toy.says(otto, Support, ida);
    toy.says(otto, Support, ida);
    for numbered in [false, true] {
        toy.numbered = numbered;
        let options = RankOptions {
            rounds: 300,
            betweenness: Some(10),
            ..RankOptions::default()
        };
        let found = rank(&toy, &Filter::default(), &options).unwrap();
        let at = |who: ActorId| {
            let place = found.nodes.iter().position(|&node| node == who.into());
            found.at(place.unwrap())
        };
        assert_eq!(at(otto).tallies.received, [1, 1, 0]);
        assert_eq!(at(otto).tallies.net_received(), 0);
        assert_eq!(at(otto).tallies.net_held(), 2);
        // Nobody speaks of Anna: (1 - d) / 3. Otto and Ida pass all they have to each other, Anna
        // all of hers to Otto: o = .05 + .85 (a + i), i = .05 + .85 o.
        let base = 0.15 / 3.0;
        let otto_rank = (base + 0.85 * base + 0.85 * base) / (1.0 - 0.85 * 0.85);
        near(at(anna).pagerank, base);
        assert!((at(otto).pagerank - otto_rank).abs() < 1e-8);
        assert!((at(ida).pagerank - (base + 0.85 * otto_rank)).abs() < 1e-8);
        assert_eq!(at(otto).betweenness, Some(1.0));
        assert_eq!(at(anna).betweenness, Some(0.0));
        let order = found.order(|ranked| ranked.pagerank);
        assert_eq!(found.nodes[order[0]], otto.into());
    }
}

#[test]
fn a_dead_end_gives_to_all() {
    let mut toy = Toy::new();
    let [anna, otto] = ["Anna", "Otto"].map(|name| toy.person(name));
    toy.says(anna, Support, otto);
    let found = rank(&toy, &Filter::default(), &RankOptions::default()).unwrap();
    near(found.pagerank.iter().sum(), 1.0);
    let place = found
        .nodes
        .iter()
        .position(|&node| node == otto.into())
        .unwrap();
    // o = .075 + .85 (a + o / 2), a = .075 + .425 o.
    let expected = (0.075 + 0.85 * 0.075) / (1.0 - 0.425 - 0.85 * 0.425);
    assert!((found.pagerank[place] - expected).abs() < 1e-8);
}

#[test]
fn a_sample_is_near_and_says_how_near() {
    let ties: Vec<(u32, u32, i32)> = (0..60u32)
        .flat_map(|at| [(at / 2, at + 1, 1), (at / 3, at + 1, 1)])
        .filter(|tie| tie.0 != tie.1)
        .collect::<BTreeSet<_>>()
        .into_iter()
        .collect();
    let graph = signed(61, &ties);
    let whole = betweenness(&graph, None, 1);
    let part = betweenness(&graph, Some(30), 5);
    assert_eq!((whole.sources, whole.error, part.sources), (61, 0.0, 30));
    near(part.error, ((2.0f64 * 61.0 / 0.05).ln() / 60.0).sqrt());
    for (value, guess) in whole.values.iter().zip(&part.values) {
        assert!((value - guess).abs() < part.error);
    }
    assert_eq!(part, betweenness(&graph, Some(30), 5));
}

#[test]
fn communities_by_hand() {
    let found = communities(&camps(), false, 1.0, 1);
    let groups: BTreeSet<BTreeSet<u32>> = found
        .groups
        .iter()
        .map(|group| group.iter().copied().collect())
        .collect();
    assert_eq!(groups, [[0, 1, 2].into(), [3, 4, 5, 6].into()].into());
    // 7 of 7.5 inside; ends 8.5 and 6.5 of 15.
    let expected = 7.0 / 7.5 - (8.5f64 / 15.0).powi(2) - (6.5f64 / 15.0).powi(2);
    near(found.modularity, expected);
    assert_eq!(found.ties, 8);
    let none = communities(&signed(2, &[(0, 1, -1)]), false, 1.0, 1);
    assert!(none.groups.is_empty());
}

#[test]
fn communities_that_are_plain_to_see_are_found() {
    // 12 groups of 20, each a ring with ties across, and a chain of weak ties between them.
    let mut ties = Vec::new();
    for group in 0..12u32 {
        let at = |place: u32| group * 20 + place % 20;
        for place in 0..20 {
            for step in [1, 3, 7] {
                let (one, other) = (at(place), at(place + step));
                ties.push((one.min(other), one.max(other), 1000));
            }
        }
        if group > 0 {
            ties.push((group * 20 - 1, group * 20, 500));
        }
    }
    ties.sort_unstable();
    for seed in 0..5 {
        let found = communities(&signed(240, &ties), false, 1.0, seed);
        let sizes: Vec<usize> = found.groups.iter().map(Vec::len).collect();
        assert_eq!(sizes, [20; 12]);
        let groups = found.groups.iter();
        assert!(groups.clone().all(|group| {
            let first = group[0] / 20;
            group.iter().all(|actor| actor / 20 == first)
        }));
    }
}

#[test]
fn parts_by_hand() {
    let mut toy = Toy::new();
    let [anna, otto, _] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
    let issue = toy.add_issue("tariffs", &[otto], &[]);
    toy.says(anna, Support, issue);
    for numbered in [false, true] {
        toy.numbered = numbered;
        let found = connected(&toy, &Filter::default()).unwrap();
        assert_eq!(found.sizes, [3, 1]);
        assert_eq!(found.members(1, 1), [[issue.into()]]);
        let stances = connected(&toy, &Filter::default().only([crate::Class::Stance])).unwrap();
        assert_eq!(stances.sizes, [2, 1, 1]);
    }
}

fn random() -> impl Strategy<Value = Signed> {
    let weight = prop::sample::select(vec![-2, -1, 1, 2]);
    let tie = (0..9u32, 1..9u32, weight);
    prop::collection::vec(tie, 0..22).prop_map(|raws| {
        let ties: std::collections::BTreeMap<(u32, u32), i32> = raws
            .into_iter()
            .map(|(one, further, weight)| {
                let other = (one + further) % 9;
                ((one.min(other), one.max(other)), weight)
            })
            .collect();
        let ties: Vec<_> = ties
            .into_iter()
            .filter(|((one, other), _)| one != other)
            .map(|((one, other), weight)| (one, other, weight))
            .collect();
        signed(9, &ties)
    })
}

/// How much a division into camps breaks.
fn cost(graph: &Signed, of: &[usize]) -> (usize, u64) {
    let broken = graph
        .edges()
        .filter(|&(one, other, weight)| (of[one as usize] == of[other as usize]) == (weight < 0));
    broken.fold((0, 0), |(count, sum), tie| {
        (count + 1, sum + u64::from(tie.2.unsigned_abs()))
    })
}

/// How many parts a graph has without some of its actors.
fn without(graph: &Signed, gone: &[u32]) -> usize {
    let mut seen: BTreeSet<u32> = gone.iter().copied().collect();
    let mut count = 0;
    for start in 0..u32::try_from(graph.len()).unwrap() {
        if !seen.insert(start) {
            continue;
        }
        count += 1;
        let mut open = vec![start];
        while let Some(node) = open.pop() {
            let next = graph.ties(node as usize).map(|tie| tie.0);
            open.extend(next.filter(|&other| seen.insert(other)));
        }
    }
    count
}

proptest! {
    #[test]
    fn communities_are_connected_and_no_move_of_one_actor_is_better(graph in random()) {
        let found = communities(&graph, true, 1.0, 1);
        let of = |actor: u32| found.of[actor as usize].unwrap();
        for group in &found.groups {
            let rest: Vec<u32> = (0..u32::try_from(graph.len()).unwrap())
                .filter(|actor| !group.contains(actor))
                .collect();
            prop_assert_eq!(without(&graph, &rest), 1, "{:?}", group);
        }
        let all: i64 = graph.edges().map(|tie| i64::from(tie.2.abs())).sum();
        let strength = |actor: u32| -> i64 {
            graph.ties(actor as usize).map(|tie| i64::from(tie.1.abs())).sum()
        };
        // What an actor gains in a group, in units of 1/2m: exact in whole numbers.
        let worth = |actor: u32, group: u32| -> i64 {
            let inside = graph.ties(actor as usize).filter(|tie| of(tie.0) == group);
            let inside: i64 = inside.map(|tie| i64::from(tie.1.abs())).sum();
            let others = (0..u32::try_from(graph.len()).unwrap())
                .filter(|&other| other != actor && of(other) == group);
            2 * all * inside - strength(actor) * others.map(strength).sum::<i64>()
        };
        for actor in 0..u32::try_from(graph.len()).unwrap() {
            let own = worth(actor, of(actor));
            prop_assert!(own >= 0);
            for group in 0..u32::try_from(found.groups.len()).unwrap() {
                prop_assert!(worth(actor, group) <= own);
            }
        }
    }

    #[test]
    fn frustration_is_the_least_of_all_divisions(graph in random()) {
        let count = graph.len();
        let divisions = (0..1usize << count).map(|bits| {
            let of: Vec<usize> = (0..count).map(|at| bits >> at & 1).collect();
            cost(&graph, &of)
        });
        let least = divisions.fold((usize::MAX, u64::MAX), |least, cost| {
            (least.0.min(cost.0), least.1.min(cost.1))
        });
        let found = frustration(&graph, 3);
        prop_assert_eq!((found.lower, found.upper), (least.0, least.0));
        // The local search finds the least here too; it never claims less.
        let camps = factions(&graph, Some(2), 3);
        prop_assert!(camps.broken >= least.1);
        let of: Vec<usize> = camps.of.iter().map(|&camp| camp as usize).collect();
        prop_assert_eq!(cost(&graph, &of).1, camps.broken);
        prop_assert_eq!(camps.breaking.len(), cost(&graph, &of).0);
        prop_assert!(camps.broken == least.1, "{} for {}", camps.broken, least.1);
    }

    #[test]
    fn cuts_are_those_whose_loss_makes_more_parts(graph in random()) {
        let count = u32::try_from(graph.len()).unwrap();
        let parts = without(&graph, &[]);
        let expected: Vec<u32> =
            (0..count).filter(|&node| without(&graph, &[node]) > parts).collect();
        let found = blocks(&graph);
        let cuts: Vec<u32> = found.cuts.iter().map(|cut| cut.0).collect();
        prop_assert_eq!(cuts, expected);
        for (node, pieces) in &found.cuts {
            prop_assert_eq!(pieces.len(), without(&graph, &[*node]) - parts + 1);
        }
        let ties: usize = found.ties.iter().map(Vec::len).sum();
        prop_assert_eq!(ties, graph.count());
    }

    #[test]
    fn triads_are_all_threes_that_are_tied(graph in random()) {
        let sign = |one: u32, other: u32| {
            let tie = graph.ties(one as usize).find(|tie| tie.0 == other);
            tie.map(|tie| tie.1.signum())
        };
        let mut counts = [0u64; 4];
        let count = u32::try_from(graph.len()).unwrap();
        for one in 0..count {
            for two in one + 1..count {
                for three in two + 1..count {
                    let signs = [sign(one, two), sign(one, three), sign(two, three)];
                    if signs.iter().all(Option::is_some) {
                        counts[signs.iter().filter(|sign| **sign == Some(-1)).count()] += 1;
                    }
                }
            }
        }
        let found = triads(&graph, 3);
        prop_assert_eq!(found.counts, counts);
        let twice: u64 = found.by_actor.iter().flatten().sum();
        prop_assert_eq!(twice, 3 * found.total());
    }
}
