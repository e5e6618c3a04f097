//! What every format of networks is, on a graph small enough to be read.

use demarche_model::{
    ActorId, ActorKind, Confidence, EdgeId, EdgeList, IssueId, ListEdge, ListId, ListNode, Mode,
    NodeId, Outline, Proof, SubKind, Subgraph,
};

use super::page::holdable;
use crate::format::{FORMATS, Format, Member, Writer};
use crate::hostile::{self, Listed};

fn node(id: NodeId, name: &str, kind: SubKind) -> ListNode {
    ListNode {
        id,
        name: name.into(),
        kind,
        aliases: Vec::new(),
        wikidata: None,
    }
}

/// Anna opposes a toll twice, says so once "with words", and has met Otto.
fn small() -> Listed {
    let anna = NodeId::from(ActorId::of(&["anna"]));
    let otto = NodeId::from(ActorId::of(&["otto"]));
    let toll = NodeId::from(IssueId::of(&["toll"]));
    let person = SubKind::Actor(ActorKind::Person);
    let mut nodes = vec![
        node(anna, "Anna \"A\" Weber", person),
        node(otto, "Otto", person),
        node(toll, "Otto", SubKind::Issue),
    ];
    nodes[0].aliases = vec!["Anna; A".into(), "Weber".into()];
    let opposes = ListEdge {
        id: ListId::Edge(EdgeId::between(anna, toll, "opposes")),
        from: anna,
        to: toll,
        kind: "opposes",
        directed: true,
        sign: Some(-1),
        weight: 2.0,
        count: 2,
        confidence: Some(Confidence::from_percent(80)),
        hedged: false,
        first: "2025-02".parse().ok(),
        last: "2025".parse().ok(),
        proof: Some(Box::new(Proof {
            quote: "She said:\n\"No.\"".into(),
            document: "Toll's end".into(),
            mode: Some(Mode::ALL[0]),
            office: None,
        })),
        tally: None,
    };
    let met = ListEdge {
        id: ListId::Edge(EdgeId::between(anna, otto, "met_with")),
        to: otto,
        kind: "met_with",
        directed: false,
        sign: Some(0),
        weight: 0.5,
        count: 1,
        first: None,
        last: "2025-02-12".parse().ok(),
        proof: None,
        ..opposes.clone()
    };
    Listed {
        outline: Outline {
            title: "small".into(),
            directed: true,
            proofs: true,
            tallies: false,
        },
        nodes,
        edges: vec![opposes, met],
    }
}

fn written(name: &str, list: &dyn EdgeList) -> String {
    let format = Format::named(name).unwrap();
    let members = match format.writer {
        Writer::Folder(members) => members,
        writer => &[Member { name: "", writer }],
    };
    let mut out = Vec::new();
    for member in members {
        let Writer::Network(write) = member.writer else {
            panic!("{name} takes something else")
        };
        write(list, &mut out).unwrap();
    }
    String::from_utf8(out).unwrap()
}

/// The text with the ids of nodes and edges by short names, which are easier to read.
fn short(list: &Listed, text: &str) -> String {
    let mut text = text.to_owned();
    for (node, name) in list.nodes.iter().zip(["ANNA", "OTTO", "TOLL"]) {
        text = text.replace(&node.id.to_string(), name);
    }
    for (edge, name) in list.edges.iter().zip(["E1", "E2"]) {
        text = text.replace(&edge.id.to_string(), name);
    }
    text
}

fn lines(name: &str) -> Vec<String> {
    let list = small();
    let text = short(&list, &written(name, &list));
    text.lines().map(str::to_owned).collect()
}

#[test]
fn pajek_has_numbers_names_and_kinds() {
    let expect = "*Network small|*Vertices 3|1 \"Anna 'A' Weber\"|2 \"Otto\"|3 \"Otto (2)\"|*Arcs|\
                  1 3 -2 l \"opposes\"|1 2 0.5 l \"met_with\"|2 1 0.5 l \"met_with\"";
    assert_eq!(lines("pajek").join("|"), expect);
}

#[test]
fn dl_has_a_matrix_for_each_kind() {
    let expect = "dl n=3, nm=2|format = edgelist1|labels:|Anna__A__Weber|Otto|Otto_(2)|\
                  matrix labels:|met_with|opposes|data:|1 2 0.5|2 1 0.5|!|1 3 -2";
    assert_eq!(lines("dl").join("|"), expect);
}

#[test]
fn mermaid_tells_opposition_by_its_line() {
    let expect = "flowchart LR|  n0([\"Anna #34;A#34; Weber\"])|  n1([\"Otto\"])|  n2[\"Otto\"]|\
                  \x20 n0 -.->|opposes| n2|  n0 ---|met with| n1";
    assert_eq!(lines("mermaid").join("|"), expect);
}

#[test]
fn cypher_is_a_statement_a_line() {
    let lines = lines("cypher");
    assert_eq!(lines.len(), 2 + 3 + 2 + 4);
    assert!(lines.iter().all(|line| line.ends_with(';')));
    assert_eq!(
        lines[2],
        "MERGE (n:Actor {id: 'ANNA'}) SET n.name = 'Anna \"A\" Weber', n.kind = 'person', \
         n.class = 'actor', n.aliases = ['Anna; A', 'Weber'];"
    );
    assert_eq!(
        lines[5],
        "MATCH (a:Actor {id: 'ANNA'}), (b:Issue {id: 'TOLL'}) MERGE (a)-[r:STANCE {id: 'E1'}]->(b) \
         SET r.weight = 2.0, r.polarity = 'oppose', r.sign = -1, r.symmetric = false, r.count = 2, \
         r.confidence = 0.8, r.hedged = false, r.first = '2025-02', r.last = '2025', \
         r.quote = 'She said:\\n\"No.\"', r.document = 'Toll\\'s end', r.mode = 'quote';"
    );
}

#[test]
fn gephis_tables_have_its_headers() {
    let text = lines("csv").join("\n");
    assert!(
        text.starts_with("Id,Label,kind,class,aliases,wikidata\nANNA,\"Anna \"\"A\"\" Weber\",")
    );
    assert!(text.contains("\nId,Source,Target,Type,Weight,Label,kind,sign,"));
    assert!(text.contains("\nE1,ANNA,TOLL,Directed,2,opposes,opposes,-1,false,2,0.8,"));
    assert!(text.contains("\nE2,ANNA,OTTO,Undirected,0.5,met_with,"));
    assert!(text.contains(",\"She said:\n\"\"No.\"\"\",Toll's end,quote\n"));
}

#[test]
fn neo4js_tables_have_labels_and_types() {
    let lines = lines("neo4j");
    assert_eq!(lines[0], "id:ID,name,:LABEL,aliases:string[],wikidata");
    assert_eq!(
        lines[1],
        "ANNA,\"Anna \"\"A\"\" Weber\",Actor;Person,\"Anna, A;Weber\","
    );
    assert_eq!(lines[3], "TOLL,Otto,Issue,,");
    assert!(lines[4].starts_with(":START_ID,:END_ID,:TYPE,id,polarity,weight:double,sign:long,"));
    assert!(
        lines[5].starts_with("ANNA,TOLL,STANCE,E1,oppose,2,-1,false,2,0.8,false,2025-02,2025,")
    );
}

#[test]
fn our_own_import_reads_neo4js_tables() {
    let list = Listed::of(&hostile::subgraph());
    let Writer::Folder([nodes, edges]) = Format::named("neo4j").unwrap().writer else {
        panic!("two tables")
    };
    let table = |member: &Member| {
        let Writer::Network(write) = member.writer else {
            panic!("a table of a network")
        };
        let mut out = Vec::new();
        write(&list, &mut out).unwrap();
        out
    };
    let (rows, numbers, notes) = crate::csv::read_nodes(table(nodes).as_slice()).unwrap();
    let expect = "the columns `aliases:string[]`, `wikidata` are not known and left out";
    assert_eq!((notes.len(), notes[0].what.as_str()), (1, expect));
    for (row, node) in rows.iter().zip(&list.nodes) {
        assert_eq!(row.id, node.id);
        let kind = match node.kind {
            SubKind::Actor(kind) => Some(kind),
            SubKind::Issue => None,
        };
        assert_eq!(row.kind, kind);
        // Blanks around a name are no part of it.
        let (name, id) = (holdable(&node.name), node.id.to_string());
        let name = name.trim();
        assert_eq!(&*row.name, if name.is_empty() { &id } else { name });
    }
    let table = table(edges);
    let read = crate::csv::Edges::new(table.as_slice(), &numbers).unwrap();
    for (row, edge) in read.zip(&list.edges) {
        let row = row.unwrap();
        let ends = (rows[row.from as usize].id, rows[row.to as usize].id);
        assert_eq!(ends, (edge.from, edge.to));
        let stance = row.polarity.map(demarche_model::Polarity::sign);
        assert_eq!(stance, edge.sign.filter(|_| stance.is_some()));
        if let Some(confidence) = edge.confidence {
            assert_eq!(row.confidence, confidence);
            assert_eq!(row.first, edge.first);
        }
    }
}

#[test]
fn dot_for_gephi_has_no_defaults() {
    let text = lines("gephi-dot").join("\n");
    assert!(
        text.starts_with("digraph \"small\" {\n\"ANNA\" [label=\"Anna \\\"A\\\" Weber\", kind=")
    );
    assert!(text.contains("\n\"ANNA\" -> \"TOLL\" [id=\"E1\", label=\"opposes\", weight=2, kind="));
    assert!(!text.contains("node [") && !text.contains("edge ["));
}

#[test]
fn gexf_has_whole_days_and_no_dates_that_contradict_each_other() {
    let text = lines("gexf").join("\n");
    let read = roxmltree::Document::parse(&text).unwrap();
    let graph = read
        .descendants()
        .find(|node| node.has_tag_name("graph"))
        .unwrap();
    assert_eq!(graph.attribute("timeformat"), Some("date"));
    assert_eq!(graph.attribute("mode"), Some("dynamic"));
    let edges: Vec<_> = read
        .descendants()
        .filter(|node| node.has_tag_name("edge"))
        .collect();
    assert_eq!(edges[0].attribute("start"), Some("2025-02-01"));
    assert_eq!(edges[0].attribute("end"), Some("2025-12-31"));
    assert_eq!(edges[1].attribute("start"), None);
    assert_eq!(edges[1].attribute("end"), Some("2025-02-12"));
    assert_eq!(edges[1].attribute("kind"), Some("met_with"));
    let viz = "http://gexf.net/1.3/viz";
    for name in ["color", "size", "shape"] {
        let count = read
            .descendants()
            .filter(|node| node.has_tag_name((viz, name)));
        assert_eq!(count.count(), 3, "{name}");
    }
    let mut list = small();
    list.edges[0].last = "2024".parse().ok();
    let text = written("gexf", &list);
    assert!(text.contains("start=\"2025-02-01\"><attvalues>"), "{text}");
}

/// The rules of GEXF and GraphML that a schema would hold: what is named is declared, what is
/// referred to is there, ids are told apart.
#[test]
fn xml_declares_what_it_uses() {
    let lists = [
        Listed::of(&hostile::subgraph()),
        Listed::drawn(&hostile::subgraph()),
        Listed::of(&Subgraph::default()),
        small(),
    ];
    for (format, declaration, id, usage, name) in [
        ("gexf", "attribute", "id", "attvalue", "for"),
        ("graphml", "key", "id", "data", "key"),
        ("graphml-yed", "key", "id", "data", "key"),
        ("graphml-visone", "key", "id", "data", "key"),
    ] {
        for list in &lists {
            let text = written(format, list);
            let read = roxmltree::Document::parse(&text).unwrap();
            let all = |tag: &'static str| {
                let found = read
                    .descendants()
                    .filter(move |node| node.tag_name().name() == tag);
                found.collect::<Vec<_>>()
            };
            let declared: Vec<_> = all(declaration)
                .iter()
                .map(|node| node.attribute(id).unwrap().to_owned())
                .collect();
            for used in all(usage) {
                let used = used.attribute(name).unwrap();
                assert!(declared.iter().any(|one| one == used), "{format}: {used}");
            }
            let (nodes, edges) = (all("node"), all("edge"));
            assert_eq!(
                (nodes.len(), edges.len()),
                (list.nodes.len(), list.edges.len())
            );
            let mut ids: Vec<_> = nodes
                .iter()
                .chain(&edges)
                .map(|one| one.attribute("id"))
                .collect();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!(ids.len(), nodes.len() + edges.len(), "{format}");
            for edge in edges {
                for end in ["source", "target"] {
                    let end = edge.attribute(end);
                    assert!(nodes.iter().any(|node| node.attribute("id") == end));
                }
            }
        }
    }
}

#[test]
fn names_come_back_from_xml() {
    let list = Listed::of(&hostile::subgraph());
    let text = written("gexf", &list);
    let read = roxmltree::Document::parse(&text).unwrap();
    let found = read.descendants().filter(|node| node.has_tag_name("node"));
    for (found, node) in found.zip(&list.nodes) {
        assert_eq!(found.attribute("label"), Some(&*holdable(&node.name)));
    }
}

#[test]
fn an_edge_without_its_node_is_told() {
    let mut list = small();
    list.nodes.pop();
    for format in ["pajek", "dl", "cx2", "mermaid"] {
        let Writer::Network(write) = Format::named(format).unwrap().writer else {
            panic!("a network")
        };
        let error = write(&list, &mut Vec::new()).unwrap_err();
        assert!(
            format!("{error:?}").contains("Missing"),
            "{format}: {error:?}"
        );
    }
}

#[test]
fn the_table_of_formats_is_described() {
    let text = include_str!("../../FORMATS.md");
    for format in FORMATS {
        if !matches!(format.writer, Writer::Drawing(_)) {
            let name = format!("`{}`", format.name);
            assert!(text.contains(&name), "FORMATS.md lacks {name}");
        }
    }
}
