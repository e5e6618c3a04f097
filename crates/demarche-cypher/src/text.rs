//! From text to the parser's tree, with bounds on how deep and how long it may be, so that no text
//! can exhaust the stack or take the parser long.

use open_cypher::ast::{QueryKind, RegularQuery, StatementKind};
use open_cypher::{Diagnostic, DiagnosticCode, Span, TokenKind, lex, parse};

use crate::error::{Result, wrong};

/// The most bytes of a question.
const LONGEST: usize = 100_000;
/// The most brackets open at once.
const DEEPEST: usize = 60;
/// The most operators in a question, and the most in a row.
const OPERATORS: usize = 600;

/// What is asked for beside the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// The answer alone.
    Answer,
    /// The plan, nothing is read.
    Plan,
    /// The plan with what each step did, after the answer was found.
    Profile,
}

/// The tree of a question and what is asked for. O(length).
pub(crate) fn read(text: &str) -> Result<(Asked, RegularQuery)> {
    let whole = Span::new(0, text.len());
    if text.len() > LONGEST {
        let message = format!("a question has at most {LONGEST} bytes");
        return Err(wrong("QueryTooLong", message, Span::empty(0)));
    }
    let (asked, text) = asked(text);
    bounded(&text)?;
    let text = counted(&text);
    let parsed = parse(&text).map_err(|errors| match errors.diagnostics().first() {
        Some(first) => unexpected(&text, first),
        None => wrong("UnexpectedSyntax", "not a question", whole),
    })?;
    let statement = parsed.program.statements.into_iter().next();
    match statement.map(|statement| statement.kind) {
        Some(StatementKind::Query(query)) => match query.query.kind {
            QueryKind::Regular(regular) => Ok((asked, regular)),
            _ => Err(wrong("UnexpectedSyntax", "not a question", whole)),
        },
        _ => Err(wrong("UnexpectedSyntax", "the question is empty", whole)),
    }
}

/// Takes a leading `EXPLAIN` or `PROFILE` off, leaving blanks so that places stay what they are.
fn asked(text: &str) -> (Asked, String) {
    let start = text.len() - text.trim_start().len();
    for (word, asked) in [("EXPLAIN", Asked::Plan), ("PROFILE", Asked::Profile)] {
        let end = start + word.len();
        let same = text
            .get(start..end)
            .is_some_and(|found| found.eq_ignore_ascii_case(word));
        if same && text[end..].starts_with(char::is_whitespace) {
            let blanks = " ".repeat(word.len());
            return (asked, format!("{}{blanks}{}", &text[..start], &text[end..]));
        }
    }
    (Asked::Answer, text.to_owned())
}

/// What stands for a variable called `count` while the parser reads: it takes the word for the start
/// of a subquery wherever an expression may stand. As long as the word, so that places stay.
const COUNT: &str = "cöun";

/// The text with variables called `count` under a name that the parser takes.
fn counted(text: &str) -> String {
    let tokens = lex(text)
        .tokens
        .into_iter()
        .filter(|token| !token.is_trivia());
    let tokens: Vec<_> = tokens.collect();
    let mut found = text.to_owned();
    for (place, token) in tokens.iter().enumerate() {
        let before = place.checked_sub(1).map(|place| tokens[place].kind);
        let after = tokens.get(place + 1).map(|token| token.kind);
        let named = matches!(
            before,
            Some(TokenKind::Dot | TokenKind::Colon | TokenKind::Dollar)
        ) || matches!(
            after,
            Some(TokenKind::LeftParen | TokenKind::LeftBrace | TokenKind::Colon)
        );
        if token.text(text) == Some("count") && !named {
            found.replace_range(token.span.range(), COUNT);
        }
    }
    found
}

/// A name as it was written.
pub(crate) fn written(name: &str) -> String {
    name.replace(COUNT, "count")
}

fn bounded(text: &str) -> Result<()> {
    let (mut depth, mut operators) = (0usize, 0usize);
    for token in lex(text).tokens {
        match token.kind {
            TokenKind::LeftParen | TokenKind::LeftBracket | TokenKind::LeftBrace => depth += 1,
            TokenKind::RightParen | TokenKind::RightBracket | TokenKind::RightBrace => {
                depth = depth.saturating_sub(1);
            }
            TokenKind::Keyword(_) => {
                let word = token.text(text).unwrap_or_default();
                let nests = [
                    "NOT", "AND", "OR", "XOR", "IN", "IS", "STARTS", "ENDS", "CONTAINS",
                ];
                let case = word.eq_ignore_ascii_case("case");
                if case || nests.iter().any(|one| one.eq_ignore_ascii_case(word)) {
                    operators += 1;
                }
            }
            TokenKind::Comma => {}
            kind if operator(kind) => operators += 1,
            _ => {}
        }
        if depth > DEEPEST {
            let message = format!("more than {DEEPEST} brackets are open here");
            return Err(wrong("NestedTooDeeply", message, token.span));
        }
        if operators > OPERATORS {
            let message = format!("a question has at most {OPERATORS} operators");
            return Err(wrong("NestedTooDeeply", message, token.span));
        }
    }
    Ok(())
}

fn operator(kind: TokenKind) -> bool {
    matches!(
        kind,
        TokenKind::Dot
            | TokenKind::Pipe
            | TokenKind::DoublePipe
            | TokenKind::Ampersand
            | TokenKind::Plus
            | TokenKind::Minus
            | TokenKind::Star
            | TokenKind::Slash
            | TokenKind::Percent
            | TokenKind::Caret
            | TokenKind::Bang
            | TokenKind::Equal
            | TokenKind::NotEqual
            | TokenKind::Less
            | TokenKind::LessEqual
            | TokenKind::Greater
            | TokenKind::GreaterEqual
            | TokenKind::RegexMatch
    )
}

/// The parser's complaint with the suite's word for it.
fn unexpected(text: &str, diagnostic: &Diagnostic) -> crate::CypherError {
    let span = diagnostic.primary_span;
    let found = span.text(text).unwrap_or_default();
    let before = &text[..span.start.min(text.len())];
    let strange = |c: char| !c.is_ascii() && !c.is_alphanumeric();
    let glued = before.ends_with(|c: char| c.is_ascii_digit())
        && found.starts_with(|c: char| c.is_alphabetic());
    let detail = match diagnostic.code {
        DiagnosticCode::InvalidToken if found.chars().any(strange) => "InvalidUnicodeCharacter",
        DiagnosticCode::InvalidNumber => "InvalidNumberLiteral",
        DiagnosticCode::InvalidEscape => "InvalidUnicodeLiteral",
        _ if glued && !in_map_key(before) => "InvalidNumberLiteral",
        _ if in_relationship(before) => "InvalidRelationshipPattern",
        _ => "UnexpectedSyntax",
    };
    wrong(detail, diagnostic.message.clone(), span)
}

/// Whether the text so far ends where the key of a map stands.
fn in_map_key(before: &str) -> bool {
    let head = before.trim_end_matches(|c: char| c.is_ascii_alphanumeric());
    head.trim_end().ends_with(['{', ','])
}

/// Whether the text so far ends inside the brackets of a relationship.
fn in_relationship(before: &str) -> bool {
    let Some(open) = before.rfind('[') else {
        return false;
    };
    !before[open..].contains(']') && before[..open].trim_end().ends_with('-')
}
