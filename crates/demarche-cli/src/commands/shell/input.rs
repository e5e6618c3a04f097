//! What was typed: an entry of the shell's own, a query, or a command.

use crate::error::{Failure, Result};

/// The shell's own entries, with what they do.
pub const DOTS: &[(&str, &str)] = &[
    (".help", "this"),
    (".mode table|json|csv", "how answers are printed"),
    (".timer on|off", "whether the time of each answer is told"),
    (
        ".only OPTIONS|all",
        "what questions see: --since 2025 --kind stance",
    ),
    (".db", "where the store is"),
    (".quit", "end; so does Ctrl-D"),
];

/// Words with which a query begins.
const OPENERS: &[&str] = &[
    "call", "explain", "match", "optional", "profile", "return", "unwind", "with",
];

/// What was typed.
#[derive(Debug, PartialEq, Eq)]
pub enum Entry {
    /// Nothing, or a comment.
    Nothing,
    /// An entry of the shell's own, by its name without the dot, and its value.
    Dot(String, Option<String>),
    /// A query.
    Query(String),
    /// A command and its arguments.
    Words(Vec<String>),
}

/// Whether a text begins as a query does.
pub fn is_query(text: &str) -> bool {
    let word: String = text
        .trim_start()
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .collect();
    OPENERS.contains(&word.to_ascii_lowercase().as_str())
}

/// Whether an entry ends here: a query at a `;` outside of strings or at an empty line, anything
/// else where no quotation mark is open.
pub fn is_complete(text: &str) -> bool {
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed.starts_with(['.', '#']) {
        return true;
    }
    if is_query(text) {
        let last = text.strip_suffix('\n').unwrap_or(text).rsplit('\n').next();
        let blank = text.contains('\n') && last.is_some_and(|line| line.trim().is_empty());
        return blank || (trimmed.ends_with(';') && !in_string(trimmed));
    }
    shlex::split(text).is_some()
}

/// Whether the end of a query stands inside a string or a quoted name.
pub fn in_string(text: &str) -> bool {
    let (mut open, mut escaped) = (None, false);
    for c in text.chars() {
        match open {
            Some(_) if escaped => escaped = false,
            Some(mark) if c == '\\' && mark != '`' => escaped = true,
            Some(mark) if c == mark => open = None,
            None if matches!(c, '\'' | '"' | '`') => open = Some(c),
            _ => {}
        }
    }
    open.is_some()
}

/// Reads an entry.
pub fn read(text: &str) -> Result<Entry> {
    let text = text.trim();
    if text.is_empty() || text.starts_with('#') {
        return Ok(Entry::Nothing);
    }
    if let Some(dot) = text.strip_prefix('.') {
        if let Some(options) = dot.strip_prefix("only ") {
            let options = options.trim().to_owned();
            return Ok(Entry::Dot("only".into(), Some(options)));
        }
        let mut words = dot.split_whitespace().map(str::to_owned);
        let (name, value) = (words.next().unwrap_or_default(), words.next());
        if words.next().is_some() {
            return Err(Failure::usage(format!("`.{name}` takes one value")));
        }
        return Ok(Entry::Dot(name, value));
    }
    if is_query(text) {
        let query = text.strip_suffix(';').unwrap_or(text);
        return Ok(Entry::Query(query.to_owned()));
    }
    let text = text.strip_suffix(';').unwrap_or(text);
    let words = shlex::split(text).ok_or_else(|| Failure::usage("a quotation mark is open"))?;
    Ok(Entry::Words(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_end_where_one_expects() {
        for text in [
            "show NATO",
            ".timer on",
            "",
            "# a note",
            "MATCH (n) RETURN n;",
            "match (n)\nreturn n;\n",
            "RETURN 'a;b' ;",
            "MATCH (n)\n\n",
            "path \"Mark Rutte\" NATO",
        ] {
            assert!(is_complete(text), "{text}");
        }
        for text in [
            "MATCH (n)",
            "match (n)\nreturn n\n",
            "RETURN 'a;",
            "RETURN 'it\\';",
            "path \"Mark Rutte",
        ] {
            assert!(!is_complete(text), "{text}");
        }
    }

    #[test]
    fn entries_are_told_apart() {
        let words = |all: &[&str]| Entry::Words(all.iter().map(|&one| one.to_owned()).collect());
        assert_eq!(
            read("show 'Mark Rutte';").unwrap(),
            words(&["show", "Mark Rutte"])
        );
        assert_eq!(
            read("Return 1;").unwrap(),
            Entry::Query("Return 1".to_owned())
        );
        assert_eq!(
            read(".mode json").unwrap(),
            Entry::Dot("mode".into(), Some("json".into()))
        );
        assert_eq!(
            read(".only --since 2025 --kind stance").unwrap(),
            Entry::Dot("only".into(), Some("--since 2025 --kind stance".into()))
        );
        assert_eq!(read("  ").unwrap(), Entry::Nothing);
        assert!(read(".mode json csv").is_err());
        assert!(read("show 'Mark").is_err());
    }
}
