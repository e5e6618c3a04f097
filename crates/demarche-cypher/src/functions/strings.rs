//! Functions of strings. Lengths and places are counted in characters.

use open_cypher::Span;

use super::refused;
use crate::error::{ErrorClass, Result, failed};
use crate::exec::Run;
use crate::value::Value;

fn text(value: &Value, at: Span) -> Result<&str> {
    match value {
        Value::Str(text) => Ok(text),
        other => Err(refused("a string", other, at)),
    }
}

fn count(value: &Value, at: Span) -> Result<usize> {
    match value {
        Value::Int(count) => usize::try_from(*count).map_err(|_| {
            let message = "a length or place in a string cannot be negative";
            failed(ErrorClass::Argument, "NumberOutOfRange", message, at)
        }),
        other => Err(refused("an integer", other, at)),
    }
}

pub(super) fn with(arguments: &[Value], at: Span, body: fn(&str) -> String) -> Result<Value> {
    Ok(Value::str(body(text(&arguments[0], at)?)))
}

pub(super) fn side(arguments: &[Value], at: Span, left: bool) -> Result<Value> {
    let (whole, wanted) = (text(&arguments[0], at)?, count(&arguments[1], at)?);
    let skipped = if left {
        0
    } else {
        whole.chars().count().saturating_sub(wanted)
    };
    Ok(Value::str(
        whole.chars().skip(skipped).take(wanted).collect::<String>(),
    ))
}

pub(super) fn substring(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let (whole, start) = (text(&arguments[0], at)?, count(&arguments[1], at)?);
    let length = arguments
        .get(2)
        .map_or(Ok(usize::MAX), |length| count(length, at))?;
    Ok(Value::str(
        whole.chars().skip(start).take(length).collect::<String>(),
    ))
}

pub(super) fn replace(run: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let (whole, old) = (text(&arguments[0], at)?, text(&arguments[1], at)?);
    let new = text(&arguments[2], at)?;
    run.charge(whole.len() / 32 * (1 + new.len()))?;
    Ok(Value::str(whole.replace(old, new)))
}

pub(super) fn split(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let (whole, by) = (text(&arguments[0], at)?, text(&arguments[1], at)?);
    if by.is_empty() {
        let each = whole.chars().map(|c| Value::str(c.to_string()));
        return Ok(Value::list(each.collect()));
    }
    Ok(Value::list(whole.split(by).map(Value::str).collect()))
}
