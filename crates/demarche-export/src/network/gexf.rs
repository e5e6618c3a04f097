//! GEXF 1.3, as Gephi reads it: dates for its timeline, colours, sizes and shapes, and parallel
//! edges told apart by `kind`.
//!
//! All edges have the direction of the graph, since networkx refuses a graph of both sorts:
//! `symmetric` tells those whose direction means nothing.

use std::io::Write;

use demarche_model::{EdgeList, ListEdge, ListNode, NodeId, Outline, SubKind};
use rustc_hash::FxHashMap;

use super::fields::{EDGE, Field, Kind, NODE, Value, of};
use super::looks::{color, rgb};
use super::page::{Page, begin, end};
use super::xml::HEAD;
use crate::error::Result;

/// Writes a list of nodes and edges, which is read twice: sizes of nodes come from their numbers
/// of edges. O(nodes + edges), holding the ids of the nodes.
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let outline = list.outline();
    let (node_fields, edge_fields) = (of(NODE, outline), of(EDGE, outline));
    let mut degrees: FxHashMap<NodeId, u32> = FxHashMap::default();
    for edge in list.edges() {
        let edge = edge?;
        for end in [edge.from, edge.to] {
            let degree = degrees.entry(end).or_default();
            *degree = degree.saturating_add(1);
        }
    }
    let mut page = Page::new(out);
    page.add(HEAD);
    page.add("<gexf xmlns=\"http://gexf.net/1.3\" xmlns:viz=\"http://gexf.net/1.3/viz\"");
    page.add(" version=\"1.3\">\n<meta><creator>demarche</creator><description>");
    page.xml(&outline.title);
    page.add("</description></meta>\n<graph mode=\"dynamic\" timeformat=\"date\"");
    page.add(" timerepresentation=\"interval\" idtype=\"string\"");
    page.attribute("defaultedgetype", direction(outline));
    page.add(">\n");
    declare(&mut page, "node", &node_fields);
    declare(&mut page, "edge", &edge_fields);
    page.add("<nodes>\n");
    for node in list.nodes() {
        let node = node?;
        let degree = degrees.get(&node.id).copied().unwrap_or_default();
        write_node(&mut page, &node, degree, &node_fields);
        page.end()?;
    }
    page.add("</nodes>\n<edges>\n");
    for edge in list.edges() {
        write_edge(&mut page, &edge?, &edge_fields);
        page.end()?;
    }
    page.add("</edges>\n</graph>\n</gexf>\n");
    page.flush()
}

fn direction(outline: &Outline) -> &'static str {
    if outline.directed {
        "directed"
    } else {
        "undirected"
    }
}

fn declare<T>(page: &mut Page<'_>, class: &str, fields: &[&Field<T>]) {
    page.add("<attributes mode=\"static\"");
    page.attribute("class", class);
    page.add(">\n");
    for field in fields {
        page.add("<attribute");
        page.attribute("id", field.name);
        page.attribute("title", field.name);
        let kind = match field.kind {
            Kind::Text | Kind::Texts | Kind::Date => "string",
            Kind::Whole => "integer",
            Kind::Real => "double",
            Kind::Flag => "boolean",
        };
        page.attribute("type", kind);
        page.add("/>\n");
    }
    page.add("</attributes>\n");
}

fn write_node(page: &mut Page<'_>, node: &ListNode, degree: u32, fields: &[&Field<ListNode>]) {
    page.add("<node id=\"");
    page.show(node.id);
    page.add("\"");
    page.attribute("label", &node.name);
    page.add(">");
    values(page, fields, node);
    let [red, green, blue] = rgb(color(node.kind));
    page.add("<viz:color");
    for (name, value) in [("r", red), ("g", green), ("b", blue)] {
        page.attribute(name, &value.to_string());
    }
    page.add("/><viz:size value=\"");
    // Ten for nobody's neighbour, and the area grows with the number of edges.
    page.number((10.0 * (10.0 + 3.0 * f64::from(degree).sqrt())).round() / 10.0);
    page.add("\"/><viz:shape value=\"");
    page.add(match node.kind {
        SubKind::Actor(_) => "disc",
        SubKind::Issue => "square",
    });
    page.add("\"/></node>\n");
}

fn write_edge(page: &mut Page<'_>, edge: &ListEdge, fields: &[&Field<ListEdge>]) {
    page.add("<edge id=\"");
    page.show(edge.id);
    page.add("\" source=\"");
    page.show(edge.from);
    page.add("\" target=\"");
    page.show(edge.to);
    page.add("\" kind=\"");
    page.add(edge.kind);
    page.add("\" label=\"");
    page.add(edge.kind);
    page.add("\" weight=\"");
    page.number(edge.weight);
    page.add("\"");
    if let Some(first) = edge.first {
        page.attribute("start", &begin(first));
    }
    // Dates that contradict each other would keep the edge out of every span of time.
    if let Some(last) = edge.last
        && edge
            .first
            .is_none_or(|first| first.first_day() <= last.last_day())
    {
        page.attribute("end", &end(last));
    }
    page.add(">");
    values(page, fields, edge);
    page.add("</edge>\n");
}

fn values<T>(page: &mut Page<'_>, fields: &[&Field<T>], item: &T) {
    let mut open = false;
    for field in fields {
        let value = (field.of)(item);
        if value == Value::Missing {
            continue;
        }
        if !open {
            page.add("<attvalues>");
            open = true;
        }
        page.add("<attvalue for=\"");
        page.add(field.name);
        page.add("\" value=\"");
        page.xml_value(&value);
        page.add("\"/>");
    }
    if open {
        page.add("</attvalues>");
    }
}
