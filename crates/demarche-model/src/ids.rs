//! Ids: 100 bits of a SHA-256 hash, printed as one letter and twenty base-32 characters.

use std::fmt;
use std::str::FromStr;

use sha2::{Digest, Sha256};

/// In the order of their bytes, so that printed ids sort as ids do.
const ALPHABET: &[u8; 32] = b"234567abcdefghijklmnopqrstuvwxyz";
const DIGITS: u32 = 20;

/// A text that is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {wanted}")]
pub struct IdError {
    /// What was read.
    pub text: String,
    /// What it should have been.
    pub wanted: &'static str,
}

/// Hash of length-prefixed parts, so that moving a boundary changes the id.
fn hash(letter: char, parts: &[&str]) -> u128 {
    let mut sha = Sha256::new();
    sha.update([letter as u8]);
    for part in parts {
        sha.update((part.len() as u64).to_le_bytes());
        sha.update(part.as_bytes());
    }
    top_bits(&sha.finalize().into())
}

fn top_bits(digest: &[u8; 32]) -> u128 {
    let head = digest[..16]
        .iter()
        .fold(0u128, |bits, &byte| (bits << 8) | u128::from(byte));
    head >> (128 - 5 * DIGITS)
}

fn write_id(f: &mut fmt::Formatter<'_>, letter: char, bits: u128) -> fmt::Result {
    let mut text = [letter as u8; 1 + DIGITS as usize];
    let mut rest = bits;
    for place in text[1..].iter_mut().rev() {
        *place = ALPHABET[(rest & 31) as usize];
        rest >>= 5;
    }
    f.pad(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
}

fn read_id(text: &str, letter: char) -> Option<u128> {
    let digits = text.strip_prefix(letter)?;
    if digits.len() != DIGITS as usize {
        return None;
    }
    digits.bytes().try_fold(0u128, |bits, byte| {
        let value = ALPHABET.iter().position(|&known| known == byte)?;
        Some((bits << 5) | value as u128)
    })
}

/// Mints the id types: the letter is the first character of the printed form.
macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident, $letter:literal, $wanted:literal;)+) => { $(
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(u128);

        impl $name {
            /// The letter that printed ids of this kind begin with.
            pub const LETTER: char = $letter;

            /// Sorts before every other id.
            pub const LEAST: Self = Self(0);

            /// Hash of the parts in order. O(length).
            pub fn of(parts: &[&str]) -> Self {
                Self(hash($letter, parts))
            }

            /// Sixteen bytes, big-endian, sorting as the id sorts.
            pub const fn to_bytes(self) -> [u8; 16] {
                self.0.to_be_bytes()
            }

            /// The id of [`Self::to_bytes`]; `None` if more than 100 bits are set.
            pub const fn from_bytes(bytes: [u8; 16]) -> Option<Self> {
                let value = u128::from_be_bytes(bytes);
                if value >> (5 * DIGITS) == 0 { Some(Self(value)) } else { None }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write_id(f, $letter, self.0)
            }
        }

        impl FromStr for $name {
            type Err = IdError;
            fn from_str(text: &str) -> Result<Self, IdError> {
                read_id(text, $letter)
                    .map(Self)
                    .ok_or_else(|| IdError { text: text.to_owned(), wanted: $wanted })
            }
        }
    )+ };
}

ids! {
    /// A document: hash of its raw bytes.
    DocumentId, 'd', "a document id";
    /// An actor: hash of its kind and its key.
    ActorId, 'a', "an actor id";
    /// An issue: hash of its normal form.
    IssueId, 'i', "an issue id";
    /// An attribution.
    AttributionId, 'q', "an attribution id";
    /// A statement.
    StatementId, 's', "a statement id";
    /// A relation.
    RelationId, 'r', "a relation id";
    /// A decision.
    DecisionId, 'x', "a decision id";
    /// All that is between two nodes of one kind. Only exports name edges.
    EdgeId, 'e', "an edge id";
}

impl DocumentId {
    /// The id of a document from the SHA-256 of its raw bytes.
    pub fn of_sha256(digest: &[u8; 32]) -> Self {
        Self(top_bits(digest))
    }
}

impl EdgeId {
    /// The edge of a kind between two nodes. Their ids are hashes already, so mixing them tells
    /// edges apart as well as hashing once more would. O(length of the kind).
    pub fn between(from: NodeId, to: NodeId, kind: &str) -> Self {
        // Odd numbers without a pattern: the fractions of the roots of 2 and 3.
        const FROM: u128 = 0x6a09_e667_f3bc_c908_b2fb_1366_ea95_7d3f;
        const TO: u128 = 0xbb67_ae85_84ca_a73b_2574_2d70_78b8_3b89;
        let word = kind.bytes().fold(1u128, |word, byte| {
            (word ^ u128::from(byte)).wrapping_mul(FROM)
        });
        let mut mixed = from.bits().wrapping_mul(FROM) ^ to.bits().wrapping_mul(TO).rotate_left(47);
        for part in [word, TO] {
            mixed = (mixed ^ part ^ (mixed >> 61)).wrapping_mul(TO);
        }
        Self((mixed ^ (mixed >> 67)) >> (128 - 5 * DIGITS))
    }
}

/// What a stance can point at and a path can visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum NodeId {
    /// An actor.
    Actor(ActorId),
    /// An issue.
    Issue(IssueId),
}

impl NodeId {
    /// The actor, if it is one.
    pub const fn actor(self) -> Option<ActorId> {
        match self {
            NodeId::Actor(id) => Some(id),
            NodeId::Issue(_) => None,
        }
    }

    /// The issue, if it is one.
    pub const fn issue(self) -> Option<IssueId> {
        match self {
            NodeId::Issue(id) => Some(id),
            NodeId::Actor(_) => None,
        }
    }

    const fn bits(self) -> u128 {
        match self {
            NodeId::Actor(id) => id.0,
            NodeId::Issue(id) => id.0,
        }
    }
}

impl From<ActorId> for NodeId {
    fn from(id: ActorId) -> Self {
        NodeId::Actor(id)
    }
}

impl From<IssueId> for NodeId {
    fn from(id: IssueId) -> Self {
        NodeId::Issue(id)
    }
}

impl fmt::Display for NodeId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            NodeId::Actor(id) => id.fmt(f),
            NodeId::Issue(id) => id.fmt(f),
        }
    }
}

impl FromStr for NodeId {
    type Err = IdError;
    fn from_str(text: &str) -> Result<Self, IdError> {
        let actor = text.parse().map(NodeId::Actor);
        actor
            .or_else(|_| text.parse().map(NodeId::Issue))
            .map_err(|_: IdError| IdError {
                text: text.to_owned(),
                wanted: "a node id",
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_survives_text_and_bytes() {
        let id = StatementId::of(&["a", "b"]);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!(StatementId::from_bytes(id.to_bytes()), Some(id));
        assert_eq!(id.to_string().len(), 21);
    }

    #[test]
    fn printed_ids_sort_as_ids_do() {
        let mut ids: Vec<ActorId> = (0..99)
            .map(|n: u8| ActorId::of(&[&n.to_string()]))
            .collect();
        ids.sort_unstable();
        assert!(ids.is_sorted_by_key(ToString::to_string));
    }

    #[test]
    fn boundaries_and_kinds_matter() {
        assert_ne!(ActorId::of(&["ab", "c"]), ActorId::of(&["a", "bc"]));
        assert_ne!(
            ActorId::of(&["x"]).to_bytes(),
            IssueId::of(&["x"]).to_bytes(),
            "the letter is part of the hash"
        );
    }

    #[test]
    fn damaged_ids_are_refused() {
        assert!("a123".parse::<ActorId>().is_err());
        assert!(IssueId::of(&["x"]).to_string().parse::<ActorId>().is_err());
        assert_eq!(ActorId::from_bytes([255; 16]), None);
    }

    #[test]
    fn an_edge_is_told_by_its_ends_their_order_and_its_kind() {
        let nodes: Vec<NodeId> = (0..40)
            .flat_map(|n: u8| {
                let name = n.to_string();
                [
                    NodeId::from(ActorId::of(&[&name])),
                    IssueId::of(&[&name]).into(),
                ]
            })
            .collect();
        let mut all = std::collections::BTreeSet::new();
        let mut letters = [0usize; 32];
        for &from in &nodes {
            for &to in &nodes {
                for kind in ["supports", "opposes", "about", ""] {
                    let id = EdgeId::between(from, to, kind);
                    assert_eq!(id.to_string().parse(), Ok(id));
                    assert!(all.insert(id), "{from} {to} {kind}");
                    for part in 0..20 {
                        letters[((id.0 >> (5 * part)) & 31) as usize] += 1;
                    }
                }
            }
        }
        let even = all.len() * 20 / 32;
        assert!(
            letters.iter().all(|count| count.abs_diff(even) < even / 20),
            "spread evenly: {letters:?}"
        );
    }
}
