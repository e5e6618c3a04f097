//! `rank`: who counts most.

use std::io::Write;

use demarche_query::{RankOptions, Ranked, Ranking, View, named, rank};
use serde_json::Value;

use crate::args::{Cli, Rank, RankBy};
use crate::error::{Failure, Result};
use crate::output::{Format, Rows, rounded};

/// Nodes up to which betweenness is told without being asked for.
const SMALL: usize = 2_000;

/// Ranks actors and issues.
pub fn run(cli: &Cli, args: &Rank, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let filter = super::walk_filter(&store, &args.walk)?;
    let nodes = store
        .base()
        .stats()
        .map_err(|error| super::failed(&error))?;
    let count = usize::try_from(nodes.actors + nodes.issues).unwrap_or(usize::MAX);
    let wanted = args.by == RankBy::Betweenness || count <= SMALL;
    let options = RankOptions {
        rounds: args.rounds,
        betweenness: wanted.then_some(args.sample),
        seed: args.seed,
        ..RankOptions::default()
    };
    let ranking = rank(&store, &filter, &options)?;
    if ranking.nodes.is_empty() {
        return Err(Failure::not_found("the store holds no actor"));
    }
    let order = ranking.order(|one| value(one, args.by));
    let rows = rows(
        &store,
        &ranking,
        &order[..order.len().min(super::at_most(args.limit))],
    )?;
    rows.write(out, cli.format)?;
    if cli.format == Format::Table
        && let Some(between) = &ranking.betweenness
        && between.error > 0.0
    {
        writeln!(
            out,
            "\nbetweenness from {} of {} nodes: off by no more than {:.4}, with a chance of 95%",
            between.sources,
            ranking.nodes.len(),
            between.error
        )?;
    }
    Ok(())
}

fn value(one: &Ranked, by: RankBy) -> f64 {
    let tallies = &one.tallies;
    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    match by {
        RankBy::Pagerank => one.pagerank,
        RankBy::Betweenness => one.betweenness.unwrap_or(0.0),
        RankBy::Support => tallies.received[0].into(),
        RankBy::Oppose => tallies.received[1].into(),
        RankBy::Net => tallies.net_received() as f64,
        RankBy::Held => tallies.held.iter().sum::<u32>().into(),
        RankBy::Relations => tallies.relations.into(),
    }
}

fn rows(view: &dyn View, ranking: &Ranking, order: &[usize]) -> Result<Rows> {
    let columns = [
        "name",
        "kind",
        "held_support",
        "held_oppose",
        "held_neutral",
        "held_net",
        "support",
        "oppose",
        "neutral",
        "net",
        "relations",
        "pagerank",
        "betweenness",
        "id",
    ];
    let hidden = [
        "held_support",
        "held_oppose",
        "held_neutral",
        "neutral",
        "id",
    ];
    let mut rows = Rows::new(&columns).flexible("name").only_data(&hidden);
    for &place in order {
        let one = ranking.at(place);
        let node = named(view, one.node)?;
        let (held, received) = (one.tallies.held, one.tallies.received);
        let name = node
            .as_ref()
            .map_or_else(|| one.node.to_string(), |node| node.name.clone());
        rows.push(vec![
            name.into(),
            node.map_or(Value::Null, |node| node.kind.as_str().into()),
            held[0].into(),
            held[1].into(),
            held[2].into(),
            one.tallies.net_held().into(),
            received[0].into(),
            received[1].into(),
            received[2].into(),
            one.tallies.net_received().into(),
            one.tallies.relations.into(),
            digits(one.pagerank),
            rounded(one.betweenness),
            one.node.to_string().into(),
        ]);
    }
    Ok(rows)
}

/// `PageRank` is small where there are many nodes: four digits that tell.
fn digits(value: f64) -> Value {
    if value == 0.0 {
        return 0.into();
    }
    #[allow(clippy::cast_possible_truncation, reason = "a few digits")]
    let places = (3 - value.abs().log10().floor() as i32).max(0);
    let scale = 10f64.powi(places);
    serde_json::json!((value * scale).round() / scale)
}
