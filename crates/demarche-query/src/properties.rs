//! Searches held against plain enumeration and against petgraph, on random graphs.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use demarche_model::{ActorId, Confidence, NodeId, Polarity, RelationKind, Subgraph};
use petgraph::algo::dijkstra;
use petgraph::graph::{NodeIndex, UnGraph};
use proptest::prelude::*;

use crate::fixture::Toy;
use crate::search::Trail;
use crate::steps::{Rank, Steps};
use crate::{
    Class, Filter, Hedging, between, connected, k_shortest, neighbourhood, reach, shortest_path,
    whole,
};

fn small(place: usize) -> u32 {
    u32::try_from(place).unwrap()
}

/// A random link: ends, kind, percent, hedged.
pub(crate) type Raw = (usize, usize, u8, u8, bool);

/// Links that reach up to `stride` nodes further: a small one makes long paths, and that most
/// links weigh the same makes many paths of equal rank.
pub(crate) fn raws(nodes: usize, links: usize, stride: usize) -> impl Strategy<Value = Vec<Raw>> {
    let percent = prop_oneof![1 => Just(50u8), 4 => Just(100u8)];
    let kind = prop_oneof![6 => 0..5u8, 1 => Just(5u8)];
    let hedged = prop::bool::weighted(0.2);
    let link = (0..nodes, 0..stride, kind, percent, hedged);
    let link = link.prop_map(move |(from, further, kind, percent, hedged)| {
        let to = (from + further) % nodes;
        let (from, to) = if percent == 50 {
            (to, from)
        } else {
            (from, to)
        };
        (from, to, kind, percent, hedged)
    });
    prop::collection::vec(link, 0..links)
}

/// Actors, and one issue between the two ends of every structural link.
pub(crate) fn toy(nodes: usize, raws: &[Raw]) -> (Toy, Vec<NodeId>) {
    let mut toy = Toy::new();
    let actors: Vec<ActorId> = (0..nodes)
        .map(|i| toy.person(&format!("Person {i}")))
        .collect();
    let mut all: Vec<NodeId> = actors.iter().map(|&id| id.into()).collect();
    for (place, &(from, to, kind, percent, hedged)) in raws.iter().enumerate() {
        let (from, to) = (actors[from], actors[to]);
        let confidence = Confidence::from_percent(percent);
        let polarity = [Polarity::Support, Polarity::Oppose].get(usize::from(kind));
        if let Some(&polarity) = polarity {
            toy.add_statement(from, polarity, to, |record| {
                (record.confidence, record.hedged) = (confidence, hedged);
            });
        } else if kind < 5 {
            let kinds = [
                RelationKind::MetWith,
                RelationKind::MemberOf,
                RelationKind::AllyOf,
            ];
            toy.add_relation(from, kinds[usize::from(kind) - 2], to, |record| {
                (record.confidence, record.hedged) = (confidence, hedged);
            });
        } else {
            let issue = toy.add_issue(&format!("Issue {place}"), &[from, to], &[]);
            all.push(issue.into());
        }
    }
    all.sort_unstable();
    (toy, all)
}

fn filter(directed: bool) -> Filter {
    Filter {
        directed,
        ..Filter::default()
    }
}

/// The rank of one step, from the edges between its ends.
fn step(toy: &Toy, from: NodeId, to: NodeId, filter: &Filter) -> Option<Rank> {
    let edges = between(toy, from, to, filter).unwrap();
    let observed = || edges.iter().filter(|edge| !edge.tie.is_structural());
    let evidence = observed().map(|edge| u32::try_from(edge.evidence()).unwrap());
    let percent = observed().map(|edge| edge.confidence.percent()).max();
    let rank = Rank::step(evidence.sum(), percent.unwrap_or(0));
    (!edges.is_empty() && from != to).then_some(rank)
}

/// Every path without loops, best first.
fn enumerate(toy: &Toy, all: &[NodeId], from: NodeId, to: NodeId, filter: &Filter) -> Vec<Trail> {
    let mut table = BTreeMap::new();
    for &left in all {
        for &right in all {
            if let Some(rank) = step(toy, left, right, filter) {
                table
                    .entry(left)
                    .or_insert_with(Vec::new)
                    .push((right, rank));
            }
        }
    }
    let start = Trail {
        rank: Rank::default(),
        nodes: vec![from],
        steps: Vec::new(),
    };
    let (mut open, mut found) = (vec![start], Vec::new());
    while let Some(trail) = open.pop() {
        let last = *trail.nodes.last().unwrap();
        if last == to {
            found.push(trail);
            continue;
        }
        for &(next, rank) in table.get(&last).into_iter().flatten() {
            if !trail.nodes.contains(&next) {
                let mut longer = trail.clone();
                longer.rank = longer.rank + rank;
                longer.nodes.push(next);
                longer.steps.push(rank);
                open.push(longer);
            }
        }
    }
    found.sort();
    found
}

/// Distances by plain breadth-first search over the edges of a subgraph.
fn distances(graph: &Subgraph, from: usize, directed: bool) -> BTreeMap<usize, usize> {
    let mut reached = BTreeMap::from([(from, 0)]);
    let mut queue = VecDeque::from([from]);
    while let Some(node) = queue.pop_front() {
        for edge in &graph.edges {
            let both = !directed || !edge.kind.is_directed();
            for (start, end, open) in [(edge.from, edge.to, true), (edge.to, edge.from, both)] {
                if start == node && open && !reached.contains_key(&end) {
                    reached.insert(end, reached[&node] + 1);
                    queue.push_back(end);
                }
            }
        }
    }
    reached
}

/// The same answer by id as by number.
fn both_ways<T: PartialEq + std::fmt::Debug>(
    toy: &mut Toy,
    ask: impl Fn(&Toy) -> T,
) -> std::result::Result<(), TestCaseError> {
    toy.numbered = false;
    let by_id = ask(toy);
    toy.numbered = true;
    prop_assert_eq!(by_id, ask(toy));
    Ok(())
}

fn place(graph: &Subgraph, id: NodeId) -> usize {
    graph.place(id).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn numbers_give_the_same_answers_as_ids(
        raws in prop_oneof![raws(9, 40, 9), raws(16, 60, 4)], directed: bool, least in 0u8..2,
        unhedged: bool, stances: bool, ends in (0usize..9, 0usize..9), k in 1usize..6,
        hops in 0usize..4, limit in 1usize..9,
    ) {
        let (mut toy, all) = toy(16, &raws);
        let filter = Filter {
            directed,
            min_confidence: Confidence::from_percent(60 * least),
            hedging: if unhedged { Hedging::Without } else { Hedging::Any },
            classes: stances.then(|| [Class::Stance, Class::About].into()),
            ..Filter::default()
        };
        let (from, to) = (all[ends.0], all[ends.1]);
        both_ways(&mut toy, |toy| k_shortest(toy, from, to, k, &filter).unwrap())?;
        both_ways(&mut toy, |toy| reach(toy, from, hops, &filter).unwrap())?;
        let near = |toy: &Toy| neighbourhood(toy, &[from, to], hops, &filter, limit).unwrap();
        both_ways(&mut toy, near)?;
    }

    #[test]
    fn k_shortest_paths_are_the_first_of_all(
        raws in prop_oneof![raws(7, 20, 7), raws(9, 28, 4)], directed: bool,
        ends in (0usize..7, 0usize..7), k in 1usize..12,
    ) {
        let nodes = raws.iter().map(|raw| raw.0.max(raw.1)).fold(6, usize::max) + 1;
        let (toy, all) = toy(nodes, &raws);
        let filter = filter(directed);
        let (from, to) = (all[ends.0], all[ends.1]);
        let mut expected = enumerate(&toy, &all, from, to, &filter);
        expected.truncate(k);
        let found = crate::path::trails(&mut Steps::new(&toy, &filter), from, to, k).unwrap();
        prop_assert_eq!(&found, &expected);
        let paths = k_shortest(&toy, from, to, k, &filter).unwrap();
        let nodes: Vec<_> = paths.iter().map(|path| &path.nodes).collect();
        let expected: Vec<_> = expected.iter().map(|trail| &trail.nodes).collect();
        prop_assert_eq!(nodes, expected);
        let first = shortest_path(&toy, from, to, &filter).unwrap();
        prop_assert_eq!(first.as_ref(), paths.first());
        for hop in paths.iter().flat_map(|path| &path.hops) {
            let joins = hop.edges.iter().all(|edge| {
 [(edge.from, edge.to), (edge.to, edge.from)].contains(&(hop.from, hop.to))
 });
 prop_assert!(joins);
        }
    }

    /// Layers of three people, each layer speaking of the next: many equal paths between far
    /// ends, so that only the order of ids decides.
    #[test]
    fn ties_between_long_paths_go_by_ids(gaps in prop::collection::vec(0..45usize, 0..12)) {
        let link = |at: usize| (at / 9 * 3 + at % 9 / 3, at / 9 * 3 + 3 + at % 3, 0, 100, false);
        let raws: Vec<Raw> = (0..45).filter(|at| !gaps.contains(at)).map(link).collect();
        let (toy, all) = toy(18, &raws);
        let filter = filter(true);
        let ends = [0, 15].map(|index| ActorId::of(&["person", &format!("Person {index}")]));
        let [from, to] = ends.map(NodeId::from);
        let mut expected = enumerate(&toy, &all, from, to, &filter);
        expected.truncate(4);
        let found = crate::path::trails(&mut Steps::new(&toy, &filter), from, to, 4).unwrap();
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn searching_from_both_ends_finds_the_distance(
        raws in raws(24, 60, 5), directed: bool, ends in (0usize..24, 0usize..24),
    ) {
        let (toy, all) = toy(24, &raws);
        let filter = filter(directed);
        let graph = whole(&toy, &Filter::default()).unwrap();
        let (from, to) = (all[ends.0], all[ends.1]);
        let found = shortest_path(&toy, from, to, &filter).unwrap();
        let length = found.map(|path| path.hops.len());
        let plain = distances(&graph, place(&graph, from), directed);
        prop_assert_eq!(length, plain.get(&place(&graph, to)).copied());
        if !directed {
            let ends = graph.edges.iter().map(|edge| (small(edge.from), small(edge.to)));
            let mut network = UnGraph::<(), ()>::from_edges(ends);
            while network.node_count() < graph.nodes.len() {
                network.add_node(());
            }
            let start = NodeIndex::new(place(&graph, from));
            let oracle = dijkstra(&network, start, None, |_| 1usize);
            let goal = NodeIndex::new(place(&graph, to));
            prop_assert_eq!(length, oracle.get(&goal).copied());
        }
    }

    #[test]
    fn a_neighbourhood_is_all_that_is_near(
        raws in raws(16, 30, 16), directed: bool, centre in 0usize..16, hops in 0usize..4,
        limit in 1usize..8,
    ) {
        let (toy, all) = toy(16, &raws);
        let filter = filter(directed);
        let graph = whole(&toy, &Filter::default()).unwrap();
        let reached = distances(&graph, place(&graph, all[centre]), directed);
        let expected: BTreeSet<NodeId> = reached
            .iter()
            .filter(|(_, distance)| **distance <= hops)
            .map(|(&index, _)| graph.nodes[index].id)
            .collect();
        let near = neighbourhood(&toy, &[all[centre]], hops, &filter, usize::MAX).unwrap();
        let found: BTreeSet<NodeId> = near.nodes.iter().map(|node| node.id).collect();
        prop_assert_eq!(&found, &expected);
        let inside = graph.edges.iter().filter(|edge| {
            let ends = [edge.from, edge.to].map(|index| graph.nodes[index].id);
            ends.iter().all(|id| expected.contains(id))
        });
        prop_assert_eq!(near.edges.len(), inside.count());
        let few = neighbourhood(&toy, &[all[centre]], hops, &filter, limit).unwrap();
        prop_assert_eq!(few.nodes.len(), expected.len().min(limit));
    }

    #[test]
    fn parts_agree_with_reachability(raws in raws(10, 14, 10)) {
        let (mut toy, _) = toy(10, &raws);
        let graph = whole(&toy, &Filter::default()).unwrap();
        for numbered in [false, true] {
            toy.numbered = numbered;
            let found = connected(&toy, &Filter::default()).unwrap();
            prop_assert!(found.sizes.is_sorted_by(|one, other| one >= other));
            prop_assert_eq!(found.nodes.len(), graph.nodes.len());
            for (node, &part) in graph.nodes.iter().zip(&found.of) {
                let reached = distances(&graph, place(&graph, node.id), false);
                prop_assert_eq!(found.sizes[part as usize] as usize, reached.len());
                for &other in reached.keys() {
                    prop_assert_eq!(found.of[other], part);
                }
            }
        }
    }
}
