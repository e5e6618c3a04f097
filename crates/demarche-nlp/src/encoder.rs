//! Token vectors: hashed attribute embeddings, mixed, then four window layers with residuals.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined loses its vector unit"
)]

use std::sync::Arc;

use fearless_simd::{Level, dispatch, prelude::*};

use crate::dense::Dense;
use crate::error::ModelError;
use crate::hash::row_hashes;
use crate::lexical::WordKeys;
use crate::vectors::Vectors;
use crate::weights::Weights;

/// Width of a token vector.
pub(crate) const WIDTH: usize = 96;
/// The same as a number to divide by.
const COUNT: f32 = 96.0;
/// Alternatives of each output of a layer.
const PIECES: usize = 3;
/// Window layers; each lets a token see one neighbour further on both sides.
const DEPTH: usize = 4;
/// Rows beside a run of tokens that can still be felt in it.
pub(crate) const REACH: usize = DEPTH;
/// What a word gives to the first window layer at one of its three places.
const PLACE: usize = PIECES * WIDTH;
/// Numbers per word type: its vector, and its share in its right neighbour's window, in its own
/// and in its left neighbour's.
pub(crate) const WORD: usize = WIDTH + 3 * PLACE;
/// Keeps the variance of a constant row above zero.
const EPSILON: f32 = 1e-8;

/// One encoder: tables by attribute, and layers.
pub(crate) struct Encoder {
    level: Level,
    tables: Vec<Table>,
    fixed: Option<Fixed>,
    mix: Layer,
    /// The first window layer, split into what each word of the window adds to it.
    places: Dense,
    first: Norm,
    windows: Vec<Layer>,
}

struct Table {
    seed: u32,
    rows: Vec<[f32; WIDTH]>,
}

/// Word vectors that were not trained with the model, and the map to the width of the tables.
struct Fixed {
    vectors: Arc<Vectors>,
    dense: Dense,
}

/// Maxout and layer norm.
struct Layer {
    dense: Dense,
    norm: Norm,
}

struct Norm {
    scale: Vec<f32>,
    shift: Vec<f32>,
}

impl Encoder {
    /// Reads the encoder whose sections begin with `name` and which sees the first `attributes`
    /// of norm, prefix, suffix, shape, space after, is space, and then the word vectors if it was
    /// trained with them.
    pub(crate) fn load(
        weights: &Weights,
        name: &str,
        attributes: usize,
        vectors: Option<&Arc<Vectors>>,
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
        let section = format!("{name}.static.W");
        let fixed = match (weights.has(&section), vectors) {
            (false, _) => None,
            (true, None) => {
                return Err(ModelError::Missing {
                    section: "word vectors".to_owned(),
                });
            }
            (true, Some(vectors)) => {
                let matrix = weights.floats(&section, &[WIDTH, vectors.width()])?;
                Some(Fixed {
                    dense: Dense::new(vectors.width(), 1, &matrix, &[]),
                    vectors: Arc::clone(vectors),
                })
            }
        };
        let features = attributes + usize::from(fixed.is_some());
        let window = |index| Layer::load(weights, &format!("{name}.conv.{index}"), 3 * WIDTH);
        Ok(Self {
            level: Level::new(),
            tables,
            fixed,
            mix: Layer::load(weights, &format!("{name}.mix"), features * WIDTH)?,
            places: places(weights, &format!("{name}.conv.0"))?,
            first: Norm::load(weights, &format!("{name}.conv.0"))?,
            windows: (1..DEPTH).map(window).collect::<Result<_, _>>()?,
        })
    }

    /// Writes the numbers of word types to their places in `out`, counted in types. `None` is the
    /// row beyond the ends of a text, which begins as zero.
    pub(crate) fn describe(
        &self,
        words: &[(u32, Option<(WordKeys, bool)>)],
        scratch: &mut Scratch,
        out: &mut [f32],
    ) {
        let Scratch {
            values: vectors,
            layer: mixed,
            input,
            shares,
            fixed: from,
        } = scratch;
        let hashed = self.tables.len() * WIDTH;
        let width = hashed + if self.fixed.is_some() { WIDTH } else { 0 };
        input.resize(words.len() * width, 0.0);
        mixed.resize(words.len() * WIDTH, 0.0);
        shares.resize(words.len() * 3 * PLACE, 0.0);
        vectors.clear();
        vectors.resize(words.len() * WIDTH, 0.0);
        for ((_, word), row) in words.iter().zip(input.chunks_exact_mut(width)) {
            match word {
                Some((keys, space_after)) => self.look_up(keys, *space_after, row),
                None => row.fill(0.0),
            }
        }
        if let Some(fixed) = &self.fixed {
            let out = input.get_mut(hashed..).unwrap_or_default();
            fixed.place(words, from, shares, out, width);
        }
        self.mix.dense.apply(input, width, mixed);
        dispatch!(self.level, simd => self.mix.norm.add(simd, mixed, vectors));
        for ((_, word), vector) in words.iter().zip(vectors.chunks_exact_mut(WIDTH)) {
            if word.is_none() {
                vector.fill(0.0);
            }
        }
        self.places.apply(vectors, WIDTH, shares);
        let numbers = vectors
            .chunks_exact(WIDTH)
            .zip(shares.chunks_exact(3 * PLACE));
        for (&(index, _), (vector, shares)) in words.iter().zip(numbers) {
            let at = index as usize * WORD;
            out[at..at + WIDTH].copy_from_slice(vector);
            out[at + WIDTH..at + WORD].copy_from_slice(shares);
        }
    }

    /// The table rows of a word, side by side.
    fn look_up(&self, keys: &WordKeys, space_after: bool, row: &mut [f32]) {
        let all = [
            keys.norm,
            keys.prefix,
            keys.suffix,
            keys.shape,
            u64::from(space_after),
            u64::from(keys.is_space),
        ];
        for ((table, key), sum) in self.tables.iter().zip(all).zip(row.chunks_exact_mut(WIDTH)) {
            let rows = row_hashes(key, table.seed)
                .map(|hash| &table.rows[hash as usize % table.rows.len()]);
            for (at, sum) in sum.iter_mut().enumerate() {
                *sum = rows[0][at] + rows[1][at] + rows[2][at] + rows[3][at];
            }
        }
    }

    /// Vectors in context of the tokens that stand in `window`, but for the [`REACH`] rows at
    /// either end, which are their context: tokens, or type 0 beyond the ends of the text, as in
    /// training. `words` are the types' numbers. The result of a token does not depend on how
    /// the text is cut into windows. O(window).
    pub(crate) fn encode(&self, words: &[f32], window: &[u32], scratch: &mut Scratch) {
        let Scratch { values, layer, .. } = scratch;
        let rows = window.len();
        values.resize(rows * WIDTH, 0.0);
        layer.resize(rows * WIDTH, 0.0);
        dispatch!(self.level, simd => {
            first(simd, words, window, layer, values);
            self.first.add(simd, layer, values);
        });
        // Every layer uses up one row of context at either end, the first has used up one.
        for (margin, window) in (2..).zip(&self.windows) {
            let layer = &mut layer[..(rows - 2 * margin) * WIDTH];
            window
                .dense
                .apply(&values[(margin - 1) * WIDTH..], WIDTH, layer);
            let values = &mut values[margin * WIDTH..(rows - margin) * WIDTH];
            dispatch!(self.level, simd => window.norm.add(simd, layer, values));
        }
    }
}

/// Buffers of an encoder, and the result of [`Encoder::encode`].
#[derive(Default)]
pub(crate) struct Scratch {
    values: Vec<f32>,
    layer: Vec<f32>,
    input: Vec<f32>,
    shares: Vec<f32>,
    fixed: Vec<f32>,
}

impl Scratch {
    /// The vectors of the tokens encoded last, a row each, without their context.
    pub(crate) fn vectors(&self) -> &[f32] {
        let margin = REACH * WIDTH;
        self.values
            .get(margin..self.values.len() - margin)
            .unwrap_or_default()
    }
}

/// Reads the window layer `name` as one that gives the share of a single word at each place, the
/// right neighbour's window first; the bias goes to the word's own.
fn places(weights: &Weights, name: &str) -> Result<Dense, ModelError> {
    let matrix = weights.floats(&format!("{name}.W"), &[WIDTH, PIECES, 3 * WIDTH])?;
    let bias = weights.floats(&format!("{name}.b"), &[WIDTH, PIECES])?;
    let mut rows = Vec::with_capacity(matrix.len());
    let mut shift = Vec::with_capacity(3 * PLACE);
    for place in 0..3 {
        for piece in 0..PIECES {
            for output in 0..WIDTH {
                let row = output * PIECES + piece;
                let at = (row * 3 + place) * WIDTH;
                rows.extend_from_slice(&matrix[at..at + WIDTH]);
                shift.push(if place == 1 { bias[row] } else { 0.0 });
            }
        }
    }
    Ok(Dense::new(WIDTH, 1, &rows, &shift))
}

/// The first window layer before its norm, put together from the words' shares, and the words'
/// vectors.
#[inline(always)]
fn first<S: Simd>(simd: S, words: &[f32], window: &[u32], layer: &mut [f32], values: &mut [f32]) {
    let word = |row: Option<usize>| {
        let index = row
            .and_then(|row| window.get(row))
            .map_or(0, |&index| index as usize);
        &words[index * WORD..(index + 1) * WORD]
    };
    let outputs = layer
        .chunks_exact_mut(WIDTH)
        .zip(values.chunks_exact_mut(WIDTH));
    for (row, (output, value)) in outputs.enumerate() {
        let (before, own, after) = (
            word(row.checked_sub(1)),
            word(Some(row)),
            word(Some(row + 1)),
        );
        value.copy_from_slice(&own[..WIDTH]);
        let shares = [
            &before[WIDTH..WIDTH + PLACE],
            &own[WIDTH + PLACE..WIDTH + 2 * PLACE],
            &after[WIDTH + 2 * PLACE..],
        ];
        for (lane, output) in output.chunks_exact_mut(S::f32s::LEN).enumerate() {
            let mut best = S::f32s::splat(simd, f32::NEG_INFINITY);
            for piece in 0..PIECES {
                let at = piece * WIDTH + lane * S::f32s::LEN;
                let [before, own, after] =
                    shares.map(|share| S::f32s::from_slice(simd, &share[at..at + S::f32s::LEN]));
                best = best.max(before + own + after);
            }
            best.store_slice(output);
        }
    }
}

impl Fixed {
    /// Writes the mapped vectors of the words to `out`, a row every `stride` numbers.
    fn place(
        &self,
        words: &[(u32, Option<(WordKeys, bool)>)],
        from: &mut Vec<f32>,
        mapped: &mut [f32],
        out: &mut [f32],
        stride: usize,
    ) {
        let width = self.vectors.width();
        from.resize(words.len() * width, 0.0);
        for ((_, word), row) in words.iter().zip(from.chunks_exact_mut(width)) {
            match word {
                Some((keys, _)) => self.vectors.copy(keys.orth, row),
                None => row.fill(0.0),
            }
        }
        let mapped = &mut mapped[..words.len() * WIDTH];
        self.dense.apply(from, width, mapped);
        for (row, out) in mapped.chunks_exact(WIDTH).zip(out.chunks_mut(stride)) {
            out[..WIDTH].copy_from_slice(row);
        }
    }
}

impl Layer {
    fn load(weights: &Weights, name: &str, inputs: usize) -> Result<Self, ModelError> {
        let dense = Dense::load(weights, name, WIDTH, PIECES, inputs)?;
        Ok(Self {
            dense,
            norm: Norm::load(weights, name)?,
        })
    }
}

impl Norm {
    fn load(weights: &Weights, name: &str) -> Result<Self, ModelError> {
        Ok(Self {
            scale: weights.floats(&format!("{name}.scale"), &[WIDTH])?,
            shift: weights.floats(&format!("{name}.shift"), &[WIDTH])?,
        })
    }

    /// Adds the rows of `layer`, each normalized, to those of `values`.
    #[inline(always)]
    fn add<S: Simd>(&self, simd: S, layer: &[f32], values: &mut [f32]) {
        let lanes = S::f32s::LEN;
        let load = |from: &[f32]| S::f32s::from_slice(simd, from);
        for (row, values) in layer
            .chunks_exact(WIDTH)
            .zip(values.chunks_exact_mut(WIDTH))
        {
            let mut sum = S::f32s::splat(simd, 0.0);
            for part in row.chunks_exact(lanes) {
                sum += load(part);
            }
            let mean = S::f32s::splat(simd, sum.as_slice().iter().sum::<f32>() / COUNT);
            let mut squares = S::f32s::splat(simd, 0.0);
            for part in row.chunks_exact(lanes) {
                let difference = load(part) - mean;
                squares = difference.mul_add(difference, squares);
            }
            let variance = squares.as_slice().iter().sum::<f32>() / COUNT;
            let factor = S::f32s::splat(simd, 1.0 / (variance + EPSILON).sqrt());
            let scales = self
                .scale
                .chunks_exact(lanes)
                .zip(self.shift.chunks_exact(lanes));
            let parts = row.chunks_exact(lanes).zip(values.chunks_exact_mut(lanes));
            for ((part, value), (scale, shift)) in parts.zip(scales) {
                let normal = (load(part) - mean) * factor;
                (normal.mul_add(load(scale), load(shift)) + load(value)).store_slice(value);
            }
        }
    }
}
