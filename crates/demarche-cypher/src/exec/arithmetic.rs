//! Operators on numbers, strings, lists, dates.

use std::rc::Rc;

use open_cypher::Span;
use open_cypher::ast::BinaryOperator;

use super::Run;
use crate::error::{CypherError, ErrorClass, Result, failed};
use crate::value::{Map, Value};

fn overflow(at: Span) -> CypherError {
    failed(
        ErrorClass::Arithmetic,
        "IntegerOverflow",
        "the number does not fit into 64 bits",
        at,
    )
}

fn mismatch(word: &str, left: &Value, right: &Value, at: Span) -> CypherError {
    let message = format!("cannot {word} {} and {}", left.kind(), right.kind());
    failed(ErrorClass::Type, "InvalidArgumentType", message, at)
}

#[allow(clippy::cast_precision_loss, reason = "what the language asks for")]
fn float(value: &Value) -> Option<f64> {
    match value {
        Value::Int(one) => Some(*one as f64),
        Value::Float(one) => Some(*one),
        _ => None,
    }
}

/// The sum, the longer string, or the longer list of two values that are not null.
pub(super) fn add(run: &Run<'_>, left: &Value, right: &Value, at: Span) -> Result<Value> {
    Ok(match (left, right) {
        (Value::Null, _) | (_, Value::Null) => Value::Null,
        (Value::Int(a), Value::Int(b)) => {
            Value::Int(a.checked_add(*b).ok_or_else(|| overflow(at))?)
        }
        (Value::List(a), Value::List(b)) => {
            run.bound(a.len() + b.len())?;
            Value::list(a.iter().chain(b.iter()).cloned().collect())
        }
        (Value::List(a), b) => {
            run.bound(a.len() + 1)?;
            Value::list(a.iter().chain([b]).cloned().collect())
        }
        (a, Value::List(b)) => {
            run.bound(b.len() + 1)?;
            Value::list([a].into_iter().chain(b.iter()).cloned().collect())
        }
        (Value::Str(a), Value::Str(b)) => {
            run.bound((a.len() + b.len()) / 32)?;
            Value::str(format!("{a}{b}"))
        }
        (Value::Str(a), Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Temporal(_)) => {
            Value::str(format!("{a}{}", plain(right)))
        }
        (Value::Int(_) | Value::Float(_) | Value::Bool(_) | Value::Temporal(_), Value::Str(b)) => {
            Value::str(format!("{}{b}", plain(left)))
        }
        (Value::Temporal(a), Value::Temporal(b)) => {
            let sum = a
                .plus(b, 1)
                .ok_or_else(|| mismatch("add", left, right, at))?;
            Value::Temporal(Rc::new(sum))
        }
        _ => match (float(left), float(right)) {
            (Some(a), Some(b)) => Value::Float(a + b),
            _ => return Err(mismatch("add", left, right, at)),
        },
    })
}

fn plain(value: &Value) -> String {
    match value {
        Value::Int(one) => one.to_string(),
        Value::Float(one) => crate::show::float_text(*one),
        Value::Bool(one) => one.to_string(),
        Value::Temporal(one) => one.to_string(),
        _ => String::new(),
    }
}

/// Strings or lists one after the other, or a map with the entries of another.
pub(super) fn concat(run: &Run<'_>, left: &Value, right: &Value, at: Span) -> Result<Value> {
    match (left, right) {
        (Value::Map(a), Value::Map(b)) => {
            let both = a.iter().chain(b.iter());
            let both: Map = both
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
            Ok(Value::Map(Rc::new(both)))
        }
        (
            Value::Null | Value::Str(_) | Value::List(_),
            Value::Null | Value::Str(_) | Value::List(_),
        ) => add(run, left, right, at),
        _ => Err(mismatch("join", left, right, at)),
    }
}

/// The other operators on numbers.
pub(super) fn calculate(
    operator: BinaryOperator,
    left: &Value,
    right: &Value,
    at: Span,
) -> Result<Value> {
    use BinaryOperator as B;
    if left.is_null() || right.is_null() {
        return Ok(Value::Null);
    }
    if let (Value::Int(a), Value::Int(b)) = (left, right)
        && operator != B::Power
    {
        if *b == 0 && matches!(operator, B::Divide | B::Remainder) {
            let message = "division by zero";
            return Err(failed(
                ErrorClass::Arithmetic,
                "DivisionByZero",
                message,
                at,
            ));
        }
        let whole = match operator {
            B::Subtract => a.checked_sub(*b),
            B::Multiply => a.checked_mul(*b),
            B::Divide => a.checked_div(*b),
            _ => a.checked_rem(*b),
        };
        return whole.map(Value::Int).ok_or_else(|| overflow(at));
    }
    if let Value::Temporal(a) = left {
        let found = match (operator, right) {
            (B::Subtract, Value::Temporal(b)) => a.plus(b, -1),
            (B::Multiply, right) => float(right).and_then(|by| a.times(by)),
            (B::Divide, right) => float(right).and_then(|by| a.times(by.recip())),
            _ => None,
        };
        let found = found.ok_or_else(|| mismatch("calculate with", left, right, at))?;
        return Ok(Value::Temporal(Rc::new(found)));
    }
    if let (B::Multiply, Some(by), Value::Temporal(b)) = (operator, float(left), right) {
        let found = b
            .times(by)
            .ok_or_else(|| mismatch("multiply", left, right, at))?;
        return Ok(Value::Temporal(Rc::new(found)));
    }
    let (Some(a), Some(b)) = (float(left), float(right)) else {
        return Err(mismatch("calculate with", left, right, at));
    };
    Ok(Value::Float(match operator {
        B::Subtract => a - b,
        B::Multiply => a * b,
        B::Divide => a / b,
        B::Remainder => a % b,
        _ => a.powf(b),
    }))
}

/// The opposite of a number or duration.
pub(super) fn negate(value: &Value, at: Span) -> Result<Value> {
    match value {
        Value::Null => Ok(Value::Null),
        Value::Int(one) => one
            .checked_neg()
            .map(Value::Int)
            .ok_or_else(|| overflow(at)),
        Value::Float(one) => Ok(Value::Float(-one)),
        other => calculate(BinaryOperator::Multiply, other, &Value::Int(-1), at),
    }
}
