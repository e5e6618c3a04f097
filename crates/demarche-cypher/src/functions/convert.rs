//! From one type to another.

use std::rc::Rc;

use open_cypher::Span;

use super::refused;
use crate::error::{ErrorClass, Result, failed};
use crate::show::float_text;
use crate::temporal::{Moment, Temporal, from_map, from_text};
use crate::value::Value;

pub(super) fn boolean(value: &Value, at: Span) -> Result<Value> {
    Ok(match value {
        Value::Null | Value::Bool(_) => value.clone(),
        Value::Str(text) if text.eq_ignore_ascii_case("true") => Value::Bool(true),
        Value::Str(text) if text.eq_ignore_ascii_case("false") => Value::Bool(false),
        Value::Str(_) => Value::Null,
        Value::Int(one) => Value::Bool(*one != 0),
        other => return Err(refused("a boolean or string", other, at)),
    })
}

#[allow(
    clippy::cast_possible_truncation,
    reason = "cut off as the language says"
)]
pub(super) fn integer(value: &Value, at: Span) -> Result<Value> {
    let cut = |one: f64| match one {
        one if one.is_finite() && one.abs() < 9.3e18 => Value::Int(one as i64),
        _ => Value::Null,
    };
    Ok(match value {
        Value::Null | Value::Int(_) => value.clone(),
        Value::Float(one) => cut(*one),
        Value::Bool(one) => Value::Int(i64::from(*one)),
        Value::Str(text) => match text.trim().parse::<i64>() {
            Ok(one) => Value::Int(one),
            Err(_) => plain(text).map_or(Value::Null, cut),
        },
        other => return Err(refused("a number or string", other, at)),
    })
}

#[allow(clippy::cast_precision_loss, reason = "what the language asks for")]
pub(super) fn float(value: &Value, at: Span) -> Result<Value> {
    Ok(match value {
        Value::Null | Value::Float(_) => value.clone(),
        Value::Int(one) => Value::Float(*one as f64),
        Value::Str(text) => plain(text).map_or(Value::Null, Value::Float),
        other => return Err(refused("a number or string", other, at)),
    })
}

/// A number as people write it: none of the words that Rust takes too.
fn plain(text: &str) -> Option<f64> {
    let text = text.trim();
    let digits = |c: char| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E');
    text.chars().all(digits).then(|| text.parse().ok())?
}

pub(super) fn string(value: &Value, at: Span) -> Result<Value> {
    Ok(match value {
        Value::Null | Value::Str(_) => value.clone(),
        Value::Int(one) => Value::str(one.to_string()),
        Value::Float(one) => Value::str(float_text(*one)),
        Value::Bool(one) => Value::str(one.to_string()),
        Value::Temporal(one) => Value::str(one.to_string()),
        other => return Err(refused("a number, boolean, date or string", other, at)),
    })
}

pub(super) fn moment(arguments: &[Value], at: Span, kind: Moment) -> Result<Value> {
    let wrong = |message: String| failed(ErrorClass::Argument, "InvalidArgumentValue", message, at);
    let made: Option<Temporal> = match &arguments[0] {
        Value::Str(text) => from_text(kind, text),
        Value::Map(map) => Some(from_map(kind, map).map_err(wrong)?),
        Value::Temporal(time) => time.as_moment(kind),
        other => return Err(refused("a string or map", other, at)),
    };
    let made = made.ok_or_else(|| wrong("no such date or time".to_owned()))?;
    Ok(Value::Temporal(Rc::new(made)))
}
