//! The table of nodes.

use std::collections::HashMap;
use std::io::Read;

use compact_str::CompactString;
use csv::ByteRecord;
use demarche_model::{ActorId, ActorKind, IssueId, NodeId, NodeRow, fold_name};
use rustc_hash::FxBuildHasher;

use super::columns::{Columns, reader, row_error};
use crate::error::{FormatError, Note, Result};

const ID: usize = 0;
const KIND: usize = 1;
const NAME: usize = 2;
const COLUMNS: [&str; 3] = [":ID", "kind", "name"];
const KINDS: &str = "one of person, organization, state, group, issue";

/// Which node an id of the table means: its place in the list of nodes.
#[derive(Debug, Default)]
pub struct Numbers {
    places: HashMap<CompactString, u32, FxBuildHasher>,
    actors: u32,
}

impl Numbers {
    /// The place of the node with this id. O(length).
    pub fn place(&self, id: &str) -> Option<u32> {
        self.places.get(id).copied()
    }

    /// How many of the nodes are actors; they come first.
    pub fn actors(&self) -> u32 {
        self.actors
    }
}

/// Reads the nodes, sorted by the ids that they have in a store. O(n log n), in memory.
///
/// An id that is one of a store (`a…`, `i…`) is kept. Any other node is the actor of its kind and
/// folded name, or the issue of its folded name, as it is in articles; nodes of the table that
/// would thereby be one are told apart by their ids.
///
/// # Errors
/// At the first row that cannot be read, and for an id that stands there twice.
pub fn read_nodes(input: impl Read) -> Result<(Vec<NodeRow>, Numbers, Vec<Note>)> {
    let mut reader = reader(input);
    let (columns, notes) = Columns::find(&mut reader, COLUMNS, 2)?;
    let mut places: HashMap<CompactString, u32, FxBuildHasher> = HashMap::default();
    let mut rows: Vec<Row> = Vec::new();
    let mut record = ByteRecord::new();
    while reader.read_byte_record(&mut record).map_err(row_error)? {
        let line = columns.line(&record);
        let id = columns.field(&record, line, ID)?;
        if id.is_empty() {
            return Err(columns.wrong(line, ID, id, "an id"));
        }
        let place = u32::try_from(rows.len()).map_err(|_| FormatError::Field {
            line,
            column: COLUMNS[ID],
            value: id.into(),
            wanted: "among the first 4,294,967,295 nodes",
        })?;
        if places.insert(id.into(), place).is_some() {
            let id = id.into();
            return Err(FormatError::Duplicate { line, id });
        }
        let word = columns.field(&record, line, KIND)?;
        let lower = word.to_lowercase();
        // Every actor may have the label of all actors beside its own.
        let mut labels = lower.split(';').filter(|&label| label != "actor");
        let label = labels.next().filter(|_| labels.next().is_none());
        let kind = match label.unwrap_or_default() {
            "issue" => None,
            other => {
                let kind = ActorKind::parse(other);
                Some(kind.ok_or_else(|| columns.wrong(line, KIND, word, KINDS))?)
            }
        };
        let name = columns.field(&record, line, NAME)?;
        let name = if name.is_empty() { id } else { name };
        let (node, given) = match id.parse::<NodeId>() {
            Ok(node) if node.actor().is_some() == kind.is_some() => (node, true),
            Ok(_) => return Err(columns.wrong(line, ID, id, "the id of a node of that kind")),
            Err(_) => (minted(kind, &[&fold_name(name)]), false),
        };
        rows.push(Row {
            place,
            given,
            node: NodeRow {
                id: node,
                kind,
                name: name.into(),
            },
        });
    }
    if tell_apart(&mut rows, &places) {
        rows.sort_unstable_by_key(|row| (row.node.id, row.place));
    }
    let mut numbers = vec![0u32; rows.len()];
    for (row, number) in rows.iter().zip(0..) {
        numbers[row.place as usize] = number;
    }
    #[allow(clippy::iter_over_hash_type, reason = "each is changed on its own")]
    for place in places.values_mut() {
        *place = numbers[*place as usize];
    }
    let actors = rows.partition_point(|row| row.node.kind.is_some());
    let actors = u32::try_from(actors).unwrap_or(u32::MAX);
    let nodes = rows.into_iter().map(|row| row.node).collect();
    Ok((nodes, Numbers { places, actors }, notes))
}

/// A node with its place in the table.
struct Row {
    node: NodeRow,
    place: u32,
    /// Whether the table gives its id as it is in a store.
    given: bool,
}

fn minted(kind: Option<ActorKind>, key: &[&str]) -> NodeId {
    match kind {
        Some(kind) => ActorId::of(&[&[kind.as_str()], key].concat()).into(),
        None => IssueId::of(key).into(),
    }
}

/// Sorts the rows, and mints new ids from name and id for those that have the same or a name of
/// signs alone; true if there are any.
fn tell_apart(rows: &mut [Row], places: &HashMap<CompactString, u32, FxBuildHasher>) -> bool {
    rows.sort_unstable_by_key(|row| (row.node.id, row.place));
    let mut clash = vec![false; rows.len()];
    for index in 1..rows.len() {
        if rows[index].node.id == rows[index - 1].node.id {
            (clash[index - 1], clash[index]) = (true, true);
        }
    }
    for (row, clash) in rows.iter().zip(&mut clash) {
        *clash = !row.given && (*clash || fold_name(&row.node.name).is_empty());
    }
    if !clash.contains(&true) {
        return false;
    }
    let mut ids: Vec<&str> = vec![""; rows.len()];
    #[allow(
        clippy::iter_over_hash_type,
        reason = "every entry has a place of its own"
    )]
    for (id, place) in places {
        ids[*place as usize] = id;
    }
    for (row, _) in rows.iter_mut().zip(&clash).filter(|(_, clash)| **clash) {
        let id = ids[row.place as usize];
        row.node.id = minted(row.node.kind, &[&fold_name(&row.node.name), id]);
    }
    true
}
