//! Whose words a token stands in.

use std::collections::BTreeMap;

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
    joint: BTreeMap<u32, Vec<u32>>,
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
        let mut joint: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        let mut first = None;
        for (at, draft) in (0u32..).zip(drafts) {
            if !draft.joint {
                first = Some(at);
            } else if let Some(first) = first {
                joint.entry(first).or_default().push(at);
            }
        }
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
            joint,
        }
    }

    /// The innermost attribution whose content holds the token. O(1).
    pub fn around(&self, token: u32) -> Option<&'a AttributionDraft> {
        let at = (*self.innermost.get(token as usize)?)?;
        self.drafts.get(at as usize)
    }

    /// All who say it, with the words that name them. O(sources).
    pub fn sources(&self, token: u32) -> Vec<(ActorIx, Option<Tokens>)> {
        let innermost = self.innermost.get(token as usize).copied().flatten();
        let Some(at) = innermost else {
            return Vec::new();
        };
        let joint = self.joint.get(&at).map_or(&[][..], Vec::as_slice);
        std::iter::once(&at)
            .chain(joint)
            .filter_map(|&at| self.drafts.get(at as usize))
            .filter_map(|draft| Some((draft.source?, draft.source_tokens)))
            .collect()
    }

    /// Who relays what the token says of the holder, outermost first: the speaker, too, unless
    /// the holder speaks himself, alone or with others.
    pub fn chain(&self, token: u32, holder: ActorIx) -> Vec<ActorIx> {
        let Some(draft) = self.around(token) else {
            return Vec::new();
        };
        let mut chain = draft.via.clone();
        let own = self
            .sources(token)
            .iter()
            .any(|&(actor, _)| actor == holder);
        chain.extend(draft.source.filter(|_| !own));
        chain.retain(|&relayer| relayer != holder);
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
