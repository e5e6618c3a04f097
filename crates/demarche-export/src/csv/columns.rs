//! The header of a table: which column is what, and what is left out.

use csv::{ByteRecord, Reader};

use crate::error::{FormatError, Note, Result};

/// The columns of a table that are wanted, in the order in which they were asked for.
pub(super) struct Columns<const N: usize> {
    places: [Option<usize>; N],
    names: [&'static str; N],
    /// The column that tells the line, in a table made of another file.
    line: Option<usize>,
}

/// The header of a column that tells on which line of another file there is what the row was made
/// of.
pub(crate) const LINE: &str = ":LINE";

/// A reader of rows with the same number of fields, the header apart.
pub(super) fn reader<R: std::io::Read>(input: R) -> Reader<R> {
    let mut builder = csv::ReaderBuilder::new();
    builder.buffer_capacity(1 << 16).has_headers(true);
    builder.from_reader(input)
}

/// What a column is called: its type where that says what it is for (`id:ID`, `:ID(Person)`),
/// else its name without a type (`name:string`).
fn role(header: &str) -> String {
    let header = header.trim();
    let (name, kind) = header.split_once(':').unwrap_or((header, ""));
    let kind = kind.split('(').next().unwrap_or_default();
    let kind = kind.trim().to_ascii_uppercase();
    match kind.as_str() {
        "ID" | "START_ID" | "END_ID" | "TYPE" => format!(":{kind}"),
        "LABEL" => "kind".into(),
        _ => name.trim().to_lowercase(),
    }
}

/// What a column means where the one that is called so is missing: exports call dates as questions
/// do.
fn other_name(role: &str) -> Option<&'static str> {
    match role {
        "first" => Some("valid_from"),
        "last" => Some("valid_to"),
        _ => None,
    }
}

impl<const N: usize> Columns<N> {
    /// Finds the columns by their roles; the first `needed` have to be there. Columns that are
    /// not wanted are left out with a note.
    pub(super) fn find<R: std::io::Read>(
        reader: &mut Reader<R>,
        names: [&'static str; N],
        needed: usize,
    ) -> Result<(Self, Vec<Note>)> {
        let header = reader.byte_headers().map_err(row_error)?;
        let mut places = [None; N];
        let mut others = Vec::new();
        let mut line = None;
        for (place, header) in header.iter().enumerate() {
            let header = text(1, "header", header)?;
            if header == LINE {
                line = Some(place);
                continue;
            }
            let role = role(header.trim_start_matches('\u{feff}'));
            match names.iter().position(|name| *name == role) {
                Some(index) if places[index].is_some() => {
                    return Err(FormatError::Column {
                        column: role,
                        what: "stands there twice",
                    });
                }
                Some(index) => places[index] = Some(place),
                None => others.push((place, header.to_owned(), role)),
            }
        }
        let mut unknown = Vec::new();
        for (place, header, role) in others {
            let meant =
                other_name(&role).and_then(|role| names.iter().position(|&name| name == role));
            match meant {
                Some(index) if places[index].is_none() => places[index] = Some(place),
                _ => unknown.push(format!("`{header}`")),
            }
        }
        let (word, verb) = if unknown.len() > 1 {
            ("columns", "are")
        } else {
            ("column", "is")
        };
        let what = format!(
            "the {word} {} {verb} not known and left out",
            unknown.join(", ")
        );
        let notes = if unknown.is_empty() {
            Vec::new()
        } else {
            vec![Note { line: 1, what }]
        };
        if let Some(index) = (0..needed).find(|&index| places[index].is_none()) {
            return Err(FormatError::Column {
                column: names[index].into(),
                what: "is missing",
            });
        }
        Ok((
            Self {
                places,
                names,
                line,
            },
            notes,
        ))
    }

    /// The line of a row.
    pub(super) fn line(&self, row: &ByteRecord) -> u64 {
        let told = self.line.and_then(|place| row.get(place));
        let told = told.and_then(|field| std::str::from_utf8(field).ok()?.parse().ok());
        told.unwrap_or_else(|| row.position().map_or(1, csv::Position::line))
    }

    /// The field of a column; empty where the column is missing.
    pub(super) fn field<'a>(
        &self,
        row: &'a ByteRecord,
        line: u64,
        column: usize,
    ) -> Result<&'a str> {
        let field = self.places[column].and_then(|place| row.get(place));
        text(line, self.names[column], field.unwrap_or_default())
    }

    /// A field that is not what it has to be.
    pub(super) fn wrong(
        &self,
        line: u64,
        column: usize,
        value: &str,
        wanted: &'static str,
    ) -> FormatError {
        FormatError::Field {
            line,
            column: self.names[column],
            value: value.into(),
            wanted,
        }
    }
}

fn text<'a>(line: u64, column: &'static str, bytes: &'a [u8]) -> Result<&'a str> {
    let text = std::str::from_utf8(bytes).map_err(|_| FormatError::Field {
        line,
        column,
        value: String::from_utf8_lossy(bytes).into_owned(),
        wanted: "UTF-8",
    })?;
    Ok(text.trim())
}

/// A row that cannot be read.
pub(super) fn row_error(error: csv::Error) -> FormatError {
    let line = error.position().map_or(1, csv::Position::line);
    match error.into_kind() {
        csv::ErrorKind::Io(source) => FormatError::Input { line, source },
        csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => FormatError::Fields {
            line,
            found: len,
            wanted: expected_len,
        },
        other => FormatError::Record {
            line,
            kind: "row",
            source: format!("{other:?}").into(),
        },
    }
}
