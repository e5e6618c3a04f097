//! A picture in letters, for terminals: names in brackets, lines of braille dots.

use std::fmt::Write;

use demarche_model::{ActorKind, EdgeKind, Polarity, SubKind, Subgraph};

use super::geometry::{Point, Rect, point};
use super::scene;
use super::separate::separate;
use crate::drawing::Drawing;
use crate::text;

/// Letters of a name; longer ones are cut.
const NAME: usize = 26;
/// Pixels of the picture that a letter takes at least, and half of what a line takes.
const LETTER: f64 = 7.8;

/// A cell of the grid.
#[derive(Clone, Copy, Default)]
struct Cell {
    /// Braille dots, as bits.
    dots: u8,
    letter: Option<char>,
    /// The code of a colour; 0 for none.
    color: u8,
    /// A letter that the cell before covers.
    covered: bool,
}

/// Rows of cells.
struct Grid {
    columns: usize,
    cells: Vec<Vec<Cell>>,
}

/// The graph in letters, `columns` wide where its names allow. Lines have the colours of ANSI
/// terminals and a sign on their way, nearer to the end that is acted on: `+` for support, `-` for
/// opposition, `o` for neutral, `~` for relations. O(nodes^2 + edges * nodes).
pub fn letters(graph: &Subgraph, drawing: &Drawing, columns: usize) -> String {
    let mut graph = graph.clone();
    let count = graph.nodes.len();
    graph
        .edges
        .retain(|edge| edge.from < count && edge.to < count);
    let names: Vec<String> = graph
        .nodes
        .iter()
        .map(|node| bracketed(&text::name(node), node.kind))
        .collect();
    let sizes: Vec<(f64, f64)> = names.iter().map(|name| (real(wide(name)), 1.0)).collect();
    let scene = scene::lay_out(&graph, drawing);
    let mut places: Vec<Point> = scene.boxes.iter().map(|node| node.center).collect();
    // The picture's own scale, or as much smaller as the columns ask for.
    let span = places.iter().map(|place| place.x);
    let (low, high) = span.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    });
    let longest = sizes.iter().map(|size| size.0).fold(0.0, f64::max);
    let room = (real(columns) - longest - 2.0).max(20.0);
    let scale = f64::max(LETTER, (high - low) / room);
    for place in &mut places {
        *place = point(place.x / scale, place.y / scale / 2.0);
    }
    separate(&mut places, &sizes, point(2.0, 1.0));
    let boxes = places
        .iter()
        .zip(&sizes)
        .map(|(&place, &(width, height))| Rect::around(place, width, height));
    let bounds = boxes.reduce(Rect::cover);
    let bounds = bounds.map_or(Rect::around(Point::default(), 0.0, 0.0), |all| {
        all.grown(1.0)
    });
    let mut grid = Grid::new(whole(bounds.width()) + 2, whole(bounds.height()) + 2);
    let at = |place: Point| point(place.x - bounds.left, place.y - bounds.top);
    let mut signs = Vec::new();
    for edge in &graph.edges {
        let (from, to) = (at(places[edge.from]), at(places[edge.to]));
        let (sign, color) = look(&edge.kind);
        grid.line(from, to, color, edge.count == 0);
        signs.push((from + (to - from) * 0.62, sign, color));
    }
    for (place, sign, color) in signs {
        if let Some(sign) = sign {
            grid.put(whole(place.x), whole(place.y), sign, color);
        }
    }
    for (node, (name, &place)) in graph.nodes.iter().zip(names.iter().zip(&places)) {
        let start = at(place).x - real(wide(name)) / 2.0;
        let color = u8::from(node.focus);
        grid.write(whole(start.max(0.0)), whole(at(place).y), name, color);
    }
    let mut page = String::new();
    let title = text::clean(drawing.title.as_deref().unwrap_or_default());
    if !title.is_empty() {
        let _ = writeln!(page, "{title}\n");
    }
    page += &grid.text();
    if drawing.legend {
        page += "\n(person) [organization] <state> {group} \"issue\"   \
                 + supports  - opposes  o neutral  ~ related\n";
    }
    page
}

#[allow(clippy::cast_precision_loss, reason = "columns of a terminal")]
fn real(count: usize) -> f64 {
    count as f64
}

#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "places are in the grid; the cast saturates"
)]
fn whole(value: f64) -> usize {
    value.round() as usize
}

/// How many columns a letter takes: those that are square take two, marks none.
fn cells(letter: char) -> usize {
    match u32::from(letter) {
        0x0300..=0x036f | 0x200b..=0x200f | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f
        | 0x2e80..=0xa4cf
        | 0xac00..=0xd7a3
        | 0xf900..=0xfaff
        | 0xfe30..=0xfe4f
        | 0xff00..=0xff60
        | 0x1f300..=0x1faff
        | 0x20000.. => 2,
        _ => 1,
    }
}

fn wide(text: &str) -> usize {
    text.chars().map(cells).sum()
}

/// A name cut to what fits, in the brackets of its kind.
fn bracketed(name: &str, kind: SubKind) -> String {
    let mut short = String::new();
    for letter in name.chars() {
        if wide(&short) + cells(letter) > NAME {
            short.pop();
            short.push('…');
            break;
        }
        short.push(letter);
    }
    let (open, close) = match kind {
        SubKind::Actor(ActorKind::Person) => ('(', ')'),
        SubKind::Actor(ActorKind::Organization) => ('[', ']'),
        SubKind::Actor(ActorKind::State) => ('<', '>'),
        SubKind::Actor(ActorKind::Group) => ('{', '}'),
        SubKind::Issue => ('"', '"'),
    };
    format!("{open}{short}{close}")
}

/// The sign of a kind of edge and the code of its colour.
fn look(kind: &EdgeKind) -> (Option<char>, u8) {
    match kind {
        EdgeKind::Stance(Polarity::Support) => (Some('+'), 32),
        EdgeKind::Stance(Polarity::Oppose) => (Some('-'), 31),
        EdgeKind::Stance(Polarity::Neutral) => (Some('o'), 33),
        EdgeKind::Relation(..) => (Some('~'), 34),
        EdgeKind::About | EdgeKind::Broader => (None, 2),
    }
}

impl Grid {
    fn new(columns: usize, rows: usize) -> Grid {
        Grid {
            columns,
            cells: vec![vec![Cell::default(); columns]; rows],
        }
    }

    fn cell(&mut self, column: usize, row: usize) -> Option<&mut Cell> {
        self.cells.get_mut(row)?.get_mut(column)
    }

    /// Dots from one place to another; every third for lines without evidence.
    fn line(&mut self, from: Point, to: Point, color: u8, sparse: bool) {
        // Bits of the dots of a cell, row by row.
        const BITS: [[u8; 2]; 4] = [[0x01, 0x08], [0x02, 0x10], [0x04, 0x20], [0x40, 0x80]];
        let (start, end) = (
            point(from.x * 2.0, from.y * 4.0),
            point(to.x * 2.0, to.y * 4.0),
        );
        let along = end - start;
        let steps = whole(along.x.abs().max(along.y.abs())).max(1);
        for step in 0..=steps {
            if sparse && step % 4 != 0 {
                continue;
            }
            let place = start + along * (real(step) / real(steps));
            // A cell's letter stands around its place.
            let (x, y) = (
                whole((place.x + 1.0).max(0.0)),
                whole((place.y + 2.0).max(0.0)),
            );
            let bit = BITS[y % 4][x % 2];
            if let Some(cell) = self.cell(x / 2, y / 4) {
                cell.dots |= bit;
                cell.color = color;
            }
        }
    }

    fn put(&mut self, column: usize, row: usize, letter: char, color: u8) {
        if let Some(cell) = self.cell(column, row) {
            *cell = Cell {
                letter: Some(letter),
                color,
                ..Cell::default()
            };
        }
    }

    fn write(&mut self, column: usize, row: usize, text: &str, color: u8) {
        let mut here = column;
        for letter in text.chars() {
            let width = cells(letter);
            if width == 0 {
                continue;
            }
            self.put(here, row, letter, color);
            if width == 2
                && let Some(cell) = self.cell(here + 1, row)
            {
                *cell = Cell {
                    covered: true,
                    ..Cell::default()
                };
            }
            here += width;
        }
    }

    fn text(&self) -> String {
        let mut page = String::new();
        for row in &self.cells {
            let used = row
                .iter()
                .rposition(|cell| cell.letter.is_some() || cell.dots > 0);
            let mut color = 0;
            for cell in row
                .iter()
                .take(used.map_or(0, |last| last + 1).min(self.columns))
            {
                if cell.covered {
                    continue;
                }
                let blank = cell.letter.is_none() && cell.dots == 0;
                if cell.color != color && !blank {
                    color = cell.color;
                    let _ = write!(page, "\x1b[0m");
                    if color > 0 {
                        let _ = write!(page, "\x1b[{color}m");
                    }
                }
                let dots = char::from_u32(0x2800 + u32::from(cell.dots)).unwrap_or(' ');
                page.push(cell.letter.unwrap_or(if blank { ' ' } else { dots }));
            }
            if color > 0 {
                page += "\x1b[0m";
            }
            page.push('\n');
        }
        page
    }
}
