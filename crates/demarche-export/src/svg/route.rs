//! Lines between boxes: from border to border, round the boxes in between, parallel ones apart.

use std::collections::BTreeMap;

use super::boxes::NodeBox;
use super::cells::Cells;
use super::geometry::{Curve, Point, Rect, point};

/// Between parallel lines, at their middle.
const APART: f64 = 24.0;

/// A curve for each edge, given by the indices of its boxes. The curve ends at the borders.
/// O(edges * boxes near them).
pub(super) fn route(boxes: &[NodeBox], edges: &[(usize, usize)]) -> Vec<Curve> {
    let mut bundles: BTreeMap<(usize, usize), Vec<usize>> = BTreeMap::new();
    for (index, &(from, to)) in edges.iter().enumerate() {
        let pair = (from.min(to), from.max(to));
        bundles.entry(pair).or_default().push(index);
    }
    // A line keeps off the boxes that it passes.
    let rects: Vec<Rect> = boxes.iter().map(|node| node.rect().grown(6.0)).collect();
    let cells = Cells::of(rects.iter().copied());
    let mut curves = vec![Curve([Point::default(); 4]); edges.len()];
    for ((low, high), bundle) in bundles {
        let count = f64::from(u32::try_from(bundle.len()).unwrap_or(u32::MAX));
        if low == high {
            for (turn, &index) in (0_u32..).zip(&bundle) {
                curves[index] = around(boxes[low].rect(), turn);
            }
            continue;
        }
        let (start, end) = (boxes[low].center, boxes[high].center);
        let bend = detour((&rects, &cells), (low, high), start, end, count);
        for (turn, &index) in (0_u32..).zip(&bundle) {
            let aside = bend + (f64::from(turn) - (count - 1.0) / 2.0) * APART;
            let (from, _) = edges[index];
            let whole = if from == low {
                Curve::bent(start, end, aside)
            } else {
                Curve::bent(end, start, -aside)
            };
            let (from, to) = edges[index];
            curves[index] = trimmed(&whole, &boxes[from], &boxes[to]);
        }
    }
    curves
}

/// A loop at the upper right corner; later ones are larger.
fn around(rect: Rect, turn: u32) -> Curve {
    let size = 26.0 + f64::from(turn.min(20)) * 14.0;
    let corner = point(rect.right - 14.0, rect.top);
    let out = point(rect.right, rect.top + 12.0);
    Curve([
        corner,
        corner + point(-2.0, -size),
        out + point(size, -2.0),
        out,
    ])
}

/// The bend with which a bundle of lines meets the fewest boxes of others.
fn detour(
    (rects, cells): (&[Rect], &Cells),
    (low, high): (usize, usize),
    start: Point,
    end: Point,
    count: f64,
) -> f64 {
    const BENDS: &[f64] = &[
        0.0, 26.0, -26.0, 52.0, -52.0, 84.0, -84.0, 120.0, -120.0, 165.0, -165.0, 220.0, -220.0,
    ];
    let length = (end - start).length();
    let half = (count - 1.0) / 2.0;
    let mut best = (f64::INFINITY, 0.0);
    for &bend in BENDS {
        if bend.abs() > length * 0.45 {
            continue;
        }
        let mut cost = bend.abs() * 0.004 + bend * bend / (length * length) * 2.0;
        let outer = [-half, half];
        let lines = if count > 1.0 { &outer[..] } else { &outer[..1] };
        for aside in lines {
            let curve = Curve::bent(start, end, bend + aside * APART);
            let inside = curve.samples(40).map(|place| {
                let others = cells.at(place).iter();
                let hit = others
                    .filter(|&&node| node != low && node != high && rects[node].contains(place));
                hit.count()
            });
            cost += f64::from(u32::try_from(inside.sum::<usize>()).unwrap_or(u32::MAX));
        }
        if cost < best.0 {
            best = (cost, bend);
        }
    }
    best.1
}

/// The part of a curve between the outlines of its boxes.
fn trimmed(curve: &Curve, from: &NodeBox, to: &NodeBox) -> Curve {
    let leave = outside(|t| from.holds(curve.at(t), 1.5));
    let enter = 1.0 - outside(|t| to.holds(curve.at(1.0 - t), 3.0));
    if leave < enter {
        curve.part(leave, enter)
    } else {
        curve.part(0.45, 0.55)
    }
}

/// The first parameter at which `inside` no longer holds.
fn outside(inside: impl Fn(f64) -> bool) -> f64 {
    const STEPS: u32 = 96;
    let at = |step: u32| f64::from(step) / f64::from(STEPS);
    let Some(step) = (0..=STEPS).find(|&step| !inside(at(step))) else {
        return 1.0;
    };
    let (mut low, mut high) = (at(step.saturating_sub(1)), at(step));
    for _ in 0..16 {
        let middle = f64::midpoint(low, high);
        if inside(middle) {
            low = middle;
        } else {
            high = middle;
        }
    }
    high
}
