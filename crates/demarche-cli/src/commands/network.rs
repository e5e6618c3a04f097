//! `network`: who agrees with whom, and which issues go together.

use std::cmp::Ordering;
use std::io::Write;

use demarche_model::{NetworkEdge, StatementId};
use demarche_query::{
    Aggregation, Discourse, Drawn, EqualStatements, Mode, NetworkSpec, Normalization, Scope,
    Targets, View,
};
use serde_json::{Value, json};

use super::edge;
use super::ties::counted;
use crate::args::{
    Between, Cli, Drawn as Shape, Equal, Network, NetworkKind, Norm, Qualifier, Spoken, TargetKind,
    Which,
};
use crate::error::{Failure, Result};
use crate::output::{self, Format, Rows, maybe, rounded};

/// Draws a network, or one for each window.
pub fn run(cli: &Cli, args: &Network, out: &mut dyn Write) -> Result {
    let spec = NetworkSpec {
        isolates: args.isolates,
        ..spec(args.kind, &args.drawn)?
    };
    let store = super::reader(cli)?;
    let discourse = Discourse::read(&store, &scope(&store, &args.drawn.spoken, &args.which)?)?;
    if discourse.is_empty() {
        return Err(Failure::not_found("no such statement")
            .hint("statements on actors count with `--targets all`")
            .hint("`demarche stances` lists them all"));
    }
    let drawn = match args.window {
        Some(length) => discourse.windows(&spec, length.windows(args.step)),
        None => vec![discourse.network(&spec)],
    };
    if drawn.is_empty() {
        return Err(Failure::not_found("no statement has a date")
            .hint("without `--window` they make one network"));
    }
    if args.matrix {
        return matrices(cli, &drawn, spec.mode, out);
    }
    if drawn.iter().all(|drawn| drawn.network.edges.is_empty()) {
        return Err(
            Failure::not_found("the network has no edges").hint(match spec.mode {
                Mode::Issues => "nobody speaks of two of the issues; `--matrix` shows them",
                _ => "no two actors speak of the same; `--matrix` shows them",
            }),
        );
    }
    match cli.format {
        Format::Table => tell(&store, &drawn, args, out),
        format => {
            let mut rows = Rows::new(&columns(args));
            for one in &drawn {
                fill(&store, &mut rows, one, args)?;
            }
            rows.write(out, format)
        }
    }
}

/// The statements that the options choose.
pub fn scope(view: &dyn View, spoken: &Spoken, which: &Which) -> Result<Scope> {
    let kinds = spoken.holders.iter().copied().collect();
    Ok(Scope {
        filter: super::filter(view, which)?,
        targets: match spoken.targets {
            TargetKind::Issues => Targets::Issues,
            TargetKind::Actors => Targets::Actors,
            TargetKind::All => Targets::All,
        },
        kinds: (!spoken.holders.is_empty()).then_some(kinds),
        neutral: spoken.neutral,
    })
}

/// How the options draw a network.
pub fn spec(kind: NetworkKind, drawn: &Shape) -> Result<NetworkSpec> {
    let affiliation = kind == NetworkKind::Affiliation;
    let normalization = match drawn.normalization {
        Norm::None => Normalization::None,
        Norm::Average => Normalization::Average,
        Norm::Jaccard => Normalization::Jaccard,
        Norm::Cosine => Normalization::Cosine,
        Norm::Activity => Normalization::Activity,
        Norm::Prominence => Normalization::Prominence,
    };
    let of_two = matches!(drawn.normalization, Norm::Activity | Norm::Prominence);
    if drawn.normalization != Norm::None && of_two != affiliation {
        let kinds = if affiliation {
            "an affiliation network is divided by activity or prominence"
        } else {
            "this network is divided by average, jaccard or cosine"
        };
        return Err(Failure::usage("no such normalisation of this network").hint(kinds));
    }
    if affiliation && drawn.of == Between::Issues {
        return Err(
            Failure::usage("an affiliation network is between actors and issues")
                .hint("leave out `--of`"),
        );
    }
    Ok(NetworkSpec {
        mode: match (kind, drawn.of) {
            (NetworkKind::Affiliation, _) => Mode::Affiliation,
            (_, Between::Actors) => Mode::Actors,
            (_, Between::Issues) => Mode::Issues,
        },
        aggregation: match (kind, drawn.qualifier) {
            (NetworkKind::Affiliation, Qualifier::Ignore) | (NetworkKind::Ignore, _) => {
                Aggregation::Ignore
            }
            (NetworkKind::Affiliation, Qualifier::Combine) => Aggregation::Combine,
            (NetworkKind::Affiliation, Qualifier::Subtract) | (NetworkKind::Subtract, _) => {
                Aggregation::Subtract
            }
            (NetworkKind::Congruence, _) => Aggregation::Congruence,
            (NetworkKind::Conflict, _) => Aggregation::Conflict,
        },
        duplicates: match drawn.duplicates {
            Equal::All => EqualStatements::All,
            Equal::Document => EqualStatements::Document,
            Equal::Week => EqualStatements::Week,
            Equal::Month => EqualStatements::Month,
            Equal::Year => EqualStatements::Year,
            Equal::Range => EqualStatements::Range,
        },
        normalization,
        isolates: false,
        threshold: drawn.threshold,
    })
}

fn tell(view: &dyn View, drawn: &[Drawn], args: &Network, out: &mut dyn Write) -> Result {
    for (place, one) in drawn.iter().enumerate() {
        if let Some((first, last)) = one.network.window {
            let blank = if place > 0 { "\n" } else { "" };
            writeln!(
                out,
                "{blank}{first} to {last}: {}, {}, {}",
                counted(one.statements, "statement"),
                counted(one.network.nodes.len(), "node"),
                counted(one.network.edges.len(), "edge")
            )?;
            if one.network.edges.is_empty() {
                continue;
            }
        }
        let hidden = [
            "from",
            "until",
            "congruence",
            "conflict",
            "support",
            "oppose",
            "shared",
            "others",
        ];
        let mut rows = Rows::new(&columns(args)).flexible("on").only_data(&hidden);
        fill(view, &mut rows, one, args)?;
        rows.write(out, Format::Table)?;
    }
    Ok(())
}

fn columns(args: &Network) -> Vec<&'static str> {
    let window = ["from", "until"].into_iter();
    let rest: &[&str] = if args.kind == NetworkKind::Affiliation {
        &[
            "holder",
            "target",
            "weight",
            "support",
            "oppose",
            "statements",
            "statement",
            "others",
        ]
    } else {
        &[
            "first",
            "second",
            "weight",
            "congruence",
            "conflict",
            "shared",
            "statements",
            "on",
            "statement",
            "others",
        ]
    };
    let window = window.filter(|_| args.window.is_some());
    window.chain(rest.iter().copied()).collect()
}

/// The edges of a network, the heaviest first, as rows.
fn fill(view: &dyn View, rows: &mut Rows, drawn: &Drawn, args: &Network) -> Result {
    let network = &drawn.network;
    let mut order: Vec<usize> = (0..network.edges.len()).collect();
    let heavy = |&at: &usize| network.edges[at].weight.abs();
    order.sort_by(|one, other| {
        heavy(other)
            .partial_cmp(&heavy(one))
            .unwrap_or(Ordering::Equal)
    });
    for at in order.into_iter().take(super::at_most(args.limit)) {
        let edge: &NetworkEdge = &network.edges[at];
        let behind = drawn.behind(at);
        let (mut ends, mut sides) = ((edge.from, edge.to), (behind.first, behind.second));
        if !network.directed && network.nodes[ends.1].name < network.nodes[ends.0].name {
            (ends, sides) = ((ends.1, ends.0), (sides.1, sides.0));
        }
        let mut cells: Vec<Value> = Vec::new();
        if let Some((first, last)) = network.window {
            cells.extend([first.to_string().into(), last.to_string().into()]);
        }
        cells.extend([
            network.nodes[ends.0].name.clone().into(),
            network.nodes[ends.1].name.clone().into(),
            number(edge.weight),
        ]);
        cells.extend([number(edge.agreement), number(edge.disagreement)]);
        if network.directed {
            cells.push(edge.statements.into());
        } else {
            let on = behind.shared.iter().map(|&id| edge::name(view, id));
            let on = on.collect::<Result<Vec<_>>>()?;
            cells.extend([edge.shared.into(), edge.statements.into(), on.into()]);
        }
        let all: Vec<StatementId> = sides.0.into_iter().chain(sides.1).collect();
        cells.push(maybe(all.first()));
        let others = all.iter().skip(1).map(ToString::to_string);
        cells.push(others.collect::<Vec<_>>().into());
        rows.push(cells);
    }
    Ok(())
}

/// A weight: whole where it is.
#[allow(clippy::cast_possible_truncation, reason = "whole and small")]
pub fn number(weight: f64) -> Value {
    if weight.fract() == 0.0 && weight.abs() < 1e15 {
        json!(weight as i64)
    } else {
        rounded(Some(weight))
    }
}

fn matrices(cli: &Cli, drawn: &[Drawn], mode: Mode, out: &mut dyn Write) -> Result {
    let mut values = Vec::new();
    for (place, one) in drawn.iter().enumerate() {
        let network = &one.network;
        let is_issue = |at: &usize| network.nodes[*at].id.actor().is_none();
        let all = 0..network.nodes.len();
        let two = mode == Mode::Affiliation;
        let rows: Vec<usize> = if two {
            let holds = |at: &usize| network.edges.iter().any(|edge| edge.from == *at);
            all.clone()
                .filter(|at| holds(at) || !is_issue(at))
                .collect()
        } else {
            all.clone().collect()
        };
        let columns: Vec<usize> = if two {
            let mut held = vec![false; network.nodes.len()];
            network.edges.iter().for_each(|edge| held[edge.to] = true);
            all.filter(|at| held[*at] || is_issue(at)).collect()
        } else {
            all.collect()
        };
        let mut cells = vec![vec![Value::from(0); columns.len()]; rows.len()];
        for edge in &network.edges {
            let ends = [(edge.from, edge.to), (edge.to, edge.from)];
            for (from, to) in ends.into_iter().take(if two { 1 } else { 2 }) {
                if let (Ok(row), Ok(column)) =
                    (rows.binary_search(&from), columns.binary_search(&to))
                {
                    cells[row][column] = number(edge.weight);
                }
            }
        }
        let names = |places: &[usize]| -> Vec<String> {
            let names = places.iter().map(|&at| network.nodes[at].name.clone());
            names.collect()
        };
        let (rows, columns) = (names(&rows), names(&columns));
        let window = network.window.map(|(first, last)| [first, last]);
        if cli.format == Format::Json {
            values.push(json!({
                "from": maybe(window.map(|days| days[0])),
                "until": maybe(window.map(|days| days[1])),
                "rows": rows,
                "columns": columns,
                "weights": cells,
            }));
            continue;
        }
        if place > 0 {
            writeln!(out)?;
        }
        let corner = window.map(|days| format!("{} to {}", days[0], days[1]));
        let mut writer = csv::Writer::from_writer(&mut *out);
        let head = std::iter::once(corner.unwrap_or_default()).chain(columns);
        writer.write_record(head).map_err(std::io::Error::from)?;
        for (name, cells) in rows.into_iter().zip(cells) {
            let cells = cells.iter().map(ToString::to_string);
            writer
                .write_record(std::iter::once(name).chain(cells))
                .map_err(std::io::Error::from)?;
        }
        writer.flush()?;
    }
    if cli.format == Format::Json {
        output::json(out, &Value::Array(values))?;
    }
    Ok(())
}
