//! What the killed commands work with: articles, JSON Lines and a table of edges, each with what
//! it gives a store.

use std::fmt::Write;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

use demarche_export::csv::{Edges, Hashed, read_nodes, table_digest};
use demarche_export::jsonl;
use demarche_extract::{Extractor, Source};
use demarche_model::{Document, DocumentId, Extraction, Graph, table};
use demarche_store::{MemoryStore, Store};

/// Articles that are ingested.
pub const INGESTED: usize = 16;
/// Articles that are imported, in files of [`TOGETHER`].
const IMPORTED: usize = 12;
const TOGETHER: usize = 4;
/// The table of edges: more than the memory for sorting that the command is given holds.
const NODES: usize = 300;
const EDGES: usize = 4_000;

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

/// What all stores are filled from.
pub struct Corpus {
    /// Names of the articles and what each gives.
    pub ingested: Vec<(String, Extraction)>,
    /// Files of JSON Lines and what their documents give.
    pub imported: Vec<(PathBuf, Vec<Extraction>)>,
    /// What `nodes.csv` and `edges.csv` give.
    pub table: Extraction,
    /// Where the files are.
    pub folder: PathBuf,
}

impl Corpus {
    pub fn new(folder: &Path) -> Self {
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
            table: made_table(folder),
            folder: folder.to_owned(),
        }
    }
}

/// Writes the two files of a table; what they give.
fn made_table(folder: &Path) -> Extraction {
    let mut nodes = String::from("id:ID,name,kind\n");
    for number in 0..NODES {
        let kind = if number.is_multiple_of(10) {
            "issue"
        } else {
            "person"
        };
        writeln!(nodes, "n{number},Made {kind} {number},{kind}").unwrap();
    }
    let mut edges = String::from(":START_ID,:END_ID,:TYPE,sign,confidence,valid_from,valid_to\n");
    for number in 0..EDGES {
        let from = (number * 7 + 1) % NODES;
        // No issue takes a position.
        let from = if from.is_multiple_of(10) {
            from + 1
        } else {
            from
        };
        let to = (from + 1 + number % (NODES - 1)) % NODES;
        let (sign, day) = (["+1", "-1", "0"][number % 3], number % 28 + 1);
        let confidence = 30 + number % 70;
        writeln!(
            edges,
            "n{from},n{to},STANCE,{sign},0.{confidence},2025-03-{day:02},"
        )
        .unwrap();
    }
    let path = |name| folder.join(name);
    fs::write(path("nodes.csv"), nodes).unwrap();
    fs::write(path("edges.csv"), edges).unwrap();
    let mut input = Hashed::new(File::open(path("nodes.csv")).unwrap());
    let (rows, numbers, _) = read_nodes(&mut input).unwrap();
    let digest = input.digest().unwrap();
    let input = Hashed::new(File::open(path("edges.csv")).unwrap());
    let mut read = Edges::new(input, &numbers).unwrap();
    let edges: Vec<_> = read.by_ref().collect::<Result<_, _>>().unwrap();
    let sha256 = table_digest(&digest, &read.finish().0.digest().unwrap());
    let document = Document {
        id: DocumentId::of_sha256(&sha256),
        paths: vec!["edges.csv".into()],
        title: None,
        outlet: None,
        url: None,
        date: None,
        sha256,
        text: None,
    };
    assert_eq!(edges.len(), EDGES);
    table(document, &rows, edges)
}

/// A graph as JSON Lines with texts.
pub fn lines(graph: &Graph) -> Vec<u8> {
    let store = MemoryStore::from_graph(graph.clone()).unwrap();
    let mut out = Vec::new();
    jsonl::write(&store, jsonl::Options { with_text: true }, &mut out).unwrap();
    out
}
