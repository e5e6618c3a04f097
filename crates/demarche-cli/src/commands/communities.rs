//! `communities`: who stands close together.

use std::io::Write;

use demarche_query::communities;

use super::edge;
use super::ties::{Ground, counted};
use crate::args::{Cli, Communities};
use crate::error::{Failure, Result};
use crate::output::{Format, Rows, rounded};

/// Names of a community that a table shows.
const SHOWN: usize = 8;

/// Lists the communities, the largest first; as data a row for each actor.
pub fn run(cli: &Cli, args: &Communities, out: &mut dyn Write) -> Result {
    if !(args.resolution.is_finite() && args.resolution >= 0.0) {
        return Err(Failure::usage("a resolution is a number from 0"));
    }
    let store = super::reader(cli)?;
    let ground = Ground::read(&store, &args.ties)?;
    let found = communities(
        &ground.graph,
        args.all_signs,
        args.resolution,
        args.ties.seed,
    );
    if found.groups.is_empty() {
        return Err(Failure::not_found("no two actors are friends")
            .hint("`--all-signs` counts ties between foes too"));
    }
    let kept = found.groups.len().min(super::at_most(args.limit));
    let groups = &found.groups[..kept];
    if cli.format != Format::Table {
        let mut rows = Rows::new(&["community", "actor", "modularity", "id"]);
        for (number, group) in (1usize..).zip(groups) {
            for &actor in group {
                let id = ground.graph.node(actor);
                rows.push(vec![
                    number.into(),
                    edge::name(&store, id)?.into(),
                    rounded(Some(found.modularity)),
                    id.to_string().into(),
                ]);
            }
        }
        return rows.write(out, cli.format);
    }
    let mut rows = Rows::new(&["community", "actors", "members"]).flexible("members");
    for (number, group) in (1usize..).zip(groups) {
        let members = group.iter().take(SHOWN);
        let names = members.map(|&actor| edge::name(&store, ground.graph.node(actor)));
        rows.push(vec![
            number.into(),
            group.len().into(),
            names.collect::<Result<Vec<_>>>()?.into(),
        ]);
    }
    rows.write(out, Format::Table)?;
    writeln!(
        out,
        "\n{}, modularity {:.4}",
        counted(found.ties, "tie"),
        found.modularity
    )?;
    Ok(())
}
