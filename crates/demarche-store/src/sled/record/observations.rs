//! Records of observations and decisions.

use demarche_model::{
    Attribution, AttributionId, Decision, DecisionId, DocumentId, Relation, RelationId, Span,
    Statement, StatementId,
};
use serde::{Deserialize, Serialize};

use super::{
    Bytes, Record, get_actor, get_actors, get_confidence, get_date, get_document, get_span,
    get_spot, put_actors, put_date, put_span,
};
use crate::sled::layout::{Id, pack, pack_node, unpack_node};
use crate::sled::words::Coded;

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct AttributionRecord {
    document: Id,
    source: Option<Id>,
    source_span: Option<Bytes>,
    cue: Option<Bytes>,
    span: Bytes,
    spans: Vec<Bytes>,
    via: Vec<Id>,
    mode: u8,
    rule: String,
    extractor: String,
    date: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct StatementRecord {
    document: Id,
    holder: Id,
    target: Id,
    polarity: u8,
    confidence: u8,
    mode: u8,
    via: Vec<Id>,
    hedged: bool,
    span: Bytes,
    /// Where the document has no text to take it from.
    evidence: Option<String>,
    cue: Option<Bytes>,
    holder_span: Option<Bytes>,
    target_span: Option<Bytes>,
    rule: String,
    extractor: String,
    date: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RelationRecord {
    document: Id,
    subject: Id,
    kind: u8,
    object: Id,
    office: Option<String>,
    status: u8,
    valid_from: Option<u32>,
    valid_to: Option<u32>,
    confidence: u8,
    hedged: bool,
    span: Bytes,
    /// Where the document has no text to take it from.
    evidence: Option<String>,
    cue: Option<Bytes>,
    subject_span: Option<Bytes>,
    object_span: Option<Bytes>,
    rule: String,
    extractor: String,
    date: Option<u32>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DecisionRecord {
    action: u8,
    operands: Vec<String>,
    author: String,
    time: String,
}

/// The evidence of a record: inline, or to be taken from the document's text.
#[cfg_attr(test, derive(Debug, PartialEq))]
pub(crate) enum Evidence {
    Inline(String),
    Text(DocumentId, Span),
}

impl AttributionRecord {
    pub(crate) fn of(item: &Attribution) -> Self {
        Self {
            document: pack(item.document.to_bytes()),
            source: item.source.map(|id| pack(id.to_bytes())),
            source_span: item.source_span.map(put_span),
            cue: item.cue.map(put_span),
            span: put_span(item.span),
            spans: item.spans.iter().copied().map(put_span).collect(),
            via: put_actors(&item.via),
            mode: item.mode.code(),
            rule: item.rule.clone(),
            extractor: item.extractor.clone(),
            date: put_date(item.date),
        }
    }
}

impl Record for AttributionRecord {
    type Id = AttributionId;
    type Item = Attribution;

    fn item(self, id: AttributionId) -> Option<Attribution> {
        Some(Attribution {
            id,
            document: get_document(self.document)?,
            source: match self.source {
                Some(id) => Some(get_actor(id)?),
                None => None,
            },
            source_span: get_spot(self.source_span)?,
            cue: get_spot(self.cue)?,
            span: get_span(self.span)?,
            spans: self
                .spans
                .into_iter()
                .map(get_span)
                .collect::<Option<_>>()?,
            via: get_actors(self.via)?,
            mode: Coded::of_code(self.mode)?,
            rule: self.rule,
            extractor: self.extractor,
            date: get_date(self.date)?,
        })
    }
}

impl StatementRecord {
    /// With the evidence inline if the document has no text.
    pub(crate) fn of(item: &Statement, inline: bool) -> Self {
        Self {
            document: pack(item.document.to_bytes()),
            holder: pack(item.holder.to_bytes()),
            target: pack_node(item.target),
            polarity: item.polarity.code(),
            confidence: item.confidence.percent(),
            mode: item.mode.code(),
            via: put_actors(&item.via),
            hedged: item.hedged,
            span: put_span(item.span),
            evidence: inline.then(|| item.evidence.clone()),
            cue: item.cue.map(put_span),
            holder_span: item.holder_span.map(put_span),
            target_span: item.target_span.map(put_span),
            rule: item.rule.clone(),
            extractor: item.extractor.clone(),
            date: put_date(item.date),
        }
    }
}

impl Record for StatementRecord {
    type Id = StatementId;
    type Item = (Statement, Evidence);

    fn item(self, id: StatementId) -> Option<Self::Item> {
        let document = get_document(self.document)?;
        let span = get_span(self.span)?;
        let statement = Statement {
            id,
            holder: get_actor(self.holder)?,
            target: unpack_node(self.target)?,
            polarity: Coded::of_code(self.polarity)?,
            confidence: get_confidence(self.confidence)?,
            mode: Coded::of_code(self.mode)?,
            via: get_actors(self.via)?,
            hedged: self.hedged,
            document,
            span,
            evidence: String::new(),
            cue: get_spot(self.cue)?,
            holder_span: get_spot(self.holder_span)?,
            target_span: get_spot(self.target_span)?,
            rule: self.rule,
            extractor: self.extractor,
            date: get_date(self.date)?,
        };
        Some((statement, evidence(self.evidence, document, span)))
    }
}

impl RelationRecord {
    /// With the evidence inline if the document has no text.
    pub(crate) fn of(item: &Relation, inline: bool) -> Self {
        Self {
            document: pack(item.document.to_bytes()),
            subject: pack(item.subject.to_bytes()),
            kind: item.kind.code(),
            object: pack(item.object.to_bytes()),
            office: item.office.clone(),
            status: item.status.code(),
            valid_from: put_date(item.valid_from),
            valid_to: put_date(item.valid_to),
            confidence: item.confidence.percent(),
            hedged: item.hedged,
            span: put_span(item.span),
            evidence: inline.then(|| item.evidence.clone()),
            cue: item.cue.map(put_span),
            subject_span: item.subject_span.map(put_span),
            object_span: item.object_span.map(put_span),
            rule: item.rule.clone(),
            extractor: item.extractor.clone(),
            date: put_date(item.date),
        }
    }
}

impl Record for RelationRecord {
    type Id = RelationId;
    type Item = (Relation, Evidence);

    fn item(self, id: RelationId) -> Option<Self::Item> {
        let document = get_document(self.document)?;
        let span = get_span(self.span)?;
        let relation = Relation {
            id,
            subject: get_actor(self.subject)?,
            kind: Coded::of_code(self.kind)?,
            object: get_actor(self.object)?,
            office: self.office,
            status: Coded::of_code(self.status)?,
            valid_from: get_date(self.valid_from)?,
            valid_to: get_date(self.valid_to)?,
            confidence: get_confidence(self.confidence)?,
            hedged: self.hedged,
            document,
            span,
            evidence: String::new(),
            cue: get_spot(self.cue)?,
            subject_span: get_spot(self.subject_span)?,
            object_span: get_spot(self.object_span)?,
            rule: self.rule,
            extractor: self.extractor,
            date: get_date(self.date)?,
        };
        Some((relation, evidence(self.evidence, document, span)))
    }
}

fn evidence(inline: Option<String>, document: DocumentId, span: Span) -> Evidence {
    inline.map_or(Evidence::Text(document, span), Evidence::Inline)
}

impl DecisionRecord {
    pub(crate) fn of(item: &Decision) -> Self {
        Self {
            action: item.action.code(),
            operands: item.operands.clone(),
            author: item.author.clone(),
            time: item.time.clone(),
        }
    }
}

impl Record for DecisionRecord {
    type Id = DecisionId;
    type Item = Decision;

    fn item(self, id: DecisionId) -> Option<Decision> {
        Some(Decision {
            id,
            action: Coded::of_code(self.action)?,
            operands: self.operands,
            author: self.author,
            time: self.time,
        })
    }
}
