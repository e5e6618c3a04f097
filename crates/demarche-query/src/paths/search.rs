//! The best walk between two spots: Dijkstra's algorithm from both ends.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::hash::Hash;

use rustc_hash::{FxHashMap, FxHashSet};

use super::land::Land;
use super::spot::{Marks, Spot, Worth};
use crate::error::Result;

/// A walk as spots, with what each step is worth.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Walk<K> {
    pub(crate) worth: Worth,
    pub(crate) spots: Vec<Spot<K>>,
    pub(crate) steps: Vec<Worth>,
}

impl<K: Copy + Ord> Walk<K> {
    /// Whether it visits no node twice. O(n log n).
    pub(crate) fn is_path(&self) -> bool {
        let mut keys: Vec<K> = self.spots.iter().map(|spot| spot.key).collect();
        keys.sort_unstable();
        keys.windows(2).all(|pair| pair[0] != pair[1])
    }
}

/// What a search must not use: nodes, and steps between spots.
#[derive(Debug)]
pub(crate) struct Ban<K> {
    pub(crate) nodes: FxHashSet<K>,
    pub(crate) steps: FxHashSet<(Spot<K>, Spot<K>)>,
}

impl<K> Default for Ban<K> {
    fn default() -> Self {
        Self {
            nodes: FxHashSet::default(),
            steps: FxHashSet::default(),
        }
    }
}

/// How a spot was reached from one end.
#[derive(Debug, Clone, Copy)]
struct Reached<K> {
    worth: Worth,
    /// The spot before it and what the step between is worth; `None` at the end itself.
    toward: Option<(Spot<K>, Worth)>,
}

/// A step over which the sides have met: before, after, what it is worth.
type Meeting<K> = (Spot<K>, Spot<K>, Worth);

struct Side<K> {
    reached: FxHashMap<Spot<K>, Reached<K>>,
    settled: FxHashSet<Spot<K>>,
    open: BinaryHeap<Reverse<(Worth, Spot<K>)>>,
}

impl<K: Copy + Ord + Hash> Side<K> {
    fn new(end: Spot<K>) -> Self {
        let start = Reached {
            worth: Worth::default(),
            toward: None,
        };
        Self {
            reached: FxHashMap::from_iter([(end, start)]),
            settled: FxHashSet::default(),
            open: BinaryHeap::from([Reverse((Worth::default(), end))]),
        }
    }

    /// The spots from here to the side's end, with what the step to each is worth.
    fn way(&self, from: Spot<K>) -> Vec<(Spot<K>, Worth)> {
        let mut way = Vec::new();
        let mut at = from;
        while let Some((next, worth)) = self.reached.get(&at).and_then(|one| one.toward) {
            way.push((next, worth));
            at = next;
        }
        way
    }

    /// The least that is still open.
    fn least(&mut self) -> Option<Worth> {
        while let Some(Reverse((worth, spot))) = self.open.peek() {
            if !self.settled.contains(spot) {
                return Some(*worth);
            }
            self.open.pop();
        }
        None
    }

    /// Takes note of a way to a spot; of ways that are worth the same the first by its nodes stays.
    fn reach(&mut self, to: Spot<K>, worth: Worth, toward: (Spot<K>, Worth), ahead: bool) {
        if let Some(known) = self.reached.get(&to)
            && (known.worth < worth || (known.worth == worth && !self.before(to, toward.0, ahead)))
        {
            return;
        }
        let toward = Some(toward);
        self.reached.insert(to, Reached { worth, toward });
        self.open.push(Reverse((worth, to)));
    }

    /// Whether the way over `next` comes before the one that is known, as a sequence of nodes in
    /// the direction of the path.
    fn before(&self, to: Spot<K>, next: Spot<K>, ahead: bool) -> bool {
        let nodes = |first: Spot<K>| {
            let mut nodes = vec![first];
            nodes.extend(self.way(first).into_iter().map(|(spot, _)| spot));
            if ahead {
                nodes.reverse();
            }
            nodes
        };
        let Some((known, _)) = self.reached.get(&to).and_then(|one| one.toward) else {
            return false;
        };
        nodes(next) < nodes(known)
    }
}

/// The best walk from the start to the goal of the marks, of equal ones the first by its nodes;
/// `None` if there is none. O((nodes + links) log nodes) at most; both sides end where they have
/// met and cannot do better.
pub(crate) fn best<L: Land>(
    land: &mut L,
    marks: &mut Marks<'_, L::Key>,
    from: Spot<L::Key>,
    ban: &Ban<L::Key>,
) -> Result<Option<Walk<L::Key>>> {
    let goal = marks.goal();
    if from.key == goal.key {
        let spots = vec![from];
        let (worth, steps) = (Worth::default(), Vec::new());
        return Ok((from == goal).then_some(Walk {
            worth,
            spots,
            steps,
        }));
    }
    let mut sides = [Side::new(from), Side::new(goal)];
    let mut limit: Option<Worth> = None;
    let mut met: Vec<Meeting<L::Key>> = Vec::new();
    while let (Some(first), Some(second)) = (sides[0].least(), sides[1].least()) {
        if limit.is_some_and(|limit| first + second > limit) {
            break;
        }
        let ahead = sides[0].open.len() <= sides[1].open.len();
        let here = usize::from(!ahead);
        let Some(Reverse((worth, spot))) = sides[here].open.pop() else {
            break;
        };
        sides[here].settled.insert(spot);
        for step in marks.moves(land, spot, ahead)? {
            let taken = if ahead {
                (spot, step.to)
            } else {
                (step.to, spot)
            };
            if ban.nodes.contains(&step.to.key) || ban.steps.contains(&taken) {
                continue;
            }
            let reached = worth + step.worth;
            if let Some(other) = sides[1 - here].reached.get(&step.to) {
                let whole = reached + other.worth;
                if limit.is_none_or(|limit| whole < limit) {
                    limit = Some(whole);
                    met.clear();
                }
                if limit == Some(whole) {
                    met.push((taken.0, taken.1, step.worth));
                }
            }
            if limit.is_none_or(|limit| reached <= limit) {
                sides[here].reach(step.to, reached, (spot, step.worth), ahead);
            }
        }
    }
    let [ahead, behind] = sides;
    let walks = met.into_iter().map(|(before, after, worth)| {
        let start = ahead.way(before);
        let end = behind.way(after);
        let mut spots: Vec<_> = start.iter().rev().map(|&(spot, _)| spot).collect();
        spots.extend([before, after]);
        spots.extend(end.iter().map(|&(spot, _)| spot));
        let mut steps: Vec<Worth> = start.iter().rev().map(|&(_, worth)| worth).collect();
        steps.push(worth);
        steps.extend(end.iter().map(|&(_, worth)| worth));
        Walk {
            worth: steps.iter().copied().sum(),
            spots,
            steps,
        }
    });
    Ok(walks.min())
}
