//! What shapes, colours and line ends mean: only what the picture has.

use demarche_model::Subgraph;

use super::font::{self, Weight};
use super::geometry::{Curve, Point, Rect, point};
use super::paint::{self, Stroke};
use super::xml::Xml;
use crate::style::{self, EDGES, EdgeStyle, FAINT, NODES, NodeStyle};

const SIZE: f64 = 11.0;
const ROW: f64 = 24.0;
const SAMPLE: f64 = 34.0;

/// A sample with its meaning.
enum Entry {
    Node(&'static NodeStyle),
    Edge(Stroke, &'static str),
}

impl Entry {
    fn label(&self) -> &'static str {
        match self {
            Entry::Node(style) => style.label,
            Entry::Edge(_, label) => label,
        }
    }

    fn width(&self) -> f64 {
        SAMPLE + 7.0 + font::width(self.label(), SIZE, Weight::Regular) + 22.0
    }
}

/// The legend of a graph, in rows no wider than `width`.
pub(super) struct Legend {
    rows: Vec<Vec<Entry>>,
}

impl Legend {
    pub fn of(graph: &Subgraph, width: f64) -> Legend {
        let mut legend = Legend { rows: Vec::new() };
        let nodes = NODES
            .iter()
            .filter(|style| graph.nodes.iter().any(|node| node.kind == style.kind))
            .map(Entry::Node);
        legend.flow(nodes, width);
        let edges = graph.edges.iter();
        let plain = |style| Stroke {
            style,
            thickness: 1.6,
            hedged: false,
        };
        let used = |style: &&EdgeStyle| {
            let mut edges = graph.edges.iter();
            edges.any(|edge| style::of_edge(&edge.kind).label == style.label)
        };
        let mut lines: Vec<Entry> = EDGES
            .iter()
            .filter(used)
            .map(|style| Entry::Edge(plain(style), style.label))
            .collect();
        if let Some(hedged) = edges.clone().find(|edge| edge.hedged) {
            let stroke = plain(style::of_edge(&hedged.kind));
            lines.push(Entry::Edge(
                Stroke {
                    hedged: true,
                    ..stroke
                },
                style::HEDGED,
            ));
        }
        if let Some(many) = edges
            .max_by_key(|edge| edge.count)
            .filter(|edge| edge.count > 1)
        {
            let stroke = plain(style::of_edge(&many.kind));
            lines.push(Entry::Edge(
                Stroke {
                    thickness: 4.0,
                    ..stroke
                },
                style::MANY,
            ));
        }
        legend.flow(lines.into_iter(), width);
        legend
    }

    /// Adds entries from a new row on.
    fn flow(&mut self, entries: impl Iterator<Item = Entry>, width: f64) {
        let mut x = f64::INFINITY;
        for entry in entries {
            if x + entry.width() > width {
                self.rows.push(Vec::new());
                x = 0.0;
            }
            x += entry.width();
            if let Some(row) = self.rows.last_mut() {
                row.push(entry);
            }
        }
    }

    pub fn height(&self) -> f64 {
        #[allow(clippy::cast_precision_loss, reason = "a few rows")]
        let rows = self.rows.len() as f64;
        rows * ROW
    }

    pub fn paint(self, xml: &mut Xml, corner: Point) {
        xml.open("g", &[("class", "legend")]);
        let mut y = corner.y + ROW / 2.0;
        for row in self.rows {
            let mut x = corner.x;
            for entry in row {
                let width = entry.width();
                let label = entry.label();
                match entry {
                    Entry::Node(style) => {
                        let rect = Rect::around(point(x + SAMPLE / 2.0, y), SAMPLE - 4.0, 15.0);
                        let round = match style.shape {
                            style::Shape::Pill | style::Shape::DoublePill => 7.5,
                            style::Shape::Rounded => 4.0,
                            style::Shape::Octagon | style::Shape::Box => 0.0,
                        };
                        paint::outline(xml, style, rect, round, 1.2);
                    }
                    Entry::Edge(stroke, _) => {
                        let curve = Curve::bent(point(x, y), point(x + SAMPLE, y), 0.0);
                        paint::line(xml, &curve, stroke);
                    }
                }
                let place = point(x + SAMPLE + 7.0, y + SIZE * 0.35);
                let faint = [("fill", FAINT.of(xml.theme))];
                paint::text(xml, place, SIZE, &faint, label);
                x += width;
            }
            y += ROW;
        }
        xml.close();
    }
}
