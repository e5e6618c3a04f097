//! The terms of the vocabularies.

use demarche_model::{ActorKind, Date, Polarity, RelationKind};
use oxrdf::{Literal, NamedNode};

/// Where our own terms begin. A name of no place on the web: nothing is looked up.
const OURS: &str = "urn:demarche:term:";
/// Where the records' names begin; the id follows.
const RECORDS: &str = "urn:demarche:id:";
/// Where extractors' names begin; the name follows, percent-encoded.
const EXTRACTORS: &str = "urn:demarche:extractor:";

/// Prefixes of the Turtle file, in its order.
pub const PREFIXES: &[(&str, &str)] = &[
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("skos", "http://www.w3.org/2004/02/skos/core#"),
    ("dcterms", "http://purl.org/dc/terms/"),
    ("schema", "https://schema.org/"),
    ("prov", "http://www.w3.org/ns/prov#"),
    ("oa", "http://www.w3.org/ns/oa#"),
    ("org", "http://www.w3.org/ns/org#"),
    ("dem", OURS),
    ("id", RECORDS),
];

/// The term of one of the prefixes, such as `skos:prefLabel`. Without a known prefix it is one of
/// our own. O(prefixes).
pub fn term(name: &str) -> NamedNode {
    let (prefix, local) = name.split_once(':').unwrap_or(("dem", name));
    let known = PREFIXES.iter().find(|(known, _)| *known == prefix);
    let base = known.map_or(OURS, |(_, iri)| *iri);
    NamedNode::new_unchecked(format!("{base}{local}"))
}

/// The name of a record.
pub fn record(id: impl std::fmt::Display) -> NamedNode {
    NamedNode::new_unchecked(format!("{RECORDS}{id}"))
}

/// The name of what made a record.
pub fn extractor(name: &str) -> NamedNode {
    let mut iri = String::from(EXTRACTORS);
    for byte in name.bytes() {
        // Unreserved characters of RFC 3986, 2.3.
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            iri.push(char::from(byte));
        } else {
            let digits = b"0123456789ABCDEF";
            let digit = |half: u8| char::from(digits[usize::from(half)]);
            iri.extend(['%', digit(byte >> 4), digit(byte & 15)]);
        }
    }
    NamedNode::new_unchecked(iri)
}

/// The class of an actor.
pub fn class(kind: ActorKind) -> NamedNode {
    term(match kind {
        ActorKind::Person => "schema:Person",
        ActorKind::Organization => "schema:Organization",
        ActorKind::State => "schema:Country",
        ActorKind::Group => "Group",
    })
}

/// The predicate of a stance.
pub fn stance(polarity: Polarity) -> NamedNode {
    term(match polarity {
        Polarity::Support => "supports",
        Polarity::Oppose => "opposes",
        Polarity::Neutral => "neutralOn",
    })
}

/// The predicate of a relation: its word, as predicates are written (`holds_office`:
/// `holdsOffice`).
pub fn relation(kind: RelationKind) -> NamedNode {
    let mut name = String::new();
    let mut raise = false;
    for letter in kind.as_str().chars() {
        if letter == '_' {
            raise = true;
        } else if std::mem::take(&mut raise) {
            name.push(letter.to_ascii_uppercase());
        } else {
            name.push(letter);
        }
    }
    term(&name)
}

/// A date with the type of as much as is known of it.
pub fn date(date: Date) -> Literal {
    let text = date.to_string();
    let kind = match text.len() {
        0..=4 => "xsd:gYear",
        5..=7 => "xsd:gYearMonth",
        _ => "xsd:date",
    };
    Literal::new_typed_literal(text, term(kind))
}
