//! Word vectors that were trained apart from the model and do not change.

use rustc_hash::FxHashMap;

/// Bytes of a number.
const NUMBER: usize = 4;

/// A row of numbers for each word that is known. Words may share rows.
pub(crate) struct Vectors {
    width: usize,
    /// Little-endian f32, row by row from `start` on: kept as they were read, since a text needs
    /// few of them.
    data: Vec<u8>,
    start: usize,
    rows: FxHashMap<u64, u32>,
}

impl Vectors {
    /// Vectors in `data` from `start` on, and the rows by the keys of the words.
    pub(crate) fn new(
        width: usize,
        data: Vec<u8>,
        start: usize,
        rows: FxHashMap<u64, u32>,
    ) -> Self {
        Self {
            width,
            data,
            start,
            rows,
        }
    }

    /// Numbers of a vector.
    pub(crate) const fn width(&self) -> usize {
        self.width
    }

    /// Writes the vector of the word with that key; zeros for a word that is not known.
    pub(crate) fn copy(&self, key: u64, out: &mut [f32]) {
        let size = self.width * NUMBER;
        let row = self.rows.get(&key).and_then(|&row| {
            let at = self.start + row as usize * size;
            self.data.get(at..at + size)
        });
        match row {
            Some(row) => {
                for (number, out) in row.as_chunks().0.iter().zip(out) {
                    *out = f32::from_le_bytes(*number);
                }
            }
            None => out.fill(0.0),
        }
    }
}
