//! `stats`: how much the store holds, and the summary after an ingest.

use std::io::Write;

use demarche_query::{
    Filter, Maker, Standing, Summary, Tie, View, connected, makers, quote, summary,
};
use demarche_store::{Decided, Image};
use serde_json::json;

use super::edge;
use crate::args::Cli;
use crate::error::Result;
use crate::output::{self, Format, Rows};

/// How many actors, issues and stances the summary names.
const TOP: usize = 8;

/// Counts, and names what the texts say most about.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let stats = store
        .base()
        .stats()
        .map_err(|error| super::failed(&error))?;
    let counts = [
        ("documents", stats.documents),
        ("actors", stats.actors),
        ("issues", stats.issues),
        ("attributions", stats.attributions),
        ("statements", stats.statements),
        ("relations", stats.relations),
        ("decisions", stats.decisions),
        ("bytes", stats.bytes),
    ];
    let made = makers(&store)?;
    match cli.format {
        Format::Table => {
            let summary = summary(&store, TOP)?;
            tell(&store, &summary, out)?;
            let parts = connected(&store, &Filter::default())?;
            writeln!(
                out,
                "\n{} connected parts, the largest of {} nodes",
                parts.sizes.len(),
                parts.sizes.first().unwrap_or(&0)
            )?;
            writeln!(
                out,
                "{} bytes on disk, {} decisions{}",
                stats.bytes,
                stats.decisions,
                groundless(&store)?
            )?;
            if !made.is_empty() {
                writeln!(out)?;
                made_by(&made).write(out, Format::Table)?;
            }
        }
        Format::Json => {
            let object = counts
                .iter()
                .map(|&(name, count)| (name.to_owned(), json!(count)));
            let by = ("extractors".to_owned(), made_by(&made).value());
            output::json(
                out,
                &serde_json::Value::Object(object.chain([by]).collect()),
            )?;
        }
        Format::Csv => {
            let mut rows = Rows::new(&["what", "count"]);
            for (name, count) in counts {
                rows.push(vec![name.into(), count.into()]);
            }
            for maker in &made {
                for (what, count) in [
                    ("documents", maker.documents),
                    ("statements", maker.statements),
                    ("relations", maker.relations),
                    ("attributions", maker.attributions),
                ] {
                    let name = format!("{what} by {}", maker.extractor);
                    rows.push(vec![name.into(), count.into()]);
                }
            }
            rows.write(out, Format::Csv)?;
        }
    }
    Ok(())
}

/// How many decisions are about something that is no longer there.
fn groundless(store: &Decided<Image>) -> Result<String> {
    let holds = |missing: &Option<Vec<String>>| missing.as_ref().is_some_and(Vec::is_empty);
    let missing = store.missing()?;
    let count = missing.iter().filter(|missing| !holds(missing)).count();
    Ok(if count == 0 {
        String::new()
    } else {
        format!(" ({count} about what is not there, see `demarche decisions`)")
    })
}

/// Which version of which extractor made what: after a newer one has read everything again,
/// only that one is there.
fn made_by(made: &[Maker]) -> Rows {
    let columns = [
        "extractor",
        "documents",
        "statements",
        "relations",
        "attributions",
    ];
    let mut rows = Rows::new(&columns).flexible("extractor");
    for maker in made {
        rows.push(vec![
            maker.extractor.clone().into(),
            maker.documents.into(),
            maker.statements.into(),
            maker.relations.into(),
            maker.attributions.into(),
        ]);
    }
    rows
}

/// Tells what a graph holds: counts, the most mentioned actors and issues, the strongest
/// stances with their words.
pub fn tell(view: &dyn View, summary: &Summary, out: &mut dyn Write) -> Result {
    let dates = match summary.dates {
        None => String::new(),
        Some((first, last)) if first == last => format!(" ({first})"),
        Some((first, last)) => format!(" ({first} to {last})"),
    };
    let actors: usize = summary.actors.values().sum();
    let kinds = summary
        .actors
        .iter()
        .map(|(kind, count)| format!("{count} {}", plural(kind.as_str(), *count)));
    writeln!(out, "{} documents{}", summary.documents, dates)?;
    writeln!(
        out,
        "{actors} actors: {}",
        kinds.collect::<Vec<_>>().join(", ")
    )?;
    writeln!(out, "{} issues", summary.issues)?;
    writeln!(
        out,
        "{} statements: {} support, {} oppose, {} neutral",
        summary.statements.total(),
        summary.statements.support,
        summary.statements.oppose,
        summary.statements.neutral
    )?;
    writeln!(
        out,
        "{} relations, {} attributions",
        summary.relations, summary.attributions
    )?;
    if !summary.top_actors.is_empty() {
        writeln!(out)?;
        let mut rows = Rows::new(&["actor", "stances_held", "stances_received", "relations"]);
        for one in &summary.top_actors {
            rows.push(vec![
                one.node.name.clone().into(),
                one.held.total().into(),
                one.received.total().into(),
                one.relations.into(),
            ]);
        }
        rows.write(out, Format::Table)?;
    }
    if !summary.top_issues.is_empty() {
        writeln!(out)?;
        let mut rows = Rows::new(&["issue", "support", "oppose", "neutral"]);
        for Standing { node, received, .. } in &summary.top_issues {
            rows.push(vec![
                node.name.clone().into(),
                received.support.into(),
                received.oppose.into(),
                received.neutral.into(),
            ]);
        }
        rows.write(out, Format::Table)?;
    }
    if !summary.top_stances.is_empty() {
        writeln!(out)?;
    }
    for (holder, target, stance) in &summary.top_stances {
        let (Tie::Stance(polarity), Some(best)) = (stance.tie, stance.best()) else {
            continue;
        };
        let (style, verb) = (edge::colour(polarity), edge::verb(polarity));
        let (from, to) = (output::visible(&holder.name), output::visible(&target.name));
        writeln!(out, "{from} {style}{verb}{style:#} {to}")?;
        let quote = quote(view, best)?;
        output::quoted(out, 4, &quote.text)?;
    }
    Ok(())
}

fn plural(word: &str, count: usize) -> String {
    if count == 1 {
        word.to_owned()
    } else {
        format!("{word}s")
    }
}
