//! From the parser's tree to a plan: scopes, clauses, and what is refused before anything is read.

mod expressions;
mod literals;
mod patterns;
mod planner;
mod projection;
mod types;

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use open_cypher::Span;
use open_cypher::ast::visit::{Visitor, walk_expr};
use open_cypher::ast::{
    Clause, ClauseKind, Expr as Ast, ExprKind, Query as QueryAst, QueryKind, RegularQuery,
    UnionOperator,
};

use self::expressions::gather;
pub(crate) use self::expressions::labels_of;
pub(crate) use self::types::Ty;
use crate::error::{CypherError, Result, wrong};
use crate::graph::PropertyGraph;
use crate::ir::{Aggregate, Barrier, Expr, Kind, Part, Query, Single, Slot, Step, Sub};
use crate::text::written;
use crate::value::Map;

/// The names that can be used at a place, each with its slot.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scope {
    names: BTreeMap<Rc<str>, (Slot, bool)>,
}

impl Scope {
    pub(crate) fn get(&self, name: &str) -> Option<Slot> {
        self.names
            .get(written(name).as_str())
            .map(|&(slot, _)| slot)
    }

    /// Whether a name belongs to the inside of an expression.
    fn is_local(&self, name: &str) -> bool {
        let found = self.names.get(written(name).as_str());
        found.is_some_and(|&(_, local)| local)
    }

    pub(crate) fn put(&mut self, name: &str, slot: Slot) {
        self.names.insert(written(name).into(), (slot, false));
    }

    fn put_local(&mut self, name: &str, slot: Slot) {
        self.names.insert(written(name).into(), (slot, true));
    }

    /// Names and slots, sorted by name.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&Rc<str>, Slot)> {
        self.names.iter().map(|(name, &(slot, _))| (name, slot))
    }
}

/// What an expression beside aggregates, or one to sort by, may refer to.
pub(crate) struct Sums<'a> {
    /// The names before the projection.
    before: &'a Scope,
    /// Columns that are no aggregates: what they are and where they stand.
    keys: Vec<(Expr, Slot)>,
    list: RefCell<Vec<Aggregate>>,
    /// The names of the columns, where one sorts by them.
    aliases: Option<&'a Scope>,
    /// Whether a column is an aggregate.
    aggregates: bool,
}

impl Sums<'_> {
    fn key(&self, expr: &Expr) -> Option<Expr> {
        let found = self.keys.iter().find(|(key, _)| key == expr);
        found.map(|&(_, slot)| Expr::Slot(slot))
    }
}

/// Where an expression stands.
#[derive(Clone, Copy)]
pub(crate) struct Cx<'a> {
    pub(crate) scope: &'a Scope,
    sums: Option<&'a Sums<'a>>,
    predicate: bool,
    /// Inside of a comprehension, where no aggregate can stand.
    inside: bool,
}

impl<'a> Cx<'a> {
    pub(crate) const fn of(scope: &'a Scope) -> Self {
        Self {
            scope,
            sums: None,
            predicate: false,
            inside: false,
        }
    }

    const fn value(self) -> Self {
        Self {
            predicate: false,
            ..self
        }
    }

    const fn predicate(self) -> Self {
        Self {
            predicate: true,
            ..self
        }
    }

    const fn inside(self) -> Self {
        Self {
            inside: true,
            ..self
        }
    }
}

/// Whether an expression holds an aggregate of its own.
pub(crate) fn aggregates(ast: &Ast) -> bool {
    struct Search(bool);
    impl<'ast> Visitor<'ast> for Search {
        fn visit_expr(&mut self, node: &'ast Ast) {
            match &node.kind {
                ExprKind::Function(call) => {
                    let alone = call.name.parts.len() == 1;
                    let name = call.name.parts.first().map_or("", |name| &name.kind.text);
                    self.0 |= alone && gather(name).is_some();
                    walk_expr(self, node);
                }
                ExprKind::Subquery(_) => {}
                _ => walk_expr(self, node),
            }
        }
    }
    let mut search = Search(false);
    search.visit_expr(ast);
    search.0
}

/// The word for a clause that changes the graph where a question is expected.
const CHANGES: &str = "InvalidClauseComposition";

/// How a plan is made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Planning {
    /// From the cheapest place on, conditions as early as they can be told.
    #[default]
    Cheapest,
    /// As written: whole scans, conditions last. The answer to compare others with.
    AsWritten,
}

pub(crate) struct Compiler<'g> {
    pub(crate) graph: &'g dyn PropertyGraph,
    pub(crate) text: &'g str,
    pub(crate) params: &'g Map,
    pub(crate) planning: Planning,
    pub(crate) types: Vec<Ty>,
    /// The names of the slots that have one, for the plan.
    pub(crate) named: BTreeMap<Slot, String>,
    pub(crate) steps: usize,
    depth: usize,
}

/// What has been compiled of a question so far.
#[derive(Default)]
pub(crate) struct Built {
    parts: Vec<Part>,
    current: Vec<Step>,
}

impl Built {
    fn end(&mut self, number: usize, barrier: Barrier) {
        let steps = std::mem::take(&mut self.current);
        self.parts.push(Part {
            steps,
            barrier: Some((number, barrier)),
        });
    }
}

impl<'g> Compiler<'g> {
    pub(crate) fn new(
        graph: &'g dyn PropertyGraph,
        text: &'g str,
        params: &'g Map,
        planning: Planning,
    ) -> Self {
        Self {
            graph,
            text,
            params,
            planning,
            types: Vec::new(),
            named: BTreeMap::new(),
            steps: 0,
            depth: 0,
        }
    }

    pub(crate) fn slot(&mut self, ty: Ty) -> Slot {
        self.types.push(ty);
        self.types.len() - 1
    }

    /// Takes note of the name of a slot.
    pub(crate) fn note_name(&mut self, slot: Slot, name: &str) {
        self.named.entry(slot).or_insert_with(|| written(name));
    }

    pub(crate) fn number(&mut self) -> usize {
        self.steps += 1;
        self.steps - 1
    }

    pub(crate) fn step(&mut self, kind: Kind) -> Step {
        Step {
            number: self.number(),
            kind,
            guess: 1.0,
        }
    }

    /// A whole question with the names of its columns.
    pub(crate) fn query(
        &mut self,
        ast: &RegularQuery,
        outer: &Scope,
        must_return: bool,
    ) -> Result<(Query, Vec<String>)> {
        let (first, mut columns) =
            self.single(&ast.head.kind.clauses, outer, must_return, ast.head.span)?;
        let mut singles = vec![first];
        let mut distinct = false;
        for (place, branch) in ast.unions.iter().enumerate() {
            let all = branch.operator.kind == UnionOperator::All;
            if place > 0 && distinct == all {
                let message = "`UNION` and `UNION ALL` cannot be mixed";
                return Err(wrong(
                    "InvalidClauseComposition",
                    message,
                    branch.operator.span,
                ));
            }
            distinct = !all;
            let (single, names) = self.single(
                &branch.query.kind.clauses,
                outer,
                must_return,
                branch.query.span,
            )?;
            if names != columns {
                let message = "the parts of a union need the same columns";
                return Err(wrong("DifferentColumnsInUnion", message, branch.query.span));
            }
            columns = names;
            singles.push(single);
        }
        Ok((Query { singles, distinct }, columns))
    }

    fn single(
        &mut self,
        clauses: &[Clause],
        outer: &Scope,
        must_return: bool,
        span: Span,
    ) -> Result<(Single, Vec<String>)> {
        let mut built = Built::default();
        let mut scope = outer.clone();
        for (place, clause) in clauses.iter().enumerate() {
            if let ClauseKind::Return(last) = &clause.kind {
                if let Some(next) = clauses.get(place + 1) {
                    let message = "nothing can follow `RETURN`";
                    return Err(wrong("InvalidClauseComposition", message, next.span));
                }
                let outcome = self.projection(&last.projection, None, &scope, &mut built, false)?;
                built.parts.push(Part {
                    steps: std::mem::take(&mut built.current),
                    barrier: None,
                });
                let (names, columns) = outcome.columns.into_iter().unzip();
                return Ok((
                    Single {
                        parts: built.parts,
                        columns,
                    },
                    names,
                ));
            }
            scope = self
                .clause(clause, scope, &mut built)
                .map_err(|error| match error {
                    // As a part of a question they would be in the wrong place; here they are no
                    // part of the language.
                    CypherError::Fault(fault)
                        if must_return
                            && fault.detail == CHANGES
                            && fault.span == Some((clause.span.start, clause.span.end)) =>
                    {
                        wrong("UnexpectedSyntax", fault.message, clause.span)
                    }
                    other => other,
                })?;
        }
        if must_return {
            let end = Span::new(span.end.saturating_sub(1).max(span.start), span.end);
            let message = "a question ends with `RETURN`";
            return Err(wrong("InvalidClauseComposition", message, end));
        }
        built.parts.push(Part {
            steps: std::mem::take(&mut built.current),
            barrier: None,
        });
        Ok((
            Single {
                parts: built.parts,
                columns: Vec::new(),
            },
            Vec::new(),
        ))
    }

    /// A clause that reads, and the names after it.
    fn clause(&mut self, clause: &Clause, scope: Scope, built: &mut Built) -> Result<Scope> {
        match &clause.kind {
            ClauseKind::Match(ast) => {
                let (steps, after) = self.match_clause(ast, &scope)?;
                built.current.extend(steps);
                Ok(after)
            }
            ClauseKind::Unwind(ast) => {
                let list = self.expr(&ast.expression, Cx::of(&scope))?;
                let item = match self.ty(&list) {
                    Ty::List(item) => *item,
                    _ => Ty::Any,
                };
                let name = &ast.variable.kind.text;
                if scope.get(name).is_some() {
                    let message = format!("variable `{name}` is defined already");
                    return Err(wrong("VariableAlreadyBound", message, ast.variable.span));
                }
                let slot = self.slot(item);
                let step = self.step(Kind::Unwind { slot, list });
                built.current.push(Step {
                    guess: 10.0,
                    ..step
                });
                let mut after = scope;
                self.note_name(slot, name);
                after.put(name, slot);
                Ok(after)
            }
            ClauseKind::With(ast) => {
                let condition = ast.where_clause.as_ref();
                let outcome = self.projection(&ast.projection, condition, &scope, built, true)?;
                Ok(outcome.scope)
            }
            ClauseKind::Filter(ast) => {
                let condition = self.condition(&ast.predicate, Cx::of(&scope))?;
                let step = self.step(Kind::Filter(condition));
                built.current.push(step);
                Ok(scope)
            }
            ClauseKind::Call(_) | ClauseKind::LoadCsv(_) | ClauseKind::Use(_) => {
                Err(expressions::unsupported("this clause", clause.span))
            }
            _ => {
                let message = "only clauses that read can stand here";
                Err(wrong(CHANGES, message, clause.span))
            }
        }
    }

    /// Clauses that read, and then every name as a column: what changes of a small graph are made
    /// from.
    pub(crate) fn reading(&mut self, clauses: &[Clause], outer: &Scope) -> Result<(Query, Scope)> {
        let mut built = Built::default();
        let mut scope = outer.clone();
        for clause in clauses {
            scope = self.clause(clause, scope, &mut built)?;
        }
        built.parts.push(Part {
            steps: std::mem::take(&mut built.current),
            barrier: None,
        });
        let columns = scope.iter().map(|(_, slot)| slot).collect();
        let single = Single {
            parts: built.parts,
            columns,
        };
        Ok((
            Query {
                singles: vec![single],
                distinct: false,
            },
            scope,
        ))
    }

    /// A question inside of an expression; it sees the names around it.
    fn subquery(&mut self, ast: &QueryAst, cx: Cx<'_>, kind: Sub) -> Result<Rc<Query>> {
        let QueryKind::Regular(regular) = &ast.kind else {
            return Err(expressions::unsupported("this subquery", ast.span));
        };
        let outer = cx.sums.map_or(cx.scope, |sums| sums.before);
        let (query, columns) = self.query(regular, outer, kind == Sub::Collect)?;
        if kind == Sub::Collect && columns.len() != 1 {
            let message = "a question whose answers are collected has one column";
            return Err(wrong("InvalidClauseComposition", message, ast.span));
        }
        Ok(Rc::new(query))
    }
}
