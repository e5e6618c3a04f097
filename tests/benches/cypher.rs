//! What questions in openCypher cost on the published image of a store, each compiled and answered
//! in one process.
//!
//! ```console
//! cargo run --release -p demarche-tests --example cypher -- STORE PAIRS
//! ```
//!
//! `PAIRS` has two names a line, separated by a tab. Prints a JSON object with means of processor
//! time in milliseconds; the first round reads the file into memory and is not counted.

#![allow(clippy::print_stdout, reason = "a bench reports on stdout")]

use std::error::Error;
use std::time::Duration;

use cpu_time::ProcessTime;
use demarche_cypher::{Limits, Map, StanceGraph, Value, ask};
use demarche_store::{Decided, Image};

/// Name of the measure, question.
const QUESTIONS: &[(&str, &str)] = &[
    (
        "one_hop",
        "MATCH (a:Actor {name: $from})-->(b) RETURN count(*)",
    ),
    (
        "two_hops",
        "MATCH (a:Actor {name: $from})-->()-->(b) RETURN count(*)",
    ),
    (
        "two_hops_distinct",
        "MATCH (a:Actor {name: $from})-->()-->(b) RETURN count(DISTINCT b)",
    ),
    (
        "two_hops_sure",
        "MATCH (a:Actor {name: $from})-[r:STANCE {polarity: 'support'}]->()-[s:STANCE {polarity: \
         'support'}]->(b) WHERE r.confidence >= 0.8 AND s.confidence >= 0.8 RETURN count(*)",
    ),
    (
        "shortest_path",
        "MATCH (a:Actor {name: $from}), (b:Actor {name: $to}), p = shortestPath((a)-[*]-(b)) \
         RETURN length(p)",
    ),
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(store), Some(pairs)) = (arguments.next(), arguments.next()) else {
        return Err("STORE PAIRS".into());
    };
    let image = Image::open(&store)?.ok_or("nothing is published")?;
    let view = Decided::drawn(image)?;
    let graph = StanceGraph::new(&view)?;
    let mut ends = Vec::new();
    for line in std::fs::read_to_string(pairs)?.lines() {
        let (from, to) = line.split_once('\t').ok_or("a line without a tab")?;
        let given = [("from", from), ("to", to)];
        ends.push(
            given
                .map(|(key, name)| (key.into(), Value::str(name)))
                .into_iter()
                .collect::<Map>(),
        );
    }
    let mut told = Vec::new();
    for (name, question) in QUESTIONS {
        let (mut sum, mut time) = (0, Duration::ZERO);
        for _ in 0..2 {
            (sum, time) = (0, Duration::ZERO);
            for given in &ends {
                let start = ProcessTime::now();
                let answer = ask(&graph, question, given, Limits::default())?;
                time += start.elapsed();
                if let Some(Value::Int(count)) = answer.rows.first().and_then(|row| row.first()) {
                    sum += count;
                }
            }
        }
        let mean = time.as_secs_f64() * 1000.0 / f64::from(u32::try_from(ends.len())?);
        told.push(format!("\"{name}_ms\": {mean:.4}, \"{name}\": {sum}"));
    }
    println!("{{{}}}", told.join(", "));
    Ok(())
}
