//! Krippendorff's alpha for nominal data, after K. Krippendorff (2011), "Computing
//! Krippendorff's Alpha-Reliability", University of Pennsylvania.

use std::collections::BTreeMap;

/// Agreement of coders beyond chance: 1 for full agreement, 0 for what chance gives, below 0
/// for systematic disagreement. A unit is the values that its coders gave; units with fewer
/// than two are not pairable and are left out. `None` where nothing is pairable or all values
/// are the same, so that chance cannot be told from agreement.
///
/// With `o` the coincidences of values within units, each pair of a unit with `m` values
/// weighing `1 / (m - 1)`, and `n_c` the number of pairable values `c`:
/// `1 - (n - 1) * sum(o_ck, c != k) / sum(n_c * n_k, c != k)`. O(values * kinds of value).
pub fn nominal_alpha<T: Ord + Copy, U: AsRef<[T]>>(units: &[U]) -> Option<f64> {
    let mut totals: BTreeMap<T, f64> = BTreeMap::new();
    let (mut pairable, mut disagreement) = (0.0, 0.0);
    for unit in units
        .iter()
        .map(AsRef::as_ref)
        .filter(|unit| unit.len() > 1)
    {
        let mut counts: BTreeMap<T, f64> = BTreeMap::new();
        for &value in unit {
            *counts.entry(value).or_default() += 1.0;
        }
        let values: f64 = counts.values().sum();
        pairable += values;
        for (&value, &count) in &counts {
            *totals.entry(value).or_default() += count;
            disagreement += count * (values - count) / (values - 1.0);
        }
    }
    let expected: f64 = totals
        .values()
        .map(|count| count * (pairable - count))
        .sum();
    (expected > 0.0).then(|| 1.0 - (pairable - 1.0) * disagreement / expected)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn near(found: Option<f64>, expect: f64) -> bool {
        found.is_some_and(|found| (found - expect).abs() < 5e-4)
    }

    #[test]
    fn two_coders_by_hand() {
        // Pairs: 3 times (s, s), 2 times (o, o), once (s, o). Values: 7 s, 5 o, n = 12.
        // Coincidences off the diagonal: o_so = o_os = 1, together 2.
        // Chance: 7 * 5 + 5 * 7 = 70. Alpha = 1 - 11 * 2 / 70 = 0.6857.
        let units = [
            ['s', 's'],
            ['s', 's'],
            ['s', 's'],
            ['o', 'o'],
            ['o', 'o'],
            ['s', 'o'],
        ];
        assert!(near(nominal_alpha(&units), 0.6857));
    }

    #[test]
    fn the_worked_examples_of_the_paper() {
        // Section A: two coders, two values.
        let units = [
            [0, 1],
            [1, 1],
            [0, 1],
            [0, 0],
            [0, 0],
            [0, 1],
            [0, 0],
            [0, 0],
            [1, 0],
            [0, 0],
        ];
        assert!(near(nominal_alpha(&units), 0.095));
        // Section C: four coders, five values, some missing; the last unit has one value only.
        let units: [&[u8]; 12] = [
            &[1, 1, 1],
            &[2, 2, 3, 2],
            &[3, 3, 3, 3],
            &[3, 3, 3, 3],
            &[2, 2, 2, 2],
            &[1, 2, 3, 4],
            &[4, 4, 4, 4],
            &[1, 1, 2, 1],
            &[2, 2, 2, 2],
            &[5, 5, 5],
            &[1, 1],
            &[3],
        ];
        assert!(near(nominal_alpha(&units), 0.743));
    }

    #[test]
    fn the_ends_of_the_scale() {
        assert_eq!(nominal_alpha(&[[1, 1], [2, 2]]), Some(1.0));
        assert!(nominal_alpha(&[[1, 2], [2, 1]]).is_some_and(|alpha| alpha < 0.0));
        assert_eq!(nominal_alpha(&[[1, 1], [1, 1]]), None, "no variation");
        assert_eq!(nominal_alpha::<u8, [u8; 2]>(&[]), None);
    }
}
