//! GraphML with the extensions of yEd: shapes, colours, labels and arrows.

use std::io::Write;

use demarche_model::{EdgeList, SubKind};

use super::fields::{EDGE, NODE, Value, of};
use super::graphml::{begin, data, head, keys, values};
use super::looks::{color, edge_color};
use super::page::Page;
use crate::error::Result;

/// Writes a list of nodes and edges. Nodes stand in rows: yEd's `Layout` menu finds them better
/// places. O(nodes + edges).
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let outline = list.outline();
    let (node_fields, edge_fields) = (of(NODE, outline), of(EDGE, outline));
    let mut page = Page::new(out);
    head(
        &mut page,
        &[("xmlns:y", "http://www.yworks.com/xml/graphml")],
    );
    keys(&mut page, outline);
    page.add("<key id=\"nodegraphics\" for=\"node\" yfiles.type=\"nodegraphics\"/>\n");
    page.add("<key id=\"edgegraphics\" for=\"edge\" yfiles.type=\"edgegraphics\"/>\n");
    begin(&mut page, outline);
    for (place, node) in list.nodes().enumerate() {
        let node = node?;
        page.add("<node id=\"");
        page.show(node.id);
        page.add("\">");
        data(&mut page, "label", &Value::Text(&node.name));
        values(&mut page, "n_", &node_fields, &node);
        page.add("<data key=\"nodegraphics\"><y:ShapeNode>");
        // About seven points a letter.
        let width = node.name.chars().count().min(60) * 7 + 20;
        page.show(format_args!(
            "<y:Geometry height=\"30\" width=\"{width}\" x=\"{}\" y=\"{}\"/>",
            place % 40 * 200,
            place / 40 * 80
        ));
        page.add("<y:Fill");
        page.attribute("color", color(node.kind));
        page.add(" transparent=\"false\"/><y:NodeLabel textColor=\"#FFFFFF\">");
        page.xml(&node.name);
        page.add("</y:NodeLabel><y:Shape type=\"");
        page.add(match node.kind {
            SubKind::Actor(_) => "roundrectangle",
            SubKind::Issue => "rectangle",
        });
        page.add("\"/></y:ShapeNode></data></node>\n");
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
        page.add("<data key=\"edgegraphics\"><y:PolyLineEdge><y:LineStyle");
        page.attribute("color", edge_color(&edge));
        page.add(if edge.sign == Some(-1) {
            " type=\"dashed\""
        } else {
            " type=\"line\""
        });
        page.add(" width=\"");
        page.number(width(edge.weight));
        page.add("\"/><y:Arrows source=\"none\" target=\"");
        page.add(if edge.directed { "standard" } else { "none" });
        page.add("\"/><y:EdgeLabel>");
        page.add(edge.kind);
        page.add("</y:EdgeLabel></y:PolyLineEdge></data></edge>\n");
        page.end()?;
    }
    page.add("</graph>\n</graphml>\n");
    page.flush()
}

/// The width of a line: 1 to 7 points.
pub(super) fn width(weight: f64) -> f64 {
    let wide = 1.0 + (1.0 + weight).log2();
    (10.0 * wide.clamp(1.0, 7.0)).round() / 10.0
}
