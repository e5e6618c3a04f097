//! Terms of office: who held which office, from when to when.

use std::collections::BTreeMap;

use demarche_model::Date;

use super::gazetteer::Gazetteer;
use super::offices::Offices;
use super::table::{Row, Table};
use crate::error::ExtractError;

/// One person's time in an office.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The person's entry in the gazetteer.
    pub person: u32,
    /// First day, as coarse as known.
    pub from: Date,
    /// Last day; of a term that had not ended, the last day that it is known to have lasted.
    pub to: Date,
}

impl Term {
    /// Whether the whole of the date lies inside the term.
    fn holds(&self, date: Date) -> bool {
        self.from.last_day() <= date.first_day() && date.last_day() <= self.to.first_day()
    }
}

/// All terms, by office and institution.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    by_office: BTreeMap<(String, String), Vec<Term>>,
    by_person: BTreeMap<u32, Vec<(String, String)>>,
}

pub(super) const COLUMNS: &[&str] = &["of", "office", "person", "from", "to", "seen", "source"];

impl Terms {
    /// Adds the rows of `terms.tsv`; people and institutions come first.
    pub(super) fn add(
        &mut self,
        table: &Table<'_>,
        gazetteer: &Gazetteer,
        offices: &Offices,
    ) -> Result<(), ExtractError> {
        for row in &table.rows {
            let entry = |column: usize| {
                let key = row.cell(column);
                let found = gazetteer.by_key(key);
                found.ok_or_else(|| table.wrong(row, format!("no actor `{key}`")))
            };
            entry(0)?;
            let person = entry(2)?;
            let (Some(from), to, seen) = (
                date(table, row, 3)?,
                date(table, row, 4)?,
                date(table, row, 5)?,
            ) else {
                return Err(table.wrong(row, "no first day"));
            };
            let to = match (to, seen) {
                (Some(to), None) => to,
                (None, Some(seen)) => seen,
                _ => return Err(table.wrong(row, "either `to` or `seen` is needed")),
            };
            if to.last_day() < from.first_day() {
                return Err(table.wrong(row, "the term ends before it begins"));
            }
            for office in row.values(1) {
                if !offices.list.iter().any(|known| known.canonical == office) {
                    return Err(table.wrong(row, format!("no office `{office}`")));
                }
                let key = (row.cell(0).to_owned(), office.to_lowercase());
                self.by_person.entry(person).or_default().push(key.clone());
                let terms = self.by_office.entry(key).or_default();
                terms.push(Term { person, from, to });
            }
        }
        Ok(())
    }

    /// Who held the office, lower case, on that date; nobody where the date is too coarse to
    /// tell. O(log offices + terms of the office).
    pub fn holder(&self, of: &str, office: &str, date: Date) -> Option<u32> {
        let mut fits = self.of(of, office).iter().filter(|term| term.holds(date));
        let first = fits.next()?;
        fits.all(|other| other.person == first.person)
            .then_some(first.person)
    }

    /// Whether the person held the office, at that date where there is one, else ever.
    /// O(log offices + terms of the office).
    pub fn held(&self, person: u32, of: &str, office: &str, date: Option<Date>) -> bool {
        self.of(of, office)
            .iter()
            .any(|term| term.person == person && date.is_none_or(|date| term.holds(date)))
    }

    /// Whether the person held an office of that name anywhere, as in [`Terms::held`].
    /// O(terms of the person).
    pub fn held_anywhere(&self, person: u32, office: &str, date: Option<Date>) -> bool {
        let places = self.by_person.get(&person).map_or(&[][..], Vec::as_slice);
        places
            .iter()
            .any(|(of, held)| held == office && self.held(person, of, office, date))
    }

    /// Whether the person held any office on that date. O(terms of the person's offices).
    pub fn serves(&self, person: u32, date: Date) -> bool {
        let places = self.by_person.get(&person).map_or(&[][..], Vec::as_slice);
        places
            .iter()
            .any(|(of, office)| self.held(person, of, office, Some(date)))
    }

    /// The terms of an office.
    pub fn of(&self, of: &str, office: &str) -> &[Term] {
        let key = (of.to_owned(), office.to_owned());
        self.by_office.get(&key).map_or(&[], Vec::as_slice)
    }
}

fn date(table: &Table<'_>, row: &Row<'_>, column: usize) -> Result<Option<Date>, ExtractError> {
    let cell = row.some(column);
    cell.map(|cell| {
        cell.parse()
            .map_err(|_| table.wrong(row, format!("`{cell}` is no date")))
    })
    .transpose()
}

#[cfg(test)]
mod tests {
    use crate::lexicon::Lexicon;

    fn holder(of: &str, office: &str, date: &str) -> Option<String> {
        let lexicon = Lexicon::embedded().unwrap();
        let entry = lexicon.terms.holder(of, office, date.parse().unwrap())?;
        Some(lexicon.gazetteer.entry(entry).key.clone())
    }

    #[test]
    fn the_date_tells_the_holder() {
        let nato = |date| holder("nato", "secretary general", date);
        assert_eq!(nato("2024-02-10").as_deref(), Some("jens-stoltenberg"));
        assert_eq!(nato("2024-12-10").as_deref(), Some("mark-rutte"));
    }

    #[test]
    fn a_coarse_date_and_the_day_of_change_tell_nobody() {
        let nato = |date| holder("nato", "secretary general", date);
        assert_eq!(nato("2024"), None);
        assert_eq!(nato("2024-10-01"), None);
        assert_eq!(nato("2023").as_deref(), Some("jens-stoltenberg"));
    }

    #[test]
    fn an_open_term_is_not_stretched() {
        assert_eq!(holder("nato", "secretary general", "2090-01-01"), None);
    }
}
