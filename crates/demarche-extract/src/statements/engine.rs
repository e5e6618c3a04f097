//! Applies the cue frames to every word and gathers the statements.

use demarche_model::{ActorKind, Confidence, Mode, Polarity};
use demarche_nlp::{Dep, Upos};

use crate::{
    attribution::AttributionDraft,
    cues::{
        CueLexicon,
        arguments::{Argument, deep_subjects},
        frame::{ACTS, Frame, Negated, Slot},
        pattern::{CuePos, extent},
    },
    draft::{ActorIx, Actors, DocActor, Form, Tokens},
    issues::{
        memory::Memory,
        phrase::Reader,
        target::{Resolved, resolve},
    },
    quotes::Quotes,
    tree::Tree,
};

use super::{
    StatementDraft, TargetDraft,
    context::{Context, context},
    slots::Filler,
    voices::Voices,
};

/// Per cent of confidence left where the statement is uncertain, or turned around on the way to
/// its target.
const HEDGED: u8 = 85;
const FLIPPED: u8 = 90;
/// Whose people or things an act is done to.
const REACHED: u8 = 65;
/// A quality of somebody stands for him, a pronoun for an earlier proposition.
const INFERRED: u8 = 80;
/// An adjective before its noun evaluates in passing.
const IN_PASSING: u8 = 75;

/// A holder with the words that name it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Holder {
    pub(super) actor: ActorIx,
    pub(super) tokens: Option<Tokens>,
    pub(super) factor: u8,
}

/// All that the rules of statements read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Engine<'a> {
    pub(super) tree: &'a Tree<'a>,
    pub(super) actors: &'a Actors,
    pub(super) lexicon: &'a CueLexicon,
    pub(super) voices: &'a Voices<'a>,
    pub(super) reader: Reader<'a>,
    pub(super) filler: Filler<'a>,
}

/// Finds who takes what position towards whom or what. O(tokens × depth of the trees).
pub fn statements(
    tree: &Tree<'_>,
    quotes: &Quotes,
    actors: &Actors,
    attributions: &[AttributionDraft],
    lexicon: &CueLexicon,
) -> Vec<StatementDraft> {
    let found = candidates(tree, quotes, actors, attributions, lexicon);
    super::settle::settle(tree, super::shared::share(actors, found))
}

/// What every rule finds by itself, before repeats are dropped.
pub fn candidates(
    tree: &Tree<'_>,
    quotes: &Quotes,
    actors: &Actors,
    attributions: &[AttributionDraft],
    lexicon: &CueLexicon,
) -> Vec<StatementDraft> {
    let voices = Voices::new(tree.len(), attributions, quotes);
    let mut speeches: Vec<(u32, ActorIx)> = attributions
        .iter()
        .filter_map(|draft| {
            Some((
                draft.cue.map_or(draft.extent().start, |cue| cue.start),
                draft.source?,
            ))
        })
        .collect();
    speeches.sort_unstable();
    let reader = Reader {
        tree,
        actors,
        words: &lexicon.issues,
        speeches: &speeches,
        memory: None,
    };
    let memory = Memory::of(&reader);
    let engine = Engine {
        tree,
        actors,
        lexicon,
        voices: &voices,
        reader: Reader {
            memory: Some(&memory),
            ..reader
        },
        filler: Filler {
            tree,
            actors,
            shifters: &lexicon.shifters,
            words: &lexicon.issues,
        },
    };
    let mut found = Vec::new();
    let mut used = vec![false; tree.doc.tokens.len()];
    for token in 0..tree.len() {
        let start = found.len();
        let mut length = 0;
        let frames = lexicon.frames.at(tree, token);
        // `urged Iran to leave` is about leaving, not about Iran.
        let bids = frames.iter().any(|(frame, cue)| {
            let clausal = matches!(frame.target[0], Slot::Clause | Slot::Infinitive);
            clausal
                && !engine
                    .filler
                    .fill(&frame.target[0], cue, frame.pos)
                    .is_empty()
        });
        for (frame, cue) in frames {
            let object = matches!(frame.target[0], Slot::Object | Slot::Thing | Slot::Party);
            if bids
                && object
                && frame.pos == CuePos::Verb
                && ["want", "support", "accept"].contains(&frame.class.as_str())
            {
                continue;
            }
            let idiom = cue.len() > 1;
            // An idiom that finds its arguments keeps shorter cues of its anchor silent.
            let beaten = cue.len() < length && found.len() > start;
            if beaten || used[token as usize] && !idiom || engine.in_name(token) {
                continue;
            }
            length = cue.len();
            let before = found.len();
            engine.apply(frame, &cue, &mut found);
            if idiom && found.len() > before {
                for &word in &cue[1..] {
                    used[word as usize] = true;
                }
            }
        }
        super::modal::modal(&engine, token, &mut found);
        super::compare::compare(&engine, token, &mut found);
        super::threat::threat(&engine, token, &mut found);
    }
    super::opinion::opinions(&engine, &mut found);
    super::verdicts::verdicts(&engine, &mut found);
    super::wholes::wholes(&lexicon.wholes, actors, &mut found);
    found
}

impl Engine<'_> {
    /// Whether the word is a part of a name.
    fn in_name(&self, token: u32) -> bool {
        let mention = self.actors.covering(token);
        let capital = self.tree.text(token).starts_with(char::is_uppercase);
        capital && mention.is_some_and(|mention| mention.form == Form::Name)
    }

    /// `no` before the noun.
    fn lacks(&self, noun: u32) -> bool {
        let mut words = self.tree.with(noun, &[Dep::Det]);
        words.any(|word| self.tree.norm(word) == "no")
    }

    fn apply(&self, frame: &Frame, cue: &[u32], found: &mut Vec<StatementDraft>) {
        let anchor = cue[0];
        let first = |slots: &[Slot]| -> Vec<Argument> {
            let mut filled = slots
                .iter()
                .map(|slot| self.filler.fill(slot, cue, frame.pos));
            filled.find(|found| !found.is_empty()).unwrap_or_default()
        };
        if frame.class == "deed" && !self.judges(frame, anchor) {
            return;
        }
        if frame.target == [Slot::Told] {
            self.react(frame, cue, found);
            return;
        }
        let targets = first(&frame.target);
        if targets.is_empty() {
            if self.tree.lemma(anchor) == "agree" && frame.polarity == Polarity::Support {
                self.second(anchor, found);
            }
            return;
        }
        let mut surroundings = context(self.tree, &self.lexicon.shifters, anchor);
        // `bears no grudge`, but not the `no` that the row itself asks for.
        let own = frame.words.iter().any(|word| word == "no");
        surroundings.negated ^= !own && cue[1..].iter().any(|&word| self.lacks(word));
        if surroundings.obliged && frame.target.contains(&Slot::Peer) {
            return;
        }
        let holders = self.holders(frame, cue, surroundings);
        let mut named = false;
        for holder in &holders {
            for target in &targets {
                let mut resolved =
                    resolve(&self.reader, self.lexicon, target.token, Some(holder.actor));
                if resolved.is_empty() {
                    resolved.extend(self.meant(target.token, holder.actor, found));
                }
                for resolved in resolved {
                    let actor = matches!(resolved.target, TargetDraft::Actor(_));
                    named |= actor;
                    if frame.actor.is_some_and(|wanted| wanted != actor) {
                        continue;
                    }
                    self.emit(frame, cue, *holder, &resolved, surroundings, found);
                }
            }
        }
        let open = frame.actor.is_none() || frame.target.contains(&Slot::Reach);
        if !named && open && ACTS.contains(&frame.class.as_str()) {
            let done_to: Vec<u32> = targets.iter().map(|target| target.token).collect();
            self.reach((frame, cue), &done_to, &holders, surroundings, found);
        }
    }

    /// An act whose object is no actor is, with less confidence, done to whose it is.
    fn reach(
        &self,
        (frame, cue): (&Frame, &[u32]),
        done_to: &[u32],
        holders: &[Holder],
        surroundings: Context,
        found: &mut Vec<StatementDraft>,
    ) {
        let mut reaching = frame.clone();
        reaching.strength = frame.strength.times(REACHED);
        reaching.id = format!("{}+reach", frame.id);
        for token in self
            .filler
            .reached(cue, done_to, frame.polarity == Polarity::Support)
        {
            let Some(mention) = self.actors.covering(token) else {
                continue;
            };
            let resolved = Resolved {
                target: TargetDraft::Actor(mention.actor),
                tokens: mention.tokens,
                flipped: false,
                hedged: false,
                head: token,
                inferred: false,
                passed: Vec::new(),
            };
            for &holder in holders {
                self.emit(&reaching, cue, holder, &resolved, surroundings, found);
            }
        }
    }

    /// Whether a speaker who tells a deed takes a stand by it: not a source without a name, and
    /// of mere events only in his own words or by a verb such as `complained`.
    fn judges(&self, frame: &Frame, anchor: u32) -> bool {
        let Some(draft) = self.voices.around(anchor) else {
            return false;
        };
        let Some(source) = draft.source else {
            return false;
        };
        if is_unnamed(self.actors.actor(source)) {
            return false;
        }
        let event = frame.target.contains(&Slot::Doer);
        let charges = [
            "accuse", "allege", "charge", "claim", "complain", "protest", "warn",
        ];
        let charged = charges.iter().any(|word| draft.rule.contains(word));
        !event || charged || self.voices.mode(anchor) == Mode::Quote
    }

    /// Whether the holder does what the verb says.
    fn does(&self, verb: u32, holder: Holder) -> bool {
        let subjects = deep_subjects(self.tree, verb);
        let mut holders = subjects.iter().filter_map(|&subject| self.holder(subject));
        holders.any(|other| other.actor == holder.actor)
    }

    pub(super) fn emit(
        &self,
        frame: &Frame,
        cue: &[u32],
        holder: Holder,
        resolved: &Resolved,
        surroundings: Context,
        found: &mut Vec<StatementDraft>,
    ) {
        let mut polarity = frame.polarity;
        if surroundings.negated {
            match frame.negated {
                Negated::Flips => polarity = polarity.flipped(),
                Negated::Nothing => return,
            }
        }
        if resolved.flipped {
            // Who fights aggression somewhere is not for that place.
            if frame.class == "hostile" && matches!(resolved.target, TargetDraft::Issue(_)) {
                return;
            }
            polarity = polarity.flipped();
        }
        if surroundings.open || surroundings.wished {
            return;
        }
        if let Some(verb) = surroundings.untold {
            if !self.does(verb, holder) {
                return;
            }
            polarity = Polarity::Neutral;
        }
        let hedged = surroundings.hedged || resolved.hedged;
        let mut confidence = frame.strength.times(holder.factor);
        if resolved.flipped {
            confidence = confidence.times(FLIPPED);
        }
        if resolved.inferred {
            confidence = confidence.times(INFERRED);
        }
        if frame.target.contains(&Slot::Evaluated) && self.in_passing(cue[0]) {
            let quoted = self.voices.mode(cue[0]) == Mode::Quote;
            if frame.polarity != Polarity::Oppose || !quoted {
                return;
            }
            confidence = confidence.times(IN_PASSING);
        }
        let judges = !matches!(
            frame.class.as_str(),
            "want"
                | "commit"
                | "dodge"
                | "hostile"
                | "aid"
                | "ally"
                | "sanction"
                | "threaten"
                | "probe"
                | "refuse"
                | "yield"
        );
        self.push(
            found,
            holder,
            resolved,
            Made {
                polarity,
                confidence,
                hedged,
                cue: extent(cue),
                anchor: cue[0],
                rule: frame.id.clone(),
                owned: judges,
            },
        );
    }

    /// `an unfair deal`, but not `the deal is an unfair one`.
    fn in_passing(&self, adjective: u32) -> bool {
        let attribute = self
            .tree
            .head(adjective)
            .is_some_and(|noun| self.tree.dep(noun) == Dep::Attr);
        self.tree.dep(adjective) == Dep::Amod && !attribute
    }

    pub(super) fn push(
        &self,
        found: &mut Vec<StatementDraft>,
        holder: Holder,
        resolved: &Resolved,
        made: Made,
    ) {
        if resolved.target == TargetDraft::Actor(holder.actor) {
            return;
        }
        let via = self.voices.chain(made.anchor, holder.actor);
        let unnamed = |actor: &ActorIx| is_unnamed(self.actors.actor(*actor));
        let hedged = made.hedged || via.iter().any(unnamed) || unnamed(&holder.actor);
        let confidence = if hedged {
            made.confidence.times(HEDGED)
        } else {
            made.confidence
        };
        let mode = self.mode(&made);
        let sentence = self.tree.sentence(made.anchor);
        let draft = StatementDraft {
            holder: holder.actor,
            holder_tokens: holder.tokens,
            target: resolved.target.clone(),
            target_tokens: (resolved.tokens.start < resolved.tokens.end).then_some(resolved.tokens),
            polarity: made.polarity,
            confidence,
            mode,
            via,
            hedged,
            cue: made.cue,
            evidence: Tokens {
                start: sentence.start,
                end: sentence.end,
            },
            rule: made.rule,
            date: None,
        };
        if made.owned {
            self.push_owner(found, &draft, resolved.head);
        }
        for &(noun, flipped) in resolved.passed.iter().filter(|_| made.owned) {
            let polarity = if flipped == resolved.flipped {
                draft.polarity
            } else {
                draft.polarity.flipped()
            };
            let of_passed = StatementDraft {
                polarity,
                target_tokens: Some(crate::attribution::source::phrase(self.tree, noun)),
                ..draft.clone()
            };
            self.push_owner(found, &of_passed, noun);
        }
        Self::push_toward(found, &draft);
        self.push_aim(found, &draft, resolved.head);
        found.push(draft);
    }

    fn mode(&self, made: &Made) -> Mode {
        let mode = self.voices.mode(made.anchor);
        if mode != Mode::Narrator {
            return mode;
        }
        let reports = self
            .lexicon
            .reporting
            .at(self.tree, made.anchor)
            .is_some_and(|(row, _)| row.pos == CuePos::Verb);
        let clause = self
            .tree
            .with(made.anchor, &[Dep::Ccomp, Dep::Xcomp])
            .next();
        if reports && clause.is_some() {
            Mode::Paraphrase
        } else {
            Mode::Narrator
        }
    }
}

/// What a rule found, before holder and target are joined to it.
#[derive(Debug, Clone)]
pub(super) struct Made {
    pub(super) polarity: Polarity,
    pub(super) confidence: Confidence,
    pub(super) hedged: bool,
    pub(super) cue: Tokens,
    pub(super) anchor: u32,
    pub(super) rule: String,
    /// Whether the stance reaches whose plan, words or deeds it is about: who rejects a plan
    /// rejects its author.
    pub(super) owned: bool,
}

/// `I`, `we` and their forms.
pub(super) fn is_first_person(tree: &Tree<'_>, token: u32) -> bool {
    let own = matches!(
        tree.norm(token),
        "i" | "we" | "us" | "me" | "my" | "our" | "ours" | "ourselves" | "myself"
    );
    own && tree.text(token) != "US" && tree.upos(token) == Upos::Pron
}

pub(super) fn is_unnamed(actor: &DocActor) -> bool {
    actor.kind == ActorKind::Group && actor.key == "unnamed sources"
}

pub(super) fn times(left: u8, right: u8) -> u8 {
    u8::try_from(u16::from(left) * u16::from(right) / 100).unwrap_or(100)
}
