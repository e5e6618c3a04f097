//! What stands between the streaming parts of a question: groups, order, distinct rows, counts.

use std::cmp::Ordering;

use rustc_hash::{FxHashMap, FxHashSet};

use open_cypher::Span;

use super::aggregate::Gathered;
use super::{ON, Row, Run, STOP, Sink};
use crate::error::{ErrorClass, Result, fault};
use crate::graph::Flow;
use crate::ir::{Aggregate, Barrier, Expr, Part, Slot};
use crate::value::Value;

/// A row that is held, with what it is sorted by.
type Held = (Vec<Value>, Vec<Value>);

/// What a barrier remembers.
pub(super) enum State {
    Open,
    Groups {
        places: FxHashMap<Vec<Value>, usize>,
        groups: Vec<(Vec<Value>, Vec<Gathered>)>,
    },
    Seen(FxHashSet<Vec<Value>>),
    Sorted {
        rows: Vec<Held>,
        keep: usize,
    },
    Left(usize),
}

impl State {
    pub(super) fn new(run: &Run<'_>, barrier: &Barrier, row: &mut Row) -> Result<Self> {
        Ok(match barrier {
            Barrier::Aggregate { keys, sums } => {
                let mut groups = Vec::new();
                if keys.is_empty() {
                    groups.push((Vec::new(), gathered(run, sums, row)?));
                }
                State::Groups {
                    places: FxHashMap::default(),
                    groups,
                }
            }
            Barrier::Distinct(_) => State::Seen(FxHashSet::default()),
            Barrier::Sort { keep, .. } => {
                let keep = match keep {
                    // What is wrong with the count is told where it is counted.
                    Some(keep) => match run.eval(keep, row) {
                        Ok(Value::Int(count)) => usize::try_from(count).unwrap_or(usize::MAX),
                        _ => usize::MAX,
                    },
                    None => usize::MAX,
                };
                State::Sorted {
                    rows: Vec::new(),
                    keep,
                }
            }
            Barrier::Skip(count, at) | Barrier::Limit(count, at) => {
                State::Left(counted(run, count, at.0, row)?)
            }
        })
    }
}

fn gathered(run: &Run<'_>, sums: &[Aggregate], row: &mut Row) -> Result<Vec<Gathered>> {
    sums.iter()
        .map(|sum| Gathered::new(run, sum, row))
        .collect()
}

/// A number of rows.
fn counted(run: &Run<'_>, count: &Expr, at: Span, row: &mut Row) -> Result<usize> {
    let wrong =
        |detail, message: String| Err(fault(ErrorClass::Syntax, detail, false, message, Some(at)));
    match run.eval(count, row)? {
        Value::Int(count) => match usize::try_from(count) {
            Ok(count) => Ok(count),
            Err(_) => wrong(
                "NegativeIntegerArgument",
                format!("a number of rows cannot be negative: {count}"),
            ),
        },
        other => wrong(
            "InvalidArgumentType",
            format!("expected an integer, found {}", other.kind()),
        ),
    }
}

fn keys(run: &Run<'_>, keys: &[(Slot, Expr)], row: &mut Row) -> Result<Vec<Value>> {
    keys.iter().map(|(_, key)| run.eval(key, row)).collect()
}

fn before(by: &[(Expr, bool)], one: &Held, two: &Held) -> Ordering {
    let each = one.0.iter().zip(&two.0).zip(by);
    let mut each = each.map(|((one, two), (_, down))| {
        let order = one.orders(two);
        if *down { order.reverse() } else { order }
    });
    each.find(|&order| order != Ordering::Equal)
        .unwrap_or(Ordering::Equal)
}

impl Run<'_> {
    /// Puts a row into the first part; rows that get through all of them go to `out`.
    pub(super) fn push(
        &self,
        parts: &[Part],
        states: &mut [State],
        row: &mut Row,
        out: Sink<'_>,
    ) -> Result<Flow> {
        let (Some((part, rest)), Some((state, later))) =
            (parts.split_first(), states.split_first_mut())
        else {
            return out(row);
        };
        self.steps(&part.steps, row, &mut |row| {
            let Some((number, barrier)) = &part.barrier else {
                return out(row);
            };
            self.current.set(*number);
            match (barrier, &mut *state) {
                (Barrier::Aggregate { keys: by, sums }, State::Groups { places, groups }) => {
                    let place = if by.is_empty() {
                        0
                    } else {
                        let key = keys(self, by, row)?;
                        if let Some(&place) = places.get(&key) {
                            place
                        } else {
                            {
                                self.charge(
                                    key.iter().map(Value::weight).sum::<usize>() + sums.len(),
                                )?;
                                groups.push((key.clone(), gathered(self, sums, row)?));
                                places.insert(key, groups.len() - 1);
                                groups.len() - 1
                            }
                        }
                    };
                    for (sum, gathered) in sums.iter().zip(&mut groups[place].1) {
                        gathered.take(self, sum, row)?;
                    }
                    Ok(ON)
                }
                (Barrier::Distinct(slots), State::Seen(seen)) => {
                    let key: Vec<Value> = slots.iter().map(|&slot| row[slot].clone()).collect();
                    if seen.contains(&key) {
                        return Ok(ON);
                    }
                    self.charge(key.iter().map(Value::weight).sum())?;
                    seen.insert(key);
                    self.passed(*number);
                    self.push(rest, later, row, out)
                }
                (Barrier::Sort { by, .. }, State::Sorted { rows, keep }) => {
                    let key = by
                        .iter()
                        .map(|(key, _)| self.eval(key, row))
                        .collect::<Result<_>>()?;
                    if *keep == 0 {
                        return Ok(ON);
                    }
                    rows.push((key, row.to_vec()));
                    if *keep == usize::MAX {
                        self.charge(row.iter().map(Value::weight).sum())?;
                    } else if rows.len() >= keep.saturating_mul(2).max(64) {
                        rows.sort_by(|one, two| before(by, one, two));
                        rows.truncate(*keep);
                        self.bound(rows.len().saturating_mul(row.len()))?;
                    }
                    Ok(ON)
                }
                (Barrier::Skip(..), State::Left(left)) => {
                    if *left > 0 {
                        *left -= 1;
                        return Ok(ON);
                    }
                    self.passed(*number);
                    self.push(rest, later, row, out)
                }
                (Barrier::Limit(..), State::Left(left)) => {
                    if *left == 0 {
                        return Ok(STOP);
                    }
                    *left -= 1;
                    let last = *left == 0;
                    self.passed(*number);
                    let flow = self.push(rest, later, row, out)?;
                    Ok(if last { STOP } else { flow })
                }
                _ => Ok(STOP),
            }
        })
    }

    /// Lets what a part holds go on.
    pub(super) fn drain(
        &self,
        place: usize,
        parts: &[Part],
        states: &mut [State],
        outer: &mut Row,
        out: Sink<'_>,
    ) -> Result<()> {
        let Some((number, barrier)) = parts.get(place).and_then(|part| part.barrier.as_ref())
        else {
            return Ok(());
        };
        let (held, later) = states.split_at_mut(place + 1);
        let rest = &parts[place + 1..];
        match (barrier, held.last_mut()) {
            (Barrier::Aggregate { keys, sums }, Some(State::Groups { groups, .. })) => {
                for (key, gathered) in std::mem::take(groups) {
                    self.tick()?;
                    let mut row = outer.to_vec();
                    for ((slot, _), value) in keys.iter().zip(key) {
                        row[*slot] = value;
                    }
                    for (sum, gathered) in sums.iter().zip(gathered) {
                        row[sum.slot] = gathered.end(sum);
                    }
                    self.passed(*number);
                    if self.push(rest, later, &mut row, out)?.is_break() {
                        break;
                    }
                }
            }
            (Barrier::Sort { by, .. }, Some(State::Sorted { rows, keep })) => {
                let mut rows = std::mem::take(rows);
                rows.sort_by(|one, two| before(by, one, two));
                rows.truncate(*keep);
                for (_, mut row) in rows {
                    self.tick()?;
                    self.passed(*number);
                    if self.push(rest, later, &mut row, out)?.is_break() {
                        break;
                    }
                }
            }
            _ => {}
        }
        Ok(())
    }
}
