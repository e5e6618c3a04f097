//! Whose words a token stands in.

use demarche_model::Mode;

use crate::{
    attribution::AttributionDraft,
    cues::reporting::ReportKind,
    draft::{ActorIx, Tokens},
    quotes::Quotes,
};

/// The innermost attribution around every token.
#[derive(Debug, Clone)]
pub struct Voices<'a> {
    drafts: &'a [AttributionDraft],
    quotes: &'a Quotes,
    innermost: Vec<Option<u32>>,
}

impl<'a> Voices<'a> {
    /// Indexes the attributions. O(total length of the content).
    pub fn new(tokens: u32, drafts: &'a [AttributionDraft], quotes: &'a Quotes) -> Self {
        let mut innermost: Vec<Option<u32>> = vec![None; tokens as usize];
        let length = |draft: &AttributionDraft| -> u32 {
            draft.parts.iter().map(|part| part.end - part.start).sum()
        };
        let counts = |&at: &u32| {
            let draft = &drafts[at as usize];
            !draft.joint && draft.kind != ReportKind::Plan
        };
        let mut order: Vec<u32> = (0u32..).take(drafts.len()).filter(counts).collect();
        order.sort_by_key(|&at| (std::cmp::Reverse(length(&drafts[at as usize])), at));
        for at in order {
            for part in &drafts[at as usize].parts {
                for token in part.start..part.end.min(tokens) {
                    innermost[token as usize] = Some(at);
                }
            }
        }
        Self {
            drafts,
            quotes,
            innermost,
        }
    }

    /// The innermost attribution whose content holds the token. O(1).
    pub fn around(&self, token: u32) -> Option<&'a AttributionDraft> {
        let at = (*self.innermost.get(token as usize)?)?;
        self.drafts.get(at as usize)
    }

    /// Who says it, with the words that name him.
    pub fn source(&self, token: u32) -> Option<(ActorIx, Option<Tokens>)> {
        let draft = self.around(token)?;
        Some((draft.source?, draft.source_tokens))
    }

    /// The relayers of what the token says, outermost first, the innermost speaker last.
    pub fn chain(&self, token: u32) -> Vec<ActorIx> {
        let Some(draft) = self.around(token) else {
            return Vec::new();
        };
        let mut chain = draft.via.clone();
        chain.extend(draft.source);
        chain.dedup();
        chain
    }

    /// How the text carries what the token says.
    pub fn mode(&self, token: u32) -> Mode {
        match (self.quotes.around(token), self.around(token)) {
            (Some(_), _) => Mode::Quote,
            (None, Some(_)) => Mode::Paraphrase,
            (None, None) => Mode::Narrator,
        }
    }
}
