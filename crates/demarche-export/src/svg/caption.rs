//! From when and where a picture is: the lines beneath it.

use std::collections::BTreeSet;

use demarche_model::{EdgeKind, Subgraph};

use crate::text;

/// How many sources are named.
const NAMED: usize = 6;

/// The days of the stances, how many passages there are, and the documents that the best quotes
/// are from. Empty for a graph without evidence. O(edges log edges).
pub(super) fn of(graph: &Subgraph) -> Vec<String> {
    let passages: usize = graph.edges.iter().map(|edge| edge.count).sum();
    if passages == 0 {
        return Vec::new();
    }
    let stances = graph
        .edges
        .iter()
        .filter(|edge| matches!(edge.kind, EdgeKind::Stance(_)));
    let first = stances.clone().filter_map(|edge| edge.first).min();
    let last = stances.filter_map(|edge| edge.last).max();
    let counted = match passages {
        1 => "1 passage".to_owned(),
        more => format!("{more} passages"),
    };
    let head = match (first, last) {
        (Some(first), Some(last)) if first != last => {
            format!("{counted}, stances of {first} to {last}.")
        }
        (Some(day), _) | (None, Some(day)) => format!("{counted}, stances of {day}."),
        (None, None) => format!("{counted}."),
    };
    let titles = graph.edges.iter().filter_map(|edge| edge.document.as_ref());
    let titles: BTreeSet<String> = titles
        .map(|title| text::clean(title))
        .filter(|title| !title.is_empty())
        .collect();
    let mut lines = vec![head];
    lines.extend(sources(&titles));
    lines
}

/// The sources in a line.
pub(super) fn sources(titles: &BTreeSet<String>) -> Option<String> {
    if titles.is_empty() {
        return None;
    }
    let named: Vec<&str> = titles.iter().take(NAMED).map(String::as_str).collect();
    let rest = titles.len() - named.len();
    let more = match rest {
        0 => String::new(),
        rest => format!("; and {rest} more"),
    };
    Some(format!("Sources: {}{more}.", named.join("; ")))
}
