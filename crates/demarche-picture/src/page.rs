//! PDF.

use svg2pdf::{ConversionOptions, PageOptions};

use crate::{PictureError, Result, tree};

/// How often a page is made until its fonts stand in their order.
const TRIES: usize = 64;

/// Resources of a page that are listed by name.
const LISTS: [&[u8]; 5] = [
    b"/ExtGState <<",
    b"/Font <<",
    b"/Pattern <<",
    b"/Shading <<",
    b"/XObject <<",
];

/// The picture as a PDF of one page, as large as the picture at 96 pixels an inch. Its text can
/// be searched and copied, its lines stay sharp. The same picture gives the same bytes.
/// O(length).
///
/// # Errors
/// If the text is no SVG, or a glyph cannot be embedded.
pub fn pdf(svg: &str) -> Result<Vec<u8>> {
    let tree = tree(svg)?;
    let mut page = Vec::new();
    // The converter keeps fonts and resources in hash maps, so that their order is random. Of the
    // two orders of two fonts the one with the regular one first comes up soon.
    for _ in 0..TRIES {
        let options = PageOptions { dpi: 96.0 };
        page = svg2pdf::to_pdf(&tree, ConversionOptions::default(), options)
            .map_err(|error| PictureError::Pdf(error.to_string().into()))?;
        if regular_first(&page) {
            break;
        }
    }
    sort_lists(&mut page);
    Ok(page)
}

/// Whether no bold font stands before the regular one.
fn regular_first(page: &[u8]) -> bool {
    let mut fonts = lines(page)
        .map(|line| &page[line])
        .filter(|line| line.trim_ascii().starts_with(b"/BaseFont "))
        .map(|line| line.ends_with(b"-Bold"));
    let first = fonts.next();
    first != Some(true) || fonts.all(|bold| bold)
}

/// Sorts the entries of each list of resources, a line each, in place: no byte moves to another
/// object, so that the table of objects stays right.
fn sort_lists(page: &mut [u8]) {
    let all: Vec<std::ops::Range<usize>> = lines(page).collect();
    let mut at = 0;
    while at < all.len() {
        let head = page[all[at].clone()].trim_ascii();
        at += 1;
        if !LISTS.contains(&head) {
            continue;
        }
        let rest = all[at..].iter();
        let count = rest
            .take_while(|line| page[(*line).clone()].trim_ascii() != b">>")
            .count();
        let (Some(first), Some(last)) = (all.get(at), all.get(at + count)) else {
            continue;
        };
        let body = first.start..last.start;
        let mut entries: Vec<&[u8]> = page[body.clone()]
            .split_inclusive(|&b| b == b'\n')
            .collect();
        entries.sort_unstable();
        let sorted = entries.concat();
        page[body].copy_from_slice(&sorted);
        at += count;
    }
}

/// Where each line is, without its end.
fn lines(page: &[u8]) -> impl Iterator<Item = std::ops::Range<usize>> {
    let mut start = 0;
    page.split(|&byte| byte == b'\n').map(move |line| {
        let here = start..start + line.len();
        start = here.end + 1;
        here
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Both weights, and many resources.
    fn picture() -> String {
        let mut svg = String::from(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"300\" height=\"600\" \
             font-family=\"DejaVu Sans\">",
        );
        for row in 0..20 {
            let (y, part) = (row * 30 + 20, 10 + row);
            for weight in ["normal", "bold"] {
                svg.extend([
                    "<text x=\"9\" font-weight=\"",
                    weight,
                    "\" y=\"",
                    &y.to_string(),
                    "\" fill-opacity=\"0.",
                    &part.to_string(),
                    "\">Some words</text>",
                ]);
            }
        }
        svg + "</svg>"
    }

    #[test]
    fn a_page_is_the_same_every_time() {
        let svg = picture();
        let page = pdf(&svg).unwrap();
        for _ in 0..5 {
            assert!(pdf(&svg).unwrap() == page);
        }
        let lists = lines(&page).filter(|line| LISTS.contains(&page[line.clone()].trim_ascii()));
        assert!(lists.count() > 1, "there are lists to be sorted");
        assert!(regular_first(&page));
    }
}
