use demarche_model::{Polarity, SubKind};

use super::*;
use crate::csv::{Edges, read_nodes};
use crate::format::{Format, Writer};
use crate::hostile::{self, Listed};

fn written(name: &str, list: &Listed) -> String {
    let Writer::Network(write) = Format::named(name).unwrap().writer else {
        panic!("a network")
    };
    let mut out = Vec::new();
    write(list, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

/// What of a list comes back through a format: names as `held` by it.
fn comes_back(tables: &Tables, list: &Listed, held: fn(&str) -> String) {
    let (rows, numbers, notes) = read_nodes(tables.nodes.as_slice()).unwrap();
    assert_eq!(notes, []);
    assert_eq!(rows.len(), list.nodes.len());
    for (row, node) in rows.iter().zip(&list.nodes) {
        assert_eq!(row.id, node.id);
        let issue = node.kind == SubKind::Issue;
        assert_eq!(row.kind.is_none(), issue);
        let (name, id) = (held(&node.name), node.id.to_string());
        let name = name.trim();
        assert_eq!(&*row.name, if name.is_empty() { &id } else { name });
    }
    let read = Edges::new(tables.edges.as_slice(), &numbers).unwrap();
    let read: Vec<_> = read.collect::<Result<_>>().unwrap();
    assert_eq!(read.len(), list.edges.len());
    for (row, edge) in read.iter().zip(&list.edges) {
        let ends = (rows[row.from as usize].id, rows[row.to as usize].id);
        assert_eq!(ends, (edge.from, edge.to));
        let sign = row.polarity.map(Polarity::sign);
        assert_eq!(sign, edge.sign.filter(|_| sign.is_some()));
        if let Some(confidence) = edge.confidence {
            assert_eq!((row.confidence, row.first), (confidence, edge.first));
        }
    }
}

#[test]
fn what_was_exported_comes_back() {
    let list = Listed::of(&hostile::subgraph());
    let held = |name: &str| crate::network::holdable(name).into_owned();
    for name in ["graphml", "graphml-visone", "graphml-yed"] {
        let tables = of_graphml(&written(name, &list)).unwrap();
        comes_back(&tables, &list, held);
    }
    let tables = of_node_link(&written("node-link", &list)).unwrap();
    comes_back(&tables, &list, str::to_owned);
}

#[test]
fn graphml_of_others_is_read_and_its_faults_have_their_line() {
    let text = r#"<?xml version="1.0"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:y="http://www.yworks.com/xml/graphml">
  <key id="d0" for="node" attr.name="Kind" attr.type="string"/>
  <key id="d1" for="edge" attr.name="kind" attr.type="string"/>
  <key id="g" for="node" yfiles.type="nodegraphics"/>
  <graph edgedefault="directed">
    <node id="n0"><data key="d0">person</data>
      <data key="g"><y:ShapeNode><y:NodeLabel>Ilse &amp; Co<y:Model/></y:NodeLabel></y:ShapeNode></data></node>
    <node id="n1"><data key="d0"><![CDATA[issue]]></data></node>
    <edge source="n0" target="n1"><data key="d1">opposes</data></edge>
  </graph>
</graphml>"#;
    let tables = of_graphml(text).unwrap();
    let (rows, numbers, _) = read_nodes(tables.nodes.as_slice()).unwrap();
    let mut names: Vec<_> = rows.iter().map(|row| &*row.name).collect();
    names.sort_unstable();
    assert_eq!(names, ["Ilse & Co", "n1"]);
    let edges = Edges::new(tables.edges.as_slice(), &numbers).unwrap();
    let edges: Vec<_> = edges.collect::<Result<_>>().unwrap();
    assert_eq!(edges[0].polarity, Some(Polarity::Oppose));

    let tables = of_graphml(&text.replace("CDATA[issue]", "CDATA[thing]")).unwrap();
    let said = read_nodes(tables.nodes.as_slice()).unwrap_err().to_string();
    assert!(said.starts_with("line 9: `thing`"), "{said}");
    let tables = of_graphml(&text.replace("opposes", "likes")).unwrap();
    let mut edges = Edges::new(tables.edges.as_slice(), &numbers).unwrap();
    let said = edges.next().unwrap().unwrap_err().to_string();
    assert!(said.starts_with("line 10: `likes`"), "{said}");
    let said = of_graphml(&text.replace(" target=\"n1\"", "")).unwrap_err();
    assert!(said.to_string().starts_with("line 10"), "{said}");
    for broken in [
        "",
        "<a/>",
        "<graphml><node id='a'>",
        "<graphml></b>",
        "\u{0}",
        "<graphml><node id=></graphml>",
        "<graphml><node/></graphml>",
    ] {
        assert!(of_graphml(broken).is_err(), "{broken:?}");
    }
    assert!(of_graphml("<graphml/>").is_ok());
}

#[test]
fn node_link_json_of_others_is_read() {
    let text = r#"{"nodes": [{"id": 1, "kind": "state", "label": "Norway"},
        {"id": "x", "type": "issue"}],
        "edges": [{"source": {"id": 1}, "target": "x", "kind": "stance", "polarity": "Support"}]}"#;
    let tables = of_node_link(text).unwrap();
    let (rows, numbers, _) = read_nodes(tables.nodes.as_slice()).unwrap();
    assert!(rows.iter().any(|row| &*row.name == "Norway"));
    let edges = Edges::new(tables.edges.as_slice(), &numbers).unwrap();
    let edges: Vec<_> = edges.collect::<Result<_>>().unwrap();
    assert_eq!(edges[0].polarity, Some(Polarity::Support));
    for (broken, expect) in [
        ("[]", "line 1"),
        (r#"{"nodes": []}"#, "line 1"),
        (r#"{"nodes": [{}], "links": []}"#, "line 2"),
    ] {
        let said = of_node_link(broken).unwrap_err().to_string();
        assert!(said.starts_with(expect), "{said}");
    }
}
