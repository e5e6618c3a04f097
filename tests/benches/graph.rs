//! What reads cost on the published image of a store: `graph.py` runs it beside other programs.
//!
//! ```console
//! cargo run --release -p demarche-tests --example graph -- STORE PAIRS
//! ```
//!
//! `PAIRS` has two names a line, separated by a tab: the ends of a path, the first also the middle
//! of the neighbourhoods. Prints a JSON object with means of processor time in milliseconds. A path
//! is the best one with all that backs its hops; `directed` follows the edges from start to end,
//! symmetric relations both ways. A neighbourhood is the count of other nodes that one or two
//! outgoing edges lead to: any edges, and supporting stances with a confidence of at least 0.8.

#![allow(clippy::print_stdout, reason = "a bench reports on stdout")]

use std::error::Error;
use std::time::Duration;

use cpu_time::ProcessTime;
use demarche_model::{Confidence, HalfKind, Names, Neighbours, NodeId, Polarity, Sieve, fold_name};
use demarche_query::{Filter, reach_by_number, shortest_path};
use demarche_store::Image;

/// A question about two nodes: a number, if there is an answer.
type Question<'a> = dyn Fn(NodeId, NodeId) -> Result<Option<usize>, Box<dyn Error>> + 'a;

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
    let either = Filter::default();
    let directed = Filter {
        directed: true,
        ..Filter::default()
    };
    let outgoing = Sieve {
        along: Some(true),
        ..Sieve::default()
    };
    let sure_support = Sieve {
        classes: Sieve::class(HalfKind::Stance),
        polarities: Sieve::position(Polarity::Support),
        least: Confidence::from_percent(80),
        ..outgoing
    };
    let around = |node, sieve| -> Result<usize, Box<dyn Error>> {
        let number = graph.number(node)?.ok_or("no number")?;
        Ok(reach_by_number(graph, number, 2, sieve)?)
    };
    let hops = |from, to, filter| -> Result<Option<usize>, Box<dyn Error>> {
        let path = shortest_path(&image, from, to, filter)?;
        Ok(path.map(|path| path.hops.len()))
    };
    let questions: [(&str, &Question); 4] = [
        ("hops", &|from, to| hops(from, to, &either)),
        ("directed", &|from, to| hops(from, to, &directed)),
        ("two_hops", &|from, _| Ok(Some(around(from, &outgoing)?))),
        ("filtered", &|from, _| {
            Ok(Some(around(from, &sure_support)?))
        }),
    ];
    let mut told = vec![format!("\"pairs\": {}", ends.len())];
    for (name, ask) in questions {
        let (mut time, mut sum, mut found) = (Duration::ZERO, 0, 0);
        // The first round reads the file into memory and is not counted.
        for _ in 0..2 {
            (sum, found) = (0, 0);
            let start = ProcessTime::now();
            for &(from, to) in &ends {
                let answer = ask(from, to)?;
                sum += answer.unwrap_or(0);
                found += usize::from(answer.is_some());
            }
            time = start.elapsed();
        }
        let mean = time.as_secs_f64() * 1000.0 / f64::from(u32::try_from(ends.len())?);
        told.push(format!(
            "\"{name}_ms\": {mean:.4}, \"{name}\": {sum}, \"{name}_found\": {found}"
        ));
    }
    println!("{{{}}}", told.join(", "));
    Ok(())
}

fn named(image: &Image, name: &str) -> Result<NodeId, Box<dyn Error>> {
    let nodes = image.named(&fold_name(name))?;
    Ok(*nodes.first().ok_or_else(|| format!("no `{name}`"))?)
}
