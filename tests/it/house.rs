//! Which crate may depend on which.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// The allowed edges of the house: a crate and the crates of ours that it may name, development
/// dependencies included. A crate that is not listed fails the test.
const ALLOWED: &[(&str, &[&str])] = &[
    ("demarche-model", &[]),
    ("demarche-nlp", &[]),
    ("demarche-extract", &["demarche-model", "demarche-nlp"]),
    ("demarche-store", &["demarche-model"]),
    ("demarche-query", &["demarche-model"]),
    ("demarche-cypher", &["demarche-model"]),
    ("demarche-export", &["demarche-model"]),
    ("demarche-llm", &["demarche-model"]),
    ("demarche-picture", &[]),
    (
        "demarche-cli",
        &[
            "demarche-cypher",
            "demarche-export",
            "demarche-extract",
            "demarche-llm",
            "demarche-model",
            "demarche-picture",
            "demarche-query",
            "demarche-store",
        ],
    ),
];

fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates");
    let folders = fs::read_dir(crates)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    folders
        .filter(|folder| folder.join("Cargo.toml").is_file())
        .map(|folder| {
            let name = folder.file_name().unwrap().to_str().unwrap().to_owned();
            let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
            let keys = manifest
                .lines()
                .filter_map(|line| line.split(['.', '=', ' ']).next());
            let ours = keys.filter(|key| key.starts_with("demarche-") && *key != name);
            let ours = ours.map(str::to_owned).collect();
            (name, ours)
        })
        .collect()
}

#[test]
fn crates_depend_only_on_what_the_house_allows() {
    let allowed: BTreeMap<_, _> = ALLOWED.iter().copied().collect();
    for (name, found) in edges() {
        let may = allowed
            .get(name.as_str())
            .unwrap_or_else(|| panic!("`{name}` has no row"));
        for other in &found {
            assert!(
                may.contains(&other.as_str()),
                "`{name}` must not depend on `{other}`"
            );
        }
    }
}

#[test]
fn every_row_is_a_crate() {
    let found = edges();
    for (name, _) in ALLOWED {
        assert!(found.contains_key(*name), "`{name}` does not exist");
    }
}
