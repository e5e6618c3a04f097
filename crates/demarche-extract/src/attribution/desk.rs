//! What the rules of attribution read and write.

use demarche_model::{Mode, fold_name};
use demarche_nlp::{Dep, Upos};

use crate::{
    cues::{CueLexicon, arguments::deep_subjects, reporting::ReportKind},
    draft::{Actors, Tokens},
    lexicon::Lexicon,
    quotes::Quotes,
    tree::Tree,
};

use super::{
    AttributionDraft,
    parts::trimmed,
    source::{Source, source_at, whole_phrase},
};

/// Most sources of one passage.
const SOURCES: usize = 8;

/// The layers that the rules read, and what they found.
pub(super) struct Desk<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) quotes: &'a Quotes,
    pub(super) actors: &'a mut Actors,
    pub(super) lexicon: &'a Lexicon,
    pub(super) cues: &'a CueLexicon,
    pub(super) found: Vec<AttributionDraft>,
}

/// Which rule found an attribution, and what its source does with the content.
#[derive(Debug, Clone, Copy)]
pub(super) struct By<'a> {
    pub(super) rule: &'a str,
    pub(super) kind: ReportKind,
}

impl Desk<'_> {
    /// Notes the passage once for every source, once without any where there is none.
    pub(super) fn push(
        &mut self,
        sources: &[Source],
        cue: Option<Tokens>,
        parts: Vec<Tokens>,
        by: By<'_>,
    ) {
        let parts = trimmed(self.tree, self.quotes, parts);
        if parts.is_empty() {
            return;
        }
        let none = [None];
        let some: Vec<Option<Source>> = sources.iter().copied().map(Some).collect();
        let all = if some.is_empty() { &none[..] } else { &some };
        for (place, source) in all.iter().enumerate().take(SOURCES) {
            self.found.push(AttributionDraft {
                source: source.and_then(|source| source.actor),
                source_tokens: source.map(|source| source.tokens),
                source_phrase: source.map(|source| whole_phrase(self.tree, source, cue)),
                cue,
                parts: parts.clone(),
                mode: Mode::Paraphrase,
                via: Vec::new(),
                within: None,
                kind: by.kind,
                date: None,
                joint: place > 0,
                rule: by.rule.to_owned(),
            });
        }
    }

    /// Who says what the verb reports; nobody for a passive without an agent.
    pub(super) fn sources_of_verb(&mut self, verb: u32) -> Vec<Source> {
        let subjects = deep_subjects(self.tree, verb);
        let mut sources: Vec<Source> = Vec::new();
        for subject in subjects.iter().filter(|subject| !subject.bidden) {
            if !self.names_a_source(subject.token) {
                continue;
            }
            let source = self.source(subject.token);
            if sources.iter().all(|known| known.head != source.head) {
                sources.push(source);
            }
        }
        sources
    }

    /// Whether the word can name a source at all: no clause, no time (`last year`).
    pub(super) fn names_a_source(&self, token: u32) -> bool {
        let clause = matches!(
            self.tree.upos(token),
            Upos::Verb | Upos::Aux | Upos::Adv | Upos::Part
        );
        let time = self.cues.issues.is("time", self.tree.lemma(token));
        !time && (!clause || self.actors.headed_by(token).is_some())
    }

    /// The source that the noun names. A document without a name (`a Reuters report`) stands for
    /// its owner.
    pub(super) fn source(&mut self, token: u32) -> Source {
        let source = source_at(self.tree, self.actors, token);
        if source.actor.is_some() || !self.is_document(source.head) {
            return source;
        }
        let modifiers = [Dep::Poss, Dep::Compound, Dep::Amod, Dep::Nmod];
        let by = self.tree.preps(source.head, &["by", "from", "of"]);
        let owners = self
            .tree
            .with(source.head, &modifiers)
            .chain(by.flat_map(|prep| self.tree.prep_objects(prep)));
        let mut named = owners.filter_map(|owner| self.actors.headed_by(owner));
        let owner = named.next();
        Source {
            actor: owner.map(|mention| mention.actor),
            ..source
        }
    }

    /// Whether the noun names something that speaks for who wrote it (`report`, `letter`).
    pub(super) fn is_document(&self, noun: u32) -> bool {
        self.cues.issues.is("document", self.tree.lemma(noun))
    }

    /// Whether the source can say or think: an actor, a person, people, or a document.
    pub(super) fn can_speak(&self, source: Source) -> bool {
        let lemma = self.tree.lemma(source.head);
        let person = matches!(
            self.tree.norm(source.head),
            "he" | "she"
                | "they"
                | "who"
                | "i"
                | "we"
                | "you"
                | "some"
                | "many"
                | "most"
                | "others"
        );
        let bearers = |name: &str| {
            let gazetteer = &self.lexicon.gazetteer;
            !gazetteer.people_of_surname(&fold_name(name)).is_empty()
        };
        source.actor.is_some()
            || person
            || self.tree.upos(source.head) == Upos::Propn
            || bearers(self.tree.text(source.head))
            || self.is_document(source.head)
            || self.cues.issues.is("speaks", lemma)
            || self
                .lexicon
                .group_head(self.tree.norm(source.head))
                .is_some()
            || self.lexicon.offices.by_wording(lemma).is_some()
    }
}
