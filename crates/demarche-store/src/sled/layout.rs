//! Keys: one tree, the first byte tells what a record is. See `FORMAT.md`.

use demarche_model::{
    ActorId, AttributionId, DecisionId, DocumentId, IssueId, NodeId, RelationId, StatementId,
};

use crate::admit::ObservationId;

/// First bytes of keys.
pub(crate) mod tag {
    pub(crate) const META: u8 = 0x00;
    pub(crate) const DOCUMENT: u8 = b'D';
    pub(crate) const TEXT: u8 = b'T';
    pub(crate) const PROOF: u8 = b'P';
    pub(crate) const ACTOR_SAID: u8 = b'a';
    pub(crate) const ISSUE_SAID: u8 = b'i';
    pub(crate) const ATTRIBUTION: u8 = b'Q';
    pub(crate) const STATEMENT: u8 = b'S';
    pub(crate) const RELATION: u8 = b'R';
    pub(crate) const DECISION: u8 = b'X';
    pub(crate) const ACTOR: u8 = b'A';
    pub(crate) const ISSUE: u8 = b'I';
    pub(crate) const PATH: u8 = b'H';
    pub(crate) const NAME: u8 = b'N';
    pub(crate) const LINKS: u8 = b'E';
    pub(crate) const IMPORT: u8 = b'M';
    pub(crate) const RUN: u8 = b'B';
}

/// Every tag with the name that errors and findings use, and whether its records are derived
/// from the others.
pub(crate) const TREES: &[(u8, &str, bool)] = &[
    (tag::META, "meta", false),
    (tag::DOCUMENT, "documents", false),
    (tag::TEXT, "texts", false),
    (tag::PROOF, "proofs", false),
    (tag::ACTOR_SAID, "actors of documents", false),
    (tag::ISSUE_SAID, "issues of documents", false),
    (tag::ATTRIBUTION, "attributions", false),
    (tag::STATEMENT, "statements", false),
    (tag::RELATION, "relations", false),
    (tag::DECISION, "decisions", false),
    (tag::IMPORT, "imports", false),
    (tag::RUN, "runs of imports", false),
    (tag::ACTOR, "actors", true),
    (tag::ISSUE, "issues", true),
    (tag::PATH, "paths", true),
    (tag::NAME, "names", true),
    (tag::LINKS, "adjacency", true),
];

/// The format version, under the tag of meta records.
pub(crate) const FORMAT_KEY: &[u8] = b"\0format";
/// How many changes the tree has seen.
pub(crate) const STEP_KEY: &[u8] = b"\0step";
/// Present while derived records are being rebuilt.
pub(crate) const REBUILD_KEY: &[u8] = b"\0rebuild";

/// Bytes of a packed id: 100 bits, and four spare ones on top that tell what it is the id of.
pub(crate) const ID: usize = 13;

/// A packed id.
pub(crate) type Id = [u8; ID];

/// Stands for a document where actors and issues come from none.
pub(crate) const NO_DOCUMENT: Id = [0xff; ID];

/// Drops the bytes of an id that are always zero.
pub(crate) fn pack(bytes: [u8; 16]) -> Id {
    let mut packed = [0; ID];
    packed.copy_from_slice(&bytes[16 - ID..]);
    packed
}

/// The sixteen bytes of a packed id.
pub(crate) fn unpack(packed: Id) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[16 - ID..].copy_from_slice(&packed);
    bytes
}

const ISSUE_BIT: u8 = 0x10;

/// A node: an actor id as it is, an issue id with the lowest spare bit set. Sorts as the node.
pub(crate) fn pack_node(node: NodeId) -> Id {
    match node {
        NodeId::Actor(id) => pack(id.to_bytes()),
        NodeId::Issue(id) => {
            let mut packed = pack(id.to_bytes());
            packed[0] |= ISSUE_BIT;
            packed
        }
    }
}

/// The node of [`pack_node`].
pub(crate) fn unpack_node(mut packed: Id) -> Option<NodeId> {
    if packed[0] & ISSUE_BIT == 0 {
        return ActorId::from_bytes(unpack(packed)).map(NodeId::Actor);
    }
    packed[0] &= !ISSUE_BIT;
    IssueId::from_bytes(unpack(packed)).map(NodeId::Issue)
}

fn key(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut key = vec![tag];
    for part in parts {
        key.extend_from_slice(part);
    }
    key
}

pub(crate) fn document(id: DocumentId) -> Vec<u8> {
    key(tag::DOCUMENT, &[&pack(id.to_bytes())])
}

pub(crate) fn proof(id: DocumentId) -> Vec<u8> {
    key(tag::PROOF, &[&pack(id.to_bytes())])
}

/// One block of a text.
pub(crate) fn text(id: DocumentId, block: u32) -> Vec<u8> {
    key(tag::TEXT, &[&pack(id.to_bytes()), &block.to_be_bytes()])
}

/// What `source` says of an actor; all of it with an empty source.
pub(crate) fn actor_said(id: ActorId, source: &[u8]) -> Vec<u8> {
    key(tag::ACTOR_SAID, &[&pack(id.to_bytes()), source])
}

/// What `source` says of an issue; all of it with an empty source.
pub(crate) fn issue_said(id: IssueId, source: &[u8]) -> Vec<u8> {
    key(tag::ISSUE_SAID, &[&pack(id.to_bytes()), source])
}

pub(crate) fn attribution(id: AttributionId) -> Vec<u8> {
    key(tag::ATTRIBUTION, &[&pack(id.to_bytes())])
}

pub(crate) fn statement(id: StatementId) -> Vec<u8> {
    key(tag::STATEMENT, &[&pack(id.to_bytes())])
}

pub(crate) fn relation(id: RelationId) -> Vec<u8> {
    key(tag::RELATION, &[&pack(id.to_bytes())])
}

pub(crate) fn observation(id: ObservationId) -> Vec<u8> {
    match id {
        ObservationId::Attribution(id) => attribution(id),
        ObservationId::Statement(id) => statement(id),
        ObservationId::Relation(id) => relation(id),
    }
}

pub(crate) fn decision(id: DecisionId) -> Vec<u8> {
    key(tag::DECISION, &[&pack(id.to_bytes())])
}

pub(crate) fn actor(id: ActorId) -> Vec<u8> {
    key(tag::ACTOR, &[&pack(id.to_bytes())])
}

pub(crate) fn issue(id: IssueId) -> Vec<u8> {
    key(tag::ISSUE, &[&pack(id.to_bytes())])
}

pub(crate) fn path(path: &str) -> Vec<u8> {
    key(tag::PATH, &[path.as_bytes()])
}

/// All names that fold to `folded`. A folded name has no zero byte.
pub(crate) fn names(folded: &str) -> Vec<u8> {
    key(tag::NAME, &[folded.as_bytes(), &[0]])
}

pub(crate) fn name(folded: &str, node: NodeId) -> Vec<u8> {
    key(tag::NAME, &[folded.as_bytes(), &[0], &pack_node(node)])
}

/// The name and node of a key of [`name`].
pub(crate) fn read_name(key: &[u8]) -> Option<(String, NodeId)> {
    let (name, node) = key.get(1..)?.split_last_chunk::<ID>()?;
    let name = std::str::from_utf8(name.strip_suffix(&[0])?).ok()?;
    Some((name.to_owned(), unpack_node(*node)?))
}

/// The first block of a node's links; the keys of later ones continue it with a fence.
pub(crate) fn links(node: NodeId) -> Vec<u8> {
    key(tag::LINKS, &[&pack_node(node)])
}

/// Counts and fences of the import that a document stands for.
pub(crate) fn import(id: DocumentId) -> Vec<u8> {
    key(tag::IMPORT, &[&pack(id.to_bytes())])
}

/// All runs of a document.
pub(crate) fn runs(document: Id) -> Vec<u8> {
    key(tag::RUN, &[&document])
}

/// One block of a run.
pub(crate) fn run(document: DocumentId, letter: u8, block: u32) -> Vec<u8> {
    let mut key = runs(pack(document.to_bytes()));
    key.push(letter);
    key.extend(block.to_be_bytes());
    key
}

/// The part of the store that a key belongs to, and how the record is named in errors.
pub(crate) fn describe(key: &[u8]) -> (&'static str, String) {
    let (&first, rest) = key.split_first().unwrap_or((&0xff, &[]));
    let row = TREES.iter().find(|row| row.0 == first);
    let tree = row.map_or("unknown", |row| row.1);
    let id = rest.first_chunk::<ID>().copied();
    let bytes = id.map(unpack);
    let printed = match first {
        tag::DOCUMENT | tag::TEXT | tag::PROOF | tag::IMPORT | tag::RUN => {
            shown(bytes.and_then(DocumentId::from_bytes))
        }
        tag::ACTOR | tag::ACTOR_SAID => shown(bytes.and_then(ActorId::from_bytes)),
        tag::ISSUE | tag::ISSUE_SAID => shown(bytes.and_then(IssueId::from_bytes)),
        tag::ATTRIBUTION => shown(bytes.and_then(AttributionId::from_bytes)),
        tag::STATEMENT => shown(bytes.and_then(StatementId::from_bytes)),
        tag::RELATION => shown(bytes.and_then(RelationId::from_bytes)),
        tag::DECISION => shown(bytes.and_then(DecisionId::from_bytes)),
        tag::LINKS => shown(id.and_then(unpack_node)),
        tag::NAME => read_name(key).map(|(name, node)| format!("{name} {node}")),
        tag::META | tag::PATH => Some(String::from_utf8_lossy(rest).into_owned()),
        _ => None,
    };
    (tree, printed.unwrap_or_else(|| hex(key)))
}

fn shown(id: Option<impl ToString>) -> Option<String> {
    id.map(|id| id.to_string())
}

fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nodes_sort_as_their_keys_do() {
        let mut nodes: Vec<NodeId> = (0..40)
            .map(|n| match n % 2 {
                0 => ActorId::of(&[&n.to_string()]).into(),
                _ => IssueId::of(&[&n.to_string()]).into(),
            })
            .collect();
        nodes.sort_unstable();
        let keys: Vec<Id> = nodes.iter().map(|&node| pack_node(node)).collect();
        assert!(keys.is_sorted());
        let back: Vec<_> = keys.iter().map(|&key| unpack_node(key)).collect();
        assert_eq!(back, nodes.into_iter().map(Some).collect::<Vec<_>>());
    }

    #[test]
    fn every_key_names_its_record() {
        let id = StatementId::of(&["x"]);
        assert_eq!(describe(&statement(id)), ("statements", id.to_string()));
        assert_eq!(describe(&path("a/b.txt")), ("paths", "a/b.txt".into()));
        assert_eq!(describe(&[7, 8]), ("unknown", "0708".into()));
        let node = NodeId::from(IssueId::of(&["x"]));
        assert_eq!(describe(&name("x", node)), ("names", format!("x {node}")));
    }
}
