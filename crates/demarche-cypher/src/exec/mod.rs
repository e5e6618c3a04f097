//! Carries a plan out: rows are pushed through the steps one at a time, and only what sorts,
//! groups or makes distinct holds any.

mod aggregate;
mod arithmetic;
mod barriers;
mod eval;
mod reach;
mod shortest;
mod steps;

use std::cell::{Cell, RefCell};
use std::rc::Rc;
use std::time::{Duration, Instant};

use rustc_hash::FxHashMap;

use crate::error::{CypherError, Result};
use crate::graph::{Flow, Half, Look, PropertyGraph};
use crate::ir::{Query, Single};
use crate::value::{Map, Value};

use self::barriers::State;

/// How much a question may take.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// How long it may run.
    pub time: Option<Duration>,
    /// How many rows it may give; the answer tells whether there were more.
    pub rows: Option<usize>,
    /// How many values it may hold at once, in rows, lists and groups.
    pub values: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            time: None,
            rows: None,
            values: 50_000_000,
        }
    }
}

/// How often the clock is looked at: every so many small steps.
const TICKS: u32 = 256;

/// One answering of a question.
pub(crate) struct Run<'a> {
    pub(crate) graph: &'a dyn PropertyGraph,
    params: &'a Map,
    slots: usize,
    started: Instant,
    limits: Limits,
    ticks: Cell<u32>,
    held: Cell<usize>,
    /// Rows that came out of each step, and looks at the graph that it took.
    rows: Vec<Cell<u64>>,
    hits: Vec<Cell<u64>>,
    /// The step that looks at the graph count for.
    current: Cell<usize>,
    seed: Cell<u64>,
    pool: RefCell<Vec<Vec<Half>>>,
    /// Regular expressions that were asked for.
    patterns: RefCell<FxHashMap<Rc<str>, regex_lite::Regex>>,
}

type Row = [Value];
/// Takes a row; `Break` where no more are wanted.
type Sink<'s> = &'s mut dyn FnMut(&mut Row) -> Result<Flow>;

const ON: Flow = Flow::Continue(());
const STOP: Flow = Flow::Break(());

impl<'a> Run<'a> {
    pub(crate) fn new(
        graph: &'a dyn PropertyGraph,
        params: &'a Map,
        slots: usize,
        steps: usize,
        limits: Limits,
    ) -> Self {
        Self {
            graph,
            params,
            slots,
            started: Instant::now(),
            limits,
            ticks: Cell::new(0),
            held: Cell::new(0),
            rows: vec![Cell::new(0); steps],
            hits: vec![Cell::new(0); steps],
            current: Cell::new(0),
            seed: Cell::new(0x9E37_79B9_7F4A_7C15),
            pool: RefCell::default(),
            patterns: RefCell::default(),
        }
    }

    /// Rows and looks at the graph of each step.
    pub(crate) fn counts(&self) -> Vec<(u64, u64)> {
        self.rows
            .iter()
            .zip(&self.hits)
            .map(|(rows, hits)| (rows.get(), hits.get()))
            .collect()
    }

    /// A row in which nothing is known.
    pub(crate) fn empty(&self) -> Vec<Value> {
        vec![Value::Null; self.slots]
    }

    /// A small piece of work: fails once the time is up.
    pub(crate) fn tick(&self) -> Result<()> {
        let ticks = self.ticks.get().wrapping_add(1);
        self.ticks.set(ticks);
        if ticks.is_multiple_of(TICKS)
            && let Some(time) = self.limits.time
            && self.started.elapsed() >= time
        {
            return Err(CypherError::Time(time.as_secs_f64()));
        }
        Ok(())
    }

    /// Counts values that are held until the end.
    pub(crate) fn charge(&self, values: usize) -> Result<()> {
        let held = self.held.get().saturating_add(values);
        self.held.set(held);
        self.bound(held)
    }

    /// Fails where something is larger than may be held.
    pub(crate) fn bound(&self, size: usize) -> Result<()> {
        if size > self.limits.values {
            return Err(CypherError::Memory(self.limits.values));
        }
        self.tick()
    }

    /// A look at the graph.
    pub(crate) fn look<T>(&self, found: Look<T>) -> Result<T> {
        if let Some(hits) = self.hits.get(self.current.get()) {
            hits.set(hits.get() + 1);
        }
        found.map_err(CypherError::Graph)
    }

    /// A number from 0 to 1: the same sequence for every run.
    pub(crate) fn random(&self) -> f64 {
        let mut seed = self.seed.get();
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        self.seed.set(seed);
        #[allow(clippy::cast_precision_loss, reason = "53 bits fit")]
        let fraction = (seed >> 11) as f64 / (1u64 << 53) as f64;
        fraction
    }

    fn passed(&self, step: usize) {
        if let Some(rows) = self.rows.get(step) {
            rows.set(rows.get() + 1);
        }
    }

    /// Answers a question for a row that is known around it.
    pub(crate) fn query(&self, query: &Query, row: &mut Row, out: Sink<'_>) -> Result<()> {
        let mut seen = rustc_hash::FxHashSet::default();
        let stopped = Cell::new(false);
        for single in &query.singles {
            if stopped.get() {
                break;
            }
            self.single(single, row, &mut |row| {
                if query.distinct {
                    let key: Vec<Value> = single
                        .columns
                        .iter()
                        .map(|&slot| row[slot].clone())
                        .collect();
                    self.charge(key.len())?;
                    if !seen.insert(key) {
                        return Ok(ON);
                    }
                }
                let flow = out(row)?;
                stopped.set(flow.is_break());
                Ok(flow)
            })?;
        }
        Ok(())
    }

    fn single(&self, single: &Single, row: &mut Row, out: Sink<'_>) -> Result<()> {
        self.single_over(single, &mut [row.to_vec()], out)
    }

    /// Answers a part of a question for several rows at once.
    pub(crate) fn single_over(
        &self,
        single: &Single,
        rows: &mut [Vec<Value>],
        out: Sink<'_>,
    ) -> Result<()> {
        let empty = self.empty();
        let outer = rows.first().cloned();
        let row = &mut outer.unwrap_or(empty);
        let mut states = Vec::with_capacity(single.parts.len());
        for part in &single.parts {
            let barrier = part.barrier.as_ref();
            states.push(match barrier {
                Some((_, barrier)) => State::new(self, barrier, row)?,
                None => State::Open,
            });
        }
        let stopped = Cell::new(false);
        let mut out = |row: &mut Row| {
            let flow = out(row)?;
            stopped.set(stopped.get() || flow.is_break());
            Ok(flow)
        };
        for row in rows {
            if self
                .push(&single.parts, &mut states, row, &mut out)?
                .is_break()
            {
                break;
            }
        }
        for place in 0..single.parts.len() {
            if stopped.get() {
                break;
            }
            self.drain(place, &single.parts, &mut states, row, &mut out)?;
        }
        Ok(())
    }

    /// The answer as rows of the columns.
    pub(crate) fn answer(&self, query: &Query) -> Result<(Vec<Vec<Value>>, bool)> {
        let mut rows: Vec<Vec<Value>> = Vec::new();
        let mut more = false;
        let most = self.limits.rows.unwrap_or(usize::MAX);
        let Some(columns) = query.singles.first().map(|single| single.columns.len()) else {
            return Ok((rows, more));
        };
        // The columns of the parts of a union stand in different slots.
        let places: Vec<&[usize]> = query
            .singles
            .iter()
            .map(|single| single.columns.as_slice())
            .collect();
        let mut seen = rustc_hash::FxHashSet::default();
        let mut row = self.empty();
        for (single, slots) in query.singles.iter().zip(places) {
            debug_assert_eq!(slots.len(), columns, "checked when compiled");
            if more {
                break;
            }
            self.single(single, &mut row, &mut |row| {
                let found: Vec<Value> = slots.iter().map(|&slot| row[slot].clone()).collect();
                if query.distinct && !seen.insert(found.clone()) {
                    return Ok(ON);
                }
                if rows.len() >= most {
                    more = true;
                    return Ok(STOP);
                }
                self.charge(found.iter().map(Value::weight).sum::<usize>() + 1)?;
                rows.push(found);
                Ok(ON)
            })?;
            row = self.empty();
        }
        Ok((rows, more))
    }
}
