//! The trained part of the pipeline: tags, tree, sentences and entities of a tokenized text.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use crate::document::{Entity, Sentence, Token};
use crate::encoder::{Encoder, Scratch};
use crate::error::ModelError;
use crate::labels::{Tag, Upos};
use crate::lexical::Lexical;
use crate::ner::Recognizer;
use crate::parser::Parser;
use crate::raw::RawToken;
use crate::scorer::{RUN, Rows};
use crate::tagger::Tagger;
use crate::tree;
use crate::weights::Weights;

/// Attributes that the shared encoder sees: all of them.
const ATTRIBUTES: usize = 6;
/// Attributes that the entity encoder sees: those of the word alone.
const ENTITY_ATTRIBUTES: usize = 4;

pub(crate) struct Neural {
    lexical: Lexical,
    encoder: Encoder,
    tagger: Tagger,
    parser: Parser,
    entity_encoder: Encoder,
    recognizer: Recognizer,
}

/// What the trained part says of a text.
pub(crate) struct Annotation {
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) entities: Vec<Entity>,
}

/// The words of a text, each type once.
struct Vocabulary {
    /// Keys of each type and whether a space follows.
    types: Vec<(crate::lexical::WordKeys, bool)>,
    /// Type of each token.
    tokens: Vec<u32>,
}

impl Neural {
    pub(crate) fn load(bytes: &[u8]) -> Result<Self, ModelError> {
        let weights = Weights::parse(bytes)?;
        Ok(Self {
            lexical: Lexical::load(&weights)?,
            encoder: Encoder::load(&weights, "tok2vec", ATTRIBUTES)?,
            tagger: Tagger::load(&weights)?,
            parser: Parser::load(&weights)?,
            entity_encoder: Encoder::load(&weights, "ner", ENTITY_ATTRIBUTES)?,
            recognizer: Recognizer::load(&weights)?,
        })
    }

    /// Annotates the tokens of `text`. Coarse parts of speech and lemmas are left for the rules.
    /// Linear in the text; beside the result it holds a few hundred bytes per token type and a
    /// bounded number of token vectors.
    pub(crate) fn annotate(&self, text: &str, raw: Vec<RawToken>) -> Annotation {
        let words = self.vocabulary(text, &raw);
        let is_space: Vec<bool> = words
            .tokens
            .iter()
            .map(|&word| words.types[word as usize].0.is_space)
            .collect();

        let mut tags = vec![Tag::Xx; raw.len()];
        let embedded = self.encoder.embed(&words.types);
        let mut scratch = Scratch::default();
        let mut reduced = Vec::new();
        let mut rows = Rows::new(raw.len(), |run, out| {
            let (from, to) = bounds(run, raw.len());
            self.encoder
                .encode(&embedded, &words.tokens, from, to, &mut scratch);
            self.tagger
                .tag(&scratch.values, &mut reduced, &mut tags[from..to]);
            self.parser
                .scorer
                .contributions(&scratch.values, &mut reduced, out);
        });
        let (heads, arcs) = self.parser.parse(raw.len(), &mut rows);
        let tree = tree::settle(heads, &arcs, &is_space);

        let embedded = self.entity_encoder.embed(&words.types);
        let mut rows = Rows::new(raw.len(), |run, out| {
            let (from, to) = bounds(run, raw.len());
            self.entity_encoder
                .encode(&embedded, &words.tokens, from, to, &mut scratch);
            self.recognizer
                .scorer
                .contributions(&scratch.values, &mut reduced, out);
        });
        let entities = self.recognizer.find(&is_space, &tree.starts, &mut rows);

        let annotated = raw.into_iter().zip(tags).zip(tree.heads).zip(tree.deps);
        let tokens = annotated.map(|(((raw, tag), head), dep)| Token {
            start: raw.start,
            end: raw.end,
            space_after: raw.space_after,
            norm: raw.norm,
            lemma: compact_str::CompactString::default(),
            tag,
            upos: Upos::X,
            head,
            dep,
        });
        Annotation {
            tokens: tokens.collect(),
            sentences: sentences(&tree.starts),
            entities,
        }
    }

    fn vocabulary(&self, text: &str, raw: &[RawToken]) -> Vocabulary {
        let mut known: HashMap<(&str, &str, bool), u32> = HashMap::new();
        let mut words = Vocabulary {
            types: Vec::new(),
            tokens: Vec::with_capacity(raw.len()),
        };
        for token in raw {
            let word = text
                .get(token.start as usize..token.end as usize)
                .unwrap_or_default();
            let index = match known.entry((word, &token.norm, token.space_after)) {
                Entry::Occupied(known) => *known.get(),
                Entry::Vacant(new) => {
                    let index = u32::try_from(words.types.len()).unwrap_or(u32::MAX);
                    words
                        .types
                        .push((self.lexical.keys(word, &token.norm), token.space_after));
                    *new.insert(index)
                }
            };
            words.tokens.push(index);
        }
        words
    }
}

fn bounds(run: usize, tokens: usize) -> (usize, usize) {
    (run * RUN, tokens.min((run + 1) * RUN))
}

fn sentences(starts: &[bool]) -> Vec<Sentence> {
    let mut sentences: Vec<Sentence> = Vec::new();
    for (token, &starts) in (0..).zip(starts) {
        match sentences.last_mut() {
            Some(last) if !starts => last.end = token + 1,
            _ => sentences.push(Sentence {
                start: token,
                end: token + 1,
            }),
        }
    }
    sentences
}
