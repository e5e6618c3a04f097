//! Lines to paragraphs: boilerplate is left out, hard-wrapped text is joined, headings are marked.

/// A paragraph of the original: its lines as byte ranges, trimmed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Block {
    /// The lines in order; at least one.
    pub lines: Vec<(usize, usize)>,
    /// Whether it is a heading.
    pub heading: bool,
}

/// Longest boilerplate line in bytes: a longer one is text, however it begins.
const LONGEST: usize = 200;

/// Lines that are boilerplate as a whole, in lower case.
const WHOLE: &[&str] = &[
    "ad",
    "advertisement",
    "advertisement - scroll to continue",
    "advertising",
    "all rights reserved",
    "back to top",
    "close",
    "comment",
    "comments",
    "continue reading",
    "continue reading below",
    "cookie policy",
    "copy link",
    "copyright",
    "download our app",
    "email",
    "e-mail",
    "facebook",
    "follow us",
    "home",
    "instagram",
    "latest",
    "latest news",
    "leave a comment",
    "linkedin",
    "listen",
    "listen to article",
    "load more",
    "log in",
    "login",
    "menu",
    "more",
    "more news",
    "more on this story",
    "most popular",
    "most read",
    "newsletter",
    "newsletters",
    "next",
    "next article",
    "open in app",
    "previous",
    "previous article",
    "print",
    "privacy policy",
    "promoted",
    "read more",
    "recommended",
    "recommended stories",
    "reddit",
    "register",
    "related",
    "related articles",
    "related content",
    "related news",
    "related stories",
    "related topics",
    "reply",
    "report this ad",
    "save",
    "save article",
    "scroll down",
    "search",
    "see more",
    "share",
    "share article",
    "share this",
    "share this article",
    "share this post",
    "share this story",
    "sign in",
    "sign up",
    "skip to content",
    "skip to main content",
    "sponsored",
    "sponsored content",
    "story continues below",
    "story continues below advertisement",
    "subscribe",
    "subscribe now",
    "tags",
    "telegram",
    "terms of service",
    "terms of use",
    "top stories",
    "trending",
    "trending now",
    "tweet",
    "twitter",
    "view all",
    "view comments",
    "watch",
    "watch live",
    "watch now",
    "whatsapp",
    "x",
    "youtube",
];

/// Beginnings of boilerplate lines, in lower case.
const BEGINNINGS: &[&str] = &[
    "#",
    "(c) 20",
    "(photo",
    "(reporting by",
    "![",
    "also read:",
    "also read |",
    "by clicking",
    "caption:",
    "click here",
    "click to",
    "copyright 20",
    "copyright ©",
    "editing by",
    "file photo",
    "follow us on",
    "getty images",
    "get the latest",
    "get our",
    "http://",
    "https://",
    "image:",
    "image credit",
    "image source",
    "listen to",
    "photo by",
    "photo credit",
    "photo:",
    "photograph:",
    "picture:",
    "read also:",
    "read more:",
    "read next:",
    "read our",
    "recommended reading",
    "related:",
    "reporting by",
    "see also:",
    "sign up for",
    "sign up to",
    "source: getty",
    "subscribe to",
    "this article was originally",
    "this story was originally",
    "tags:",
    "video:",
    "watch:",
    "we use cookies",
    "your browser",
    "© ",
    "©20",
    "www.",
];

/// Endings of picture lines, in lower case.
const PICTURES: &[&str] = &[
    ".avif", ".avif)", ".gif", ".gif)", ".jpeg", ".jpeg)", ".jpg", ".jpg)", ".png", ".png)",
    ".svg", ".svg)", ".webp", ".webp)",
];

/// Whether a trimmed line belongs to the page and not to the text. O(length).
pub fn is_boilerplate(line: &str) -> bool {
    if line.len() > LONGEST {
        return false;
    }
    if !line.chars().any(char::is_alphanumeric) {
        return true;
    }
    let lower = line.to_lowercase();
    let bare = lower.trim_matches(|c: char| !c.is_alphanumeric());
    if WHOLE.contains(&bare) {
        return true;
    }
    // A markdown heading begins with `#` too, but with a space behind it.
    let heading = lower.trim_start_matches('#').starts_with(' ');
    let begins = BEGINNINGS.iter().any(|&start| lower.starts_with(start));
    (begins && !(lower.starts_with('#') && heading))
        || PICTURES.iter().any(|&end| lower.ends_with(end))
        || lower.ends_with("all rights reserved.")
}

/// The paragraphs of `text[start..]`, and the ranges of the lines that were left out. O(length).
pub fn blocks(text: &str, start: usize) -> (Vec<Block>, Vec<(usize, usize)>) {
    let mut lines = Vec::new();
    let mut at = start;
    for line in text[start..].split_inclusive(['\n', '\r', '\u{2028}', '\u{2029}', '\u{c}']) {
        let lead = line.len() - line.trim_start().len();
        let body = line.trim();
        lines.push((at + lead, at + lead + body.len()));
        at += line.len();
    }
    let wrapped = is_hard_wrapped(text, &lines);
    let mut blocks: Vec<Block> = Vec::new();
    let mut dropped = Vec::new();
    let mut open = false;
    for (from, to) in lines {
        let line = &text[from..to];
        if line.is_empty() {
            open = false;
            continue;
        }
        if is_boilerplate(line) {
            dropped.push((from, to));
            open = false;
            continue;
        }
        let (from, marked) = strip_marks(text, from, to);
        match blocks.last_mut() {
            Some(block) if wrapped && open && !marked => block.lines.push((from, to)),
            _ => blocks.push(Block {
                lines: vec![(from, to)],
                heading: marked && text[from..to].len() <= LONGEST,
            }),
        }
        open = wrapped && !marked;
    }
    mark_headings(text, &mut blocks);
    (blocks, dropped)
}

/// Skips the marks of markdown headings, quotations and list items.
fn strip_marks(text: &str, from: usize, to: usize) -> (usize, bool) {
    let line = &text[from..to];
    let heading = line.trim_start_matches('#');
    if heading.len() < line.len() && heading.starts_with(' ') {
        return (to - heading.trim_start().len(), true);
    }
    for mark in ["> ", "* ", "- ", "• "] {
        if let Some(rest) = line.strip_prefix(mark) {
            return (to - rest.trim_start().len(), false);
        }
    }
    (from, false)
}

/// Whether line ends are those of a narrow column: no line is long, and in three of ten cases the
/// next one goes on in lower case.
fn is_hard_wrapped(text: &str, lines: &[(usize, usize)]) -> bool {
    let mut pairs = 0usize;
    let mut going_on = 0usize;
    for pair in lines.windows(2) {
        let (line, next) = (&text[pair[0].0..pair[0].1], &text[pair[1].0..pair[1].1]);
        if line.len() > 160 {
            return false;
        }
        if line.is_empty() || next.is_empty() {
            continue;
        }
        pairs += 1;
        going_on += usize::from(next.starts_with(char::is_lowercase));
    }
    pairs >= 2 && going_on * 10 >= pairs * 3
}

/// A short paragraph without a final stop is a heading, where the text has longer ones.
fn mark_headings(text: &str, blocks: &mut [Block]) {
    let ends_sentence = |block: &Block| {
        let last = block.lines.last().map_or("", |&(from, to)| &text[from..to]);
        let last = last.trim_end_matches(['"', '”', '’', '\'', ')', ' ']);
        last.ends_with(['.', '!', '?', ':', ';', ',', '…'])
    };
    let prose = blocks.iter().any(ends_sentence);
    for block in blocks {
        let words: usize = block
            .lines
            .iter()
            .map(|&(from, to)| text[from..to].split_whitespace().take(20).count())
            .sum();
        let quoted = block
            .lines
            .iter()
            .any(|&(from, to)| text[from..to].contains(['"', '”']));
        block.heading |= prose && words <= 14 && !quoted && !ends_sentence(block);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(text: &str) -> Vec<(String, bool)> {
        let (blocks, _) = blocks(text, 0);
        let join = |block: &Block| {
            let parts: Vec<&str> = block.lines.iter().map(|&(a, b)| &text[a..b]).collect();
            (parts.join("|"), block.heading)
        };
        blocks.iter().map(join).collect()
    }

    #[test]
    fn every_line_is_a_paragraph_and_headings_are_marked() {
        let text = "Ministers meet in Riga\r\nThe ministers met on Monday.\r\n.jpg)\r\nA dispute\r\nThey disagreed.";
        let expected = [
            ("Ministers meet in Riga", true),
            ("The ministers met on Monday.", false),
            ("A dispute", true),
            ("They disagreed.", false),
        ];
        let expected: Vec<_> = expected.iter().map(|&(t, h)| (t.to_owned(), h)).collect();
        assert_eq!(paragraphs(text), expected);
    }

    #[test]
    fn narrow_columns_are_joined() {
        let text = "The ministers met on\nMonday and spoke of\nthe budget.\n\nThey went home\nafter that.\n";
        let found = paragraphs(text);
        assert_eq!(found.len(), 2);
        assert_eq!(
            found[0].0,
            "The ministers met on|Monday and spoke of|the budget."
        );
    }

    #[test]
    fn pages_are_told_from_texts() {
        for line in [
            ".jpg)",
            "Share this article",
            "Read more: Talks in Riga",
            "* * *",
            "© 2024 The Paper",
            "ADVERTISEMENT",
            "photo.PNG",
        ] {
            assert!(is_boilerplate(line), "{line}");
        }
        for line in [
            "Share prices fell.",
            "More troops came.",
            "# A heading",
            "Searching for peace",
        ] {
            assert!(!is_boilerplate(line), "{line}");
        }
    }

    #[test]
    fn markdown_marks_are_skipped() {
        let found = paragraphs("## Talks\n\n- The minister came.\n> He spoke.\n");
        assert_eq!(found[0], ("Talks".to_owned(), true));
        assert_eq!(found[1].0, "The minister came.");
        assert_eq!(found[2].0, "He spoke.");
    }
}
