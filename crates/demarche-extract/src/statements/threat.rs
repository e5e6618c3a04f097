//! Whom a threat is meant for: `threatened to close the border unless Chad withdrew`.

use demarche_model::{Confidence, Polarity};
use demarche_nlp::Dep;

use crate::{
    attribution::source::actor_at,
    cues::{arguments::is_verb, frame::Slot, pattern::CuePos},
    draft::Tokens,
    issues::target::Resolved,
    tree::Tree,
};

use super::{
    StatementDraft, TargetDraft,
    context::context,
    engine::{Engine, Made},
};

/// How far behind the verb its condition may stand, in tokens.
const FAR: u32 = 40;

/// Strength of a threat on somebody whose deed or omission is its condition.
const MEANT: Confidence = Confidence::from_percent(62);

/// Applies the rule to the verb at `token`, if it threatens, or says what will be done `unless`.
pub(super) fn threat(engine: &Engine<'_>, token: u32, found: &mut Vec<StatementDraft>) {
    let tree = engine.tree;
    if !is_verb(tree, token) {
        return;
    }
    let marks: &[&str] = if tree.lemma(token) == "threaten" {
        if tree.child(token, Dep::Xcomp).is_none() {
            return;
        }
        &["if", "unless", "until"]
    } else if wills(tree, token) {
        &["unless"]
    } else {
        return;
    };
    let surroundings = context(tree, &engine.lexicon.shifters, token);
    let negated = surroundings.negated && tree.lemma(token) == "threaten";
    if negated || surroundings.open || surroundings.wished {
        return;
    }
    let subjects = engine.filler.fill(&Slot::Subject, &[token], CuePos::Verb);
    let holders: Vec<_> = subjects
        .into_iter()
        .filter_map(|subject| engine.holder(subject))
        .collect();
    let meant = conditions(tree, token, marks).flat_map(|clause| tree.own_subjects(clause));
    for subject in meant {
        let Some((actor, tokens)) = actor_at(tree, engine.actors, subject) else {
            continue;
        };
        let resolved = Resolved {
            target: TargetDraft::Actor(actor),
            tokens,
            flipped: false,
            hedged: false,
            head: subject,
            inferred: false,
            passed: Vec::new(),
        };
        for &holder in &holders {
            let made = Made {
                polarity: Polarity::Oppose,
                confidence: MEANT.times(holder.factor),
                hedged: surroundings.hedged,
                cue: Tokens {
                    start: token,
                    end: token + 1,
                },
                anchor: token,
                rule: "threaten.v.condition".into(),
                owned: false,
            };
            engine.push(found, holder, &resolved, made);
        }
    }
}

/// Whether somebody says that he will or would do it.
fn wills(tree: &Tree<'_>, verb: u32) -> bool {
    let mut modals = tree.with(verb, &[Dep::Aux]);
    modals.any(|aux| matches!(tree.norm(aux), "will" | "would" | "'ll" | "wo"))
        && !tree.is_passive(verb)
}

/// Clauses with one of the marks behind the verb, below it or a verb of its infinitive.
fn conditions<'a>(
    tree: &'a Tree<'_>,
    verb: u32,
    marks: &'a [&'a str],
) -> impl Iterator<Item = u32> + 'a {
    let end = tree.sentence(verb).end.min(verb + FAR);
    (verb + 1..end).filter(move |&clause| {
        let marked = || {
            let mut all = tree.with(clause, &[Dep::Mark]);
            all.any(|mark| marks.contains(&tree.norm(mark)))
        };
        tree.dep(clause) == Dep::Advcl && marked() && tree.dominates(verb, clause)
    })
}
