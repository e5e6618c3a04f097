//! How good or bad words are, for opinions in what somebody says.

use std::collections::BTreeMap;

use crate::{error::ExtractError, lexicon::table::Table, tree::Tree};

use super::arguments::is_verb;

/// What a value is a value of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sense {
    /// It judges who does, is or has it: `liar`, `betray`, `brilliant`.
    Judges,
    /// The same of a verb, and of no other word: `fumble`, `deliver`. It tells of who does it,
    /// not of whom it is done to.
    Deed,
    /// A state of mind, which says nothing of who is in it: `worried`.
    Feeling,
    /// Good or bad in the world, but no judgement by itself: `war`, `peace`.
    Thing,
}

/// Value of a word in tenths, from -40 to 40, and its sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valence {
    /// Tenths, negative for bad.
    pub value: i32,
    /// What it is a value of.
    pub sense: Sense,
}

/// The table of values.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Valences {
    by_word: BTreeMap<String, Valence>,
}

const COLUMNS: &[&str] = &["word", "value", "kind", "source"];

impl Valences {
    /// Reads the table.
    ///
    /// # Errors
    /// When a row is wrong, repeated or out of order.
    pub fn parse(file: &str, text: &str) -> Result<Self, ExtractError> {
        let table = Table::parse(file, text, COLUMNS)?;
        table.sorted_by_first(1)?;
        let mut all = Self::default();
        for row in &table.rows {
            let wrong = |what: &str| table.wrong(row, what);
            let value = tenths(row.cell(1)).ok_or_else(|| wrong("the value is no number"))?;
            let sense = match row.cell(2) {
                "" => Sense::Judges,
                "deed" => Sense::Deed,
                "feel" => Sense::Feeling,
                "thing" => Sense::Thing,
                _ => return Err(wrong("unknown kind")),
            };
            all.by_word
                .insert(row.cell(0).to_owned(), Valence { value, sense });
        }
        Ok(all)
    }

    /// The value of the token, as it stands or by its dictionary form. Names have none. O(log n).
    pub fn at(&self, tree: &Tree<'_>, token: u32) -> Option<Valence> {
        if tree.upos(token) == demarche_nlp::Upos::Propn {
            return None;
        }
        let lemma = tree.lemma(token).to_lowercase();
        let found = self.by_word.get(tree.norm(token));
        let found = found.or_else(|| self.by_word.get(&lemma)).copied();
        let verb = is_verb(tree, token);
        found.filter(|word| verb || word.sense != Sense::Deed)
    }
}

/// `-1.5` as -15.
fn tenths(text: &str) -> Option<i32> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |rest| (-1, rest));
    let (whole, part) = digits.split_once('.')?;
    let single = part.len() == 1;
    let value = whole.parse::<i32>().ok()? * 10 + part.parse::<i32>().ok()?;
    (single && value <= 40).then_some(sign * value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_read_in_tenths() {
        assert_eq!(tenths("-1.5"), Some(-15));
        assert_eq!(tenths("0.8"), Some(8));
        assert_eq!(tenths("4.1"), None);
        assert_eq!(tenths("2"), None);
    }

    #[test]
    fn a_wrong_row_is_refused() {
        let table = |row: &str| format!("# word\tvalue\tkind\tsource\n{row}\n");
        assert!(Valences::parse("t", &table("bad\t-2.5\t\town")).is_ok());
        assert!(Valences::parse("t", &table("bad\tlow\t\town")).is_err());
        assert!(Valences::parse("t", &table("bad\t-2.5\tmood\town")).is_err());
        assert!(Valences::parse("t", &table("b\t1.0\t\town\na\t1.0\t\town")).is_err());
    }
}
