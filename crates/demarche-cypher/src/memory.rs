//! A small graph in memory, made by `CREATE`: what questions are tried on, and what others are
//! compared with. Nothing is indexed.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::graph::{Direction, Flow, Half, Look, NodeId, PropertyGraph, RelId};
use crate::value::{Map, Value};

#[derive(Debug, Clone, Default)]
struct Node {
    labels: Vec<Rc<str>>,
    properties: Map,
    rels: Vec<u64>,
}

#[derive(Debug, Clone)]
struct Rel {
    kind: Rc<str>,
    from: NodeId,
    to: NodeId,
    properties: Map,
}

/// A graph that is changed by `CREATE` and `DELETE` of relationships alone.
#[derive(Debug, Clone, Default)]
pub struct MemoryGraph {
    nodes: Vec<Node>,
    rels: BTreeMap<u64, Rel>,
    next: u64,
}

#[derive(Debug, thiserror::Error)]
#[error("no such node or relationship")]
struct Missing;

impl MemoryGraph {
    /// A graph without nodes.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a node; null properties are left out. O(properties).
    pub fn add_node(&mut self, labels: Vec<Rc<str>>, properties: Map) -> NodeId {
        let mut labels = labels;
        labels.sort_unstable();
        labels.dedup();
        self.nodes.push(Node {
            labels,
            properties: present(properties),
            rels: Vec::new(),
        });
        NodeId(0, self.nodes.len() as u64 - 1)
    }

    /// Adds a relationship; null properties are left out. `None` where an end is not there.
    pub fn add_rel(
        &mut self,
        kind: Rc<str>,
        from: NodeId,
        to: NodeId,
        properties: Map,
    ) -> Option<RelId> {
        let number = self.next;
        self.node(from).ok()?;
        self.node(to).ok()?;
        self.next += 1;
        for end in if from == to {
            vec![from]
        } else {
            vec![from, to]
        } {
            if let Some(node) = self.nodes.get_mut(usize::try_from(end.1).ok()?) {
                node.rels.push(number);
            }
        }
        self.rels.insert(
            number,
            Rel {
                kind,
                from,
                to,
                properties: present(properties),
            },
        );
        Some(RelId(number, 0))
    }

    /// Takes a relationship away.
    pub fn remove_rel(&mut self, rel: RelId) {
        self.rels.remove(&rel.0);
        for node in &mut self.nodes {
            node.rels.retain(|&number| number != rel.0);
        }
    }

    fn node(&self, node: NodeId) -> Look<&Node> {
        let place = usize::try_from(node.1).ok();
        place
            .and_then(|place| self.nodes.get(place))
            .ok_or_else(|| Missing.into())
    }

    fn rel(&self, rel: RelId) -> Look<&Rel> {
        self.rels.get(&rel.0).ok_or_else(|| Missing.into())
    }
}

fn present(mut properties: Map) -> Map {
    properties.retain(|_, value| !value.is_null());
    properties
}

fn entries(map: &Map) -> Vec<(Rc<str>, Value)> {
    map.iter()
        .map(|(key, value)| (key.clone(), value.clone()))
        .collect()
}

#[allow(clippy::cast_precision_loss, reason = "a guess")]
impl PropertyGraph for MemoryGraph {
    fn nodes(&self, label: Option<&str>, visit: &mut dyn FnMut(NodeId) -> Flow) -> Look<()> {
        for (number, node) in self.nodes.iter().enumerate() {
            let meant = label.is_none_or(|label| node.labels.iter().any(|one| &**one == label));
            if meant && visit(NodeId(0, number as u64)).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn size(&self, label: Option<&str>) -> f64 {
        let all = self.nodes.len() as f64;
        if label.is_some() { all / 2.0 } else { all }
    }

    fn indexed(&self, _: &[Rc<str>], _: &str, _: &Value) -> Look<Option<Vec<NodeId>>> {
        Ok(None)
    }

    fn number(&self, node: NodeId) -> Option<i64> {
        i64::try_from(node.1).ok()
    }

    fn numbered(&self, number: i64) -> Look<Option<NodeId>> {
        let node = u64::try_from(number).map(|number| NodeId(0, number)).ok();
        Ok(node.filter(|&node| self.node(node).is_ok()))
    }

    fn has_index(&self, _: &str) -> bool {
        false
    }

    fn labels(&self, node: NodeId) -> Look<Vec<Rc<str>>> {
        Ok(self.node(node)?.labels.clone())
    }

    fn property(&self, node: NodeId, key: &str) -> Look<Value> {
        Ok(self
            .node(node)?
            .properties
            .get(key)
            .cloned()
            .unwrap_or(Value::Null))
    }

    fn properties(&self, node: NodeId) -> Look<Vec<(Rc<str>, Value)>> {
        Ok(entries(&self.node(node)?.properties))
    }

    fn expand(
        &self,
        node: NodeId,
        direction: Direction,
        types: &[Rc<str>],
        visit: &mut dyn FnMut(Half),
    ) -> Look<()> {
        for &number in &self.node(node)?.rels {
            let rel = self.rel(RelId(number, 0))?;
            let towards = match direction {
                Direction::Out => rel.from == node,
                Direction::In => rel.to == node,
                Direction::Both => true,
            };
            if towards && (types.is_empty() || types.contains(&rel.kind)) {
                let other = if rel.from == node { rel.to } else { rel.from };
                visit(Half {
                    rel: RelId(number, 0),
                    other,
                });
            }
        }
        Ok(())
    }

    fn degree(&self, direction: Direction, _: &[Rc<str>]) -> f64 {
        let each = self.rels.len() as f64 / (self.nodes.len().max(1) as f64);
        if direction == Direction::Both {
            2.0 * each
        } else {
            each
        }
    }

    fn degree_of(&self, node: NodeId) -> Look<usize> {
        Ok(self.node(node)?.rels.len())
    }

    fn kind(&self, rel: RelId) -> Look<Rc<str>> {
        Ok(self.rel(rel)?.kind.clone())
    }

    fn ends(&self, rel: RelId) -> Look<(NodeId, NodeId)> {
        let rel = self.rel(rel)?;
        Ok((rel.from, rel.to))
    }

    fn rel_property(&self, rel: RelId, key: &str) -> Look<Value> {
        Ok(self
            .rel(rel)?
            .properties
            .get(key)
            .cloned()
            .unwrap_or(Value::Null))
    }

    fn rel_properties(&self, rel: RelId) -> Look<Vec<(Rc<str>, Value)>> {
        Ok(entries(&self.rel(rel)?.properties))
    }
}
