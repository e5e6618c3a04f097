//! Quotes beneath a picture of paths, numbered as the lines are.

use demarche_model::Subgraph;

use super::boxes::{wrap, wrap_lines};
use super::font::{self, Weight};
use super::geometry::{Point, point};
use super::labels::RING;
use super::paint::{self, FAINT, INK};
use super::xml::Xml;
use crate::style;
use crate::text;

const SIZE: f64 = 12.0;
const LINE: f64 = 17.0;
const GAP: f64 = 12.0;
const INDENT: f64 = RING + 10.0;
/// Longest quote, in lines.
const LINES: usize = 6;

/// One edge told in words.
struct Note {
    number: usize,
    color: &'static str,
    sentence: Vec<String>,
    quote: Vec<String>,
    source: Option<String>,
}

/// All notes, in the order of their numbers.
pub(super) struct Notes(Vec<Note>);

impl Notes {
    /// Notes for the edges that have a number, wrapped to `width`.
    pub fn of(graph: &Subgraph, numbers: &[Option<usize>], width: f64) -> Notes {
        let measure = |weight| move |part: &str| font::width(part, SIZE, weight);
        let limit = width - INDENT;
        let mut notes: Vec<Note> = graph
            .edges
            .iter()
            .zip(numbers)
            .filter_map(|(edge, number)| {
                let told = text::edge_tooltip(graph, edge);
                Some(Note {
                    number: (*number)?,
                    color: style::of_edge(&edge.kind).color,
                    sentence: wrap(&told.sentence, limit, 2, measure(Weight::Bold)),
                    quote: told.quote.map_or_else(Vec::new, |quote| {
                        wrap_full(&quote, limit, measure(Weight::Regular))
                    }),
                    source: told.source,
                })
            })
            .collect();
        notes.sort_by_key(|note| note.number);
        Notes(notes)
    }

    pub fn height(&self) -> f64 {
        let lines =
            |note: &Note| note.sentence.len() + note.quote.len() + note.source.iter().count();
        let heights = self.0.iter().map(|note| {
            #[allow(clippy::cast_precision_loss, reason = "a few lines")]
            let lines = lines(note) as f64;
            lines * LINE + GAP
        });
        heights.sum()
    }

    pub fn paint(&self, xml: &mut Xml, corner: Point) {
        xml.open("g", &[("class", "quotes")]);
        let mut y = corner.y;
        for note in &self.0 {
            let disc = point(corner.x + RING / 2.0, y + LINE / 2.0);
            paint::badge(xml, note.number, disc, note.color);
            let x = corner.x + INDENT;
            let mut say = |lines: &[String], look: &[(&str, &str)]| {
                for line in lines {
                    let place = point(x, y + LINE / 2.0 + SIZE * 0.35);
                    paint::text(xml, place, SIZE, look, line);
                    y += LINE;
                }
            };
            say(
                &note.sentence,
                &[("font-weight", "bold"), ("fill", note.color)],
            );
            say(&note.quote, &[("fill", INK)]);
            say(note.source.as_slice(), &[("fill", FAINT)]);
            y += GAP;
        }
        xml.close();
    }
}

/// Lines as full as can be, since running text needs no even lines.
fn wrap_full(quote: &str, limit: f64, measure: impl Fn(&str) -> f64) -> Vec<String> {
    let quote = format!("“{}”", quote.trim_matches(['"', '“', '”']));
    wrap_lines(&quote, limit, LINES, measure)
}
