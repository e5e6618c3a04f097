//! Tables of nodes and edges with the headers of Gephi's import of spreadsheets.

use std::io::Write;

use demarche_model::EdgeList;

use super::fields::{EDGE, NODE, of};
use super::page::Page;
use crate::error::Result;

/// Writes the table of nodes. O(nodes).
pub(crate) fn nodes(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let fields = of(NODE, list.outline());
    let mut page = Page::new(out);
    page.add("Id,Label");
    for field in &fields {
        page.add(",");
        page.add(field.name);
    }
    page.add("\n");
    for node in list.nodes() {
        let node = node?;
        page.show(node.id);
        page.add(",");
        page.cell(&node.name);
        for field in &fields {
            page.add(",");
            page.cell_value(&(field.of)(&node), "; ");
        }
        page.add("\n");
        page.end()?;
    }
    page.flush()
}

/// Writes the table of edges. O(edges).
pub(crate) fn edges(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let fields = of(EDGE, list.outline());
    let mut page = Page::new(out);
    page.add("Id,Source,Target,Type,Weight,Label");
    for field in &fields {
        page.add(",");
        page.add(field.name);
    }
    page.add("\n");
    for edge in list.edges() {
        let edge = edge?;
        page.show(edge.id);
        page.add(",");
        page.show(edge.from);
        page.add(",");
        page.show(edge.to);
        page.add(if edge.directed {
            ",Directed,"
        } else {
            ",Undirected,"
        });
        page.number(edge.weight);
        page.add(",");
        page.add(edge.kind);
        for field in &fields {
            page.add(",");
            page.cell_value(&(field.of)(&edge), "; ");
        }
        page.add("\n");
        page.end()?;
    }
    page.flush()
}
