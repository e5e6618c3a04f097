//! Affine layers with the weights laid out for the inner loop.

use crate::error::ModelError;
use crate::weights::Weights;

/// Outputs that are computed side by side.
const LANES: usize = 16;

type Lanes = [f32; LANES];

/// An affine map, optionally followed by the maximum over `pieces` alternatives of each output.
pub(crate) struct Dense {
    inputs: usize,
    outputs: usize,
    pieces: usize,
    /// By block of outputs, then input, then piece.
    weights: Vec<Lanes>,
    /// By block of outputs, then piece.
    bias: Vec<Lanes>,
}

impl Dense {
    /// Lays out row-major `weights` of shape [outputs, pieces, inputs] and `bias` of shape
    /// [outputs, pieces]; an empty bias is zero.
    pub(crate) fn new(inputs: usize, pieces: usize, weights: &[f32], bias: &[f32]) -> Self {
        let outputs = weights.len() / (inputs * pieces);
        let blocks = outputs.div_ceil(LANES);
        let mut packed = vec![[0.0; LANES]; blocks * inputs * pieces];
        let mut packed_bias = vec![[0.0; LANES]; blocks * pieces];
        for output in 0..outputs {
            let (block, lane) = (output / LANES, output % LANES);
            for piece in 0..pieces {
                let source = output * pieces + piece;
                for input in 0..inputs {
                    packed[(block * inputs + input) * pieces + piece][lane] =
                        weights[source * inputs + input];
                }
                packed_bias[block * pieces + piece][lane] =
                    bias.get(source).copied().unwrap_or_default();
            }
        }
        Self {
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

    /// Applies the layer to `rows` rows; row `i` begins at `i * stride` of `input`, so that
    /// windows may overlap. The result of a row depends on that row alone, bit for bit.
    pub(crate) fn apply(&self, input: &[f32], stride: usize, rows: usize, output: &mut Vec<f32>) {
        output.clear();
        output.resize(rows * self.outputs, 0.0);
        for (block, bias) in self.bias.chunks_exact(self.pieces).enumerate() {
            let size = self.inputs * self.pieces;
            let weights = &self.weights[block * size..(block + 1) * size];
            let from = block * LANES;
            let width = LANES.min(self.outputs - from);
            for row in 0..rows {
                let values = &input[row * stride..row * stride + self.inputs];
                let best = match self.pieces {
                    1 => maxout::<1>(weights, bias, values),
                    2 => maxout::<2>(weights, bias, values),
                    _ => maxout::<3>(weights, bias, values),
                };
                let at = row * self.outputs + from;
                output[at..at + width].copy_from_slice(&best[..width]);
            }
        }
    }
}

fn maxout<const PIECES: usize>(weights: &[Lanes], bias: &[Lanes], values: &[f32]) -> Lanes {
    let mut sums = [[0.0; LANES]; PIECES];
    sums.copy_from_slice(bias);
    for (row, &value) in weights.as_chunks::<PIECES>().0.iter().zip(values) {
        for (sum, lanes) in sums.iter_mut().zip(row) {
            for (sum, &weight) in sum.iter_mut().zip(lanes) {
                *sum += weight * value;
            }
        }
    }
    let mut best = sums[0];
    for sum in &sums[1..] {
        for (best, &value) in best.iter_mut().zip(sum) {
            *best = best.max(value);
        }
    }
    best
}
