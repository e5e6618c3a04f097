//! Mermaid, which Markdown on many sites shows as a picture.

use std::fmt::Write as _;
use std::io::Write;

use demarche_model::{EdgeList, SubKind};

use super::page::{Page, line};
use super::places::Places;
use crate::error::Result;

/// Writes a list of nodes and edges. O(nodes + edges), holding the ids of the nodes.
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let places = Places::of(list)?;
    let mut page = Page::new(out);
    page.add("flowchart LR\n");
    for (place, node) in list.nodes().enumerate() {
        let node = node?;
        let (open, close) = match node.kind {
            SubKind::Actor(_) => ("([", "])"),
            SubKind::Issue => ("[", "]"),
        };
        page.show(format_args!(
            "  n{place}{open}\"{}\"{close}\n",
            escaped(&node.name)
        ));
        page.end()?;
    }
    for edge in list.edges() {
        let edge = edge?;
        let line = match (edge.sign, edge.directed) {
            (Some(-1), true) => "-.->",
            (Some(-1), false) => "-.-",
            (_, true) => "-->",
            (_, false) => "---",
        };
        page.show(format_args!(
            "  n{} {line}|{}| n{}\n",
            places.at(edge.from)?,
            edge.kind.replace('_', " "),
            places.at(edge.to)?
        ));
        page.end()?;
    }
    page.flush()
}

/// A name for between quotation marks: letters that mean something are written by their numbers.
fn escaped(name: &str) -> String {
    let name = line(name);
    if name.is_empty() {
        return "(no name)".to_owned();
    }
    let mut text = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '"' | '#' | '<' | '>' | '&' | '`' | '\\' | ';' | '*' | '_' | '%' => {
                // Writing to memory cannot fail.
                let _ = write!(text, "#{};", u32::from(letter));
            }
            letter => text.push(letter),
        }
    }
    text
}
