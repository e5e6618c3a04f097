//! `vocab/vectors` and `vocab/key2row`: numpy's array of word vectors, and its rows by word.

use rmp::decode::{read_int, read_map_len};
use rustc_hash::FxHashMap;
use serde_json::Value;

use super::{damaged, unsupported};
use crate::error::ModelError;
use crate::vectors::Vectors;

const FILE: &str = "vocab/vectors";
const ROWS: &str = "vocab/key2row";
const CONFIG: &str = "vocab/vectors.cfg";
const MAGIC: &[u8] = b"\x93NUMPY";

/// The vectors, which stay where they were read. O(words).
pub(super) fn read(config: &[u8], keys: &[u8], vectors: Vec<u8>) -> Result<Vectors, ModelError> {
    let config: Value =
        serde_json::from_slice(config).map_err(|error| damaged(CONFIG, error.to_string()))?;
    let mode = config.get("mode").and_then(Value::as_str);
    if mode.is_some_and(|mode| mode != "default") {
        let what = format!("vectors of mode `{}`", mode.unwrap_or_default());
        return Err(unsupported(CONFIG, what));
    }
    let orth = |attribute: &Value| *attribute == "ORTH" || *attribute == 65;
    if config.get("attr").is_some_and(|attribute| !orth(attribute)) {
        return Err(unsupported(CONFIG, "vectors by another key than the word"));
    }
    let (start, rows, width) = header(&vectors)
        .ok_or_else(|| damaged(FILE, "a table of little-endian f32, row by row"))?;
    let size = rows.checked_mul(width).and_then(|size| size.checked_mul(4));
    if size.is_none() || size != vectors.len().checked_sub(start) {
        return Err(damaged(FILE, format!("{rows} rows of {width} numbers")));
    }
    let by_key =
        by_key(keys, rows).ok_or_else(|| damaged(ROWS, "the row of each word in the vectors"))?;
    Ok(Vectors::new(width, vectors, start, by_key))
}

/// Where the numbers begin, how many rows there are, and how wide they are.
fn header(bytes: &[u8]) -> Option<(usize, usize, usize)> {
    let rest = bytes.strip_prefix(MAGIC)?;
    let (version, rest) = rest.split_first_chunk::<2>()?;
    let (length, before) = if version[0] == 1 {
        (usize::from(u16::from_le_bytes(*rest.first_chunk()?)), 10)
    } else {
        (
            usize::try_from(u32::from_le_bytes(*rest.first_chunk()?)).ok()?,
            12,
        )
    };
    let text = std::str::from_utf8(bytes.get(before..before + length)?).ok()?;
    let value = |key: &str| {
        let (_, value) = text.split_once(&format!("'{key}':"))?;
        Some(value.trim_start())
    };
    let plain =
        value("descr")?.starts_with("'<f4'") && value("fortran_order")?.starts_with("False");
    let (shape, _) = value("shape")?.strip_prefix('(')?.split_once(')')?;
    let (rows, width) = shape.split_once(',')?;
    let number = |text: &str| text.trim().trim_end_matches(',').parse().ok();
    plain.then_some((before + length, number(rows)?, number(width)?))
}

/// Rows by the hashes of the words. A row below zero means that the word has no vector.
fn by_key(mut bytes: &[u8], rows: usize) -> Option<FxHashMap<u64, u32>> {
    let count = read_map_len(&mut bytes).ok()?;
    let mut found = FxHashMap::default();
    // An entry has two bytes at least, whatever the count says.
    found.reserve(bytes.len().min(count as usize));
    for _ in 0..count {
        let key = read_int::<u64, _>(&mut bytes).ok()?;
        let row = read_int::<i64, _>(&mut bytes).ok()?;
        if let Ok(row) = u32::try_from(row) {
            if row as usize >= rows {
                return None;
            }
            found.insert(key, row);
        }
    }
    bytes.is_empty().then_some(found)
}
