//! JSON, piece by piece.

use super::fields::{Field, Value};
use super::page::Page;

/// A string in quotes.
pub(super) fn text(page: &mut Page<'_>, text: &str) {
    // Writing to memory cannot fail.
    let _ = serde_json::to_writer(&mut page.text, text);
}

pub(super) fn flag(page: &mut Page<'_>, flag: bool) {
    page.add(if flag { "true" } else { "false" });
}

/// `,"name":`, for a name that needs no escapes.
pub(super) fn key(page: &mut Page<'_>, name: &str) {
    page.add(",\"");
    page.add(name);
    page.add("\":");
}

pub(super) fn value(page: &mut Page<'_>, value: &Value<'_>) {
    match value {
        Value::Missing => page.add("null"),
        Value::Text(one) => text(page, one),
        Value::Texts(all) => {
            // Writing to memory cannot fail.
            let _ = serde_json::to_writer(&mut page.text, all);
        }
        Value::Date(date) => {
            page.add("\"");
            page.show(date);
            page.add("\"");
        }
        other => page.plain(other),
    }
}

/// What a node or edge has, as far as it is there, each behind a comma.
pub(super) fn object<T>(page: &mut Page<'_>, fields: &[&Field<T>], item: &T) {
    for field in fields {
        let one = (field.of)(item);
        if one != Value::Missing {
            key(page, field.name);
            value(page, &one);
        }
    }
}
