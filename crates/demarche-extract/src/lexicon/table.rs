//! Reads tab-separated lexicon files.
//!
//! Lines that begin with `#` are comments; the first one that holds a tab names the columns. Every row has exactly these columns; a cell may be empty. Several values in
//! one cell are separated by ` | ` (the spaces are optional).

use crate::error::ExtractError;

/// A row of a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row<'a> {
    /// Line in the file, counted from 1.
    pub line: usize,
    cells: Vec<&'a str>,
}

impl<'a> Row<'a> {
    /// The cell of the column with that index; empty where there is none. O(1).
    pub fn cell(&self, column: usize) -> &'a str {
        self.cells.get(column).copied().unwrap_or("")
    }

    /// The cell, or `None` where it is empty. O(1).
    pub fn some(&self, column: usize) -> Option<&'a str> {
        let cell = self.cell(column);
        (!cell.is_empty()).then_some(cell)
    }

    /// The values of a cell, separated by `|`, trimmed, without empty ones. O(length).
    pub fn values(&self, column: usize) -> impl Iterator<Item = &'a str> + use<'a> {
        let values = self.cell(column).split('|').map(str::trim);
        values.filter(|value| !value.is_empty())
    }
}

/// A parsed file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table<'a> {
    /// Name of the file, for messages.
    pub file: &'a str,
    /// The rows in file order.
    pub rows: Vec<Row<'a>>,
}

impl<'a> Table<'a> {
    /// Parses `text` and checks that it has exactly the named columns, in any number of rows.
    /// O(length).
    pub fn parse(file: &'a str, text: &'a str, columns: &[&str]) -> Result<Self, ExtractError> {
        let mut header: Option<(usize, &str)> = None;
        let mut rows = Vec::new();
        for (line, content) in (1..).zip(text.lines()) {
            if content.starts_with('#') {
                if content.contains('\t') {
                    header.get_or_insert((line, content));
                }
                continue;
            }
            if content.trim().is_empty() {
                continue;
            }
            let cells: Vec<&str> = content.split('\t').map(str::trim).collect();
            if cells.len() != columns.len() {
                let what = format!("{} cells instead of {}", cells.len(), columns.len());
                return Err(wrong(file, line, what));
            }
            rows.push(Row { line, cells });
        }
        let (line, head) = header.ok_or_else(|| wrong(file, 1, "no column names".into()))?;
        let named: Vec<&str> = head[1..].split('\t').map(str::trim).collect();
        if named != columns {
            let what = format!(
                "columns `{}` instead of `{}`",
                named.join(" "),
                columns.join(" ")
            );
            return Err(wrong(file, line, what));
        }
        Ok(Self { file, rows })
    }

    /// An error about a row of this table.
    pub fn wrong(&self, row: &Row<'_>, what: impl Into<String>) -> ExtractError {
        wrong(self.file, row.line, what.into())
    }

    /// Checks that rows are sorted by their first `columns` cells, byte-wise, and that no two are
    /// equal in them. O(rows).
    pub fn sorted_by_first(&self, columns: usize) -> Result<(), ExtractError> {
        for pair in self.rows.windows(2) {
            let key = |row: &Row<'a>| row.cells[..columns.min(row.cells.len())].to_vec();
            match key(&pair[0]).cmp(&key(&pair[1])) {
                std::cmp::Ordering::Less => {}
                std::cmp::Ordering::Equal => {
                    return Err(self.wrong(&pair[1], "repeats the row before"));
                }
                std::cmp::Ordering::Greater => {
                    return Err(self.wrong(&pair[1], "stands out of order"));
                }
            }
        }
        Ok(())
    }
}

fn wrong(file: &str, line: usize, what: String) -> ExtractError {
    ExtractError::Lexicon {
        file: file.to_owned(),
        line,
        what,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: &[&str] = &["key", "names"];

    #[test]
    fn cells_and_values_are_read() {
        let text = "# what it is\n# key\tnames\na\tx | y\nb\t\n";
        let table = Table::parse("t.tsv", text, COLUMNS).unwrap();
        assert_eq!(table.rows.len(), 2);
        assert_eq!(table.rows[0].line, 3);
        assert_eq!(table.rows[0].values(1).collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(table.rows[1].some(1), None);
        assert!(table.sorted_by_first(1).is_ok());
    }

    #[test]
    fn a_wrong_row_is_named_by_its_line() {
        let error = Table::parse("t.tsv", "# key\tnames\na\tx\ty\n", COLUMNS).unwrap_err();
        assert_eq!(
            error.to_string(),
            "lexicon file `t.tsv` line 2: 3 cells instead of 2"
        );
        assert!(Table::parse("t.tsv", "a\tb\n", COLUMNS).is_err());
        assert!(Table::parse("t.tsv", "# key\tname\na\tb\n", COLUMNS).is_err());
    }

    #[test]
    fn order_and_repeats_are_seen() {
        let parse = |text| Table::parse("t.tsv", text, COLUMNS).unwrap();
        assert!(
            parse("# key\tnames\nb\t\na\t\n")
                .sorted_by_first(1)
                .is_err()
        );
        assert!(
            parse("# key\tnames\na\t1\na\t2\n")
                .sorted_by_first(1)
                .is_err()
        );
        assert!(
            parse("# key\tnames\na\t1\na\t2\n")
                .sorted_by_first(2)
                .is_ok()
        );
    }
}
