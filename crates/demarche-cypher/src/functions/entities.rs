//! Functions of nodes, relationships and paths.

use open_cypher::Span;

use super::refused;
use crate::error::Result;
use crate::exec::Run;
use crate::value::{Path, Value};

fn path(value: &Value, at: Span) -> Result<&Path> {
    match value {
        Value::Path(path) => Ok(path),
        other => Err(refused("a path", other, at)),
    }
}

#[allow(clippy::cast_possible_wrap, reason = "a number that stands for itself")]
pub(super) fn id(run: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    match &arguments[0] {
        Value::Node(node) => Ok(run.graph.number(*node).map_or(Value::Null, Value::Int)),
        Value::Rel(rel) => Ok(Value::Int((rel.0 ^ rel.1.rotate_left(32)) as i64)),
        other => Err(refused("a node or relationship", other, at)),
    }
}

pub(super) fn element_id(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    match &arguments[0] {
        Value::Node(node) => Ok(Value::str(format!("{}:{}", node.0, node.1))),
        Value::Rel(rel) => Ok(Value::str(format!("{}:{}", rel.0, rel.1))),
        other => Err(refused("a node or relationship", other, at)),
    }
}

pub(super) fn kind(run: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    match &arguments[0] {
        Value::Rel(rel) => Ok(Value::Str(run.look(run.graph.kind(*rel))?)),
        other => Err(refused("a relationship", other, at)),
    }
}

pub(super) fn end(run: &Run<'_>, arguments: &[Value], at: Span, start: bool) -> Result<Value> {
    match &arguments[0] {
        Value::Rel(rel) => {
            let (from, to) = run.look(run.graph.ends(*rel))?;
            Ok(Value::Node(if start { from } else { to }))
        }
        other => Err(refused("a relationship", other, at)),
    }
}

pub(super) fn labels(run: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    match &arguments[0] {
        Value::Node(node) => {
            let labels = run.look(run.graph.labels(*node))?;
            Ok(Value::list(labels.into_iter().map(Value::Str).collect()))
        }
        other => Err(refused("a node", other, at)),
    }
}

pub(super) fn keys(run: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let Value::Map(map) = properties(run, arguments, at)? else {
        return Ok(Value::Null);
    };
    Ok(Value::list(map.keys().cloned().map(Value::Str).collect()))
}

pub(super) fn properties(run: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    match &arguments[0] {
        Value::Map(_) => Ok(arguments[0].clone()),
        Value::Node(node) => Ok(Value::map(run.look(run.graph.properties(*node))?)),
        Value::Rel(rel) => Ok(Value::map(run.look(run.graph.rel_properties(*rel))?)),
        other => Err(refused("a map, node or relationship", other, at)),
    }
}

#[allow(clippy::cast_possible_wrap, reason = "no path is that long")]
pub(super) fn length(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    Ok(Value::Int(path(&arguments[0], at)?.rels.len() as i64))
}

pub(super) fn nodes(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let nodes = path(&arguments[0], at)?.nodes.iter();
    Ok(Value::list(nodes.map(|&node| Value::Node(node)).collect()))
}

pub(super) fn rels(_: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
    let rels = path(&arguments[0], at)?.rels.iter();
    Ok(Value::list(rels.map(|&rel| Value::Rel(rel)).collect()))
}

pub(super) fn evidence(run: &Run<'_>, arguments: &[Value], _: Span) -> Result<Value> {
    run.look(run.graph.evidence(&arguments[0]))
}
