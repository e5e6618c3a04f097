//! Expressions: names to slots, literals to values, faults that show before anything is read.

use std::rc::Rc;

use open_cypher::Span;
use open_cypher::ast::{
    BinaryOperator, Expr as Ast, ExprKind, FunctionInvocation, IsPredicate, LabelExpression,
    LabelExpressionKind, LiteralKind, MapProjection, MapProjectionItemKind, Name, ParameterName,
    QuantifiedPredicateKind, SetQuantifier, SubqueryExpressionKind, UnaryOperator,
};

use super::literals::{float, integer};
use super::types::{Ty, mismatch};
use super::{Compiler, Cx, Scope};
use crate::error::{Result, wrong};
use crate::functions::Function;
use crate::ir::{Aggregate, At, Expr, Gather, Labels, Quantified, Sub};
use crate::text::written;
use crate::value::Value;

/// How deep expressions may nest.
const DEEPEST: usize = 120;

/// The aggregating function of a name.
pub(crate) fn gather(name: &str) -> Option<Gather> {
    Some(match name.to_ascii_lowercase().as_str() {
        "count" => Gather::Count,
        "sum" => Gather::Sum,
        "avg" => Gather::Avg,
        "min" => Gather::Min,
        "max" => Gather::Max,
        "collect" => Gather::Collect,
        "stdev" => Gather::StDev,
        "stdevp" => Gather::StDevP,
        "percentilecont" => Gather::PercentileCont,
        "percentiledisc" => Gather::PercentileDisc,
        _ => return None,
    })
}

impl Compiler<'_> {
    pub(crate) fn expr(&mut self, ast: &Ast, cx: Cx<'_>) -> Result<Expr> {
        self.depth += 1;
        if self.depth > DEEPEST {
            self.depth -= 1;
            return Err(wrong("NestedTooDeeply", "nested too deeply", ast.span));
        }
        let found = self.lower(ast, cx);
        self.depth = self.depth.saturating_sub(1);
        found
    }

    /// A condition: what may be a pattern and has to be a truth value.
    pub(crate) fn condition(&mut self, ast: &Ast, cx: Cx<'_>) -> Result<Expr> {
        let expr = self.expr(ast, cx.predicate())?;
        self.truth(&expr, ast.span)?;
        Ok(expr)
    }

    fn boxed(&mut self, ast: &Ast, cx: Cx<'_>) -> Result<Box<Expr>> {
        self.expr(ast, cx).map(Box::new)
    }

    #[allow(clippy::too_many_lines, reason = "a row for each kind of expression")]
    fn lower(&mut self, ast: &Ast, cx: Cx<'_>) -> Result<Expr> {
        let at = At(ast.span);
        let plain = cx.value();
        Ok(match &ast.kind {
            ExprKind::Literal(literal) => Expr::Const(match &literal.kind {
                LiteralKind::Null => Value::Null,
                LiteralKind::Boolean(one) => Value::Bool(*one),
                LiteralKind::Integer(one) => integer(one, false, ast.span)?,
                LiteralKind::Float(one) => float(one, ast.span)?,
                LiteralKind::String(one) => Value::str(&one.value),
                _ => return Err(unsupported("this literal", ast.span)),
            }),
            ExprKind::Variable(name) => variable(name, cx)?,
            ExprKind::Parameter(parameter) => Expr::Param(
                match &parameter.name {
                    ParameterName::Named(name) | ParameterName::Positional(name) => {
                        name.as_str().into()
                    }
                    _ => return Err(unsupported("this parameter", ast.span)),
                },
                at,
            ),
            ExprKind::Parenthesized(inner) => self.expr(inner, cx)?,
            ExprKind::List(items) => {
                let items = items.iter().map(|item| self.expr(item, plain));
                Expr::List(items.collect::<Result<_>>()?)
            }
            ExprKind::Map(entries) => {
                let entries = entries.iter().map(|entry| {
                    let key: Rc<str> = entry.key.kind.text.as_str().into();
                    Ok((key, self.expr(&entry.value, plain)?))
                });
                Expr::Map(entries.collect::<Result<_>>()?)
            }
            ExprKind::MapProjection(projection) => {
                self.map_projection(projection, plain, ast.span)?
            }
            ExprKind::Unary { operator, operand } => match operator.kind {
                UnaryOperator::Not => {
                    let inner = self.boxed(operand, cx)?;
                    self.truth(&inner, operand.span)?;
                    Expr::Not(inner, at)
                }
                UnaryOperator::Minus => self.negative(operand, plain, ast.span)?,
                UnaryOperator::Plus => self.expr(operand, plain)?,
                _ => return Err(unsupported("this operator", ast.span)),
            },
            ExprKind::Binary {
                left,
                operator,
                right,
            } => self.binary(left, operator.kind, right, cx, ast.span)?,
            ExprKind::Is {
                expression,
                negated,
                predicate,
            } => {
                let inner = self.boxed(expression, plain)?;
                match predicate {
                    IsPredicate::Null => Expr::IsNull(inner, *negated),
                    IsPredicate::Label(labels) => {
                        match self.ty(&inner) {
                            Ty::Any | Ty::Null | Ty::Node | Ty::Rel => {}
                            other => {
                                return Err(mismatch("a node or relationship", &other, ast.span));
                            }
                        }
                        let has = Expr::HasLabels(inner, labels_of(labels)?, at);
                        if *negated {
                            Expr::Not(Box::new(has), at)
                        } else {
                            has
                        }
                    }
                    _ => return Err(unsupported("this test of a type", ast.span)),
                }
            }
            ExprKind::Property { expression, key } => {
                if let Some(key) = self.projected(ast, cx)? {
                    return Ok(key);
                }
                let inner = self.boxed(expression, plain)?;
                self.keyed(&inner, ast.span)?;
                Expr::Property(inner, key.kind.text.as_str().into(), at)
            }
            ExprKind::DynamicProperty {
                expression,
                key: index,
            }
            | ExprKind::Index { expression, index } => {
                let (inner, index) = (self.boxed(expression, plain)?, self.boxed(index, plain)?);
                self.indexed(&inner, &index, ast.span)?;
                Expr::Index(inner, index, at)
            }
            ExprKind::Slice {
                expression,
                lower,
                upper,
            } => {
                let list = self.boxed(expression, plain)?;
                self.listed(&list, expression.span)?;
                let mut bound = |end: &Option<Box<Ast>>| {
                    end.as_ref().map(|end| self.boxed(end, plain)).transpose()
                };
                Expr::Slice(list, bound(lower)?, bound(upper)?, at)
            }
            ExprKind::Function(call) => self.call(call, cx, ast.span)?,
            ExprKind::Case(case) => {
                let operand = match &case.operand {
                    Some(operand) => Some(self.boxed(operand, plain)?),
                    None => None,
                };
                let when = if operand.is_some() {
                    plain
                } else {
                    cx.predicate()
                };
                let mut arms = Vec::with_capacity(case.alternatives.len());
                for arm in &case.alternatives {
                    let tests = arm.when.iter().map(|test| self.expr(test, when));
                    let tests = tests.collect::<Result<Vec<_>>>()?;
                    arms.push((tests, self.expr(&arm.then, plain)?));
                }
                let otherwise = case.else_expression.as_ref();
                let otherwise = otherwise
                    .map(|other| self.boxed(other, plain))
                    .transpose()?;
                Expr::Case(operand, arms, otherwise)
            }
            ExprKind::ListComprehension(each) => {
                let list = self.boxed(&each.list, plain)?;
                let item = self.listed(&list, each.list.span)?;
                let (slot, scope) = self.local(cx.scope, &each.variable, item);
                let inner = Cx {
                    scope: &scope,
                    ..plain.inside()
                };
                let filter = match &each.predicate {
                    Some(filter) => Some(Box::new(self.condition(filter, inner)?)),
                    None => None,
                };
                let result = each.projection.as_ref();
                let result = result.map(|result| self.boxed(result, inner)).transpose()?;
                Expr::Each {
                    slot,
                    list,
                    filter,
                    result,
                    at,
                }
            }
            ExprKind::QuantifiedPredicate(each) => {
                let list = self.boxed(&each.list, plain)?;
                let item = self.listed(&list, each.list.span)?;
                let (slot, scope) = self.local(cx.scope, &each.variable, item);
                let inner = Cx {
                    scope: &scope,
                    ..plain.inside()
                };
                let filter = Box::new(self.condition(&each.predicate, inner)?);
                let kind = match each.kind.kind {
                    QuantifiedPredicateKind::All => Quantified::All,
                    QuantifiedPredicateKind::Any => Quantified::Any,
                    QuantifiedPredicateKind::None => Quantified::None,
                    QuantifiedPredicateKind::Single => Quantified::Single,
                    _ => return Err(unsupported("this quantifier", ast.span)),
                };
                Expr::Quantified {
                    kind,
                    slot,
                    list,
                    filter,
                    at,
                }
            }
            ExprKind::Reduce(reduce) => {
                let start = self.boxed(&reduce.initial, plain)?;
                let list = self.boxed(&reduce.list, plain)?;
                let item = self.listed(&list, reduce.list.span)?;
                let (sum, scope) = self.local(cx.scope, &reduce.accumulator, Ty::Any);
                let (slot, scope) = self.local(&scope, &reduce.variable, item);
                let inner = Cx {
                    scope: &scope,
                    ..plain.inside()
                };
                let step = self.boxed(&reduce.expression, inner)?;
                Expr::Reduce {
                    sum,
                    start,
                    slot,
                    list,
                    step,
                    at,
                }
            }
            ExprKind::Pattern(pattern) => {
                if !cx.predicate {
                    let message = "a pattern can only stand where a condition does";
                    return Err(wrong("UnexpectedSyntax", message, ast.span));
                }
                Expr::Exists(self.pattern_steps(pattern, None, None, cx, false)?.0)
            }
            ExprKind::PatternComprehension(each) => {
                let (steps, scope) = self.pattern_steps(
                    &each.pattern,
                    each.binding.as_ref(),
                    each.predicate.as_deref(),
                    cx.inside(),
                    true,
                )?;
                let inner = Cx {
                    scope: &scope,
                    ..plain.inside()
                };
                Expr::Matches {
                    steps,
                    result: self.boxed(&each.projection, inner)?,
                }
            }
            ExprKind::Subquery(sub) => {
                let kind = match sub.kind.kind {
                    SubqueryExpressionKind::Exists => Sub::Exists,
                    SubqueryExpressionKind::Count => Sub::Count,
                    SubqueryExpressionKind::Collect => Sub::Collect,
                    _ => return Err(unsupported("this subquery", ast.span)),
                };
                Expr::Sub(kind, self.subquery(&sub.query, cx, kind)?)
            }
            _ => return Err(unsupported("this expression", ast.span)),
        })
    }

    fn negative(&mut self, operand: &Ast, cx: Cx<'_>, span: Span) -> Result<Expr> {
        if let ExprKind::Literal(literal) = &operand.kind
            && let LiteralKind::Integer(one) = &literal.kind
        {
            return integer(one, true, span).map(Expr::Const);
        }
        let inner = self.expr(operand, cx)?;
        match self.ty(&inner) {
            Ty::Any | Ty::Null | Ty::Int | Ty::Float | Ty::Number | Ty::Moment => {}
            other => return Err(mismatch("a number", &other, span)),
        }
        Ok(match inner {
            // A negative zero is written as zero.
            Expr::Const(Value::Float(one)) => Expr::Const(Value::Float(0.0 - one)),
            inner => Expr::Negate(Box::new(inner), At(span)),
        })
    }

    fn binary(
        &mut self,
        left: &Ast,
        operator: BinaryOperator,
        right: &Ast,
        cx: Cx<'_>,
        span: Span,
    ) -> Result<Expr> {
        use BinaryOperator as B;
        if matches!(operator, B::And | B::Or) {
            let mut asts = vec![right];
            let mut rest = left;
            while let ExprKind::Binary {
                left,
                operator: inner,
                right,
            } = &rest.kind
                && inner.kind == operator
            {
                asts.push(right);
                rest = left;
            }
            asts.push(rest);
            let mut items = Vec::with_capacity(asts.len());
            for ast in asts.into_iter().rev() {
                let item = self.expr(ast, cx)?;
                self.truth(&item, ast.span)?;
                items.push(item);
            }
            let at = At(span);
            return Ok(if operator == B::And {
                Expr::And(items, at)
            } else {
                Expr::Or(items, at)
            });
        }
        if operator == B::Xor {
            let (one, two) = (self.boxed(left, cx)?, self.boxed(right, cx)?);
            self.truth(&one, left.span)?;
            self.truth(&two, right.span)?;
            return Ok(Expr::Binary(operator, one, two, At(span)));
        }
        let plain = cx.value();
        if compares(operator)
            && let ExprKind::Binary {
                left: first,
                operator: inner,
                right: middle,
            } = &left.kind
            && compares(inner.kind)
        {
            let earlier = self.binary(first, inner.kind, middle, cx, left.span)?;
            let later = self.binary(middle, operator, right, cx, span)?;
            return Ok(Expr::And(vec![earlier, later], At(span)));
        }
        let (one, two) = (self.boxed(left, plain)?, self.boxed(right, plain)?);
        self.operands(operator, &one, &two, span)?;
        Ok(Expr::Binary(operator, one, two, At(span)))
    }

    /// The slot of a property that is a column of its own, beside aggregates.
    fn projected(&mut self, ast: &Ast, cx: Cx<'_>) -> Result<Option<Expr>> {
        let Some(sums) = cx.sums else {
            return Ok(None);
        };
        let mut base = ast;
        while let ExprKind::Property { expression, .. } = &base.kind {
            base = expression;
        }
        let ExprKind::Variable(name) = &base.kind else {
            return Ok(None);
        };
        if cx.scope.is_local(&name.kind.text) || sums.before.get(&name.kind.text).is_none() {
            return Ok(None);
        }
        let before = Cx {
            scope: sums.before,
            sums: None,
            ..cx
        };
        let whole = self.expr(ast, before)?;
        Ok(sums.key(&whole))
    }

    fn call(&mut self, call: &FunctionInvocation, cx: Cx<'_>, span: Span) -> Result<Expr> {
        let parts = call.name.parts.iter().map(|part| part.kind.text.as_str());
        let name = parts.collect::<Vec<_>>().join(".");
        let distinct = matches!(&call.quantifier, Some(one) if one.kind == SetQuantifier::Distinct);
        if let Some(gather) = gather(&name) {
            return self.aggregate(gather, distinct, call, cx, span);
        }
        let Some(function) = Function::called(&name) else {
            let hint = Function::near(&name);
            let hint = hint
                .map(|near| format!("; there is `{near}`"))
                .unwrap_or_default();
            let message = format!("no function called `{name}`{hint}");
            return Err(wrong("UnknownFunction", message, call.name.span));
        };
        let row = function.row();
        if let [
            Ast {
                kind: ExprKind::Pattern(pattern),
                span,
            },
        ] = call.arguments.as_slice()
        {
            return match row.name {
                "exists" => Ok(Expr::Exists(
                    self.pattern_steps(pattern, None, None, cx, false)?.0,
                )),
                _ => Err(wrong(
                    "UnexpectedSyntax",
                    "a pattern can only stand where a condition does",
                    *span,
                )),
            };
        }
        let count = call.arguments.len();
        if !(row.least..=row.most).contains(&count) {
            let message = format!("`{name}` does not take {count} arguments");
            return Err(wrong("InvalidNumberOfArguments", message, span));
        }
        let mut given = Vec::with_capacity(count);
        for argument in &call.arguments {
            given.push((self.expr(argument, cx.value())?, argument.span));
        }
        self.arguments(function, &given)?;
        let given = given.into_iter().map(|(expr, _)| expr).collect();
        Ok(Expr::Call(function, given, At(span)))
    }

    fn aggregate(
        &mut self,
        gather: Gather,
        distinct: bool,
        call: &FunctionInvocation,
        cx: Cx<'_>,
        span: Span,
    ) -> Result<Expr> {
        let (Some(sums), false) = (cx.sums, cx.inside) else {
            let message = "an aggregate cannot stand here";
            return Err(wrong("InvalidAggregation", message, span));
        };
        let rows = matches!(
            call.arguments.as_slice(),
            [Ast {
                kind: ExprKind::Wildcard,
                ..
            }]
        );
        let percentile = matches!(gather, Gather::PercentileCont | Gather::PercentileDisc);
        if call.arguments.len() != 1 + usize::from(percentile) {
            let message = "wrong number of arguments for an aggregate";
            return Err(wrong("InvalidNumberOfArguments", message, span));
        }
        let before = Cx {
            scope: sums.before,
            sums: None,
            ..cx.value().inside()
        };
        let mut lowered = Vec::new();
        if !rows {
            for argument in &call.arguments {
                if super::aggregates(argument) {
                    let message = "an aggregate cannot stand inside another";
                    return Err(wrong("NestedAggregation", message, argument.span));
                }
                let expr = self.expr(argument, before)?;
                let mut random = false;
                expr.walk(&mut |part| {
                    random |= matches!(part, Expr::Call(function, ..) if function.is_random());
                });
                if random {
                    let message = "an aggregate of random numbers has no meaning";
                    return Err(wrong("NonConstantExpression", message, argument.span));
                }
                lowered.push(expr);
            }
        }
        let mut lowered = lowered.into_iter();
        let sum = Aggregate {
            slot: 0,
            gather: if rows { Gather::CountRows } else { gather },
            distinct,
            of: lowered.next(),
            with: lowered.next(),
            at: At(span),
        };
        let mut list = sums.list.borrow_mut();
        let same = list.iter().find(|one| {
            Aggregate {
                slot: 0,
                ..(*one).clone()
            } == sum
        });
        if let Some(same) = same {
            return Ok(Expr::Slot(same.slot));
        }
        if sums.aliases.is_some() {
            let message = "an aggregate to sort by has to be a column too";
            return Err(wrong("UndefinedVariable", message, span));
        }
        let ty = match gather {
            Gather::Count => Ty::Int,
            Gather::Collect => Ty::List(Box::new(match &sum.of {
                Some(of) => self.ty(of),
                None => Ty::Any,
            })),
            _ => Ty::Any,
        };
        let slot = self.slot(ty);
        list.push(Aggregate { slot, ..sum });
        Ok(Expr::Slot(slot))
    }

    fn map_projection(&mut self, ast: &MapProjection, cx: Cx<'_>, span: Span) -> Result<Expr> {
        let base = self.expr(&ast.base, cx)?;
        let mut entries = Vec::new();
        let mut everything = false;
        for item in &ast.items {
            let (key, value) = match &item.kind {
                MapProjectionItemKind::Property(key) => {
                    let key: Rc<str> = key.kind.text.as_str().into();
                    (
                        key.clone(),
                        Expr::Property(Box::new(base.clone()), key, At(item.span)),
                    )
                }
                MapProjectionItemKind::Variable(name) => {
                    (written(&name.kind.text).into(), variable(name, cx)?)
                }
                MapProjectionItemKind::Entry(entry) => (
                    entry.key.kind.text.as_str().into(),
                    self.expr(&entry.value, cx)?,
                ),
                MapProjectionItemKind::AllProperties => {
                    everything = true;
                    continue;
                }
                _ => return Err(unsupported("this item of a map", item.span)),
            };
            entries.push((key, value));
        }
        let own = Expr::Map(entries);
        let projected = if everything {
            let all = Function::called("properties");
            let all = all.ok_or_else(|| unsupported("this map", span))?;
            let all = Expr::Call(all, vec![base.clone()], At(span));
            Expr::Binary(
                BinaryOperator::Concat,
                Box::new(all),
                Box::new(own),
                At(span),
            )
        } else {
            own
        };
        let missing = Expr::IsNull(Box::new(base), false);
        let null = Expr::Const(Value::Null);
        Ok(Expr::Case(
            None,
            vec![(vec![missing], null)],
            Some(Box::new(projected)),
        ))
    }

    /// A scope with one name more, for the inside of an expression.
    fn local(&mut self, scope: &Scope, name: &Name, ty: Ty) -> (usize, Scope) {
        let slot = self.slot(ty);
        let mut scope = scope.clone();
        self.note_name(slot, &name.kind.text);
        scope.put_local(&name.kind.text, slot);
        (slot, scope)
    }
}

fn compares(operator: BinaryOperator) -> bool {
    use BinaryOperator as B;
    matches!(
        operator,
        B::Equal | B::NotEqual | B::Less | B::LessEqual | B::Greater | B::GreaterEqual
    )
}

pub(crate) fn unsupported(what: &str, span: Span) -> crate::CypherError {
    wrong("UnexpectedSyntax", format!("{what} is not supported"), span)
}

/// Labels as written.
pub(crate) fn labels_of(ast: &LabelExpression) -> Result<Labels> {
    let each = |items: &[LabelExpression]| items.iter().map(labels_of).collect::<Result<Vec<_>>>();
    Ok(match &ast.kind {
        LabelExpressionKind::Name(name) => Labels::Name(name.kind.text.as_str().into()),
        LabelExpressionKind::Wildcard => Labels::Any,
        LabelExpressionKind::Not(inner) => Labels::Not(Box::new(labels_of(inner)?)),
        LabelExpressionKind::And(items) => Labels::And(each(items)?),
        LabelExpressionKind::Or(items) => Labels::Or(each(items)?),
        LabelExpressionKind::Parenthesized(inner) => labels_of(inner)?,
        _ => return Err(unsupported("this label", ast.span)),
    })
}

/// The slot of a name, or of what stands for it beside aggregates.
fn variable(name: &Name, cx: Cx<'_>) -> Result<Expr> {
    let text = name.kind.text.as_str();
    let unknown = || {
        let message = format!("variable `{text}` is not defined");
        wrong("UndefinedVariable", message, name.span)
    };
    let Some(sums) = cx.sums else {
        return cx.scope.get(text).map(Expr::Slot).ok_or_else(unknown);
    };
    if cx.scope.is_local(text)
        && let Some(slot) = cx.scope.get(text)
    {
        return Ok(Expr::Slot(slot));
    }
    if let Some(slot) = sums.aliases.and_then(|aliases| aliases.get(text)) {
        return Ok(Expr::Slot(slot));
    }
    let slot = sums.before.get(text).ok_or_else(unknown)?;
    if let Some(key) = sums.key(&Expr::Slot(slot)) {
        return Ok(key);
    }
    let inside = sums.keys.iter().any(|(key, _)| key.slots().contains(&slot));
    if sums.aliases.is_some() && (!inside || !sums.aggregates) {
        return Err(unknown());
    }
    let message = format!("`{text}` stands beside an aggregate and is not a column of its own");
    Err(wrong("AmbiguousAggregationExpression", message, name.span))
}
