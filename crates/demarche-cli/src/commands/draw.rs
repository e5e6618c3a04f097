//! `draw`: pictures.

use std::io::Write;
use std::process::{Command, Stdio};

use demarche_export::{Drawing, Format, Writer};
use demarche_model::{NodeId, Subgraph};
use demarche_query::{Wanted, k_shortest, neighbourhood, subgraph_of_paths, whole};

use crate::args::{Cli, Draw, Layout};
use crate::error::{Failure, Kind, Result};
use crate::progress;

/// How many paths between two names are drawn.
const PATHS: usize = 3;

/// Draws what was asked for in the format that `--to` or the ending of the output names.
pub fn run(cli: &Cli, args: &Draw, out: &mut dyn Write) -> Result {
    let format = super::export::pick(args.to.as_deref(), args.output.as_deref(), "svg")?;
    let Writer::Drawing(write) = format.writer else {
        let what = format!("`{}` holds data, not a picture", format.name);
        return Err(Failure::usage(what).hint("`demarche export` writes it"));
    };
    let (part, start) = part(cli, args)?;
    if part.nodes.is_empty() {
        return Err(Failure::not_found("there is nothing to draw"));
    }
    let drawing = Drawing {
        title: Some(title(args)),
        start,
        ..Drawing::default()
    };
    super::export::into(args.output.as_deref(), out, |out| {
        if args.layout == Layout::Graphviz && format.name == "svg" {
            return graphviz(&part, &drawing, out);
        }
        write(&part, &drawing, out).map_err(super::export::failed)
    })?;
    if let Some(path) = args.output.as_deref().filter(|_| !cli.quiet) {
        progress::say(&format!(
            "drew {} nodes and {} edges into `{}`",
            part.nodes.len(),
            part.edges.len(),
            path.display()
        ));
    }
    Ok(())
}

/// What is drawn, and where its paths begin.
fn part(cli: &Cli, args: &Draw) -> Result<(Subgraph, Option<NodeId>)> {
    let store = super::reader(cli)?;
    let filter = super::walk_filter(&store, &args.walk)?;
    let centres = args
        .names
        .iter()
        .map(|name| super::find(&store, name, Wanted::Any))
        .collect::<Result<Vec<_>>>()?;
    if args.path {
        let &[from, to] = centres.as_slice() else {
            return Err(Failure::usage("`--path` takes two names"));
        };
        let paths = k_shortest(&store, from, to, PATHS, &filter)?;
        return Ok((subgraph_of_paths(&store, &paths)?, Some(from)));
    }
    if centres.is_empty() {
        return Ok((whole(&store, &filter)?, None));
    }
    let part = neighbourhood(&store, &centres, args.hops, &filter, args.nodes)?;
    Ok((part, None))
}

fn title(args: &Draw) -> String {
    args.title
        .clone()
        .unwrap_or_else(|| match args.names.as_slice() {
            [] => "All actors and issues".to_owned(),
            names if args.path => format!("From {}", names.join(" to ")),
            names => names.join(", "),
        })
}

/// Lets the `dot` program place the nodes.
fn graphviz(part: &Subgraph, drawing: &Drawing, out: &mut dyn Write) -> Result {
    let hint = "install Graphviz, or leave out `--layout graphviz` for the built-in layout";
    let failed = |error: &std::io::Error| Failure::because("cannot run `dot`", error).hint(hint);
    let Some(Format {
        writer: Writer::Drawing(write),
        ..
    }) = Format::named("dot")
    else {
        return Err(Failure::new(Kind::Failed, "there is no writer of DOT"));
    };
    let mut source = Vec::new();
    write(part, drawing, &mut source).map_err(super::export::failed)?;
    let mut child = Command::new("dot")
        .arg("-Tsvg")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let input = child.stdin.take();
    // Fed from a thread of its own, since `dot` may write before it has read everything.
    let feeder = std::thread::spawn(move || input.map(|mut input| input.write_all(&source)));
    let output = child.wait_with_output().map_err(|error| failed(&error))?;
    let fed = feeder.join();
    if !output.status.success() || !matches!(fed, Ok(Some(Ok(())))) {
        return Err(Failure::new(Kind::Failed, "`dot` failed").hint(hint));
    }
    out.write_all(&output.stdout)?;
    Ok(())
}
