//! Patterns: their nodes and relationships with slots, and the conditions on them.

use std::rc::Rc;

use open_cypher::Span;
use open_cypher::ast::{
    Expr as Ast, ExprKind, MatchClause, Name, NodePattern, PathFactorKind, PathPattern, Pattern,
    Quantifier, QuantifierKind, RelationshipDirection, RelationshipPattern,
};

use super::expressions::{labels_of, unsupported};
use super::{Compiler, Cx, Scope, Ty};
use crate::error::{Result, wrong};
use crate::graph::Direction;
use crate::ir::{At, Expr, Kind, Labels, Reach, Slot, Step};
use open_cypher::ast::BinaryOperator;

/// The longest reach that is walked where the pattern names no bound.
const FAR: usize = 1_000_000;

/// A relationship of a pattern.
#[derive(Debug, Clone)]
pub(super) struct Rel {
    pub(super) slot: Slot,
    pub(super) from: Slot,
    pub(super) to: Slot,
    pub(super) direction: Direction,
    pub(super) types: Vec<Rc<str>>,
    pub(super) reach: Option<Reach>,
    /// Whether only the shortest are meant, and if so whether all of them.
    pub(super) shortest: Option<bool>,
    pub(super) known: bool,
    pub(super) each: Option<(Slot, Expr)>,
}

/// A path of a pattern that has a name.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    pub(super) slot: Slot,
    pub(super) nodes: Vec<Slot>,
    pub(super) rels: Vec<Slot>,
}

/// A pattern with its names resolved.
#[derive(Debug, Default)]
pub(super) struct Resolved {
    pub(super) nodes: Vec<Slot>,
    pub(super) rels: Vec<Rel>,
    pub(super) traces: Vec<Trace>,
    pub(super) conditions: Vec<Expr>,
    /// Slots that the pattern fills.
    pub(super) fresh: Vec<Slot>,
}

/// Properties that wait for all names of a pattern to be known.
enum Later<'a> {
    Node(Slot, &'a Ast),
    Rel(usize, &'a Ast),
    Condition(&'a Ast),
}

struct Reading<'a> {
    resolved: Resolved,
    scope: Scope,
    later: Vec<Later<'a>>,
    /// Whether the pattern may name what is not known yet.
    names: bool,
}

impl Compiler<'_> {
    pub(super) fn match_clause(
        &mut self,
        ast: &MatchClause,
        scope: &Scope,
    ) -> Result<(Vec<Step>, Scope)> {
        if let Some(mode) = &ast.mode {
            return Err(unsupported("this mode of paths", mode.span));
        }
        let (mut resolved, after) = self.resolve(&ast.pattern, None, Cx::of(scope), true)?;
        if let Some(condition) = &ast.where_clause {
            let condition = self.condition(condition, Cx::of(&after))?;
            split(condition, &mut resolved.conditions);
        }
        let fresh = resolved.fresh.clone();
        let steps = self.plan(resolved);
        if !ast.optional {
            return Ok((steps, after));
        }
        let guess = steps
            .iter()
            .map(|step| step.guess)
            .product::<f64>()
            .max(1.0);
        let step = self.step(Kind::Optional {
            steps,
            slots: fresh,
        });
        Ok((vec![Step { guess, ..step }], after))
    }

    /// The steps of a pattern inside of an expression, and the names there.
    pub(super) fn pattern_steps(
        &mut self,
        pattern: &Pattern,
        binding: Option<&Name>,
        condition: Option<&Ast>,
        cx: Cx<'_>,
        names: bool,
    ) -> Result<(Rc<Vec<Step>>, Scope)> {
        let around = match cx.sums {
            Some(sums) => {
                let mut scope = sums.aliases.unwrap_or(sums.before).clone();
                for (name, slot) in cx.scope.iter() {
                    scope.put(name, slot);
                }
                scope
            }
            None => cx.scope.clone(),
        };
        let (mut resolved, scope) = self.resolve(pattern, binding, Cx::of(&around), names)?;
        if let Some(condition) = condition {
            let condition = self.condition(
                condition,
                Cx {
                    scope: &scope,
                    ..cx
                },
            )?;
            split(condition, &mut resolved.conditions);
        }
        Ok((Rc::new(self.plan(resolved)), scope))
    }

    fn resolve<'a>(
        &mut self,
        pattern: &'a Pattern,
        binding: Option<&'a Name>,
        cx: Cx<'_>,
        names: bool,
    ) -> Result<(Resolved, Scope)> {
        let mut reading = Reading {
            resolved: Resolved::default(),
            scope: cx.scope.clone(),
            later: Vec::new(),
            names,
        };
        for part in &pattern.parts {
            if let Some(selector) = &part.kind.selector {
                return Err(unsupported("this choice of paths", selector.span));
            }
            let trace = self.path(&part.kind.path, None, &mut reading)?;
            let Some(name) = part.kind.binding.as_ref().or(binding) else {
                continue;
            };
            if reading.scope.get(&name.kind.text).is_some() {
                let message = format!("variable `{}` is defined already", name.kind.text);
                return Err(wrong("VariableAlreadyBound", message, name.span));
            }
            let slot = self.slot(Ty::Path);
            self.note_name(slot, &name.kind.text);
            reading.scope.put(&name.kind.text, slot);
            reading.resolved.fresh.push(slot);
            reading.resolved.traces.push(Trace { slot, ..trace });
        }
        let Reading {
            mut resolved,
            scope,
            later,
            ..
        } = reading;
        for one in later {
            match one {
                Later::Node(slot, ast) => {
                    for condition in self.properties(slot, ast, &scope)? {
                        resolved.conditions.push(condition);
                    }
                }
                Later::Rel(place, ast) => {
                    let rel = resolved.rels[place].clone();
                    if rel.reach.is_none() {
                        let conditions = self.properties(rel.slot, ast, &scope)?;
                        resolved.conditions.extend(conditions);
                        continue;
                    }
                    let each = self.slot(Ty::Rel);
                    let conditions = self.properties(each, ast, &scope)?;
                    if !conditions.is_empty() {
                        let all = Expr::And(conditions, At(ast.span));
                        resolved.rels[place].each = Some((each, all));
                    }
                }
                Later::Condition(ast) => {
                    let condition = self.condition(ast, Cx::of(&scope))?;
                    split(condition, &mut resolved.conditions);
                }
            }
        }
        Ok((resolved, scope))
    }

    fn path<'a>(
        &mut self,
        path: &'a PathPattern,
        shortest: Option<bool>,
        reading: &mut Reading<'a>,
    ) -> Result<Trace> {
        let mut trace = Trace {
            slot: 0,
            nodes: Vec::new(),
            rels: Vec::new(),
        };
        let mut pending: Option<&RelationshipPattern> = None;
        let mut pending_span = path.span;
        for factor in &path.kind.factors {
            match &factor.kind {
                PathFactorKind::Node(node) => {
                    let slot = self.node(node, reading)?;
                    if let (Some(rel), Some(&from)) = (pending.take(), trace.nodes.last()) {
                        let ends = (from, slot);
                        let rel = self.rel(rel, ends, shortest, pending_span, reading)?;
                        trace.rels.push(rel);
                    }
                    trace.nodes.push(slot);
                }
                PathFactorKind::Relationship(rel) => {
                    pending = Some(rel);
                    pending_span = factor.span;
                }
                PathFactorKind::LegacyShortest { all, pattern } if shortest.is_none() => {
                    let hops = pattern.kind.factors.iter();
                    let hops =
                        hops.filter(|one| matches!(one.kind, PathFactorKind::Relationship(_)));
                    if hops.count() != 1 || path.kind.factors.len() != 1 {
                        let message = "a shortest path has one relationship";
                        return Err(wrong("InvalidRelationshipPattern", message, factor.span));
                    }
                    return self.path(pattern, Some(*all), reading);
                }
                PathFactorKind::Parenthesized {
                    pattern,
                    where_clause,
                    quantifier: None,
                } => {
                    if let Some(condition) = where_clause {
                        reading.later.push(Later::Condition(condition));
                    }
                    if path.kind.factors.len() == 1 {
                        return self.path(pattern, shortest, reading);
                    }
                    return Err(unsupported("this pattern", factor.span));
                }
                _ => return Err(unsupported("this pattern", factor.span)),
            }
        }
        Ok(trace)
    }

    fn node<'a>(&mut self, node: &'a NodePattern, reading: &mut Reading<'a>) -> Result<Slot> {
        let slot = match &node.variable {
            None => self.fresh(Ty::Node, reading),
            Some(name) => match reading.scope.get(&name.kind.text) {
                Some(slot) => {
                    self.same_type(slot, &[Ty::Node], name)?;
                    slot
                }
                None => self.named(name, Ty::Node, reading)?,
            },
        };
        if !reading.resolved.nodes.contains(&slot) {
            reading.resolved.nodes.push(slot);
        }
        if let Some(labels) = &node.labels {
            let has = Expr::HasLabels(
                Box::new(Expr::Slot(slot)),
                labels_of(labels)?,
                At(labels.span),
            );
            split_labels(has, &mut reading.resolved.conditions);
        }
        if let Some(properties) = &node.properties {
            reading.later.push(Later::Node(slot, properties));
        }
        if let Some(condition) = &node.where_clause {
            reading.later.push(Later::Condition(condition));
        }
        Ok(slot)
    }

    fn rel<'a>(
        &mut self,
        rel: &'a RelationshipPattern,
        (from, to): (Slot, Slot),
        shortest: Option<bool>,
        span: Span,
        reading: &mut Reading<'a>,
    ) -> Result<Slot> {
        if let Some(quantifier) = &rel.graph_quantifier {
            return Err(unsupported("this repetition", quantifier.span));
        }
        let reach = rel.legacy_quantifier.as_ref().map(reach).transpose()?;
        let reach = match (reach, shortest) {
            (None, Some(_)) => Some(Reach { least: 1, most: 1 }),
            (reach, _) => reach,
        };
        if let (Some(reach), Some(_)) = (reach, shortest)
            && reach.least > 1
        {
            let message = "a shortest path has a least length of 0 or 1";
            return Err(wrong("InvalidRelationshipPattern", message, span));
        }
        let ty = || match reach {
            Some(_) => Ty::List(Box::new(Ty::Rel)),
            None => Ty::Rel,
        };
        let mut known = false;
        let mut equal = None;
        let slot = match &rel.variable {
            None => self.fresh(ty(), reading),
            Some(name) => match reading.scope.get(&name.kind.text) {
                None => self.named(name, ty(), reading)?,
                Some(slot) => {
                    self.same_type(slot, &[ty()], name)?;
                    if reading.resolved.rels.iter().any(|other| other.slot == slot) {
                        let message = format!("`{}` stands for two relationships", name.kind.text);
                        return Err(wrong("RelationshipUniquenessViolation", message, name.span));
                    }
                    if reach.is_some() {
                        let walked = self.fresh(ty(), reading);
                        equal = Some((walked, slot, name.span));
                        walked
                    } else {
                        known = true;
                        slot
                    }
                }
            },
        };
        if let Some((walked, slot, span)) = equal {
            let (walked, slot) = (Box::new(Expr::Slot(walked)), Box::new(Expr::Slot(slot)));
            let same = Expr::Binary(BinaryOperator::Equal, walked, slot, At(span));
            reading.resolved.conditions.push(same);
        }
        let direction = match rel.direction.kind {
            RelationshipDirection::Left => Direction::In,
            RelationshipDirection::Right => Direction::Out,
            _ => Direction::Both,
        };
        let mut types = Vec::new();
        let mut each = None;
        if let Some(labels) = &rel.labels {
            let wanted = labels_of(labels)?;
            if let Some(simple) = simple(&wanted) {
                types = simple;
            } else {
                {
                    let of = if reach.is_some() {
                        self.slot(Ty::Rel)
                    } else {
                        slot
                    };
                    let has = Expr::HasLabels(Box::new(Expr::Slot(of)), wanted, At(labels.span));
                    if reach.is_some() {
                        each = Some((of, has));
                    } else {
                        reading.resolved.conditions.push(has);
                    }
                }
            }
        }
        let place = reading.resolved.rels.len();
        if let Some(properties) = &rel.properties {
            if each.is_some() {
                return Err(unsupported("properties beside these types", span));
            }
            reading.later.push(Later::Rel(place, properties));
        }
        if let Some(condition) = &rel.where_clause {
            reading.later.push(Later::Condition(condition));
        }
        let made = Rel {
            slot,
            from,
            to,
            direction,
            types,
            reach,
            shortest,
            known,
            each,
        };
        reading.resolved.rels.push(made);
        Ok(slot)
    }

    fn fresh(&mut self, ty: Ty, reading: &mut Reading<'_>) -> Slot {
        let slot = self.slot(ty);
        reading.resolved.fresh.push(slot);
        slot
    }

    fn named(&mut self, name: &Name, ty: Ty, reading: &mut Reading<'_>) -> Result<Slot> {
        let text = &name.kind.text;
        if !reading.names {
            let message = format!("variable `{text}` is not defined");
            return Err(wrong("UndefinedVariable", message, name.span));
        }
        let slot = self.fresh(ty, reading);
        self.note_name(slot, text);
        reading.scope.put(text, slot);
        Ok(slot)
    }

    fn same_type(&self, slot: Slot, wanted: &[Ty], name: &Name) -> Result<()> {
        let found = &self.types[slot];
        let list = matches!((found, wanted), (Ty::List(item), [Ty::List(_)])
            if matches!(**item, Ty::Any | Ty::Rel | Ty::Null));
        if matches!(found, Ty::Any | Ty::Null) || wanted.contains(found) || list {
            return Ok(());
        }
        let message = format!("`{}` is {} already", name.kind.text, found.word());
        Err(wrong("VariableTypeConflict", message, name.span))
    }

    /// The conditions that a map of properties puts on a node or relationship.
    fn properties(&mut self, slot: Slot, ast: &Ast, scope: &Scope) -> Result<Vec<Expr>> {
        let ExprKind::Map(entries) = &ast.kind else {
            let message = "the properties of a pattern are written out";
            return Err(wrong("InvalidParameterUse", message, ast.span));
        };
        let mut conditions = Vec::with_capacity(entries.len());
        for entry in entries {
            let value = self.expr(&entry.value, Cx::of(scope))?;
            let at = At(entry.span);
            let key: Rc<str> = entry.key.kind.text.as_str().into();
            let property = Expr::Property(Box::new(Expr::Slot(slot)), key, at);
            let property = Box::new(property);
            conditions.push(Expr::Binary(
                BinaryOperator::Equal,
                property,
                Box::new(value),
                at,
            ));
        }
        Ok(conditions)
    }
}

/// The types where any one of a plain list will do.
fn simple(labels: &Labels) -> Option<Vec<Rc<str>>> {
    match labels {
        Labels::Name(name) => Some(vec![name.clone()]),
        Labels::Or(items) => {
            let each = items.iter().map(simple).collect::<Option<Vec<_>>>()?;
            Some(each.concat())
        }
        _ => None,
    }
}

fn reach(quantifier: &Quantifier) -> Result<Reach> {
    let number = |text: &str| {
        text.replace('_', "").parse::<usize>().map_err(|_| {
            wrong(
                "InvalidRelationshipPattern",
                "not a length",
                quantifier.span,
            )
        })
    };
    Ok(match &quantifier.kind {
        QuantifierKind::Fixed(count) => {
            let count = number(count)?;
            Reach {
                least: count,
                most: count,
            }
        }
        QuantifierKind::Range { lower, upper } => Reach {
            least: lower.as_deref().map_or(Ok(1), number)?,
            most: upper.as_deref().map_or(Ok(FAR), number)?,
        },
        QuantifierKind::ZeroOrMore | QuantifierKind::OneOrMore => Reach {
            least: 1,
            most: FAR,
        },
        _ => return Err(unsupported("this repetition", quantifier.span)),
    })
}

/// Takes conditions that all have to hold apart.
pub(super) fn split(condition: Expr, into: &mut Vec<Expr>) {
    match condition {
        Expr::And(items, _) => items.into_iter().for_each(|item| split(item, into)),
        other => into.push(other),
    }
}

/// Takes labels that are all asked for apart.
fn split_labels(has: Expr, into: &mut Vec<Expr>) {
    match has {
        Expr::HasLabels(of, Labels::And(items), at) => {
            for item in items {
                split_labels(Expr::HasLabels(of.clone(), item, at), into);
            }
        }
        other => into.push(other),
    }
}
