//! Edges as sentences with their words: how paths, stances and relations are told.

use std::io::Write;

use anstyle::{AnsiColor, Style};
use demarche_model::{NodeId, ObservationId, Polarity, Status};
use demarche_query::{Edge, Quote, Tie, View, named, quote};
use serde_json::Value;

use crate::error::{Failure, Result};
use crate::output::{self, Rows, maybe, one_line};

/// The name of a node; its id if it has none.
pub fn name(view: &dyn View, id: NodeId) -> Result<String> {
    Ok(named(view, id)?.map_or_else(|| id.to_string(), |node| node.name))
}

/// The position as a verb of the third person.
pub fn verb(polarity: Polarity) -> &'static str {
    match polarity {
        Polarity::Support => "supports",
        Polarity::Oppose => "opposes",
        Polarity::Neutral => "is neutral on",
    }
}

/// The word of an edge's kind.
pub fn word(edge: &Edge) -> &'static str {
    match edge.tie {
        Tie::Stance(_) => "stance",
        Tie::Relation(kind) => kind.as_str(),
        Tie::About => "about",
        Tie::Broader => "broader",
    }
}

/// The position of a stance edge.
pub fn polarity(edge: &Edge) -> Option<&'static str> {
    match edge.tie {
        Tie::Stance(polarity) => Some(polarity.as_str()),
        _ => None,
    }
}

/// The office that the best observation names.
pub fn office(view: &dyn View, edge: &Edge) -> Result<Option<String>> {
    Ok(match edge.best() {
        Some(best @ ObservationId::Relation(_)) => quote(view, best)?.office,
        _ => None,
    })
}

/// Tells an edge: who, what, how much evidence, the best words and where they stand. `head` goes
/// before the first line.
pub fn tell(view: &dyn View, edge: &Edge, head: &str, out: &mut dyn Write) -> Result {
    writeln!(out, "{head}{}{}", sentence(view, edge)?, weight(edge))?;
    let Some(best) = edge.best() else {
        return Ok(());
    };
    let quote = quote(view, best)?;
    let indent = head.len() + 2;
    output::quoted(out, indent, &quote.text)?;
    let date = quote
        .date
        .map(|date| format!(", {date}"))
        .unwrap_or_default();
    output::indented(out, indent, &format!("— {}{date}  {best}", quote.title))?;
    Ok(())
}

/// Tells edges one after the other.
pub fn tell_all(view: &dyn View, edges: &[Edge], out: &mut dyn Write) -> Result {
    edges.iter().try_for_each(|edge| tell(view, edge, "", out))
}

/// Edges as rows: the first end, what `middle` says of the edge, the second end, then how much
/// evidence there is and the best of it. `columns` name all up to the second end, `best` names
/// the id of the best observation. Edges of which `middle` says nothing are left out.
pub fn data<const N: usize>(
    view: &dyn View,
    edges: &[Edge],
    columns: [&'static str; N],
    best: &'static str,
    middle: fn(&Edge, &Quote) -> Option<Vec<Value>>,
) -> Result<Rows> {
    let evidence = [
        "count",
        "hedged",
        "confidence",
        "first",
        "last",
        "quote",
        "document",
        best,
    ];
    let columns: Vec<_> = columns.into_iter().chain(evidence).collect();
    let mut rows = Rows::new(&columns);
    for edge in edges {
        let Some(best) = edge.best() else { continue };
        let quote = quote(view, best)?;
        let Some(middle) = middle(edge, &quote) else {
            continue;
        };
        let mut cells = vec![name(view, edge.from)?.into()];
        cells.extend(middle);
        cells.extend([
            name(view, edge.to)?.into(),
            edge.count.into(),
            edge.hedged.into(),
            edge.confidence.fraction().into(),
            maybe(edge.first),
            maybe(edge.last),
            one_line(&quote.text).into(),
            quote.title.into(),
            best.to_string().into(),
        ]);
        rows.push(cells);
    }
    Ok(rows)
}

/// An edge as a sentence; the position has a colour, which a stream that is no terminal drops.
fn sentence(view: &dyn View, edge: &Edge) -> Result<String> {
    let shown = |id| Ok::<_, Failure>(output::visible(&name(view, id)?));
    let (from, to) = (shown(edge.from)?, shown(edge.to)?);
    Ok(match edge.tie {
        Tie::Stance(polarity) => {
            let style = colour(polarity);
            format!("{from} {style}{}{style:#} {to}", verb(polarity))
        }
        Tie::About => format!("{from} is about {to}"),
        Tie::Broader => format!("{from} is part of {to}"),
        Tie::Relation(kind) => match office(view, edge)? {
            Some(status) if Status::parse(&status).is_some() => {
                format!("{from} {} {to} ({status})", kind.row().label)
            }
            Some(office) => {
                let office = output::visible(&office);
                format!("{from} {} {to}: {office}", kind.row().label)
            }
            None => format!("{from} {} {to}", kind.row().label),
        },
    })
}

/// Green for support and red for opposition, as in the pictures.
pub fn colour(polarity: Polarity) -> Style {
    match polarity {
        Polarity::Support => AnsiColor::Green.on_default(),
        Polarity::Oppose => AnsiColor::Red.on_default(),
        Polarity::Neutral => Style::new(),
    }
}

/// How much evidence an edge has.
fn weight(edge: &Edge) -> String {
    if edge.tie.is_structural() {
        return String::new();
    }
    let hedged = if edge.hedged == edge.count {
        ", hedged"
    } else {
        ""
    };
    let passages = if edge.count == 1 {
        "passage"
    } else {
        "passages"
    };
    format!(
        "  [{} {passages}, confidence {}{hedged}]",
        edge.count, edge.confidence
    )
}
