//! What a speaker says must, should or will be done.

use demarche_model::{Confidence, Polarity};
use demarche_nlp::{Dep, Tag};

use crate::{cues::arguments::is_verb, draft::Tokens, issues::target::resolve, tree::Tree};

use super::{
    StatementDraft,
    engine::{Engine, Made, is_first_person},
};

/// Strength of `must` and `should`, and of `we will`, in a speaker's own words.
const OUGHT: Confidence = Confidence::from_percent(70);
const SHALL: Confidence = Confidence::from_percent(60);
const WOULD: Confidence = Confidence::from_percent(52);

/// Applies the rule to the verb at `token`, if it is one that a modal governs.
pub(super) fn modal(engine: &Engine<'_>, token: u32, found: &mut Vec<StatementDraft>) {
    let tree = engine.tree;
    if !is_verb(tree, token) {
        return;
    }
    let Some((modal, will)) = modal_of(tree, token) else {
        return;
    };
    let able = tree.child(token, Dep::Acomp);
    if able.is_some_and(|word| matches!(tree.norm(word), "able" | "unable")) {
        return;
    }
    let Some(holder) = engine.source(token) else {
        return;
    };
    let first = tree
        .own_subjects(token)
        .iter()
        .any(|&subject| is_first_person(tree, subject));
    let holder = if will && !first {
        let subjects = crate::cues::arguments::deep_subjects(tree, token);
        let Some(actor) = subjects.iter().find_map(|&subject| engine.holder(subject)) else {
            return;
        };
        actor
    } else {
        holder
    };
    let framed = !engine.lexicon.frames.at(tree, token).is_empty();
    let carried = found.iter().rev().take(8).any(|draft| {
        let idiom = draft.cue.end > draft.cue.start + 1;
        let on_actor = matches!(draft.target, super::TargetDraft::Actor(_));
        draft.cue.has(token) && draft.holder == holder.actor && !(idiom && on_actor)
    });
    if framed && carried {
        return;
    }
    let obligation = match (will, first) {
        (true, true) => SHALL,
        (true, false) => WOULD,
        (false, _) => OUGHT,
    };
    let negated = tree.is_negated(token);
    let context = super::context::context(tree, &engine.lexicon.shifters, token);
    if context.open {
        return;
    }
    for mut resolved in resolve(&engine.reader, engine.lexicon, token, Some(holder.actor)) {
        if matches!(resolved.target, super::TargetDraft::Actor(_)) {
            continue;
        }
        resolved.hedged = false;
        let polarity = if resolved.flipped {
            Polarity::Oppose
        } else {
            Polarity::Support
        };
        let rule = match (will, negated) {
            (true, _) => "modal.will",
            (false, _) => "modal.should",
        };
        engine.push(
            found,
            holder,
            &resolved,
            Made {
                polarity,
                confidence: obligation,
                hedged: context.hedged && !will,
                cue: Tokens {
                    start: modal,
                    end: modal + 1,
                },
                anchor: token,
                rule: rule.into(),
                owned: false,
            },
        );
    }
}

/// The modal over the verb: `must`, `should`, `ought`, `need to`, `have to`, or `will`.
fn modal_of(tree: &Tree<'_>, verb: u32) -> Option<(u32, bool)> {
    for aux in tree.with(verb, &[Dep::Aux]) {
        if tree.tag(aux) != Tag::Md {
            continue;
        }
        let lemma = tree.lemma(aux).to_lowercase();
        match lemma.as_str() {
            "must" | "should" | "ought" | "shall" => return Some((aux, false)),
            "will" | "'ll" | "would" => return Some((aux, true)),
            _ => {}
        }
    }
    let head = tree.head(verb).filter(|_| tree.dep(verb) == Dep::Xcomp)?;
    let needs = matches!(tree.lemma(head), "need" | "have") && tree.tag(head) != Tag::Vbd;
    (needs && is_verb(tree, head) && !tree.is_negated(head)).then_some((head, false))
}
