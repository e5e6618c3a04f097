//! A process that is killed while it writes loses nothing that it reported, and leaves no half
//! of a document.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use demarche_model::Graph;
use demarche_store::{MemoryStore, Mode, SledStore, Store};

use super::conformance::dump;
use super::sample::{Seed, document_id, extraction};

const PLACE: &str = "DEMARCHE_TEST_CRASH_STORE";
const KILLS: u64 = 10;

/// The number of the document that is ingested in a given round, and what goes before it.
fn seed(number: u64) -> Seed {
    let content = u8::try_from(number % 50).unwrap();
    Seed {
        path: Some(content % 20),
        extractor: u8::try_from(number % 3).unwrap(),
        ..Seed::plain(content)
    }
}

/// The writer: runs only as the child of the test below, ingests until it is killed, and reports
/// every document once it is stored.
#[test]
fn writer() {
    let Some(place) = std::env::var_os(PLACE) else {
        return;
    };
    let store = SledStore::open(place, Mode::Create).unwrap();
    let start = store.stats().unwrap().decisions;
    let mut out = std::io::stdout().lock();
    for number in start.. {
        store.ingest(&extraction(&seed(number))).unwrap();
        if number % 4 == 3 {
            store
                .forget(document_id(u8::try_from(number % 7).unwrap()))
                .unwrap();
        }
        store.decide(&round(number)).unwrap();
        writeln!(out, "done {number}").unwrap();
        out.flush().unwrap();
    }
}

/// Each round ends with a decision that counts it.
fn round(number: u64) -> demarche_model::Decision {
    let mut decision = super::sample::decision(0);
    decision.time = number.to_string();
    decision.id = demarche_model::DecisionId::of(&["round", &decision.time]);
    decision
}

/// What a store must hold after so many rounds, and after the steps of the next one.
fn stages(rounds: u64) -> Vec<Graph> {
    let store = MemoryStore::new();
    let mut stages = Vec::new();
    for number in 0..=rounds {
        if number == rounds {
            stages.push(store.graph().unwrap());
        }
        store.ingest(&extraction(&seed(number))).unwrap();
        if number == rounds {
            stages.push(store.graph().unwrap());
        }
        if number % 4 == 3 {
            store
                .forget(document_id(u8::try_from(number % 7).unwrap()))
                .unwrap();
        }
        if number == rounds {
            stages.push(store.graph().unwrap());
        }
        store.decide(&round(number)).unwrap();
    }
    stages
}

fn spawn(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::crash::writer", "--nocapture"])
        .env(PLACE, path)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

fn kill(mut child: Child) {
    child.kill().unwrap();
    child.wait().unwrap();
}

#[test]
fn a_killed_creation_leaves_an_empty_store() {
    let place = tempfile::tempdir().unwrap();
    for moment in 0..KILLS {
        let path = place.path().join(format!("{moment}.db"));
        let child = spawn(&path);
        // From before the directory is there until after the first document.
        let started = Instant::now();
        while moment > 1 && !path.exists() && started.elapsed() < Duration::from_secs(20) {
            std::thread::yield_now();
        }
        std::thread::sleep(Duration::from_millis(moment * moment / 4));
        kill(child);
        let store = SledStore::open(&path, Mode::Create).unwrap();
        let (graph, ..) = dump(&store);
        assert!(stages(graph.decisions.len() as u64).contains(&graph));
        store.ingest(&extraction(&Seed::plain(49))).unwrap();
    }
}

#[test]
fn a_killed_writer_loses_nothing_that_it_reported() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let mut reported = 0;
    for round in 0..KILLS {
        let mut child = spawn(&path);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut fresh = 0;
        while fresh < 3 + round % 4 {
            let line = lines.next().expect("the writer is alive").unwrap();
            fresh += u64::from(line.starts_with("done "));
        }
        std::thread::sleep(Duration::from_millis(round * 7 % 31));
        kill(child);
        for line in lines.map_while(Result::ok) {
            fresh += u64::from(line.starts_with("done "));
        }
        reported += fresh;
        let store = SledStore::open(&path, Mode::Create).unwrap();
        let (graph, ..) = dump(&store);
        let rounds = graph.decisions.len() as u64;
        assert!(
            rounds == reported || rounds == reported + 1,
            "{rounds} of {reported}"
        );
        assert!(
            stages(rounds).contains(&graph),
            "not what {rounds} rounds give"
        );
        reported = rounds;
    }
    assert!(reported >= KILLS * 3);
}
