//! `eval`: how well the store agrees with a person's coding.

use std::fs;
use std::io::Write;

use demarche_model::Confidence;
use demarche_query::{EvalOptions, Evaluation, Finding, Score, Scores, Share, evaluate};
use serde_json::{Value, json};

use crate::args::{Cli, Eval};
use crate::error::{Failure, Kind, Result};
use crate::output::{self, Format, Rows, indented, maybe, one_line, rounded, visible};
use crate::{gold, progress};

use super::reliability;

/// Compares the coded documents with the store and prints the measures, or the misses and
/// false alarms.
pub fn run(cli: &Cli, args: &Eval, out: &mut dyn Write) -> Result {
    let shown = args.gold.display();
    let text = fs::read_to_string(&args.gold)
        .map_err(|error| Failure::because(format!("cannot read `{shown}`"), &error))?;
    let gold = gold::parse(&text).map_err(|wrong| {
        Failure::new(Kind::Failed, format!("`{shown}` is no coding: {wrong}"))
            .hint("crates/demarche-cli/GOLD.md describes the format")
    })?;
    let store = super::reader(cli)?;
    let options = EvalOptions {
        min_confidence: args
            .min_confidence
            .and_then(Confidence::from_fraction)
            .unwrap_or(Confidence::from_percent(0)),
        min_overlap: args.min_overlap,
    };
    let evaluation = evaluate(&store, &gold, &options)?;
    if evaluation.documents.is_empty() {
        return Err(
            Failure::not_found(format!("no document of `{shown}` is in the store")).hint(
                "`demarche documents` lists them; names are compared from the end of the path",
            ),
        );
    }
    if !cli.quiet {
        note(&evaluation);
    }
    let findings = &evaluation.findings[..args.errors.min(evaluation.findings.len())];
    match cli.format {
        Format::Json => output::json(out, &data(&evaluation, findings))?,
        Format::Csv if args.errors > 0 => errors(findings).write(out, Format::Csv)?,
        Format::Csv => measures(measured(&evaluation)).write(out, Format::Csv)?,
        Format::Table => {
            for (index, one) in measured(&evaluation).enumerate() {
                let gap = if index > 0 { "\n" } else { "" };
                writeln!(out, "{gap}{}", visible(one.0))?;
                measures([one].into_iter()).write(out, Format::Table)?;
            }
            if let Some(rows) = reliability::table(&evaluation.total) {
                writeln!(out, "\nreliability")?;
                rows.write(out, Format::Table)?;
            }
            tell(findings, evaluation.findings.len(), out)?;
        }
    }
    Ok(())
}

/// Says what is in no measure.
fn note(evaluation: &Evaluation) {
    for left in &evaluation.left_out {
        let why = if left.ambiguous {
            "several documents have this name"
        } else {
            "not in the store"
        };
        progress::say(&format!("note: `{}` is left out: {why}", left.file));
    }
    if evaluation.total.unplaced > 0 {
        progress::say(&format!(
            "note: coded passages that are not in the texts of the store: {}",
            evaluation.total.unplaced
        ));
    }
}

/// The measures of each document, then of all.
fn measured(evaluation: &Evaluation) -> impl Iterator<Item = (&str, &Scores)> {
    let documents = evaluation
        .documents
        .iter()
        .map(|document| (document.file.as_str(), &document.scores));
    documents.chain([("total", &evaluation.total)])
}

/// Counts and measures as rows.
fn measures<'a>(all: impl Iterator<Item = (&'a str, &'a Scores)>) -> Rows {
    let mut rows = Rows::new(&[
        "document",
        "measure",
        "coded",
        "hits",
        "false",
        "twice",
        "precision",
        "recall",
        "f1",
        "accuracy",
        "alpha",
    ])
    .only_data(&["document", "twice"]);
    for (file, scores) in all {
        for (measure, score) in counted(scores) {
            rows.push(vec![
                file.into(),
                measure.into(),
                (score.hits + score.misses).into(),
                score.hits.into(),
                score.false_alarms.into(),
                score.duplicates.into(),
                rounded(score.precision()),
                rounded(score.recall()),
                rounded(score.f1()),
                Value::Null,
                Value::Null,
            ]);
        }
        for (measure, share) in compared(scores) {
            let alpha = scores.alpha().filter(|_| measure == "polarity");
            let mut row = vec![Value::Null; 11];
            row[0] = file.into();
            row[1] = measure.into();
            row[2] = share.of.into();
            row[3] = share.right.into();
            row[9] = rounded(share.accuracy());
            row[10] = rounded(alpha);
            rows.push(row);
        }
    }
    rows
}

fn counted(scores: &Scores) -> [(&'static str, &Score); 4] {
    [
        ("actors", &scores.actors),
        ("relations", &scores.relations),
        ("stances lenient", &scores.lenient),
        ("stances strict", &scores.strict),
    ]
}

fn compared(scores: &Scores) -> [(&'static str, &Share); 5] {
    [
        ("polarity", &scores.polarity),
        ("actor kind", &scores.actor_kinds),
        ("relation kind", &scores.relation_kinds),
        ("office", &scores.offices),
        ("status", &scores.statuses),
    ]
}

fn errors(findings: &[Finding]) -> Rows {
    let mut rows = Rows::new(&[
        "document",
        "what",
        "error",
        "item",
        "passage",
        "observation",
        "rule",
    ]);
    for finding in findings {
        rows.push(vec![
            finding.file.clone().into(),
            finding.what.as_str().into(),
            finding.fault.as_str().into(),
            finding.item.clone().into(),
            maybe(finding.passage.as_deref().map(one_line)),
            maybe(finding.observation),
            maybe(finding.rule.as_deref()),
        ]);
    }
    rows
}

fn tell(findings: &[Finding], all: usize, out: &mut dyn Write) -> Result {
    let mut file = "";
    for finding in findings {
        if finding.file != file {
            file = &finding.file;
            writeln!(out, "\n{}", visible(file))?;
        }
        let by = finding.observation.map_or(String::new(), |id| {
            let rule = finding.rule.as_deref().unwrap_or("");
            format!("  ({id} {rule})")
        });
        let (what, fault) = (finding.what.as_str(), finding.fault.as_str());
        let item = visible(&one_line(&finding.item));
        writeln!(out, "  {what}, {fault}: {item}{}", by.trim_end())?;
        if let Some(passage) = &finding.passage {
            indented(out, 6, &format!("“{}”", one_line(passage)))?;
        }
    }
    if !findings.is_empty() && findings.len() < all {
        writeln!(out, "\n{} of {all} errors", findings.len())?;
    }
    Ok(())
}

fn data(evaluation: &Evaluation, findings: &[Finding]) -> Value {
    let documents: Vec<Value> = evaluation
        .documents
        .iter()
        .map(|document| {
            let mut object = object(&document.scores);
            object["file"] = document.file.clone().into();
            object["document"] = document.document.to_string().into();
            object
        })
        .collect();
    let left_out: Vec<&str> = evaluation
        .left_out
        .iter()
        .map(|left| left.file.as_str())
        .collect();
    json!({
        "total": object(&evaluation.total),
        "documents": documents,
        "left_out": left_out,
        "errors_in_all": evaluation.findings.len(),
        "errors": errors(findings).value(),
        "judged": reliability::judged(&evaluation.judged),
    })
}

fn object(scores: &Scores) -> Value {
    let mut object = json!({});
    for (measure, score) in counted(scores) {
        object[measure.replace(' ', "_")] = json!({
            "coded": score.hits + score.misses,
            "hits": score.hits,
            "misses": score.misses,
            "false_alarms": score.false_alarms,
            "duplicates": score.duplicates,
            "optional": score.optional,
            "precision": rounded(score.precision()),
            "recall": rounded(score.recall()),
            "f1": rounded(score.f1()),
        });
    }
    for (measure, share) in compared(scores) {
        object[measure.replace(' ', "_")] = json!({
            "pairs": share.of,
            "right": share.right,
            "accuracy": rounded(share.accuracy()),
        });
    }
    object["alpha"] = rounded(scores.alpha());
    object["reliability"] = reliability::object(scores);
    object["unplaced"] = scores.unplaced.into();
    object
}
