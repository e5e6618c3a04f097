//! What an expression is for a row.

use std::cmp::Ordering;
use std::rc::Rc;

use open_cypher::Span;
use open_cypher::ast::BinaryOperator;

use super::arithmetic::{add, calculate, concat, negate};
use super::{ON, Row, Run, STOP};
use crate::error::{CypherError, ErrorClass, Result, failed, fault};
use crate::ir::{Expr, Labels, Quantified, Sub};
use crate::value::Value;

fn truth(value: Option<bool>) -> Value {
    value.map_or(Value::Null, Value::Bool)
}

/// A truth value; an error where it is none.
fn known(value: &Value, at: Span) -> Result<Option<bool>> {
    match value {
        Value::Bool(one) => Ok(Some(*one)),
        Value::Null => Ok(None),
        other => Err(wrong_type("a boolean", other, at)),
    }
}

fn wrong_type(expected: &str, found: &Value, at: Span) -> CypherError {
    let message = format!("expected {expected}, found {}", found.kind());
    failed(ErrorClass::Type, "InvalidArgumentType", message, at)
}

impl Run<'_> {
    #[allow(clippy::too_many_lines, reason = "a row for each kind of expression")]
    pub(crate) fn eval(&self, expr: &Expr, row: &mut Row) -> Result<Value> {
        Ok(match expr {
            Expr::Const(value) => value.clone(),
            Expr::Slot(slot) => row[*slot].clone(),
            Expr::Param(name, at) => {
                if let Some(value) = self.params.get(name) {
                    value.clone()
                } else {
                    let message = format!("parameter `{name}` is not given");
                    let class = ErrorClass::ParameterMissing;
                    return Err(fault(class, "MissingParameter", false, message, Some(at.0)));
                }
            }
            Expr::List(items) => {
                let items = items.iter().map(|item| self.eval(item, row));
                Value::list(items.collect::<Result<_>>()?)
            }
            Expr::Map(entries) => {
                let entries = entries
                    .iter()
                    .map(|(key, value)| Ok((key.clone(), self.eval(value, row)?)));
                Value::map(entries.collect::<Result<Vec<_>>>()?)
            }
            Expr::Property(of, key, at) => match &**of {
                Expr::Slot(slot) => self.property(&row[*slot], key, at.0)?,
                of => self.property(&self.eval(of, row)?, key, at.0)?,
            },
            Expr::Index(of, index, at) => {
                let (of, index) = (self.eval(of, row)?, self.eval(index, row)?);
                self.index(&of, &index, at.0)?
            }
            Expr::Slice(of, low, high, at) => {
                let of = self.eval(of, row)?;
                let mut bound = |end: &Option<Box<Expr>>| {
                    end.as_ref().map(|end| self.eval(end, row)).transpose()
                };
                let (low, high) = (bound(low)?, bound(high)?);
                slice(&of, low.as_ref(), high.as_ref(), at.0)?
            }
            Expr::Not(of, at) => truth(known(&self.eval(of, row)?, at.0)?.map(|one| !one)),
            Expr::Negate(of, at) => negate(&self.eval(of, row)?, at.0)?,
            Expr::And(items, at) => self.junction(items, false, row, at.0)?,
            Expr::Or(items, at) => self.junction(items, true, row, at.0)?,
            Expr::Binary(operator, left, right, at) => {
                let (left, right) = (self.eval(left, row)?, self.eval(right, row)?);
                self.binary(*operator, &left, &right, at.0)?
            }
            Expr::IsNull(of, negated) => Value::Bool(self.eval(of, row)?.is_null() != *negated),
            Expr::HasLabels(of, labels, at) => {
                let of = self.eval(of, row)?;
                if of.is_null() {
                    return Ok(Value::Null);
                }
                Value::Bool(self.labelled(&of, labels, at.0)?)
            }
            Expr::Call(function, arguments, at) => {
                let given = arguments.iter().map(|argument| self.eval(argument, row));
                let given = given.collect::<Result<Vec<_>>>()?;
                function.call(self, &given, at.0)?
            }
            Expr::Case(operand, arms, otherwise) => {
                let operand = operand
                    .as_ref()
                    .map(|operand| self.eval(operand, row))
                    .transpose()?;
                for (tests, then) in arms {
                    for test in tests {
                        let test = self.eval(test, row)?;
                        let fits = match &operand {
                            Some(operand) => operand.equals(&test) == Some(true),
                            None => matches!(test, Value::Bool(true)),
                        };
                        if fits {
                            return self.eval(then, row);
                        }
                    }
                }
                match otherwise {
                    Some(otherwise) => self.eval(otherwise, row)?,
                    None => Value::Null,
                }
            }
            Expr::Each {
                slot,
                list,
                filter,
                result,
                at,
            } => {
                let list = match self.eval(list, row)? {
                    Value::Null => return Ok(Value::Null),
                    Value::List(list) => list,
                    other => return Err(wrong_type("a list", &other, at.0)),
                };
                let mut found = Vec::new();
                for item in list.iter() {
                    self.tick()?;
                    row[*slot] = item.clone();
                    if let Some(filter) = filter
                        && known(&self.eval(filter, row)?, at.0)? != Some(true)
                    {
                        continue;
                    }
                    found.push(match result {
                        Some(result) => self.eval(result, row)?,
                        None => item.clone(),
                    });
                }
                Value::list(found)
            }
            Expr::Quantified {
                kind,
                slot,
                list,
                filter,
                at,
            } => {
                let list = match self.eval(list, row)? {
                    Value::Null => return Ok(Value::Null),
                    Value::List(list) => list,
                    other => return Err(wrong_type("a list", &other, at.0)),
                };
                let (mut yes, mut no, mut unknown) = (0usize, 0usize, 0usize);
                for item in list.iter() {
                    self.tick()?;
                    row[*slot] = item.clone();
                    match known(&self.eval(filter, row)?, at.0)? {
                        Some(true) => yes += 1,
                        Some(false) => no += 1,
                        None => unknown += 1,
                    }
                }
                truth(match kind {
                    Quantified::All if no > 0 => Some(false),
                    Quantified::Any if yes > 0 => Some(true),
                    Quantified::None if yes > 0 => Some(false),
                    Quantified::Single if yes > 1 => Some(false),
                    _ if unknown > 0 => None,
                    Quantified::All | Quantified::None => Some(true),
                    Quantified::Any => Some(false),
                    Quantified::Single => Some(yes == 1),
                })
            }
            Expr::Reduce {
                sum,
                start,
                slot,
                list,
                step,
                at,
            } => {
                let mut total = self.eval(start, row)?;
                let list = match self.eval(list, row)? {
                    Value::Null => return Ok(Value::Null),
                    Value::List(list) => list,
                    other => return Err(wrong_type("a list", &other, at.0)),
                };
                for item in list.iter() {
                    self.tick()?;
                    row[*sum] = total;
                    row[*slot] = item.clone();
                    total = self.eval(step, row)?;
                }
                total
            }
            Expr::Matches { steps, result } => {
                let mut found = Vec::new();
                let _ = self.steps(steps, row, &mut |row| {
                    self.bound(found.len())?;
                    found.push(self.eval(result, row)?);
                    Ok(ON)
                })?;
                Value::list(found)
            }
            Expr::Exists(steps) => {
                let mut found = false;
                let _ = self.steps(steps, row, &mut |_| {
                    found = true;
                    Ok(STOP)
                })?;
                Value::Bool(found)
            }
            Expr::Sub(kind, query) => {
                let mut count = 0i64;
                let mut found = Vec::new();
                self.query(query, row, &mut |row| {
                    count += 1;
                    if *kind == Sub::Collect {
                        let column = query
                            .singles
                            .first()
                            .and_then(|single| single.columns.first());
                        self.bound(found.len())?;
                        found.push(column.map_or(Value::Null, |&slot| row[slot].clone()));
                    }
                    Ok(if *kind == Sub::Exists { STOP } else { ON })
                })?;
                match kind {
                    Sub::Exists => Value::Bool(count > 0),
                    Sub::Count => Value::Int(count),
                    Sub::Collect => Value::list(found),
                }
            }
        })
    }

    /// `AND` or `OR`: what settles it wins over what is not known.
    fn junction(&self, items: &[Expr], settles: bool, row: &mut Row, at: Span) -> Result<Value> {
        let mut unknown = false;
        for item in items {
            match known(&self.eval(item, row)?, at)? {
                Some(one) if one == settles => return Ok(Value::Bool(settles)),
                Some(_) => {}
                None => unknown = true,
            }
        }
        Ok(if unknown {
            Value::Null
        } else {
            Value::Bool(!settles)
        })
    }

    fn binary(
        &self,
        operator: BinaryOperator,
        left: &Value,
        right: &Value,
        at: Span,
    ) -> Result<Value> {
        use BinaryOperator as B;
        Ok(match operator {
            B::Xor => match (known(left, at)?, known(right, at)?) {
                (Some(a), Some(b)) => Value::Bool(a != b),
                _ => Value::Null,
            },
            B::Equal => truth(left.equals(right)),
            B::NotEqual => truth(left.equals(right).map(|same| !same)),
            B::Less => compared(left, right, |order| order == Ordering::Less),
            B::LessEqual => compared(left, right, |order| order != Ordering::Greater),
            B::Greater => compared(left, right, |order| order == Ordering::Greater),
            B::GreaterEqual => compared(left, right, |order| order != Ordering::Less),
            B::In => match right {
                Value::Null => Value::Null,
                Value::List(items) => {
                    let mut unknown = false;
                    for item in items.iter() {
                        match left.equals(item) {
                            Some(true) => return Ok(Value::Bool(true)),
                            Some(false) => {}
                            None => unknown = true,
                        }
                    }
                    if unknown {
                        Value::Null
                    } else {
                        Value::Bool(false)
                    }
                }
                other => return Err(wrong_type("a list", other, at)),
            },
            B::StartsWith => texts(left, right, |a, b| a.starts_with(b)),
            B::EndsWith => texts(left, right, |a, b| a.ends_with(b)),
            B::Contains => texts(left, right, |a, b| a.contains(b)),
            B::RegexMatch => self.matches(left, right, at)?,
            B::Add => add(self, left, right, at)?,
            B::Concat => concat(self, left, right, at)?,
            _ => calculate(operator, left, right, at)?,
        })
    }

    /// Whether the whole of a string matches a pattern.
    fn matches(&self, text: &Value, pattern: &Value, at: Span) -> Result<Value> {
        let (Value::Str(text), Value::Str(pattern)) = (text, pattern) else {
            return Ok(Value::Null);
        };
        let mut known = self.patterns.borrow_mut();
        if !known.contains_key(pattern) {
            let whole = regex_lite::Regex::new(&format!("^(?:{pattern})$")).map_err(|error| {
                let message = format!("not a regular expression: {error}");
                failed(ErrorClass::Argument, "InvalidArgumentValue", message, at)
            })?;
            known.insert(pattern.clone(), whole);
        }
        let found = known.get(pattern).is_some_and(|regex| regex.is_match(text));
        Ok(Value::Bool(found))
    }

    pub(crate) fn property(&self, of: &Value, key: &str, at: Span) -> Result<Value> {
        match of {
            Value::Null => Ok(Value::Null),
            Value::Node(node) => self.look(self.graph.property(*node, key)),
            Value::Rel(rel) => self.look(self.graph.rel_property(*rel, key)),
            Value::Map(map) => Ok(map.get(key).cloned().unwrap_or(Value::Null)),
            Value::Temporal(time) => Ok(time.part(key).map_or(Value::Null, Value::Int)),
            other => Err(wrong_type("a map, node or relationship", other, at)),
        }
    }

    fn index(&self, of: &Value, index: &Value, at: Span) -> Result<Value> {
        match (of, index) {
            (Value::Null, _) | (_, Value::Null) => Ok(Value::Null),
            (Value::List(items), Value::Int(place)) => Ok(place_in(items.len(), *place)
                .and_then(|place| items.get(place))
                .cloned()
                .unwrap_or(Value::Null)),
            (Value::Map(_) | Value::Node(_) | Value::Rel(_), Value::Str(key)) => {
                self.property(of, key, at)
            }
            (Value::Map(_) | Value::Node(_) | Value::Rel(_), other) => {
                let message = format!("expected a string as key, found {}", other.kind());
                Err(failed(
                    ErrorClass::Type,
                    "MapElementAccessByNonString",
                    message,
                    at,
                ))
            }
            (Value::List(_), other) => Err(wrong_type("an integer as index", other, at)),
            (other, _) => Err(wrong_type("a list or map", other, at)),
        }
    }

    fn labelled(&self, of: &Value, labels: &Labels, at: Span) -> Result<bool> {
        Ok(match labels {
            Labels::Name(name) => match of {
                Value::Node(node) => self.look(self.graph.has_label(*node, name))?,
                Value::Rel(rel) => self.look(self.graph.kind(*rel))? == *name,
                other => return Err(wrong_type("a node or relationship", other, at)),
            },
            Labels::Any => match of {
                Value::Node(node) => !self.look(self.graph.labels(*node))?.is_empty(),
                _ => true,
            },
            Labels::Not(inner) => !self.labelled(of, inner, at)?,
            Labels::And(items) => {
                for item in items {
                    if !self.labelled(of, item, at)? {
                        return Ok(false);
                    }
                }
                true
            }
            Labels::Or(items) => {
                for item in items {
                    if self.labelled(of, item, at)? {
                        return Ok(true);
                    }
                }
                false
            }
        })
    }
}

fn compared(left: &Value, right: &Value, holds: fn(Ordering) -> bool) -> Value {
    match left.compares(right) {
        Ok(Some(order)) => Value::Bool(holds(order)),
        Ok(None) => Value::Bool(false),
        Err(()) => Value::Null,
    }
}

fn texts(left: &Value, right: &Value, holds: fn(&str, &str) -> bool) -> Value {
    match (left, right) {
        (Value::Str(left), Value::Str(right)) => Value::Bool(holds(left, right)),
        _ => Value::Null,
    }
}

/// A place counted from the start, or from the end where negative.
fn place_in(length: usize, place: i64) -> Option<usize> {
    let length = i64::try_from(length).ok()?;
    usize::try_from(if place < 0 { length + place } else { place }).ok()
}

fn slice(of: &Value, low: Option<&Value>, high: Option<&Value>, at: Span) -> Result<Value> {
    let items = match of {
        Value::Null => return Ok(Value::Null),
        Value::List(items) => items,
        other => return Err(wrong_type("a list", other, at)),
    };
    let length = i64::try_from(items.len()).unwrap_or(i64::MAX);
    let bound = |end: Option<&Value>, or: i64| match end {
        None => Ok(Some(or)),
        Some(Value::Null) => Ok(None),
        Some(Value::Int(place)) => {
            let place = if *place < 0 {
                length.saturating_add(*place)
            } else {
                *place
            };
            Ok(Some(place.clamp(0, length)))
        }
        Some(other) => Err(wrong_type("an integer as bound", other, at)),
    };
    let (Some(low), Some(high)) = (bound(low, 0)?, bound(high, length)?) else {
        return Ok(Value::Null);
    };
    let place = |bound: i64| usize::try_from(bound).unwrap_or(0);
    let part = items.get(place(low)..place(high)).unwrap_or_default();
    Ok(Value::List(Rc::new(part.to_vec())))
}
