//! Values of the message pack files, seen without a copy of the numbers.

use rmpv::ValueRef;
use rmpv::decode::read_value_ref;

use super::damaged;
use crate::error::ModelError;

/// The one value that a file holds.
pub(super) fn value<'a>(file: &str, bytes: &'a [u8]) -> Result<ValueRef<'a>, ModelError> {
    let mut rest = bytes;
    let value = read_value_ref(&mut rest).map_err(|error| damaged(file, error.to_string()))?;
    if rest.is_empty() {
        Ok(value)
    } else {
        Err(damaged(file, "bytes behind its end"))
    }
}

/// Text, also where it is kept as bytes.
pub(super) fn text<'a>(value: &ValueRef<'a>) -> Option<&'a str> {
    match value {
        ValueRef::String(text) => text.into_str(),
        ValueRef::Binary(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// The value of a key in a map. O(entries).
pub(super) fn get<'v, 'a>(value: &'v ValueRef<'a>, key: &str) -> Option<&'v ValueRef<'a>> {
    let ValueRef::Map(entries) = value else {
        return None;
    };
    let found = entries.iter().find(|(name, _)| text(name) == Some(key));
    found.map(|(_, value)| value)
}

/// The items of an array.
pub(super) fn items<'v, 'a>(value: &'v ValueRef<'a>) -> Option<&'v [ValueRef<'a>]> {
    match value {
        ValueRef::Array(items) => Some(items),
        _ => None,
    }
}

/// A number that is not negative.
pub(super) fn number(value: &ValueRef<'_>) -> Option<usize> {
    match value {
        ValueRef::Integer(number) => usize::try_from(number.as_u64()?).ok(),
        _ => None,
    }
}
