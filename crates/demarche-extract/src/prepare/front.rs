//! What stands before the text proper: front matter and dateline.

use std::sync::OnceLock;

use demarche_model::Date;
use regex_lite::Regex;

/// What a text says of itself.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Front {
    /// Headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// When it was published.
    pub date: Option<Date>,
    /// A date that could not be read.
    pub bad_date: Option<String>,
    /// Where the text proper begins.
    pub end: usize,
}

/// Reads front matter between two lines `---`; without it only a byte-order mark is skipped.
/// O(length of the front matter).
pub fn front_matter(text: &str) -> Front {
    let start = if text.starts_with('\u{feff}') { 3 } else { 0 };
    let bare = Front {
        end: start,
        ..Front::default()
    };
    let mut front = bare.clone();
    let mut at = start;
    for (index, line) in text[start..].split_inclusive('\n').take(64).enumerate() {
        at += line.len();
        let line = line.trim();
        match (index, line) {
            (0, "---") => {}
            (0, _) => return bare,
            (_, "---" | "...") => {
                front.end = at;
                return front;
            }
            _ => set(&mut front, line),
        }
    }
    bare
}

fn set(front: &mut Front, line: &str) {
    let Some((key, value)) = line.split_once(':') else {
        return;
    };
    let value = value.trim();
    let quoted = |mark: char| value.strip_prefix(mark)?.strip_suffix(mark);
    let value = quoted('"').or_else(|| quoted('\'')).unwrap_or(value).trim();
    if value.is_empty() {
        return;
    }
    let text = || Some(value.to_owned());
    match key.trim().to_ascii_lowercase().as_str() {
        "title" | "headline" => front.title = text(),
        "outlet" | "source" | "publisher" => front.outlet = text(),
        "url" | "link" => front.url = text(),
        "date" | "published" => {
            front.date = iso_date(value);
            front.bad_date = front.date.is_none().then(|| value.to_owned());
        }
        _ => {}
    }
}

/// `2025-02-12`, also with a time behind it.
fn iso_date(value: &str) -> Option<Date> {
    let day = value.split(['T', ' ']).next()?;
    day.parse().ok()
}

/// The dateline of a wire report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dateline {
    /// Its length in bytes, with the dash and the space behind it.
    pub length: usize,
    /// The day, where it names the year too.
    pub date: Option<Date>,
    /// The agency, where it names one.
    pub agency: Option<String>,
}

/// Reads a dateline (`BRUSSELS, Feb 12, 2025 (Reuters) - `) at the start of a paragraph.
/// O(1): only the first characters are looked at.
pub fn dateline(paragraph: &str) -> Option<Dateline> {
    static PATTERN: OnceLock<Option<Regex>> = OnceLock::new();
    let pattern = PATTERN.get_or_init(|| {
        Regex::new(concat!(
            r"^(?:[A-Z][A-Z.'’\-]{1,}(?: [A-Z][A-Z.'’\-]+){0,3})(?:/[A-Z][A-Z .\-]+)?",
            r"(?:, [A-Z][A-Za-z. ]{1,20})??",
            r"(?:,? (?P<month>Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.? ",
            r"(?P<day>[0-9]{1,2})(?:,? (?P<year>[0-9]{4}))?)?",
            r"(?: ?\((?P<agency>[A-Z][A-Za-z .]{1,30})\))?",
            r" ?(?:–|—|--|-) ?"
        ))
        .ok()
    });
    let head = match paragraph.char_indices().nth(120) {
        Some((end, _)) => &paragraph[..end],
        None => paragraph,
    };
    let captures = pattern.as_ref()?.captures(head)?;
    let whole = captures.get(0)?;
    let part = |name: &str| captures.name(name).map(|found| found.as_str());
    let agency = part("agency").map(str::to_owned);
    let spaced = whole.as_str().ends_with(' ') || agency.is_some();
    // `US-led` and `NATO – the alliance` begin with capitals and a dash too.
    let head = whole.as_str().split([',', '—', '–']).next().unwrap_or("");
    let place = head.bytes().filter(u8::is_ascii_uppercase);
    let long_dash = whole.as_str().contains(['—', '–']) && place.count() >= 5;
    if !spaced || (agency.is_none() && part("day").is_none() && !long_dash) {
        return None;
    }
    Some(Dateline {
        length: whole.end(),
        date: full_date(part("month"), part("day"), part("year")),
        agency,
    })
}

fn full_date(month: Option<&str>, day: Option<&str>, year: Option<&str>) -> Option<Date> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let month = MONTHS.find(month?)? / 3 + 1;
    let month = u8::try_from(month).ok()?;
    Date::new(year?.parse().ok()?, Some(month), day?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_read_and_skipped() {
        let text =
            "\u{feff}---\r\ntitle: \"Talks: a start\"\ndate: 2025-02-12\nmood: grey\n---\nBody.";
        let front = front_matter(text);
        assert_eq!(front.title.as_deref(), Some("Talks: a start"));
        assert_eq!(front.date, "2025-02-12".parse().ok());
        assert_eq!(&text[front.end..], "Body.");
    }

    #[test]
    fn a_rule_without_an_end_is_text() {
        let front = front_matter("---\nThe ministers met.\n");
        assert_eq!(front.end, 0);
        assert_eq!(front_matter("").end, 0);
        let bad = front_matter("---\ndate: yesterday\n---\n");
        assert_eq!(bad.bad_date.as_deref(), Some("yesterday"));
    }

    #[test]
    fn datelines_are_recognised() {
        let line = dateline("BRUSSELS, Feb 12, 2025 (Reuters) - The ministers met.").unwrap();
        assert_eq!(line.date, "2025-02-12".parse().ok());
        assert_eq!(line.agency.as_deref(), Some("Reuters"));
        let line = dateline("WASHINGTON (AP) — Ministers met.").unwrap();
        assert_eq!((line.date, line.agency.as_deref()), (None, Some("AP")));
        let text = "KYIV, Ukraine, March 3 — Ministers met.";
        assert_eq!(&text[dateline(text).unwrap().length..], "Ministers met.");
    }

    #[test]
    fn sentences_are_no_datelines() {
        for text in [
            "US-led talks began.",
            "NATO – the alliance of 32 – met.",
            "NATO members met.",
            "The EU - a bloc - met.",
            "",
        ] {
            assert_eq!(dateline(text), None, "{text}");
        }
    }
}
