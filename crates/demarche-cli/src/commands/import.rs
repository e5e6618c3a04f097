//! `import`: a graph that demarche or another tool wrote.

use std::fs::File;
use std::io::{self, BufReader, Write};

use demarche_export::jsonl;
use demarche_store::{Mode, Outcome, Store};

use crate::args::{Cli, Import};
use crate::error::{Failure, Result};
use crate::progress;

/// The format that can be read.
const READABLE: &str = "jsonl";

/// Reads a graph into the store.
pub fn run(cli: &Cli, args: &Import, out: &mut dyn Write) -> Result {
    let piped = args.file.as_os_str() == "-";
    let named = args.from.as_deref();
    let format = if piped {
        named.unwrap_or(READABLE)
    } else {
        super::export::pick(named, Some(&args.file), READABLE)?.name
    };
    if format != READABLE {
        return Err(
            Failure::usage(format!("`{format}` can be written but not read"))
                .hint(format!("`{READABLE}` can be read")),
        );
    }
    let shown = if piped {
        "standard input".to_owned()
    } else {
        args.file.display().to_string()
    };
    let wrong = |error: &(dyn std::error::Error + 'static)| {
        Failure::because(format!("cannot read `{shown}`"), error)
    };
    let read = if piped {
        jsonl::read(&mut io::stdin().lock())
    } else {
        let file = File::open(&args.file).map_err(|error| wrong(&error))?;
        jsonl::read(&mut BufReader::new(file))
    };
    let (graph, notes) = read.map_err(|error| wrong(&error))?;
    if !cli.quiet {
        for note in notes {
            progress::say(&format!(
                "note: `{shown}` line {}: {}",
                note.line, note.what
            ));
        }
    }
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
