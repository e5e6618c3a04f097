//! Comparisons in a speaker's words: who calls one thing better than another is for the first and
//! against the second.

use demarche_model::{Confidence, Polarity};
use demarche_nlp::Dep;

use crate::{
    cues::{
        frame::Slot,
        pattern::{CuePos, extent},
    },
    issues::target::resolve,
};

use super::{
    StatementDraft,
    context::context,
    engine::{Engine, Made},
};

/// Strength of a comparison for what is compared, and for what it is measured by.
const FIRST: Confidence = Confidence::from_percent(66);
const SECOND: Confidence = Confidence::from_percent(52);

/// Applies the rule to a comparative with `than`. O(frames of the word).
pub(super) fn compare(engine: &Engine<'_>, token: u32, found: &mut Vec<StatementDraft>) {
    let tree = engine.tree;
    let degree = tree
        .with(token, &[Dep::Advmod])
        .find(|&word| matches!(tree.norm(word), "more" | "less"));
    let heads = [Some(token), degree].into_iter().flatten();
    let than: Vec<u32> = heads
        .flat_map(|head| tree.preps(head, &["than"]))
        .flat_map(|prep| tree.prep_objects(prep))
        .collect();
    if than.is_empty() {
        return;
    }
    let Some(polarity) = valued(engine, token) else {
        return;
    };
    let less = degree.is_some_and(|word| tree.norm(word) == "less");
    let around = context(tree, &engine.lexicon.shifters, token);
    if around.open || around.negated {
        return;
    }
    let polarity = if less { polarity.flipped() } else { polarity };
    let compared = engine
        .filler
        .fill(&Slot::Evaluated, &[token], CuePos::Adjective);
    let compared = compared.into_iter().map(|argument| argument.token);
    let ends = compared
        .map(|end| (end, polarity, FIRST))
        .chain(than.iter().map(|&end| (end, polarity.flipped(), SECOND)));
    let ends: Vec<(u32, Polarity, Confidence)> = ends.collect();
    for holder in engine.sources(token) {
        for &(end, polarity, confidence) in &ends {
            for resolved in resolve(&engine.reader, engine.lexicon, end, Some(holder.actor)) {
                let made = Made {
                    polarity,
                    confidence: confidence.times(holder.factor),
                    hedged: around.hedged || resolved.hedged,
                    cue: extent(&[token]),
                    anchor: token,
                    rule: "compare.than".into(),
                    owned: false,
                };
                engine.push(found, holder, &resolved, made);
            }
        }
    }
}

/// What the word says of its subject where a speaker judges by it.
fn valued(engine: &Engine<'_>, token: u32) -> Option<Polarity> {
    match engine.tree.norm(token) {
        "better" | "superior" => return Some(Polarity::Support),
        "worse" | "inferior" => return Some(Polarity::Oppose),
        _ => {}
    }
    let frames = engine.lexicon.frames.at(engine.tree, token);
    let judging = frames.iter().find(|(frame, _)| {
        frame.holder.contains(&Slot::Judge) && frame.target.contains(&Slot::Evaluated)
    });
    judging
        .map(|(frame, _)| frame.polarity)
        .filter(|polarity| *polarity != Polarity::Neutral)
}
