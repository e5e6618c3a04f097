//! The embedded font.

use std::collections::BTreeSet;
use std::sync::{Arc, LazyLock};

use resvg::usvg::fontdb::Database;
use ttf_parser::Face;

/// Its name, which stands first in the pictures' lists of fonts.
pub const FAMILY: &str = "DejaVu Sans";

const REGULAR: &[u8] = include_bytes!("../fonts/DejaVuSans.ttf");
const BOLD: &[u8] = include_bytes!("../fonts/DejaVuSans-Bold.ttf");

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    fonts.set_sans_serif_family(FAMILY);
    Arc::new(fonts)
});

/// The font, regular and bold.
pub fn fonts() -> Arc<Database> {
    Arc::clone(&FONTS)
}

/// The letters of a text that the font does not have and that PNG and PDF therefore show as empty
/// boxes. Spaces and control characters are never missed. O(length).
pub fn missing(text: &str) -> BTreeSet<char> {
    let Ok(face) = Face::parse(REGULAR, 0) else {
        return BTreeSet::new();
    };
    let lost = |letter: &char| {
        !letter.is_whitespace() && !letter.is_control() && face.glyph_index(*letter).is_none()
    };
    text.chars().filter(lost).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_weights_have_the_same_letters() {
        let [regular, bold] = [REGULAR, BOLD].map(|font| Face::parse(font, 0).unwrap());
        for letter in ('\u{20}'..='\u{25ff}').filter(|letter| !letter.is_control()) {
            let found = regular.glyph_index(letter).is_some();
            // A few signs have no bold form; names are not made of them.
            if letter < '\u{2000}' {
                assert_eq!(found, bold.glyph_index(letter).is_some(), "{letter:?}");
            }
        }
    }

    #[test]
    fn european_names_have_their_letters() {
        let names = "Andris Sprūds Dovilė Šakalienė Péter Szijjártó Łukasz Ğüneş Žižek \
                     Володимир Зеленський Αλέξης “×3” — … →";
        assert_eq!(missing(names), BTreeSet::new());
        let lost: Vec<char> = missing("北约 🇺🇦 שלום").into_iter().collect();
        assert!(lost.contains(&'北') && lost.contains(&'ש'), "{lost:?}");
    }
}
