//! Quotes beneath a picture, numbered as the lines are.

use demarche_model::Subgraph;

use super::boxes::{wrap, wrap_lines};
use super::font::{self, Weight};
use super::geometry::{Point, point};
use super::labels::RING;
use super::paint;
use super::xml::{Attributes, Xml};
use crate::style::{self, FAINT, INK, Tone};
use crate::text::{self, Told};

const SIZE: f64 = 12.0;
const LINE: f64 = 17.0;
const GAP: f64 = 12.0;
const INDENT: f64 = RING + 10.0;
/// Longest quote, in lines.
const LINES: usize = 6;
/// Between columns.
const APART: f64 = 32.0;

/// What is told under a number.
pub(super) struct Entry {
    pub number: usize,
    pub color: Tone,
    pub told: Told,
    /// Which column it stands in.
    pub column: usize,
}

/// One edge told in words.
struct Note {
    number: usize,
    color: Tone,
    sentence: Vec<String>,
    quote: Vec<String>,
    source: Vec<String>,
}

impl Note {
    fn height(&self) -> f64 {
        let lines = self.sentence.len() + self.quote.len() + self.source.len();
        #[allow(clippy::cast_precision_loss, reason = "a few lines")]
        let lines = lines as f64;
        lines * LINE + GAP
    }
}

/// All notes by column, in the order of their numbers.
pub(super) struct Notes {
    columns: Vec<Vec<Note>>,
    /// From one column to the next.
    step: f64,
}

/// The entries for the edges that have a number, each in the column that `column` tells.
pub(super) fn entries(
    graph: &Subgraph,
    numbers: &[Option<usize>],
    column: impl Fn(usize) -> usize,
) -> Vec<Entry> {
    let edges = graph.edges.iter().zip(numbers).enumerate();
    edges
        .filter_map(|(place, (edge, number))| {
            Some(Entry {
                number: (*number)?,
                color: style::of_edge(&edge.kind).color,
                told: text::edge_tooltip(graph, edge),
                column: column(place),
            })
        })
        .collect()
}

impl Notes {
    /// Notes in so many columns, together as wide as `width`.
    pub fn of(entries: Vec<Entry>, columns: usize, width: f64) -> Notes {
        let measure = |weight| move |part: &str| font::width(part, SIZE, weight);
        #[allow(clippy::cast_precision_loss, reason = "one or two")]
        let count = columns.max(1) as f64;
        let each = (width - APART * (count - 1.0)) / count;
        let limit = each - INDENT;
        let mut entries = entries;
        entries.sort_by_key(|entry| entry.number);
        let mut notes: Vec<Vec<Note>> = std::iter::repeat_with(Vec::new)
            .take(columns.max(1))
            .collect();
        for entry in entries {
            let column = entry.column.min(notes.len() - 1);
            let note = Note {
                number: entry.number,
                color: entry.color,
                sentence: wrap(&entry.told.sentence, limit, 3, measure(Weight::Bold)),
                quote: entry.told.quote.map_or_else(Vec::new, |quote| {
                    wrap_full(&quote, limit, measure(Weight::Regular))
                }),
                source: entry.told.source.map_or_else(Vec::new, |source| {
                    wrap_lines(&source, limit, 2, measure(Weight::Regular))
                }),
            };
            notes[column].push(note);
        }
        Notes {
            columns: notes,
            step: each + APART,
        }
    }

    pub fn is_empty(&self) -> bool {
        self.columns.iter().all(Vec::is_empty)
    }

    pub fn height(&self) -> f64 {
        let columns = self.columns.iter();
        let heights = columns.map(|notes| notes.iter().map(Note::height).sum());
        heights.fold(0.0, f64::max)
    }

    pub fn paint(&self, xml: &mut Xml, corner: Point) {
        xml.open("g", &[("class", "quotes")]);
        let mut left = corner.x;
        for column in &self.columns {
            let mut y = corner.y;
            for note in column {
                write(xml, note, point(left, y));
                y += note.height();
            }
            left += self.step;
        }
        xml.close();
    }
}

fn write(xml: &mut Xml, note: &Note, corner: Point) {
    let disc = point(corner.x + RING / 2.0, corner.y + LINE / 2.0);
    paint::badge(xml, note.number, disc, note.color);
    let mut y = corner.y;
    let theme = xml.theme;
    let looks: [(&[String], Attributes<'_>); 3] = [
        (
            &note.sentence,
            &[("font-weight", "bold"), ("fill", note.color.of(theme))],
        ),
        (&note.quote, &[("fill", INK.of(theme))]),
        (&note.source, &[("fill", FAINT.of(theme))]),
    ];
    for (lines, look) in looks {
        for line in lines {
            let place = point(corner.x + INDENT, y + LINE / 2.0 + SIZE * 0.35);
            paint::text(xml, place, SIZE, look, line);
            y += LINE;
        }
    }
}

/// Lines as full as can be, since running text needs no even lines.
fn wrap_full(quote: &str, limit: f64, measure: impl Fn(&str) -> f64) -> Vec<String> {
    let quote = format!("“{}”", quote.trim_matches(['"', '“', '”']));
    wrap_lines(&quote, limit, LINES, measure)
}
