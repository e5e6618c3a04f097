//! Statements one by one, with their words: how timelines and comparisons are told.

use std::io::Write;

use demarche_model::{EdgeKind, ObservationId};
use demarche_query::{Explanation, View, why};
use serde_json::Value;

use super::edge;
use crate::error::Result;
use crate::output::{self, one_line};

/// Tells an observation: `head`, who, what, how sure; the words; where they stand.
pub fn tell(
    view: &dyn View,
    id: ObservationId,
    head: &str,
    indent: usize,
    out: &mut dyn Write,
) -> Result {
    let one = why(view, id)?;
    let sentence = sentence(&one);
    let hedged = if one.hedged { ", hedged" } else { "" };
    let via = match via(&one) {
        Some(via) => format!(", by way of {}", output::visible(&via)),
        None => String::new(),
    };
    let sure = one.confidence;
    writeln!(
        out,
        "{:indent$}{head}{sentence}  [confidence {sure}{hedged}{via}]",
        ""
    )?;
    words(&one, indent + 2, out)
}

/// Tells the words of an observation and where they stand.
pub fn words(one: &Explanation, indent: usize, out: &mut dyn Write) -> Result {
    output::quoted(out, indent, &one.evidence)?;
    let title = one.title.as_deref().unwrap_or(&one.path);
    let date = one
        .published
        .map(|date| format!(", {date}"))
        .unwrap_or_default();
    output::indented(out, indent, &format!("— {title}{date}  {}", one.id))?;
    Ok(())
}

/// Who takes which position on what, or who is tied to whom.
pub fn sentence(one: &Explanation) -> String {
    let (from, to) = (
        output::visible(&one.from.name),
        output::visible(&one.to.name),
    );
    match &one.kind {
        EdgeKind::Stance(polarity) => {
            let style = edge::colour(*polarity);
            format!("{from} {style}{}{style:#} {to}", edge::verb(*polarity))
        }
        EdgeKind::Relation(kind, office) => {
            let status = one.status.and_then(|it| it.with_office(office.as_deref()));
            let office = status.or(office.clone());
            let office = office.map(|it| format!(": {}", output::visible(&it)));
            let office = office.unwrap_or_default();
            format!("{from} {} {to}{office}", kind.row().label)
        }
        EdgeKind::About => format!("{from} is about {to}"),
        EdgeKind::Broader => format!("{from} is part of {to}"),
    }
}

/// The relayers, outermost first.
pub fn via(one: &Explanation) -> Option<String> {
    let names: Vec<&str> = one.via.iter().map(|it| it.name.as_str()).collect();
    (!names.is_empty()).then(|| names.join(" > "))
}

/// Cells for an observation: its words, the title of its document, its id; empty where there is
/// none.
pub fn cells(view: &dyn View, id: Option<ObservationId>) -> Result<[Value; 3]> {
    let Some(id) = id else {
        return Ok([Value::Null, Value::Null, Value::Null]);
    };
    let quote = demarche_query::quote(view, id)?;
    Ok([
        one_line(&quote.text).into(),
        quote.title.into(),
        id.to_string().into(),
    ])
}

/// A cell for many ids.
pub fn ids(ids: &[ObservationId]) -> Value {
    ids.iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .into()
}

/// A count with its noun.
pub fn count(number: usize, one: &str, more: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { more })
}

/// `12 days apart`, as far as known.
pub fn apart(days: Option<u32>) -> String {
    match days {
        None => "days apart unknown".into(),
        Some(0) => "the same day".into(),
        Some(1) => "1 day apart".into(),
        Some(days) => format!("{days} days apart"),
    }
}
