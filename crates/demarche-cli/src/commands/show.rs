//! `show`: all that is known of one actor or issue.

use std::io::Write;

use demarche_model::{NodeId, Observations};
use demarche_query::{
    Filter, RelationQuery, StanceQuery, Wanted, named, relation_edges, stance_edges,
};
use demarche_store::Mode;
use serde_json::json;

use super::{relations, stances};
use crate::args::{Cli, Show};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows};

/// Shows names, stances held, stances received and relations.
pub fn run(cli: &Cli, args: &Show, out: &mut dyn Write) -> Result {
    let store = super::open(cli, Mode::Read)?;
    let id = super::find(&store, &args.name, Wanted::Any)?;
    let gone = || Failure::not_found(format!("`{}` is not there any more", args.name));
    let node = named(&store, id)?.ok_or_else(gone)?;
    let (aliases, about, wikidata) = match id {
        NodeId::Actor(id) => {
            let actor = store.actor(id)?.ok_or_else(gone)?;
            (actor.aliases, Vec::new(), actor.wikidata)
        }
        NodeId::Issue(id) => {
            let issue = store.issue(id)?.ok_or_else(gone)?;
            let mut about = Vec::with_capacity(issue.about.len());
            for &actor in &issue.about {
                about.extend(named(&store, actor.into())?.map(|actor| actor.name));
            }
            (issue.aliases, about, None)
        }
    };
    let of = |query: &StanceQuery| -> Result<Rows> {
        stances::table(&store, stance_edges(&store, query)?.iter())
    };
    let held = match id.actor() {
        Some(holder) => of(&StanceQuery {
            holder: Some(holder),
            ..StanceQuery::default()
        })?,
        None => Rows::new(&[]),
    };
    let received = of(&StanceQuery {
        target: Some(id),
        ..StanceQuery::default()
    })?;
    let tied = match id.actor() {
        Some(end) => {
            let query = RelationQuery {
                either: Some(end),
                filter: Filter::default(),
                ..RelationQuery::default()
            };
            relations::table(&store, relation_edges(&store, &query)?.iter())?
        }
        None => Rows::new(&[]),
    };
    match cli.format {
        Format::Json => {
            let value = json!({
                "name": node.name,
                "kind": node.kind.as_str(),
                "id": id.to_string(),
                "aliases": aliases,
                "about": about,
                "wikidata": wikidata,
                "held": held.value(),
                "received": received.value(),
                "relations": tied.value(),
            });
            output::json(out, &value)?;
        }
        Format::Csv => {
            return Err(
                Failure::usage("`show` has more than one table, which CSV cannot hold")
                    .hint("take `stances` or `relations` with `--format csv`, or `--format json`"),
            );
        }
        Format::Table => {
            writeln!(
                out,
                "{} ({})  {id}",
                output::visible(&node.name),
                node.kind.as_str()
            )?;
            let lists = [
                ("also", aliases),
                ("about", about),
                ("wikidata", wikidata.into_iter().collect()),
            ];
            for (head, list) in lists.into_iter().filter(|(_, list)| !list.is_empty()) {
                writeln!(out, "{head}: {}", output::visible(&list.join("; ")))?;
            }
            for (head, rows) in [
                ("stances held", held),
                ("stances received", received),
                ("relations", tied),
            ] {
                if !rows.is_empty() {
                    writeln!(out, "\n{head}")?;
                    rows.write(out, Format::Table)?;
                }
            }
        }
    }
    Ok(())
}
