//! Functions of numbers.

use open_cypher::Span;

use super::refused;
use crate::error::{ErrorClass, Result, failed};
use crate::exec::Run;
use crate::value::Value;

/// A number as a floating point one.
#[allow(clippy::cast_precision_loss, reason = "what the language asks for")]
pub(super) fn float(value: &Value, at: Span) -> Result<f64> {
    match value {
        Value::Int(one) => Ok(*one as f64),
        Value::Float(one) => Ok(*one),
        other => Err(refused("a number", other, at)),
    }
}

pub(super) fn real(arguments: &[Value], at: Span, body: fn(f64) -> f64) -> Result<Value> {
    Ok(Value::Float(body(float(&arguments[0], at)?)))
}

pub(super) fn abs(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    match &arguments[0] {
        Value::Int(one) => one.checked_abs().map(Value::Int).ok_or_else(|| {
            failed(
                ErrorClass::Arithmetic,
                "IntegerOverflow",
                "integer overflow",
                at,
            )
        }),
        other => Ok(Value::Float(float(other, at)?.abs())),
    }
}

pub(super) fn sign(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let one = float(&arguments[0], at)?;
    Ok(Value::Int(i64::from(one > 0.0) - i64::from(one < 0.0)))
}

pub(super) fn atan2(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    Ok(Value::Float(
        float(&arguments[0], at)?.atan2(float(&arguments[1], at)?),
    ))
}

pub(super) fn is_nan(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    Ok(Value::Bool(float(&arguments[0], at)?.is_nan()))
}

/// Halves go up, as the language's own functions have it; with digits to that many places.
pub(super) fn round(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let one = float(&arguments[0], at)?;
    let digits = match arguments.get(1) {
        None => 0,
        Some(Value::Int(digits)) => i32::try_from((*digits).clamp(0, 15)).unwrap_or(0),
        Some(other) => return Err(refused("an integer", other, at)),
    };
    let scale = 10f64.powi(digits);
    let rounded = (one * scale + 0.5).floor() / scale;
    Ok(Value::Float(if rounded.is_finite() {
        rounded
    } else {
        one
    }))
}
