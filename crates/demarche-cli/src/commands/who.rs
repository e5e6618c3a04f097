//! `who`: who holds an office, and since when that is known.

use std::io::Write;

use demarche_extract::lexicon::Lexicon;
use demarche_model::Date;
use demarche_query::{OfficeQuery, Tenancy, Tenure, View, Wanted, offices_at, tenures, why};

use super::{edge, statement};
use crate::args::{Cli, Which, Who};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe};

/// Lists who holds an office on a day, or all who are known to have held it.
pub fn run(cli: &Cli, args: &Who, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let at = args
        .at
        .as_deref()
        .map(|name| super::find(&store, name, Wanted::Actor))
        .transpose()?
        .and_then(demarche_model::NodeId::actor);
    // The day is asked of the offices, not of the documents.
    let which = Which {
        as_of: None,
        ..args.which.clone()
    };
    let query = OfficeQuery {
        wordings: wordings(&args.office)?,
        at,
        holder: None,
        as_of: args.which.as_of,
        filter: super::filter(&store, &which)?,
    };
    let found = tenures(&store, &query)?;
    if found.is_empty() {
        return Err(unknown(&store, args, &query)?);
    }
    let may = |one: &&Tenure| one.standing.is_none_or(Tenancy::may_hold);
    let mut kept: Vec<&Tenure> = found.iter().filter(may).collect();
    if kept.is_empty() {
        return Err(nobody(&store, args, &found)?);
    }
    kept.truncate(super::at_most(args.limit));
    if cli.format == Format::Table {
        return kept.iter().try_for_each(|one| tell(&store, one, out));
    }
    data(&store, &kept)?.write(out, cli.format)
}

/// The office as typed, and as the lexicon names it.
fn wordings(office: &str) -> Result<Vec<String>> {
    let lexicon =
        Lexicon::embedded().map_err(|error| Failure::because("cannot read the lexicon", &error))?;
    let mut wordings = vec![office.to_owned()];
    if let Some(index) = lexicon.offices.by_wording(office) {
        wordings.push(lexicon.offices.office(index).canonical.clone());
    }
    Ok(wordings)
}

/// Who, what, where, and what is known of the time; then the best words for it.
fn tell(view: &dyn View, one: &Tenure, out: &mut dyn Write) -> Result {
    let (holder, at) = (
        edge::name(view, one.holder.into())?,
        edge::name(view, one.at.into())?,
    );
    let standing = one.standing.map_or(one.status.as_str(), Tenancy::as_str);
    let times = times(one, standing);
    output::indented(
        out,
        0,
        &format!("{holder}, {}, {at}  [{times}]", one.office),
    )?;
    if let Some(&best) = one.observations.first() {
        statement::words(&why(view, best)?, 2, out)?;
    }
    Ok(())
}

/// What is known of a tenure's time.
fn times(one: &Tenure, standing: &str) -> String {
    let since = |word: &str, date: Option<Date>| date.map(|date| format!("{word} {date}"));
    let seen = one.seen.map(|(first, last)| {
        if first == last {
            format!("seen {first}")
        } else {
            format!("seen {first} to {last}")
        }
    });
    let known = [
        since("from", one.from),
        since("to", one.to),
        seen,
        since("named by", one.named_by),
        since("called former by", one.left_by),
    ];
    let passages = statement::count(one.observations.len(), "passage", "passages");
    let parts = std::iter::once(standing.to_owned()).chain(known.into_iter().flatten());
    parts.chain([passages]).collect::<Vec<_>>().join(", ")
}

fn data(view: &dyn View, found: &[&Tenure]) -> Result<Rows> {
    let columns = [
        "standing",
        "holder",
        "office",
        "at",
        "status",
        "from",
        "to",
        "first_seen",
        "last_seen",
        "former_by",
        "named_by",
        "quote",
        "document",
        "relation",
        "relations",
    ];
    let mut rows = Rows::new(&columns);
    for one in found {
        let [quote, document, id] = statement::cells(view, one.observations.first().copied())?;
        rows.push(vec![
            maybe(one.standing.map(Tenancy::as_str)),
            edge::name(view, one.holder.into())?.into(),
            one.office.clone().into(),
            edge::name(view, one.at.into())?.into(),
            one.status.as_str().into(),
            maybe(one.from),
            maybe(one.to),
            maybe(one.seen.map(|(first, _)| first)),
            maybe(one.seen.map(|(_, last)| last)),
            maybe(one.left_by),
            maybe(one.named_by),
            quote,
            document,
            id,
            statement::ids(&one.observations),
        ]);
    }
    Ok(rows)
}

/// Nobody is known on the day: who was, and when.
fn nobody(view: &dyn View, args: &Who, found: &[Tenure]) -> Result<Failure> {
    let day = args.which.as_of.map(|day| format!(" on {day}"));
    let what = format!(
        "nobody is known as {}{}",
        args.office,
        day.unwrap_or_default()
    );
    let mut failure = Failure::not_found(what);
    for one in found.iter().take(5) {
        let standing = one.standing.map_or("", Tenancy::as_str);
        let (holder, at) = (
            edge::name(view, one.holder.into())?,
            edge::name(view, one.at.into())?,
        );
        let times = times(one, standing);
        failure = failure.hint(format!("{holder}, {}, {at}: {times}", one.office));
    }
    Ok(failure)
}

/// No such office: which there are.
fn unknown(view: &dyn View, args: &Who, query: &OfficeQuery) -> Result<Failure> {
    let place = args.at.as_deref().map(|at| format!(" at `{at}`"));
    let place = place.unwrap_or_default();
    let mut failure = Failure::not_found(format!("no office `{}` known{place}", args.office));
    let folded = demarche_model::fold_name(&args.office);
    let mut offices = offices_at(view, query)?;
    let far = |name: &str| demarche_model::slips(&folded, &demarche_model::fold_name(name));
    offices.sort_by_key(|(name, holders)| (far(name), std::cmp::Reverse(*holders), name.clone()));
    for (name, holders) in offices.iter().take(5) {
        let known = statement::count(*holders, "holder", "holders");
        failure = failure.hint(format!("known{place}: {name} ({known})"));
    }
    Ok(failure.hint("`demarche relations --kind holds_office` lists them all"))
}
