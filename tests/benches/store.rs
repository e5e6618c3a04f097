//! What the store on disk costs: `cargo bench -p demarche-tests --bench store [documents]`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench reports on stdout"
)]

use std::time::Instant;

use demarche_model::{
    Actor, ActorId, ActorKind, Confidence, Document, DocumentId, Extraction, Mode as Voice,
    Neighbours, NodeId, Observations, Polarity, Span, Statement, StatementId,
};
use demarche_store::{Mode, SledStore, Store};

/// Statements of a document; a document of news text gives about as many.
const STATEMENTS: u32 = 20;
const ACTORS: u64 = 20_000;

fn main() {
    let mut numbers = std::env::args().filter_map(|word| word.parse().ok());
    let documents: u64 = numbers.next_back().unwrap_or(5_000);
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("bench.db");

    let (store, time) = timed(|| SledStore::open(&path, Mode::Create).unwrap());
    println!("create an empty store: {time:.2} ms");
    let (_, time) = timed(|| store.ingest(&document(0)).unwrap());
    println!("first document: {time:.2} ms");
    drop(store);
    for mode in [Mode::Read, Mode::Write] {
        let (store, time) = timed(|| SledStore::open(&path, mode).unwrap());
        println!("open a store of one document, {mode:?}: {time:.2} ms");
        drop(store);
    }

    let store = SledStore::open(&path, Mode::Write).unwrap();
    let singles = documents.min(100);
    let ((), time) = timed(|| (1..singles).for_each(|n| drop(store.ingest(&document(n)))));
    println!(
        "ingest one by one: {:.2} ms a document",
        time / as_f64(singles)
    );
    let started = Instant::now();
    for group in (singles..documents).collect::<Vec<_>>().chunks(64) {
        let group: Vec<_> = group.iter().map(|&number| document(number)).collect();
        store.ingest_many(&group).unwrap();
    }
    let time = started.elapsed().as_secs_f64() * 1e3;
    println!(
        "ingest in groups of 64: {:.2} ms a document",
        time / as_f64(documents - singles)
    );
    let (outcome, time) = timed(|| store.ingest(&document(documents / 2)).unwrap());
    println!("ingest again, {outcome:?}: {time:.2} ms");
    let (_, time) = timed(|| store.forget(DocumentId::of(&["1"])).unwrap());
    println!("forget one: {time:.2} ms");
    drop(store);

    let (store, time) = timed(|| SledStore::open(&path, Mode::Read).unwrap());
    println!("open all: {time:.2} ms");
    let stats = store.stats().unwrap();
    println!("{stats:?}");
    let (_, time) = timed(|| scan(&store, 20_000));
    println!("neighbours, first visit: {:.1} µs", time / 20.0);
    let (links, time) = timed(|| scan(&store, 20_000));
    println!(
        "neighbours, again: {:.1} µs, {links} links in 20000 nodes",
        time / 20.0
    );
    let ((), time) = timed(|| store.statements().for_each(|item| drop(item.unwrap())));
    println!("read all statements: {time:.0} ms");
    let (findings, time) = timed(|| store.check().unwrap().len());
    println!("check: {time:.0} ms, {findings} findings");
    drop(store);
    let long = long(10 << 20);
    let store = SledStore::open(&path, Mode::Write).unwrap();
    let (_, time) = timed(|| store.ingest(&long).unwrap());
    println!("ingest a text of 10 MiB: {time:.0} ms");
    println!("peak memory: {} MiB", peak());
}

fn timed<T>(work: impl FnOnce() -> T) -> (T, f64) {
    let started = Instant::now();
    let result = work();
    (result, started.elapsed().as_secs_f64() * 1e3)
}

#[allow(clippy::cast_precision_loss, reason = "small numbers")]
fn as_f64(number: u64) -> f64 {
    number as f64
}

fn scan(store: &SledStore, nodes: u64) -> u64 {
    let mut links = 0;
    for number in 0..nodes {
        let node = NodeId::from(actor(number % ACTORS).id);
        store.neighbours(node, &mut |_| links += 1).unwrap();
    }
    links
}

/// Numbers that look random and are the same each time.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed ^ (mixed >> 31)
}

/// A few actors are named by most documents.
fn actor(number: u64) -> Actor {
    Actor {
        id: ActorId::of(&["bench", &number.to_string()]),
        name: format!("Actor Number {number}"),
        kind: ActorKind::Person,
        aliases: vec![format!("Number {number}")],
        wikidata: None,
    }
}

/// One of the actors; each halving of the numbers is drawn as often as the one before.
fn drawn(number: u64) -> u64 {
    let mixed = mixed(number);
    (mixed % ACTORS) >> (mixed >> 60)
}

fn document(number: u64) -> Extraction {
    let sentence = "The harbour league said on Tuesday that it would stand by the toll reform. ";
    let text = sentence.repeat(80);
    let id = DocumentId::of(&[&number.to_string()]);
    let mut given = Extraction {
        document: Document {
            id,
            paths: vec![format!("bench/{number}.txt")],
            title: Some(format!("Briefing {number}")),
            outlet: None,
            url: None,
            date: "2025-02-12".parse().ok(),
            sha256: [0; 32],
            text: Some(text),
        },
        actors: Vec::new(),
        issues: Vec::new(),
        attributions: Vec::new(),
        statements: Vec::new(),
        relations: Vec::new(),
    };
    for index in 0..STATEMENTS {
        let salt = number * 1000 + u64::from(index) * 2;
        let (holder, target) = (actor(drawn(salt)), actor(drawn(salt + 1)));
        let start = index * 75;
        given.statements.push(Statement {
            id: StatementId::of(&[&number.to_string(), &index.to_string()]),
            holder: holder.id,
            target: target.id.into(),
            polarity: Polarity::ALL[index as usize % 3],
            confidence: Confidence::FULL,
            mode: Voice::Paraphrase,
            via: Vec::new(),
            hedged: false,
            document: id,
            span: Span::new(start, start + 74).unwrap(),
            evidence: sentence.trim_end().into(),
            cue: Span::new(start + 44, start + 52),
            holder_span: Span::new(start, start + 18),
            target_span: Span::new(start + 57, start + 73),
            rule: "stand_by".into(),
            extractor: "demarche-0.1.0/lexicon-0123456789ab".into(),
            date: "2025-02-12".parse().ok(),
        });
        given.actors.extend([holder, target]);
    }
    given.actors.sort_by_key(|item| item.id);
    given.actors.dedup_by_key(|item| item.id);
    given
}

fn long(len: usize) -> Extraction {
    let mut given = document(u64::MAX / 2000);
    given
        .document
        .text
        .as_mut()
        .unwrap()
        .extend(std::iter::repeat_n('x', len));
    given
}

/// Peak of the resident memory in MiB, where the system tells; else 0.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next()?.parse().ok());
    number.unwrap_or(0u64) / 1024
}
