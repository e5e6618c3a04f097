//! The search for the best shortest path: breadth first from both ends.

use std::collections::{HashMap, HashSet};

use demarche_model::NodeId;

use crate::error::Result;
use crate::steps::{Rank, Steps};

/// What a search must not use.
#[derive(Debug, Default)]
pub(crate) struct Ban {
    /// Nodes.
    pub(crate) nodes: HashSet<NodeId>,
    /// Steps, from and to.
    pub(crate) steps: HashSet<(NodeId, NodeId)>,
}

/// A path as nodes, with the rank of each step.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Trail {
    pub(crate) rank: Rank,
    pub(crate) nodes: Vec<NodeId>,
    pub(crate) steps: Vec<Rank>,
}

/// How a node was reached from one end.
#[derive(Debug, Clone, Copy)]
struct Reached {
    /// Distance in hops.
    depth: u32,
    /// Rank of the best way to the end.
    rank: Rank,
    /// Next node on that way, with the rank of the step; `None` at the end itself.
    toward: Option<(NodeId, Rank)>,
    /// Place of that node in its frontier.
    place: usize,
}

/// One of the two searches.
struct Side {
    forward: bool,
    depth: u32,
    reached: HashMap<NodeId, Reached>,
    /// Nodes at `depth`. Forward: in the order of the best ways there as sequences of ids.
    /// Backward: by id, which is the order of the ways from there.
    frontier: Vec<NodeId>,
}

impl Side {
    fn new(start: NodeId, forward: bool) -> Self {
        let reached = Reached {
            depth: 0,
            rank: Rank::default(),
            toward: None,
            place: 0,
        };
        Self {
            forward,
            depth: 0,
            reached: HashMap::from([(start, reached)]),
            frontier: vec![start],
        }
    }

    /// Moves the frontier by one hop. Since the frontier is in the order of the ways, the first
    /// of equally good ways is the one to keep.
    fn advance(&mut self, steps: &mut Steps<'_>, ban: &Ban) -> Result<()> {
        self.depth += 1;
        let mut next = Vec::new();
        for (place, &node) in self.frontier.iter().enumerate() {
            let base = self.reached[&node].rank;
            for step in steps.at(node, self.forward)?.iter() {
                let taken = if self.forward {
                    (node, step.to)
                } else {
                    (step.to, node)
                };
                if ban.nodes.contains(&step.to) || ban.steps.contains(&taken) {
                    continue;
                }
                let way = Reached {
                    depth: self.depth,
                    rank: base + step.rank,
                    toward: Some((node, step.rank)),
                    place,
                };
                match self.reached.get_mut(&step.to) {
                    None => {
                        self.reached.insert(step.to, way);
                        next.push(step.to);
                    }
                    Some(known) if known.depth == self.depth && way.rank < known.rank => {
                        *known = way;
                    }
                    Some(_) => {}
                }
            }
        }
        if self.forward {
            next.sort_by_key(|node| (self.reached[node].place, *node));
        } else {
            next.sort();
        }
        self.frontier = next;
        Ok(())
    }

    /// The best way from `node` to the side's end: the nodes after it, with the rank of each
    /// step.
    fn way(&self, node: NodeId) -> Vec<(NodeId, Rank)> {
        let mut way = Vec::new();
        let mut at = node;
        while let Some((next, rank)) = self.reached[&at].toward {
            way.push((next, rank));
            at = next;
        }
        way
    }
}

/// The path of the smallest rank, and of equal ones the first by its sequence of ids; `None` if
/// there is none. Reads the steps of O(b^(d/2)) nodes, b being the branching and d the length.
pub(crate) fn best(
    steps: &mut Steps<'_>,
    from: NodeId,
    to: NodeId,
    ban: &Ban,
) -> Result<Option<Trail>> {
    let mut ahead = Side::new(from, true);
    let mut behind = Side::new(to, false);
    loop {
        let middle = ahead
            .frontier
            .iter()
            .filter_map(|node| {
                let rest = behind.reached.get(node)?;
                Some((ahead.reached[node].rank + rest.rank, *node))
            })
            .min_by_key(|&(rank, _)| rank);
        if let Some((rank, node)) = middle {
            return Ok(Some(join(&ahead, node, &behind, rank)));
        }
        if ahead.frontier.is_empty() || behind.frontier.is_empty() {
            return Ok(None);
        }
        if ahead.frontier.len() <= behind.frontier.len() {
            ahead.advance(steps, ban)?;
        } else {
            behind.advance(steps, ban)?;
        }
    }
}

fn join(ahead: &Side, middle: NodeId, behind: &Side, rank: Rank) -> Trail {
    let before = ahead.way(middle);
    let after = behind.way(middle);
    let mut nodes: Vec<NodeId> = before.iter().rev().map(|&(node, _)| node).collect();
    nodes.push(middle);
    nodes.extend(after.iter().map(|&(node, _)| node));
    let steps = before.iter().rev().chain(&after).map(|&(_, rank)| rank);
    Trail {
        rank,
        nodes,
        steps: steps.collect(),
    }
}
