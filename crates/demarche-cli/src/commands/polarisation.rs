//! `polarisation`: how far actors stand apart, at once or over time.

use std::io::Write;

use demarche_model::{Date, NodeId};
use demarche_query::{
    Discourse, Filter, Scope, Targets, View, Wanted, Window, polarisation, positions,
};
use serde_json::Value;

use super::ties::Ground;
use crate::args::{Cli, Polarisation};
use crate::error::{Failure, Result};
use crate::output::{Rows, rounded};

/// A row for all there is, or for each window.
pub fn run(cli: &Cli, args: &Polarisation, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let filter = super::walk_filter(&store, &args.ties.walk)?;
    let target = args.on.as_deref();
    let target = target
        .map(|name| super::find(&store, name, Wanted::Any))
        .transpose()?;
    let windows = windows(&store, args, &filter)?;
    let rest: &[&str] = match target {
        Some(_) => &["holders", "support", "oppose", "neutral", "polarisation"],
        None => &[
            "actors",
            "ties",
            "friends",
            "camps",
            "whole",
            "ei_index",
            "modularity",
            "balanced",
        ],
    };
    let dates = ["from", "until"]
        .into_iter()
        .filter(|_| args.window.is_some());
    let columns: Vec<&'static str> = dates.chain(rest.iter().copied()).collect();
    let mut rows = Rows::new(&columns);
    let mut any = false;
    for window in windows {
        let mut cells: Vec<Value> = Vec::new();
        if let Some((first, last)) = window {
            cells.extend([first.to_string().into(), last.to_string().into()]);
        }
        let found = match target {
            Some(target) => on(&store, target, &filter, window)?,
            None => camps(&store, args, &filter, window)?,
        };
        any |= found.first().is_some_and(|count| count.as_u64() != Some(0));
        cells.extend(found);
        rows.push(cells);
    }
    if !any {
        let what = match target {
            Some(_) => "no such stance",
            None => "no actor is tied to another",
        };
        return Err(
            Failure::not_found(what).hint("`--by congruence` ties those who agree on issues")
        );
    }
    rows.write(out, cli.format)
}

/// The windows over all statements that count; one without bounds where none are wanted.
fn windows(
    view: &dyn View,
    args: &Polarisation,
    filter: &Filter,
) -> Result<Vec<Option<(Date, Date)>>> {
    let Some(length) = args.window else {
        return Ok(vec![None]);
    };
    let scope = Scope {
        filter: filter.clone(),
        targets: Targets::All,
        neutral: true,
        ..Scope::default()
    };
    let Some((first, last)) = Discourse::read(view, &scope)?.dates() else {
        return Err(Failure::not_found("no statement has a date"));
    };
    let windows = length.windows(args.step).over(first, last).into_iter();
    Ok(windows.map(Window::days).map(Some).collect())
}

fn on(
    view: &dyn View,
    target: NodeId,
    filter: &Filter,
    window: Option<(Date, Date)>,
) -> Result<Vec<Value>> {
    let found = positions(view, target, filter, window)?;
    Ok(vec![
        (found.support + found.oppose + found.neutral).into(),
        found.support.into(),
        found.oppose.into(),
        found.neutral.into(),
        rounded(found.polarisation),
    ])
}

fn camps(
    view: &dyn View,
    args: &Polarisation,
    filter: &Filter,
    window: Option<(Date, Date)>,
) -> Result<Vec<Value>> {
    let mut filter = filter.clone();
    if let Some((first, last)) = window {
        filter.since = filter.since.max(Some(first));
        filter.until = Some(filter.until.map_or(last, |until| until.min(last)));
    }
    let ground = Ground::under(view, &args.ties, filter)?;
    let found = polarisation(&ground.graph, args.ties.seed);
    Ok(vec![
        found.actors.into(),
        found.ties.into(),
        found.friends.into(),
        format!("{} | {}", found.camps[0], found.camps[1]).into(),
        rounded(found.whole),
        rounded(found.external),
        rounded(Some(found.modularity)),
        rounded(found.balanced),
    ])
}
