//! Properties: no text makes the parser or compiler panic, and a plan from the cheapest place on
//! gives the same rows as one that does what is written.

use std::time::Duration;

use demarche_cypher::{Limits, Map, MemoryGraph, Planning, Prepared, StanceGraph, Value, ask};
use proptest::prelude::*;

use crate::toy::Toy;

/// Words that questions are made of, for texts that nearly are some.
const WORDS: &[&str] = &[
    "MATCH",
    "OPTIONAL",
    "WHERE",
    "RETURN",
    "WITH",
    "UNWIND",
    "ORDER BY",
    "SKIP",
    "LIMIT",
    "UNION",
    "ALL",
    "AS",
    "AND",
    "OR",
    "NOT",
    "XOR",
    "IN",
    "IS NULL",
    "CASE",
    "WHEN",
    "THEN",
    "END",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "-",
    "->",
    "<-",
    "*",
    "..",
    "|",
    ":",
    ",",
    ".",
    "=",
    "<",
    "+",
    "/",
    "a",
    "b",
    "n",
    "r",
    "p",
    "x",
    "A",
    "T",
    "1",
    "0",
    "-1",
    "2.5",
    "'s'",
    "\"",
    "'",
    "$p",
    "count(*)",
    "collect",
    "shortestPath",
    "exists",
    "all",
    "reduce",
    "DISTINCT",
    "`",
    "//",
    "/*",
    "\\u00",
    "é",
];

/// Parts of patterns, conditions and results for questions that are some.
const NODES: &[&str] = &[
    "(a)",
    "(b)",
    "(a:A)",
    "(b:B)",
    "(c {v: 1})",
    "(c)",
    "()",
    "(a:A|B {v: 2})",
];
const RELS: &[&str] = &[
    "-->",
    "<--",
    "--",
    "-[:T]->",
    "<-[:U]-",
    "-[:T|U]-",
    "-[*1..2]->",
    "-[:T*0..2]-",
    "-[{w: 1}]->",
    "-[*2..3 {w: 1}]-",
];
const CONDITIONS: &[&str] = &[
    "true",
    "a.v = b.v",
    "a.v < 2",
    "NOT b:B",
    "(a)-[:T]->()",
    "exists { (b)-->(a) }",
    "a.v IN [1, 2]",
    "b.v IS NULL",
    "a <> b",
    "id(a) = 1",
    "c.v = a.v OR b:A",
    "size([(a)--(x) | x]) > 1",
];

fn questions() -> impl Strategy<Value = String> {
    let part = |all: &'static [&'static str]| proptest::sample::select(all);
    let pattern = (
        part(NODES),
        proptest::collection::vec((part(RELS), part(NODES)), 0..3),
    )
        .prop_map(|(first, rest)| {
            rest.into_iter()
                .fold(first.to_owned(), |all, (rel, node)| all + rel + node)
        });
    let patterns = proptest::collection::vec(pattern, 1..3);
    let conditions = proptest::collection::vec(part(CONDITIONS), 0..3);
    (patterns.clone(), conditions, proptest::option::of(patterns)).prop_map(
        |(first, when, second)| {
            let mut text = format!("MATCH (a), (b), (c), {}", first.join(", "));
            if !when.is_empty() {
                text = format!("{text} WHERE {}", when.join(" AND "));
            }
            if let Some(second) = second {
                text = format!("{text} OPTIONAL MATCH p = {}", second[0]);
                text += " RETURN a, b, c, p";
            } else {
                text += " RETURN a, b, c";
            }
            text
        },
    )
}

/// A small graph: for each node its label and value, for each relationship its ends and kind.
fn graphs() -> impl Strategy<Value = MemoryGraph> {
    let nodes = proptest::collection::vec((0..3u8, 0..3i64), 1..5);
    let rels = proptest::collection::vec((0..5usize, 0..5usize, 0..2u8, 0..2i64), 0..6);
    (nodes, rels).prop_map(|(nodes, rels)| {
        let mut graph = MemoryGraph::new();
        let mut ids = Vec::new();
        for (label, value) in nodes {
            let label = ["A", "B", "C"][usize::from(label)];
            let value = if value == 0 {
                Value::Null
            } else {
                Value::Int(value)
            };
            ids.push(graph.add_node(vec![label.into()], Map::from([("v".into(), value)])));
        }
        for (from, to, kind, weight) in rels {
            let kind = ["T", "U"][usize::from(kind)];
            let (from, to) = (ids[from % ids.len()], ids[to % ids.len()]);
            let weight = Map::from([("w".into(), Value::Int(weight))]);
            graph.add_rel(kind.into(), from, to, weight).unwrap();
        }
        graph
    })
}

fn rows(graph: &MemoryGraph, text: &str, planning: Planning) -> Result<Vec<Vec<Value>>, String> {
    let params = Map::new();
    let question =
        Prepared::new(graph, text, &params, planning).map_err(|error| error.to_string())?;
    let limits = Limits {
        values: 2_000_000,
        ..Limits::default()
    };
    let answer = question.answer(limits).map_err(|error| error.to_string())?;
    let mut rows = answer.rows;
    rows.sort_by(|one, two| {
        let each = one.iter().zip(two).map(|(one, two)| one.orders(two));
        each.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then)
    });
    Ok(rows)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn any_text_has_an_answer_or_an_error(text in "\\PC{0,60}") {
        let _ = ask(&MemoryGraph::new(), &text, &Map::new(), Limits::default());
    }

    #[test]
    fn any_words_have_an_answer_or_an_error(
        words in proptest::collection::vec(proptest::sample::select(WORDS), 0..14)
    ) {
        let limits = Limits { time: Some(Duration::from_secs(5)), ..Limits::default() };
        let _ = ask(&MemoryGraph::new(), &words.join(" "), &Map::new(), limits);
    }

    #[test]
    fn the_cheapest_plan_gives_what_is_written(graph in graphs(), text in questions()) {
        let written = rows(&graph, &text, Planning::AsWritten);
        let cheapest = rows(&graph, &text, Planning::Cheapest);
        prop_assert_eq!(written, cheapest, "{}", text);
    }

    #[test]
    fn counts_are_those_of_the_rows(
        graph in graphs(),
        parts in proptest::collection::vec(proptest::sample::select(RELS), 1..4),
        grouped in any::<bool>(),
    ) {
        let pattern = parts.iter().fold("(a)".to_owned(), |all, rel| all + rel + "()");
        let key = if grouped { "a.v AS v, " } else { "" };
        let text = format!("MATCH {pattern} RETURN {key}count(*) AS n");
        let written = rows(&graph, &text, Planning::AsWritten);
        prop_assert_eq!(written, rows(&graph, &text, Planning::Cheapest), "{}", text);
    }

    #[test]
    fn a_shortest_path_is_as_long_as_the_least_walk(graph in graphs(), kind in 0..3usize) {
        let rel = ["-[:T*..4]-", "-[*..4]->", "<-[:U|T*..4]-"][kind];
        let short = format!(
            "MATCH (a), (b), p = shortestPath((a){rel}(b)) WHERE a <> b RETURN a, b, length(p) AS n"
        );
        let walked = format!(
            "MATCH p = (a){rel}(b) WHERE a <> b RETURN a, b, min(length(p)) AS n"
        );
        let (short, walked) = (rows(&graph, &short, Planning::Cheapest), rows(&graph, &walked, Planning::Cheapest));
        prop_assert_eq!(short, walked);
        let all = format!("MATCH (a), (b), p = allShortestPaths((a){rel}(b)) WHERE a <> b RETURN a, b, count(p) AS n");
        let least = format!(
            "MATCH p = (a){rel}(b) WHERE a <> b WITH a, b, collect(length(p)) AS every \
             RETURN a, b, size([n IN every WHERE n = reduce(m = 99, x IN every | CASE WHEN x < m THEN x ELSE m END)]) AS n"
        );
        prop_assert_eq!(rows(&graph, &all, Planning::Cheapest), rows(&graph, &least, Planning::Cheapest));
    }
}

#[test]
fn what_is_nested_too_deeply_is_refused() {
    for text in [
        format!("RETURN {}1{}", "(".repeat(5000), ")".repeat(5000)),
        format!("RETURN {}true", "NOT ".repeat(5000)),
        format!("RETURN 1{}", " + 1".repeat(5000)),
        format!("RETURN {}1{}", "[".repeat(5000), "]".repeat(5000)),
        "x".repeat(200_000),
    ] {
        let error = ask(&MemoryGraph::new(), &text, &Map::new(), Limits::default()).unwrap_err();
        assert!(error.fault().unwrap().compile);
    }
}

#[test]
fn time_and_memory_are_bounded_in_the_midst_of_a_step() {
    let mut graph = MemoryGraph::new();
    graph
        .create("UNWIND range(1, 12) AS i CREATE ({i: i})")
        .unwrap();
    graph.create("MATCH (a), (b) CREATE (a)-[:T]->(b)").unwrap();
    let limits = Limits {
        time: Some(Duration::from_millis(200)),
        ..Limits::default()
    };
    for text in [
        "MATCH (a {i: 1})-[*]->(b {i: 99}) RETURN count(*)",
        "MATCH p = allShortestPaths((a {i: 1})-[*]->(b {i: 2})), (c), (d), (e), (f), (g), (h) RETURN count(*)",
        "UNWIND range(1, 10000000) AS a UNWIND range(1, 10000000) AS b RETURN count(*)",
        "RETURN size([x IN range(1, 30000000) WHERE x = -1])",
    ] {
        let start = std::time::Instant::now();
        let error = ask(&graph, text, &Map::new(), limits).unwrap_err();
        assert!(
            matches!(error, demarche_cypher::CypherError::Time(_)),
            "{text}: {error}"
        );
        assert!(start.elapsed() < Duration::from_secs(20), "{text}");
    }
    let limits = Limits {
        values: 100_000,
        ..Limits::default()
    };
    for text in [
        "RETURN range(1, 1000000000000)",
        "MATCH (a), (b), (c), (d), (e), (f) RETURN collect(a)",
        "MATCH (a), (b), (c), (d), (e), (f) RETURN a ORDER BY a.i",
        "RETURN reduce(s = 'xxxx', i IN range(1, 60) | s + s)",
    ] {
        let error = ask(&graph, text, &Map::new(), limits).unwrap_err();
        assert!(
            matches!(error, demarche_cypher::CypherError::Memory(_)),
            "{text}: {error}"
        );
    }
    let top = "MATCH (a), (b), (c), (d) RETURN a.i + b.i AS n ORDER BY n DESC LIMIT 2";
    let answer = ask(&graph, top, &Map::new(), limits).unwrap();
    assert_eq!(answer.rows, [[Value::Int(24)], [Value::Int(24)]]);
    let limits = Limits {
        rows: Some(7),
        ..Limits::default()
    };
    let answer = ask(&graph, "MATCH (a), (b) RETURN a", &Map::new(), limits).unwrap();
    assert!(answer.more && answer.rows.len() == 7);
}

#[test]
fn a_plan_starts_from_the_index_and_tells_what_it_did() {
    let toy = Toy::new();
    let graph = StanceGraph::new(&toy).unwrap();
    let text = "MATCH (a)-[r:STANCE]->(i:Issue {name: 'harbour expansion'}) RETURN a.name";
    let told = |prefix: &str| {
        let text = format!("{prefix} {text}");
        ask(&graph, &text, &Map::new(), Limits::default())
            .unwrap()
            .plan
            .unwrap()
    };
    let plan = told("EXPLAIN");
    assert_eq!(plan[0].name, "NodeIndexSeek");
    assert!(
        plan.iter()
            .all(|step| step.name != "AllNodesScan" && step.rows.is_none())
    );
    let plan = told("PROFILE");
    assert_eq!(plan[0].rows, Some(1));
    assert_eq!(
        plan.iter().find(|step| step.name == "Expand").unwrap().rows,
        Some(2)
    );
    assert!(plan.iter().filter_map(|step| step.hits).sum::<u64>() < 20);
}

#[test]
fn an_error_points_at_its_column() {
    let text = "MATCH (a)\nWHERE a.név > wrong\nRETURN a";
    let error = ask(&MemoryGraph::new(), text, &Map::new(), Limits::default()).unwrap_err();
    let place = error.place(text).unwrap();
    assert_eq!((place.line, place.column, place.width), (2, 15, 5));
    assert_eq!(
        place.to_string(),
        "WHERE a.név > wrong\n              ^^^^^"
    );
}
