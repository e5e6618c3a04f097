//! `balance`: whether friends of friends are friends.

use std::io::Write;

use demarche_query::{Frustration, Triad, Triads, View, frustration, triads};
use serde_json::{Value, json};

use super::edge;
use super::ties::{Ground, thousandths};
use crate::args::{Balance, Cli};
use crate::error::Result;
use crate::output::{self, Format, Rows, rounded};

/// Names of the kinds of triad, by how many foes they have.
const KINDS: [&str; 4] = ["+++", "++-", "+--", "---"];

/// Counts signed triads and bounds the frustration index.
pub fn run(cli: &Cli, args: &Balance, out: &mut dyn Write) -> Result {
    let store = super::reader(cli)?;
    let ground = Ground::read(&store, &args.ties)?;
    let triads = triads(&ground.graph, args.triads);
    let index = frustration(&ground.graph, args.ties.seed);
    let actors = actors(&store, &ground, &triads, super::at_most(args.limit))?;
    match cli.format {
        Format::Table => tell(&store, &ground, &triads, &index, &actors, out)?,
        Format::Csv => actors.write(out, Format::Csv)?,
        Format::Json => {
            let unbalanced = triads.unbalanced.iter().map(|triad| {
                let names = triad
                    .actors
                    .iter()
                    .map(|&actor| edge::name(&store, ground.graph.node(actor)));
                let ties = ties(&ground, triad).map(|tie| described(&store, &ground, tie));
                Ok(json!({
                    "actors": names.collect::<Result<Vec<_>>>()?,
                    "kind": KINDS[usize::from(triad.negative)],
                    "ties": ties.collect::<Result<Vec<_>>>()?,
                }))
            });
            let value = json!({
                "ties": ground.graph.count(),
                "friends": ground.graph.positive(),
                "triads": {
                    "+++": triads.counts[0],
                    "++-": triads.counts[1],
                    "+--": triads.counts[2],
                    "---": triads.counts[3],
                },
                "balanced": rounded(triads.balanced()),
                "weakly_balanced": rounded(triads.weakly_balanced()),
                "expected": rounded(Triads::expected(&ground.graph)),
                "frustration": {
                    "lower": index.lower,
                    "upper": index.upper,
                    "exact": index.exact(),
                    "balance": rounded(index.balance()),
                },
                "actors": actors.value(),
                "unbalanced": unbalanced.collect::<Result<Vec<_>>>()?,
            });
            output::json(out, &value)?;
        }
    }
    Ok(())
}

/// The ties of a triad.
fn ties<'a>(ground: &'a Ground, triad: &'a Triad) -> impl Iterator<Item = (u32, u32, i32)> + 'a {
    let [one, two, three] = triad.actors;
    let pairs = [(one, two), (one, three), (two, three)];
    pairs.into_iter().filter_map(|(one, other)| {
        let mut ties = ground.graph.ties(one as usize);
        ties.find(|tie| tie.0 == other)
            .map(|tie| (one, other, tie.1))
    })
}

fn described(
    view: &dyn View,
    ground: &Ground,
    (one, other, weight): (u32, u32, i32),
) -> Result<Value> {
    let (one, other) = (ground.graph.node(one), ground.graph.node(other));
    let behind = ground.behind(view, one, other, weight)?;
    Ok(json!({
        "first": edge::name(view, one)?,
        "second": edge::name(view, other)?,
        "weight": thousandths(weight),
        "observations": behind.iter().map(ToString::to_string).collect::<Vec<_>>(),
    }))
}

/// Actors in triads, those in the most unbalanced ones first.
fn actors(view: &dyn View, ground: &Ground, triads: &Triads, most: usize) -> Result<Rows> {
    let mut order: Vec<usize> = (0..triads.by_actor.len())
        .filter(|&actor| triads.by_actor[actor] != [0, 0])
        .collect();
    order.sort_by_key(|&actor| {
        let [balanced, unbalanced] = triads.by_actor[actor];
        (std::cmp::Reverse((unbalanced, balanced)), actor)
    });
    let mut rows =
        Rows::new(&["actor", "balanced", "unbalanced", "share_balanced", "id"]).only_data(&["id"]);
    for actor in order.into_iter().take(most) {
        let [balanced, unbalanced] = triads.by_actor[actor];
        let id = ground.graph.nodes()[actor];
        #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
        let share = balanced as f64 / (balanced + unbalanced) as f64;
        rows.push(vec![
            edge::name(view, id)?.into(),
            balanced.into(),
            unbalanced.into(),
            rounded(Some(share)),
            id.to_string().into(),
        ]);
    }
    Ok(rows)
}

fn tell(
    view: &dyn View,
    ground: &Ground,
    triads: &Triads,
    index: &Frustration,
    actors: &Rows,
    out: &mut dyn Write,
) -> Result {
    let graph = &ground.graph;
    writeln!(
        out,
        "{} actors, {} ties: {} of friends, {} of foes",
        graph.len(),
        graph.count(),
        graph.positive(),
        graph.count() - graph.positive()
    )?;
    let found = if index.exact() {
        format!("{}", index.upper)
    } else {
        format!(
            "between {} and {} (gap {})",
            index.lower,
            index.upper,
            index.upper - index.lower
        )
    };
    let whole = index.balance().unwrap_or(1.0);
    writeln!(
        out,
        "frustration index {found}: so many ties must change for two camps; balance {whole:.4}"
    )?;
    let Some(balanced) = triads.balanced() else {
        writeln!(out, "no three actors are tied to each other")?;
        return Ok(());
    };
    writeln!(
        out,
        "{} triads, {balanced:.4} of them in balance ({:.4} if three foes are), {:.4} by chance\n",
        triads.total(),
        triads.weakly_balanced().unwrap_or(1.0),
        Triads::expected(graph).unwrap_or(1.0)
    )?;
    let mut rows = Rows::new(&["triad", "count", "in_balance"]);
    for (kind, (name, count)) in KINDS.into_iter().zip(triads.counts).enumerate() {
        let verdict = if kind % 2 == 0 { "yes" } else { "no" };
        rows.push(vec![name.into(), count.into(), verdict.into()]);
    }
    rows.write(out, Format::Table)?;
    writeln!(out)?;
    actors.write(out, Format::Table)?;
    for triad in &triads.unbalanced {
        writeln!(
            out,
            "\n{} out of balance:",
            KINDS[usize::from(triad.negative)]
        )?;
        for tie in ties(ground, triad) {
            ground.tell(view, tie, out)?;
        }
    }
    Ok(())
}
