//! The balance of statements for and against.

use demarche_model::{Confidence, Polarity};

/// What an unhedged statement of full confidence weighs.
const FULL: f64 = 200.0;

/// Statements weighed against each other: each weighs its confidence, a hedged one half of it;
/// neutral ones pull towards 0.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Lean {
    balance: i64,
    weight: i64,
}

impl Lean {
    /// Takes a statement in.
    pub(crate) fn add(&mut self, polarity: Polarity, confidence: Confidence, hedged: bool) {
        let weight = i64::from(confidence.percent()) * if hedged { 1 } else { 2 };
        self.balance += weight * i64::from(polarity.sign());
        self.weight += weight;
    }

    /// Both taken together.
    pub(crate) fn and(self, other: Self) -> Self {
        Self {
            balance: self.balance + other.balance,
            weight: self.weight + other.weight,
        }
    }

    /// What is left without a part of it.
    pub(crate) fn less(self, part: Self) -> Self {
        Self {
            balance: self.balance - part.balance,
            weight: self.weight - part.weight,
        }
    }

    /// From -1 (all against) to 1 (all in favour); 0 where nothing was weighed.
    #[allow(clippy::cast_precision_loss, reason = "sums far below 2^52")]
    pub(crate) fn score(self) -> f64 {
        if self.weight == 0 {
            0.0
        } else {
            self.balance as f64 / self.weight as f64
        }
    }

    /// How much was weighed, in unhedged statements of full confidence.
    #[allow(clippy::cast_precision_loss, reason = "sums far below 2^52")]
    pub(crate) fn evidence(self) -> f64 {
        self.weight as f64 / FULL
    }
}
