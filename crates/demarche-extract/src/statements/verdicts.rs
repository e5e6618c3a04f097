//! What a speaker thinks of plans, deeds and events, by good and bad words, and what somebody calls
//! whom or what: other opinions of actors stand in `opinion`.

use demarche_model::{Confidence, Mode, Polarity};
use demarche_nlp::{Dep, Tag, Upos};

use crate::{
    cues::{
        arguments::{deep_subjects, is_verb},
        pattern::extent,
    },
    issues::target::resolve,
};

use super::{
    StatementDraft, TargetDraft,
    appraisal::{Appraiser, LINKS},
    context::context,
    engine::{Engine, Holder, Made, is_unnamed},
    opinion::{self, CLEAR, NAMING, PARAPHRASE, Verdict},
};

/// Least weight, in tenths, of an adjective that judges in passing.
const HEAVY: i32 = 18;

/// Applies the rules to every word. O(tokens × words of a clause).
pub(super) fn verdicts(engine: &Engine<'_>, found: &mut Vec<StatementDraft>) {
    let tree = engine.tree;
    let appraiser = Appraiser {
        tree,
        actors: engine.actors,
        lexicon: engine.lexicon,
    };
    for token in 0..tree.len() {
        if is_verb(tree, token) {
            if NAMING.contains(&tree.lemma(token)) {
                called(engine, &appraiser, token, found);
            }
            if LINKS.contains(&tree.lemma(token)) {
                said_to_be(engine, &appraiser, token, found);
            }
        } else if tree.upos(token) == Upos::Noun {
            in_passing(engine, &appraiser, token, found);
        }
    }
}

/// `the plan is reckless`.
fn said_to_be(
    engine: &Engine<'_>,
    appraiser: &Appraiser<'_>,
    verb: u32,
    found: &mut Vec<StatementDraft>,
) {
    let Some(holder) = speaker(engine, verb) else {
        return;
    };
    let value = appraiser.deed(verb);
    if value.abs() < CLEAR {
        return;
    }
    for subject in engine.tree.own_subjects(verb) {
        emit(
            engine,
            holder,
            subject,
            (value, verb),
            "opinion.is",
            50,
            found,
        );
    }
}

/// `this reckless plan` in a speaker's own words; good words in passing are courtesy.
fn in_passing(
    engine: &Engine<'_>,
    appraiser: &Appraiser<'_>,
    noun: u32,
    found: &mut Vec<StatementDraft>,
) {
    let tree = engine.tree;
    if engine.voices.mode(noun) != Mode::Quote || matches!(tree.dep(noun), Dep::Attr) {
        return;
    }
    let definite = tree.with(noun, &[Dep::Det, Dep::Poss]).any(|word| {
        tree.dep(word) == Dep::Poss || matches!(tree.norm(word), "the" | "this" | "these" | "that")
    });
    let bad = tree
        .with(noun, &[Dep::Amod])
        .find(|&word| appraiser.judging(word) <= -HEAVY && !tree.is_negated(word));
    let (Some(bad), true) = (bad, definite) else {
        return;
    };
    if let Some(holder) = speaker(engine, noun) {
        let value = appraiser.judging(bad);
        emit(
            engine,
            holder,
            noun,
            (value, bad),
            "opinion.passing",
            42,
            found,
        );
    }
}

/// `called the inquiry politically motivated`, `described her as a woman of honour`.
fn called(
    engine: &Engine<'_>,
    appraiser: &Appraiser<'_>,
    verb: u32,
    found: &mut Vec<StatementDraft>,
) {
    let tree = engine.tree;
    if tree.is_negated(verb) || tree.is_passive(verb) {
        return;
    }
    let complements = [Dep::Oprd, Dep::Attr, Dep::Acomp, Dep::Xcomp, Dep::Ccomp];
    let mut words: Vec<u32> = tree.with(verb, &complements).collect();
    let mut objects: Vec<u32> = tree.with(verb, &[Dep::Dobj]).collect();
    if objects.is_empty() {
        objects.extend(words.iter().flat_map(|&word| tree.own_subjects(word)));
    }
    let Some(&object) = objects.first() else {
        return;
    };
    words.extend(objects.iter().flat_map(|&at| tree.with(at, &[Dep::Appos])));
    words.extend(
        tree.preps(verb, &["as", "for"])
            .flat_map(|prep| tree.prep_objects(prep)),
    );
    let judged = words
        .into_iter()
        .filter(|&word| word > object)
        .map(|word| (appraiser.phrase(word), word))
        .find(|(value, _)| value.abs() >= CLEAR);
    let Some(judged) = judged else { return };
    for subject in deep_subjects(tree, verb) {
        if let Some(holder) = engine.holder(subject).filter(|_| !subject.bidden) {
            if let Some(mention) = engine.actors.headed_by(object) {
                let verdict = Verdict {
                    value: judged.0,
                    cue: judged.1,
                    rule: "opinion.called",
                    confidence: 55,
                };
                opinion::emit(engine, holder, mention, &verdict, found);
            } else {
                emit(engine, holder, object, judged, "opinion.called", 55, found);
            }
        }
    }
}

/// Who speaks, if somebody with a name does and asks nothing.
fn speaker(engine: &Engine<'_>, token: u32) -> Option<Holder> {
    let holder = engine.source(token)?;
    let named = !is_unnamed(engine.actors.actor(holder.actor));
    let open = context(engine.tree, &engine.lexicon.shifters, token).open;
    (named && !open).then_some(holder)
}

fn emit(
    engine: &Engine<'_>,
    holder: Holder,
    noun: u32,
    (value, cue): (i32, u32),
    rule: &str,
    percent: u8,
    found: &mut Vec<StatementDraft>,
) {
    let tree = engine.tree;
    let thing = matches!(tree.tag(noun), Tag::Nn | Tag::Nns | Tag::Nnp | Tag::Nnps);
    if !thing || engine.reader.actor(noun).is_some() {
        return;
    }
    let around = context(tree, &engine.lexicon.shifters, cue);
    if around.negated != tree.is_negated(cue) || around.open || around.hedged && value > 0 {
        return;
    }
    let mut confidence = Confidence::from_percent(percent).times(holder.factor);
    if engine.voices.mode(cue) != Mode::Quote {
        confidence = confidence.times(PARAPHRASE);
    }
    let polarity = if value > 0 {
        Polarity::Support
    } else {
        Polarity::Oppose
    };
    for mut resolved in resolve(&engine.reader, engine.lexicon, noun, Some(holder.actor)) {
        if matches!(resolved.target, TargetDraft::Actor(_)) {
            continue;
        }
        let polarity = if resolved.flipped {
            polarity.flipped()
        } else {
            polarity
        };
        resolved.hedged |= around.hedged;
        let made = Made {
            polarity,
            confidence,
            hedged: resolved.hedged,
            cue: extent(&[cue]),
            anchor: cue,
            rule: rule.into(),
            owned: true,
        };
        engine.push(found, holder, &resolved, made);
    }
}
