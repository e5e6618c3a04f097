//! Affine layers with the weights laid out for the vector unit at hand.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined loses its vector unit"
)]

use fearless_simd::{Level, dispatch, prelude::*};

use crate::error::ModelError;
use crate::weights::Weights;

/// Vectors of outputs that a layer without alternatives computes at a time.
const BREADTH: usize = 2;

/// An affine map, optionally followed by the maximum over `pieces` alternatives of each output.
pub(crate) struct Dense {
    level: Level,
    inputs: usize,
    outputs: usize,
    pieces: usize,
    /// By block, then input, then vector of the block, then lane. The vectors of a block are
    /// the pieces of `lanes` outputs, or [`BREADTH`] times `lanes` outputs of one piece.
    weights: Vec<f32>,
    /// By block, then vector, then lane.
    bias: Vec<f32>,
}

impl Dense {
    /// Lays out row-major `weights` of shape [outputs, pieces, inputs] and `bias` of shape
    /// [outputs, pieces]; an empty bias is zero.
    pub(crate) fn new(inputs: usize, pieces: usize, weights: &[f32], bias: &[f32]) -> Self {
        Self::with(Level::new(), inputs, pieces, weights, bias)
    }

    fn with(level: Level, inputs: usize, pieces: usize, weights: &[f32], bias: &[f32]) -> Self {
        let lanes = dispatch!(level, simd => lanes(simd));
        let outputs = weights.len() / (inputs * pieces);
        let vectors = if pieces == 1 { BREADTH } else { pieces };
        let breadth = lanes * vectors / pieces;
        let blocks = outputs.div_ceil(breadth);
        let mut packed = vec![0.0; blocks * inputs * vectors * lanes];
        let mut packed_bias = vec![0.0; blocks * vectors * lanes];
        for output in 0..outputs {
            let (block, within) = (output / breadth, output % breadth);
            for piece in 0..pieces {
                let source = output * pieces + piece;
                let at = piece * lanes + within;
                for input in 0..inputs {
                    packed[(block * inputs + input) * vectors * lanes + at] =
                        weights[source * inputs + input];
                }
                packed_bias[block * vectors * lanes + at] =
                    bias.get(source).copied().unwrap_or_default();
            }
        }
        Self {
            level,
            inputs,
            outputs,
            pieces,
            weights: packed,
            bias: packed_bias,
        }
    }

    /// Reads `name.W` and `name.b`.
    pub(crate) fn load(
        weights: &Weights,
        name: &str,
        outputs: usize,
        pieces: usize,
        inputs: usize,
    ) -> Result<Self, ModelError> {
        let (wide, narrow) = if pieces == 1 {
            (vec![outputs, inputs], vec![outputs])
        } else {
            (vec![outputs, pieces, inputs], vec![outputs, pieces])
        };
        let matrix = weights.floats(&format!("{name}.W"), &wide)?;
        let bias = weights.floats(&format!("{name}.b"), &narrow)?;
        Ok(Self::new(inputs, pieces, &matrix, &bias))
    }

    /// Numbers per row of the result.
    pub(crate) const fn outputs(&self) -> usize {
        self.outputs
    }

    /// Applies the layer to as many rows as `output` holds; row `i` begins at `i * stride` of
    /// `input`, so that windows may overlap. The result of a row depends on that row alone, bit
    /// for bit.
    pub(crate) fn apply(&self, input: &[f32], stride: usize, output: &mut [f32]) {
        dispatch!(self.level, simd => match self.pieces {
            1 => self.blocks::<_, BREADTH, false>(simd, input, stride, output),
            2 => self.blocks::<_, 2, true>(simd, input, stride, output),
            _ => self.blocks::<_, 3, true>(simd, input, stride, output),
        });
    }

    /// Goes through the blocks of outputs and, for each, the rows in tiles: the weights of a
    /// block stay in the nearest cache, the sums of a tile in the registers (16 of them up to
    /// AVX2, 32 with AVX-512).
    #[inline(always)]
    fn blocks<S: Simd, const VECTORS: usize, const MAXOUT: bool>(
        &self,
        simd: S,
        input: &[f32],
        stride: usize,
        output: &mut [f32],
    ) {
        let size = VECTORS * S::f32s::LEN;
        let breadth = if MAXOUT { S::f32s::LEN } else { size };
        let weights = self.weights.chunks_exact(self.inputs * size);
        let bias = self.bias.chunks_exact(size);
        for (block, (weights, bias)) in weights.zip(bias).enumerate() {
            let tile = Tile {
                simd,
                input,
                stride,
                inputs: self.inputs,
                weights,
                bias,
            };
            let from = block * breadth;
            let width = breadth.min(self.outputs - from);
            let mut columns = Columns {
                output,
                pitch: self.outputs,
                from,
                width,
            };
            match (VECTORS, S::f32s::LEN) {
                (3, 16) => tile.sweep::<VECTORS, MAXOUT, 8>(&mut columns),
                (3, _) => tile.sweep::<VECTORS, MAXOUT, 3>(&mut columns),
                (_, 16) => tile.sweep::<VECTORS, MAXOUT, 12>(&mut columns),
                _ => tile.sweep::<VECTORS, MAXOUT, 5>(&mut columns),
            }
        }
    }
}

#[inline(always)]
fn lanes<S: Simd>(_: S) -> usize {
    S::f32s::LEN
}

/// One block of outputs of a layer and the rows it is applied to.
struct Tile<'a, S> {
    simd: S,
    input: &'a [f32],
    stride: usize,
    inputs: usize,
    weights: &'a [f32],
    bias: &'a [f32],
}

/// The columns of the result that belong to one block.
struct Columns<'a> {
    output: &'a mut [f32],
    pitch: usize,
    from: usize,
    width: usize,
}

impl<S: Simd> Tile<'_, S> {
    #[inline(always)]
    fn sweep<const VECTORS: usize, const MAXOUT: bool, const ROWS: usize>(
        &self,
        columns: &mut Columns,
    ) {
        let rows = columns.output.len() / columns.pitch;
        let mut row = 0;
        while row + ROWS <= rows {
            columns.store::<S, VECTORS, MAXOUT, ROWS>(row, self.sums(row));
            row += ROWS;
        }
        if row < rows && rows >= ROWS {
            // The last tile overlaps the one before it: cheaper than single rows, same bits.
            columns.store::<S, VECTORS, MAXOUT, ROWS>(rows - ROWS, self.sums(rows - ROWS));
        } else {
            for row in row..rows {
                columns.store::<S, VECTORS, MAXOUT, 1>(row, self.sums(row));
            }
        }
    }

    #[inline(always)]
    fn sums<const VECTORS: usize, const ROWS: usize>(
        &self,
        row: usize,
    ) -> [[S::f32s; VECTORS]; ROWS] {
        let lanes = S::f32s::LEN;
        let mut values: [&[f32]; ROWS] = [&[]; ROWS];
        for (offset, values) in values.iter_mut().enumerate() {
            let at = (row + offset) * self.stride;
            *values = &self.input[at..at + self.inputs];
        }
        let mut start = [S::f32s::splat(self.simd, 0.0); VECTORS];
        load::<S>(self.simd, self.bias, &mut start);
        let mut sums = [start; ROWS];
        let mut lane = start;
        for (input, weights) in self.weights.chunks_exact(VECTORS * lanes).enumerate() {
            load::<S>(self.simd, weights, &mut lane);
            for (sums, values) in sums.iter_mut().zip(&values) {
                let value = S::f32s::splat(self.simd, values[input]);
                for (sum, &weight) in sums.iter_mut().zip(&lane) {
                    *sum = weight.mul_add(value, *sum);
                }
            }
        }
        sums
    }
}

impl Columns<'_> {
    #[inline(always)]
    fn store<S: Simd, const VECTORS: usize, const MAXOUT: bool, const ROWS: usize>(
        &mut self,
        row: usize,
        sums: [[S::f32s; VECTORS]; ROWS],
    ) {
        for (offset, sums) in sums.into_iter().enumerate() {
            let at = (row + offset) * self.pitch + self.from;
            let slots = &mut self.output[at..at + self.width];
            if MAXOUT {
                let mut best = sums[0];
                for &sum in &sums[1..] {
                    best = best.max(sum);
                }
                put::<S>(best, slots);
            } else {
                for (sum, slots) in sums.into_iter().zip(slots.chunks_mut(S::f32s::LEN)) {
                    put::<S>(sum, slots);
                }
            }
        }
    }
}

#[inline(always)]
fn load<S: Simd>(simd: S, from: &[f32], vectors: &mut [S::f32s]) {
    for (vector, from) in vectors.iter_mut().zip(from.chunks_exact(S::f32s::LEN)) {
        *vector = S::f32s::from_slice(simd, from);
    }
}

/// Stores as many lanes as there are slots.
#[inline(always)]
fn put<S: Simd>(sum: S::f32s, slots: &mut [f32]) {
    if slots.len() == S::f32s::LEN {
        sum.store_slice(slots);
    } else {
        slots.copy_from_slice(&sum.as_slice()[..slots.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers without a pattern, between -1 and 1.
    fn numbers(count: usize, mut seed: u64) -> Vec<f32> {
        let mut next = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            f32::from(u16::try_from(seed >> 48).unwrap()) / 32768.0 - 1.0
        };
        (0..count).map(|_| next()).collect()
    }

    #[test]
    fn layers_agree_with_the_plain_sum() {
        let shapes = [(96, 50, 1), (64, 128, 1), (288, 96, 3), (7, 5, 2)];
        let levels = [Level::new(), Level::baseline()];
        for (level, (inputs, outputs, pieces)) in levels
            .into_iter()
            .flat_map(|level| shapes.map(|shape| (level, shape)))
        {
            let weights = numbers(inputs * outputs * pieces, 1);
            let bias = numbers(outputs * pieces, 2);
            let layer = Dense::with(level, inputs, pieces, &weights, &bias);
            let (rows, stride) = (29, inputs.div_ceil(3));
            let input = numbers(rows * stride + inputs, 3);
            let mut output = vec![0.0; rows * outputs];
            layer.apply(&input, stride, &mut output);
            for (at, &found) in output.iter().enumerate() {
                let (row, output) = (at / outputs, at % outputs);
                let expected = (output * pieces..(output + 1) * pieces)
                    .map(|piece| {
                        let weights = &weights[piece * inputs..(piece + 1) * inputs];
                        let products = weights.iter().zip(&input[row * stride..]);
                        bias[piece] + products.map(|(weight, value)| weight * value).sum::<f32>()
                    })
                    .fold(f32::NEG_INFINITY, f32::max);
                assert!(
                    (found - expected).abs() < 1e-4,
                    "{inputs} {at}: {found} {expected}"
                );
            }
        }
    }

    #[test]
    fn a_row_depends_on_itself_alone() {
        let layer = Dense::new(288, 3, &numbers(288 * 288, 4), &numbers(288, 5));
        let input = numbers(96 * 40, 6);
        let mut all = vec![0.0; 37 * 96];
        layer.apply(&input, 96, &mut all);
        for row in 0..37 {
            let mut one = vec![0.0; 96];
            layer.apply(&input[row * 96..], 96, &mut one);
            let bits = |values: &[f32]| values.iter().map(|v| v.to_bits()).collect::<Vec<_>>();
            assert_eq!(
                bits(&one),
                bits(&all[row * 96..(row + 1) * 96]),
                "row {row}"
            );
        }
    }
}
