//! `show`: all that is known of one actor or issue.

use std::io::Write;

use demarche_model::{NodeId, Observations};
use demarche_query::{RelationQuery, StanceQuery, Wanted, named, relation_edges, stance_edges};
use serde_json::json;

use super::{edge, relations, stances};
use crate::args::{Cli, Show};
use crate::error::{Failure, Result};
use crate::output::{self, Format};

/// Shows names, stances held, stances received and relations.
pub fn run(cli: &Cli, args: &Show, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
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
    let held = match id.actor() {
        Some(holder) => stance_edges(
            &store,
            &StanceQuery {
                holder: Some(holder),
                ..StanceQuery::default()
            },
        )?,
        None => Vec::new(),
    };
    let received = stance_edges(
        &store,
        &StanceQuery {
            target: Some(id),
            ..StanceQuery::default()
        },
    )?;
    let tied = match id.actor() {
        Some(end) => relation_edges(
            &store,
            &RelationQuery {
                either: Some(end),
                ..RelationQuery::default()
            },
        )?,
        None => Vec::new(),
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
                "held": stances::data(&store, &held)?.value(),
                "received": stances::data(&store, &received)?.value(),
                "relations": relations::data(&store, &tied)?.value(),
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
            let lists = [
                ("Stances held", held),
                ("Stances received", received),
                ("Relations", tied),
            ];
            for (head, edges) in lists.iter().filter(|(_, edges)| !edges.is_empty()) {
                writeln!(out, "\n{head}")?;
                edge::tell_all(&store, edges, out)?;
            }
        }
    }
    Ok(())
}
