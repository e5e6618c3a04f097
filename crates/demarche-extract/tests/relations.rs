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

#[test]
fn a_bare_office_is_of_whom_the_sentences_before_are_about() {
    check(
        "Chile recalled its envoy from Peru. Foreign Minister Ana Sotomayor said Peru had lied.",
        &["Ana Sotomayor holds_office Chile as Minister of Foreign Affairs (current)"],
    );
    check(
        "Foreign Minister Ana Sotomayor met farmers from Peru.",
        &["Ana Sotomayor met_with farmers (past)"],
    );
    check(
        "NATO has not decided, although a spokeswoman, Ana Sotomayor, sounded hopeful.",
        &["Ana Sotomayor spokesperson_for NATO as Spokesperson (current)"],
    );
    check(
        "Norway, whose culture minister, Kari Lunde, wept, paid.",
        &["Kari Lunde holds_office Norway as Minister of Culture (current)"],
    );
}

#[test]
fn an_office_may_name_a_body_that_nothing_else_names() {
    check(
        "Agriculture Secretary Lou Oakes wept.",
        &["Lou Oakes holds_office United States as Secretary of Agriculture (current)"],
    );
    check(
        "Voters in Seattle turned the tax down. Mayor Lou Oakes wept.",
        &["Lou Oakes holds_office Seattle as Mayor (current)"],
    );
    check(
        "She thanked the governor of East Bohr, Lou Oakes.",
        &["Lou Oakes holds_office East Bohr as Governor (current)"],
    );
}

#[test]
fn a_list_goes_on_behind_an_inset_and_as_well_as() {
    check(
        "The agreement between Iran, led by Karl Holm, and Oman was signed.",
        &[
            "Iran cooperates_with Oman (current)",
            "Iran negotiated_with Oman (past)",
        ],
    );
    check(
        "Anna Berg met with Olaf Scholz, as well as Danish farmers.",
        &[
            "Anna Berg met_with Danish farmers (past)",
            "Anna Berg met_with Olaf Scholz (past)",
        ],
    );
}

#[test]
fn ends_without_a_name_of_their_own() {
    check(
        "Anna Berg met with senior provincial officials on Monday.",
        &["Anna Berg met_with provincial officials (past)"],
    );
    check(
        "Task Force 12 is led by Karl Holm.",
        &["Karl Holm holds_office Task Force 12 (current)"],
    );
    check(
        "Olaf Scholz met the Minister of Foreign Affairs of Chile, HE Dr Juan Alvarez, in Lima.",
        &[
            "Juan Alvarez holds_office Chile as Minister of Foreign Affairs (current)",
            "Olaf Scholz met_with Juan Alvarez (past)",
        ],
    );
    check(
        "The Danish novelist Anna Berg met Olaf Scholz.",
        &[
            "Anna Berg affiliated_with Denmark (current)",
            "Anna Berg met_with Olaf Scholz (past)",
        ],
    );
}

/// Subject, status, `valid_from` and `valid_to` of the office relations, on that day.
#[track_caller]
fn check_terms(day: &str, text: &str, expected: &[&str]) {
    let extractor = Extractor::english().expect("the lexicon is whole");
    let source = Source {
        bytes: text.as_bytes(),
        path: "t.txt",
        date: day.parse().ok(),
        ..Source::default()
    };
    let extraction = extractor.extract(&source).expect("a text").0;
    let date = |date: Option<demarche_model::Date>| date.map_or("?".to_owned(), |d| d.to_string());
    let mut told: Vec<String> = extraction
        .relations
        .iter()
        .map(|r| {
            let (from, to) = (date(r.valid_from), date(r.valid_to));
            format!("{} {} {from} {to}", r.kind, r.status)
        })
        .collect();
    told.sort();
    assert_eq!(told, expected, "{text}");
}

#[test]
fn terms_are_dated_by_the_text() {
    let day = "2024-09-12";
    let told = [
        (
            "Anna Berg has been foreign minister of Norway since 2019.",
            "holds_office current 2019 ?",
        ),
        (
            "Karl Holm was prime minister of Denmark from 2009 to 2013.",
            "holds_office former 2009 2013",
        ),
        (
            "Karl Holm (prime minister of Denmark, 2009-2013) spoke.",
            "holds_office former 2009 2013",
        ),
        (
            "Karl Holm, the Danish defence minister until 2021, spoke.",
            "holds_office former ? 2021",
        ),
        (
            "Anna Berg took office as president of Finland in January.",
            "holds_office current 2024-01 ?",
        ),
        (
            "Finnish President-elect Anna Berg, who takes office in January, spoke.",
            "holds_office elect 2025-01 ?",
        ),
        (
            "Anna Berg was sworn in as president of Finland on Monday.",
            "holds_office current 2024-09-09 ?",
        ),
        (
            "Karl Holm, the Danish defence minister, who resigned last year, spoke.",
            "holds_office former ? 2023",
        ),
        (
            "Karl Holm became prime minister of Denmark in May 2019 and stepped down two years ago.",
            "holds_office former 2019-05 2022",
        ),
        (
            "Mark Rutte will become secretary general of NATO in October.",
            "holds_office planned 2024-10 ?",
        ),
        (
            "Mark Rutte could become secretary general of NATO.",
            "holds_office speculated ? ?",
        ),
        (
            "The outgoing Danish defence minister, Karl Holm, spoke.",
            "holds_office current ? ?",
        ),
        (
            "Finland joined NATO in April 2023.",
            "member_of current 2023-04 ?",
        ),
        (
            "Emmanuel Macron met Olaf Scholz on Tuesday.",
            "met_with past 2024-09-10 2024-09-10",
        ),
    ];
    for (text, expected) in told {
        check_terms(day, text, &[expected]);
    }
}

#[test]
fn a_day_without_a_year_needs_the_date_of_the_document() {
    check_terms(
        "",
        "Danish Prime Minister Karl Holm resigned on 3 May.",
        &["holds_office former ? ?"],
    );
    check_terms(
        "2024-09-12",
        "Danish Prime Minister Karl Holm resigned as party leader on 3 May.",
        &["holds_office current ? ?"],
    );
}

#[test]
fn an_office_means_its_holder_of_the_day() {
    let on = |day: &str| {
        let extractor = Extractor::english().expect("the lexicon is whole");
        let source = Source {
            bytes: b"The Secretary General of NATO met Olaf Scholz in Berlin.",
            path: "t.txt",
            date: day.parse().ok(),
            ..Source::default()
        };
        let extraction = extractor.extract(&source).expect("a text").0;
        let sure: Vec<_> = extraction.relations.iter().map(|r| r.confidence).collect();
        (told(&extraction), sure)
    };
    let (february, sure) = on("2024-02-12");
    assert_eq!(february, ["Jens Stoltenberg met_with Olaf Scholz (past)"]);
    let (december, _) = on("2024-12-12");
    assert_eq!(december, ["Mark Rutte met_with Olaf Scholz (past)"]);
    let (undated, unsure) = on("");
    assert_eq!(
        undated,
        ["NATO Secretary General met_with Olaf Scholz (past)"]
    );
    assert!(sure < unsure);
}

#[test]
fn lists_name_members() {
    check(
        "NATO members such as Norway and Finland agreed.",
        &[
            "Finland member_of NATO (current)",
            "Norway member_of NATO (current)",
        ],
    );
    check(
        "Anna Berg, commander, Northern Command, spoke.",
        &["Anna Berg holds_office Northern Command as Commander (current)"],
    );
}

#[test]
fn leaders_of_unnamed_bodies_and_of_what_a_body_owns() {
    check(
        "Tom Lind is the leader of an extremist group.",
        &["Tom Lind holds_office extremist group as Leader (current)"],
    );
    check(
        "Tom Lind was appointed the Syrian commander for Hamas's logistics.",
        &["Tom Lind holds_office Hamas as Commander (current)"],
    );
}

#[test]
fn an_office_before_its_state_and_a_name_stands_for_the_name() {
    check(
        "Penny Wong met with the Foreign Minister of Iraq, Fuad Hussein, in Canberra on Monday.",
        &[
            "Fuad Hussein holds_office Iraq as Minister of Foreign Affairs (current)",
            "Penny Wong met_with Fuad Hussein (past)",
        ],
    );
}

#[test]
fn an_office_written_as_a_name_is_an_alias_of_its_holder() {
    let extractor = Extractor::english().expect("the lexicon is whole");
    let aliases = |text: &str| -> Vec<String> {
        let extraction = extract(&extractor, text);
        let mut actors = extraction.actors.into_iter();
        let person = actors.find(|actor| actor.name == "Jane Dahl");
        person.expect("the person").aliases.into_iter().collect()
    };
    let told = aliases("Foreign Secretary Jane Dahl left. The Foreign Secretary met Olaf Scholz.");
    assert!(told.contains(&"Foreign Secretary".to_owned()), "{told:?}");
    let small = aliases("Foreign Secretary Jane Dahl left. The foreign secretary met Olaf Scholz.");
    assert!(
        !small
            .iter()
            .any(|alias| alias.eq_ignore_ascii_case("foreign secretary"))
    );
    let short = aliases("Minister Jane Dahl left. The Minister met Olaf Scholz.");
    assert!(!short.contains(&"Minister".to_owned()), "{short:?}");
    let owned = aliases("French Foreign Minister Jane Dahl left.");
    assert!(
        owned.contains(&"French Foreign Minister Jane Dahl".to_owned()),
        "{owned:?}"
    );
}
