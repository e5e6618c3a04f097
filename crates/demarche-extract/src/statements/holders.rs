//! Whose stance a cue tells.

use demarche_model::Polarity;
use demarche_nlp::{Dep, Upos};

use crate::{
    attribution::source::actor_at,
    cues::{
        arguments::{Argument, deep_subjects, is_verb},
        frame::{Frame, Slot},
        pattern::CuePos,
    },
    draft::ActorIx,
};

use super::{
    context::Context,
    engine::{Engine, Holder, is_first_person, times},
};

/// Per cent of confidence left where the holder is inherited from another clause, named by a
/// pronoun, or spoken for.
const INHERITED: u8 = 95;
const PRONOUN: u8 = 93;
const SPEAKS_FOR: u8 = 85;
/// Where the holder only wants somebody else to do it.
const BIDS: u8 = 75;
/// Where an accuser says that he does.
const ACCUSED: u8 = 70;

/// How many words of measure may stand before those who are counted.
const MEASURES: usize = 3;

impl Engine<'_> {
    pub(super) fn holders(&self, frame: &Frame, cue: &[u32], surroundings: Context) -> Vec<Holder> {
        let anchor = cue[0];
        let evaluates = frame
            .holder
            .iter()
            .any(|slot| matches!(slot, Slot::Source | Slot::Judge));
        if surroundings.obliged && !evaluates {
            let own = self.first_person_subject(anchor);
            if frame.pos == CuePos::Verb || own {
                return self.sources(anchor);
            }
        }
        for slot in &frame.holder {
            if *slot == Slot::Source {
                return self.sources(anchor);
            }
            let arguments = self.filler.fill(slot, cue, frame.pos);
            let does = *slot == Slot::Subject && frame.pos == CuePos::Verb;
            if arguments.is_empty() {
                // `demanded that Chad be punished`.
                if does && self.tree.is_passive(anchor) {
                    return self.bidders(anchor, &arguments);
                }
                continue;
            }
            if surroundings.bidden && *slot == Slot::Subject {
                return self.askers(anchor);
            }
            let holders: Vec<Holder> = arguments
                .iter()
                .filter(|argument| !argument.bidden || *slot == Slot::Object)
                .flat_map(|&argument| self.with_members(argument))
                .collect();
            if !holders.is_empty() {
                return holders;
            }
            if *slot == Slot::Subject && arguments.iter().all(|argument| argument.bidden) {
                return self.bidders(anchor, &arguments);
            }
            if *slot == Slot::Judge || arguments.iter().all(|argument| argument.bidden) {
                return Vec::new();
            }
        }
        if frame.holder.contains(&Slot::Judge) {
            return self.sources(anchor);
        }
        Vec::new()
    }

    /// Who wants another one to do it: `pressed the court to punish him`.
    fn bidders(&self, anchor: u32, arguments: &[Argument]) -> Vec<Holder> {
        let tree = self.tree;
        // `accused him of backing the coup`: by the accuser's words he did.
        let of = tree.head(anchor).filter(|_| tree.dep(anchor) == Dep::Pcomp);
        let told = self.voices.around(anchor).is_some_and(|draft| {
            let accused =
                |argument: &Argument| draft.cue.is_some_and(|cue| cue.start < argument.token);
            arguments.iter().all(accused)
        });
        if of.is_some_and(|prep| tree.norm(prep) == "of") && told {
            let holders = arguments
                .iter()
                .filter_map(|&argument| self.holder(argument));
            return holders.map(|holder| lowered(holder, ACCUSED)).collect();
        }
        let above = match tree.dep(anchor) {
            Dep::Xcomp | Dep::Ccomp => tree.head(anchor),
            // `pushed Peru into condemning it`.
            Dep::Pcomp => of
                .filter(|&prep| tree.norm(prep) == "into")
                .and_then(|prep| tree.head(prep)),
            _ => None,
        };
        let Some(verb) = above else {
            return Vec::new();
        };
        let wants = self.lexicon.frames.at(tree, verb).iter().any(|(frame, _)| {
            let clausal = matches!(frame.target[0], Slot::Clause | Slot::Infinitive);
            clausal && frame.polarity == Polarity::Support
        });
        if !wants {
            return Vec::new();
        }
        let subjects = deep_subjects(tree, verb);
        let free = subjects.into_iter().filter(|subject| !subject.bidden);
        free.filter_map(|subject| self.holder(subject))
            .map(|holder| lowered(holder, BIDS))
            .collect()
    }

    /// Whose request it is: `made a request for Peru to punish him`.
    fn askers(&self, anchor: u32) -> Vec<Holder> {
        let tree = self.tree;
        let noun = tree.head(anchor).filter(|&noun| !is_verb(tree, noun));
        let Some(noun) = noun.filter(|_| matches!(tree.dep(anchor), Dep::Advcl | Dep::Acl)) else {
            return Vec::new();
        };
        let wants = self.lexicon.frames.at(tree, noun).iter().any(|(frame, _)| {
            let clausal = matches!(frame.target[0], Slot::Clause | Slot::Infinitive);
            clausal && frame.polarity == Polarity::Support
        });
        if !wants {
            return Vec::new();
        }
        let owners = self.filler.fill(&Slot::Owner, &[noun], CuePos::Noun);
        let holders = owners.into_iter().filter_map(|owner| self.holder(owner));
        holders.map(|holder| lowered(holder, BIDS)).collect()
    }

    /// The holder, and those that `including` counts among its members.
    pub(super) fn with_members(&self, argument: Argument) -> Vec<Holder> {
        let named = self.tree.preps(argument.token, &["including", "like"]);
        let members: Vec<u32> = named
            .flat_map(|prep| self.tree.prep_objects(prep))
            .take(6)
            .collect();
        // `Poland, along with Chile, opposed it`.
        let subject = self.tree.dep(argument.token) == Dep::Nsubj;
        let above = self.tree.head(argument.token).filter(|_| subject);
        let places = std::iter::once(argument.token).chain(above);
        let beside: Vec<u32> = places
            .flat_map(|at| {
                self.tree
                    .preps(at, &["along", "together"])
                    .collect::<Vec<u32>>()
            })
            .filter(|&prep| above.is_none_or(|verb| prep < verb))
            .collect();
        let beside = beside.into_iter();
        let with = beside.flat_map(|prep| self.tree.preps(prep, &["with"]).collect::<Vec<u32>>());
        let fellows: Vec<u32> = with
            .flat_map(|prep| self.tree.prep_objects(prep))
            .take(6)
            .collect();
        let members = members.into_iter().chain(fellows);
        let mut all: Vec<Holder> = self.holder(argument).into_iter().collect();
        for token in members {
            let member = Argument { token, ..argument };
            all.extend(self.holder(member));
        }
        all
    }

    pub(super) fn first_person_subject(&self, anchor: u32) -> bool {
        let subjects = self.filler.fill(&Slot::Subject, &[anchor], CuePos::Verb);
        subjects
            .iter()
            .any(|subject| is_first_person(self.tree, subject.token))
    }

    /// All that say it: `Poland and Latvia said`.
    pub(super) fn sources(&self, token: u32) -> Vec<Holder> {
        let sources = self.voices.sources(token).into_iter();
        let holder = |(actor, tokens)| Holder {
            actor,
            tokens,
            factor: 100,
        };
        sources.map(holder).collect()
    }

    /// The first that says it.
    pub(super) fn source(&self, token: u32) -> Option<Holder> {
        self.sources(token).into_iter().next()
    }

    pub(super) fn holder(&self, argument: Argument) -> Option<Holder> {
        let token = argument.token;
        let near = if argument.distance > 0 {
            INHERITED
        } else {
            100
        };
        if is_first_person(self.tree, token) {
            let source = self.source(token)?;
            let own = actor_at(self.tree, self.actors, token).map(|(_, tokens)| tokens);
            return Some(Holder {
                tokens: own.or(source.tokens),
                ..source
            });
        }
        if let Some((actor, tokens)) = actor_at(self.tree, self.actors, token) {
            let pronoun = self.tree.upos(token) == Upos::Pron;
            let factor = if pronoun { PRONOUN } else { 100 };
            return Some(Holder {
                actor,
                tokens: Some(tokens),
                factor: times(factor, near),
            });
        }
        // `most of the lawmakers`.
        if matches!(self.tree.norm(token), "all" | "both" | "most" | "majority") {
            let whole = self
                .tree
                .preps(token, &["of"])
                .find_map(|of| self.tree.child(of, Dep::Pobj))?;
            let (actor, tokens) = actor_at(self.tree, self.actors, whole)?;
            return Some(Holder {
                actor,
                tokens: Some(tokens),
                factor: near,
            });
        }
        let lemma = self.tree.lemma(token);
        let counted = self.counted(token);
        if counted != token {
            return self.holder(Argument {
                token: counted,
                ..argument
            });
        }
        if !self.lexicon.issues.is("speaks", lemma) {
            return None;
        }
        let (possessors, names) = self.reader.owners(token);
        let owner = possessors.into_iter().chain(names).next();
        let whose = || {
            let preps = self.tree.preps(token, &["for", "of"]);
            let mut objects = preps.flat_map(|prep| self.tree.prep_objects(prep));
            objects.find_map(|object| self.reader.actor(object))
        };
        let actor = owner.or_else(whose).or_else(|| self.author(token))?;
        Some(Holder {
            actor,
            tokens: Some(crate::attribution::source::phrase(self.tree, token)),
            factor: times(SPEAKS_FOR, near),
        })
    }

    /// Who makes the statement or protest: the subject of the verb whose object it is.
    fn author(&self, noun: u32) -> Option<ActorIx> {
        let verb = self.tree.head(noun);
        let verb =
            verb.filter(|&verb| self.tree.dep(noun) == Dep::Dobj && is_verb(self.tree, verb))?;
        let subjects = deep_subjects(self.tree, verb);
        let mut actors = subjects.iter().map(|subject| self.counted(subject.token));
        actors.find_map(|token| self.reader.actor(token))
    }

    /// `Greeks` in `thousands of Greeks`.
    fn counted(&self, token: u32) -> u32 {
        let mut at = token;
        for _ in 0..MEASURES {
            if !self.lexicon.issues.is("measure", self.tree.lemma(at)) {
                break;
            }
            let of = self.tree.preps(at, &["of"]);
            let mut counted = of.flat_map(|prep| self.tree.prep_objects(prep));
            match counted.next() {
                Some(next) if next > at => at = next,
                _ => break,
            }
        }
        at
    }
}

fn lowered(holder: Holder, percent: u8) -> Holder {
    Holder {
        factor: times(holder.factor, percent),
        ..holder
    }
}
