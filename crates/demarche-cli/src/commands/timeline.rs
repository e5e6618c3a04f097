//! `timeline`: stances in the order of their dates.

use std::io::Write;

use demarche_model::{ActorId, NodeId, ObservationId};
use demarche_query::{
    Moment, Period, StanceQuery, Stretch, View, Wanted, stretches, timeline, why,
};

use super::{edge, statement};
use crate::args::{Cli, Timeline};
use crate::error::{Failure, Result};
use crate::output::{Format, Rows, maybe, one_line, rounded};

/// Lists statements by date with the net stance up to each, or periods.
pub fn run(cli: &Cli, args: &Timeline, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let (holder, target) = ends(&store, args)?;
    let query = StanceQuery {
        holder,
        target,
        polarity: None,
        filter: super::filter(&store, &args.which)?,
    };
    let moments = timeline(&store, &query)?;
    if moments.is_empty() {
        return Err(Failure::not_found("no such stance").hint(
            "`demarche show NAME` tells all of one name; `demarche stances` lists them all",
        ));
    }
    match args.by {
        Some(period) => periods(cli, args, &store, &moments, period, out),
        None => statements(cli, args, &store, &moments, out),
    }
}

/// Whose stances, and on what: an issue holds none, so that an issue named first is what they are
/// on.
fn ends(view: &dyn View, args: &Timeline) -> Result<(Option<ActorId>, Option<NodeId>)> {
    let mut nodes = Vec::new();
    for name in args.names.iter().chain(&args.on) {
        nodes.push(super::find(view, name, Wanted::Any)?);
    }
    if args.names.is_empty() && args.on.is_some() {
        return Ok((None, nodes.pop()));
    }
    match nodes.as_slice() {
        [] => Err(Failure::usage("a timeline needs a name")
            .hint("an actor, an issue, or --on NAME for all that is said on one")),
        [NodeId::Issue(issue)] => Ok((None, Some((*issue).into()))),
        [NodeId::Actor(holder)] => Ok((Some(*holder), None)),
        [NodeId::Actor(holder), target] | [target, NodeId::Actor(holder)] => {
            Ok((Some(*holder), Some(*target)))
        }
        [NodeId::Issue(_), NodeId::Issue(_)] => Err(Failure::usage(
            "an issue holds no stance; name an actor first",
        )),
        _ => Err(Failure::usage(
            "a timeline takes a holder and a target at most",
        )),
    }
}

fn statements(
    cli: &Cli,
    args: &Timeline,
    view: &dyn View,
    moments: &[Moment],
    out: &mut dyn Write,
) -> Result {
    let kept = &moments[..moments.len().min(super::at_most(args.limit))];
    if cli.format == Format::Table {
        let mut dated = true;
        for (place, moment) in kept.iter().enumerate() {
            let record = &moment.statement;
            if record.date.is_none() && dated {
                let head = "Without a date (they move no net stance):";
                writeln!(out, "{}{head}", if place == 0 { "" } else { "\n" })?;
                dated = false;
            }
            let head = match (record.date, moment.net) {
                (Some(date), Some(net)) => format!("{date:<10}  {net:+.2}  "),
                _ => String::new(),
            };
            statement::tell(view, ObservationId::Statement(record.id), &head, 0, out)?;
        }
        return Ok(());
    }
    let columns = [
        "date",
        "holder",
        "polarity",
        "target",
        "net",
        "confidence",
        "hedged",
        "mode",
        "via",
        "quote",
        "document",
        "statement",
    ];
    let mut rows = Rows::new(&columns);
    for moment in kept {
        let record = &moment.statement;
        let told = why(view, ObservationId::Statement(record.id))?;
        rows.push(vec![
            maybe(record.date),
            told.from.name.clone().into(),
            record.polarity.as_str().into(),
            told.to.name.clone().into(),
            rounded(moment.net),
            record.confidence.fraction().into(),
            record.hedged.into(),
            record.mode.as_str().into(),
            told.via
                .iter()
                .map(|one| one.name.clone())
                .collect::<Vec<_>>()
                .into(),
            one_line(&record.evidence).into(),
            told.title.clone().unwrap_or(told.path).into(),
            record.id.to_string().into(),
        ]);
    }
    rows.write(out, cli.format)
}

fn periods(
    cli: &Cli,
    args: &Timeline,
    view: &dyn View,
    moments: &[Moment],
    period: Period,
    out: &mut dyn Write,
) -> Result {
    let columns = [
        "period",
        "target",
        "support",
        "oppose",
        "neutral",
        "net",
        "running",
        "quote",
        "document",
        "statement",
        "statements",
    ];
    let all = stretches(moments, period);
    let mut hidden = vec!["quote", "document", "statements"];
    if all.iter().all(|one| one.target == all[0].target) {
        hidden.push("target");
    }
    let mut rows = Rows::new(&columns).flexible("target").only_data(&hidden);
    for stretch in all.into_iter().take(super::at_most(args.limit)) {
        rows.push(row(cli, view, &stretch)?);
    }
    rows.write(out, cli.format)
}

fn row(cli: &Cli, view: &dyn View, stretch: &Stretch) -> Result<Vec<serde_json::Value>> {
    let best = ObservationId::Statement(stretch.best.id);
    let undated = (cli.format == Format::Table).then_some("undated");
    let [quote, document, id] = statement::cells(view, Some(best))?;
    let statements = stretch.statements.iter();
    Ok(vec![
        maybe(stretch.period.as_deref().or(undated)),
        edge::name(view, stretch.target)?.into(),
        stretch.tally.support.into(),
        stretch.tally.oppose.into(),
        stretch.tally.neutral.into(),
        rounded(Some(stretch.net)),
        rounded(stretch.running),
        quote,
        document,
        id,
        statements
            .map(ToString::to_string)
            .collect::<Vec<_>>()
            .into(),
    ])
}
