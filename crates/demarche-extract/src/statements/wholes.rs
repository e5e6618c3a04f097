//! Parts and wholes: what the senators of a party oppose, the party opposes, and who attacks an
//! administration attacks its head.

use std::collections::BTreeMap;

use demarche_model::ActorKind;

use crate::{
    draft::{ActorIx, Actors},
    error::ExtractError,
    lexicon::table::Table,
};

use super::{StatementDraft, TargetDraft};

/// Per cent of confidence left.
const WHOLE: u8 = 60;

/// Which group belongs to which whole, by their keys.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wholes {
    by_group: BTreeMap<String, String>,
}

impl Wholes {
    /// Reads the table.
    ///
    /// # Errors
    /// When a row is wrong, repeated or out of order.
    pub fn parse(file: &str, text: &str) -> Result<Self, ExtractError> {
        let table = Table::parse(file, text, &["group", "whole"])?;
        table.sorted_by_first(1)?;
        let rows = table.rows.iter();
        let pair =
            |row: &crate::lexicon::table::Row<'_>| (row.cell(0).to_owned(), row.cell(1).to_owned());
        Ok(Self {
            by_group: rows.map(pair).collect(),
        })
    }

    /// The whole of every actor of the document that has one there. O(actors²).
    fn of(&self, actors: &Actors) -> BTreeMap<ActorIx, ActorIx> {
        let indices = || (0u32..).map(ActorIx).zip(actors.list());
        let mut found = BTreeMap::new();
        for (part, actor) in indices() {
            let whole = if let Some(key) = self.by_group.get(&actor.key) {
                indices().find(|(_, other)| other.key == *key)
            } else if let Some(name) = head_of_presidency(&actor.name) {
                indices().find(|(_, other)| other.kind == ActorKind::Person && other.name == name)
            } else {
                None
            };
            if let Some((whole, _)) = whole {
                found.insert(part, whole);
            }
        }
        found
    }
}

/// `Jane Doe` of `Second presidency of Jane Doe`.
fn head_of_presidency(name: &str) -> Option<&str> {
    let (before, person) = name.split_once("residency of ")?;
    matches!(before, "P" | "First p" | "Second p").then_some(person)
}

/// Adds the stances of and on the wholes. O(drafts).
pub(super) fn wholes(table: &Wholes, actors: &Actors, found: &mut Vec<StatementDraft>) {
    let of = table.of(actors);
    if of.is_empty() {
        return;
    }
    let mut added = Vec::new();
    for draft in found.iter() {
        // An administration is attacked for its head, but acts by itself.
        let group = actors.actor(draft.holder).kind == ActorKind::Group;
        let holder = of.get(&draft.holder).copied().filter(|_| group);
        let target = match &draft.target {
            TargetDraft::Actor(actor) => of.get(actor).copied(),
            TargetDraft::Issue(_) => None,
        };
        if holder.is_none() && target.is_none() {
            continue;
        }
        let whole = StatementDraft {
            holder: holder.unwrap_or(draft.holder),
            target: target.map_or_else(|| draft.target.clone(), TargetDraft::Actor),
            confidence: draft.confidence.times(WHOLE),
            rule: format!("{}+whole", draft.rule),
            ..draft.clone()
        };
        if whole.target != TargetDraft::Actor(whole.holder) {
            added.push(whole);
        }
    }
    found.append(&mut added);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn presidencies_have_heads() {
        assert_eq!(
            head_of_presidency("Presidency of Jane Doe"),
            Some("Jane Doe")
        );
        assert_eq!(
            head_of_presidency("Second presidency of Jane Doe"),
            Some("Jane Doe")
        );
        assert_eq!(head_of_presidency("Jane Doe"), None);
    }

    #[test]
    fn every_row_names_known_actors() {
        let (name, text) = crate::cues::FILES
            .iter()
            .find(|(name, _)| *name == "wholes.tsv")
            .unwrap();
        let table = Wholes::parse(name, text).unwrap();
        let known = |key: &str| {
            crate::lexicon::FILES.iter().any(|(_, text)| {
                text.lines()
                    .any(|line| line.split('\t').next() == Some(key))
            })
        };
        for (group, whole) in &table.by_group {
            assert!(known(group) && known(whole), "{group} {whole}");
        }
    }
}
