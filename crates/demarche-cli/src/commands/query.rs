//! `query`: a question in openCypher.

use std::io::{Read as _, Write};
use std::path::Path;
use std::time::Duration;

use demarche_cypher::{
    Answer, Asked, CypherError, Limits, Map, Operator, Planning, Prepared, PropertyGraph, Source,
    StanceGraph, Value, show,
};
use demarche_query::{Filter, Sifted, View};
use serde_json::{Value as Json, json};

use crate::args::{Cli, Only, Query};
use crate::error::{Failure, Kind, Result};
use crate::output::{self, Format, Rows};
use crate::progress;

/// Answers a question and prints its rows.
pub fn run(cli: &Cli, args: &Query, out: &mut dyn Write) -> Result {
    let text = match (&args.text, &args.file) {
        (Some(text), _) => text.clone(),
        (None, Some(file)) => read(file)?,
        (None, None) => String::new(),
    };
    let params = args.params.iter().map(|given| param(given));
    let params = params.collect::<Result<Map>>()?;
    let store = super::reader(cli)?;
    let filter = seen(&store, &args.only)?;
    let sifted = Sifted::new(&store, &filter);
    // Without conditions the question goes to the store itself, which is quicker.
    let source: &dyn Source = if filter == Filter::default() {
        &store
    } else {
        &sifted
    };
    let graph = StanceGraph::new(source)?;
    let limits = Limits {
        time: (args.timeout > 0.0).then(|| Duration::from_secs_f64(args.timeout)),
        rows: (args.limit > 0).then_some(args.limit),
        ..Limits::default()
    };
    let wrong = |error: CypherError| failure(&text, &error);
    let question = Prepared::new(&graph, &text, &params, Planning::Cheapest).map_err(wrong)?;
    let answer = question.answer(limits).map_err(wrong)?;
    print(cli.format, &graph, question.asked(), &answer, out)?;
    if answer.more && !cli.quiet {
        out.flush()?;
        let count = answer.rows.len();
        progress::say(&format!(
            "note: there are more than {count} rows; `--limit 0` gives all"
        ));
    }
    if answer.rows.is_empty() && question.asked() == Asked::Answer {
        return Err(Failure::not_found("the question has no rows"));
    }
    Ok(())
}

/// What the question sees of the store.
fn seen(store: &dyn View, only: &Only) -> Result<Filter> {
    let (classes, relations) = super::choose::kinds(&only.kind)?;
    Ok(Filter {
        classes: (!only.kind.is_empty()).then_some(classes),
        relations,
        ..super::choose::filter(store, &only.which)?
    })
}

fn read(file: &Path) -> Result<String> {
    let failed = |error: std::io::Error| {
        Failure::because(format!("cannot read `{}`", file.display()), &error)
    };
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(failed)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(failed)
}

/// A parameter as typed.
fn param(given: &str) -> Result<(std::rc::Rc<str>, Value)> {
    let Some((name, value)) = given.split_once('=') else {
        let what = format!("`{given}` is no parameter");
        return Err(Failure::usage(what).hint("write it as `-p name=value`"));
    };
    let value =
        serde_json::from_str(value).map_or_else(|_| Value::str(value), |json| of_json(&json));
    Ok((name.trim_start_matches('$').into(), value))
}

fn of_json(json: &Json) -> Value {
    match json {
        Json::Null => Value::Null,
        Json::Bool(one) => Value::Bool(*one),
        Json::Number(one) => match one.as_i64() {
            Some(one) => Value::Int(one),
            None => Value::Float(one.as_f64().unwrap_or(f64::NAN)),
        },
        Json::String(one) => Value::str(one),
        Json::Array(items) => Value::list(items.iter().map(of_json).collect()),
        Json::Object(map) => Value::map(
            map.iter()
                .map(|(key, value)| (key.as_str().into(), of_json(value))),
        ),
    }
}

/// What the user sees of a question without an answer: what is wrong, and where in its text.
pub fn failure(text: &str, error: &CypherError) -> Failure {
    let Some(fault) = error.fault() else {
        let failure = Failure::because("the question cannot be answered", error);
        return match error {
            CypherError::Time(_) => failure.hint("`--timeout SECONDS` gives it longer"),
            CypherError::Memory(_) => failure.hint("`LIMIT` or a narrower pattern needs less"),
            _ => failure.hint("`demarche check` tells what is damaged"),
        };
    };
    let kind = if fault.compile {
        Kind::Usage
    } else {
        Kind::Failed
    };
    match error.place(text) {
        Some(place) => {
            let what = format!(
                "{}, line {}, column {}",
                fault.message, place.line, place.column
            );
            Failure::new(kind, what).excerpt(&place.to_string())
        }
        None => Failure::new(kind, fault.message.clone()),
    }
}

fn print(
    format: Format,
    graph: &StanceGraph<'_>,
    asked: Asked,
    answer: &Answer,
    out: &mut dyn Write,
) -> Result {
    let plan = answer.plan.as_deref().map(plan);
    if format == Format::Json && asked != Asked::Answer {
        let rows = rows(graph, answer, format)?.value();
        let plan = plan.map_or(Json::Null, |plan| plan.value());
        let both = if asked == Asked::Plan {
            plan
        } else {
            json!({"rows": rows, "plan": plan})
        };
        return Ok(output::json(out, &both)?);
    }
    if asked != Asked::Plan && (!answer.rows.is_empty() || asked == Asked::Profile) {
        rows(graph, answer, format)?.write(out, format)?;
    }
    if let Some(plan) = plan {
        if asked == Asked::Profile {
            writeln!(out)?;
        }
        plan.write(out, format)?;
    }
    Ok(())
}

fn rows(graph: &StanceGraph<'_>, answer: &Answer, format: Format) -> Result<Rows> {
    let mut rows = Rows::named(answer.columns.clone());
    let wrong = |error: CypherError| Failure::because("cannot read the store", &error);
    for row in &answer.rows {
        let cells = row.iter().map(|value| match format {
            Format::Json => whole(graph, value),
            _ => short(graph, value),
        });
        rows.push(
            cells
                .collect::<std::result::Result<_, _>>()
                .map_err(wrong)?,
        );
    }
    Ok(rows)
}

/// A plan as rows.
fn plan(operators: &[Operator]) -> Rows {
    let mut rows = Rows::new(&["operator", "detail", "guess", "rows", "hits"]).flexible("detail");
    let round = |guess: f64| {
        if guess < 10.0 {
            json!((guess * 100.0).round() / 100.0)
        } else {
            json!(guess.round())
        }
    };
    for one in operators {
        rows.push(vec![
            format!("{}{}", "  ".repeat(one.depth), one.name).into(),
            one.detail.clone().into(),
            one.guess.map_or(Json::Null, round),
            one.rows.map_or(Json::Null, Json::from),
            one.hits.map_or(Json::Null, Json::from),
        ]);
    }
    rows
}

type Shown = std::result::Result<Json, CypherError>;

/// A value with all that belongs to it.
fn whole(graph: &StanceGraph<'_>, value: &Value) -> Shown {
    let look = CypherError::Graph;
    let entries = |entries: Vec<(std::rc::Rc<str>, Value)>| -> Shown {
        let each = entries
            .into_iter()
            .map(|(key, value)| Ok((key.to_string(), whole(graph, &value)?)));
        Ok(Json::Object(
            each.collect::<std::result::Result<_, CypherError>>()?,
        ))
    };
    Ok(match value {
        Value::Null => Json::Null,
        Value::Bool(one) => Json::from(*one),
        Value::Int(one) => Json::from(*one),
        Value::Float(one) => Json::from(*one),
        Value::Str(one) => Json::from(&**one),
        Value::Temporal(one) => Json::from(one.to_string()),
        Value::List(items) => {
            let items = items.iter().map(|item| whole(graph, item));
            Json::Array(items.collect::<std::result::Result<_, _>>()?)
        }
        Value::Map(map) => entries(
            map.iter()
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect(),
        )?,
        Value::Node(node) => {
            let labels = graph.labels(*node).map_err(look)?;
            let labels: Vec<&str> = labels.iter().map(|label| &**label).collect();
            json!({"labels": labels, "properties": entries(graph.properties(*node).map_err(look)?)?})
        }
        Value::Rel(rel) => {
            let (from, to) = graph.ends(*rel).map_err(look)?;
            let id = |node| {
                whole(
                    graph,
                    &graph.property(node, "id").map_err(CypherError::Graph)?,
                )
            };
            json!({
                "type": &*graph.kind(*rel).map_err(look)?,
                "from": id(from)?,
                "to": id(to)?,
                "properties": entries(graph.rel_properties(*rel).map_err(look)?)?,
            })
        }
        Value::Path(path) => {
            let nodes = path
                .nodes
                .iter()
                .map(|&node| whole(graph, &Value::Node(node)));
            let rels = path.rels.iter().map(|&rel| whole(graph, &Value::Rel(rel)));
            let nodes: Vec<Json> = nodes.collect::<std::result::Result<_, _>>()?;
            let rels: Vec<Json> = rels.collect::<std::result::Result<_, _>>()?;
            json!({"nodes": nodes, "relationships": rels})
        }
    })
}

/// A value in a cell: nodes by their names.
fn short(graph: &StanceGraph<'_>, value: &Value) -> Shown {
    Ok(match value {
        Value::Node(_) | Value::Rel(_) | Value::Path(_) => brief(graph, value)?.into(),
        Value::List(items)
            if items
                .iter()
                .any(|item| matches!(item, Value::Node(_) | Value::Rel(_) | Value::Path(_))) =>
        {
            let items = items.iter().map(|item| brief(graph, item));
            items
                .collect::<std::result::Result<Vec<_>, _>>()?
                .join(", ")
                .into()
        }
        Value::List(_) | Value::Map(_) => show(graph, value)?.into(),
        plain => whole(graph, plain)?,
    })
}

fn brief(graph: &StanceGraph<'_>, value: &Value) -> std::result::Result<String, CypherError> {
    let look = CypherError::Graph;
    Ok(match value {
        Value::Node(node) => {
            let name = graph.property(*node, "name").map_err(look)?;
            let name = match name {
                Value::Null => graph.property(*node, "id").map_err(look)?,
                name => name,
            };
            match name {
                Value::Str(name) => format!("({name})"),
                other => show(graph, &other)?,
            }
        }
        Value::Rel(rel) => {
            let kind = graph.kind(*rel).map_err(look)?;
            match graph.rel_property(*rel, "polarity").map_err(look)? {
                Value::Str(polarity) => format!("[{kind} {polarity}]"),
                _ => format!("[{kind}]"),
            }
        }
        Value::Path(path) => {
            let mut text = String::new();
            for (place, node) in path.nodes.iter().enumerate() {
                if let Some(rel) = place.checked_sub(1).and_then(|place| path.rels.get(place)) {
                    let forward = graph.ends(*rel).map_err(look)?.1 == *node;
                    let rel = brief(graph, &Value::Rel(*rel))?;
                    let (left, right) = if forward { ("-", "->") } else { ("<-", "-") };
                    text.extend([left, rel.as_str(), right]);
                }
                text += &brief(graph, &Value::Node(*node))?;
            }
            text
        }
        other => show(graph, other)?,
    })
}
