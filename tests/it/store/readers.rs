//! Processes that read while another one writes: nobody waits, and everybody sees a whole state.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use demarche_store::{Image, MemoryStore, Mode, SledStore, Store, StoreError};

use super::conformance::{Dump, dump, shown};
use super::sample::{Seed, document_id, extraction};

const PLACE: &str = "DEMARCHE_TEST_READ_STORE";
const DOCUMENTS: u8 = 40;

fn seed(number: u8) -> Seed {
    Seed::plain(number)
}

/// The writer: runs only as the child of the tests below. It ingests and publishes, and tells
/// how many documents are published; then it waits with the store open until it is killed.
#[test]
fn writer() {
    let Some(place) = std::env::var_os(PLACE) else {
        return;
    };
    let store = SledStore::open(place, Mode::Create).unwrap();
    let mut out = std::io::stdout().lock();
    for number in 0..DOCUMENTS {
        store.ingest(&extraction(&seed(number))).unwrap();
        store.publish().unwrap();
        writeln!(out, "done {}", number + 1).unwrap();
        out.flush().unwrap();
    }
    std::thread::sleep(Duration::from_secs(60));
}

fn spawn(path: &Path) -> Child {
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "store::readers::writer", "--nocapture"])
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

/// What a store holds after each document.
fn states() -> Vec<Dump> {
    let store = MemoryStore::new();
    let mut states = vec![dump(&store)];
    for number in 0..DOCUMENTS {
        store.ingest(&extraction(&seed(number))).unwrap();
        states.push(dump(&store));
    }
    states
}

/// The number of documents that the last image shows, held to what the store held with them.
fn seen(path: &Path, states: &[Dump]) -> usize {
    let Some(image) = Image::open(path).unwrap() else {
        return 0;
    };
    let shown = shown(&image);
    let documents = shown.0.documents.len();
    assert_eq!(shown, states[documents]);
    documents
}

#[test]
fn readers_see_whole_states_while_another_process_writes() {
    let states = states();
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let mut child = spawn(&path);
    let lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let mut held = Vec::new();
    let mut last = 0;
    for line in lines {
        let line = line.unwrap();
        let Some(told) = line.strip_prefix("done ") else {
            continue;
        };
        let told: usize = told.parse().unwrap();
        let error = SledStore::open_within(&path, Mode::Read, Duration::ZERO).unwrap_err();
        assert!(matches!(error, StoreError::Locked { .. }), "{error}");
        let now = seen(&path, &states);
        assert!(now >= told && now >= last, "{now} of {told}, after {last}");
        last = now;
        if told % 10 == 1 {
            held.push((now, Image::open(&path).unwrap().unwrap()));
        }
        if told == usize::from(DOCUMENTS) {
            break;
        }
    }
    assert_eq!(last, usize::from(DOCUMENTS));
    for (at_least, image) in held {
        let shown = shown(&image);
        assert!(shown.0.documents.len() >= at_least);
        assert_eq!(shown, states[shown.0.documents.len()]);
    }
    kill(child);
    assert_eq!(seen(&path, &states), usize::from(DOCUMENTS));
}

#[test]
fn a_killed_publisher_leaves_an_image() {
    let states = states();
    let place = tempfile::tempdir().unwrap();
    for moment in 0..10u64 {
        let path = place.path().join(format!("{moment}.db"));
        let mut child = spawn(&path);
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let first = lines.find(|line| line.as_ref().unwrap().starts_with("done "));
        assert!(first.is_some());
        std::thread::sleep(Duration::from_millis(moment * 3));
        kill(child);
        let told = lines.map_while(Result::ok);
        let told = 1 + told.filter(|line| line.starts_with("done ")).count();
        let now = seen(&path, &states);
        assert!(now >= told, "{now} of {told}");
        let store = SledStore::open(&path, Mode::Write).unwrap();
        store.ingest(&extraction(&seed(DOCUMENTS))).unwrap();
        assert!(store.forget(document_id(DOCUMENTS)).unwrap());
        store.publish().unwrap();
        let now = seen(&path, &states);
        assert_eq!(states[now], dump(&store));
        let rests = std::fs::read_dir(path.join("image")).unwrap();
        assert_eq!(rests.count(), 2, "CURRENT and the image");
    }
}

#[test]
fn whoever_wants_to_wait_for_the_lock_waits() {
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    let started = Instant::now();
    let error = SledStore::open_within(&path, Mode::Write, Duration::from_millis(300));
    assert!(matches!(error.unwrap_err(), StoreError::Locked { .. }));
    assert!(started.elapsed() >= Duration::from_millis(300));
    std::thread::scope(|scope| {
        let waiting = scope.spawn(|| SledStore::open_within(&path, Mode::Write, Duration::MAX));
        std::thread::sleep(Duration::from_millis(400));
        store.ingest(&extraction(&seed(1))).unwrap();
        drop(store);
        let second = waiting.join().unwrap().unwrap();
        assert!(second.forget(document_id(1)).unwrap());
    });
}
