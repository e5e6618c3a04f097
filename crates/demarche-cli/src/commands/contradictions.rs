//! `contradictions`: stances that disagree, and numbers that do.

use std::io::Write;

use demarche_query::{
    Contradiction, Contradictory, Dispute, FactQuery, StanceQuery, View, contradictions, disputes,
};

use super::{edge, statement};
use crate::args::{Cli, Contradict};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe, one_line, rounded};

/// Lists contradictions, the most glaring first, both sides with their words.
pub fn run(cli: &Cli, args: &Contradict, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let target = super::target(&store, args.on.as_deref())?;
    let filter = super::filter(&store, &args.which)?;
    if args.facts {
        let query = FactQuery {
            about: target,
            filter,
        };
        let mut found = disputes(&store, &query)?;
        if found.is_empty() {
            return Err(Failure::not_found("no number is given in two ways")
                .hint("only numbers that surely mean the same quantity are held side by side"));
        }
        found.truncate(super::at_most(args.limit));
        return match cli.format {
            Format::Table => found.iter().try_for_each(|one| dispute(&store, one, out)),
            _ => disputed(&store, &found)?.write(out, cli.format),
        };
    }
    let query = StanceQuery {
        holder: super::holder(&store, args.holder.as_deref())?,
        target,
        polarity: None,
        filter,
    };
    let mut found = contradictions(&store, &query)?;
    if found.is_empty() {
        return Err(Failure::not_found("no stances contradict each other")
            .hint("`demarche contradictions --facts` looks at numbers"));
    }
    found.truncate(super::at_most(args.limit));
    if cli.format == Format::Table {
        return found.iter().try_for_each(|one| tell(&store, one, out));
    }
    data(&store, &found)?.write(out, cli.format)
}

fn tell(view: &dyn View, one: &Contradiction, out: &mut dyn Write) -> Result {
    let name = |id| Ok::<_, Failure>(output::visible(&edge::name(view, id)?));
    let [left, right] = &one.sides;
    let head = match one.kind {
        Contradictory::Same => {
            let (holder, target) = (name(left.holder)?, name(left.target)?);
            format!("{holder} is on both sides of {target}")
        }
        Contradictory::Voice => {
            let (holder, voice) = (name(left.holder)?, name(right.holder)?);
            format!(
                "{voice}, who speaks for {holder}, disagrees on {}",
                name(left.target)?
            )
        }
        Contradictory::Contained => {
            let (narrow, broad) = (name(left.target)?, name(right.target)?);
            format!("{} is for {narrow} but against {broad}", name(left.holder)?)
        }
        Contradictory::Negated => {
            let (first, second) = (name(left.target)?, name(right.target)?);
            format!(
                "{} takes one side on {first} and {second}",
                name(left.holder)?
            )
        }
    };
    let days = statement::apart(one.days);
    writeln!(out, "{head}  [{days}, score {:.2}]", one.score)?;
    for side in &one.sides {
        let date = side.date.map(|date| format!("{date}  "));
        let head = date.unwrap_or_default();
        statement::tell(view, side.statement, &head, 2, out)?;
    }
    if let Some(tie) = one.tie {
        let told = demarche_query::why(view, tie)?;
        writeln!(out, "  since {}", statement::sentence(&told))?;
        statement::words(&told, 4, out)?;
    }
    Ok(())
}

fn data(view: &dyn View, found: &[Contradiction]) -> Result<Rows> {
    let columns = [
        "kind",
        "score",
        "days",
        "holder",
        "polarity",
        "target",
        "confidence",
        "hedged",
        "date",
        "quote",
        "document",
        "statement",
        "statements",
        "other_holder",
        "other_polarity",
        "other_target",
        "other_confidence",
        "other_hedged",
        "other_date",
        "other_quote",
        "other_document",
        "other_statement",
        "other_statements",
        "relation",
    ];
    let mut rows = Rows::new(&columns);
    for one in found {
        let mut cells = vec![
            one.kind.as_str().into(),
            rounded(Some(one.score)),
            one.days.map_or(serde_json::Value::Null, Into::into),
        ];
        for side in &one.sides {
            let [quote, document, id] = statement::cells(view, Some(side.statement))?;
            cells.extend([
                edge::name(view, side.holder)?.into(),
                side.polarity.as_str().into(),
                edge::name(view, side.target)?.into(),
                side.confidence.fraction().into(),
                side.hedged.into(),
                maybe(side.date),
                quote,
                document,
                id,
                statement::ids(&side.statements),
            ]);
        }
        cells.push(maybe(one.tie));
        rows.push(cells);
    }
    Ok(rows)
}

fn dispute(view: &dyn View, one: &Dispute, out: &mut dyn Write) -> Result {
    let mut names = Vec::new();
    for &id in &one.names {
        names.push(edge::name(view, id)?);
    }
    let [left, right] = &one.sides;
    let head = format!(
        "“{}” or “{}” ({})",
        one_line(&left.words),
        one_line(&right.words),
        names.join(", ")
    );
    let days = statement::apart(one.days);
    let head = output::visible(&head);
    writeln!(out, "{head}  [{days}, score {:.2}]", one.score)?;
    for side in &one.sides {
        output::quoted(out, 2, &side.evidence)?;
        let document = view
            .heading(side.document)
            .map_err(demarche_query::QueryError::from)?;
        let title = document.map_or_else(String::new, |it| {
            it.title.clone().unwrap_or_else(|| it.path().to_owned())
        });
        let date = side
            .date
            .map(|date| format!(", {date}"))
            .unwrap_or_default();
        let (start, end) = (side.span.start(), side.span.end());
        let place = format!("— {title}{date}, bytes {start}..{end}");
        output::indented(out, 2, &place)?;
    }
    Ok(())
}

fn disputed(view: &dyn View, found: &[Dispute]) -> Result<Rows> {
    let columns = [
        "unit",
        "of",
        "names",
        "score",
        "days",
        "words",
        "low",
        "high",
        "date",
        "quote",
        "document",
        "start",
        "end",
        "other_words",
        "other_low",
        "other_high",
        "other_date",
        "other_quote",
        "other_document",
        "other_start",
        "other_end",
    ];
    let mut rows = Rows::new(&columns);
    for one in found {
        let mut names = Vec::new();
        for &id in &one.names {
            names.push(edge::name(view, id)?);
        }
        let mut cells = vec![
            one.unit.into(),
            one.of.clone().into(),
            names.into(),
            rounded(Some(one.score)),
            one.days.map_or(serde_json::Value::Null, Into::into),
        ];
        for side in &one.sides {
            cells.extend([
                side.words.clone().into(),
                side.low.into(),
                side.high.into(),
                maybe(side.date),
                one_line(&side.evidence).into(),
                side.document.to_string().into(),
                side.span.start().into(),
                side.span.end().into(),
            ]);
        }
        rows.push(cells);
    }
    Ok(rows)
}
