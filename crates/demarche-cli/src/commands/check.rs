//! `check`: is the store sound?

use std::io::Write;

use demarche_store::{Mode, Store};

use crate::args::Cli;
use crate::error::{Failure, Result};
use crate::output::Rows;

/// Reads every record, looks at what is derived, and lists what disagrees.
pub fn run(cli: &Cli, out: &mut dyn Write) -> Result {
    let store = super::open(cli, Mode::Read)?;
    let mut findings = store.check().map_err(|error| super::failed(&error))?;
    let of_image = store.check_image().map_err(|error| super::failed(&error))?;
    findings.extend(of_image);
    if findings.is_empty() {
        let stats = store.stats().map_err(|error| super::failed(&error))?;
        writeln!(
            out,
            "sound: {} documents, {} statements, {} relations",
            stats.documents, stats.statements, stats.relations
        )?;
        return Ok(());
    }
    let mut rows = Rows::new(&["tree", "key", "what"]);
    for finding in &findings {
        rows.push(vec![
            finding.tree.into(),
            finding.key.clone().into(),
            finding.what.clone().into(),
        ]);
    }
    rows.write(out, cli.format)?;
    Err(Failure::new(
        crate::error::Kind::Failed,
        format!("the store has {} faults", findings.len()),
    )
    .hint("`demarche rebuild` writes the derived indexes anew from the records")
    .hint("`demarche salvage FOLDER` makes a new store of what can be read"))
}
