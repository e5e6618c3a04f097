//! SVG, laid out without any other program.
//!
//! Paths run from left to right with their quotes beneath; everything else is placed by its
//! distances, the focus in the middle. Boxes are as large as their names, no label covers a box
//! or another label, lines go round the boxes in between. The same graph gives the same bytes.

mod arrange;
mod boxes;
mod font;
mod geometry;
mod labels;
mod layered;
mod legend;
mod notes;
mod paint;
mod route;
mod separate;
mod stress;
#[cfg(test)]
mod tests;
mod xml;

use std::io::Write;

use demarche_model::{NodeId, SubKind, Subgraph};

use self::arrange::Layout;
use self::boxes::NodeBox;
use self::geometry::{Curve, Point, Rect, point};
use self::labels::Label;
use self::legend::Legend;
use self::notes::Notes;
use self::paint::Stroke;
use self::xml::{Xml, number};
use crate::error::{FormatError, Result};
use crate::format::Drawing;
use crate::style;
use crate::text;

const MARGIN: f64 = 28.0;
const TITLE: f64 = 18.0;
/// Most quotes that stand beneath a picture.
const QUOTES: usize = 16;

/// Draws the graph. Meant for up to some three hundred nodes; O(nodes^2 + edges * nodes).
///
/// # Errors
/// If the output cannot be written.
pub fn write(graph: &Subgraph, drawing: &Drawing, out: &mut dyn Write) -> Result<()> {
    let text = picture(graph, drawing);
    out.write_all(text.as_bytes())
        .and_then(|()| out.flush())
        .map_err(FormatError::Write)
}

/// A graph laid out.
struct Scene {
    boxes: Vec<NodeBox>,
    curves: Vec<Curve>,
    labels: Vec<Label>,
    places: Vec<Option<Point>>,
    /// Numbers of the edges whose quotes stand beneath.
    numbers: Vec<Option<usize>>,
}

/// Lays out; edges without both ends must be gone.
fn lay_out(graph: &Subgraph, start: Option<NodeId>) -> Scene {
    let mut boxes = boxes::boxes(graph);
    let told = |wordy: bool| -> Vec<Label> {
        let labels = graph.edges.iter().map(|edge| text::label(edge, wordy));
        labels.map(|label| Label::new(&label, None)).collect()
    };
    let widths = |labels: &[Label]| -> Vec<f64> { labels.iter().map(|l| l.size().0).collect() };
    let mut labels = told(false);
    let mut links = arrange::links(graph, &widths(&labels));
    let layout = arrange::choose(graph, &links, start);
    let paths = matches!(layout, Layout::Paths { .. });
    if paths {
        labels = told(true);
        let room: Vec<f64> = widths(&labels)
            .iter()
            .map(|width| width + labels::RING)
            .collect();
        links = arrange::links(graph, &room);
    }
    arrange::arrange(graph, &mut boxes, &links, layout);
    let mut numbers = vec![None; graph.edges.len()];
    if paths {
        numbers = numbered(graph, &boxes);
        for (label, &number) in labels.iter_mut().zip(&numbers) {
            label.number = number;
        }
    }
    let ends: Vec<(usize, usize)> = graph
        .edges
        .iter()
        .map(|edge| (edge.from, edge.to))
        .collect();
    let curves = route::route(&boxes, &ends);
    let rects: Vec<Rect> = boxes.iter().map(NodeBox::rect).collect();
    let places = labels::place(&labels, &curves, &rects);
    Scene {
        boxes,
        curves,
        labels,
        places,
        numbers,
    }
}

/// Numbers for the edges with a quote, from left to right; none where there are too many.
fn numbered(graph: &Subgraph, boxes: &[NodeBox]) -> Vec<Option<usize>> {
    let mut quoted: Vec<usize> = (0..graph.edges.len())
        .filter(|&index| graph.edges[index].quote.is_some())
        .collect();
    if quoted.len() > QUOTES {
        quoted.clear();
    }
    let left = |index: &usize| {
        let edge = &graph.edges[*index];
        let (from, to) = (boxes[edge.from].center, boxes[edge.to].center);
        (from.x.min(to.x), from.y.min(to.y))
    };
    quoted.sort_by(|one, two| {
        let (one, two) = (left(one), left(two));
        one.0.total_cmp(&two.0).then(one.1.total_cmp(&two.1))
    });
    let mut numbers = vec![None; graph.edges.len()];
    for (count, index) in (1..).zip(quoted) {
        numbers[index] = Some(count);
    }
    numbers
}

impl Scene {
    fn bounds(&self) -> Rect {
        let lines = self.curves.iter().flat_map(|curve| {
            let samples = curve.samples(16);
            samples.map(|place| Rect::around(place, 10.0, 10.0))
        });
        let words = self
            .labels
            .iter()
            .zip(&self.places)
            .filter_map(|(label, place)| {
                let (width, height) = label.size();
                place.map(|place| Rect::around(place, width, height))
            });
        let all = lines
            .chain(words)
            .fold(arrange::bounds(&self.boxes), Rect::cover);
        all.grown(4.0)
    }
}

fn picture(graph: &Subgraph, drawing: &Drawing) -> String {
    let mut graph = graph.clone();
    let count = graph.nodes.len();
    graph
        .edges
        .retain(|edge| edge.from < count && edge.to < count);
    let graph = &graph;
    let scene = lay_out(graph, drawing.start);
    let bounds = scene.bounds();
    let title = text::clean(drawing.title.as_deref().unwrap_or_default());
    let quotes = scene.numbers.iter().any(Option::is_some);
    let least = if quotes { 760.0 } else { 420.0 };
    let width = f64::max(bounds.width(), least);
    let title_lines = boxes::wrap(&title, width, 2, |part| {
        font::width(part, TITLE, font::Weight::Bold)
    });
    let notes = Notes::of(graph, &scene.numbers, width.min(960.0));
    let legend = drawing.legend.then(|| Legend::of(graph, width));

    // From top to bottom: title, picture, quotes, legend.
    let mut y = MARGIN;
    let title_top = y;
    if !title.is_empty() {
        #[allow(clippy::cast_precision_loss, reason = "two lines at most")]
        let lines = title_lines.len() as f64;
        y += lines * (TITLE + 6.0) + 14.0;
    }
    let shift = point(
        MARGIN + (width - bounds.width()) / 2.0 - bounds.left,
        y - bounds.top,
    );
    y += bounds.height() + 24.0;
    let notes_top = y;
    y += notes.height();
    let legend_top = y;
    y += legend.as_ref().map_or(0.0, Legend::height);
    let (full_width, full_height) = ((width + 2.0 * MARGIN).ceil(), (y + MARGIN * 0.6).ceil());

    let mut xml = Xml::default();
    let view = format!("0 0 {} {}", number(full_width), number(full_height));
    xml.open(
        "svg",
        &[
            ("xmlns", "http://www.w3.org/2000/svg"),
            ("width", &number(full_width)),
            ("height", &number(full_height)),
            ("viewBox", &view),
            ("role", "img"),
            ("aria-labelledby", "title desc"),
            ("font-family", font::FAMILY),
        ],
    );
    let name = if title.is_empty() {
        "Stances and relations"
    } else {
        &title
    };
    xml.leaf("title", &[("id", "title")], name);
    xml.leaf("desc", &[("id", "desc")], &summary(graph));
    let paper = Rect {
        left: 0.0,
        top: 0.0,
        right: full_width,
        bottom: full_height,
    };
    paint::rectangle(&mut xml, paper, 0.0, &[("fill", "#ffffff")]);
    if !title.is_empty() {
        let mut baseline = title_top + TITLE;
        for line in &title_lines {
            let look = [("font-weight", "bold"), ("fill", paint::INK)];
            paint::text(&mut xml, point(MARGIN, baseline), TITLE, &look, line);
            baseline += TITLE + 6.0;
        }
    }
    let by = format!("translate({} {})", number(shift.x), number(shift.y));
    xml.open("g", &[("transform", &by)]);
    paint_scene(&mut xml, graph, &scene);
    xml.close();
    notes.paint(&mut xml, point(MARGIN, notes_top));
    if let Some(legend) = legend {
        legend.paint(&mut xml, point(MARGIN, legend_top));
    }
    xml.close();
    xml.text
}

/// Lines first, those without evidence lowest, then boxes, then words.
fn paint_scene(xml: &mut Xml, graph: &Subgraph, scene: &Scene) {
    let mut order: Vec<usize> = (0..graph.edges.len()).collect();
    order.sort_by_key(|&index| !style::of_edge(&graph.edges[index].kind).dotted);
    for index in order {
        let edge = &graph.edges[index];
        let stroke = Stroke {
            style: style::of_edge(&edge.kind),
            thickness: style::thickness(edge),
            hedged: edge.hedged,
        };
        let told = text::edge_tooltip(graph, edge).lines().join("\n");
        paint::edge(xml, &scene.curves[index], stroke, &told);
    }
    for (node, drawn) in graph.nodes.iter().zip(&scene.boxes) {
        paint::node(xml, drawn, node.kind.as_str(), &text::node_tooltip(node));
    }
    for (index, edge) in graph.edges.iter().enumerate() {
        if let Some(place) = scene.places[index] {
            let color = style::of_edge(&edge.kind).color;
            paint::label(xml, &scene.labels[index], place, color);
        }
    }
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
