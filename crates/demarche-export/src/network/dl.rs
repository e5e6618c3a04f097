//! DL, as UCINET reads it: a matrix for each kind of edge, values with the sign of what they say.

use std::io::Write;

use demarche_model::EdgeList;

use super::page::Page;
use super::places::{Places, Unique, kinds, signed};
use crate::error::Result;

/// Writes a list of nodes and edges, which is read once for each kind of edge.
/// O(nodes + edges · kinds), holding the ids and names of the nodes.
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let places = Places::of(list)?;
    let kinds = kinds(list)?;
    let mut names = Unique::default();
    let mut page = Page::new(out);
    page.show(format_args!("dl n={}", places.len()));
    if kinds.len() > 1 {
        page.show(format_args!(", nm={}", kinds.len()));
    }
    page.add("\nformat = edgelist1\nlabels:\n");
    for node in list.nodes() {
        page.add(&names.name(&node?.name, fit));
        page.add("\n");
        page.end()?;
    }
    if kinds.len() > 1 {
        page.add("matrix labels:\n");
        for (name, _) in &kinds {
            page.add(name);
            page.add("\n");
        }
    }
    page.add("data:\n");
    for (number, kind) in kinds.into_iter().enumerate() {
        if number > 0 {
            page.add("!\n");
        }
        for edge in list.edges() {
            let edge = edge?;
            if (edge.kind, edge.directed) != kind {
                continue;
            }
            let ends = (places.at(edge.from)? + 1, places.at(edge.to)? + 1);
            // A matrix has both directions of what has none.
            let both = [ends, (ends.1, ends.0)];
            let count = if edge.directed || ends.0 == ends.1 {
                1
            } else {
                2
            };
            for (from, to) in both.into_iter().take(count) {
                page.show(format_args!("{from} {to} "));
                page.number(signed(&edge));
                page.add("\n");
            }
            page.end()?;
        }
    }
    page.flush()
}

/// A label without what ends one: blanks, commas and quotation marks.
fn fit(name: &str) -> String {
    let cut = |letter: char| {
        letter.is_whitespace() || matches!(letter, ',' | '"' | '\'' | ':' | ';' | '!' | '=')
    };
    name.replace(cut, "_")
}
