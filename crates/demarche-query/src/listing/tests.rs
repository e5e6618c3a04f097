use std::collections::BTreeSet;

use demarche_model::{
    Confidence, EdgeList, ListEdge, ListNode, NodeId, ObservationId, Polarity, RelationKind,
};

use super::*;
use crate::NetworkSpec;
use crate::fixture::Toy;
use crate::{Class, Discourse, Scope, whole};

fn nodes(list: &dyn EdgeList) -> Vec<ListNode> {
    list.nodes().collect::<Result<_, _>>().unwrap()
}

fn edges(list: &dyn EdgeList) -> Vec<ListEdge> {
    list.edges().collect::<Result<_, _>>().unwrap()
}

/// Parallel and repeated stances, a loop, a symmetric relation told both ways, an issue, and
/// somebody without any tie.
fn toy() -> Toy {
    let mut toy = Toy::new();
    let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
    toy.person("Nobody");
    let wide = toy.add_issue("Trade", &[], &[]);
    let issue = toy.add_issue("Tariffs", &[anna], &[wide]);
    let second = toy.add_document("second.txt", "2025-03");
    toy.says(anna, Polarity::Support, otto);
    toy.add_statement(anna, Polarity::Support, otto, |record| {
        record.hedged = true;
        record.date = "2024".parse().ok();
        record.confidence = Confidence::from_percent(40);
    });
    toy.says(anna, Polarity::Oppose, otto);
    toy.says(otto, Polarity::Oppose, issue);
    toy.add_statement(otto, Polarity::Support, otto, |record| {
        record.document = second;
        record.date = None;
    });
    toy.tied(ida, RelationKind::MetWith, anna);
    toy.tied(anna, RelationKind::MetWith, ida);
    toy.add_relation(otto, RelationKind::AllyOf, otto, |_| ());
    toy.add_relation(ida, RelationKind::HoldsOffice, otto, |record| {
        record.office = Some("Chair".into());
    });
    toy
}

fn listing() -> Listing {
    Listing {
        title: "all".into(),
        isolates: true,
        ..Listing::default()
    }
}

#[test]
fn numbers_and_ids_list_the_same_edges() {
    let mut toy = toy();
    let day = "2025-02-20".parse().ok();
    let filters = [
        Filter::default(),
        Filter::default().only([Class::Stance]),
        Filter::default().only([Class::About, Class::Broader]),
        Filter {
            until: day,
            ..Filter::default()
        },
        Filter {
            min_confidence: Confidence::from_percent(95),
            ..Filter::default()
        },
    ];
    for filter in filters {
        for isolates in [true, false] {
            let listing = Listing {
                filter: filter.clone(),
                isolates,
                ..listing()
            };
            let mut list = |numbered| {
                toy.numbered = numbered;
                let list = EdgeListing::new(&toy, listing.clone()).unwrap();
                (nodes(&list), edges(&list))
            };
            assert_eq!(list(true), list(false), "{filter:?} {isolates}");
        }
    }
}

#[test]
fn an_edge_joins_all_of_its_kind() {
    let toy = toy();
    let list = EdgeListing::new(&toy, listing()).unwrap();
    let all = edges(&list);
    let ids: BTreeSet<_> = all.iter().map(|edge| edge.id).collect();
    assert_eq!((all.len(), ids.len()), (9, 9));
    let find = |kind: &str| {
        let found: Vec<_> = all.iter().filter(|edge| edge.kind == kind).collect();
        found
    };
    let double = find("supports")
        .into_iter()
        .find(|edge| edge.from != edge.to);
    let double = double.unwrap();
    assert_eq!(
        (double.count, double.hedged, double.sign),
        (2, false, Some(1))
    );
    assert_eq!(double.confidence, Some(Confidence::FULL));
    assert_eq!(double.first.unwrap().to_string(), "2024");
    assert!((double.weight - 2.0).abs() < f64::EPSILON);
    let met = find("met_with");
    assert_eq!((met.len(), met[0].count, met[0].directed), (1, 2, false));
    assert!(met[0].from < met[0].to);
    assert_eq!(find("ally_of")[0].count, 1, "a loop counts once");
    let about = find("about")[0];
    assert_eq!((about.count, about.confidence, about.sign), (0, None, None));
    assert!(about.weight > 0.0 && about.proof.is_none());
    let part = whole(&toy, &Filter::default()).unwrap();
    let same = PartList::new(&toy, &part, "all".into());
    let quoted = Listing {
        quotes: true,
        ..listing()
    };
    let list = EdgeListing::new(&toy, quoted).unwrap();
    assert_eq!(edges(&same), edges(&list), "as it is drawn");
    assert_eq!(nodes(&same), nodes(&list));
    let office = edges(&list)
        .into_iter()
        .find(|edge| edge.kind == "holds_office");
    let proof = office.unwrap().proof.unwrap();
    assert_eq!(proof.office.as_deref(), Some("Chair"));
    assert_eq!(proof.document, "Title of first.txt");
}

#[test]
fn an_observation_is_an_edge_with_its_words() {
    let toy = toy();
    let list = ObservationList::new(&toy, listing()).unwrap();
    let all = edges(&list);
    let observed: Vec<_> = all.iter().filter(|edge| edge.count == 1).collect();
    let records = toy.graph.statements.len() + toy.graph.relations.len();
    assert_eq!((observed.len(), all.len()), (records, records + 2));
    for edge in observed {
        let ListId::Observation(id) = edge.id else {
            panic!("named by its observation")
        };
        let proof = edge.proof.as_ref().unwrap();
        assert!(!proof.quote.is_empty() && !proof.document.is_empty());
        let stance = matches!(id, ObservationId::Statement(_));
        assert_eq!(proof.mode.is_some(), stance);
    }
    let second = demarche_model::DocumentId::of(&["second.txt"]);
    let filter = Filter {
        documents: Some([second].into()),
        ..Filter::default()
    };
    let one = Listing {
        filter,
        isolates: false,
        ..listing()
    };
    let single = ObservationList::new(&toy, one.clone()).unwrap();
    assert_eq!(edges(&single).len(), 1, "nothing is about others any more");
    let joined = EdgeListing::new(&toy, one).unwrap();
    for list in [&single as &dyn EdgeList, &joined] {
        let names: Vec<_> = nodes(list).into_iter().map(|node| node.name).collect();
        assert_eq!((names, edges(list).len()), (vec!["Otto".to_owned()], 1));
    }
}

#[test]
fn every_end_is_among_the_nodes() {
    let toy = toy();
    for isolates in [true, false] {
        let listing = Listing {
            isolates,
            ..listing()
        };
        let joined = EdgeListing::new(&toy, listing.clone()).unwrap();
        let single = ObservationList::new(&toy, listing).unwrap();
        for list in [&joined as &dyn EdgeList, &single] {
            let ids: Vec<NodeId> = nodes(list).iter().map(|node| node.id).collect();
            assert!(ids.is_sorted());
            assert_eq!(ids.len(), if isolates { 6 } else { 4 });
            for edge in edges(list) {
                assert!(ids.contains(&edge.from) && ids.contains(&edge.to));
            }
        }
    }
}

#[test]
fn a_network_keeps_sign_and_amount_apart() {
    let mut toy = Toy::new();
    let [anna, otto] = ["Anna", "Otto"].map(|name| toy.person(name));
    let issue = toy.add_issue("Tariffs", &[], &[]);
    toy.says(anna, Polarity::Support, issue);
    toy.says(otto, Polarity::Oppose, issue);
    let spec = NetworkSpec::default();
    let drawn = Discourse::read(&toy, &Scope::default())
        .unwrap()
        .network(&spec);
    let list = NetworkList::new(&toy, &drawn.network, &spec, "who".into());
    let all = edges(&list);
    assert_eq!((all.len(), nodes(&list).len()), (1, 2));
    assert_eq!(
        (all[0].kind, all[0].sign, all[0].directed),
        ("subtract", Some(-1), false)
    );
    assert!((all[0].weight - 1.0).abs() < f64::EPSILON);
    assert_eq!(all[0].tally.unwrap().shared, 1);
    assert!(!list.outline().directed && list.outline().tallies);
}
