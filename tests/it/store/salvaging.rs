//! Damage to any file of a store is told, and what can still be read is brought back.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use demarche_model::Graph;
use demarche_store::{Image, Mode, SledStore, Store, StoreError};

use super::conformance::{dump, shown};
use super::sample::{Seed, decision, document_id, extraction};

/// A published store with a little of everything.
fn filled(place: &Path) -> (PathBuf, Graph) {
    let path = place.join("x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    for number in 0..12 {
        let seed = Seed {
            with_text: number % 4 != 3,
            ..Seed::plain(number)
        };
        store.ingest(&extraction(&seed)).unwrap();
    }
    store.load(super::restoring::loose()).unwrap();
    store.decide(&decision(3)).unwrap();
    store.publish().unwrap();
    let (graph, ..) = dump(&store);
    (path, graph)
}

/// Every file of a store.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in folder.read_dir().unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let to = to.join(file.strip_prefix(from).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&file, to).unwrap();
    }
    fs::create_dir_all(to.join("sled/blobs")).unwrap();
}

/// What a store holds, and the names of what is damaged: opening, checking and reading it, and
/// reading its image.
fn read(path: &Path) -> (Option<Graph>, Vec<String>) {
    let mut told = Vec::new();
    let engine = std::panic::catch_unwind(|| {
        let store = SledStore::open(path, Mode::Read)?;
        let findings = store.check()?;
        Ok::<_, StoreError>((findings, store.graph()?))
    });
    let graph = match engine.expect("a damaged file does not make it panic") {
        Ok((findings, graph)) => {
            told.extend(findings.iter().map(ToString::to_string));
            Some(graph)
        }
        Err(error) => {
            told.push(error.to_string());
            None
        }
    };
    match Image::open(path) {
        Ok(Some(image)) => {
            let findings = image.check();
            let whole = findings.is_empty();
            told.extend(findings.iter().map(ToString::to_string));
            if whole && let Some(graph) = &graph {
                assert!(shown(&image).0 == *graph, "an image of something else");
            }
        }
        Ok(None) => {}
        Err(error) => told.push(error.to_string()),
    }
    (graph, told)
}

/// Whether a graph has nothing that another one has not.
fn is_part(part: &Graph, of: &Graph) -> bool {
    let inside = |part: &[demarche_model::Statement], of: &[demarche_model::Statement]| {
        part.iter().all(|item| of.contains(item))
    };
    inside(&part.statements, &of.statements)
        && part
            .relations
            .iter()
            .all(|item| of.relations.contains(item))
        && part
            .attributions
            .iter()
            .all(|item| of.attributions.contains(item))
        && part
            .decisions
            .iter()
            .all(|item| of.decisions.contains(item))
        && part.documents.iter().all(|item| {
            let mut whole = of.documents.iter().filter(|other| other.id == item.id);
            whole.any(|other| {
                let text = item.text.is_none() || item.text == other.text;
                text && item.paths == other.paths && item.sha256 == other.sha256
            })
        })
}

#[test]
fn a_whole_store_is_salvaged_whole() {
    let place = tempfile::tempdir().unwrap();
    let (path, graph) = filled(place.path());
    let new = place.path().join("new.db");
    let (stats, findings) = SledStore::salvage(&path, &new).unwrap();
    assert_eq!(findings, []);
    assert_eq!(stats.documents, 12);
    assert!(dump(&SledStore::open(&new, Mode::Write).unwrap()).0 == graph);
    let error = SledStore::salvage(&path, &new).unwrap_err();
    assert!(matches!(error, StoreError::Occupied { .. }), "{error}");
}

/// Flips a byte here and there in each file, one file a round: it is told or without effect, the
/// damaged store never shows something else, and the salvaged one has nothing that was not there.
#[test]
fn flipped_bytes_of_any_file_are_told_and_the_rest_comes_back() {
    let place = tempfile::tempdir().unwrap();
    let (path, graph) = filled(place.path());
    let (mut told, mut whole) = (0, 0);
    let mut rounds = 0;
    for (number, file) in files(&path).iter().enumerate() {
        let bytes = fs::read(file).unwrap();
        let used = bytes
            .iter()
            .rposition(|&byte| byte != 0)
            .map_or(0, |last| last + 1);
        for round in 0..4usize {
            let mut damaged = bytes.clone();
            // One byte; then one of every 5,000, 1,000 and 200.
            let step = [used.max(1), 5_000, 1_000, 200][round];
            for place in (used * (round + 1) / 7..used).step_by(step) {
                damaged[place] ^= 0x20;
            }
            if damaged == bytes {
                continue;
            }
            rounds += 1;
            let copied = place.path().join(format!("{number}-{round}.db"));
            copy(&path, &copied);
            let name = file.strip_prefix(&path).unwrap();
            fs::write(copied.join(name), damaged).unwrap();
            let what = format!("{} round {round}", name.display());
            let (read, damage) = read(&copied);
            if damage.is_empty() {
                assert!(read.as_ref() == Some(&graph), "{what}");
            } else {
                told += 1;
            }
            let new = place.path().join(format!("{number}-{round}-new.db"));
            let (_, lost) = SledStore::salvage(&copied, &new).unwrap();
            let store = SledStore::open(&new, Mode::Read).unwrap();
            let (back, ..) = dump(&store);
            assert!(is_part(&back, &graph), "{what}: {lost:?}");
            if back == graph {
                whole += 1;
            } else {
                assert!(!lost.is_empty(), "{what}: what is lost is not told");
            }
        }
    }
    println!("{rounds} rounds, {told} told, {whole} came back whole");
    assert!(told * 2 > rounds, "only {told} of {rounds} were noticed");
    assert!(
        whole * 4 > rounds * 3,
        "only {whole} of {rounds} came back whole"
    );
}

/// Without an image, all that is whole comes back, and what is not is named.
#[test]
fn without_an_image_the_whole_records_come_back() {
    let place = tempfile::tempdir().unwrap();
    let (path, graph) = filled(place.path());
    fs::remove_dir_all(path.join("image")).unwrap();
    let db = super::damage::engine(&path);
    let tree = db.open_tree("demarche").unwrap();
    let keys = |tag: u8| {
        tree.scan_prefix([tag])
            .keys()
            .map(Result::unwrap)
            .collect::<Vec<_>>()
    };
    let spoil = |key: &[u8]| drop(tree.insert(key, b"spoilt".as_slice()).unwrap());
    let (statement, text) = (&keys(b'S')[2], &keys(b'T')[0]);
    let (proof, document, joined) = (&keys(b'P')[5], &keys(b'D')[8], &keys(b'A')[1]);
    for key in [statement, text, proof, document, joined] {
        spoil(key);
    }
    tree.flush().unwrap();
    drop((tree, db));
    let new = place.path().join("new.db");
    let (stats, lost) = SledStore::salvage(&path, &new).unwrap();
    assert_eq!(stats.documents, 11);
    let (back, ..) = dump(&SledStore::open(&new, Mode::Read).unwrap());
    assert!(is_part(&back, &graph));
    let trees: BTreeSet<_> = lost.iter().map(|item| item.tree).collect();
    for tree in ["statements", "texts", "proofs", "documents"] {
        assert!(trees.contains(tree), "{lost:?}");
    }
    let gone = lost
        .iter()
        .find(|item| item.what.contains("its paths were"));
    assert!(gone.is_some(), "{lost:?}");
    // Reading the articles again brings back the rest.
    let store = SledStore::open(&new, Mode::Write).unwrap();
    for number in 0..12 {
        let seed = Seed {
            with_text: number % 4 != 3,
            ..Seed::plain(number)
        };
        store.ingest(&extraction(&seed)).unwrap();
    }
    assert!(dump(&store).0 == graph);
    assert!(graph.documents.iter().any(|item| item.id == document_id(8)));
}

#[test]
fn a_store_of_which_nothing_is_left_is_told() {
    let place = tempfile::tempdir().unwrap();
    let (path, graph) = filled(place.path());
    fs::write(path.join("sled/db"), vec![7; 100_000]).unwrap();
    let new = place.path().join("new.db");
    let (_, lost) = SledStore::salvage(&path, &new).unwrap();
    assert!(
        lost.iter().any(|item| item.what.contains("image 1")),
        "{lost:?}"
    );
    let (back, ..) = dump(&SledStore::open(&new, Mode::Read).unwrap());
    assert!(back == graph, "the image has it all");
    fs::remove_dir_all(path.join("image")).unwrap();
    let other = place.path().join("other.db");
    let error = SledStore::salvage(&path, &other).unwrap_err();
    assert!(matches!(error, StoreError::Corrupt { .. }), "{error}");
    assert!(!other.exists());
}
