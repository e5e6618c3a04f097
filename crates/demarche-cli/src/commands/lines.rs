//! A file of JSON Lines, compressed or not, or standard input.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;

/// First bytes of a compressed file.
const GZIP: [u8; 2] = [0x1f, 0x8b];

/// Whether standard input is meant.
fn piped(file: &Path) -> bool {
    file.as_os_str() == "-"
}

/// What the file is called in messages.
pub fn shown(file: &Path) -> String {
    if piped(file) {
        return "standard input".to_owned();
    }
    file.display().to_string()
}

/// Bytes of the file, where that is known.
pub fn length(file: &Path) -> Option<u64> {
    let known = (!piped(file)).then(|| fs::metadata(file).ok()).flatten()?;
    Some(known.len())
}

/// Opens the file; the bar follows the bytes that are read from it.
pub fn open(file: &Path, bar: &ProgressBar) -> io::Result<Box<dyn BufRead>> {
    let bytes: Box<dyn Read> = if piped(file) {
        Box::new(io::stdin())
    } else {
        Box::new(File::open(file)?)
    };
    let mut bytes = BufReader::with_capacity(1 << 17, bar.wrap_read(bytes));
    let packed = bytes.fill_buf()?.starts_with(&GZIP);
    Ok(if packed {
        Box::new(BufReader::new(MultiGzDecoder::new(bytes)))
    } else {
        Box::new(bytes)
    })
}
