//! Tests of both ways.

use demarche_model::Graph;
use serde_json::Value;

use super::{Options, read, write};
use crate::hostile::{self, Scan};

fn written(graph: &Graph, with_text: bool) -> String {
    let mut out = Vec::new();
    write(&Scan(graph), Options { with_text }, &mut out).unwrap();
    String::from_utf8(out).unwrap()
}

fn read_back(text: &str) -> Graph {
    let (graph, notes) = read(&mut text.as_bytes()).unwrap();
    assert!(notes.is_empty(), "{notes:?}");
    graph
}

#[test]
fn nothing_is_lost_with_text() {
    let graph = hostile::graph();
    let text = written(&graph, true);
    assert_eq!(text, written(&graph, true), "the same bytes twice");
    assert_eq!(read_back(&text), graph);
}

#[test]
fn without_text_only_the_text_is_lost() {
    let mut graph = hostile::graph();
    let read = read_back(&written(&graph, false));
    for document in &mut graph.documents {
        document.text = None;
    }
    assert_eq!(read, graph);
}

#[test]
fn an_empty_graph_is_a_header() {
    let text = written(&Graph::default(), true);
    assert_eq!(text.lines().count(), 1);
    assert!(text.starts_with(
        "{\"type\":\"header\",\"format\":\"demarche-jsonl\",\"version\":1,\"generator\":\"demarche "
    ));
    assert_eq!(read_back(&text), Graph::default());
}

#[test]
fn another_reader_reads_every_line() {
    let graph = hostile::graph();
    let text = written(&graph, true);
    // What the strictest reader of lines splits at.
    let line_ends = [
        '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
    ];
    let lines: Vec<&str> = text.trim_end().split(line_ends).collect();
    let mut last = (0, String::new());
    for line in &lines {
        let value: Value = serde_json::from_str(line).unwrap();
        let kind = value["type"].as_str().unwrap();
        let rank = TYPES.iter().position(|&(known, _)| known == kind).unwrap();
        let id = value["id"].as_str().unwrap_or_default().to_owned();
        assert!((rank, &id) >= (last.0, &last.1), "sorted by type and id");
        last = (rank, id);
    }
    assert_eq!(lines.len(), 1 + 7 * hostile::TEXTS.len());
}

/// The contract's key order; what stands after it was added.
const TYPES: &[(&str, &[&str])] = &[
    ("header", &["type", "format", "version", "generator"]),
    (
        "document",
        &[
            "type", "id", "path", "title", "outlet", "date", "sha256", "text",
        ],
    ),
    (
        "actor",
        &["type", "id", "name", "kind", "aliases", "wikidata"],
    ),
    (
        "issue",
        &["type", "id", "label", "about", "aliases", "broader"],
    ),
    (
        "attribution",
        &[
            "type",
            "id",
            "document",
            "source",
            "source_span",
            "cue",
            "start",
            "end",
            "spans",
            "via",
            "mode",
            "rule",
            "extractor",
            "date",
        ],
    ),
    (
        "statement",
        &[
            "type",
            "id",
            "holder",
            "target",
            "polarity",
            "confidence",
            "mode",
            "via",
            "hedged",
            "document",
            "start",
            "end",
            "evidence",
            "cue",
            "holder_span",
            "target_span",
            "rule",
            "extractor",
            "date",
        ],
    ),
    (
        "relation",
        &[
            "type",
            "id",
            "subject",
            "kind",
            "object",
            "office",
            "status",
            "valid_from",
            "valid_to",
            "confidence",
            "document",
            "start",
            "end",
            "evidence",
            "rule",
            "extractor",
            "date",
        ],
    ),
    (
        "decision",
        &["type", "id", "action", "operands", "author", "time"],
    ),
];

#[test]
fn keys_stand_in_the_order_of_the_contract() {
    let mut graph = hostile::graph();
    for document in &mut graph.documents {
        document.title = None;
    }
    for line in written(&graph, true).lines() {
        let value: Value = serde_json::from_str(line).unwrap();
        let kind = value["type"].as_str().unwrap();
        let (_, keys) = TYPES.iter().find(|&&(known, _)| known == kind).unwrap();
        let mut rest = line;
        for key in *keys {
            let needle = format!("\"{key}\":");
            let at = rest
                .find(&needle)
                .unwrap_or_else(|| panic!("`{key}` in {line}"));
            rest = &rest[at + needle.len()..];
        }
    }
}

#[test]
fn confidence_has_two_decimals() {
    let text = written(&hostile::graph(), false);
    for (wanted, found) in [
        ("0.00", true),
        ("0.70", true),
        ("0.07", true),
        ("0.7,", false),
    ] {
        assert_eq!(
            text.contains(&format!("\"confidence\":{wanted}")),
            found,
            "{wanted}"
        );
    }
}

const HEADER: &str = r#"{"type":"header","format":"demarche-jsonl","version":1,"generator":"x"}"#;
const DOCUMENT: &str = r#"{"type":"document","id":"daeaqcaibaeaqcaibaeaq","path":"x.txt","title":null,"outlet":null,"date":"2025","sha256":"0101010101010101010101010101010101010101010101010101010101010101","text":"Kyiv backs it."}"#;
const ACTOR: &str = r#"{"type":"actor","id":"aaaaaaaaaaaaaaaaaaaab","name":"Kyiv","kind":"state","aliases":[],"wikidata":null}"#;
const STATEMENT: &str = r#"{"type":"statement","id":"saaaaaaaaaaaaaaaaaaab","holder":"aaaaaaaaaaaaaaaaaaaab","target":"aaaaaaaaaaaaaaaaaaaab","polarity":"support","confidence":0.9,"mode":"quote","via":[],"hedged":false,"document":"daeaqcaibaeaqcaibaeaq","start":0,"end":14,"evidence":"Kyiv backs it.","cue":{"start":5,"end":10},"holder_span":null,"target_span":null,"rule":"r","extractor":"import","date":null}"#;

fn file(lines: &[&str]) -> String {
    lines.join("\n")
}

#[track_caller]
fn refused(text: &str, message: &str) {
    let error = read(&mut text.as_bytes()).unwrap_err();
    let cause =
        std::error::Error::source(&error).map_or_else(String::new, |cause| format!(": {cause}"));
    let found = format!("{error}{cause}");
    assert!(found.starts_with(message), "{found}");
}

#[test]
fn a_good_file_is_read_whatever_its_line_ends_and_order() {
    let text = format!("\u{feff}{HEADER}\r\n\r\n{STATEMENT}\r\n{ACTOR}\r\n{DOCUMENT}");
    let graph = read_back(&text);
    assert_eq!(graph.statements.len(), 1);
    assert_eq!(read_back(&written(&graph, true)), graph);
}

#[test]
fn unknown_fields_are_ignored_and_unknown_types_noted() {
    let actor = ACTOR.replace("\"name\"", "\"colour\":[{}],\"name\"");
    let text = file(&[HEADER, &actor, r#"{"type":"comet","id":7}"#]);
    let (graph, notes) = read(&mut text.as_bytes()).unwrap();
    assert_eq!(graph.actors.len(), 1);
    assert_eq!((notes.len(), notes[0].line), (1, 3));
    assert!(notes[0].what.contains("`comet`"));
}

#[test]
fn wrong_input_is_refused_with_line_and_cause() {
    refused("", "line 1: a `demarche-jsonl` header must come first");
    refused(ACTOR, "line 1: a `demarche-jsonl` header must come first");
    refused(
        &HEADER.replace(":1,", ":2,"),
        "version `2` of demarche-jsonl is not supported",
    );
    refused(&file(&[HEADER, "[1]"]), "line 2: not a valid record");
    refused(&file(&[HEADER, "", "{"]), "line 3: not a valid record: EOF");
    refused(
        &file(&[HEADER, ACTOR, ACTOR]),
        "line 3: id `aaaaaaaaaaaaaaaaaaaab` was used before",
    );
    let robot = ACTOR.replace("state", "robot");
    refused(
        &file(&[HEADER, &robot]),
        "line 2: not a valid actor: `robot` is not a known word",
    );
    let odd = ACTOR.replace("aaaaaaaaaaaaaaaaaaaab", "a1");
    refused(
        &file(&[HEADER, &odd]),
        "line 2: not a valid actor: `a1` is not an actor id",
    );
    refused(
        &file(&[HEADER, DOCUMENT, STATEMENT]),
        "line 3: `aaaaaaaaaaaaaaaaaaaab` is not in the input",
    );
    let sure = STATEMENT.replace("0.9,", "1.5,");
    refused(
        &file(&[HEADER, &sure]),
        "line 2: not a valid statement: `1.5` is not between",
    );
}

#[test]
fn evidence_is_checked_against_the_text() {
    let all = |statement: &str| file(&[HEADER, DOCUMENT, ACTOR, statement]);
    assert_eq!(read_back(&all(STATEMENT)).statements.len(), 1);
    refused(
        &all(&STATEMENT.replace("backs", "bucks")),
        "line 4: bytes `0..14` of the document are not its `evidence`",
    );
    refused(
        &all(&STATEMENT.replace("\"end\":10", "\"end\":99")),
        "line 4: bytes `5..99` of the document are not its `cue`",
    );
    refused(
        &all(&STATEMENT.replace("\"end\":10", "\"end\":4")),
        "line 4: not a valid statement: `5..4` ends before it starts",
    );
}

#[test]
fn bytes_that_are_not_utf_8_are_refused() {
    let mut bytes = file(&[HEADER, ""]).into_bytes();
    bytes.extend([0xff, 0xfe]);
    let error = read(&mut bytes.as_slice()).unwrap_err();
    assert_eq!(error.to_string(), "line 2: cannot be read");
}
