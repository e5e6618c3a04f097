//! Bridges: actors and ties without which camps lose touch.

use std::collections::BTreeSet;

use super::betweenness::{Betweenness, betweenness};
use super::blocks::blocks;
use super::factions::Factions;
use super::signed::Signed;

/// An actor without whom its part falls apart.
#[derive(Debug, Clone, PartialEq)]
pub struct Bridge {
    /// The actor by index.
    pub actor: u32,
    /// How many actors each piece has that is left, the largest first.
    pub pieces: Vec<u32>,
    /// For each piece an actor of it that was next to the one taken out.
    pub neighbours: Vec<u32>,
    /// The camps of its neighbours.
    pub camps: BTreeSet<u32>,
    /// Its betweenness.
    pub betweenness: f64,
}

/// A tie without which its part falls apart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CutTie {
    /// One end by index.
    pub one: u32,
    /// The other end.
    pub other: u32,
    /// Its weight: below 0 for foes.
    pub weight: i32,
    /// How many actors stay with either end.
    pub pieces: [u32; 2],
}

/// What holds a graph together.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Bridges {
    /// Actors, the one with the highest betweenness first.
    pub actors: Vec<Bridge>,
    /// Ties, those that cut off the most first.
    pub ties: Vec<CutTie>,
    /// How betweenness was measured; its values by index.
    pub betweenness: Betweenness,
}

/// Articulation points and cut edges, whatever the signs of the ties, with the camps that they
/// join; betweenness from at most `sample` sources. O(sources · ties).
pub fn bridges(graph: &Signed, camps: &Factions, sample: Option<usize>, seed: u64) -> Bridges {
    let found = blocks(graph);
    let between = betweenness(graph, sample, seed);
    let mut actors: Vec<Bridge> = found
        .cuts
        .into_iter()
        .map(|(actor, mut pieces)| {
            pieces.sort_by_key(|piece| (std::cmp::Reverse(piece.size), piece.member));
            let ties = graph.ties(actor as usize);
            Bridge {
                actor,
                pieces: pieces.iter().map(|piece| piece.size).collect(),
                neighbours: pieces.iter().map(|piece| piece.member).collect(),
                camps: ties.map(|(other, _)| camps.of[other as usize]).collect(),
                betweenness: between.values[actor as usize],
            }
        })
        .collect();
    actors.sort_by(|one, other| {
        let higher = other.betweenness.total_cmp(&one.betweenness);
        higher.then(one.actor.cmp(&other.actor))
    });
    let mut ties: Vec<CutTie> = found
        .bridges
        .into_iter()
        .map(|((one, other, weight), pieces)| CutTie {
            one,
            other,
            weight,
            pieces,
        })
        .collect();
    ties.sort_by_key(|tie| {
        let least = tie.pieces[0].min(tie.pieces[1]);
        (std::cmp::Reverse(least), tie.one, tie.other)
    });
    Bridges {
        actors,
        ties,
        betweenness: between,
    }
}
