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

/// Strength of a threat on somebody whose deed or omission is its condition.
const MEANT: Confidence = Confidence::from_percent(62);

/// Applies the rule to the verb at `token`, if it is one of threat.
pub(super) fn threat(engine: &Engine<'_>, token: u32, found: &mut Vec<StatementDraft>) {
    let tree = engine.tree;
    if !is_verb(tree, token) || tree.lemma(token) != "threaten" {
        return;
    }
    let surroundings = context(tree, &engine.lexicon.shifters, token);
    if surroundings.negated || surroundings.open || surroundings.wished {
        return;
    }
    let Some(deed) = tree.child(token, Dep::Xcomp) else {
        return;
    };
    let subjects = engine.filler.fill(&Slot::Subject, &[token], CuePos::Verb);
    let holders: Vec<_> = subjects
        .into_iter()
        .filter_map(|subject| engine.holder(subject))
        .collect();
    let verbs = [token, deed];
    let meant = conditions(tree, &verbs).flat_map(|clause| tree.own_subjects(clause));
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

/// Clauses with `if`, `unless` or `until` below one of the verbs.
fn conditions<'a>(tree: &'a Tree<'_>, verbs: &'a [u32]) -> impl Iterator<Item = u32> + 'a {
    let clauses = verbs
        .iter()
        .flat_map(|&verb| tree.with(verb, &[Dep::Advcl]));
    clauses.filter(|&clause| {
        let mut marks = tree.with(clause, &[Dep::Mark]);
        marks.any(|mark| matches!(tree.norm(mark), "if" | "unless" | "until"))
    })
}
