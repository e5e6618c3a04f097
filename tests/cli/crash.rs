//! The command is killed at random moments, again and again, on stores that live through it all.
//! After each kill the store opens, `check` passes, everything that was acknowledged is there,
//! and what was being done is there as far as whole steps of it were made: a document with all it
//! gave or without any of it.
//!
//! `DEMARCHE_KILLS=1000 DEMARCHE_SEED=7 cargo test -p demarche-cli --test crash -- --nocapture`
//! kills more often and at other moments; the kills are shared out among a few stores. What is
//! printed tells for each action in which phase of it how many kills fell.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stdout, reason = "counts for who runs it by hand")]

#[path = "crash/corpus.rs"]
mod corpus;
#[path = "crash/killing.rs"]
mod killing;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use corpus::{Corpus, INGESTED, lines};
use demarche_export::jsonl;
use demarche_model::{
    ActorId, ActorKind, Decision, DecisionAction, DecisionId, DocumentId, Extraction, Graph,
};
use demarche_store::{Act, Anchor};
use killing::{Dice, End, Moment, Phase, done, killed};

/// Kills of a usual run.
const KILLS: u64 = 200;
/// Stores side by side.
const LANES: u64 = 2;
/// Who takes the decisions.
const AUTHOR: &str = "harness";

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

/// What is done, how many of a hundred times, and the phase that is worth waiting for: some of the
/// kills come once it is reached.
const ACTIONS: &[(&str, u64, Phase)] = &[
    ("ingest", 18, Phase::Publishing),
    ("import lines", 10, Phase::Publishing),
    ("import table", 10, Phase::Sorting),
    ("merge", 14, Phase::Publishing),
    ("decide", 10, Phase::Publishing),
    ("undo", 5, Phase::Publishing),
    ("forget", 7, Phase::Publishing),
    ("publish", 8, Phase::Publishing),
    ("compact", 7, Phase::Compacting),
    ("rebuild", 4, Phase::Working),
    ("restore", 7, Phase::Restoring),
];

/// How often a kind of command was killed in each phase, and how often it was done.
#[derive(Default)]
struct Tally {
    killed: BTreeMap<Phase, u64>,
    done: u64,
}

impl Tally {
    fn inside(&self) -> u64 {
        let inside = self.killed.iter().filter(|(phase, _)| phase.inside());
        inside.map(|(_, count)| count).sum()
    }
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
    tally: BTreeMap<&'static str, Tally>,
}

/// Where a command may have left the store: what was there stays but for what may go, and of what
/// may come any part is there.
#[derive(Default)]
struct May {
    come: Vec<Extraction>,
    go: BTreeSet<DocumentId>,
    decisions: Vec<Decision>,
    undone: Option<DecisionId>,
}

impl Lane<'_> {
    /// Runs a command and kills it at some moment; whether it was done before that.
    fn attempt(&mut self, kind: &'static str, arguments: &[&str]) -> bool {
        let usual = self.durations.get(kind).copied();
        let usual = usual.unwrap_or(Duration::from_secs(1));
        let row = ACTIONS.iter().find(|(known, _, _)| *known == kind).unwrap();
        // A moment of the whole run; one after its first write; one of what comes late in it.
        let (from, part) = match self.dice.roll(4) {
            0 => (Phase::Starting, usual * 10 / 9),
            1 => (row.2, usual / 10),
            _ => (Phase::Working, usual / 3),
        };
        let wait = part * u32::try_from(self.dice.roll(1_000)).unwrap() / 1_000;
        let started = Instant::now();
        let moment = Moment { from, wait };
        let end = killed(&self.corpus.folder, &self.folder, arguments, moment);
        let took = started.elapsed();
        let tally = self.tally.entry(kind).or_default();
        match end {
            End::Done(output) => {
                let errors = String::from_utf8_lossy(&output.stderr);
                assert!(output.status.success(), "{arguments:?}: {errors}");
                tally.done += 1;
                self.durations.insert(kind, took);
                true
            }
            End::Killed(phase) => {
                *tally.killed.entry(phase).or_default() += 1;
                // A run that outlives its usual time is given more the next time.
                self.durations.insert(kind, usual.max(took));
                false
            }
        }
    }

    fn store(&self) -> String {
        self.folder.join("x.db").to_str().unwrap().to_owned()
    }

    fn round(&mut self) {
        let store = self.store();
        if !Path::new(&store).join("FORMAT").exists() {
            return self.ingest(&store);
        }
        // With the table in it, a store takes long to look through.
        let table = self.corpus.table.document.id;
        if self.documents.contains_key(&table) && self.dice.roll(2) == 0 {
            return self.forget(&store, table);
        }
        let mut ticket = self.dice.roll(100);
        let action = ACTIONS.iter().find(|(_, share, _)| {
            let found = ticket < *share;
            ticket = ticket.saturating_sub(*share);
            found
        });
        match action.unwrap().0 {
            "import lines" => self.import(&store),
            "import table" => self.table(&store),
            "merge" => self.merge(&store),
            "decide" => self.decide(&store),
            "undo" => self.undo(&store),
            "forget" => {
                let known: Vec<_> = self.documents.keys().copied().collect();
                if known.is_empty() {
                    return self.ingest(&store);
                }
                let id = self.dice.pick(&known);
                self.forget(&store, id);
            }
            "publish" => {
                // Who reads a store without an image publishes one first.
                let _ = fs::remove_dir_all(Path::new(&store).join("image"));
                self.same("publish", &["--db", &store, "stats"]);
            }
            "compact" => self.same("compact", &["--db", &store, "compact"]),
            "rebuild" => self.same("rebuild", &["--db", &store, "rebuild"]),
            "restore" => self.restore(),
            _ => self.ingest(&store),
        }
    }

    fn ingest(&mut self, store: &str) {
        let many = 1 + self.dice.roll(5);
        let places: Vec<usize> = (0..INGESTED).collect();
        let chosen: BTreeSet<usize> = (0..many).map(|_| self.dice.pick(&places)).collect();
        let chosen: Vec<_> = chosen
            .into_iter()
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
        let (file, come) = self.dice.pick(&self.corpus.imported);
        let arguments = ["--db", store, "import", file.to_str().unwrap()];
        let done = self.attempt("import lines", &arguments);
        self.settle(
            done,
            May {
                come,
                ..May::default()
            },
        );
    }

    /// The table takes more memory than it is given, so that it is sorted in files.
    fn table(&mut self, store: &str) {
        let arguments = [
            "--db",
            store,
            "import",
            "--memory",
            "64K",
            "nodes.csv",
            "edges.csv",
        ];
        // Now and then it is let be, or no store would ever have a table to go on with.
        let done = if self.dice.roll(3) == 0 {
            done(&self.corpus.folder, &arguments);
            self.tally.entry("import table").or_default().done += 1;
            true
        } else {
            self.attempt("import table", &arguments)
        };
        let come = vec![self.corpus.table.clone()];
        self.settle(
            done,
            May {
                come,
                ..May::default()
            },
        );
    }

    /// The actors of the store that no merge speaks of.
    fn apart(&self) -> Vec<ActorId> {
        let merged: BTreeSet<&str> = self
            .decisions
            .values()
            .filter(|item| item.action == DecisionAction::Merge)
            .flat_map(|item| item.operands.iter().map(String::as_str))
            .collect();
        let given = self.documents.values().flat_map(|given| &given.actors);
        let all: BTreeSet<ActorId> = given.map(|actor| actor.id).collect();
        let apart = all.into_iter();
        apart
            .filter(|id| !merged.contains(id.to_string().as_str()))
            .collect()
    }

    fn merge(&mut self, store: &str) {
        let apart = self.apart();
        if apart.len() < 2 {
            return self.undo(store);
        }
        let into = self.dice.pick(&apart);
        let rest: Vec<_> = apart.into_iter().filter(|id| *id != into).collect();
        let from = self.dice.pick(&rest);
        let typed = vec![into.to_string(), from.to_string()];
        self.act("merge", store, &Act::Merge { into, from }, "merge", &typed);
    }

    fn decide(&mut self, store: &str) {
        let apart = self.apart();
        let statements = self.documents.values().flat_map(|given| &given.statements);
        let anchors: Vec<_> = statements
            .map(|item| (item.id, Anchor::from(item)))
            .collect();
        let choice = self.dice.roll(5);
        if choice == 0 || apart.is_empty() || anchors.is_empty() {
            return self.decisions(store);
        }
        let actor = self.dice.pick(&apart);
        let (id, anchor) = self.dice.pick(&anchors);
        let name = format!("Name {}", self.dice.roll(1_000));
        let (act, word, typed) = match choice {
            1 => {
                let typed = vec![actor.to_string(), name.clone()];
                (Act::Rename { actor, name }, "rename", typed)
            }
            2 => {
                let kind = self.dice.pick(ActorKind::ALL);
                let typed = vec![actor.to_string(), kind.to_string()];
                (Act::Retype { actor, kind }, "retype", typed)
            }
            3 => (Act::Confirm(anchor), "confirm", vec![id.to_string()]),
            _ => (Act::Reject(anchor), "reject", vec![id.to_string()]),
        };
        self.act("decide", store, &act, word, &typed);
    }

    /// A command that decides something, at a time of its own.
    fn act(&mut self, kind: &'static str, store: &str, act: &Act, word: &str, typed: &[String]) {
        let (second, part) = (self.dice.roll(60), self.dice.roll(1_000_000));
        let time = format!("2026-03-04T05:06:{second:02}.{part:06}Z");
        let mut arguments = vec!["--db", store, word];
        arguments.extend(typed.iter().map(String::as_str));
        arguments.extend(["--author", AUTHOR, "--time", &time]);
        let done = self.attempt(kind, &arguments);
        let decisions = vec![act.decision(AUTHOR, &time)];
        self.settle(
            done,
            May {
                decisions,
                ..May::default()
            },
        );
    }

    /// A few decisions that another store took.
    fn decisions(&mut self, store: &str) {
        let decision = |time: u64| Decision {
            id: DecisionId::of(&["crash", &time.to_string()]),
            action: DecisionAction::Rename,
            operands: vec!["a26bg5vtujezb5buehn57".into(), format!("name {time}")],
            author: AUTHOR.into(),
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

    fn undo(&mut self, store: &str) {
        let known: Vec<_> = self.decisions.keys().copied().collect();
        if known.is_empty() {
            return self.ingest(store);
        }
        let id = self.dice.pick(&known);
        let done = self.attempt("undo", &["--db", store, "undo", &id.to_string()]);
        self.settle(
            done,
            May {
                undone: Some(id),
                ..May::default()
            },
        );
    }

    fn forget(&mut self, store: &str, id: DocumentId) {
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
            self::done(&self.folder, &["--db", made_name, "check"]);
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
        if let Some(id) = may.undone {
            assert!(!done || !decided.contains(&id), "a decision was undone");
            if !decided.contains(&id) {
                self.decisions.remove(&id);
            }
        }
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
        let kills_of = |tally: &Tally| tally.killed.values().sum::<u64>();
        while state.tally.values().map(kills_of).sum::<u64>() < kills.div_ceil(LANES) {
            state.round();
        }
        state.tally
    };
    let tallies: Vec<_> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES)
            .map(|number| scope.spawn(move || lane(number)))
            .collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).collect()
    });
    let mut total: BTreeMap<&str, Tally> = BTreeMap::new();
    for (kind, tally) in tallies.into_iter().flatten() {
        let sum = total.entry(kind).or_default();
        sum.done += tally.done;
        for (phase, count) in tally.killed {
            *sum.killed.entry(phase).or_default() += count;
        }
    }
    tell(&total);
    let all: u64 = total.values().flat_map(|tally| tally.killed.values()).sum();
    println!(
        "{all} kills in {:.0} s, seed {seed}",
        started.elapsed().as_secs_f64()
    );
    assert!(all >= kills);
    let fewest = if kills < KILLS { 0 } else { 3 };
    for (kind, _, _) in ACTIONS {
        let inside = total.get(kind).map_or(0, Tally::inside);
        assert!(inside >= fewest, "`{kind}` was killed {inside} times");
    }
}

/// Prints where the kills fell.
fn tell(total: &BTreeMap<&str, Tally>) {
    let phases = Phase::ALL.map(|phase| format!("{phase:?}").to_lowercase());
    println!("| action | killed inside | {} | done |", phases.join(" | "));
    println!("|{}", " --- |".repeat(phases.len() + 3));
    for (kind, tally) in total {
        let count = |phase| tally.killed.get(&phase).copied().unwrap_or_default();
        let counts = Phase::ALL.map(|phase| count(phase).to_string()).join(" | ");
        println!(
            "| {kind} | {} | {counts} | {} |",
            tally.inside(),
            tally.done
        );
    }
}
