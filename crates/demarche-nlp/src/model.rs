//! The embedded model: weights by `model/convert.py`, licence in `model/LICENSE`.

/// Neural parts of the English pipeline.
pub(crate) const ENGLISH: &[u8] = include_bytes!("../model/en.bin");
