//! The table of edges.

use std::io::Read;

use csv::{ByteRecord, Reader};
use demarche_model::{Confidence, Date, EdgeRow, HalfKind, Polarity, RelationKind};

use super::columns::{Columns, reader, row_error};
use super::nodes::Numbers;
use crate::error::{FormatError, Note, Result};

const START: usize = 0;
const END: usize = 1;
const TYPE: usize = 2;
const SIGN: usize = 3;
const CONFIDENCE: usize = 4;
const FROM: usize = 5;
const TO: usize = 6;
const COLUMNS: [&str; 7] = [
    ":START_ID",
    ":END_ID",
    ":TYPE",
    "sign",
    "confidence",
    "valid_from",
    "valid_to",
];
const TYPES: &str = "STANCE, ABOUT, BROADER or a kind of relation such as HOLDS_OFFICE";
const SIGNS: &str = "+1, -1 or 0";
const DATE: &str = "a date of the form 2025, 2025-02 or 2025-02-12";

/// Reads the edges, one at a time.
pub struct Edges<'a, R> {
    reader: Reader<R>,
    columns: Columns<7>,
    numbers: &'a Numbers,
    record: ByteRecord,
    notes: Vec<Note>,
    /// How many stances told until when they hold, and the line of the first.
    ended: Option<(u64, u64)>,
}

impl<'a, R: Read> Edges<'a, R> {
    /// Reads the header.
    ///
    /// # Errors
    /// If a column that is needed is missing, or one stands there twice.
    pub fn new(input: R, numbers: &'a Numbers) -> Result<Self> {
        let mut reader = reader(input);
        let (columns, notes) = Columns::find(&mut reader, COLUMNS, 3)?;
        Ok(Self {
            reader,
            columns,
            numbers,
            record: ByteRecord::new(),
            notes,
            ended: None,
        })
    }

    /// The input.
    pub fn input(&self) -> &R {
        self.reader.get_ref()
    }

    /// The input again, and what was left out.
    pub fn finish(self) -> (R, Vec<Note>) {
        let mut notes = self.notes;
        if let Some((line, count)) = self.ended {
            let what = format!("`valid_to` of {count} stances is left out: a stance has one date");
            notes.push(Note { line, what });
        }
        (self.reader.into_inner(), notes)
    }

    fn edge(&mut self) -> Result<EdgeRow> {
        let line = self.columns.line(&self.record);
        let record = &self.record;
        let field = |column| self.columns.field(record, line, column);
        let node = |column| -> Result<u32> {
            let id = field(column)?;
            self.numbers.place(id).ok_or_else(|| FormatError::Node {
                line,
                column: COLUMNS[column],
                id: id.into(),
            })
        };
        let (from, to) = (node(START)?, node(END)?);
        let word = field(TYPE)?;
        let kind = kind(word).ok_or_else(|| self.columns.wrong(line, TYPE, word, TYPES))?;
        let actor = |place: u32| place < self.numbers.actors();
        let fits = match kind {
            HalfKind::Stance => actor(from),
            HalfKind::Relation(_) => actor(from) && actor(to),
            HalfKind::About => !actor(from) && actor(to),
            HalfKind::Broader => !actor(from) && !actor(to),
        };
        if !fits {
            let end = |place| if actor(place) { "an actor" } else { "an issue" };
            return Err(FormatError::Ends {
                line,
                kind: word.into(),
                from: end(from),
                to: end(to),
            });
        }
        let mut edge = EdgeRow {
            from,
            to,
            kind,
            polarity: None,
            confidence: Confidence::FULL,
            first: None,
            last: None,
        };
        if !kind.observed() {
            return Ok(edge);
        }
        let confidence = field(CONFIDENCE)?;
        if !confidence.is_empty() {
            let fraction = confidence.parse().ok().and_then(Confidence::from_fraction);
            let wrong = || {
                let wanted = "a number from 0 to 1";
                self.columns.wrong(line, CONFIDENCE, confidence, wanted)
            };
            edge.confidence = fraction.ok_or_else(wrong)?;
        }
        let date = |column| -> Result<Option<Date>> {
            let date = field(column)?;
            if date.is_empty() {
                return Ok(None);
            }
            let parsed = date.parse().map(Some);
            parsed.map_err(|_| self.columns.wrong(line, column, date, DATE))
        };
        (edge.first, edge.last) = (date(FROM)?, date(TO)?);
        if kind == HalfKind::Stance {
            let word = field(SIGN)?;
            let polarity = sign(word).ok_or_else(|| self.columns.wrong(line, SIGN, word, SIGNS))?;
            edge.polarity = Some(polarity);
            if edge
                .last
                .take()
                .is_some_and(|last| Some(last) != edge.first)
            {
                let (_, count) = self.ended.get_or_insert((line, 0));
                *count += 1;
            }
        }
        Ok(edge)
    }
}

impl<R: Read> Iterator for Edges<'_, R> {
    type Item = Result<EdgeRow>;

    fn next(&mut self) -> Option<Result<EdgeRow>> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Some(self.edge()),
            Ok(false) => None,
            Err(error) => Some(Err(row_error(error))),
        }
    }
}

fn kind(word: &str) -> Option<HalfKind> {
    let is = |known: &str| word.eq_ignore_ascii_case(known);
    if is("stance") {
        return Some(HalfKind::Stance);
    }
    let row = RelationKind::ROWS.iter().find(|row| is(row.word));
    match row {
        Some(row) => Some(HalfKind::Relation(row.kind)),
        None if is("about") => Some(HalfKind::About),
        None if is("broader") => Some(HalfKind::Broader),
        None => None,
    }
}

fn sign(word: &str) -> Option<Polarity> {
    match word {
        "+1" | "1" | "+" => Some(Polarity::Support),
        "-1" | "-" | "−1" => Some(Polarity::Oppose),
        "0" => Some(Polarity::Neutral),
        word => Polarity::parse(&word.to_lowercase()),
    }
}
