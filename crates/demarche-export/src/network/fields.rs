//! What nodes and edges have besides their ids and ends: rows of data.

use demarche_model::{Date, ListEdge, ListNode, Outline, SubKind};

/// The value of a field.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Value<'a> {
    /// Not known, or not of this kind of edge.
    Missing,
    Text(&'a str),
    Texts(&'a [String]),
    Whole(i64),
    Real(f64),
    Flag(bool),
    /// As coarse as it is known.
    Date(Date),
}

/// What values a field has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Text,
    Texts,
    Whole,
    Real,
    Flag,
    Date,
}

/// A field.
pub(crate) struct Field<T> {
    /// Its name in every format.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
    /// Whether edges of a list may have it.
    pub(crate) there: fn(&Outline) -> bool,
    pub(crate) of: for<'a> fn(&'a T) -> Value<'a>,
}

const fn field<T>(
    name: &'static str,
    kind: Kind,
    there: fn(&Outline) -> bool,
    of: for<'a> fn(&'a T) -> Value<'a>,
) -> Field<T> {
    Field {
        name,
        kind,
        there,
        of,
    }
}

const ALWAYS: fn(&Outline) -> bool = |_| true;
const DIRECTED: fn(&Outline) -> bool = |outline| outline.directed;
const OBSERVED: fn(&Outline) -> bool = |outline| !outline.tallies;
const PROOFS: fn(&Outline) -> bool = |outline| outline.proofs;
const TALLIES: fn(&Outline) -> bool = |outline| outline.tallies;

/// What nodes have besides `id` and name, which formats call in their own ways.
#[rustfmt::skip]
pub(crate) const NODE: &[Field<ListNode>] = &[
    field("kind", Kind::Text, ALWAYS, |node| Value::Text(node.kind.as_str())),
    field("class", Kind::Text, ALWAYS, |node| Value::Text(class(node))),
    field("aliases", Kind::Texts, ALWAYS, |node| some(node.aliases.as_slice())),
    field("wikidata", Kind::Text, ALWAYS, |node| optional(node.wikidata.as_deref())),
];

/// What edges have besides `id`, ends and `weight`, which formats call in their own ways.
#[rustfmt::skip]
pub(crate) const EDGE: &[Field<ListEdge>] = &[
    field("kind", Kind::Text, ALWAYS, |edge| Value::Text(edge.kind)),
    field("sign", Kind::Whole, ALWAYS, |edge| edge.sign.map_or(Value::Missing, |sign| Value::Whole(sign.into()))),
    field("symmetric", Kind::Flag, DIRECTED, |edge| Value::Flag(!edge.directed)),
    field("count", Kind::Whole, ALWAYS, |edge| whole(edge.count)),
    field("confidence", Kind::Real, OBSERVED, |edge| edge.confidence.map_or(Value::Missing, |one| Value::Real(one.fraction()))),
    field("hedged", Kind::Flag, OBSERVED, |edge| edge.confidence.map_or(Value::Missing, |_| Value::Flag(edge.hedged))),
    field("first", Kind::Date, ALWAYS, |edge| date(edge.first)),
    field("last", Kind::Date, ALWAYS, |edge| date(edge.last)),
    field("office", Kind::Text, PROOFS, |edge| optional(edge.proof.as_ref().and_then(|proof| proof.office.as_deref()))),
    field("quote", Kind::Text, PROOFS, |edge| optional(edge.proof.as_ref().map(|proof| proof.quote.as_str()))),
    field("document", Kind::Text, PROOFS, |edge| optional(edge.proof.as_ref().map(|proof| proof.document.as_str()))),
    field("mode", Kind::Text, PROOFS, |edge| optional(edge.proof.as_ref().and_then(|proof| proof.mode).map(demarche_model::Mode::as_str))),
    field("agreement", Kind::Real, TALLIES, |edge| edge.tally.map_or(Value::Missing, |tally| Value::Real(tally.agreement))),
    field("disagreement", Kind::Real, TALLIES, |edge| edge.tally.map_or(Value::Missing, |tally| Value::Real(tally.disagreement))),
    field("shared", Kind::Whole, TALLIES, |edge| edge.tally.map_or(Value::Missing, |tally| whole(tally.shared))),
];

fn class(node: &ListNode) -> &'static str {
    match node.kind {
        SubKind::Actor(_) => "actor",
        SubKind::Issue => "issue",
    }
}

fn whole(count: usize) -> Value<'static> {
    Value::Whole(i64::try_from(count).unwrap_or(i64::MAX))
}

fn date(date: Option<Date>) -> Value<'static> {
    date.map_or(Value::Missing, Value::Date)
}

fn optional(text: Option<&str>) -> Value<'_> {
    text.map_or(Value::Missing, Value::Text)
}

fn some(texts: &[String]) -> Value<'_> {
    if texts.is_empty() {
        Value::Missing
    } else {
        Value::Texts(texts)
    }
}

/// Those fields that a list may have.
pub(crate) fn of<T>(all: &'static [Field<T>], outline: &Outline) -> Vec<&'static Field<T>> {
    all.iter().filter(|field| (field.there)(outline)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_told_apart_and_leave_readers_their_own() {
        let nodes: Vec<_> = NODE.iter().map(|field| field.name).collect();
        let edges: Vec<_> = EDGE.iter().map(|field| field.name).collect();
        for names in [nodes, edges] {
            for (place, name) in names.iter().enumerate() {
                assert!(!names[place + 1..].contains(name), "{name}");
                // `id` is what igraph stumbles over; the others name ends, labels and weights.
                let taken = ["id", "label", "name", "source", "target", "weight", "key"];
                assert!(!taken.contains(name), "{name}");
            }
        }
    }
}
