//! Reading the embedded tables: rows of tab-separated cells, with `\t`, `\n`, `\r` and `\\`
//! written out.

use std::borrow::Cow;

/// The rows of a table, each with its cells still escaped. Lazy; O(length) in all.
pub(crate) fn rows(table: &'static str) -> impl Iterator<Item = std::str::Split<'static, char>> {
    table.lines().map(|line| line.split('\t'))
}

/// A cell as it was before it was written. O(length).
pub(crate) fn cell(text: &'static str) -> Cow<'static, str> {
    if !text.contains('\\') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        let plain = match (c, chars.as_str().chars().next()) {
            ('\\', Some('t')) => '\t',
            ('\\', Some('n')) => '\n',
            ('\\', Some('r')) => '\r',
            ('\\', Some('\\')) => '\\',
            _ => {
                out.push(c);
                continue;
            }
        };
        chars.next();
        out.push(plain);
    }
    Cow::Owned(out)
}

#[cfg(test)]
mod tests {
    use super::{cell, rows};

    #[test]
    fn cells_are_unescaped() {
        assert_eq!(cell(r"a\tb\\n\n"), "a\tb\\n\n");
        assert_eq!(cell("plain"), "plain");
        assert_eq!(cell(r"\x"), r"\x");
    }

    #[test]
    fn empty_cells_stay() {
        let all: Vec<Vec<&str>> = rows("a\t\nb\tc\n").map(Iterator::collect).collect();
        assert_eq!(all, [["a", ""], ["b", "c"]]);
    }
}
