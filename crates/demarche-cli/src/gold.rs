//! Reads a person's coding: JSON Lines or JSON, as `GOLD.md` describes.

use demarche_model::{ActorKind, Polarity, RelationKind, Span, Status};
use demarche_query::{Gold, GoldActor, GoldDocument, GoldPassage, GoldRelation, GoldStatement};
use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::Value;

/// Why a coding cannot be read.
type Wrong = String;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    file: String,
    #[serde(default)]
    actors: Vec<Actor>,
    #[serde(default)]
    relations: Vec<Relation>,
    #[serde(default)]
    statements: Vec<Statement>,
    #[serde(default, rename = "note")]
    _note: Option<IgnoredAny>,
}

#[derive(Deserialize, Clone, Copy, Default, PartialEq)]
#[serde(rename_all = "lowercase")]
enum Tier {
    #[default]
    Core,
    Optional,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Actor {
    name: String,
    kind: Option<String>,
    #[serde(default)]
    aliases: Vec<String>,
    #[serde(default)]
    accept: Vec<String>,
    #[serde(default)]
    tier: Tier,
    #[serde(default, rename = "note")]
    _note: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Relation {
    subject: String,
    kind: String,
    object: String,
    office: Option<String>,
    status: Option<String>,
    start: Option<u32>,
    end: Option<u32>,
    quote: Option<String>,
    #[serde(default)]
    tier: Tier,
    #[serde(default, rename = "note")]
    _note: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Statement {
    holder: String,
    #[serde(default)]
    accept: Vec<String>,
    target: String,
    polarity: String,
    #[serde(default)]
    equivalents: Vec<Equivalent>,
    start: Option<u32>,
    end: Option<u32>,
    quote: Option<String>,
    #[serde(default)]
    tier: Tier,
    #[serde(default, rename = "note")]
    _note: Option<IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Equivalent {
    target: String,
    polarity: String,
}

/// Reads a coding: one document after the other, or `{"documents": [...]}`. The error says
/// which document is wrong and how.
pub fn parse(text: &str) -> Result<Gold, Wrong> {
    let mut documents = Vec::new();
    for value in serde_json::Deserializer::from_str(text).into_iter::<Value>() {
        let value = value.map_err(|error| error.to_string())?;
        let many = match value {
            Value::Object(mut object) if object.contains_key("documents") => {
                object.remove("documents").unwrap_or_default()
            }
            one => Value::Array(vec![one]),
        };
        let Value::Array(many) = many else {
            return Err("`documents` is not an array".into());
        };
        for one in many {
            let number = documents.len() + 1;
            let wrong = |what: String| format!("document {number}: {what}");
            let read: Document =
                serde_json::from_value(one).map_err(|error| wrong(error.to_string()))?;
            documents.push(document(read).map_err(wrong)?);
        }
    }
    if documents.is_empty() {
        return Err("there is no document in it".into());
    }
    Ok(Gold { documents })
}

fn document(read: Document) -> Result<GoldDocument, Wrong> {
    Ok(GoldDocument {
        file: read.file,
        actors: each("actor", read.actors, actor)?,
        relations: each("relation", read.relations, relation)?,
        statements: each("statement", read.statements, statement)?,
    })
}

fn each<T, U>(
    what: &str,
    items: Vec<T>,
    read: impl Fn(T) -> Result<U, Wrong>,
) -> Result<Vec<U>, Wrong> {
    let numbered = items.into_iter().zip(1..);
    numbered
        .map(|(item, number)| read(item).map_err(|wrong| format!("{what} {number}: {wrong}")))
        .collect()
}

fn actor(read: Actor) -> Result<GoldActor, Wrong> {
    let kind = read.kind.map(|word| known("kind", ActorKind::parse, &word));
    Ok(GoldActor {
        name: read.name,
        kind: kind.transpose()?,
        aliases: read.aliases,
        accept: read.accept,
        optional: read.tier == Tier::Optional,
    })
}

fn relation(read: Relation) -> Result<GoldRelation, Wrong> {
    let status = read
        .status
        .map(|word| known("status", Status::parse, &word));
    Ok(GoldRelation {
        subject: read.subject,
        kind: known("kind", RelationKind::parse, &read.kind)?,
        object: read.object,
        office: read.office.filter(|office| !office.is_empty()),
        status: status.transpose()?,
        passage: passage(read.start, read.end, read.quote)?,
        optional: read.tier == Tier::Optional,
    })
}

fn statement(read: Statement) -> Result<GoldStatement, Wrong> {
    let equivalents = each("equivalent", read.equivalents, |one| {
        let polarity = known("polarity", Polarity::parse, &one.polarity)?;
        Ok((one.target, polarity))
    })?;
    let passage = passage(read.start, read.end, read.quote)?;
    if passage == GoldPassage::Unknown {
        return Err("neither `quote` nor `start` and `end`".into());
    }
    Ok(GoldStatement {
        holder: read.holder,
        accept: read.accept,
        target: read.target,
        polarity: known("polarity", Polarity::parse, &read.polarity)?,
        equivalents,
        passage,
        optional: read.tier == Tier::Optional,
    })
}

fn known<T>(field: &str, parse: fn(&str) -> Option<T>, word: &str) -> Result<T, Wrong> {
    parse(word).ok_or_else(|| format!("no {field} called `{word}`"))
}

/// Offsets are exact where a quote may stand twice; they win.
fn passage(
    start: Option<u32>,
    end: Option<u32>,
    quote: Option<String>,
) -> Result<GoldPassage, Wrong> {
    match (start, end, quote) {
        (Some(start), Some(end), _) => Span::new(start, end)
            .map(GoldPassage::Bytes)
            .ok_or_else(|| format!("`start` {start} is after `end` {end}")),
        (None, None, Some(quote)) => Ok(GoldPassage::Quote(quote)),
        (None, None, None) => Ok(GoldPassage::Unknown),
        _ => Err("`start` and `end` go together".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ONE: &str = r#"{"file": "a.txt",
        "actors": [{"name": "Oslo", "kind": "state", "tier": "optional", "note": "why"}],
        "relations": [{"subject": "Ida", "kind": "met_with", "object": "Oslo"}],
        "statements": [{"holder": "Ida", "target": "quotas", "polarity": "neutral",
            "start": 3, "end": 9, "equivalents": [{"target": "Oslo", "polarity": "oppose"}]}]}"#;

    #[test]
    fn documents_come_by_line_or_in_an_array() {
        let lines = parse(&format!("{ONE}\n{ONE}\n")).unwrap();
        assert_eq!(
            lines,
            parse(&format!(r#"{{"documents": [{ONE}, {ONE}]}}"#)).unwrap()
        );
        assert_eq!(lines.documents.len(), 2);
        let document = &lines.documents[0];
        assert!(document.actors[0].optional);
        assert_eq!(document.relations[0].passage, GoldPassage::Unknown);
        let statement = &document.statements[0];
        assert_eq!(
            statement.passage,
            GoldPassage::Bytes(Span::new(3, 9).unwrap())
        );
        assert_eq!(statement.equivalents, [("Oslo".into(), Polarity::Oppose)]);
    }

    #[test]
    fn the_documented_example_is_a_coding() {
        let guide = include_str!("../GOLD.md");
        let example = guide.split("```").nth(1).unwrap();
        let gold = parse(example.strip_prefix("json").unwrap()).unwrap();
        assert_eq!(gold.documents[0].statements[0].equivalents.len(), 1);
        assert_eq!(gold.documents[0].actors[0].accept, ["Oslo"]);
    }

    #[test]
    fn errors_name_the_place() {
        let wrong = |from: &str, to: &str| parse(&ONE.replace(from, to)).unwrap_err();
        assert_eq!(
            wrong("neutral", "mixed"),
            "document 1: statement 1: no polarity called `mixed`"
        );
        assert_eq!(
            wrong("met_with", "saw"),
            "document 1: relation 1: no kind called `saw`"
        );
        assert!(wrong("\"name\"", "\"nmae\"").contains("unknown field `nmae`"));
        assert_eq!(
            wrong("\"start\": 3, \"end\": 9,", ""),
            "document 1: statement 1: neither `quote` nor `start` and `end`"
        );
        assert_eq!(
            wrong("\"end\": 9,", ""),
            "document 1: statement 1: `start` and `end` go together"
        );
        assert_eq!(
            wrong("\"end\": 9", "\"end\": 1"),
            "document 1: statement 1: `start` 3 is after `end` 1"
        );
        assert_eq!(parse(" ").unwrap_err(), "there is no document in it");
        assert!(parse("{").is_err());
    }
}
