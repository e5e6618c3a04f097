//! Keeps boxes apart.

use super::geometry::{Point, Rect, point};

/// One pass: every pair of boxes closer than `gap` moves apart along the axis where less is
/// missing. Tells whether any moved. O(n^2) at worst, near O(n log n) when boxes are spread.
pub(super) fn push_apart(places: &mut [Point], sizes: &[(f64, f64)], gap: Point) -> bool {
    let mut order: Vec<usize> = (0..places.len()).collect();
    order.sort_by(|&left, &right| {
        let starts = [left, right].map(|node| places[node].x - sizes[node].0 / 2.0);
        starts[0].total_cmp(&starts[1]).then(left.cmp(&right))
    });
    let widest = sizes.iter().map(|size| size.0).fold(0.0, f64::max);
    let mut moved = false;
    for (index, &one) in order.iter().enumerate() {
        for &two in &order[index + 1..] {
            let between = places[two] - places[one];
            if between.x > widest + gap.x {
                break;
            }
            let missing = point(
                f64::midpoint(sizes[one].0, sizes[two].0) + gap.x - between.x.abs(),
                f64::midpoint(sizes[one].1, sizes[two].1) + gap.y - between.y.abs(),
            );
            if missing.x <= 1e-6 || missing.y <= 1e-6 {
                continue;
            }
            moved = true;
            let sign = |part: f64| {
                if part < 0.0 || (part == 0.0 && one > two) {
                    -0.5
                } else {
                    0.5
                }
            };
            let push = if missing.x < missing.y {
                point((missing.x + 1e-3) * sign(between.x), 0.0)
            } else {
                point(0.0, (missing.y + 1e-3) * sign(between.y))
            };
            places[one] = places[one] - push;
            places[two] = places[two] + push;
        }
    }
    moved
}

/// Passes until no two boxes are closer than `gap`; a crowd that does not come apart is spread
/// first, and set in a grid at last.
pub(super) fn separate(places: &mut [Point], sizes: &[(f64, f64)], gap: Point) {
    for _ in 0..40 {
        for _ in 0..60 {
            if !push_apart(places, sizes, gap) {
                return;
            }
        }
        for place in places.iter_mut() {
            *place = *place * 1.08;
        }
    }
    grid(places, sizes, gap);
}

/// Rows of equal cells in the order of the nodes.
fn grid(places: &mut [Point], sizes: &[(f64, f64)], gap: Point) {
    let width = sizes.iter().map(|size| size.0).fold(0.0, f64::max) + gap.x + 1.0;
    let height = sizes.iter().map(|size| size.1).fold(0.0, f64::max) + gap.y + 1.0;
    let columns = places.len().isqrt() + 1;
    for (index, place) in places.iter_mut().enumerate() {
        let step = |part: usize| f64::from(u32::try_from(part).unwrap_or(u32::MAX));
        *place = point(
            step(index % columns) * width,
            step(index / columns) * height,
        );
    }
}

/// How many groups look for holes between the others; smaller ones follow in rows.
const SOUGHT: usize = 120;

/// Places groups of boxes beside each other, the largest first, so that the whole stays small
/// and about `aspect` times as wide as high; tells how far each moves. O(n log n).
pub(super) fn pack(groups: &[Rect], gap: f64, aspect: f64) -> Vec<Point> {
    let area = |group: &Rect| group.width() * group.height();
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by(|&left, &right| {
        let larger = area(&groups[right]).total_cmp(&area(&groups[left]));
        larger.then(left.cmp(&right))
    });
    let mut shifts = vec![Point::default(); groups.len()];
    let mut taken: Vec<Rect> = Vec::new();
    let (first, rest) = order.split_at(order.len().min(SOUGHT));
    for &index in first {
        let group = groups[index];
        let corner = hole(&taken, (group.width(), group.height()), gap, aspect);
        shifts[index] = point(corner.x - group.left, corner.y - group.top);
        taken.push(at(corner, group.width(), group.height()));
    }
    let all = taken.iter().copied().reduce(Rect::cover);
    let limit = all.map_or(0.0, |all| all.right);
    let (mut x, mut y, mut row) = (0.0, all.map_or(0.0, |all| all.bottom + gap), 0.0);
    for &index in rest {
        let group = groups[index];
        if x > 0.0 && x + group.width() > limit {
            (x, y, row) = (0.0, y + row + gap, 0.0);
        }
        shifts[index] = point(x - group.left, y - group.top);
        x += group.width() + gap;
        row = f64::max(row, group.height());
    }
    shifts
}

fn at(corner: Point, width: f64, height: f64) -> Rect {
    Rect {
        left: corner.x,
        top: corner.y,
        right: corner.x + width,
        bottom: corner.y + height,
    }
}

/// The free corner that lets the whole grow least, the upmost and leftmost of equal ones.
fn hole(taken: &[Rect], (width, height): (f64, f64), gap: f64, aspect: f64) -> Point {
    let Some(all) = taken.iter().copied().reduce(Rect::cover) else {
        return Point::default();
    };
    let corners = taken.iter().flat_map(|other| {
        [
            point(other.right + gap, other.top),
            point(other.left, other.bottom + gap),
            point(other.right + gap, all.top),
            point(all.left, other.bottom + gap),
        ]
    });
    let mut best = (f64::INFINITY, point(all.left, all.bottom + gap));
    for corner in corners {
        let place = at(corner, width, height);
        if taken
            .iter()
            .any(|other| other.grown(gap - 0.1).overlaps(place))
        {
            continue;
        }
        let whole = all.cover(place);
        let cost = f64::max(whole.width(), whole.height() * aspect);
        let before = (corner.y, corner.x) < (best.1.y, best.1.x);
        if cost < best.0 - 1e-6 || (cost < best.0 + 1e-6 && before) {
            best = (cost, corner);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_heap_comes_apart() {
        let sizes: Vec<(f64, f64)> = (0..80)
            .map(|n| (40.0 + f64::from(n % 7) * 30.0, 30.0))
            .collect();
        let mut places = vec![point(5.0, 5.0); sizes.len()];
        separate(&mut places, &sizes, point(10.0, 10.0));
        let boxes: Vec<Rect> = places
            .iter()
            .zip(&sizes)
            .map(|(&place, &(width, height))| Rect::around(place, width, height))
            .collect();
        for (index, left) in boxes.iter().enumerate() {
            assert!(
                boxes[index + 1..]
                    .iter()
                    .all(|right| !left.overlaps(*right))
            );
        }
    }

    #[test]
    fn packed_groups_do_not_overlap() {
        let groups: Vec<Rect> = (1..20)
            .map(|n| {
                Rect::around(
                    point(3.0, 4.0),
                    f64::from(n) * 20.0,
                    f64::from(20 - n) * 9.0,
                )
            })
            .collect();
        let shifts = pack(&groups, 10.0, 1.5);
        let moved: Vec<Rect> = groups
            .iter()
            .zip(&shifts)
            .map(|(group, shift)| Rect {
                left: group.left + shift.x,
                top: group.top + shift.y,
                right: group.right + shift.x,
                bottom: group.bottom + shift.y,
            })
            .collect();
        for (index, left) in moved.iter().enumerate() {
            assert!(
                moved[index + 1..]
                    .iter()
                    .all(|right| !left.overlaps(*right))
            );
        }
    }
}
