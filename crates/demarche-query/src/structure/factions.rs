//! Camps: actors grouped so that friends stand together and foes apart, as far as it goes.

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use super::dice::Dice;
use super::levels::{Sums, Ties};
use super::scan::{real, small};
use super::signed::Signed;

/// Ties that all searches together may look at.
const LOOKS: usize = 60_000_000;
/// Searches at most.
const SEARCHES: usize = 120;
/// Times that actors and then camps move, in one search.
const ROUNDS: usize = 30;
/// How often each is asked to move before it is left where it stands.
const SWEEPS: usize = 100;

/// Actors in camps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Factions {
    /// The camp of each actor: 0 the largest.
    pub of: Vec<u32>,
    /// The actors of each camp by index, those most tied to it first.
    pub camps: Vec<Vec<u32>>,
    /// Ties that break the camps, as one, other and weight: friends of two camps and foes of one,
    /// the heaviest first.
    pub breaking: Vec<(u32, u32, i32)>,
    /// The sum of their absolute weights.
    pub broken: u64,
    /// The sum of all absolute weights.
    pub total: u64,
    /// How many searches there were.
    pub searches: usize,
}

impl Factions {
    /// The share of the weight that the camps leave whole; `None` without ties.
    #[allow(clippy::cast_precision_loss, reason = "sums are far below 2^53")]
    pub fn whole(&self) -> Option<f64> {
        (self.total > 0).then(|| 1.0 - self.broken as f64 / self.total as f64)
    }
}

/// Camps that break little weight: of friends in two camps and of foes in one (Doreian and Mrvar
/// 1996; correlation clustering, Bansal, Blum and Chawla 2004). At most `camps`; as many as fit
/// best where there is no number. Local search: actors, then whole camps, move where least is
/// broken, from several starts drawn with the seed; the best counts, of equal ones the first. No
/// proof that nothing better exists. O(searches · rounds · ties).
pub fn factions(graph: &Signed, camps: Option<usize>, seed: u64) -> Factions {
    let mut dice = Dice::new(seed);
    let ties: usize = graph.count().max(1);
    let searches = (LOOKS / (ties * 20)).clamp(1, SEARCHES);
    let all = Ties::new(graph.len(), |actor| {
        let ties = graph.ties(actor);
        ties.map(|(other, weight)| (other, i64::from(weight)))
    });
    let mut best: Option<(u64, Vec<u32>)> = None;
    for search in 0..searches {
        let mut labels = free(&all, &mut dice, search > 0);
        if let Some(most) = camps {
            if search % 2 == 0 {
                fold(graph, &mut labels, most.max(1));
            } else {
                let most = most.max(1);
                for label in &mut labels {
                    *label = small(dice.below(most));
                }
            }
            settle(&all, &mut labels, Some(most.max(1)), &mut dice, search > 0);
        }
        let broken = broken(graph, &labels);
        if best.as_ref().is_none_or(|best| broken < best.0) {
            best = Some((broken, labels));
        }
    }
    let (broken, labels) = best.unwrap_or_default();
    told(graph, &labels, broken, searches)
}

/// As many camps as fit: actors, then whole camps, move where least is broken, level upon level,
/// then actors again, as long as anything moves.
fn free(ties: &Ties, dice: &mut Dice, mixed: bool) -> Vec<u32> {
    let mut labels: Vec<u32> = (0..small(ties.len())).collect();
    for _ in 0..ROUNDS {
        if !settle(ties, &mut labels, None, dice, mixed) {
            break;
        }
        let (mut level, mut places) = ties.joined(&labels);
        loop {
            let mut camps: Vec<u32> = (0..small(level.len())).collect();
            if !settle(&level, &mut camps, None, dice, mixed) {
                break;
            }
            let (above, into) = level.joined(&camps);
            for place in &mut places {
                *place = into[*place as usize];
            }
            level = above;
        }
        labels = places;
    }
    labels
}

/// Moves nodes to the camp where least is broken, or to one of their own where camps are free,
/// until none moves; whether any did. Whoever has no tie to one that moved since is passed over,
/// since nothing has changed for him. O(ties) a sweep at most.
fn settle(
    ties: &Ties,
    labels: &mut [u32],
    camps: Option<usize>,
    dice: &mut Dice,
    mixed: bool,
) -> bool {
    let count = ties.len();
    let room = camps.unwrap_or(0).max(count) + 1;
    let mut sums = Sums::new(room);
    let mut sizes = vec![0u32; room];
    for &label in labels.iter() {
        sizes[label as usize] += 1;
    }
    let mut empty: Vec<u32> = match camps {
        Some(_) => Vec::new(),
        None => (0..small(room))
            .filter(|&label| sizes[label as usize] == 0)
            .collect(),
    };
    let mut order: Vec<u32> = (0..small(count)).collect();
    if mixed {
        dice.shuffle(&mut order, count);
    }
    let mut waits = vec![true; count];
    let mut any = false;
    for _ in 0..SWEEPS {
        let mut moved = false;
        for &node in &order {
            if !std::mem::replace(&mut waits[node as usize], false) {
                continue;
            }
            for (other, weight) in ties.of(node) {
                sums.add(labels[other as usize], weight);
            }
            let own = labels[node as usize];
            let mut best = (sums.of(own), own);
            for (label, sum) in sums.iter() {
                if sum > best.0 {
                    best = (sum, label);
                }
            }
            if let Some(camps) = camps {
                // Camps to which there is no tie break nothing.
                if best.0 < 0
                    && let Some(label) = (0..small(camps)).find(|&label| !sums.has(label))
                {
                    best = (0, label);
                }
            } else if best.0 < 0
                && sizes[own as usize] > 1
                && let Some(label) = empty.last()
            {
                best = (0, *label);
            }
            sums.clear();
            if best.1 == own {
                continue;
            }
            if camps.is_none() && empty.last() == Some(&best.1) {
                empty.pop();
            }
            sizes[own as usize] -= 1;
            sizes[best.1 as usize] += 1;
            if camps.is_none() && sizes[own as usize] == 0 {
                empty.push(own);
            }
            labels[node as usize] = best.1;
            for (other, _) in ties.of(node) {
                waits[other as usize] = true;
            }
            moved = true;
        }
        if !moved {
            return any;
        }
        any = true;
    }
    any
}

/// Leaves so many camps: the largest stay, the actors of the others go where least is broken.
fn fold(graph: &Signed, labels: &mut [u32], camps: usize) {
    let mut sizes: FxHashMap<u32, u32> = FxHashMap::default();
    for &label in labels.iter() {
        *sizes.entry(label).or_default() += 1;
    }
    let mut order: Vec<(Reverse<u32>, u32)> = sizes
        .into_iter()
        .map(|(label, size)| (Reverse(size), label))
        .collect();
    order.sort_unstable();
    let kept: FxHashMap<u32, u32> = (0..small(camps))
        .zip(&order)
        .map(|(place, &(_, label))| (label, place))
        .collect();
    let before: Vec<Option<u32>> = labels
        .iter()
        .map(|label| kept.get(label).copied())
        .collect();
    for at in 0..labels.len() {
        labels[at] = before[at].unwrap_or_else(|| {
            let mut sums = vec![0i64; camps];
            for (other, weight) in graph.ties(at) {
                if let Some(label) = before[other as usize] {
                    sums[label as usize] += i64::from(weight);
                }
            }
            let best =
                (0..small(camps)).max_by_key(|&label| (sums[label as usize], Reverse(label)));
            best.unwrap_or(0)
        });
    }
}

fn breaks(labels: &[u32], &(one, other, weight): &(u32, u32, i32)) -> bool {
    (labels[one as usize] == labels[other as usize]) == (weight < 0)
}

fn broken(graph: &Signed, labels: &[u32]) -> u64 {
    let broken = graph.edges().filter(|tie| breaks(labels, tie));
    broken.map(|tie| u64::from(tie.2.unsigned_abs())).sum()
}

/// Camps in the order of their sizes, with what breaks them.
fn told(graph: &Signed, labels: &[u32], broken: u64, searches: usize) -> Factions {
    let mut members: FxHashMap<u32, Vec<u32>> = FxHashMap::default();
    for (actor, &label) in (0..).zip(labels) {
        members.entry(label).or_default().push(actor);
    }
    let mut camps: Vec<Vec<u32>> = members.into_values().collect();
    camps.sort_unstable_by_key(|camp| (Reverse(camp.len()), camp[0]));
    let mut of = vec![0; labels.len()];
    for (place, camp) in (0..).zip(&camps) {
        for &actor in camp {
            of[actor as usize] = place;
        }
    }
    for camp in &mut camps {
        camp.sort_by_cached_key(|&actor| {
            let own = of[actor as usize];
            let inside = graph
                .ties(actor as usize)
                .filter(|tie| of[tie.0 as usize] == own);
            (
                Reverse(inside.map(|tie| i64::from(tie.1)).sum::<i64>()),
                actor,
            )
        });
    }
    let mut breaking: Vec<_> = graph.edges().filter(|tie| breaks(&of, tie)).collect();
    breaking
        .sort_unstable_by_key(|&(one, other, weight)| (Reverse(weight.unsigned_abs()), one, other));
    Factions {
        of,
        camps,
        breaking,
        broken,
        total: graph.total(),
        searches,
    }
}

/// Ties of friends inside camps and between them: the parts of the E-I index.
pub(super) fn friends(graph: &Signed, of: &[u32]) -> (usize, usize) {
    let friends = graph.edges().filter(|tie| tie.2 > 0);
    friends.fold((0, 0), |(inside, between), (one, other, _)| {
        if of[one as usize] == of[other as usize] {
            (inside + 1, between)
        } else {
            (inside, between + 1)
        }
    })
}

/// The modularity of camps where ties have signs (Gómez, Jensen and Arenas 2009): how much more
/// weight of friends lies inside camps, and of foes between them, than if each actor spread its
/// own at random. 0 without ties.
#[allow(clippy::cast_precision_loss, reason = "sums are far below 2^53")]
pub(super) fn modularity(graph: &Signed, of: &[u32], camps: usize) -> f64 {
    let mut inside = [0.0; 2];
    let mut all = [0.0; 2];
    let mut strengths = vec![[0.0; 2]; camps];
    for (one, other, weight) in graph.edges() {
        let sign = usize::from(weight < 0);
        let size = f64::from(weight.unsigned_abs());
        all[sign] += 2.0 * size;
        if of[one as usize] == of[other as usize] {
            inside[sign] += 2.0 * size;
        }
        strengths[of[one as usize] as usize][sign] += size;
        strengths[of[other as usize] as usize][sign] += size;
    }
    let expected = |sign: usize| {
        let squares = strengths.iter().map(|camp| camp[sign] * camp[sign]);
        if all[sign] > 0.0 {
            squares.sum::<f64>() / all[sign]
        } else {
            0.0
        }
    };
    let whole = all[0] + all[1];
    if whole == 0.0 {
        return 0.0;
    }
    (inside[0] - expected(0) - inside[1] + expected(1)) / whole
}

/// The E-I index (Krackhardt and Stern 1988) of the ties between friends: between camps less
/// inside, as a share of both; -1 where all are inside. `None` without friends.
pub(super) fn external(graph: &Signed, of: &[u32]) -> Option<f64> {
    let (inside, between) = friends(graph, of);
    let all = inside + between;
    (all > 0).then(|| (real(between) - real(inside)) / real(all))
}
