//! How well confidence holds, as `eval` shows it.

use demarche_query::{Bin, Judged, Reliability, Scores};
use serde_json::{Value, json};

use crate::output::{Rows, rounded};

/// The measured sorts of observations with their names.
fn sorts(scores: &Scores) -> [(&'static str, &Reliability); 2] {
    [
        ("relations", &scores.relation_reliability),
        ("stances", &scores.statement_reliability),
    ]
}

/// The bins that have something in them, and a line for all; `None` where nothing was found.
pub fn table(scores: &Scores) -> Option<Rows> {
    let mut rows = Rows::new(&[
        "measure",
        "confidence",
        "found",
        "right",
        "exact",
        "mean confidence",
        "share right",
        "error",
    ]);
    let mut some = false;
    for (measure, reliability) in sorts(scores) {
        let bins = reliability.bins().filter(|(_, _, bin)| bin.of > 0);
        for (start, end, bin) in bins {
            let range = format!("{} to {}", hundredths(start), hundredths(end));
            rows.push(row(measure, &range, bin, Value::Null));
            some = true;
        }
        let all = reliability.all();
        if all.of > 0 {
            let error = rounded(reliability.calibration_error());
            rows.push(row(measure, "all", &all, error));
        }
    }
    some.then_some(rows)
}

fn row(measure: &str, range: &str, bin: &Bin, error: Value) -> Vec<Value> {
    vec![
        measure.into(),
        range.into(),
        bin.of.into(),
        bin.right.into(),
        bin.exact.into(),
        rounded(bin.mean_confidence()),
        rounded(bin.share_right()),
        error,
    ]
}

fn hundredths(percent: u8) -> String {
    format!("{}.{:02}", percent / 100, percent % 100)
}

/// The same as one object.
pub fn object(scores: &Scores) -> Value {
    let mut object = json!({});
    for (measure, reliability) in sorts(scores) {
        let bins = reliability.bins().map(|(start, end, bin)| {
            json!({
                "from": f64::from(start) / 100.0,
                "to": f64::from(end) / 100.0,
                "found": bin.of,
                "right": bin.right,
                "exact": bin.exact,
                "mean_confidence": rounded(bin.mean_confidence()),
                "share_right": rounded(bin.share_right()),
            })
        });
        object[measure] = json!({
            "bins": bins.collect::<Vec<_>>(),
            "calibration_error": rounded(reliability.calibration_error()),
        });
    }
    object
}

/// The verdict on every relation and statement.
pub fn judged(all: &[Judged]) -> Value {
    let verdicts = all.iter().map(|one| {
        json!({
            "observation": one.observation.to_string(),
            "confidence": one.confidence.fraction(),
            "right": one.right,
            "exact": one.exact,
        })
    });
    Value::Array(verdicts.collect())
}
