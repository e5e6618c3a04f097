//! `relations`: who is tied to whom and how.

use std::io::Write;

use demarche_query::{Edge, RelationQuery, Tie, View, Wanted, strongest_relations};

use super::edge;
use crate::args::{Cli, Relations};
use crate::error::{Failure, Result};
use crate::output::{Format, Rows, maybe};

/// Lists relation edges, strongest first, each with the words of its best observation.
pub fn run(cli: &Cli, args: &Relations, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let name = args
        .name
        .as_deref()
        .map(|name| super::find(&store, name, Wanted::Actor));
    let query = RelationQuery {
        either: name.transpose()?.and_then(demarche_model::NodeId::actor),
        kind: args.kind,
        filter: super::filter(&store, &args.which)?,
        ..RelationQuery::default()
    };
    let kept = strongest_relations(&store, &query, super::at_most(args.limit))?;
    if kept.is_empty() {
        return Err(
            Failure::not_found("no such relation").hint("`demarche relations` lists them all")
        );
    }
    if cli.format == Format::Table {
        return edge::tell_all(&store, &kept, out);
    }
    data(&store, &kept)?.write(out, cli.format)
}

/// Relation edges as rows.
pub fn data(view: &dyn View, edges: &[Edge]) -> Result<Rows> {
    let columns = ["subject", "kind", "office", "object"];
    edge::data(view, edges, columns, "relation", |edge, quote| {
        match edge.tie {
            Tie::Relation(kind) => Some(vec![kind.as_str().into(), maybe(quote.office.as_deref())]),
            _ => None,
        }
    })
}
