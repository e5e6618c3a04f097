//! Records. A field is never added to or taken from one of these: that is another record, and
//! another format.

mod observations;

use demarche_model::{
    Actor, ActorId, Confidence, Date, Document, DocumentId, Extraction, Issue, IssueId, Span,
};
use serde::{Deserialize, Serialize};

use super::layout::{Id, pack, tag, unpack};
use super::words::Coded;

pub(crate) use observations::{
    AttributionRecord, DecisionRecord, Evidence, RelationRecord, StatementRecord,
};

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

/// A record that stands for a value of the model; reading gives `None` for what cannot be.
pub(crate) trait Record: Sized {
    type Id: Copy;
    type Item;

    fn item(self, id: Self::Id) -> Option<Self::Item>;
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
    /// The keys of all that the document gave; `document` is its packed id.
    pub(crate) fn keys(self, document: &[u8]) -> impl Iterator<Item = Vec<u8>> {
        let own = |tag: u8, ids: Vec<Id>| ids.into_iter().map(move |id| [&[tag], &id[..]].concat());
        let said = |tag: u8, ids| own(tag, ids).map(|key| [&key[..], document].concat());
        said(tag::ACTOR_SAID, self.actors)
            .chain(said(tag::ISSUE_SAID, self.issues))
            .chain(own(tag::ATTRIBUTION, self.attributions))
            .chain(own(tag::STATEMENT, self.statements))
            .chain(own(tag::RELATION, self.relations))
    }

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
