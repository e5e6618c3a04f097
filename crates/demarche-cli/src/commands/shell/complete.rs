//! Completion, colours and the end of an entry, for the line editor.

use std::borrow::Cow;
use std::path::PathBuf;

use clap::CommandFactory;
use demarche_model::{ActorKind, RelationKind, Sought, fold_name};
use demarche_query::{View, named};
use demarche_store::{Decided, Image};
use rustyline::Context;
use rustyline::completion::{Completer, Pair};
use rustyline::highlight::{CmdKind, Highlighter};
use rustyline::hint::Hinter;
use rustyline::validate::{ValidationContext, ValidationResult, Validator};

use super::input::{DOTS, in_string, is_complete, is_query};
use crate::args::Cli;

/// How many names are offered.
const NAMES: usize = 30;

/// Words of the query language.
const KEYWORDS: &[&str] = &[
    "ALL",
    "AND",
    "ANY",
    "AS",
    "ASC",
    "BY",
    "CASE",
    "CONTAINS",
    "DESC",
    "DISTINCT",
    "ELSE",
    "END",
    "ENDS WITH",
    "EXISTS",
    "EXPLAIN",
    "IN",
    "IS NOT NULL",
    "IS NULL",
    "LIMIT",
    "MATCH",
    "NONE",
    "NOT",
    "OPTIONAL MATCH",
    "OR",
    "ORDER BY",
    "PROFILE",
    "RETURN",
    "SINGLE",
    "SKIP",
    "STARTS WITH",
    "THEN",
    "UNION",
    "UNWIND",
    "WHEN",
    "WHERE",
    "WITH",
    "XOR",
    "allShortestPaths",
    "avg",
    "collect",
    "count",
    "labels",
    "length",
    "max",
    "min",
    "nodes",
    "relationships",
    "shortestPath",
    "size",
    "sum",
    "type",
];

/// What the line editor asks.
pub struct Helper {
    db: PathBuf,
    program: clap::Command,
    labels: Vec<String>,
}

impl Helper {
    /// For the store at a place.
    pub fn new(db: PathBuf) -> Self {
        let fixed = [
            "Actor",
            "Issue",
            "Document",
            "Statement",
            "STANCE",
            "ABOUT",
            "BROADER",
        ];
        let kinds = ActorKind::ALL.iter().map(|kind| {
            let word = kind.as_str();
            word[..1].to_uppercase() + &word[1..]
        });
        let relations = RelationKind::ROWS.iter().map(|row| row.word.to_uppercase());
        let labels = fixed.into_iter().map(str::to_owned).chain(kinds);
        Self {
            db,
            program: Cli::command(),
            labels: labels.chain(relations).collect(),
        }
    }

    /// Names of the store that begin so, or a word of which does; none where it cannot be read.
    fn names(&self, typed: &str) -> Vec<String> {
        let folded = fold_name(typed);
        if folded.is_empty() {
            return Vec::new();
        }
        let Ok(Some(image)) = Image::open(&self.db) else {
            return Vec::new();
        };
        let Ok(view) = Decided::drawn(image) else {
            return Vec::new();
        };
        known(&view, &folded).unwrap_or_default()
    }

    fn of_command(&self, before: &str, word: &str) -> Vec<String> {
        let mut words = before.split_whitespace();
        let Some(command) = words.next() else {
            let commands = self.program.get_subcommands().map(clap::Command::get_name);
            let dots = DOTS.iter().filter_map(|row| row.0.split(' ').next());
            let first = [
                "EXPLAIN",
                "MATCH",
                "OPTIONAL MATCH",
                "PROFILE",
                "RETURN",
                "UNWIND",
            ];
            return starting(commands.chain(dots).chain(first), word);
        };
        let Some(command) = self.program.find_subcommand(command) else {
            return Vec::new();
        };
        let options = || command.get_arguments().chain(self.program.get_arguments());
        if word.starts_with('-') {
            let longs = options().filter_map(|arg| Some(format!("--{}", arg.get_long()?)));
            let longs: Vec<String> = longs.collect();
            return starting(longs.iter().map(String::as_str), word);
        }
        let last = words.last().and_then(|last| last.strip_prefix("--"));
        if let Some(long) = last {
            if long == "kind" {
                let kinds = RelationKind::ROWS.iter().map(|row| row.word);
                let classes = ["stance", "relation", "about", "broader"];
                let actors = ActorKind::ALL.iter().map(|kind| kind.as_str());
                return starting(kinds.chain(classes).chain(actors), word);
            }
            let option = options().find(|arg| arg.get_long() == Some(long));
            let values = option
                .map(clap::Arg::get_possible_values)
                .unwrap_or_default();
            if !values.is_empty() {
                return starting(
                    values.iter().map(clap::builder::PossibleValue::get_name),
                    word,
                );
            }
        }
        self.names(word)
    }
}

/// The names of the nodes that a beginning finds, sorted.
fn known(view: &dyn View, folded: &str) -> demarche_query::Result<Vec<String>> {
    let mut names = Vec::new();
    for (_, id) in view
        .sought(Sought::Start(folded))?
        .into_iter()
        .take(4 * NAMES)
    {
        names.extend(named(view, id)?.map(|node| node.name));
    }
    names.sort();
    names.dedup();
    names.truncate(NAMES);
    Ok(names)
}

/// Those that begin so, in any case.
fn starting<'a>(all: impl Iterator<Item = &'a str>, word: &str) -> Vec<String> {
    let word = word.to_lowercase();
    let mut found: Vec<String> = all
        .filter(|one| one.to_lowercase().starts_with(&word))
        .map(str::to_owned)
        .collect();
    found.sort();
    found.dedup();
    found
}

/// Where the word begins that is being typed, and the quotation mark that it is in.
fn word_at(line: &str) -> (usize, Option<char>) {
    let (mut start, mut open) = (0, None);
    for (at, c) in line.char_indices() {
        match open {
            Some(mark) if c == mark => (start, open) = (at + c.len_utf8(), None),
            None if matches!(c, '"' | '\'') => (start, open) = (at + c.len_utf8(), Some(c)),
            None if c.is_whitespace() || "()[]{}:,|<>=".contains(c) => start = at + c.len_utf8(),
            _ => {}
        }
    }
    (start, open)
}

impl Completer for Helper {
    type Candidate = Pair;

    fn complete(
        &self,
        line: &str,
        pos: usize,
        _: &Context<'_>,
    ) -> rustyline::Result<(usize, Vec<Pair>)> {
        let line = &line[..pos];
        let (start, open) = word_at(line);
        let word = &line[start..];
        let pair = |text: String| {
            let spaced = text.contains(char::is_whitespace);
            let replacement = match open {
                Some(mark) => format!("{text}{mark}"),
                None if is_query(line) || in_string(line) => text.clone(),
                None if spaced => format!("\"{text}\""),
                None if start == 0 || word.starts_with('-') => format!("{text} "),
                None => text.clone(),
            };
            Pair {
                display: text,
                replacement,
            }
        };
        let found = if is_query(line) {
            if open.is_some() {
                self.names(word)
            } else if word.is_empty() {
                Vec::new()
            } else {
                let labels = self.labels.iter().map(String::as_str);
                starting(KEYWORDS.iter().copied().chain(labels), word)
            }
        } else {
            let before = line[..start].trim_end_matches(['"', '\'']);
            self.of_command(before, word)
        };
        Ok((start, found.into_iter().map(pair).collect()))
    }
}

impl Hinter for Helper {
    type Hint = String;
}

impl Highlighter for Helper {
    fn highlight<'l>(&self, line: &'l str, _: usize) -> Cow<'l, str> {
        if is_query(line) {
            Cow::Owned(coloured(line))
        } else {
            Cow::Borrowed(line)
        }
    }

    fn highlight_char(&self, line: &str, _: usize, _: CmdKind) -> bool {
        is_query(line)
    }
}

/// A query with its keywords in bold, its strings in green and its numbers in cyan. Only what has
/// no width is added.
fn coloured(line: &str) -> String {
    let bold = anstyle::Style::new().bold();
    let string = anstyle::AnsiColor::Green.on_default();
    let number = anstyle::AnsiColor::Cyan.on_default();
    let mut out = String::with_capacity(line.len() * 2);
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let (length, style) = if matches!(c, '\'' | '"') {
            let inner = rest[1..].find(c).map_or(rest.len(), |end| end + 2);
            (inner, Some(string))
        } else if c.is_alphabetic() || c == '_' {
            let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'));
            let end = end.unwrap_or(rest.len());
            let word = rest[..end].to_uppercase();
            let known = KEYWORDS
                .iter()
                .any(|keyword| keyword.split(' ').any(|part| part == word));
            (end, known.then_some(bold))
        } else if c.is_ascii_digit() {
            let end = rest.find(|c: char| !(c.is_ascii_digit() || c == '.'));
            (end.unwrap_or(rest.len()), Some(number))
        } else {
            (c.len_utf8(), None)
        };
        let part = &rest[..length];
        match style {
            Some(style) => out.extend([
                style.render().to_string().as_str(),
                part,
                style.render_reset().to_string().as_str(),
            ]),
            None => out.push_str(part),
        }
        rest = &rest[length..];
    }
    out
}

impl Validator for Helper {
    fn validate(&self, context: &mut ValidationContext<'_>) -> rustyline::Result<ValidationResult> {
        Ok(if is_complete(context.input()) {
            ValidationResult::Valid(None)
        } else {
            ValidationResult::Incomplete
        })
    }
}

impl rustyline::Helper for Helper {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_found_where_they_are_typed() {
        assert_eq!(word_at("show NA"), (5, None));
        assert_eq!(word_at("show \"Mark Ru"), (6, Some('"')));
        assert_eq!(word_at("path \"Mark Rutte\" NA"), (18, None));
        assert_eq!(word_at("MATCH (a:Act"), (9, None));
        assert_eq!(word_at("MATCH (a {name: 'Ma"), (17, Some('\'')));
    }

    #[test]
    fn commands_options_and_kinds_are_offered() {
        let helper = Helper::new(PathBuf::from("nowhere.db"));
        assert_eq!(helper.of_command("", "stan"), ["stances"]);
        assert_eq!(helper.of_command("", ".t"), [".timer"]);
        assert!(
            helper
                .of_command("stances ", "--min")
                .contains(&"--min-confidence".to_owned())
        );
        assert_eq!(helper.of_command("path a b --kind ", "met"), ["met_with"]);
        assert!(helper.of_command("show ", "Nobody").is_empty());
    }

    #[test]
    fn colours_add_no_letter() {
        let line = "MATCH (a {name: 'Zoë'}) RETURN a.name LIMIT 5, \"";
        let plain = anstream::adapter::strip_str(&coloured(line)).to_string();
        assert_eq!(plain, line);
    }
}
