//! Numbers as they are written.

use open_cypher::Span;
use open_cypher::ast::{FloatLiteral, IntegerLiteral, IntegerRadix};

use crate::error::{Result, wrong};
use crate::value::Value;

/// A whole number of 64 bits.
pub(super) fn integer(literal: &IntegerLiteral, negative: bool, span: Span) -> Result<Value> {
    let text = literal.text.replace('_', "");
    let (digits, radix) = match literal.radix {
        IntegerRadix::Hexadecimal => (text.get(2..).unwrap_or_default(), 16),
        IntegerRadix::Octal => (text.get(2..).unwrap_or_default(), 8),
        _ => (text.as_str(), 10),
    };
    let number = i128::from_str_radix(digits, radix).ok();
    let number = number.map(|number| if negative { -number } else { number });
    let fits = number.and_then(|number| i64::try_from(number).ok());
    fits.map(Value::Int).ok_or_else(|| {
        wrong(
            "IntegerOverflow",
            "the number does not fit into 64 bits",
            span,
        )
    })
}

/// A floating point number of 64 bits.
pub(super) fn float(literal: &FloatLiteral, span: Span) -> Result<Value> {
    let text = literal.text.replace('_', "");
    match text.trim_end_matches(['f', 'd', 'F', 'D']).parse::<f64>() {
        Ok(number) if number.is_finite() => Ok(Value::Float(number)),
        Ok(_) => Err(wrong(
            "FloatingPointOverflow",
            "the number is too large",
            span,
        )),
        Err(_) => Err(wrong("InvalidNumberLiteral", "not a number", span)),
    }
}
