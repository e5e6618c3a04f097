//! A process that is killed while it writes loses nothing that it reported, and leaves no half
//! of a document.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

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

#[test]
fn a_killed_writer_loses_nothing_that_it_reported() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let mut reported = 0;
    for kill in 0..KILLS {
        let mut child = Command::new(std::env::current_exe().unwrap())
            .args(["--exact", "store::crash::writer", "--nocapture"])
            .env(PLACE, &path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut fresh = 0;
        // The first kills fall into the creation and the first document.
        while kill >= 2 && fresh < 3 + kill % 4 {
            let line = lines.next().expect("the writer is alive").unwrap();
            fresh += u64::from(line.starts_with("done "));
        }
        std::thread::sleep(Duration::from_millis(kill * 7 % 31));
        child.kill().unwrap();
        child.wait().unwrap();
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
        assert!(stages(rounds).contains(&graph), "after {rounds} rounds");
        reported = rounds;
    }
    assert!(reported >= KILLS * 3);
}
