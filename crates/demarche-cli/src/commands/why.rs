//! `why`: what an observation or edge rests on.

use std::io::Write;

use demarche_model::{EdgeKind, ObservationId};
use demarche_query::{Explanation, Filter, Passage, Wanted, why, why_edge};
use serde_json::{Value, json};

use crate::args::{Cli, Why};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe, one_line};

/// Explains one observation, or all between two nodes, best first.
pub fn run(cli: &Cli, args: &Why, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let explanations = match &args.second {
        None => {
            let id: ObservationId = args.first.parse().map_err(|error| {
                Failure::usage("`why` takes an id, or two names")
                    .cause(&error)
                    .hint("`demarche stances` and `demarche path` print ids")
            })?;
            let unknown = || Failure::not_found(format!("no statement or relation `{id}`"));
            match why(&store, id) {
                Err(demarche_query::QueryError::UnknownObservation(_)) => return Err(unknown()),
                other => vec![other?],
            }
        }
        Some(second) => {
            let from = super::find(&store, &args.first, Wanted::Any)?;
            let to = super::find(&store, second, Wanted::Any)?;
            why_edge(
                &store,
                from,
                to,
                &Filter::default(),
                super::at_most(args.limit),
            )?
        }
    };
    if explanations.is_empty() {
        let second = args.second.as_deref().unwrap_or_default();
        let what = format!("nothing ties `{}` to `{second}` directly", args.first);
        return Err(Failure::not_found(what).hint("`demarche path` finds longer ways"));
    }
    match cli.format {
        Format::Table => {
            for (index, explanation) in explanations.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                tell(explanation, out)?;
            }
        }
        Format::Json => output::json(out, &explanations.iter().map(value).collect())?,
        Format::Csv => rows(&explanations).write(out, Format::Csv)?,
    }
    Ok(())
}

fn verb(explanation: &Explanation) -> String {
    match &explanation.kind {
        EdgeKind::Stance(polarity) => super::edge::verb(*polarity).to_owned(),
        EdgeKind::Relation(kind, _) => kind.row().label.to_owned(),
        EdgeKind::About => "is about".to_owned(),
        EdgeKind::Broader => "is part of".to_owned(),
    }
}

fn tell(explanation: &Explanation, out: &mut dyn Write) -> Result {
    let (from, to) = (&explanation.from.name, &explanation.to.name);
    let head = format!("{from} {} {to}", verb(explanation));
    writeln!(out, "{}", output::visible(&head))?;
    output::quoted(out, 2, &explanation.evidence)?;
    let words = |passage: &Option<Passage>| {
        passage
            .as_ref()
            .map(|one| format!("“{}”", one_line(&one.words)))
    };
    let via = explanation
        .via
        .iter()
        .map(|one| one.name.as_str())
        .collect::<Vec<_>>();
    let sure = format!(
        "{}{}",
        explanation.confidence,
        if explanation.hedged { ", hedged" } else { "" }
    );
    let office = match &explanation.kind {
        EdgeKind::Relation(_, office) => office.clone(),
        _ => None,
    };
    let title = explanation.title.as_ref().map(|title| format!("{title} "));
    let document = format!(
        "{}({}, bytes {}..{})",
        title.unwrap_or_default(),
        explanation.path,
        explanation.span.start(),
        explanation.span.end()
    );
    let stance = matches!(explanation.kind, EdgeKind::Stance(_));
    let facts = [
        ("cue", words(&explanation.cue)),
        (
            if stance { "holder" } else { "subject" },
            words(&explanation.from_mention),
        ),
        (
            if stance { "target" } else { "object" },
            words(&explanation.to_mention),
        ),
        ("office", office),
        (
            "status",
            explanation.status.map(|status| status.to_string()),
        ),
        ("mode", explanation.mode.map(|mode| mode.to_string())),
        ("via", (!via.is_empty()).then(|| via.join(" > "))),
        ("confidence", Some(sure)),
        ("rule", Some(explanation.rule.clone())),
        ("date", explanation.date.map(|date| date.to_string())),
        ("document", Some(document)),
        ("id", Some(explanation.id.to_string())),
    ];
    for (name, fact) in facts {
        if let Some(fact) = fact {
            writeln!(out, "  {name:<10}  {}", output::visible(&fact))?;
        }
    }
    Ok(())
}

fn value(explanation: &Explanation) -> Value {
    let part = |passage: &Option<Passage>| {
        passage.as_ref().map_or(Value::Null, |one| {
            json!({"words": one.words, "start": one.within.as_ref().map(|range| range.start), "end": one.within.as_ref().map(|range| range.end)})
        })
    };
    let (kind, polarity, office) = match &explanation.kind {
        EdgeKind::Stance(polarity) => ("stance", Some(polarity.as_str()), None),
        EdgeKind::Relation(kind, office) => (kind.as_str(), None, office.clone()),
        EdgeKind::About => ("about", None, None),
        EdgeKind::Broader => ("broader", None, None),
    };
    json!({
        "id": explanation.id.to_string(),
        "from": explanation.from.name,
        "kind": kind,
        "polarity": polarity,
        "to": explanation.to.name,
        "office": office,
        "status": maybe(explanation.status),
        "evidence": explanation.evidence,
        "start": explanation.span.start(),
        "end": explanation.span.end(),
        "cue": part(&explanation.cue),
        "from_mention": part(&explanation.from_mention),
        "to_mention": part(&explanation.to_mention),
        "mode": maybe(explanation.mode),
        "via": explanation.via.iter().map(|one| one.name.clone()).collect::<Vec<_>>(),
        "hedged": explanation.hedged,
        "confidence": explanation.confidence.fraction(),
        "rule": explanation.rule,
        "extractor": explanation.extractor,
        "date": maybe(explanation.date),
        "document": explanation.document.to_string(),
        "title": explanation.title,
        "path": explanation.path,
    })
}

fn rows(explanations: &[Explanation]) -> Rows {
    let columns = [
        "id",
        "from",
        "kind",
        "to",
        "confidence",
        "hedged",
        "rule",
        "cue",
        "evidence",
        "path",
        "start",
        "end",
    ];
    let mut rows = Rows::new(&columns);
    for one in explanations {
        rows.push(vec![
            one.id.to_string().into(),
            one.from.name.clone().into(),
            verb(one).into(),
            one.to.name.clone().into(),
            one.confidence.fraction().into(),
            one.hedged.into(),
            one.rule.clone().into(),
            maybe(one.cue.as_ref().map(|cue| cue.words.clone())),
            one.evidence.clone().into(),
            one.path.clone().into(),
            one.span.start().into(),
            one.span.end().into(),
        ]);
    }
    rows
}
