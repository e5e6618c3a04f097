//! `compact`: the same store in smaller files.

use std::io::Write;

use demarche_store::Mode;

use crate::args::Cli;
use crate::error::Result;

/// Writes the store's files anew, without what older changes left in them.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result {
    let store = super::open(cli, Mode::Write)?;
    let (before, after) = store.compact().map_err(|error| super::failed(&error))?;
    writeln!(
        out,
        "{:.1} MB became {:.1} MB",
        megabytes(before),
        megabytes(after)
    )?;
    Ok(())
}

#[allow(clippy::cast_precision_loss, reason = "one decimal is shown")]
fn megabytes(bytes: u64) -> f64 {
    bytes as f64 / 1e6
}
