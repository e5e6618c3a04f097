//! What can go wrong with a question, and where in its text.

use std::fmt;

use open_cypher::Span;

use crate::text::written;

/// The family of an error, as the openCypher suite names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorClass {
    /// The text is no question of the language.
    Syntax,
    /// A value has the wrong type.
    Type,
    /// An argument has a value that does not go.
    Argument,
    /// A number that cannot be.
    Arithmetic,
    /// A parameter was not given.
    ParameterMissing,
    /// A node or relationship that is not there.
    EntityNotFound,
}

impl ErrorClass {
    /// The suite's word for it.
    pub const fn as_str(self) -> &'static str {
        match self {
            ErrorClass::Syntax => "SyntaxError",
            ErrorClass::Type => "TypeError",
            ErrorClass::Argument => "ArgumentError",
            ErrorClass::Arithmetic => "ArithmeticError",
            ErrorClass::ParameterMissing => "ParameterMissing",
            ErrorClass::EntityNotFound => "EntityNotFound",
        }
    }
}

/// A fault of the question itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Its family.
    pub class: ErrorClass,
    /// Which one of the family, a word of the suite (`UndefinedVariable`).
    pub detail: &'static str,
    /// Whether it was found before anything was read.
    pub compile: bool,
    /// What is wrong.
    pub message: String,
    /// The bytes of the text that it is about.
    pub span: Option<(usize, usize)>,
}

/// A failure of whatever holds the graph, its type hidden.
pub type GraphError = Box<dyn std::error::Error + Send + Sync>;

/// Why a question has no answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CypherError {
    /// The question is at fault.
    #[error("{}", .0.message)]
    Fault(Box<Fault>),
    /// It took longer than it may.
    #[error("stopped after {0} s")]
    Time(f64),
    /// It holds more values at once than it may.
    #[error("stopped: more than {0} values held at once")]
    Memory(usize),
    /// The graph cannot be read.
    #[error("the graph cannot be read")]
    Graph(#[source] GraphError),
}

/// Result of compiling or answering.
pub type Result<T> = std::result::Result<T, CypherError>;

impl CypherError {
    /// The fault of the question, where that is the reason.
    pub fn fault(&self) -> Option<&Fault> {
        match self {
            CypherError::Fault(fault) => Some(fault),
            _ => None,
        }
    }

    /// The line of the text with carets under what is wrong; `None` where no place is known.
    /// O(length of the text).
    pub fn place(&self, text: &str) -> Option<Place> {
        let (start, end) = self.fault()?.span?;
        Some(Place::of(text, start, end))
    }
}

/// A place in a text, as it is shown to people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// Its line, from 1.
    pub line: usize,
    /// Its column in characters, from 1.
    pub column: usize,
    /// The line as it stands.
    pub text: String,
    /// How many characters of the line are meant, at least one.
    pub width: usize,
}

impl Place {
    fn of(text: &str, start: usize, end: usize) -> Self {
        let clamp = |mut at: usize| {
            at = at.min(text.len());
            while !text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let (start, end) = (clamp(start), clamp(end.max(start)));
        let from = text[..start].rfind('\n').map_or(0, |at| at + 1);
        let to = text[start..].find('\n').map_or(text.len(), |at| start + at);
        Self {
            line: text[..start].matches('\n').count() + 1,
            column: text[from..start].chars().count() + 1,
            text: text[from..to].trim_end().to_owned(),
            width: text[start..end.min(to)].chars().count().max(1),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bar = |c: char| if c == '\t' { '\t' } else { ' ' };
        let indent: String = self.text.chars().take(self.column - 1).map(bar).collect();
        let carets = "^".repeat(self.width);
        write!(f, "{}\n{indent}{carets}", self.text)
    }
}

/// A fault found before anything was read.
pub(crate) fn wrong(detail: &'static str, message: impl Into<String>, span: Span) -> CypherError {
    fault(ErrorClass::Syntax, detail, true, message, Some(span))
}

/// A fault found while the question was answered.
pub(crate) fn failed(
    class: ErrorClass,
    detail: &'static str,
    message: impl Into<String>,
    span: Span,
) -> CypherError {
    fault(class, detail, false, message, Some(span))
}

pub(crate) fn fault(
    class: ErrorClass,
    detail: &'static str,
    compile: bool,
    message: impl Into<String>,
    span: Option<Span>,
) -> CypherError {
    CypherError::Fault(Box::new(Fault {
        class,
        detail,
        compile,
        message: written(&message.into()),
        span: span.map(|span| (span.start, span.end)),
    }))
}
