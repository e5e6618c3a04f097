//! The whole way from bytes to records. The one file that knows the order of the stages.

use std::sync::OnceLock;

use demarche_model::{Date, Document, DocumentId, Extraction};
use demarche_nlp::{Document as Annotated, Pipeline};
use sha2::{Digest, Sha256};

use crate::assemble::{Drafts, assemble};
use crate::attribution::{attributions, name_sources};
use crate::confidence::{self, Calibration};
use crate::coreference::officeholders::doubt_reputed;
use crate::coreference::{coreference, quoted};
use crate::cues::{self, CueLexicon};
use crate::error::ExtractError;
use crate::lexicon::{self, Lexicon};
use crate::mentions::mentions;
use crate::note::Note;
use crate::prepare::{Prepared, decode, prepare, refuse_other_languages};
use crate::quotes::quotes;
use crate::relations::offices::note_offices;
use crate::relations::relations;
use crate::statements::{note_dates, statements};
use crate::tree::Tree;

/// A text to read, with what is known of it from outside. What is given here outweighs what the
/// text says of itself.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Source<'a> {
    /// The file as it is.
    pub bytes: &'a [u8],
    /// The path that names it, with `/`.
    pub path: &'a str,
    /// Headline.
    pub title: Option<&'a str>,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// Where it was published.
    pub url: Option<&'a str>,
    /// When it was published.
    pub date: Option<Date>,
}

/// Reads texts. Nothing in it changes, so that it can be shared by all threads.
pub struct Extractor {
    /// In the place of the embedded one.
    pipeline: Option<Pipeline>,
    lexicon: &'static Lexicon,
    cues: &'static CueLexicon,
    calibration: Calibration,
    version: String,
}

impl Extractor {
    /// The extractor for English, with the embedded pipeline and lexicon.
    ///
    /// # Errors
    /// When a row of the lexicon is wrong, which the tests rule out.
    pub fn english() -> Result<Self, ExtractError> {
        Self::new(None)
    }

    /// The extractor for English with another model than the embedded one, which its version
    /// names: see [`Pipeline::from_dir`].
    ///
    /// # Errors
    /// As [`Extractor::english`].
    pub fn with_pipeline(pipeline: Pipeline) -> Result<Self, ExtractError> {
        Self::new(Some(pipeline))
    }

    fn new(pipeline: Option<Pipeline>) -> Result<Self, ExtractError> {
        static CUES: OnceLock<Result<CueLexicon, ExtractError>> = OnceLock::new();
        let cues = CUES.get_or_init(CueLexicon::embedded).as_ref();
        let model = pipeline.as_ref().and_then(Pipeline::name);
        let model = model.map(|name| format!("/{name}")).unwrap_or_default();
        Ok(Self {
            lexicon: Lexicon::embedded()?,
            cues: cues.map_err(Clone::clone)?,
            calibration: Calibration::embedded()?,
            version: format!(
                "demarche-{}/lexicon-{}{model}",
                env!("CARGO_PKG_VERSION"),
                lexicon_hash()
            ),
            pipeline,
        })
    }

    /// What records name as their extractor: `demarche-VERSION/lexicon-HASH`, and `/MODEL` where
    /// the model is not the embedded one.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// Reads one text. The result depends on the source and on the extractor alone. Time and
    /// space grow with the length of the text. Never panics.
    ///
    /// # Errors
    /// When the bytes are no text, or the text is not in English.
    pub fn extract(&self, source: &Source<'_>) -> Result<(Extraction, Vec<Note>), ExtractError> {
        let (mut extraction, notes) = self.observe(source)?;
        self.calibration.apply(&mut extraction);
        Ok((extraction, notes))
    }

    /// As [`Extractor::extract`], with the strengths of the rules in place of the confidences:
    /// what the calibration is fitted on.
    ///
    /// # Errors
    /// As for [`Extractor::extract`].
    pub fn observe(&self, source: &Source<'_>) -> Result<(Extraction, Vec<Note>), ExtractError> {
        let text = decode(source.bytes)?;
        let mut prepared = prepare(&text);
        refuse_other_languages(prepared.text())?;
        let annotated = self.annotate(&prepared);
        let sha256: [u8; 32] = Sha256::digest(source.bytes).into();
        let document = Document {
            id: DocumentId::of_sha256(&sha256),
            paths: vec![source.path.to_owned()],
            title: given(source.title).or_else(|| headline(&prepared)),
            outlet: given(source.outlet).or_else(|| prepared.outlet.clone()),
            url: given(source.url).or_else(|| prepared.url.clone()),
            date: source.date.or(prepared.date),
            sha256,
            text: Some(text),
        };
        let mut notes = std::mem::take(&mut prepared.notes);
        if annotated.tokens.is_empty() {
            notes.push(Note {
                span: None,
                message: "the text is empty".into(),
            });
        }
        let headings = headings(&prepared, &annotated);
        let drafts = self.read(&annotated, &headings, &document);
        let extraction = assemble(document, &prepared, &annotated, &drafts, &self.version);
        Ok((extraction, notes))
    }

    /// Annotates every paragraph by itself, so that no sentence crosses its end.
    fn annotate(&self, prepared: &Prepared) -> Annotated {
        let paragraphs = prepared.paragraphs.iter();
        let paragraphs: Vec<_> = paragraphs
            .map(|paragraph| paragraph.start..paragraph.end)
            .collect();
        let pipeline = self.pipeline.as_ref();
        let pipeline = pipeline.unwrap_or_else(|| Pipeline::english());
        pipeline.annotate_parts(prepared.text(), &paragraphs)
    }

    /// The stages in their order.
    fn read(&self, annotated: &Annotated, headings: &[bool], document: &Document) -> Drafts {
        let tree = Tree::new(annotated);
        let quotes = quotes(&tree);
        let salt = document.id.to_string();
        let mut named = mentions(&tree, self.lexicon, headings, &salt, document.date);
        note_offices(&tree, self.lexicon, &mut named);
        let named = coreference(&tree, self.lexicon, &quotes, named, document.date);
        let offices = named.offices;
        let mut actors = named.cast.finish(annotated.tokens.len());
        let mut attributions = attributions(&tree, &quotes, &mut actors, self.lexicon, self.cues);
        quoted(&tree, self.lexicon, &quotes, &mut actors, &attributions);
        name_sources(&actors, &mut attributions);
        let mut statements = statements(&tree, &quotes, &actors, &attributions, self.cues);
        note_dates(
            &tree,
            &quotes,
            document.date,
            &mut attributions,
            &mut statements,
        );
        let mut relations = relations(&tree, self.lexicon, &mut actors, &offices, document.date);
        doubt_reputed(&actors, &mut statements, &mut relations);
        Drafts {
            actors,
            attributions,
            statements,
            relations,
        }
    }
}

fn given(text: Option<&str>) -> Option<String> {
    text.filter(|text| !text.trim().is_empty())
        .map(str::to_owned)
}

/// The title of the front matter, else a heading that opens the text.
fn headline(prepared: &Prepared) -> Option<String> {
    let first = prepared.paragraphs.first().filter(|first| first.heading);
    let heading = first.map(|first| prepared.text()[first.start..first.end].to_owned());
    prepared.title.clone().or(heading)
}

/// Which tokens stand in headings.
fn headings(prepared: &Prepared, annotated: &Annotated) -> Vec<bool> {
    let mut paragraphs = prepared.paragraphs.iter().peekable();
    let heading = |token: &demarche_nlp::Token| {
        while paragraphs
            .peek()
            .is_some_and(|paragraph| paragraph.end <= token.start as usize)
        {
            paragraphs.next();
        }
        paragraphs.peek().is_some_and(|paragraph| paragraph.heading)
    };
    annotated.tokens.iter().map(heading).collect()
}

/// Eight hexadecimal digits over all embedded lexicon files.
fn lexicon_hash() -> String {
    let mut sha = Sha256::new();
    for (name, text) in lexicon::FILES
        .iter()
        .chain(cues::FILES)
        .chain([&confidence::FILE])
    {
        sha.update((name.len() as u64).to_le_bytes());
        sha.update(name);
        sha.update((text.len() as u64).to_le_bytes());
        sha.update(text);
    }
    let digest: [u8; 32] = sha.finalize().into();
    let head = u32::from_be_bytes([digest[0], digest[1], digest[2], digest[3]]);
    format!("{head:08x}")
}
