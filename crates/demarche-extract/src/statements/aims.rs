//! What a bill, an order or a lawsuit is for: who backs a bill to end the ban is against the ban.

use demarche_model::Polarity;
use demarche_nlp::{Dep, Tag};

use crate::issues::target::resolve;

use super::{StatementDraft, engine::Engine};

/// Per cent of confidence left.
const AIM: u8 = 85;

/// Nouns for what is made to bring something about.
const INSTRUMENTS: &[&str] = &[
    "amendment",
    "bill",
    "campaign",
    "declaration",
    "decree",
    "directive",
    "initiative",
    "law",
    "lawsuit",
    "legislation",
    "letter",
    "measure",
    "mission",
    "motion",
    "operation",
    "order",
    "petition",
    "policy",
    "programme",
    "program",
    "project",
    "referendum",
    "resolution",
    "rule",
    "statute",
    "strategy",
    "suit",
];

impl Engine<'_> {
    /// A stance on a bill to do something is, with a little less confidence, one on doing it.
    pub(super) fn push_aim(
        &self,
        found: &mut Vec<StatementDraft>,
        draft: &StatementDraft,
        noun: u32,
    ) {
        let tree = self.tree;
        if draft.polarity == Polarity::Neutral || !INSTRUMENTS.contains(&tree.lemma(noun)) {
            return;
        }
        let to = |clause: u32| {
            let mut aux = tree.with(clause, &[Dep::Aux]);
            aux.any(|aux| tree.tag(aux) == Tag::To)
        };
        let infinitive = |&clause: &u32| {
            clause > noun
                && match tree.dep(clause) {
                    Dep::Acl => matches!(tree.tag(clause), Tag::Vb | Tag::Vbg),
                    Dep::Relcl if tree.tag(clause) == Tag::Vb && to(clause) => true,
                    // `a bill that would ban it`.
                    Dep::Relcl => tree
                        .own_subjects(clause)
                        .iter()
                        .any(|&subject| matches!(tree.norm(subject), "that" | "which")),
                    _ => false,
                }
        };
        let mut below = tree.with(noun, &[Dep::Acl, Dep::Relcl]);
        let Some(clause) = below.find(infinitive) else {
            return;
        };
        for resolved in resolve(&self.reader, self.lexicon, clause, Some(draft.holder)) {
            let polarity = if resolved.flipped {
                draft.polarity.flipped()
            } else {
                draft.polarity
            };
            found.push(StatementDraft {
                target: resolved.target,
                target_tokens: Some(resolved.tokens),
                polarity,
                hedged: draft.hedged || resolved.hedged,
                confidence: draft.confidence.times(AIM),
                rule: format!("{}+aim", draft.rule),
                ..draft.clone()
            });
        }
    }
}
