//! Places many nodes by their distances to neighbours and to some nodes spread over the graph,
//! each of which stands for those around it (sparse stress: Ortmann, Klimenta and Brandes, "A
//! Sparse Stress Model", 2016).

use super::geometry::{Point, direction};
use super::stress::reach;

/// How many nodes stand for the others.
const PIVOTS: usize = 64;
const ROUNDS: usize = 80;

/// What pulls at a node: another, how far away it is wanted, and how strongly.
type Term = (usize, f64, f64);

/// Moves every node in turn to where its neighbours and the pivots want it. `near` has each
/// node's neighbours with their wanted distances. O(pivots * (m log n + rounds * n)).
pub(super) fn relax(places: &mut [Point], near: &[Vec<(usize, f64)>], root: usize) {
    let terms = terms(near, root);
    scale(places, &terms);
    for _ in 0..ROUNDS {
        let mut moved = 0.0;
        for node in 0..places.len() {
            let better = pull(places, node, &terms[node]);
            moved += (better - places[node]).length();
            places[node] = better;
        }
        if moved < 0.2 * f64::from(u32::try_from(places.len()).unwrap_or(u32::MAX)) {
            break;
        }
    }
}

/// Makes the whole as large as its distances ask for: moves of single nodes take long to.
fn scale(places: &mut [Point], terms: &[Vec<Term>]) {
    let (mut wished, mut found) = (0.0, 0.0);
    for (node, terms) in terms.iter().enumerate() {
        for &(other, wanted, weight) in terms {
            let length = (places[other] - places[node]).length();
            wished += weight * wanted * length;
            found += weight * length * length;
        }
    }
    if wished > 0.0 && found > 0.0 {
        for place in places.iter_mut() {
            *place = *place * (wished / found);
        }
    }
}

fn terms(near: &[Vec<(usize, f64)>], root: usize) -> Vec<Vec<Term>> {
    let count = near.len();
    // Each next one is the farthest from all before it.
    let mut rows: Vec<(usize, Vec<f64>)> = Vec::new();
    let mut nearest = vec![(f64::INFINITY, 0); count];
    let mut next = root;
    while rows.len() < PIVOTS.min(count) {
        let row = reach(near, next);
        for (best, &distance) in nearest.iter_mut().zip(&row) {
            if distance < best.0 {
                *best = (distance, rows.len());
            }
        }
        rows.push((next, row));
        let farthest = nearest
            .iter()
            .enumerate()
            .filter(|(_, best)| best.0.is_finite())
            .max_by(|(left, one), (right, two)| one.0.total_cmp(&two.0).then(right.cmp(left)));
        match farthest {
            Some((node, best)) if best.0 > 0.0 => next = node,
            _ => break,
        }
    }
    let mut stands_for = vec![0_u32; rows.len()];
    for &(_, pivot) in &nearest {
        stands_for[pivot] += 1;
    }
    (0..count)
        .map(|node| {
            let far = rows.iter().zip(&stands_for);
            let far = far.filter_map(|((pivot, row), &weight)| {
                let distance = row[node];
                let apart = distance.is_finite() && distance > 0.0;
                apart.then(|| (*pivot, distance, f64::from(weight) / (distance * distance)))
            });
            let close = near[node].iter();
            close
                .map(|&(other, distance)| (other, distance, 1.0 / (distance * distance)))
                .chain(far)
                .collect()
        })
        .collect()
}

/// Where a node should be.
fn pull(places: &[Point], node: usize, terms: &[Term]) -> Point {
    let here = places[node];
    let (mut sum, mut weights) = (Point::default(), 0.0);
    for &(other, wanted, weight) in terms {
        let there = places[other];
        let away = here - there;
        // Nodes at one place part in a direction of their own.
        let away = if away.length() < 1e-6 {
            let part = u32::try_from((node * 31 + other * 17) % 97).unwrap_or_default();
            direction(f64::from(part) / 97.0)
        } else {
            away.unit()
        };
        sum = sum + (there + away * wanted) * weight;
        weights += weight;
    }
    if weights > 0.0 {
        sum * (1.0 / weights)
    } else {
        here
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_chain_is_drawn_out() {
        let count = 600;
        let near: Vec<Vec<(usize, f64)>> = (0..count)
            .map(|node: usize| {
                let ends = [
                    node.checked_sub(1),
                    Some(node + 1).filter(|&next| next < count),
                ];
                ends.into_iter().flatten().map(|end| (end, 100.0)).collect()
            })
            .collect();
        // From a small bow.
        let mut places: Vec<Point> = (0..count)
            .map(|node| direction(f64::from(u32::try_from(node).unwrap()) / 1500.0) * 300.0)
            .collect();
        // How far distances are from those in the graph, as a share of these.
        let error = |places: &[Point]| {
            let pairs = (0..count).flat_map(|one| (one + 1..count).map(move |two| (one, two)));
            let off = pairs.map(|(one, two)| {
                let wanted = f64::from(u32::try_from(two - one).unwrap()) * 100.0;
                ((places[two] - places[one]).length() - wanted).abs() / wanted
            });
            off.sum::<f64>() / 179_700.0
        };
        assert!(error(&places) > 0.9);
        relax(&mut places, &near, 0);
        assert!(error(&places) < 0.1, "{}", error(&places));
    }
}
