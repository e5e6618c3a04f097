//! Who says what: passages that the text attributes to a source.

mod desk;
mod labels;
mod nest;
mod nominal;
mod outlets;
mod parts;
pub mod source;
mod spoken;
mod verbal;

use demarche_model::{Date, Mode};

use crate::{
    cues::{CueLexicon, pattern::CuePos, reporting::ReportKind},
    draft::{ActorIx, Actors, Tokens},
    lexicon::Lexicon,
    quotes::Quotes,
    tree::Tree,
};

use desk::Desk;

/// A passage that the text attributes to a source by a cue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttributionDraft {
    /// Who is said to say or think it, where the text tells.
    pub source: Option<ActorIx>,
    /// The mention that names the source.
    pub source_tokens: Option<Tokens>,
    /// The whole noun phrase around that mention.
    pub source_phrase: Option<Tokens>,
    /// The attributing words; `None` for a quotation that goes on without any.
    pub cue: Option<Tokens>,
    /// The content in text order, quotation marks included, without cue and source.
    pub parts: Vec<Tokens>,
    /// Quotation or paraphrase.
    pub mode: Mode,
    /// Who relays it, outermost first.
    pub via: Vec<ActorIx>,
    /// The attribution around this one, as an index of the same list.
    pub within: Option<usize>,
    /// What the source does with the content.
    pub kind: ReportKind,
    /// When it was said, where the text gives a date of its own.
    pub date: Option<Date>,
    /// A further source of the attribution before it (`Poland and Latvia said`).
    pub joint: bool,
    /// The rule that found it.
    pub rule: String,
}

impl AttributionDraft {
    /// Whether the token lies in the content.
    pub fn has(&self, token: u32) -> bool {
        self.parts.iter().any(|part| part.has(token))
    }

    /// From the first to the last token of the content.
    pub fn extent(&self) -> Tokens {
        let start = self.parts.first().map_or(0, |part| part.start);
        let end = self.parts.last().map_or(start, |part| part.end);
        Tokens { start, end }
    }
}

/// Finds who says what. O(tokens × depth of the trees).
pub fn attributions(
    tree: &Tree<'_>,
    quotes: &Quotes,
    actors: &mut Actors,
    lexicon: &Lexicon,
    cues: &CueLexicon,
) -> Vec<AttributionDraft> {
    let mut desk = Desk {
        tree,
        quotes,
        actors,
        lexicon,
        cues,
        found: Vec::new(),
    };
    for token in 0..tree.len() {
        for (row, cue) in cues.reporting.all_at(tree, token) {
            match row.pos {
                CuePos::Verb => verbal::of_verb(&mut desk, row, &cue),
                CuePos::Noun => nominal::of_noun(&mut desk, row, token),
                CuePos::Adjective => nominal::of_adjective(&mut desk, row, token),
                CuePos::Preposition => nominal::of_preposition(&mut desk, row, token),
            }
        }
    }
    spoken::take_in_quotes(tree, quotes, &mut desk.found);
    spoken::assign_quotes(&mut desk);
    labels::labels(&mut desk);
    let mut found = desk.found;
    nest::settle(tree, quotes, &mut found);
    outlets::relay(tree, actors, lexicon, &mut found);
    found
}

/// Names the sources that only coreference could resolve (`I` in a quotation). O(attributions).
pub fn name_sources(actors: &Actors, found: &mut [AttributionDraft]) {
    for draft in found.iter_mut().filter(|draft| draft.source.is_none()) {
        let Some(tokens) = draft.source_tokens else {
            continue;
        };
        let single = tokens.end - tokens.start == 1;
        let mention = actors.headed_by(tokens.start).filter(|_| single);
        draft.source = mention.map(|mention| mention.actor);
        draft.via.retain(|&relayer| Some(relayer) != draft.source);
    }
}

#[cfg(test)]
mod tests;
