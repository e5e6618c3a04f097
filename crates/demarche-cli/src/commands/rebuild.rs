//! `rebuild`: all that is derived, anew from the records.

use std::io::Write;

use demarche_store::{Mode, Store};

use crate::args::Cli;
use crate::error::Result;

/// Writes the derived indexes anew; damaged records stop it before anything is changed.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result {
    let store = super::open(cli, Mode::Write)?;
    store.rebuild().map_err(|error| super::failed(&error))?;
    super::publish(cli, &store);
    let stats = store.stats().map_err(|error| super::failed(&error))?;
    writeln!(
        out,
        "rebuilt the indexes of {} documents, {} actors, {} issues",
        stats.documents, stats.actors, stats.issues
    )?;
    Ok(())
}
