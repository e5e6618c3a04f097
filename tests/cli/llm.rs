//! `ingest --llm` against a stub of an endpoint. Built with the feature `llm` only.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "../../crates/demarche-llm/tests/stub/mod.rs"]
mod stub;

use std::fs;
use std::process::{Command, Output};

use serde_json::{Value, json};
use stub::{Stub, completion, proposal};

fn demarche(folder: &std::path::Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(args)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .env_remove("DEMARCHE_LLM_KEY")
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[test]
fn proved_statements_are_stored_and_refused_ones_counted() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(
        folder.path().join("a.txt"),
        "Norway backs Finland. It rained.",
    )
    .unwrap();
    let answer = json!({"statements": [
        proposal(json!({})),
        proposal(json!({"evidence": "Norway loves Finland."})),
        proposal(json!({"target": "Sweden"})),
    ]});
    let stub = Stub::start(vec![completion(&answer.to_string())]);
    let args = [
        "ingest",
        "a.txt",
        "--llm",
        &stub.url,
        "--llm-model",
        "stub-7b",
    ];
    let run = demarche(folder.path(), &args);
    assert!(run.status.success(), "{}", text(&run.stderr));
    let told = text(&run.stderr);
    let line = "stub-7b: 1 statements kept, 2 refused \
        (evidence not in the text 1, target not in the text 1)";
    assert!(told.contains(line), "{told}");

    let run = demarche(folder.path(), &["export", "--to", "jsonl"]);
    let lines: Vec<Value> = text(&run.stdout)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let statements: Vec<&Value> = lines
        .iter()
        .filter(|line| line["type"] == "statement")
        .collect();
    assert_eq!(statements.len(), 1);
    assert_eq!(statements[0]["extractor"], "stub-7b");
    assert_eq!(statements[0]["evidence"], "Norway backs Finland.");
}

#[test]
fn a_document_without_an_answer_is_not_stored() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("a.txt"), "Norway backs Finland.").unwrap();
    let stub = Stub::start(vec![completion("I would rather not.")]);
    let args = [
        "ingest",
        "a.txt",
        "--llm",
        &stub.url,
        "--llm-model",
        "stub-7b",
    ];
    let run = demarche(folder.path(), &args);
    assert_eq!(run.status.code(), Some(1));
    let told = text(&run.stderr);
    assert!(told.contains("cannot read `a.txt`"), "{told}");
    assert!(told.contains("not in the form asked for"), "{told}");
    let run = demarche(folder.path(), &["documents", "--format", "json"]);
    assert_eq!(text(&run.stdout).trim(), "[]");
}
