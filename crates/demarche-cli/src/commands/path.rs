//! `path`: how two nodes connect, with the words behind each step.

use std::io::Write;

use demarche_model::NodeId;
use demarche_query::{
    Edge, Filter, Hop, Path, View, Wanted, between, k_shortest, named, quote, shortest_path,
    weighted_path, whole,
};
use serde_json::{Value, json};

use super::edge;
use crate::args::{Cli, PathArgs};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe, one_line};

/// How many edges of a hop are shown in a table.
const SHOWN: usize = 3;

/// Shows the shortest paths between two nodes.
pub fn run(cli: &Cli, args: &PathArgs, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let from = super::find(&store, &args.from, Wanted::Any)?;
    let to = super::find(&store, &args.to, Wanted::Any)?;
    let filter = super::walk_filter(&store, &args.walk)?;
    let paths = if args.strongest {
        strongest(&store, from, to, &filter)?.into_iter().collect()
    } else if args.paths <= 1 {
        shortest_path(&store, from, to, &filter)?
            .into_iter()
            .collect()
    } else {
        k_shortest(&store, from, to, args.paths, &filter)?
    };
    if paths.is_empty() {
        let what = format!("no path from `{}` to `{}`", args.from, args.to);
        return Err(Failure::not_found(what)
            .hint("fewer conditions may find one: without `--directed`, `--no-about`, `--kind`"));
    }
    match cli.format {
        Format::Table => {
            for (index, path) in paths.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                tell(&store, path, out)?;
            }
        }
        Format::Json => {
            let values = paths
                .iter()
                .map(|path| value(&store, path))
                .collect::<Result<Vec<_>>>()?;
            output::json(out, &Value::Array(values))?;
        }
        Format::Csv => rows(&store, &paths)?.write(out, Format::Csv)?,
    }
    Ok(())
}

/// The path of the least cost by evidence.
fn strongest(view: &dyn View, from: NodeId, to: NodeId, filter: &Filter) -> Result<Option<Path>> {
    let part = whole(view, filter)?;
    let (Some(start), Some(end)) = (part.place(from), part.place(to)) else {
        return Ok(None);
    };
    let Some(found) = weighted_path(&part, start, end, filter.directed) else {
        return Ok(None);
    };
    let nodes: Vec<NodeId> = found
        .nodes
        .iter()
        .map(|&index| part.nodes[index].id)
        .collect();
    let ends = nodes.iter().zip(nodes.iter().skip(1));
    let hops = ends.map(|(&from, &to)| {
        Ok(Hop {
            from,
            to,
            edges: between(view, from, to, filter)?,
        })
    });
    Ok(Some(Path {
        hops: hops.collect::<Result<Vec<_>>>()?,
        nodes,
    }))
}

fn tell(view: &dyn View, path: &Path, out: &mut dyn Write) -> Result {
    let names = path
        .nodes
        .iter()
        .map(|&id| edge::name(view, id))
        .collect::<Result<Vec<_>>>()?;
    let hops = path.hops.len();
    let steps = if hops == 1 { "step" } else { "steps" };
    writeln!(
        out,
        "{}  ({hops} {steps})",
        output::visible(&names.join(" — "))
    )?;
    for (number, hop) in (1..).zip(&path.hops) {
        for (index, edge) in hop.edges.iter().take(SHOWN).enumerate() {
            let head = if index == 0 {
                format!("{number:>3}. ")
            } else {
                "     ".to_owned()
            };
            edge::tell(view, edge, &head, out)?;
        }
        if hop.edges.len() > SHOWN {
            writeln!(out, "     and {} more edges", hop.edges.len() - SHOWN)?;
        }
    }
    Ok(())
}

fn value(view: &dyn View, path: &Path) -> Result<Value> {
    let node = |id: NodeId| -> Result<Value> {
        let node = named(view, id)?;
        Ok(json!({
            "id": id.to_string(),
            "name": node.as_ref().map(|node| node.name.clone()),
            "kind": node.as_ref().map(|node| node.kind.as_str()),
        }))
    };
    let described = |edge: &Edge| -> Result<Value> {
        let quoted = edge.best().map(|best| quote(view, best)).transpose()?;
        Ok(json!({
            "from": edge.from.to_string(),
            "to": edge.to.to_string(),
            "kind": edge::word(edge),
            "polarity": edge::polarity(edge),
            "office": edge::office(view, edge)?,
            "sign": edge.sign(),
            "count": edge.count,
            "hedged": edge.hedged,
            "confidence": edge.confidence.fraction(),
            "first": maybe(edge.first),
            "last": maybe(edge.last),
            "quote": quoted.as_ref().map(|quote| quote.text.clone()),
            "document": quoted.as_ref().map(|quote| quote.document.to_string()),
            "observations": edge.observations.iter().map(ToString::to_string).collect::<Vec<_>>(),
        }))
    };
    let hop = |hop: &Hop| -> Result<Value> {
        Ok(Value::Array(
            hop.edges
                .iter()
                .map(described)
                .collect::<Result<Vec<_>>>()?,
        ))
    };
    Ok(json!({
        "nodes": path.nodes.iter().map(|&id| node(id)).collect::<Result<Vec<_>>>()?,
        "hops": path.hops.iter().map(hop).collect::<Result<Vec<_>>>()?,
    }))
}

fn rows(view: &dyn View, paths: &[Path]) -> Result<Rows> {
    let columns = [
        "path",
        "hop",
        "from",
        "kind",
        "polarity",
        "to",
        "count",
        "confidence",
        "quote",
        "observation",
    ];
    let mut rows = Rows::new(&columns);
    for (number, path) in (1usize..).zip(paths) {
        for (step, hop) in (1usize..).zip(&path.hops) {
            for edge in &hop.edges {
                let quoted = edge.best().map(|best| quote(view, best)).transpose()?;
                rows.push(vec![
                    number.into(),
                    step.into(),
                    edge::name(view, edge.from)?.into(),
                    edge::word(edge).into(),
                    maybe(edge::polarity(edge)),
                    edge::name(view, edge.to)?.into(),
                    edge.count.into(),
                    edge.confidence.fraction().into(),
                    maybe(quoted.map(|quote| one_line(&quote.text))),
                    maybe(edge.best()),
                ]);
            }
        }
    }
    Ok(rows)
}
