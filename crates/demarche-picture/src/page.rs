//! PDF.

use svg2pdf::{ConversionOptions, PageOptions};

use crate::{PictureError, Result, tree};

/// The picture as a PDF of one page, as large as the picture at 96 pixels an inch. Its text can
/// be searched and copied, its lines stay sharp. O(length).
///
/// # Errors
/// If the text is no SVG, or a glyph cannot be embedded.
pub fn pdf(svg: &str) -> Result<Vec<u8>> {
    let page = PageOptions { dpi: 96.0 };
    svg2pdf::to_pdf(&tree(svg)?, ConversionOptions::default(), page)
        .map_err(|error| PictureError::Pdf(error.to_string().into()))
}
