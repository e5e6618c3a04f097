//! `bridges`: actors and ties without which camps lose touch.

use std::io::Write;

use demarche_query::{View, bridges, factions};
use serde_json::Value;

use super::edge;
use super::ties::{Ground, thousandths};
use crate::args::{Bridges, Cli};
use crate::error::{Failure, Result};
use crate::output::{Format, Rows, maybe, rounded};

/// Lists actors whose loss takes a part asunder, then ties whose loss does.
pub fn run(cli: &Cli, args: &Bridges, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let ground = Ground::read(&store, &args.ties)?;
    let graph = &ground.graph;
    let camps = factions(graph, args.camps, args.ties.seed);
    let sample = (args.sample < graph.len()).then_some(args.sample);
    let found = bridges(graph, &camps, sample, args.ties.seed);
    if found.actors.is_empty() && found.ties.is_empty() {
        return Err(Failure::not_found("nobody is the only way between others")
            .hint("`demarche rank --by betweenness` tells over whom most ways lead"));
    }
    let most = super::at_most(args.limit);
    let columns = [
        "bridge",
        "kind",
        "betweenness",
        "pieces",
        "camps",
        "joins",
        "weight",
        "observation",
    ];
    let table = cli.format == Format::Table;
    let mut rows = Rows::new(&columns).flexible("joins");
    for bridge in found.actors.iter().take(most) {
        let joins = bridge.neighbours.iter();
        let joins = joins.map(|&actor| edge::name(&store, graph.node(actor)));
        let camps: Vec<String> = bridge
            .camps
            .iter()
            .map(|camp| (camp + 1).to_string())
            .collect();
        let pieces = if table {
            grouped(&bridge.pieces)
        } else {
            bridge.pieces.iter().map(ToString::to_string).collect()
        };
        rows.push(vec![
            edge::name(&store, graph.node(bridge.actor))?.into(),
            "actor".into(),
            rounded(Some(bridge.betweenness)),
            pieces.join(" | ").into(),
            camps.join(", ").into(),
            joins.collect::<Result<Vec<_>>>()?.into(),
            Value::Null,
            Value::Null,
        ]);
    }
    let mut ties = if table {
        rows = rows.only_data(&["kind", "weight", "observation"]);
        let ties = Rows::new(&columns).flexible("bridge");
        ties.only_data(&["kind", "betweenness", "joins", "weight"])
    } else {
        std::mem::replace(&mut rows, Rows::new(&columns))
    };
    for tie in found.ties.iter().take(most) {
        let ends = (graph.node(tie.one), graph.node(tie.other));
        let behind = ground.behind(&store, ends.0, ends.1, tie.weight)?;
        let mut camps =
            [camps.of[tie.one as usize], camps.of[tie.other as usize]].map(|camp| camp + 1);
        camps.sort_unstable();
        let camps = if camps[0] == camps[1] {
            camps[0].to_string()
        } else {
            format!("{}, {}", camps[0], camps[1])
        };
        ties.push(vec![
            name(&store, ends)?.into(),
            "tie".into(),
            Value::Null,
            format!("{} | {}", tie.pieces[0], tie.pieces[1]).into(),
            camps.into(),
            Value::Null,
            thousandths(tie.weight),
            maybe(behind.first()),
        ]);
    }
    // A table of actors and one of ties have the columns that each needs.
    if !rows.is_empty() {
        rows.write(out, cli.format)?;
    }
    if !rows.is_empty() && !ties.is_empty() {
        writeln!(out)?;
    }
    if !ties.is_empty() {
        ties.write(out, cli.format)?;
    }
    let error = found.betweenness.error;
    if table && error > 0.0 {
        writeln!(
            out,
            "\nbetweenness from {} of {} actors: off by no more than {error:.4}, with a chance of \
             95%",
            found.betweenness.sources,
            graph.len()
        )?;
    }
    Ok(())
}

/// Sizes of pieces, equal ones together: `21`, `2`, `3 of 1`.
fn grouped(pieces: &[u32]) -> Vec<String> {
    let groups = pieces.chunk_by(|one, other| one == other);
    let told = groups.map(|group| match group.len() {
        1 => group[0].to_string(),
        many => format!("{many} of {}", group[0]),
    });
    told.collect()
}

fn name(view: &dyn View, ends: (demarche_model::NodeId, demarche_model::NodeId)) -> Result<String> {
    Ok(format!(
        "{} — {}",
        edge::name(view, ends.0)?,
        edge::name(view, ends.1)?
    ))
}
