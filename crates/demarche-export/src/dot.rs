//! Graphviz DOT, built as a syntax tree and printed by `graphviz-rust`.
//!
//! The printer writes strings verbatim, so everything is escaped here. Attributes stand at each
//! node and edge, since some readers skip defaults.

use std::io::Write;

use demarche_model::{SubEdge, SubNode, Subgraph};
use graphviz_rust::dot_structures::{
    Attribute, Edge, EdgeTy, Graph, Id, Node, NodeId, Stmt, Vertex,
};
use graphviz_rust::printer::{DotPrinter, PrinterContext};

use crate::drawing::{Drawing, Theme};
use crate::error::{FormatError, Result};
use crate::style::{self, Dash, Head, Shape};
use crate::text;

/// Writes the drawing for Graphviz: actors by kind, issues as boxes, support and opposition by
/// colour and arrowhead, thickness by evidence, double lines for hedged edges, quotes as tooltips.
/// O(nodes + edges).
///
/// # Errors
/// If the output cannot be written.
pub fn write(graph: &Subgraph, drawing: &Drawing, out: &mut dyn Write) -> Result<()> {
    let text = tree(graph, drawing).print(&mut PrinterContext::default());
    out.write_all(text.as_bytes())
        .and_then(|()| out.write_all(b"\n"))
        .and_then(|()| out.flush())
        .map_err(FormatError::Write)
}

/// The syntax tree.
fn tree(graph: &Subgraph, drawing: &Drawing) -> Graph {
    let mut stmts: Vec<Stmt> = [
        ("rankdir", "LR"),
        ("bgcolor", style::PAPER.of(drawing.theme)),
        ("fontcolor", style::INK.of(drawing.theme)),
        ("outputorder", "edgesfirst"),
        ("nodesep", "0.35"),
        ("ranksep", "0.9"),
        ("fontname", FONT),
        ("fontsize", "16"),
        ("labelloc", "t"),
    ]
    .map(|(name, value)| plain(name, value).into())
    .into();
    let title = text::clean(drawing.title.as_deref().unwrap_or_default());
    if !title.is_empty() {
        stmts.push(shown("label", &[title]).into());
    }
    stmts.extend(
        graph
            .nodes
            .iter()
            .map(|item| node(item, drawing.theme).into()),
    );
    let ends = |edge: &SubEdge| Some((graph.nodes.get(edge.from)?, graph.nodes.get(edge.to)?));
    for item in &graph.edges {
        if let Some(ends) = ends(item) {
            stmts.push(edge(graph, item, ends, drawing.theme).into());
        }
    }
    Graph::DiGraph {
        id: Id::Plain("demarche".to_owned()),
        strict: false,
        stmts,
    }
}

const FONT: &str = "DejaVu Sans,Arial,sans-serif";

fn node(node: &SubNode, theme: Theme) -> Node {
    let style = style::of_node(node.kind);
    let (shape, line, outlines) = match style.shape {
        Shape::Pill => ("ellipse", "filled", "1"),
        Shape::Rounded => ("box", "filled,rounded", "1"),
        Shape::Octagon => ("octagon", "filled", "1"),
        Shape::DoublePill => ("ellipse", "filled", "2"),
        Shape::Box => ("box", "filled", "1"),
    };
    let attributes = vec![
        shown("label", &wrapped(&text::name(node))),
        plain("shape", shape),
        plain("style", line),
        plain("peripheries", outlines),
        plain("fillcolor", style.fill.of(theme)),
        plain("color", style.line.of(theme)),
        plain("fontcolor", style::INK.of(theme)),
        plain("penwidth", if node.focus { "3" } else { "1.3" }),
        plain("fontname", FONT),
        plain("fontsize", "12"),
        plain("class", node.kind.as_str()),
        shown("tooltip", &[text::node_tooltip(node)]),
    ];
    Node::new(NodeId(identity(node), None), attributes)
}

fn edge(graph: &Subgraph, edge: &SubEdge, (from, to): (&SubNode, &SubNode), theme: Theme) -> Edge {
    let style = style::of_edge(&edge.kind);
    let head = match style.head {
        Head::Arrow => "normal",
        Head::Tee => "tee",
        Head::Ring => "odot",
        Head::Open => "vee",
        Head::None => "none",
    };
    let line = match style.dash {
        Dash::Solid => "solid",
        Dash::Long => "dashed",
        Dash::Short | Dash::Dots => "dotted",
    };
    // A list of colours is drawn as parallel lines.
    let color = style.color.of(theme);
    let stroke = if edge.hedged {
        format!("{color}:{color}")
    } else {
        color.to_owned()
    };
    let tooltip = text::edge_tooltip(graph, edge).lines();
    let mut attributes = vec![
        plain("color", &stroke),
        plain("fontcolor", color),
        plain("style", line),
        plain("penwidth", &format!("{:.1}", style::thickness(edge))),
        plain("arrowhead", head),
        plain("fontname", FONT),
        plain("fontsize", "10"),
        shown("tooltip", &tooltip),
        shown("labeltooltip", &tooltip),
    ];
    let label = text::label(edge, false);
    if !label.is_empty() {
        attributes.push(shown("label", &wrapped(&label)));
    }
    let end = |node| Vertex::N(NodeId(identity(node), None));
    Edge {
        ty: EdgeTy::Pair(end(from), end(to)),
        attributes,
    }
}

/// Printed ids are a letter and letters or digits, so they need no quotes.
fn identity(node: &SubNode) -> Id {
    Id::Plain(node.id.to_string())
}

/// An attribute whose value is ours.
fn plain(name: &str, value: &str) -> Attribute {
    Attribute(Id::Plain(name.to_owned()), quoted(value))
}

/// An attribute whose value is shown, line by line.
fn shown(name: &str, lines: &[String]) -> Attribute {
    let lines: Vec<String> = lines.iter().map(|line| escaped(line)).collect();
    Attribute(Id::Plain(name.to_owned()), quoted(&lines.join("\\n")))
}

fn quoted(text: &str) -> Id {
    Id::Escaped(format!("\"{text}\""))
}

/// Graphviz reads `\"` and `\\` in a string, and `&name;` as a character.
fn escaped(line: &str) -> String {
    let mut text = String::with_capacity(line.len() + 8);
    for (index, letter) in line.char_indices() {
        match letter {
            '"' => text.push_str("\\\""),
            '\\' => text.push_str("\\\\"),
            '&' if is_entity(&line[index + 1..]) => text.push_str("&amp;"),
            _ => text.push(letter),
        }
    }
    text
}

fn is_entity(rest: &str) -> bool {
    let name = rest.strip_prefix('#').unwrap_or(rest);
    let length = name.bytes().take_while(u8::is_ascii_alphanumeric).count();
    length > 0 && name[length..].starts_with(';')
}

/// Breaks a label at spaces into lines of about equal length.
fn wrapped(label: &str) -> Vec<String> {
    const WIDTH: usize = 22;
    let length = label.chars().count();
    let width = length.div_ceil(length.div_ceil(WIDTH).max(1));
    let mut lines: Vec<String> = Vec::new();
    for word in label.split(' ') {
        match lines.last_mut() {
            Some(line) if line.chars().count() < width => {
                let longer = line.chars().count() + 1 + word.chars().count();
                if longer <= width + 4 {
                    line.push(' ');
                    line.push_str(word);
                } else {
                    lines.push(word.to_owned());
                }
            }
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    fn written(graph: &Subgraph) -> String {
        let drawing = Drawing {
            title: Some("<\"title\"> \\N &amp;\n\u{0}".to_owned()),
            ..Drawing::default()
        };
        let mut out = Vec::new();
        write(graph, &drawing, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    /// What Graphviz makes of a string that it shows.
    fn unescaped(id: &Id) -> String {
        let Id::Escaped(text) = id else {
            panic!("{id} is not quoted")
        };
        let mut text = text
            .strip_prefix('"')
            .unwrap()
            .strip_suffix('"')
            .unwrap()
            .chars();
        let mut shown = String::new();
        while let Some(letter) = text.next() {
            match letter {
                '\\' => match text.next().unwrap() {
                    'n' => shown.push(' '),
                    escaped @ ('"' | '\\') => shown.push(escaped),
                    other => panic!("\\{other} means something to Graphviz"),
                },
                '"' => panic!("an open quote"),
                _ => shown.push(letter),
            }
        }
        shown.replace("&amp;", "&")
    }

    fn attribute<'a>(attributes: &'a [Attribute], name: &str) -> &'a Id {
        let wanted = Id::Plain(name.to_owned());
        &attributes.iter().find(|item| item.0 == wanted).unwrap().1
    }

    #[test]
    fn a_hostile_graph_is_parsed_back() {
        let graph = hostile::subgraph();
        let text = written(&graph);
        assert_eq!(text, written(&graph), "the same bytes twice");
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()));
        let Ok(Graph::DiGraph { stmts, .. }) = graphviz_rust::parse(&text) else {
            panic!("{text}")
        };
        let nodes = stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Node(node) => Some(node),
            _ => None,
        });
        let labels: Vec<_> = nodes
            .map(|node| {
                (
                    node.id.0.clone(),
                    unescaped(attribute(&node.attributes, "label")),
                )
            })
            .collect();
        let wanted: Vec<_> = graph
            .nodes
            .iter()
            .map(|node| (identity(node), text::name(node)))
            .collect();
        assert_eq!(labels, wanted);
        let edges = stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Edge(edge) => Some(edge),
            _ => None,
        });
        let tooltips: Vec<String> = edges
            .map(|edge| unescaped(attribute(&edge.attributes, "tooltip")))
            .collect();
        let wanted: Vec<String> = graph
            .edges
            .iter()
            .map(|edge| text::edge_tooltip(&graph, edge).lines().join(" "))
            .collect();
        assert_eq!(tooltips, wanted);
    }

    #[test]
    fn an_empty_graph_and_edges_without_ends_are_written() {
        let mut graph = Subgraph::default();
        assert!(graphviz_rust::parse(&written(&graph)).is_ok());
        graph
            .edges
            .push(hostile::edge(3, 9, demarche_model::EdgeKind::About, ""));
        assert!(!written(&graph).contains("->"));
    }

    #[test]
    fn labels_are_broken_at_spaces() {
        let lines = wrapped("Supreme Headquarters Allied Powers Europe");
        assert_eq!(lines, ["Supreme Headquarters", "Allied Powers Europe"]);
        assert_eq!(wrapped("NATO"), ["NATO"]);
        assert_eq!(lines.join(" "), "Supreme Headquarters Allied Powers Europe");
    }

    #[test]
    fn only_what_graphviz_takes_for_a_character_is_escaped() {
        assert_eq!(
            escaped("AT&T; R&D &#8217; &amp; & b"),
            "AT&amp;T; R&D &amp;#8217; &amp;amp; & b"
        );
    }
}
