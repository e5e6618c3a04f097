//! `WITH` and `RETURN`: columns, aggregates, order, limits.

use std::cell::RefCell;
use std::collections::BTreeSet;

use open_cypher::Span;
use open_cypher::ast::{
    BinaryOperator, Expr as Ast, ExprKind, ProjectionClause, ProjectionItemKind, SetQuantifier,
    SortDirection,
};

use super::{Built, Compiler, Cx, Planning, Scope, Sums, Ty, aggregates};
use crate::error::{CypherError, Result, wrong};
use crate::ir::{Aggregate, At, Barrier, Expr, Gather, Kind, Slot, Step};
use crate::text::written;
use crate::value::Value;

/// What a projection leaves.
pub(super) struct Outcome {
    pub(super) scope: Scope,
    pub(super) columns: Vec<(String, Slot)>,
}

enum Column<'a> {
    Name(String, Slot),
    Item {
        name: String,
        ast: &'a Ast,
        aliased: bool,
    },
}

impl Compiler<'_> {
    #[allow(
        clippy::too_many_lines,
        reason = "the parts of a projection in their order"
    )]
    pub(super) fn projection(
        &mut self,
        clause: &ProjectionClause,
        condition: Option<&Ast>,
        scope: &Scope,
        built: &mut Built,
        with: bool,
    ) -> Result<Outcome> {
        let columns = self.columns(clause, scope)?;
        let grouped = columns.iter().any(|column| match column {
            Column::Item { ast, .. } => aggregates(ast),
            Column::Name(..) => false,
        });
        let mut sums = Sums {
            before: scope,
            keys: Vec::new(),
            list: RefCell::default(),
            aliases: None,
            aggregates: grouped,
        };
        // First what is no aggregate, since the others may refer to it.
        let mut slots = vec![None; columns.len()];
        let mut keys = Vec::new();
        for (place, column) in columns.iter().enumerate() {
            let expr = match column {
                Column::Name(_, slot) => Expr::Slot(*slot),
                Column::Item { ast, .. } if aggregates(ast) => continue,
                Column::Item { ast, .. } => self.expr(ast, Cx::of(scope))?,
            };
            let slot = self.slot(self.ty(&expr));
            sums.keys.push((expr.clone(), slot));
            keys.push((slot, expr));
            slots[place] = Some(slot);
        }
        let mut mixed = Vec::new();
        let empty = Scope::default();
        for (place, column) in columns.iter().enumerate() {
            if let (Column::Item { ast, .. }, None) = (column, slots[place]) {
                let cx = Cx {
                    sums: Some(&sums),
                    ..Cx::of(&empty)
                };
                let expr = self.expr(ast, cx)?;
                let slot = self.slot(self.ty(&expr));
                mixed.push((slot, expr));
                slots[place] = Some(slot);
            }
        }
        let mut after = Scope::default();
        let mut named = Vec::new();
        for (column, slot) in columns.iter().zip(&slots) {
            let (Column::Name(name, _) | Column::Item { name, .. }) = column;
            let slot = slot.unwrap_or_default();
            self.note_name(slot, name);
            after.put(name, slot);
            named.push((name.clone(), slot));
        }
        let distinct =
            matches!(&clause.quantifier, Some(one) if one.kind == SetQuantifier::Distinct);
        let by = self.order(clause, scope, &after, &mut sums, grouped || distinct)?;
        if with
            && let Some(item) = columns
                .iter()
                .zip(&clause.items)
                .find_map(|(column, item)| {
                    matches!(column, Column::Item { aliased: false, ast, .. }
                    if !matches!(ast.kind, ExprKind::Variable(_)))
                    .then_some(item)
                })
        {
            let message = "an expression needs a name here: `AS name`";
            return Err(wrong("NoExpressionAlias", message, item.span));
        }
        let filter = match condition {
            Some(ast) if grouped || distinct => {
                let filter = self.afterwards(ast, true, &after, &mut sums)?;
                self.truth(&filter, ast.span)?;
                Some(filter)
            }
            Some(ast) => {
                // Where rows are what they were, the names before can still be told.
                let mut seen = scope.clone();
                after.iter().for_each(|(name, slot)| seen.put(name, slot));
                Some(self.condition(ast, Cx::of(&seen))?)
            }
            None => None,
        };
        if grouped {
            let mut list: Vec<Aggregate> = sums.list.into_inner();
            self.tally(built, &keys, &mut list);
            let number = self.number();
            built.end(number, Barrier::Aggregate { keys, sums: list });
            let step = self.step(Kind::Project(mixed));
            built.current.push(step);
        } else {
            let step = self.step(Kind::Project(keys));
            built.current.push(step);
        }
        if distinct {
            let number = self.number();
            let kept = named.iter().map(|&(_, slot)| slot).collect();
            built.end(number, Barrier::Distinct(kept));
        }
        self.cut(clause, by, built)?;
        if let Some(filter) = filter {
            let step = self.step(Kind::Filter(filter));
            built.current.push(step);
        }
        Ok(Outcome {
            scope: after,
            columns: named,
        })
    }

    /// Where rows are only counted, the last relationships of a pattern need not be followed.
    fn tally(&mut self, built: &mut Built, keys: &[(Slot, Expr)], sums: &mut [Aggregate]) {
        let counted = sums.iter().all(|sum| sum.gather == Gather::CountRows);
        let Some(Step { kind, .. }) = built.current.last_mut() else {
            return;
        };
        let Kind::Expand(hop) = kind else {
            return;
        };
        let read = |key: &(Slot, Expr)| {
            let slots = key.1.slots();
            slots.contains(&hop.to) || slots.contains(&hop.rel)
        };
        let plain = !hop.closes && !hop.known && counted && !sums.is_empty();
        if !plain || keys.iter().any(read) || self.planning == Planning::AsWritten {
            return;
        }
        let slot = self.slot(Ty::Int);
        *kind = Kind::Tally(hop.clone(), slot);
        for sum in sums {
            sum.gather = Gather::Sum;
            sum.of = Some(Expr::Slot(slot));
        }
    }

    fn columns<'a>(
        &mut self,
        clause: &'a ProjectionClause,
        scope: &Scope,
    ) -> Result<Vec<Column<'a>>> {
        let mut columns = Vec::new();
        let mut seen = BTreeSet::new();
        for item in &clause.items {
            let mut add = |name: String, column: Column<'a>, span: Span| {
                if !seen.insert(name.clone()) {
                    let message = format!("there are two columns called `{name}`");
                    return Err(wrong("ColumnNameConflict", message, span));
                }
                columns.push(column);
                Ok(())
            };
            match &item.kind {
                ProjectionItemKind::Wildcard => {
                    if scope.iter().next().is_none() {
                        let message = "there are no names that `*` could stand for";
                        return Err(wrong("NoVariablesInScope", message, item.span));
                    }
                    for (name, slot) in scope.iter() {
                        let name = name.to_string();
                        add(name.clone(), Column::Name(name, slot), item.span)?;
                    }
                }
                ProjectionItemKind::Expression { expression, alias } => {
                    let name = match (alias, &expression.kind) {
                        (Some(alias), _) => written(&alias.kind.text),
                        (None, ExprKind::Variable(name)) => written(&name.kind.text),
                        (None, _) => expression
                            .span
                            .text(self.text)
                            .unwrap_or_default()
                            .to_owned(),
                    };
                    let aliased = alias.is_some();
                    let column = Column::Item {
                        name: name.clone(),
                        ast: expression,
                        aliased,
                    };
                    add(name, column, item.span)?;
                }
                _ => return Err(super::expressions::unsupported("this column", item.span)),
            }
        }
        Ok(columns)
    }

    /// What to sort by, each with whether it goes down.
    fn order<'a>(
        &mut self,
        clause: &ProjectionClause,
        scope: &'a Scope,
        after: &'a Scope,
        sums: &mut Sums<'a>,
        closed: bool,
    ) -> Result<Vec<(Expr, bool)>> {
        let Some(order) = &clause.order_by else {
            return Ok(Vec::new());
        };
        let mut both = scope.clone();
        for (name, slot) in after.iter() {
            both.put(name, slot);
        }
        let mut by = Vec::new();
        for item in &order.items {
            let down =
                matches!(&item.direction, Some(one) if one.kind == SortDirection::Descending);
            let ast = &item.expression;
            if !closed {
                by.push((self.expr(ast, Cx::of(&both))?, down));
                continue;
            }
            by.push((self.afterwards(ast, false, after, sums)?, down));
        }
        Ok(by)
    }

    /// An expression after rows were grouped or made distinct: it may name the columns, and repeat
    /// what they are.
    fn afterwards<'a>(
        &mut self,
        ast: &Ast,
        predicate: bool,
        after: &'a Scope,
        sums: &mut Sums<'a>,
    ) -> Result<Expr> {
        let own = |scope: &'a Scope| Cx {
            predicate,
            ..Cx::of(scope)
        };
        if aggregates(ast) {
            if !sums.aggregates || predicate {
                let message = "an aggregate cannot stand here";
                return Err(wrong("InvalidAggregation", message, ast.span));
            }
        } else {
            if let Some(plain) = self.quietly(ast, own(after))? {
                return Ok(plain);
            }
            let before = self.quietly(ast, own(sums.before))?;
            if let Some(same) = before.and_then(|before| sums.key(&before)) {
                return Ok(same);
            }
        }
        sums.aliases = Some(after);
        let empty = Scope::default();
        let cx = Cx {
            sums: Some(sums),
            predicate,
            ..Cx::of(&empty)
        };
        self.expr(ast, cx)
    }

    /// The expression, `None` where a name in it is not defined.
    fn quietly(&mut self, ast: &Ast, cx: Cx<'_>) -> Result<Option<Expr>> {
        match self.expr(ast, cx) {
            Ok(expr) => Ok(Some(expr)),
            Err(CypherError::Fault(fault)) if fault.detail == "UndefinedVariable" => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Order, `SKIP` and `LIMIT`.
    fn cut(
        &mut self,
        clause: &ProjectionClause,
        by: Vec<(Expr, bool)>,
        built: &mut Built,
    ) -> Result<()> {
        let skip = clause.skip.as_ref().or(clause.offset.as_ref());
        let skip = skip
            .map(|ast| Ok((self.count(ast)?, At(ast.span))))
            .transpose()?;
        let limit = clause.limit.as_ref();
        let limit = limit
            .map(|ast| Ok((self.count(ast)?, At(ast.span))))
            .transpose()?;
        if !by.is_empty() {
            let keep = match (&skip, &limit) {
                (_, None) => None,
                (None, Some((limit, _))) => Some(limit.clone()),
                (Some((skip, _)), Some((limit, at))) => Some(Expr::Binary(
                    BinaryOperator::Add,
                    Box::new(skip.clone()),
                    Box::new(limit.clone()),
                    *at,
                )),
            };
            let number = self.number();
            built.end(number, Barrier::Sort { by, keep });
        }
        if let Some((skip, at)) = skip {
            let number = self.number();
            built.end(number, Barrier::Skip(skip, at));
        }
        if let Some((limit, at)) = limit {
            let number = self.number();
            built.end(number, Barrier::Limit(limit, at));
        }
        Ok(())
    }

    /// A number of rows: it cannot depend on a row.
    fn count(&mut self, ast: &Ast) -> Result<Expr> {
        let expr = match self.expr(ast, Cx::of(&Scope::default())) {
            Err(CypherError::Fault(fault)) if fault.detail == "UndefinedVariable" => {
                let message = "a number of rows cannot depend on a row";
                return Err(wrong("NonConstantExpression", message, ast.span));
            }
            other => other?,
        };
        match &expr {
            Expr::Const(Value::Int(count)) if *count < 0 => {
                let message = "a number of rows cannot be negative";
                return Err(wrong("NegativeIntegerArgument", message, ast.span));
            }
            _ => {}
        }
        match self.ty(&expr) {
            Ty::Any | Ty::Null | Ty::Int | Ty::Number => Ok(expr),
            other => Err(super::types::mismatch("an integer", &other, ast.span)),
        }
    }
}
