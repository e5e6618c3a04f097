use super::*;
use crate::hostile::{self, Scan};
use demarche_model::Graph;

type Writes = fn(&dyn Observations, Options, &mut dyn Write) -> Result<()>;

fn rows(write: Writes, graph: &Graph) -> Vec<csv::StringRecord> {
    let mut out = Vec::new();
    write(&Scan(graph), Options::default(), &mut out).unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(&*out);
    reader.records().map(std::result::Result::unwrap).collect()
}

#[test]
fn tables_hold_all_that_dna_has_a_word_for() {
    let graph = hostile::graph();
    let documents = rows(documents, &graph);
    assert_eq!(documents.len(), 1 + graph.documents.len());
    assert_eq!(documents[0].iter().collect::<Vec<_>>(), DOCUMENTS);
    for (row, item) in documents[1..].iter().zip(&graph.documents) {
        let text = item.text.as_ref().unwrap().replace('\0', "\u{fffd}");
        assert_eq!(&row[1], item.id.to_string());
        assert_eq!(&row[3], text);
    }
    let statements = rows(statements, &graph);
    assert_eq!(statements[0].iter().collect::<Vec<_>>(), STATEMENTS);
    let sided = |item: &&Statement| item.polarity != Polarity::Neutral;
    let wanted = graph.statements.iter().filter(sided).count();
    assert_eq!(statements.len(), 1 + wanted);
}

#[test]
fn positions_are_those_that_java_counts() {
    let graph = hostile::graph();
    let statements = rows(statements, &graph);
    for row in &statements[1..] {
        let item = graph
            .statements
            .iter()
            .find(|item| item.id.to_string() == row[7])
            .unwrap();
        let document = graph
            .documents
            .iter()
            .find(|one| one.id == item.document)
            .unwrap();
        let units: Vec<u16> = document.text.as_ref().unwrap().encode_utf16().collect();
        let place = |column: usize| row[column].parse::<usize>().unwrap();
        let slice = String::from_utf16(&units[place(1)..place(2)]).unwrap();
        assert_eq!(slice, item.evidence);
        let positions = Positions::of(document.text.as_ref().unwrap());
        assert_eq!(positions.span([place(1), place(2)]), Some(item.span));
    }
}

#[test]
fn positions_are_found_far_into_a_text_and_refused_outside() {
    let text = "a𝄞é—".repeat(5_000);
    let positions = Positions::of(&text);
    let span = Span::new(10 * 4_000, 10 * 4_000 + 5).unwrap();
    assert_eq!(span.slice(&text), Some("a𝄞"));
    assert_eq!(positions.units(span), Some([5 * 4_000, 5 * 4_000 + 3]));
    assert_eq!(positions.span([5 * 4_000, 5 * 4_000 + 3]), Some(span));
    assert_eq!(positions.span([0, 2]), None, "half a character");
    assert_eq!(positions.span([0, 25_001]), None);
    assert_eq!(Positions::of("").units(span), None);
}

/// What DNA writes: nothing is doubled, numbers stand bare, other variables come between.
const LIST: &str = "\"statement_id\";\"time\";\"person\";\"organization\";\"concept\";\"mood\";\
    \"agreement\";\"start_position\";\"stop_position\";\"text\";\"coder\";\"document_id\";\
    \"document_title\";\"document_author\";\"document_source\";\"document_section\";\
    \"document_type\"\n\
    7;2026-03-04 00:00:00;\"Ann Bell\";\"\";\"harbour toll\";\"calm\";1;3;12;\"so 'it'\nwas\";1;\
    2;\"A title, with more\";\"\";\"Post\";\"d1\";\"article\"\n";

#[test]
fn an_event_list_is_read() {
    let events = read(LIST.as_bytes()).unwrap();
    assert_eq!(
        events,
        [Event {
            line: 2,
            person: "Ann Bell".into(),
            organization: String::new(),
            concept: "harbour toll".into(),
            agreement: true,
            units: [3, 12],
            text: "so 'it'\nwas".into(),
            section: "d1".into(),
            title: "A title, with more".into(),
        }]
    );
}

#[test]
fn a_bad_event_list_is_refused_with_its_place() {
    let told = |list: &str| read(list.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        told(&LIST.replace("\"concept\";", "\"topic\";")),
        "line 1: the column `concept` is missing"
    );
    assert_eq!(
        told(&LIST.replace(";1;3;12;", ";2;3;12;")),
        "line 2: `2` in column `agreement` is not 1 or 0"
    );
    assert_eq!(
        told(&LIST.replace(";1;3;12;", ";1;x;12;")),
        "line 2: `x` in column `start_position` is not a number of characters"
    );
    assert!(told(&LIST.replace("\"calm\";", "")).starts_with("line 2: 16 fields"));
}
