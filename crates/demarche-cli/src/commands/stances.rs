//! `stances`: who supports or opposes what.

use std::io::Write;

use demarche_query::{Edge, StanceQuery, View, Wanted, strongest_stances};

use super::edge;
use crate::args::{Cli, Stances};
use crate::error::{Failure, Result};
use crate::output::{Format, Rows};

/// Lists stance edges, strongest first, each with the words of its best statement.
pub fn run(cli: &Cli, args: &Stances, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let holder = args
        .holder
        .as_deref()
        .map(|name| super::find(&store, name, Wanted::Actor));
    let target = args
        .on
        .as_deref()
        .map(|name| super::find(&store, name, Wanted::Any));
    let query = StanceQuery {
        holder: holder.transpose()?.and_then(demarche_model::NodeId::actor),
        target: target.transpose()?,
        polarity: args.polarity,
        filter: super::filter(&store, &args.which)?,
    };
    let kept = strongest_stances(&store, &query, super::at_most(args.limit))?;
    if kept.is_empty() {
        return Err(Failure::not_found("no such stance").hint(
            "`demarche stances` lists them all; `demarche show NAME` tells all of one name",
        ));
    }
    if cli.format == Format::Table {
        return edge::tell_all(&store, &kept, out);
    }
    data(&store, &kept)?.write(out, cli.format)
}

/// Stance edges as rows.
pub fn data(view: &dyn View, edges: &[Edge]) -> Result<Rows> {
    edge::data(
        view,
        edges,
        ["holder", "polarity", "target"],
        "statement",
        |edge, _| edge::polarity(edge).map(|polarity| vec![polarity.into()]),
    )
}
