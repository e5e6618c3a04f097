//! Stances over time: a lane each, support above its line, opposition below.

use std::collections::BTreeSet;

use demarche_model::{EdgeKind, Polarity};

use super::axis::Axis;
use super::boxes::NodeBox;
use super::caption;
use super::font::{self, Weight};
use super::geometry::{Point, Rect, point};
use super::labels::RING;
use super::notes::{Entry, Notes};
use super::page::Page;
use super::paint;
use super::xml::{Xml, number, pair, points};
use crate::drawing::Drawing;
use crate::style::{self, FAINT, INK, RULE, Tone};
use crate::text::{self, Told};
use crate::timeline::{Lane, Mark, Timeline};

/// Width of the part with the marks.
const PLOT: f64 = 820.0;
/// Height of a lane without stacked marks.
const LANE: f64 = 56.0;
/// From the line of a lane to its first marks.
const OFF: f64 = 14.0;
/// From one mark to the next above it.
const STEP: f64 = 17.0;
/// Marks nearer than this are stacked.
const NEAR: f64 = 15.0;
const AXIS: f64 = 34.0;
/// Most marks whose quotes stand beneath.
const QUOTES: usize = 14;

/// A mark in its place.
struct Placed<'a> {
    mark: &'a Mark,
    /// Its place among all marks, lane by lane.
    index: usize,
    center: Point,
    number: Option<usize>,
}

/// A lane with its marks placed.
struct Row<'a> {
    label: NodeBox,
    line: f64,
    top: f64,
    bottom: f64,
    placed: Vec<Placed<'a>>,
}

/// The timeline as SVG text.
pub(crate) fn picture(timeline: &Timeline, drawing: &Drawing) -> String {
    let title = text::clean(drawing.title.as_deref().unwrap_or_default());
    let lanes: Vec<&Lane> = timeline
        .lanes
        .iter()
        .filter(|lane| !lane.marks.is_empty())
        .collect();
    let marks = || lanes.iter().flat_map(|lane| &lane.marks);
    let axis = Axis::of(marks().map(|mark| mark.date), PLOT);
    let rows = rows(&lanes, &axis);
    let beside = rows.iter().map(|row| row.label.size.0).fold(60.0, f64::max) + 20.0;
    let bottom = rows.last().map_or(0.0, |row| row.bottom);
    let bounds = Rect {
        left: -beside,
        top: 0.0,
        right: PLOT + 16.0,
        bottom: bottom + AXIS,
    };
    let mut entries: Vec<Entry> = rows
        .iter()
        .flat_map(|row| &row.placed)
        .filter_map(|placed| {
            Some(Entry {
                number: placed.number?,
                color: color(placed.mark.polarity),
                told: told(placed.mark),
                column: 0,
            })
        })
        .collect();
    entries.sort_by_key(|entry| entry.number);
    let half = entries.len().div_ceil(2);
    for entry in &mut entries {
        entry.column = usize::from(entry.number > half);
    }
    let width = super::page::width(bounds, 760.0);
    let notes = Notes::of(entries, 2, width);
    let mut remarks: Vec<String> = drawing.remarks.iter().map(|one| text::clean(one)).collect();
    if drawing.legend {
        let titles: BTreeSet<String> = marks()
            .map(|mark| text::clean(&mark.said.document))
            .filter(|title| !title.is_empty())
            .collect();
        remarks.extend(caption::sources(&titles));
    }
    let legend: Option<super::page::Below<'_>> = drawing.legend.then(|| {
        let paint: super::page::Paint<'_> = Box::new(|xml, corner| legend(xml, corner, &rows));
        (26.0, paint)
    });
    let count = marks().count();
    let page = Page {
        theme: drawing.theme,
        title: &title,
        about: &format!("{count} statements in {} lanes.", rows.len()),
        bounds,
        least: 760.0,
        remarks: &remarks,
    };
    page.write(
        |xml| {
            scale(xml, &axis, bottom);
            for row in &rows {
                lane(xml, row);
            }
        },
        &notes,
        legend,
    )
}

fn color(polarity: Polarity) -> Tone {
    style::of_edge(&EdgeKind::Stance(polarity)).color
}

/// A statement told in words.
pub(crate) fn told(mark: &Mark) -> Told {
    let mut sentence = format!(
        "{}: {} {} {} (confidence {}",
        mark.date,
        text::clean(&mark.holder),
        text::verb(&EdgeKind::Stance(mark.polarity)),
        text::clean(&mark.target),
        mark.said.confidence,
    );
    if mark.said.hedged {
        sentence += ", hedged";
    }
    if !mark.said.via.is_empty() {
        let via = text::clean(&mark.said.via.join(", "));
        sentence.extend([", according to ", &via]);
    }
    sentence.push(')');
    let document = text::clean(&mark.said.document);
    Told {
        sentence,
        quote: Some(text::clean(&mark.said.words)).filter(|words| !words.is_empty()),
        source: Some(document)
            .filter(|document| !document.is_empty())
            .map(|document| format!("— {document}")),
    }
}

/// Places the marks: side by side as their dates are, stacked where they would cover each other.
fn rows<'a>(lanes: &[&'a Lane], axis: &Axis) -> Vec<Row<'a>> {
    let count: usize = lanes.iter().map(|lane| lane.marks.len()).sum();
    let mut rows = Vec::with_capacity(lanes.len());
    let (mut top, mut index) = (0.0, 0);
    for lane in lanes {
        let mut label = NodeBox::named(&lane.name, lane.kind);
        let mut taken: Vec<(f64, i32)> = Vec::new();
        let mut heights = Vec::with_capacity(lane.marks.len());
        for mark in &lane.marks {
            let x = axis.place(mark.date);
            let sign: i32 = mark.polarity.sign().into();
            let free = |level: i32| {
                taken
                    .iter()
                    .all(|&(other, at)| at != level || (other - x).abs() >= NEAR)
            };
            let mut level = sign;
            while !free(level) {
                // Neutral marks climb, too.
                level += if sign < 0 { -1 } else { 1 };
            }
            taken.push((x, level));
            heights.push((x, level));
        }
        let highest = heights
            .iter()
            .map(|&(_, level)| level)
            .max()
            .unwrap_or(0)
            .max(1);
        let lowest = heights
            .iter()
            .map(|&(_, level)| level)
            .min()
            .unwrap_or(0)
            .min(-1);
        let above = f64::from(highest - 1) * STEP + LANE / 2.0;
        let below = f64::from(-1 - lowest) * STEP + LANE / 2.0;
        let above = above.max(label.size.1 / 2.0 + 6.0);
        let line = top + above;
        let bottom = line + below.max(label.size.1 / 2.0 + 6.0);
        label.center = point(-20.0 - label.size.0 / 2.0, line);
        let placed = lane.marks.iter().zip(heights).map(|(mark, (x, level))| {
            let off = match level {
                0 => 0.0,
                level => -f64::from(level.signum()) * (OFF + STEP * f64::from(level.abs() - 1)),
            };
            index += 1;
            Placed {
                mark,
                index: index - 1,
                center: point(x, line + off),
                number: None,
            }
        });
        let placed = placed.collect();
        rows.push(Row {
            label,
            line,
            top,
            bottom,
            placed,
        });
        top = bottom;
    }
    if count <= QUOTES {
        let mut all: Vec<&mut Placed<'_>> =
            rows.iter_mut().flat_map(|row| &mut row.placed).collect();
        all.sort_by_key(|placed| (placed.mark.date, placed.index));
        for (number, placed) in (1..).zip(all) {
            placed.number = Some(number);
        }
    }
    rows
}

/// Dates below and thin lines up from them.
fn scale(xml: &mut Xml, axis: &Axis, bottom: f64) {
    let rule = RULE.of(xml.theme);
    let faint = FAINT.of(xml.theme);
    xml.open("g", &[("class", "axis")]);
    for tick in &axis.ticks {
        let d = format!(
            "M{}L{}",
            pair(point(tick.x, 0.0), " "),
            pair(point(tick.x, bottom), " ")
        );
        xml.empty(
            "path",
            &[("d", &d), ("stroke", rule), ("stroke-width", "1")],
        );
        let place = point(tick.x + 3.0, bottom + 15.0);
        paint::text(xml, place, 11.0, &[("fill", faint)], &tick.label);
    }
    let base = format!(
        "M{}L{}",
        pair(point(0.0, bottom), " "),
        pair(point(PLOT, bottom), " ")
    );
    xml.empty(
        "path",
        &[("d", &base), ("stroke", faint), ("stroke-width", "1")],
    );
    xml.close();
}

/// A lane: its name, its line, how the net stance went, its marks.
fn lane(xml: &mut Xml, row: &Row<'_>) {
    let rule = RULE.of(xml.theme);
    let faint = FAINT.of(xml.theme);
    let ink = INK.of(xml.theme);
    xml.open("g", &[("class", "lane")]);
    let line = |y: f64| {
        format!(
            "M{}L{}",
            pair(point(0.0, y), " "),
            pair(point(PLOT, y), " ")
        )
    };
    if row.top > 0.0 {
        let d = line(row.top);
        xml.empty(
            "path",
            &[("d", &d), ("stroke", rule), ("stroke-width", "1")],
        );
    }
    let d = line(row.line);
    xml.empty(
        "path",
        &[("d", &d), ("stroke", faint), ("stroke-width", "1")],
    );
    let lines = &row.label.lines;
    paint::outline(
        xml,
        row.label.style,
        row.label.rect(),
        row.label.radius(),
        1.3,
    );
    paint::words(
        xml,
        lines,
        row.label.center,
        super::boxes::SIZE,
        super::boxes::LINE,
        &[("fill", ink)],
    );
    net(xml, row);
    for placed in &row.placed {
        mark(xml, placed);
    }
    xml.close();
}

/// The net stance as steps, 22 pixels for all in favour.
fn net(xml: &mut Xml, row: &Row<'_>) {
    if row.placed.len() < 2 {
        return;
    }
    let mut d = String::new();
    let mut last: Option<f64> = None;
    for placed in &row.placed {
        let y = row.line - placed.mark.net * 22.0;
        let here = pair(point(placed.center.x, y), " ");
        match last {
            None => d.extend(["M", &here]),
            Some(before) => {
                let corner = pair(point(placed.center.x, before), " ");
                d.extend(["L", &corner, " L", &here]);
            }
        }
        last = Some(y);
    }
    if let Some(y) = last {
        d.extend(["L", &pair(point(PLOT, y), " ")]);
    }
    let faint = FAINT.of(xml.theme);
    let look = [
        ("class", "net"),
        ("d", d.as_str()),
        ("fill", "none"),
        ("stroke", faint),
        ("stroke-width", "1.2"),
        ("stroke-dasharray", "2 3"),
    ];
    xml.empty("path", &look);
}

fn mark(xml: &mut Xml, placed: &Placed<'_>) {
    let told = told(placed.mark).lines().join("\n");
    let class = [
        ("class", "edge mark"),
        ("data-edge", &placed.index.to_string()),
    ];
    xml.open("g", &class);
    xml.leaf("title", &[], &told);
    shape(
        xml,
        placed.mark.polarity,
        placed.mark.said.hedged,
        placed.center,
    );
    xml.close();
    if let Some(count) = placed.number {
        let off = match placed.mark.polarity {
            Polarity::Oppose => point(RING * 0.72, 4.0),
            _ => point(RING * 0.72, -4.0),
        };
        let color = FAINT.of(xml.theme);
        let look = [("fill", color)];
        let place = placed.center + off - point(3.0, -4.0);
        paint::text(xml, place, 9.0, &look, &count.to_string());
    }
}

/// A triangle up for support, one down for opposition, a ring for neither; hollow if hedged.
fn shape(xml: &mut Xml, polarity: Polarity, hedged: bool, center: Point) {
    let color = color(polarity).of(xml.theme);
    let paper = style::PAPER.of(xml.theme);
    let fill = if hedged { paper } else { color };
    let look = [("fill", fill), ("stroke", color), ("stroke-width", "1.6")];
    let turn = match polarity {
        Polarity::Support => -1.0,
        Polarity::Oppose => 1.0,
        Polarity::Neutral => {
            let (x, y) = (number(center.x), number(center.y));
            let place = [("cx", x.as_str()), ("cy", y.as_str()), ("r", "5")];
            xml.empty("circle", &[&place[..], &look[..]].concat());
            return;
        }
    };
    let corners = points(&[
        center + point(0.0, 7.0 * turn),
        center + point(6.5, -4.5 * turn),
        center + point(-6.5, -4.5 * turn),
    ]);
    let shape = [("points", corners.as_str()), ("stroke-linejoin", "round")];
    xml.empty("polygon", &[&shape[..], &look[..]].concat());
}

fn legend(xml: &mut Xml, corner: Point, rows: &[Row<'_>]) {
    let marks = || rows.iter().flat_map(|row| &row.placed);
    let hollow = marks().find(|placed| placed.mark.said.hedged);
    let hollow = hollow.map(|placed| placed.mark.polarity);
    let is = |polarity: Polarity| marks().any(|placed| placed.mark.polarity == polarity);
    let known = Polarity::ALL
        .iter()
        .copied()
        .filter(|&polarity| is(polarity));
    xml.open("g", &[("class", "legend")]);
    let mut x = corner.x;
    let y = corner.y + 12.0;
    let faint = FAINT.of(xml.theme);
    let samples = known.map(|polarity| {
        let label = style::of_edge(&EdgeKind::Stance(polarity)).label;
        (polarity, false, label)
    });
    let hollow = hollow.map(|polarity| (polarity, true, style::HEDGED));
    for (polarity, hedged, label) in samples.chain(hollow) {
        shape(xml, polarity, hedged, point(x + 8.0, y));
        paint::text(
            xml,
            point(x + 22.0, y + 4.0),
            11.0,
            &[("fill", faint)],
            label,
        );
        x += 46.0 + font::width(label, 11.0, Weight::Regular);
    }
    let d = format!(
        "M{}L{}",
        pair(point(x, y), " "),
        pair(point(x + 30.0, y), " ")
    );
    let look = [
        ("d", d.as_str()),
        ("stroke", faint),
        ("stroke-width", "1.2"),
        ("stroke-dasharray", "2 3"),
    ];
    xml.empty("path", &look);
    paint::text(
        xml,
        point(x + 38.0, y + 4.0),
        11.0,
        &[("fill", faint)],
        "net stance so far",
    );
    xml.close();
}
