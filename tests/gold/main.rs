//! The coded passages: that their files are sound, and that extraction does not fall behind what
//! was measured on them.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// The least F1 of a half, and the least share of right polarities, in hundredths. A little
/// below what was measured; to be raised with the extraction.
struct Floor {
    half: &'static str,
    actors: u32,
    relations: u32,
    lenient: u32,
    strict: u32,
    polarity: u32,
    /// The most that the confidence of stances may be off on average, in hundredths.
    error: u32,
}

const FLOORS: [Floor; 2] = [
    Floor {
        half: "dev",
        actors: 84,
        relations: 41,
        lenient: 40,
        strict: 27,
        polarity: 89,
        error: 10,
    },
    Floor {
        half: "held",
        actors: 83,
        relations: 34,
        lenient: 38,
        strict: 25,
        polarity: 85,
        error: 14,
    },
];

fn passages() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/gold/passages")
}

/// What `demarche eval` says of a half in a new store.
fn evaluated(half: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let run = |args: &[&std::ffi::OsStr]| {
        let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
            .args(args)
            .arg("--db")
            .arg(folder.path().join("db"))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{said}");
        output.stdout
    };
    let coding = passages().join(format!("{half}.jsonl"));
    run(&["ingest".as_ref(), passages().join(half).as_os_str()]);
    let found = run(&[
        "eval".as_ref(),
        coding.as_os_str(),
        "--format".as_ref(),
        "json".as_ref(),
    ]);
    serde_json::from_slice(&found).unwrap()
}

#[test]
fn scores_do_not_fall() {
    for floor in FLOORS {
        let found = evaluated(floor.half);
        let total = &found["total"];
        assert_eq!(total["unplaced"], 0, "a coded passage is not in its text");
        assert_eq!(found["left_out"].as_array().unwrap().len(), 0);
        for (measure, of, least) in [
            ("actors", "f1", floor.actors),
            ("relations", "f1", floor.relations),
            ("stances_lenient", "f1", floor.lenient),
            ("stances_strict", "f1", floor.strict),
            ("polarity", "accuracy", floor.polarity),
        ] {
            let score = total[measure][of].as_f64().unwrap();
            assert!(
                score >= f64::from(least) / 100.0,
                "{measure} on {}: {score}, was at least 0.{least}",
                floor.half
            );
        }
        let error = &total["reliability"]["stances"]["calibration_error"];
        let error = error.as_f64().unwrap();
        assert!(
            error <= f64::from(floor.error) / 100.0,
            "confidence on {} is off by {error}",
            floor.half
        );
    }
}

#[test]
fn every_passage_is_coded_with_names_that_its_coding_has() {
    for floor in FLOORS {
        let half = floor.half;
        let coding = fs::read_to_string(passages().join(format!("{half}.jsonl"))).unwrap();
        let mut coded = BTreeSet::new();
        for line in coding.lines() {
            let document: Value = serde_json::from_str(line).unwrap();
            let file = document["file"].as_str().unwrap();
            let text = fs::read_to_string(passages().join(file)).unwrap();
            assert!(coded.insert(file.to_owned()), "{file} is coded twice");
            let list = |field: &str| document[field].as_array().unwrap().clone();
            let actors: BTreeSet<String> = list("actors")
                .iter()
                .map(|actor| actor["name"].as_str().unwrap().to_owned())
                .collect();
            let ends = list("relations")
                .into_iter()
                .flat_map(|one| [one["subject"].clone(), one["object"].clone()]);
            let holders = list("statements")
                .into_iter()
                .map(|one| one["holder"].clone());
            for name in ends.chain(holders) {
                let name = name.as_str().unwrap();
                assert!(actors.contains(name), "{file}: `{name}` is no actor");
            }
            for one in list("relations").iter().chain(&list("statements")) {
                let quote = one["quote"].as_str().unwrap();
                let places = text.matches(quote).count();
                assert_eq!(places, 1, "{file}: `{quote}`");
            }
        }
        let texts: BTreeSet<String> = fs::read_dir(passages().join(half))
            .unwrap()
            .map(|entry| format!("{half}/{}", entry.unwrap().file_name().to_string_lossy()))
            .collect();
        assert_eq!(texts, coded);
    }
}
