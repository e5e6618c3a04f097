//! How nodes and edges look where a format has colours: as in drawings.

use demarche_model::{ListEdge, SubKind};

use crate::drawing::Theme;
use crate::style;

/// The colour of a kind of node, `#rrggbb`.
pub(super) fn color(kind: SubKind) -> &'static str {
    style::of_node(kind).line.of(Theme::Light)
}

/// The colour of an edge, `#rrggbb`: that of stances by what it says of its ends.
pub(super) fn edge_color(edge: &ListEdge) -> &'static str {
    let label = match (edge.kind, edge.sign) {
        ("supports" | "congruence", _) | ("subtract" | "affiliation", Some(1)) => "supports",
        ("opposes" | "conflict", _) | ("subtract" | "affiliation", Some(-1)) => "opposes",
        ("neutral" | "mention" | "affiliation", _) => "neutral",
        ("about" | "broader", _) => "about",
        _ => "relation",
    };
    let found = style::EDGES.iter().find(|style| style.label == label);
    let style = found.unwrap_or(&style::EDGES[0]);
    style.color.of(Theme::Light)
}

/// Red, green and blue of `#rrggbb`.
pub(super) fn rgb(color: &str) -> [u8; 3] {
    let part = |at: usize| {
        let digits = color.get(at..at + 2);
        digits.and_then(|digits| u8::from_str_radix(digits, 16).ok())
    };
    [1, 3, 5].map(|at| part(at).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_read() {
        assert_eq!(rgb("#0b7d5c"), [0x0b, 0x7d, 0x5c]);
        for style in style::NODES {
            assert_eq!(color(style.kind).len(), 7);
            assert_ne!(rgb(style.line.of(Theme::Light)), [0; 3]);
        }
    }
}
