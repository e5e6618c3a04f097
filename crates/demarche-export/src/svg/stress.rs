//! Places the nodes of one connected graph so that their distances in the picture are as close
//! as can be to those in the graph (stress majorization), and so that boxes keep apart.

use std::collections::BTreeSet;

use super::geometry::{Point, Rect, direction, point};
use super::pivots;
use super::separate::{push_apart, separate};

/// What is placed: a connected graph.
pub(super) struct Problem {
    /// Width and height of each node.
    pub sizes: Vec<(f64, f64)>,
    /// Pairs of different nodes, each pair once, with the room that their labels need.
    pub links: Vec<Link>,
    /// Where each node stands in the order around its neighbour: see [`initial`].
    pub sides: Vec<f64>,
    /// The node in the middle.
    pub root: usize,
}

/// A pair of nodes that are tied.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    pub from: usize,
    pub to: usize,
    /// Width of the widest label.
    pub label: f64,
}

/// Names are wide and low, so the plane is stretched after distances are settled.
const STRETCH: Point = point(1.35, 0.8);

/// Larger graphs are placed by their distances to some nodes only.
const LARGE: usize = 400;

/// Room between boxes.
pub(super) const GAP: Point = point(26.0, 22.0);

/// Centres of the nodes. Some beginnings are tried and the clearest result is taken.
/// O(beginnings * iterations * nodes^2).
pub(super) fn place(problem: &Problem) -> Vec<Point> {
    let count = problem.sizes.len();
    if count < 2 {
        return vec![Point::default(); count];
    }
    if count > LARGE {
        let mut places = initial(problem, 0);
        pivots::relax(&mut places, &lengths(problem), problem.root);
        for place in &mut places {
            *place = point(place.x * STRETCH.x, place.y * STRETCH.y);
        }
        make_room(&mut places, &problem.sizes);
        separate(&mut places, &problem.sizes, GAP);
        return places;
    }
    let distances = distances(problem);
    let (beginnings, rounds) = match count {
        0..=60 => (12, 150),
        61..=150 => (3, 120),
        _ => (1, 100),
    };
    let mut best: Option<(f64, Vec<Point>)> = None;
    for seed in 0..beginnings {
        let mut places = initial(problem, seed);
        relax(&mut places, &distances, rounds);
        for place in &mut places {
            *place = point(place.x * STRETCH.x, place.y * STRETCH.y);
        }
        settle(problem, &distances, &mut places);
        if beginnings == 1 {
            return places;
        }
        let cost = cost(problem, &places);
        if best.as_ref().is_none_or(|(least, _)| cost < *least) {
            best = Some((cost, places));
        }
    }
    best.map(|(_, places)| places).unwrap_or_default()
}

/// Wanted distances, row by row: shortest paths over links as long as their ends need.
fn distances(problem: &Problem) -> Vec<Vec<f64>> {
    let near = lengths(problem);
    (0..near.len()).map(|start| reach(&near, start)).collect()
}

/// The neighbours of each node, and how far away each is wanted.
fn lengths(problem: &Problem) -> Vec<Vec<(usize, f64)>> {
    let count = problem.sizes.len();
    let mut near: Vec<Vec<(usize, f64)>> = vec![Vec::new(); count];
    for link in &problem.links {
        near[link.from].push((link.to, 0.0));
        near[link.to].push((link.from, 0.0));
    }
    let degree: Vec<f64> = near
        .iter()
        .map(|list| f64::from(u32::try_from(list.len()).unwrap_or(u32::MAX)))
        .collect();
    for list in &mut near {
        list.clear();
    }
    for link in &problem.links {
        let (from, to) = (link.from, link.to);
        let boxes = (problem.sizes[from].0 + problem.sizes[to].0) / 4.0;
        // A hub needs a longer reach, for its neighbours stand side by side.
        let crowd = degree[from].max(degree[to]).sqrt() * 14.0;
        let length = 52.0 + boxes + crowd + link.label * 0.45;
        near[from].push((to, length));
        near[to].push((from, length));
    }
    near
}

/// Dijkstra's algorithm from one node; distances are compared as whole thousandths.
pub(super) fn reach(near: &[Vec<(usize, f64)>], start: usize) -> Vec<f64> {
    #[allow(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "lengths are positive and far below the limit"
    )]
    let key = |length: f64| (length * 1000.0) as u64;
    let mut found = vec![f64::INFINITY; near.len()];
    let mut open = BTreeSet::from([(0, start)]);
    found[start] = 0.0;
    while let Some((_, node)) = open.pop_first() {
        for &(other, length) in &near[node] {
            let longer = found[node] + length;
            if longer < found[other] {
                open.remove(&(key(found[other]), other));
                found[other] = longer;
                open.insert((key(longer), other));
            }
        }
    }
    found
}

/// How many beginnings keep the order of the sides.
const SIDED: u64 = 8;

/// A beginning: nodes around the root, ring by ring, each in the sector of the node that it was
/// reached from, siblings in the order of their `sides` and then by chance, which seed 0 leaves
/// out.
fn initial(problem: &Problem, seed: u64) -> Vec<Point> {
    let count = problem.sizes.len();
    let mut random = Random(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1);
    let mut near: Vec<Vec<usize>> = vec![Vec::new(); count];
    for link in &problem.links {
        near[link.from].push(link.to);
        near[link.to].push(link.from);
    }
    for list in &mut near {
        let mut keyed: Vec<(f64, f64, usize)> = list
            .iter()
            .map(|&other| {
                let side = if seed < SIDED {
                    problem.sides[other]
                } else {
                    0.0
                };
                let chance = if seed == 0 { 0.0 } else { random.next() };
                (side, chance, other)
            })
            .collect();
        keyed.sort_by(|left, right| {
            let sides = left.0.total_cmp(&right.0);
            sides
                .then(left.1.total_cmp(&right.1))
                .then(left.2.cmp(&right.2))
        });
        *list = keyed.into_iter().map(|(_, _, other)| other).collect();
    }
    // The tree in which nodes are reached, and how many leaves hang on each.
    let mut order = vec![problem.root];
    let mut parent = vec![usize::MAX; count];
    parent[problem.root] = problem.root;
    let mut next = 0;
    while let Some(&node) = order.get(next) {
        next += 1;
        for &other in &near[node] {
            if parent[other] == usize::MAX {
                parent[other] = node;
                order.push(other);
            }
        }
    }
    let mut leaves = vec![0.0; count];
    for &node in order.iter().rev() {
        leaves[node] = f64::max(leaves[node], 1.0);
        if node != problem.root {
            leaves[parent[node]] += leaves[node];
        }
    }
    let mut places = vec![Point::default(); count];
    let mut free = vec![0.0; count];
    let mut ring = vec![0.0; count];
    free[problem.root] = start_turn(problem, &near[problem.root], &leaves);
    for &node in order.iter().skip(1) {
        let above = parent[node];
        let share = leaves[node] / leaves[problem.root];
        let turn = free[above] + share / 2.0;
        free[node] = free[above];
        free[above] += share;
        ring[node] = ring[above] + 1.0;
        places[node] = direction(turn) * (ring[node] * 150.0);
    }
    places
}

/// Where the first sector begins so that the nodes of the first side are centred on the left.
fn start_turn(problem: &Problem, neighbours: &[usize], leaves: &[f64]) -> f64 {
    let first: f64 = neighbours
        .iter()
        .filter(|&&node| problem.sides[node] < 0.0)
        .map(|&node| leaves[node])
        .sum();
    0.5 - first / leaves[problem.root].max(1.0) / 2.0
}

/// A small generator of random numbers from 0 to 1 (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        f64::from(u32::try_from(self.0 >> 40).unwrap_or_default()) / f64::from(1 << 24)
    }
}

/// Moves every node in turn to where its wanted distances, the near ones above all, put it.
fn relax(places: &mut [Point], distances: &[Vec<f64>], rounds: usize) {
    for _ in 0..rounds {
        let mut moved = 0.0;
        for node in 0..places.len() {
            let better = pull(places, distances, node, point(1.0, 1.0));
            moved += (better - places[node]).length();
            places[node] = better;
        }
        if moved < 0.05 * f64::from(u32::try_from(places.len()).unwrap_or(u32::MAX)) {
            break;
        }
    }
}

/// Where one node should be, in a plane stretched by `stretch`.
fn pull(places: &[Point], distances: &[Vec<f64>], node: usize, stretch: Point) -> Point {
    let here = point(places[node].x / stretch.x, places[node].y / stretch.y);
    let (mut sum, mut weights) = (Point::default(), 0.0);
    for (other, &wanted) in distances[node].iter().enumerate() {
        if other == node || !wanted.is_finite() {
            continue;
        }
        let there = point(places[other].x / stretch.x, places[other].y / stretch.y);
        let weight = 1.0 / (wanted * wanted);
        let away = here - there;
        // Nodes at one place part in a direction of their own.
        let away = if away.length() < 1e-6 {
            let (low, high) = (node.min(other), node.max(other));
            let part = f64::from(u32::try_from((low * 31 + high * 17) % 97).unwrap_or_default());
            direction(part / 97.0) * if node < other { 1.0 } else { -1.0 }
        } else {
            away.unit()
        };
        sum = sum + (there + away * wanted) * weight;
        weights += weight;
    }
    if weights > 0.0 {
        let better = sum * (1.0 / weights);
        point(better.x * stretch.x, better.y * stretch.y)
    } else {
        places[node]
    }
}

/// Rounds of pushing boxes apart, and off the lines of others, with a little pull back, then
/// pushing alone until none overlap.
fn settle(problem: &Problem, distances: &[Vec<f64>], places: &mut [Point]) {
    let count = places.len();
    let rounds = match count {
        0..=150 => 60,
        _ => 25,
    };
    for round in 0..rounds {
        for node in 0..count {
            let better = pull(places, distances, node, STRETCH);
            let part = 0.5 * (1.0 - f64::from(round) / f64::from(rounds));
            places[node] = places[node] + (better - places[node]) * part;
        }
        for _ in 0..4 {
            push_apart(places, &problem.sizes, GAP);
        }
        clear_lines(problem, places);
    }
    separate(places, &problem.sizes, GAP);
}

/// Spreads a crowd so far that its boxes take little more than half of the plane around it.
fn make_room(places: &mut [Point], sizes: &[(f64, f64)]) {
    let taken: f64 = sizes
        .iter()
        .map(|&(width, height)| (width + GAP.x) * (height + GAP.y))
        .sum();
    // Most nodes stand nearer to the middle than twice the mean distance from it.
    let count = f64::from(u32::try_from(places.len()).unwrap_or(u32::MAX));
    let middle = places
        .iter()
        .fold(Point::default(), |sum, &place| sum + place)
        * (1.0 / count);
    let off = places.iter().fold(Point::default(), |sum, &place| {
        let off = place - middle;
        sum + point(off.x.abs(), off.y.abs())
    });
    let (across, down) = (off.x / count * 4.0, off.y / count * 4.0);
    let wanted = (taken * 1.8 / (across * down).max(1.0)).sqrt();
    if wanted > 1.0 {
        for place in places.iter_mut() {
            *place = *place * wanted;
        }
    }
}

/// Moves nodes a little off the straight lines of links that are not theirs.
fn clear_lines(problem: &Problem, places: &mut [Point]) {
    for link in &problem.links {
        let (start, end) = (places[link.from], places[link.to]);
        let along = end - start;
        let length = along.length();
        if length < 1.0 {
            continue;
        }
        let aside = along.unit().normal();
        for (node, place) in places.iter_mut().enumerate() {
            if node == link.from || node == link.to {
                continue;
            }
            let from_start = *place - start;
            let part = (from_start.x * along.x + from_start.y * along.y) / (length * length);
            if !(0.05..=0.95).contains(&part) {
                continue;
            }
            let (width, height) = problem.sizes[node];
            let reach = f64::midpoint(width * aside.x.abs(), height * aside.y.abs()) + 8.0;
            let off = from_start.x * aside.x + from_start.y * aside.y;
            if off.abs() < reach {
                let step = (reach - off.abs()) * 0.3 * if off < 0.0 { -1.0 } else { 1.0 };
                *place = *place + aside * step;
            }
        }
    }
}

/// How unclear a placement is: crossings, lines behind boxes, lines too short for their words or
/// long, nodes on the wrong side of the root, a large picture.
fn cost(problem: &Problem, places: &[Point]) -> f64 {
    let mut cost = 0.0;
    let links = &problem.links;
    for (index, link) in links.iter().enumerate() {
        let (a, b) = (places[link.from], places[link.to]);
        cost += (b - a).length() / 400.0;
        // What of the line can be seen should hold its label and its head.
        let along = (b - a).unit();
        let covered = |node: usize| {
            let (width, height) = problem.sizes[node];
            f64::min(
                width / along.x.abs().max(1e-6),
                height / along.y.abs().max(1e-6),
            ) / 2.0
        };
        let seen = (b - a).length() - covered(link.from) - covered(link.to);
        let needed = 30.0 + link.label * along.x.abs();
        cost += (needed - seen).max(0.0) / 30.0;
        for other in &links[index + 1..] {
            let shared = [other.from, other.to]
                .iter()
                .any(|&end| end == link.from || end == link.to);
            if !shared && cross(a, b, places[other.from], places[other.to]) {
                cost += 1.0;
            }
        }
        for (node, &place) in places.iter().enumerate() {
            if node != link.from && node != link.to {
                let (width, height) = problem.sizes[node];
                if hits(a, b, Rect::around(place, width, height)) {
                    cost += 1.5;
                }
            }
        }
    }
    let root = places[problem.root].x;
    for (&side, place) in problem.sides.iter().zip(places) {
        if (place.x - root) * side < 0.0 {
            cost += 1.0;
        }
    }
    let area = places.iter().zip(&problem.sizes);
    let bounds = area
        .map(|(&place, &(width, height))| Rect::around(place, width, height))
        .reduce(Rect::cover);
    bounds.map_or(cost, |all| {
        let (width, height) = (all.width(), all.height());
        let shape = (width / height.max(1.0) - 1.5).abs();
        cost + width * height / 400_000.0 + shape
    })
}

fn cross(a: Point, b: Point, c: Point, d: Point) -> bool {
    let side = |p: Point, q: Point, r: Point| (q - p).cross(r - p) > 0.0;
    side(a, b, c) != side(a, b, d) && side(c, d, a) != side(c, d, b)
}

/// Whether a line meets a box.
pub(super) fn hits(a: Point, b: Point, rect: Rect) -> bool {
    if rect.contains(a) || rect.contains(b) {
        return true;
    }
    let corners = [
        point(rect.left, rect.top),
        point(rect.right, rect.top),
        point(rect.right, rect.bottom),
        point(rect.left, rect.bottom),
    ];
    let diagonals = [(corners[0], corners[2]), (corners[1], corners[3])];
    diagonals.iter().any(|&(c, d)| cross(a, b, c, d))
}
