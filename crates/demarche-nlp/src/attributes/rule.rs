//! The rows of the attribute ruler and how one is matched.

use compact_str::CompactString;
use rustc_hash::FxHashMap;

use super::morph::Morph;
use crate::labels::{Dep, Tag, Upos};

/// The rules of the embedded model.
pub(crate) const EMBEDDED: &str = include_str!("../../data/attributes.tsv");

/// What a token must look like. A part that is not given fits every token.
#[derive(Debug, Default)]
pub(super) struct Pattern {
    lower: Option<Vec<CompactString>>,
    tag: Option<Among<Tag>>,
    dep: Option<Among<Dep>>,
    is_space: Option<bool>,
}

/// One of the values, or none of them.
#[derive(Debug)]
struct Among<T> {
    values: Vec<T>,
    wanted: bool,
}

/// What the patterns look at.
pub(super) struct View<'a> {
    pub(super) lower: &'a str,
    pub(super) tag: Tag,
    pub(super) dep: Dep,
    pub(super) is_space: bool,
}

/// What a rule sets on its target.
#[derive(Debug, Default)]
pub(super) struct Change {
    pub(super) upos: Option<Upos>,
    pub(super) morph: Option<Morph>,
    pub(super) lemma: Option<CompactString>,
    pub(super) tag: Option<Tag>,
    pub(super) dep: Option<Dep>,
}

/// A row: patterns of one or more tokens in sequence, and a change to one of them.
#[derive(Debug)]
pub(super) struct Rule {
    pub(super) patterns: Vec<Pattern>,
    pub(super) target: usize,
    pub(super) change: Change,
}

/// The rules in order (a later one overrides an earlier one), found by their first pattern.
#[derive(Default)]
pub(crate) struct Rules {
    pub(super) all: Vec<Rule>,
    by_lower: FxHashMap<CompactString, Vec<usize>>,
    by_tag: FxHashMap<Tag, Vec<usize>>,
    rest: Vec<usize>,
}

impl<T: Copy + PartialEq> Among<T> {
    fn fits(&self, value: T) -> bool {
        self.values.contains(&value) == self.wanted
    }
}

impl Pattern {
    /// Whether the token fits. O(values).
    pub(super) fn fits(&self, view: &View) -> bool {
        self.lower
            .as_ref()
            .is_none_or(|values| values.iter().any(|value| value == view.lower))
            && self.tag.as_ref().is_none_or(|among| among.fits(view.tag))
            && self.dep.as_ref().is_none_or(|among| among.fits(view.dep))
            && self.is_space.is_none_or(|wanted| wanted == view.is_space)
    }

    /// Reads `KEY=a|b KEY!=c`. `None` if it holds what this program does not know.
    fn parse(text: &str) -> Option<Self> {
        let mut pattern = Pattern::default();
        for condition in text.split(' ').filter(|condition| !condition.is_empty()) {
            let (key, values) = condition.split_once('=')?;
            let (key, wanted) = key
                .strip_suffix('!')
                .map_or((key, true), |key| (key, false));
            let values = values.split('|');
            match key {
                "LOWER" if wanted => pattern.lower = Some(values.map(CompactString::new).collect()),
                // A tag or relation that the model never gives has no value here.
                "TAG" => {
                    let values = values.filter_map(Tag::parse).collect();
                    pattern.tag = Some(Among { values, wanted });
                }
                "DEP" => {
                    let values = values.filter_map(Dep::parse).collect();
                    pattern.dep = Some(Among { values, wanted });
                }
                "IS_SPACE" if wanted => pattern.is_space = Some(values.eq(["yes"])),
                _ => return None,
            }
        }
        Some(pattern)
    }
}

impl Change {
    /// Reads `KEY=value KEY=value`. `None` if it holds what this program does not know.
    fn parse(text: &str) -> Option<Self> {
        let mut change = Change::default();
        for part in text.split(' ').filter(|part| !part.is_empty()) {
            let (key, value) = part.split_once('=')?;
            match key {
                "POS" => change.upos = Some(Upos::parse(value)?),
                "MORPH" => change.morph = Some(Morph::parse(value)),
                "LEMMA" => change.lemma = Some(CompactString::new(value)),
                "TAG" => change.tag = Some(Tag::parse(value)?),
                "DEP" => change.dep = Some(Dep::parse(value)?),
                _ => return None,
            }
        }
        Some(change)
    }
}

impl Rules {
    /// The embedded table.
    pub(super) fn embedded() -> Self {
        Self::parse(EMBEDDED).unwrap_or_default()
    }

    /// Reads a table: target, change, and patterns of a rule in a row. An error is the row that
    /// cannot be read.
    pub(crate) fn parse(table: &str) -> Result<Self, String> {
        let rule = |row: &str| {
            let mut cells = row.split('\t');
            let target = cells.next()?.parse().ok()?;
            let change = Change::parse(cells.next()?)?;
            let patterns: Vec<_> = cells.map(Pattern::parse).collect::<Option<_>>()?;
            (target < patterns.len()).then_some(Rule {
                patterns,
                target,
                change,
            })
        };
        let rows = table.lines();
        let rules = rows.map(|row| rule(row).ok_or_else(|| row.to_owned()));
        rules.collect::<Result<_, _>>().map(Self::of)
    }

    /// The rules by what their first pattern asks for.
    fn of(all: Vec<Rule>) -> Self {
        let mut rules = Rules::default();
        for (id, rule) in all.iter().enumerate() {
            let Some(first) = rule.patterns.first() else {
                continue;
            };
            if let Some(values) = &first.lower {
                for value in values {
                    rules.by_lower.entry(value.clone()).or_default().push(id);
                }
            } else if let Some(Among {
                values,
                wanted: true,
            }) = &first.tag
            {
                for value in values {
                    rules.by_tag.entry(*value).or_default().push(id);
                }
            } else {
                rules.rest.push(id);
            }
        }
        rules.all = all;
        rules
    }

    /// Ids of the rules whose first pattern may fit the token; not sorted.
    pub(super) fn candidates<'a>(&'a self, view: &View) -> impl Iterator<Item = usize> + 'a {
        let list = |ids: Option<&'a Vec<usize>>| ids.map_or(&[][..], Vec::as_slice);
        let by_lower = list(self.by_lower.get(view.lower));
        let by_tag = list(self.by_tag.get(&view.tag));
        by_lower.iter().chain(by_tag).chain(&self.rest).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_can_be_read() {
        let rules = Rules::embedded();
        assert_eq!(rules.all.len(), 181);
        for (id, rule) in rules.all.iter().enumerate() {
            let change = &rule.change;
            assert!(rule.target < rule.patterns.len(), "rule {id}");
            assert!(
                change.upos.is_some()
                    || change.morph.is_some()
                    || change.lemma.is_some()
                    || change.dep.is_some(),
                "rule {id}"
            );
            assert!(
                rule.patterns.iter().all(|pattern| pattern.lower.is_some()
                    || pattern.tag.is_some()
                    || pattern.dep.is_some()
                    || pattern.is_space.is_some()),
                "rule {id}"
            );
        }
    }
}
