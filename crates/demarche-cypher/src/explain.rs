//! A plan as text: its steps with what was expected and what came of them.

use std::collections::BTreeMap;

use crate::graph::Direction;
use crate::ir::{Barrier, Expr, Hop, Kind, Query, Slot, Step};

/// A step of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Operator {
    /// How deep it stands inside of others.
    pub depth: usize,
    /// What it does.
    pub name: &'static str,
    /// On what.
    pub detail: String,
    /// About how many rows come out of it for each that goes in, as far as planning knows.
    pub guess: Option<f64>,
    /// How many rows came out of it, where the question was answered.
    pub rows: Option<u64>,
    /// How many looks at the graph it took, where the question was answered.
    pub hits: Option<u64>,
}

/// The steps of a plan in order.
pub(crate) fn operators(
    query: &Query,
    text: &str,
    names: &BTreeMap<Slot, String>,
    counts: Option<&[(u64, u64)]>,
) -> Vec<Operator> {
    let mut teller = Teller {
        text,
        names,
        counts,
        found: Vec::new(),
    };
    for (place, single) in query.singles.iter().enumerate() {
        if place > 0 {
            teller.add(
                0,
                usize::MAX,
                "Union",
                if query.distinct { "distinct" } else { "all" }.into(),
                None,
            );
        }
        for part in &single.parts {
            teller.steps(0, &part.steps);
            if let Some((number, barrier)) = &part.barrier {
                teller.barrier(*number, barrier);
            }
        }
    }
    teller.found
}

struct Teller<'a> {
    text: &'a str,
    names: &'a BTreeMap<Slot, String>,
    counts: Option<&'a [(u64, u64)]>,
    found: Vec<Operator>,
}

impl Teller<'_> {
    /// The name of a variable; one without has a number.
    fn variable(&self, slot: Slot) -> String {
        let name = self.names.get(&slot);
        name.map_or_else(|| format!("_{slot}"), Clone::clone)
    }

    fn add(
        &mut self,
        depth: usize,
        number: usize,
        name: &'static str,
        detail: String,
        guess: Option<f64>,
    ) {
        let counts = self.counts.and_then(|counts| counts.get(number)).copied();
        let (rows, hits) = counts.unzip();
        self.found.push(Operator {
            depth,
            name,
            detail,
            guess,
            rows,
            hits,
        });
    }

    fn steps(&mut self, depth: usize, steps: &[Step]) {
        for step in steps {
            let (name, detail) = self.tell(&step.kind);
            let guess = Some(step.guess);
            if let Kind::Optional { steps, .. } = &step.kind {
                self.add(depth, step.number, name, detail, guess);
                self.steps(depth + 1, steps);
            } else {
                self.add(depth, step.number, name, detail, guess);
            }
        }
    }

    fn tell(&self, kind: &Kind) -> (&'static str, String) {
        match kind {
            Kind::Scan { slot, label: None } => ("AllNodesScan", self.variable(*slot)),
            Kind::Scan {
                slot,
                label: Some(label),
            } => (
                "NodeByLabelScan",
                format!("{}:{label}", self.variable(*slot)),
            ),
            Kind::Seek {
                slot, key, value, ..
            } => (
                "NodeIndexSeek",
                format!("{}.{key} = {}", self.variable(*slot), self.expr(value)),
            ),
            Kind::SeekAny {
                slot, key, values, ..
            } => (
                "NodeIndexSeek",
                format!("{}.{key} IN {}", self.variable(*slot), self.expr(values)),
            ),
            Kind::ById { slot, id } => (
                "NodeByIdSeek",
                format!("id({}) = {}", self.variable(*slot), self.expr(id)),
            ),
            Kind::Bound { slot } => ("Argument", self.variable(*slot)),
            Kind::Expand(hop) if hop.closes => ("ExpandInto", self.arrow(hop, "")),
            Kind::Expand(hop) => ("Expand", self.arrow(hop, "")),
            Kind::Tally(hop, _) => ("CountRelationships", self.arrow(hop, "")),
            Kind::Reach(hop, reach) => (
                "VarLengthExpand",
                self.arrow(hop, &format!("*{}..{}", reach.least, far(reach.most))),
            ),
            Kind::Shortest { hop, reach, all } => (
                if *all {
                    "AllShortestPaths"
                } else {
                    "ShortestPath"
                },
                self.arrow(hop, &format!("*{}..{}", reach.least, far(reach.most))),
            ),
            Kind::Filter(condition) => ("Filter", self.expr(condition)),
            Kind::Trace { slot, .. } => ("NamePath", self.variable(*slot)),
            Kind::Optional { .. } => ("Optional", String::new()),
            Kind::Unwind { slot, list } => (
                "Unwind",
                format!("{} AS {}", self.expr(list), self.variable(*slot)),
            ),
            Kind::Project(items) => {
                let items = items.iter().map(|(_, item)| self.expr(item));
                ("Projection", items.collect::<Vec<_>>().join(", "))
            }
        }
    }

    fn barrier(&mut self, number: usize, barrier: &Barrier) {
        let list = |items: Vec<String>| items.join(", ");
        let (name, detail) = match barrier {
            Barrier::Aggregate { keys, sums } => {
                let keys = keys.iter().map(|(_, key)| self.expr(key));
                let sums = sums.iter().map(|sum| self.source(sum.at.0));
                ("Aggregation", list(keys.chain(sums).collect()))
            }
            Barrier::Distinct(_) => ("Distinct", String::new()),
            Barrier::Sort { by, keep } => {
                let by = by.iter().map(|(key, down)| {
                    format!("{}{}", self.expr(key), if *down { " DESC" } else { "" })
                });
                (
                    if keep.is_some() { "Top" } else { "Sort" },
                    list(by.collect()),
                )
            }
            Barrier::Skip(count, _) => ("Skip", self.expr(count)),
            Barrier::Limit(count, _) => ("Limit", self.expr(count)),
        };
        self.add(0, number, name, detail, None);
    }

    fn source(&self, span: open_cypher::Span) -> String {
        let text = span.text(self.text).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// An expression as it was written, else in short.
    fn expr(&self, expr: &Expr) -> String {
        let at = match expr {
            Expr::Const(crate::Value::Str(text)) => return format!("'{text}'"),
            Expr::Const(crate::Value::Int(one)) => return one.to_string(),
            Expr::Const(_) => return "constant".to_owned(),
            Expr::Slot(slot) => return self.variable(*slot),
            Expr::Param(name, _) => return format!("${name}"),
            Expr::HasLabels(of, _, at) => {
                return format!("{}:{}", self.expr(of), self.source(at.0));
            }
            Expr::Property(_, _, at)
            | Expr::Index(_, _, at)
            | Expr::Slice(_, _, _, at)
            | Expr::Not(_, at)
            | Expr::Negate(_, at)
            | Expr::And(_, at)
            | Expr::Or(_, at)
            | Expr::Binary(_, _, _, at)
            | Expr::Call(_, _, at)
            | Expr::Each { at, .. }
            | Expr::Quantified { at, .. }
            | Expr::Reduce { at, .. } => at,
            Expr::Exists(_) | Expr::Sub(..) => return "subquery".to_owned(),
            Expr::Matches { .. } => return "pattern comprehension".to_owned(),
            Expr::IsNull(of, negated) => {
                return format!(
                    "{} IS {}NULL",
                    self.expr(of),
                    if *negated { "NOT " } else { "" }
                );
            }
            Expr::List(items) => {
                let items = items.iter().map(|item| self.expr(item)).collect::<Vec<_>>();
                return format!("[{}]", items.join(", "));
            }
            Expr::Map(_) => return "map".to_owned(),
            Expr::Case(..) => return "case".to_owned(),
        };
        self.source(at.0)
    }

    fn arrow(&self, hop: &Hop, length: &str) -> String {
        let types = hop.types.join("|");
        let colon = if types.is_empty() { "" } else { ":" };
        let (left, right) = match hop.direction {
            Direction::Out => ("-", "->"),
            Direction::In => ("<-", "-"),
            Direction::Both => ("-", "-"),
        };
        let (from, to) = (self.variable(hop.from), self.variable(hop.to));
        format!("({from}){left}[{colon}{types}{length}]{right}({to})")
    }
}

fn far(most: usize) -> String {
    if most >= 1_000_000 {
        String::new()
    } else {
        most.to_string()
    }
}
