//! A question after its names are resolved: expressions over the slots of a row, and the steps
//! that fill them.

use std::rc::Rc;

use open_cypher::Span;
use open_cypher::ast::BinaryOperator;

use crate::functions::Function;
use crate::graph::Direction;
use crate::value::Value;

/// A place in the text that does not count when expressions are compared.
#[derive(Debug, Clone, Copy)]
pub(crate) struct At(pub(crate) Span);

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// Where a value stands in a row.
pub(crate) type Slot = usize;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Quantified {
    All,
    Any,
    None,
    Single,
}

/// Labels asked of a node, or types of a relationship.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Labels {
    Name(Rc<str>),
    Any,
    Not(Box<Labels>),
    And(Vec<Labels>),
    Or(Vec<Labels>),
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Expr {
    Const(Value),
    Slot(Slot),
    Param(Rc<str>, At),
    List(Vec<Expr>),
    Map(Vec<(Rc<str>, Expr)>),
    Property(Box<Expr>, Rc<str>, At),
    Index(Box<Expr>, Box<Expr>, At),
    Slice(Box<Expr>, Option<Box<Expr>>, Option<Box<Expr>>, At),
    Not(Box<Expr>, At),
    Negate(Box<Expr>, At),
    And(Vec<Expr>, At),
    Or(Vec<Expr>, At),
    Binary(BinaryOperator, Box<Expr>, Box<Expr>, At),
    IsNull(Box<Expr>, bool),
    HasLabels(Box<Expr>, Labels, At),
    Call(Function, Vec<Expr>, At),
    Case(Option<Box<Expr>>, Vec<(Vec<Expr>, Expr)>, Option<Box<Expr>>),
    Each {
        slot: Slot,
        list: Box<Expr>,
        filter: Option<Box<Expr>>,
        result: Option<Box<Expr>>,
        at: At,
    },
    Quantified {
        kind: Quantified,
        slot: Slot,
        list: Box<Expr>,
        filter: Box<Expr>,
        at: At,
    },
    Reduce {
        sum: Slot,
        start: Box<Expr>,
        slot: Slot,
        list: Box<Expr>,
        step: Box<Expr>,
        at: At,
    },
    /// A list of what an expression is for every match of a pattern.
    Matches {
        steps: Rc<Vec<Step>>,
        result: Box<Expr>,
    },
    /// Whether a pattern has a match.
    Exists(Rc<Vec<Step>>),
    /// Whether a question of its own has a row, how many it has, or its only column as a list.
    Sub(Sub, Rc<Query>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sub {
    Exists,
    Count,
    Collect,
}

impl Expr {
    /// Calls `visit` for itself and all its parts, those of nested patterns too.
    pub(crate) fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        visit(self);
        match self {
            Expr::Const(_) | Expr::Slot(_) | Expr::Param(..) => {}
            Expr::List(items) | Expr::And(items, _) | Expr::Or(items, _) => {
                for item in items {
                    item.walk(visit);
                }
            }
            Expr::Call(_, items, _) => items.iter().for_each(|item| item.walk(visit)),
            Expr::Map(entries) => entries.iter().for_each(|(_, value)| value.walk(visit)),
            Expr::Property(one, ..)
            | Expr::Not(one, _)
            | Expr::Negate(one, _)
            | Expr::IsNull(one, _)
            | Expr::HasLabels(one, ..) => one.walk(visit),
            Expr::Index(one, two, _) | Expr::Binary(_, one, two, _) => {
                one.walk(visit);
                two.walk(visit);
            }
            Expr::Slice(one, low, high, _) => {
                one.walk(visit);
                for part in [low, high].into_iter().flatten() {
                    part.walk(visit);
                }
            }
            Expr::Case(operand, arms, otherwise) => {
                for part in [operand, otherwise].into_iter().flatten() {
                    part.walk(visit);
                }
                for (when, then) in arms {
                    for when in when {
                        when.walk(visit);
                    }
                    then.walk(visit);
                }
            }
            Expr::Each {
                list,
                filter,
                result,
                ..
            } => {
                list.walk(visit);
                for part in [filter, result].into_iter().flatten() {
                    part.walk(visit);
                }
            }
            Expr::Quantified { list, filter, .. } => {
                list.walk(visit);
                filter.walk(visit);
            }
            Expr::Reduce {
                start, list, step, ..
            } => {
                for part in [start, list, step] {
                    part.walk(visit);
                }
            }
            Expr::Matches { steps, result } => {
                steps.iter().for_each(|step| step.walk(visit));
                result.walk(visit);
            }
            Expr::Exists(steps) => steps.iter().for_each(|step| step.walk(visit)),
            Expr::Sub(_, query) => query.walk(visit),
        }
    }

    /// Every slot it reads, sorted, its own inner ones too.
    pub(crate) fn slots(&self) -> Vec<Slot> {
        let mut slots = Vec::new();
        self.walk(&mut |part| {
            if let Expr::Slot(slot) = part {
                slots.push(*slot);
            }
            if let Expr::Matches { steps, .. } | Expr::Exists(steps) = part {
                steps.iter().for_each(|step| step.reads(&mut slots));
            }
            if let Expr::Sub(_, query) = part {
                query.reads(&mut slots);
            }
        });
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}

/// How far a relationship may reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Reach {
    pub(crate) least: usize,
    pub(crate) most: usize,
}

/// A relationship to be followed.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Hop {
    pub(crate) from: Slot,
    pub(crate) to: Slot,
    pub(crate) rel: Slot,
    pub(crate) direction: Direction,
    pub(crate) types: Vec<Rc<str>>,
    /// Whether `to` is known before.
    pub(crate) closes: bool,
    /// Whether `rel` is known before.
    pub(crate) known: bool,
    /// Slots of relationships that this one must differ from.
    pub(crate) unlike: Vec<Slot>,
    /// Conditions on every relationship of a reach, read from the slot `each`.
    pub(crate) each: Option<(Slot, Expr)>,
    /// Whether the list of relationships of a reach runs from `to` to `from`.
    pub(crate) backwards: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Kind {
    /// Every node, or every node with a label.
    Scan {
        slot: Slot,
        label: Option<Rc<str>>,
    },
    /// The nodes that an index gives for a value.
    Seek {
        slot: Slot,
        labels: Vec<Rc<str>>,
        key: Rc<str>,
        value: Expr,
    },
    /// The nodes of any of a list of values.
    SeekAny {
        slot: Slot,
        labels: Vec<Rc<str>>,
        key: Rc<str>,
        values: Expr,
    },
    /// The node with a number.
    ById {
        slot: Slot,
        id: Expr,
    },
    /// A row goes on where the slot holds a node.
    Bound {
        slot: Slot,
    },
    Expand(Box<Hop>),
    /// How many relationships an expansion would give, into a slot.
    Tally(Box<Hop>, Slot),
    Reach(Box<Hop>, Reach),
    Shortest {
        hop: Box<Hop>,
        reach: Reach,
        all: bool,
    },
    Filter(Expr),
    /// Makes a path of the slots of its nodes and relationships.
    Trace {
        slot: Slot,
        nodes: Vec<Slot>,
        rels: Vec<Slot>,
    },
    Optional {
        steps: Vec<Step>,
        slots: Vec<Slot>,
    },
    Unwind {
        slot: Slot,
        list: Expr,
    },
    Project(Vec<(Slot, Expr)>),
}

/// A step of a plan; its number is its place in the counts of a profile.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Step {
    pub(crate) number: usize,
    pub(crate) kind: Kind,
    /// About how many rows come out of it for a row that goes in.
    pub(crate) guess: f64,
}

impl Step {
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        match &self.kind {
            Kind::Seek { value: expr, .. }
            | Kind::SeekAny { values: expr, .. }
            | Kind::ById { id: expr, .. }
            | Kind::Filter(expr)
            | Kind::Unwind { list: expr, .. } => expr.walk(visit),
            Kind::Reach(hop, _) | Kind::Shortest { hop, .. } => {
                if let Some((_, each)) = &hop.each {
                    each.walk(visit);
                }
            }
            Kind::Optional { steps, .. } => steps.iter().for_each(|step| step.walk(visit)),
            Kind::Project(items) => items.iter().for_each(|(_, item)| item.walk(visit)),
            _ => {}
        }
    }

    /// The slots that it names beside those in expressions.
    fn reads(&self, slots: &mut Vec<Slot>) {
        match &self.kind {
            Kind::Expand(hop)
            | Kind::Tally(hop, _)
            | Kind::Reach(hop, _)
            | Kind::Shortest { hop, .. } => {
                slots.extend([hop.from, hop.to, hop.rel]);
                slots.extend(&hop.unlike);
            }
            Kind::Bound { slot } => slots.push(*slot),
            Kind::Trace { nodes, rels, .. } => {
                slots.extend(nodes);
                slots.extend(rels);
            }
            Kind::Optional { steps, .. } => steps.iter().for_each(|step| step.reads(slots)),
            _ => {}
        }
    }
}

/// How values of several rows become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Gather {
    CountRows,
    Count,
    Sum,
    Avg,
    Min,
    Max,
    Collect,
    StDev,
    StDevP,
    PercentileCont,
    PercentileDisc,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Aggregate {
    pub(crate) slot: Slot,
    pub(crate) gather: Gather,
    pub(crate) distinct: bool,
    pub(crate) of: Option<Expr>,
    /// The percentile asked for.
    pub(crate) with: Option<Expr>,
    pub(crate) at: At,
}

/// What stands between the streaming parts of a question.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Barrier {
    Aggregate {
        keys: Vec<(Slot, Expr)>,
        sums: Vec<Aggregate>,
    },
    Distinct(Vec<Slot>),
    /// Sorts by the expressions, descending where told; holds no more than what the limit needs.
    Sort {
        by: Vec<(Expr, bool)>,
        keep: Option<Expr>,
    },
    Skip(Expr, At),
    Limit(Expr, At),
}

/// A streaming part and what ends it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    pub(crate) steps: Vec<Step>,
    pub(crate) barrier: Option<(usize, Barrier)>,
}

/// One question without unions.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Single {
    pub(crate) parts: Vec<Part>,
    pub(crate) columns: Vec<Slot>,
}

/// A question: the answers of its parts one after the other.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Query {
    pub(crate) singles: Vec<Single>,
    pub(crate) distinct: bool,
}

impl Query {
    fn walk<'a>(&'a self, visit: &mut dyn FnMut(&'a Expr)) {
        for part in self.singles.iter().flat_map(|single| &single.parts) {
            part.steps.iter().for_each(|step| step.walk(visit));
            match &part.barrier {
                Some((_, Barrier::Aggregate { keys, sums })) => {
                    for (_, key) in keys {
                        key.walk(visit);
                    }
                    for sum in sums {
                        for part in [&sum.of, &sum.with].into_iter().flatten() {
                            part.walk(visit);
                        }
                    }
                }
                Some((_, Barrier::Sort { by, keep })) => {
                    for (key, _) in by {
                        key.walk(visit);
                    }
                    if let Some(keep) = keep {
                        keep.walk(visit);
                    }
                }
                Some((_, Barrier::Skip(count, _) | Barrier::Limit(count, _))) => count.walk(visit),
                Some((_, Barrier::Distinct(_))) | None => {}
            }
        }
    }

    fn reads(&self, slots: &mut Vec<Slot>) {
        for part in self.singles.iter().flat_map(|single| &single.parts) {
            part.steps.iter().for_each(|step| step.reads(slots));
        }
    }
}
