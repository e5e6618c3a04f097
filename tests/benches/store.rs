//! What the store on disk costs: `cargo bench -p demarche-tests --bench store [documents]`.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a bench reports on stdout"
)]

use std::time::Instant;

use cpu_time::ProcessTime;
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

    let (store, cost) = timed(|| SledStore::open(&path, Mode::Create).unwrap());
    println!("create an empty store: {cost}");
    let (_, cost) = timed(|| store.ingest(&document(0)).unwrap());
    println!("first document: {cost}");
    drop(store);
    let (store, cost) = timed(|| SledStore::open(&path, Mode::Write).unwrap());
    println!("open a store of one document: {cost}");

    let singles = documents.min(100);
    let (_, cost) = timed(|| fill(&store, 1..singles, 1));
    println!("ingest a document: {}", cost.per(singles));
    let (_, cost) = timed(|| fill(&store, singles..documents, 64));
    println!(
        "ingest a document of a group of 64: {}",
        cost.per(documents - singles)
    );
    let (outcome, cost) = timed(|| store.ingest(&document(documents / 2)).unwrap());
    println!("ingest one again, {outcome:?}: {cost}");
    let (_, cost) = timed(|| store.forget(DocumentId::of(&["1"])).unwrap());
    println!("forget one: {cost}");
    drop(store);

    for time in ["after all that", "again"] {
        let (store, cost) = timed(|| SledStore::open(&path, Mode::Read).unwrap());
        println!("open {time}: {cost}");
        drop(store);
    }
    let store = SledStore::open(&path, Mode::Write).unwrap();
    println!("{:?}", store.stats().unwrap());
    for time in ["first", "again"] {
        let (links, cost) = timed(|| scan(&store));
        println!("neighbours of {ACTORS} actors ({links} links), {time}: {cost}");
    }
    let ((), cost) = timed(|| store.statements().for_each(|item| drop(item.unwrap())));
    println!("read all statements: {cost}");
    let (findings, cost) = timed(|| store.check().unwrap().len());
    println!("check ({findings} findings): {cost}");
    let long = long(10 << 20);
    let (_, cost) = timed(|| store.ingest(&long).unwrap());
    println!("ingest a text of 10 MiB: {cost}");
    println!("peak memory: {} MiB", peak());
}

/// Ingests the documents of these numbers in groups.
fn fill(store: &SledStore, numbers: std::ops::Range<u64>, size: usize) -> usize {
    let groups: Vec<u64> = numbers.collect();
    let ingest = |group: &[u64]| {
        let group: Vec<_> = group.iter().map(|&number| document(number)).collect();
        store.ingest_many(&group).unwrap().len()
    };
    groups.chunks(size).map(ingest).sum()
}

/// Milliseconds that the processor worked on it, and milliseconds that passed.
#[derive(Clone, Copy)]
struct Cost(f64, f64);

impl Cost {
    fn per(self, count: u64) -> Self {
        Self(self.0 / as_f64(count), self.1 / as_f64(count))
    }
}

impl std::fmt::Display for Cost {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "{:.3} ms of the processor, {:.3} ms passed",
            self.0, self.1
        )
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
fn as_f64(number: u64) -> f64 {
    number as f64
}

fn scan(store: &SledStore) -> u64 {
    let mut links = 0;
    for number in 0..ACTORS {
        let node = NodeId::from(actor(number).id);
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
