//! `export`: the graph for other tools.

mod chosen;
mod selection;

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use demarche_export::{Drawing, FORMATS, Format, FormatError, Member, Writer, jsonl};
use demarche_model::Observations;

use self::selection::{Selection, Store};
use crate::args::{Cli, Export};
use crate::error::{Failure, Result};

/// Writes what the options choose in the format that `--to` or the ending of the output names.
pub fn run(cli: &Cli, args: &Export, out: &mut dyn Write) -> Result {
    let format = pick(args.to.as_deref(), args.output.as_deref(), "jsonl")?;
    let members = match format.writer {
        Writer::Folder(members) => members,
        ref writer => &[Member {
            name: format.name,
            writer: *writer,
        }],
    };
    for member in members {
        suits(&member.writer, format, args)?;
    }
    let store = super::reader(cli)?;
    let selection = Selection::choose(&store, args)?;
    match format.writer {
        Writer::Folder(members) => {
            let Some(folder) = args.output.as_deref() else {
                let what = format!("`{}` is written into a folder", format.name);
                return Err(Failure::usage(what).hint("name it with `-o FOLDER`"));
            };
            into_folder(folder, members, |member, out| {
                write(&store, &selection, format, &member.writer, args, out)
            })
        }
        writer => into(args.output.as_deref(), out, |out| {
            write(&store, &selection, format, &writer, args, out)
        }),
    }
}

/// Refuses options that a writer does not look at.
fn suits(writer: &Writer, format: &Format, args: &Export) -> Result {
    let refused = |option: &str, hint: &str| {
        let what = format!("`{}` takes no `{option}`", format.name);
        Err(Failure::usage(what).hint(hint))
    };
    let graph = matches!(writer, Writer::Graph(_));
    let single = args.edges == crate::args::EdgeUnit::Statements;
    if args.with_text && !graph {
        return refused("--with-text", "`--to jsonl` takes the texts along");
    }
    let networks = "formats of networks do: `--to graphml`, `--to gexf`, `--to csv` and others";
    if let Some(option) = selection::given(args).filter(|_| graph) {
        return refused(option, networks);
    }
    if matches!(writer, Writer::Drawing(_)) {
        if single {
            return refused("--edges statements", networks);
        }
        if args.network.is_some() {
            return refused("--network", networks);
        }
    }
    Ok(())
}

fn write(
    store: &Store,
    selection: &Selection,
    format: &Format,
    writer: &Writer,
    args: &Export,
    out: &mut dyn Write,
) -> Result {
    match writer {
        Writer::Graph(write) => {
            let with_text = args.with_text;
            // What is to lose nothing has the records as they came, beside the decisions.
            let records: &dyn Observations = if with_text { store.base() } else { store };
            write(records, jsonl::Options { with_text }, out).map_err(failed)
        }
        Writer::Drawing(write) => {
            let part = selection.part(store)?;
            let mut drawing = Drawing::default();
            if format.is_wordy() {
                drawing.said = super::draw::words::behind(store, &part)?;
            }
            write(&part, &drawing, out).map_err(failed)
        }
        Writer::Network(write) => write(&*selection.list(store)?, out).map_err(failed),
        Writer::Folder(_) => Err(Failure::usage("a folder in a folder")),
    }
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
    let beside = beside(path)?;
    let result = complete(&beside, write).and_then(|()| moved(&beside, path));
    if result.is_err() {
        // The first failure is the one worth telling.
        let _ = std::fs::remove_file(&beside);
    }
    result
}

/// Lets `write` write the files of a folder, which is made where it is not there. Each is written
/// beside its place; once all are, they are moved there.
fn into_folder(
    folder: &Path,
    members: &[Member],
    mut write: impl FnMut(&Member, &mut dyn Write) -> Result,
) -> Result {
    std::fs::create_dir_all(folder).map_err(|error| {
        Failure::because(format!("cannot make folder `{}`", folder.display()), &error)
    })?;
    let mut done: Vec<(PathBuf, PathBuf)> = Vec::new();
    let mut all = || {
        for member in members {
            let path = folder.join(member.name);
            done.push((beside(&path)?, path));
            if let Some((beside, _)) = done.last() {
                complete(beside, |out| write(member, out))?;
            }
        }
        done.iter()
            .try_for_each(|(beside, path)| moved(beside, path))
    };
    let result = all();
    if result.is_err() {
        for (beside, _) in done {
            // The first failure is the one worth telling.
            let _ = std::fs::remove_file(beside);
        }
    }
    result
}

fn wrong(path: &Path, error: &std::io::Error) -> Failure {
    Failure::because(format!("cannot write `{}`", path.display()), error)
}

/// Where a file is written before it has its place.
fn beside(path: &Path) -> Result<PathBuf> {
    let name = path
        .file_name()
        .ok_or_else(|| Failure::usage(format!("`{}` is no file name", path.display())))?;
    Ok(path.with_file_name(format!(".{}.part", name.to_string_lossy())))
}

/// A file with all that `write` writes, on the disk.
fn complete(path: &Path, write: impl FnOnce(&mut dyn Write) -> Result) -> Result {
    let file = File::create(path).map_err(|error| wrong(path, &error))?;
    let mut file = BufWriter::new(file);
    write(&mut file)?;
    let file = file
        .into_inner()
        .map_err(|error| wrong(path, error.error()))?;
    file.sync_all().map_err(|error| wrong(path, &error))
}

fn moved(from: &Path, to: &Path) -> Result {
    std::fs::rename(from, to).map_err(|error| wrong(to, &error))
}

/// A format's failure; a reader of the output that went away is told apart.
pub fn failed(error: FormatError) -> Failure {
    match error {
        FormatError::Write(error) => error.into(),
        other => Failure::because("cannot write the graph", &other),
    }
}
