//! Why an edge is there: the words, the rule, and how both ends were found.

use std::ops::Range;

use demarche_model::{
    Confidence, Date, Document, DocumentId, EdgeKind, Mode, NodeId, ObservationId, Span, Status,
};

use crate::error::{QueryError, Result};
use crate::filter::Filter;
use crate::path::between;
use crate::view::{Named, Record, View, cited, headed, linked, record, require};

/// Words of the document that carry one part of an observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passage {
    /// The words. Empty where they stand outside the evidence and the document has no text.
    pub words: String,
    /// Their bytes in the evidence; `None` if they stand outside it.
    pub within: Option<Range<usize>>,
}

/// Everything that is known of one observation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The observation.
    pub id: ObservationId,
    /// Holder or subject.
    pub from: Named,
    /// Target or object.
    pub to: Named,
    /// What it says of them; never structural.
    pub kind: EdgeKind,
    /// Where in time it stands, for relations.
    pub status: Option<Status>,
    /// Rule that produced it.
    pub rule: String,
    /// Program or model that produced it.
    pub extractor: String,
    /// How sure the extractor is.
    pub confidence: Confidence,
    /// Possible, conditional, predicted, or from unnamed sources only.
    pub hedged: bool,
    /// How the text carries it, for statements.
    pub mode: Option<Mode>,
    /// Who relays it, outermost first.
    pub via: Vec<Named>,
    /// Exact words of the document, normally the sentence.
    pub evidence: String,
    /// Bytes of the evidence in the document.
    pub span: Span,
    /// The words that carry it.
    pub cue: Option<Passage>,
    /// The words that name holder or subject.
    pub from_mention: Option<Passage>,
    /// The words that name target or object.
    pub to_mention: Option<Passage>,
    /// The document.
    pub document: DocumentId,
    /// Its title, where known.
    pub title: Option<String>,
    /// Its path.
    pub path: String,
    /// Its date, where known.
    pub published: Option<Date>,
    /// The observation's own date where the text gives one, else the document's.
    pub date: Option<Date>,
    /// Since when, for relations, where known.
    pub valid_from: Option<Date>,
    /// Until when, for relations, where known.
    pub valid_to: Option<Date>,
}

/// Explains one statement or relation. A handful of look-ups. Errors if it is not there.
pub fn why(view: &dyn View, id: ObservationId) -> Result<Explanation> {
    let record = record(view, id)?.ok_or(QueryError::UnknownObservation(id))?;
    // Words outside the evidence stand in the text alone.
    let document = if record.mentions().all(|span| record.span().contains(span)) {
        headed(view, record.document())?
    } else {
        cited(view, record.document())?
    };
    match record {
        Record::Statement(record) => {
            let passage =
                |span: Option<Span>| passage(span, record.span, &record.evidence, &document);
            let mut via = Vec::with_capacity(record.via.len());
            for &actor in &record.via {
                via.push(linked(view, actor.into())?);
            }
            Ok(Explanation {
                id,
                from: linked(view, record.holder.into())?,
                to: linked(view, record.target)?,
                kind: EdgeKind::Stance(record.polarity),
                status: None,
                confidence: record.confidence,
                hedged: record.hedged,
                mode: Some(record.mode),
                via,
                cue: passage(record.cue),
                from_mention: passage(record.holder_span),
                to_mention: passage(record.target_span),
                path: document.path().to_owned(),
                published: document.date,
                date: record.date,
                valid_from: None,
                valid_to: None,
                span: record.span,
                document: document.id,
                title: document.title.clone(),
                rule: record.rule,
                extractor: record.extractor,
                evidence: record.evidence,
            })
        }
        Record::Relation(record) => {
            let passage =
                |span: Option<Span>| passage(span, record.span, &record.evidence, &document);
            Ok(Explanation {
                id,
                from: linked(view, record.subject.into())?,
                to: linked(view, record.object.into())?,
                kind: EdgeKind::Relation(record.kind, record.office.clone()),
                status: Some(record.status),
                confidence: record.confidence,
                hedged: record.hedged,
                mode: None,
                via: Vec::new(),
                cue: passage(record.cue),
                from_mention: passage(record.subject_span),
                to_mention: passage(record.object_span),
                path: document.path().to_owned(),
                published: document.date,
                date: record.date,
                valid_from: record.valid_from,
                valid_to: record.valid_to,
                span: record.span,
                document: document.id,
                title: document.title.clone(),
                rule: record.rule,
                extractor: record.extractor,
                evidence: record.evidence,
            })
        }
    }
}

/// Explains what backs the edges between two nodes: edge after edge, the strongest first, and
/// in each the best observation first; no more than `limit`. Both directions unless the filter
/// is directed. O(degree of `from`) and a handful of look-ups for each. Errors if a node is not
/// there.
pub fn why_edge(
    view: &dyn View,
    from: NodeId,
    to: NodeId,
    filter: &Filter,
    limit: usize,
) -> Result<Vec<Explanation>> {
    require(view, from)?;
    require(view, to)?;
    between(view, from, to, filter)?
        .iter()
        .flat_map(|edge| &edge.observations)
        .take(limit)
        .map(|&id| why(view, id))
        .collect()
}

fn passage(
    span: Option<Span>,
    whole: Span,
    evidence: &str,
    document: &Document,
) -> Option<Passage> {
    let span = span?;
    let offset = |at: u32| (at - whole.start()) as usize;
    let within = whole
        .contains(span)
        .then(|| offset(span.start())..offset(span.end()))
        .filter(|range| evidence.get(range.clone()).is_some());
    let words = match &within {
        Some(range) => evidence.get(range.clone()),
        None => document.text.as_deref().and_then(|text| span.slice(text)),
    };
    Some(Passage {
        words: words.unwrap_or_default().to_owned(),
        within,
    })
}

#[cfg(test)]
mod tests {
    use demarche_model::{Polarity, RelationKind, StatementId};

    use super::*;
    use crate::fixture::{Toy, span};

    #[test]
    fn a_statement_is_explained_in_full() {
        let mut toy = Toy::new();
        let [anna, otto, ida] = ["Anna", "Otto", "Ida"].map(|name| toy.person(name));
        let id = toy.add_statement(anna, Polarity::Support, otto, |record| {
            record.via = vec![ida];
            record.target_span = Some(span(0, 4));
        });
        let found = why(&toy, ObservationId::Statement(id)).unwrap();
        let words = |part: &Option<Passage>| {
            let part = part.as_ref().unwrap();
            (part.words.clone(), part.within.clone())
        };
        assert_eq!(words(&found.cue), ("favours".into(), Some(3..10)));
        assert_eq!(words(&found.from_mention), ("He".into(), Some(0..2)));
        assert_eq!(
            words(&found.to_mention),
            ("They".into(), None),
            "outside the evidence"
        );
        assert_eq!(found.evidence, "He favours it.");
        assert_eq!(
            (found.from.name.as_str(), found.to.name.as_str()),
            ("Anna", "Otto")
        );
        assert_eq!(found.via[0].name, "Ida");
        assert_eq!(found.kind, EdgeKind::Stance(Polarity::Support));
        assert_eq!(found.title.as_deref(), Some("Title of first.txt"));
        assert_eq!(
            (found.rule.as_str(), found.path.as_str()),
            ("cue:favour", "first.txt")
        );
    }

    #[test]
    fn an_edge_is_explained_best_first_and_both_ways() {
        let mut toy = Toy::new();
        let (anna, otto) = (toy.person("Anna"), toy.person("Otto"));
        let hedged = toy.add_statement(anna, Polarity::Oppose, otto, |record| record.hedged = true);
        let plain = toy.add_statement(anna, Polarity::Oppose, otto, |record| {
            record.confidence = Confidence::from_percent(70);
        });
        let back = toy.add_relation(otto, RelationKind::HoldsOffice, anna, |record| {
            record.office = Some("Chair".into());
        });
        let ids = |filter: &Filter, limit| {
            let found = why_edge(&toy, anna.into(), otto.into(), filter, limit).unwrap();
            found.into_iter().map(|item| item.id).collect::<Vec<_>>()
        };
        let [hedged, plain] = [hedged, plain].map(ObservationId::Statement);
        let back = ObservationId::Relation(back);
        assert_eq!(ids(&Filter::default(), 9), [plain, hedged, back]);
        assert_eq!(ids(&Filter::default(), 1), [plain]);
        let directed = Filter {
            directed: true,
            ..Filter::default()
        };
        assert_eq!(ids(&directed, 9), [plain, hedged]);
        let office = Some("Chair".to_owned());
        let found = why(&toy, back).unwrap();
        assert_eq!(
            found.kind,
            EdgeKind::Relation(RelationKind::HoldsOffice, office)
        );
        assert_eq!(found.status, Some(Status::Current));
    }

    #[test]
    fn what_is_not_there_is_an_error() {
        let id = ObservationId::Statement(StatementId::of(&["none"]));
        let failed = why(&Toy::new(), id);
        assert!(matches!(failed, Err(QueryError::UnknownObservation(found)) if found == id));
    }
}
