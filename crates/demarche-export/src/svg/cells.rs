//! Finds what lies near without looking at everything.

use std::collections::BTreeMap;

use super::geometry::{Point, Rect};

/// Side of a cell: about a box wide.
const SIDE: f64 = 160.0;

/// Things by the cells of the plane that they lie in.
#[derive(Debug, Default)]
pub(super) struct Cells {
    cells: BTreeMap<(i32, i32), Vec<usize>>,
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "pictures are far smaller; the cast saturates"
)]
fn cell(value: f64) -> i32 {
    (value / SIDE).floor() as i32
}

impl Cells {
    /// The places of these boxes in their list. O(boxes * cells of a box).
    pub fn of(boxes: impl IntoIterator<Item = Rect>) -> Cells {
        let mut cells = Cells::default();
        for (index, rect) in boxes.into_iter().enumerate() {
            cells.add(index, rect);
        }
        cells
    }

    /// Adds a box under a number.
    pub fn add(&mut self, index: usize, rect: Rect) {
        for x in cell(rect.left)..=cell(rect.right) {
            for y in cell(rect.top)..=cell(rect.bottom) {
                self.cells.entry((x, y)).or_default().push(index);
            }
        }
    }

    /// Adds a point under a number; points of one number follow each other.
    pub fn add_point(&mut self, index: usize, place: Point) {
        let list = self
            .cells
            .entry((cell(place.x), cell(place.y)))
            .or_default();
        if list.last() != Some(&index) {
            list.push(index);
        }
    }

    /// The numbers of all in the cell of a point, as they were added.
    pub fn at(&self, place: Point) -> &[usize] {
        let list = self.cells.get(&(cell(place.x), cell(place.y)));
        list.map_or(&[], Vec::as_slice)
    }

    /// The numbers of all that may lie in a box, sorted, each once.
    pub fn near(&self, rect: Rect) -> Vec<usize> {
        let mut found = Vec::new();
        for x in cell(rect.left)..=cell(rect.right) {
            let row = (x, cell(rect.top))..=(x, cell(rect.bottom));
            for (_, list) in self.cells.range(row) {
                found.extend_from_slice(list);
            }
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::svg::geometry::point;

    #[test]
    fn nothing_near_is_missed() {
        let boxes: Vec<Rect> = (0..300)
            .map(|n| {
                let n = f64::from(n);
                let center = point(n * 37.0 % 2000.0 - 1000.0, n * 91.0 % 1500.0 - 700.0);
                Rect::around(center, 20.0 + n, 30.0)
            })
            .collect();
        let cells = Cells::of(boxes.iter().copied());
        for (index, &rect) in boxes.iter().enumerate() {
            let near = cells.near(rect);
            assert!(near.is_sorted() && near.contains(&index));
            for (other, place) in boxes.iter().enumerate() {
                assert!(!place.overlaps(rect) || near.contains(&other));
            }
        }
    }
}
