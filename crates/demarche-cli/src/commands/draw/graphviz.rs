//! Pictures that a program of Graphviz lays out.

use std::io::Write;
use std::process::{Command, Stdio};

use demarche_export::{Drawing, Format, Writer};
use demarche_model::Subgraph;

use super::super::export;
use crate::error::{Failure, Kind, Result};

/// SVG as the program makes it.
pub fn svg(program: &str, part: &Subgraph, drawing: &Drawing) -> Result<Vec<u8>> {
    let hint = "install Graphviz, or leave out `--layout` for the built-in layout";
    let failed = |error: &std::io::Error| {
        Failure::because(format!("cannot run `{program}`"), error).hint(hint)
    };
    let Some(Format {
        writer: Writer::Drawing(write),
        ..
    }) = Format::named("dot")
    else {
        return Err(Failure::new(Kind::Failed, "there is no writer of DOT"));
    };
    let mut source = Vec::new();
    write(part, drawing, &mut source).map_err(export::failed)?;
    let mut command = Command::new(program);
    command.arg("-Tsvg");
    if program != "dot" {
        // The others let nodes cover each other unless they are told not to.
        command.args(["-Goverlap=prism", "-Gsplines=true"]);
    }
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let input = child.stdin.take();
    // Fed from a thread of its own, since it may write before it has read everything.
    let feeder = std::thread::spawn(move || input.map(|mut input| input.write_all(&source)));
    let output = child.wait_with_output().map_err(|error| failed(&error))?;
    let fed = feeder.join();
    if !output.status.success() || !matches!(fed, Ok(Some(Ok(())))) {
        return Err(Failure::new(Kind::Failed, format!("`{program}` failed")).hint(hint));
    }
    Ok(output.stdout)
}
