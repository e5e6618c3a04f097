//! Two tables, one of nodes and one of edges, or a graph in one file that they are made of.

use std::error::Error;
use std::fs::File;
use std::io::{Cursor, Read, Write};
use std::path::Path;

use demarche_export::csv::{Edges, Hashed, Numbers, read_nodes, table_digest};
use demarche_export::foreign;
use demarche_model::{Document, DocumentId, NodeRow};
use demarche_store::{Mode, Outcome, SledStore};

use super::tell;
use crate::args::{Cli, Import};
use crate::error::{Failure, Result};
use crate::inputs::shown;
use crate::progress;

/// How often the bar moves while edges are read, in edges.
const OFTEN: usize = 1 << 14;

/// Reads the tables into the store; they are stored whole or not at all.
pub fn run(cli: &Cli, args: &Import, nodes: &Path, edges: &Path, out: &mut dyn Write) -> Result {
    let open = |file: &Path| File::open(file).map_err(|error| wrong(file, &error));
    let first = open(nodes)?;
    let second = open(edges)?;
    let length = second.metadata().map_or(0, |known| known.len());
    store(cli, args, (nodes, first), (edges, second, length), out)
}

/// Reads a graph that another program wrote into one file, as the tables that are made of it.
pub fn of_graph(
    cli: &Cli,
    args: &Import,
    format: &str,
    file: &Path,
    out: &mut dyn Write,
) -> Result {
    let text = if file.as_os_str() == "-" {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map(|_| text)
    } else {
        std::fs::read_to_string(file)
    };
    let text = text.map_err(|error| wrong(file, &error))?;
    let tables = match format {
        "graphml" => foreign::of_graphml(&text),
        _ => foreign::of_node_link(&text),
    };
    let tables = tables.map_err(|error| wrong(file, &error))?;
    drop(text);
    let length = tables.edges.len() as u64;
    let (nodes, edges) = (Cursor::new(tables.nodes), Cursor::new(tables.edges));
    store(cli, args, (file, nodes), (file, edges, length), out)
}

/// Stores the tables of files of these names; of the edges with their length in bytes.
fn store(
    cli: &Cli,
    args: &Import,
    (nodes, input): (&Path, impl Read),
    (edges, file, length): (&Path, impl Read, u64),
    out: &mut dyn Write,
) -> Result {
    let mut input = Hashed::new(input);
    let (rows, numbers, notes) = read_nodes(&mut input).map_err(|error| wrong(nodes, &error))?;
    tell(cli, &shown(nodes), notes);
    let nodes_digest = input.digest().map_err(|error| wrong(nodes, &error))?;

    let count = rows.len();
    let store = super::super::open(cli, Mode::Create)?;
    let taken = take(
        cli,
        args,
        &store,
        (rows, numbers, nodes_digest),
        (edges, file, length),
    );
    let (outcome, read) = match taken {
        Ok(taken) => taken,
        Err(failure) => {
            store.discard();
            return Err(failure);
        }
    };
    if outcome != Outcome::Unchanged {
        super::super::publish(cli, &store);
    }
    let what = match outcome {
        Outcome::Added => "",
        Outcome::Replaced(_) => ", in place of what was there",
        Outcome::Unchanged => ", as it was",
    };
    writeln!(out, "imported {count} nodes and {read} edges{what}")?;
    Ok(())
}

fn wrong(file: &Path, error: &(dyn Error + 'static)) -> Failure {
    Failure::because(format!("cannot read `{}`", file.display()), error).hint("nothing was stored")
}

/// Stores the table: its nodes with their numbers and the digest of their file, and the file of
/// edges with its length. What came of it, and how many edges there were.
fn take(
    cli: &Cli,
    args: &Import,
    store: &SledStore,
    (rows, numbers, nodes_digest): (Vec<NodeRow>, Numbers, [u8; 32]),
    (edges, file, length): (&Path, impl Read, u64),
) -> Result<(Outcome, usize)> {
    let mut table =
        Edges::new(Hashed::new(file), &numbers).map_err(|error| wrong(edges, &error))?;
    let failed = |error: &(dyn Error + 'static)| {
        Failure::because(format!("cannot import `{}`", edges.display()), error)
            .hint("nothing of it was stored")
    };
    let mut importing = store
        .import(rows, args.memory)
        .map_err(|error| failed(&error))?;
    let bar = progress::bar(Some(length), cli.quiet);
    bar.set_message("bytes read");
    let mut read = 0usize;
    while let Some(edge) = table.next() {
        let edge = edge.map_err(|error| wrong(edges, &error))?;
        importing.push(&edge).map_err(|error| failed(&error))?;
        read += 1;
        if read.is_multiple_of(OFTEN) {
            bar.set_position(table.input().read_so_far());
        }
    }
    let (input, notes) = table.finish();
    tell(cli, &shown(edges), notes);
    let edges_digest = input.digest().map_err(|error| wrong(edges, &error))?;
    drop(numbers);

    let sha256 = table_digest(&nodes_digest, &edges_digest);
    let document = Document {
        id: DocumentId::of_sha256(&sha256),
        paths: vec![shown(edges)],
        title: None,
        outlet: None,
        url: None,
        date: None,
        sha256,
        text: None,
    };
    bar.set_length(3 * read as u64);
    bar.set_message("steps of sorting and writing");
    let outcome = importing
        .finish(document, &mut |done| bar.set_position(done))
        .map_err(|error| failed(&error))?;
    bar.finish_and_clear();
    Ok((outcome, read))
}
