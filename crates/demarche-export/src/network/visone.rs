//! GraphML with the extensions of visone: shapes, colours and, for each edge, whether it has a
//! direction.

use std::io::Write;

use demarche_model::{EdgeList, SubKind};

use super::fields::{EDGE, NODE, Value, of};
use super::graphml::{begin, data, head, keys, values};
use super::looks::{color, edge_color};
use super::page::Page;
use super::yed::width;
use crate::error::Result;

/// Writes a list of nodes and edges. O(nodes + edges).
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let outline = list.outline();
    let (node_fields, edge_fields) = (of(NODE, outline), of(EDGE, outline));
    let mut page = Page::new(out);
    head(
        &mut page,
        &[
            ("xmlns:visone", "http://visone.info/xmlns"),
            ("xmlns:y", "http://www.yworks.com/xml/graphml"),
        ],
    );
    keys(&mut page, outline);
    page.add("<key id=\"nodegraphics\" for=\"node\" yfiles.type=\"nodegraphics\"/>\n");
    page.add("<key id=\"edgegraphics\" for=\"edge\" yfiles.type=\"edgegraphics\"/>\n");
    page.add("<key id=\"direction\" for=\"edge\" attr.name=\"visone.direction\"");
    page.add(" attr.type=\"boolean\"/>\n");
    begin(&mut page, outline);
    for node in list.nodes() {
        let node = node?;
        page.add("<node id=\"");
        page.show(node.id);
        page.add("\">");
        data(&mut page, "label", &Value::Text(&node.name));
        values(&mut page, "n_", &node_fields, &node);
        page.add("<data key=\"nodegraphics\"><visone:shapeNode><y:ShapeNode>");
        page.add("<y:Geometry height=\"20\" width=\"20\"/><y:Fill");
        page.attribute("color", color(node.kind));
        page.add(" transparent=\"false\"/><y:NodeLabel>");
        page.xml(&node.name);
        page.add("</y:NodeLabel><y:Shape type=\"");
        page.add(match node.kind {
            SubKind::Actor(_) => "ellipse",
            SubKind::Issue => "rectangle",
        });
        page.add("\"/></y:ShapeNode></visone:shapeNode></data></node>\n");
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
        data(&mut page, "direction", &Value::Flag(edge.directed));
        values(&mut page, "e_", &edge_fields, &edge);
        page.add("<data key=\"edgegraphics\"><visone:polyLineEdge><y:PolyLineEdge><y:LineStyle");
        page.attribute("color", edge_color(&edge));
        page.add(" type=\"line\" width=\"");
        page.number(width(edge.weight));
        page.add("\"/></y:PolyLineEdge></visone:polyLineEdge></data></edge>\n");
        page.end()?;
    }
    page.add("</graph>\n</graphml>\n");
    page.flush()
}
