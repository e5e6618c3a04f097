//! Communities: groups tied more closely inside than chance would have it.

use std::cmp::Reverse;

use leiden_rs::{GraphDataBuilder, Leiden, LeidenConfig};

use super::scan::{real, small};
use super::signed::Signed;
use crate::error::{QueryError, Result};

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
pub fn communities(graph: &Signed, all: bool, resolution: f64, seed: u64) -> Result<Communities> {
    let weigh = |weight: i32| {
        let counts = all || weight > 0;
        counts.then(|| f64::from(weight.unsigned_abs()) / 1000.0)
    };
    let ties: Vec<(u32, u32, f64)> = graph
        .edges()
        .filter_map(|(one, other, weight)| Some((one, other, weigh(weight)?)))
        .collect();
    if ties.is_empty() {
        return Ok(Communities {
            of: vec![None; graph.len()],
            ..Communities::default()
        });
    }
    let failed = |error: leiden_rs::LeidenError| QueryError::Communities(error.to_string());
    let mut builder = GraphDataBuilder::new(graph.len());
    let mut tied = vec![false; graph.len()];
    for &(one, other, weight) in &ties {
        (tied[one as usize], tied[other as usize]) = (true, true);
        builder
            .add_edge(one as usize, other as usize, weight)
            .map_err(failed)?;
    }
    let config = LeidenConfig::builder()
        .seed(seed)
        .resolution(resolution)
        .build();
    let data = builder.build().map_err(failed)?;
    let found = Leiden::new(config).run(&data).map_err(failed)?;
    let mut groups: Vec<Vec<u32>> = vec![Vec::new(); graph.len()];
    for (actor, &tied) in tied.iter().enumerate() {
        if tied {
            groups[found.partition.community_of(actor)].push(small(actor));
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
    Ok(Communities {
        modularity: modularity(&ties, &of, groups.len()),
        ties: ties.len(),
        of,
        groups,
    })
}

fn modularity(ties: &[(u32, u32, f64)], of: &[Option<u32>], groups: usize) -> f64 {
    let place = |actor: u32| of[actor as usize].unwrap_or(0) as usize;
    let (mut inside, mut all) = (0.0, 0.0);
    let mut strengths = vec![0.0; groups];
    for &(one, other, weight) in ties {
        all += weight;
        if place(one) == place(other) {
            inside += weight;
        }
        strengths[place(one)] += weight;
        strengths[place(other)] += weight;
    }
    let expected: f64 = strengths
        .iter()
        .map(|strength| (strength / (2.0 * all)).powi(2))
        .sum();
    inside / all - expected
}

impl Communities {
    /// The mean number of actors of a community; 0 without any.
    pub fn mean(&self) -> f64 {
        let actors: usize = self.groups.iter().map(Vec::len).sum();
        real(actors) / real(self.groups.len().max(1))
    }
}
