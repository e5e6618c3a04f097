//! Whether two words are spellings of one.

/// Least likeness, in thousandths, of two words that may be one.
const ALIKE: u32 = 900;
/// Shorter words must be equal.
const SHORT: usize = 4;

/// A word without what spellings of foreign names differ in: `zelenskyy` and `zelensky` become
/// one, as do `aleksandr` and `alexandr`. O(length).
pub(super) fn skeleton(word: &str) -> String {
    let mut plain = word.to_owned();
    for (from, to) in [
        ("sch", "sh"),
        ("tch", "ch"),
        ("kh", "h"),
        ("gh", "g"),
        ("ph", "f"),
        ("ck", "k"),
        ("ch", "ʧ"),
        ("c", "k"),
        ("x", "ks"),
        ("w", "v"),
        ("q", "k"),
        ("iy", "y"),
        ("ij", "y"),
        ("j", "y"),
        ("i", "y"),
    ] {
        plain = plain.replace(from, to);
    }
    let mut kept = String::with_capacity(plain.len());
    for c in plain.chars() {
        if !kept.ends_with(c) {
            kept.push(c);
        }
    }
    kept
}

/// How alike two names of as many words are, in thousandths: the mean over their words; `None`
/// where a pair of words is too different, or a number or short word is not the same.
pub(super) fn names(one: &[String], two: &[String]) -> Option<u32> {
    if one.len() != two.len() || one.is_empty() {
        return None;
    }
    let mut sum = 0;
    for (one, two) in one.iter().zip(two) {
        sum += words(one, two)?;
    }
    u32::try_from(one.len()).ok().map(|count| sum / count)
}

fn words(one: &str, two: &str) -> Option<u32> {
    if one == two {
        return Some(1000);
    }
    let plain =
        |word: &str| word.chars().count() >= SHORT && !word.contains(|c: char| c.is_numeric());
    if !plain(one) || !plain(two) {
        return None;
    }
    let likeness = alike(one, two).max(alike(&skeleton(one), &skeleton(two)).saturating_sub(10));
    Some(likeness).filter(|&likeness| likeness >= ALIKE)
}

fn alike(one: &str, two: &str) -> u32 {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a likeness is between 0 and 1"
    )]
    let thousandths = (strsim::jaro_winkler(one, two) * 1000.0).round() as u32;
    thousandths
}

/// Whether the names before a surname may be those of one person: the first ones equal, or one
/// short for the other, and no other ones that contradict.
pub(super) fn first_names(one: &[String], two: &[String]) -> bool {
    let mut pairs = one.iter().zip(two);
    !one.is_empty() && !two.is_empty() && pairs.all(|(one, two)| short_for(one, two))
}

fn short_for(one: &str, two: &str) -> bool {
    let (short, long) = if one.len() <= two.len() {
        (one, two)
    } else {
        (two, one)
    };
    let enough = short.chars().count() == 1 || short.chars().count() >= 3;
    enough && long.starts_with(short) || skeleton(one) == skeleton(two)
}
