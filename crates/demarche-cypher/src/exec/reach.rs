//! Relationships of variable length: every walk that uses no relationship twice.

use rustc_hash::FxHashSet;

use super::{ON, Row, Run, STOP, Sink};
use crate::error::Result;
use crate::graph::{Flow, Half, NodeId, RelId};
use crate::ir::{Hop, Reach};
use crate::value::Value;

/// From how many relationships on a set is asked rather than the walk itself.
const MANY: usize = 24;

/// The walk so far: for each node on it what is still to be tried from there.
struct Walk {
    frames: Vec<(Vec<Half>, usize)>,
    rels: Vec<RelId>,
    used: FxHashSet<RelId>,
}

impl Walk {
    fn has(&self, rel: RelId) -> bool {
        if self.rels.len() > MANY {
            self.used.contains(&rel)
        } else {
            self.rels.contains(&rel)
        }
    }

    fn list(&self, backwards: bool) -> Value {
        let rels = self.rels.iter().map(|&rel| Value::Rel(rel));
        Value::list(if backwards {
            rels.rev().collect()
        } else {
            rels.collect()
        })
    }
}

impl Run<'_> {
    pub(super) fn reach(
        &self,
        hop: &Hop,
        reach: Reach,
        row: &mut Row,
        next: Sink<'_>,
    ) -> Result<Flow> {
        let Some(from) = self.node_in(row, hop.from)? else {
            return Ok(ON);
        };
        let to = if hop.closes {
            self.node_in(row, hop.to)?
        } else {
            None
        };
        if hop.closes && to.is_none() {
            return Ok(ON);
        }
        let mut walk = Walk {
            frames: Vec::new(),
            rels: Vec::new(),
            used: FxHashSet::default(),
        };
        if reach.least == 0 && arrive(hop, to, from, &walk, row, next)?.is_break() {
            return Ok(STOP);
        }
        if reach.most > 0 {
            walk.frames.push((self.halves(hop, from)?, 0));
        }
        while let Some((halves, place)) = walk.frames.last_mut() {
            self.tick()?;
            let Some(&Half { rel, other }) = halves.get(*place) else {
                if let Some((halves, _)) = walk.frames.pop() {
                    self.give_back(halves);
                }
                if let Some(rel) = walk.rels.pop() {
                    walk.used.remove(&rel);
                }
                continue;
            };
            *place += 1;
            if walk.has(rel) || self.taken(hop, rel, row) || !self.meets(hop, rel, row)? {
                continue;
            }
            walk.rels.push(rel);
            walk.used.insert(rel);
            let length = walk.rels.len();
            if length >= reach.least && arrive(hop, to, other, &walk, row, next)?.is_break() {
                return Ok(STOP);
            }
            if length < reach.most {
                self.bound(length)?;
                walk.frames.push((self.halves(hop, other)?, 0));
            } else {
                walk.rels.pop();
                walk.used.remove(&rel);
            }
        }
        Ok(ON)
    }

    /// Whether a relationship meets the conditions on each one of a walk.
    pub(super) fn meets(&self, hop: &Hop, rel: RelId, row: &mut Row) -> Result<bool> {
        let Some((slot, condition)) = &hop.each else {
            return Ok(true);
        };
        row[*slot] = Value::Rel(rel);
        Ok(matches!(self.eval(condition, row)?, Value::Bool(true)))
    }
}

/// Passes on what was walked, where it ends as it should.
fn arrive(
    hop: &Hop,
    to: Option<NodeId>,
    here: NodeId,
    walk: &Walk,
    row: &mut Row,
    next: Sink<'_>,
) -> Result<Flow> {
    if to.is_some_and(|to| to != here) {
        return Ok(ON);
    }
    row[hop.rel] = walk.list(hop.backwards);
    if !hop.closes {
        row[hop.to] = Value::Node(here);
    }
    next(row)
}
