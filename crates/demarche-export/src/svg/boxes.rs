//! Nodes as boxes: names broken into lines, sizes, outlines.

use demarche_model::{SubKind, SubNode, Subgraph};

use super::font::{self, Weight};
use super::geometry::{Point, Rect, point};
use crate::style::{self, NodeStyle, Shape};
use crate::text;

/// Font size of names.
pub(super) const SIZE: f64 = 13.0;
/// From one line of a name to the next.
pub(super) const LINE: f64 = 16.0;
/// Room that a name may take before it is broken.
const WIDTH: f64 = 150.0;
const LINES: usize = 3;

/// A node that is drawn.
#[derive(Debug, Clone)]
pub(super) struct NodeBox {
    pub lines: Vec<String>,
    pub weight: Weight,
    pub style: &'static NodeStyle,
    pub size: (f64, f64),
    pub center: Point,
}

impl NodeBox {
    fn new(node: &SubNode) -> NodeBox {
        let weight = if node.focus {
            Weight::Bold
        } else {
            Weight::Regular
        };
        NodeBox::sized(&text::name(node), node.kind, weight)
    }

    /// A box with a name that is no node of a graph.
    pub fn named(name: &str, kind: SubKind) -> NodeBox {
        NodeBox::sized(&text::shown(name), kind, Weight::Regular)
    }

    fn sized(name: &str, kind: SubKind, weight: Weight) -> NodeBox {
        let style = style::of_node(kind);
        let lines = wrap(name, WIDTH, LINES, |part| font::width(part, SIZE, weight));
        let widest = lines.iter().map(|line| font::width(line, SIZE, weight));
        let widest = widest.fold(0.0, f64::max).ceil();
        #[allow(clippy::cast_precision_loss, reason = "at most a few lines")]
        let height = lines.len() as f64 * LINE + 14.0;
        let sides = match style.shape {
            Shape::Pill | Shape::DoublePill => height.min(46.0) * 0.75,
            Shape::Octagon => 26.0,
            Shape::Rounded | Shape::Box => 20.0,
        };
        NodeBox {
            lines,
            weight,
            style,
            size: (f64::max(widest + sides, height + 12.0), height),
            center: Point::default(),
        }
    }

    pub fn rect(&self) -> Rect {
        Rect::around(self.center, self.size.0, self.size.1)
    }

    /// Radius of the corners.
    pub fn radius(&self) -> f64 {
        match self.style.shape {
            Shape::Pill | Shape::DoublePill => self.size.1.min(46.0) / 2.0,
            Shape::Rounded | Shape::Octagon => 7.0,
            Shape::Box => 0.0,
        }
    }

    /// Whether a point lies inside the outline or less than `margin` outside.
    pub fn holds(&self, place: Point, margin: f64) -> bool {
        let radius = self.radius();
        let off = place - self.center;
        let over = point(
            off.x.abs() - self.size.0 / 2.0 + radius,
            off.y.abs() - self.size.1 / 2.0 + radius,
        );
        let outside = point(over.x.max(0.0), over.y.max(0.0)).length();
        let inside = over.x.max(over.y).min(0.0);
        outside + inside - radius < margin
    }
}

/// A box for every node, all at the origin.
pub(super) fn boxes(graph: &Subgraph) -> Vec<NodeBox> {
    graph.nodes.iter().map(NodeBox::new).collect()
}

/// Breaks a text into at most `most` lines of about equal width, none wider than `limit` as
/// `measure` tells; what does not fit ends in an ellipsis. O(length^2) at worst.
pub(super) fn wrap(
    text: &str,
    limit: f64,
    most: usize,
    measure: impl Fn(&str) -> f64,
) -> Vec<String> {
    let mut narrow = limit;
    let widest = words(text)
        .map(|word| measure(word.trim_end()))
        .fold(0.0, f64::max);
    let mut lines = fill(text, limit, &measure);
    let count = lines.len();
    // The narrowest lines that need no more of them look even.
    if (2..=most).contains(&count) {
        loop {
            narrow *= 0.94;
            let more = fill(text, narrow, &measure);
            if more.len() > count || narrow < f64::max(limit / 3.0, widest) {
                break;
            }
            lines = more;
        }
    }
    shortened(lines, limit, most, measure)
}

/// As [`wrap`], with lines as full as can be.
pub(super) fn wrap_lines(
    text: &str,
    limit: f64,
    most: usize,
    measure: impl Fn(&str) -> f64,
) -> Vec<String> {
    shortened(fill(text, limit, &measure), limit, most, measure)
}

fn shortened(
    mut lines: Vec<String>,
    limit: f64,
    most: usize,
    measure: impl Fn(&str) -> f64,
) -> Vec<String> {
    if lines.len() > most {
        lines.truncate(most);
        if let Some(last) = lines.last_mut() {
            while !last.is_empty() && measure(&format!("{last}…")) > limit {
                last.pop();
            }
            *last = format!("{}…", last.trim_end());
        }
    }
    lines
}

/// What lines are made of: up to a space, or to a hyphen that is not in a number or date.
fn words(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    std::iter::from_fn(move || {
        let end = rest.char_indices().find(|&(at, letter)| {
            let next = rest[at + letter.len_utf8()..].chars().next();
            letter == ' ' || (letter == '-' && !next.is_some_and(|next| next.is_ascii_digit()))
        });
        let end = end.map_or(rest.len(), |(at, _)| at + 1);
        let (word, after) = rest.split_at(end);
        rest = after;
        (!word.is_empty()).then_some(word)
    })
}

/// Breaks at spaces, after hyphens, and inside words that are too wide alone.
fn fill(text: &str, limit: f64, measure: &impl Fn(&str) -> f64) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in words(text) {
        let Some(line) = lines.last_mut() else { break };
        if measure(format!("{line}{word}").trim_end()) <= limit {
            line.push_str(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(String::new());
        }
        if measure(word.trim_end()) <= limit {
            if let Some(line) = lines.last_mut() {
                line.push_str(word);
            }
            continue;
        }
        let mut part = String::new();
        for letter in word.chars() {
            part.push(letter);
            if part.chars().nth(1).is_some() && measure(part.trim_end()) > limit {
                part.pop();
                if let Some(line) = lines.last_mut() {
                    line.push_str(&part);
                }
                lines.push(String::new());
                part = letter.to_string();
            }
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&part);
        }
    }
    for line in &mut lines {
        line.truncate(line.trim_end().len());
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hostile;

    #[allow(clippy::cast_precision_loss, reason = "short texts")]
    fn letters(text: &str) -> f64 {
        text.chars().count() as f64
    }

    #[test]
    fn lines_are_even_and_fit() {
        let lines = wrap(
            "Supreme Headquarters Allied Powers Europe",
            30.0,
            3,
            letters,
        );
        assert_eq!(lines, ["Supreme Headquarters", "Allied Powers Europe"]);
        assert_eq!(wrap("NATO", 30.0, 3, letters), ["NATO"]);
        assert_eq!(
            wrap("two-tier on 2025-02-12", 12.0, 3, letters),
            ["two-tier on", "2025-02-12"]
        );
        assert_eq!(wrap("", 30.0, 3, letters), [""]);
        assert_eq!(wrap("abcdefghij", 4.0, 9, letters).concat(), "abcdefghij");
        assert_eq!(wrap("one two three four", 5.0, 2, letters), ["one", "two…"]);
    }

    #[test]
    fn every_name_fits_its_box() {
        for node in boxes(&hostile::subgraph()) {
            for line in &node.lines {
                let width = font::width(line, SIZE, node.weight);
                assert!(width <= WIDTH && width + 8.0 <= node.size.0, "{line}");
            }
        }
    }

    #[test]
    fn the_outline_is_round_where_it_should_be() {
        let graph = hostile::subgraph();
        for node in boxes(&graph) {
            let (width, height) = node.size;
            assert!(node.holds(point(0.0, height / 2.0 - 0.1), 0.0));
            assert!(!node.holds(point(0.0, height / 2.0 + 3.0), 2.0));
            let corner = point(width / 2.0 - 1.0, height / 2.0 - 1.0);
            assert_eq!(node.holds(corner, 0.0), node.radius() < 1.0);
        }
    }
}
