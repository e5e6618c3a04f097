//! `chain`: who is said to think what, according to whom.

use std::io::Write;

use demarche_model::{ActorId, ObservationId};
use demarche_query::{Chain, ChainQuery, Relayed, View, Wanted, chains, named, why};

use super::{edge, statement};
use crate::args::{ChainArgs, Cli};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe, one_line};

/// Lists what is relayed, by the outermost relayer.
pub fn run(cli: &Cli, args: &ChainArgs, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let mut query = ChainQuery {
        filter: super::filter(&store, &args.which)?,
        ..ChainQuery::default()
    };
    match (&args.name, &args.of) {
        (Some(name), None) => query.either = Some(super::find(&store, name, Wanted::Any)?),
        (Some(name), Some(of)) => {
            query.relayer = super::find(&store, name, Wanted::Actor)?.actor();
            query.subject = Some(super::find(&store, of, Wanted::Any)?);
        }
        _ => {}
    }
    let mut found = chains(&store, &query)?;
    for chain in &mut found {
        chain.relayed.retain(|one| one.via().len() >= args.depth);
    }
    found.retain(|chain| !chain.relayed.is_empty());
    if found.is_empty() {
        return Err(Failure::not_found("nothing is relayed there").hint(
            "`demarche chain` lists all; `demarche quotes --speaker NAME` what somebody says",
        ));
    }
    let mut left = super::at_most(args.limit);
    for chain in &mut found {
        chain.relayed.truncate(left);
        left -= chain.relayed.len();
    }
    found.retain(|chain| !chain.relayed.is_empty());
    if cli.format == Format::Table {
        for (place, chain) in found.iter().enumerate() {
            if place > 0 {
                writeln!(out)?;
            }
            tell(&store, chain, out)?;
        }
        return Ok(());
    }
    data(&store, &found)?.write(out, cli.format)
}

fn names(view: &dyn View, ids: &[ActorId]) -> Result<Vec<String>> {
    ids.iter().map(|&id| edge::name(view, id.into())).collect()
}

fn tell(view: &dyn View, chain: &Chain, out: &mut dyn Write) -> Result {
    let relayer = output::visible(&edge::name(view, chain.relayer.into())?);
    let passages = statement::count(chain.relayed.len(), "passage", "passages");
    let deep = match chain.depth {
        0 | 1 => String::new(),
        depth => format!(", up to {depth} deep"),
    };
    writeln!(out, "According to {relayer}  [{passages}{deep}]")?;
    for relayed in &chain.relayed {
        let further = names(view, &relayed.via()[1..])?;
        let head = further.iter().fold(String::new(), |head, name| {
            format!("{head}{} > ", output::visible(name))
        });
        match relayed {
            Relayed::Stance(record) => {
                let one = why(view, ObservationId::Statement(record.id))?;
                let hedged = if one.hedged { ", hedged" } else { "" };
                let (said, sure) = (statement::sentence(&one), one.confidence);
                writeln!(out, "  {head}{said}  [confidence {sure}{hedged}]")?;
                statement::words(&one, 4, out)?;
            }
            Relayed::Words(record, words) => {
                let source = match record.source {
                    Some(source) => output::visible(&edge::name(view, source.into())?),
                    None => "somebody".to_owned(),
                };
                writeln!(out, "  {head}{source}:")?;
                output::quoted(out, 4, words.trim_matches(['"', '“', '”']))?;
                place(view, record, out)?;
            }
        }
    }
    Ok(())
}

/// Where an attribution stands.
fn place(view: &dyn View, record: &demarche_model::Attribution, out: &mut dyn Write) -> Result {
    let document = view
        .heading(record.document)
        .map_err(demarche_query::QueryError::from)?;
    let title = document.map_or_else(String::new, |it| {
        it.title.clone().unwrap_or_else(|| it.path().to_owned())
    });
    let date = record.date.map(|date| format!(", {date}"));
    let date = date.unwrap_or_default();
    output::indented(out, 4, &format!("— {title}{date}  {}", record.id))?;
    Ok(())
}

fn data(view: &dyn View, found: &[Chain]) -> Result<Rows> {
    let columns = [
        "via",
        "depth",
        "holder",
        "polarity",
        "target",
        "confidence",
        "hedged",
        "mode",
        "date",
        "quote",
        "document",
        "statement",
        "attribution",
    ];
    let mut rows = Rows::new(&columns);
    for relayed in found.iter().flat_map(|chain| &chain.relayed) {
        let via = names(view, relayed.via())?;
        let depth = via.len();
        let source = match relayed.source() {
            Some(id) => named(view, id.into())?.map(|node| node.name),
            None => None,
        };
        let document = view
            .heading(relayed.document())
            .map_err(demarche_query::QueryError::from)?;
        let title = document.map(|it| it.title.clone().unwrap_or_else(|| it.path().to_owned()));
        let mut cells = vec![via.into(), depth.into(), maybe(source)];
        cells.extend(match relayed {
            Relayed::Stance(record) => [
                record.polarity.as_str().into(),
                edge::name(view, record.target)?.into(),
                record.confidence.fraction().into(),
                record.hedged.into(),
                record.mode.as_str().into(),
                maybe(record.date),
                one_line(&record.evidence).into(),
                maybe(title),
                record.id.to_string().into(),
                serde_json::Value::Null,
            ],
            Relayed::Words(record, words) => [
                serde_json::Value::Null,
                serde_json::Value::Null,
                serde_json::Value::Null,
                serde_json::Value::Null,
                record.mode.as_str().into(),
                maybe(record.date),
                one_line(words).into(),
                maybe(title),
                serde_json::Value::Null,
                record.id.to_string().into(),
            ],
        });
        rows.push(cells);
    }
    Ok(rows)
}
