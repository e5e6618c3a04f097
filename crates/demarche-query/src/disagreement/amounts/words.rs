//! The words and digits of amounts.

pub(super) const CURRENCIES: &[(&str, &str)] = &[
    ("$", "USD"),
    ("dollar", "USD"),
    ("dollars", "USD"),
    ("£", "GBP"),
    ("pounds", "GBP"),
    ("¥", "JPY"),
    ("yen", "JPY"),
    ("€", "EUR"),
    ("euro", "EUR"),
    ("euros", "EUR"),
    ("roubles", "RUB"),
    ("rubles", "RUB"),
    ("yuan", "CNY"),
];
pub(super) const SCALES: &[(&str, f64)] = &[
    ("bn", 1e9),
    ("billion", 1e9),
    ("hundred", 1e2),
    ("million", 1e6),
    ("mn", 1e6),
    ("thousand", 1e3),
    ("tn", 1e12),
    ("trillion", 1e12),
];
pub(super) const SPELLED: &[(&str, f64)] = &[
    ("two", 2.0),
    ("three", 3.0),
    ("four", 4.0),
    ("five", 5.0),
    ("six", 6.0),
    ("seven", 7.0),
    ("eight", 8.0),
    ("nine", 9.0),
    ("ten", 10.0),
    ("eleven", 11.0),
    ("twelve", 12.0),
    ("thirteen", 13.0),
    ("fourteen", 14.0),
    ("fifteen", 15.0),
    ("sixteen", 16.0),
    ("seventeen", 17.0),
    ("eighteen", 18.0),
    ("nineteen", 19.0),
    ("twenty", 20.0),
    ("thirty", 30.0),
    ("forty", 40.0),
    ("fifty", 50.0),
    ("sixty", 60.0),
    ("seventy", 70.0),
    ("eighty", 80.0),
    ("ninety", 90.0),
];
pub(super) const ABOUT: &[&str] = &[
    "about",
    "almost",
    "approximately",
    "around",
    "estimated",
    "nearly",
    "roughly",
    "some",
];
pub(super) const OVER: &[&str] = &["over", "exceeding", "above"];
pub(super) const UNDER: &[&str] = &["under", "below"];
/// `more than`, `less than` and so on: the word before `than`.
pub(super) const THAN: &[(&str, bool)] = &[
    ("fewer", false),
    ("greater", true),
    ("less", false),
    ("more", true),
];
/// `at least`, `at most`, `up to`.
pub(super) const PAIRS: &[(&str, &str, bool)] = &[
    ("at", "least", true),
    ("at", "most", false),
    ("up", "to", false),
];
/// Plurals without an s.
pub(super) const PLURALS: &[&str] = &[
    "aircraft",
    "children",
    "men",
    "people",
    "personnel",
    "police",
    "staff",
    "women",
];
/// Measures of time and length: too many things have one.
pub(super) const MEASURES: &[&str] = &[
    "centuries",
    "days",
    "decades",
    "feet",
    "hours",
    "inches",
    "kilometers",
    "kilometres",
    "meters",
    "metres",
    "miles",
    "minutes",
    "months",
    "points",
    "seconds",
    "times",
    "weeks",
    "years",
];
pub(super) const MONTHS: &[&str] = &[
    "april",
    "august",
    "december",
    "february",
    "january",
    "july",
    "june",
    "march",
    "may",
    "november",
    "october",
    "september",
];
pub(super) const DAYS: &[&str] = &[
    "friday",
    "monday",
    "saturday",
    "sunday",
    "thursday",
    "tuesday",
    "wednesday",
];
/// Words that end a noun phrase or say nothing of a quantity.
pub(super) const STOP: &[&str] = &[
    "a", "about", "after", "against", "all", "also", "among", "an", "and", "are", "as", "at", "be",
    "because", "been", "before", "being", "between", "but", "by", "can", "could", "did", "do",
    "does", "during", "each", "every", "for", "from", "had", "has", "have", "he", "her", "his",
    "how", "if", "in", "into", "is", "it", "its", "may", "might", "more", "most", "must", "no",
    "not", "of", "off", "on", "or", "other", "our", "out", "over", "said", "says", "she", "should",
    "since", "so", "some", "such", "than", "that", "the", "their", "them", "then", "there",
    "these", "they", "this", "those", "to", "under", "until", "up", "was", "we", "were", "what",
    "when", "where", "which", "while", "who", "will", "with", "would", "you",
];
/// Words between a share or sum and what it is of.
pub(super) const LINKS: &[&str] = &[
    "a", "for", "in", "its", "of", "on", "the", "their", "to", "worth",
];
/// Auxiliaries between what is counted and what happens to it.
pub(super) const AUXILIARIES: &[&str] = &[
    "are", "be", "been", "had", "has", "have", "is", "was", "were",
];
/// Abbreviations whose dot ends no sentence.
pub(super) const SHORT: &[&str] = &[
    "apr", "aug", "col", "dec", "dr", "etc", "feb", "gen", "gov", "jan", "jr", "jul", "jun", "lt",
    "mr", "mrs", "ms", "no", "nov", "oct", "rep", "sen", "sept", "sgt", "sr", "st", "vs",
];
/// A number in digits, with half of its last place that is not a zero (of numbers below a hundred
/// half a unit); `None` where its commas group no thousands.
pub(super) fn digits(text: &str) -> Option<(f64, f64)> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    if whole.contains(',') && (first.len() > 3 || groups.any(|group| group.len() != 3)) {
        return None;
    }
    if fraction.contains([',', '.']) || first.len() > 15 {
        return None;
    }
    let plain: String = text.chars().filter(|&c| c != ',').collect();
    let number: f64 = plain.parse().ok()?;
    let zeros = whole
        .chars()
        .rev()
        .filter(|&c| c != ',')
        .take_while(|&c| c == '0')
        .count();
    let slack = if fraction.is_empty() && number >= 100.0 {
        0.5 * 10f64.powi(i32::try_from(zeros).ok()?)
    } else {
        last_place(text)
    };
    Some((number, slack))
}

/// Half of the last place that is written.
pub(super) fn last_place(text: &str) -> f64 {
    let places = text
        .split_once('.')
        .map_or(0, |(_, fraction)| fraction.len());
    0.5 / 10f64.powi(i32::try_from(places).unwrap_or(9))
}

/// A month, in full or the first three or four letters of it.
pub(super) fn month(word: &str) -> bool {
    MONTHS
        .iter()
        .any(|month| *month == word || ((3..5).contains(&word.len()) && month.starts_with(word)))
}

pub(super) fn spelled(word: &str) -> Option<f64> {
    let of = |word: &str| {
        SPELLED
            .iter()
            .find(|(name, _)| *name == word)
            .map(|&(_, n)| n)
    };
    match word.split_once('-') {
        Some((tens, ones)) => {
            let (tens, ones) = (of(tens)?, of(ones).or((ones == "one").then_some(1.0))?);
            (tens >= 20.0 && ones < 10.0).then_some(tens + ones)
        }
        None => of(word),
    }
}

pub(super) fn scale_of(number: f64) -> f64 {
    let scales = [1e12, 1e9, 1e6, 1e3];
    scales
        .into_iter()
        .find(|&scale| number >= scale)
        .unwrap_or(1.0)
}

pub(super) fn plural(word: &str) -> bool {
    let ends = word.ends_with('s')
        && !["ss", "us", "is", "'s", "’s"]
            .iter()
            .any(|end| word.ends_with(end));
    (ends && word.len() > 3) || PLURALS.contains(&word)
}

/// A word without the endings that number and tense add. Crude, the same for both sides.
pub(super) fn stem(word: &str) -> String {
    for end in ["ies", "ing", "ed", "es", "s"] {
        if let Some(stem) = word.strip_suffix(end).filter(|stem| stem.len() > 2) {
            return match end {
                "ies" => format!("{stem}y"),
                _ => stem.trim_end_matches('e').to_owned(),
            };
        }
    }
    word.trim_end_matches('e').to_owned()
}
