//! What the extractor knows before it reads: rows of data, embedded in the binary.

pub mod table;
