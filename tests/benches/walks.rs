//! What walks, counts and names cost on a large graph:
//! `cargo bench -p demarche-tests --bench walks -- [NODES [EDGES [FOLDER]]]`.
//!
//! The graph is made from a seed, imported and published; with a folder it is kept for the next
//! run. Beside our own answers stand a bare search over arrays and petgraph's on the same edges.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench reports on stdout"
)]

use std::path::{Path, PathBuf};
use std::time::Instant;

use cpu_time::ProcessTime;
use demarche_model::{
    ActorId, ActorKind, Confidence, Document, DocumentId, EdgeRow, HalfKind, IssueId, Names,
    Neighbours, NodeId, NodeRow, Numbered, Polarity, RelationKind, fold_name,
};
use demarche_query::{
    Class, Filter, Resolution, Wanted, k_shortest, neighbourhood, reach, resolve, shortest_path,
};
use demarche_store::{Decided, Image, Mode, SledStore};
use petgraph::algo::dijkstra;
use petgraph::graph::{NodeIndex, UnGraph};

const PAIRS: usize = 300;
const SLOW_PAIRS: usize = 3;
const CENTRES: usize = 1_000;

fn main() {
    let words = std::env::args()
        .skip(1)
        .filter(|word| !word.starts_with("--"));
    let words: Vec<String> = words.collect();
    let number = |at: usize, or: u32| words.get(at).map_or(or, |word| word.parse().unwrap());
    let (nodes, edges) = (number(0, 100_000), number(1, 1_000_000));
    let temporary = tempfile::tempdir().unwrap();
    let folder = words
        .get(2)
        .map_or(temporary.path().to_owned(), PathBuf::from);
    let path = folder.join("walks.db");
    if Image::open(&path).ok().flatten().is_none() {
        make(&path, nodes, edges);
    }
    let (image, cost) = timed(|| Image::open(&path).unwrap().unwrap());
    println!("open the image: {cost}");
    let view = Decided::drawn(image).unwrap();
    let graph = view.numbered().unwrap();
    let nodes = graph.nodes();
    walks(&view, graph);
    names(&view, nodes);
}

fn walks(view: &Decided<Image>, graph: &dyn Numbered) {
    let nodes = graph.nodes();
    let mut seed = 7;
    let mut node = || u32::try_from(next(&mut seed) % u64::from(nodes)).unwrap();
    let pairs: Vec<(u32, u32)> = (0..PAIRS).map(|_| (node(), node())).collect();
    let centres: Vec<u32> = (0..CENTRES).map(|_| node()).collect();
    let id = |number: u32| graph.node(number).unwrap().unwrap();
    let any = Filter::default();
    let directed = Filter {
        directed: true,
        ..Filter::default()
    };
    let sure = Filter {
        polarities: Some([Polarity::Support].into()),
        min_confidence: Confidence::from_percent(70),
        ..Filter::default().only([Class::Stance])
    };
    let length = |pair: &(u32, u32), filter: &Filter| {
        let path = shortest_path(view, id(pair.0), id(pair.1), filter).unwrap();
        path.map(|path| path.hops.len())
    };
    for (what, filter) in [("any", &any), ("directed", &directed), ("support", &sure)] {
        for time in ["first", "again"] {
            let (found, cost) = timed(|| {
                let lengths = pairs.iter().filter_map(|pair| length(pair, filter));
                lengths.fold((0, 0), |(count, sum), length| (count + 1, sum + length))
            });
            let mean = as_f64(found.1) / as_f64(found.0.max(1));
            let cost = cost.per(PAIRS);
            println!(
                "path, {what}, {time} ({} found, {mean:.1} hops): {cost}",
                found.0
            );
        }
    }
    let few = &pairs[..PAIRS / 10];
    let (found, cost) = timed(|| {
        let each = |pair: &(u32, u32)| k_shortest(view, id(pair.0), id(pair.1), 5, &any);
        few.iter()
            .map(|pair| each(pair).unwrap().len())
            .sum::<usize>()
    });
    println!("5 paths ({found} found): {}", cost.per(few.len()));
    for (what, filter) in [("any", &any), ("directed", &directed), ("support", &sure)] {
        let count = |hops| {
            let count = |&node: &u32| reach(view, id(node), hops, filter).unwrap();
            centres.iter().map(count).sum::<usize>()
        };
        let (found, cost) = timed(|| count(2));
        let mean = found / CENTRES;
        println!(
            "within 2 hops, {what} ({mean} nodes): {}",
            cost.per(CENTRES)
        );
    }
    let (found, cost) = timed(|| {
        let near = |&node: &u32| neighbourhood(view, &[id(node)], 2, &any, 60).unwrap();
        centres[..30]
            .iter()
            .map(|node| near(node).edges.len())
            .sum::<usize>()
    });
    println!(
        "a drawing of 60 nodes ({} edges): {}",
        found / 30,
        cost.per(30)
    );
    plain(graph, &pairs, &centres, |pair| length(pair, &any));
}

/// The same questions asked of arrays that hold nothing but ends, and of petgraph.
fn plain(
    graph: &dyn Numbered,
    pairs: &[(u32, u32)],
    centres: &[u32],
    length: impl Fn(&(u32, u32)) -> Option<usize>,
) {
    let nodes = graph.nodes();
    let (bare, cost) = timed(|| Bare::of(graph));
    println!("arrays of the ends: {cost}");
    let mut marks = vec![0u32; nodes as usize];
    let (lengths, cost) = timed(|| {
        let mut stamp = 0;
        let mut length = |&(from, to): &(u32, u32)| bare.length(from, to, &mut marks, &mut stamp);
        pairs.iter().map(&mut length).collect::<Vec<_>>()
    });
    println!("length alone, bare arrays: {}", cost.per(PAIRS));
    for (pair, bare) in pairs.iter().zip(&lengths) {
        assert_eq!(length(pair), *bare);
    }
    let (found, cost) = timed(|| {
        let mut bits = vec![false; nodes as usize];
        centres
            .iter()
            .map(|&node| bare.near(node, &mut bits))
            .sum::<usize>()
    });
    let mean = found / CENTRES;
    println!(
        "within 2 hops, bare arrays ({mean} nodes): {}",
        cost.per(CENTRES)
    );
    let (network, cost) = timed(|| bare.petgraph());
    println!("petgraph of it: {cost}");
    let slow = &pairs[..SLOW_PAIRS];
    let ((), cost) = timed(|| {
        for (pair, bare) in slow.iter().zip(&lengths) {
            let [from, to] = [pair.0, pair.1].map(|node| NodeIndex::new(node as usize));
            let found = dijkstra(&network, from, Some(to), |_| 1usize);
            assert_eq!(found.get(&to).copied(), *bare);
        }
    });
    println!(
        "length alone, petgraph's dijkstra: {}",
        cost.per(SLOW_PAIRS)
    );
}

fn names(view: &Decided<Image>, nodes: u32) {
    let typed = |number: u32| name(number);
    let mut seed = 3;
    let mut some = || u32::try_from(next(&mut seed) % u64::from(nodes)).unwrap();
    let some: Vec<u32> = (0..100).map(|_| some()).collect();
    let whole: Vec<String> = some.iter().map(|&one| typed(one)).collect();
    let surname = |name: &String| name.split(' ').nth(1).unwrap().to_owned();
    let surnames: Vec<String> = whole.iter().map(surname).collect();
    let slip = |name: &String| name.replacen(['a', 'e', 'i'], "q", 1);
    let slips: Vec<String> = whole.iter().map(slip).collect();
    let starts: Vec<String> = surnames.iter().map(|name| name[..4].to_owned()).collect();
    let (_, cost) = timed(|| view.named(&fold_name(&whole[0])).unwrap());
    println!("the first name: {cost}");
    let rows = [
        ("whole names", whole),
        ("surnames", surnames),
        ("names with a slip", slips),
        ("beginnings", starts),
    ];
    for (what, typed) in rows {
        let (tally, cost) = timed(|| {
            let mut tally = [0; 3];
            for typed in &typed {
                let place = match resolve(view, typed, Wanted::Any).unwrap() {
                    Resolution::One(_) => 0,
                    Resolution::Ambiguous(_) => 1,
                    Resolution::Unknown(near) if !near.is_empty() => 2,
                    Resolution::Unknown(_) => continue,
                };
                tally[place] += 1;
            }
            tally
        });
        let [one, several, near] = tally;
        let cost = cost.per(100);
        println!("resolve {what} ({one} one, {several} several, {near} near): {cost}");
    }
}

/// The ends of all links, and nothing else.
struct Bare {
    offsets: Vec<usize>,
    ends: Vec<u32>,
}

impl Bare {
    fn of(graph: &dyn Numbered) -> Self {
        let (mut offsets, mut ends) = (vec![0], Vec::new());
        for node in 0..graph.nodes() {
            graph
                .half_edges(node, &mut |half| ends.push(half.other))
                .unwrap();
            offsets.push(ends.len());
        }
        Self { offsets, ends }
    }

    fn at(&self, node: u32) -> &[u32] {
        &self.ends[self.offsets[node as usize]..self.offsets[node as usize + 1]]
    }

    /// Breadth first from both ends; each call has two stamps of its own.
    fn length(&self, from: u32, to: u32, marks: &mut [u32], stamp: &mut u32) -> Option<usize> {
        *stamp += 2;
        let stamps = [*stamp - 1, *stamp];
        if from == to {
            return Some(0);
        }
        let mut frontiers = [vec![from], vec![to]];
        (marks[from as usize], marks[to as usize]) = (stamps[0], stamps[1]);
        for length in 1.. {
            let cost = |side: usize| -> usize {
                frontiers[side]
                    .iter()
                    .map(|&node| self.at(node).len())
                    .sum()
            };
            let side = usize::from(cost(1) < cost(0));
            let mut next = Vec::new();
            for &node in &frontiers[side] {
                for &end in self.at(node) {
                    let mark = &mut marks[end as usize];
                    if *mark == stamps[1 - side] {
                        return Some(length);
                    }
                    if *mark != stamps[side] {
                        *mark = stamps[side];
                        next.push(end);
                    }
                }
            }
            if next.is_empty() {
                return None;
            }
            frontiers[side] = next;
        }
        None
    }

    fn near(&self, node: u32, reached: &mut [bool]) -> usize {
        let mut found = vec![node];
        reached[node as usize] = true;
        let mut from = 0;
        for _ in 0..2 {
            let until = found.len();
            for place in from..until {
                for &end in self.at(found[place]) {
                    if !std::mem::replace(&mut reached[end as usize], true) {
                        found.push(end);
                    }
                }
            }
            from = until;
        }
        for &node in &found {
            reached[node as usize] = false;
        }
        found.len() - 1
    }

    fn petgraph(&self) -> UnGraph<(), (), u32> {
        let mut network = UnGraph::with_capacity(self.offsets.len() - 1, self.ends.len() / 2);
        for _ in 1..self.offsets.len() {
            network.add_node(());
        }
        for node in 0..u32::try_from(self.offsets.len() - 1).unwrap() {
            for &end in self.at(node).iter().filter(|&&end| node <= end) {
                network.add_edge(NodeIndex::from(node), NodeIndex::from(end), ());
            }
        }
        network
    }
}

/// Imports and publishes a graph whose degrees follow a power law.
fn make(path: &Path, nodes: u32, edges: u32) {
    let store = SledStore::open(path, Mode::Create).unwrap();
    let mut rows: Vec<NodeRow> = (0..nodes).map(row).collect();
    rows.sort_unstable_by_key(|row| row.id);
    let actors = rows.iter().filter(|row| row.kind.is_some()).count();
    let actors = u32::try_from(actors).unwrap();
    let (_, cost) = timed(|| {
        let mut import = store.import(rows, 256 << 20).unwrap();
        let mut seed = 1;
        // The smaller a number, the more edges: a share of `x` of them has ends below `x^power`.
        let mut drawn = |power: i32, below: u32| {
            let share = as_f64((next(&mut seed) >> 32).try_into().unwrap()) / f64::from(u32::MAX);
            #[allow(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "a share of a number that fits"
            )]
            let place = (share.powi(power) * f64::from(below)) as u32;
            place.min(below - 1)
        };
        for _ in 0..edges {
            let (from, kind) = (drawn(2, actors), drawn(1, 100));
            let sure = u8::try_from(40 + drawn(1, 60)).unwrap();
            let days = (drawn(1, 20), drawn(1, 12), drawn(1, 28));
            let date = format!("20{:02}-{:02}-{:02}", days.0 + 10, days.1 + 1, days.2 + 1);
            let (kind, polarity, to) = if kind < 60 {
                let polarity = Polarity::ALL[kind as usize % 3];
                (HalfKind::Stance, Some(polarity), drawn(3, nodes))
            } else {
                let row = RelationKind::ROWS[kind as usize % RelationKind::ROWS.len()];
                (HalfKind::Relation(row.kind), None, drawn(3, actors))
            };
            let edge = EdgeRow {
                from,
                to,
                kind,
                polarity,
                confidence: Confidence::from_percent(sure),
                first: date.parse().ok(),
                last: None,
            };
            import.push(&edge).unwrap();
        }
        import.finish(document(), &mut |_| {}).unwrap()
    });
    println!("import {nodes} nodes, {edges} edges: {cost}");
    let (_, cost) = timed(|| store.publish().unwrap());
    println!("publish: {cost}");
}

fn document() -> Document {
    Document {
        id: DocumentId::of(&["walks"]),
        paths: vec!["walks.csv".into()],
        title: Some("Walks".into()),
        outlet: None,
        url: None,
        date: "2025-02-12".parse().ok(),
        sha256: [0; 32],
        text: None,
    }
}

/// One node in twenty is an issue.
fn row(number: u32) -> NodeRow {
    let id = if number.is_multiple_of(20) {
        NodeId::from(IssueId::of(&["walks", &number.to_string()]))
    } else {
        ActorId::of(&["walks", &number.to_string()]).into()
    };
    let kind = ActorKind::ALL[number as usize % ActorKind::ALL.len()];
    NodeRow {
        id,
        kind: id.actor().map(|_| kind),
        name: name(number).into(),
    }
}

/// Two or three words; every surname is that of a few.
fn name(number: u32) -> String {
    const PARTS: [&str; 16] = [
        "ba", "ke", "lin", "dor", "mas", "ter", "vo", "ri", "sun", "gal", "pe", "nor", "shi", "ud",
        "wel", "ack",
    ];
    let mut seed = u64::from(number);
    let mut mixed = next(&mut seed);
    let mut word = |parts: u32, below: u64| {
        let mut rest = mixed % below;
        mixed /= below;
        let mut word = String::new();
        for _ in 0..parts {
            word += PARTS[(rest % 16) as usize];
            rest /= 16;
        }
        word
    };
    let (first, last) = (word(2, 256), word(4, 65_536));
    if number.is_multiple_of(5) {
        format!("{first} {last} {}", word(3, 4096))
    } else {
        format!("{first} {last}")
    }
}

/// Numbers that look random and are the same each time.
fn next(seed: &mut u64) -> u64 {
    *seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let mut mixed = *seed;
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ (mixed >> 31)
}

/// Milliseconds that the processor worked on it, and milliseconds that passed.
#[derive(Clone, Copy)]
struct Cost(f64, f64);

impl Cost {
    fn per(self, count: usize) -> Self {
        Self(self.0 / as_f64(count), self.1 / as_f64(count))
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:.4} CPU ms, {:.4} ms passed", self.0, self.1)
    }
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, Cost) {
    let (busy, started) = (ProcessTime::now(), Instant::now());
    let result = work();
    let times = [busy.elapsed(), started.elapsed()];
    let [busy, passed] = times.map(|time| time.as_secs_f64() * 1e3);
    (result, Cost(busy, passed))
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn as_f64(number: usize) -> f64 {
    number as f64
}
