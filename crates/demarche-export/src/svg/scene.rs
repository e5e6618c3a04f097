//! A graph laid out: where everything stands, before anything is painted.

use demarche_model::{EdgeKind, Polarity, Subgraph};

use super::arrange::{self, Layout};
use super::boxes::{self, NodeBox};
use super::geometry::{Curve, Point, Rect};
use super::labels::{self, Label};
use super::paint::{self, Stroke};
use super::route;
use super::xml::Xml;
use crate::drawing::Drawing;
use crate::style::{self, Ground, PAPER};
use crate::text;

/// Most quotes that stand beneath a picture.
const QUOTES: usize = 16;

/// A piece of ground with a heading.
#[derive(Debug, Clone)]
pub(super) struct Field {
    pub rect: Rect,
    pub heading: String,
    pub ground: Ground,
}

/// A graph laid out.
pub(super) struct Scene {
    pub boxes: Vec<NodeBox>,
    pub curves: Vec<Curve>,
    pub labels: Vec<Label>,
    pub places: Vec<Option<Point>>,
    /// Numbers of the edges whose quotes stand beneath.
    pub numbers: Vec<Option<usize>>,
    pub fields: Vec<Field>,
    /// Whether two camps face each other.
    pub camps: bool,
}

/// Lays out; edges without both ends must be gone.
pub(super) fn lay_out(graph: &Subgraph, drawing: &Drawing) -> Scene {
    let mut boxes = boxes::boxes(graph);
    let told = |wordy: bool| -> Vec<Label> {
        let labels = graph.edges.iter().map(|edge| text::label(edge, wordy));
        labels.map(|label| Label::new(&label, None)).collect()
    };
    let widths = |labels: &[Label]| -> Vec<f64> { labels.iter().map(|l| l.size().0).collect() };
    let mut labels = told(false);
    let mut links = arrange::links(graph, &widths(&labels));
    let layout = arrange::choose(graph, &links, drawing);
    let camps = matches!(layout, Layout::Camps { .. });
    let paths = matches!(layout, Layout::Paths { .. });
    if paths {
        labels = told(true);
        let room: Vec<f64> = widths(&labels)
            .iter()
            .map(|width| width + labels::RING)
            .collect();
        links = arrange::links(graph, &room);
    }
    let fields = arrange::arrange(graph, &mut boxes, &links, &layout);
    let mut numbers = vec![None; graph.edges.len()];
    if paths || camps {
        numbers = numbered(graph, &boxes, &layout);
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
    let mut rects: Vec<Rect> = boxes.iter().map(NodeBox::rect).collect();
    rects.extend(fields.iter().map(Field::head));
    let places = labels::place(&labels, &curves, &rects);
    Scene {
        boxes,
        curves,
        labels,
        places,
        numbers,
        fields,
        camps,
    }
}

/// Numbers for the edges with a quote, from left to right or camp by camp; none where there are
/// too many.
fn numbered(graph: &Subgraph, boxes: &[NodeBox], layout: &Layout) -> Vec<Option<usize>> {
    let mut quoted: Vec<usize> = (0..graph.edges.len())
        .filter(|&index| graph.edges[index].quote.is_some())
        .collect();
    if quoted.len() > QUOTES {
        quoted.clear();
    }
    let key = |index: usize| {
        let edge = &graph.edges[index];
        let (from, to) = (boxes[edge.from].center, boxes[edge.to].center);
        match layout {
            Layout::Camps { .. } => {
                let row = column(&edge.kind);
                (f64::from(u8::try_from(row).unwrap_or_default()), from.y)
            }
            _ => (from.x.min(to.x), from.y.min(to.y)),
        }
    };
    quoted.sort_by(|&one, &two| {
        let (one, two) = (key(one), key(two));
        one.0.total_cmp(&two.0).then(one.1.total_cmp(&two.1))
    });
    let mut numbers = vec![None; graph.edges.len()];
    for (count, index) in (1..).zip(quoted) {
        numbers[index] = Some(count);
    }
    numbers
}

/// The column of quotes beneath two camps: those against stand right.
pub(super) fn column(kind: &EdgeKind) -> usize {
    usize::from(*kind == EdgeKind::Stance(Polarity::Oppose))
}

impl Field {
    /// The strip with its heading.
    fn head(&self) -> Rect {
        Rect {
            bottom: self.rect.top + 28.0,
            ..self.rect
        }
    }
}

impl Scene {
    /// Around all that is painted.
    pub fn bounds(&self) -> Rect {
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
        let fields = self.fields.iter().map(|field| field.rect);
        let all = lines
            .chain(words)
            .chain(fields)
            .fold(arrange::bounds(&self.boxes), Rect::cover);
        all.grown(4.0)
    }

    /// Ground, then lines, those without evidence lowest, then boxes, then words.
    pub fn paint(&self, xml: &mut Xml, graph: &Subgraph) {
        for field in &self.fields {
            paint::field(xml, field.rect, field.ground, &field.heading);
        }
        let mut order: Vec<usize> = (0..graph.edges.len()).collect();
        order.sort_by_key(|&index| graph.edges[index].count > 0);
        for index in order {
            let edge = &graph.edges[index];
            let stroke = Stroke {
                style: style::of_edge(&edge.kind),
                thickness: style::thickness(edge),
                hedged: edge.hedged,
            };
            let told = text::edge_tooltip(graph, edge).lines().join("\n");
            paint::edge(xml, index, &self.curves[index], stroke, &told);
        }
        for (place, (node, drawn)) in graph.nodes.iter().zip(&self.boxes).enumerate() {
            let tooltip = text::node_tooltip(node);
            paint::node(xml, drawn, place, node.kind.as_str(), &tooltip);
        }
        for (index, edge) in graph.edges.iter().enumerate() {
            if let Some(place) = self.places[index] {
                let color = style::of_edge(&edge.kind).color;
                let ground = self.fields.iter().find(|field| field.rect.contains(place));
                let paper = ground.map_or(PAPER, |field| field.ground.fill);
                paint::label(xml, index, &self.labels[index], place, color, paper);
            }
        }
    }
}
