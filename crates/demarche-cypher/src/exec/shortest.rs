//! Shortest paths between two known nodes: breadth first from both ends, the smaller front first.

use rustc_hash::FxHashMap;

use super::{ON, Row, Run, STOP, Sink};
use crate::error::Result;
use crate::graph::{Flow, Half, NodeId, RelId};
use crate::ir::{Hop, Reach};
use crate::value::Value;

/// What has been seen from one end: for every node its distance and how it was come to.
struct Side {
    seen: FxHashMap<NodeId, Seen>,
    front: Vec<NodeId>,
    depth: usize,
}

struct Seen {
    depth: usize,
    /// The node before with the relationship from there; all of them at that distance where all
    /// paths are asked for.
    by: Vec<(NodeId, RelId)>,
}

impl Side {
    fn new(node: NodeId) -> Self {
        let seen = FxHashMap::from_iter([(
            node,
            Seen {
                depth: 0,
                by: Vec::new(),
            },
        )]);
        Self {
            seen,
            front: vec![node],
            depth: 0,
        }
    }

    /// The ways back from a node to the end, each as relationships from the node on.
    fn ways(&self, run: &Run<'_>, node: NodeId) -> Result<Vec<Vec<RelId>>> {
        let mut done = Vec::new();
        let mut open: Vec<(NodeId, Vec<RelId>)> = vec![(node, Vec::new())];
        while let Some((node, way)) = open.pop() {
            run.bound(done.len() + open.len())?;
            let Some(seen) = self.seen.get(&node) else {
                continue;
            };
            if seen.by.is_empty() {
                done.push(way);
                continue;
            }
            for &(before, rel) in seen.by.iter().rev() {
                let mut longer = way.clone();
                longer.push(rel);
                open.push((before, longer));
            }
        }
        Ok(done)
    }
}

impl Run<'_> {
    pub(super) fn shortest(
        &self,
        hop: &Hop,
        reach: Reach,
        all: bool,
        row: &mut Row,
        next: Sink<'_>,
    ) -> Result<Flow> {
        let (Some(from), Some(to)) = (self.node_in(row, hop.from)?, self.node_in(row, hop.to)?)
        else {
            return Ok(ON);
        };
        if from == to {
            if reach.least > 0 {
                return Ok(ON);
            }
            row[hop.rel] = Value::list(Vec::new());
            return next(row);
        }
        let mut sides = [Side::new(from), Side::new(to)];
        let meetings = loop {
            if sides[0].depth + sides[1].depth >= reach.most {
                return Ok(ON);
            }
            let ahead = usize::from(sides[1].front.len() < sides[0].front.len());
            if sides[ahead].front.is_empty() {
                return Ok(ON);
            }
            let found = self.advance(hop, &mut sides, ahead, all, row)?;
            if !found.is_empty() {
                break found;
            }
        };
        let [there, back] = sides;
        for node in meetings {
            for mut head in there.ways(self, node)? {
                head.reverse();
                for tail in back.ways(self, node)? {
                    self.tick()?;
                    let rels = head.iter().chain(&tail).map(|&rel| Value::Rel(rel));
                    row[hop.rel] = Value::list(rels.collect());
                    if next(row)?.is_break() {
                        return Ok(STOP);
                    }
                    if !all {
                        return Ok(ON);
                    }
                }
            }
        }
        Ok(ON)
    }

    /// Takes one side a step further; gives the nodes where it meets the other one.
    fn advance(
        &self,
        hop: &Hop,
        sides: &mut [Side; 2],
        ahead: usize,
        all: bool,
        row: &mut Row,
    ) -> Result<Vec<NodeId>> {
        let [one, two] = sides;
        let (side, other) = if ahead == 0 { (one, two) } else { (two, one) };
        let mut turned;
        let hop = if ahead == 0 {
            hop
        } else {
            turned = hop.clone();
            turned.direction = hop.direction.flipped();
            &turned
        };
        side.depth += 1;
        let mut front = Vec::new();
        let mut meetings = Vec::new();
        for node in std::mem::take(&mut side.front) {
            let halves = self.halves(hop, node)?;
            for &Half { rel, other: far } in &halves {
                self.tick()?;
                if let Some(seen) = side.seen.get_mut(&far) {
                    if all
                        && seen.depth == side.depth
                        && !self.taken(hop, rel, row)
                        && self.meets(hop, rel, row)?
                    {
                        seen.by.push((node, rel));
                    }
                    continue;
                }
                if self.taken(hop, rel, row) || !self.meets(hop, rel, row)? {
                    continue;
                }
                side.seen.insert(
                    far,
                    Seen {
                        depth: side.depth,
                        by: vec![(node, rel)],
                    },
                );
                front.push(far);
                if other.seen.contains_key(&far) {
                    meetings.push(far);
                    if !all {
                        return Ok(meetings);
                    }
                }
            }
            self.give_back(halves);
        }
        side.front = front;
        Ok(meetings)
    }
}
