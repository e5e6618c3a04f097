//! Wordings that must meet and labels that must come out, read with the whole pipeline.

use std::collections::BTreeMap;

use crate::{
    cues::{CueLexicon, FILES},
    statements::{TargetDraft, tests::Reading},
};

use super::IssueForm;

/// The issues that the sentence holds stances on, with the sign of each.
fn issues(text: &str, lexicon: &CueLexicon) -> Vec<(String, IssueForm)> {
    let reading = Reading::of(text, lexicon);
    let found = reading.statements().into_iter();
    found
        .filter_map(|draft| match draft.target {
            TargetDraft::Issue(form) => {
                let sign = match draft.polarity {
                    demarche_model::Polarity::Support => '+',
                    demarche_model::Polarity::Oppose => '-',
                    demarche_model::Polarity::Neutral => '0',
                };
                Some((format!("{sign}{}", form.label), form))
            }
            TargetDraft::Actor(_) => None,
        })
        .collect()
}

fn shown(found: &[(String, IssueForm)]) -> Vec<&str> {
    found.iter().map(|(label, _)| label.as_str()).collect()
}

/// Every row of `wordings.tsv`: a signed label and sentences that all hold that stance. The
/// sentences of a row are one issue, those of two rows are not.
#[test]
fn wordings_meet_where_they_should_and_only_there() {
    let lexicon = CueLexicon::embedded().unwrap();
    let table = include_str!("wordings.tsv");
    let mut wrong = Vec::new();
    let mut keys: BTreeMap<String, String> = BTreeMap::new();
    let mut count = 0;
    for row in table.lines().filter(|row| !row.starts_with('#')) {
        let (label, sentences) = row.split_once('\t').unwrap();
        for sentence in sentences.split(" | ") {
            count += 1;
            let found = issues(sentence, &lexicon);
            let Some((_, form)) = found.iter().find(|(known, _)| known == label) else {
                wrong.push(format!("{label} <- {sentence} {:?}", shown(&found)));
                continue;
            };
            let plain = label[1..].to_owned();
            let known = keys
                .entry(form.key.clone())
                .or_insert_with(|| plain.clone());
            if *known != plain {
                wrong.push(format!("`{plain}` has the key of `{known}`: {sentence}"));
            }
        }
    }
    assert!(count >= 150, "only {count} sentences");
    let mut labels: Vec<&String> = keys.values().collect();
    labels.sort();
    for pair in labels.windows(2) {
        if pair[0] == pair[1] {
            wrong.push(format!("`{}` has two keys", pair[0]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn table(name: &str) -> &'static str {
    let mut files = FILES.iter();
    files.find(|(known, _)| *known == name).unwrap().1
}

fn rows(name: &str) -> impl Iterator<Item = &'static str> {
    table(name).lines().filter(|row| !row.starts_with('#'))
}

#[test]
fn every_predicate_is_read_from_its_example() {
    let lexicon = CueLexicon::embedded().unwrap();
    let mut wrong = Vec::new();
    for row in lexicon.issues.predicates() {
        let (text, label) = row.yes.split_once(" = ").unwrap();
        let found = issues(text, &lexicon);
        let hit = found.iter().any(|(known, form)| {
            let by_row = form.key.split('|').next() == Some(row.name.as_str());
            &known[1..] == label && by_row
        });
        if !hit {
            wrong.push(format!("{label} <- {text} {:?}", shown(&found)));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Without its row the example of a row of words comes out otherwise.
#[test]
fn every_row_of_words_changes_its_example() {
    let whole = CueLexicon::embedded().unwrap();
    let mut wrong = Vec::new();
    let holds = |text: &str, expected: &str, lexicon: &CueLexicon| {
        let reading = Reading::of(text, lexicon);
        let shown = reading.shown();
        if let Some(count) = expected.strip_prefix('~') {
            return (
                reading.attributed() == count.parse::<usize>().unwrap(),
                shown,
            );
        }
        let (absent, expected) = match expected.strip_prefix('!') {
            Some(expected) => (true, expected),
            None => (false, expected),
        };
        (shown.iter().any(|known| known == expected) != absent, shown)
    };
    for row in rows("issue_words.tsv") {
        let cells: Vec<&str> = row.split('\t').collect();
        let Some((text, expected)) = cells[2].split_once(" = ") else {
            wrong.push(format!("{} has no example", cells[0]));
            continue;
        };
        let (held, shown) = holds(text, expected, &whole);
        if !held {
            wrong.push(format!("{}: {expected} <- {text} {shown:?}", cells[0]));
        }
        let mut without = whole.clone();
        without.issues.forget(cells[0]);
        if holds(text, expected, &without).0 {
            wrong.push(format!("{}: `{text}` does not need the row", cells[0]));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What contains an issue is linked to it, from kind to kind.
#[test]
fn broader_issues_stand_above() {
    let lexicon = CueLexicon::embedded().unwrap();
    for (text, label, above) in [
        (
            "Norway supports Canada's withdrawal from NATO.",
            "+Canada withdrawal from NATO",
            vec!["withdrawal from NATO"],
        ),
        (
            "Norway supports NATO's target of 2 percent for defence.",
            "+NATO 2% defence spending target",
            vec!["higher NATO defence spending", "higher defence spending"],
        ),
        (
            "Norway supports sending missiles to Ukraine.",
            "+missile deliveries to Ukraine",
            vec![
                "weapons deliveries to Ukraine",
                "military aid to Ukraine",
                "aid to Ukraine",
            ],
        ),
    ] {
        let found = issues(text, &lexicon);
        let (_, form) = found.iter().find(|(known, _)| known == label).unwrap();
        let mut standing = Vec::new();
        let mut open: Vec<_> = form.broader.iter().collect();
        while let Some(broader) = open.pop() {
            if broader.always {
                standing.push(broader.form.label.as_str());
                open.extend(&broader.form.broader);
            }
        }
        for wanted in above {
            assert!(standing.contains(&wanted), "{label}: {standing:?}");
        }
    }
}
