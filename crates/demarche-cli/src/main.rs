//! The `demarche` command: arguments, progress, tables, errors. The only crate that touches the
//! terminal and that brings the libraries together.

mod args;
mod commands;
mod error;
mod gold;
mod inputs;
#[cfg(feature = "llm")]
mod llm;
mod output;
mod pipeline;
mod progress;

use std::io::{self, BufWriter, ErrorKind, Write};
use std::process::ExitCode;

use clap::Parser;

use crate::error::Failure;

fn main() -> ExitCode {
    let cli = args::Cli::parse();
    let mut out = BufWriter::new(anstream::AutoStream::auto(io::stdout()));
    let result = commands::run(&cli, &mut out);
    let flushed = out.flush();
    match result {
        Ok(()) => match flushed {
            Err(error) if error.kind() != ErrorKind::BrokenPipe => report(&error.into()),
            _ => ExitCode::SUCCESS,
        },
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => report(&failure),
    }
}

fn report(failure: &Failure) -> ExitCode {
    progress::complain(failure);
    failure.exit_code()
}
