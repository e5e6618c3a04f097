//! `factions`: who stands with whom, and what breaks the camps.

use std::io::Write;

use demarche_query::{View, factions};
use serde_json::json;

use super::edge;
use super::ties::{Ground, counted, sum, thousandths};
use crate::args::{Cli, Factions};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, rounded};

/// Names of a camp that a table shows.
const SHOWN: usize = 8;

/// Divides the actors into camps.
pub fn run(cli: &Cli, args: &Factions, out: &mut dyn Write) -> Result {
    if args.camps == Some(0) {
        return Err(Failure::usage("there is one camp at least"));
    }
    let store = super::reader(cli)?;
    let ground = Ground::read(&store, &args.ties)?;
    let found = factions(&ground.graph, args.camps, args.ties.seed);
    let most = super::at_most(args.limit);
    match cli.format {
        Format::Table => tell(&store, &ground, &found, most, out),
        Format::Csv => {
            let mut rows = Rows::new(&["camp", "actor", "id"]);
            for (number, camp) in (1usize..).zip(&found.camps) {
                for &actor in camp {
                    let id = ground.graph.node(actor);
                    rows.push(vec![
                        number.into(),
                        edge::name(&store, id)?.into(),
                        id.to_string().into(),
                    ]);
                }
            }
            rows.write(out, Format::Csv)
        }
        Format::Json => {
            let camps = found.camps.iter().map(|camp| {
                let actors = camp.iter().map(|&actor| {
                    let id = ground.graph.node(actor);
                    Ok(json!({ "id": id.to_string(), "name": edge::name(&store, id)? }))
                });
                actors.collect::<Result<Vec<_>>>()
            });
            let breaking = found
                .breaking
                .iter()
                .take(most)
                .map(|&(one, other, weight)| {
                    let ends = (ground.graph.node(one), ground.graph.node(other));
                    let behind = ground.behind(&store, ends.0, ends.1, weight)?;
                    Ok(json!({
                        "first": edge::name(&store, ends.0)?,
                        "second": edge::name(&store, ends.1)?,
                        "camps": [found.of[one as usize] + 1, found.of[other as usize] + 1],
                        "weight": thousandths(weight),
                        "observations": behind.iter().map(ToString::to_string).collect::<Vec<_>>(),
                    }))
                });
            let value = json!({
                "camps": camps.collect::<Result<Vec<_>>>()?,
                "broken": sum(found.broken),
                "total": sum(found.total),
                "whole": rounded(found.whole()),
                "breaking": breaking.collect::<Result<Vec<_>>>()?,
            });
            output::json(out, &value)?;
            Ok(())
        }
    }
}

fn tell(
    view: &dyn View,
    ground: &Ground,
    found: &demarche_query::Factions,
    most: usize,
    out: &mut dyn Write,
) -> Result {
    let mut rows = Rows::new(&["camp", "actors", "members"]).flexible("members");
    let several = found.camps.partition_point(|camp| camp.len() > 1);
    for (number, camp) in (1usize..).zip(&found.camps[..several]).take(most) {
        let members = camp.iter().take(SHOWN);
        let names = members.map(|&actor| edge::name(view, ground.graph.node(actor)));
        rows.push(vec![
            number.into(),
            camp.len().into(),
            names.collect::<Result<Vec<_>>>()?.into(),
        ]);
    }
    if several > 0 {
        rows.write(out, Format::Table)?;
        writeln!(out)?;
    }
    let alone = found.camps.len() - several;
    writeln!(
        out,
        "{}, {} alone; {} of a weight of {} is broken, {:.4} whole",
        counted(several, "camp"),
        counted(alone, "actor"),
        sum(found.broken),
        sum(found.total),
        found.whole().unwrap_or(1.0)
    )?;
    if !found.breaking.is_empty() {
        writeln!(
            out,
            "\n{} against the camps: of friends in two, or of foes in one",
            counted(found.breaking.len(), "tie")
        )?;
    }
    for &tie in found.breaking.iter().take(most) {
        ground.tell(view, tie, out)?;
    }
    Ok(())
}
