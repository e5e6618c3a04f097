//! Coreference measured on passages of our own: `who/passages.txt` holds them with their marks.
//!
//! `WHO=overwrite cargo test -p demarche-extract --test coreference` writes the marks anew; read the
//! difference before you commit it.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::PathBuf;

use demarche_extract::attribution::attributions;
use demarche_extract::coreference::{coreference, quoted};
use demarche_extract::cues::CueLexicon;
use demarche_extract::draft::{Actors, Form, Tokens};
use demarche_extract::lexicon::Lexicon;
use demarche_extract::mentions::{mentions, office_phrases::head_of};
use demarche_extract::quotes::quotes;
use demarche_extract::relations::offices::note_offices;
use demarche_extract::tree::Tree;
use demarche_nlp::Pipeline;

/// Least share of the marked pronouns and nominals that is found, and least share of those found
/// that is right, per thousand.
const RECALL: usize = 950;
const PRECISION: usize = 950;

/// A piece of a passage that should name an actor, by bytes of the text; none for what was marked
/// as naming nobody.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Mark {
    start: usize,
    end: usize,
    actor: Option<String>,
}

/// The plain text and the marks of an annotated one, in text order, outer before inner ones.
fn parse(marked: &str) -> (String, Vec<Mark>) {
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), Vec::new());
    let mut rest = marked.chars();
    while let Some(c) = rest.next() {
        match c {
            '[' => open.push(text.len()),
            '|' => {
                let told: String = rest.by_ref().take_while(|&c| c != ']').collect();
                let gold = told.split('!').next().unwrap_or("");
                marks.push(Mark {
                    start: open.pop().expect("an open bracket"),
                    end: text.len(),
                    actor: Some(gold.to_owned()).filter(|gold| !gold.is_empty()),
                });
            }
            other => text.push(other),
        }
    }
    assert!(open.is_empty(), "a bracket without an actor: {marked}");
    marks.sort_by_key(|mark| (mark.start, std::cmp::Reverse(mark.end)));
    (text, marks)
}

/// The actors whom each head names, joined by `+`, with the tokens and the form of the longest
/// mention.
fn found(actors: &Actors) -> BTreeMap<u32, (String, Tokens, Form)> {
    let mut heads: BTreeMap<u32, (Vec<String>, Tokens, Form)> = BTreeMap::new();
    for mention in actors.mentions() {
        let name = actors.actor(mention.actor).name.clone();
        let width = mention.tokens.end - mention.tokens.start;
        let place = heads.entry(mention.head).or_insert((
            Vec::new(),
            Tokens { start: 0, end: 0 },
            mention.form,
        ));
        let known = place.1.end - place.1.start;
        if width > known {
            *place = (Vec::new(), mention.tokens, mention.form);
        }
        if width >= known {
            place.0.push(name);
        }
    }
    heads
        .into_iter()
        .map(|(head, (mut names, tokens, form))| {
            names.sort();
            names.dedup();
            (head, (names.join("+"), tokens, form))
        })
        .collect()
}

#[derive(Debug, Default, Clone, Copy)]
struct Score {
    right: usize,
    gold: usize,
    told: usize,
}

/// The passage with the marks as they come out, and the score of its pronouns and nominals.
fn annotate(marked: &str) -> (String, Score) {
    let (text, marks) = parse(marked);
    let doc = Pipeline::english().annotate(&text);
    let tree = Tree::new(&doc);
    let lexicon = Lexicon::embedded().expect("the lexicon is whole");
    let cues = CueLexicon::embedded().expect("the cues are whole");
    let quotes = quotes(&tree);
    let mut named = mentions(&tree, lexicon, &vec![false; doc.tokens.len()], "salt", None);
    note_offices(&tree, lexicon, &mut named);
    let named = coreference(&tree, lexicon, &quotes, named, None);
    let mut actors = named.cast.finish(doc.tokens.len());
    let attributions = attributions(&tree, &quotes, &mut actors, lexicon, &cues);
    quoted(&tree, lexicon, &quotes, &mut actors, &attributions);
    let mut told = found(&actors);
    let mut score = Score::default();
    let mut opens: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut closes: BTreeMap<usize, Vec<(usize, String)>> = BTreeMap::new();
    let mut show = |start: usize, end: usize, gold: Option<&str>, told: Option<&str>| {
        let mark = match (gold, told) {
            (Some(gold), Some(told)) if gold == told => gold.to_owned(),
            (gold, told) => format!("{}!{}", gold.unwrap_or(""), told.unwrap_or("")),
        };
        opens.entry(start).or_default().push(end);
        closes.entry(end).or_default().push((start, mark));
    };
    let at = |byte: usize, end: bool| {
        let token = doc.tokens.iter().position(|token| {
            let place = if end { token.end } else { token.start };
            place as usize == byte
        });
        u32::try_from(token.unwrap_or_else(|| panic!("no token at {byte}: {marked}"))).expect("few")
    };
    for mark in &marks {
        let tokens = Tokens {
            start: at(mark.start, false),
            end: at(mark.end, true) + 1,
        };
        let here = told.remove(&head_of(&tree, tokens));
        let anaphor = here
            .as_ref()
            .is_none_or(|found| matches!(found.2, Form::Pronoun | Form::Nominal));
        let name = here.as_ref().map(|found| found.0.as_str());
        if anaphor {
            score.gold += usize::from(mark.actor.is_some());
            score.told += usize::from(name.is_some());
            score.right += usize::from(name.is_some() && name == mark.actor.as_deref());
        }
        show(mark.start, mark.end, mark.actor.as_deref(), name);
    }
    for (name, tokens, form) in told.values() {
        if matches!(form, Form::Pronoun | Form::Nominal) {
            let first = &doc.tokens[tokens.start as usize];
            let last = &doc.tokens[tokens.end as usize - 1];
            score.told += 1;
            show(first.start as usize, last.end as usize, None, Some(name));
        }
    }
    let mut out = String::new();
    for (byte, c) in text.char_indices().chain([(text.len(), '\0')]) {
        if let Some(mut here) = closes.remove(&byte) {
            here.sort_by_key(|(start, _)| std::cmp::Reverse(*start));
            for (_, mark) in here {
                let _ = write!(out, "|{mark}]");
            }
        }
        for _ in opens.remove(&byte).into_iter().flatten() {
            out.push('[');
        }
        if byte < text.len() {
            out.push(c);
        }
    }
    (out, score)
}

#[test]
fn passages_come_out_as_marked() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/who/passages.txt");
    let file = std::fs::read_to_string(&path).expect("the passages");
    let mut out = String::new();
    let mut sum = Score::default();
    let mut wrong = Vec::new();
    for line in file.lines() {
        let passage = !line.starts_with(['#', '=']) && !line.trim().is_empty();
        if !passage {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        let (told, score) = annotate(line);
        sum.right += score.right;
        sum.gold += score.gold;
        sum.told += score.told;
        if told != line {
            wrong.push(format!("marked {line}\n   now {told}"));
        }
        out.push_str(&told);
        out.push('\n');
    }
    let (precision, recall) = (1000 * sum.right / sum.told, 1000 * sum.right / sum.gold);
    println!("{sum:?}: precision {precision}, recall {recall} per thousand");
    if std::env::var("WHO").as_deref() == Ok("overwrite") {
        std::fs::write(&path, out).expect("a file that can be written");
        return;
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(
        precision >= PRECISION && recall >= RECALL,
        "{precision} {recall}"
    );
}
