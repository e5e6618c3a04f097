//! Observations: immutable records of what one passage says, and what humans decided.

use crate::{
    ActorId, AttributionId, Confidence, Date, DecisionAction, DecisionId, DocumentId, Mode, NodeId,
    Polarity, RelationId, RelationKind, Span, StatementId, Status,
};

/// One observation that a holder takes a stance on a target in one passage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Hash of document, cue, ends, rule and ordinal.
    pub id: StatementId,
    /// Whose stance it is.
    pub holder: ActorId,
    /// What it is about.
    pub target: NodeId,
    /// Position of the holder.
    pub polarity: Polarity,
    /// How sure the extractor is.
    pub confidence: Confidence,
    /// How the text carries it.
    pub mode: Mode,
    /// Who relays it, outermost first; empty for the article itself.
    pub via: Vec<ActorId>,
    /// Possible, conditional, predicted, or from unnamed sources only.
    pub hedged: bool,
    /// Where it stands.
    pub document: DocumentId,
    /// Bytes of the evidence in the document's text: normally the sentence.
    pub span: Span,
    /// Exactly the text of `span`.
    pub evidence: String,
    /// Bytes of the words that carry the stance.
    pub cue: Option<Span>,
    /// Bytes of the mention that names the holder.
    pub holder_span: Option<Span>,
    /// Bytes of the mention or phrase that names the target.
    pub target_span: Option<Span>,
    /// Rule that produced it.
    pub rule: String,
    /// Program or model that produced it.
    pub extractor: String,
    /// Its own date where the text gives one, else the document's.
    pub date: Option<Date>,
}

/// One observation that two actors are tied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// Hash of document, cue, ends, rule and ordinal.
    pub id: RelationId,
    /// First end.
    pub subject: ActorId,
    /// How they are tied.
    pub kind: RelationKind,
    /// Second end.
    pub object: ActorId,
    /// Office or role, for the kinds that have one.
    pub office: Option<String>,
    /// Where in time it stands.
    pub status: Status,
    /// Since when, where the text or a named source says.
    pub valid_from: Option<Date>,
    /// Until when, where the text or a named source says.
    pub valid_to: Option<Date>,
    /// How sure the extractor is.
    pub confidence: Confidence,
    /// Possible, predicted, or from unnamed sources only.
    pub hedged: bool,
    /// Where it stands.
    pub document: DocumentId,
    /// Bytes of the evidence in the document's text: normally the sentence.
    pub span: Span,
    /// Exactly the text of `span`.
    pub evidence: String,
    /// Bytes of the words that carry the relation.
    pub cue: Option<Span>,
    /// Bytes of the mention that names the subject.
    pub subject_span: Option<Span>,
    /// Bytes of the mention that names the object.
    pub object_span: Option<Span>,
    /// Rule that produced it.
    pub rule: String,
    /// Program or model that produced it.
    pub extractor: String,
    /// Its own date where the text gives one, else the document's.
    pub date: Option<Date>,
}

/// A passage that the text attributes to a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attribution {
    /// Hash of document, cue, ends, rule and ordinal.
    pub id: AttributionId,
    /// Where it stands.
    pub document: DocumentId,
    /// Who is said to say it, where the text tells.
    pub source: Option<ActorId>,
    /// Bytes of the mention that names the source.
    pub source_span: Option<Span>,
    /// Bytes of the attributing words.
    pub cue: Option<Span>,
    /// Bytes of the content, quotation marks included.
    pub span: Span,
    /// Its parts where the cue interrupts it.
    pub spans: Vec<Span>,
    /// Who relays it, outermost first.
    pub via: Vec<ActorId>,
    /// How the text carries it.
    pub mode: Mode,
    /// Rule that produced it.
    pub rule: String,
    /// Program or model that produced it.
    pub extractor: String,
    /// Its own date where the text gives one, else the document's.
    pub date: Option<Date>,
}

/// What a human decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Hash of action, operands, author and time.
    pub id: DecisionId,
    /// What was decided.
    pub action: DecisionAction,
    /// On what: ids and words, as the action needs them.
    pub operands: Vec<String>,
    /// By whom.
    pub author: String,
    /// When, ISO 8601 in UTC.
    pub time: String,
}
