//! Questions asked of the numbers of an image, and of what a store in memory has by id: paths,
//! counts, rankings and parts must be the same.

use demarche_model::{
    Confidence, End, HalfKind, NodeId, Numbered, Polarity, RelationKind, Sieve, count_made,
};
use demarche_query::{
    Class, Filter, Hedging, RelationQuery, StanceQuery, Standings, View, connected, k_shortest,
    makers, neighbourhood, reach, relation_edges, stance_edges, strongest_relations,
    strongest_stances, summary,
};

fn filters() -> Vec<Filter> {
    let any = Filter::default;
    vec![
        any(),
        Filter {
            directed: true,
            ..any()
        },
        Filter {
            polarities: Some([Polarity::Support, Polarity::Neutral].into()),
            min_confidence: Confidence::from_percent(60),
            directed: true,
            ..any().only([Class::Stance, Class::Relation])
        },
        Filter {
            hedging: Hedging::Without,
            relations: Some([RelationKind::MetWith, RelationKind::MemberOf].into()),
            ..any()
        },
        Filter {
            since: "2025-02".parse().ok(),
            ..any()
        },
    ]
}

/// Holds a view by number to one of the same records by id; `nodes` are theirs.
pub fn same_questions(numbered: &dyn View, by_id: &dyn View, nodes: &[NodeId]) {
    assert!(numbered.numbered().is_some() && by_id.numbered().is_none());
    for limit in [0, 3, usize::MAX] {
        let told = |view| summary(view, limit).unwrap();
        assert_eq!(told(numbered), told(by_id), "the first {limit}");
    }
    let [one, other] = [numbered, by_id].map(|view| connected(view, &Filter::default()).unwrap());
    assert_eq!((one.of, one.sizes), (other.of, other.sizes));
    assert_eq!(numbered.made().unwrap(), count_made(by_id).unwrap());
    assert_eq!(makers(numbered).unwrap(), makers(by_id).unwrap());
    let standings = [numbered, by_id].map(|view| Standings::of(view).unwrap());
    for &node in nodes {
        let [one, other] = standings
            .each_ref()
            .map(|all| all.observations(node).unwrap());
        assert_eq!(one, other);
    }
    for filter in filters() {
        same_walks(numbered, by_id, nodes, &filter);
        let stances = StanceQuery {
            filter: filter.clone(),
            ..StanceQuery::default()
        };
        let relations = RelationQuery {
            filter: filter.clone(),
            ..RelationQuery::default()
        };
        let mut all = stance_edges(by_id, &stances).unwrap();
        let mut tied = relation_edges(by_id, &relations).unwrap();
        for limit in [9, 2] {
            all.truncate(limit);
            tied.truncate(limit);
            assert_eq!(strongest_stances(numbered, &stances, limit).unwrap(), all);
            let found = strongest_relations(numbered, &relations, limit).unwrap();
            assert_eq!(found, tied, "{filter:?}");
        }
    }
}

fn same_walks(numbered: &dyn View, by_id: &dyn View, nodes: &[NodeId], filter: &Filter) {
    for (place, &from) in nodes.iter().enumerate().step_by(2) {
        for (to, k) in [(place, 1), (place + 1, 2), (place + 4, 1)] {
            let to = nodes[to % nodes.len()];
            let paths = |view| k_shortest(view, from, to, k, filter).unwrap();
            assert_eq!(paths(numbered), paths(by_id), "{from} {to} {filter:?}");
        }
        for hops in 1..3 {
            let count = |view| reach(view, from, hops, filter).unwrap();
            assert_eq!(count(numbered), count(by_id), "{from} {hops} {filter:?}");
        }
        let near = |view| neighbourhood(view, &[from], 2, filter, 5).unwrap();
        assert_eq!(near(numbered), near(by_id), "{from} {filter:?}");
    }
}

/// Holds the ends that pass a sieve to the half edges.
pub fn same_ends(graph: &dyn Numbered) {
    let any = Sieve::default();
    let stances = Sieve {
        classes: Sieve::class(HalfKind::Stance),
        ..any
    };
    let tied = |kind| Sieve::kind(kind);
    let sieves = [
        any,
        Sieve {
            along: Some(true),
            ..any
        },
        Sieve {
            along: Some(false),
            both_ways: tied(RelationKind::MetWith),
            ..any
        },
        Sieve {
            polarities: Sieve::position(Polarity::Support),
            least: Confidence::from_percent(70),
            ..stances
        },
        Sieve {
            polarities: Sieve::position(Polarity::Neutral),
            hedging: [true, false],
            ..stances
        },
        Sieve {
            hedging: [false, true],
            ..any
        },
        Sieve {
            relations: tied(RelationKind::MemberOf) | tied(RelationKind::AllyOf),
            classes: !Sieve::class(HalfKind::Stance),
            ..any
        },
        Sieve {
            classes: Sieve::class(HalfKind::About) | Sieve::class(HalfKind::Broader),
            along: Some(false),
            ..any
        },
    ];
    let mark = End {
        other: 7,
        ..End::default()
    };
    for number in 0..=graph.nodes() {
        for sieve in &sieves {
            let (mut found, mut expect) = (vec![mark], vec![mark]);
            graph.ends(number, sieve, &mut found).unwrap();
            graph
                .half_edges(number, &mut |half| {
                    if sieve.passes(&half) {
                        expect.push(End::of(&half));
                    }
                })
                .unwrap();
            assert_eq!(found, expect, "{number} {sieve:?}");
        }
    }
}
