//! `path`: how two nodes connect, with the words behind each step.

use std::io::Write;

use demarche_model::{ActorKind, NodeId, SubKind};
use demarche_query::{
    Edge, Filter, Found, Hop, Path, PathQuery, Reading, Sign, View, Wanted, k_shortest, named,
    paths, quote, readings, weakest,
};
use serde_json::{Value, json};

use super::edge;
use crate::args::{Cli, PathArgs};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe, one_line};
use crate::progress;

/// How many edges of a hop are shown in a table.
const SHOWN: usize = 3;

/// Paths of `--all` where no number is given.
const ALL: usize = 50;

/// Shows paths between two nodes.
pub fn run(cli: &Cli, args: &PathArgs, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let from = super::find(&store, &args.from, Wanted::Any)?;
    let to = super::find(&store, &args.to, Wanted::Any)?;
    let mut filter = super::walk_filter(&store, &args.walk)?;
    let query = query(&store, args, &mut filter)?;
    if args.readings {
        let read = readings(&store, from, to, args.paths.unwrap_or(3), &filter)?;
        return told(cli, &store, &read, args, out);
    }
    let found = find_paths(&store, from, to, &query, &filter)?;
    if !found.complete && !cli.quiet {
        progress::say("note: the search gave up before its end; there may be more or better paths");
    }
    if found.paths.is_empty() {
        let what = format!("no path from `{}` to `{}`", args.from, args.to);
        return Err(Failure::not_found(what).hint(
            "fewer conditions may find one: without `--directed`, `--no-about`, `--kind`, `--sign`, \
             `--via`, `--avoid`",
        ));
    }
    let signed = query.sign.is_some();
    match cli.format {
        Format::Table => {
            for (index, path) in found.paths.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                tell(&store, path, signed, out)?;
            }
            if args.all && found.paths.len() == query.limit && !cli.quiet {
                progress::say("note: there may be more; `-k N` shows N");
            }
        }
        Format::Json => output::json(out, &values(&store, &found.paths)?)?,
        Format::Csv => rows(&store, &found.paths)?.write(out, Format::Csv)?,
    }
    Ok(())
}

/// Plain questions take the search that reads the least.
fn find_paths(
    view: &dyn View,
    from: NodeId,
    to: NodeId,
    query: &PathQuery,
    filter: &Filter,
) -> Result<Found> {
    let plain = PathQuery {
        limit: query.limit,
        ..PathQuery::default()
    };
    if *query != plain {
        return Ok(paths(view, from, to, query, filter)?);
    }
    Ok(Found {
        paths: k_shortest(view, from, to, query.limit, filter)?,
        complete: true,
    })
}

/// The conditions of the command line. Kinds of edge to avoid go into the filter.
fn query(view: &dyn View, args: &PathArgs, filter: &mut Filter) -> Result<PathQuery> {
    let mut query = PathQuery {
        by: args.by.into(),
        sign: args.sign,
        depth: args.all.then_some(args.depth),
        limit: args.paths.unwrap_or(if args.all { ALL } else { 1 }),
        ..PathQuery::default()
    };
    for word in &args.via {
        match node_kind(word) {
            Some(kind) => query.via_kinds.insert(kind),
            None => query.via.insert(super::find(view, word, Wanted::Any)?),
        };
    }
    for word in &args.avoid {
        if let Some(kind) = node_kind(word) {
            query.avoid_kinds.insert(kind);
        } else if !filter.drop_kind(word) {
            query.avoid.insert(super::find(view, word, Wanted::Any)?);
        }
    }
    Ok(query)
}

fn node_kind(word: &str) -> Option<SubKind> {
    match word {
        "issue" => Some(SubKind::Issue),
        other => ActorKind::parse(other).map(SubKind::Actor),
    }
}

/// Tells the readings of two signed steps.
fn told(
    cli: &Cli,
    view: &dyn View,
    read: &[Reading; 4],
    args: &PathArgs,
    out: &mut dyn Write,
) -> Result {
    if read.iter().all(|one| one.count == 0) {
        let what = format!("no two signed steps from `{}` to `{}`", args.from, args.to);
        return Err(Failure::not_found(what)
            .hint("`demarche path FROM TO --sign +` and `--sign -` find longer ways"));
    }
    let all: Vec<Path> = read.iter().flat_map(|one| one.paths.clone()).collect();
    match cli.format {
        Format::Json => {
            let values = read.iter().map(|one| {
                Ok(json!({
                    "reading": relation_of(&[one.first, one.second]),
                    "first": one.first.number(),
                    "second": one.second.number(),
                    "count": one.count,
                    "paths": values(view, &one.paths)?,
                }))
            });
            output::json(out, &Value::Array(values.collect::<Result<_>>()?))?;
        }
        Format::Csv => rows(view, &all)?.write(out, Format::Csv)?,
        Format::Table => {
            let to = output::visible(&args.to);
            for (index, one) in read.iter().enumerate() {
                if index > 0 {
                    writeln!(out)?;
                }
                let reading = relation_of(&[one.first, one.second]);
                let shown = match one.count {
                    0 => ": none".to_owned(),
                    count if count > one.paths.len() => format!(": {count}, the first"),
                    _ => String::new(),
                };
                writeln!(out, "{to} as {reading}{shown}")?;
                for path in &one.paths {
                    tell(view, path, true, out)?;
                }
            }
        }
    }
    Ok(())
}

/// What the end of a path is to its start: `an enemy of an ally`, read from the start on.
fn relation_of(signs: &[Sign]) -> String {
    let word = |sign: &Sign| match sign {
        Sign::Plus => "an ally",
        Sign::Minus => "an enemy",
    };
    let words: Vec<_> = signs.iter().rev().map(word).collect();
    words.join(" of ")
}

/// How the ends of a path stand to each other: in words of ally and enemy where all on it are
/// actors.
fn sides(path: &Path, signs: &[Sign]) -> String {
    let product: i8 = signs.iter().map(|sign| sign.number()).product();
    match product {
        _ if path.nodes.iter().all(|node| node.actor().is_some()) => relation_of(signs),
        1 => "on one side".to_owned(),
        _ => "on opposite sides".to_owned(),
    }
}

/// The signs of a path's steps; `None` where one has none.
fn signs(path: &Path) -> Option<Vec<Sign>> {
    let sign = |hop: &Hop| match hop.edge().tie.leaning() {
        1 => Some(Sign::Plus),
        -1 => Some(Sign::Minus),
        _ => None,
    };
    path.hops.iter().map(sign).collect()
}

fn tell(view: &dyn View, path: &Path, signed: bool, out: &mut dyn Write) -> Result {
    let names = path
        .nodes
        .iter()
        .map(|&id| edge::name(view, id))
        .collect::<Result<Vec<_>>>()?;
    let hops = path.hops.len();
    let steps = if hops == 1 { "step" } else { "steps" };
    let sign = if signed { signs(path) } else { None };
    writeln!(
        out,
        "{}  ({hops} {steps}{})",
        output::visible(&names.join(" — ")),
        sign.map(|signs| format!(", {}", sides(path, &signs)))
            .unwrap_or_default()
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
    if let (Some(place), true) = (weakest(path), hops > 1) {
        writeln!(out, "  weakest link: step {}", place + 1)?;
    }
    Ok(())
}

fn values(view: &dyn View, paths: &[Path]) -> Result<Value> {
    let values = paths.iter().map(|path| value(view, path));
    Ok(Value::Array(values.collect::<Result<_>>()?))
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
            "sign": edge.tie.leaning(),
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
        "sign": signs(path).map(|signs| signs.iter().map(|sign| sign.number()).product::<i8>()),
        "weakest": weakest(path),
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
