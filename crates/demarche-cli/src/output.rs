//! Tables, JSON and CSV from the same rows.

use std::borrow::Cow;
use std::io::{self, Write};

use clap::ValueEnum;
use comfy_table::{Cell as TableCell, CellAlignment, ContentArrangement, presets};
use serde_json::{Map, Value};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::error::Result;

/// Width of a line where no terminal tells one.
const PAGE: u16 = 100;
/// The least width that is worth cutting a column to.
const LEAST: usize = 24;

/// Columns of the terminal that a cell takes at most: wrapping what has no end takes for ever.
const LONGEST: usize = 500;

/// How rows are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// Aligned columns that fit the terminal
    Table,
    /// One array of objects
    Json,
    /// Comma-separated, with a header line
    Csv,
}

/// Rows with named columns.
pub struct Rows {
    columns: Vec<Cow<'static, str>>,
    cells: Vec<Vec<Value>>,
    flexible: Option<usize>,
    only_data: Vec<usize>,
}

impl Rows {
    /// No rows yet. Column names are the keys of JSON and the heads of table and CSV.
    pub fn new(columns: &[&'static str]) -> Self {
        Self {
            columns: columns.iter().map(|&name| name.into()).collect(),
            cells: Vec::new(),
            flexible: None,
            only_data: Vec::new(),
        }
    }

    /// No rows yet, with columns that are only known by now.
    pub fn named(columns: Vec<String>) -> Self {
        Self {
            columns: columns.into_iter().map(Cow::from).collect(),
            ..Self::new(&[])
        }
    }

    /// The column that is cut in a table, so that a row is one line.
    #[must_use]
    pub fn flexible(mut self, column: &str) -> Self {
        self.flexible = self.columns.iter().position(|name| *name == column);
        self
    }

    /// Columns that a table leaves out; JSON and CSV have them.
    #[must_use]
    pub fn only_data(mut self, columns: &[&str]) -> Self {
        let named = |&index: &usize| columns.contains(&&*self.columns[index]);
        self.only_data = (0..self.columns.len()).filter(named).collect();
        self
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.cells.is_empty()
    }

    /// Adds a row of as many cells as there are columns.
    pub fn push(&mut self, cells: Vec<Value>) {
        debug_assert_eq!(cells.len(), self.columns.len());
        self.cells.push(cells);
    }

    /// Writes all rows.
    pub fn write(&self, out: &mut dyn Write, format: Format) -> Result {
        match format {
            Format::Table => self.table(out)?,
            Format::Json => self.json(out)?,
            Format::Csv => self.csv(out)?,
        }
        Ok(())
    }

    fn table(&self, out: &mut dyn Write) -> io::Result<()> {
        let width = terminal_width();
        let all = 0..self.columns.len();
        let shown: Vec<usize> = all
            .filter(|index| !self.only_data.contains(index))
            .collect();
        let room = self.room(&shown, width.into());
        let mut table = comfy_table::Table::new();
        table
            .load_style(presets::NOTHING)
            .set_content_arrangement(ContentArrangement::Dynamic)
            .set_width(width);
        table.set_header(
            shown
                .iter()
                .map(|&index| TableCell::new(heading(&self.columns[index]))),
        );
        for row in &self.cells {
            table.add_row(shown.iter().map(|&index| {
                let limit = if self.flexible == Some(index) {
                    room
                } else {
                    LONGEST
                };
                cell(&row[index], limit)
            }));
        }
        if let Some(first) = table.column_mut(0) {
            first.set_padding((0, 1));
        }
        for line in table.lines() {
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// How many columns of the terminal the flexible column may take.
    fn room(&self, shown: &[usize], width: usize) -> usize {
        let widest = |&index: &usize| {
            let cells = self
                .cells
                .iter()
                .map(|row| plain(&row[index]).width().min(LONGEST));
            cells.chain([self.columns[index].len()]).max().unwrap_or(0) + 2
        };
        let fixed = shown.iter().filter(|&&index| self.flexible != Some(index));
        width
            .saturating_sub(fixed.map(widest).sum::<usize>() + 2)
            .max(LEAST)
    }

    /// The rows as an array of objects.
    pub fn value(&self) -> Value {
        let objects = self.cells.iter().map(|row| {
            let keys = self.columns.iter().map(ToString::to_string);
            Value::Object(keys.zip(row.iter().cloned()).collect::<Map<_, _>>())
        });
        Value::Array(objects.collect())
    }

    fn json(&self, out: &mut dyn Write) -> io::Result<()> {
        json(out, &self.value())
    }

    fn csv(&self, out: &mut dyn Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(self.columns.iter().map(|name| &**name))?;
        for row in &self.cells {
            writer.write_record(row.iter().map(plain))?;
        }
        writer.flush()
    }
}

/// Writes one JSON value, indented, with a line end.
pub fn json(out: &mut dyn Write, value: &Value) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, value)?;
    writeln!(out)
}

/// A cell for something that may be missing.
pub fn maybe(text: Option<impl ToString>) -> Value {
    text.map_or(Value::Null, |text| Value::String(text.to_string()))
}

/// Four digits; more would pretend.
pub fn rounded(value: Option<f64>) -> Value {
    value.map_or(Value::Null, |value| {
        serde_json::json!((value * 10_000.0).round() / 10_000.0)
    })
}

/// Columns of the terminal behind stdout, or of `COLUMNS`, else a line that suits a page.
pub fn terminal_width() -> u16 {
    let asked = std::env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    let found = || terminal_size::terminal_size().map(|(width, _)| width.0);
    asked.or_else(found).unwrap_or(PAGE).max(40)
}

/// A passage in one line: every run of white space is one space.
pub fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes words of a document indented and in quotation marks; nothing where there are none, as for
/// rows of an imported table.
pub fn quoted(out: &mut dyn Write, indent: usize, words: &str) -> io::Result<()> {
    match one_line(words) {
        line if line.is_empty() => Ok(()),
        line => indented(out, indent, &format!("“{line}”")),
    }
}

/// Writes a text indented and wrapped to the terminal.
pub fn indented(out: &mut dyn Write, indent: usize, text: &str) -> io::Result<()> {
    let width = usize::from(terminal_width())
        .saturating_sub(indent)
        .max(LEAST);
    let mut line = String::new();
    let text = visible(text);
    for word in text.split(' ') {
        if !line.is_empty() && line.width() + 1 + word.width() > width {
            writeln!(out, "{:indent$}{line}", "")?;
            line.clear();
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    writeln!(out, "{:indent$}{line}", "")
}

/// The text in at most `limit` columns, with an ellipsis where it was cut.
fn cut(text: &str, limit: usize) -> String {
    if text.width() <= limit {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > limit {
            break;
        }
        kept.push(c);
    }
    format!("{}…", kept.trim_end())
}

fn heading(name: &str) -> String {
    name.replace('_', " ")
}

fn cell(value: &Value, limit: usize) -> TableCell {
    let text = TableCell::new(cut(&visible(&plain(value)), limit));
    if value.is_number() {
        text.set_alignment(CellAlignment::Right)
    } else {
        text
    }
}

/// A text in one line. Control characters, line ends among them, and those that turn the direction
/// of writing could move the cursor, forge a line or hide text: they are shown as the replacement
/// character.
pub fn visible(text: &str) -> String {
    let turns = |c| matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| {
            if c.is_control() || turns(c) {
                '\u{FFFD}'
            } else {
                c
            }
        })
        .collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join("; "),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(format: Format) -> String {
        let mut rows = Rows::new(&["name", "held"]);
        rows.push(vec!["NATO, \"the alliance\"".into(), 3.into()]);
        rows.push(vec![Value::Null, Value::Null]);
        let mut out = Vec::new();
        rows.write(&mut out, format).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn csv_quotes_what_needs_it() {
        assert_eq!(
            written(Format::Csv),
            "name,held\n\"NATO, \"\"the alliance\"\"\",3\n,\n"
        );
    }

    #[test]
    fn json_keeps_numbers_and_nulls() {
        let value: Value = serde_json::from_str(&written(Format::Json)).unwrap();
        assert_eq!(value[0]["held"], 3);
        assert!(value[1]["name"].is_null());
    }

    #[test]
    fn escape_sequences_do_not_reach_the_terminal() {
        assert_eq!(visible("a\u{1b}[2Jb"), "a\u{FFFD}[2Jb");
        assert_eq!(visible("a\nb\u{202e}c"), "a\u{FFFD}b\u{FFFD}c");
        let mut rows = Rows::new(&["path"]);
        rows.push(vec!["one\nsham row\u{9b}2J".into()]);
        let mut out = Vec::new();
        rows.write(&mut out, Format::Table).unwrap();
        let lines = String::from_utf8(out).unwrap();
        assert_eq!(lines, "path\none\u{FFFD}sham row\u{FFFD}2J\n");
    }
}
