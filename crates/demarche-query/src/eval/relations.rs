//! Relations: the same ends, and a kind that codes the same tie.

use std::collections::BTreeSet;

use demarche_model::{ObservationId, Relation, RelationKind, Status, fold_name};

use super::Case;
use super::coding::{GoldPassage, GoldRelation};
use super::matching::{Fit, greedy, overlap};
use super::names::{jaccard, stems};
use super::reliability::Judged;
use super::scores::{Fault, Finding, Scores, What};

use RelationKind::{
    AdviserTo, AffiliatedWith, AllyOf, AtWarWith, Attacked, CooperatesWith, EmployedBy, EnvoyTo,
    HoldsOffice, MemberOf, MetWith, NegotiatedWith, PartOf, SpokeTo, SpokespersonFor,
};

/// Kinds that coders use for the same tie. The exact kind is an accuracy of its own.
const NEAR: &[&[RelationKind]] = &[
    &[MetWith, SpokeTo, NegotiatedWith],
    &[AllyOf, CooperatesWith],
    &[AllyOf, AffiliatedWith],
    &[PartOf, MemberOf],
    &[MemberOf, AffiliatedWith],
    &[EmployedBy, AffiliatedWith],
    &[EmployedBy, AdviserTo],
    &[EmployedBy, SpokespersonFor],
    &[HoldsOffice, EmployedBy],
    &[HoldsOffice, SpokespersonFor],
    &[HoldsOffice, EnvoyTo],
    &[AtWarWith, Attacked],
];

/// Counts hits, misses, false alarms and duplicates, and compares kinds, offices and statuses.
pub(super) fn score(
    case: &Case<'_>,
    scores: &mut Scores,
    findings: &mut Vec<Finding>,
    judged: &mut Vec<Judged>,
) {
    let found = distinct(case);
    let coded = &case.coded.relations;
    let mut fits = Vec::new();
    for (index, relation) in coded.iter().enumerate() {
        let place = relation.passage.place(case.text);
        let lost = place.is_none() && relation.passage != GoldPassage::Unknown;
        scores.unplaced += usize::from(lost);
        for (at, record) in found.iter().enumerate() {
            if let Some(fit) = fit(case, record, relation) {
                let near = overlap(record.span, place);
                let near = if near >= case.options.min_overlap {
                    near
                } else {
                    0.0
                };
                let core = if relation.optional { 0.0 } else { 0.2 };
                fits.push(Fit {
                    score: fit + near + core,
                    found: at,
                    coded: index,
                });
            }
        }
    }
    let fitting: BTreeSet<usize> = fits.iter().map(|fit| fit.found).collect();
    for (at, record) in found.iter().enumerate() {
        let fitted = fits.iter().filter(|fit| fit.found == at);
        let fitted: Vec<&GoldRelation> = fitted.map(|fit| &coded[fit.coded]).collect();
        let verdict = verdict(record, &fitted);
        if let Some(one) = &verdict {
            let Judged { right, exact, .. } = *one;
            scores
                .relation_reliability
                .count(record.confidence, right, exact);
        }
        judged.extend(verdict);
    }
    let pairs = greedy(fits);
    for (index, relation) in coded.iter().enumerate() {
        let hit = pairs.iter().find(|fit| fit.coded == index);
        match (hit, relation.optional) {
            (Some(_), false) => scores.relations.hits += 1,
            (Some(_), true) => scores.relations.optional += 1,
            (None, true) => {}
            (None, false) => {
                scores.relations.misses += 1;
                findings.push(Finding {
                    passage: relation.passage.words(case.text),
                    ..case.finding(What::Relation, Fault::Miss, coded_item(relation))
                });
            }
        }
        if let Some(fit) = hit {
            compare(case, found[fit.found], relation, scores, findings);
        }
    }
    for (at, record) in found.iter().enumerate() {
        if pairs.iter().any(|fit| fit.found == at) {
            continue;
        }
        scores.relations.false_alarms += 1;
        let fault = if fitting.contains(&at) {
            scores.relations.duplicates += 1;
            Fault::Duplicate
        } else {
            Fault::FalseAlarm
        };
        findings.push(finding(case, record, fault));
    }
}

/// Whether a relation is right, given all coded ones that it fits; `None` where they are
/// optional.
fn verdict(record: &Relation, fitted: &[&GoldRelation]) -> Option<Judged> {
    let right = fitted.iter().any(|coded| !coded.optional);
    (right || fitted.is_empty()).then_some(Judged {
        observation: ObservationId::Relation(record.id),
        confidence: record.confidence,
        right,
        exact: right,
    })
}

/// The document's relations, each once however often it is said.
fn distinct<'a>(case: &'a Case<'_>) -> Vec<&'a Relation> {
    let mut seen = BTreeSet::new();
    let mut kept = Vec::new();
    for record in case.relations() {
        let mut ends = [record.subject, record.object];
        if record.kind.row().symmetric {
            ends.sort_unstable();
        }
        let office = record.office.as_deref().map(fold_name);
        if seen.insert((record.kind, ends, office, record.status)) {
            kept.push(record);
        }
    }
    kept
}

/// How well a relation fits a coded one, without its place; `None` for not at all.
fn fit(case: &Case<'_>, record: &Relation, coded: &GoldRelation) -> Option<f64> {
    let kind = if record.kind == coded.kind {
        3.0
    } else if NEAR
        .iter()
        .any(|near| near.contains(&record.kind) && near.contains(&coded.kind))
    {
        2.4
    } else {
        return None;
    };
    let ends = |subject, object| {
        case.level(subject, &coded.subject) > 0 && case.level(object, &coded.object) > 0
    };
    let along = ends(record.subject, record.object);
    let symmetric = record.kind.row().symmetric || coded.kind.row().symmetric;
    let across = symmetric && ends(record.object, record.subject);
    if !(along || across) {
        return None;
    }
    let office = office_fits(record.office.as_deref(), coded.office.as_deref());
    let same_office =
        record.office.as_deref().map(fold_name) == coded.office.as_deref().map(fold_name);
    let status = coded.status == Some(record.status);
    let bonus = |holds: bool, worth: f64| if holds { worth } else { 0.0 };
    Some(
        kind + bonus(office, 1.5)
            + bonus(same_office, 0.3)
            + bonus(status, 0.75)
            + bonus(along, 0.4),
    )
}

/// Whether two offices are worded alike: half of the words, or all words of one.
fn office_fits(found: Option<&str>, coded: Option<&str>) -> bool {
    match (found, coded) {
        (None, None) => true,
        (Some(found), Some(coded)) => {
            let (found, coded) = (stems(found), stems(coded));
            let some = !found.is_empty() && !coded.is_empty();
            let within = found.is_subset(&coded) || coded.is_subset(&found);
            some && (within || jaccard(&found, &coded) >= 0.5)
        }
        _ => false,
    }
}

fn compare(
    case: &Case<'_>,
    record: &Relation,
    coded: &GoldRelation,
    scores: &mut Scores,
    findings: &mut Vec<Finding>,
) {
    scores.relation_kinds.count(record.kind == coded.kind);
    if let Some(status) = coded.status {
        scores.statuses.count(record.status == status);
    }
    if coded.office.is_some() {
        let right = office_fits(record.office.as_deref(), coded.office.as_deref());
        scores.offices.count(right);
        if !right {
            findings.push(finding(case, record, Fault::Office));
        }
    }
}

fn finding(case: &Case<'_>, record: &Relation, fault: Fault) -> Finding {
    let ends = [record.subject, record.object].map(|id| case.found.name(id));
    let office = record.status.with_office(record.office.as_deref());
    let item = item(&ends[0], record.kind, &ends[1], office);
    Finding {
        passage: Some(record.evidence.clone()),
        observation: Some(ObservationId::Relation(record.id)),
        rule: Some(record.rule.clone()),
        ..case.finding(What::Relation, fault, item)
    }
}

fn coded_item(coded: &GoldRelation) -> String {
    let status = coded.status.unwrap_or(Status::Current);
    let office = status.with_office(coded.office.as_deref());
    item(&coded.subject, coded.kind, &coded.object, office)
}

fn item(subject: &str, kind: RelationKind, object: &str, office: Option<String>) -> String {
    let office = office.map_or(String::new(), |office| format!(" | {office}"));
    format!("{subject} | {kind} | {object}{office}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn offices_fit_by_half_of_their_words() {
        assert!(office_fits(
            Some("Secretary General"),
            Some("secretary-general")
        ));
        assert!(office_fits(
            Some("Minister of Defence"),
            Some("Defense Minister")
        ));
        assert!(office_fits(
            Some("special envoy"),
            Some("special envoy for the Sahel")
        ));
        assert!(!office_fits(Some("President"), Some("Prime Minister")));
        assert!(!office_fits(None, Some("President")));
        assert!(office_fits(None, None));
    }
}
