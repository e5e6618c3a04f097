//! The page of a picture: title, picture, quotes, legend, remarks, from top to bottom.

use super::boxes;
use super::font::{self, Weight};
use super::geometry::{Point, Rect, point};
use super::notes::Notes;
use super::paint;
use super::xml::{Xml, number};
use crate::drawing::Theme;
use crate::style::{FAINT, INK, PAPER};

const MARGIN: f64 = 28.0;
const TITLE: f64 = 18.0;
const REMARK: f64 = 11.0;
const REMARK_LINE: f64 = 16.0;
/// Widest a line of remarks is.
const WIDEST: f64 = 960.0;

/// What stands on a page.
pub(super) struct Page<'a> {
    pub theme: Theme,
    /// What stands above the picture, cleaned; empty for nothing.
    pub title: &'a str,
    /// What a screen reader tells.
    pub about: &'a str,
    /// Where the picture is on its own ground.
    pub bounds: Rect,
    /// The page is not narrower.
    pub least: f64,
    /// Cleaned.
    pub remarks: &'a [String],
}

/// The room inside the margins.
pub(super) fn width(bounds: Rect, least: f64) -> f64 {
    f64::max(bounds.width(), least)
}

/// Paints a part below the picture at its corner.
pub(super) type Paint<'a> = Box<dyn FnOnce(&mut Xml, Point) + 'a>;

/// A part below the picture: its height and how it is painted.
pub(super) type Below<'a> = (f64, Paint<'a>);

impl Page<'_> {
    /// The SVG text. `picture` paints on its own ground; the rest follows below.
    pub fn write(
        &self,
        picture: impl FnOnce(&mut Xml),
        notes: &Notes,
        legend: Option<Below<'_>>,
    ) -> String {
        let width = width(self.bounds, self.least);
        let title = boxes::wrap(self.title, width, 2, |part| {
            font::width(part, TITLE, Weight::Bold)
        });
        let remarks: Vec<String> = self
            .remarks
            .iter()
            .flat_map(|remark| {
                boxes::wrap_lines(remark, width.min(WIDEST), 3, |part| {
                    font::width(part, REMARK, Weight::Regular)
                })
            })
            .collect();
        let mut y = MARGIN;
        if !self.title.is_empty() {
            y += lines(title.len()) * (TITLE + 6.0) + 14.0;
        }
        let shift = point(
            MARGIN + (width - self.bounds.width()) / 2.0 - self.bounds.left,
            y - self.bounds.top,
        );
        y += self.bounds.height() + 24.0;
        let notes_top = y;
        y += notes.height();
        let legend_top = y;
        y += legend.as_ref().map_or(0.0, |(height, _)| *height);
        let remarks_top = y + 8.0;
        if !remarks.is_empty() {
            y = remarks_top + lines(remarks.len()) * REMARK_LINE;
        }
        let (full_width, full_height) = ((width + 2.0 * MARGIN).ceil(), (y + MARGIN * 0.6).ceil());

        let mut xml = Xml::new(self.theme);
        self.open(&mut xml, full_width, full_height);
        let mut baseline = MARGIN + TITLE;
        for line in title.iter().filter(|line| !line.is_empty()) {
            let look = [("font-weight", "bold"), ("fill", INK.of(self.theme))];
            paint::text(&mut xml, point(MARGIN, baseline), TITLE, &look, line);
            baseline += TITLE + 6.0;
        }
        let by = format!("translate({} {})", number(shift.x), number(shift.y));
        xml.open("g", &[("class", "picture"), ("transform", &by)]);
        picture(&mut xml);
        xml.close();
        if !notes.is_empty() {
            notes.paint(&mut xml, point(MARGIN, notes_top));
        }
        if let Some((_, paint)) = legend {
            paint(&mut xml, point(MARGIN, legend_top));
        }
        if !remarks.is_empty() {
            xml.open("g", &[("class", "remarks")]);
            let mut baseline = remarks_top + REMARK;
            for line in &remarks {
                let look = [("fill", FAINT.of(self.theme))];
                paint::text(&mut xml, point(MARGIN, baseline), REMARK, &look, line);
                baseline += REMARK_LINE;
            }
            xml.close();
        }
        xml.close();
        xml.text
    }

    fn open(&self, xml: &mut Xml, width: f64, height: f64) {
        let (wide, high) = (number(width), number(height));
        let view = format!("0 0 {wide} {high}");
        xml.open(
            "svg",
            &[
                ("xmlns", "http://www.w3.org/2000/svg"),
                ("width", &wide),
                ("height", &high),
                ("viewBox", &view),
                ("role", "img"),
                ("aria-labelledby", "title desc"),
                ("font-family", font::FAMILY),
            ],
        );
        let name = if self.title.is_empty() {
            "Stances and relations"
        } else {
            self.title
        };
        xml.leaf("title", &[("id", "title")], name);
        xml.leaf("desc", &[("id", "desc")], self.about);
        let paper = Rect {
            left: 0.0,
            top: 0.0,
            right: width,
            bottom: height,
        };
        let fill = [("fill", PAPER.of(self.theme))];
        paint::rectangle(xml, paper, 0.0, &fill);
    }
}

#[allow(clippy::cast_precision_loss, reason = "a few lines")]
fn lines(count: usize) -> f64 {
    count as f64
}
