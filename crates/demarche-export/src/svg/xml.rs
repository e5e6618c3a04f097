//! Writes XML that is valid whatever the texts are.

use std::fmt::Write;

use super::geometry::{Curve, Point};
use crate::drawing::Theme;

/// A number with at most one decimal. Never `-0`.
pub(super) fn number(value: f64) -> String {
    let rounded = (value * 10.0).round() / 10.0;
    // Adding zero turns the negative zero into the other one.
    format!("{}", rounded + 0.0)
}

/// Text between tags or inside an attribute's quotes. Expects cleaned text.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len() + 8);
    for letter in text.chars() {
        match letter {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            _ => safe.push(letter),
        }
    }
    safe
}

/// A document that grows element by element.
#[derive(Debug, Default)]
pub(super) struct Xml {
    pub text: String,
    pub theme: Theme,
    open: Vec<&'static str>,
}

/// Names and values of attributes.
pub(super) type Attributes<'a> = &'a [(&'a str, &'a str)];

impl Xml {
    /// An empty document in these colours.
    pub fn new(theme: Theme) -> Xml {
        Xml {
            theme,
            ..Xml::default()
        }
    }

    fn start(&mut self, tag: &str, attributes: Attributes<'_>) {
        self.indent();
        self.text.push('<');
        self.text.push_str(tag);
        for (name, value) in attributes {
            // Writing to a string cannot fail.
            let _ = write!(self.text, " {name}=\"{}\"", escaped(value));
        }
    }

    fn indent(&mut self) {
        self.text.extend(std::iter::repeat_n(' ', self.open.len()));
    }

    /// Opens an element that others stand in.
    pub fn open(&mut self, tag: &'static str, attributes: Attributes<'_>) {
        self.start(tag, attributes);
        self.text.push_str(">\n");
        self.open.push(tag);
    }

    /// Closes the element opened last.
    pub fn close(&mut self) {
        if let Some(tag) = self.open.pop() {
            self.indent();
            let _ = writeln!(self.text, "</{tag}>");
        }
    }

    /// An element without content.
    pub fn empty(&mut self, tag: &str, attributes: Attributes<'_>) {
        self.start(tag, attributes);
        self.text.push_str("/>\n");
    }

    /// An element with text.
    pub fn leaf(&mut self, tag: &str, attributes: Attributes<'_>, content: &str) {
        self.start(tag, attributes);
        let _ = writeln!(self.text, ">{}</{tag}>", escaped(content));
    }
}

/// The `d` of a path along a curve.
pub(super) fn path(curve: &Curve) -> String {
    let [start, one, two, end] = curve.0.map(|place| pair(place, " "));
    format!("M{start}C{one} {two} {end}")
}

/// Two coordinates.
pub(super) fn pair(place: Point, between: &str) -> String {
    format!("{}{between}{}", number(place.x), number(place.y))
}

/// The `points` of a polygon.
pub(super) fn points(corners: &[Point]) -> String {
    let corners: Vec<String> = corners.iter().map(|&corner| pair(corner, ",")).collect();
    corners.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        let shown = [1.0, 1.25, -0.01, 1234.56, -3.3].map(number);
        assert_eq!(shown, ["1", "1.3", "0", "1234.6", "-3.3"]);
    }

    #[test]
    fn nothing_is_left_open() {
        let mut xml = Xml::default();
        xml.open("g", &[("id", "\"<&")]);
        xml.leaf("title", &[], "a > b");
        xml.close();
        xml.close();
        assert_eq!(
            xml.text,
            "<g id=\"&quot;&lt;&amp;\">\n <title>a &gt; b</title>\n</g>\n"
        );
    }
}
