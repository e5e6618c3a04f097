//! GraphML without extensions, as networkx, igraph and Gephi read it.
//!
//! All edges have the direction of the graph, since networkx refuses a graph of both sorts:
//! `symmetric` tells those whose direction means nothing.

use std::io::Write;

use demarche_model::{EdgeList, Outline};

use super::fields::{EDGE, Field, Kind, NODE, Value, of};
use super::page::Page;
use super::xml::HEAD;
use crate::error::Result;

const NAMESPACE: &str = "http://graphml.graphdrawing.org/xmlns";

/// Writes a list of nodes and edges. O(nodes + edges).
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let outline = list.outline();
    let (node_fields, edge_fields) = (of(NODE, outline), of(EDGE, outline));
    let mut page = Page::new(out);
    head(&mut page, &[]);
    keys(&mut page, outline);
    begin(&mut page, outline);
    for node in list.nodes() {
        let node = node?;
        page.add("<node id=\"");
        page.show(node.id);
        page.add("\">");
        data(&mut page, "label", &Value::Text(&node.name));
        values(&mut page, "n_", &node_fields, &node);
        page.add("</node>\n");
        page.end()?;
    }
    for edge in list.edges() {
        let edge = edge?;
        page.add("<edge id=\"");
        page.show(edge.id);
        page.add("\" source=\"");
        page.show(edge.from);
        page.add("\" target=\"");
        page.show(edge.to);
        page.add("\">");
        data(&mut page, "weight", &Value::Real(edge.weight));
        values(&mut page, "e_", &edge_fields, &edge);
        page.add("</edge>\n");
        page.end()?;
    }
    page.add("</graph>\n</graphml>\n");
    page.flush()
}

/// Opens the document, with further name spaces.
pub(super) fn head(page: &mut Page<'_>, names: &[(&str, &str)]) {
    page.add(HEAD);
    page.add("<graphml");
    page.attribute("xmlns", NAMESPACE);
    for (name, value) in names {
        page.attribute(name, value);
    }
    page.add(">\n");
}

/// Opens the graph.
pub(super) fn begin(page: &mut Page<'_>, outline: &Outline) {
    page.add("<graph id=\"G\"");
    let direction = if outline.directed {
        "directed"
    } else {
        "undirected"
    };
    page.attribute("edgedefault", direction);
    page.add(">\n<data key=\"title\">");
    page.xml(&outline.title);
    page.add("</data>\n");
}

/// Declares what nodes and edges have. The ids of those of the table begin with `n_` and `e_`.
pub(super) fn keys(page: &mut Page<'_>, outline: &Outline) {
    key(page, "title", "graph", "title", Kind::Text);
    key(page, "label", "node", "label", Kind::Text);
    for field in of(NODE, outline) {
        key(
            page,
            &format!("n_{}", field.name),
            "node",
            field.name,
            field.kind,
        );
    }
    key(page, "weight", "edge", "weight", Kind::Real);
    for field in of(EDGE, outline) {
        key(
            page,
            &format!("e_{}", field.name),
            "edge",
            field.name,
            field.kind,
        );
    }
}

fn key(page: &mut Page<'_>, id: &str, of: &str, name: &str, kind: Kind) {
    page.add("<key");
    page.attribute("id", id);
    page.attribute("for", of);
    page.attribute("attr.name", name);
    let kind = match kind {
        Kind::Text | Kind::Texts | Kind::Date => "string",
        Kind::Whole => "int",
        Kind::Real => "double",
        Kind::Flag => "boolean",
    };
    page.attribute("attr.type", kind);
    page.add("/>\n");
}

/// What a node or edge has, as far as it is there.
pub(super) fn values<T>(page: &mut Page<'_>, prefix: &str, fields: &[&Field<T>], item: &T) {
    for field in fields {
        let value = (field.of)(item);
        if value != Value::Missing {
            page.add("<data key=\"");
            page.add(prefix);
            page.add(field.name);
            page.add("\">");
            page.xml_value(&value);
            page.add("</data>");
        }
    }
}

pub(super) fn data(page: &mut Page<'_>, key: &str, value: &Value<'_>) {
    page.add("<data key=\"");
    page.add(key);
    page.add("\">");
    page.xml_value(value);
    page.add("</data>");
}
