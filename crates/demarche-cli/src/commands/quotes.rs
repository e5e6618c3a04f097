//! `quotes`: attributed words, exactly as they stand.

use std::io::Write;

use demarche_query::{Quotation, QuotationQuery, View, quotations};
use serde_json::{Value, json};

use super::edge;
use crate::args::{Cli, Quotes};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe, one_line};

/// Lists attributed words by date.
pub fn run(cli: &Cli, args: &Quotes, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let query = QuotationQuery {
        speaker: super::holder(&store, args.speaker.as_deref())?,
        about: super::target(&store, args.about.as_deref())?,
        mode: args.mode,
        filter: super::filter(&store, &args.which)?,
    };
    let mut found = quotations(&store, &query)?;
    if found.is_empty() {
        return Err(Failure::not_found("no such words")
            .hint("`demarche quotes` lists all; `demarche sources` tells who is quoted"));
    }
    found.truncate(super::at_most(args.limit));
    if cli.format == Format::Table {
        return found.iter().try_for_each(|one| tell(&store, one, out));
    }
    data(&store, &found)?.write(out, cli.format)
}

fn source(view: &dyn View, one: &Quotation) -> Result<Option<String>> {
    let source = one.attribution.source;
    source.map(|id| edge::name(view, id.into())).transpose()
}

fn via(view: &dyn View, one: &Quotation) -> Result<Vec<String>> {
    let via = one.attribution.via.iter();
    via.map(|&id| edge::name(view, id.into())).collect()
}

fn title(view: &dyn View, one: &Quotation) -> Result<String> {
    let document = view
        .heading(one.attribution.document)
        .map_err(demarche_query::QueryError::from)?;
    Ok(document.map_or_else(String::new, |it| {
        it.title.clone().unwrap_or_else(|| it.path().to_owned())
    }))
}

fn tell(view: &dyn View, one: &Quotation, out: &mut dyn Write) -> Result {
    let who = source(view, one)?.unwrap_or_else(|| "Somebody".to_owned());
    let via = match via(view, one)?.join(" > ") {
        via if via.is_empty() => via,
        via => format!(", by way of {via}"),
    };
    let cue = match &one.cue {
        Some(cue) => format!(" ({})", one_line(cue)),
        None => String::new(),
    };
    let mode = one.attribution.mode;
    writeln!(
        out,
        "{}  [{mode}]",
        output::visible(&format!("{who}{cue}{via}"))
    )?;
    // Words in quotation marks bring their own.
    output::indented(out, 2, &one_line(&one.words))?;
    for stance in &one.within {
        let (holder, target) = (
            edge::name(view, stance.holder.into())?,
            edge::name(view, stance.target)?,
        );
        let verb = edge::verb(stance.polarity);
        let told = format!("→ {holder} {verb} {target}  {}", stance.statement);
        output::indented(out, 2, &told)?;
    }
    let date = one.attribution.date.map(|date| format!(", {date}"));
    let date = date.unwrap_or_default();
    output::indented(out, 2, &format!("— {}{date}", title(view, one)?))?;
    Ok(())
}

fn data(view: &dyn View, found: &[Quotation]) -> Result<Rows> {
    let columns = [
        "date",
        "speaker",
        "via",
        "cue",
        "mode",
        "quote",
        "stances",
        "document",
        "start",
        "end",
        "attribution",
    ];
    let mut rows = Rows::new(&columns);
    for one in found {
        let mut stances = Vec::new();
        for stance in &one.within {
            stances.push(json!({
                "holder": edge::name(view, stance.holder.into())?,
                "polarity": stance.polarity.as_str(),
                "target": edge::name(view, stance.target)?,
                "statement": stance.statement.to_string(),
            }));
        }
        let record = &one.attribution;
        rows.push(vec![
            maybe(record.date),
            maybe(source(view, one)?),
            via(view, one)?.into(),
            maybe(one.cue.as_deref()),
            record.mode.as_str().into(),
            one_line(&one.words).into(),
            Value::Array(stances),
            title(view, one)?.into(),
            record.span.start().into(),
            record.span.end().into(),
            record.id.to_string().into(),
        ]);
    }
    Ok(rows)
}
