//! Places paths from left to right, hop by hop.

use std::collections::VecDeque;

use super::geometry::{Point, point};
use super::stress::Link;

/// From one line of a column to the next.
const GAP: f64 = 46.0;

/// How many hops each node is away from `start`; `None` where it is not reached. O(n + m).
pub(super) fn hops(count: usize, links: &[Link], start: usize) -> Vec<Option<usize>> {
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    for link in links {
        near[link.from].push(link.to);
        near[link.to].push(link.from);
    }
    let mut found = vec![None; count];
    let mut open = VecDeque::from([(start, 0)]);
    while let Some((node, distance)) = open.pop_front() {
        if found[node].is_none() {
            found[node] = Some(distance);
            open.extend(near[node].iter().map(|&other| (other, distance + 1)));
        }
    }
    found
}

/// Whether the graph is one or a few paths between two nodes: connected, every node on a way at
/// most two hops longer than the shortest one, and none a dead end.
pub(super) fn is_path(count: usize, links: &[Link], start: usize, end: usize) -> bool {
    let (forth, back) = (hops(count, links, start), hops(count, links, end));
    let Some(shortest) = forth[end] else {
        return false;
    };
    let along = |(forth, back): (&Option<usize>, &Option<usize>)| match (forth, back) {
        (Some(forth), Some(back)) => forth + back <= shortest + 2,
        _ => false,
    };
    let mut ties = vec![0; count];
    for link in links {
        ties[link.from] += 1;
        ties[link.to] += 1;
    }
    let through = (0..count).all(|node| node == start || node == end || ties[node] > 1);
    through && forth.iter().zip(&back).all(along)
}

/// Centres of the nodes: a column a hop. O((n + m) log n).
pub(super) fn place(sizes: &[(f64, f64)], links: &[Link], start: usize, end: usize) -> Vec<Point> {
    let count = sizes.len();
    let found = hops(count, links, start);
    let mut column: Vec<usize> = found.into_iter().map(Option::unwrap_or_default).collect();
    let others = (0..count).filter(|&node| node != end);
    let beyond = others.map(|node| column[node] + 1).max();
    let last = beyond.unwrap_or_default().max(column[end]);
    column[end] = last;
    let mut columns: Vec<Vec<usize>> = vec![Vec::new(); last + 1];
    for (node, &index) in column.iter().enumerate() {
        columns[index].push(node);
    }
    let mut y = vec![0.0; count];
    for nodes in &columns {
        stack(nodes, sizes, &mut y, |_| 0.0);
    }
    // Nodes move to the middle of their neighbours, forth and back, until lines are short.
    for round in 0..12 {
        for step in 0..=last {
            let index = if round % 2 == 0 { step } else { last - step };
            let mut nodes = columns[index].clone();
            let wanted: Vec<f64> = (0..count).map(|node| middle(node, links, &y)).collect();
            nodes.sort_by(|&left, &right| {
                wanted[left]
                    .total_cmp(&wanted[right])
                    .then(left.cmp(&right))
            });
            stack(&nodes, sizes, &mut y, |node| wanted[node]);
            columns[index] = nodes;
        }
    }
    let mut x = vec![0.0; count];
    let mut left = 0.0;
    for (index, nodes) in columns.iter().enumerate() {
        let width = nodes.iter().map(|&node| sizes[node].0);
        let width = width.fold(0.0, f64::max);
        for &node in nodes {
            x[node] = left + width / 2.0;
        }
        let crossing = links.iter().filter_map(|link| {
            let (one, two) = (column[link.from], column[link.to]);
            let (low, high) = (one.min(two), one.max(two));
            let here = low <= index && index < high;
            here.then(|| link.label / f64::from(u32::try_from(high - low).unwrap_or(u32::MAX)))
        });
        left += width + crossing.fold(0.0, f64::max) + 84.0;
    }
    (0..count).map(|node| point(x[node], y[node])).collect()
}

/// The mean of the neighbours' places.
fn middle(node: usize, links: &[Link], y: &[f64]) -> f64 {
    let (mut sum, mut count) = (0.0, 0.0);
    for link in links {
        for (here, there) in [(link.from, link.to), (link.to, link.from)] {
            if here == node {
                sum += y[there];
                count += 1.0;
            }
        }
    }
    if count > 0.0 { sum / count } else { y[node] }
}

/// Puts the nodes of a column below each other, as near to where they are wanted as can be.
fn stack(nodes: &[usize], sizes: &[(f64, f64)], y: &mut [f64], wanted: impl Fn(usize) -> f64) {
    let mut floor = f64::NEG_INFINITY;
    let mut late = 0.0;
    for &node in nodes {
        let half = sizes[node].1 / 2.0;
        let place = f64::max(wanted(node), floor + half);
        late += place - wanted(node);
        y[node] = place;
        floor = place + half + GAP;
    }
    #[allow(clippy::cast_precision_loss, reason = "a column has few nodes")]
    let shift = late / nodes.len().max(1) as f64;
    for &node in nodes {
        y[node] -= shift;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(from: usize, to: usize) -> Link {
        Link {
            from,
            to,
            label: 20.0,
        }
    }

    #[test]
    fn a_chain_is_a_straight_line_to_the_right() {
        let links = [link(0, 1), link(2, 1), link(2, 3)];
        let places = place(&[(50.0, 20.0); 4], &links, 0, 3);
        assert!(places.is_sorted_by(|left, right| left.x < right.x));
        assert!(places.iter().all(|place| place.y.abs() < 1e-9));
        assert!(is_path(4, &links, 0, 3) && !is_path(4, &links[..2], 0, 3));
    }

    #[test]
    fn a_star_is_no_path() {
        let links: Vec<Link> = (1..9).map(|leaf| link(0, leaf)).collect();
        assert!(!is_path(9, &links, 0, 1));
        assert!(is_path(3, &links[..2], 1, 2));
    }
}
