//! The annotated text: what every later stage reads.

use compact_str::CompactString;

use crate::labels::{Dep, EntityLabel, Tag, Upos};

/// One token. Byte offsets are half-open and refer to the text given to the pipeline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Whether one plain space follows the token in the text.
    pub space_after: bool,
    /// Normal form (`n't` is `not`), lower case unless an exception says otherwise.
    pub norm: CompactString,
    /// Dictionary form.
    pub lemma: CompactString,
    /// Fine-grained tag (Penn Treebank with spaCy's additions).
    pub tag: Tag,
    /// Universal part of speech.
    pub upos: Upos,
    /// Index of the head token in the document; a sentence root is its own head.
    pub head: u32,
    /// Relation to the head (CLEAR labels).
    pub dep: Dep,
}

/// A sentence: half-open range of token indices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sentence {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
}

/// A named entity: half-open range of token indices and its OntoNotes label.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entity {
    /// First token.
    pub start: u32,
    /// One past the last token.
    pub end: u32,
    /// Type of the entity.
    pub label: EntityLabel,
}

/// An annotated text. Sentences cover all tokens in order without gap; entities do not overlap
/// and are sorted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Document {
    /// The text that was annotated, unchanged.
    pub text: String,
    /// Tokens in text order.
    pub tokens: Vec<Token>,
    /// Sentences in text order.
    pub sentences: Vec<Sentence>,
    /// Entities in text order.
    pub entities: Vec<Entity>,
}

impl Document {
    /// The exact slice of the text that token `index` covers. O(1).
    pub fn token_text(&self, index: u32) -> &str {
        let token = &self.tokens[index as usize];
        &self.text[token.start as usize..token.end as usize]
    }

    /// The exact slice of the text from the first to the last of a half-open range of tokens;
    /// empty for an empty range. O(1).
    pub fn slice(&self, start: u32, end: u32) -> &str {
        if start >= end {
            return "";
        }
        let first = self.tokens[start as usize].start as usize;
        let last = self.tokens[end as usize - 1].end as usize;
        &self.text[first..last]
    }
}
