//! `import`: a graph that demarche or another tool wrote.

mod tables;

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::Path;

use demarche_export::{Note, jsonl};
use demarche_store::{Mode, Outcome, Store};

use crate::args::{Cli, Import};
use crate::error::{Failure, Result};
use crate::progress;

/// The formats that can be read.
const LINES: &str = "jsonl";
const TABLES: &str = "csv";

/// Reads a graph into the store.
pub fn run(cli: &Cli, args: &Import, out: &mut dyn Write) -> Result {
    match (format(args)?, &*args.files) {
        (TABLES, [nodes, edges]) => tables::run(cli, args, nodes, edges, out),
        (TABLES, _) => Err(Failure::usage("`csv` takes two files")
            .hint("`demarche import --from csv nodes.csv edges.csv`")),
        (_, [file]) => lines(cli, file, out),
        _ => Err(Failure::usage(format!("`{LINES}` takes one file"))),
    }
}

/// The format that `--from` names, else the ending of the file.
fn format(args: &Import) -> Result<&'static str> {
    let piped = |file: &Path| file.as_os_str() == "-";
    let ending = |file: &Path| file.extension().is_some_and(|ending| ending == TABLES);
    match (args.from.as_deref(), args.files.first()) {
        (Some(TABLES), _) => return Ok(TABLES),
        (None, Some(file)) if ending(file) => return Ok(TABLES),
        (None, Some(file)) if piped(file) => return Ok(LINES),
        _ => {}
    }
    let file = args.files.first().map(std::path::PathBuf::as_path);
    let file = file.filter(|file| !piped(file));
    match super::export::pick(args.from.as_deref(), file, LINES)?.name {
        LINES => Ok(LINES),
        other => Err(
            Failure::usage(format!("`{other}` can be written but not read"))
                .hint(format!("`{LINES}` and `{TABLES}` can be read")),
        ),
    }
}

fn lines(cli: &Cli, file: &Path, out: &mut dyn Write) -> Result {
    let piped = file.as_os_str() == "-";
    let shown = if piped {
        "standard input".to_owned()
    } else {
        file.display().to_string()
    };
    let wrong = |error: &(dyn std::error::Error + 'static)| {
        Failure::because(format!("cannot read `{shown}`"), error)
    };
    let read = if piped {
        jsonl::read(&mut io::stdin().lock())
    } else {
        let file = File::open(file).map_err(|error| wrong(&error))?;
        jsonl::read(&mut BufReader::new(file))
    };
    let (graph, notes) = read.map_err(|error| wrong(&error))?;
    tell(cli, &shown, notes);
    let store = super::open(cli, Mode::Create)?;
    let loaded = store.load(graph).map_err(|error| {
        Failure::because(format!("cannot import `{shown}`"), &error)
            .hint("nothing of it was stored")
    })?;
    super::publish(cli, &store);
    let changed = loaded
        .documents
        .iter()
        .filter(|(_, outcome)| *outcome != Outcome::Unchanged);
    writeln!(
        out,
        "imported {} documents ({} new or changed), {} decisions",
        loaded.documents.len(),
        changed.count(),
        loaded.decisions
    )?;
    Ok(())
}

/// Tells what was left out.
fn tell(cli: &Cli, file: &str, notes: Vec<Note>) {
    for note in notes.into_iter().filter(|_| !cli.quiet) {
        progress::say(&format!("note: `{file}` line {}: {}", note.line, note.what));
    }
}
