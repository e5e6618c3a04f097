//! Entities of `FollowTheMoney`, one a line: what Aleph and the tools of `OpenSanctions` read.
//!
//! Actors are `Person`, `Organization`, `PublicBody` (states) or `LegalEntity` (groups), issues are
//! `Note`, documents `Article`. Offices become a `Position` and an `Occupancy`, memberships
//! `Membership`, employment `Employment`, advice and speaking for somebody `Representation`; a stance
//! and any other tie is an `UnknownLink` whose `role` says what it is. Every link has its quote as
//! `summary` and its document as `proof`. By the schemata of followthemoney 4.
//!
//! Polarity, confidence, mode and spans have no place there: `role` holds the first, the rest is lost.

#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use demarche_model::{
    Actor, ActorId, ActorKind, Date, Document, DocumentId, Issue, Observations, Polarity, Relation,
    RelationKind, Statement,
};
use serde::Serialize;

use crate::error::Result;
use crate::jsonl::{Options, put_line};

/// One entity.
#[derive(Debug, Serialize)]
struct Entity {
    id: String,
    schema: &'static str,
    properties: BTreeMap<&'static str, Vec<String>>,
}

impl Entity {
    fn new(id: &dyn ToString, schema: &'static str) -> Self {
        Self {
            id: id.to_string(),
            schema,
            properties: BTreeMap::new(),
        }
    }

    /// Adds a value; the schemata know no empty ones.
    fn with(mut self, property: &'static str, value: &dyn ToString) -> Self {
        let value = value.to_string();
        if !value.trim().is_empty() {
            self.properties.entry(property).or_default().push(value);
        }
        self
    }

    fn with_all(self, property: &'static str, values: impl Iterator<Item: ToString>) -> Self {
        values.fold(self, |entity, value| entity.with(property, &value))
    }
}

/// Writes every document, actor, issue, statement and relation as an entity. Streaming but for
/// the ids of positions written. O(records), with a look-up of both ends a relation.
///
/// # Errors
/// If the graph cannot be read or the output not be written.
pub fn write(graph: &dyn Observations, options: Options, out: &mut dyn Write) -> Result<()> {
    let with_text = options.with_text;
    let documents = if with_text {
        graph.documents()
    } else {
        graph.headings()
    };
    for item in documents {
        put_line(&document(&item?), out)?;
    }
    for item in graph.actors() {
        put_line(&actor(&item?), out)?;
    }
    for item in graph.issues() {
        put_line(&issue(&item?), out)?;
    }
    for item in graph.statements() {
        put_line(&stance(&item?), out)?;
    }
    let mut positions = BTreeSet::new();
    for item in graph.relations() {
        let item = item?;
        let ends = [kind(graph, item.subject)?, kind(graph, item.object)?];
        for entity in tie(&item, ends) {
            if entity.schema != "Position" || positions.insert(entity.id.clone()) {
                put_line(&entity, out)?;
            }
        }
    }
    out.flush().map_err(crate::FormatError::Write)
}

fn kind(graph: &dyn Observations, id: ActorId) -> Result<Option<ActorKind>> {
    Ok(graph.actor(id)?.map(|actor| actor.kind))
}

fn document(item: &Document) -> Entity {
    let day = item.date.iter();
    Entity::new(&item.id, "Article")
        .with_all("title", item.title.iter())
        .with("fileName", &item.path())
        .with_all("publisher", item.outlet.iter())
        .with_all("sourceUrl", item.url.iter())
        .with_all("publishedAt", day)
        .with_all("bodyText", item.text.iter())
}

fn actor(item: &Actor) -> Entity {
    let schema = match item.kind {
        ActorKind::Person => "Person",
        ActorKind::Organization => "Organization",
        ActorKind::State => "PublicBody",
        ActorKind::Group => "LegalEntity",
    };
    Entity::new(&item.id, schema)
        .with("name", &item.name)
        .with_all("alias", item.aliases.iter())
        .with_all("wikidataId", item.wikidata.iter())
}

fn issue(item: &Issue) -> Entity {
    Entity::new(&item.id, "Note")
        .with("name", &item.label)
        .with_all("alias", item.aliases.iter())
        .with_all("entity", item.about.iter())
}

fn link(
    id: &dyn ToString,
    schema: &'static str,
    document: DocumentId,
    quote: &str,
    date: Option<Date>,
) -> Entity {
    Entity::new(id, schema)
        .with("proof", &document)
        .with("summary", &quote)
        .with_all("date", date.iter())
}

fn stance(item: &Statement) -> Entity {
    let role = match item.polarity {
        Polarity::Support => "supports",
        Polarity::Oppose => "opposes",
        Polarity::Neutral => "is neutral on",
    };
    let entity = link(
        &item.id,
        "UnknownLink",
        item.document,
        &item.evidence,
        item.date,
    );
    entity
        .with("subject", &item.holder)
        .with("object", &item.target)
        .with("role", &role)
}

/// The link of a relation; before it the position, where it is about one.
fn tie(item: &Relation, [subject, object]: [Option<ActorKind>; 2]) -> Vec<Entity> {
    let person = subject == Some(ActorKind::Person);
    let body = matches!(object, Some(ActorKind::Organization | ActorKind::State));
    let office = item.office.as_deref();
    let office = office.filter(|office| !office.trim().is_empty());
    let (schema, from, to) = match item.kind {
        RelationKind::HoldsOffice if person && body && office.is_some() => {
            ("Occupancy", "holder", "post")
        }
        RelationKind::EmployedBy if person && body => ("Employment", "employee", "employer"),
        RelationKind::MemberOf if body => ("Membership", "member", "organization"),
        RelationKind::AdviserTo | RelationKind::EnvoyTo | RelationKind::SpokespersonFor => {
            ("Representation", "agent", "client")
        }
        _ => ("UnknownLink", "subject", "object"),
    };
    let mut entity = link(&item.id, schema, item.document, &item.evidence, item.date)
        .with(from, &item.subject)
        .with_all("startDate", item.valid_from.iter())
        .with_all("endDate", item.valid_to.iter())
        .with("status", &item.status.as_str());
    if let ("Occupancy", Some(office)) = (schema, office) {
        let id = format!("{}-{}", item.object, slug(office));
        let position = Entity::new(&id, "Position")
            .with("name", &office)
            .with("organization", &item.object);
        return vec![position, entity.with(to, &id)];
    }
    entity = entity.with(to, &item.object);
    match schema {
        "UnknownLink" => {
            let label = item.kind.row().label;
            let role = office.map_or(label.to_owned(), |office| format!("{label}: {office}"));
            vec![entity.with("role", &role)]
        }
        _ => vec![entity.with_all("role", office.iter())],
    }
}

/// Letters and digits of a name, as a part of an id: two that differ otherwise are one position.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        if letter.is_alphanumeric() {
            slug.push(letter);
        } else if !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug
}
