//! demarche JSON Lines, version 1: the interchange format. One object per line, sorted by type
//! and then by id; nothing is lost with [`Options::with_text`].

mod read;
mod record;
#[cfg(test)]
mod tests;
mod value;
mod write;

pub use read::{Items, Spoiled, items, read};
pub(crate) use write::put_line;
pub use write::{Options, write};

/// Name of the format in the header.
const FORMAT: &str = "demarche-jsonl";
/// Version that is written and read.
const VERSION: u64 = 1;
