//! `relations`: who is tied to whom and how.

use std::io::Write;

use demarche_query::{Edge, RelationQuery, Tie, View, Wanted, named, quote, relation_edges};
use demarche_store::Mode;

use super::edge;
use crate::args::{Cli, Relations};
use crate::error::{Failure, Result};
use crate::output::{Format, Rows, maybe, one_line};

/// Lists relation edges, strongest first, each with the words of its best observation.
pub fn run(cli: &Cli, args: &Relations, out: &mut dyn Write) -> Result {
    let store = super::open(cli, Mode::Read)?;
    let name = args
        .name
        .as_deref()
        .map(|name| super::find(&store, name, Wanted::Actor));
    let query = RelationQuery {
        either: name.transpose()?.and_then(demarche_model::NodeId::actor),
        kind: args.kind,
        filter: super::filter(&args.which),
        ..RelationQuery::default()
    };
    let edges = relation_edges(&store, &query)?;
    if edges.is_empty() {
        return Err(
            Failure::not_found("no such relation").hint("`demarche relations` lists them all")
        );
    }
    let kept: Vec<Edge> = edges.into_iter().take(super::at_most(args.limit)).collect();
    if cli.format == Format::Table {
        return edge::tell_all(&store, &kept, out);
    }
    data(&store, &kept)?.write(out, cli.format)
}

/// Relation edges as rows.
pub fn data(view: &dyn View, edges: &[Edge]) -> Result<Rows> {
    let columns = [
        "subject",
        "kind",
        "object",
        "office",
        "count",
        "hedged",
        "confidence",
        "first",
        "last",
        "quote",
        "document",
        "relation",
    ];
    let mut rows = Rows::new(&columns);
    for edge in edges {
        let (Tie::Relation(kind), Some(best)) = (edge.tie, edge.best()) else {
            continue;
        };
        let quote = quote(view, best)?;
        rows.push(vec![
            maybe(named(view, edge.from)?.map(|node| node.name)),
            kind.as_str().into(),
            maybe(named(view, edge.to)?.map(|node| node.name)),
            maybe(quote.office),
            edge.count.into(),
            edge.hedged.into(),
            edge.confidence.fraction().into(),
            maybe(edge.first),
            maybe(edge.last),
            one_line(&quote.text).into(),
            quote.title.into(),
            best.to_string().into(),
        ]);
    }
    Ok(rows)
}
