//! What a speaker thinks of somebody he speaks about: good and bad words that are said of an
//! actor in attributed content, by the actor's part in the sentence.
//!
//! These rules are weaker than the cue frames, and their confidence says so; where both find the
//! same holder and target in a sentence, the frame counts.

use demarche_model::{ActorKind, Confidence, Mode, Polarity};
use demarche_nlp::{Dep, Tag, Upos};

use crate::{
    cues::{
        arguments::{deep_subjects, is_verb},
        pattern::extent,
        valence::Sense,
    },
    draft::{ActorIx, Mention, Tokens},
};

use super::{
    StatementDraft, TargetDraft,
    appraisal::Appraiser,
    context::context,
    engine::{Engine, Holder, Made, is_first_person, is_unnamed},
};

/// Least value, in tenths, that counts as an opinion.
pub(super) const CLEAR: i32 = 10;
/// Least value of a verb that by itself tells where its subject stands.
const STRONG: i32 = 18;
/// Least weight of bad words in a quoted sentence that tells what its speaker thinks of the one he speaks about.
const TONE: i32 = 20;
/// Per cent of confidence left in paraphrases, where the reporter chose the words.
pub(super) const PARAPHRASE: u8 = 88;

/// Verbs that say what somebody or something is.
pub(super) const NAMING: &[&str] = &[
    "brand", "call", "consider", "deem", "denounce", "describe", "dismiss", "dub", "hail", "label",
    "portray", "praise", "regard", "see",
];
/// What somebody should go on with is no reproach.
const UNTROUBLED: &[&str] = &[
    "be", "continue", "decide", "expect", "feel", "find", "get", "have", "keep", "know", "like",
    "remain", "see", "stay", "wait", "win",
];
/// Reporting words of who objects.
const CHARGES: &[&str] = &[
    "accus", "alarm", "alleg", "charge", "complain", "concern", "fear", "lament", "protest",
    "warn", "worr",
];

/// What is said of an actor.
pub(super) struct Verdict {
    pub(super) value: i32,
    pub(super) cue: u32,
    pub(super) rule: &'static str,
    pub(super) confidence: u8,
}

/// Applies the rules to every mention of an actor. O(mentions × words of a clause).
pub(super) fn opinions(engine: &Engine<'_>, found: &mut Vec<StatementDraft>) {
    let appraiser = Appraiser {
        tree: engine.tree,
        actors: engine.actors,
        lexicon: engine.lexicon,
    };
    for mention in engine.actors.mentions() {
        if let Some(holder) = speaker(engine, mention) {
            let said = verdict(engine, &appraiser, mention.head)
                .or_else(|| tone(engine, &appraiser, holder, mention));
            if let Some(verdict) = said {
                emit(engine, holder, mention, &verdict, found);
            }
        }
        toward(engine, &appraiser, mention, found);
    }
}

/// The tone of a quoted sentence, where it speaks of one actor only.
fn tone(
    engine: &Engine<'_>,
    appraiser: &Appraiser<'_>,
    holder: Holder,
    mention: &Mention,
) -> Option<Verdict> {
    let tree = engine.tree;
    let about = matches!(
        tree.dep(tree.first_conjunct(mention.head)),
        Dep::Nsubj | Dep::Nsubjpass | Dep::Poss
    );
    let unreal = tree
        .ancestors(mention.head)
        .take(3)
        .any(|verb| appraiser.is_unreal(verb));
    if engine.voices.mode(mention.head) != Mode::Quote || !about || unreal {
        return None;
    }
    let draft = engine.voices.around(mention.head)?;
    let sentence = tree.sentence(mention.head);
    let part = draft.parts.iter().find(|part| part.has(mention.head))?;
    let part = Tokens {
        start: part.start.max(sentence.start),
        end: part.end.min(sentence.end),
    };
    let mut others = (part.start..part.end).filter_map(|token| engine.actors.covering(token));
    let lone = others.all(|other| other.actor == mention.actor || other.actor == holder.actor);
    let value = appraiser.tone(part);
    // Good words are for what a speaker wishes for; bad ones are for somebody.
    (lone && value <= -TONE).then_some(Verdict {
        value,
        cue: mention.head,
        rule: "opinion.tone",
        confidence: 36,
    })
}

/// A verb for a good or bad deed with an actor as its object.
fn toward(
    engine: &Engine<'_>,
    appraiser: &Appraiser<'_>,
    mention: &Mention,
    found: &mut Vec<StatementDraft>,
) {
    let tree = engine.tree;
    let object = tree.first_conjunct(mention.head);
    let Some(verb) = tree.head(object) else {
        return;
    };
    let passive = tree.dep(object) == Dep::Nsubjpass;
    let value = appraiser.judging(verb);
    let done_to = engine.lexicon.valence.at(tree, verb);
    let done_to = done_to.is_some_and(|word| word.sense == Sense::Judges);
    let deed = done_to && is_verb(tree, verb) && (passive || tree.dep(object) == Dep::Dobj);
    if !deed || value.abs() < STRONG {
        return;
    }
    let around = context(tree, &engine.lexicon.shifters, verb);
    if around.negated || around.open || around.obliged || around.wished {
        return;
    }
    let verdict = Verdict {
        value,
        cue: verb,
        rule: "opinion.toward",
        confidence: 46,
    };
    for subject in deep_subjects(tree, verb) {
        let own = is_first_person(tree, subject.token);
        if let Some(holder) = engine.holder(subject).filter(|_| !subject.bidden && !own) {
            emit(engine, holder, mention, &verdict, found);
        }
    }
}

/// Who speaks of the actor, if somebody with a name does and it is not himself.
fn speaker(engine: &Engine<'_>, mention: &Mention) -> Option<Holder> {
    let holder = engine.source(mention.head)?;
    let known = engine.actors.actor(holder.actor);
    let other = holder.actor != mention.actor && !is_unnamed(known);
    let relative = matches!(engine.tree.norm(mention.head), "who" | "which" | "that");
    let asks = sentence_asks(engine, mention.head);
    (other && !relative && !asks).then_some(holder)
}

fn sentence_asks(engine: &Engine<'_>, token: u32) -> bool {
    let sentence = engine.tree.sentence(token);
    let last = (sentence.start..sentence.end).rev().take(3);
    let mut marks = last.filter(|&at| engine.tree.upos(at) == Upos::Punct);
    marks.any(|at| engine.tree.text(at) == "?")
}

/// What is said of the actor whose mention has that head.
fn verdict(engine: &Engine<'_>, appraiser: &Appraiser<'_>, token: u32) -> Option<Verdict> {
    let tree = engine.tree;
    let clear = |verdict: &Verdict| verdict.value.abs() >= CLEAR;
    // In a paraphrase the words beside a name are the reporter's.
    let quoted = engine.voices.mode(token) == Mode::Quote;
    let modified = described(appraiser, token);
    if quoted && clear(&modified) {
        return Some(modified);
    }
    let top = tree.first_conjunct(token);
    let head = tree.head(top)?;
    let found = match tree.dep(top) {
        Dep::Nsubj => of_agent(engine, appraiser, head).or_else(|| ought(engine, appraiser, head)),
        Dep::Pobj if tree.dep(head) == Dep::Agent => {
            let verb = tree.head(head)?;
            Some(Verdict {
                value: appraiser.deed(verb),
                cue: verb,
                rule: "opinion.agent",
                confidence: 48,
            })
        }
        Dep::Pobj if matches!(tree.norm(head), "by" | "from") => {
            let noun = tree.head(head).filter(|&noun| !is_verb(tree, noun))?;
            owned(engine, appraiser, noun)
        }
        Dep::Pobj if tree.norm(head) == "to" => {
            let noun = tree.head(head).filter(|&noun| !is_verb(tree, noun))?;
            let thanks = matches!(tree.lemma(noun), "thank" | "thanks" | "congratulation");
            thanks.then_some(Verdict {
                value: 20,
                cue: noun,
                rule: "opinion.thanks",
                confidence: 50,
            })
        }
        Dep::Poss | Dep::Compound | Dep::Nmod | Dep::Amod => owned(engine, appraiser, head),
        Dep::Attr => {
            let subjects = tree.own_subjects(head);
            let values = subjects.iter().map(|&subject| appraiser.phrase(subject));
            Some(Verdict {
                value: values.sum(),
                cue: head,
                rule: "opinion.is",
                confidence: 50,
            })
        }
        Dep::Dobj => of_object(engine, appraiser, head),
        Dep::Nsubjpass => of_patient(appraiser, head),
        _ => None,
    };
    found.filter(|verdict| clear(verdict) && (quoted || verdict.value.abs() >= STRONG))
}

/// `that crooked minister`, `Smith, a liar,`.
fn described(appraiser: &Appraiser<'_>, token: u32) -> Verdict {
    let tree = appraiser.tree;
    let mut best = Verdict {
        value: 0,
        cue: token,
        rule: "opinion.described",
        confidence: 50,
    };
    for word in tree.with(token, &[Dep::Amod, Dep::Compound, Dep::Appos]) {
        let value = if tree.dep(word) == Dep::Appos {
            appraiser.phrase(word)
        } else {
            appraiser.judging(word)
        };
        if value.abs() > best.value.abs() {
            best.value = value;
            best.cue = word;
        }
    }
    best
}

/// Who does or is it. The deeds of one subject are weighed together, the first clear one counts.
fn of_agent(engine: &Engine<'_>, appraiser: &Appraiser<'_>, verb: u32) -> Option<Verdict> {
    let tree = engine.tree;
    if !is_verb(tree, verb) {
        return None;
    }
    let own = |&next: &u32| tree.own_subjects(next).is_empty() && is_verb(tree, next);
    let joined = tree.conjuncts(verb).into_iter().skip(1).filter(own);
    let mut verdicts = std::iter::once(verb).chain(joined).map(|verb| Verdict {
        value: appraiser.deed(verb),
        cue: verb,
        rule: "opinion.agent",
        confidence: 48,
    });
    verdicts.find(|verdict| verdict.value.abs() >= CLEAR)
}

/// Who ought to do something has not done it: `the minister should apologize`.
fn ought(engine: &Engine<'_>, appraiser: &Appraiser<'_>, verb: u32) -> Option<Verdict> {
    let tree = engine.tree;
    let modal = tree
        .with(verb, &[Dep::Aux])
        .any(|aux| matches!(tree.norm(aux), "should" | "must" | "ought" | "shall"));
    let needs = matches!(tree.lemma(verb), "need" | "have" | "ought")
        && tree.tag(verb) != Tag::Vbd
        && tree.with(verb, &[Dep::Xcomp]).any(|next| {
            let mut aux = tree.with(next, &[Dep::Aux]);
            aux.any(|aux| tree.tag(aux) == Tag::To)
        });
    let praised = UNTROUBLED.contains(&tree.lemma(verb)) || appraiser.judging(verb) > 0;
    let around = context(tree, &engine.lexicon.shifters, verb);
    let told = (modal || needs) && !tree.is_passive(verb) && !praised;
    (told && !around.negated && !around.open).then_some(Verdict {
        value: -STRONG,
        cue: verb,
        rule: "opinion.ought",
        confidence: 42,
    })
}

/// Whose words, deeds or people it is, by the words for them, else by what they do.
fn owned(engine: &Engine<'_>, appraiser: &Appraiser<'_>, noun: u32) -> Option<Verdict> {
    let tree = engine.tree;
    if engine.actors.headed_by(noun).is_some() {
        return None;
    }
    let own = appraiser.judging(noun);
    let mut value = own;
    for word in tree.with(noun, &[Dep::Amod, Dep::Compound]) {
        let found = appraiser.judging(word);
        if found < 0 || value == 0 {
            value = found;
        }
    }
    let quoted = engine.voices.mode(noun) == Mode::Quote;
    if quoted && value.abs() >= CLEAR {
        return Some(Verdict {
            value,
            cue: noun,
            rule: "opinion.owner",
            confidence: 44,
        });
    }
    // `Kyiv's defeat would hurt us`: what befalls somebody tells nothing against him.
    let befalls = engine.lexicon.valence.at(tree, noun);
    if befalls.is_some_and(|word| word.sense == Sense::Thing && word.value < 0) {
        return None;
    }
    let top = tree.first_conjunct(noun);
    let verb = tree.head(top).filter(|_| tree.dep(top) == Dep::Nsubj)?;
    let deed = of_agent(engine, appraiser, verb)?;
    Some(Verdict {
        rule: "opinion.owner",
        confidence: 42,
        ..deed
    })
}

/// Whom the speaker himself loves, thanks or fights; else whom another one wrongs or helps.
fn of_object(engine: &Engine<'_>, appraiser: &Appraiser<'_>, verb: u32) -> Option<Verdict> {
    let tree = engine.tree;
    let subjects = deep_subjects(tree, verb);
    let own = subjects
        .iter()
        .any(|subject| is_first_person(tree, subject.token));
    if !own {
        return of_patient(appraiser, verb);
    }
    let value = engine.lexicon.valence.at(tree, verb)?.value;
    let turned = tree.is_negated(verb);
    Some(Verdict {
        value: if turned { -value } else { value },
        cue: verb,
        rule: "opinion.object",
        confidence: 50,
    })
}

/// Who is wronged has the speaker's sympathy.
fn of_patient(appraiser: &Appraiser<'_>, verb: u32) -> Option<Verdict> {
    let tree = appraiser.tree;
    let manner = tree.with(verb, &[Dep::Advmod]);
    let manner = manner
        .map(|word| appraiser.judging(word))
        .min()
        .unwrap_or(0);
    let value = appraiser.judging(verb).min(manner);
    (value <= -18 && !tree.is_negated(verb)).then_some(Verdict {
        value: -value,
        cue: verb,
        rule: "opinion.wronged",
        confidence: 35,
    })
}

/// Adds the verdict as a statement, if what stands above its cue lets it.
pub(super) fn emit(
    engine: &Engine<'_>,
    holder: Holder,
    mention: &Mention,
    verdict: &Verdict,
    found: &mut Vec<StatementDraft>,
) {
    let quoted = engine.voices.mode(verdict.cue) == Mode::Quote;
    let holder_kind = engine.actors.actor(holder.actor).kind;
    // What organizations report are facts, unless they are quoted.
    let reports = holder_kind == ActorKind::Organization
        && matches!(
            verdict.rule,
            "opinion.agent" | "opinion.owner" | "opinion.wronged"
        );
    if reports && !quoted || holder.actor == mention.actor {
        return;
    }
    let mut confidence = Confidence::from_percent(verdict.confidence).times(holder.factor);
    if !quoted {
        confidence = confidence.times(PARAPHRASE);
    }
    // `it is not true that he lied`: what stands above turns it around, and says nothing.
    let around = context(engine.tree, &engine.lexicon.shifters, verdict.cue);
    if around.negated != engine.tree.is_negated(verdict.cue) {
        return;
    }
    if around.hedged && verdict.value > 0 || verdict.rule == "opinion.wronged" && !quoted {
        return;
    }
    // Who complains or fears that somebody does something good does not praise him.
    let charged = engine
        .voices
        .around(mention.head)
        .is_some_and(|draft| CHARGES.iter().any(|word| draft.rule.contains(word)));
    if charged && verdict.value > 0 {
        return;
    }
    let polarity = if verdict.value > 0 {
        Polarity::Support
    } else {
        Polarity::Oppose
    };
    engine.push_actor(
        found,
        holder,
        (mention.actor, mention.tokens),
        Made {
            polarity,
            confidence,
            hedged: around.hedged,
            cue: extent(&[verdict.cue]),
            anchor: mention.head,
            rule: verdict.rule.into(),
            owned: false,
        },
    );
}

impl Engine<'_> {
    /// A statement on an actor.
    fn push_actor(
        &self,
        found: &mut Vec<StatementDraft>,
        holder: Holder,
        (actor, tokens): (ActorIx, Tokens),
        made: Made,
    ) {
        let resolved = crate::issues::target::Resolved {
            target: TargetDraft::Actor(actor),
            tokens,
            flipped: false,
            hedged: false,
            head: made.anchor,
            inferred: false,
            passed: Vec::new(),
        };
        self.push(found, holder, &resolved, made);
    }
}
