//! Values of the language, and when two of them are equal or stand in an order.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::graph::{NodeId, RelId};
use crate::temporal::Temporal;

/// A map of the language.
pub type Map = BTreeMap<Rc<str>, Value>;

/// A value of the language.
#[derive(Debug, Clone)]
pub enum Value {
    /// Nothing known.
    Null,
    /// True or false.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A floating point number.
    Float(f64),
    /// Text.
    Str(Rc<str>),
    /// A list.
    List(Rc<Vec<Value>>),
    /// A map.
    Map(Rc<Map>),
    /// A node of the graph.
    Node(NodeId),
    /// A relationship of the graph.
    Rel(RelId),
    /// A path through the graph.
    Path(Rc<Path>),
    /// A date, a time or a duration.
    Temporal(Rc<Temporal>),
}

/// A path: one node more than relationships.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Path {
    /// Its nodes in order.
    pub nodes: Vec<NodeId>,
    /// Its relationships in order, each in either direction.
    pub rels: Vec<RelId>,
}

impl Value {
    /// Text as a value.
    pub fn str(text: impl AsRef<str>) -> Self {
        Value::Str(text.as_ref().into())
    }

    /// A list as a value.
    pub fn list(items: Vec<Value>) -> Self {
        Value::List(Rc::new(items))
    }

    /// A map as a value.
    pub fn map(entries: impl IntoIterator<Item = (Rc<str>, Value)>) -> Self {
        Value::Map(Rc::new(entries.into_iter().collect()))
    }

    /// Whether it is null.
    pub const fn is_null(&self) -> bool {
        matches!(self, Value::Null)
    }

    /// The word for its type.
    pub fn kind(&self) -> &'static str {
        match self {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Int(_) => "an integer",
            Value::Float(_) => "a float",
            Value::Str(_) => "a string",
            Value::List(_) => "a list",
            Value::Map(_) => "a map",
            Value::Node(_) => "a node",
            Value::Rel(_) => "a relationship",
            Value::Path(_) => "a path",
            Value::Temporal(time) => time.kind(),
        }
    }

    /// How many values it holds, itself included. O(size).
    pub fn weight(&self) -> usize {
        match self {
            Value::List(items) => 1 + items.iter().map(Value::weight).sum::<usize>(),
            Value::Map(map) => 1 + map.values().map(Value::weight).sum::<usize>(),
            Value::Path(path) => 2 * path.nodes.len(),
            Value::Str(text) => 1 + text.len() / 32,
            _ => 1,
        }
    }

    /// Whether two values are equal, `None` where that is not known because of a null.
    pub fn equals(&self, other: &Value) -> Option<bool> {
        match (self, other) {
            (Value::Null, _) | (_, Value::Null) => None,
            (Value::Bool(a), Value::Bool(b)) => Some(a == b),
            (Value::Int(a), Value::Int(b)) => Some(a == b),
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
                Some(numbers(self, other) == Some(Ordering::Equal))
            }
            (Value::Str(a), Value::Str(b)) => Some(a == b),
            (Value::List(a), Value::List(b)) => {
                if a.len() != b.len() {
                    return Some(false);
                }
                all(a.iter().zip(b.iter()).map(|(a, b)| a.equals(b)))
            }
            (Value::Map(a), Value::Map(b)) => {
                if !a.keys().eq(b.keys()) {
                    return Some(false);
                }
                all(a.values().zip(b.values()).map(|(a, b)| a.equals(b)))
            }
            (Value::Node(a), Value::Node(b)) => Some(a == b),
            (Value::Rel(a), Value::Rel(b)) => Some(a == b),
            (Value::Path(a), Value::Path(b)) => Some(a == b),
            (Value::Temporal(a), Value::Temporal(b)) => Some(a.same(b)),
            _ => Some(false),
        }
    }

    /// How two values stand for `<` and its kin; `Err` where it is not known because of a null or
    /// of types that have no order, `Ok(None)` where a number that is none is among them.
    #[allow(
        clippy::result_unit_err,
        reason = "unknown is the third truth value, no failure"
    )]
    pub fn compares(&self, other: &Value) -> Result<Option<Ordering>, ()> {
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => Ok(Some(a.cmp(b))),
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
                Ok(numbers(self, other))
            }
            (Value::Str(a), Value::Str(b)) => Ok(Some(a.cmp(b))),
            (Value::List(a), Value::List(b)) => {
                for (a, b) in a.iter().zip(b.iter()) {
                    match a.compares(b)? {
                        Some(Ordering::Equal) => {}
                        decided => return Ok(decided),
                    }
                }
                Ok(Some(a.len().cmp(&b.len())))
            }
            (Value::Temporal(a), Value::Temporal(b)) => a.compares(b).map(Some).ok_or(()),
            _ => Err(()),
        }
    }

    /// The order of all values that `ORDER BY` uses: total, nulls last.
    pub fn orders(&self, other: &Value) -> Ordering {
        let rank = self.rank().cmp(&other.rank());
        if rank != Ordering::Equal {
            return rank;
        }
        match (self, other) {
            (Value::Bool(a), Value::Bool(b)) => a.cmp(b),
            (Value::Int(_) | Value::Float(_), Value::Int(_) | Value::Float(_)) => {
                numbers(self, other).unwrap_or_else(|| {
                    let none = |value: &Value| matches!(value, Value::Float(f) if f.is_nan());
                    none(self).cmp(&none(other))
                })
            }
            (Value::Str(a), Value::Str(b)) => a.cmp(b),
            (Value::List(a), Value::List(b)) => {
                let each = a.iter().zip(b.iter()).map(|(a, b)| a.orders(b));
                let mut each = each.filter(|&order| order != Ordering::Equal);
                each.next().unwrap_or_else(|| a.len().cmp(&b.len()))
            }
            (Value::Map(a), Value::Map(b)) => {
                let each = a.iter().zip(b.iter());
                let each = each.map(|((ka, a), (kb, b))| ka.cmp(kb).then_with(|| a.orders(b)));
                let mut each = each.filter(|&order| order != Ordering::Equal);
                each.next().unwrap_or_else(|| a.len().cmp(&b.len()))
            }
            (Value::Node(a), Value::Node(b)) => a.cmp(b),
            (Value::Rel(a), Value::Rel(b)) => a.cmp(b),
            (Value::Path(a), Value::Path(b)) => a.cmp(b),
            (Value::Temporal(a), Value::Temporal(b)) => a.orders(b),
            _ => Ordering::Equal,
        }
    }

    fn rank(&self) -> u8 {
        match self {
            Value::Map(_) => 0,
            Value::Node(_) => 1,
            Value::Rel(_) => 2,
            Value::List(_) => 3,
            Value::Path(_) => 4,
            Value::Temporal(_) => 5,
            Value::Str(_) => 6,
            Value::Bool(_) => 7,
            Value::Int(_) | Value::Float(_) => 8,
            Value::Null => 9,
        }
    }
}

/// Whether all are true, with the third truth value.
pub(crate) fn all(each: impl Iterator<Item = Option<bool>>) -> Option<bool> {
    let mut known = true;
    for one in each {
        match one {
            Some(false) => return Some(false),
            Some(true) => {}
            None => known = false,
        }
    }
    known.then_some(true)
}

/// The order of two numbers, exact between whole and floating ones; `None` with a NaN.
fn numbers(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Int(a), Value::Int(b)) => Some(a.cmp(b)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        (Value::Int(a), Value::Float(b)) => mixed(*a, *b),
        (Value::Float(a), Value::Int(b)) => mixed(*b, *a).map(Ordering::reverse),
        _ => None,
    }
}

fn mixed(whole: i64, float: f64) -> Option<Ordering> {
    #[allow(clippy::cast_precision_loss, reason = "settled exactly below")]
    let near = (whole as f64).partial_cmp(&float)?;
    if near != Ordering::Equal {
        return Some(near);
    }
    #[allow(
        clippy::cast_possible_truncation,
        reason = "equal to a whole number of 64 bits up to rounding"
    )]
    Some(i128::from(whole).cmp(&(float as i128)))
}

/// Equality by which rows are grouped and made distinct: nulls are equal.
impl PartialEq for Value {
    fn eq(&self, other: &Self) -> bool {
        self.orders(other) == Ordering::Equal
    }
}

impl Eq for Value {}

impl Hash for Value {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.rank().hash(state);
        match self {
            Value::Null => {}
            Value::Bool(one) => one.hash(state),
            Value::Int(one) => number(*one).hash(state),
            Value::Float(one) => number_bits(*one).hash(state),
            Value::Str(one) => one.hash(state),
            Value::List(one) => one.hash(state),
            Value::Map(one) => one.hash(state),
            Value::Node(one) => one.hash(state),
            Value::Rel(one) => one.hash(state),
            Value::Path(one) => one.hash(state),
            Value::Temporal(one) => one.hash(state),
        }
    }
}

fn number(one: i64) -> u64 {
    #[allow(
        clippy::cast_precision_loss,
        reason = "a hash: equal numbers round alike"
    )]
    number_bits(one as f64)
}

fn number_bits(one: f64) -> u64 {
    if one.is_nan() {
        f64::NAN.to_bits()
    } else if one == 0.0 {
        0
    } else {
        one.to_bits()
    }
}
