//! `restore`: a new store from a dump.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Write};

use demarche_export::jsonl;
use demarche_store::{Restoring, StoreError};
use flate2::bufread::MultiGzDecoder;

use crate::args::{Cli, Restore};
use crate::error::{Failure, Result};
use crate::progress;

/// First bytes of a compressed file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Makes a new store, whole or not at all.
pub fn run(cli: &Cli, args: &Restore, out: &mut dyn Write) -> Result {
    let shown = args.file.display().to_string();
    let wrong = |error: &(dyn std::error::Error + 'static)| {
        Failure::because(format!("cannot restore `{shown}`"), error)
    };
    let file = if args.file.as_os_str() == "-" {
        Box::new(io::stdin()) as Box<dyn io::Read>
    } else {
        Box::new(File::open(&args.file).map_err(|error| wrong(&error))?)
    };
    let mut file = BufReader::new(file);
    let packed = file
        .fill_buf()
        .map_err(|error| wrong(&error))?
        .starts_with(&GZIP);
    let mut input: Box<dyn BufRead> = if packed {
        Box::new(BufReader::new(MultiGzDecoder::new(file)))
    } else {
        Box::new(file)
    };
    let refused = |error: &StoreError| {
        let failure = wrong(error);
        match error {
            StoreError::Occupied { .. } => failure.hint("`--db FOLDER` names another place"),
            StoreError::Locked { .. } => failure.hint("another process restores to that place"),
            _ => failure.hint("no store was made"),
        }
    };
    let mut restoring = Restoring::begin(&cli.db).map_err(|error| refused(&error))?;
    let bar = progress::bar(None, cli.quiet);
    let mut items = jsonl::items(&mut *input);
    while let Some(item) = items.next() {
        let item = item.map_err(|error| wrong(&error).hint("no store was made"))?;
        let line = items.line();
        restoring
            .put(item)
            .map_err(|error| refused(&error).hint(format!("it stands in line {line}")))?;
        bar.inc(1);
    }
    bar.finish_and_clear();
    for note in items.notes.iter().filter(|_| !cli.quiet) {
        progress::say(&format!(
            "note: `{shown}` line {}: {}",
            note.line, note.what
        ));
    }
    let stats = restoring.finish().map_err(|error| refused(&error))?;
    writeln!(
        out,
        "restored {} documents, {} statements, {} relations, {} decisions",
        stats.documents, stats.statements, stats.relations, stats.decisions
    )?;
    Ok(())
}
