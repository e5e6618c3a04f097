//! How many days lie between dates.

use demarche_model::Date;

/// Days between two dates; 0 where they may mean the same day. O(1).
pub(crate) fn apart(one: Date, two: Date) -> u32 {
    let (early, late) = if one.first_day() <= two.first_day() {
        (one, two)
    } else {
        (two, one)
    };
    let gap = number(late.first_day()) - number(early.last_day());
    u32::try_from(gap).unwrap_or(0)
}

/// Consecutive numbers for days `yyyymmdd` of the Gregorian calendar, by Hinnant's
/// `days_from_civil` (public domain): years begin in March, so that the leap day comes last.
fn number(day: u32) -> i64 {
    let (year, month, day) = (
        i64::from(day / 10_000),
        i64::from(day / 100 % 100),
        i64::from(day % 100),
    );
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_counted_over_months_years_and_leap_days() {
        let days = |one: &str, two: &str| apart(one.parse().unwrap(), two.parse().unwrap());
        assert_eq!(days("2024-02-28", "2024-03-01"), 2);
        assert_eq!(days("2025-03-01", "2025-02-28"), 1);
        assert_eq!(days("1999-12-31", "2001-01-01"), 367);
        assert_eq!(days("2025-02", "2025-02-12"), 0, "it may be that day");
        assert_eq!(days("2024", "2025-02"), 32, "from the last of December");
    }

    #[test]
    fn numbers_go_up_by_one_a_day() {
        let date: Date = "2024-03-05".parse().unwrap();
        for back in 0..800u16 {
            let earlier = date.days_before(back).unwrap();
            assert_eq!(
                number(date.first_day()) - number(earlier.first_day()),
                i64::from(back)
            );
        }
    }
}
