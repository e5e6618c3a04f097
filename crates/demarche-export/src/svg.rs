//! SVG, laid out without any other program.
//!
//! Paths run from left to right, the two camps of an issue face each other, both with their
//! quotes beneath; groups stand in fields of their own; everything else is placed by its
//! distances, the focus in the middle. Boxes are as large as their names, no label covers a box
//! or another label, lines go round the boxes in between. The same graph gives the same bytes.

mod arrange;
mod axis;
mod boxes;
mod camps;
mod caption;
mod cells;
mod font;
mod geometry;
mod labels;
mod layered;
mod legend;
mod letters;
mod notes;
mod page;
mod paint;
mod pivots;
mod route;
mod scene;
mod separate;
mod stress;
#[cfg(test)]
mod tests;
mod timeline;
mod xml;

use std::io::Write;

use demarche_model::{SubKind, Subgraph};

use self::legend::Legend;
pub use self::letters::letters;
use self::notes::Notes;
use self::page::Page;
pub(crate) use self::timeline::{picture as timeline, told};
pub(crate) use self::xml::escaped;
use crate::drawing::Drawing;
use crate::error::{FormatError, Result};
use crate::text;

/// Draws the graph. O(nodes^2 + edges * nodes) for up to 400 nodes; larger graphs are placed more
/// roughly, in O((nodes + edges) log nodes) and what it takes to keep their boxes apart.
///
/// # Errors
/// If the output cannot be written.
pub fn write(graph: &Subgraph, drawing: &Drawing, out: &mut dyn Write) -> Result<()> {
    let text = picture(graph, drawing);
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(FormatError::Write)
}

/// The picture as SVG text.
pub(crate) fn picture(graph: &Subgraph, drawing: &Drawing) -> String {
    let mut graph = graph.clone();
    let count = graph.nodes.len();
    graph
        .edges
        .retain(|edge| edge.from < count && edge.to < count);
    let graph = &graph;
    let scene = scene::lay_out(graph, drawing);
    let bounds = scene.bounds();
    let title = text::clean(drawing.title.as_deref().unwrap_or_default());
    let quotes = scene.numbers.iter().any(Option::is_some);
    let least = if quotes { 760.0 } else { 420.0 };
    let width = page::width(bounds, least);
    let columns = if scene.camps { 2 } else { 1 };
    let column = |place: usize| {
        if scene.camps {
            scene::column(&graph.edges[place].kind)
        } else {
            0
        }
    };
    let entries = notes::entries(graph, &scene.numbers, column);
    let notes = Notes::of(
        entries,
        columns,
        width.min(if scene.camps { 1200.0 } else { 960.0 }),
    );
    let mut remarks: Vec<String> = drawing.remarks.iter().map(|one| text::clean(one)).collect();
    if drawing.legend {
        remarks.extend(caption::of(graph));
    }
    let legend = drawing.legend.then(|| {
        let legend = Legend::of(graph, width);
        let height = legend.height();
        let paint: page::Paint<'_> = Box::new(move |xml, corner| legend.paint(xml, corner));
        (height, paint)
    });
    let page = Page {
        theme: drawing.theme,
        title: &title,
        about: &summary(graph),
        bounds,
        least,
        remarks: &remarks,
    };
    page.write(|xml| scene.paint(xml, graph), &notes, legend)
}

/// What the picture has, in a sentence.
fn summary(graph: &Subgraph) -> String {
    let issues = graph
        .nodes
        .iter()
        .filter(|node| node.kind == SubKind::Issue);
    let issues = issues.count();
    let actors = graph.nodes.len() - issues;
    format!(
        "{actors} actors, {issues} issues, {} edges.",
        graph.edges.len()
    )
}
