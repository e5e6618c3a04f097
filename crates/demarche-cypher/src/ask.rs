//! From the text of a question to its answer.

use std::collections::BTreeMap;

use crate::compile::{Compiler, Planning, Scope};
use crate::error::Result;
use crate::exec::{Limits, Run};
use crate::explain::{Operator, operators};
use crate::graph::PropertyGraph;
use crate::ir::Query;
use crate::text::{Asked, read};
use crate::value::{Map, Value};

/// What a question gives.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each with a value for every column.
    pub rows: Vec<Vec<Value>>,
    /// Whether there were more rows than the limit let through.
    pub more: bool,
    /// The plan, where it was asked for by `EXPLAIN` or `PROFILE`.
    pub plan: Option<Vec<Operator>>,
}

/// A question made ready for one graph and one set of parameters.
pub struct Prepared<'g> {
    graph: &'g dyn PropertyGraph,
    params: &'g Map,
    text: &'g str,
    asked: Asked,
    query: Query,
    columns: Vec<String>,
    slots: usize,
    steps: usize,
    names: BTreeMap<usize, String>,
}

impl<'g> Prepared<'g> {
    /// Compiles and plans a question. O(length of the text), and a few looks into indexes.
    pub fn new(
        graph: &'g dyn PropertyGraph,
        text: &'g str,
        params: &'g Map,
        planning: Planning,
    ) -> Result<Self> {
        let (asked, ast) = read(text)?;
        let mut compiler = Compiler::new(graph, text, params, planning);
        let (query, columns) = compiler.query(&ast, &Scope::default(), true)?;
        let (slots, steps) = (compiler.types.len(), compiler.steps);
        Ok(Self {
            graph,
            params,
            text,
            asked,
            query,
            columns,
            slots,
            steps,
            names: compiler.named,
        })
    }

    /// What is asked for.
    pub fn asked(&self) -> Asked {
        self.asked
    }

    /// Answers it.
    pub fn answer(&self, limits: Limits) -> Result<Answer> {
        if self.asked == Asked::Plan {
            let plan = Some(operators(&self.query, self.text, &self.names, None));
            return Ok(Answer {
                columns: self.columns.clone(),
                rows: Vec::new(),
                more: false,
                plan,
            });
        }
        let run = Run::new(self.graph, self.params, self.slots, self.steps, limits);
        let (rows, more) = run.answer(&self.query)?;
        let plan = (self.asked == Asked::Profile)
            .then(|| operators(&self.query, self.text, &self.names, Some(&run.counts())));
        Ok(Answer {
            columns: self.columns.clone(),
            rows,
            more,
            plan,
        })
    }
}

/// Answers a question; the cost is that of its plan, which `EXPLAIN` shows.
pub fn ask(graph: &dyn PropertyGraph, text: &str, params: &Map, limits: Limits) -> Result<Answer> {
    Prepared::new(graph, text, params, Planning::Cheapest)?.answer(limits)
}
