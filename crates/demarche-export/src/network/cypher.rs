//! A script in Cypher that makes the graph, or adds to it: a statement a line.

use std::io::Write;

use demarche_model::{EdgeList, ListEdge, ListNode, NodeId};

use super::fields::{EDGE, Field, NODE, Value, of};
use super::neo4j::{kind, own, polarity};
use super::page::Page;
use crate::error::Result;

const INDEXES: &str = "\
CREATE CONSTRAINT actor_id IF NOT EXISTS FOR (n:Actor) REQUIRE n.id IS UNIQUE;
CREATE CONSTRAINT issue_id IF NOT EXISTS FOR (n:Issue) REQUIRE n.id IS UNIQUE;
";

const LABELS: &str = "\
MATCH (n:Actor) WHERE n.kind = 'person' SET n:Person;
MATCH (n:Actor) WHERE n.kind = 'organization' SET n:Organization;
MATCH (n:Actor) WHERE n.kind = 'state' SET n:State;
MATCH (n:Actor) WHERE n.kind = 'group' SET n:Group;
";

/// Writes a list of nodes and edges. O(nodes + edges).
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let outline = list.outline();
    let (node_fields, edge_fields) = (of(NODE, outline), own(of(EDGE, outline)));
    let mut page = Page::new(out);
    page.add(INDEXES);
    for node in list.nodes() {
        write_node(&mut page, &node?, &node_fields);
        page.end()?;
    }
    for edge in list.edges() {
        write_edge(&mut page, &edge?, &edge_fields);
        page.end()?;
    }
    page.add(LABELS);
    page.flush()
}

fn write_node(page: &mut Page<'_>, node: &ListNode, fields: &[&Field<ListNode>]) {
    page.add("MERGE ");
    end(page, "n", node.id);
    page.add(" SET n.name = ");
    string(page, &node.name);
    set(page, "n", fields, node);
    page.add(";\n");
}

fn write_edge(page: &mut Page<'_>, edge: &ListEdge, fields: &[&Field<ListEdge>]) {
    page.add("MATCH ");
    end(page, "a", edge.from);
    page.add(", ");
    end(page, "b", edge.to);
    page.add(" MERGE (a)-[r:");
    page.add(&kind(edge));
    page.add(" {id: '");
    page.show(edge.id);
    page.add("'}]->(b) SET r.weight = ");
    // A whole number would make a property of another type.
    page.show(format_args!("{:?}", edge.weight));
    if let Some(polarity) = polarity(edge) {
        page.add(", r.polarity = '");
        page.add(polarity);
        page.add("'");
    }
    set(page, "r", fields, edge);
    page.add(";\n");
}

/// A node by its id.
fn end(page: &mut Page<'_>, variable: &str, id: NodeId) {
    page.add("(");
    page.add(variable);
    page.add(match id {
        NodeId::Actor(_) => ":Actor {id: '",
        NodeId::Issue(_) => ":Issue {id: '",
    });
    page.show(id);
    page.add("'})");
}

fn set<T>(page: &mut Page<'_>, variable: &str, fields: &[&Field<T>], item: &T) {
    for field in fields {
        let value = (field.of)(item);
        if value == Value::Missing {
            continue;
        }
        page.add(", ");
        page.add(variable);
        page.add(".");
        page.add(field.name);
        page.add(" = ");
        match value {
            Value::Text(text) => string(page, text),
            Value::Texts(texts) => {
                page.add("[");
                for (place, text) in texts.iter().enumerate() {
                    if place > 0 {
                        page.add(", ");
                    }
                    string(page, text);
                }
                page.add("]");
            }
            Value::Date(date) => {
                page.add("'");
                page.show(date);
                page.add("'");
            }
            Value::Real(number) => page.show(format_args!("{number:?}")),
            other => page.plain(&other),
        }
    }
}

/// A string in single quotes, on one line, that every reader takes: a statement ends at the end
/// of a line.
fn string(page: &mut Page<'_>, text: &str) {
    page.add("'");
    for letter in text.chars() {
        match letter {
            '\'' => page.add("\\'"),
            '\\' => page.add("\\\\"),
            '\n' => page.add("\\n"),
            '\r' => page.add("\\r"),
            '\t' => page.add("\\t"),
            letter if letter < ' ' || letter == '\u{7f}' => {
                page.show(format_args!("\\u{:04x}", u32::from(letter)));
            }
            letter => {
                let mut room = [0; 4];
                page.add(letter.encode_utf8(&mut room));
            }
        }
    }
    page.add("'");
}
