//! `components`: the connected parts.

use std::io::Write;

use demarche_query::connected;

use super::edge;
use super::ties::counted;
use crate::args::{Cli, Components};
use crate::error::{Failure, Result};
use crate::output::{Format, Rows};

/// Lists the parts of two nodes and more, the largest first.
pub fn run(cli: &Cli, args: &Components, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let parts = connected(&store, &super::walk_filter(&store, &args.walk)?)?;
    let several = parts.sizes.partition_point(|&size| size > 1);
    if several == 0 {
        return Err(Failure::not_found("no edge connects anything")
            .hint("fewer conditions may find some: without `--kind`, `--since`"));
    }
    let shown = several.min(super::at_most(args.limit));
    let mut rows = Rows::new(&["component", "nodes", "members"]).flexible("members");
    let members = parts.members(shown, args.members);
    for ((number, &size), members) in (1usize..).zip(&parts.sizes).zip(members) {
        let names = members.into_iter().map(|id| edge::name(&store, id));
        rows.push(vec![
            number.into(),
            size.into(),
            names.collect::<Result<Vec<_>>>()?.into(),
        ]);
    }
    rows.write(out, cli.format)?;
    if cli.format == Format::Table {
        let alone = parts.sizes.len() - several;
        writeln!(
            out,
            "\n{} of {}, {} alone",
            counted(several, "component"),
            counted(parts.nodes.len() - alone, "node"),
            counted(alone, "node")
        )?;
    }
    Ok(())
}
