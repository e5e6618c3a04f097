//! Whole texts through the extractor: records refer to the original, and nothing else matters.

use demarche_extract::{ExtractError, Extractor, Pipeline, Source};
use demarche_model::{Extraction, Span};
use proptest::prelude::*;

fn extract(text: &str) -> Extraction {
    let extractor = Extractor::english().expect("the lexicon is whole");
    let source = Source {
        bytes: text.as_bytes(),
        path: "t.txt",
        ..Source::default()
    };
    extractor.extract(&source).expect("a text").0
}

/// Every span is a slice of the text, every id is known.
fn check_whole(extraction: &Extraction) {
    let text = extraction.document.text.as_deref().expect("a text");
    let slice = |span: Span| span.slice(text).expect("a span of the text");
    let actor = |id| assert!(extraction.actors.iter().any(|actor| actor.id == id));
    for statement in &extraction.statements {
        assert_eq!(slice(statement.span), statement.evidence);
        let spans = [statement.cue, statement.holder_span, statement.target_span];
        spans.into_iter().flatten().for_each(|span| {
            slice(span);
        });
        actor(statement.holder);
        statement.via.iter().copied().for_each(actor);
        statement.target.actor().into_iter().for_each(actor);
        if let Some(id) = statement.target.issue() {
            assert!(extraction.issues.iter().any(|issue| issue.id == id));
        }
    }
    for relation in &extraction.relations {
        assert_eq!(slice(relation.span), relation.evidence);
        assert!(!relation.rule.is_empty());
        actor(relation.subject);
        actor(relation.object);
    }
    for attribution in &extraction.attributions {
        slice(attribution.span);
        attribution.source.into_iter().for_each(actor);
    }
    for issue in &extraction.issues {
        issue.about.iter().copied().for_each(actor);
        for broader in &issue.broader {
            assert!(extraction.issues.iter().any(|issue| issue.id == *broader));
        }
    }
}

#[test]
fn a_damaged_text_is_read_and_quoted_as_it_stands() {
    let text = "\u{feff}---\ntitle: Talks in Riga\ndate: 2025-03-01\n---\nNATOās chief Mark Rutte \
                met Andris Sprūds in Riga.\r\nphoto.jpg)\r\nHe said the alliance would stay.\r\n";
    let extraction = extract(text);
    check_whole(&extraction);
    assert_eq!(extraction.document.title.as_deref(), Some("Talks in Riga"));
    assert_eq!(extraction.document.date, "2025-03-01".parse().ok());
    assert_eq!(extraction.document.text.as_deref(), Some(text));
    let names: Vec<&str> = extraction
        .actors
        .iter()
        .map(|actor| actor.name.as_str())
        .collect();
    for name in ["NATO", "Mark Rutte", "Andris Sprūds"] {
        assert!(names.contains(&name), "{name} in {names:?}");
    }
}

#[test]
fn what_the_caller_knows_outweighs_the_text() {
    let extractor = Extractor::english().expect("the lexicon is whole");
    let source = Source {
        bytes: b"---\ntitle: One\n---\nFrance met Spain.",
        path: "a/b.txt",
        title: Some("Two"),
        outlet: Some("The Paper"),
        date: "2024-02".parse().ok(),
        ..Source::default()
    };
    let document = extractor.extract(&source).expect("a text").0.document;
    assert_eq!(document.title.as_deref(), Some("Two"));
    assert_eq!(document.outlet.as_deref(), Some("The Paper"));
    assert_eq!(document.path(), "a/b.txt");
    assert_eq!(
        document.date.map(|date| date.to_string()).as_deref(),
        Some("2024-02")
    );
    assert!(extractor.version().starts_with("demarche-"));
}

#[test]
#[ignore = "needs a spaCy model folder in DEMARCHE_TEST_MODEL"]
fn records_name_a_model_that_is_not_the_embedded_one() {
    let folder = std::env::var_os("DEMARCHE_TEST_MODEL").expect("a model folder");
    let pipeline = Pipeline::from_dir(folder.as_ref()).expect("a model");
    let name = format!("/{}", pipeline.name().expect("it has a name"));
    let extractor = Extractor::with_pipeline(pipeline).expect("the lexicon is whole");
    let embedded = Extractor::english().expect("the lexicon is whole");
    assert_eq!(extractor.version(), format!("{}{name}", embedded.version()));
    let source = Source {
        bytes: b"Estonian Prime Minister Kaja Kallas met Emmanuel Macron in Paris.",
        path: "meeting.txt",
        ..Source::default()
    };
    let relations = extractor.extract(&source).expect("a text").0.relations;
    assert!(!relations.is_empty());
    for relation in &relations {
        assert_eq!(relation.extractor, extractor.version());
    }
}

#[test]
fn other_languages_and_other_bytes_are_refused() {
    let extractor = Extractor::english().expect("the lexicon is whole");
    let german = "Die Außenminister trafen sich am Montag in Riga, um über die Lage zu beraten. \
                  Der Generalsekretär sagte, die Mitglieder müssten mehr für ihre Verteidigung \
                  ausgeben, und zwar bald. Die Ministerin aus Berlin stimmte ihm dabei zu.";
    let read = |bytes: &[u8]| {
        let source = Source {
            bytes,
            path: "t.txt",
            ..Source::default()
        };
        extractor.extract(&source)
    };
    assert!(matches!(
        read(german.as_bytes()),
        Err(ExtractError::NotEnglish { .. })
    ));
    assert!(matches!(
        read(&[0, 1, 0, 0, 9, 2, 0, 7]),
        Err(ExtractError::NotText(_))
    ));
    let (empty, notes) = read(b"").unwrap();
    assert!(empty.actors.is_empty() && !notes.is_empty());
}

#[test]
fn the_result_does_not_depend_on_the_thread() {
    let text = "Mark Rutte, the secretary general of NATO, met President Emmanuel Macron of France \
                in Paris. \"We support Ukraine,\" he said. Macron agreed with him.";
    let here = extract(text);
    let threads: Vec<_> = (0..4)
        .map(|_| std::thread::spawn(move || extract(text)))
        .collect();
    for thread in threads {
        assert_eq!(thread.join().unwrap(), here);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn any_text_is_read(text in "(?s).{0,200}|([A-Z][a-z]{1,8}|Trump|NATO|the|his|said|of|minister|Mr\\.|U\\.S\\.|[,.\"“”’\n-]|[a-z]{1,6}| ){0,60}") {
        let extractor = Extractor::english().expect("the lexicon is whole");
        let source = Source { bytes: text.as_bytes(), path: "t", ..Source::default() };
        if let Ok((extraction, _)) = extractor.extract(&source) {
            check_whole(&extraction);
        }
    }

    #[test]
    fn any_bytes_are_read_or_refused(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let extractor = Extractor::english().expect("the lexicon is whole");
        let source = Source { bytes: &bytes, path: "t", ..Source::default() };
        if let Ok((extraction, _)) = extractor.extract(&source) {
            check_whole(&extraction);
        }
    }
}
