//! Signed triads: whether friends of friends are friends.

use std::cmp::Reverse;

use rayon::prelude::*;

use super::scan::{real, small};
use super::signed::Signed;

/// Lanes that count side by side; the sums are of whole numbers.
const LANES: usize = 8;

/// Three actors of whom each is tied to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Triad {
    /// The actors by index, the smallest first.
    pub actors: [u32; 3],
    /// How many of its ties are between foes.
    pub negative: u8,
    /// The smallest of the three absolute weights.
    pub weight: u32,
}

impl Triad {
    /// Whether the product of its signs is positive.
    pub const fn balanced(&self) -> bool {
        self.negative.is_multiple_of(2)
    }

    /// Sorts by this put the heaviest first.
    fn order(&self) -> impl Ord + use<> {
        (Reverse(self.weight), self.actors)
    }
}

/// The triads of a signed graph.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Triads {
    /// How many have no tie between foes, one, two and three: +++, ++-, +-- and ---.
    pub counts: [u64; 4],
    /// How many balanced and unbalanced triads each actor is in.
    pub by_actor: Vec<[u64; 2]>,
    /// The heaviest unbalanced ones.
    pub unbalanced: Vec<Triad>,
}

impl Triads {
    /// How many there are.
    pub fn total(&self) -> u64 {
        self.counts.iter().sum()
    }

    /// The share of +++ and +-- (Cartwright and Harary 1956); `None` without triads.
    pub fn balanced(&self) -> Option<f64> {
        self.share(self.counts[0] + self.counts[2])
    }

    /// The share of all but ++- (Davis 1967): three foes are no contradiction where there are
    /// more than two camps. `None` without triads.
    pub fn weakly_balanced(&self) -> Option<f64> {
        self.share(self.total() - self.counts[1])
    }

    #[allow(clippy::cast_precision_loss, reason = "counts are far below 2^53")]
    fn share(&self, count: u64) -> Option<f64> {
        (self.total() > 0).then(|| count as f64 / self.total() as f64)
    }

    /// The share that would be balanced if the signs fell at random on the ties, as many of them
    /// positive as there are. `None` without ties.
    pub fn expected(graph: &Signed) -> Option<f64> {
        (graph.count() > 0).then(|| {
            let friends = real(graph.positive()) / real(graph.count());
            let foes = 1.0 - friends;
            friends.powi(3) + 3.0 * friends * foes * foes
        })
    }
}

/// Counts the triads, with the `shown` heaviest unbalanced ones. O(ties^1.5): each tie is looked
/// at from the end with fewer ties (Chiba and Nishizeki 1985).
pub fn triads(graph: &Signed, shown: usize) -> Triads {
    let rank = |at: u32| (graph.degree(at as usize), at);
    let ahead: Vec<Vec<(u32, i32)>> = (0..small(graph.len()))
        .map(|at| {
            let ties = graph.ties(at as usize);
            ties.filter(|&(other, _)| rank(other) > rank(at)).collect()
        })
        .collect();
    let lanes: Vec<Triads> = (0..LANES)
        .into_par_iter()
        .map(|lane| lane_of(graph, &ahead, lane, shown))
        .collect();
    let mut all = Triads {
        by_actor: vec![[0, 0]; graph.len()],
        ..Triads::default()
    };
    for lane in lanes {
        for (sum, count) in all.counts.iter_mut().zip(lane.counts) {
            *sum += count;
        }
        for (sums, counts) in all.by_actor.iter_mut().zip(lane.by_actor) {
            *sums = [sums[0] + counts[0], sums[1] + counts[1]];
        }
        all.unbalanced.extend(lane.unbalanced);
    }
    all.unbalanced.sort_by_key(Triad::order);
    all.unbalanced.truncate(shown);
    all
}

fn lane_of(graph: &Signed, ahead: &[Vec<(u32, i32)>], lane: usize, shown: usize) -> Triads {
    let mut found = Triads {
        by_actor: vec![[0, 0]; graph.len()],
        ..Triads::default()
    };
    let mut marks = vec![0i32; graph.len()];
    for one in (lane..graph.len()).step_by(LANES) {
        for &(other, weight) in &ahead[one] {
            marks[other as usize] = weight;
        }
        for &(two, first) in &ahead[one] {
            for &(three, second) in &ahead[two as usize] {
                let third = marks[three as usize];
                if third == 0 {
                    continue;
                }
                let weights = [first, second, third];
                let negative = weights.iter().filter(|&&weight| weight < 0).count();
                found.counts[negative] += 1;
                let mut actors = [small(one), two, three];
                for actor in actors {
                    found.by_actor[actor as usize][negative % 2] += 1;
                }
                if negative % 2 == 1 && shown > 0 {
                    actors.sort_unstable();
                    let least = weights.iter().map(|weight| weight.unsigned_abs()).min();
                    found.unbalanced.push(Triad {
                        actors,
                        negative: u8::try_from(negative).unwrap_or(3),
                        weight: least.unwrap_or(0),
                    });
                    if found.unbalanced.len() > 4 * shown + 64 {
                        found.unbalanced.sort_by_key(Triad::order);
                        found.unbalanced.truncate(shown);
                    }
                }
            }
        }
        for &(other, _) in &ahead[one] {
            marks[other as usize] = 0;
        }
    }
    found
}
