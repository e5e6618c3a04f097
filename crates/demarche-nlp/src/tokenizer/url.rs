//! Whether a chunk is a web address, a host name or an e-mail address as a whole.
//!
//! The reference has one backtracking pattern. The same language in linear time: any `@` may end
//! the user part, so a host can start at 0, after the scheme, or after each `@`; and from a given
//! start there is just one way to read host, port and path. A host holds no `@`, so that no
//! character is read for two starts.

use super::class::{Classes, DECIMAL, HOST, LOWER, WORD};

/// Whether the whole text (without white space) is an address. O(length).
pub(super) fn is_url(classes: &Classes, text: &str) -> bool {
    if !text.contains('.') {
        return false;
    }
    if place(classes, text) {
        return true;
    }
    if scheme(classes, text).is_some_and(|rest| place(classes, rest)) {
        return true;
    }
    // Something must stand before the sign.
    text.match_indices('@')
        .any(|(at, _)| at > 0 && place(classes, &text[at + 1..]))
}

/// What follows `scheme://`.
fn scheme<'a>(classes: &Classes, text: &'a str) -> Option<&'a str> {
    let (name, rest) = text.split_once("://")?;
    let valid = |c: char| classes.is(c, WORD) || matches!(c, '+' | '-' | '.');
    (name.chars().nth(1).is_some() && name.chars().all(valid)).then_some(rest)
}

/// Host, then optionally a port and a path, and nothing else.
fn place(classes: &Classes, text: &str) -> bool {
    let end = ip(classes, text);
    if end.is_some_and(|end| tail(classes, &text[end..])) {
        return true;
    }
    host(classes, text).is_some_and(|end| tail(classes, &text[end..]))
}

/// `:1234` and `/path`, both optional.
fn tail(classes: &Classes, text: &str) -> bool {
    let mut rest = text;
    if let Some(port) = rest.strip_prefix(':') {
        let digits = |c: &char| classes.is(*c, DECIMAL);
        let count = port.chars().take(6).take_while(digits).count();
        if !(2..=5).contains(&count) {
            return false;
        }
        rest = port.trim_start_matches(|c| classes.is(c, DECIMAL));
    }
    rest.is_empty() || rest.starts_with(['/', '?', '#'])
}

/// End of a dotted name that closes with two or more lower-case letters.
fn host(classes: &Classes, text: &str) -> Option<usize> {
    let inside = |c: char| classes.is(c, HOST | LOWER) || matches!(c, '.' | '-' | '_');
    let end = text.find(|c| !inside(c)).unwrap_or(text.len());
    let (labels, top) = text[..end].rsplit_once('.')?;
    let letters = top.chars().take(64).count();
    let valid = (2..=63).contains(&letters)
        && top.chars().all(|c| classes.is(c, LOWER))
        && labels.split('.').all(|part| label(classes, part));
    valid.then_some(end)
}

/// One to 64 characters; hyphens and underscores only inside.
fn label(classes: &Classes, text: &str) -> bool {
    let edge = |c: Option<char>| classes.has(c, HOST);
    edge(text.chars().next())
        && edge(text.chars().next_back())
        && text.chars().take(65).count() <= 64
        && text
            .chars()
            .all(|c| classes.is(c, HOST) || matches!(c, '-' | '_'))
}

/// End of a public dotted IPv4 address.
fn ip(classes: &Classes, text: &str) -> Option<usize> {
    let mut parts = [""; 4];
    let mut at = 0;
    for (i, part) in parts.iter_mut().enumerate() {
        if i > 0 {
            at += text[at..].starts_with('.').then_some(1)?;
        }
        let digits = text[at..]
            .chars()
            .take(4)
            .take_while(|&c| classes.is(c, DECIMAL));
        let length = digits.map(char::len_utf8).sum::<usize>();
        *part = &text[at..at + length];
        at += length;
    }
    let [first, second, third, fourth] = parts;
    let local = matches!(first, "10" | "127")
        || matches!((first, second), ("169", "254") | ("192", "168"))
        || (first == "172" && octet(second, &["1[6-9]", "2#", "3[0-1]"]));
    let valid = octet(first, &["[1-9]", "[1-9]#", "1##", "2[0-1]#", "22[0-3]"])
        && [second, third]
            .iter()
            .all(|part| octet(part, &["#", "##", "1##", "2[0-4]#", "25[0-5]"]))
        && octet(fourth, &["[1-9]", "[1-9]#", "1##", "2[0-4]#", "25[0-4]"]);
    (valid && !local).then_some(at)
}

/// Whether the digits fit one of the patterns: `#` any digit, `[a-b]` an ASCII range, or itself.
fn octet(digits: &str, patterns: &[&str]) -> bool {
    patterns.iter().any(|pattern| fits(digits, pattern))
}

fn fits(digits: &str, pattern: &str) -> bool {
    let mut rest = pattern;
    for digit in digits.chars() {
        let mut signs = rest.chars();
        let matched = match signs.next() {
            Some('#') => true,
            Some('[') => {
                let (low, high) = (signs.next(), signs.nth(1));
                signs.next();
                low.is_some_and(|low| low <= digit) && high.is_some_and(|high| digit <= high)
            }
            Some(c) => c == digit,
            None => false,
        };
        if !matched {
            return false;
        }
        rest = signs.as_str();
    }
    rest.is_empty()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        let classes = Classes::load();
        for text in [
            "nato.int",
            "www.nato.int",
            "https://www.nato.int/cps/en?a=1#b",
            "press@nato.int",
            "mailto:press@nato.int",
            "8.8.8.8",
            "http://8.8.8.8:8080/x",
            "a@b@nato.int",
            "x.co",
            "ftp://user:pass@nato.int",
            "foo_bar.example.com",
            "münchen.de",
            "a@@nato.int",
        ] {
            assert!(is_url(&classes, text), "{text}");
        }
        for text in [
            "nato",
            "nato.Int",
            "10.0.0.1",
            "127.0.0.1",
            "192.168.1.1",
            "172.16.0.1",
            "@nato",
            "a..b",
            "-a.int",
            "nato.int:1",
            "nato.int:123456",
            "x.c",
            "3.14",
            "http://",
            "",
            ".int",
            "256.1.1.1",
            "8.8.8.0",
            "169.254.3.4",
            "nato.int)",
            "a-.int",
        ] {
            assert!(!is_url(&classes, text), "{text}");
        }
        assert!(!is_url(&classes, "http://172.16.0.1/x"));
        assert!(is_url(&classes, "172.32.0.1"));
        assert!(is_url(&classes, &format!("{}.int", "a".repeat(64))));
        assert!(!is_url(&classes, &format!("{}.int", "a".repeat(65))));
    }
}
