//! `backup`: a dump of what was last published, also while another process changes the store.

use std::fs;
use std::io::Write;

use demarche_store::{Image, Mode, SledStore, StoreError};

use crate::args::{Backup, Cli};
use crate::error::{Failure, Result};

/// Writes a dump into the folder, under the name of the store and the number of its image. A
/// store that nobody has open is published first; of one in use the last image is taken.
pub fn run(cli: &Cli, args: &Backup, out: &mut dyn Write) -> Result {
    let image = published(cli)?;
    let made = fs::create_dir_all(&args.folder);
    made.map_err(|error| {
        Failure::because(
            format!("cannot write to `{}`", args.folder.display()),
            &error,
        )
    })?;
    let place = cli.db.canonicalize().unwrap_or_else(|_| cli.db.clone());
    let name = place.file_stem().unwrap_or_default().to_string_lossy();
    let file = format!("{name}-{}.jsonl.gz", image.generation());
    let file = args.folder.join(file);
    super::export::into(Some(&file), out, |file| super::dump::write(&image, file))?;
    writeln!(out, "{}", file.display())?;
    Ok(())
}

/// The last image, of the present state if that can be had.
fn published(cli: &Cli) -> Result<Image> {
    let refused = |error| super::refused(cli, &error);
    match SledStore::open(&cli.db, Mode::Read) {
        Ok(store) => store
            .publish()
            .map(drop)
            .map_err(|error| super::failed(&error))?,
        Err(StoreError::Locked { .. }) => {}
        Err(other) => return Err(refused(other)),
    }
    let image = Image::open(&cli.db).map_err(refused)?;
    image.ok_or_else(|| {
        let path = cli.db.clone();
        refused(StoreError::Locked { path }).hint("nothing of it is published yet")
    })
}
