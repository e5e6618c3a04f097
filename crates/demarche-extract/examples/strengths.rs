//! Prints what the confidence of every observation is made of: file, id, strength of its rule in
//! hundredths, features. `strengths FILE...`; `tests/gold/calibrate.py` reads it.

use std::error::Error;
use std::io::{self, Write};

use demarche_extract::confidence::{relation_features, statement_features};
use demarche_extract::{Extractor, Source};

fn main() -> Result<(), Box<dyn Error>> {
    let extractor = Extractor::english()?;
    let mut out = io::BufWriter::new(io::stdout().lock());
    for path in std::env::args().skip(1) {
        let bytes = std::fs::read(&path)?;
        let source = Source {
            bytes: &bytes,
            path: &path,
            ..Source::default()
        };
        let (found, _) = extractor.observe(&source)?;
        let text = found.document.text.as_deref().unwrap_or("");
        for statement in &found.statements {
            let features = statement_features(statement, text).join(" ");
            let strength = statement.confidence.percent();
            writeln!(out, "{path}\t{}\t{strength}\t{features}", statement.id)?;
        }
        for relation in &found.relations {
            let features = relation_features(relation).join(" ");
            let strength = relation.confidence.percent();
            writeln!(out, "{path}\t{}\t{strength}\t{features}", relation.id)?;
        }
    }
    out.flush()?;
    Ok(())
}
