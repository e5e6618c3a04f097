//! `attribute_ruler/patterns`: the rules that set parts of speech and mend tags and lemmas.

use rmpv::ValueRef;

use super::msgpack::{get, items, number, text, value};
use super::{damaged, unsupported};
use crate::attributes::Rules;
use crate::error::ModelError;

const FILE: &str = "attribute_ruler/patterns";
/// The regular expressions that the English models use, with the words that they match.
const EXPRESSIONS: &[(&str, &str)] = &[
    ("^n'?t$", "n't|nt"),
    ("^n[ou]thin'$", "nothin'|nuthin'"),
    ("^y'?$", "y|y'"),
];

/// Reads the rules by way of the rows that the embedded table has too.
pub(super) fn read(bytes: &[u8]) -> Result<Rules, ModelError> {
    let wrong = || damaged(FILE, "a list of patterns with attributes");
    let whole = value(FILE, bytes)?;
    let mut rows = Vec::new();
    for rule in items(&whole).ok_or_else(wrong)? {
        let part = |key| get(rule, key).ok_or_else(wrong);
        let target = number(part("index")?)
            .ok_or_else(|| unsupported(FILE, "a target counted from the end of a pattern"))?;
        let attributes = pairs(part("attrs")?).ok_or_else(wrong)?;
        let attributes = attributes
            .into_iter()
            .map(|(key, value)| Some(format!("{key}={}", text(value)?)))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(wrong)?
            .join(" ");
        for pattern in items(part("patterns")?).ok_or_else(wrong)? {
            let mut row = vec![target.to_string(), attributes.clone()];
            for token in items(pattern).ok_or_else(wrong)? {
                row.push(conditions(token)?);
            }
            rows.push(row.join("\t"));
        }
    }
    Rules::parse(&rows.join("\n")).map_err(|row| unsupported(FILE, format!("the rule `{row}`")))
}

/// `KEY=a|b KEY!=c`.
fn conditions(token: &ValueRef<'_>) -> Result<String, ModelError> {
    let wrong = || damaged(FILE, "conditions by attribute");
    let mut all = Vec::new();
    for (key, value) in pairs(token).ok_or_else(wrong)? {
        let (sign, values) = match value {
            ValueRef::Boolean(value) => ("=", if *value { "yes" } else { "no" }.to_owned()),
            ValueRef::Map(_) => among(value)?,
            value => ("=", text(value).ok_or_else(wrong)?.to_owned()),
        };
        if !values.is_empty() {
            all.push(format!("{key}{sign}{values}"));
        }
    }
    Ok(all.join(" "))
}

/// A list of values, or of those that must not be; the empty value stands for a missing
/// annotation, and ours is never missing.
fn among(condition: &ValueRef<'_>) -> Result<(&'static str, String), ModelError> {
    if let Some(expression) = get(condition, "REGEX").and_then(text) {
        let known = EXPRESSIONS.iter().find(|(known, _)| *known == expression);
        let what = format!("the regular expression `{expression}`");
        return known
            .map(|(_, words)| ("=", (*words).to_owned()))
            .ok_or_else(|| unsupported(FILE, what));
    }
    let list = |key| {
        let values = items(get(condition, key)?)?.iter().map(text);
        let values: Vec<&str> = values.collect::<Option<_>>()?;
        let values: Vec<&str> = values
            .into_iter()
            .filter(|value| !value.is_empty())
            .collect();
        Some(values.join("|"))
    };
    let found = list("IN").map(|values| ("=", values));
    let found = found.or_else(|| list("NOT_IN").map(|values| ("!=", values)));
    found.ok_or_else(|| unsupported(FILE, format!("the condition `{condition}`")))
}

/// The entries of a map in the order of their keys.
fn pairs<'v, 'a>(value: &'v ValueRef<'a>) -> Option<Vec<(&'a str, &'v ValueRef<'a>)>> {
    let ValueRef::Map(entries) = value else {
        return None;
    };
    let pairs = entries.iter().map(|(key, value)| Some((text(key)?, value)));
    let mut pairs = pairs.collect::<Option<Vec<_>>>()?;
    pairs.sort_unstable_by_key(|(key, _)| *key);
    Some(pairs)
}
