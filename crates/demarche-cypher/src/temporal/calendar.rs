//! Days since 1970 and the Gregorian calendar, extended both ways.

/// The day of a date. O(1).
pub(super) fn days_from(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// Year, month and day of a day. O(1).
pub(super) fn civil(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let era = day.div_euclid(146_097);
    let of_era = day.rem_euclid(146_097);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (era * 400 + year + i64::from(month <= 2), month, of_month)
}

/// How many days a month has.
pub(super) fn days_in(year: i64, month: i64) -> i64 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// Monday 1 to Sunday 7.
pub(super) fn weekday(day: i64) -> i64 {
    (day + 3).rem_euclid(7) + 1
}

/// The day so many months later, or the last one of the month where it has fewer days.
pub(super) fn shift(day: i64, months: i64) -> Option<i64> {
    let (year, month, of_month) = civil(day);
    let count = year
        .checked_mul(12)?
        .checked_add(month - 1)?
        .checked_add(months)?;
    let (year, month) = (count.div_euclid(12), count.rem_euclid(12) + 1);
    if !(-999_999_999..=999_999_999).contains(&year) {
        return None;
    }
    Some(days_from(year, month, of_month.min(days_in(year, month))))
}

/// The year and week of ISO 8601.
pub(super) fn week(day: i64) -> (i64, i64) {
    let thursday = day + 4 - weekday(day);
    let (year, _, _) = civil(thursday);
    (year, (thursday - days_from(year, 1, 1)) / 7 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_dates_agree() {
        assert_eq!(days_from(1970, 1, 1), 0);
        assert_eq!(days_from(2000, 3, 1), 11_017);
        for day in (-800_000..800_000).step_by(37) {
            let (year, month, of_month) = civil(day);
            assert_eq!(days_from(year, month, of_month), day);
        }
    }

    #[test]
    fn weeks_belong_to_the_year_of_their_thursday() {
        assert_eq!(week(days_from(2021, 1, 3)), (2020, 53));
        assert_eq!(week(days_from(2024, 12, 30)), (2025, 1));
        assert_eq!(weekday(days_from(2024, 2, 29)), 4);
    }

    #[test]
    fn a_month_later_may_have_fewer_days() {
        let later = shift(days_from(2024, 1, 31), 1).unwrap();
        assert_eq!(civil(later), (2024, 2, 29));
    }
}
