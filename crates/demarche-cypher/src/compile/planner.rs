//! The order in which a pattern is matched: from the cheapest place on, in the cheaper direction,
//! each condition as soon as all that it reads is there.

use std::collections::BTreeSet;
use std::rc::Rc;

use open_cypher::ast::BinaryOperator;

use super::patterns::{Rel, Resolved, Trace};
use super::{Compiler, Planning};
use crate::functions::Function;
use crate::graph::Direction;
use crate::ir::{At, Expr, Hop, Kind, Labels, Quantified, Slot, Step};
use crate::value::Value;

/// A way to find the first node of a part of a pattern.
struct Anchor {
    kind: Kind,
    /// About how many rows come of it.
    rows: f64,
    /// About what it costs with all that hangs on it.
    cost: f64,
}

struct Work {
    /// Slots that are not filled yet.
    open: BTreeSet<Slot>,
    nodes: Vec<Slot>,
    rels: Vec<Rel>,
    placed: Vec<Rel>,
    conditions: Vec<Expr>,
    steps: Vec<Step>,
}

impl Compiler<'_> {
    /// The steps that match a pattern. O(n^2) in its size.
    pub(super) fn plan(&mut self, resolved: Resolved) -> Vec<Step> {
        let Resolved {
            nodes,
            mut rels,
            traces,
            mut conditions,
            fresh,
        } = resolved;
        for rel in &mut rels {
            narrow(rel, &traces, &mut conditions, self.planning);
        }
        let open = fresh.into_iter().collect();
        let placed = Vec::new();
        let mut work = Work {
            open,
            nodes,
            rels,
            placed,
            conditions,
            steps: Vec::new(),
        };
        for &slot in &work.nodes.clone() {
            if !work.open.contains(&slot) {
                let step = self.step(Kind::Bound { slot });
                work.steps.push(step);
            }
        }
        self.ready(&mut work);
        loop {
            if let Some(place) = self.next_rel(&work) {
                let rel = work.rels.remove(place);
                self.place(&mut work, rel);
            } else if let Some(slot) = self.next_node(&work) {
                let anchor = self.anchor(&work, slot);
                let step = self.step(anchor.kind);
                work.steps.push(Step {
                    guess: anchor.rows,
                    ..step
                });
                work.open.remove(&slot);
            } else {
                break;
            }
            self.ready(&mut work);
        }
        for trace in traces {
            let Trace { slot, nodes, rels } = trace;
            let step = self.step(Kind::Trace { slot, nodes, rels });
            work.steps.push(step);
            work.open.remove(&slot);
            self.ready(&mut work);
        }
        for condition in std::mem::take(&mut work.conditions) {
            let step = self.step(Kind::Filter(condition));
            work.steps.push(step);
        }
        work.steps
    }

    /// Appends the conditions that can be told by now.
    fn ready(&mut self, work: &mut Work) {
        if self.planning == Planning::AsWritten {
            return;
        }
        for condition in std::mem::take(&mut work.conditions) {
            if condition
                .slots()
                .iter()
                .any(|slot| work.open.contains(slot))
            {
                work.conditions.push(condition);
            } else {
                let guess = keeps(&condition);
                let step = self.step(Kind::Filter(condition));
                work.steps.push(Step { guess, ..step });
            }
        }
    }

    /// The relationship to follow next, of those with an end that is known.
    fn next_rel(&self, work: &Work) -> Option<usize> {
        let known = |slot: Slot| !work.open.contains(&slot);
        let cost = |rel: &Rel| -> Option<f64> {
            let (from, to) = (known(rel.from), known(rel.to));
            let both = from && to;
            if rel.shortest.is_some() {
                return both.then_some(1.0);
            }
            if !from && !to {
                return None;
            }
            let direction = if from {
                rel.direction
            } else {
                rel.direction.flipped()
            };
            let degree = if rel.known {
                1.0
            } else {
                self.graph.degree(direction, &rel.types)
            };
            Some(match rel.reach {
                Some(reach) => degree
                    .max(2.0)
                    .powi(i32::try_from(reach.most.min(6)).unwrap_or(6)),
                None if both => degree * 0.01,
                None => degree * self.kept(work, rel, if from { rel.to } else { rel.from }),
            })
        };
        let costs = work.rels.iter().enumerate();
        let mut costs = costs.filter_map(|(place, rel)| Some((cost(rel)?, place)));
        if self.planning == Planning::AsWritten {
            return costs.next().map(|(_, place)| place);
        }
        costs
            .min_by(|one, two| one.0.total_cmp(&two.0))
            .map(|(_, place)| place)
    }

    /// About what share of the rows stays when a node and relationship become known.
    fn kept(&self, work: &Work, rel: &Rel, node: Slot) -> f64 {
        let _ = self;
        let told = |condition: &&Expr| {
            let slots = condition.slots();
            let fresh = slots.iter().any(|slot| *slot == node || *slot == rel.slot);
            let open =
                |slot: &&Slot| work.open.contains(slot) && **slot != node && **slot != rel.slot;
            fresh && !slots.iter().any(|slot| open(&slot))
        };
        work.conditions.iter().filter(told).map(keeps).product()
    }

    /// The node to start the next part of the pattern from.
    fn next_node(&self, work: &Work) -> Option<Slot> {
        let mut left = work
            .nodes
            .iter()
            .copied()
            .filter(|slot| work.open.contains(slot));
        if self.planning == Planning::AsWritten {
            return left.next();
        }
        let costs = left.map(|slot| (self.anchor(work, slot).cost, slot));
        costs
            .min_by(|one, two| one.0.total_cmp(&two.0))
            .map(|(_, slot)| slot)
    }

    /// The cheapest way to find a node.
    fn anchor(&self, work: &Work, slot: Slot) -> Anchor {
        if let Some(rel) = work
            .rels
            .iter()
            .find(|rel| rel.known && (rel.from == slot || rel.to == slot))
        {
            let list = ends_of(rel, slot);
            return Anchor {
                kind: Kind::Unwind { slot, list },
                rows: 1.0,
                cost: 1.0,
            };
        }
        let everything = self.graph.size(None);
        let scan = |label: Option<Rc<str>>, rows: f64| Anchor {
            kind: Kind::Scan { slot, label },
            rows,
            cost: rows + 2.0,
        };
        let mut best = scan(None, everything);
        if self.planning == Planning::AsWritten {
            return best;
        }
        for condition in &work.conditions {
            let found = match condition {
                Expr::HasLabels(of, Labels::Name(label), _) if **of == Expr::Slot(slot) => {
                    Some(scan(Some(label.clone()), self.graph.size(Some(label))))
                }
                Expr::Binary(BinaryOperator::Equal, left, right, _) => self
                    .seek(work, slot, left, right)
                    .or_else(|| self.seek(work, slot, right, left)),
                Expr::Binary(BinaryOperator::In, left, right, _) => {
                    self.seek_any(work, slot, left, right)
                }
                _ => None,
            };
            if let Some(found) = found
                && found.cost < best.cost
            {
                best = found;
            }
        }
        best
    }

    /// A look into an index, where a property has to equal something known.
    fn seek(&self, work: &Work, slot: Slot, left: &Expr, right: &Expr) -> Option<Anchor> {
        if right.slots().iter().any(|slot| work.open.contains(slot)) {
            return None;
        }
        match left {
            Expr::Call(function, arguments, _)
                if function.row().name == "id" && arguments.as_slice() == [Expr::Slot(slot)] =>
            {
                let kind = Kind::ById {
                    slot,
                    id: right.clone(),
                };
                Some(Anchor {
                    kind,
                    rows: 1.0,
                    cost: 1.0,
                })
            }
            Expr::Property(of, key, _) if **of == Expr::Slot(slot) && self.graph.has_index(key) => {
                let labels = labels_on(work, slot);
                let (rows, cost) = self.found(&labels, key, right);
                let kind = Kind::Seek {
                    slot,
                    labels,
                    key: key.clone(),
                    value: right.clone(),
                };
                Some(Anchor { kind, rows, cost })
            }
            _ => None,
        }
    }

    fn seek_any(&self, work: &Work, slot: Slot, left: &Expr, right: &Expr) -> Option<Anchor> {
        let Expr::Property(of, key, _) = left else {
            return None;
        };
        let open = right.slots().iter().any(|slot| work.open.contains(slot));
        if open || **of != Expr::Slot(slot) || !self.graph.has_index(key) {
            return None;
        }
        let kind = Kind::SeekAny {
            slot,
            labels: labels_on(work, slot),
            key: key.clone(),
            values: right.clone(),
        };
        Some(Anchor {
            kind,
            rows: 10.0,
            cost: 12.0,
        })
    }

    /// How many nodes an index gives and about what it costs to go on from them, where the value
    /// is known before the question is answered.
    fn found(&self, labels: &[Rc<str>], key: &str, value: &Expr) -> (f64, f64) {
        let known = match value {
            Expr::Const(value) => Some(value),
            Expr::Param(name, _) => self.params.get(name),
            _ => None,
        };
        let nodes = known.and_then(|value| self.graph.indexed(labels, key, value).ok().flatten());
        let Some(nodes) = nodes else {
            return (1.0, 1.5);
        };
        let count = |number: usize| u32::try_from(number).map_or(f64::MAX, f64::from);
        let links = nodes
            .iter()
            .take(16)
            .map(|&node| self.graph.degree_of(node).unwrap_or(0));
        let links = links.map(count).sum::<f64>();
        let rows = count(nodes.len());
        (rows, 0.5 + rows + links / (links + 1000.0))
    }

    /// Appends the step that follows a relationship.
    fn place(&mut self, work: &mut Work, rel: Rel) {
        let known = |slot: Slot| !work.open.contains(&slot);
        let (forward, closes) = match (known(rel.from), known(rel.to)) {
            (true, true) => (self.forward(&rel), true),
            (true, false) => (true, rel.from == rel.to),
            (false, _) => (false, false),
        };
        let may_meet = |other: &&Rel| {
            let shared = other.types.iter().any(|one| rel.types.contains(one));
            other.types.is_empty() || rel.types.is_empty() || shared
        };
        let unlike = work
            .placed
            .iter()
            .filter(may_meet)
            .map(|other| other.slot)
            .collect();
        let direction = if forward {
            rel.direction
        } else {
            rel.direction.flipped()
        };
        let hop = Box::new(Hop {
            from: if forward { rel.from } else { rel.to },
            to: if forward { rel.to } else { rel.from },
            rel: rel.slot,
            direction,
            types: rel.types.clone(),
            closes,
            known: rel.known,
            unlike,
            each: rel.each.clone(),
            backwards: !forward,
        });
        let degree = self.graph.degree(direction, &rel.types);
        let (kind, guess) = match (rel.shortest, rel.reach) {
            (Some(all), Some(reach)) => (Kind::Shortest { hop, reach, all }, 1.0),
            (_, Some(reach)) => {
                let far = i32::try_from(reach.most.min(4)).unwrap_or(4);
                (Kind::Reach(hop, reach), degree.max(1.0).powi(far))
            }
            (_, None) if closes => (Kind::Expand(hop), (degree * 0.01).min(1.0)),
            (_, None) => (Kind::Expand(hop), degree),
        };
        let step = self.step(kind);
        work.steps.push(Step { guess, ..step });
        for slot in [rel.from, rel.to, rel.slot] {
            work.open.remove(&slot);
        }
        work.placed.push(rel);
    }

    /// From which of two known ends a relationship is looked for.
    fn forward(&self, rel: &Rel) -> bool {
        let there = self.graph.degree(rel.direction, &rel.types);
        let back = self.graph.degree(rel.direction.flipped(), &rel.types);
        self.planning == Planning::AsWritten || rel.shortest.is_some() || there <= back
    }
}

/// The labels that a node surely has.
fn labels_on(work: &Work, slot: Slot) -> Vec<Rc<str>> {
    let label = |condition: &Expr| match condition {
        Expr::HasLabels(of, Labels::Name(label), _) if **of == Expr::Slot(slot) => {
            Some(label.clone())
        }
        _ => None,
    };
    work.conditions.iter().filter_map(label).collect()
}

/// About what share of rows a condition lets through.
fn keeps(condition: &Expr) -> f64 {
    match condition {
        Expr::Binary(BinaryOperator::Equal, ..) => 0.1,
        Expr::HasLabels(..) => 0.5,
        Expr::Binary(..) => 0.3,
        _ => 0.7,
    }
}

/// The ends of a known relationship that a node of its pattern can be.
fn ends_of(rel: &Rel, slot: Slot) -> Expr {
    let end = |name: &str| {
        let of = vec![Expr::Slot(rel.slot)];
        let at = At(open_cypher::Span::empty(0));
        Function::called(name).map_or(Expr::Const(Value::Null), |end| Expr::Call(end, of, at))
    };
    let (start, end) = (end("startnode"), end("endnode"));
    let first = rel.from == slot;
    match rel.direction {
        Direction::Out if first => Expr::List(vec![start]),
        Direction::In if !first => Expr::List(vec![start]),
        Direction::Out | Direction::In => Expr::List(vec![end]),
        Direction::Both => {
            let at = At(open_cypher::Span::empty(0));
            let loops = (Box::new(start.clone()), Box::new(end.clone()));
            let loops = Expr::Binary(BinaryOperator::Equal, loops.0, loops.1, at);
            let once = Expr::List(vec![start.clone()]);
            let both = Box::new(Expr::List(vec![start, end]));
            Expr::Case(None, vec![(vec![loops], once)], Some(both))
        }
    }
}

/// Makes a condition on all relationships of a reach one that every step of the walk is held to:
/// a shortest path is then the shortest of those that meet it.
fn narrow(rel: &mut Rel, traces: &[Trace], conditions: &mut Vec<Expr>, planning: Planning) {
    if rel.reach.is_none() || (planning == Planning::AsWritten && rel.shortest.is_none()) {
        return;
    }
    let alone = |path: Slot| {
        let mut all = traces.iter();
        all.any(|trace| trace.slot == path && trace.rels.as_slice() == [rel.slot])
    };
    let of_rel = |list: &Expr| match list {
        Expr::Slot(slot) => *slot == rel.slot,
        Expr::Call(function, of, _) => {
            matches!(function.row().name, "relationships" | "rels")
                && matches!(of.as_slice(), [Expr::Slot(path)] if alone(*path))
        }
        _ => false,
    };
    let fixed = |filter: &Expr, own: Slot| {
        let slots = filter.slots();
        let path = traces.iter().any(|trace| slots.contains(&trace.slot));
        !path && !slots.contains(&rel.slot) && slots == [own]
    };
    let mut found: Vec<(Slot, Expr)> = Vec::new();
    conditions.retain(|condition| {
        if let Expr::Quantified {
            kind: Quantified::All,
            slot,
            list,
            filter,
            ..
        } = condition
            && of_rel(list)
            && fixed(filter, *slot)
            && (found.is_empty() && rel.each.is_none())
        {
            found.push((*slot, (**filter).clone()));
            return false;
        }
        true
    });
    if let Some(each) = found.pop() {
        rel.each = Some(each);
    }
}
