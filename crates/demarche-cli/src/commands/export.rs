//! `export`: the graph for other tools.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

use demarche_export::{Drawing, FORMATS, Format, FormatError, Writer, jsonl};
use demarche_model::Observations;
use demarche_query::{Filter, whole};

use crate::args::{Cli, Export};
use crate::error::{Failure, Result};

/// Writes the whole store in the format that `--to` or the ending of the output names.
pub fn run(cli: &Cli, args: &Export, out: &mut dyn Write) -> Result {
    let format = pick(args.to.as_deref(), args.output.as_deref(), "jsonl")?;
    let store = super::reader(cli)?;
    into(args.output.as_deref(), out, |out| match format.writer {
        Writer::Graph(write) => {
            let with_text = args.with_text;
            // What is to lose nothing has the records as they came, beside the decisions.
            let records: &dyn Observations = if with_text { store.base() } else { &store };
            write(records, jsonl::Options { with_text }, out).map_err(failed)
        }
        Writer::Drawing(write) => {
            let part = whole(&store, &Filter::default())?;
            write(&part, &Drawing::default(), out).map_err(failed)
        }
    })
}

/// The format that the option names, else the ending of the output, else the usual one.
pub fn pick(to: Option<&str>, output: Option<&Path>, usual: &str) -> Result<&'static Format> {
    let known = || {
        FORMATS
            .iter()
            .map(|format| format.name)
            .collect::<Vec<_>>()
            .join(", ")
    };
    let hint = || format!("formats are {}", known());
    if let Some(name) = to {
        let unknown = || Failure::usage(format!("no format called `{name}`")).hint(hint());
        return Format::named(name).ok_or_else(unknown);
    }
    let Some(output) = output else {
        return Format::named(usual).ok_or_else(|| Failure::usage("no format").hint(hint()));
    };
    let ending = output.extension().unwrap_or_default().to_string_lossy();
    Format::of_extension(&ending).ok_or_else(|| {
        let what = format!("the ending of `{}` names no format", output.display());
        Failure::usage(what).hint(hint())
    })
}

/// Lets `write` write to the file, or to standard output. A file appears whole or not at all:
/// it is written beside its place and then moved there.
pub fn into(
    output: Option<&Path>,
    out: &mut dyn Write,
    write: impl FnOnce(&mut dyn Write) -> Result,
) -> Result {
    let Some(path) = output else {
        return write(out);
    };
    let wrong = |error: &std::io::Error| {
        Failure::because(format!("cannot write `{}`", path.display()), error)
    };
    let name = path
        .file_name()
        .ok_or_else(|| Failure::usage(format!("`{}` is no file name", path.display())))?;
    let beside = path.with_file_name(format!(".{}.part", name.to_string_lossy()));
    let result = File::create(&beside)
        .map_err(|error| wrong(&error))
        .and_then(|file| {
            let mut file = BufWriter::new(file);
            write(&mut file)?;
            let file = file.into_inner().map_err(|error| wrong(error.error()))?;
            file.sync_all().map_err(|error| wrong(&error))?;
            std::fs::rename(&beside, path).map_err(|error| wrong(&error))
        });
    if result.is_err() {
        // The first failure is the one worth telling.
        let _ = std::fs::remove_file(&beside);
    }
    result
}

/// A format's failure; a reader of the output that went away is told apart.
pub fn failed(error: FormatError) -> Failure {
    match error {
        FormatError::Write(error) => error.into(),
        other => Failure::because("cannot write the graph", &other),
    }
}
