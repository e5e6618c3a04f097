//! DOT without defaults, which Gephi reads too: it stops at `node [..]`.

use std::io::Write;

use demarche_model::EdgeList;

use super::fields::{EDGE, Field, NODE, Value, of};
use super::page::{Page, line};
use crate::error::Result;

/// Writes a list of nodes and edges. O(nodes + edges).
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let outline = list.outline();
    let (node_fields, edge_fields) = (of(NODE, outline), of(EDGE, outline));
    let arrow = if outline.directed { "->" } else { "--" };
    let mut page = Page::new(out);
    page.add(if outline.directed {
        "digraph "
    } else {
        "graph "
    });
    string(&mut page, &outline.title);
    page.add(" {\n");
    for node in list.nodes() {
        let node = node?;
        page.show(format_args!("\"{}\" [label=", node.id));
        string(&mut page, &node.name);
        attributes(&mut page, &node_fields, &node);
        page.add("];\n");
        page.end()?;
    }
    for edge in list.edges() {
        let edge = edge?;
        page.show(format_args!(
            "\"{}\" {arrow} \"{}\" [id=\"{}\", label=\"{}\", weight=",
            edge.from, edge.to, edge.id, edge.kind
        ));
        page.number(edge.weight);
        attributes(&mut page, &edge_fields, &edge);
        page.add("];\n");
        page.end()?;
    }
    page.add("}\n");
    page.flush()
}

fn attributes<T>(page: &mut Page<'_>, fields: &[&Field<T>], item: &T) {
    for field in fields {
        let value = (field.of)(item);
        if value == Value::Missing {
            continue;
        }
        page.add(", ");
        page.add(field.name);
        page.add("=");
        match value {
            Value::Text(text) => string(page, text),
            Value::Texts(texts) => string(page, &texts.join("; ")),
            other => {
                page.add("\"");
                page.plain(&other);
                page.add("\"");
            }
        }
    }
}

/// A string in quotation marks on one line. Graphviz and Gephi both undo `\"`; a backslash before
/// another letter means something to one of them, so a slash stands for it.
fn string(page: &mut Page<'_>, text: &str) {
    page.add("\"");
    page.add(&line(text).replace('\\', "/").replace('"', "\\\""));
    page.add("\"");
}
