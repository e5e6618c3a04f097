//! Draws a made graph of stances and tells how long it took:
//! `cargo run --release -p demarche-export --example layout NODES FILE`.
#![allow(clippy::print_stdout, reason = "a program")]

use std::error::Error;
use std::time::Instant;

use demarche_export::{Drawing, Format, Writer};
use demarche_model::{
    ActorId, ActorKind, Confidence, EdgeKind, IssueId, NodeId, Polarity, SubEdge, SubKind, SubNode,
    Subgraph,
};

/// A number below `limit`, the same ones every time (xorshift).
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap_or_default() % limit.max(1)
    }
}

/// As in news: each node joins one that many are tied to already, some are tied to any other.
fn made(count: usize) -> Subgraph {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut graph = Subgraph::default();
    for index in 0..count {
        let name = format!(
            "Actor {index} of {}",
            ["Nowhere", "the North", "X"][index % 3]
        );
        let issue = dice.below(4) == 0;
        graph.nodes.push(SubNode {
            id: if issue {
                NodeId::Issue(IssueId::of(&[&name]))
            } else {
                NodeId::Actor(ActorId::of(&[&name]))
            },
            kind: if issue {
                SubKind::Issue
            } else {
                SubKind::Actor(ActorKind::ALL[index % 4])
            },
            name,
            focus: false,
        });
    }
    let mut ends: Vec<usize> = vec![0];
    for index in 1..count {
        let mut others = vec![ends[dice.below(ends.len())]];
        if dice.below(2) == 0 {
            others.push(dice.below(count));
        }
        for other in others.into_iter().filter(|&other| other != index) {
            ends.extend([index, other]);
            graph.edges.push(SubEdge {
                from: index,
                to: other,
                kind: EdgeKind::Stance(Polarity::ALL[dice.below(3)]),
                count: 1 + dice.below(4),
                hedged: dice.below(6) == 0,
                confidence: Confidence::from_percent(80),
                first: None,
                last: None,
                quote: Some("What was said.".to_owned()),
                document: Some("A document".to_owned()),
                observations: Vec::new(),
            });
        }
    }
    graph.settle();
    graph
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let count = args.next().ok_or("how many nodes?")?.parse()?;
    let file = args.next().ok_or("which file?")?;
    let graph = made(count);
    let format = Format::named("svg").ok_or("no SVG")?;
    let mut picture = Vec::new();
    let start = Instant::now();
    if let Writer::Drawing(write) = format.writer {
        write(&graph, &Drawing::default(), &mut picture)?;
    }
    println!(
        "{} nodes, {} edges: {:.2} s, {} bytes",
        graph.nodes.len(),
        graph.edges.len(),
        start.elapsed().as_secs_f64(),
        picture.len()
    );
    std::fs::write(file, picture)?;
    Ok(())
}
