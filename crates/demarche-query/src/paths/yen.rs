//! The k best paths (Yen 1971), over spots.

use std::collections::BTreeSet;

use super::land::Land;
use super::search::{Ban, Walk, best};
use super::spot::{Marks, Worth};
use crate::error::Result;

/// How many walks are looked at for one path: under conditions the best walks may visit nodes
/// twice.
const TRIES: usize = 200;

/// Up to `k` paths, best first, and whether all that are as good were looked at. O(k d) searches,
/// d being the length, times the walks that are no paths, of which at most 200 are tried for each
/// path.
pub(crate) fn best_paths<L: Land>(
    land: &mut L,
    marks: &mut Marks<'_, L::Key>,
    k: usize,
) -> Result<(Vec<Walk<L::Key>>, bool)> {
    let mut found: Vec<Walk<L::Key>> = Vec::new();
    let mut waiting = BTreeSet::new();
    let mut paths = Vec::new();
    if k > 0 {
        waiting.extend(best(land, marks, marks.start(), &Ban::default())?);
    }
    while let Some(walk) = waiting.pop_first() {
        if walk.is_path() {
            paths.push(walk.clone());
        }
        found.push(walk);
        if paths.len() >= k {
            break;
        }
        if found.len() - paths.len() >= TRIES {
            return Ok((paths, false));
        }
        waiting.extend(deviations(land, marks, &found)?);
    }
    Ok((paths, true))
}

/// The best walk that leaves the last found one at each of its spots, and that is not found yet.
fn deviations<L: Land>(
    land: &mut L,
    marks: &mut Marks<'_, L::Key>,
    found: &[Walk<L::Key>],
) -> Result<Vec<Walk<L::Key>>> {
    let Some(last) = found.last() else {
        return Ok(Vec::new());
    };
    let mut fresh = Vec::new();
    let mut ban = Ban::default();
    for (index, &spur) in last.spots.iter().enumerate().take(last.steps.len()) {
        if ban.nodes.contains(&spur.key) {
            // From here on the walk has been here before: nothing that begins so is a path.
            break;
        }
        let root = &last.spots[..=index];
        ban.steps = found
            .iter()
            .filter(|walk| walk.spots.starts_with(root))
            .filter_map(|walk| Some((spur, *walk.spots.get(index + 1)?)))
            .collect();
        if let Some(rest) = best(land, marks, spur, &ban)? {
            let before: Worth = last.steps[..index].iter().copied().sum();
            fresh.push(Walk {
                worth: before + rest.worth,
                spots: [&root[..index], &rest.spots].concat(),
                steps: [&last.steps[..index], &rest.steps].concat(),
            });
        }
        ban.nodes.insert(spur.key);
    }
    Ok(fresh)
}
