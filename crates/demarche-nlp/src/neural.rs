//! The trained part of the pipeline: tags, tree, sentences and entities of a tokenized text.

use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use crate::document::{Entity, Sentence, Token};
use crate::encoder::{Encoder, REACH, Scratch};
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
use crate::words::{BESIDE, Words};

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
    spare: Vec<Vec<f32>>,
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

    /// Annotates the tokens of `text`, in `parts` that know nothing of each other, in order and
    /// without a gap. Coarse parts of speech and lemmas are left for the rules. Linear in the
    /// text; beside the result it holds some tens of bytes per token and a bounded number of
    /// token vectors.
    pub(crate) fn annotate(
        &self,
        text: &str,
        raw: Vec<RawToken>,
        parts: &[Range<usize>],
    ) -> Annotation {
        let mut workspace = self.lend();
        let Workspace {
            words,
            scratch,
            reduced,
            spare,
        } = &mut workspace;
        let word = |token: &RawToken| text.get(token.start as usize..token.end as usize);
        let is_space: Vec<bool> = raw
            .iter()
            .map(|token| self.lexical.is_space(word(token).unwrap_or_default()))
            .collect();
        let encoders = [&self.encoder, &self.entity_encoder];
        let layout = Layout::new(parts);
        let count = layout.rows.len();

        let mut tags = vec![Tag::Xx; count];
        let mut rows = Rows::new(count, spare, |run, out| {
            let (from, to) = bounds(run, count);
            let window = (layout.rows.as_slice(), from, to);
            words.look(text, &raw, window, &self.lexical, encoders, scratch);
            self.encoder.encode(words.shared(), &words.window, scratch);
            self.tagger
                .tag(scratch.vectors(), reduced, &mut tags[from..to]);
            self.parser
                .scorer
                .contributions(scratch.vectors(), reduced, out);
        });
        let mut heads = Vec::with_capacity(raw.len());
        let mut deps = Vec::with_capacity(raw.len());
        let mut starts = Vec::with_capacity(raw.len());
        for (part, &row) in parts.iter().zip(&layout.begins) {
            rows.begin(row);
            let (local, arcs) = self.parser.parse(part.len(), &mut rows);
            let tree = tree::settle(local, &arcs, &is_space[part.clone()]);
            let base = index(part.start);
            heads.extend(tree.heads.into_iter().map(|head| head + base));
            deps.extend(tree.deps);
            starts.extend(tree.starts);
        }
        rows.finish();

        let mut rows = Rows::new(count, spare, |run, out| {
            let (from, to) = bounds(run, count);
            let window = (layout.rows.as_slice(), from, to);
            words.look(text, &raw, window, &self.lexical, encoders, scratch);
            self.entity_encoder
                .encode(words.entity(), &words.window, scratch);
            self.recognizer
                .scorer
                .contributions(scratch.vectors(), reduced, out);
        });
        let mut entities = Vec::new();
        for (part, &row) in parts.iter().zip(&layout.begins) {
            rows.begin(row);
            let (is_space, starts) = (&is_space[part.clone()], &starts[part.clone()]);
            let found = self.recognizer.find(is_space, starts, &mut rows);
            let base = index(part.start);
            entities.extend(found.into_iter().map(|entity| Entity {
                start: entity.start + base,
                end: entity.end + base,
                label: entity.label,
            }));
        }
        rows.finish();
        self.give_back(workspace);

        let tags = layout.rows.iter().zip(tags);
        let tags = tags.filter(|(token, _)| **token != BESIDE);
        let annotated = raw.into_iter().zip(tags).zip(heads).zip(deps);
        let tokens = annotated.map(|(((raw, (_, tag)), head), dep)| Token {
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
            sentences: sentences(&starts),
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

/// Rows of the encoders: the tokens of the parts, and between two parts as many rows of nothing
/// as a token can feel. So the layers see many short parts at a time, which is what makes them
/// fast, and yet each as if it stood alone.
struct Layout {
    /// Token of each row, or [`BESIDE`].
    rows: Vec<u32>,
    /// First row of each part.
    begins: Vec<usize>,
}

impl Layout {
    fn new(parts: &[Range<usize>]) -> Self {
        let mut rows = Vec::with_capacity(parts.last().map_or(0, |last| last.end));
        let mut begins = Vec::with_capacity(parts.len());
        for part in parts {
            if !rows.is_empty() {
                rows.resize(rows.len() + REACH, BESIDE);
            }
            begins.push(rows.len());
            rows.extend(part.clone().map(index));
        }
        Self { rows, begins }
    }
}

/// Offsets are 32 bits wide, and no token is empty.
fn index(token: usize) -> u32 {
    u32::try_from(token).unwrap_or(BESIDE)
}

fn bounds(run: usize, rows: usize) -> (usize, usize) {
    (run * RUN, rows.min((run + 1) * RUN))
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
