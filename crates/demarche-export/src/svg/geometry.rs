//! Points, boxes and curves in pixels; y grows downwards.
//!
//! Only operations that are rounded alike on every machine are used (no sine, no hypotenuse of
//! the system's library), so that a picture is the same everywhere.

use std::ops::{Add, Mul, Sub};

#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Point {
    pub x: f64,
    pub y: f64,
}

pub(super) const fn point(x: f64, y: f64) -> Point {
    Point { x, y }
}

impl Add for Point {
    type Output = Point;
    fn add(self, other: Point) -> Point {
        point(self.x + other.x, self.y + other.y)
    }
}

impl Sub for Point {
    type Output = Point;
    fn sub(self, other: Point) -> Point {
        point(self.x - other.x, self.y - other.y)
    }
}

impl Mul<f64> for Point {
    type Output = Point;
    fn mul(self, factor: f64) -> Point {
        point(self.x * factor, self.y * factor)
    }
}

impl Point {
    pub fn length(self) -> f64 {
        (self.x * self.x + self.y * self.y).sqrt()
    }

    /// Length one in the same direction; to the right where there is none.
    pub fn unit(self) -> Point {
        let length = self.length();
        if length < 1e-9 {
            point(1.0, 0.0)
        } else {
            self * (1.0 / length)
        }
    }

    /// A quarter turn.
    pub fn normal(self) -> Point {
        point(-self.y, self.x)
    }

    /// The z part of the cross product.
    pub fn cross(self, other: Point) -> f64 {
        self.x * other.y - self.y * other.x
    }
}

/// The unit vector at a part of a full turn, from the right and downwards.
pub(super) fn direction(turn: f64) -> Point {
    let turn = turn - turn.floor();
    let quarter = (turn * 4.0).round();
    // At most an eighth of a turn away from a quarter, where a short series is exact enough.
    let angle = (turn - quarter / 4.0) * std::f64::consts::TAU;
    let square = angle * angle;
    let sine = angle * (1.0 - square / 6.0 * (1.0 - square / 20.0 * (1.0 - square / 42.0)));
    let cosine = 1.0 - square / 2.0 * (1.0 - square / 12.0 * (1.0 - square / 30.0));
    let near = point(cosine, sine);
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "0 to 4"
    )]
    let turns = quarter as u8;
    (0..turns % 4).fold(near, |turned, _| turned.normal())
}

/// A box with its sides parallel to the axes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Rect {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Rect {
    pub fn around(center: Point, width: f64, height: f64) -> Rect {
        Rect {
            left: center.x - width / 2.0,
            top: center.y - height / 2.0,
            right: center.x + width / 2.0,
            bottom: center.y + height / 2.0,
        }
    }

    pub fn width(self) -> f64 {
        self.right - self.left
    }

    pub fn height(self) -> f64 {
        self.bottom - self.top
    }

    pub fn grown(self, margin: f64) -> Rect {
        Rect {
            left: self.left - margin,
            top: self.top - margin,
            right: self.right + margin,
            bottom: self.bottom + margin,
        }
    }

    pub fn moved(self, by: Point) -> Rect {
        Rect {
            left: self.left + by.x,
            top: self.top + by.y,
            right: self.right + by.x,
            bottom: self.bottom + by.y,
        }
    }

    pub fn overlaps(self, other: Rect) -> bool {
        self.left < other.right
            && other.left < self.right
            && self.top < other.bottom
            && other.top < self.bottom
    }

    pub fn contains(self, point: Point) -> bool {
        (self.left..=self.right).contains(&point.x) && (self.top..=self.bottom).contains(&point.y)
    }

    pub fn cover(self, other: Rect) -> Rect {
        Rect {
            left: self.left.min(other.left),
            top: self.top.min(other.top),
            right: self.right.max(other.right),
            bottom: self.bottom.max(other.bottom),
        }
    }
}

/// A cubic Bézier curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Curve(pub [Point; 4]);

#[allow(
    clippy::many_single_char_names,
    reason = "the usual letters for a curve's points"
)]
impl Curve {
    /// From one point to another, `bend` away from the straight line at its middle.
    pub fn bent(start: Point, end: Point, bend: f64) -> Curve {
        let along = end - start;
        let aside = along.unit().normal() * (bend * 4.0 / 3.0);
        Curve([
            start,
            start + along * (1.0 / 3.0) + aside,
            start + along * (2.0 / 3.0) + aside,
            end,
        ])
    }

    pub fn at(&self, t: f64) -> Point {
        let [a, b, c, d] = self.0;
        let s = 1.0 - t;
        a * (s * s * s) + b * (3.0 * s * s * t) + c * (3.0 * s * t * t) + d * (t * t * t)
    }

    /// Direction of travel at `t`, of length one.
    pub fn heading(&self, t: f64) -> Point {
        let [a, b, c, d] = self.0;
        let s = 1.0 - t;
        ((b - a) * (s * s) + (c - b) * (2.0 * s * t) + (d - c) * (t * t)).unit()
    }

    /// The part between two parameters.
    pub fn part(&self, from: f64, to: f64) -> Curve {
        let (_, right) = self.split(from);
        let rest = if from < 1.0 {
            (to - from) / (1.0 - from)
        } else {
            1.0
        };
        right.split(rest).0
    }

    fn split(&self, t: f64) -> (Curve, Curve) {
        let [a, b, c, d] = self.0;
        let between = |p: Point, q: Point| p + (q - p) * t;
        let (ab, bc, cd) = (between(a, b), between(b, c), between(c, d));
        let (abc, bcd) = (between(ab, bc), between(bc, cd));
        let middle = between(abc, bcd);
        (Curve([a, ab, abc, middle]), Curve([middle, bcd, cd, d]))
    }

    /// Evenly spaced parameters' points, both ends included.
    pub fn samples(&self, count: u32) -> impl Iterator<Item = Point> {
        (0..=count).map(move |step| self.at(f64::from(step) / f64::from(count)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn directions_agree_with_sine_and_cosine() {
        for step in -40..=40 {
            let turn = f64::from(step) / 17.0;
            let (sine, cosine) = (turn * std::f64::consts::TAU).sin_cos();
            assert!(
                (direction(turn) - point(cosine, sine)).length() < 1e-5,
                "{turn}"
            );
        }
    }

    #[test]
    fn a_part_of_a_curve_lies_on_it() {
        let curve = Curve::bent(point(0.0, 0.0), point(100.0, 20.0), 30.0);
        let part = curve.part(0.25, 0.75);
        for (whole, here) in [(0.25, 0.0), (0.5, 0.5), (0.75, 1.0)] {
            assert!((curve.at(whole) - part.at(here)).length() < 1e-9);
        }
        let middle = curve.at(0.5) - point(50.0, 10.0);
        assert!((middle.length() - 30.0).abs() < 1e-9);
    }

    #[test]
    fn touching_boxes_do_not_overlap() {
        let left = Rect::around(point(0.0, 0.0), 10.0, 10.0);
        assert!(!left.overlaps(Rect::around(point(10.0, 0.0), 10.0, 10.0)));
        assert!(left.overlaps(Rect::around(point(9.0, 0.0), 10.0, 10.0)));
    }
}
