//! Unsound bytes for everything that reads bytes: whatever comes, there is an answer, and what is
//! accepted is sound.
//!
//! Each test tries a few hundred cases, the same each time. `DEMARCHE_FUZZ_SECONDS` makes it go
//! on for as long as that with ever new ones, `DEMARCHE_FUZZ_SEED` begins elsewhere. A failure
//! tells the seed and the number of its case.

#![allow(clippy::print_stderr, reason = "a long run tells how far it came")]

mod mutate;

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::Path;
use std::time::{Duration, Instant};

use demarche_export::csv::{Edges, read_nodes};
use demarche_export::jsonl;
use demarche_extract::prepare::{decode, prepare};
use demarche_extract::{Extractor, Source};
use demarche_model::{Document, DocumentId, Extraction, table};
use demarche_store::{MemoryStore, Mode, SledStore, Store, StoreError};
use mutate::{Chance, article, mutated};

/// Calls `try_one` with numbers drawn for each case. Returns how many it accepted.
fn cases(name: &str, few: u64, mut try_one: impl FnMut(&mut Chance) -> bool) -> u64 {
    let number = |key| std::env::var(key).ok().and_then(|text| text.parse().ok());
    let seed: u64 = number("DEMARCHE_FUZZ_SEED").unwrap_or(1);
    let seconds: Option<u64> = number("DEMARCHE_FUZZ_SECONDS");
    let end = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let (mut case, mut accepted) = (0, 0);
    while end.map_or(case < few, |end| Instant::now() < end) {
        let mut chance = Chance::of(seed, case);
        match catch_unwind(AssertUnwindSafe(|| try_one(&mut chance))) {
            Ok(taken) => accepted += u64::from(taken),
            Err(panic) => {
                eprintln!("{name}: case {case} of seed {seed}");
                resume_unwind(panic);
            }
        }
        case += 1;
    }
    eprintln!("{name}: {case} cases, {accepted} accepted");
    accepted
}

fn extracted(extractor: &Extractor, bytes: &[u8], path: &str) -> Option<Extraction> {
    let source = Source {
        bytes,
        path,
        ..Source::default()
    };
    Some(extractor.extract(&source).ok()?.0)
}

/// A store in memory with a few made articles.
fn filled(extractor: &Extractor) -> MemoryStore {
    let store = MemoryStore::new();
    for number in 0..4 {
        let text = article(1, number);
        let given = extracted(extractor, text.as_bytes(), &format!("{number}.txt")).unwrap();
        assert!(given.statements.len() > 1, "{text}");
        store.ingest(&given).unwrap();
    }
    store
}

#[test]
fn json_lines_are_refused_or_sound() {
    const WORDS: &[&[u8]] = &[
        b"\n",
        b"{",
        b"}",
        b"[",
        b"\"",
        b"null",
        b"-1",
        b"4294967296",
        b"1e999",
        b"\\u0000",
        b"\\ud800",
        b"\xff",
        b"\"version\":2",
        b"\"type\":\"issue\"",
        b",\"x\":[[[[{}]]]]",
    ];
    let extractor = Extractor::english().unwrap();
    let store = filled(&extractor);
    let seeds: Vec<Vec<u8>> = [true, false]
        .into_iter()
        .map(|with_text| written(&store, with_text))
        .collect();
    let accepted = cases("json lines", 150, |chance| {
        let bytes = mutated(&seeds, WORDS, chance);
        let Ok((graph, _)) = jsonl::read(&mut bytes.as_slice()) else {
            return false;
        };
        let other = MemoryStore::new();
        match other.load(graph) {
            Ok(_) => {}
            Err(StoreError::Rejected { .. }) => return false,
            Err(error) => panic!("{error}"),
        }
        assert_eq!(other.check().unwrap(), []);
        let again = written(&other, true);
        let (graph, _) = jsonl::read(&mut again.as_slice()).unwrap();
        let twin = MemoryStore::new();
        twin.load(graph).unwrap();
        assert_eq!(written(&twin, true), again);
        true
    });
    assert!(accepted > 0);
}

fn written(store: &dyn Store, with_text: bool) -> Vec<u8> {
    let mut out = Vec::new();
    jsonl::write(store, jsonl::Options { with_text }, &mut out).unwrap();
    out
}

/// What front matter and odd texts are made of.
const TEXT_WORDS: &[&[u8]] = &[
    b"---\n",
    b"\n---\n",
    b"\xef\xbb\xbf---\n",
    b"title: ",
    b"date: 9999-99-99\n",
    b": ",
    b"date: 2025-02-30T99\n",
    b"\0",
    b"\r\n",
    b"\"",
    b"\xe2\x80\x9c",
    b"\xff",
    b"&a [*a,*a]\n",
    b"title: \"'\n",
    b"\xe2\x80\x8b",
    b"(",
    b" - ",
    b"outlet: |\n",
    b"\xf0\x9f\x98\x80",
];

/// Articles up to so many characters.
fn beginnings(characters: usize) -> Vec<Vec<u8>> {
    let cut = |text: String| {
        let end = text.char_indices().nth(characters);
        text[..end.map_or(text.len(), |(end, _)| end)].into()
    };
    (0..6).map(|number| cut(article(2, number))).collect()
}

/// Reading the head alone is a thousand times as fast as the whole extraction.
#[test]
fn front_matter_is_read_or_left_in_the_text() {
    let seeds = beginnings(400);
    let accepted = cases("front matter", 2_000, |chance| {
        let bytes = mutated(&seeds, TEXT_WORDS, chance);
        let Ok(text) = decode(&bytes) else {
            return false;
        };
        let prepared = prepare(&text);
        let clean = prepared.text();
        let mut last = 0;
        for paragraph in &prepared.paragraphs {
            assert!(last <= paragraph.start && paragraph.start <= paragraph.end);
            assert!(clean.get(paragraph.start..paragraph.end).is_some());
            last = paragraph.end;
            if let Some(span) = prepared.original(paragraph.start, paragraph.end) {
                assert!(span.slice(&text).is_some(), "{span:?}");
            }
        }
        for note in &prepared.notes {
            assert!(note.span.is_none_or(|span| span.slice(&text).is_some()));
        }
        assert_eq!(prepare(&text), prepared);
        prepared.title.is_some()
    });
    assert!(accepted > 0);
}

#[test]
fn no_text_stops_the_extractor() {
    let extractor = Extractor::english().unwrap();
    // The head with a sentence or two is quick to read.
    let seeds = beginnings(330);
    let accepted = cases("texts", 60, |chance| {
        let bytes = mutated(&seeds, TEXT_WORDS, chance);
        let Some(given) = extracted(&extractor, &bytes, "x.txt") else {
            return false;
        };
        let store = MemoryStore::new();
        store.ingest(&given).unwrap();
        assert_eq!(store.check().unwrap(), []);
        // Once more now and then: reading twice takes twice as long.
        if chance.below(8) == 0 {
            assert_eq!(extracted(&extractor, &bytes, "x.txt"), Some(given));
        }
        true
    });
    assert!(accepted > 0);
}

#[test]
fn tables_are_refused_or_sound() {
    const NODES: &[u8] = b"id:ID,kind,name\n1,person,Ilse Brandt\n2,organization,Harbour League\n\
        3,issue,Toll reform\n4,person,ILSE BRANDT\n5,state,\"Nor\"\"via\"\n6,issue,Quotas\n";
    const EDGES: &[u8] = b":START_ID,:END_ID,:TYPE,sign,confidence,valid_from,valid_to\n\
        1,3,STANCE,-1,0.5,2024,\n1,2,MEMBER_OF,,,2020-01,2021-02-03\n3,2,ABOUT,,,,\n\
        3,6,BROADER,,,,\n4,1,MET_WITH,,1,,\n1,3,STANCE,-1,0.5,2024,\n2,5,STANCE,+1,,,\n";
    const WORDS: &[&[u8]] = &[
        b"\"",
        b"\"\"",
        b"\n",
        b"\r",
        b",",
        b",,,,,,,,,",
        b"1",
        b"3",
        b"STANCE",
        b"-1",
        b"nan",
        b"1e400",
        b"-0",
        b"2024-13",
        b"\xff",
        b"\0",
        b"\xef\xbb\xbf",
        b":ID",
        b"person",
        b"issue",
    ];
    let (nodes, edges) = ([NODES.to_vec()], [EDGES.to_vec()]);
    let accepted = cases("tables", 2_000, |chance| {
        let changed = |seeds: &[Vec<u8>], chance: &mut Chance| match chance.below(3) {
            0 => seeds[0].clone(),
            _ => mutated(seeds, WORDS, chance),
        };
        let (nodes, edges) = (changed(&nodes, chance), changed(&edges, chance));
        let Some(given) = tabled(&nodes, &edges) else {
            return false;
        };
        let store = MemoryStore::new();
        match store.ingest(&given) {
            Ok(_) => {}
            Err(StoreError::Rejected { .. }) => return false,
            Err(error) => panic!("{error}"),
        }
        assert_eq!(store.check().unwrap(), []);
        true
    });
    assert!(accepted > 0);
}

fn tabled(nodes: &[u8], edges: &[u8]) -> Option<Extraction> {
    let (rows, numbers, _) = read_nodes(nodes).ok()?;
    let edges = Edges::new(edges, &numbers).ok()?;
    let edges: Vec<_> = edges.collect::<Result<_, _>>().ok()?;
    let document = Document {
        id: DocumentId::of(&["table"]),
        paths: vec!["edges.csv".into()],
        title: None,
        outlet: None,
        url: None,
        date: None,
        sha256: [0; 32],
        text: None,
    };
    Some(table(document, &rows, edges))
}

#[test]
fn records_with_a_fitting_checksum_are_read_or_named() {
    const WORDS: &[&[u8]] = &[
        b"\xff\xff\xff\xff\x0f",
        b"\x80",
        b"\0",
        b"\x01",
        b"\xff\xff\xff\xff\xff\xff\xff\xff\x7f",
    ];
    let extractor = Extractor::english().unwrap();
    let place = tempfile::tempdir().unwrap();
    let path = place.path().join("x.db");
    let store = SledStore::open(&path, Mode::Create).unwrap();
    store.load(filled(&extractor).graph().unwrap()).unwrap();
    drop(store);
    let sound = beneath(&path, |tree| {
        let pairs = tree.iter().map(Result::unwrap);
        pairs
            .map(|(key, value)| (key.to_vec(), value.to_vec()))
            .collect::<Vec<_>>()
    });
    let payloads: Vec<Vec<u8>> = sound
        .iter()
        .map(|(_, value)| value[..value.len() - 4].to_vec())
        .collect();
    // Opening a store costs far more than reading a record, so some cases change many.
    let mut changed = 0;
    cases("stores", 25, |chance| {
        let many = [1, 3, 40][chance.below(3)];
        let chosen: Vec<usize> = (0..many).map(|_| chance.below(sound.len())).collect();
        changed += many;
        beneath(&path, |tree| {
            for &index in &chosen {
                // Now and then the record of another key.
                let seeds = match chance.below(3) {
                    0 => &payloads[..],
                    _ => &payloads[index..=index],
                };
                let key = &sound[index].0;
                tree.insert(key, sealed(key, mutated(seeds, WORDS, chance)))
                    .unwrap();
            }
        });
        let read = SledStore::open(&path, Mode::Write).is_ok_and(|store| {
            let findings = store.check();
            let image = store.publish().is_ok();
            let graph = store.graph().is_ok();
            let _ = store.stats();
            let _ = store.rebuild();
            graph && image && findings.is_ok_and(|found| found.is_empty())
        });
        // The count of changes goes back with the records.
        let _ = std::fs::remove_file(path.join("STEPS"));
        beneath(&path, |tree| {
            for key in tree.iter().keys().map(Result::unwrap) {
                if sound
                    .binary_search_by(|(known, _)| known[..].cmp(&key))
                    .is_err()
                {
                    tree.remove(key).unwrap();
                }
            }
            for (key, value) in &sound {
                if tree.get(key).unwrap().as_deref() != Some(value) {
                    tree.insert(key.as_slice(), value.as_slice()).unwrap();
                }
            }
        });
        read
    });
    eprintln!("stores: {changed} records changed");
    assert_eq!(
        SledStore::open(&path, Mode::Read).unwrap().check().unwrap(),
        []
    );
}

/// A payload with its checksum, as `FORMAT.md` has it.
fn sealed(key: &[u8], mut payload: Vec<u8>) -> Vec<u8> {
    let mut hasher = crc32fast::Hasher::new();
    hasher.update(key);
    hasher.update(&payload);
    payload.extend(hasher.finalize().to_le_bytes());
    payload
}

/// Works on the records beneath a closed store, whose engine lets go of its lock a little after
/// the store is dropped.
fn beneath<T>(path: &Path, work: impl FnOnce(&sled::Tree) -> T) -> T {
    let open = || sled::open(path.join("sled"));
    let db = (0..1_000).find_map(|_| {
        open().ok().or_else(|| {
            std::thread::sleep(Duration::from_millis(5));
            None
        })
    });
    let tree = db
        .unwrap_or_else(|| open().unwrap())
        .open_tree("demarche")
        .unwrap();
    let result = work(&tree);
    tree.flush().unwrap();
    result
}
