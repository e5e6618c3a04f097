//! What can be read off a word form alone.

use compact_str::CompactString;

/// White space as the reference sees it; it counts the four separator controls too.
pub(crate) const fn is_space(c: char) -> bool {
    matches!(c,
        '\t'..='\r' | '\x1c'..='\x20' | '\u{85}' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}'
        | '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}')
}

/// Lower-case form. O(length).
pub(crate) fn lower(form: &str) -> CompactString {
    if form.is_ascii() {
        let mut lower = CompactString::new(form);
        lower.make_ascii_lowercase();
        return lower;
    }
    CompactString::from(form.to_lowercase())
}

#[cfg(test)]
mod tests {
    use super::super::class::{Classes, SPACE};
    use super::*;

    #[test]
    fn lower_case_and_space() {
        assert_eq!(lower("ΟΔΟΣ"), "οδος");
        assert_eq!(lower("NATO"), "nato");
        let classes = Classes::load();
        for c in (0..0x11_0000).filter_map(char::from_u32) {
            assert_eq!(is_space(c), classes.is(c, SPACE), "{c:?}");
        }
    }
}
