//! The frustration index: how many ties must change for the graph to fall into two camps.

use super::blocks::blocks;
use super::dice::Dice;
use super::scan::{real, small};
use super::signed::Signed;

/// How many steps the exact search of a block may take.
const STEPS: u64 = 3_000_000;
/// Ties that the local search of a block may look at.
const LOOKS: usize = 30_000_000;
/// Ties that the search for cycles of a block may look at.
const CYCLES: usize = 30_000_000;

/// What is known of the frustration index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frustration {
    /// At least so many ties must change.
    pub lower: usize,
    /// So many are enough; equal to `lower` where the index is exact.
    pub upper: usize,
    /// How many ties there are.
    pub ties: usize,
    /// Blocks whose part of the index is exact, and all that are not balanced as they are.
    pub solved: (usize, usize),
}

impl Frustration {
    /// Whether it is known exactly.
    pub const fn exact(&self) -> bool {
        self.lower == self.upper
    }

    /// 1 - 2 L / m for the upper bound L of m ties (Aref and Wilson 2018): 1 for a graph in
    /// balance, about 0 for the least balanced. `None` without ties.
    pub fn balance(&self) -> Option<f64> {
        (self.ties > 0).then(|| 1.0 - 2.0 * real(self.upper) / real(self.ties))
    }
}

/// The frustration index (Harary 1959). It is the sum over the blocks of the graph, since a cycle
/// lies in one block. For each: a local search from above, cycles with an odd number of foes
/// that share no tie from below, and where these differ a branch and bound of limited steps.
/// O(ties) for a balanced graph; else no more than the limits for each block.
pub fn frustration(graph: &Signed, seed: u64) -> Frustration {
    let mut sum = Frustration {
        ties: graph.count(),
        ..Frustration::default()
    };
    let mut places = vec![0u32; graph.len()];
    for ties in blocks(graph).ties {
        if ties.len() < 3 {
            continue;
        }
        let block = Block::new(&ties, &mut places);
        if let Some((lower, upper)) = block.bounds(seed) {
            sum.lower += lower;
            sum.upper += upper;
            sum.solved.1 += 1;
            sum.solved.0 += usize::from(lower == upper);
        }
    }
    sum
}

/// A block with nodes of its own numbers; signs are 1 and -1.
struct Block {
    starts: Vec<usize>,
    ends: Vec<(u32, i8)>,
}

impl Block {
    fn new(ties: &[(u32, u32, i32)], places: &mut [u32]) -> Self {
        let mut nodes: Vec<u32> = ties.iter().flat_map(|tie| [tie.0, tie.1]).collect();
        nodes.sort_unstable();
        nodes.dedup();
        for (place, &node) in (0..).zip(&nodes) {
            places[node as usize] = place;
        }
        let mut both: Vec<(u32, u32, i8)> = Vec::with_capacity(ties.len() * 2);
        for &(one, other, weight) in ties {
            let sign = if weight > 0 { 1 } else { -1 };
            let (one, other) = (places[one as usize], places[other as usize]);
            both.extend([(one, other, sign), (other, one, sign)]);
        }
        both.sort_unstable();
        let mut starts = vec![0; nodes.len() + 1];
        for tie in &both {
            starts[tie.0 as usize + 1] += 1;
        }
        for at in 1..starts.len() {
            starts[at] += starts[at - 1];
        }
        let ends = both.into_iter().map(|(_, other, sign)| (other, sign));
        Self {
            starts,
            ends: ends.collect(),
        }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn at(&self, node: usize) -> &[(u32, i8)] {
        &self.ends[self.starts[node]..self.starts[node + 1]]
    }

    /// Lower and upper bound; `None` for a balanced block.
    fn bounds(&self, seed: u64) -> Option<(usize, usize)> {
        let mut sides = self.spread();
        let mut upper = self.broken(&sides);
        if upper == 0 {
            return None;
        }
        let mut dice = Dice::new(seed);
        self.settle(&mut sides);
        upper = self.broken(&sides);
        let rounds = (LOOKS / (self.ends.len() * 4)).clamp(1, 60);
        for _ in 0..rounds {
            let mut other = sides.clone();
            for _ in 0..=self.len() / 8 {
                let node = dice.below(self.len());
                other[node] = -other[node];
            }
            self.settle(&mut other);
            let broken = self.broken(&other);
            if broken < upper {
                (sides, upper) = (other, broken);
            }
        }
        let lower = self.cycles(&sides, &mut dice);
        if lower < upper
            && let Some(exact) = self.exact(upper)
        {
            return Some((exact, exact));
        }
        Some((lower, upper))
    }

    /// Sides along a tree from the first node: right for every tie if the block is balanced.
    fn spread(&self) -> Vec<i8> {
        let mut sides = vec![0i8; self.len()];
        sides[0] = 1;
        let mut queue = vec![0usize];
        let mut next = 0;
        while let Some(&node) = queue.get(next) {
            next += 1;
            for &(other, sign) in self.at(node) {
                if sides[other as usize] == 0 {
                    sides[other as usize] = sides[node] * sign;
                    queue.push(other as usize);
                }
            }
        }
        sides
    }

    /// How many ties are broken: between foes of one side or friends of two.
    fn broken(&self, sides: &[i8]) -> usize {
        let broken = (0..self.len()).map(|node| self.against(node, sides));
        broken.sum::<usize>() / 2
    }

    fn against(&self, node: usize, sides: &[i8]) -> usize {
        let against = |tie: &&(u32, i8)| sides[node] * sides[tie.0 as usize] * tie.1 < 0;
        self.at(node).iter().filter(against).count()
    }

    /// Moves nodes to the other side as long as that breaks fewer ties.
    fn settle(&self, sides: &mut [i8]) {
        let mut waiting = vec![true; self.len()];
        let mut queue: std::collections::VecDeque<usize> = (0..self.len()).collect();
        while let Some(node) = queue.pop_front() {
            waiting[node] = false;
            if 2 * self.against(node, sides) > self.at(node).len() {
                sides[node] = -sides[node];
                for &(other, _) in self.at(node) {
                    if !std::mem::replace(&mut waiting[other as usize], true) {
                        queue.push_back(other as usize);
                    }
                }
            }
        }
    }

    /// How many unbalanced cycles that share no tie are found. Seen from the sides, a cycle with
    /// one broken tie is unbalanced: each broken tie is closed by a shortest way over ties that
    /// hold and are not yet used.
    fn cycles(&self, sides: &[i8], dice: &mut Dice) -> usize {
        let mut broken: Vec<(u32, u32)> = Vec::new();
        for node in 0..self.len() {
            for &(other, sign) in self.at(node) {
                if small(node) < other && sides[node] * sides[other as usize] * sign < 0 {
                    broken.push((small(node), other));
                }
            }
        }
        let mut best = 0;
        let mut looks = 0;
        // Where not every broken tie can have a search of its own, cycles of three come first: to
        // find these takes little.
        let vast = CYCLES / broken.len().max(1) < self.ends.len();
        for round in 0..8 {
            if round > 0 {
                let count = broken.len();
                dice.shuffle(&mut broken, count);
            }
            let mut used = vec![false; self.ends.len()];
            let mut found = 0;
            let mut search = Ways {
                from: vec![None; self.len()],
                met: Vec::new(),
            };
            let mut open = broken.clone();
            if vast {
                open.retain(|&tie| {
                    let closed = self.triangle(sides, &mut used, tie);
                    found += usize::from(closed);
                    !closed
                });
            }
            for &(one, other) in &open {
                found +=
                    usize::from(search.close(self, sides, &mut used, (one, other), &mut looks));
                if looks > CYCLES {
                    break;
                }
            }
            best = best.max(found);
            if best == broken.len() || looks > CYCLES {
                break;
            }
        }
        best.max(1)
    }

    /// Closes a broken tie by two ties that hold and are not used, and uses them up; whether there
    /// are two. O(d log d) for the fewer ties of its two ends.
    fn triangle(&self, sides: &[i8], used: &mut [bool], (one, other): (u32, u32)) -> bool {
        let (mut one, mut other) = (one as usize, other as usize);
        if self.at(one).len() > self.at(other).len() {
            std::mem::swap(&mut one, &mut other);
        }
        let place = |from: usize, to: usize| {
            let found = self
                .at(from)
                .binary_search_by_key(&to, |tie| tie.0 as usize);
            found.ok().map(|at| self.starts[from] + at)
        };
        let free = |used: &[bool], from: usize, at: usize| {
            let (to, sign) = self.ends[at];
            !used[at] && sides[from] * sides[to as usize] * sign > 0
        };
        for at in self.starts[one]..self.starts[one + 1] {
            let third = self.ends[at].0 as usize;
            if !free(used, one, at) {
                continue;
            }
            let Some(second) = place(other, third).filter(|&second| free(used, other, second))
            else {
                continue;
            };
            let back = [place(third, one), place(third, other)];
            for at in back.into_iter().flatten().chain([at, second]) {
                used[at] = true;
            }
            return true;
        }
        false
    }

    /// The index, if the search for it ends within its steps: nodes take sides one after the
    /// other, those with the most ties to what stands first, and a branch ends where what is
    /// broken and what must be broken at each node still to come is no better than the best.
    fn exact(&self, upper: usize) -> Option<usize> {
        let count = self.len();
        let mut order: Vec<usize> = Vec::with_capacity(count);
        let mut tied = vec![0usize; count];
        let mut placed = vec![false; count];
        if count > 2_000 {
            return None;
        }
        for _ in 0..count {
            let free = (0..count).filter(|&node| !placed[node]);
            let best = free.max_by_key(|&node| (tied[node], self.at(node).len(), count - node))?;
            placed[best] = true;
            order.push(best);
            for &(other, _) in self.at(best) {
                tied[other as usize] += 1;
            }
        }
        let mut search = Exact {
            block: self,
            order,
            sides: vec![0; count],
            costs: vec![[0, 0]; count],
            best: upper,
            steps: 0,
        };
        search.walk()?;
        Some(search.best)
    }
}

/// Shortest ways over ties that hold.
struct Ways {
    /// Over which place of the ties a node was met.
    from: Vec<Option<(u32, usize)>>,
    met: Vec<usize>,
}

impl Ways {
    /// Closes a broken tie to a cycle and uses up its ties; whether that went.
    fn close(
        &mut self,
        block: &Block,
        sides: &[i8],
        used: &mut [bool],
        (one, other): (u32, u32),
        looks: &mut usize,
    ) -> bool {
        let (start, goal) = (one as usize, other as usize);
        self.met.push(start);
        self.from[start] = Some((one, usize::MAX));
        let mut next = 0;
        while let Some(&node) = self.met.get(next) {
            next += 1;
            if node == goal {
                break;
            }
            for (place, &(to, sign)) in (block.starts[node]..).zip(block.at(node)) {
                *looks += 1;
                let holds = sides[node] * sides[to as usize] * sign > 0;
                if holds && !used[place] && self.from[to as usize].is_none() {
                    self.from[to as usize] = Some((small(node), place));
                    self.met.push(to as usize);
                }
            }
        }
        let closed = self.from[goal].is_some();
        let mut at = goal;
        while let Some((before, place)) = self.from[at] {
            if !closed || place == usize::MAX {
                break;
            }
            used[place] = true;
            let back = block.starts[at]..block.starts[at + 1];
            if let Some(back) = back.into_iter().find(|&back| block.ends[back].0 == before) {
                used[back] = true;
            }
            at = before as usize;
        }
        for node in self.met.drain(..) {
            self.from[node] = None;
        }
        closed
    }
}

/// A branch and bound over the sides of nodes.
struct Exact<'a> {
    block: &'a Block,
    order: Vec<usize>,
    sides: Vec<i8>,
    /// What each node would break on either side, of the ties to nodes that have one.
    costs: Vec<[usize; 2]>,
    best: usize,
    steps: u64,
}

impl Exact<'_> {
    /// Walks the tree without recursion; `None` if the steps do not suffice.
    fn walk(&mut self) -> Option<()> {
        // For each depth which sides were tried, and what was broken before.
        let mut depth = 0;
        let mut tried = vec![0u8; self.order.len()];
        let mut broken = vec![0usize; self.order.len() + 1];
        // What must be broken at the nodes without a side.
        let mut ahead = 0usize;
        loop {
            self.steps += 1;
            if self.steps > STEPS {
                return None;
            }
            let node = self.order[depth];
            if self.sides[node] != 0 {
                ahead = self.put(node, 0, ahead);
            }
            // The side of the first node does not matter.
            let sides = if depth == 0 { 1 } else { 2 };
            if tried[depth] == sides {
                tried[depth] = 0;
                if depth == 0 {
                    return Some(());
                }
                depth -= 1;
                continue;
            }
            let cheap = usize::from(self.costs[node][1] < self.costs[node][0]);
            let side = if tried[depth] == 0 { cheap } else { 1 - cheap };
            tried[depth] += 1;
            let now = broken[depth] + self.costs[node][side];
            ahead = self.put(node, if side == 0 { 1 } else { -1 }, ahead);
            if now + ahead >= self.best {
                continue;
            }
            if depth + 1 == self.order.len() {
                self.best = now;
                continue;
            }
            depth += 1;
            broken[depth] = now;
        }
    }

    /// Gives a node a side, or takes it away (0); returns what must be broken ahead.
    fn put(&mut self, node: usize, side: i8, mut ahead: usize) -> usize {
        let before = self.sides[node];
        let least = |costs: [usize; 2]| costs[0].min(costs[1]);
        if before == 0 {
            ahead -= least(self.costs[node]);
        }
        self.sides[node] = side;
        for &(other, sign) in self.block.at(node) {
            let at = other as usize;
            let old = least(self.costs[at]);
            for (side, add) in [(before, false), (side, true)] {
                if side == 0 {
                    continue;
                }
                // On the side where the product of both sides and the sign is below 0.
                let place = usize::from(side * sign > 0);
                if add {
                    self.costs[at][place] += 1;
                } else {
                    self.costs[at][place] -= 1;
                }
            }
            if self.sides[at] == 0 {
                ahead = ahead + least(self.costs[at]) - old;
            }
        }
        if side == 0 {
            ahead += least(self.costs[node]);
        }
        ahead
    }
}
