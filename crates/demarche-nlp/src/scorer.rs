//! Scores of the moves of a transition system in a state.

use crate::dense::Dense;
use crate::encoder::WIDTH;
use crate::error::ModelError;
use crate::weights::Weights;

/// Width of the hidden layer.
const HIDDEN: usize = 64;
/// Alternatives of each hidden unit.
const PIECES: usize = 2;
/// What one token contributes to the hidden layer at one place of the state.
const PART: usize = HIDDEN * PIECES;
/// Scores computed side by side.
const LANES: usize = 16;

/// The layers over the token vectors. `FEATURES` tokens describe a state.
pub(crate) struct Scorer<const FEATURES: usize> {
    reduce: Dense,
    /// One layer per feature.
    lower: Vec<Dense>,
    /// Stand-in for an absent token, by feature.
    absent: Vec<[f32; PART]>,
    bias: [f32; PART],
    /// By block of moves, then hidden unit.
    upper: Vec<[[f32; LANES]; HIDDEN]>,
    upper_bias: Vec<[f32; LANES]>,
}

impl<const FEATURES: usize> Scorer<FEATURES> {
    /// Reads the scorer whose sections begin with `name`, and the names of its moves.
    pub(crate) fn load<'a>(
        weights: &Weights<'a>,
        name: &str,
    ) -> Result<(Self, Vec<&'a str>), ModelError> {
        let section = |part: &str| format!("{name}.{part}");
        let moves = weights.strings(&section("moves"))?;
        // The hidden units of one piece lie side by side here, which lets the maximum vectorize.
        let regroup = |source: &[f32], inner: usize| -> Vec<f32> {
            let mut target = Vec::with_capacity(source.len());
            for feature in source.chunks_exact(PART * inner) {
                for piece in 0..PIECES {
                    for unit in 0..HIDDEN {
                        let at = (unit * PIECES + piece) * inner;
                        target.extend_from_slice(&feature[at..at + inner]);
                    }
                }
            }
            target
        };
        let lower = weights.floats(&section("lower.W"), &[FEATURES, HIDDEN, PIECES, HIDDEN])?;
        let absent = weights.floats(&section("lower.pad"), &[FEATURES, HIDDEN, PIECES])?;
        let bias = regroup(&weights.floats(&section("lower.b"), &[HIDDEN, PIECES])?, 1);
        let matrix = weights.floats(&section("upper.W"), &[moves.len(), HIDDEN])?;
        let upper_bias = weights.floats(&section("upper.b"), &[moves.len()])?;
        let blocks = moves.len().div_ceil(LANES);
        let mut scorer = Self {
            reduce: Dense::load(weights, &section("linear"), HIDDEN, 1, WIDTH)?,
            lower: regroup(&lower, HIDDEN)
                .chunks_exact(PART * HIDDEN)
                .map(|feature| Dense::new(HIDDEN, 1, feature, &[]))
                .collect(),
            absent: regroup(&absent, 1).as_chunks().0.to_vec(),
            bias: [0.0; PART],
            upper: vec![[[0.0; LANES]; HIDDEN]; blocks],
            upper_bias: vec![[0.0; LANES]; blocks],
        };
        scorer.bias.copy_from_slice(&bias);
        for (index, (row, bias)) in matrix.chunks_exact(HIDDEN).zip(upper_bias).enumerate() {
            let (block, lane) = (index / LANES, index % LANES);
            for (unit, &weight) in row.iter().enumerate() {
                scorer.upper[block][unit][lane] = weight;
            }
            scorer.upper_bias[block][lane] = bias;
        }
        Ok((scorer, moves))
    }

    /// Contributions of a run of tokens to the hidden layer: by feature, then token.
    pub(crate) fn contributions(
        &self,
        vectors: &[f32],
        scratch: &mut Vec<f32>,
        out: &mut Vec<f32>,
    ) {
        let tokens = vectors.len() / WIDTH;
        scratch.resize(tokens * HIDDEN, 0.0);
        self.reduce.apply(vectors, WIDTH, scratch);
        out.resize(FEATURES * tokens * PART, 0.0);
        for (layer, out) in self.lower.iter().zip(out.chunks_exact_mut(tokens * PART)) {
            layer.apply(scratch, HIDDEN, out);
        }
    }

    /// Scores of all moves in the state that `tokens` describe; `scores` may be longer than the
    /// moves by less than a block.
    pub(crate) fn score(
        &self,
        rows: &mut Rows<impl FnMut(usize, &mut Vec<f32>)>,
        tokens: &[Option<u32>; FEATURES],
        scores: &mut Vec<f32>,
    ) {
        let mut sums = [0.0; PART];
        for (feature, token) in tokens.iter().enumerate() {
            let part = match token {
                Some(token) => rows.part(feature, *token as usize),
                None => &self.absent[feature],
            };
            for (sum, value) in sums.iter_mut().zip(part) {
                *sum += value;
            }
        }
        let mut hidden = [0.0; HIDDEN];
        for (unit, hidden) in hidden.iter_mut().enumerate() {
            let first = sums[unit] + self.bias[unit];
            let second = sums[HIDDEN + unit] + self.bias[HIDDEN + unit];
            *hidden = first.max(second);
        }
        scores.clear();
        for (block, bias) in self.upper.iter().zip(&self.upper_bias) {
            let mut sums = *bias;
            for (lanes, &value) in block.iter().zip(&hidden) {
                for (sum, &weight) in sums.iter_mut().zip(lanes) {
                    *sum += weight * value;
                }
            }
            scores.extend_from_slice(&sums);
        }
    }
}

/// What tokens contribute, computed in runs of [`RUN`] tokens when first asked for. Only the
/// [`LIVE`] runs used last are kept, so that a text of any length needs bounded memory: a state
/// looks at a few tokens near each other, and what was dropped is computed again, to the same
/// bits.
pub(crate) struct Rows<F> {
    tokens: usize,
    runs: Vec<Run>,
    held: Vec<usize>,
    clock: u64,
    fill: F,
}

#[derive(Default, Clone)]
struct Run {
    used: u64,
    parts: Vec<f32>,
}

/// Tokens per run.
pub(crate) const RUN: usize = 512;
/// Runs kept.
const LIVE: usize = 24;

impl<F: FnMut(usize, &mut Vec<f32>)> Rows<F> {
    /// `fill` computes the contributions of a run by its number.
    pub(crate) fn new(tokens: usize, fill: F) -> Self {
        let runs = vec![Run::default(); tokens.div_ceil(RUN)];
        Self {
            tokens,
            runs,
            held: Vec::new(),
            clock: 0,
            fill,
        }
    }

    fn part(&mut self, feature: usize, token: usize) -> &[f32; PART] {
        let number = token / RUN;
        if self.runs[number].parts.is_empty() {
            self.compute(number);
        }
        self.clock += 1;
        let run = &mut self.runs[number];
        run.used = self.clock;
        let length = RUN.min(self.tokens - number * RUN);
        &run.parts.as_chunks().0[feature * length + token % RUN]
    }

    #[cold]
    fn compute(&mut self, number: usize) {
        let mut parts = Vec::new();
        if self.held.len() == LIVE {
            let oldest = (0..LIVE)
                .min_by_key(|&at| self.runs[self.held[at]].used)
                .unwrap_or(0);
            parts = std::mem::take(&mut self.runs[self.held.swap_remove(oldest)].parts);
        }
        (self.fill)(number, &mut parts);
        self.runs[number].parts = parts;
        self.held.push(number);
    }
}
