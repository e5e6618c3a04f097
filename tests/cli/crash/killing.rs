//! Running the command, and killing it at a moment of choice.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

/// How long a command may take; nothing here takes a tenth of it.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often a running command is looked at.
const PAUSE: Duration = Duration::from_micros(200);

/// Numbers that look random and depend on the seed alone (`SplitMix64`).
pub struct Dice(pub u64);

impl Dice {
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    /// One of a few things.
    pub fn pick<T: Clone>(&mut self, of: &[T]) -> T {
        let place = usize::try_from(self.roll(of.len() as u64)).unwrap();
        of[place].clone()
    }
}

pub fn demarche(folder: &Path, arguments: &[&str]) -> Child {
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
pub fn done(folder: &Path, arguments: &[&str]) {
    let output = demarche(folder, arguments).wait_with_output().unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{arguments:?}: {errors}{said}");
}

/// Every file and folder beneath a path, with its last change.
pub type Files = BTreeMap<PathBuf, SystemTime>;

pub fn files(path: &Path) -> Files {
    let mut found = Files::new();
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let Ok(about) = fs::symlink_metadata(&path) else {
                continue;
            };
            if about.is_dir() {
                folders.push(path.clone());
            }
            found.extend(about.modified().ok().map(|time| (path, time)));
        }
    }
    found
}

/// How far a command had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// It had written nothing.
    Starting,
    /// It had opened the store for its work, or was in the middle of it.
    Working,
    /// It sorted a table in files.
    Sorting,
    /// It wrote the new files of a compaction.
    Compacting,
    /// It made a store beside its place.
    Restoring,
    /// It wrote an image, or switched to it.
    Publishing,
    /// Its image was in place.
    Ending,
}

impl Phase {
    pub const ALL: [Phase; 7] = [
        Phase::Starting,
        Phase::Working,
        Phase::Sorting,
        Phase::Compacting,
        Phase::Restoring,
        Phase::Publishing,
        Phase::Ending,
    ];

    /// What the files say that were made or changed between two looks.
    fn between(before: &Files, after: &Files) -> Self {
        let changed = after
            .iter()
            .filter(|(path, time)| before.get(*path) != Some(*time));
        let phase = |path: &Path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let within = |folder: &str| path.iter().any(|part| part == folder);
            if within(".restored.db.restoring") {
                Phase::Restoring
            } else if within("sled.new") {
                Phase::Compacting
            } else if within("image") && (name.ends_with(".new") || name.ends_with(".part")) {
                Phase::Publishing
            } else if within("image") && name == "CURRENT" {
                Phase::Ending
            } else if within("import") {
                Phase::Sorting
            } else {
                Phase::Working
            }
        };
        let phases: Vec<_> = changed.map(|(path, _)| phase(path)).collect();
        // What is unfinished tells more than what was done before it.
        let order = [
            Phase::Restoring,
            Phase::Compacting,
            Phase::Publishing,
            Phase::Ending,
            Phase::Sorting,
            Phase::Working,
        ];
        let found = order.into_iter().find(|phase| phases.contains(phase));
        found.unwrap_or(Phase::Starting)
    }

    /// Whether a command that is here has begun its work and not finished it.
    pub fn inside(self) -> bool {
        !matches!(self, Phase::Starting | Phase::Ending)
    }
}

/// When to kill.
#[derive(Debug, Clone, Copy)]
pub struct Moment {
    /// Wait for this phase, or one that comes after it.
    pub from: Phase,
    /// And then so long.
    pub wait: Duration,
}

/// How a command ended.
pub enum End {
    Done(Output),
    Killed(Phase),
}

/// Runs a command on what is in `watched` and kills it at that moment, if it is still at work.
pub fn killed(folder: &Path, watched: &Path, arguments: &[&str], moment: Moment) -> End {
    let before = files(watched);
    let started = Instant::now();
    let mut child = demarche(folder, arguments);
    let mut ended = false;
    let look = |child: &mut Child| {
        assert!(started.elapsed() < PATIENCE, "{arguments:?} hangs");
        std::thread::sleep(PAUSE);
        child.try_wait().unwrap().is_some()
    };
    while !ended && Phase::between(&before, &files(watched)) < moment.from {
        ended = look(&mut child);
    }
    let from = Instant::now();
    while !ended && from.elapsed() < moment.wait {
        ended = look(&mut child);
    }
    if !ended {
        child.kill().unwrap();
    }
    let output = child.wait_with_output().unwrap();
    if output.status.code().is_some() {
        return End::Done(output);
    }
    End::Killed(Phase::between(&before, &files(watched)))
}
