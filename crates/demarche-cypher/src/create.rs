//! `CREATE` for small graphs in memory: the set-up of tests and examples.

use std::collections::BTreeMap;
use std::rc::Rc;

use open_cypher::Span;
use open_cypher::ast::{
    Clause, ClauseKind, Expr as Ast, ExprKind, PathFactorKind, Pattern, RelationshipDirection,
};

use crate::compile::{Compiler, Cx, Planning, Scope, Ty};
use crate::error::{Result, wrong};
use crate::exec::{Limits, Run};
use crate::graph::{NodeId, PropertyGraph as _};
use crate::ir::Labels;
use crate::memory::MemoryGraph;
use crate::text::read;
use crate::value::{Map, Value};

type Names = BTreeMap<Rc<str>, Value>;

impl MemoryGraph {
    /// Carries out `CREATE` clauses, and `DELETE` of relationships; clauses that read may stand
    /// between them.
    pub fn create(&mut self, text: &str) -> Result<()> {
        let (_, query) = read(text)?;
        let mut rows: Vec<Names> = vec![Names::new()];
        let mut reading: Vec<Clause> = Vec::new();
        for clause in &query.head.kind.clauses {
            match &clause.kind {
                ClauseKind::Create(create) => {
                    rows = self.read_on(text, &std::mem::take(&mut reading), rows)?;
                    for names in &mut rows {
                        self.make(text, &create.pattern, names)?;
                    }
                }
                ClauseKind::Delete(delete) => {
                    rows = self.read_on(text, &std::mem::take(&mut reading), rows)?;
                    for names in &rows {
                        for gone in &delete.expressions {
                            if let Value::Rel(rel) = self.value(text, gone, names)? {
                                self.remove_rel(rel);
                            }
                        }
                    }
                }
                _ => reading.push(clause.clone()),
            }
        }
        Ok(())
    }

    fn read_on(&self, text: &str, clauses: &[Clause], rows: Vec<Names>) -> Result<Vec<Names>> {
        if clauses.is_empty() {
            return Ok(rows);
        }
        let mut found = Vec::new();
        let params = Map::new();
        let Some(first) = rows.first() else {
            return Ok(rows);
        };
        {
            let mut compiler = Compiler::new(self, text, &params, Planning::Cheapest);
            let scope = scoped(&mut compiler, first);
            let (query, after) = compiler.reading(clauses, &scope)?;
            let run = Run::new(
                self,
                &params,
                compiler.types.len(),
                compiler.steps,
                Limits::default(),
            );
            let each = rows.iter().map(|names| {
                let mut row = run.empty();
                for (name, slot) in scope.iter() {
                    row[slot] = names.get(name).cloned().unwrap_or(Value::Null);
                }
                row
            });
            let mut each: Vec<_> = each.collect();
            for single in &query.singles {
                run.single_over(single, &mut each, &mut |row| {
                    let names = after
                        .iter()
                        .map(|(name, slot)| (name.clone(), row[slot].clone()));
                    found.push(names.collect());
                    Ok(crate::graph::Flow::Continue(()))
                })?;
            }
        }
        Ok(found)
    }

    fn value(&self, text: &str, ast: &Ast, names: &Names) -> Result<Value> {
        let params = Map::new();
        let mut compiler = Compiler::new(self, text, &params, Planning::Cheapest);
        let scope = scoped(&mut compiler, names);
        let expr = compiler.expr(ast, Cx::of(&scope))?;
        let run = Run::new(
            self,
            &params,
            compiler.types.len(),
            compiler.steps,
            Limits::default(),
        );
        let mut row = run.empty();
        for (name, slot) in scope.iter() {
            row[slot] = names.get(name).cloned().unwrap_or(Value::Null);
        }
        run.eval(&expr, &mut row)
    }

    fn properties_of(&self, text: &str, ast: Option<&Ast>, names: &Names) -> Result<Map> {
        let Some(ast) = ast else {
            return Ok(Map::new());
        };
        match (&ast.kind, self.value(text, ast, names)?) {
            (ExprKind::Map(_) | ExprKind::Variable(_), Value::Map(map)) => Ok((*map).clone()),
            _ => Err(wrong(
                "InvalidParameterUse",
                "expected a map of properties",
                ast.span,
            )),
        }
    }

    fn make(&mut self, text: &str, pattern: &Pattern, names: &mut Names) -> Result<()> {
        for part in &pattern.parts {
            let mut last: Option<NodeId> = None;
            let mut pending = None;
            for factor in &part.kind.path.kind.factors {
                match &factor.kind {
                    PathFactorKind::Node(node) => {
                        let name = node.variable.as_ref().map(|name| name.kind.text.as_str());
                        let known = name.and_then(|name| names.get(name)).cloned();
                        let here = if let Some(Value::Node(known)) = known {
                            known
                        } else {
                            let labels = node.labels.as_ref().map(crate::compile::labels_of);
                            let labels = labels
                                .transpose()?
                                .map_or_else(Vec::new, |labels| list(&labels));
                            let properties =
                                self.properties_of(text, node.properties.as_deref(), names)?;
                            let made = self.add_node(labels, properties);
                            if let Some(name) = name {
                                names.insert(name.into(), Value::Node(made));
                            }
                            made
                        };
                        if let (Some((rel, span)), Some(before)) = (pending.take(), last) {
                            self.make_rel(text, rel, span, (before, here), names)?;
                        }
                        last = Some(here);
                    }
                    PathFactorKind::Relationship(rel) => pending = Some((rel, factor.span)),
                    _ => return Err(wrong("UnexpectedSyntax", "cannot be created", factor.span)),
                }
            }
        }
        Ok(())
    }

    fn make_rel(
        &mut self,
        text: &str,
        rel: &open_cypher::ast::RelationshipPattern,
        span: Span,
        (before, here): (NodeId, NodeId),
        names: &mut Names,
    ) -> Result<()> {
        let kind = rel
            .labels
            .as_ref()
            .map(crate::compile::labels_of)
            .transpose()?;
        let Some([kind]) = kind
            .map(|kind| list(&kind))
            .as_deref()
            .map(<[Rc<str>]>::to_vec)
            .and_then(|one| <[Rc<str>; 1]>::try_from(one).ok())
        else {
            return Err(wrong("NoSingleRelationshipType", "needs one type", span));
        };
        let (from, to) = match rel.direction.kind {
            RelationshipDirection::Left => (here, before),
            _ => (before, here),
        };
        let properties = self.properties_of(text, rel.properties.as_deref(), names)?;
        let made = self.add_rel(kind, from, to, properties);
        if let (Some(name), Some(made)) = (&rel.variable, made) {
            names.insert(name.kind.text.as_str().into(), Value::Rel(made));
        }
        Ok(())
    }

    /// How many nodes there are.
    pub fn len(&self) -> usize {
        let mut count = 0;
        let _ = self.nodes(None, &mut |_| {
            count += 1;
            crate::graph::Flow::Continue(())
        });
        count
    }

    /// Whether there are no nodes.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

fn scoped(compiler: &mut Compiler<'_>, names: &Names) -> Scope {
    let mut scope = Scope::default();
    for name in names.keys() {
        let slot = compiler.slot(Ty::Any);
        scope.put(name, slot);
    }
    scope
}

fn list(labels: &Labels) -> Vec<Rc<str>> {
    match labels {
        Labels::Name(name) => vec![name.clone()],
        Labels::And(items) => items.iter().flat_map(list).collect(),
        _ => Vec::new(),
    }
}
