//! Words on lines: placed where they cover no box, no other word and few lines.

use super::boxes::wrap;
use super::cells::Cells;
use super::font::{self, Weight};
use super::geometry::{Curve, Point, Rect, point};

/// Font size of words on lines.
pub(super) const SIZE: f64 = 11.0;
/// From one line of words to the next.
pub(super) const LINE: f64 = 13.0;
/// Diameter of the ring with a number.
pub(super) const RING: f64 = 16.0;

/// Words to be put on a line.
#[derive(Debug, Clone, Default)]
pub(super) struct Label {
    pub lines: Vec<String>,
    /// Number of the quote that stands beneath the picture.
    pub number: Option<usize>,
}

impl Label {
    pub fn new(text: &str, number: Option<usize>) -> Label {
        let measure = |part: &str| font::width(part, SIZE, Weight::Regular);
        let lines = if text.is_empty() {
            Vec::new()
        } else {
            wrap(text, 130.0, 2, measure)
        };
        Label { lines, number }
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty() && self.number.is_none()
    }

    /// Width of the words alone.
    pub fn words(&self) -> f64 {
        let widths = self
            .lines
            .iter()
            .map(|line| font::width(line, SIZE, Weight::Regular));
        widths.fold(0.0, f64::max).ceil()
    }

    /// Width and height.
    pub fn size(&self) -> (f64, f64) {
        if self.is_empty() {
            return (0.0, 0.0);
        }
        let ring = self.number.map_or(0.0, |_| RING);
        let between = if ring > 0.0 && !self.lines.is_empty() {
            4.0
        } else {
            0.0
        };
        #[allow(clippy::cast_precision_loss, reason = "two lines at most")]
        let height = f64::max(self.lines.len() as f64 * LINE, ring);
        (self.words() + ring + between + 6.0, height + 2.0)
    }
}

/// Where each label stands: on or beside its line, off all boxes and earlier labels, and where
/// it covers little of other lines; `None` for an empty one and for one that fits nowhere.
/// O(labels * (boxes and edges near them)).
pub(super) fn place(labels: &[Label], curves: &[Curve], boxes: &[Rect]) -> Vec<Option<Point>> {
    let samples: Vec<Vec<Point>> = curves
        .iter()
        .map(|curve| curve.samples(24).collect())
        .collect();
    let lines = {
        let mut lines = Cells::default();
        for (index, places) in samples.iter().enumerate() {
            for &place in places {
                lines.add_point(index, place);
            }
        }
        lines
    };
    let fixed = Cells::of(boxes.iter().copied());
    let mut taken: Vec<Rect> = Vec::new();
    let mut words = Cells::default();
    let mut places = vec![None; labels.len()];
    for (index, label) in labels.iter().enumerate() {
        if label.is_empty() {
            continue;
        }
        let (width, height) = label.size();
        let crowd = |rect: Rect| {
            let near = lines.near(rect).into_iter().filter(|&other| other != index);
            let inside = near.flat_map(|other| &samples[other]);
            let covered = inside
                .filter(|&&place| rect.contains(place))
                .take(8)
                .count();
            f64::from(u8::try_from(covered).unwrap_or(u8::MAX)) * 2.0
        };
        let mut tried: Vec<(Point, f64)> = candidates(&curves[index], label.size()).collect();
        tried.sort_by(|left, right| left.1.total_cmp(&right.1));
        let mut best: Option<(f64, Rect, Point)> = None;
        for (center, cost) in tried {
            // Lines that are covered only make it worse.
            if best.is_some_and(|(least, ..)| cost >= least) {
                break;
            }
            let rect = Rect::around(center, width, height);
            let near = fixed.near(rect.grown(2.0)).into_iter();
            let boxed = near.map(|other| boxes[other].grown(2.0));
            let near = words.near(rect.grown(1.0)).into_iter();
            let written = near.map(|other| taken[other].grown(1.0));
            if boxed.chain(written).any(|other| other.overlaps(rect)) {
                continue;
            }
            let cost = cost + crowd(rect);
            if best.is_none_or(|(least, ..)| cost < least) {
                best = Some((cost, rect, center));
            }
        }
        if let Some((_, rect, center)) = best {
            words.add(taken.len(), rect);
            taken.push(rect);
            places[index] = Some(center);
        }
    }
    places
}

/// Places on and beside a line, and how far from ideal each is.
fn candidates(curve: &Curve, (width, height): (f64, f64)) -> impl Iterator<Item = (Point, f64)> {
    const ALONG: [f64; 13] = [
        0.5, 0.44, 0.56, 0.38, 0.62, 0.32, 0.68, 0.26, 0.74, 0.2, 0.8, 0.14, 0.86,
    ];
    // On the line, beside it, and a little farther off; words too far away would seem to
    // belong to another line.
    const ASIDE: [(f64, f64); 7] = [
        (0.0, 0.0),
        (1.0, 0.0),
        (-1.0, 0.0),
        (1.0, 9.0),
        (-1.0, 9.0),
        (1.0, 18.0),
        (-1.0, 18.0),
    ];
    let length = (curve.0[3] - curve.0[0]).length();
    let curve = *curve;
    ALONG.into_iter().flat_map(move |t| {
        let heading = curve.heading(t);
        let normal = heading.normal();
        let here = curve.at(t);
        // Half of what the words take across the line and along it.
        let across = f64::midpoint(normal.x.abs() * width, normal.y.abs() * height) + 3.0;
        let along = heading.x.abs() * width + heading.y.abs() * height;
        ASIDE.into_iter().map(move |(side, farther)| {
            let on_line = side == 0.0;
            let hidden = if on_line && along > length * 0.75 {
                14.0
            } else {
                0.0
            };
            let cost = (t - 0.5).abs() * 14.0 + side.abs() * 10.0 + farther * 0.4 + hidden;
            (here + normal * ((across + farther) * side), cost)
        })
    })
}

/// Where the words of a label begin, given its centre: right of its number.
pub(super) fn words_center(label: &Label, center: Point) -> Point {
    let shift = if label.number.is_some() {
        f64::midpoint(RING, 4.0)
    } else {
        0.0
    };
    center + point(shift, 0.0)
}
