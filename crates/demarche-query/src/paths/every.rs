//! All paths of at most so many hops.

use rustc_hash::FxHashMap;

use super::land::Land;
use super::search::Walk;
use super::spot::{Marks, Spot, Worth};
use crate::error::Result;

/// Paths of one length that are held at most: a bound on memory.
const HELD: usize = 100_000;

/// All paths of at most `depth` hops, the shorter first and then the better, at most `limit`; and
/// whether none was passed over before that. O(links within `depth` hops of the end), and
/// O(depth · degree) for each path and each dead end within reach.
pub(crate) fn up_to<L: Land>(
    land: &mut L,
    marks: &mut Marks<'_, L::Key>,
    depth: usize,
    limit: usize,
) -> Result<(Vec<Walk<L::Key>>, bool)> {
    let far = distances(land, marks, depth)?;
    let (start, goal) = (marks.start(), marks.goal());
    let mut paths = Vec::new();
    if start == goal {
        paths.push(Walk {
            worth: Worth::default(),
            spots: vec![start],
            steps: Vec::new(),
        });
    }
    let mut complete = true;
    for length in 1..=depth {
        if start.key == goal.key || paths.len() >= limit || !complete {
            break;
        }
        let mut walk = Walk {
            worth: Worth::default(),
            spots: vec![start],
            steps: Vec::new(),
        };
        let mut found = Vec::new();
        complete = extend(land, marks, &far, length, &mut walk, &mut found)?;
        found.sort_unstable();
        found.truncate(limit - paths.len());
        paths.append(&mut found);
    }
    Ok((paths, complete))
}

/// How many hops the end is away from the nodes from which it is in reach.
fn distances<L: Land>(
    land: &mut L,
    marks: &mut Marks<'_, L::Key>,
    depth: usize,
) -> Result<FxHashMap<L::Key, usize>> {
    let goal = marks.goal().key;
    let mut far = FxHashMap::from_iter([(goal, 0)]);
    let mut frontier = vec![goal];
    for distance in 1..=depth {
        let mut next = Vec::new();
        for key in std::mem::take(&mut frontier) {
            land.roads(key, false, &mut |road| {
                far.entry(road.to).or_insert_with(|| {
                    next.push(road.to);
                    distance
                });
            })?;
        }
        frontier = next;
    }
    Ok(far)
}

/// Adds to `found` every path of exactly `left` more hops; false where there are too many.
fn extend<L: Land>(
    land: &mut L,
    marks: &mut Marks<'_, L::Key>,
    far: &FxHashMap<L::Key, usize>,
    left: usize,
    walk: &mut Walk<L::Key>,
    found: &mut Vec<Walk<L::Key>>,
) -> Result<bool> {
    let Some(&last) = walk.spots.last() else {
        return Ok(true);
    };
    let goal = marks.goal();
    for step in marks.moves(land, last, true)? {
        let Spot { key, .. } = step.to;
        let near = far.get(&key).is_some_and(|&hops| hops < left);
        if !near
            || walk.spots.iter().any(|spot| spot.key == key)
            || (key == goal.key) != (left == 1)
        {
            continue;
        }
        walk.spots.push(step.to);
        walk.steps.push(step.worth);
        let mut room = true;
        if left > 1 {
            room = extend(land, marks, far, left - 1, walk, found)?;
        } else if step.to == goal {
            let worth = walk.steps.iter().copied().sum();
            found.push(Walk {
                worth,
                ..walk.clone()
            });
            room = found.len() < HELD;
        }
        walk.spots.pop();
        walk.steps.pop();
        if !room {
            return Ok(false);
        }
    }
    Ok(true)
}
