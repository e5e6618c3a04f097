//! The records of observations: attributions, statements, relations.

use std::borrow::Cow;

use demarche_model::{
    ActorId, Attribution, AttributionId, Date, DocumentId, Mode, NodeId, Polarity, Relation,
    RelationId, RelationKind, Span, Statement, StatementId, Status,
};
use serde::{Deserialize, Serialize};

use super::{Record, Text, date, optional, plain, shown};
use crate::jsonl::value::{Bounds, Fraction, Pair, Shown, Word, span};

fn bounds(span: Option<Span>) -> Option<Bounds> {
    span.map(Bounds::from)
}

fn within(bounds: Option<Bounds>) -> Option<Span> {
    bounds.and_then(Bounds::span)
}

#[derive(Serialize, Deserialize)]
pub(in crate::jsonl) struct AttributionV1<'a> {
    id: Shown<AttributionId>,
    document: Shown<DocumentId>,
    source: Option<Shown<ActorId>>,
    source_span: Option<Bounds>,
    cue: Option<Bounds>,
    start: u32,
    end: u32,
    spans: Vec<Pair>,
    #[serde(default)]
    via: Vec<Shown<ActorId>>,
    mode: Word<Mode>,
    #[serde(borrow)]
    rule: Text<'a>,
    #[serde(borrow)]
    extractor: Text<'a>,
    date: Option<Shown<Date>>,
}

impl<'a> From<&'a Attribution> for AttributionV1<'a> {
    fn from(item: &'a Attribution) -> Self {
        Self {
            id: Shown(item.id),
            document: Shown(item.document),
            source: item.source.map(Shown),
            source_span: bounds(item.source_span),
            cue: bounds(item.cue),
            start: item.span.start(),
            end: item.span.end(),
            spans: item.spans.iter().copied().map(Pair).collect(),
            via: shown(&item.via),
            mode: Word(item.mode),
            rule: item.rule.as_str().into(),
            extractor: item.extractor.as_str().into(),
            date: item.date.map(Shown),
        }
    }
}

impl<'a> Record<'a> for AttributionV1<'a> {
    type Item = Attribution;
    fn item(self) -> Result<Attribution, String> {
        Ok(Attribution {
            id: self.id.0,
            document: self.document.0,
            source: self.source.map(|source| source.0),
            source_span: within(self.source_span),
            cue: within(self.cue),
            span: span(self.start, self.end)?,
            spans: self.spans.into_iter().map(|pair| pair.0).collect(),
            via: plain(self.via),
            mode: self.mode.0,
            rule: self.rule.into_owned(),
            extractor: self.extractor.into_owned(),
            date: date(self.date),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(in crate::jsonl) struct StatementV1<'a> {
    id: Shown<StatementId>,
    holder: Shown<ActorId>,
    target: Shown<NodeId>,
    polarity: Word<Polarity>,
    confidence: Fraction,
    mode: Word<Mode>,
    #[serde(default)]
    via: Vec<Shown<ActorId>>,
    #[serde(default)]
    hedged: bool,
    document: Shown<DocumentId>,
    start: u32,
    end: u32,
    #[serde(borrow)]
    evidence: Text<'a>,
    cue: Option<Bounds>,
    holder_span: Option<Bounds>,
    target_span: Option<Bounds>,
    #[serde(borrow)]
    rule: Text<'a>,
    #[serde(borrow)]
    extractor: Text<'a>,
    date: Option<Shown<Date>>,
}

impl<'a> From<&'a Statement> for StatementV1<'a> {
    fn from(item: &'a Statement) -> Self {
        Self {
            id: Shown(item.id),
            holder: Shown(item.holder),
            target: Shown(item.target),
            polarity: Word(item.polarity),
            confidence: Fraction(item.confidence),
            mode: Word(item.mode),
            via: shown(&item.via),
            hedged: item.hedged,
            document: Shown(item.document),
            start: item.span.start(),
            end: item.span.end(),
            evidence: item.evidence.as_str().into(),
            cue: bounds(item.cue),
            holder_span: bounds(item.holder_span),
            target_span: bounds(item.target_span),
            rule: item.rule.as_str().into(),
            extractor: item.extractor.as_str().into(),
            date: item.date.map(Shown),
        }
    }
}

impl<'a> Record<'a> for StatementV1<'a> {
    type Item = Statement;
    fn item(self) -> Result<Statement, String> {
        Ok(Statement {
            id: self.id.0,
            holder: self.holder.0,
            target: self.target.0,
            polarity: self.polarity.0,
            confidence: self.confidence.0,
            mode: self.mode.0,
            via: plain(self.via),
            hedged: self.hedged,
            document: self.document.0,
            span: span(self.start, self.end)?,
            evidence: self.evidence.into_owned(),
            cue: within(self.cue),
            holder_span: within(self.holder_span),
            target_span: within(self.target_span),
            rule: self.rule.into_owned(),
            extractor: self.extractor.into_owned(),
            date: date(self.date),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(in crate::jsonl) struct RelationV1<'a> {
    id: Shown<RelationId>,
    subject: Shown<ActorId>,
    kind: Word<RelationKind>,
    object: Shown<ActorId>,
    office: Option<Text<'a>>,
    status: Word<Status>,
    valid_from: Option<Shown<Date>>,
    valid_to: Option<Shown<Date>>,
    confidence: Fraction,
    document: Shown<DocumentId>,
    start: u32,
    end: u32,
    #[serde(borrow)]
    evidence: Text<'a>,
    #[serde(borrow)]
    rule: Text<'a>,
    #[serde(borrow)]
    extractor: Text<'a>,
    date: Option<Shown<Date>>,
    #[serde(default)]
    hedged: bool,
    cue: Option<Bounds>,
    subject_span: Option<Bounds>,
    object_span: Option<Bounds>,
}

impl<'a> From<&'a Relation> for RelationV1<'a> {
    fn from(item: &'a Relation) -> Self {
        Self {
            id: Shown(item.id),
            subject: Shown(item.subject),
            kind: Word(item.kind),
            object: Shown(item.object),
            office: optional(item.office.as_ref()),
            status: Word(item.status),
            valid_from: item.valid_from.map(Shown),
            valid_to: item.valid_to.map(Shown),
            confidence: Fraction(item.confidence),
            document: Shown(item.document),
            start: item.span.start(),
            end: item.span.end(),
            evidence: item.evidence.as_str().into(),
            rule: item.rule.as_str().into(),
            extractor: item.extractor.as_str().into(),
            date: item.date.map(Shown),
            hedged: item.hedged,
            cue: bounds(item.cue),
            subject_span: bounds(item.subject_span),
            object_span: bounds(item.object_span),
        }
    }
}

impl<'a> Record<'a> for RelationV1<'a> {
    type Item = Relation;
    fn item(self) -> Result<Relation, String> {
        Ok(Relation {
            id: self.id.0,
            subject: self.subject.0,
            kind: self.kind.0,
            object: self.object.0,
            office: self.office.map(Cow::into_owned),
            status: self.status.0,
            valid_from: date(self.valid_from),
            valid_to: date(self.valid_to),
            confidence: self.confidence.0,
            hedged: self.hedged,
            document: self.document.0,
            span: span(self.start, self.end)?,
            evidence: self.evidence.into_owned(),
            cue: within(self.cue),
            subject_span: within(self.subject_span),
            object_span: within(self.object_span),
            rule: self.rule.into_owned(),
            extractor: self.extractor.into_owned(),
            date: date(self.date),
        })
    }
}
