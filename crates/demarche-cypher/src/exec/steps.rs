//! The streaming steps: each takes a row and passes on as many as come of it.

use std::rc::Rc;

use open_cypher::Span;

use super::{ON, Row, Run, Sink};
use crate::error::{CypherError, ErrorClass, Result, failed};
use crate::graph::{Direction, Flow, Half, NodeId, RelId};
use crate::ir::{Hop, Kind, Slot, Step};
use crate::value::{Path, Value};

impl Run<'_> {
    /// Passes a row through the steps; what comes out goes to the sink.
    #[allow(clippy::too_many_lines, reason = "a row for each kind of step")]
    pub(super) fn steps(&self, steps: &[Step], row: &mut Row, sink: Sink<'_>) -> Result<Flow> {
        let Some((step, rest)) = steps.split_first() else {
            return sink(row);
        };
        let number = step.number;
        self.current.set(number);
        let mut next = |row: &mut Row| {
            self.passed(number);
            let flow = self.steps(rest, row, sink);
            self.current.set(number);
            flow
        };
        match &step.kind {
            Kind::Scan { slot, label } => {
                let mut outcome = Ok(ON);
                let visited = self.graph.nodes(label.as_deref(), &mut |node| {
                    outcome = self.tick().and_then(|()| self.look(Ok(()))).and_then(|()| {
                        row[*slot] = Value::Node(node);
                        next(row)
                    });
                    if matches!(outcome, Ok(Flow::Continue(()))) {
                        ON
                    } else {
                        super::STOP
                    }
                });
                visited.map_err(CypherError::Graph)?;
                outcome
            }
            Kind::Seek {
                slot,
                labels,
                key,
                value,
            } => {
                let value = self.eval(value, row)?;
                self.found(*slot, (labels, key), &value, row, &mut next)
            }
            Kind::SeekAny {
                slot,
                labels,
                key,
                values,
            } => {
                let Value::List(values) = self.eval(values, row)? else {
                    return Ok(ON);
                };
                let mut seen: Vec<&Value> = Vec::new();
                for value in values.iter() {
                    if seen.contains(&value) {
                        continue;
                    }
                    seen.push(value);
                    if self
                        .found(*slot, (labels, key), value, row, &mut next)?
                        .is_break()
                    {
                        return Ok(super::STOP);
                    }
                }
                Ok(ON)
            }
            Kind::ById { slot, id } => {
                let Value::Int(id) = self.eval(id, row)? else {
                    return Ok(ON);
                };
                let Some(node) = self.look(self.graph.numbered(id))? else {
                    return Ok(ON);
                };
                row[*slot] = Value::Node(node);
                next(row)
            }
            Kind::Bound { slot } => match &row[*slot] {
                Value::Node(_) => next(row),
                Value::Null => Ok(ON),
                other => Err(not_a("node", other)),
            },
            Kind::Expand(hop) => self.expand(hop, row, &mut next),
            Kind::Tally(hop, slot) => {
                let count = self.tally(hop, row)?;
                if count == 0 {
                    return Ok(ON);
                }
                row[*slot] = Value::Int(count);
                next(row)
            }
            Kind::Reach(hop, reach) => self.reach(hop, *reach, row, &mut next),
            Kind::Shortest { hop, reach, all } => self.shortest(hop, *reach, *all, row, &mut next),
            Kind::Filter(condition) => match self.eval(condition, row)? {
                Value::Bool(true) => next(row),
                Value::Bool(false) | Value::Null => Ok(ON),
                other => Err(not_a("boolean", &other)),
            },
            Kind::Trace { slot, nodes, rels } => {
                row[*slot] = self.trace(nodes, rels, row)?;
                next(row)
            }
            Kind::Optional { steps, slots } => {
                let mut any = false;
                let flow = self.steps(steps, row, &mut |row| {
                    any = true;
                    next(row)
                })?;
                if any {
                    return Ok(flow);
                }
                for &slot in slots {
                    row[slot] = Value::Null;
                }
                next(row)
            }
            Kind::Unwind { slot, list } => match self.eval(list, row)? {
                Value::Null => Ok(ON),
                Value::List(items) => {
                    for item in items.iter() {
                        self.tick()?;
                        row[*slot] = item.clone();
                        if next(row)?.is_break() {
                            return Ok(super::STOP);
                        }
                    }
                    Ok(ON)
                }
                single => {
                    row[*slot] = single;
                    next(row)
                }
            },
            Kind::Project(items) => {
                for (slot, item) in items {
                    row[*slot] = self.eval(item, row)?;
                }
                next(row)
            }
        }
    }

    fn found(
        &self,
        slot: Slot,
        (labels, key): (&[Rc<str>], &str),
        value: &Value,
        row: &mut Row,
        next: Sink<'_>,
    ) -> Result<Flow> {
        if value.is_null() {
            return Ok(ON);
        }
        let nodes = self
            .look(self.graph.indexed(labels, key, value))?
            .unwrap_or_default();
        for node in nodes {
            self.tick()?;
            // An index may give more than what is asked for.
            let held = self.look(self.graph.property(node, key))?;
            if held.equals(value) == Some(true) {
                row[slot] = Value::Node(node);
                if next(row)?.is_break() {
                    return Ok(super::STOP);
                }
            }
        }
        Ok(ON)
    }

    /// A node in a row; `None` for null.
    pub(super) fn node_in(&self, row: &Row, slot: Slot) -> Result<Option<NodeId>> {
        let _ = self;
        match &row[slot] {
            Value::Node(node) => Ok(Some(*node)),
            Value::Null => Ok(None),
            other => Err(not_a("node", other)),
        }
    }

    /// The relationships of a node that a hop asks for.
    pub(super) fn halves(&self, hop: &Hop, node: NodeId) -> Result<Vec<Half>> {
        let mut halves = self.pool.borrow_mut().pop().unwrap_or_default();
        halves.clear();
        self.look(
            self.graph
                .expand(node, hop.direction, &hop.types, &mut |half| {
                    halves.push(half);
                }),
        )?;
        if let Some(hits) = self.hits.get(self.current.get()) {
            hits.set(hits.get() + halves.len() as u64);
        }
        Ok(halves)
    }

    pub(super) fn give_back(&self, halves: Vec<Half>) {
        self.pool.borrow_mut().push(halves);
    }

    /// Whether a relationship is one that another part of the pattern stands for already.
    pub(super) fn taken(&self, hop: &Hop, rel: RelId, row: &Row) -> bool {
        let _ = self;
        hop.unlike.iter().any(|&slot| match &row[slot] {
            Value::Rel(other) => *other == rel,
            Value::List(others) => others.contains(&Value::Rel(rel)),
            _ => false,
        })
    }

    fn expand(&self, hop: &Hop, row: &mut Row, next: Sink<'_>) -> Result<Flow> {
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
        if hop.known {
            return self.expand_known(hop, from, to, row, next);
        }
        let halves = self.halves(hop, from)?;
        for &Half { rel, other } in &halves {
            self.tick()?;
            if to.is_some_and(|to| to != other) || self.taken(hop, rel, row) {
                continue;
            }
            row[hop.rel] = Value::Rel(rel);
            if !hop.closes {
                row[hop.to] = Value::Node(other);
            }
            if next(row)?.is_break() {
                return Ok(super::STOP);
            }
        }
        self.give_back(halves);
        Ok(ON)
    }

    /// How many relationships an expansion would give.
    fn tally(&self, hop: &Hop, row: &Row) -> Result<i64> {
        let Some(from) = self.node_in(row, hop.from)? else {
            return Ok(0);
        };
        self.tick()?;
        let counted = self.look(self.graph.count(from, hop.direction, &hop.types))?;
        let mut count = i64::try_from(counted).unwrap_or(i64::MAX);
        let mut seen: Vec<RelId> = Vec::new();
        let mut without = |rel: RelId| {
            // What another part of the pattern stands for already does not count.
            if seen.contains(&rel) {
                return Ok(());
            }
            seen.push(rel);
            let (start, end) = self.look(self.graph.ends(rel))?;
            let towards = match hop.direction {
                Direction::Out => start == from,
                Direction::In => end == from,
                Direction::Both => start == from || end == from,
            };
            let meant = if hop.types.is_empty() {
                self.graph.is_walked(rel)
            } else {
                hop.types.contains(&self.look(self.graph.kind(rel))?)
            };
            if towards && meant {
                count -= 1;
            }
            Ok(())
        };
        for &slot in &hop.unlike {
            match &row[slot] {
                Value::Rel(rel) => without(*rel)?,
                Value::List(rels) => {
                    for rel in rels.iter() {
                        if let Value::Rel(rel) = rel {
                            without(*rel)?;
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(count)
    }

    /// Follows a relationship that is known.
    fn expand_known(
        &self,
        hop: &Hop,
        from: NodeId,
        to: Option<NodeId>,
        row: &mut Row,
        next: Sink<'_>,
    ) -> Result<Flow> {
        let rel = match &row[hop.rel] {
            Value::Rel(rel) => *rel,
            Value::Null => return Ok(ON),
            other => return Err(not_a("relationship", other)),
        };
        let kind = self.look(self.graph.kind(rel))?;
        if !hop.types.is_empty() && !hop.types.contains(&kind) || self.taken(hop, rel, row) {
            return Ok(ON);
        }
        let (start, end) = self.look(self.graph.ends(rel))?;
        let other = match hop.direction {
            Direction::Out | Direction::Both if start == from => end,
            Direction::In | Direction::Both if end == from => start,
            _ => return Ok(ON),
        };
        if to.is_some_and(|to| to != other) {
            return Ok(ON);
        }
        if !hop.closes {
            row[hop.to] = Value::Node(other);
        }
        next(row)
    }

    /// The path through nodes and relationships of a row, null where one of them is.
    fn trace(&self, nodes: &[Slot], rels: &[Slot], row: &Row) -> Result<Value> {
        let Some(start) = nodes.first() else {
            return Ok(Value::Null);
        };
        let Some(first) = self.node_in(row, *start)? else {
            return Ok(Value::Null);
        };
        let mut path = Path {
            nodes: vec![first],
            rels: Vec::new(),
        };
        let mut here = first;
        for &slot in rels {
            let single;
            let several = match &row[slot] {
                Value::List(rels) => rels.as_slice(),
                Value::Null => return Ok(Value::Null),
                other => {
                    single = [other.clone()];
                    &single
                }
            };
            for rel in several {
                let Value::Rel(rel) = rel else {
                    return Ok(Value::Null);
                };
                let (start, end) = self.look(self.graph.ends(*rel))?;
                here = if start == here { end } else { start };
                path.rels.push(*rel);
                path.nodes.push(here);
            }
        }
        Ok(Value::Path(Rc::new(path)))
    }
}

fn not_a(what: &str, found: &Value) -> CypherError {
    let message = format!("expected a {what}, found {}", found.kind());
    failed(
        ErrorClass::Type,
        "InvalidArgumentType",
        message,
        Span::empty(0),
    )
}
