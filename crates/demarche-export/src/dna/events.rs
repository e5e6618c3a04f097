//! The event list that DNA writes (Export network, event list, CSV).

use std::io::Read;

use csv::{ReaderBuilder, StringRecord};

use crate::error::{FormatError, Result};

/// A row: a statement as somebody coded it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// Line of the file, from 1.
    pub line: u64,
    /// Who holds the position; empty where an organization alone does.
    pub person: String,
    /// The organization that holds it, or that the person speaks for.
    pub organization: String,
    /// What it is about.
    pub concept: String,
    /// Whether it is in favour.
    pub agreement: bool,
    /// First UTF-16 code unit of the passage and the one past its last.
    pub units: [usize; 2],
    /// The passage; DNA writes commas for its semicolons and single for its double quotation
    /// marks.
    pub text: String,
    /// The document's field `section`, where [`super::documents`] leaves its id.
    pub section: String,
    /// The document's title, changed as the passage is.
    pub title: String,
}

const COLUMNS: [&str; 9] = [
    "person",
    "organization",
    "concept",
    "agreement",
    "start_position",
    "stop_position",
    "text",
    "document_section",
    "document_title",
];

/// Reads an event list; columns in any order, those of other variables are not looked at.
/// O(input).
///
/// # Errors
/// Names the line and the column: a column is missing, a row has too few fields, a position is no
/// number, an agreement is neither 0 nor 1.
pub fn read(input: impl Read) -> Result<Vec<Event>> {
    // DNA doubles no quotation marks, since it writes none inside a field.
    let mut reader = ReaderBuilder::new()
        .delimiter(b';')
        .flexible(true)
        .from_reader(input);
    let wrong = |error: csv::Error| {
        let line = error.position().map_or(1, csv::Position::line);
        FormatError::Record {
            line,
            kind: "row",
            source: Box::new(error),
        }
    };
    let header = reader.headers().map_err(wrong)?.clone();
    let mut places = [0; COLUMNS.len()];
    for (place, column) in places.iter_mut().zip(COLUMNS) {
        let is = |name: &str| name.trim_start_matches('\u{feff}') == column;
        *place = header
            .iter()
            .position(is)
            .ok_or_else(|| FormatError::Column {
                column: column.to_owned(),
                what: "is missing",
            })?;
    }
    let mut events = Vec::new();
    let mut record = StringRecord::new();
    while reader.read_record(&mut record).map_err(wrong)? {
        let line = record.position().map_or(0, csv::Position::line);
        events.push(event(&record, places, line, header.len())?);
    }
    Ok(events)
}

fn event(
    record: &StringRecord,
    places: [usize; COLUMNS.len()],
    line: u64,
    wanted: usize,
) -> Result<Event> {
    if record.len() != wanted {
        return Err(FormatError::Fields {
            line,
            found: record.len() as u64,
            wanted: wanted as u64,
        });
    }
    let field = |column: usize| record.get(places[column]).unwrap_or_default().trim();
    let bad = |column: usize, wanted| FormatError::Field {
        line,
        column: COLUMNS[column],
        value: field(column).to_owned(),
        wanted,
    };
    let unit = |column: usize| {
        let number = field(column).parse();
        number.map_err(|_| bad(column, "a number of characters"))
    };
    Ok(Event {
        line,
        person: field(0).to_owned(),
        organization: field(1).to_owned(),
        concept: field(2).to_owned(),
        agreement: match field(3) {
            "1" | "true" | "TRUE" => true,
            "0" | "false" | "FALSE" => false,
            _ => return Err(bad(3, "1 or 0")),
        },
        units: [unit(4)?, unit(5)?],
        text: field(6).to_owned(),
        section: field(7).to_owned(),
        title: field(8).to_owned(),
    })
}
