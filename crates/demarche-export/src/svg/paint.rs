//! Draws boxes, lines and words as SVG elements.

use super::boxes::{self, NodeBox};
use super::font::Weight;
use super::geometry::{Curve, Point, Rect, point};
use super::labels::{self, Label};
use super::xml::{Xml, number, pair, path, points};
use crate::style::{Dash, EdgeStyle, Ground, Head, INK, NodeStyle, PAPER, Shape, Tone};

/// A line as it is drawn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    pub style: &'static EdgeStyle,
    pub thickness: f64,
    pub hedged: bool,
}

impl Stroke {
    fn dashes(self) -> Option<String> {
        let width = self.width();
        let (on, off) = match self.style.dash {
            Dash::Solid => return None,
            Dash::Long => (6.5 + 1.2 * width, 2.5 + width),
            Dash::Short => (1.5 + width, 2.0 + width),
            Dash::Dots => (width, width * 2.0 + 2.0),
        };
        Some(format!("{} {}", number(on), number(off)))
    }

    /// Breadth of the whole line: a double one is broader.
    fn width(self) -> f64 {
        if self.hedged {
            self.thickness + 2.4
        } else {
            self.thickness
        }
    }
}

/// The outline of a kind of node in a box.
pub(super) fn outline(xml: &mut Xml, style: &NodeStyle, rect: Rect, radius: f64, thick: f64) {
    let thickness = number(thick);
    let paint = [
        ("fill", style.fill.of(xml.theme)),
        ("stroke", style.line.of(xml.theme)),
        ("stroke-width", thickness.as_str()),
    ];
    if style.shape == Shape::Octagon {
        let cut = (rect.height() * 0.28).min(12.0);
        let Rect {
            left,
            top,
            right,
            bottom,
        } = rect;
        let corners = points(&[
            point(left + cut, top),
            point(right - cut, top),
            point(right, top + cut),
            point(right, bottom - cut),
            point(right - cut, bottom),
            point(left + cut, bottom),
            point(left, bottom - cut),
            point(left, top + cut),
        ]);
        let shape = [("points", corners.as_str())];
        xml.empty("polygon", &[&shape[..], &paint[..]].concat());
        return;
    }
    rectangle(xml, rect, radius, &paint);
    if style.shape == Shape::DoublePill {
        let inner = [
            ("fill", "none"),
            ("stroke", style.line.of(xml.theme)),
            ("stroke-width", "0.8"),
        ];
        rectangle(xml, rect.grown(-3.5), (radius - 3.5).max(0.0), &inner);
    }
}

/// A rectangle with round corners.
pub(super) fn rectangle(xml: &mut Xml, rect: Rect, radius: f64, paint: &[(&str, &str)]) {
    let values = [rect.left, rect.top, rect.width(), rect.height(), radius].map(number);
    let names = ["x", "y", "width", "height", "rx"];
    let shape: Vec<(&str, &str)> = names
        .into_iter()
        .zip(values.iter().map(String::as_str))
        .collect();
    xml.empty("rect", &[&shape[..], paint].concat());
}

/// A node with its name and what it tells when pointed at.
pub(super) fn node(xml: &mut Xml, node: &NodeBox, place: usize, kind: &str, tooltip: &str) {
    let class = format!("node {kind}");
    xml.open("g", &[("class", &class), ("data-node", &place.to_string())]);
    xml.leaf("title", &[], tooltip);
    let thick = if node.weight == Weight::Bold {
        2.8
    } else {
        1.3
    };
    outline(xml, node.style, node.rect(), node.radius(), thick);
    let weight = match node.weight {
        Weight::Bold => "bold",
        Weight::Regular => "normal",
    };
    let paint = [("font-weight", weight), ("fill", INK.of(xml.theme))];
    words(
        xml,
        &node.lines,
        node.center,
        boxes::SIZE,
        boxes::LINE,
        &paint,
    );
    xml.close();
}

/// Lines of text around a centre.
pub(super) fn words(
    xml: &mut Xml,
    lines: &[String],
    center: Point,
    size: f64,
    step: f64,
    paint: &[(&str, &str)],
) {
    #[allow(clippy::cast_precision_loss, reason = "a few lines")]
    let first = center.y - (lines.len() as f64 - 1.0) / 2.0 * step + size * 0.35;
    let mut y = first;
    for line in lines {
        let (x, baseline, size) = (number(center.x), number(y), number(size));
        let place = [
            ("x", x.as_str()),
            ("y", baseline.as_str()),
            ("font-size", size.as_str()),
            ("text-anchor", "middle"),
        ];
        xml.leaf("text", &[&place[..], paint].concat(), line);
        y += step;
    }
}

/// A line with its head, and a wide invisible one that is easier to point at.
pub(super) fn edge(xml: &mut Xml, place: usize, curve: &Curve, stroke: Stroke, tooltip: &str) {
    xml.open("g", &[("class", "edge"), ("data-edge", &place.to_string())]);
    xml.leaf("title", &[], tooltip);
    line(xml, curve, stroke);
    let hit = [
        ("d", path(curve)),
        ("fill", "none".to_owned()),
        ("stroke", "#000000".to_owned()),
        ("stroke-opacity", "0".to_owned()),
        ("stroke-width", "14".to_owned()),
    ];
    let hit: Vec<(&str, &str)> = hit
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    xml.empty("path", &hit);
    xml.close();
}

/// A line with its head.
pub(super) fn line(xml: &mut Xml, curve: &Curve, stroke: Stroke) {
    let color = stroke.style.color.of(xml.theme);
    let width = stroke.width();
    let reach = match stroke.style.head {
        Head::Arrow => 7.0 + 1.3 * width,
        Head::Ring => 7.0 + width,
        Head::Tee => 2.0,
        Head::Open | Head::None => 0.6 * width,
    };
    let tip = curve.0[3];
    let cut = back(curve, reach);
    let shaft = curve.part(0.0, cut);
    let base = shaft.0[3];
    let heading = (tip - curve.at(back(curve, f64::max(reach, 6.0)))).unit();
    let (d, thickness) = (path(&shaft), number(width));
    let mut paint = vec![
        ("d", d.as_str()),
        ("fill", "none"),
        ("stroke", color),
        ("stroke-width", thickness.as_str()),
    ];
    let dashes = stroke.dashes();
    if let Some(dashes) = &dashes {
        paint.push(("stroke-dasharray", dashes));
    }
    xml.empty("path", &paint);
    if stroke.hedged {
        let thickness = number(stroke.thickness);
        let inside = [
            ("d", d.as_str()),
            ("fill", "none"),
            ("stroke", PAPER.of(xml.theme)),
            ("stroke-width", thickness.as_str()),
        ];
        xml.empty("path", &inside);
    }
    head(xml, stroke, tip, base, heading);
}

fn head(xml: &mut Xml, stroke: Stroke, tip: Point, base: Point, heading: Point) {
    let color = stroke.style.color.of(xml.theme);
    let paper = PAPER.of(xml.theme);
    let width = stroke.width();
    let aside = heading.normal();
    match stroke.style.head {
        Head::Arrow => {
            let half = 3.2 + 0.95 * width;
            let foot = tip - heading * ((tip - base).length() + 1.0);
            let corners = points(&[tip, foot + aside * half, foot - aside * half]);
            let mut paint = vec![("points", corners.as_str())];
            if stroke.hedged {
                paint.extend([("fill", paper), ("stroke", color), ("stroke-width", "1.3")]);
            } else {
                paint.push(("fill", color));
            }
            xml.empty("polygon", &paint);
        }
        Head::Tee => {
            let half = 5.0 + 1.1 * width;
            let place = tip - heading * 1.5;
            let (a, b) = (
                pair(place + aside * half, " "),
                pair(place - aside * half, " "),
            );
            let thick = number(2.2 + 0.35 * width);
            let d = format!("M{a}L{b}");
            let paint = [
                ("d", d.as_str()),
                ("stroke", color),
                ("stroke-width", thick.as_str()),
            ];
            xml.empty("path", &paint);
        }
        Head::Ring => {
            let radius = (tip - base).length() / 2.0;
            let center = tip - heading * radius;
            let (x, y, r) = (number(center.x), number(center.y), number(radius - 0.8));
            let place = [("cx", x.as_str()), ("cy", y.as_str()), ("r", r.as_str())];
            let paint = [("fill", paper), ("stroke", color), ("stroke-width", "1.8")];
            xml.empty("circle", &[&place[..], &paint[..]].concat());
        }
        Head::Open => {
            let (length, half) = (6.5 + 1.2 * width, 3.2 + 0.8 * width);
            let foot = tip - heading * length;
            let corners = points(&[foot + aside * half, tip, foot - aside * half]);
            let thick = number(f64::max(1.3, 0.8 * width));
            let paint = [
                ("points", corners.as_str()),
                ("fill", "none"),
                ("stroke", color),
                ("stroke-width", thick.as_str()),
            ];
            xml.empty("polyline", &paint);
        }
        Head::None => {}
    }
}

/// The parameter at which a curve is `distance` away from its end.
fn back(curve: &Curve, distance: f64) -> f64 {
    let tip = curve.0[3];
    let far = |t: f64| (curve.at(t) - tip).length() >= distance;
    let Some(step) = (0..=64).rev().find(|&step| far(f64::from(step) / 64.0)) else {
        return 0.0;
    };
    let (mut low, mut high) = (f64::from(step) / 64.0, f64::from(step + 1) / 64.0);
    for _ in 0..14 {
        let middle = f64::midpoint(low, high);
        if far(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    low
}

/// Words on a line, on a piece of paper of their own.
pub(super) fn label(
    xml: &mut Xml,
    place: usize,
    label: &Label,
    center: Point,
    color: Tone,
    paper: Tone,
) {
    xml.open(
        "g",
        &[("class", "label"), ("data-edge", &place.to_string())],
    );
    let (width, height) = label.size();
    let paper = [("fill", paper.of(xml.theme)), ("fill-opacity", "0.9")];
    rectangle(xml, Rect::around(center, width, height), 4.0, &paper);
    if let Some(number) = label.number {
        let shift = (width - labels::RING) / 2.0 - 2.0;
        let shift = if label.lines.is_empty() { 0.0 } else { shift };
        badge(xml, number, center - point(shift, 0.0), color);
    }
    let paint = [("fill", color.of(xml.theme))];
    let place = labels::words_center(label, center);
    words(xml, &label.lines, place, labels::SIZE, labels::LINE, &paint);
    xml.close();
}

/// A number on a disc.
pub(super) fn badge(xml: &mut Xml, count: usize, center: Point, color: Tone) {
    let (x, y, r) = (
        number(center.x),
        number(center.y),
        number(labels::RING / 2.0),
    );
    let place = [("cx", x.as_str()), ("cy", y.as_str()), ("r", r.as_str())];
    xml.empty(
        "circle",
        &[&place[..], &[("fill", color.of(xml.theme))]].concat(),
    );
    let paint = [("fill", PAPER.of(xml.theme)), ("font-weight", "bold")];
    words(xml, &[count.to_string()], center, 10.0, 10.0, &paint);
}

/// One line of text from the left.
pub(super) fn text(xml: &mut Xml, place: Point, size: f64, paint: &[(&str, &str)], content: &str) {
    let (x, y, size) = (number(place.x), number(place.y), number(size));
    let shape = [
        ("x", x.as_str()),
        ("y", y.as_str()),
        ("font-size", size.as_str()),
    ];
    xml.leaf("text", &[&shape[..], paint].concat(), content);
}

/// A piece of ground with its heading at the upper left.
pub(super) fn field(xml: &mut Xml, rect: Rect, ground: Ground, heading: &str) {
    xml.open("g", &[("class", "field")]);
    let look = [
        ("fill", ground.fill.of(xml.theme)),
        ("stroke", ground.line.of(xml.theme)),
        ("stroke-width", "1"),
    ];
    rectangle(xml, rect, 14.0, &look);
    let ink = [("font-weight", "bold"), ("fill", ground.ink.of(xml.theme))];
    text(
        xml,
        point(rect.left + 16.0, rect.top + 21.0),
        12.0,
        &ink,
        heading,
    );
    xml.close();
}
