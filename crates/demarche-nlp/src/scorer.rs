//! Scores of the moves of a transition system in a state.
#![allow(
    clippy::inline_always,
    reason = "what is not inlined loses its vector unit"
)]

use fearless_simd::{Level, dispatch, prelude::*};

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
/// Vectors of scores computed side by side: with the hidden unit they fit the registers.
const BREADTH: usize = 7;

/// The layers over the token vectors. `FEATURES` tokens describe a state.
pub(crate) struct Scorer<const FEATURES: usize> {
    reduce: Dense,
    /// One layer per feature.
    lower: Vec<Dense>,
    /// Stand-in for an absent token, by feature.
    absent: Vec<[f32; PART]>,
    bias: [f32; PART],
    level: Level,
    /// By block of [`BREADTH`] vectors of moves, then hidden unit, then move.
    upper: Vec<f32>,
    /// By move, up to whole blocks.
    upper_bias: Vec<f32>,
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
        let level = Level::new();
        let breadth = dispatch!(level, simd => breadth(simd));
        let padded = moves.len().next_multiple_of(breadth);
        let mut upper = vec![0.0; padded * HIDDEN];
        for (index, row) in matrix.chunks_exact(HIDDEN).enumerate() {
            let (block, within) = (index / breadth, index % breadth);
            for (unit, &weight) in row.iter().enumerate() {
                upper[(block * HIDDEN + unit) * breadth + within] = weight;
            }
        }
        let mut scorer = Self {
            reduce: Dense::load(weights, &section("linear"), HIDDEN, 1, WIDTH)?,
            lower: regroup(&lower, HIDDEN)
                .chunks_exact(PART * HIDDEN)
                .map(|feature| Dense::new(HIDDEN, 1, feature, &[]))
                .collect(),
            absent: regroup(&absent, 1).as_chunks().0.to_vec(),
            bias: [0.0; PART],
            level,
            upper,
            upper_bias,
        };
        scorer.upper_bias.resize(padded, 0.0);
        scorer.bias.copy_from_slice(&bias);
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

    /// Scores of all moves in the state that `tokens` describe; what follows the moves up to a
    /// whole block means nothing.
    pub(crate) fn score(
        &self,
        rows: &mut Rows<'_, impl FnMut(usize, &mut Vec<f32>)>,
        tokens: &[Option<u32>; FEATURES],
        scores: &mut Vec<f32>,
    ) {
        rows.ensure(tokens);
        let mut parts = [&self.absent[0]; FEATURES];
        for (feature, (part, token)) in parts.iter_mut().zip(tokens).enumerate() {
            *part = match token {
                Some(token) => rows.part(feature, *token as usize),
                None => &self.absent[feature],
            };
        }
        scores.resize(self.upper_bias.len(), 0.0);
        dispatch!(self.level, simd => self.sum(simd, &parts, scores));
    }

    #[inline(always)]
    fn sum<S: Simd>(&self, simd: S, parts: &[&[f32; PART]; FEATURES], scores: &mut [f32]) {
        let lanes = S::f32s::LEN;
        let load = |from: &[f32], at: usize| S::f32s::from_slice(simd, &from[at..at + lanes]);
        let mut hidden = [0.0; HIDDEN];
        for (lane, hidden) in hidden.chunks_exact_mut(lanes).enumerate() {
            let (first, second) = (lane * lanes, HIDDEN + lane * lanes);
            let mut sums = [S::f32s::splat(simd, 0.0); PIECES];
            for part in parts {
                sums[0] += load(*part, first);
                sums[1] += load(*part, second);
            }
            let bias = [load(&self.bias, first), load(&self.bias, second)];
            (sums[0] + bias[0])
                .max(sums[1] + bias[1])
                .store_slice(hidden);
        }
        let size = BREADTH * lanes;
        let blocks = self
            .upper
            .chunks_exact(HIDDEN * size)
            .zip(self.upper_bias.chunks_exact(size));
        for ((weights, bias), scores) in blocks.zip(scores.chunks_exact_mut(size)) {
            let mut sums = [S::f32s::splat(simd, 0.0); BREADTH];
            for (sum, bias) in sums.iter_mut().zip(bias.chunks_exact(lanes)) {
                *sum = load(bias, 0);
            }
            for (row, &value) in weights.chunks_exact(size).zip(&hidden) {
                let value = S::f32s::splat(simd, value);
                for (sum, weight) in sums.iter_mut().zip(row.chunks_exact(lanes)) {
                    *sum = load(weight, 0).mul_add(value, *sum);
                }
            }
            for (sum, scores) in sums.iter().zip(scores.chunks_exact_mut(lanes)) {
                sum.store_slice(scores);
            }
        }
    }
}

/// Moves per block.
#[inline(always)]
fn breadth<S: Simd>(_: S) -> usize {
    BREADTH * S::f32s::LEN
}

/// What tokens contribute, computed in runs of [`RUN`] rows when first asked for. Only the
/// [`LIVE`] runs used last are kept, so that a text of any length needs bounded memory: a state
/// looks at a few tokens near each other, and what was dropped is computed again, to the same
/// bits.
pub(crate) struct Rows<'a, F> {
    count: usize,
    /// Row of token 0.
    begin: usize,
    runs: Vec<Run>,
    held: Vec<usize>,
    clock: u64,
    spare: &'a mut Vec<Vec<f32>>,
    fill: F,
}

#[derive(Default, Clone)]
struct Run {
    used: u64,
    parts: Vec<f32>,
}

/// Rows per run.
pub(crate) const RUN: usize = 512;
/// Runs kept. More than a state has tokens, so that all of its tokens are at hand.
const LIVE: usize = 24;
/// Buffers kept for the next text.
const SPARE: usize = 4;

impl<'a, F: FnMut(usize, &mut Vec<f32>)> Rows<'a, F> {
    /// `fill` computes the contributions of a run by its number; `spare` lends buffers.
    pub(crate) fn new(count: usize, spare: &'a mut Vec<Vec<f32>>, fill: F) -> Self {
        let runs = vec![Run::default(); count.div_ceil(RUN)];
        Self {
            count,
            begin: 0,
            runs,
            held: Vec::new(),
            clock: 0,
            spare,
            fill,
        }
    }

    /// Says at which row the tokens begin that are asked for from now on.
    pub(crate) fn begin(&mut self, row: usize) {
        self.begin = row;
    }

    /// Computes what is missing of the tokens of a state.
    fn ensure(&mut self, tokens: &[Option<u32>]) {
        for token in tokens.iter().flatten() {
            let number = (self.begin + *token as usize) / RUN;
            self.clock += 1;
            self.runs[number].used = self.clock;
            if self.runs[number].parts.is_empty() {
                self.compute(number);
            }
        }
    }

    /// The contribution of a token that [`Rows::ensure`] was given last.
    fn part(&self, feature: usize, token: usize) -> &[f32; PART] {
        let row = self.begin + token;
        let number = row / RUN;
        let length = RUN.min(self.count - number * RUN);
        &self.runs[number].parts.as_chunks().0[feature * length + row % RUN]
    }

    #[cold]
    fn compute(&mut self, number: usize) {
        let mut parts = if self.held.len() == LIVE {
            let oldest = (0..LIVE)
                .min_by_key(|&at| self.runs[self.held[at]].used)
                .unwrap_or(0);
            std::mem::take(&mut self.runs[self.held.swap_remove(oldest)].parts)
        } else {
            self.spare.pop().unwrap_or_default()
        };
        (self.fill)(number, &mut parts);
        self.runs[number].parts = parts;
        self.held.push(number);
    }

    /// Gives buffers back.
    pub(crate) fn finish(mut self) {
        let room = SPARE.saturating_sub(self.spare.len());
        for number in self.held.into_iter().take(room) {
            self.spare
                .push(std::mem::take(&mut self.runs[number].parts));
        }
    }
}
