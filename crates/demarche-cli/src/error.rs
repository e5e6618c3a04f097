//! What the user sees when something fails.

use std::error::Error;
use std::fmt;
use std::process::ExitCode;

use crate::output::{one_line, visible};

/// The kind of a failure picks the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// It could not be done: exit code 1.
    Failed,
    /// It was asked in the wrong way: exit code 2.
    Usage,
    /// What was asked for does not exist: exit code 3.
    NotFound,
}

/// A failure: what, why, and what to do next, each safe to print.
#[derive(Debug)]
pub struct Failure {
    kind: Kind,
    what: String,
    causes: Vec<String>,
    /// Lines of what the user wrote, with a mark under what is meant.
    excerpt: Vec<String>,
    hints: Vec<String>,
    broken_pipe: bool,
}

/// Result of a command.
pub type Result<T = ()> = std::result::Result<T, Failure>;

impl Failure {
    /// A failure of that kind.
    pub fn new(kind: Kind, what: impl Into<String>) -> Self {
        Self {
            kind,
            what: visible(&what.into()),
            causes: Vec::new(),
            excerpt: Vec::new(),
            hints: Vec::new(),
            broken_pipe: false,
        }
    }

    /// It could not be done because of `source`, whose own causes are listed too.
    pub fn because(what: impl Into<String>, source: &(dyn Error + 'static)) -> Self {
        Self::new(Kind::Failed, what).cause(source)
    }

    /// What was asked for does not exist.
    pub fn not_found(what: impl Into<String>) -> Self {
        Self::new(Kind::NotFound, what)
    }

    /// It was asked in the wrong way.
    pub fn usage(what: impl Into<String>) -> Self {
        Self::new(Kind::Usage, what)
    }

    /// Adds `source` and its chain of causes.
    #[must_use]
    pub fn cause(mut self, source: &(dyn Error + 'static)) -> Self {
        let mut next = Some(source);
        while let Some(error) = next {
            let text = visible(&one_line(&error.to_string()));
            if self.causes.last() != Some(&text) {
                self.causes.push(text);
            }
            next = error.source();
        }
        self
    }

    /// Adds lines of what the user wrote.
    #[must_use]
    pub fn excerpt(mut self, lines: &str) -> Self {
        let lines = lines.lines().map(|line| visible(&line.replace('\t', " ")));
        self.excerpt.extend(lines);
        self
    }

    /// Adds advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(visible(&hint.into()));
        self
    }

    /// Whether the reader of the output went away: nobody is left to tell.
    pub fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }

    /// The exit code that scripts see.
    pub fn exit_code(&self) -> ExitCode {
        ExitCode::from(match self.kind {
            Kind::Failed => 1,
            Kind::Usage => 2,
            Kind::NotFound => 3,
        })
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let red = anstyle::AnsiColor::Red.on_default().bold();
        let bold = anstyle::Style::new().bold();
        write!(f, "{red}error{red:#}: {}", self.what)?;
        for line in &self.excerpt {
            write!(f, "\n  {line}")?;
        }
        for cause in &self.causes {
            write!(f, "\n  {bold}cause{bold:#}: {cause}")?;
        }
        for hint in &self.hints {
            write!(f, "\n   {bold}hint{bold:#}: {hint}")?;
        }
        Ok(())
    }
}

impl From<demarche_model::ReadError> for Failure {
    fn from(error: demarche_model::ReadError) -> Self {
        Self::because("cannot read the store", &error)
            .hint("`demarche check` tells what is damaged")
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        let broken_pipe = error.kind() == std::io::ErrorKind::BrokenPipe;
        Self {
            broken_pipe,
            ..Self::because("cannot write the output", &error)
        }
    }
}
