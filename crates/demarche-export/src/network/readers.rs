//! What other programs read of what is written: the scripts in `tests/readers` are given the files
//! of every format and compare what their programs make of them with the node-link JSON, which
//! holds all there is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use demarche_model::{Graph, Subgraph};
use serde_json::Value as Json;

use crate::format::{FORMATS, Member, Writer};
use crate::hostile::{self, Listed, Scan};
use crate::jsonl::Options;

/// How a script ends where its program is not there.
const SKIPPED: i32 = 77;

/// Writes a list in every format of networks.
fn write_all(list: &Listed, folder: &Path) {
    fs::create_dir_all(folder).unwrap();
    let put = |name: &str, writer: Writer| {
        if let Writer::Network(write) = writer {
            let mut out = Vec::new();
            write(list, &mut out).unwrap();
            fs::write(folder.join(name), out).unwrap();
        }
    };
    for format in FORMATS {
        if let Writer::Folder(members) = format.writer {
            for Member { name, writer } in members {
                put(&format!("{}-{name}", format.name), *writer);
            }
        } else {
            put(&format!("graph.{}", format.name), format.writer);
        }
    }
}

#[test]
fn node_link_json_holds_all_there_is() {
    let list = Listed::of(&hostile::subgraph());
    let mut out = Vec::new();
    super::node_link::write(&list, &mut out).unwrap();
    let read: Json = serde_json::from_slice(&out).unwrap();
    assert_eq!(read["graph"]["name"], list.outline.title);
    let nodes = read["nodes"].as_array().unwrap();
    assert_eq!(nodes.len(), list.nodes.len());
    for (read, node) in nodes.iter().zip(&list.nodes) {
        assert_eq!(read["id"], node.id.to_string());
        assert_eq!(read["name"], node.name);
        assert_eq!(read["kind"], node.kind.as_str());
        let aliases = read.get("aliases").and_then(Json::as_array);
        assert_eq!(aliases.map_or(0, Vec::len), node.aliases.len());
        assert_eq!(read.get("wikidata").is_some(), node.wikidata.is_some());
    }
    let edges = read["links"].as_array().unwrap();
    assert_eq!(edges.len(), list.edges.len());
    for (read, edge) in edges.iter().zip(&list.edges) {
        assert_eq!(read["key"], edge.id.to_string());
        assert_eq!(read["source"], edge.from.to_string());
        assert_eq!(read["target"], edge.to.to_string());
        assert_eq!(read["weight"].as_f64(), Some(edge.weight));
        assert_eq!(read["kind"], edge.kind);
        assert_eq!(read["symmetric"], !edge.directed);
        assert_eq!(read["count"], edge.count);
        let sign = edge.sign.map(i64::from);
        assert_eq!(read.get("sign").and_then(Json::as_i64), sign);
        let first = edge.first.map(|date| date.to_string());
        assert_eq!(read.get("first").and_then(Json::as_str), first.as_deref());
        let proof = edge.proof.as_ref();
        let quote = proof.map(|proof| proof.quote.as_str());
        assert_eq!(read.get("quote").and_then(Json::as_str), quote);
        let office = proof.and_then(|proof| proof.office.as_deref());
        assert_eq!(read.get("office").and_then(Json::as_str), office);
        let sure = edge.confidence.map(demarche_model::Confidence::fraction);
        assert_eq!(read.get("confidence").and_then(Json::as_f64), sure);
    }
}

/// Runs the scripts whose names begin so, each with all the folders.
#[allow(clippy::print_stdout, reason = "tells what was not tested, and why")]
fn ask(prefix: &str, folders: &[PathBuf]) {
    let Some(python) = std::env::var_os("DEMARCHE_READERS") else {
        println!("skipped: DEMARCHE_READERS names no Python with the packages of tests/readers");
        return;
    };
    let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/readers");
    let mut names: Vec<_> = fs::read_dir(&scripts)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .filter(|name| name.starts_with(prefix))
        .collect();
    names.sort();
    assert!(names.len() > 1, "{names:?}");
    let mut wrong = Vec::new();
    for name in names {
        let script = scripts.join(&name);
        let mut command = if script.extension().is_some_and(|ending| ending == "py") {
            Command::new(&python)
        } else {
            Command::new("node")
        };
        let Ok(ended) = command.arg(&script).args(folders).output() else {
            println!("skipped: {name}: there is no Node");
            continue;
        };
        let told = [&ended.stdout[..], &ended.stderr].concat();
        let told = String::from_utf8_lossy(&told);
        match ended.status.code() {
            Some(0) => println!("{name}: {told}"),
            Some(SKIPPED) => println!("skipped: {name}: {told}"),
            _ => wrong.push(format!("{name}: {told}")),
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn other_programs_read_every_format() {
    let folder = tempfile::tempdir().unwrap();
    let hostile = hostile::subgraph();
    let lists = [
        ("hostile", Listed::of(&hostile)),
        ("drawn", Listed::drawn(&hostile)),
        ("empty", Listed::of(&Subgraph::default())),
    ];
    let folders = lists.map(|(name, list)| {
        let folder = folder.path().join(name);
        write_all(&list, &folder);
        folder
    });
    ask("read_", &folders);
}

#[test]
fn other_programs_read_the_records() {
    let folder = tempfile::tempdir().unwrap();
    let folders = [("hostile", hostile::graph()), ("none", Graph::default())];
    let folders = folders.map(|(name, graph)| {
        let folder = folder.path().join(name);
        fs::create_dir_all(&folder).unwrap();
        let put = |name: &str, writer: Writer| {
            if let Writer::Graph(write) = writer {
                let mut out = Vec::new();
                write(&Scan(&graph), Options { with_text: true }, &mut out).unwrap();
                fs::write(folder.join(name), out).unwrap();
            }
        };
        for format in FORMATS {
            if let Writer::Folder(members) = format.writer {
                for Member { name, writer } in members {
                    put(&format!("{}-{name}", format.name), *writer);
                }
            } else {
                put(&format!("graph.{}", format.name), format.writer);
            }
        }
        folder
    });
    ask("records_", &folders);
}
