//! How sure the extractor is.

use std::fmt;

/// The chance that an observation is right, in hundredths, 0 to 100, as measured on coded news:
/// of the statements with a confidence of 0.7, a careful reader agrees with about seven of ten, in
/// holder, polarity and target. How well that holds, `demarche eval` shows on any coding. Whole
/// numbers keep exports identical on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Confidence(u8);

impl Confidence {
    /// Certain.
    pub const FULL: Self = Self(100);

    /// From hundredths; more than 100 counts as 100.
    pub const fn from_percent(percent: u8) -> Self {
        Self(if percent > 100 { 100 } else { percent })
    }

    /// From a fraction 0 to 1, rounded to hundredths; `None` outside or not a number.
    pub fn from_fraction(fraction: f64) -> Option<Self> {
        #[allow(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "range checked"
        )]
        (0.0..=1.0)
            .contains(&fraction)
            .then(|| Self((fraction * 100.0).round() as u8))
    }

    /// In hundredths, 0 to 100.
    pub const fn percent(self) -> u8 {
        self.0
    }

    /// As a fraction, 0 to 1.
    pub fn fraction(self) -> f64 {
        f64::from(self.0) / 100.0
    }

    /// This confidence reduced by a factor in hundredths.
    #[must_use]
    #[allow(
        clippy::cast_possible_truncation,
        reason = "the product of two values up to 100, over 100"
    )]
    pub fn times(self, percent: u8) -> Self {
        Self((u16::from(self.0) * u16::from(percent.min(100)) / 100) as u8)
    }
}

impl fmt::Display for Confidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{:.2}", self.fraction()))
    }
}
