//! Records of format 1. A field is never added to or taken from one of these: that is format 2.

use demarche_model::{
    Actor, ActorId, Attribution, AttributionId, Confidence, Date, Decision, DecisionId, Document,
    DocumentId, Extraction, Issue, IssueId, Relation, RelationId, Span, Statement, StatementId,
};
use serde::{Deserialize, Serialize};

use super::layout::{Id, pack, pack_node, unpack, unpack_node};
use super::words::Coded;

/// Start and length.
type Bytes = (u32, u32);

/// A document without its text.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct DocumentRecord {
    pub(crate) paths: Vec<String>,
    title: Option<String>,
    outlet: Option<String>,
    url: Option<String>,
    date: Option<u32>,
    sha256: [u8; 32],
    /// Length of the text in bytes, where there is one.
    pub(crate) text: Option<u32>,
}

/// The ids of all that a document gave.
#[derive(Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ProofRecord {
    pub(crate) actors: Vec<Id>,
    pub(crate) issues: Vec<Id>,
    pub(crate) attributions: Vec<Id>,
    pub(crate) statements: Vec<Id>,
    pub(crate) relations: Vec<Id>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ActorRecord {
    name: String,
    kind: u8,
    aliases: Vec<String>,
    wikidata: Option<String>,
}

#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct IssueRecord {
    label: String,
    about: Vec<Id>,
    aliases: Vec<String>,
    broader: Vec<Id>,
}

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

/// A record that stands for a value of the model; reading gives `None` for what cannot be.
pub(crate) trait Record: Sized {
    type Id: Copy;
    type Item;

    fn item(self, id: Self::Id) -> Option<Self::Item>;
}

/// The evidence of a record: inline, or to be taken from the document's text.
pub(crate) enum Evidence {
    Inline(String),
    Text(DocumentId, Span),
}

/// A date as a number of few bytes that sorts as the date: `((year * 13) + month) * 32 + day`.
pub(crate) fn put_date(date: Option<Date>) -> Option<u32> {
    date.map(|date| {
        let (month, day) = (date.month().unwrap_or(0), date.day().unwrap_or(0));
        (u32::from(date.year()) * 13 + u32::from(month)) * 32 + u32::from(day)
    })
}

/// The date of [`put_date`]; `None` inside if there is none, outside if it cannot be.
#[allow(clippy::option_option, reason = "absent is not the same as damaged")]
pub(crate) fn get_date(number: Option<u32>) -> Option<Option<Date>> {
    let Some(number) = number else {
        return Some(None);
    };
    let part = |value: u32| u8::try_from(value).ok().filter(|&value| value != 0);
    let year = u16::try_from(number / 32 / 13).ok()?;
    Date::new(year, part(number / 32 % 13), part(number % 32)).map(Some)
}

fn put_span(span: Span) -> Bytes {
    (span.start(), span.len())
}

fn get_span((start, len): Bytes) -> Option<Span> {
    Span::new(start, start.checked_add(len)?)
}

#[allow(clippy::option_option, reason = "absent is not the same as damaged")]
fn get_spot(bytes: Option<Bytes>) -> Option<Option<Span>> {
    bytes.map_or(Some(None), |bytes| get_span(bytes).map(Some))
}

fn put_actors(ids: &[ActorId]) -> Vec<Id> {
    ids.iter().map(|id| pack(id.to_bytes())).collect()
}

fn get_actor(id: Id) -> Option<ActorId> {
    ActorId::from_bytes(unpack(id))
}

fn get_actors(ids: Vec<Id>) -> Option<Vec<ActorId>> {
    ids.into_iter().map(get_actor).collect()
}

fn get_document(id: Id) -> Option<DocumentId> {
    DocumentId::from_bytes(unpack(id))
}

fn get_confidence(percent: u8) -> Option<Confidence> {
    (percent <= 100).then(|| Confidence::from_percent(percent))
}

impl DocumentRecord {
    /// `None` for a text of 4 GiB or more.
    pub(crate) fn of(item: &Document) -> Option<Self> {
        let len = item.text.as_ref().map(|text| u32::try_from(text.len()));
        Some(Self {
            paths: item.paths.clone(),
            title: item.title.clone(),
            outlet: item.outlet.clone(),
            url: item.url.clone(),
            date: put_date(item.date),
            sha256: item.sha256,
            text: len.transpose().ok()?,
        })
    }
}

impl Record for DocumentRecord {
    type Id = DocumentId;
    type Item = Document;

    fn item(self, id: DocumentId) -> Option<Document> {
        Some(Document {
            id,
            paths: self.paths,
            title: self.title,
            outlet: self.outlet,
            url: self.url,
            date: get_date(self.date)?,
            sha256: self.sha256,
            text: None,
        })
    }
}

impl ProofRecord {
    pub(crate) fn of(item: &Extraction) -> Self {
        Self {
            actors: item
                .actors
                .iter()
                .map(|item| pack(item.id.to_bytes()))
                .collect(),
            issues: item
                .issues
                .iter()
                .map(|item| pack(item.id.to_bytes()))
                .collect(),
            attributions: item
                .attributions
                .iter()
                .map(|item| pack(item.id.to_bytes()))
                .collect(),
            statements: item
                .statements
                .iter()
                .map(|item| pack(item.id.to_bytes()))
                .collect(),
            relations: item
                .relations
                .iter()
                .map(|item| pack(item.id.to_bytes()))
                .collect(),
        }
    }
}

impl ActorRecord {
    pub(crate) fn of(item: &Actor) -> Self {
        Self {
            name: item.name.clone(),
            kind: item.kind.code(),
            aliases: item.aliases.clone(),
            wikidata: item.wikidata.clone(),
        }
    }
}

impl Record for ActorRecord {
    type Id = ActorId;
    type Item = Actor;

    fn item(self, id: ActorId) -> Option<Actor> {
        Some(Actor {
            id,
            name: self.name,
            kind: Coded::of_code(self.kind)?,
            aliases: self.aliases,
            wikidata: self.wikidata,
        })
    }
}

impl IssueRecord {
    pub(crate) fn of(item: &Issue) -> Self {
        Self {
            label: item.label.clone(),
            about: put_actors(&item.about),
            aliases: item.aliases.clone(),
            broader: item.broader.iter().map(|id| pack(id.to_bytes())).collect(),
        }
    }
}

impl Record for IssueRecord {
    type Id = IssueId;
    type Item = Issue;

    fn item(self, id: IssueId) -> Option<Issue> {
        let broader = self.broader.into_iter();
        Some(Issue {
            id,
            label: self.label,
            about: get_actors(self.about)?,
            aliases: self.aliases,
            broader: broader
                .map(|id| IssueId::from_bytes(unpack(id)))
                .collect::<Option<_>>()?,
        })
    }
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
