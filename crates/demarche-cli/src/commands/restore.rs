//! `restore`: a new store from a dump.

use std::io::Write;

use demarche_export::jsonl;
use demarche_store::{Restoring, StoreError};

use crate::args::{Cli, Restore};
use crate::error::{Failure, Result};
use crate::progress;

/// Makes a new store, whole or not at all.
pub fn run(cli: &Cli, args: &Restore, out: &mut dyn Write) -> Result {
    let shown = args.file.display().to_string();
    let wrong = |error: &(dyn std::error::Error + 'static)| {
        Failure::because(format!("cannot restore `{shown}`"), error)
    };
    let bar = progress::bar(super::lines::length(&args.file), cli.quiet);
    let mut input = super::lines::open(&args.file, &bar).map_err(|error| wrong(&error))?;
    let refused = |error: &StoreError| {
        let failure = wrong(error);
        match error {
            StoreError::Occupied { .. } => failure.hint("`--db FOLDER` names another place"),
            StoreError::Locked { .. } => failure.hint("another process restores to that place"),
            _ => failure.hint("no store was made"),
        }
    };
    let mut restoring = Restoring::begin(&cli.db).map_err(|error| refused(&error))?;
    bar.set_message("bytes read");
    let mut items = jsonl::items(&mut *input);
    while let Some(item) = items.next() {
        let item = item.map_err(|error| wrong(&error).hint("no store was made"))?;
        let line = items.line();
        restoring
            .put(item)
            .map_err(|error| refused(&error).hint(format!("it stands in line {line}")))?;
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
