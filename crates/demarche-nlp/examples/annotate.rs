//! Annotates text files and prints one JSON object per file, for comparison with other tools.
//!
//! ```text
//! cargo run --release -p demarche-nlp --example annotate -- [--model DIR] FILE...
//! ```
//!
//! `--model` takes the folder of a spaCy model in the place of the embedded one.
//! Offsets are bytes; tokens are `[start, end, space after, norm, tag, part of speech, lemma,
//! head, relation]`, sentences and entities are ranges of tokens. The last line says how much
//! processor time the annotation itself took.

use std::error::Error;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::time::Duration;

use cpu_time::ThreadTime;
use demarche_nlp::{Document, Pipeline};
use serde_json::{Value, json};

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<String> = std::env::args().skip(1).collect();
    let pipeline = if paths.first().is_some_and(|path| path == "--model") {
        let folder = paths.drain(..2.min(paths.len())).nth(1);
        let folder = folder.ok_or("`--model` needs a folder")?;
        &Pipeline::from_dir(Path::new(&folder))?
    } else {
        Pipeline::english()
    };
    let mut out = BufWriter::new(std::io::stdout().lock());
    pipeline.annotate("The tables are read at the first call.");
    let (mut time, mut tokens) = (Duration::ZERO, 0);
    for path in paths {
        let text = String::from_utf8_lossy(&std::fs::read(&path)?).into_owned();
        let start = ThreadTime::now();
        let document = pipeline.annotate(&text);
        time += start.elapsed();
        tokens += document.tokens.len();
        writeln!(out, "{}", describe(&path, &document))?;
    }
    writeln!(
        out,
        "{}",
        json!({"tokens": tokens, "seconds": time.as_secs_f64()})
    )?;
    out.flush()?;
    Ok(())
}

fn describe(path: &str, document: &Document) -> Value {
    let token = |t: &demarche_nlp::Token| {
        json!([
            t.start,
            t.end,
            t.space_after,
            t.norm.as_str(),
            t.tag.as_str(),
            t.upos.as_str(),
            t.lemma.as_str(),
            t.head,
            t.dep.as_str(),
        ])
    };
    json!({
        "path": path,
        "tokens": document.tokens.iter().map(token).collect::<Vec<_>>(),
        "sentences": document.sentences.iter().map(|s| json!([s.start, s.end])).collect::<Vec<_>>(),
        "entities": document.entities.iter()
            .map(|e| json!([e.start, e.end, e.label.as_str()]))
            .collect::<Vec<_>>(),
    })
}
