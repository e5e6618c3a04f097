//! The records of version 1. Fields stand in the order in which they are written; what we add
//! to the contract's fields comes after them.

mod observed;

use std::borrow::Cow;

use demarche_model::{
    Actor, ActorId, ActorKind, Date, Decision, DecisionAction, DecisionId, Document, DocumentId,
    Issue, IssueId,
};
use serde::{Deserialize, Serialize};

pub(super) use self::observed::{AttributionV1, RelationV1, StatementV1};
use super::value::{Digest, Shown, Word};

/// A line that is written.
#[derive(Serialize)]
#[serde(tag = "type", rename_all = "lowercase")]
pub(super) enum Line<'a> {
    Header(HeaderV1<'a>),
    Document(DocumentV1<'a>),
    Actor(ActorV1<'a>),
    Issue(IssueV1<'a>),
    Attribution(AttributionV1<'a>),
    Statement(StatementV1<'a>),
    Relation(RelationV1<'a>),
    Decision(DecisionV1<'a>),
}

/// The type of a line that is read; the other fields wait.
#[derive(Deserialize)]
pub(super) struct Type<'a> {
    #[serde(rename = "type", borrow)]
    pub name: Cow<'a, str>,
}

/// A record that stands for an item of the model.
pub(super) trait Record<'a>: Deserialize<'a> {
    /// What is read.
    type Item;
    /// The item, or what is wrong with it.
    fn item(self) -> Result<Self::Item, String>;
}

type Text<'a> = Cow<'a, str>;

fn optional(text: Option<&String>) -> Option<Text<'_>> {
    text.map(|text| Cow::Borrowed(text.as_str()))
}

fn texts(list: &[String]) -> Vec<Text<'_>> {
    list.iter().map(|text| text.as_str().into()).collect()
}

fn owned(list: Vec<Text<'_>>) -> Vec<String> {
    list.into_iter().map(Cow::into_owned).collect()
}

fn shown<T: Copy>(list: &[T]) -> Vec<Shown<T>> {
    list.iter().copied().map(Shown).collect()
}

fn plain<T>(list: Vec<Shown<T>>) -> Vec<T> {
    list.into_iter().map(|item| item.0).collect()
}

fn date(date: Option<Shown<Date>>) -> Option<Date> {
    date.map(|date| date.0)
}

/// Sorted without repeats, as the model holds lists of names and ids.
fn settled<T: Ord>(mut list: Vec<T>) -> Vec<T> {
    list.sort_unstable();
    list.dedup();
    list
}

#[derive(Serialize, Deserialize)]
pub(super) struct HeaderV1<'a> {
    #[serde(borrow)]
    pub format: Text<'a>,
    pub version: u64,
    #[serde(borrow, default)]
    pub generator: Text<'a>,
}

#[derive(Serialize, Deserialize)]
pub(super) struct DocumentV1<'a> {
    id: Shown<DocumentId>,
    #[serde(borrow)]
    path: Text<'a>,
    title: Option<Text<'a>>,
    outlet: Option<Text<'a>>,
    date: Option<Shown<Date>>,
    sha256: Digest,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<Text<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<Text<'a>>,
    /// Only where `path` does not tell it all.
    #[serde(skip_serializing_if = "Option::is_none")]
    paths: Option<Vec<Text<'a>>>,
}

impl<'a> DocumentV1<'a> {
    pub(super) fn new(document: &'a Document, with_text: bool) -> Self {
        let path = document.path();
        let simple = paths_of(path) == document.paths;
        Self {
            id: Shown(document.id),
            path: path.into(),
            title: optional(document.title.as_ref()),
            outlet: optional(document.outlet.as_ref()),
            date: document.date.map(Shown),
            sha256: Digest(document.sha256),
            text: optional(document.text.as_ref().filter(|_| with_text)),
            url: optional(document.url.as_ref()),
            paths: (!simple).then(|| texts(&document.paths)),
        }
    }
}

/// The paths of a document that has no more than one.
fn paths_of(path: &str) -> Vec<String> {
    if path.is_empty() {
        Vec::new()
    } else {
        vec![path.to_owned()]
    }
}

impl<'a> Record<'a> for DocumentV1<'a> {
    type Item = Document;
    fn item(self) -> Result<Document, String> {
        Ok(Document {
            id: self.id.0,
            paths: match self.paths {
                Some(paths) => settled(owned(paths)),
                None => paths_of(&self.path),
            },
            title: self.title.map(Cow::into_owned),
            outlet: self.outlet.map(Cow::into_owned),
            url: self.url.map(Cow::into_owned),
            date: date(self.date),
            sha256: self.sha256.0,
            text: self.text.map(Cow::into_owned),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct ActorV1<'a> {
    id: Shown<ActorId>,
    #[serde(borrow)]
    name: Text<'a>,
    kind: Word<ActorKind>,
    #[serde(default)]
    aliases: Vec<Text<'a>>,
    wikidata: Option<Text<'a>>,
}

impl<'a> From<&'a Actor> for ActorV1<'a> {
    fn from(actor: &'a Actor) -> Self {
        Self {
            id: Shown(actor.id),
            name: actor.name.as_str().into(),
            kind: Word(actor.kind),
            aliases: texts(&actor.aliases),
            wikidata: optional(actor.wikidata.as_ref()),
        }
    }
}

impl<'a> Record<'a> for ActorV1<'a> {
    type Item = Actor;
    fn item(self) -> Result<Actor, String> {
        Ok(Actor {
            id: self.id.0,
            name: self.name.into_owned(),
            kind: self.kind.0,
            aliases: settled(owned(self.aliases)),
            wikidata: self.wikidata.map(Cow::into_owned),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct IssueV1<'a> {
    id: Shown<IssueId>,
    #[serde(borrow)]
    label: Text<'a>,
    #[serde(default)]
    about: Vec<Shown<ActorId>>,
    #[serde(default)]
    aliases: Vec<Text<'a>>,
    #[serde(default)]
    broader: Vec<Shown<IssueId>>,
}

impl<'a> From<&'a Issue> for IssueV1<'a> {
    fn from(issue: &'a Issue) -> Self {
        Self {
            id: Shown(issue.id),
            label: issue.label.as_str().into(),
            about: shown(&issue.about),
            aliases: texts(&issue.aliases),
            broader: shown(&issue.broader),
        }
    }
}

impl<'a> Record<'a> for IssueV1<'a> {
    type Item = Issue;
    fn item(self) -> Result<Issue, String> {
        Ok(Issue {
            id: self.id.0,
            label: self.label.into_owned(),
            about: settled(plain(self.about)),
            aliases: settled(owned(self.aliases)),
            broader: settled(plain(self.broader)),
        })
    }
}

#[derive(Serialize, Deserialize)]
pub(super) struct DecisionV1<'a> {
    id: Shown<DecisionId>,
    action: Word<DecisionAction>,
    operands: Vec<Text<'a>>,
    #[serde(borrow)]
    author: Text<'a>,
    #[serde(borrow)]
    time: Text<'a>,
}

impl<'a> From<&'a Decision> for DecisionV1<'a> {
    fn from(item: &'a Decision) -> Self {
        Self {
            id: Shown(item.id),
            action: Word(item.action),
            operands: texts(&item.operands),
            author: item.author.as_str().into(),
            time: item.time.as_str().into(),
        }
    }
}

impl<'a> Record<'a> for DecisionV1<'a> {
    type Item = Decision;
    fn item(self) -> Result<Decision, String> {
        Ok(Decision {
            id: self.id.0,
            action: self.action.0,
            operands: owned(self.operands),
            author: self.author.into_owned(),
            time: self.time.into_owned(),
        })
    }
}
