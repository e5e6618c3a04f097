//! Reads Gherkin as far as scenarios of questions need it: features with backgrounds, scenarios,
//! outlines with examples, texts and tables.

use std::collections::BTreeMap;

/// A step with what hangs on it.
#[derive(Debug, Clone, Default)]
pub struct Step {
    pub words: String,
    pub text: Option<String>,
    pub table: Vec<Vec<String>>,
}

/// One scenario, or one example of an outline.
#[derive(Debug, Clone)]
pub struct Scenario {
    pub name: String,
    pub steps: Vec<Step>,
}

/// The scenarios of a file, outlines by their examples.
#[allow(clippy::too_many_lines, reason = "one pass over the lines")]
pub fn scenarios(file: &str) -> Vec<Scenario> {
    let mut found = Vec::new();
    let mut background: Vec<Step> = Vec::new();
    let mut name: Option<String> = None;
    let mut steps: Vec<Step> = Vec::new();
    let mut examples: Vec<Vec<Vec<String>>> = Vec::new();
    let mut in_examples = false;
    let mut lines = file.lines();
    let mut close = |name: Option<String>,
                     steps: Vec<Step>,
                     examples: Vec<Vec<Vec<String>>>,
                     background: &mut Vec<Step>| {
        let Some(name) = name else {
            *background = steps;
            return;
        };
        let all: Vec<Step> = background.iter().cloned().chain(steps).collect();
        if examples.is_empty() {
            found.push(Scenario { name, steps: all });
            return;
        }
        for table in examples {
            let Some((head, rows)) = table.split_first() else {
                continue;
            };
            for row in rows {
                let given: BTreeMap<_, _> = head.iter().zip(row).collect();
                let fill = |text: &str| {
                    let mut text = text.to_owned();
                    for (key, value) in &given {
                        text = text.replace(&format!("<{key}>"), value);
                    }
                    text
                };
                let steps = all.iter().map(|step| Step {
                    words: fill(&step.words),
                    text: step.text.as_deref().map(fill),
                    table: step
                        .table
                        .iter()
                        .map(|row| row.iter().map(|cell| fill(cell)).collect())
                        .collect(),
                });
                let name = format!("{name} {row:?}");
                found.push(Scenario {
                    name,
                    steps: steps.collect(),
                });
            }
        }
    };
    while let Some(line) = lines.next() {
        let line_text = line.trim();
        if line_text.starts_with('#') || line_text.is_empty() || line_text.starts_with('@') {
            continue;
        }
        if line_text.starts_with("Feature:") {
            continue;
        }
        let title = ["Scenario:", "Scenario Outline:"]
            .iter()
            .find_map(|head| line_text.strip_prefix(head));
        if title.is_some() || line_text.starts_with("Background:") {
            close(
                name.take(),
                std::mem::take(&mut steps),
                std::mem::take(&mut examples),
                &mut background,
            );
            name = title.map(|title| title.trim().to_owned());
            in_examples = false;
        } else if line_text.starts_with("Examples:") {
            in_examples = true;
            examples.push(Vec::new());
        } else if line_text.starts_with('|') {
            let row = cells(line_text);
            if in_examples {
                if let Some(table) = examples.last_mut() {
                    table.push(row);
                }
            } else if let Some(step) = steps.last_mut() {
                step.table.push(row);
            }
        } else if line_text == "\"\"\"" {
            let indent = line.len() - line.trim_start().len();
            let mut text = Vec::new();
            for line in lines.by_ref() {
                if line.trim() == "\"\"\"" {
                    break;
                }
                let own = line.len() - line.trim_start().len();
                text.push(line.get(indent.min(own)..).unwrap_or_default());
            }
            if let Some(step) = steps.last_mut() {
                step.text = Some(text.join("\n"));
            }
        } else if let Some((_, words)) = line_text.split_once(' ') {
            steps.push(Step {
                words: words.to_owned(),
                ..Step::default()
            });
        }
    }
    close(name, steps, examples, &mut background);
    found
}

fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::new();
    let mut cell = String::new();
    let mut chars = line.chars().skip(1);
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next() {
                Some('|') => cell.push('|'),
                Some('n') => cell.push('\n'),
                Some('\\') => cell.push('\\'),
                Some(other) => cell.extend(['\\', other]),
                None => {}
            },
            '|' => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            c => cell.push(c),
        }
    }
    cells
}
