//! demarche-picture: SVG pictures as PNG, as PDF, and on terminals that show pictures.
//!
//! Nothing of the machine's is used: the letters come from an embedded subset of `DejaVu Sans`
//! (Latin, Greek, Cyrillic, punctuation, arrows and signs), so that a bare machine draws the same
//! picture as any other. What the font does not have is drawn as an empty box; [`missing`] tells
//! which letters those are.
//!
//! ```
//! let svg = r#"<svg xmlns="http://www.w3.org/2000/svg" width="60" height="20">
//!     <text x="2" y="15" font-family="DejaVu Sans" font-size="12">NATO</text></svg>"#;
//! let png = demarche_picture::png(svg, 2.0)?;
//! assert!(png.starts_with(b"\x89PNG"));
//! assert!(demarche_picture::pdf(svg)?.starts_with(b"%PDF-"));
//! assert!(demarche_picture::missing("Sprūds 北约").iter().eq(&['北', '约']));
//! # Ok::<(), demarche_picture::PictureError>(())
//! ```

mod font;
mod kitty;
mod page;
mod raster;

pub use font::missing;
pub use kitty::kitty;
pub use page::pdf;
pub use raster::{LARGEST, png};

/// A failure to make a picture of SVG text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PictureError {
    /// The text is no SVG that can be read.
    #[error("the picture is no valid SVG")]
    Svg(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The picture has no extent, or too much for this machine.
    #[error("the picture is {width} by {height} pixels")]
    Size {
        /// Pixels from left to right.
        width: u32,
        /// Pixels from top to bottom.
        height: u32,
    },
    /// The pixels could not be packed.
    #[error("the pixels could not be packed as PNG")]
    Png(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The page could not be made.
    #[error("the page could not be made as PDF")]
    Pdf(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// Result of making a picture.
pub type Result<T> = std::result::Result<T, PictureError>;

/// Reads SVG text with the embedded font alone.
fn tree(svg: &str) -> Result<resvg::usvg::Tree> {
    let options = resvg::usvg::Options {
        fontdb: font::fonts(),
        font_family: font::FAMILY.to_owned(),
        ..Default::default()
    };
    resvg::usvg::Tree::from_str(svg, &options).map_err(|error| PictureError::Svg(error.into()))
}
