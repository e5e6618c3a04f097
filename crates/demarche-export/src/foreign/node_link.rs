//! Node-link JSON, as networkx and D3 write it.

use serde_json::{Map, Value};

use super::{Attributes, Making, Tables};
use crate::error::{FormatError, Result};

/// Reads the nodes and edges of a file; it is held in memory. O(length).
///
/// # Errors
/// If it is not JSON with a list `nodes` and a list `links` or `edges`, or one of them lacks its
/// id or ends. Lines of errors count nodes or edges, the first of which is 2.
pub fn of_node_link(text: &str) -> Result<Tables> {
    let read = serde_json::from_str(text);
    let graph: Map<String, Value> = read.map_err(|error| FormatError::Record {
        line: error.line() as u64,
        kind: "node-link graph",
        source: error.into(),
    })?;
    let list = |names: &[&str]| {
        let found = names.iter().find_map(|&name| graph.get(name)?.as_array());
        let what = || format!("there is no list `{}`", names.join("` or `"));
        found.ok_or_else(|| wrong(1, &what()))
    };
    let mut making = Making::new()?;
    for (place, node) in list(&["nodes"])?.iter().enumerate() {
        let has = attributes(node);
        let id = need(&has, "id", place + 2)?;
        making.node(place + 2, id, &has)?;
    }
    for (place, edge) in list(&["links", "edges"])?.iter().enumerate() {
        let has = attributes(edge);
        let ends = (
            need(&has, "source", place + 2)?,
            need(&has, "target", place + 2)?,
        );
        making.edge(place + 2, ends, &has)?;
    }
    making.done()
}

fn wrong(line: usize, what: &str) -> FormatError {
    FormatError::Record {
        line: line as u64,
        kind: "node-link graph",
        source: what.into(),
    }
}

fn need<'a>(has: &'a Attributes, name: &str, line: usize) -> Result<&'a str> {
    let found = has.get(name).map(String::as_str);
    found.ok_or_else(|| wrong(line, &format!("there is no `{name}`")))
}

fn attributes(value: &Value) -> Attributes {
    let mut has = Attributes::new();
    for (name, value) in value.as_object().into_iter().flatten() {
        let text = match value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            // D3 puts the node in the place of its id once it has run.
            Value::Object(node) => match node.get("id") {
                Some(Value::String(id)) => id.clone(),
                Some(Value::Number(id)) => id.to_string(),
                _ => continue,
            },
            _ => continue,
        };
        has.insert(name.to_lowercase(), text);
    }
    has
}
