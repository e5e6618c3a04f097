//! The command is killed at random moments, again and again, on stores that live through it all.
//! After each kill the store opens, `check` passes, everything that was acknowledged is there,
//! and what was being done is there as far as whole steps of it were made: a document with all it
//! gave or without any of it.
//!
//! `DEMARCHE_KILLS=1000 DEMARCHE_SEED=7 cargo test -p demarche-cli --test crash -- --nocapture`
//! kills more often and at other moments; the kills are shared out among a few stores.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stdout, reason = "counts for who runs it by hand")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant, SystemTime};

use demarche_export::jsonl;
use demarche_extract::{Extractor, Source};
use demarche_model::{Decision, DecisionAction, DecisionId, DocumentId, Extraction, Graph};
use demarche_store::{MemoryStore, Store};

/// Kills of a usual run.
const KILLS: u64 = 200;
/// Stores side by side.
const LANES: u64 = 2;
/// How long a command may take; nothing here takes a tenth of it.
const PATIENCE: Duration = Duration::from_secs(120);
/// Articles that are ingested.
const INGESTED: usize = 16;
/// Articles that are imported, in files of [`TOGETHER`].
const IMPORTED: usize = 12;
const TOGETHER: usize = 4;

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// Numbers that look random and depend on the seed alone (`SplitMix64`).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }
}

const HOLDERS: &[&str] = &[
    "Norway",
    "Brazil",
    "Emmanuel Macron",
    "Kenya",
    "Olaf Scholz",
    "Japan",
];
const VERBS: &[&str] = &["backed", "rejected", "opposes", "supports", "condemned"];
const TARGETS: &[&str] = &[
    "the arms embargo",
    "NATO",
    "Ukraine",
    "the grain deal",
    "Sudan",
];

fn pick<'a>(words: &[&'a str], number: usize) -> &'a str {
    words[number % words.len()]
}

/// A short article; no two are the same.
fn article(number: usize) -> String {
    let sentence = |place: usize| {
        let (holder, verb) = (
            pick(HOLDERS, number + place),
            pick(VERBS, number / 2 + place * 3),
        );
        format!("{holder} {verb} {}.", pick(TARGETS, number * 7 + place))
    };
    let sentences: Vec<_> = (0..2 + number % 5).map(sentence).collect();
    format!(
        "---\ndate: 2024-05-{:02}\n---\n\nBriefing {number}. {}\n",
        number % 28 + 1,
        sentences.join(" ")
    )
}

/// What all lanes work with.
struct Corpus {
    /// Names of the articles and what each gives.
    ingested: Vec<(String, Extraction)>,
    /// Files of JSON Lines and what their documents give.
    imported: Vec<(PathBuf, Vec<Extraction>)>,
    folder: PathBuf,
}

impl Corpus {
    fn new(folder: &Path) -> Self {
        let extractor = Extractor::english().unwrap();
        let read = |number: usize| {
            let (name, text) = (format!("{number:02}.txt"), article(number));
            let bytes = text.as_bytes();
            let source = Source {
                bytes,
                path: &name,
                ..Source::default()
            };
            let given = extractor.extract(&source).unwrap().0;
            assert!(!given.statements.is_empty(), "{text}");
            fs::write(folder.join(&name), text).unwrap();
            (name, given)
        };
        let ingested = (0..INGESTED).map(read).collect();
        let rest: Vec<_> = (INGESTED..INGESTED + IMPORTED)
            .map(|number| read(number).1)
            .collect();
        let imported = rest
            .chunks(TOGETHER)
            .enumerate()
            .map(|(number, documents)| {
                // A file does not tell which document named an actor: what a load makes of it counts.
                let store = MemoryStore::from_graph(Graph::of(documents.to_vec())).unwrap();
                let given = documents.iter().map(|item| item.document.id);
                let given: Vec<_> = given
                    .map(|id| store.extraction(id).unwrap().unwrap())
                    .collect();
                let file = folder.join(format!("import{number}.jsonl"));
                fs::write(&file, lines(&Graph::of(given.clone()))).unwrap();
                (file, given)
            });
        Self {
            ingested,
            imported: imported.collect(),
            folder: folder.to_owned(),
        }
    }
}

fn lines(graph: &Graph) -> Vec<u8> {
    let store = MemoryStore::from_graph(graph.clone()).unwrap();
    let mut out = Vec::new();
    jsonl::write(&store, jsonl::Options { with_text: true }, &mut out).unwrap();
    out
}

fn demarche(folder: &Path, arguments: &[&str]) -> Child {
    Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["--quiet"])
        .args(arguments)
        .current_dir(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Runs a command that has to succeed.
fn done(folder: &Path, arguments: &[&str]) {
    let output = demarche(folder, arguments).wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{arguments:?}: {errors}{said}");
}

/// When the files under a path were last written, as far as it can be told.
fn last_write(path: &Path) -> Option<SystemTime> {
    let mut last = fs::metadata(path).ok()?.modified().ok();
    for entry in fs::read_dir(path).into_iter().flatten().flatten() {
        last = last.max(last_write(&entry.path()));
    }
    last
}

/// One store and what it must hold.
struct Lane<'a> {
    corpus: &'a Corpus,
    folder: PathBuf,
    dice: Dice,
    documents: BTreeMap<DocumentId, Extraction>,
    decisions: BTreeMap<DecisionId, Decision>,
    /// How long each kind of command takes when it is let be.
    durations: BTreeMap<&'static str, Duration>,
    tally: BTreeMap<&'static str, (u64, u64)>,
}

/// Where a command may have left the store: what was there stays but for what may go, and of what
/// may come any part is there.
#[derive(Default)]
struct May {
    come: Vec<Extraction>,
    go: BTreeSet<DocumentId>,
    decisions: Vec<Decision>,
}

impl Lane<'_> {
    /// Runs a command and kills it at some moment; whether it was done before that.
    fn attempt(&mut self, kind: &'static str, arguments: &[&str]) -> bool {
        let usual = self
            .durations
            .get(kind)
            .copied()
            .unwrap_or(Duration::from_millis(300));
        // Half of the moments are spread over all of the run, half follow its first write.
        let writes = self.dice.roll(2) == 0;
        let part = u32::try_from(self.dice.roll(1_000)).unwrap();
        let wait = usual * part / if writes { 3_000 } else { 900 };
        let before = last_write(&self.folder);
        let started = Instant::now();
        let mut child = demarche(&self.corpus.folder, arguments);
        let mut ended = None;
        let ending = |child: &mut Child| {
            assert!(started.elapsed() < PATIENCE, "`{kind}` hangs");
            child.try_wait().unwrap()
        };
        while writes && ended.is_none() && last_write(&self.folder) == before {
            std::thread::sleep(Duration::from_micros(200));
            ended = ending(&mut child);
        }
        let from = Instant::now();
        while ended.is_none() && from.elapsed() < wait {
            std::thread::sleep(Duration::from_micros(200));
            ended = ending(&mut child);
        }
        if ended.is_none() {
            child.kill().unwrap();
        }
        let took = started.elapsed();
        let output = child.wait_with_output().unwrap();
        let counts = self.tally.entry(kind).or_default();
        if ended.is_some() || output.status.code().is_some() {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{arguments:?}: {errors}");
            counts.1 += 1;
            self.durations.insert(kind, took);
            return true;
        }
        counts.0 += 1;
        // A run that outlives its usual time is given more the next time.
        self.durations.insert(kind, usual.max(took));
        false
    }

    fn store(&self) -> String {
        self.folder.join("x.db").to_str().unwrap().to_owned()
    }

    fn round(&mut self) {
        let store = self.store();
        if !Path::new(&store).join("FORMAT").exists() {
            return self.ingest(&store);
        }
        match self.dice.roll(16) {
            0..5 => self.ingest(&store),
            5..7 => self.import(&store),
            7..9 => self.decide(&store),
            9..11 => self.forget(&store),
            11..13 => self.same("compact", &["--db", &store, "compact"]),
            13 => self.same("rebuild", &["--db", &store, "rebuild"]),
            _ => self.restore(),
        }
    }

    fn ingest(&mut self, store: &str) {
        let many = 1 + self.dice.roll(5);
        let chosen: BTreeSet<u64> = (0..many).map(|_| self.dice.roll(INGESTED as u64)).collect();
        let chosen = chosen
            .into_iter()
            .map(|place| usize::try_from(place).unwrap());
        let chosen: Vec<_> = chosen
            .map(|place| self.corpus.ingested[place].clone())
            .collect();
        let mut arguments = vec!["--db", store, "ingest"];
        arguments.extend(chosen.iter().map(|(name, _)| name.as_str()));
        let come = chosen.iter().map(|(_, given)| given.clone()).collect();
        let done = self.attempt("ingest", &arguments);
        self.settle(
            done,
            May {
                come,
                ..May::default()
            },
        );
    }

    fn import(&mut self, store: &str) {
        let place = self.dice.roll(self.corpus.imported.len() as u64);
        let (file, come) = self.corpus.imported[usize::try_from(place).unwrap()].clone();
        let done = self.attempt("import", &["--db", store, "import", file.to_str().unwrap()]);
        self.settle(
            done,
            May {
                come,
                ..May::default()
            },
        );
    }

    fn decide(&mut self, store: &str) {
        let decision = |time: u64| Decision {
            id: DecisionId::of(&["crash", &time.to_string()]),
            action: DecisionAction::Rename,
            operands: vec!["a26bg5vtujezb5buehn57".into(), format!("name {time}")],
            author: "harness".into(),
            time: time.to_string(),
        };
        let decisions: Vec<_> = (0..3).map(|_| decision(self.dice.roll(100_000))).collect();
        let mut graph = Graph {
            decisions: decisions.clone(),
            ..Graph::default()
        };
        graph.sort();
        let file = self.folder.join("decisions.jsonl");
        fs::write(&file, lines(&graph)).unwrap();
        let done = self.attempt("decide", &["--db", store, "import", file.to_str().unwrap()]);
        self.settle(
            done,
            May {
                decisions,
                ..May::default()
            },
        );
    }

    fn forget(&mut self, store: &str) {
        let known: Vec<_> = self.documents.keys().copied().collect();
        if known.is_empty() {
            return self.ingest(store);
        }
        let id = known[usize::try_from(self.dice.roll(known.len() as u64)).unwrap()];
        let done = self.attempt("forget", &["--db", store, "forget", &id.to_string()]);
        self.settle(
            done,
            May {
                go: [id].into(),
                ..May::default()
            },
        );
    }

    /// A command that changes nothing of what the store holds.
    fn same(&mut self, kind: &'static str, arguments: &[&str]) {
        let done = self.attempt(kind, arguments);
        self.settle(done, May::default());
    }

    /// A restore makes a whole store or none, and leaves the other one alone.
    fn restore(&mut self) {
        let made = self.folder.join("restored.db");
        let file = self.folder.join("dump.jsonl.gz");
        let (made_name, file_name) = (made.to_str().unwrap(), file.to_str().unwrap());
        let _ = fs::remove_dir_all(&made);
        done(&self.folder, &["--db", &self.store(), "dump", file_name]);
        let done = self.attempt("restore", &["--db", made_name, "restore", file_name]);
        assert!(made.exists() || !done, "a restore was acknowledged");
        if made.exists() {
            let holds = held(&made);
            assert!(holds == held(Path::new(&self.store())), "half a restore");
        }
        self.settle(done, May::default());
    }

    /// Opens the store and holds it to what it may be; that is what the next round begins with.
    fn settle(&mut self, done: bool, may: May) {
        let path = PathBuf::from(self.store());
        let begun = fs::read_dir(&path).is_ok_and(|mut entries| entries.next().is_some());
        if !begun && !done && self.documents.is_empty() && self.decisions.is_empty() {
            return;
        }
        self::done(&self.folder, &["--db", &self.store(), "check"]);
        let found = held(&path);
        let (graph, _) = jsonl::read(&mut found.as_slice()).unwrap();
        let there: BTreeSet<DocumentId> = graph.documents.iter().map(|item| item.id).collect();
        let before = std::mem::take(&mut self.documents);
        for (id, given) in before {
            if there.contains(&id) {
                assert!(!done || !may.go.contains(&id), "`{id}` was forgotten");
                self.documents.insert(id, given);
            } else {
                assert!(may.go.contains(&id), "`{id}` is lost");
            }
        }
        for given in may.come {
            let id = given.document.id;
            if there.contains(&id) {
                self.documents.entry(id).or_insert(given);
            } else {
                assert!(!done, "`{id}` was acknowledged");
            }
        }
        let decided: BTreeSet<DecisionId> = graph.decisions.iter().map(|item| item.id).collect();
        assert!(
            self.decisions.keys().all(|id| decided.contains(id)),
            "a decision is lost"
        );
        for decision in may.decisions {
            assert!(
                !done || decided.contains(&decision.id),
                "a decision was acknowledged"
            );
            if decided.contains(&decision.id) {
                self.decisions.insert(decision.id, decision);
            }
        }
        let mut expected = Graph::of(self.documents.values().cloned());
        expected.decisions = self.decisions.values().cloned().collect();
        assert!(lines(&expected) == found, "it is not what whole steps give");
    }
}

/// All that a store holds, as its own command dumps it.
fn held(store: &Path) -> Vec<u8> {
    let folder = store.parent().unwrap();
    let file = folder.join("held.jsonl.gz");
    let (store, name) = (store.to_str().unwrap(), file.to_str().unwrap());
    done(folder, &["--db", store, "dump", name]);
    let mut lines = Vec::new();
    let mut packed = flate2::read::GzDecoder::new(fs::File::open(&file).unwrap());
    std::io::Read::read_to_end(&mut packed, &mut lines).unwrap();
    lines
}

#[test]
fn a_killed_command_loses_nothing_and_leaves_no_half() {
    let (kills, seed) = (number("DEMARCHE_KILLS", KILLS), number("DEMARCHE_SEED", 1));
    let place = tempfile::tempdir().unwrap();
    let corpus = Corpus::new(place.path());
    let started = Instant::now();
    let lane = |lane: u64| {
        let folder = place.path().join(format!("lane{lane}"));
        fs::create_dir(&folder).unwrap();
        let mut state = Lane {
            corpus: &corpus,
            folder,
            dice: Dice(seed.wrapping_mul(1_000).wrapping_add(lane)),
            documents: BTreeMap::new(),
            decisions: BTreeMap::new(),
            durations: BTreeMap::new(),
            tally: BTreeMap::new(),
        };
        let killed = |state: &Lane<'_>| state.tally.values().map(|(kills, _)| kills).sum::<u64>();
        while killed(&state) < kills.div_ceil(LANES) {
            state.round();
        }
        state.tally
    };
    let tallies: Vec<_> = std::thread::scope(|scope| {
        let lane = &lane;
        let lanes: Vec<_> = (0..LANES)
            .map(|number| scope.spawn(move || lane(number)))
            .collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).collect()
    });
    let mut total: BTreeMap<&str, (u64, u64)> = BTreeMap::new();
    for (kind, (killed, done)) in tallies.into_iter().flatten() {
        let counts = total.entry(kind).or_default();
        *counts = (counts.0 + killed, counts.1 + done);
    }
    for (kind, (killed, done)) in &total {
        println!("{kind}: killed {killed}, done {done}");
    }
    let killed: u64 = total.values().map(|(killed, _)| killed).sum();
    println!(
        "{killed} kills in {:.0} s, seed {seed}",
        started.elapsed().as_secs_f64()
    );
    assert!(killed >= kills);
    let fewest = if kills < KILLS { 0 } else { 3 };
    for kind in [
        "ingest", "import", "decide", "forget", "compact", "rebuild", "restore",
    ] {
        let counts = total.get(kind).copied().unwrap_or_default();
        assert!(counts.0 >= fewest, "`{kind}` was killed {} times", counts.0);
    }
}
