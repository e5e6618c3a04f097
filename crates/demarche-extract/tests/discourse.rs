//! What a text does with a stance: denies it, doubts it, compares it, relays it.

use std::fmt::Write as _;

use demarche_extract::{Extractor, Source};
use demarche_model::{Date, Extraction, NodeId, Statement};

fn show(extraction: &Extraction, statement: &Statement, today: Date) -> String {
    let actor = |id| {
        let found = extraction.actors.iter().find(|actor| actor.id == id);
        found.map_or("?", |actor| actor.name.as_str())
    };
    let target = match statement.target {
        NodeId::Actor(id) => actor(id),
        NodeId::Issue(id) => {
            let found = extraction.issues.iter().find(|issue| issue.id == id);
            found.map_or("?", |issue| issue.label.as_str())
        }
    };
    let hedged = if statement.hedged { "?" } else { "" };
    let holder = actor(statement.holder);
    let mut line = format!("{holder} {}{hedged} {target}", statement.polarity);
    let via: Vec<&str> = statement.via.iter().map(|&id| actor(id)).collect();
    if !via.is_empty() {
        let _ = write!(line, " via {}", via.join(" > "));
    }
    if let Some(date) = statement.date.filter(|date| *date != today) {
        let _ = write!(line, " on {date}");
    }
    line
}

#[test]
fn every_text_yields_its_stances_and_no_other() {
    let extractor = Extractor::english().expect("the lexicon is whole");
    let today: Date = "2025-02-12".parse().expect("a date");
    let blocks = include_str!("discourse.txt").split("\n\n");
    let mut wrong = String::new();
    for block in blocks {
        let mut lines = block.lines().filter(|line| !line.starts_with('#'));
        let Some(text) = lines.next().and_then(|line| line.strip_prefix("> ")) else {
            continue;
        };
        let mut wanted: Vec<String> = lines.map(str::to_owned).collect();
        let source = Source {
            bytes: text.as_bytes(),
            path: "t.txt",
            date: Some(today),
            ..Source::default()
        };
        let extraction = extractor.extract(&source).expect("a text").0;
        let statements = extraction.statements.iter();
        let mut found: Vec<String> = statements
            .map(|statement| show(&extraction, statement, today))
            .collect();
        found.sort();
        wanted.sort();
        if found != wanted {
            let _ = writeln!(wrong, "{text}\n  want {wanted:#?}\n  have {found:#?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
