//! Token vectors: hashed attribute embeddings, mixed, then four window layers with residuals.

use crate::dense::Dense;
use crate::error::ModelError;
use crate::hash::row_hashes;
use crate::lexical::WordKeys;
use crate::weights::Weights;

/// Width of a token vector.
pub(crate) const WIDTH: usize = 96;
/// Window layers; each lets a token see one neighbour further on both sides.
const DEPTH: usize = 4;
/// Rows beside a run of tokens that can still be felt in it.
const REACH: usize = DEPTH;
/// Keeps the variance of a constant row above zero.
const EPSILON: f32 = 1e-8;

/// One encoder: tables by attribute, and layers.
pub(crate) struct Encoder {
    tables: Vec<Table>,
    mix: Layer,
    windows: Vec<Layer>,
}

struct Table {
    seed: u32,
    rows: Vec<[f32; WIDTH]>,
}

/// Maxout and layer norm.
struct Layer {
    dense: Dense,
    scale: Vec<f32>,
    shift: Vec<f32>,
}

impl Encoder {
    /// Reads the encoder whose sections begin with `name` and which sees the first `attributes`
    /// of norm, prefix, suffix, shape, space after, is space.
    pub(crate) fn load(
        weights: &Weights,
        name: &str,
        attributes: usize,
    ) -> Result<Self, ModelError> {
        let seeds = weights.integers(&format!("{name}.seeds"), &[attributes])?;
        let table = |(index, seed)| {
            let section = format!("{name}.embed.{index}");
            let numbers = weights.floats(&section, &[0, WIDTH])?;
            let rows = numbers.as_chunks().0.to_vec();
            if rows.is_empty() {
                return Err(ModelError::Damaged { section });
            }
            Ok(Table { seed, rows })
        };
        let tables = seeds
            .into_iter()
            .enumerate()
            .map(table)
            .collect::<Result<_, _>>()?;
        let window = |index| Layer::load(weights, &format!("{name}.conv.{index}"), 3 * WIDTH);
        Ok(Self {
            tables,
            mix: Layer::load(weights, &format!("{name}.mix"), attributes * WIDTH)?,
            windows: (0..DEPTH).map(window).collect::<Result<_, _>>()?,
        })
    }

    /// Vectors of word types without context, a row each.
    pub(crate) fn embed(&self, types: &[(WordKeys, bool)]) -> Vec<f32> {
        let width = self.tables.len() * WIDTH;
        let mut input = vec![0.0; types.len() * width];
        for ((keys, space_after), row) in types.iter().zip(input.chunks_exact_mut(width)) {
            let all = [
                keys.norm,
                keys.prefix,
                keys.suffix,
                keys.shape,
                u64::from(*space_after),
                u64::from(keys.is_space),
            ];
            for ((table, key), sum) in self.tables.iter().zip(all).zip(row.chunks_exact_mut(WIDTH))
            {
                for hash in row_hashes(key, table.seed) {
                    let from = &table.rows[hash as usize % table.rows.len()];
                    for (sum, value) in sum.iter_mut().zip(from) {
                        *sum += value;
                    }
                }
            }
        }
        let mut output = vec![0.0; types.len() * WIDTH];
        self.mix.dense.apply(&input, width, &mut output);
        for row in output.chunks_exact_mut(WIDTH) {
            self.mix.normalize(row);
        }
        output
    }

    /// Vectors in context of the tokens `from..to`. `types` gives each token's row in `embedded`.
    /// Beyond the ends of the text lie rows that begin as zero, as in training. The result of a
    /// token does not depend on how the text is cut into runs. O(to - from).
    pub(crate) fn encode(
        &self,
        embedded: &[f32],
        types: &[u32],
        from: usize,
        to: usize,
        scratch: &mut Scratch,
    ) {
        let count = to - from;
        // One more row at either end stays zero: the neighbours of the outermost rows.
        let rows = count + 2 * REACH;
        let values = &mut scratch.values;
        values.clear();
        values.resize((rows + 2) * WIDTH, 0.0);
        for (row, slot) in values
            .chunks_exact_mut(WIDTH)
            .skip(1)
            .take(rows)
            .enumerate()
        {
            if let Some(&word) = (from + row)
                .checked_sub(REACH)
                .and_then(|token| types.get(token))
            {
                let at = word as usize * WIDTH;
                slot.copy_from_slice(&embedded[at..at + WIDTH]);
            }
        }
        for layer in &self.windows {
            scratch.layer.resize(rows * WIDTH, 0.0);
            layer.dense.apply(values, WIDTH, &mut scratch.layer);
            let inner = values[WIDTH..].chunks_exact_mut(WIDTH);
            for (value, change) in inner.zip(scratch.layer.chunks_exact_mut(WIDTH)) {
                layer.normalize(change);
                for (value, change) in value.iter_mut().zip(change) {
                    *value += *change;
                }
            }
        }
        values.truncate((1 + REACH + count) * WIDTH);
        values.drain(..(1 + REACH) * WIDTH);
    }
}

/// Buffers of [`Encoder::encode`]; `values` holds its result, a row per token.
#[derive(Default)]
pub(crate) struct Scratch {
    pub(crate) values: Vec<f32>,
    layer: Vec<f32>,
}

impl Layer {
    fn load(weights: &Weights, name: &str, inputs: usize) -> Result<Self, ModelError> {
        Ok(Self {
            dense: Dense::load(weights, name, WIDTH, 3, inputs)?,
            scale: weights.floats(&format!("{name}.scale"), &[WIDTH])?,
            shift: weights.floats(&format!("{name}.shift"), &[WIDTH])?,
        })
    }

    fn normalize(&self, row: &mut [f32]) {
        let mean = sum(row.iter().copied()) / WIDTH as f32;
        let variance = sum(row.iter().map(|value| (value - mean) * (value - mean))) / WIDTH as f32;
        let factor = 1.0 / (variance + EPSILON).sqrt();
        for ((value, scale), shift) in row.iter_mut().zip(&self.scale).zip(&self.shift) {
            *value = (*value - mean) * factor * scale + shift;
        }
    }
}

/// Sum of a row in eight interleaved parts, which vectorizes and loses less than one after another.
fn sum(values: impl Iterator<Item = f32>) -> f32 {
    let mut parts = [0.0; 8];
    for (index, value) in values.enumerate() {
        parts[index % 8] += value;
    }
    parts.iter().sum()
}
