//! Sentences and tokens of a text, as far as amounts need them.

use super::words::SHORT;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Number,
    Sign,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) start: usize,
    pub(super) text: &'a str,
}

impl Token<'_> {
    pub(super) fn end(&self) -> usize {
        self.start + self.text.len()
    }

    pub(super) fn capital(&self) -> bool {
        self.kind == Kind::Word && self.text.starts_with(char::is_uppercase)
    }

    pub(super) fn lower(&self) -> String {
        self.text.to_lowercase()
    }
}
/// The tokens of a text, by sentence. A line end after which a line is empty ends one too.
pub(super) fn sentences(text: &str) -> Vec<Vec<Token<'_>>> {
    let mut sentences = vec![Vec::new()];
    let mut rest = text;
    let mut gap = false;
    let mut over = false;
    while let Some(first) = rest.chars().next() {
        let start = text.len() - rest.len();
        let length = if first.is_whitespace() {
            let space = rest
                .find(|c: char| !c.is_whitespace())
                .unwrap_or(rest.len());
            gap = true;
            over |= rest[..space].matches('\n').count() > 1;
            rest = &rest[space..];
            continue;
        } else if first.is_ascii_digit() {
            let mut bytes = rest.as_bytes().iter().enumerate();
            let inside = |at: usize, byte: u8| {
                byte.is_ascii_digit()
                    || (matches!(byte, b',' | b'.')
                        && rest.as_bytes().get(at + 1).is_some_and(u8::is_ascii_digit))
            };
            bytes
                .find(|&(at, &byte)| !inside(at, byte))
                .map_or(rest.len(), |(at, _)| at)
        } else if first.is_alphabetic() {
            let inside = |(at, c): (usize, char)| {
                let joins = matches!(c, '\'' | '’' | '-')
                    && rest[at + c.len_utf8()..].starts_with(char::is_alphabetic);
                (c.is_alphanumeric() || joins).then_some(at)
            };
            rest.char_indices()
                .find(|&pair| inside(pair).is_none())
                .map_or(rest.len(), |(at, _)| at)
        } else {
            first.len_utf8()
        };
        let token = Token {
            kind: match first {
                c if c.is_ascii_digit() => Kind::Number,
                c if c.is_alphabetic() => Kind::Word,
                _ => Kind::Sign,
            },
            start,
            text: &rest[..length],
        };
        rest = &rest[length..];
        let begins = token.capital() || token.kind != Kind::Word;
        if gap && (over_by(&sentences, begins) || over) {
            sentences.push(Vec::new());
        }
        (gap, over) = (false, false);
        if let Some(last) = sentences.last_mut() {
            last.push(token);
        }
    }
    sentences
}

/// Whether the last sentence has ended, a gap and this token following.
fn over_by(sentences: &[Vec<Token<'_>>], begins: bool) -> bool {
    let Some(last) = sentences.last().filter(|_| begins) else {
        return false;
    };
    let closing = |token: &&Token<'_>| matches!(token.text, "\"" | "”" | "’" | ")" | "'");
    let mut back = last.iter().rev().skip_while(closing);
    let Some(mark) = back.next() else {
        return false;
    };
    let before = back.next().map(Token::lower).unwrap_or_default();
    let short = before.chars().count() == 1 || SHORT.contains(&before.as_str());
    matches!(mark.text, "!" | "?") || (mark.text == "." && !short)
}
