//! `backup`: a dump of what was last published, also while another process changes the store.

use std::fs;
use std::io::Write;

use crate::args::{Backup, Cli};
use crate::error::{Failure, Result};

/// Writes a dump into the folder, under the name of the store and the number of its image. A
/// store that nobody has open is published first; of one in use the last image is taken.
pub fn run(cli: &Cli, args: &Backup, out: &mut dyn Write) -> Result {
    let image = super::opening::published(cli)?;
    fs::create_dir_all(&args.folder).map_err(|error| {
        let what = format!("cannot write to `{}`", args.folder.display());
        Failure::because(what, &error)
    })?;
    let place = cli.db.canonicalize().unwrap_or_else(|_| cli.db.clone());
    let name = place.file_stem().unwrap_or_default().to_string_lossy();
    let file = format!("{name}-{}.jsonl.gz", image.generation());
    let file = args.folder.join(file);
    super::export::into(Some(&file), out, |file| super::dump::write(&image, file))?;
    writeln!(out, "{}", file.display())?;
    Ok(())
}
