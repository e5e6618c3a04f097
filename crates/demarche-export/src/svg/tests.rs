//! Tests of whole pictures.

use demarche_model::{EdgeKind, NodeId, Polarity, RelationKind, SubEdge, SubKind, Subgraph};
use roxmltree::Document;

use super::boxes::NodeBox;
use super::geometry::Rect;
use super::scene::{Scene, lay_out};
use super::write;
use crate::drawing::{Drawing, Group, Plan, Theme};
use crate::hostile;
use crate::text;

fn drawn(graph: &Subgraph, drawing: &Drawing) -> String {
    let mut out = Vec::new();
    write(graph, drawing, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn titled(title: &str) -> Drawing {
    Drawing {
        title: Some(title.to_owned()),
        ..Drawing::default()
    }
}

/// A graph with as many nodes and about twice as many edges, from the awkward one's nodes.
fn random(seed: u64, count: usize) -> Subgraph {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    let mut below = move |limit: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state >> 33).unwrap() % limit
    };
    let all = hostile::subgraph();
    let mut graph = Subgraph::default();
    for index in 0..count {
        let mut node = all.nodes[below(all.nodes.len())].clone();
        node.focus = index == 0;
        graph.nodes.push(node);
    }
    for index in 1..count {
        let kinds = [
            EdgeKind::Stance(Polarity::ALL[below(3)]),
            EdgeKind::Relation(RelationKind::ROWS[below(19)].kind, None),
            EdgeKind::About,
        ];
        // Some nodes are tied to a hub, some to anything, some to nothing.
        for kind in kinds.into_iter().skip(below(4)) {
            let other = if below(2) == 0 {
                below(1 + index / 8)
            } else {
                below(count)
            };
            let mut edge = hostile::edge(index, other, kind, "quote");
            edge.count = below(9);
            graph.edges.push(edge);
        }
    }
    graph
}

fn label_rects(scene: &Scene) -> Vec<Rect> {
    let placed = scene.labels.iter().zip(&scene.places);
    placed
        .filter_map(|(label, place)| {
            let (width, height) = label.size();
            place.map(|place| Rect::around(place, width, height))
        })
        .collect()
}

#[track_caller]
fn assert_clear(graph: &Subgraph) {
    assert_clear_with(graph, &Drawing::default());
}

#[track_caller]
fn assert_clear_with(graph: &Subgraph, drawing: &Drawing) {
    let scene = lay_out(graph, drawing);
    let boxes: Vec<Rect> = scene.boxes.iter().map(NodeBox::rect).collect();
    for (index, one) in boxes.iter().enumerate() {
        for two in &boxes[index + 1..] {
            assert!(!one.overlaps(*two), "boxes {one:?} {two:?}");
        }
    }
    let labels = label_rects(&scene);
    for (index, label) in labels.iter().enumerate() {
        assert!(
            boxes.iter().all(|other| !other.overlaps(*label)),
            "{label:?}"
        );
        let later = &labels[index + 1..];
        assert!(
            later.iter().all(|other| !other.overlaps(*label)),
            "{label:?}"
        );
    }
    for (edge, curve) in graph.edges.iter().zip(&scene.curves) {
        if edge.from != edge.to {
            assert!(scene.boxes[edge.from].holds(curve.0[0], 4.0));
            assert!(scene.boxes[edge.to].holds(curve.0[3], 6.0));
            assert!(!scene.boxes[edge.to].holds(curve.0[3], 0.0));
        }
    }
}

#[test]
fn nothing_overlaps_in_random_graphs() {
    for seed in 0..5 {
        for count in [2, 3, 7, 20, 35] {
            assert_clear(&random(seed, count));
        }
    }
    assert_clear(&random(99, 90));
    assert_clear(&hostile::subgraph());
}

#[test]
fn most_labels_find_a_place() {
    let (mut wanted, mut placed) = (0, 0);
    for seed in 0..4 {
        let scene = lay_out(&random(seed, 30), &Drawing::default());
        wanted += scene
            .labels
            .iter()
            .filter(|label| !label.is_empty())
            .count();
        placed += label_rects(&scene).len();
    }
    assert!(placed * 100 >= wanted * 95, "{placed} of {wanted}");
}

#[test]
fn a_hostile_graph_is_valid_xml_and_the_same_twice() {
    let graph = hostile::subgraph();
    let drawing = titled(&hostile::TEXTS.concat());
    let text = drawn(&graph, &drawing);
    assert_eq!(text, drawn(&graph, &drawing));
    let xml = Document::parse(&text).unwrap();
    assert!(!text.contains("<script"));
    let told: Vec<&str> = xml
        .descendants()
        .filter(|element| {
            let class = element.attribute("class").unwrap_or_default();
            class.starts_with("node")
        })
        .filter_map(|element| element.first_element_child()?.text())
        .collect();
    let wanted: Vec<String> = graph.nodes.iter().map(text::node_tooltip).collect();
    assert_eq!(told, wanted);
    let edges = xml
        .descendants()
        .filter(|element| element.attribute("class") == Some("edge"));
    let told: Vec<&str> = edges
        .filter_map(|element| element.first_element_child()?.text())
        .collect();
    assert_eq!(told.len(), graph.edges.len());
    for edge in &graph.edges {
        let wanted = text::edge_tooltip(&graph, edge).lines().join("\n");
        assert!(told.contains(&wanted.as_str()), "{wanted}");
    }
}

#[test]
fn an_empty_graph_and_edges_without_ends_are_drawn() {
    let mut graph = Subgraph::default();
    graph.edges.push(hostile::edge(0, 7, EdgeKind::About, ""));
    let text = drawn(&graph, &Drawing::default());
    assert!(Document::parse(&text).is_ok());
    assert!(!text.contains("class=\"edge\""));
}

/// Actors `0..count` and an issue in focus as the last node.
fn around_an_issue(count: usize, edges: impl Fn(usize, usize) -> SubEdge) -> Subgraph {
    let all = hostile::subgraph();
    let actor = all.nodes.iter().find(|node| node.name == "plain").unwrap();
    let issue = all
        .nodes
        .iter()
        .find(|node| node.kind == SubKind::Issue)
        .unwrap();
    let mut graph = Subgraph::default();
    for index in 0..count {
        let mut node = actor.clone();
        node.name = format!("Actor {index}");
        node.focus = false;
        graph.nodes.push(node);
        graph.edges.push(edges(index, count));
    }
    let mut issue = issue.clone();
    issue.focus = true;
    graph.nodes.push(issue);
    graph
}

#[test]
fn support_stands_on_the_left_and_opposition_on_the_right() {
    let graph = around_an_issue(12, |index, issue| {
        let polarity = [Polarity::Support, Polarity::Oppose][index % 2];
        hostile::edge(index, issue, EdgeKind::Stance(polarity), "q")
    });
    let scene = lay_out(&graph, &Drawing::default());
    let centre = scene.boxes[12].center.x;
    let right = |index: &usize| scene.boxes[*index].center.x > centre;
    let wrong = (0..12)
        .filter(|index| right(index) == (index % 2 == 0))
        .count();
    assert_eq!(wrong, 0);
}

#[test]
fn camps_face_each_other() {
    let graph = around_an_issue(40, |index, issue| {
        let polarity = Polarity::ALL[index % 3];
        hostile::edge(index, issue, EdgeKind::Stance(polarity), "q")
    });
    let drawing = Drawing {
        plan: Plan::Camps(graph.nodes[40].id),
        ..Drawing::default()
    };
    let scene = lay_out(&graph, &drawing);
    let middle = scene.boxes[40].rect();
    for (edge, node) in graph.edges.iter().zip(&scene.boxes) {
        let place = node.rect();
        match edge.kind {
            EdgeKind::Stance(Polarity::Support) => assert!(place.right < middle.left),
            EdgeKind::Stance(Polarity::Oppose) => assert!(place.left > middle.right),
            _ => assert!(place.bottom < middle.top),
        }
    }
    let headings: Vec<&str> = scene
        .fields
        .iter()
        .map(|field| field.heading.as_str())
        .collect();
    assert_eq!(
        headings,
        ["Supporters (14)", "Opponents (13)", "Both or neutral (13)"]
    );
    assert_clear_with(&graph, &drawing);
}

#[test]
fn groups_stand_in_fields_of_their_own() {
    let mut graph = random(3, 30);
    let mut seen = std::collections::BTreeSet::new();
    graph.nodes.retain(|node| seen.insert(node.id));
    let count = graph.nodes.len();
    graph
        .edges
        .retain(|edge| edge.from < count && edge.to < count);
    let ids = |from: usize, to: usize| graph.nodes[from..to].iter().map(|node| node.id).collect();
    let group = |name: &str, nodes| Group {
        name: name.to_owned(),
        nodes,
    };
    let drawing = Drawing {
        plan: Plan::Groups(vec![group("one", ids(0, 6)), group("<two>", ids(5, 9))]),
        ..Drawing::default()
    };
    let scene = lay_out(&graph, &drawing);
    assert_eq!(scene.fields.len(), 2);
    assert!(!scene.fields[0].rect.overlaps(scene.fields[1].rect));
    for (place, node) in scene.boxes.iter().enumerate() {
        let inside = |field: usize| scene.fields[field].rect.contains(node.center);
        // The first group that names a node has it.
        assert_eq!([inside(0), inside(1)], [place < 6, (6..9).contains(&place)]);
    }
    assert_clear_with(&graph, &drawing);
    assert!(Document::parse(&drawn(&graph, &drawing)).is_ok());
}

#[test]
fn dark_pictures_differ_in_colours_alone() {
    let graph = hostile::subgraph();
    let dark = Drawing {
        theme: Theme::Dark,
        ..Drawing::default()
    };
    let [light, dark] = [Drawing::default(), dark].map(|drawing| drawn(&graph, &drawing));
    let plain = |text: &str| {
        let mut text = text.to_owned();
        while let Some(at) = text.find("\"#") {
            text.replace_range(at..at + 8, "");
        }
        text
    };
    assert_ne!(light, dark);
    assert_eq!(plain(&light), plain(&dark));
}

#[test]
fn signs_differ_in_their_dashes_and_hedged_lines_are_double() {
    let graph = around_an_issue(6, |index, issue| {
        let kind = EdgeKind::Stance(Polarity::ALL[index % 3]);
        let mut edge = hostile::edge(index, issue, kind, "q");
        edge.hedged = index >= 3;
        edge
    });
    let text = drawn(&graph, &Drawing::default());
    let xml = Document::parse(&text).unwrap();
    let edges = xml
        .descendants()
        .filter(|element| element.attribute("class") == Some("edge"));
    let dashes: Vec<(usize, Option<&str>)> = edges
        .map(|edge| {
            let paths = edge.children().filter(|child| child.has_tag_name("path"));
            let visible = paths.filter(|path| path.attribute("stroke-opacity").is_none());
            let long: Vec<_> = visible
                .filter(|path| path.attribute("d").is_some_and(|d| d.contains('C')))
                .collect();
            (long.len(), long[0].attribute("stroke-dasharray"))
        })
        .collect();
    let lines: Vec<usize> = dashes.iter().map(|(lines, _)| *lines).collect();
    assert_eq!(lines, [1, 1, 1, 2, 2, 2]);
    let mut kinds: Vec<_> = dashes[..3].iter().map(|(_, dash)| *dash).collect();
    kinds.sort_unstable();
    kinds.dedup();
    assert_eq!(kinds.len(), 3);
}

#[test]
fn dates_and_sources_stand_beneath() {
    let text = drawn(&chain(3), &Drawing::default());
    assert!(text.contains("Sources: What number 1 said.; What number 2 said.."));
    let bare = Drawing {
        legend: false,
        remarks: vec!["Two are left out.".to_owned()],
        ..Drawing::default()
    };
    let text = drawn(&chain(3), &bare);
    assert!(!text.contains("Sources") && text.contains("Two are left out."));
}

#[test]
fn letters_hold_every_name() {
    let graph = chain(5);
    let page = super::letters(&graph, &titled("Title"), 80);
    assert_eq!(page, super::letters(&graph, &titled("Title"), 80));
    assert!(page.starts_with("Title\n") && page.contains('+'));
    let hostile = hostile::subgraph();
    let page = super::letters(&hostile, &Drawing::default(), 60);
    assert!(page.contains("(plain)") || page.contains("[plain]") || page.contains("plain"));
    let escapes = page.replace("\u{1b}[", "");
    assert!(
        !escapes
            .chars()
            .any(|letter| letter.is_control() && letter != '\n')
    );
}

/// A chain with both ends in focus.
fn chain(count: usize) -> Subgraph {
    let all = hostile::subgraph();
    let actors = all.nodes.iter().filter(|node| node.kind != SubKind::Issue);
    let mut graph = Subgraph {
        nodes: actors.take(count).cloned().collect(),
        edges: Vec::new(),
    };
    for (index, node) in graph.nodes.iter_mut().enumerate() {
        node.focus = index == 0 || index == count - 1;
    }
    for index in 1..count {
        let kind = EdgeKind::Stance(Polarity::Support);
        let quote = format!("What number {index} said.");
        graph
            .edges
            .push(hostile::edge(index - 1, index, kind, &quote));
    }
    graph
}

#[test]
fn a_path_runs_from_left_to_right_with_its_quotes_beneath() {
    let graph = chain(5);
    let scene = lay_out(&graph, &Drawing::default());
    let places: Vec<f64> = scene.boxes.iter().map(|node| node.center.x).collect();
    assert!(places.is_sorted(), "{places:?}");
    assert_eq!(scene.numbers, (1..5).map(Some).collect::<Vec<_>>());
    let text = drawn(&graph, &Drawing::default());
    let xml = Document::parse(&text).unwrap();
    let quotes = xml
        .descendants()
        .filter(|element| element.attribute("class") == Some("quotes"));
    let lines: Vec<&str> = quotes
        .flat_map(|group| group.descendants())
        .filter_map(|element| element.text())
        .collect();
    for index in 1..5 {
        assert!(lines.contains(&format!("“What number {index} said.”").as_str()));
    }
}

#[test]
fn a_path_begins_where_it_is_told_to() {
    let graph = chain(4);
    let last: NodeId = graph.nodes[3].id;
    let drawing = Drawing {
        start: Some(last),
        ..Drawing::default()
    };
    let scene = lay_out(&graph, &drawing);
    let places: Vec<f64> = scene.boxes.iter().map(|node| node.center.x).collect();
    assert!(
        places.is_sorted_by(|left, right| left > right),
        "{places:?}"
    );
}

#[test]
fn the_legend_tells_what_the_picture_has() {
    let text = drawn(&chain(3), &Drawing::default());
    assert!(text.contains(">supports<") && !text.contains(">opposes<"));
    let without = Drawing {
        legend: false,
        ..Drawing::default()
    };
    assert!(!drawn(&chain(3), &without).contains("legend"));
}
