//! What is known of the types of expressions before anything is read.

use open_cypher::Span;
use open_cypher::ast::BinaryOperator;

use super::Compiler;
use crate::error::{CypherError, ErrorClass, Result, fault, wrong};
use crate::functions::{Function, Takes};
use crate::ir::Expr;
use crate::value::Value;

/// A type as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Ty {
    Any,
    Null,
    Bool,
    Int,
    Float,
    /// An integer or a float.
    Number,
    Text,
    List(Box<Ty>),
    Map,
    Node,
    Rel,
    Path,
    Moment,
}

impl Ty {
    pub(crate) fn word(&self) -> &'static str {
        match self {
            Ty::Any | Ty::Null => "anything",
            Ty::Bool => "a boolean",
            Ty::Int => "an integer",
            Ty::Float => "a float",
            Ty::Number => "a number",
            Ty::Text => "a string",
            Ty::List(_) => "a list",
            Ty::Map => "a map",
            Ty::Node => "a node",
            Ty::Rel => "a relationship",
            Ty::Path => "a path",
            Ty::Moment => "a date or time",
        }
    }

    fn open(&self) -> bool {
        matches!(self, Ty::Any | Ty::Null)
    }

    fn number(&self) -> bool {
        matches!(self, Ty::Int | Ty::Float | Ty::Number)
    }

    /// What two possible types have in common.
    fn or(self, other: Ty) -> Ty {
        match (self, other) {
            (one, two) if one == two => one,
            (Ty::Null, one) | (one, Ty::Null) => one,
            (one, two) if one.number() && two.number() => Ty::Number,
            _ => Ty::Any,
        }
    }

    fn of(value: &Value) -> Ty {
        match value {
            Value::Null => Ty::Null,
            Value::Bool(_) => Ty::Bool,
            Value::Int(_) => Ty::Int,
            Value::Float(_) => Ty::Float,
            Value::Str(_) => Ty::Text,
            Value::List(items) => Ty::List(Box::new(
                items.iter().map(Ty::of).reduce(Ty::or).unwrap_or(Ty::Any),
            )),
            Value::Map(_) => Ty::Map,
            Value::Node(_) => Ty::Node,
            Value::Rel(_) => Ty::Rel,
            Value::Path(_) => Ty::Path,
            Value::Temporal(_) => Ty::Moment,
        }
    }
}

/// A static mismatch as the suite names it.
pub(crate) fn mismatch(expected: &str, found: &Ty, at: Span) -> CypherError {
    let message = format!("expected {expected}, found {}", found.word());
    wrong("InvalidArgumentType", message, at)
}

impl Compiler<'_> {
    pub(crate) fn ty(&self, expr: &Expr) -> Ty {
        match expr {
            Expr::Const(value) => Ty::of(value),
            Expr::Slot(slot) => self.types.get(*slot).cloned().unwrap_or(Ty::Any),
            Expr::List(items) => {
                let each = items.iter().map(|item| self.ty(item));
                Ty::List(Box::new(each.reduce(Ty::or).unwrap_or(Ty::Any)))
            }
            Expr::Map(_) => Ty::Map,
            Expr::Not(..)
            | Expr::And(..)
            | Expr::Or(..)
            | Expr::IsNull(..)
            | Expr::HasLabels(..)
            | Expr::Quantified { .. }
            | Expr::Exists(_)
            | Expr::Sub(crate::ir::Sub::Exists, _) => Ty::Bool,
            Expr::Sub(crate::ir::Sub::Count, _) => Ty::Int,
            Expr::Negate(one, _) => self.ty(one),
            Expr::Binary(operator, left, right, _) => {
                arithmetic(*operator, &self.ty(left), &self.ty(right))
            }
            Expr::Call(function, ..) => result(*function),
            Expr::Slice(list, ..)
            | Expr::Each {
                list, result: None, ..
            } => self.ty(list),
            Expr::Each { .. } | Expr::Matches { .. } | Expr::Sub(..) => Ty::List(Box::new(Ty::Any)),
            Expr::Index(list, ..) => match self.ty(list) {
                Ty::List(item) => *item,
                _ => Ty::Any,
            },
            Expr::Param(..) | Expr::Property(..) | Expr::Case(..) | Expr::Reduce { .. } => Ty::Any,
        }
    }

    /// Fails where the expression is known to be no truth value.
    pub(crate) fn truth(&self, expr: &Expr, at: Span) -> Result<()> {
        match self.ty(expr) {
            Ty::Any | Ty::Null | Ty::Bool => Ok(()),
            other => Err(mismatch("a boolean", &other, at)),
        }
    }

    /// Fails where the expression is known to be no list.
    pub(crate) fn listed(&self, expr: &Expr, at: Span) -> Result<Ty> {
        match self.ty(expr) {
            Ty::Any | Ty::Null => Ok(Ty::Any),
            Ty::List(item) => Ok(*item),
            other => Err(mismatch("a list", &other, at)),
        }
    }

    /// Fails where a property is asked of what is known to have none.
    pub(crate) fn keyed(&self, expr: &Expr, at: Span) -> Result<()> {
        match self.ty(expr) {
            Ty::Any | Ty::Null | Ty::Map | Ty::Node | Ty::Rel | Ty::Moment => Ok(()),
            Ty::Path => Err(mismatch("a map, node or relationship", &Ty::Path, at)),
            other => {
                let message = format!("{} has no properties", other.word());
                Err(fault(
                    ErrorClass::Type,
                    "InvalidArgumentType",
                    true,
                    message,
                    Some(at),
                ))
            }
        }
    }

    /// Fails where an index is known to be of the wrong type.
    pub(crate) fn indexed(&self, expr: &Expr, index: &Expr, at: Span) -> Result<()> {
        let (base, index) = (self.ty(expr), self.ty(index));
        let wrong = match &base {
            Ty::List(_) => !index.open() && !matches!(index, Ty::Int | Ty::Number),
            Ty::Bool | Ty::Int | Ty::Float | Ty::Number | Ty::Text | Ty::Path => true,
            _ => false,
        };
        if !wrong {
            return Ok(());
        }
        let message = format!("{} cannot be indexed by {}", base.word(), index.word());
        Err(fault(
            ErrorClass::Type,
            "InvalidArgumentType",
            true,
            message,
            Some(at),
        ))
    }

    /// Fails where operands are known not to go with the operator.
    pub(crate) fn operands(
        &self,
        operator: BinaryOperator,
        left: &Expr,
        right: &Expr,
        at: Span,
    ) -> Result<()> {
        use BinaryOperator as B;
        let (left, right) = (self.ty(left), self.ty(right));
        match operator {
            B::In => match right {
                Ty::Any | Ty::Null | Ty::List(_) => Ok(()),
                other => Err(mismatch("a list", &other, at)),
            },
            B::Subtract | B::Multiply | B::Divide | B::Remainder | B::Power => {
                let fits = |ty: &Ty| ty.open() || ty.number() || *ty == Ty::Moment;
                match [left, right].into_iter().find(|ty| !fits(ty)) {
                    None => Ok(()),
                    Some(other) => Err(mismatch("a number", &other, at)),
                }
            }
            B::Add => {
                let list = |ty: &Ty| matches!(ty, Ty::List(_));
                let adds =
                    |ty: &Ty| ty.open() || ty.number() || matches!(ty, Ty::Text | Ty::Moment);
                let fits = list(&left) || list(&right) || (adds(&left) && adds(&right));
                if fits {
                    return Ok(());
                }
                let other = if adds(&left) { right } else { left };
                Err(mismatch("a number, string or list", &other, at))
            }
            _ => Ok(()),
        }
    }

    /// Fails where an argument is known to be of a type that the function does not take.
    pub(crate) fn arguments(&self, function: Function, given: &[(Expr, Span)]) -> Result<()> {
        let row = function.row();
        for (place, (expr, at)) in given.iter().enumerate() {
            let Some(takes) = row.takes.get(place).or(row.takes.last()) else {
                continue;
            };
            let ty = self.ty(expr);
            if !ty.open() && !fits(*takes, &ty) {
                return Err(mismatch(expected(*takes), &ty, *at));
            }
        }
        Ok(())
    }
}

fn expected(takes: Takes) -> &'static str {
    match takes {
        Takes::Anything => "anything",
        Takes::Number => "a number",
        Takes::Integer => "an integer",
        Takes::Text => "a string",
        Takes::List => "a list",
        Takes::Sequence => "a list or string",
        Takes::Node => "a node",
        Takes::Rel => "a relationship",
        Takes::Path => "a path",
        Takes::Entity => "a node or relationship",
        Takes::Keyed => "a map, node or relationship",
        Takes::Container => "a list, string or map",
    }
}

fn fits(takes: Takes, ty: &Ty) -> bool {
    match takes {
        Takes::Anything => true,
        Takes::Number => ty.number(),
        Takes::Integer => matches!(ty, Ty::Int | Ty::Number),
        Takes::Text => *ty == Ty::Text,
        Takes::List => matches!(ty, Ty::List(_)),
        Takes::Sequence => matches!(ty, Ty::List(_) | Ty::Text),
        Takes::Node => *ty == Ty::Node,
        Takes::Rel => *ty == Ty::Rel,
        Takes::Path => *ty == Ty::Path,
        Takes::Entity => matches!(ty, Ty::Node | Ty::Rel),
        Takes::Keyed => matches!(ty, Ty::Map | Ty::Node | Ty::Rel),
        Takes::Container => matches!(ty, Ty::List(_) | Ty::Text | Ty::Map),
    }
}

fn arithmetic(operator: BinaryOperator, left: &Ty, right: &Ty) -> Ty {
    use BinaryOperator as B;
    match operator {
        B::Add | B::Concat => match (left, right) {
            (Ty::List(one), Ty::List(two)) => {
                Ty::List(Box::new((**one).clone().or((**two).clone())))
            }
            (Ty::List(_), _) | (_, Ty::List(_)) => Ty::List(Box::new(Ty::Any)),
            (Ty::Int, Ty::Int) => Ty::Int,
            (one, two) if one.number() && two.number() => Ty::Number,
            (Ty::Text, two) if two.number() || *two == Ty::Text => Ty::Text,
            (one, Ty::Text) if one.number() => Ty::Text,
            _ => Ty::Any,
        },
        B::Subtract | B::Multiply | B::Divide | B::Remainder => match (left, right) {
            (Ty::Int, Ty::Int) => Ty::Int,
            (one, two) if one.number() && two.number() => Ty::Number,
            _ => Ty::Any,
        },
        B::Power => Ty::Float,
        _ => Ty::Bool,
    }
}

fn result(function: Function) -> Ty {
    let nodes = || Ty::List(Box::new(Ty::Node));
    match function.row().name {
        "nodes" => nodes(),
        "relationships" | "rels" => Ty::List(Box::new(Ty::Rel)),
        "startnode" | "endnode" => Ty::Node,
        "labels" | "keys" | "split" => Ty::List(Box::new(Ty::Text)),
        "range" => Ty::List(Box::new(Ty::Int)),
        "size" | "length" | "id" | "tointeger" | "sign" | "char_length" => Ty::Int,
        "tofloat" | "sqrt" | "rand" | "ceil" | "floor" | "round" | "exp" | "log" => Ty::Float,
        "tostring" | "type" | "trim" | "tolower" | "toupper" | "substring" | "replace" => Ty::Text,
        "toboolean" | "exists" | "isnan" | "isempty" => Ty::Bool,
        "properties" => Ty::Map,
        "date" | "time" | "datetime" | "localtime" | "localdatetime" | "duration" => Ty::Moment,
        _ => Ty::Any,
    }
}
