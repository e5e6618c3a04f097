//! Values as text, in the notation of the language: `(:Person {name: 'Mark Rutte'})`.

use std::fmt::Write as _;
use std::rc::Rc;

use crate::error::{CypherError, Result};
use crate::graph::{NodeId, PropertyGraph, RelId};
use crate::value::Value;

/// A value in the notation of the language; nodes and relationships with their labels, type and
/// properties. O(size).
pub fn show(graph: &dyn PropertyGraph, value: &Value) -> Result<String> {
    let mut text = String::new();
    Shower {
        graph,
        text: &mut text,
    }
    .value(value)
    .map_err(CypherError::Graph)?;
    Ok(text)
}

/// A floating point number that reads as one: `1.0`, not `1`.
pub(crate) fn float_text(one: f64) -> String {
    if one.is_nan() {
        "NaN".to_owned()
    } else if one.is_infinite() {
        if one > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
    } else if one != 0.0 && (one.abs() >= 1e15 || one.abs() < 1e-5) {
        let text = format!("{one:E}");
        match text.split_once('E') {
            Some((head, tail)) if !head.contains('.') => format!("{head}.0E{tail}"),
            _ => text,
        }
    } else {
        let text = one.to_string();
        if text.contains('.') {
            text
        } else {
            format!("{text}.0")
        }
    }
}

struct Shower<'a> {
    graph: &'a dyn PropertyGraph,
    text: &'a mut String,
}

type Shown = std::result::Result<(), crate::error::GraphError>;

impl Shower<'_> {
    fn value(&mut self, value: &Value) -> Shown {
        match value {
            Value::Null => self.text.push_str("null"),
            Value::Bool(one) => self.text.push_str(if *one { "true" } else { "false" }),
            Value::Int(one) => {
                let _ = write!(self.text, "{one}");
            }
            Value::Float(one) => self.text.push_str(&float_text(*one)),
            Value::Str(one) => self.quoted(one),
            Value::Temporal(one) => self.quoted(&one.to_string()),
            Value::List(items) => {
                self.text.push('[');
                for (place, item) in items.iter().enumerate() {
                    self.comma(place);
                    self.value(item)?;
                }
                self.text.push(']');
            }
            Value::Map(map) => self.entries(map.iter())?,
            Value::Node(node) => self.node(*node)?,
            Value::Rel(rel) => self.rel(*rel)?,
            Value::Path(path) => {
                self.text.push('<');
                for (place, node) in path.nodes.iter().enumerate() {
                    if let Some(rel) = place.checked_sub(1).and_then(|place| path.rels.get(place)) {
                        let forward = self.graph.ends(*rel)?.1 == *node
                            && self.graph.ends(*rel)?.0 == path.nodes[place - 1];
                        self.text.push_str(if forward { "-" } else { "<-" });
                        self.rel(*rel)?;
                        self.text.push_str(if forward { "->" } else { "-" });
                    }
                    self.node(*node)?;
                }
                self.text.push('>');
            }
        }
        Ok(())
    }

    fn comma(&mut self, place: usize) {
        if place > 0 {
            self.text.push_str(", ");
        }
    }

    fn quoted(&mut self, text: &str) {
        self.text.push('\'');
        for c in text.chars() {
            match c {
                '\'' | '\\' => {
                    self.text.push('\\');
                    self.text.push(c);
                }
                '\n' => self.text.push_str("\\n"),
                c => self.text.push(c),
            }
        }
        self.text.push('\'');
    }

    fn entries<'v>(&mut self, entries: impl Iterator<Item = (&'v Rc<str>, &'v Value)>) -> Shown {
        self.text.push('{');
        for (place, (key, value)) in entries.enumerate() {
            self.comma(place);
            let _ = write!(self.text, "{key}: ");
            self.value(value)?;
        }
        self.text.push('}');
        Ok(())
    }

    fn node(&mut self, node: NodeId) -> Shown {
        self.text.push('(');
        let labels = self.graph.labels(node)?;
        for label in &labels {
            let _ = write!(self.text, ":{label}");
        }
        let properties = self.graph.properties(node)?;
        if !properties.is_empty() {
            if !labels.is_empty() {
                self.text.push(' ');
            }
            self.entries(properties.iter().map(|(key, value)| (key, value)))?;
        }
        self.text.push(')');
        Ok(())
    }

    fn rel(&mut self, rel: RelId) -> Shown {
        let _ = write!(self.text, "[:{}", self.graph.kind(rel)?);
        let properties = self.graph.rel_properties(rel)?;
        if !properties.is_empty() {
            self.text.push(' ');
            self.entries(properties.iter().map(|(key, value)| (key, value)))?;
        }
        self.text.push(']');
        Ok(())
    }
}
