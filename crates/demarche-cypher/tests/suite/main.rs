//! Our own scenarios in `own/`, and those of the openCypher suite from `../shared/tck` beside the
//! repository or from `DEMARCHE_TCK`; where there is no suite, that is said and nothing fails.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a test"
)]

mod expected;
mod feature;
mod same_answers;
mod toy;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use demarche_cypher::{
    Answer, CypherError, Limits, Map, MemoryGraph, PropertyGraph, StanceGraph, ask, show,
};

use expected::{Expected, parse, unordered};
use feature::{Scenario, Step, scenarios};
use toy::Toy;

/// What share has to pass, in per cent.
const CLAUSES: usize = 98;
const EXPRESSIONS: usize = 99;

fn suite() -> Option<PathBuf> {
    let given = std::env::var_os("DEMARCHE_TCK").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/tck");
    given
        .into_iter()
        .chain([beside])
        .find(|folder| folder.join("features").is_dir())
}

fn files(folder: &Path, into: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            files(&path, into);
        } else if path
            .extension()
            .is_some_and(|extension| extension == "feature")
        {
            into.push(path);
        }
    }
}

#[test]
fn scenarios_of_the_suite_pass() {
    let Some(suite) = suite() else {
        println!("SKIPPED: no openCypher suite at ../shared/tck or DEMARCHE_TCK");
        return;
    };
    let features = suite.join("features");
    let mut paths = Vec::new();
    files(&features, &mut paths);
    let mut folders: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut failures = Vec::new();
    for path in paths {
        let inside = path.strip_prefix(&features).unwrap();
        let folder = inside.parent().unwrap().to_string_lossy().into_owned();
        for scenario in scenarios(&fs::read_to_string(&path).unwrap()) {
            let outcome = run(&scenario, &suite);
            let counts = folders.entry(folder.clone()).or_default();
            counts.1 += 1;
            match outcome {
                Ok(()) => counts.0 += 1,
                Err(why) => failures.push(format!("{} {}: {why}", inside.display(), scenario.name)),
            }
        }
    }
    let mut totals = [(0, 0), (0, 0)];
    println!("| folder | passed | of | per cent |\n| --- | --- | --- | --- |");
    for (folder, (passed, of)) in &folders {
        println!(
            "| {folder} | {passed} | {of} | {:.1} |",
            share(*passed, *of)
        );
        if folder != "expressions/temporal" {
            let total = &mut totals[usize::from(folder.starts_with("expressions"))];
            *total = (total.0 + passed, total.1 + of);
        }
    }
    let [clauses, expressions] = totals;
    println!(
        "| clauses | {} | {} | {:.1} |",
        clauses.0,
        clauses.1,
        share(clauses.0, clauses.1)
    );
    println!(
        "| expressions without temporal | {} | {} | {:.1} |",
        expressions.0,
        expressions.1,
        share(expressions.0, expressions.1)
    );
    if std::env::var_os("DEMARCHE_TCK_FAILURES").is_some() {
        for failure in &failures {
            println!("{failure}");
        }
    }
    assert!(
        clauses.0 * 100 >= clauses.1 * CLAUSES,
        "too few scenarios of clauses"
    );
    assert!(
        expressions.0 * 100 >= expressions.1 * EXPRESSIONS,
        "too few scenarios of expressions"
    );
}

#[test]
fn our_own_scenarios_pass() {
    let own = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/suite/own");
    let mut paths = Vec::new();
    files(&own, &mut paths);
    let (mut count, mut failures) = (0, Vec::new());
    for path in paths {
        for scenario in scenarios(&fs::read_to_string(&path).unwrap()) {
            count += 1;
            if let Err(why) = run(&scenario, &own) {
                failures.push(format!("{}: {why}", scenario.name));
            }
        }
    }
    assert!(count >= 100, "only {count} scenarios");
    assert!(
        failures.is_empty(),
        "{} of {count} fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

fn share(passed: usize, of: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap());
    100.0 * number(passed) / number(of.max(1))
}

/// The graph that a scenario asks.
enum Asked<'a> {
    Small(MemoryGraph),
    Stances(StanceGraph<'a>),
}

impl Asked<'_> {
    fn graph(&self) -> &dyn PropertyGraph {
        match self {
            Asked::Small(graph) => graph,
            Asked::Stances(graph) => graph,
        }
    }

    fn create(&mut self, text: &str) -> Result<(), String> {
        match self {
            Asked::Small(graph) => graph
                .create(text)
                .map_err(|error| format!("set-up: {error}")),
            Asked::Stances(_) => Err("set-up: cannot be changed".to_owned()),
        }
    }
}

fn run(scenario: &Scenario, suite: &Path) -> Result<(), String> {
    let toy = Toy::new();
    let mut asked = Asked::Small(MemoryGraph::new());
    let mut params = Map::new();
    let mut answer: Option<Result<Answer, CypherError>> = None;
    for step in &scenario.steps {
        let words = step.words.as_str();
        let text = step.text.as_deref().unwrap_or_default();
        if words == "the stance graph" {
            asked = Asked::Stances(StanceGraph::new(&toy).unwrap());
        } else if let Some(name) = words
            .strip_prefix("the ")
            .and_then(|rest| rest.strip_suffix(" graph"))
        {
            let path = suite.join(format!("graphs/{name}/{name}.cypher"));
            let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
            asked.create(&text)?;
        } else if words == "having executed:" {
            asked.create(text)?;
        } else if words == "parameters are:" {
            for row in &step.table {
                let question = format!("RETURN {}", row[1]);
                let value = ask(asked.graph(), &question, &Map::new(), Limits::default());
                let value = value.map_err(|error| format!("parameter: {error}"))?;
                params.insert(row[0].as_str().into(), value.rows[0][0].clone());
            }
        } else if matches!(words, "executing query:" | "executing control query:") {
            answer = Some(ask(asked.graph(), text, &params, Limits::default()));
        } else if words.contains("should be raised") {
            fails(words, answer.take())?;
        } else if words.starts_with("the result should be") {
            let answer = answer.take().ok_or("no question")?;
            let answer = answer.map_err(|error| match error.fault() {
                Some(fault) => format!("{}: {}", fault.detail, fault.message),
                None => error.to_string(),
            })?;
            same(words, step, asked.graph(), &answer)?;
        }
    }
    Ok(())
}

/// Whether the question failed as it should.
fn fails(words: &str, answer: Option<Result<Answer, CypherError>>) -> Result<(), String> {
    let Some(Err(error)) = answer else {
        return Err("no error".to_owned());
    };
    let fault = error.fault().ok_or("another error")?;
    let mut parts = words.split_whitespace().skip(1);
    let class = parts.next().unwrap_or_default();
    let detail = parts.last().unwrap_or_default();
    let when = !words.contains("compile time") || fault.compile;
    let when = when && (!words.contains("at runtime") || !fault.compile);
    if fault.class.as_str() == class && (detail == "*" || detail == fault.detail) && when {
        return Ok(());
    }
    let found = format!(
        "{} {} compile {}",
        fault.class.as_str(),
        fault.detail,
        fault.compile
    );
    Err(format!(
        "expected {words}, found {found}: {}",
        fault.message
    ))
}

/// Whether the rows are what they should be.
fn same(
    words: &str,
    step: &Step,
    graph: &dyn PropertyGraph,
    answer: &Answer,
) -> Result<(), String> {
    let mut found = Vec::new();
    for row in &answer.rows {
        let mut cells = Vec::new();
        for value in row {
            let text = show(graph, value).map_err(|error| error.to_string())?;
            cells.push(parse(&text).ok_or(format!("unreadable `{text}`"))?);
        }
        found.push(cells);
    }
    let (head, rows) = match step.table.split_first() {
        Some((head, rows)) => (head.clone(), rows),
        None => (answer.columns.clone(), &[][..]),
    };
    if head != answer.columns {
        return Err(format!("columns {:?}", answer.columns));
    }
    let mut wanted = Vec::new();
    for row in rows {
        let cells = row
            .iter()
            .map(|cell| parse(cell).ok_or(format!("unreadable `{cell}`")));
        wanted.push(cells.collect::<Result<Vec<Expected>, _>>()?);
    }
    if words.contains("ignoring element order") {
        let each = |rows: Vec<Vec<Expected>>| -> Vec<Vec<Expected>> {
            rows.into_iter()
                .map(|row| row.into_iter().map(unordered).collect())
                .collect()
        };
        (found, wanted) = (each(found), each(wanted));
    }
    if !words.contains(", in order") {
        found.sort_by_key(|row| format!("{row:?}"));
        wanted.sort_by_key(|row| format!("{row:?}"));
    }
    if format!("{found:?}") == format!("{wanted:?}") {
        return Ok(());
    }
    Err(format!("found {found:?}\n   wanted {wanted:?}"))
}
