//! Functions of lists, some of them of strings too.

use open_cypher::Span;

use super::refused;
use crate::error::{ErrorClass, Result, failed};
use crate::exec::Run;
use crate::value::Value;

fn items(value: &Value, at: Span) -> Result<&[Value]> {
    match value {
        Value::List(items) => Ok(items),
        other => Err(refused("a list", other, at)),
    }
}

#[allow(clippy::cast_possible_wrap, reason = "no length comes near 2^63")]
pub(super) fn size(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    match &arguments[0] {
        Value::Str(text) => Ok(Value::Int(text.chars().count() as i64)),
        other => Ok(Value::Int(items(other, at)?.len() as i64)),
    }
}

pub(super) fn is_empty(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    Ok(Value::Bool(match &arguments[0] {
        Value::Str(text) => text.is_empty(),
        Value::Map(map) => map.is_empty(),
        other => items(other, at)?.is_empty(),
    }))
}

#[allow(clippy::unnecessary_wraps, reason = "a row of the table")]
pub(super) fn coalesce(_: &Run<'_>, arguments: &[Value], _: Span) -> Result<Value> {
    let first = arguments.iter().find(|one| !one.is_null());
    Ok(first.cloned().unwrap_or(Value::Null))
}

pub(super) fn head(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    Ok(items(&arguments[0], at)?
        .first()
        .cloned()
        .unwrap_or(Value::Null))
}

pub(super) fn last(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    Ok(items(&arguments[0], at)?
        .last()
        .cloned()
        .unwrap_or(Value::Null))
}

pub(super) fn tail(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let items = items(&arguments[0], at)?;
    Ok(Value::list(items.get(1..).unwrap_or_default().to_vec()))
}

pub(super) fn reverse(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    match &arguments[0] {
        Value::Str(text) => Ok(Value::str(text.chars().rev().collect::<String>())),
        other => Ok(Value::list(
            items(other, at)?.iter().rev().cloned().collect(),
        )),
    }
}

pub(super) fn range(run: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let whole = |place: usize| match arguments.get(place) {
        None => Ok(1),
        Some(Value::Int(one)) => Ok(*one),
        Some(other) => Err(failed(
            ErrorClass::Argument,
            "InvalidArgumentType",
            format!("expected an integer, found {}", other.kind()),
            at,
        )),
    };
    let (start, end, step) = (whole(0)?, whole(1)?, whole(2)?);
    if step == 0 {
        let message = "the step of a range cannot be 0";
        return Err(failed(
            ErrorClass::Argument,
            "NumberOutOfRange",
            message,
            at,
        ));
    }
    let mut found = Vec::new();
    let mut next = Some(start);
    while let Some(one) = next {
        if (step > 0 && one > end) || (step < 0 && one < end) {
            break;
        }
        run.charge(1)?;
        found.push(Value::Int(one));
        next = one.checked_add(step);
    }
    Ok(Value::list(found))
}
