//! `salvage`: what can still be read of a damaged store.

use std::io::Write;

use demarche_store::{SledStore, StoreError};

use crate::args::{Cli, Salvage};
use crate::error::{Failure, Result};
use crate::output::Rows;
use crate::progress;

/// Makes a new store of it and lists what is lost; the damaged one is left as it is.
pub fn run(cli: &Cli, args: &Salvage, out: &mut dyn Write) -> Result {
    let salvaged = SledStore::salvage(&cli.db, &args.folder);
    let (stats, findings) = salvaged.map_err(|error| {
        let what = format!("cannot salvage store `{}`", cli.db.display());
        let failure = Failure::because(what, &error);
        match error {
            StoreError::Occupied { .. } => failure.hint("name a folder that is not there yet"),
            StoreError::Corrupt { .. } => {
                failure.hint("`demarche restore` makes a store from the last dump or backup")
            }
            _ => failure,
        }
    })?;
    let mut rows = Rows::new(&["tree", "key", "what"]);
    for finding in &findings {
        rows.push(vec![
            finding.tree.into(),
            finding.key.clone().into(),
            finding.what.clone().into(),
        ]);
    }
    rows.write(out, cli.format)?;
    if !cli.quiet {
        progress::say(&format!(
            "`{}` has {} documents, {} statements, {} relations, {} decisions",
            args.folder.display(),
            stats.documents,
            stats.statements,
            stats.relations,
            stats.decisions
        ));
    }
    Ok(())
}
