//! Whether confidence means what it says: of the observations with a confidence about 0.7, are
//! seven of ten right?

use demarche_model::{Confidence, ObservationId};

/// Bins of equal width.
const BINS: usize = 10;

/// The observations whose confidence lies in one tenth of the scale.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Bin {
    /// How many.
    pub of: usize,
    /// How many of them are right, or right but for their target.
    pub right: usize,
    /// How many of them are right with their target.
    pub exact: usize,
    /// Sum of their confidences in hundredths.
    pub stated: usize,
}

impl Bin {
    /// Mean confidence, 0 to 1; `None` of nothing.
    pub fn mean_confidence(&self) -> Option<f64> {
        self.share(self.stated).map(|mean| mean / 100.0)
    }

    /// Share of the right ones, those with another target counting half, since about half of
    /// them turn out to be the coder's target in other words; `None` of nothing.
    pub fn share_right(&self) -> Option<f64> {
        self.share(self.right + self.exact).map(|both| both / 2.0)
    }

    #[allow(
        clippy::cast_precision_loss,
        reason = "counts of records are far below 2^52"
    )]
    fn share(&self, part: usize) -> Option<f64> {
        (self.of > 0).then(|| part as f64 / self.of as f64)
    }

    fn add(&mut self, other: &Bin) {
        self.of += other.of;
        self.right += other.right;
        self.exact += other.exact;
        self.stated += other.stated;
    }
}

/// Right ones by confidence, in tenths of the scale; the last bin has 1.0 in it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reliability {
    bins: [Bin; BINS],
}

impl Reliability {
    /// The bins from 0 upwards, each with the hundredths at which it starts and ends, both
    /// inclusive.
    pub fn bins(&self) -> impl Iterator<Item = (u8, u8, &Bin)> {
        let starts = (0u8..).step_by(100 / BINS);
        self.bins.iter().zip(starts).map(|(bin, start)| {
            let end = if start == 90 { 100 } else { start + 9 };
            (start, end, bin)
        })
    }

    /// All bins as one.
    pub fn all(&self) -> Bin {
        self.bins.iter().fold(Bin::default(), |mut all, bin| {
            all.add(bin);
            all
        })
    }

    /// Expected calibration error: how far the share of the right ones lies from the mean
    /// confidence of a bin, either way, averaged over the observations. 0 is best; `None` of
    /// nothing. O(1).
    #[allow(
        clippy::cast_precision_loss,
        reason = "counts of records are far below 2^52"
    )]
    pub fn calibration_error(&self) -> Option<f64> {
        let of = self.all().of;
        let gaps = self.bins.iter().filter_map(|bin| {
            let gap = (bin.mean_confidence()? - bin.share_right()?).abs();
            Some(gap * bin.of as f64)
        });
        let sum: f64 = gaps.sum();
        (of > 0).then(|| sum / of as f64)
    }

    /// Counts one observation.
    pub(super) fn count(&mut self, confidence: Confidence, right: bool, exact: bool) {
        let percent = usize::from(confidence.percent());
        let bin = &mut self.bins[(percent * BINS / 100).min(BINS - 1)];
        bin.of += 1;
        bin.right += usize::from(right);
        bin.exact += usize::from(exact);
        bin.stated += percent;
    }

    pub(super) fn add(&mut self, other: &Reliability) {
        for (bin, more) in self.bins.iter_mut().zip(&other.bins) {
            bin.add(more);
        }
    }
}

/// The verdict on one observation. Those that fit nothing but optional codings have none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judged {
    /// Which.
    pub observation: ObservationId,
    /// How sure the graph is of it.
    pub confidence: Confidence,
    /// Whether the coder has it: a statement with this holder and polarity at its place or with
    /// its target, a relation with these ends and a kind that codes the same tie.
    pub right: bool,
    /// Whether a statement has the coder's target as well; for relations the same as `right`.
    pub exact: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bins_are_tenths_and_errors_are_weighed() {
        let mut found = Reliability::default();
        let mut count = |percent, right| {
            found.count(Confidence::from_percent(percent), right, right);
        };
        count(79, true);
        count(71, false);
        count(100, true);
        count(90, true);
        let bins: Vec<_> = found.bins().filter(|(_, _, bin)| bin.of > 0).collect();
        assert_eq!(bins.len(), 2);
        assert_eq!((bins[0].0, bins[0].1), (70, 79));
        assert_eq!((bins[1].0, bins[1].1), (90, 100));
        assert_eq!(bins[0].2.mean_confidence(), Some(0.75));
        assert_eq!(bins[0].2.share_right(), Some(0.5));
        // Half of them are off by 0.25, half by 0.05.
        let error = found.calibration_error().unwrap();
        assert!((error - 0.15).abs() < 1e-9, "{error}");
        assert_eq!(Reliability::default().calibration_error(), None);
        assert_eq!(found.all().right, 3);
        found.count(Confidence::from_percent(75), true, false);
        found.count(Confidence::from_percent(75), true, false);
        assert_eq!(found.all().share_right(), Some(4.0 / 6.0));
    }
}
