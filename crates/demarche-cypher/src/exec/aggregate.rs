//! How values of several rows become one.

use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use super::{Row, Run};
use crate::error::{ErrorClass, Result, failed};
use crate::ir::{Aggregate, Gather};
use crate::value::Value;

/// What has been gathered of a group.
pub(super) struct Gathered {
    seen: Option<FxHashSet<Value>>,
    so_far: SoFar,
}

enum SoFar {
    Count(i64),
    Sum(Value),
    Mean {
        sum: f64,
        count: f64,
    },
    Best(Value),
    List(Vec<Value>),
    /// Welford's sums: count, mean, squares.
    Spread(f64, f64, f64),
    Percentile {
        part: f64,
        values: Vec<Value>,
    },
}

impl Gathered {
    pub(super) fn new(run: &Run<'_>, sum: &Aggregate, row: &mut Row) -> Result<Self> {
        let so_far = match sum.gather {
            Gather::CountRows | Gather::Count => SoFar::Count(0),
            Gather::Sum => SoFar::Sum(Value::Int(0)),
            Gather::Avg => SoFar::Mean {
                sum: 0.0,
                count: 0.0,
            },
            Gather::Min | Gather::Max => SoFar::Best(Value::Null),
            Gather::Collect => SoFar::List(Vec::new()),
            Gather::StDev | Gather::StDevP => SoFar::Spread(0.0, 0.0, 0.0),
            Gather::PercentileCont | Gather::PercentileDisc => {
                let part = match &sum.with {
                    Some(with) => run.eval(with, row)?,
                    None => Value::Null,
                };
                let part = number(&part).filter(|part| (0.0..=1.0).contains(part));
                let part = part.ok_or_else(|| {
                    let message = "a percentile is a number from 0 to 1";
                    failed(ErrorClass::Argument, "NumberOutOfRange", message, sum.at.0)
                })?;
                SoFar::Percentile {
                    part,
                    values: Vec::new(),
                }
            }
        };
        Ok(Self {
            seen: sum.distinct.then(FxHashSet::default),
            so_far,
        })
    }

    /// Takes a row in; nulls do not count.
    pub(super) fn take(&mut self, run: &Run<'_>, sum: &Aggregate, row: &mut Row) -> Result<()> {
        let Some(of) = &sum.of else {
            if let SoFar::Count(count) = &mut self.so_far {
                *count += 1;
            }
            return Ok(());
        };
        let value = run.eval(of, row)?;
        if value.is_null() {
            return Ok(());
        }
        if let Some(seen) = &mut self.seen {
            run.charge(value.weight())?;
            if !seen.insert(value.clone()) {
                return Ok(());
            }
        }
        let numeric = |value: &Value| {
            number(value).ok_or_else(|| {
                let message = format!("expected a number, found {}", value.kind());
                failed(ErrorClass::Type, "InvalidArgumentType", message, sum.at.0)
            })
        };
        match &mut self.so_far {
            SoFar::Count(count) => *count += 1,
            SoFar::Sum(total) => {
                if !matches!(value, Value::Temporal(_)) {
                    numeric(&value)?;
                } else if matches!(total, Value::Int(0)) {
                    *total = value;
                    return Ok(());
                }
                *total = super::arithmetic::add(run, total, &value, sum.at.0)?;
            }
            SoFar::Mean { sum, count } => {
                *sum += numeric(&value)?;
                *count += 1.0;
            }
            SoFar::Best(best) => {
                let wanted = if sum.gather == Gather::Min {
                    Ordering::Less
                } else {
                    Ordering::Greater
                };
                if best.is_null() || value.orders(best) == wanted {
                    *best = value;
                }
            }
            SoFar::List(list) => {
                run.charge(value.weight())?;
                list.push(value);
            }
            SoFar::Spread(count, mean, squares) => {
                let value = numeric(&value)?;
                *count += 1.0;
                let off = value - *mean;
                *mean += off / *count;
                *squares += off * (value - *mean);
            }
            SoFar::Percentile { values, .. } => {
                numeric(&value)?;
                run.charge(1)?;
                values.push(value);
            }
        }
        Ok(())
    }

    /// The value of the group.
    pub(super) fn end(self, sum: &Aggregate) -> Value {
        match self.so_far {
            SoFar::Count(count) => Value::Int(count),
            SoFar::Sum(total) | SoFar::Best(total) => total,
            SoFar::Mean { count: 0.0, .. } => Value::Null,
            SoFar::Mean { sum, count } => Value::Float(sum / count),
            SoFar::List(list) => Value::list(list),
            SoFar::Spread(count, _, squares) => {
                let over = if sum.gather == Gather::StDev {
                    count - 1.0
                } else {
                    count
                };
                Value::Float(if over > 0.0 {
                    (squares / over).sqrt()
                } else {
                    0.0
                })
            }
            SoFar::Percentile { part, mut values } => {
                values.sort_by(Value::orders);
                percentile(part, &values, sum.gather == Gather::PercentileCont)
            }
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "statistics are floating point")]
fn number(value: &Value) -> Option<f64> {
    match value {
        Value::Int(one) => Some(*one as f64),
        Value::Float(one) => Some(*one),
        _ => None,
    }
}

/// The value below which a part of the sorted values lies: between two of them, or one of them.
#[allow(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places in a list, from 0 to its length"
)]
fn percentile(part: f64, values: &[Value], between: bool) -> Value {
    let Some(last) = values.len().checked_sub(1) else {
        return Value::Null;
    };
    if between {
        let place = part * last as f64;
        let (low, high) = (place.floor() as usize, place.ceil() as usize);
        let at = |place: usize| number(&values[place.min(last)]).unwrap_or(f64::NAN);
        return Value::Float(at(low) + (at(high) - at(low)) * place.fract());
    }
    let place = (part * values.len() as f64).ceil() as usize;
    values[place.saturating_sub(1).min(last)].clone()
}
