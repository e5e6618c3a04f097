//! What reads cost on the published image of a store: `graph.py` runs it beside other programs.
//!
//! ```console
//! cargo run --release -p demarche-tests --example graph -- STORE PAIRS
//! ```
//!
//! `PAIRS` has two names a line, separated by a tab: the ends of a path, the first also the middle
//! of the neighbourhoods. Prints a JSON object with means of processor time in milliseconds.

#![allow(clippy::print_stdout, reason = "a bench reports on stdout")]

use std::error::Error;
use std::time::Duration;

use cpu_time::ProcessTime;
use demarche_model::{HalfEdge, Names, Neighbours, NodeId, Numbered, Polarity, fold_name};
use demarche_query::{Filter, shortest_path};
use demarche_store::Image;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(store), Some(pairs)) = (arguments.next(), arguments.next()) else {
        return Err("STORE PAIRS".into());
    };
    let image = Image::open(&store)?.ok_or("nothing is published")?;
    let graph = image.numbered().ok_or("the image has no numbers")?;
    let mut ends = Vec::new();
    for line in std::fs::read_to_string(pairs)?.lines() {
        let (from, to) = line.split_once('\t').ok_or("a line without a tab")?;
        ends.push((named(&image, from)?, named(&image, to)?));
    }
    let (mut hops, mut found, mut two, mut few) = (0, 0, 0, 0);
    // The first round reads the file into memory and is not counted.
    let mut times = [Duration::ZERO; 3];
    for _ in 0..2 {
        (hops, found, two, few) = (0, 0, 0, 0);
        times = [Duration::ZERO; 3];
        for &(from, to) in &ends {
            let start = ProcessTime::now();
            let path = shortest_path(&image, from, to, &Filter::default())?;
            times[0] += start.elapsed();
            hops += path.as_ref().map_or(0, |path| path.hops.len());
            found += usize::from(path.is_some());
            let middle = graph.number(from)?.ok_or("no number")?;
            let start = ProcessTime::now();
            two += reach(graph, middle, |_| true)?;
            times[1] += start.elapsed();
            let start = ProcessTime::now();
            few += reach(graph, middle, sure_support)?;
            times[2] += start.elapsed();
        }
    }
    let mean = |time: Duration| time.as_secs_f64() * 1000.0 / f64::from(count(ends.len()));
    println!(
        "{{\"path_ms\": {:.4}, \"two_hops_ms\": {:.4}, \"filtered_ms\": {:.4}, \"paths\": {found}, \
         \"hops\": {hops}, \"two_hops\": {two}, \"filtered\": {few}}}",
        mean(times[0]),
        mean(times[1]),
        mean(times[2])
    );
    Ok(())
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

fn named(image: &Image, name: &str) -> Result<NodeId, Box<dyn Error>> {
    let nodes = image.named(&fold_name(name))?;
    Ok(*nodes.first().ok_or_else(|| format!("no `{name}`"))?)
}

/// A supporting stance of a confidence of 0.8 or more.
fn sure_support(edge: &HalfEdge) -> bool {
    edge.polarity == Some(Polarity::Support) && edge.confidence.percent() >= 80
}

/// How many other nodes one or two outgoing edges lead to.
fn reach(
    graph: &dyn Numbered,
    middle: u32,
    wanted: impl Fn(&HalfEdge) -> bool,
) -> Result<usize, Box<dyn Error>> {
    let mut first = Vec::new();
    let note = |nodes: &mut Vec<u32>, number| {
        graph.half_edges(number, &mut |edge| {
            if edge.outgoing && wanted(&edge) {
                nodes.push(edge.other);
            }
        })
    };
    note(&mut first, middle)?;
    first.sort_unstable();
    first.dedup();
    let mut all = first.clone();
    for &number in &first {
        note(&mut all, number)?;
    }
    all.sort_unstable();
    all.dedup();
    all.retain(|&number| number != middle);
    Ok(all.len())
}
