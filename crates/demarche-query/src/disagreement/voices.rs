//! Who speaks for whom.

use std::collections::{BTreeMap, BTreeSet};

use demarche_model::{ActorId, Date, DocumentId, ObservationId, Relation, RelationKind, fold_name};

use crate::error::Result;
use crate::time::{OfficeQuery, Tenure, apart, in_office, tenure, terms};
use crate::view::View;

/// A tie by which its subject speaks for its object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VoiceRow {
    /// Kind of the relation.
    pub kind: RelationKind,
    /// Words that stand together in the office; empty for any office or none.
    pub office: &'static str,
    /// How far the subject's word is the object's, in hundredths.
    pub share: u8,
}

const fn row(kind: RelationKind, office: &'static str, share: u8) -> VoiceRow {
    VoiceRow {
        kind,
        office,
        share,
    }
}

/// The ties that count, in order: the first row that fits decides. Advisers, members, employees
/// and envoys (who are tied to the place they are sent to) do not speak for the other end.
pub const VOICES: &[VoiceRow] = &[
    row(RelationKind::SpokespersonFor, "", 100),
    row(RelationKind::HoldsOffice, "vice", 60),
    row(RelationKind::HoldsOffice, "deputy", 60),
    row(RelationKind::HoldsOffice, "assistant", 60),
    row(RelationKind::HoldsOffice, "high representative", 100),
    row(RelationKind::HoldsOffice, "ambassador", 60),
    row(RelationKind::HoldsOffice, "envoy", 60),
    row(RelationKind::HoldsOffice, "representative", 60),
    row(RelationKind::HoldsOffice, "president", 100),
    row(RelationKind::HoldsOffice, "prime minister", 100),
    row(RelationKind::HoldsOffice, "chancellor", 100),
    row(RelationKind::HoldsOffice, "secretary general", 100),
    row(RelationKind::HoldsOffice, "director general", 100),
    row(RelationKind::HoldsOffice, "leader", 100),
    row(RelationKind::HoldsOffice, "chair", 100),
    row(RelationKind::HoldsOffice, "king", 100),
    row(RelationKind::HoldsOffice, "emir", 100),
    row(RelationKind::HoldsOffice, "minister", 80),
    row(RelationKind::HoldsOffice, "secretary", 80),
    row(RelationKind::HoldsOffice, "commissioner", 80),
    row(RelationKind::HoldsOffice, "", 50),
    row(RelationKind::PartOf, "", 60),
];

/// How many days before and after a day on which an officeholder was seen the office is taken for
/// held, where nothing else is known.
const NEAR: u32 = 365;

/// Somebody that speaks for another.
pub(super) struct Voice {
    pub(super) share: u8,
    tenure: Tenure,
    /// Observations that have the speaker in office, and their dates.
    seen: Vec<(Option<Date>, ObservationId)>,
    documents: BTreeSet<DocumentId>,
}

impl Voice {
    pub(super) fn speaker(&self) -> ActorId {
        self.tenure.holder
    }

    pub(super) fn principal(&self) -> ActorId {
        self.tenure.at
    }

    /// The observation of the tie that is nearest to a date, of equally near ones the first.
    pub(super) fn tie(&self, date: Option<Date>) -> ObservationId {
        let far = |seen: &Option<Date>| {
            seen.zip(date)
                .map_or(u32::MAX, |(one, two)| apart(one, two))
        };
        let nearest = self.seen.iter().min_by_key(|(seen, id)| (far(seen), *id));
        nearest.map_or(self.tenure.observations[0], |&(_, id)| id)
    }

    /// Whether what is said on a date, in a document, is said in that office. Where a date says
    /// nothing, the document that tells the tie is the one that has it both ways.
    pub(super) fn speaks(&self, date: Option<Date>, document: Option<DocumentId>) -> bool {
        let here = document.is_some_and(|document| self.documents.contains(&document));
        here || date.is_some_and(|date| in_office(&self.tenure, date, NEAR))
    }
}

fn share(record: &Relation) -> Option<u8> {
    let office = record.office.as_deref().map(fold_name).unwrap_or_default();
    let office = format!(" {office} ");
    let fits = |row: &&VoiceRow| {
        row.kind == record.kind
            && (row.office.is_empty() || office.contains(&format!(" {} ", row.office)))
    };
    VOICES.iter().find(fits).map(|row| row.share)
}

/// All voices of a graph, or those that somebody has or is, by principal, then by speaker: of the
/// offices that one holds at the same place the one with the greatest share. O(relations), with
/// `whom` O(degree).
pub(super) fn voices(
    view: &dyn View,
    query: &OfficeQuery,
    whom: Option<ActorId>,
) -> Result<Vec<Voice>> {
    let kinds: BTreeSet<RelationKind> = VOICES.iter().map(|row| row.kind).collect();
    let wanted = |record: &Relation| {
        share(record).is_some()
            && record.subject != record.object
            && !matches!(
                record.status,
                demarche_model::Status::Planned | demarche_model::Status::Speculated
            )
    };
    let mut records = Vec::new();
    if whom.is_some() {
        for (at, holder) in [(whom, None), (None, whom)] {
            let query = OfficeQuery {
                at,
                holder,
                ..query.clone()
            };
            records.extend(terms(view, &query, &kinds, &wanted)?);
        }
    } else {
        records.extend(terms(view, query, &kinds, &wanted)?);
    }
    let mut groups: BTreeMap<(ActorId, ActorId, u8), Vec<Relation>> = BTreeMap::new();
    for record in records {
        let share = share(&record).unwrap_or_default();
        let key = (record.object, record.subject, 100 - share);
        groups.entry(key).or_default().push(record);
    }
    let mut voices: Vec<Voice> = Vec::new();
    for ((principal, speaker, rest), records) in groups {
        let known = voices
            .last()
            .is_some_and(|last| (last.principal(), last.speaker()) == (principal, speaker));
        // Only who was in office at some time: an elect speaks for himself.
        let current = |record: &&Relation| record.status == demarche_model::Status::Current;
        let documents = records.iter().filter(current).map(|record| record.document);
        let documents: BTreeSet<DocumentId> = documents.collect();
        if known || documents.is_empty() {
            continue;
        }
        let seen = records
            .iter()
            .filter(current)
            .map(|record| (record.date, ObservationId::Relation(record.id)))
            .collect();
        if let Some(tenure) = tenure(records) {
            voices.push(Voice {
                share: 100 - rest,
                tenure,
                seen,
                documents,
            });
        }
    }
    Ok(voices)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture::Toy;

    #[test]
    fn the_first_row_that_fits_decides() {
        use RelationKind::{AdviserTo, HoldsOffice, PartOf, SpokespersonFor};
        let mut toy = Toy::new();
        let (anna, union) = (toy.person("Anna"), toy.person("Union"));
        let mut of = |office: &str, kind| {
            let id = toy.add_relation(anna, kind, union, |record| {
                record.office = Some(office.into());
            });
            let record = toy.graph.relations.iter().find(|one| one.id == id);
            record.and_then(share)
        };
        assert_eq!(of("Vice President", HoldsOffice), Some(60));
        assert_eq!(of("President", HoldsOffice), Some(100));
        assert_eq!(of("Minister of Defence", HoldsOffice), Some(80));
        assert_eq!(of("Prime Minister", HoldsOffice), Some(100));
        assert_eq!(of("Speaker", HoldsOffice), Some(50));
        assert_eq!(of("Spokesperson", SpokespersonFor), Some(100));
        assert_eq!(of("", PartOf), Some(60));
        assert_eq!(of("Adviser", AdviserTo), None);
    }

    #[test]
    fn every_row_can_decide() {
        for (at, row) in VOICES.iter().enumerate() {
            let hides = |earlier: &VoiceRow| {
                earlier.kind == row.kind
                    && format!(" {} ", row.office).contains(&format!(" {} ", earlier.office))
            };
            let hidden = VOICES[..at].iter().any(hides);
            assert!(!hidden, "{:?} is hidden by an earlier row", row.office);
            assert!((1..=100).contains(&row.share));
        }
    }
}
