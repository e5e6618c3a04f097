//! The trained part of the pipeline: tags, tree, sentences and entities of a tokenized text.

use std::sync::{Arc, Mutex, PoisonError};

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
use crate::vectors::Vectors;
use crate::weights::Weights;
use crate::words::Words;

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
    /// Workspaces that no thread uses at the moment.
    idle: Mutex<Vec<Workspace>>,
}

/// What the trained part says of a text.
pub(crate) struct Annotation {
    pub(crate) tokens: Vec<Token>,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) entities: Vec<Entity>,
}

/// What is kept from one text to the next to save work. No result depends on it.
#[derive(Default)]
struct Workspace {
    words: Words,
    scratch: Scratch,
    reduced: Vec<f32>,
    parts: Vec<Vec<f32>>,
}

impl Neural {
    /// Reads a compact model file.
    pub(crate) fn load(bytes: &[u8]) -> Result<Self, ModelError> {
        Self::of(&Weights::parse(bytes)?, None)
    }

    /// Lays out the weights; the encoders may use word `vectors`.
    pub(crate) fn of(weights: &Weights, vectors: Option<Vectors>) -> Result<Self, ModelError> {
        let vectors = vectors.map(Arc::new);
        let vectors = vectors.as_ref();
        Ok(Self {
            lexical: Lexical::load(weights)?,
            encoder: Encoder::load(weights, "tok2vec", ATTRIBUTES, vectors)?,
            tagger: Tagger::load(weights)?,
            parser: Parser::load(weights)?,
            entity_encoder: Encoder::load(weights, "ner", ENTITY_ATTRIBUTES, vectors)?,
            recognizer: Recognizer::load(weights)?,
            idle: Mutex::default(),
        })
    }

    /// Annotates the tokens of `text`. Coarse parts of speech and lemmas are left for the rules.
    /// Linear in the text; beside the result it holds some tens of bytes per token and a bounded
    /// number of token vectors.
    pub(crate) fn annotate(&self, text: &str, raw: Vec<RawToken>) -> Annotation {
        let mut workspace = self.lend();
        let Workspace {
            words,
            scratch,
            reduced,
            parts,
        } = &mut workspace;
        let word = |token: &RawToken| text.get(token.start as usize..token.end as usize);
        let is_space: Vec<bool> = raw
            .iter()
            .map(|token| self.lexical.is_space(word(token).unwrap_or_default()))
            .collect();
        let encoders = [&self.encoder, &self.entity_encoder];

        let mut tags = vec![Tag::Xx; raw.len()];
        let mut rows = Rows::new(raw.len(), parts, |run, out| {
            let (from, to) = bounds(run, raw.len());
            words.look(text, &raw, (from, to), &self.lexical, encoders, scratch);
            self.encoder.encode(words.shared(), &words.window, scratch);
            self.tagger
                .tag(scratch.vectors(), reduced, &mut tags[from..to]);
            self.parser
                .scorer
                .contributions(scratch.vectors(), reduced, out);
        });
        let (heads, arcs) = self.parser.parse(raw.len(), &mut rows);
        rows.finish();
        let tree = tree::settle(heads, &arcs, &is_space);

        let mut rows = Rows::new(raw.len(), parts, |run, out| {
            words.look(
                text,
                &raw,
                bounds(run, raw.len()),
                &self.lexical,
                encoders,
                scratch,
            );
            self.entity_encoder
                .encode(words.entity(), &words.window, scratch);
            self.recognizer
                .scorer
                .contributions(scratch.vectors(), reduced, out);
        });
        let entities = self.recognizer.find(&is_space, &tree.starts, &mut rows);
        rows.finish();
        self.give_back(workspace);

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

    fn lend(&self) -> Workspace {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        idle.pop().unwrap_or_default()
    }

    fn give_back(&self, workspace: Workspace) {
        self.idle
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(workspace);
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
