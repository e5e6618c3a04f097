//! Communities: groups tied more closely inside than chance would have it.

use std::cmp::Reverse;

use super::leiden::{Weighted, leiden};
use super::scan::real;
use super::signed::Signed;

/// Actors in communities.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Communities {
    /// The community of each actor: 0 the largest; `None` for one with no tie that counts.
    pub of: Vec<Option<u32>>,
    /// The actors of each by index, those most tied to it first.
    pub groups: Vec<Vec<u32>>,
    /// The modularity of the division (Newman 2004): 0 for what chance would give.
    pub modularity: f64,
    /// How many ties counted.
    pub ties: usize,
}

/// Communities by the Leiden method (Traag, Waltman and van Eck 2019) for modularity with a
/// resolution; 1 is the plain one, more makes smaller groups. Ties between foes are left out, or
/// count like those between friends if `all` signs do. About O(rounds · ties).
pub fn communities(graph: &Signed, all: bool, resolution: f64, seed: u64) -> Communities {
    let counts = |weight: i32| all || weight > 0;
    let weighted = Weighted::new(graph.len(), |actor| {
        let ties = graph.ties(actor).filter(|tie| counts(tie.1));
        ties.map(|(other, weight)| (other, i64::from(weight).abs()))
    });
    let labels = leiden(&weighted, resolution, seed);
    drop(weighted);
    let mut groups: Vec<Vec<u32>> = Vec::new();
    for (actor, &label) in (0..).zip(&labels) {
        let place = label as usize;
        if groups.len() <= place {
            groups.resize(place + 1, Vec::new());
        }
        if graph.ties(actor as usize).any(|tie| counts(tie.1)) {
            groups[place].push(actor);
        }
    }
    groups.retain(|group| !group.is_empty());
    groups.sort_unstable_by_key(|group| (Reverse(group.len()), group[0]));
    let mut of = vec![None; graph.len()];
    for (place, group) in (0..).zip(&groups) {
        for &actor in group {
            of[actor as usize] = Some(place);
        }
    }
    for group in &mut groups {
        group.sort_by_cached_key(|&actor| {
            let own = of[actor as usize];
            let inside = graph
                .ties(actor as usize)
                .filter(|tie| of[tie.0 as usize] == own && (all || tie.1 > 0));
            let weight = inside
                .map(|tie| u64::from(tie.1.unsigned_abs()))
                .sum::<u64>();
            (Reverse(weight), actor)
        });
    }
    let ties = || graph.edges().filter(|tie| counts(tie.2));
    Communities {
        modularity: modularity(ties(), &of, groups.len()),
        ties: ties().count(),
        of,
        groups,
    }
}

/// The share of the weight inside communities less what chance would give; 0 without ties.
#[allow(clippy::cast_precision_loss, reason = "sums are far below 2^53")]
fn modularity(
    ties: impl Iterator<Item = (u32, u32, i32)>,
    of: &[Option<u32>],
    groups: usize,
) -> f64 {
    let place = |actor: u32| of[actor as usize].unwrap_or(0) as usize;
    let (mut inside, mut all) = (0, 0);
    let mut strengths = vec![0u64; groups];
    for (one, other, weight) in ties {
        let weight = u64::from(weight.unsigned_abs());
        all += weight;
        if place(one) == place(other) {
            inside += weight;
        }
        strengths[place(one)] += weight;
        strengths[place(other)] += weight;
    }
    if all == 0 {
        return 0.0;
    }
    let share = |strength: &u64| (*strength as f64 / (2 * all) as f64).powi(2);
    inside as f64 / all as f64 - strengths.iter().map(share).sum::<f64>()
}

impl Communities {
    /// The mean number of actors of a community; 0 without any.
    pub fn mean(&self) -> f64 {
        let actors: usize = self.groups.iter().map(Vec::len).sum();
        real(actors) / real(self.groups.len().max(1))
    }
}
