//! PNG.

use resvg::tiny_skia::{Pixmap, Transform};

use crate::{PictureError, Result, tree};

/// Most pixels of a picture: some 400 MB while it is drawn. Larger ones are scaled down.
pub const LARGEST: f32 = 100_000_000.0;

/// The picture as PNG, `scale` times as large as it says, or as large as [`LARGEST`] lets it.
/// O(pixels).
///
/// # Errors
/// If the text is no SVG, or the picture has no extent.
pub fn png(svg: &str, scale: f32) -> Result<Vec<u8>> {
    let tree = tree(svg)?;
    let size = tree.size();
    let most = (LARGEST / (size.width() * size.height())).sqrt();
    let scale = scale.min(most);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "the sizes are positive and bounded"
    )]
    let [width, height] = [size.width(), size.height()].map(|side| (side * scale).ceil() as u32);
    let mut pixels = Pixmap::new(width, height).ok_or(PictureError::Size { width, height })?;
    resvg::render(
        &tree,
        Transform::from_scale(scale, scale),
        &mut pixels.as_mut(),
    );
    pixels
        .encode_png()
        .map_err(|error| PictureError::Png(error.into()))
}
