//! `drift`: whose stance moved.

use std::io::Write;

use demarche_query::{Drift, Side, StanceQuery, View, drift};

use super::{edge, statement};
use crate::args::{Cli, Drifts};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe, rounded};

/// Lists stances that moved, the strongest move first, with an earlier and a later quote.
pub fn run(cli: &Cli, args: &Drifts, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let query = StanceQuery {
        holder: super::holder(&store, args.holder.as_deref())?,
        target: super::target(&store, args.on.as_deref())?,
        polarity: None,
        filter: super::filter(&store, &args.which)?,
    };
    let mut moved = drift(&store, &query, args.least)?;
    moved.retain(|one| one.flipped || !args.flipped);
    if moved.is_empty() {
        return Err(Failure::not_found("no stance moved").hint(
            "only dated statements count; `--least 0` tells small moves too; `demarche timeline` \
             tells all",
        ));
    }
    moved.truncate(super::at_most(args.limit));
    if cli.format == Format::Table {
        return moved.iter().try_for_each(|one| tell(&store, one, out));
    }
    data(&store, &moved)?.write(out, cli.format)
}

fn tell(view: &dyn View, one: &Drift, out: &mut dyn Write) -> Result {
    let name = |id| Ok::<_, Failure>(output::visible(&edge::name(view, id)?));
    let (holder, target) = (name(one.holder)?, name(one.target)?);
    let verb = if one.flipped { "flipped" } else { "moved" };
    let (before, after) = (&one.before, &one.after);
    let (earlier, later) = (before.statements.len(), after.statements.len());
    writeln!(
        out,
        "{holder} on {target} {verb} in {} days: {:+.2} to {:+.2}  [{earlier} + {later} passages, strength {:.2}]",
        one.days, before.net, after.net, one.strength,
    )?;
    for side in [before, after] {
        let date = demarche_query::quote(view, side.best)?.date;
        let head = date.map(|date| format!("{date}  ")).unwrap_or_default();
        statement::tell(view, side.best, &head, 2, out)?;
    }
    Ok(())
}

fn data(view: &dyn View, moved: &[Drift]) -> Result<Rows> {
    let columns = [
        "holder",
        "target",
        "before",
        "after",
        "shift",
        "days",
        "strength",
        "flipped",
        "before_first",
        "before_last",
        "before_quote",
        "before_document",
        "before_statement",
        "before_statements",
        "after_first",
        "after_last",
        "after_quote",
        "after_document",
        "after_statement",
        "after_statements",
    ];
    let mut rows = Rows::new(&columns);
    for one in moved {
        let mut cells = vec![
            edge::name(view, one.holder)?.into(),
            edge::name(view, one.target)?.into(),
            rounded(Some(one.before.net)),
            rounded(Some(one.after.net)),
            rounded(Some(one.shift)),
            one.days.into(),
            rounded(Some(one.strength)),
            one.flipped.into(),
        ];
        for side in [&one.before, &one.after] {
            cells.extend(side_cells(view, side)?);
        }
        rows.push(cells);
    }
    Ok(rows)
}

fn side_cells(view: &dyn View, side: &Side) -> Result<Vec<serde_json::Value>> {
    let [quote, document, best] = statement::cells(view, Some(side.best))?;
    Ok(vec![
        maybe(Some(side.first)),
        maybe(Some(side.last)),
        quote,
        document,
        best,
        statement::ids(&side.statements),
    ])
}
