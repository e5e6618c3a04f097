//! Text on its way out, gathered until it is worth a write.

use std::fmt;
use std::io::Write;

use demarche_model::Date;

use super::fields::Value;
use crate::error::{FormatError, Result};

/// How many bytes are gathered.
const FULL: usize = 1 << 16;

/// Text that is written to the output in large pieces.
pub(crate) struct Page<'a> {
    out: &'a mut dyn Write,
    pub(crate) text: Vec<u8>,
}

impl<'a> Page<'a> {
    pub(crate) fn new(out: &'a mut dyn Write) -> Self {
        let text = Vec::with_capacity(2 * FULL);
        Self { out, text }
    }

    /// Adds text as it is.
    pub(crate) fn add(&mut self, text: &str) {
        self.text.extend_from_slice(text.as_bytes());
    }

    /// Adds what is shown of a value.
    pub(crate) fn show(&mut self, value: impl fmt::Display) {
        // Writing to memory cannot fail.
        let _ = write!(self.text, "{value}");
    }

    /// Adds a number: whole where it is.
    pub(crate) fn number(&mut self, number: f64) {
        #[allow(clippy::cast_possible_truncation, reason = "whole and small")]
        if number.fract() == 0.0 && number.abs() < 1e15 {
            self.show(number as i64);
        } else {
            self.show(number);
        }
    }

    /// Adds a value that is no text; nothing where it is missing.
    pub(crate) fn plain(&mut self, value: &Value<'_>) {
        match value {
            Value::Missing | Value::Text(_) | Value::Texts(_) => {}
            Value::Whole(number) => self.show(number),
            Value::Real(number) => self.number(*number),
            Value::Flag(flag) => self.add(if *flag { "true" } else { "false" }),
            Value::Date(date) => self.show(date),
        }
    }

    /// Ends a piece: what was gathered is written where there is enough of it.
    pub(crate) fn end(&mut self) -> Result<()> {
        if self.text.len() >= FULL {
            self.flush()?;
        }
        Ok(())
    }

    /// Writes what was gathered.
    pub(crate) fn flush(&mut self) -> Result<()> {
        self.out.write_all(&self.text).map_err(FormatError::Write)?;
        self.text.clear();
        Ok(())
    }
}

/// A day, `2025-02-12`, of the number of [`Date::first_day`] and [`Date::last_day`].
pub(crate) fn day(number: u32) -> String {
    let (year, month, day) = (number / 10_000, number / 100 % 100, number % 100);
    format!("{year:04}-{month:02}-{day:02}")
}

/// The first day that a date can mean.
pub(crate) fn begin(date: Date) -> String {
    day(date.first_day())
}

/// The last day that a date can mean.
pub(crate) fn end(date: Date) -> String {
    day(date.last_day())
}

/// The text without what neither XML nor most readers of tables can hold: control characters but
/// for tabs and line ends, and the two codes that are no characters.
pub(crate) fn holdable(text: &str) -> std::borrow::Cow<'_, str> {
    let fits = |letter: char| match letter {
        '\t' | '\n' | '\r' => true,
        '\u{fffe}' | '\u{ffff}' => false,
        letter => letter >= ' ',
    };
    if text.chars().all(fits) {
        text.into()
    } else {
        text.chars()
            .filter(|&letter| fits(letter))
            .collect::<String>()
            .into()
    }
}

/// The text on one line, without what cannot be shown.
pub(crate) use crate::text::clean as line;
