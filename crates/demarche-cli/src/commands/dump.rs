//! `dump`: all that the store holds, in one compressed file.

use std::io::{BufWriter, IntoInnerError, Write};

use demarche_export::jsonl;
use demarche_model::Observations;
use demarche_store::Mode;
use flate2::{Compression, GzBuilder};

use crate::args::{Cli, Dump};
use crate::error::Result;

/// Bytes that are compressed together: the compressor clears a buffer for each write, which took
/// most of the time of a dump where each part of a line was one.
const BUFFER: usize = 1 << 18;

/// Writes the documents with their texts, all records as the documents gave them, and the
/// decisions. The same content gives the same bytes, whatever way it came into the store.
pub fn run(cli: &Cli, args: &Dump, out: &mut dyn Write) -> Result {
    let store = super::open(cli, Mode::Read)?;
    super::export::into(Some(&args.file), out, |file| write(&store, file))
}

/// Compressed JSON Lines. The header of the compressed file names neither time nor system.
pub fn write(records: &dyn Observations, out: &mut dyn Write) -> Result {
    let packed = GzBuilder::new().write(out, Compression::default());
    let mut lines = BufWriter::with_capacity(BUFFER, packed);
    let options = jsonl::Options { with_text: true };
    jsonl::write(records, options, &mut lines).map_err(super::export::failed)?;
    let packed = lines.into_inner().map_err(IntoInnerError::into_error)?;
    packed.finish()?.flush()?;
    Ok(())
}
