//! The moves of a transition system, in the order of their scores.

use serde_json::{Map, Value};

use super::damaged;
use super::msgpack::{get, text, value};
use crate::error::ModelError;
use crate::weights::Part;

/// Names of the parser's moves by their number.
pub(super) const PARSER: &[&str] = &["S", "D", "L", "R", "B"];
/// Names of the entity recognizer's moves by their number.
pub(super) const ENTITIES: &[&str] = &["M", "B", "I", "L", "U", "O"];

/// Reads the moves: by kind, then the more frequent label first, then the later one in the order
/// of code points, as the system was set up when it was trained.
pub(super) fn read(
    file: &str,
    section: &str,
    kinds: &[&str],
    bytes: &[u8],
) -> Result<Part<'static>, ModelError> {
    let wrong = || damaged(file, "labels by move, with their counts");
    let whole = value(file, bytes)?;
    let json = get(&whole, "moves").and_then(text).ok_or_else(wrong)?;
    let by_kind: Map<String, Value> =
        serde_json::from_str(json).map_err(|error| damaged(file, error.to_string()))?;
    let mut names = Vec::new();
    for (number, kind) in kinds.iter().enumerate() {
        let Some(counts) = by_kind.get(&number.to_string()) else {
            continue;
        };
        let counts = counts.as_object().ok_or_else(wrong)?;
        let mut labels = Vec::new();
        for (label, count) in counts {
            labels.push((count.as_i64().ok_or_else(wrong)?, label));
        }
        labels.sort_unstable();
        names.extend(labels.iter().rev().map(|(_, label)| match label.as_str() {
            "" => (*kind).to_owned(),
            label => format!("{kind}-{label}"),
        }));
    }
    if by_kind
        .keys()
        .any(|key| key.parse().is_ok_and(|key: usize| key >= kinds.len()))
    {
        return Err(wrong());
    }
    Part::strings(section.to_owned(), &names).ok_or_else(wrong)
}
