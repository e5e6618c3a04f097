//! `import`: a graph that demarche or another tool wrote.

mod coding;
mod tables;

use std::error::Error;
use std::io::Write;
use std::path::Path;

use demarche_export::Note;
use demarche_export::jsonl::{self, Items, Spoiled};
use demarche_store::{Mode, SledStore, StoreError, Taken};
use indicatif::ProgressBar;

use super::lines;
use crate::args::{Cli, Import};
use crate::error::{Failure, Kind, Result};
use crate::progress;

/// The formats that can be read.
const LINES: &str = "jsonl";
const TABLES: &str = "csv";
const CODING: &str = "dna";
const GRAPHS: [&str; 2] = ["graphml", "node-link"];

/// Reads a graph into the store.
pub fn run(cli: &Cli, args: &Import, out: &mut dyn Write) -> Result {
    match (format(args)?, &*args.files) {
        (TABLES, [nodes, edges]) => tables::run(cli, args, nodes, edges, out),
        (TABLES, _) => Err(Failure::usage("`csv` takes two files")
            .hint("`demarche import --from csv nodes.csv edges.csv`")),
        (CODING, [file]) => coding::run(cli, args, file, out),
        (LINES, [file]) => read_lines(cli, args, file, out),
        (graph, [file]) => tables::of_graph(cli, args, graph, file, out),
        (other, _) => Err(Failure::usage(format!("`{other}` takes one file"))),
    }
}

/// The format that `--from` names, else the ending of the file.
fn format(args: &Import) -> Result<&'static str> {
    let piped = |file: &Path| file.as_os_str() == "-";
    let ending = |file: &Path| file.extension().is_some_and(|ending| ending == TABLES);
    match (args.from.as_deref(), args.files.first()) {
        (Some(TABLES), _) => return Ok(TABLES),
        (Some(CODING), _) => return Ok(CODING),
        (None, Some(file)) if ending(file) => return Ok(TABLES),
        (None, Some(file)) if piped(file) => return Ok(LINES),
        _ => {}
    }
    let file = args.files.first().map(std::path::PathBuf::as_path);
    let file = file.filter(|file| !piped(file));
    match super::export::pick(args.from.as_deref(), file, LINES)?.name {
        known if known == LINES || GRAPHS.contains(&known) => Ok(known),
        other => Err(
            Failure::usage(format!("`{other}` can be written but not read")).hint(format!(
                "`{LINES}`, `{TABLES}`, `{}` and `{CODING}` can be read",
                GRAPHS.join("`, `")
            )),
        ),
    }
}

/// Reads JSON Lines, sorted outside of memory; every document is stored whole or not at all, and
/// a bad one does not stop the rest.
fn read_lines(cli: &Cli, args: &Import, file: &Path, out: &mut dyn Write) -> Result {
    let shown = lines::shown(file);
    let wrong =
        |error: &(dyn Error + 'static)| Failure::because(format!("cannot read `{shown}`"), error);
    let bar = progress::bar(lines::length(file), cli.quiet);
    bar.set_message("bytes read");
    let mut input = lines::open(file, &bar).map_err(|error| wrong(&error))?;
    let mut items = jsonl::items(&mut *input);
    // A file of another kind is refused before there is a store.
    items.head().map_err(|error| wrong(&error))?;
    let store = super::open(cli, Mode::Create)?;
    let mut reading = Reading {
        shown: &shown,
        bar: &bar,
        left_out: 0,
    };
    let taken = match reading.load(&mut items, &store, args.memory) {
        Ok(taken) if reading.left_out > 0 && taken == Taken::default() => {
            store.discard();
            return Err(Failure::new(
                Kind::Failed,
                format!("nothing of `{shown}` could be stored"),
            ));
        }
        Ok(taken) => taken,
        Err(failure) => {
            store.discard();
            return Err(failure);
        }
    };
    super::publish(cli, &store);
    bar.finish_and_clear();
    tell(cli, &shown, items.notes);
    writeln!(
        out,
        "imported {} documents ({} new or changed), {} decisions",
        taken.documents, taken.changed, taken.decisions
    )?;
    match reading.left_out {
        0 => Ok(()),
        1 => Err(Failure::new(Kind::Failed, "1 record was left out")),
        many => {
            let what = format!("{many} records were left out");
            Err(Failure::new(Kind::Failed, what))
        }
    }
}

/// A file on its way into the store.
struct Reading<'a> {
    shown: &'a str,
    bar: &'a ProgressBar,
    /// How many records and documents were refused.
    left_out: u64,
}

impl Reading<'_> {
    /// Stores what can be stored of it.
    fn load(&mut self, items: &mut Items<'_>, store: &SledStore, memory: usize) -> Result<Taken> {
        let failed = |error: &StoreError| {
            let failure = Failure::because(format!("cannot import `{}`", self.shown), error);
            match super::opening::room(error) {
                Some(hint) => failure.hint(hint),
                None => failure,
            }
        };
        let mut loading = store.loading(memory).map_err(|error| failed(&error))?;
        let mut read = 0;
        while let Some(item) = items.next() {
            match item {
                Ok(item) => {
                    let put = loading.put(items.line(), &item);
                    put.map_err(|error| failed(&error))?;
                    read += 1;
                }
                Err(error) => {
                    let what = format!("cannot read `{}`", self.shown);
                    let failure = Failure::because(what, &error);
                    match items.spoiled() {
                        None => return Err(failure.hint("nothing of it was stored")),
                        Some(Spoiled::Itself) => {}
                        Some(Spoiled::Document(document)) => loading.spoil(document),
                    }
                    self.left_out += 1;
                    progress::complain_beside(self.bar, &failure);
                }
            }
        }
        self.bar.set_length(read);
        self.bar.set_position(0);
        self.bar.set_message("records stored");
        let mut refused = |line: u64, error: StoreError| {
            self.left_out += 1;
            let what = format!("cannot import line {line} of `{}`", self.shown);
            progress::complain_beside(self.bar, &Failure::because(what, &error));
        };
        let taken = loading.finish(&mut refused, &mut |done| self.bar.set_position(done));
        taken.map_err(|error| failed(&error))
    }
}

/// Tells what was left out.
fn tell(cli: &Cli, file: &str, notes: Vec<Note>) {
    for note in notes.into_iter().filter(|_| !cli.quiet) {
        progress::say(&format!("note: `{file}` line {}: {}", note.line, note.what));
    }
}
