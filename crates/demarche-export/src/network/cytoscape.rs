//! JSON for Cytoscape.js, which Cytoscape reads as `.cyjs`.

use std::io::Write;

use demarche_model::EdgeList;

use super::fields::{EDGE, NODE, of};
use super::json::{key, object, text};
use super::page::Page;
use crate::error::Result;

/// Writes a list of nodes and edges. O(nodes + edges).
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let outline = list.outline();
    let (node_fields, edge_fields) = (of(NODE, outline), of(EDGE, outline));
    let mut page = Page::new(out);
    page.add("{\"format_version\":\"1.0\",\"generated_by\":\"demarche\",");
    page.add("\"target_cytoscapejs_version\":\"~2.1\",\"data\":{\"name\":");
    text(&mut page, &outline.title);
    page.add("},\n\"elements\":{\"nodes\":[");
    let mut comma = "\n";
    for node in list.nodes() {
        let node = node?;
        page.add(comma);
        comma = ",\n";
        page.add("{\"data\":{\"id\":\"");
        page.show(node.id);
        page.add("\",\"name\":");
        text(&mut page, &node.name);
        object(&mut page, &node_fields, &node);
        page.add("}}");
        page.end()?;
    }
    page.add("\n],\n\"edges\":[");
    comma = "\n";
    for edge in list.edges() {
        let edge = edge?;
        page.add(comma);
        comma = ",\n";
        page.add("{\"data\":{\"id\":\"");
        page.show(edge.id);
        page.add("\",\"source\":\"");
        page.show(edge.from);
        page.add("\",\"target\":\"");
        page.show(edge.to);
        page.add("\",\"interaction\":\"");
        page.add(edge.kind);
        page.add("\"");
        key(&mut page, "weight");
        page.number(edge.weight);
        object(&mut page, &edge_fields, &edge);
        page.add("}}");
        page.end()?;
    }
    page.add("\n]}}\n");
    page.flush()
}
