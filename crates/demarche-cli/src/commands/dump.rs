//! `dump`: all that the store holds, in one compressed file.

use std::io::Write;

use demarche_export::jsonl;
use demarche_model::Observations;
use demarche_store::Mode;
use flate2::{Compression, GzBuilder};

use crate::args::{Cli, Dump};
use crate::error::Result;

/// Writes the documents with their texts, all records as the documents gave them, and the
/// decisions. The same content gives the same bytes, whatever way it came into the store.
pub fn run(cli: &Cli, args: &Dump, out: &mut dyn Write) -> Result {
    let store = super::open(cli, Mode::Read)?;
    super::export::into(Some(&args.file), out, |file| write(&store, file))
}

/// Compressed JSON Lines. The header of the compressed file names neither time nor system.
pub fn write(records: &dyn Observations, out: &mut dyn Write) -> Result {
    let mut packed = GzBuilder::new().write(out, Compression::default());
    let options = jsonl::Options { with_text: true };
    jsonl::write(records, options, &mut packed).map_err(super::export::failed)?;
    packed.finish()?.flush()?;
    Ok(())
}
