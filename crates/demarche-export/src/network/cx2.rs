//! CX2, as Cytoscape reads it: a list of aspects.

use std::io::Write;

use demarche_model::EdgeList;

use super::fields::{EDGE, Field, Kind, NODE, of};
use super::json::{key, object, text};
use super::page::Page;
use super::places::Places;
use crate::error::Result;

/// Writes a list of nodes and edges; the edges are read twice, for there has to be their number
/// first. O(nodes + edges), holding the ids of the nodes.
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let outline = list.outline();
    let (node_fields, edge_fields) = (of(NODE, outline), of(EDGE, outline));
    let places = Places::of(list)?;
    let mut count = 0u64;
    for edge in list.edges() {
        edge?;
        count += 1;
    }
    let mut page = Page::new(out);
    page.add("[{\"CXVersion\":\"2.0\",\"hasFragments\":false},\n{\"metaData\":[");
    for (name, count) in [
        ("attributeDeclarations", 1),
        ("networkAttributes", 1),
        ("nodes", places.len() as u64),
        ("edges", count),
    ] {
        let comma = if name == "edges" { "]},\n" } else { "," };
        page.show(format_args!(
            "{{\"elementCount\":{count},\"name\":\"{name}\"}}{comma}"
        ));
    }
    page.add("{\"attributeDeclarations\":[{\"networkAttributes\":{\"name\":{\"d\":\"string\"},");
    page.add("\"directed\":{\"d\":\"boolean\"}},\n\"nodes\":{\"id\":{\"d\":\"string\"},");
    page.add("\"name\":{\"d\":\"string\"}");
    declare(&mut page, &node_fields);
    page.add("},\n\"edges\":{\"id\":{\"d\":\"string\"},\"interaction\":{\"d\":\"string\"},");
    page.add("\"weight\":{\"d\":\"double\"}");
    declare(&mut page, &edge_fields);
    page.add("}}]},\n{\"networkAttributes\":[{\"name\":");
    text(&mut page, &outline.title);
    page.show(format_args!(
        ",\"directed\":{}}}]}},\n{{\"nodes\":[",
        outline.directed
    ));
    let mut comma = "\n";
    for (place, node) in list.nodes().enumerate() {
        let node = node?;
        page.add(comma);
        comma = ",\n";
        page.show(format_args!(
            "{{\"id\":{place},\"v\":{{\"id\":\"{}\",\"name\":",
            node.id
        ));
        text(&mut page, &node.name);
        object(&mut page, &node_fields, &node);
        page.add("}}");
        page.end()?;
    }
    page.add("\n]},\n{\"edges\":[");
    comma = "\n";
    for (place, edge) in list.edges().enumerate() {
        let edge = edge?;
        page.add(comma);
        comma = ",\n";
        page.show(format_args!(
            "{{\"id\":{place},\"s\":{},\"t\":{},\"v\":{{\"id\":\"{}\",\"interaction\":\"{}\"",
            places.at(edge.from)?,
            places.at(edge.to)?,
            edge.id,
            edge.kind
        ));
        key(&mut page, "weight");
        page.number(edge.weight);
        object(&mut page, &edge_fields, &edge);
        page.add("}}");
        page.end()?;
    }
    page.add("\n]},\n{\"status\":[{\"success\":true}]}]\n");
    page.flush()
}

fn declare<T>(page: &mut Page<'_>, fields: &[&Field<T>]) {
    for field in fields {
        let kind = match field.kind {
            Kind::Text | Kind::Date => "string",
            Kind::Texts => "list_of_string",
            Kind::Whole => "integer",
            Kind::Real => "double",
            Kind::Flag => "boolean",
        };
        key(page, field.name);
        page.show(format_args!("{{\"d\":\"{kind}\"}}"));
    }
}
