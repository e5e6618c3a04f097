//! Who says what, on our own annotated passages: every span exact.

use std::{collections::BTreeMap, fmt::Write as _, io::Write as _};

use demarche_extract::{Extractor, Source};
use demarche_model::Span;

/// One attribution as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Line {
    source: String,
    cue: String,
    content: String,
    via: String,
}

impl Line {
    fn parse(line: &str) -> Self {
        let mut cells = line.split(" | ").map(|cell| cell.trim().to_owned());
        let mut next = || cells.next().unwrap_or_default();
        Self {
            source: next(),
            cue: next(),
            content: next(),
            via: next(),
        }
    }

    fn show(&self) -> String {
        let Self {
            source,
            cue,
            content,
            via,
        } = self;
        match via.as_str() {
            "" => format!("{source} | {cue} | {content}"),
            _ => format!("{source} | {cue} | {content} | {via}"),
        }
    }
}

/// An annotated passage.
#[derive(Debug, Clone)]
struct Passage {
    class: String,
    known_wrong: bool,
    text: String,
    lines: Vec<Line>,
}

fn passages() -> Vec<Passage> {
    let mut all: Vec<Passage> = Vec::new();
    for line in include_str!("attributions.txt").lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if let Some(class) = line.strip_prefix('=') {
            all.push(Passage {
                class: class.trim_start_matches('?').trim().to_owned(),
                known_wrong: class.starts_with('?'),
                text: String::new(),
                lines: Vec::new(),
            });
            continue;
        }
        let passage = all.last_mut().expect("a class before its text");
        if let Some(text) = line.strip_prefix("> ") {
            if !passage.text.is_empty() {
                passage.text.push_str("\n\n");
            }
            passage.text.push_str(text);
        } else {
            passage.lines.push(Line::parse(line));
        }
    }
    all
}

fn read(extractor: &Extractor, text: &str) -> Vec<Line> {
    let source = Source {
        bytes: text.as_bytes(),
        path: "t.txt",
        ..Source::default()
    };
    let extraction = extractor.extract(&source).expect("a text").0;
    let slice = |span: Span| span.slice(text).expect("a slice");
    let named = |span: Option<Span>| span.map_or("-", slice).to_owned();
    let name = |id| {
        let actor = extraction.actors.iter().find(|actor| actor.id == id);
        actor.map_or("?", |actor| actor.name.as_str())
    };
    let mut found = extraction.attributions.clone();
    found.sort_by_key(|item| (item.span.start(), item.cue, item.source_span));
    let line = |item: &demarche_model::Attribution| {
        let parts: Vec<&str> = item.spans.iter().map(|&span| slice(span)).collect();
        let via: Vec<&str> = item.via.iter().map(|&id| name(id)).collect();
        Line {
            source: named(item.source_span),
            cue: named(item.cue),
            content: parts.join(" // "),
            via: via.join(" > "),
        }
    };
    found.iter().map(line).collect()
}

/// Right, found and wanted, by what is compared.
#[derive(Debug, Default)]
struct Tally(BTreeMap<(&'static str, String), [usize; 3]>);

impl Tally {
    fn add(&mut self, what: &'static str, class: &str, wanted: &[String], found: &[String]) {
        let mut left = found.to_vec();
        let mut right = 0;
        for line in wanted {
            if let Some(place) = left.iter().position(|other| other == line) {
                left.remove(place);
                right += 1;
            }
        }
        for class in ["all", class] {
            let counts = self.0.entry((what, class.to_owned())).or_default();
            counts[0] += right;
            counts[1] += found.len();
            counts[2] += wanted.len();
        }
    }

    fn show(&self, what: &'static str, class: &str) -> String {
        let [right, found, wanted] = self.0[&(what, class.to_owned())];
        let per_cent = |part: usize, whole: usize| 100 * part / whole.max(1);
        let f1 = per_cent(2 * right, found + wanted);
        format!(
            "{what} P {} R {} F1 {f1} ({right} of {found} found, {wanted} wanted)",
            per_cent(right, found),
            per_cent(right, wanted)
        )
    }
}

/// Shown with `cargo test --test attributions -- --nocapture`.
#[test]
fn every_passage_comes_out_as_annotated() {
    let extractor = Extractor::english().expect("the lexicon is whole");
    let mut wrong = String::new();
    let mut tally = Tally::default();
    for passage in passages() {
        let found = read(&extractor, &passage.text);
        let cell = |lines: &[Line], cell: fn(&Line) -> String| -> Vec<String> {
            lines.iter().map(cell).collect()
        };
        let mut add = |what, pick: fn(&Line) -> String| {
            let wanted = cell(&passage.lines, pick);
            tally.add(what, &passage.class, &wanted, &cell(&found, pick));
        };
        add("whole", Line::show);
        add("source", |line| line.source.clone());
        add("cue", |line| line.cue.clone());
        add("content", |line| line.content.clone());
        let right = found == passage.lines;
        if right == passage.known_wrong {
            let show = |lines: &[Line]| {
                let lines: Vec<String> = lines.iter().map(Line::show).collect();
                lines.join("\n       ")
            };
            let what = if right { "is right by now" } else { "is wrong" };
            let _ = writeln!(
                wrong,
                "{} {what}: {}\n  want {}\n  have {}",
                passage.class,
                passage.text,
                show(&passage.lines),
                show(&found)
            );
        }
    }
    let mut out = std::io::stdout().lock();
    for what in ["whole", "source", "cue", "content"] {
        writeln!(out, "{}", tally.show(what, "all")).expect("a terminal");
    }
    for (what, class) in tally.0.keys().filter(|(what, _)| *what == "whole") {
        writeln!(out, "{class}: {}", tally.show(what, class)).expect("a terminal");
    }
    assert!(wrong.is_empty(), "{wrong}");
}
