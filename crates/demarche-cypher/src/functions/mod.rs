//! The functions of the language: a row each with the arguments they take.

mod convert;
mod entities;
mod lists;
mod numbers;
mod strings;

use open_cypher::Span;

use crate::error::{CypherError, ErrorClass, Result, failed};
use crate::exec::Run;
use crate::temporal::Moment;
use crate::value::Value;

/// What an argument may be, as far as it is known before anything is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Anything,
    Number,
    Integer,
    Text,
    List,
    /// Text or a list.
    Sequence,
    Node,
    Rel,
    Path,
    /// A node or relationship.
    Entity,
    /// A map, node or relationship.
    Keyed,
    /// A list, string or map.
    Container,
}

type Body = fn(&Run<'_>, &[Value], Span) -> Result<Value>;

/// A function of the language.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    /// The fewest and the most arguments.
    pub(crate) least: usize,
    pub(crate) most: usize,
    /// What the arguments may be; the last one stands for all that follow.
    pub(crate) takes: &'static [Takes],
    /// Whether it is null as soon as an argument is.
    strict: bool,
    body: Body,
}

/// A function by its place in the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Function(usize);

use Takes::{Anything, Container, Entity, Integer, Keyed, List, Node, Number, Rel, Sequence, Text};

macro_rules! rows {
    ($($name:literal $least:literal..=$most:literal [$($takes:expr),*] $strict:literal $body:expr;)+) => {
        &[$(Row { name: $name, least: $least, most: $most, takes: &[$($takes),*], strict: $strict, body: $body }),+]
    };
}

const ROWS: &[Row] = rows! {
    "abs" 1..=1 [Number] true numbers::abs;
    "acos" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::acos);
    "asin" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::asin);
    "atan" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::atan);
    "atan2" 2..=2 [Number] true numbers::atan2;
    "ceil" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::ceil);
    "char_length" 1..=1 [Text] true lists::size;
    "coalesce" 1..=99 [Anything] false lists::coalesce;
    "cos" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::cos);
    "cot" 1..=1 [Number] true |_, a, at| numbers::real(a, at, |x| x.tan().recip());
    "date" 1..=1 [Anything] true |_, a, at| convert::moment(a, at, Moment::Date);
    "datetime" 1..=1 [Anything] true |_, a, at| convert::moment(a, at, Moment::DateTime);
    "degrees" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::to_degrees);
    "duration" 1..=1 [Anything] true |_, a, at| convert::moment(a, at, Moment::Duration);
    "e" 0..=0 [] true |_, _, _| Ok(Value::Float(std::f64::consts::E));
    "elementid" 1..=1 [Entity] true entities::element_id;
    "endnode" 1..=1 [Rel] true |run, a, at| entities::end(run, a, at, false);
    "evidence" 1..=1 [Entity] true entities::evidence;
    "exists" 1..=1 [Anything] false |_, a, _| Ok(Value::Bool(!a[0].is_null()));
    "exp" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::exp);
    "floor" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::floor);
    "haversin" 1..=1 [Number] true |_, a, at| numbers::real(a, at, |x| (1.0 - x.cos()) / 2.0);
    "head" 1..=1 [List] true lists::head;
    "id" 1..=1 [Entity] true entities::id;
    "isempty" 1..=1 [Container] true lists::is_empty;
    "isnan" 1..=1 [Number] true numbers::is_nan;
    "keys" 1..=1 [Keyed] true entities::keys;
    "labels" 1..=1 [Node] true entities::labels;
    "last" 1..=1 [List] true lists::last;
    "left" 2..=2 [Text, Integer] true |_, a, at| strings::side(a, at, true);
    "length" 1..=1 [Takes::Path] true entities::length;
    "localdatetime" 1..=1 [Anything] true |_, a, at| convert::moment(a, at, Moment::LocalDateTime);
    "localtime" 1..=1 [Anything] true |_, a, at| convert::moment(a, at, Moment::LocalTime);
    "log" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::ln);
    "log10" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::log10);
    "lower" 1..=1 [Text] true |_, a, at| strings::with(a, at, str::to_lowercase);
    "ltrim" 1..=1 [Text] true |_, a, at| strings::with(a, at, |s| s.trim_start().to_owned());
    "nodes" 1..=1 [Takes::Path] true entities::nodes;
    "pi" 0..=0 [] true |_, _, _| Ok(Value::Float(std::f64::consts::PI));
    "properties" 1..=1 [Keyed] true entities::properties;
    "radians" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::to_radians);
    "rand" 0..=0 [] true |run, _, _| Ok(Value::Float(run.random()));
    "range" 2..=3 [Integer] true lists::range;
    "relationships" 1..=1 [Takes::Path] true entities::rels;
    "rels" 1..=1 [Takes::Path] true entities::rels;
    "replace" 3..=3 [Text] true strings::replace;
    "reverse" 1..=1 [Sequence] true lists::reverse;
    "right" 2..=2 [Text, Integer] true |_, a, at| strings::side(a, at, false);
    "round" 1..=2 [Number] true numbers::round;
    "rtrim" 1..=1 [Text] true |_, a, at| strings::with(a, at, |s| s.trim_end().to_owned());
    "sign" 1..=1 [Number] true numbers::sign;
    "sin" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::sin);
    "size" 1..=1 [Sequence] true lists::size;
    "split" 2..=2 [Text] true strings::split;
    "sqrt" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::sqrt);
    "startnode" 1..=1 [Rel] true |run, a, at| entities::end(run, a, at, true);
    "substring" 2..=3 [Text, Integer] true strings::substring;
    "tail" 1..=1 [List] true lists::tail;
    "tan" 1..=1 [Number] true |_, a, at| numbers::real(a, at, f64::tan);
    "time" 1..=1 [Anything] true |_, a, at| convert::moment(a, at, Moment::Time);
    "toboolean" 1..=1 [Anything] true |_, a, at| convert::boolean(&a[0], at);
    "tobooleanornull" 1..=1 [Anything] true |_, a, at| or_null(convert::boolean(&a[0], at));
    "tofloat" 1..=1 [Anything] true |_, a, at| convert::float(&a[0], at);
    "tofloatornull" 1..=1 [Anything] true |_, a, at| or_null(convert::float(&a[0], at));
    "tointeger" 1..=1 [Anything] true |_, a, at| convert::integer(&a[0], at);
    "tointegerornull" 1..=1 [Anything] true |_, a, at| or_null(convert::integer(&a[0], at));
    "tolower" 1..=1 [Text] true |_, a, at| strings::with(a, at, str::to_lowercase);
    "tostring" 1..=1 [Anything] true |_, a, at| convert::string(&a[0], at);
    "tostringornull" 1..=1 [Anything] true |_, a, at| or_null(convert::string(&a[0], at));
    "toupper" 1..=1 [Text] true |_, a, at| strings::with(a, at, str::to_uppercase);
    "trim" 1..=1 [Text] true |_, a, at| strings::with(a, at, |s| s.trim().to_owned());
    "type" 1..=1 [Rel] true entities::kind;
    "upper" 1..=1 [Text] true |_, a, at| strings::with(a, at, str::to_uppercase);
};

impl Function {
    /// The function of a name, in any mixture of capitals.
    pub(crate) fn called(name: &str) -> Option<Self> {
        let name = name.to_ascii_lowercase();
        let place = ROWS.binary_search_by(|row| row.name.cmp(&name)).ok()?;
        Some(Self(place))
    }

    pub(crate) fn row(self) -> &'static Row {
        &ROWS[self.0]
    }

    /// Whether every call may give something else.
    pub(crate) fn is_random(self) -> bool {
        self.row().name == "rand"
    }

    /// The names that come near to one that is no function, for a hint.
    pub(crate) fn near(name: &str) -> Option<&'static str> {
        let name = name.to_ascii_lowercase();
        let alike = |row: &&Row| row.name.starts_with(&name) || name.starts_with(row.name);
        ROWS.iter()
            .filter(|row| row.name.len() > 2)
            .find(alike)
            .map(|row| row.name)
    }

    pub(crate) fn call(self, run: &Run<'_>, arguments: &[Value], at: Span) -> Result<Value> {
        let row = self.row();
        if row.strict && arguments.iter().any(Value::is_null) {
            return Ok(Value::Null);
        }
        (row.body)(run, arguments, at)
    }
}

fn or_null(found: Result<Value>) -> Result<Value> {
    match found {
        Err(CypherError::Fault(_)) => Ok(Value::Null),
        other => other,
    }
}

/// An argument that the function does not take.
fn refused(what: &str, value: &Value, at: Span) -> CypherError {
    let message = format!("expected {what}, found {}", value.kind());
    failed(ErrorClass::Type, "InvalidArgumentValue", message, at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_found_in_any_case() {
        for pair in ROWS.windows(2) {
            assert!(pair[0].name < pair[1].name, "{}", pair[1].name);
        }
        for row in ROWS {
            assert_eq!(
                Function::called(&row.name.to_uppercase())
                    .unwrap()
                    .row()
                    .name,
                row.name
            );
            assert!(row.least <= row.most && (row.most == 0 || !row.takes.is_empty()));
        }
        assert!(Function::called("foo").is_none());
    }
}
