//! Every row of the relation cues, and our own sentences for offices and roles.

use demarche_extract::lexicon::table::Table;
use demarche_extract::relations::cues::COLUMNS;
use demarche_extract::{Extractor, Source};
use demarche_model::Extraction;

const CUES: &str = include_str!("../../../seeds/lexicon/relation_cues.tsv");

fn extract(extractor: &Extractor, text: &str) -> Extraction {
    let source = Source {
        bytes: text.as_bytes(),
        path: "t.txt",
        ..Source::default()
    };
    extractor.extract(&source).expect("a text").0
}

/// Relations as `subject kind object`, with office and status where they say more.
fn told(extraction: &Extraction) -> Vec<String> {
    let name = |id| {
        let actor = extraction.actors.iter().find(|actor| actor.id == id);
        actor.expect("a known actor").name.clone()
    };
    let mut all: Vec<String> = extraction
        .relations
        .iter()
        .map(|relation| {
            let office = relation.office.as_deref().map(|o| format!(" as {o}"));
            format!(
                "{} {} {}{} ({})",
                name(relation.subject),
                relation.kind,
                name(relation.object),
                office.unwrap_or_default(),
                relation.status
            )
        })
        .collect();
    all.sort();
    all
}

#[test]
fn every_row_matches_its_example_and_not_its_counterexample() {
    let extractor = Extractor::english().expect("the lexicon is whole");
    let table = Table::parse("relation_cues.tsv", CUES, COLUMNS).unwrap();
    let mut wrong = Vec::new();
    for row in &table.rows {
        let (yes, no) = (row.cell(8), row.cell(9));
        let between = |text: &str, open: char, close: char| -> Option<String> {
            let (_, rest) = text.split_once(open)?;
            Some(rest.split_once(close)?.0.to_owned())
        };
        let ends = (between(yes, '[', ']'), between(yes, '{', '}'));
        let (Some(subject), Some(object)) = ends else {
            wrong.push(format!("line {}: no marked ends", row.line));
            continue;
        };
        let plain: String = yes.chars().filter(|c| !"[]{}".contains(*c)).collect();
        let extraction = extract(&extractor, &plain);
        let text = extraction.document.text.as_deref().expect("a text");
        let symmetric = |kind: demarche_model::RelationKind| kind.row().symmetric;
        let found = extraction.relations.iter().any(|relation| {
            let slice = |span: Option<demarche_model::Span>| span.and_then(|s| s.slice(text));
            let straight = slice(relation.subject_span) == Some(&subject)
                && slice(relation.object_span) == Some(&object);
            let swapped = slice(relation.subject_span) == Some(&object)
                && slice(relation.object_span) == Some(&subject);
            relation.kind.as_str() == row.cell(4)
                && (straight || (swapped && symmetric(relation.kind)))
        });
        if !found {
            wrong.push(format!(
                "line {}: not found in: {plain}\n    {:?}",
                row.line,
                told(&extraction)
            ));
        }
        let silent = extract(&extractor, no);
        let heard = silent
            .relations
            .iter()
            .any(|r| r.kind.as_str() == row.cell(4));
        if no.is_empty() || heard {
            wrong.push(format!("line {}: found in: {no}", row.line));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[track_caller]
fn check(text: &str, expected: &[&str]) {
    let extractor = Extractor::english().expect("the lexicon is whole");
    assert_eq!(told(&extract(&extractor, text)), expected, "{text}");
}

#[test]
fn titles_give_offices() {
    check(
        "Polish Foreign Minister Radosław Sikorski spoke in Warsaw.",
        &["Radosław Sikorski holds_office Poland as Minister of Foreign Affairs (current)"],
    );
    check(
        "The former Finnish prime minister Sanna Marin spoke in Turku.",
        &["Sanna Marin holds_office Finland as Prime Minister (former)"],
    );
}

#[test]
fn appositions_give_offices() {
    check(
        "Emmanuel Macron, the president of France, spoke in Lyon.",
        &["Emmanuel Macron holds_office France as President (current)"],
    );
    check(
        "Kaja Kallas, a former Estonian prime minister, spoke in Tartu.",
        &["Kaja Kallas holds_office Estonia as Prime Minister (former)"],
    );
}

#[test]
fn verbs_give_offices() {
    check(
        "Keir Starmer is the prime minister of the United Kingdom.",
        &["Keir Starmer holds_office United Kingdom as Prime Minister (current)"],
    );
    check(
        "Jens Stoltenberg served as secretary general of NATO.",
        &["Jens Stoltenberg holds_office NATO as Secretary General (former)"],
    );
}

#[test]
fn what_did_not_happen_is_no_relation() {
    check("Emmanuel Macron refused to meet Olaf Scholz.", &[]);
    check(
        "Emmanuel Macron will meet Olaf Scholz on Friday.",
        &["Emmanuel Macron met_with Olaf Scholz (planned)"],
    );
}

#[test]
fn parties_are_told_in_many_ways() {
    check(
        "State Senator Renita Hollis, a Democrat, wept.",
        &["Renita Hollis member_of Democratic Party (United States) (current)"],
    );
    check(
        "Carla Whitmore of Oregon, a Republican from Bend, agreed.",
        &["Carla Whitmore member_of Republican Party (current)"],
    );
    check(
        "Republican Sen. John Barrow objected to the delay.",
        &["John Barrow member_of Republican Party (current)"],
    );
    check(
        "The delay angered Ann Hill (R-Ohio).",
        &["Ann Hill member_of Republican Party (current)"],
    );
    check("Carla Whitmore, a Republican senator's aide, agreed.", &[]);
}

#[test]
fn a_name_behind_the_office_and_its_country() {
    check(
        "She thanked the president of Zambia, Chishimba Mwape, on Monday.",
        &["Chishimba Mwape holds_office Zambia as President (current)"],
    );
    check(
        "She thanked the president of Zambia, Chishimba Mwape and others.",
        &[],
    );
}

#[test]
fn a_bare_office_is_of_the_state_that_the_text_is_about() {
    check(
        "Germany halted the sale. Economy Minister Hannelore Pfisterer said it was right.",
        &["Hannelore Pfisterer holds_office Germany as Minister of Economy (current)"],
    );
    check(
        "Germany and Peru halted the sale. Economy Minister Hannelore Pfisterer said so.",
        &[],
    );
}
