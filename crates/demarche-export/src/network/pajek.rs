//! Pajek's `.net`: values with the sign of what edges say, labels with their kind.
//!
//! Pajek itself can tell arcs and edges, and relations by number. networkx reads the first list of
//! lines only, so there is one: what has no direction is an arc both ways, and `Multiple Relations
//! Network` of Pajek makes relations of the labels.

use std::io::Write;

use demarche_model::EdgeList;

use super::page::{Page, line};
use super::places::{Places, Unique, signed};
use crate::error::Result;

/// Writes a list of nodes and edges. O(nodes + edges), holding the ids and names of the nodes.
pub(crate) fn write(list: &dyn EdgeList, out: &mut dyn Write) -> Result<()> {
    let outline = list.outline();
    let places = Places::of(list)?;
    let mut names = Unique::default();
    let mut page = Page::new(out);
    page.show(format_args!(
        "*Network {}\n*Vertices {}\n",
        fit(&line(&outline.title)),
        places.len()
    ));
    for (place, node) in list.nodes().enumerate() {
        let name = names.name(&node?.name, fit);
        page.show(format_args!("{} \"{name}\"\n", place + 1));
        page.end()?;
    }
    page.add(if outline.directed {
        "*Arcs\n"
    } else {
        "*Edges\n"
    });
    for edge in list.edges() {
        let edge = edge?;
        let ends = (places.at(edge.from)? + 1, places.at(edge.to)? + 1);
        let twice = outline.directed && !edge.directed && ends.0 != ends.1;
        let both = [ends, (ends.1, ends.0)];
        for (from, to) in both.into_iter().take(1 + usize::from(twice)) {
            page.show(format_args!("{from} {to} "));
            page.number(signed(&edge));
            page.show(format_args!(" l \"{}\"\n", edge.kind));
        }
        page.end()?;
    }
    page.flush()
}

/// A label without what a label in quotation marks cannot hold: there are no escapes.
fn fit(name: &str) -> String {
    name.replace('"', "'").replace('\\', "/")
}
