//! The whole way from a text to its annotation.

use std::io;
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;

use crate::attributes::Rules;
use crate::document::Document;
use crate::error::ModelError;
use crate::neural::Neural;
use crate::tokenizer::Extra;
use crate::{attributes, lemmatizer, model, spacy, tokenizer};

/// The English pipeline: tokens, tags, parts of speech, lemmas, dependency tree, sentences and
/// entities. Read once, shared by all threads.
pub struct Pipeline {
    neural: Neural,
    /// Rules of the model, where they are not the embedded ones.
    attributes: Option<Rules>,
    norms: Extra,
    name: Option<String>,
}

impl Pipeline {
    /// The embedded model, unpacked at the first call.
    ///
    /// # Panics
    /// Never: the model is part of the program, and a test reads it.
    pub fn english() -> &'static Self {
        static ENGLISH: OnceLock<Pipeline> = OnceLock::new();
        ENGLISH
            .get_or_init(|| Self::from_bytes(model::ENGLISH).expect("the embedded model is whole"))
    }

    /// A pipeline with the weights of another model file of the same architecture. The rules
    /// (tokens, parts of speech, lemmas) stay those of English.
    ///
    /// # Errors
    /// When the bytes are not such a file, are damaged or hold unknown labels.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ModelError> {
        Ok(Self {
            neural: Neural::load(bytes)?,
            attributes: None,
            norms: Extra::default(),
            name: None,
        })
    }

    /// The model in a folder as spaCy 3.6 to 3.8 writes it: `en_core_web_sm`, or
    /// `en_core_web_md` and `en_core_web_lg` with their word vectors, or one trained to the same
    /// plan. The folder is the one that holds `config.cfg`, unpacked. Each file that counts is
    /// read once, whole; the word vectors stay in memory (24 MB for `md`, some 400 for `lg`).
    ///
    /// What it annotates is what spaCy annotates with that model, but for the last bits of the
    /// scores. The tokenizer, the lemma tables and the character classes are the embedded ones;
    /// a folder with another tokenizer is refused. A change of the folder after this call has no
    /// effect.
    ///
    /// This and nothing else in the crate reads files; [`Pipeline::from_files`] does not.
    ///
    /// # Errors
    /// When a file is missing, unreadable or damaged, or tells of a model of another plan,
    /// language or version. The error names the file.
    pub fn from_dir(folder: &Path) -> Result<Self, ModelError> {
        Self::from_files(|path| std::fs::read(folder.join(path)))
    }

    /// As [`Pipeline::from_dir`], with the files from elsewhere: `read` gives one by its path
    /// within the folder, with `/`.
    ///
    /// # Errors
    /// As [`Pipeline::from_dir`].
    pub fn from_files(
        mut read: impl FnMut(&str) -> io::Result<Vec<u8>>,
    ) -> Result<Self, ModelError> {
        spacy::load(&mut read).map(Self::of)
    }

    pub(crate) fn of(model: spacy::Model) -> Self {
        Self {
            neural: model.neural,
            attributes: Some(model.attributes),
            norms: model.norms,
            name: Some(model.name),
        }
    }

    /// What tells this model from others, as `en_core_web_md-3.8.0-1a2b3c4d`: language, name,
    /// version, and eight hexadecimal digits over the files that were read. `None` for the
    /// embedded model and other compact files.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Annotates a text. Any text will do, the empty one too; what is not language is annotated
    /// as if it were. The result depends on the text alone. O(length), single-threaded.
    pub fn annotate(&self, text: &str) -> Document {
        self.annotate_parts(text, std::slice::from_ref(&(0..text.len())))
    }

    /// Annotates parts of a text, as paragraphs, each by itself: no sentence, tree or entity
    /// crosses the end of a part, and no part changes another. `parts` are ranges of bytes, in
    /// order and without overlap; one that is not a slice of the text is left out. The same as
    /// [`Pipeline::annotate`] on each part, but faster where parts are short. O(length).
    pub fn annotate_parts(&self, text: &str, parts: &[Range<usize>]) -> Document {
        let mut raw = Vec::new();
        let mut ranges = Vec::with_capacity(parts.len());
        for part in parts {
            let start = u32::try_from(part.start).unwrap_or(u32::MAX);
            let begin = raw.len();
            let tokens =
                tokenizer::tokenize(text.get(part.clone()).unwrap_or_default(), &self.norms);
            raw.extend(tokens.into_iter().map(|mut token| {
                token.start = token.start.saturating_add(start);
                token.end = token.end.saturating_add(start);
                token
            }));
            ranges.push(begin..raw.len());
        }
        let mut annotated = self.neural.annotate(text, raw, &ranges);
        for range in ranges {
            let tokens = &mut annotated.tokens[range];
            attributes::apply(self.attributes.as_ref(), text, tokens);
            lemmatizer::lemmas(text, tokens);
        }
        Document {
            text: text.to_owned(),
            tokens: annotated.tokens,
            sentences: annotated.sentences,
            entities: annotated.entities,
        }
    }

    /// Annotates texts in parallel on rayon's current pool; results in the order of the texts,
    /// each the same as [`Pipeline::annotate`] gives.
    pub fn annotate_batch<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Vec<Document> {
        texts
            .par_iter()
            .map(|text| self.annotate(text.as_ref()))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Sentence;

    const TEXTS: &[&str] = &[
        "The two ministers met in Lisbon on Tuesday. Neither would say whether they agreed.",
        "",
        "\"We won't sign,\" Ms. Okafor said, \"until the tariffs go.\"\n\nShe left at 5 p.m.",
        " \n\t ",
        "Talks with Canada and Japan, which began in 2019, cost $1.5 billion (so far).",
        "NATO",
    ];

    /// Sentences cover all tokens in order, entities lie in order, heads lie in the text.
    fn check(document: &Document) {
        let count = u32::try_from(document.tokens.len()).unwrap();
        let mut next = 0;
        for sentence in &document.sentences {
            assert!(sentence.start == next && sentence.end > next);
            next = sentence.end;
        }
        assert_eq!(next, count);
        let mut last = 0;
        for entity in &document.entities {
            assert!(entity.start >= last && entity.end > entity.start && entity.end <= count);
            last = entity.end;
        }
        let mut end = 0;
        for token in &document.tokens {
            assert!(token.head < count && token.start >= end && token.end > token.start);
            end = token.end;
            assert!(
                document
                    .text
                    .get(token.start as usize..token.end as usize)
                    .is_some()
            );
        }
    }

    #[test]
    fn a_batch_keeps_its_order_and_its_texts_apart() {
        let pipeline = Pipeline::english();
        let alone: Vec<Document> = TEXTS.iter().map(|text| pipeline.annotate(text)).collect();
        for turn in 0..TEXTS.len() {
            let mut texts = TEXTS.to_vec();
            let mut expected = alone.clone();
            texts.rotate_left(turn);
            expected.rotate_left(turn);
            if turn % 2 == 1 {
                texts.reverse();
                expected.reverse();
            }
            assert_eq!(pipeline.annotate_batch(&texts), expected, "turn {turn}");
        }
        // A pipeline that has seen nothing else says the same.
        let fresh = Pipeline::from_bytes(model::ENGLISH).unwrap();
        assert_eq!(fresh.annotate(TEXTS[4]), alone[4]);
    }

    /// Parts of all lengths, so that runs end within them and between them.
    #[test]
    fn parts_are_annotated_as_if_they_stood_alone() {
        let pipeline = Pipeline::english();
        let mut text = String::new();
        let mut parts = Vec::new();
        let fixture = crate::fixture::read();
        let forms = fixture.iter().map(|gold| gold.text.as_str());
        for (number, form) in forms.chain(TEXTS.iter().copied()).enumerate() {
            if number % 3 == 0 {
                text.push_str("é between ");
            }
            parts.push(text.len()..text.len() + form.len());
            text.push_str(form);
        }
        let mut expected = Document {
            text: text.clone(),
            ..Document::default()
        };
        for part in &parts {
            let alone = pipeline.annotate(&text[part.clone()]);
            let bytes = u32::try_from(part.start).unwrap();
            let base = u32::try_from(expected.tokens.len()).unwrap();
            expected
                .tokens
                .extend(alone.tokens.into_iter().map(|mut token| {
                    token.start += bytes;
                    token.end += bytes;
                    token.head += base;
                    token
                }));
            expected
                .sentences
                .extend(alone.sentences.iter().map(|sentence| {
                    let (start, end) = (sentence.start + base, sentence.end + base);
                    Sentence { start, end }
                }));
            expected
                .entities
                .extend(alone.entities.into_iter().map(|mut entity| {
                    entity.start += base;
                    entity.end += base;
                    entity
                }));
        }
        assert!(expected.tokens.len() > 4000);
        assert_eq!(pipeline.annotate_parts(&text, &parts), expected);
        assert_eq!(pipeline.annotate_parts(&text, &[]).tokens, []);
        let beyond = text.len()..text.len() + 1;
        assert_eq!(pipeline.annotate_parts(&text, &[beyond]).tokens, []);
    }

    #[test]
    fn any_text_will_do() {
        let pipeline = Pipeline::english();
        let odd = "\u{feff}x\u{200b}\u{202e}\u{0}\u{fffd}\u{301}\u{1f1eb}\u{1f1ee}\r\n\u{2028}";
        let texts = [
            "(".repeat(3000),
            "a".repeat(20_000),
            odd.repeat(50),
            "\u{0}".to_owned(),
        ];
        for text in texts
            .iter()
            .map(String::as_str)
            .chain(["''''", "\n\n\n", "\u{a0}"])
        {
            let document = pipeline.annotate(text);
            assert_eq!(document.text, text);
            check(&document);
        }
    }

    /// Longer than the parser keeps at hand, with more word types than are kept.
    #[test]
    fn a_long_line_is_no_matter() {
        let words = "the envoy of Peru warned that a deal may fail ,"
            .split(' ')
            .collect::<Vec<_>>();
        let mut text = String::new();
        for number in 0..14_000_usize {
            text.push_str(words[(number * 7 + number / 5) % words.len()]);
            if number % 3 == 0 {
                text.push_str(&number.to_string());
            }
            text.push(' ');
        }
        let document = Pipeline::english().annotate(&text);
        assert!(document.tokens.len() > 14_000);
        check(&document);
        assert_eq!(Pipeline::english().annotate(&text), document);
    }

    #[test]
    fn bytes_that_are_no_model_are_refused() {
        assert_eq!(
            Pipeline::from_bytes(b"model").err(),
            Some(ModelError::Magic)
        );
        let cut = &model::ENGLISH[..model::ENGLISH.len() - 3];
        assert!(matches!(
            Pipeline::from_bytes(cut),
            Err(ModelError::Damaged { .. })
        ));
    }
}
