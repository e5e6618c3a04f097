//! The way through the Discourse Network Analyzer and back: what a coder changes there is that
//! person's word here, and stays when the articles are read again.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::fmt::Write;
use std::fs;
use std::path::Path;
use std::process::Command;

/// Runs the command in a folder; its standard output.
fn demarche(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
        .args(["--quiet", "--db", "x.db"])
        .args(arguments)
        .current_dir(folder)
        .output()
        .unwrap();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {errors}");
    String::from_utf8(output.stdout).unwrap()
}

type Row = Vec<String>;

fn table(path: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let rows = reader.records().map(Result::unwrap);
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

/// An event list as DNA writes it.
fn event_list(documents: &[Row], rows: &[Row]) -> String {
    let plain = |text: &str| text.replace(';', ",").replace('"', "'");
    let mut list = "\"statement_id\";\"time\";\"person\";\"organization\";\"concept\";\
        \"agreement\";\"start_position\";\"stop_position\";\"text\";\"coder\";\"document_id\";\
        \"document_title\";\"document_author\";\"document_source\";\"document_section\";\
        \"document_type\""
        .to_owned();
    for (number, row) in rows.iter().enumerate() {
        let [
            document,
            start,
            end,
            person,
            organization,
            concept,
            agreement,
            _,
        ] = row.as_slice()
        else {
            panic!("eight columns");
        };
        let about = documents.iter().find(|one| one[0] == *document).unwrap();
        let units: Vec<u16> = about[3].encode_utf16().collect();
        let text = &units[start.parse().unwrap()..end.parse().unwrap()];
        let text = plain(&String::from_utf16(text).unwrap());
        write!(
            list,
            "\n{number};2026-03-04 00:00:00;\"{}\";\"{}\";\"{}\";{agreement};{start};{end};\
             \"{text}\";1;{document};\"{}\";\"\";\"\";\"{}\";\"article\"",
            plain(person),
            plain(organization),
            plain(concept),
            plain(&about[2]),
            about[1],
        )
        .unwrap();
    }
    list
}

const ARTICLES: [(&str, &str); 2] = [
    (
        "a.txt",
        "Ann Bell opposes the harbour toll. Carl Dorn supports the harbour toll.\n\n\
         Norway's government rejects the new fishing quota, it said in “Oslo” – twice.\n",
    ),
    ("b.txt", "Dan Frost backs the northern bridge.\n"),
];

#[test]
fn what_a_coder_changes_in_dna_is_their_word_here() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (name, text) in ARTICLES {
        fs::write(folder.join(name), text).unwrap();
    }
    demarche(folder, &["ingest", "a.txt", "b.txt"]);
    demarche(folder, &["export", "--to", "dna", "-o", "dna"]);
    let documents = table(&folder.join("dna/documents.csv"));
    let coded = table(&folder.join("dna/statements.csv"));
    let at = |name: &str| {
        coded
            .iter()
            .position(|row| row[3..5].contains(&name.to_owned()))
    };
    let [bell, dorn, frost] = ["Ann Bell", "Carl Dorn", "Dan Frost"].map(|name| at(name).unwrap());

    // What comes back as it went changes nothing.
    fs::write(folder.join("same.csv"), event_list(&documents, &coded)).unwrap();
    let before = demarche(folder, &["export", "--with-text"]);
    let import = |file: &str| {
        let signed = ["--author", "Cora", "--time", "2026-03-04"];
        demarche(
            folder,
            &[&["import", "--from", "dna", file][..], &signed].concat(),
        )
    };
    let said = import("same.csv");
    assert!(
        said.starts_with(&format!("kept: {}\nturned round: 0\n", coded.len())),
        "{said}"
    );
    assert_eq!(before, demarche(folder, &["export", "--with-text"]));

    // One turned round, one with another concept, one gone, one new.
    let mut rows = coded.clone();
    rows[bell][6] = "1".into();
    rows[dorn][5] = "ferry subsidy".into();
    let mut new = rows[bell].clone();
    new[3] = "Eve Gray".into();
    new[5] = "northern bridge".into();
    rows.push(new);
    let third = (0..coded.len()).find(|place| ![bell, dorn, frost].contains(place));
    if let Some(third) = third {
        rows.remove(third);
    }
    fs::write(folder.join("cora.csv"), event_list(&documents, &rows)).unwrap();
    let said = import("cora.csv");
    assert!(
        said.contains("turned round: 1\nholder or target changed: 1\n"),
        "{said}"
    );
    assert!(said.contains(&format!(
        "left out: {}\nadded: 1\n",
        u8::from(third.is_some())
    )));
    let stances = |name: &str| demarche(folder, &["stances", "--holder", name, "--format", "csv"]);
    let check = || {
        assert!(
            stances("Ann Bell").contains(",support,"),
            "{}",
            stances("Ann Bell")
        );
        assert!(!stances("Ann Bell").contains(",oppose,"));
        assert!(
            stances("Carl Dorn").contains("ferry subsidy"),
            "{}",
            stances("Carl Dorn")
        );
        assert!(!stances("Carl Dorn").contains(",harbour toll,"));
        assert!(stances("Eve Gray").contains("northern bridge"));
        assert!(stances("Dan Frost").contains("northern bridge"));
    };
    check();

    // Nothing of it is lost when the articles are read again, and a second import adds nothing.
    demarche(folder, &["ingest", "a.txt", "b.txt"]);
    check();
    let said = import("cora.csv");
    assert!(said.ends_with("decisions: 0\n"), "{said}");
    demarche(folder, &["check"]);
}

#[test]
fn rows_that_fit_nothing_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for (name, text) in ARTICLES {
        fs::write(folder.join(name), text).unwrap();
    }
    demarche(folder, &["ingest", "a.txt"]);
    demarche(folder, &["export", "--to", "dna", "-o", "dna"]);
    let documents = table(&folder.join("dna/documents.csv"));
    let coded = table(&folder.join("dna/statements.csv"));
    let list = event_list(&documents, &coded[..1]);
    let lines = [
        list.replace(&documents[0][1], "")
            .replace(&documents[0][2], "Another"),
        list.replace("harbour toll.\"", "harbour tolls.\""),
    ];
    for (list, hint) in lines
        .iter()
        .zip(["no document is titled `Another`", "not the passage"])
    {
        fs::write(folder.join("bad.csv"), list).unwrap();
        let output = Command::new(env!("CARGO_BIN_EXE_demarche"))
            .args([
                "--db", "x.db", "import", "--from", "dna", "bad.csv", "--author", "Cora",
            ])
            .current_dir(folder)
            .output()
            .unwrap();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(1));
        assert!(errors.contains(hint), "{errors}");
        assert!(errors.contains("bad.csv"), "{errors}");
    }
}
